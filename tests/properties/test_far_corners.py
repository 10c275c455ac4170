"""Corners that a review of the analyses found: a definition of a few lines each, and what plain scoring makes of it."""

import numpy as np
import pytest

import parindex
from parindex.definition.reading.definition_text import load_text
from parindex.definition.rules.compared import PercentileRank
from parindex.robustness.draws.uncertain_inputs import UncertainInputs
from parindex.robustness.siblings import siblings

HEAD = 'id = "x"\nindex = "X"\nversion = "1"\ntitle = "t"\nyears = [2024]\n'


def scored(text, table):
    return parindex.score(load_text(f"{HEAD}{text}\n", "x.toml"), table)


def test_bonus_points_keep_their_place_where_ties_are_decided_exactly():
    scores = scored(
        'combine = "sum"\nindicator = [{id="a",max=10}, {id="b",max=10}, {id="bon",max=5,adds="bonus"}]',
        {"u": {"a": 1, "b": 1, "bon": 5}, "v": {"a": 1.5, "b": 2.75, "bon": 3}},
    )
    found = parindex.one_at_a_time(scores, 0.2)
    # a up by a fifth: weights 0.6 and 0.4 of 20 points, so that u has 12/10 + 8/10 + 5 and v 1.8 + 2.2 + 3
    np.testing.assert_allclose(found.total[0, 1], [7, 7])
    assert found.rank[0, 1].tolist() == [1, 1]


NORMALISED = (
    'combine = "sum"\nindicator = [{id="a",rule={kind="rescale",anchors="observed",to=[0,10]}}, {id="b",max=20}]'
)


def test_another_rule_in_a_sum_gives_the_totals_of_the_definition_with_that_rule():
    table = {"u": {"a": 20, "b": 4}, "v": {"a": 80, "b": 1}, "w": {"a": 50, "b": 9}}
    scores = scored(NORMALISED, table)
    factor = parindex.Normalisation(PercentileRank())
    inputs = UncertainInputs.of(scores, None, [factor])
    totals = np.unique(inputs.totals(inputs.draw(np.random.default_rng(0), 30)), axis=0)
    np.testing.assert_allclose(totals, [[0 + 4, 10 + 1, 5 + 9], [1 / 3 + 4, 1 + 1, 2 / 3 + 9]])
    with pytest.raises(ValueError, match="parts of 'x' have other maxima"):
        parindex.uncertainty(scores, parindex.Uniform(0.2), factors=[factor])


def test_errors_below_a_block_of_bonus_points_reach_the_total():
    parts = '{id="a",max=10}, {id="p",parent="plus",max=5}, {id="q",parent="plus",max=5}'
    text = f'combine = "sum"\nindicator = [{parts}]\ncomponent = [{{id="plus",combine="sum",adds="bonus"}}]'
    scores = scored(text, {unit: {"a": 5, "p": at, "q": 1} for at, unit in enumerate("uvwx")})
    inputs = UncertainInputs.of(scores, None, [parindex.StandardErrors({"p": 1})])
    drawn = inputs.draw(np.random.default_rng(0), 50)
    np.testing.assert_allclose(inputs.totals(drawn), 6 + np.clip(np.arange(4) + drawn.errors[:, :, 0], 0, 5))


def test_errors_leave_the_score_of_a_given_component_between_its_limits():
    text = (
        'combine = "geometric-mean"\ncomponent = [{id="c",combine="weighted-mean",max=10}]\n'
        'indicator = [{id="p",parent="c",max=10}, {id="q",max=10}]'
    )
    scores = scored(text, {"u": {"c": 0.1, "q": 5}, "v": {"c": 10, "q": 5}, "w": {"c": 3, "q": 7}})
    inputs = UncertainInputs.of(scores, None, [parindex.StandardErrors({"c": 2})])
    totals = inputs.totals(inputs.draw(np.random.default_rng(0), 500))
    assert totals.min() == 0
    assert totals.max(axis=0)[1] == pytest.approx(50**0.5)


def test_errors_of_what_others_are_worked_out_from_are_refused():
    text = 'combine = "sum"\nindicator = [{id="x1",max=10}, {id="r",max=20,value="x1 * 2"}, {id="z",max=1}]'
    scores = scored(text, {"u": {"x1": 1, "z": 0}, "v": {"x1": 2, "z": 1}})
    for factor in (parindex.Noise(0.2), parindex.StandardErrors({"x1": 1}), parindex.StandardErrors({"r": 1})):
        with pytest.raises(ValueError, match="'r' is worked out from x1"):
            parindex.uncertainty(scores, factors=[factor])
    parindex.uncertainty(scores, factors=[parindex.StandardErrors({"z": 0.1})], draws=5)


