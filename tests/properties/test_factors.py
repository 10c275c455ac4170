"""What is not certain beside weights: totals are those of the changed table or definition, exactly scored."""

from fractions import Fraction
from statistics import NormalDist

import attrs
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

import parindex
from parindex.definition.rules.compared import PercentileRank, Standardise
from parindex.definition.rules.linear import Count, Proportional, Rescale, Score
from parindex.definition.rules.rule import Company, Options
from parindex.definition.rules.steps import Band, Bands, Choice
from parindex.kernels.number import FLOAT
from parindex.robustness.draws.uncertain_inputs import UncertainInputs

from .strategies import COSTLY, LINEAR, RATIONAL, definitions, evidence, evidence_with_gaps, exact_scores, gaps, index


def leaf(id_, **keys):
    return parindex.Indicator(id=id_, **{"max": Fraction(100), **keys})


def flat(table, combine="weighted-mean", **keys):
    """Return the scores of a table of numbers {unit: {indicator: value}}, the indicators with equal weights."""
    ids = next(iter(table.values()))
    return parindex.score(index(combine=combine, indicator=tuple(leaf(id_, **keys) for id_ in ids)), table)


TABLE = {"a": {"x": 60, "y": 20, "z": 50}, "b": {"x": 40, "y": 50, "z": 45}, "c": {"x": 10, "y": 90, "z": 40}}


def totals(scores, *factors, weights=None, draws=200):
    """Return inputs, some draws of them, and the totals that these give."""
    inputs = UncertainInputs.of(scores, weights, factors)
    drawn = inputs.draw(np.random.default_rng(3), draws)
    return inputs, drawn, inputs.totals(drawn)


@pytest.mark.parametrize("combine", [LINEAR, RATIONAL])
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_totals_with_noise_are_those_of_the_table_with_the_errors_added(combine, data, seed):
    definition = data.draw(definitions(combine))
    table = data.draw(evidence(definition, min_units=2, max_units=4))
    scores = parindex.score(definition, table)
    try:
        inputs = UncertainInputs.of(scores, None, [parindex.Noise(0.1)])
    except ValueError:
        assume(False)
    drawn = inputs.draw(np.random.default_rng(seed), 18)
    found = inputs.totals(drawn)
    columns = [scores.evidence.columns[column] for column in inputs.noise.columns]
    for draw in (0, 17):
        moved = {unit: dict(row) for unit, row in table.items()}
        for unit, row in enumerate(scores.units):
            for at, name in enumerate(columns):
                error = inputs.noise.errors[unit, inputs.noise.columns[at]] * drawn.errors[draw, unit, at]
                value = float(scores.evidence.values[unit, inputs.noise.columns[at]]) + error
                low, high = inputs.noise.limits[:, at]
                moved[row][name] = Fraction(float(min(max(value, low), high)))
        exact = exact_scores(definition, moved)
        for at, row in enumerate(inputs.rows):
            expected = exact[scores.units[row]][definition.id]
            assert abs(found[draw, at] - float(expected)) <= 1e-8 * max(1.0, abs(float(expected)))


def test_one_is_above_another_as_often_as_the_normal_distribution_says():
    """Totals differ by 2; errors of 1 and 2 on two of three equal weights give their difference sqrt(10) / 3."""
    scores = flat({"a": {"x": 50, "y": 50, "z": 56}, "b": {"x": 50, "y": 50, "z": 50}})
    errors = parindex.StandardErrors({"x": 1, "y": {"a": 2, "b": 2}})
    found = parindex.uncertainty(scores, factors=[errors], draws=40_000, rng=1)
    expected = NormalDist(2, 10**0.5 / 3).cdf(0)
    assert abs(found.p_above("b", "a") - expected) < 4 * (expected * (1 - expected) / 40_000) ** 0.5
    sd = (5**0.5) / 3
    low, middle, high = found.score_quantiles()[1]
    np.testing.assert_allclose([low, middle, high], [50 - 1.6449 * sd, 50, 50 + 1.6449 * sd], atol=0.03)


