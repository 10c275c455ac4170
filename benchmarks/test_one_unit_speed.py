"""One unit of 3,321 communes with new values, against scoring all of them again."""

import attrs
import numpy as np
import pytest

import parindex

from . import flat

COMMUNES, INDICATORS, DOMAINS = 3321, 60, 8


def communes(kind):
    """Return scores of as many units as there are communes, of data with two decimals."""
    scores = flat.scores(COMMUNES, INDICATORS, 0 if kind == "flat" else DOMAINS)
    definition = scores.definition
    if kind == "rounded":
        parts = tuple(attrs.evolve(part, decimals=2) for part in definition.component)
        leaves = tuple(attrs.evolve(leaf, decimals=2) for leaf in definition.indicator)
        definition = attrs.evolve(definition, component=parts, indicator=leaves)
    return parindex.score(definition, np.random.default_rng(1).random((COMMUNES, INDICATORS)).round(2))


@pytest.mark.parametrize("kind", ["flat", "tree", "rounded"])
def test_one_changed_unit_of_all_communes(kind, against):
    scores = communes(kind)
    changes = {"i3": 0.25, "i7": 0.5, "i44": 0.75}
    what = f"scoring {COMMUNES} units again, {kind}"
    ours = against(
        lambda: scores.with_unit("77", changes),
        lambda: parindex.score(scores.definition, scores.evidence),
        what,
        rounds=3,
    )
    assert ours.rank.size == COMMUNES


def test_one_unit_against_a_cohort_of_all_communes(against):
    scores = communes("rounded")
    cohort, row = scores.cohort, scores.evidence.table.take([77])
    what = f"scoring {COMMUNES} units again"
    ours = against(
        lambda: parindex.score_against(scores.definition, row, cohort),
        lambda: parindex.score(scores.definition, scores.evidence),
        what,
        rounds=3,
    )
    assert ours.ranks == (scores.rank[77],)
