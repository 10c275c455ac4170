"""Sobol' indices: of functions whose indices are known, and of indices whose draws are counted out by hand."""

import json
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from functools import partial
from itertools import combinations
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

import parindex
from parindex.definition.ranks_and_bands import Ranking, UnitGroup
from parindex.definition.unit_registry import Unit
from parindex.robustness.draws.uncertain_inputs import UncertainInputs
from parindex.robustness.random_streams import stream
from parindex.robustness.variance_based.designs import FunctionDesign, InputsDesign
from parindex.robustness.variance_based.draw_outputs import DrawOutput
from parindex.robustness.variance_based.index_estimation import DesignSimulation, SobolOptions
from parindex.robustness.variance_based.weight_swaps import SwapsDesign

from .strategies import LINEAR, definitions, evidence, index
from .test_uncertainty import ranks

UNIFORM = parindex.Uniform(0.2)


def unbiased(estimate, expected, seeds=40):
    """Hold the mean of estimates with many seeds against what is known: within 4.5 of its own standard errors.

    Ratios of means are off by the order of 1 / n as well, for which a thousandth is allowed.
    """
    found = np.array([estimate(seed) for seed in range(seeds)])
    error = found.std(axis=0, ddof=1) / seeds**0.5
    np.testing.assert_array_less(np.abs(found.mean(axis=0) - expected), 4.5 * error + 1e-3)


# Functions.

ISHIGAMI = dict.fromkeys("xyz", (-np.pi, np.pi))
# Ishigami and Homma (1990): variances of x, y, and of x and z together; z has none alone.
PARTS = {"x": 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, "y": 7**2 / 8, "xz": 8 * 0.1**2 * np.pi**8 / 225}


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_indices_of_the_function_of_ishigami_are_the_known_ones():
    whole = sum(PARTS.values())
    options = {"n": 2048, "order": "second", "intervals": None}
    first = np.array([PARTS["x"], PARTS["y"], 0]) / whole
    total = first + np.array([PARTS["xz"], 0, PARTS["xz"]]) / whole

    def estimate(seed):
        found = parindex.sobol_indices(ishigami, ISHIGAMI, rng=seed, **options)
        one, other = np.triu_indices(3, 1)
        return np.concatenate([found.first[:, 0], found.total[:, 0], found.second[one, other, 0]])

    unbiased(estimate, np.concatenate([first, total, [0, PARTS["xz"] / whole, 0]]))


def test_indices_of_the_function_of_sobol_are_the_known_ones():
    """Products of (|4 x - 2| + a) / (1 + a): each factor has the variance 1 / 3 (1 + a)², the product theirs."""
    a = np.array([0, 1, 4.5, 9])
    part = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + part) - 1
    others = np.array([np.prod(np.delete(1 + part, at)) for at in range(4)])
    pairs = [part[one] * part[other] / whole for one, other in combinations(range(4), 2)]

    def function(x):
        return np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=1)

    def estimate(seed):
        found = parindex.sobol_indices(
            function, dict.fromkeys("abcd", (0, 1)), n=2048, rng=seed, order="second", intervals=None
        )
        second = [found.second[one, other, 0] for one, other in combinations(range(4), 2)]
        return np.concatenate([found.first[:, 0], found.total[:, 0], second])

    unbiased(estimate, np.concatenate([part / whole, part * others / whole, pairs]))


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 9)), min_size=1, max_size=5))
def test_a_weighted_sum_shares_its_variance_by_squares_of_weight_times_range(terms):
    assume(any(weight for weight, _ in terms))
    bounds = {f"x{at}": (-1, width - 1) for at, (_, width) in enumerate(terms)}
    weights = [weight for weight, _ in terms]
    found = parindex.sobol_indices(weights, bounds, order="second")
    squares = [Fraction(weight * width) ** 2 for weight, width in terms]
    expected = [float(square / sum(squares)) for square in squares]
    np.testing.assert_allclose(found.first[:, 0], expected, rtol=1e-12)
    np.testing.assert_array_equal(found.total, found.first)
    assert found.way == "closed form"
    assert (found.second[np.triu_indices(len(terms), 1)] == 0).all()
    np.testing.assert_allclose(found.variance, float(sum(squares)) / 12)
    np.testing.assert_allclose(found.mean, sum(w * (width / 2 - 1) for w, width in terms), atol=1e-12)


