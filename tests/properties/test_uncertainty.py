"""Draws of weights: totals are those of a definition with the weights drawn, ranks those of each draw."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

import parindex
from parindex.definition.ranks_and_bands import Ranking
from parindex.robustness.weight_model import WeightModel

from .strategies import (
    COSTLY,
    LINEAR,
    RATIONAL,
    definitions,
    evidence,
    evidence_with_gaps,
    exact_scores,
    gaps,
    index,
    reweighted,
)
from .test_sharing import filled, forms

PERTURBATIONS = st.sampled_from([parindex.Uniform(0.2), parindex.Uniform(1), parindex.Dirichlet(50)])


def with_weights(definition, model, scores, drawn):
    """Return the definition with weights as drawn, exactly; a sum becomes a weighted sum of its parts."""
    weights, kinds = {}, {}
    for group, columns in zip(model.columns.groups, model.columns.slices, strict=True):
        parent = scores.nodes[group.parent]
        node = definition[parent]
        own = [Fraction(float(weight)) for weight in drawn[columns]]
        before = definition.shares(node)
        for part, weight, share, old in zip(group.parts, own, group.shares, before, strict=True):
            factor = weight / sum(own) / Fraction(float(share)) if share else Fraction(0)
            weights[scores.nodes[part]] = old * factor
        if node.combine == "sum":
            kinds[parent] = "weighted-sum"
    return reweighted(definition, weights, kinds)


def modelled(scores):
    """Return the model, where weights can vary at all and every maximum of a sum is above 0."""
    try:
        model = WeightModel.of(scores)
        parindex.Uniform(0.1).refuse(model.columns.groups)
    except ValueError:
        assume(False)
    assume(all((group.shares > 0).all() for group in model.columns.groups))
    return model


def _near(one, other):
    """Maxima stay what they were: a mean of parts with differing maxima has another one under other weights."""
    return one == other or (one is not None and other is not None and abs(one - other) <= abs(other) / 10**12)


def agrees(definition, table, how, seed, *, gapped=False):
    """Hold totals of three draws against exact scores by a definition with the weights drawn.

    Where a node of a unit may round either way, the model says so, and what it gives is not relied on.
    """
    scores = parindex.score(definition, table)
    model = modelled(scores)
    drawn = how.draw(np.random.default_rng(seed), model.columns.groups, 3)
    assume((drawn > 0).all())  # a small share of a Dirichlet distribution can be drawn as 0
    for row, totals, doubtful in zip(drawn, *model.relied_totals(drawn), strict=True):
        drawn_definition = with_weights(definition, model, scores, row)
        both = drawn_definition, definition
        pairs = ([own.maximum(own[id_]) for own in both] for id_ in scores.nodes)
        assume(not gapped or all(_near(*pair) for pair in pairs))
        exact = exact_scores(drawn_definition, table)
        for at, total, unsure in zip(model.rows, totals, doubtful, strict=True):
            expected = float(exact[scores.units[at]][definition.id])
            assert unsure or abs(total - expected) <= 1e-9 * max(1.0, abs(expected))


@pytest.mark.parametrize("combine", [LINEAR, RATIONAL])
@given(data=st.data(), how=PERTURBATIONS, seed=st.integers(0, 2**32))
def test_totals_are_those_of_the_definition_with_the_weights_drawn(combine, data, how, seed):
    definition = data.draw(definitions(combine))
    agrees(definition, data.draw(evidence(definition)), how, seed)


@settings(
    COSTLY, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)  # of sums of means few have maxima that stay
@given(data=st.data(), how=PERTURBATIONS, seed=st.integers(0, 2**32))
def test_so_they_are_where_something_is_missing_or_left_out(data, how, seed):
    definition = data.draw(gaps(data.draw(definitions())))
    agrees(definition, data.draw(evidence_with_gaps(definition)), how, seed, gapped=True)


@settings(COSTLY, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data(), how=PERTURBATIONS, seed=st.integers(0, 2**32))
def test_so_they_are_where_points_are_shared_out(data, how, seed):
    definition = data.draw(forms())
    agrees(definition, data.draw(filled(definition)), how, seed, gapped=True)


def ranks(totals, ties):
    """Rank by hand: 1 2 2 4, 1 3 3 4, 1 2 2 3 or 1 2.5 2.5 4."""
    out = []
    for own in totals:
        above, level = sum(other > own for other in totals), sum(other == own for other in totals)
        dense = 1 + len({other for other in totals if other > own})
        out.append({"min": 1 + above, "max": above + level, "dense": dense, "average": above + (level + 1) / 2}[ties])
    return out


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(["min", "max", "dense", "average"]),
    st.sampled_from(["unrounded", "rounded"]),
)
def test_ranks_are_counted_by_the_rule_for_ties_and_add_up(values, ties, on):
    """Equal rows tie in every draw; rounded to whole points nearly everything does."""
    leaves = tuple(parindex.Indicator(id=f"i{at}", max=Fraction(3)) for at in range(3))
    definition = index(combine="weighted-mean", decimals=0, rank=Ranking(on=on, ties=ties), indicator=leaves)
    scores = parindex.score(definition, np.array(values, dtype=float))
    found = parindex.uncertainty(scores, parindex.Uniform(0.5), draws=37, rng=5)
    totals = np.vstack(list(found._work.totals(0)))
    shown = np.floor(totals + 0.5) if on == "rounded" else np.round(totals, 12)
    counts = np.zeros(found.counts.shape)
    for row in shown.tolist():
        for unit, rank in enumerate(ranks(row, ties)):
            counts[unit, int(np.flatnonzero(found.ranks == rank)[0])] += 1
    np.testing.assert_array_equal(found.counts, counts)
    np.testing.assert_allclose(found.rank_probability.sum(axis=1), 1)
    np.testing.assert_allclose(found.mean_rank, counts @ found.ranks / 37)


TABLE = np.random.default_rng(3).random((9, 6))
NESTED = index(
    combine="weighted-mean",
    component=(
        parindex.Component(id="c", combine="weighted-mean"),
        parindex.Component(id="d", combine="sum", weight=Fraction(2)),
    )[:1],
    indicator=tuple(
        parindex.Indicator(id=f"i{at}", max=Fraction(1), parent="c" if at < 3 else None) for at in range(6)
    ),
)


@pytest.fixture(scope="module")
def scores():
    return parindex.score(NESTED, TABLE)


def test_another_seed_gives_other_draws_and_the_same_one_the_same(scores):
    one, again, other = (
        parindex.uncertainty(scores, parindex.Uniform(0.2), draws=5000, rng=rng) for rng in (11, 11, 12)
    )
    assert one == again
    assert one != other


def test_the_first_draws_of_a_longer_run_are_those_of_a_shorter_one(scores):
    short, long = (parindex.uncertainty(scores, parindex.Uniform(0.2), draws=draws, rng=1) for draws in (1000, 3000))
    np.testing.assert_array_equal(next(short._work.totals(0)), next(long._work.totals(0))[:1000])


def test_a_pair_is_above_as_often_as_the_area_of_the_square_says():
    """A leads by 1 on the first weight and B by 0.9 on the second: A is above where u1 > 0.9 u2, u in [0.8, 1.2]²."""
    leaves = tuple(parindex.Indicator(id=id_, max=Fraction(1)) for id_ in "xy")
    definition = index(combine="weighted-mean", indicator=leaves)
    scores = parindex.score(definition, np.array([[1.0, 0.0], [0.0, 0.9]]))
    draws = 200_000
    found = parindex.uncertainty(scores, parindex.Uniform(0.2), draws=draws, rng=1)
    # The line u1 = 0.9 u2 crosses the square from (0.8, 0.8/0.9) to (1.08, 1.2); B is above in the triangle over it.
    area = (1.2 - Fraction(8, 9)) * (1.08 - 0.8) / 2 / 0.16
    expected = 1 - float(area)
    error = (expected * (1 - expected) / draws) ** 0.5
    assert abs(found.p_above(*scores.units) - expected) < 4 * error
    assert abs(found.p_top(1)[0] - expected) < 4 * error
    assert found.p_top(2).tolist() == [1, 1]


def test_quantiles_and_means_are_those_of_the_draws(scores):
    found = parindex.uncertainty(scores, parindex.Dirichlet(20), draws=3000, rng=2)
    totals = np.vstack([part for block in range(3) for part in found._work.totals(block)])
    spread = totals.std(axis=0)
    assert (np.abs(found.mean_score - totals.mean(axis=0)) <= 12 / 500 / 2 * spread).all()  # half a bin
    for at, share in enumerate((0.05, 0.5, 0.95)):
        near = np.abs(found.score_quantiles()[:, at] - np.quantile(totals, share, axis=0))
        assert (near <= 2 * 12 / 500 * spread + 1e-12).all()  # a bin to either side
    placed = 1 + (totals[:, None, :] > totals[:, :, None]).sum(axis=2)
    expected = np.quantile(placed, (0.05, 0.5, 0.95), axis=0, method="inverted_cdf").T
    np.testing.assert_array_equal(found.rank_quantiles(), expected)
    assert (found.rank_error() >= 0).all()


def test_the_spread_of_dirichlet_weights_is_as_described(scores):
    model = WeightModel.of(scores)
    drawn = parindex.Dirichlet(30).draw(np.random.default_rng(1), model.columns.groups, 40_000)
    for group, columns in zip(model.columns.groups, model.columns.slices, strict=True):
        own = drawn[:, columns] / drawn[:, columns].sum(axis=1, keepdims=True)
        np.testing.assert_allclose(own.mean(axis=0), group.shares, atol=0.003)
        np.testing.assert_allclose(own.var(axis=0), group.shares * (1 - group.shares) / 31, rtol=0.05)


def test_units_are_ranked_among_their_group_and_those_without_rank_have_nothing():
    from parindex.definition.unit_registry import Unit

    leaves = tuple(parindex.Indicator(id=id_, max=Fraction(10)) for id_ in "xy")
    units = [Unit(f"u{at}", group="g" if at % 2 else "h", ranked=at != 4) for at in range(6)]
    groups = tuple(parindex.definition.UnitGroup(id_) for id_ in "gh")
    definition = index(combine="sum", indicator=leaves, unit=tuple(units), group=groups)
    table = {f"u{at}": {"x": at, "y": at} for at in range(6)}
    found = parindex.uncertainty(parindex.score(definition, table), parindex.Uniform(0.3), draws=50, rng=0)
    assert found.mean_rank.tolist()[:4] == [2, 3, 1, 2]
    assert np.isnan(found.mean_rank[4])
    assert found.mean_rank[5] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda s: parindex.uncertainty(s, parindex.Uniform(0.2), draws=0),
        lambda s: parindex.uncertainty(s, parindex.Uniform(0.2), draws=10**13),
        lambda s: parindex.uncertainty(s, parindex.Uniform(0.2), draws=9).rank_quantiles((5, 95)),
        lambda s: parindex.uncertainty(s, parindex.Uniform(0.2), draws=9).score_quantiles(-0.1),
        lambda s: parindex.uncertainty(s, parindex.Uniform(0.2), draws=9).p_top(0),
        lambda s: parindex.Uniform(0),
        lambda s: parindex.Uniform(1.5),
        lambda s: parindex.Dirichlet(-1),
    ],
)
def test_what_has_no_meaning_is_refused(scores, wrong):
    with pytest.raises(ValueError, match=r"draws|share|concentration|ranks begin"):
        wrong(scores)


def test_many_units_are_counted_in_bins_of_ranks_that_agree_with_each_rank_by_itself(monkeypatch):
    scores = parindex.score(NESTED, np.random.default_rng(5).random((300, 6)))
    options = {"weights": parindex.Uniform(0.3), "draws": 1500, "rng": 4}
    each = parindex.uncertainty(scores, **options)
    monkeypatch.setattr("parindex.robustness.draws.draw_ranks.MOST_UNITS", 200)
    monkeypatch.setattr("parindex.robustness.draws.uncertain_inputs.CELLS", 30_000)
    binned = parindex.uncertainty(scores, **options)
    assert binned.counts.shape == (300, 250)
    np.testing.assert_array_equal(binned.counts[:, :100], each.counts[:, :100])
    np.testing.assert_array_equal(binned.counts.sum(axis=1), 1500)
    np.testing.assert_allclose(binned.mean_rank, each.mean_rank)
    for k in (1, 37, 100, 300, int(binned.ranks[180])):
        np.testing.assert_array_equal(binned.p_top(k), each.p_top(k))
    bins = np.searchsorted(binned.ranks, each.rank_quantiles())
    np.testing.assert_array_equal(binned.rank_quantiles(), binned.ranks[bins])
    inside = next(k for k in range(101, 300) if k not in binned.ranks)
    with pytest.raises(ValueError, match=f"bins that end at .* not at {inside}"):
        binned.p_top(inside)


def test_weights_that_cannot_vary_are_refused():
    lone = index(combine="sum", indicator=(parindex.Indicator(id="x", max=Fraction(1)),))
    with pytest.raises(ValueError, match="no weights that could vary"):
        parindex.uncertainty(parindex.score(lone, {"u": {"x": 1}}), parindex.Uniform(0.2))


def flat(*weights):
    leaves = tuple(
        parindex.Indicator(id=f"i{at}", max=Fraction(1), weight=Fraction(weight)) for at, weight in enumerate(weights)
    )
    return parindex.score(index(combine="weighted-mean", indicator=leaves), np.eye(len(weights)))


def drawn(scores, bounds, size):
    model = WeightModel.of(scores)
    weights = parindex.Bounds(bounds)
    weights.refuse(model.columns.groups)
    return weights.draw(np.random.default_rng(7), model.columns.groups, size)


def test_weights_within_bounds_are_spread_evenly():
    """Against draws that are kept where they lie in the bounds, of all weights that add to 1."""
    bounds = {"i0": (0.1, 0.3), "i1": (0.0, 0.4), "i2": (0.05, 0.5), "i3": (0.2, 0.6)}
    found = drawn(flat(1, 1, 1, 1), bounds, 20_000)
    low, high = np.array(list(bounds.values())).T
    every = np.random.default_rng(1).dirichlet(np.ones(4), 400_000)
    kept = every[((every >= low) & (every <= high)).all(axis=1)]
    assert len(kept) > 20_000
    assert ((found >= low - 1e-12) & (found <= high + 1e-12)).all()
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(found.mean(axis=0), kept.mean(axis=0), atol=0.004)  # 4 errors of the mean
    np.testing.assert_allclose(np.cov(found.T), np.cov(kept.T), atol=4e-4)
    for share in (0.1, 0.5, 0.9):
        np.testing.assert_allclose(np.quantile(found, share, axis=0), np.quantile(kept, share, axis=0), atol=0.008)


def test_narrow_bounds_do_not_hold_the_wide_ones_up():
    """Five weights hardly move: the other three are spread over a triangle, whose corners are cut off at 0.6."""
    narrow = {f"i{at}": (0.0495, 0.0505) for at in range(5)}
    found = drawn(flat(*[1] * 8), narrow | {f"i{at}": (0.0, 0.6) for at in range(5, 8)}, 20_000)
    every = np.random.default_rng(1).dirichlet(np.ones(3), 60_000) * 0.75  # what five times 0.05 leave
    kept = every[(every <= 0.6).all(axis=1)]
    np.testing.assert_allclose(found[:, 5:].mean(axis=0), 0.25, atol=0.005)
    np.testing.assert_allclose(np.cov(found[:, 5:].T), np.cov(kept.T), atol=6e-4)
    for share in (0.05, 0.25, 0.75, 0.95):
        expected = np.quantile(kept, share, axis=0)
        np.testing.assert_allclose(np.quantile(found[:, 5:], share, axis=0), expected, atol=0.01)
    np.testing.assert_allclose(found[:, :5].std(axis=0), 0.001 / 12**0.5, rtol=0.05)


def test_siblings_that_are_not_named_keep_their_proportions():
    found = drawn(flat(1, 2, 3, 4), {"i1": (0.1, 0.4)}, 2000)
    assert 0.1 <= found[:, 1].min() < 0.11
    assert 0.39 < found[:, 1].max() <= 0.4
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(found[:, 2] / found[:, 0], 3)
    np.testing.assert_allclose(found[:, 3] / found[:, 0], 4)


@pytest.mark.parametrize(
    "bounds, words",
    [
        ({"i9": (0.1, 0.2)}, "'i9' has no weight"),
        ({}, "no bounds"),
        ({"i0": (0.3, 0.2)}, "bounds of 'i0'"),
        ({"i0": (0.1, 1.2)}, "bounds of 'i0'"),
        ({"i0": (0.6, 0.7), "i1": (0.6, 0.7)}, "no weights of the parts of 'random'"),
        ({"i0": (0.1, 0.2), "i1": (0.1, 0.2), "i2": (0.1, 0.2)}, "no weights of the parts of 'random'"),
    ],
)
def test_bounds_that_cannot_be_are_refused(bounds, words):
    with pytest.raises(ValueError, match=words):
        parindex.uncertainty(flat(1, 1, 1), parindex.Bounds(bounds), draws=1)