def test_noise_is_a_part_of_the_spread_and_stays_within_the_range():
    table = {f"u{at}": {"x": at * 10, "y": 100} for at in range(11)}
    scores = flat(table)
    inputs, drawn, found = totals(scores, parindex.Noise(0.5), draws=4000)
    deviation = np.std(np.arange(11) * 10.0) / 2
    np.testing.assert_allclose(inputs.noise.errors[:, 0], deviation)
    assert inputs.names == ("noise:x",)
    assert found.min() == 50
    assert found.max() == 100
    middle = found[:, 5] * 2 - 100  # far from both ends
    assert abs(middle.std() / deviation - 1) < 0.05
    assert abs(drawn.errors).max() <= 6


def test_errors_of_a_component_that_is_given_move_its_score():
    component = parindex.Component(id="c", combine="weighted-mean")
    definition = index(combine="weighted-mean", component=(component,), indicator=(leaf("x"), leaf("y", parent="c")))
    scores = parindex.score(definition, {"a": {"x": 50, "c": 40}, "b": {"x": 60, "c": 20}})
    inputs, drawn, found = totals(scores, parindex.StandardErrors({"c": 3}))
    np.testing.assert_allclose(found, scores.total + 3 * drawn.errors[:, :, 0] / 2)
    assert inputs.names == ("standard-errors:c",)


def by_option(inputs, drawn, found):
    """Return the totals of each option, the same in every draw that has it."""
    out = {}
    for option in np.unique(drawn.options[:, 0]).tolist():
        own = found[drawn.options[:, 0] == option]
        assert (own == own[0]).all()
        out[inputs.choices[0].options(inputs.scores)[option]] = own[0].tolist()
    return out


def test_indicators_are_normalised_by_other_rules():
    rule = Rescale(anchors="observed", to=(Fraction(0), Fraction(10)))
    scores = flat(TABLE, rule=rule, max=None)
    other = parindex.Normalisation([Standardise((Fraction(5), Fraction(2))), PercentileRank()], indicators=["x"])
    definition = attrs.evolve(scores.definition.indicator[0], max=Fraction(10))
    scores = parindex.score(
        attrs.evolve(scores.definition, indicator=(definition, *scores.definition.indicator[1:])), TABLE
    )
    found = by_option(*totals(scores, other))
    x, y, z = ([row[id_] for row in TABLE.values()] for id_ in "xyz")
    rest = [sum((own[at] - min(own)) / (max(own) - min(own)) * 10 for own in (y, z)) for at in range(3)]
    spread = np.std(x, ddof=1)
    expected = {
        "as defined": [(value - 10) / 50 * 10 for value in x],
        "standardise": [5 + 2 * (value - np.mean(x)) / spread for value in x],
        "percentile-rank": [10 * sum(other <= value for other in x) / 3 for value in x],
    }
    assert found.keys() == expected.keys()
    for option, points in expected.items():
        np.testing.assert_allclose(found[option], (np.array(points) + rest) / 3, rtol=1e-12)


def test_components_are_combined_in_other_ways():
    found = by_option(*totals(flat(TABLE), parindex.Aggregation(["geometric-mean", "harmonic-mean"])))
    rows = [list(row.values()) for row in TABLE.values()]
    np.testing.assert_allclose(found["as defined"], [sum(row) / 3 for row in rows])
    np.testing.assert_allclose(found["geometric-mean"], [np.prod(row) ** (1 / 3) for row in rows])
    np.testing.assert_allclose(found["harmonic-mean"], [3 / sum(1 / value for value in row) for row in rows])


@given(data=st.data())
def test_an_indicator_left_out_counts_for_nothing(data):
    """As a table scores where the indicator is not applicable to anybody and drops out."""
    definition = data.draw(definitions(RATIONAL))
    table = data.draw(evidence(definition, max_units=3))
    scores = parindex.score(definition, table)
    name = data.draw(st.sampled_from(definition.leaves)).id
    try:
        inputs = UncertainInputs.of(scores, None, [parindex.LeftOut([name])])
    except ValueError:
        assume(False)
    leaves = tuple(
        attrs.evolve(leaf, not_applicable="drop") if leaf.id == name else leaf for leaf in definition.indicator
    )
    without = {unit: {**row, name: "n/a"} for unit, row in table.items()}
    exact = exact_scores(attrs.evolve(definition, indicator=leaves), without)
    for option, expected in ((0, exact_scores(definition, table)), (1, exact)):
        drawn = attrs.evolve(inputs.draw(np.random.default_rng(1), 1), options=np.array([[option]]))
        for at, row in enumerate(inputs.rows):
            figure = float(expected[scores.units[row]][definition.id])
            assert abs(inputs.totals(drawn)[0, at] - figure) <= 1e-9 * max(1.0, abs(figure))