def test_a_weighted_sum_that_is_simulated_comes_out_the_same():
    weights, bounds = np.array([3.0, -1, 0, 2]), dict.fromkeys("abcd", (5, 6))
    closed = parindex.sobol_indices(weights, bounds)

    def estimate(seed):
        found = parindex.sobol_indices(lambda x: x @ weights, bounds, n=2048, rng=seed, intervals=None)
        assert found.way == "simulated"
        assert found.first[2, 0] == found.total[2, 0] == 0
        return np.concatenate([found.first[:, 0], found.total[:, 0]])

    unbiased(estimate, np.concatenate([closed.first[:, 0], closed.total[:, 0]]))


def test_a_group_has_the_variance_of_its_arguments_together():
    """Of x + y z, evenly from 0 to 1, x has 1/12 and y z 1/9 - 1/16 = 7/144; y and z together interact with nothing."""
    options = {"groups": {"yz": ["y", "z"]}, "n": 2048, "intervals": None}

    def estimate(seed):
        found = parindex.sobol_indices(
            lambda x: x[:, 0] + x[:, 1] * x[:, 2], dict.fromkeys("xyz", (0, 1)), rng=seed, **options
        )
        assert found.names == ("x", "yz")
        return np.concatenate([found.first[:, 0], found.total[:, 0]])

    unbiased(estimate, np.array([12, 7, 12, 7]) / 19)


def test_many_blocks_of_rows_give_what_the_formulas_give_for_all_at_once():
    found = parindex.sobol_indices(ishigami, ISHIGAMI, n=2500, rng=9, order="second", intervals=None)
    blocks = [(stream(9, at), size) for at, size in enumerate((1024, 1024, 452))]
    drawn = [[-np.pi + 2 * np.pi * rng.random((size, 3)) for _ in range(2)] for rng, size in blocks]
    one, other = (np.concatenate(rows) for rows in zip(*drawn, strict=True))
    first, total, second = by_hand(ishigami, one, other, [[0], [1], [2]])
    np.testing.assert_allclose(found.first[:, 0], first, atol=1e-12)
    np.testing.assert_allclose(found.total[:, 0], total, atol=1e-12)
    np.testing.assert_allclose(found.second[:, :, 0], second, atol=1e-12)


@pytest.mark.parametrize("shared, most", [(False, 16), (True, 13)])
def test_a_task_holds_no_more_than_fits_and_no_more_than_its_share(shared, most):
    """Of 20,000 outputs, 16 factors of two indices with three sums each are 1.9 million numbers."""
    design = FunctionDesign(ishigami, np.zeros(100), np.ones(100), (), 20_000)
    simulation = DesignSimulation(design, 100, SobolOptions.of(1024, 0, "first-total", 0.95))
    parts = list(simulation.parts(shared=shared))
    assert [factor for part in parts for factor in part] == list(range(100))
    assert max(map(len, parts)) == most
    few = FunctionDesign(ishigami, np.zeros(100), np.ones(100), (), 63)
    pairs = DesignSimulation(few, 100, SobolOptions.of(1024, 0, "second", None))
    assert max(len(part) for part in pairs.parts(shared=False)) * 2 * 1024 * 63 < 2_000_000


