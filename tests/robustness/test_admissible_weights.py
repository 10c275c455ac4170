"""Admissible weights: what varies by itself, what is admitted, what is nearest, and all of it as linear conditions."""

from itertools import product

import numpy as np
import pytest

import parindex
from parindex.robustness.exact.admissible_weights import FreeParts, LinearConditions, Polyhedron
from parindex.robustness.weight_model import WeightModel
from parindex.robustness.weight_perturbations import WeightLimits

from ..sample import define, indicators

DEEP = (
    '\n[[component]]\nid = "g"\ncombine = "weighted-mean"\nweight = 3\n'
    '\n[[component]]\nid = "h"\ncombine = "weighted-mean"\nweight = 2\nparent = "g"\n'
    + indicators("a", keys="max = 10\nweight = 1", parent="h")
    + indicators("b", keys="max = 10\nweight = 3", parent="h")
    + indicators("c", "d", keys="max = 10\nweight = 1", parent="g")
    + indicators("x", keys="max = 10\nweight = 2")
    + indicators("y", keys="max = 10\nweight = 1")
)
PERTURBATIONS = [
    parindex.Uniform(0.3),
    parindex.Uniform(1),
    parindex.Dirichlet(5),
    parindex.Bounds({"x": (0.1, 0.4)}),
    parindex.Bounds({"c": (0.1, 0.3)}),
    parindex.Bounds({"g": (0.2, 0.6), "x": (0.1, 0.5), "h": (0, 0.7), "a": (0.3, 0.9)}),
]


def polyhedron(weights, body=DEEP):
    """Return the admissible weights of an index, and the names of its ends."""
    definition = define(body, "weighted-mean")
    table = {unit: {leaf.id: 1 for leaf in definition.leaves} for unit in "uv"}
    model = WeightModel.of(parindex.score(definition, table))
    return Polyhedron.of(model, weights), [model.columns.names[at] for at in model.columns.ends]


def most_in(system, slopes):
    """Return the most that slopes times variables are under linear conditions."""
    optimize = pytest.importorskip("scipy.optimize")
    done = optimize.linprog(
        -slopes, A_ub=system.most, b_ub=system.limit, A_eq=system.equal, b_eq=system.value,
        bounds=np.column_stack([system.low, system.high]),
    )  # fmt: skip
    return -done.fun


@pytest.mark.parametrize("weights", PERTURBATIONS, ids=repr)
def test_linear_conditions_allow_just_the_mean_that_limits_allow(weights):
    """The greatest mean is g just where nothing above 0 is left of the values less g, and 0 is reached."""
    admitted, names = polyhedron(weights)
    values = np.random.default_rng(7).integers(-9, 9, (8, len(names))).astype(float)
    greatest, _ = admitted.greatest(values)
    for row, mean in zip(values, greatest, strict=True):
        above = np.zeros(admitted.system.low.size)
        above[: row.size] = row - mean
        assert most_in(admitted.system, above) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("weights, reach", [*zip(PERTURBATIONS, [1.3, 2, 1, 1, 1, 1], strict=True)], ids=repr)
def test_weights_add_to_the_reach_at_most(weights, reach):
    admitted, names = polyhedron(weights)
    every = np.zeros(admitted.system.low.size)
    every[: len(names)] = 1
    assert admitted.reach == pytest.approx(reach)
    assert most_in(admitted.system, every) == pytest.approx(reach)


def test_what_lies_below_each_weight_is_told():
    admitted, names = polyhedron(parindex.Dirichlet(5))
    columns = admitted.columns.names
    below = {name: "".join(np.array(names)[row > 0]) for name, row in zip(columns, admitted.below, strict=True)}
    assert {name: set(ends) for name, ends in below.items()} == {
        "g": set("abcd"), "x": {"x"}, "y": {"y"}, "h": set("ab"), "c": {"c"}, "d": {"d"}, "a": {"a"}, "b": {"b"},
    }  # fmt: skip
    assert set(admitted.below.ravel()) == {0, 1}


def test_weights_of_siblings_are_found_again_also_where_a_component_has_none():
    """By hand: half of all to a and half to x; then all to x, and below what has nothing weights stay admissible."""
    admitted, names = polyhedron(parindex.Dirichlet(5))
    for shares, expected in (
        ({"a": 0.5, "x": 0.5}, {"g": 0.5, "x": 0.5, "y": 0, "h": 1, "c": 0, "d": 0, "a": 1, "b": 0}),
        ({"b": 0.1, "d": 0.3, "y": 0.6}, {"g": 0.4, "x": 0, "y": 0.6, "h": 0.25, "c": 0, "d": 0.75, "a": 0, "b": 1}),
        ({"x": 1}, {"g": 0, "x": 1, "y": 0}),
    ):
        weights = dict(
            zip(admitted.columns.names, admitted.weights(np.array([shares.get(n, 0.0) for n in names])), strict=True)
        )
        assert {name: weights[name] for name in expected} == pytest.approx(expected)
        for group in (("g", "x", "y"), ("h", "c", "d"), ("a", "b")):
            assert sum(weights[name] for name in group) == pytest.approx(1)