def test_missing_values_are_made_up_in_several_ways():
    table = {"a": {"x": 60, "y": None}, "b": {"x": 40, "y": 50}, "c": {"x": 10, "y": 90}, "d": {"x": 0, "y": 70}}
    scores = flat(table)
    assert np.isnan(scores.rank[0])
    ways = ["zero", "redistribute", "mean", "lowest", "median", "highest"]
    inputs, drawn, found = totals(scores, parindex.Imputation(ways))
    assert inputs.rows.tolist() == [0, 1, 2, 3]
    found = {way: figures[0] for way, figures in by_option(inputs, drawn, found).items()}
    assert found == pytest.approx(
        {"zero": 30, "redistribute": 60, "mean": 65, "lowest": 55, "median": 65, "highest": 75}
    )


def test_names_for_values_are_made_up_by_their_score():
    rule = Choice(Options((("good", Fraction(9)), ("bad", Fraction(2)))))
    definition = index(combine="sum", indicator=(leaf("x", rule=rule, max=Fraction(9)), leaf("y")))
    table = {"a": {"x": "good", "y": 1}, "b": {"x": "bad", "y": 1}, "c": {"x": None, "y": 1}}
    scores = parindex.score(definition, table)
    inputs, drawn, found = totals(scores, parindex.Imputation(["lowest", "highest"]))
    assert {way: figures[2] for way, figures in by_option(inputs, drawn, found).items()} == {"lowest": 3, "highest": 10}
    with pytest.raises(ValueError, match="'x' has names for values, and no mean"):
        UncertainInputs.of(scores, None, [parindex.Imputation(["zero", "mean"])])


@settings(
    COSTLY, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)  # the smallest have nothing to vary
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_all_factors_at_once_give_finite_totals_and_ranks_that_add_up(data, seed):
    definition = data.draw(gaps(data.draw(definitions())))
    table = data.draw(evidence_with_gaps(definition, min_units=2))
    try:
        scores = parindex.score(definition, table)
        factors = [parindex.Noise(0.2), parindex.LeftOut()]
        found = parindex.uncertainty(scores, parindex.Uniform(0.3), factors=factors, draws=40, rng=seed)
    except (ValueError, parindex.EvidenceError):
        assume(False)
    ranked = ~np.isnan(found.mean_rank)
    np.testing.assert_allclose(found.rank_probability[ranked].sum(axis=1), 1)
    assert np.isfinite(found.mean_score[ranked]).all()


def test_inputs_are_exchanged_by_name():
    scores = flat(TABLE)
    inputs = UncertainInputs.of(scores, parindex.Uniform(0.2), [parindex.Noise(0.1), parindex.LeftOut()])
    assert inputs.names == ("weight:x", "weight:y", "weight:z", "left-out", "noise:x", "noise:y", "noise:z")
    one, other = (inputs.draw(np.random.default_rng(seed), 50) for seed in (1, 2))
    mixed = inputs.exchange(one, other, ["weight:y", "noise:z", "left-out"])
    np.testing.assert_array_equal(mixed.weights[:, 1], other.weights[:, 1])
    np.testing.assert_array_equal(mixed.weights[:, [0, 2]], one.weights[:, [0, 2]])
    np.testing.assert_array_equal(mixed.errors[:, :, 2], other.errors[:, :, 2])
    np.testing.assert_array_equal(mixed.errors[:, :, :2], one.errors[:, :, :2])
    np.testing.assert_array_equal(mixed.options, other.options)


BANDED = Bands((Band(at_least=Fraction(50), points=Fraction(2)), Band(points=Fraction(0))))