def by_hand(function, one, other, factors):
    """Return the indices of columns of two draws by the formulas as they are printed."""

    def exchanged(one, other, columns):
        mixed = one.copy()
        mixed[:, columns] = other[:, columns]
        return function(mixed) - centre

    centre = np.concatenate([function(one), function(other)]).mean(axis=0)
    a, b = function(one) - centre, function(other) - centre
    variance = np.concatenate([a, b]).var(axis=0)
    ab, ba = ([exchanged(*pair, columns) for columns in factors] for pair in ((one, other), (other, one)))
    first = np.array([(b * (own - a)).mean(axis=0) / variance for own in ab])
    total = np.array([((own - a) ** 2).mean(axis=0) / 2 / variance for own in ab])
    second = np.full((len(factors), *first.shape), np.nan)
    for j, k in combinations(range(len(factors)), 2):
        second[j, k] = second[k, j] = (ba[j] * ab[k] - a * b).mean(axis=0) / variance - first[j] - first[k]
    return first, total, second


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda x: x, None),
        (lambda x: x[:, :0], r"shape \(1, 0\)"),
        (lambda x: x[:1, 0], r"shape \(1,\) for 3 rows"),
        (lambda x: x.sum(), r"shape \(\) for 1 rows"),
        (lambda x: np.where(len(x) > 1, np.nan, x), "not finite, for"),
        (lambda x: x[:, : 1 + (len(x) == 1)], "wanted is 3 rows of 2"),
        ([1, 2, 3], "coefficients"),
        ([[[1]], [[2]]], "coefficients"),
        ([1, np.inf], "coefficients"),
    ],
)
def test_what_is_no_function_of_numbers_is_refused(function, words):
    bounds = {"x": (0, 1), "y": (0, 1)}
    if words is None:
        assert parindex.sobol_indices(function, bounds, n=3).outputs == ("0", "1")
        return
    with pytest.raises(ValueError, match=words):
        parindex.sobol_indices(function, bounds, n=3)


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"bounds": {}}, "no bounds"),
        ({"bounds": {"x": (1, 0)}}, "bounds of 'x'"),
        ({"bounds": {"x": (0, np.inf)}}, "bounds of 'x'"),
        ({"bounds": {"x": (0, 1, 2)}}, "bounds of 'x'"),
        ({"n": 1}, "n is 1"),
        ({"order": "third"}, "order"),
        ({"intervals": 1}, "intervals"),
        ({"n": 10**9}, "4,000,000,000 draws"),
        ({"groups": {"g": ["x", "u"]}}, "nothing varies about 'u'"),
        ({"groups": {"g": ["x"], "h": ["x"]}}, "'x' is in the groups 'g' and 'h'"),
        ({"groups": {"g": ["x", "x"]}}, "twice"),
        ({"groups": {"g": []}}, "'g' is empty"),
        ({"groups": {"y": ["x"]}}, "'y' is the name of a group"),
    ],
)
def test_what_has_no_meaning_is_refused(wrong, words):
    options = {"bounds": {"x": (0, 1), "y": (0, 1)}, **wrong}
    with pytest.raises(ValueError, match=words):
        parindex.sobol_indices(lambda x: x[:, 0], **options)


def test_too_many_pairs_are_refused():
    bounds = {f"x{at}": (0, 1) for at in range(11_000)}
    with pytest.raises(ValueError, match="indices of pairs"):
        parindex.sobol_indices(lambda x: x[:, 0], bounds, n=2, order="second")


# Indices of governance.

leaf = partial(parindex.Indicator, max=Fraction(1))
NESTED = index(
    combine="weighted-mean",
    component=(
        parindex.Component(id="c", combine="sum", weight=Fraction(1)),
        parindex.Component(id="d", combine="weighted-mean", weight=Fraction(2)),
        parindex.Component(id="e", parent="d", combine="weighted-mean", weight=Fraction(2)),
        parindex.Component(id="f", combine="weighted-mean", weight=Fraction(1)),
    ),
    indicator=(
        *(leaf(id=f"c{at}", parent="c", max=Fraction(at + 1)) for at in range(3)),
        leaf(id="d0", parent="d", weight=Fraction(3)),
        *(leaf(id=f"e{at}", parent="e", weight=Fraction(at)) for at in range(3)),
        leaf(id="f0", parent="f"),
        leaf(id="x", weight=Fraction(1)),
        leaf(id="b", adds="bonus", max=Fraction(1)),
    ),
)
TABLE = np.random.default_rng(3).random((9, 10))
#: What has none beside it, or no weight.
STILL = ("f0", "e0")
VARY = tuple(f"weight:{id_}" for id_ in ("c", "d", "f", "x", "c0", "c1", "c2", "e", "d0", "e1", "e2"))


