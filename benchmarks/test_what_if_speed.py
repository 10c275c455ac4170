"""One step more of each of 100 indicators for each of 63 units, against scoring each of these cases again in a loop."""

import attrs
import numpy as np
import pytest

import parindex
from parindex.definition import Relative

from . import flat

#: Of so many cases the loop is timed; the ratio is to be multiplied by 6300 / 5.
SAMPLE = 5
#: Which share of values is 0 where some are.
ZEROS = 0.01


def indices(kind):
    """Return scores of 63 units by 100 indicators, of data with two decimals."""
    scores = flat.scores(domains=10)
    definition = scores.definition
    if kind.startswith("geometric"):
        parts = tuple(attrs.evolve(part, combine="geometric-mean") for part in definition.component)
        definition = attrs.evolve(definition, component=parts)
    if kind == "rounded domains":
        parts = tuple(attrs.evolve(part, decimals=2) for part in definition.component)
        definition = attrs.evolve(definition, component=parts)
    if kind == "caps":
        parts = tuple(attrs.evolve(part, cap=definition.maximum(part) / 2) for part in definition.component)
        definition = attrs.evolve(definition, component=parts)
    if kind == "relative":
        leaves = tuple(attrs.evolve(leaf, rule=Relative("best")) for leaf in definition.indicator)
        definition = attrs.evolve(definition, indicator=leaves)
    cells = np.random.default_rng(1).uniform(0.05, 1, (flat.UNITS, flat.LEAVES)).round(2)
    if kind == "geometric with zeros":
        cells[np.random.default_rng(5).random(cells.shape) < ZEROS] = 0
    return parindex.score(definition, cells)


def loop(scores):
    """Score again, one after the other, as many cases as the sample has, each with one cell otherwise."""
    cells = scores.evidence.values
    chosen = np.random.default_rng(2).integers(0, cells.size, SAMPLE).tolist()

    def again():
        for case in chosen:
            other = cells.copy()
            other.flat[case] = min(other.flat[case] + 0.01, 1)
            after = parindex.score(scores.definition, other)
            assert len(after.rounded) == after.rank.size

    return again


@pytest.mark.parametrize("kind", ["means", "geometric", "geometric with zeros", "rounded domains", "caps"])
def test_one_step_more_of_63_units_by_100_indicators(kind, against):
    scores = indices(kind)
    grid = against(
        lambda: parindex.what_if_each(scores, by="0.01"), loop(scores), f"{SAMPLE} scorings of {kind}", rounds=3
    )
    assert grid.rows.size > 6000


def test_one_step_more_where_a_rule_compares_units(against):
    scores = indices("relative")
    what = f"{SAMPLE} scorings where units are held against the best"
    against(lambda: parindex.what_if_each(scores, by="0.01"), loop(scores), what, rounds=3)