THREE = (
    'combine = "weighted-mean"\nmissing = "redistribute"\n'
    'indicator = [{id="a",max=10}, {id="b",max=10}, {id="c",max=10}]'
)


def test_a_unit_without_total_at_the_end_of_a_weight_is_not_overtaken():
    """With all weight on a, u is still the mean of b and c up to the very end, and v 5."""
    scores = scored(THREE, {"u": {"a": None, "b": 8, "c": 5}, "v": {"a": 5, "b": 4, "c": 6}})
    found = parindex.thresholds(scores, "u", "v")
    assert found.outcome[0] == "none"
    assert np.isnan(found.threshold[0])


def test_a_unit_whose_parts_are_left_without_weight_has_no_total():
    scores = scored(THREE.replace(', {id="c",max=10}', ""), {"u": {"a": None, "b": 8}, "v": {"a": 5, "b": 4}})
    found = parindex.one_at_a_time(scores, 1.0)  # a at 0 and at 1
    np.testing.assert_array_equal(found.total[0], [[8, 4], [np.nan, 5]])
    np.testing.assert_array_equal(found.rank[0], [[1, 2], [np.nan, 1]])
    with pytest.raises(ValueError, match="unit 'u' has no total in some draws"):
        parindex.uncertainty(scores, parindex.Bounds({"b": (0, 0)}), draws=10)


def test_weights_from_a_very_small_concentration_are_all_on_one_part():
    """Each of three equal weights is all there is in a third of the draws: u is first by a, w by b and c."""
    scores = scored(
        THREE, {"u": {"a": 7, "b": 8, "c": 5}, "v": {"a": 5, "b": 4, "c": 6}, "w": {"a": 5, "b": 9, "c": 9}}
    )
    draws = 4000
    found = parindex.uncertainty(scores, parindex.Dirichlet(1e-3), draws=draws, rng=1)
    error = (1 / 3 * 2 / 3 / draws) ** 0.5
    assert abs(found.p_top(1)[0] - 1 / 3) < 4 * error
    np.testing.assert_allclose(found.mean_score, [20 / 3, 5, 23 / 3], atol=4 * 2 * error * 3)
    for concentration in (1e-3, 5, 1e300):
        assert parindex.rank_range(scores, parindex.Dirichlet(concentration)).best.tolist() == [1, 2, 1]
    with pytest.raises(ValueError, match="concentration"):
        parindex.Dirichlet(float("inf"))


def test_small_shapes_have_the_moments_of_the_distribution():
    groups = siblings(scored(THREE, {"u": {"a": 1, "b": 1, "c": 1}}))
    drawn = parindex.Dirichlet(1.5).draw(np.random.default_rng(1), groups, 40_000)
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares.mean(axis=0), 1 / 3, atol=0.006)
    np.testing.assert_allclose(shares.var(axis=0), 1 / 3 * 2 / 3 / 2.5, rtol=0.03)


def test_seeds_are_whole_numbers():
    scores = scored(THREE, {"u": {"a": 1, "b": 2, "c": 1}, "v": {"a": 2, "b": 1, "c": 1}})
    one, other = (parindex.uncertainty(scores, parindex.Uniform(0.2), draws=9, rng=seed) for seed in (3, np.int64(3)))
    assert one == other
    parindex.uncertainty(scores, parindex.Uniform(0.2), draws=9, rng=np.random.default_rng(1))
    for wrong, kind in ((None, TypeError), (-1, ValueError)):
        with pytest.raises(kind, match="rng is"):
            parindex.uncertainty(scores, parindex.Uniform(0.2), draws=9, rng=wrong)


def test_units_without_rank_have_neither_pair_nor_weights():
    scores = scored(
        THREE.replace("redistribute", "propagate"),
        {"u": {"a": 1, "b": 2, "c": 1}, "v": {"a": 1, "b": 1, "c": 2}, "w": {"a": None, "b": 1, "c": 1}},
    )
    drawn = parindex.uncertainty(scores, parindex.Uniform(0.2), draws=9)
    ranges = parindex.rank_range(scores, parindex.Uniform(0.2))
    for call in (lambda: drawn.p_above("u", "w"), lambda: ranges.weights_of("w")):
        with pytest.raises(ValueError, match="unit 'w' has no rank"):
            call()
    assert drawn.pair("u", "w") == ranges.pair("u", "w") == {}
    assert ranges.compare("u", "u") == "level"