@pytest.fixture(scope="module")
def scores():
    return parindex.score(NESTED, TABLE)


def general(scores, weights, seed):
    """Return indices by products of matrices, those from totals added up anew for every exchange, and their design."""
    inputs = UncertainInputs.of(scores, weights)
    found = parindex.sobol(scores, weights, n=50, rng=seed, intervals=0.5)
    members = tuple(frozenset(own) for own in found.members.values())
    design = InputsDesign(inputs, DrawOutput.of(inputs, "score"), members)
    asked = SobolOptions.of(50, seed, "first-total", 0.5)
    return found, DesignSimulation(design, len(members), asked).run(None, None), design


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data(), how=st.sampled_from([parindex.Uniform(0.2), parindex.Uniform(1), parindex.Dirichlet(50)]))
def test_exchanged_weights_give_what_totals_added_up_anew_give(data, how):
    """Both sums of products and totals of single exchanges, in flat and nested trees of sums and means."""
    definition = data.draw(definitions(LINEAR))
    made = parindex.score(definition, data.draw(evidence(definition, min_units=2)))
    try:
        inputs = UncertainInputs.of(made, how)
    except ValueError:
        assume(False)
    assume(inputs.model.linear)
    drawn = how.draw(stream(5, 0), inputs.groups, 50)
    assume((drawn > 0).all())
    found, expected, design = general(made, how, 5)
    size = np.abs(expected.mean) + 1e-300
    with np.errstate(divide="ignore"):
        digits = size / np.sqrt(expected.variance)  # of changes, so many are lost in totals
    within = 1e-12 + 1e-15 * np.where(np.isfinite(digits), digits, 0)
    for fast, slow in ((found.first, expected.first), (found.total, expected.total)):
        np.testing.assert_array_equal(np.isnan(fast), np.isnan(slow))
        assert (np.nan_to_num(np.abs(fast - slow)) <= within).all()
    for fast, slow in (
        (found.first_interval, expected.first_interval),
        (found.total_interval, expected.total_interval),
    ):
        np.testing.assert_array_equal(np.isnan(fast), np.isnan(slow))
        assert (np.nan_to_num(np.abs(fast - slow)) <= 1e4 * within[:, None]).all()  # roots have half of the digits
    columns = tuple(inputs.names.index(name) for own in found.members.values() for name in own)
    one, other = (kind.rows(stream(5, 0), 50) for kind in (SwapsDesign(inputs, design.output, columns), design))
    for factor in range(len(columns)):
        np.testing.assert_allclose(one.ab(factor), other.ab(factor), rtol=1e-12, atol=1e-12 * size.max())
        np.testing.assert_allclose(one.ba(factor), other.ba(factor), rtol=1e-12, atol=1e-12 * size.max())