@pytest.mark.parametrize(
    "factor, words",
    [
        (lambda: parindex.StandardErrors({"q": 1}), "'q' is no indicator"),
        (lambda: parindex.StandardErrors({"x": 0}), "are 0"),
        (lambda: parindex.StandardErrors({"x": -1}), "standard error of 'x'"),
        (lambda: parindex.StandardErrors({"x": {"a": float("nan")}}), "standard error of 'x'"),
        (lambda: parindex.Noise(0), "share"),
        (lambda: parindex.Normalisation([PercentileRank()]), "no indicator is rescaled"),
        (lambda: parindex.Normalisation([BANDED], ["q"]), "'q' is no indicator"),
        (lambda: parindex.Normalisation([Score()], ["x"]), "is the rule already"),
        (lambda: parindex.Normalisation([], ["x"]), "no other rule"),
        (lambda: parindex.Aggregation(["weighted-mean"]), "is the way already"),
        (lambda: parindex.Aggregation([]), "no other way"),
        (lambda: parindex.Aggregation(["median"]), "'median' is none of"),
        (lambda: parindex.Aggregation(["geometric-mean"], ["x"]), "'x' is no component"),
        (lambda: parindex.LeftOut(["q"]), "'q' is nothing that evidence gives"),
        (lambda: parindex.Imputation(["zero"]), "two ways"),
        (lambda: parindex.Imputation(["zero", "zero"]), "each named once"),
        (lambda: parindex.Imputation(["zero", "guess"]), "'guess' is none of"),
        (lambda: parindex.Imputation(["zero", "mean"]), "nothing is missing"),
    ],
)
def test_what_cannot_have_an_effect_is_refused(factor, words):
    with pytest.raises(ValueError, match=words):
        parindex.uncertainty(flat(TABLE), factors=[factor()], draws=1)


def test_nothing_to_vary_and_two_kinds_of_errors_are_refused():
    with pytest.raises(ValueError, match="nothing varies"):
        parindex.uncertainty(flat(TABLE))
    with pytest.raises(ValueError, match="one kind of errors"):
        parindex.uncertainty(flat(TABLE), factors=[parindex.Noise(0.1), parindex.StandardErrors({"x": 1})])


def test_sums_are_not_aggregated_otherwise_and_lone_parts_have_no_way():
    with pytest.raises(ValueError, match="is a sum; only means"):
        parindex.uncertainty(flat(TABLE, combine="sum"), factors=[parindex.Aggregation(["geometric-mean"])])
    lone = flat({"a": {"x": 1}, "b": {"x": 2}})
    with pytest.raises(ValueError, match="one part only"):
        parindex.uncertainty(lone, factors=[parindex.Aggregation(["geometric-mean"])])
    with pytest.raises(ValueError, match="one indicator only"):
        parindex.uncertainty(lone, factors=[parindex.LeftOut()])


def test_means_that_a_value_forbids_are_refused_by_name():
    rule = Rescale(anchors="observed", to=(Fraction(-1), Fraction(1)))
    with pytest.raises(ValueError, match="aggregation 'geometric-mean' cannot be"):
        parindex.uncertainty(
            flat(TABLE, rule=rule, max=None), factors=[parindex.Aggregation(["geometric-mean"])], draws=1
        )


def test_errors_that_reach_where_a_logarithm_is_not_defined_are_refused():
    rule = Rescale(anchors=(Fraction(1), Fraction(100)), to=(Fraction(0), Fraction(1)), transform="log")
    scores = flat(TABLE, rule=rule, max=None)
    with pytest.raises(ValueError, match="'x' to where the transform"):
        parindex.uncertainty(scores, factors=[parindex.StandardErrors({"x": 2})])
    parindex.uncertainty(scores, factors=[parindex.StandardErrors({"x": 1})], draws=10)


def test_a_unit_without_total_under_one_option_is_not_ranked():
    table = {"a": {"x": 60, "y": None}, "b": {"x": 40, "y": 50}, "c": {"x": 10, "y": 90}}
    scores = flat(table)
    found = parindex.uncertainty(scores, factors=[parindex.LeftOut(["y"])], draws=30)
    assert np.isnan(found.mean_rank[0])
    assert not np.isnan(found.mean_rank[1:]).any()