def before(low, high):
    """Return what varies where limits hold before dividing."""
    low, high = np.array(low, dtype=float), np.array(high, dtype=float)
    limits = WeightLimits(low, high, after=False, tied=np.zeros(low.size, dtype=bool))
    return FreeParts.of(limits, np.full(low.size, 1 / low.size))


@pytest.mark.parametrize("size", [1e-3, 1, 1e3])
def test_limits_before_dividing_say_the_same_in_any_unit(size):
    """Limits of 1 to 2 or 3, in any unit: shares of 1/4 and 3/4 are at one end each, and others are not."""
    parts = before([size, size], [2 * size, 3 * size])
    assert parts.scale(np.array([0.25, 0.75])) == pytest.approx(1 / (4 * size))
    assert parts.scale(np.array([0.25 + 1e-7, 0.75 - 1e-7])) is None
    assert parts.scale(np.array([0.25 + 1e-11, 0.75 - 1e-11])) == pytest.approx(1 / (4 * size))
    assert parts.nearest(np.array([1.0, 3.0])) == pytest.approx([size, 3 * size])
    assert parts.nearest(np.array([1.0, 1.0])) == pytest.approx([1.5 * size, 1.5 * size])
    admits = [parts.admits(np.array([share, 1 - share]), 1e-12) for share in (0.24, 0.25, 0.5, 2 / 3, 0.68)]
    assert admits == [False, True, True, True, False]


@pytest.mark.parametrize("share, missed", [(0.375, 0.125), (0.875, 0.125), (0.5, 0), (0.75, 0)])
def test_limits_are_passed_by_no_more_than_is_allowed(share, missed):
    """Of 1/2 to 3/4, and what is left of it to the other; in eighths, which float64 holds."""
    low, high = np.array([0.5, 0.0]), np.array([0.75, 1.0])
    after = FreeParts.of(WeightLimits(low, high, after=True, tied=np.zeros(2, dtype=bool)), np.full(2, 0.5))
    shares = np.array([share, 1 - share])
    assert after.admits(shares, missed)
    assert not (missed and after.admits(shares, missed - 0.001))
    tied = FreeParts.of(WeightLimits(0 * low, 1 + 0 * high, after=True, tied=np.ones(2, dtype=bool)), shares)
    moved = shares + np.array([missed, -missed])
    assert tied.admits(moved, missed)
    assert not (missed and tied.admits(moved, missed - 0.001))


def test_what_is_in_proportion_to_one_scale_alone_is_admitted():
    parts = before([1, 2, 0], [1, 2, 0])
    assert parts.admits(np.array([0.25, 0.5, 0.0]), 0)
    assert parts.admits(np.array([0.25, 0.5, 0.125]), 0.125)
    assert not parts.admits(np.array([0.25, 0.5, 0.125]), 0.12)


def test_what_can_have_no_weight_has_none():
    """Between 0 and 2 each, but the last, of which there is nothing."""
    parts = before([0, 0, 0], [2, 2, 0])
    assert parts.admits(np.array([0.5, 0.5, 0.0]), 1e-12)
    assert parts.admits(np.array([1.0, 0.0, 0.0]), 1e-12)
    assert not parts.admits(np.array([0.5, 0.25, 0.25]), 1e-12)
    assert not parts.admits(np.array([0.0, 0.0, 1.0]), 1e-12)
    assert parts.nearest(np.array([1.0, 1.0, 0.0])) == pytest.approx([1, 1, 0])
    assert parts.scale(np.array([0.5, 0.5, 0.0])) is None
    hardly = np.array([1.0, 1.0, 1e-9])  # what a solver may leave of it
    assert before([0.5, 0.5, 0], [2, 2, 0]).nearest(hardly) == pytest.approx([1.25, 1.25, 0])
    pinned = before([1, 1, 0], [1, 1, 0])
    assert pinned.scale(np.array([0.5, 0.5, 0.0])) == pytest.approx(0.5)


SHARES = np.array([0.4, 0.3, 0.2, 0.1])
ALL_FREE, LAST_TWO_TIED = np.zeros(4, dtype=bool), np.array([False, False, True, True])
LOW, HIGH = np.array([0.2, 0.1, 0.15, 0.05]), np.array([0.5, 0.6, 0.3, 0.25])


def free(tied, *, after, low=LOW, high=HIGH):
    return FreeParts.of(WeightLimits(low, high, after, tied), SHARES)


def admitted(weights, tied, *, after, low=LOW, high=HIGH):
    """Return whether shares lie within limits, by the definition: those before dividing for some scale."""
    together = SHARES[tied]
    if tied.any() and not np.allclose(weights[tied] * together.sum(), together * weights[tied].sum()):
        return False
    if after:
        return bool((low - 1e-12 <= weights).all() and (weights <= high + 1e-12).all())
    return any((low - 1e-9 <= weights * scale).all() and (weights * scale <= high + 1e-9).all() for scale in SCALES)