@pytest.mark.parametrize("kind", ["score", "rank", "rank-shift"])
def test_indices_are_those_of_outputs_of_each_draw_ranked_by_hand(scores, kind):
    """By the formulas as they are printed, with the totals of 200 draws and their ranks."""
    found = parindex.sobol(scores, parindex.Uniform(1), n=200, rng=4, output=kind, order="second", intervals=None)
    inputs = UncertainInputs.of(scores, parindex.Uniform(1))
    rng = stream(4, 0)
    one, other = (inputs.draw(rng, 200).weights for _ in range(2))

    def outputs(weights):
        totals = inputs.model.totals(weights)
        if kind == "score":
            return totals
        placed = np.array([ranks(row, "min") for row in totals.tolist()])
        return placed if kind == "rank" else np.abs(placed - scores.rank).mean(axis=1, keepdims=True)

    assert found.names == VARY
    factors = [[inputs.names.index(name)] for name in VARY]
    first, total, second = by_hand(outputs, one, other, factors)
    np.testing.assert_allclose(found.first, first, atol=1e-12)
    np.testing.assert_allclose(found.total, total, atol=1e-12)
    still = (total == 0)[:, None] | (total == 0)[None]
    np.testing.assert_allclose(found.second, np.where(still & ~np.isnan(second), 0, second), atol=1e-11)
    assert found.outputs == (("rank-shift",) if kind == "rank-shift" else scores.units)


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=6),
    st.sampled_from(["min", "max", "dense", "average"]),
    st.sampled_from(["unrounded", "rounded"]),
)
def test_ranks_follow_the_rule_of_the_definition(values, ties, on):
    """Equal rows tie in every draw; rounded to whole points nearly everything does."""
    leaves = tuple(leaf(id=f"i{at}", max=Fraction(3)) for at in range(3))
    definition = index(combine="weighted-mean", decimals=0, rank=Ranking(on=on, ties=ties), indicator=leaves)
    inputs = UncertainInputs.of(parindex.score(definition, np.array(values, dtype=float)), parindex.Uniform(0.5))
    totals = inputs.totals(inputs.draw(np.random.default_rng(1), 20))
    shown = np.floor(totals + 0.5) if on == "rounded" else np.round(totals, 12)
    np.testing.assert_array_equal(DrawOutput.of(inputs, "rank")(totals), [ranks(row, ties) for row in shown.tolist()])


def test_units_are_ranked_among_their_group_and_those_without_rank_have_no_indices():
    units = [Unit(f"u{at}", group="g" if at % 2 else "h", ranked=at != 4) for at in range(6)]
    groups = tuple(UnitGroup(id_) for id_ in "gh")
    leaves = tuple(leaf(id=id_, max=Fraction(10)) for id_ in "xyz")
    definition = index(combine="sum", indicator=leaves, unit=tuple(units), group=groups)
    cells = np.random.default_rng(1).random((6, 3))
    scores = parindex.score(definition, {f"u{at}": dict(zip("xyz", row, strict=True)) for at, row in enumerate(cells)})
    found = parindex.sobol(scores, parindex.Uniform(1), n=100, output="rank", order="second")
    for figures in (found.first, found.total, found.second[0, 1], found.first_interval, found.second_interval[0, 1]):
        assert np.isnan(figures[..., 4] if figures.ndim == 1 or figures.shape[-1] != 2 else figures[..., 4, :]).all()
    assert found.mean[[0, 2]].sum() == pytest.approx(3)  # two are ranked in this group, three in the other
    assert found.mean[[1, 3, 5]].sum() == pytest.approx(6)
    assert "no rank: u4" in found.notes
    assert {record["total"] for record in found.to_records() if record["output"] == "u4"} == {None}


def test_identical_units_and_alternatives_make_no_difference():
    """Parts with the same scores: their weights change nothing. Units with the same scores: the same indices."""
    table = np.random.default_rng(2).random((6, 5))
    table[:, 1] = table[:, 0]
    table[5] = table[2]
    inner = parindex.Component(id="c", combine="weighted-mean")
    leaves = tuple(leaf(id=f"i{at}", parent="c" if at < 2 else None) for at in range(5))
    scores = parindex.score(index(combine="weighted-mean", component=(inner,), indicator=leaves), table)
    for options in ({"intervals": None}, {}, {"output": "rank"}, {"output": "rank-shift"}):
        found = parindex.sobol(scores, parindex.Uniform(1), n=256, **options)
        without = [found.names.index(name) for name in ("weight:i0", "weight:i1")]
        varies = found.variance > 0
        assert (found.first[without][:, varies] == 0).all()
        assert (found.total[without][:, varies] == 0).all()
        assert varies.any()
        if options.get("output") != "rank-shift":
            np.testing.assert_array_equal(found.total[:, 2], found.total[:, 5])
    pair = parindex.sobol(scores, parindex.Uniform(1), n=64, order="second", intervals=None)
    assert (pair.second[without[0], [at for at in range(5) if at != without[0]]] == 0).all()