def test_errors_add_up_where_everything_is_linear():
    """What a standard error adds is its weight times the slope of the rule: 1, and 8 points over 200."""
    rule = Rescale(anchors=(Fraction(0), Fraction(200)), to=(Fraction(1), Fraction(9)))
    leaves = leaf("x", weight=Fraction(3)), leaf("y", rule=rule, max=None, weight=Fraction(1))
    scores = parindex.score(index(combine="weighted-mean", indicator=leaves), {"a": {"x": 50, "y": 100}})
    inputs, drawn, found = totals(scores, parindex.StandardErrors({"x": 2, "y": 5}))
    np.testing.assert_allclose(inputs.coefficients, [[2 * 3 / 4], [5 * 8 / 200 / 4]])
    np.testing.assert_allclose(found, scores.total + drawn.errors[:, 0] @ inputs.coefficients)
    assert UncertainInputs.of(scores, parindex.Uniform(0.1), inputs.factors).coefficients is None
    assert UncertainInputs.of(scores, None, [parindex.LeftOut()]).coefficients is None
    assert (
        UncertainInputs.of(scores, None, [parindex.StandardErrors({"x": 10})]).coefficients is None
    )  # 110 is out of range
    clipped = attrs.evolve(scores.definition.indicator[1], rule=attrs.evolve(rule, clip=True))
    definition = attrs.evolve(scores.definition, indicator=(leaves[0], clipped))
    scores = parindex.score(definition, {"a": {"x": 50, "y": 100}})
    assert UncertainInputs.of(scores, None, [parindex.StandardErrors({"y": 16})]).coefficients is not None
    assert UncertainInputs.of(scores, None, [parindex.StandardErrors({"y": 17})]).coefficients is None


def test_errors_that_bring_a_value_below_nothing_do_not_add_up_where_points_end_there():
    """Points in proportion are 0 below 0, also where the range goes on: half of what chance does at 0 is lost."""
    node = leaf("x", rule=Proportional(Fraction(8)), range=(Fraction(-20), Fraction(20)))
    scores = parindex.score(index(combine="sum", indicator=(node,)), {"a": {"x": 0}})
    inputs, _, found = totals(scores, parindex.StandardErrors({"x": 0.5}))
    assert inputs.coefficients is None
    assert (found >= 0).all()
    assert 0.4 < np.mean(found == 0) < 0.6


@pytest.mark.parametrize(
    "rule, least, most",
    [
        (Proportional(Fraction(80)), 0, 80),
        (Proportional(Fraction(80), Fraction(10)), 10, 80),
        (Count(Fraction(2)), 0, 50),
        (Rescale((Fraction(20), Fraction(60)), (Fraction(0), Fraction(100)), clip=True), 20, 60),
    ],
)
def test_points_are_linear_where_a_rule_says_so_and_no_further(rule, least, most):
    own = leaf("x", rule=rule)
    low, high = rule.straight(own)
    assert (low or 0, high) == (least, most)
    values = np.linspace(float(least), float(most), 9)[:, None]
    kernel = type(rule).compile([own], FLOAT)
    points = kernel(values, np.ones(values.shape, dtype=bool), Company())
    np.testing.assert_allclose(np.diff(points, 2, axis=0), 0, atol=1e-9)
    beyond = kernel(np.array([[float(most), float(most) + 1]]).T, np.ones((2, 1), dtype=bool), Company())
    assert beyond[0] == beyond[1]


@pytest.mark.parametrize("wrong", [0.2, "uniform", parindex.Uniform])
def test_weights_that_are_none_are_refused(wrong):
    for analysis in (parindex.uncertainty, parindex.sobol, parindex.rank_range):
        with pytest.raises(TypeError, match="weights are Uniform"):
            analysis(flat(TABLE), wrong)


@pytest.mark.parametrize("wrong", ["noise", parindex.Noise, parindex.Uniform(0.1)])
def test_factors_that_are_none_are_refused(wrong):
    for analysis in (parindex.uncertainty, parindex.sobol):
        with pytest.raises(TypeError, match="factors are Noise"):
            analysis(flat(TABLE), parindex.Uniform(0.2), factors=[wrong])


def test_scores_are_asked_for_and_one_factor_or_name_needs_no_list():
    with pytest.raises(TypeError, match="scores are what"):
        parindex.uncertainty("scores.csv", parindex.Uniform(0.2))
    assert parindex.Aggregation("geometric-mean") == parindex.Aggregation(["geometric-mean"])
    assert parindex.LeftOut("x") == parindex.LeftOut(["x"])
    alone = parindex.uncertainty(flat(TABLE), factors=parindex.LeftOut("x"), draws=50)
    assert alone == parindex.uncertainty(flat(TABLE), factors=[parindex.LeftOut(["x"])], draws=50)


def test_units_without_rank_are_named():
    scores = flat({"a": {"x": 60, "y": None}, "b": {"x": 40, "y": 50}, "c": {"x": 10, "y": 90}})
    assert parindex.uncertainty(scores, parindex.Uniform(0.2), draws=9).notes == ("no rank: a",)
    assert parindex.rank_range(scores, parindex.Uniform(0.2)).notes == ("no rank: a",)
