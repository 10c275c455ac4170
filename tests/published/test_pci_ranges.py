"""Ranges of ranks and thresholds of the Provincial Competitiveness Index 2016, all 63 provinces.

Sources as in test_pci.py. What is asserted is worked out anew: by draws, by scoring with other weights, in fractions.
"""

from fractions import Fraction

import attrs
import numpy as np
import pytest

import parindex

from .tables import inputs, numbers, ranks, read


@pytest.fixture(scope="module")
def scores(shared):
    definition = parindex.load("pci-2013")
    return parindex.score(definition, inputs(read(shared("pci/2016/published.csv")), definition))


@pytest.fixture(scope="module")
def found(scores):
    pytest.importorskip("scipy")
    return parindex.rank_range(scores, parindex.Uniform(0.2))


def test_no_draw_gives_a_rank_outside_the_exact_range(scores, found):
    drawn = parindex.uncertainty(scores, parindex.Uniform(0.2), draws=200_000, rng=1)
    seen = drawn.counts > 0
    places = np.arange(1, 64)
    best, worst = np.where(seen, places, 99).min(axis=1), np.where(seen, places, 0).max(axis=1)
    assert (best >= found.best).all()
    assert (worst <= found.worst).all()
    missed = (worst - best) - (found.worst - found.best)
    assert missed.mean() < -2  # two places of the width, on average, are never drawn


@pytest.mark.parametrize("end", ["best", "worst"])
def test_the_weights_returned_give_each_end_when_the_table_is_scored_with_them(scores, found, end):
    """Ranks are counted here, from products of float64; ends at an exact tie would need more."""
    assert found.attained.all()
    weights = getattr(found, f"{end}_weights")
    before = np.array([float(leaf.weight) for leaf in scores.definition.leaves])
    raw = weights / before
    assert (raw.max(axis=1) / raw.min(axis=1) <= 1.2 / 0.8 + 1e-9).all()  # of weights within a fifth, then divided
    table = np.column_stack([scores[leaf.id] for leaf in scores.definition.leaves])
    for row, own in enumerate(weights):
        totals = 10 * table @ own
        totals[np.abs(totals - totals[row]) <= found.resolution] = totals[row]
        assert ranks(totals)[row] == getattr(found, end)[row]


def test_a_province_is_always_above_another_just_where_no_weights_within_a_fifth_change_that(scores, found):
    """A sum of positive differences by the greatest weights and negative ones by the least: its sign decides."""
    table = np.column_stack([scores[leaf.id] for leaf in scores.definition.leaves])
    weights = np.array([float(leaf.weight) for leaf in scores.definition.leaves])
    differ = table[:, None, :] - table[None, :, :]
    least = (np.minimum(differ, 0) * weights * 1.2 + np.maximum(differ, 0) * weights * 0.8).sum(axis=2)
    np.testing.assert_array_equal(found.above, least > 0)


def test_the_threshold_of_each_weight_of_two_provinces_is_that_of_fractions(shared, scores):
    rows = {row["name"]: row for row in read(shared("pci/2016/published.csv"))}
    leaves = scores.definition.leaves
    differ = [Fraction(rows["Hà Nội"][leaf.id]) - Fraction(rows["Hải Phòng"][leaf.id]) for leaf in leaves]
    found = parindex.thresholds(scores, "Hà Nội", "Hải Phòng")
    assert numbers([rows["Hà Nội"]], "total")[0] > numbers([rows["Hải Phòng"]], "total")[0]
    assert found.ahead == "01"
    for at, leaf in enumerate(leaves):
        others = sum(own.weight * more for own, more in zip(leaves, differ, strict=True) if own is not leaf)
        mean = others / (1 - leaf.weight)
        level = mean / (mean - differ[at])
        assert found.exact[at] == (level if 0 <= level <= 1 else None)
    for joint in found.joint:
        weights = dict(zip(joint.nodes, joint.exact, strict=True))
        changed = attrs.evolve(
            scores.definition, indicator=tuple(attrs.evolve(leaf, weight=weights[leaf.id]) for leaf in leaves)
        )
        again = parindex.score(changed, scores.evidence.table)
        one, other = (again.exactness.exact([again.units.index(unit)]) for unit in ("01", found.b))
        assert one[again.units.index("01")][0] == other[again.units.index(found.b)][0]