def test_errors_of_evidence_share_a_linear_total_in_closed_form_and_when_simulated():
    """Of a mean weighted 1, 2 and 1, standard errors of 2, 1 and 0.5 have 4, 4 and 1/4 parts of the variance."""
    leaves = tuple(leaf(id=id_, max=Fraction(100), weight=Fraction(w)) for id_, w in (("x", 1), ("y", 2), ("z", 1)))
    scores = parindex.score(index(combine="weighted-mean", indicator=leaves), np.array([[50.0] * 3, [51.0] * 3]))
    errors = parindex.StandardErrors({"x": 2, "y": 1, "z": 0.5})
    found = parindex.sobol(scores, factors=[errors], groups={"xz": ["x", "z"]})
    assert found.way == "closed form"
    assert found.names == ("xz", "standard-errors:y")
    np.testing.assert_allclose(found.first, np.array([[17, 17], [16, 16]]) / 33)
    np.testing.assert_allclose(found.variance, 33 / 64)
    np.testing.assert_allclose(found.mean, [50, 51])
    assert found.first_interval is None
    inputs = UncertainInputs.of(scores, None, [errors])
    members = tuple(frozenset(own) for own in found.members.values())

    def estimate(seed):
        design = InputsDesign(inputs, DrawOutput.of(inputs, "score"), members)
        return DesignSimulation(design, 2, SobolOptions.of(1024, seed, "first-total", None)).run(None, None).total

    unbiased(estimate, found.total)


def test_every_kind_of_factor_takes_part():
    leaves = tuple(leaf(id=id_) for id_ in "xyz")
    scores = parindex.score(index(combine="weighted-mean", indicator=leaves), TABLE[:, :3])
    factors = [parindex.Noise(0.2), parindex.Aggregation(["geometric-mean"]), parindex.LeftOut()]
    found = parindex.sobol(scores, UNIFORM, factors=factors, n=64, output="rank-shift")
    kinds = {name.partition(":")[0] for name in found.names}
    assert kinds == {"weight", "noise", "aggregation", "left-out"}
    assert found.total[found.names.index("left-out"), 0] > found.total[found.names.index("weight:x"), 0]
    together = parindex.sobol(scores, UNIFORM, factors=factors, n=64, groups={"x": ["x"]}, output="rank-shift")
    assert together.members["x"] == ("weight:x", "noise:x")


def test_weights_below_a_component_or_a_domain_move_together(scores):
    found = parindex.sobol(scores, UNIFORM, n=50, groups="component", intervals=None)
    assert {name: set(own) for name, own in found.members.items()} == {
        "component:random": {"weight:c", "weight:d", "weight:f", "weight:x"},
        "component:c": {"weight:c0", "weight:c1", "weight:c2"},
        "component:d": {"weight:d0", "weight:e"},
        "component:e": {"weight:e1", "weight:e2"},
    }
    found = parindex.sobol(scores, UNIFORM, n=50, groups="domain", intervals=None)
    assert {name: set(own) for name, own in found.members.items()} == {
        "domain:c": {"weight:c", "weight:c0", "weight:c1", "weight:c2"},
        "domain:d": {"weight:d", "weight:d0", "weight:e", "weight:e1", "weight:e2"},
        "domain:f": {"weight:f"},
        "domain:x": {"weight:x"},
    }
    everything = parindex.sobol(scores, UNIFORM, n=50, groups={"all": [name[7:] for name in VARY]}, intervals=None)
    np.testing.assert_allclose(everything.total, everything.total[:1] + 0 * everything.total)
    # All factors are exchanged at once: b (b - a) and (b - a)² / 2 differ by (b² - a²) / 2 only.
    assert everything.names == ("all",)
    np.testing.assert_allclose(everything.total.mean(), 1, atol=0.3)


@pytest.mark.parametrize("still", STILL)
def test_a_weight_that_cannot_vary_is_no_factor(scores, still):
    assert f"weight:{still}" not in parindex.sobol(scores, UNIFORM, n=4, intervals=None).names
    with pytest.raises(ValueError, match=f"nothing varies about '{still}'"):
        parindex.sobol(scores, UNIFORM, groups={"g": [still]})