SCALES = np.arange(0.3, 2.5, 0.002)
GRID = [np.array(each) / 20 for each in product(range(21), repeat=4) if sum(each) == 20 and sum(map(bool, each)) > 1]


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("tied", [ALL_FREE, LAST_TWO_TIED], ids=["free", "tied"])
def test_shares_are_admitted_just_where_they_are_within_the_limits(tied, after):
    parts, some = free(tied, after=after), [*GRID[::7], SHARES]
    found = [parts.admits(shares, 1e-12) for shares in some]
    assert found == [admitted(shares, tied, after=after) for shares in some]
    assert 0 < sum(found) < len(found)


def test_what_keeps_its_proportions_varies_together_as_far_as_each_may():
    parts = free(LAST_TWO_TIED, after=True)
    assert parts.parts.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, pytest.approx(2 / 3), pytest.approx(1 / 3)]]
    assert parts.low.tolist() == pytest.approx([0.2, 0.1, 0.225])
    assert parts.high.tolist() == pytest.approx([0.5, 0.6, 0.45])
    endless = free(ALL_FREE, after=True, high=np.array([0.5, 3.0, 1.0, 0.2]))
    assert endless.high.tolist() == [0.5, 1, 1, 0.2]
    assert free(ALL_FREE, after=False, high=np.array([0.5, 3.0, 1.0, 0.2])).high.tolist() == [0.5, 3, 1, 0.2]


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("tied", [ALL_FREE, LAST_TWO_TIED], ids=["free", "tied"])
def test_the_nearest_weights_are_within_the_limits_and_admitted_ones_stay(tied, after):
    parts = free(tied, after=after)
    for shares in [*GRID[::11], SHARES, 3 * SHARES]:
        nearest = parts.nearest(shares)
        if parts.admits(shares / shares.sum(), 1e-12):
            assert nearest / nearest.sum() == pytest.approx(shares / shares.sum())
        if after:
            assert nearest.sum() == pytest.approx(1)
        assert (nearest >= LOW - 1e-12).all()
        assert (nearest <= HIGH + 1e-12).all()


@pytest.mark.parametrize("after", [True, False])
def test_the_greatest_mean_is_at_no_admitted_weights_exceeded(after):
    parts, values = free(LAST_TWO_TIED, after=after), np.array([[1.0, -2.0, 5.0, 3.0], [-1.0, 4.0, 0.5, 0.0]])
    means, weights = parts.greatest(values)
    for row, mean, best in zip(values, means, weights, strict=True):
        shares = best / best.sum()
        assert mean == pytest.approx(shares @ row)
        assert parts.admits(shares, 1e-9)
        assert all(mean >= own @ row - 1e-9 for own in GRID if admitted(own, LAST_TWO_TIED, after=after))


def test_limits_of_shares_stand_before_dividing_for_one_scale_alone_or_for_many():
    """Of 0.2 to 0.4 twice, 0.2 and 0.4 are at both ends: just twice as large as shares of 1/3 and 2/3 times 0.6."""
    parts = FreeParts.of(
        WeightLimits(np.full(2, 0.2), np.full(2, 0.4), after=False, tied=np.zeros(2, dtype=bool)), np.full(2, 0.5)
    )
    assert parts.scale(np.array([1 / 3, 2 / 3])) == pytest.approx(1 / 0.6)
    assert parts.scale(np.array([0.2, 0.4])) == pytest.approx(1)
    assert parts.scale(np.array([0.5, 0.5])) is None
    assert free(ALL_FREE, after=True).scale(np.array([0.5, 0.75])) == 1.25


def test_a_part_that_may_be_nothing_is_admitted_without_weight_and_another_is_not():
    none = np.array([0.0, 0.1, 0.1, 0.1])
    parts = free(ALL_FREE, after=False, low=none, high=np.full(4, 0.5))
    assert parts.admits(np.array([0, 0.4, 0.3, 0.3]), 1e-12)
    assert not parts.admits(np.array([0.4, 0, 0.3, 0.3]), 1e-12)
    assert not parts.admits(np.array([0, 0.02, 0.49, 0.49]), 1e-12)


def test_rows_of_one_variable_are_its_bounds_and_rows_that_say_nothing_go():
    most = np.array(
        [
            [2.0, 0, 0],
            [4.0, 0, 0],
            [0, -2.0, 0],
            [0, -1.0, 0],
            [1.0, -1.0, 0],
            [-1.0, -1.0, 0],
            [0, -1.0, -1.0],
            [0, 0, -0.5],
        ]
    )
    limit = np.array([6.0, 20.0, -3.0, -1.0, 0.0, 0.0, -2.0, -1.0])
    system = LinearConditions.of(most, limit, np.zeros((0, 3)), np.zeros(0))
    assert (system.low.tolist(), system.high.tolist()) == ([0, 1.5, 2], [3, np.inf, np.inf])
    assert system.most.tolist() == [[1, -1, 0], [0, -1, -1]]
    assert system.limit.tolist() == [0, -2]
