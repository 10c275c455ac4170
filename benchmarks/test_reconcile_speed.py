"""Two layers of 124 communes and 88 sub-criteria reconciled, scored and explained: under 0.2 s."""

from fractions import Fraction

import numpy as np
import pytest

import parindex
from parindex.definition.rules.linear import Count, Proportional
from parindex.definition.rules.rule import Options
from parindex.definition.rules.steps import Band, Bands, Choice

WORDS = ("on time", "late", "none")
RULES = (
    Bands((Band(Fraction(1), at_least=Fraction(90)), Band(Fraction(1, 2), at_least=Fraction(70)), Band(Fraction(0)))),
    Choice(Options(tuple(zip(WORDS, (Fraction(1), Fraction(1, 2), Fraction(0)), strict=True)))),
    Proportional(cap=Fraction(80)),
    Count(each=Fraction(1, 4)),
)


def index(n_leaves=88, n_domains=8):
    """Return an index of points with rules as offices use them, which may drop out."""
    domains = [parindex.Component(id=f"d{at}", combine="sum") for at in range(n_domains)]
    leaves = [
        parindex.Indicator(
            id=f"i{at}", parent=f"d{at % n_domains}", max=Fraction(1), rule=RULES[at % 4], not_applicable="drop"
        )
        for at in range(n_leaves)
    ]
    return parindex.Definition(
        id="communes",
        index="C",
        version="1",
        title=parindex.Text(en="Communes"),
        years=(2024,),
        combine="sum",
        component=tuple(domains),
        indicator=tuple(leaves),
    )


def layers(n_units=124, n_leaves=88, changed=0.1):
    """Return what units claim, and what an appraisal makes of a tenth of it."""
    chance = np.random.default_rng(1)

    def column(at):
        if at % 4 == 1:
            return np.array(WORDS)[chance.integers(0, 3, n_units)]
        return chance.integers(0, 6, n_units) if at % 4 == 3 else chance.integers(0, 10_001, n_units) / 100

    claimed = {f"i{at}": column(at) for at in range(n_leaves)}
    granted = {
        f"i{at}": np.where(chance.random(n_units) < changed, column(at), claimed[f"i{at}"]) for at in range(n_leaves)
    }
    units = [f"u{at}" for at in range(n_units)]
    return tuple(
        {"unit": units, **{name: cells.tolist() for name, cells in table.items()}} for table in (claimed, granted)
    )


@pytest.mark.parametrize("explained", [1, 124])
def test_reconcile_score_and_explain_124_communes(against, explained):
    definition, (claimed, granted) = index(), layers()

    def ours():
        found = parindex.reconcile(definition, self_assessed=claimed, appraised=granted)
        return found, [found.after.explain(unit) for unit in found.after.units[:explained]]

    def plain():
        return parindex.score(definition, claimed), parindex.score(definition, granted)

    found, _ = against(ours, plain, "reading and scoring both layers")
    assert len(found.changes) > 0