def test_where_all_weights_but_one_are_0_nothing_varies():
    leaves = (leaf(id="x", weight=Fraction(1)), leaf(id="y", weight=Fraction(0)))
    scores = parindex.score(index(combine="weighted-mean", indicator=leaves), np.eye(2))
    with pytest.raises(ValueError, match="nothing can vary"):
        parindex.sobol(scores, UNIFORM)


def test_weights_between_bounds_are_factors_with_their_siblings_only(scores):
    bounds = parindex.Bounds({"c0": (0.1, 0.3), "e1": (0.2, 0.5)})
    with pytest.raises(ValueError, match="those below 'c' are one factor only together"):
        parindex.sobol(scores, bounds)
    found = parindex.sobol(scores, bounds, n=500, groups="component")
    assert found.names == ("component:c", "component:e")
    np.testing.assert_allclose(found.first.sum(axis=0), 1, atol=0.35)  # groups do not interact in a sum of their parts


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"output": "total"}, "output is one of score, rank, rank-shift, not 'total'"),
        ({"groups": "theme"}, "groups is 'theme'"),
        ({"weights": None}, "nothing varies"),
        ({"n": 10**8}, "draws are too many"),
    ],
)
def test_what_cannot_be_asked_of_scores_is_refused(scores, wrong, words):
    with pytest.raises(ValueError, match=words):
        parindex.sobol(scores, **{"weights": UNIFORM, **wrong})


def test_what_does_not_vary_has_no_indices_and_a_note():
    table = np.vstack([np.full(3, 0.7), np.full(3, 0.1), [0.3, 0.4, 0.5]])
    scores = parindex.score(index(combine="weighted-mean", indicator=tuple(leaf(id=id_) for id_ in "xyz")), table)
    for options in ({}, {"intervals": None}, {"order": "second"}):
        found = parindex.sobol(scores, UNIFORM, n=100, **options)
        assert np.isnan(found.first[:, :2]).all()
        assert np.isnan(found.total[:, :2]).all()
        assert (found.total[:, 2] > 0).all()
        assert found.notes == ("no indices where the score does not vary: 1, 2; means are over the other 1",)
    found = parindex.sobol(scores, UNIFORM, n=100, output="rank-shift")
    assert np.isnan(found.total).all()
    assert found.notes == ("no indices where the shift of all ranks does not vary: rank-shift",)


def test_means_are_over_the_units_whose_rank_moves_and_nan_where_none_does():
    """The first unit leads in everything and the last is behind: only the two between them, A and B, change places."""
    table = np.array([[1, 1, 1], [0.3, 0.5, 0.4], [0.5, 0.3, 0.4], [0, 0, 0]])
    scores = parindex.score(index(combine="weighted-mean", indicator=tuple(leaf(id=id_) for id_ in "xyz")), table)
    found = parindex.sobol(scores, UNIFORM, n=256, output="rank")
    assert found.varying.tolist() == [False, True, True, False]
    assert np.isnan(found.total[:, [0, 3]]).all()
    assert "no indices where the rank does not vary: 1, 4; means are over the other 2" in found.notes
    for mean, indices in ((found.mean_first, found.first), (found.mean_total, found.total)):
        np.testing.assert_array_equal(mean, (indices[:, 1] + indices[:, 2]) / 2)
    assert [record["total"] for record in found.overview()] == found.mean_total.tolist()
    assert sum(record["moves_most"] for record in found.overview()) == 2
    still = parindex.sobol(parindex.score(scores.definition, table[[0, 3]]), UNIFORM, n=32, output="rank")
    assert np.isnan(still.mean_total).all()
    assert {record["total"] for record in still.overview()} == {None}


def test_a_total_that_is_not_finite_is_refused(scores, monkeypatch):
    monkeypatch.setattr(UncertainInputs, "totals", lambda self, drawn: np.full((len(drawn.weights), 9), np.inf))
    with pytest.raises(ValueError, match="not finite"):
        parindex.sobol(scores, UNIFORM, n=10, groups="component")


OPTIONS = [
    {"intervals": None},
    {"order": "second"},
    {"output": "rank"},
    {"output": "rank-shift", "groups": "domain"},
    {"factors": (parindex.Noise(0.1), parindex.LeftOut()), "groups": {"e": ["e1", "e2"]}, "intervals": None},
]


@pytest.mark.parametrize("options", OPTIONS)
def test_the_result_is_the_same_whoever_does_the_work(scores, options, processes):
    options = {"n": 1500, "rng": 11, **options}
    alone = parindex.sobol(scores, UNIFORM, **options)
    with ThreadPoolExecutor(3) as pool:
        assert parindex.sobol(scores, UNIFORM, executor=pool, **options) == alone
    assert parindex.sobol(scores, UNIFORM, executor=processes, **options) == alone
    assert parindex.sobol(scores, UNIFORM, **{**options, "rng": 12}) != alone


@pytest.fixture(scope="module")
def processes():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


def test_a_function_is_the_same_whoever_calls_it(processes, monkeypatch):
    bounds = {f"x{at}": (0, 1) for at in range(20)}
    function = partial(np.prod, axis=1)
    alone = parindex.sobol_indices(function, bounds, n=1500, order="second")
    assert parindex.sobol_indices(function, bounds, n=1500, order="second", executor=processes) == alone
    monkeypatch.setattr("parindex.robustness.variance_based.index_estimation.CELLS", 100)  # a task for each factor
    assert parindex.sobol_indices(function, bounds, n=1500, order="second") == alone


@pytest.mark.parametrize("options", [{}, {"intervals": None}, {"executor": ThreadPoolExecutor(2)}])
def test_progress_is_told_up_to_the_end(scores, options):
    seen = []
    parindex.sobol(scores, UNIFORM, n=3000, progress=lambda *done: seen.append(done), **options)
    assert len(seen) >= 3
    assert seen == sorted(seen)
    assert len({total for _, total in seen}) == 1
    assert seen[-1][0] == seen[-1][1]


def test_records_are_plain_and_alike(scores):
    found = parindex.sobol(scores, UNIFORM, n=64, order="second")
    records = found.to_records()
    assert json.loads(json.dumps(records, allow_nan=False)) == records
    orders, ends = ("first", "total", "second"), ("", "_low", "_high")
    keys = ["output", "name", "factor", "with", *(order + end for order in orders for end in ends)]
    assert all(list(record) == keys for record in records)
    assert len(records) == 9 * (11 + 55)
    single, pair = records[1], records[11]
    assert (single["factor"], single["with"], single["second"]) == (VARY[1], None, None)
    assert single["total"] == found.total[1, 0]
    assert single["first_low"] == found.first_interval[1, 0, 0]
    assert (pair["factor"], pair["with"], pair["first"]) == (*VARY[:2], None)
    assert pair["second_high"] == found.second_interval[0, 1, 0, 1]
    plain = parindex.sobol(scores, UNIFORM, n=64, intervals=None).to_records()
    assert [list(record) for record in plain] == [keys] * 9 * 11
    assert plain[0]["first_low"] is None


def test_a_result_tells_what_was_asked(scores):
    found = parindex.sobol(scores, UNIFORM, n=64, rng=3, intervals=None)
    assert repr(found) == "<Sobol of 'random': 11 factors, score of 9 units, n 64, simulated>"
    told = json.loads(found.to_json())
    assert told["analysis"] == "sobol"
    assert told["parameters"]["weights"] == {"kind": "Uniform", "share": 0.2}
    assert (told["parameters"]["n"], told["parameters"]["seed"], told["parameters"]["intervals"]) == (64, 3, None)
    assert told["parameters"]["members"]["weight:x"] == ["weight:x"]
    np.testing.assert_allclose(found.interaction, 1 - found.first.sum(axis=0))
    shift = parindex.sobol(scores, UNIFORM, n=64, output="rank-shift")
    assert repr(shift) == "<Sobol of 'random': 11 factors, rank shift, n 64, simulated>"
    assert repr(parindex.sobol_indices([1, 2], {"x": (0, 1), "y": (0, 1)})) == (
        "<SobolIndices: 2 factors, 1 outputs, closed form>"
    )
