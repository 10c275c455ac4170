"""From evidence to points, by hand, in floats and in exact numbers."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from parindex.kernels import DECIMAL, FLOAT, RATIONAL, rule_points as kernels

F = Fraction
BOTH = pytest.mark.parametrize("number", [FLOAT, RATIONAL], ids=lambda number: number.name)


def column(number, *values):
    return number.array(map(F, values))[:, None]


def told(points):
    return [float(value) for value in points.ravel()]


@BOTH
def test_between_anchors_points_are_straight_whatever_the_distance_of_these(number):
    values = np.repeat(column(number, 0, "1/2", 3), 4, axis=1)
    start, end, low, high = map(number.array, ([0, 1, 0, 2], [1, 0, 2, 4], [0, 0, 10, 1], [10, 10, 20, 5]))
    expected = [[0, 10, 10, -3], [5, 5, 12.5, -2], [30, -20, 25, 3]]
    assert [[float(each) for each in row] for row in kernels.rescaled_points(values, start, end, low, high)] == expected


def test_between_anchors_that_are_one_nothing_is_known_in_floats_and_exact_numbers_go_on():
    one, zero = np.ones(1), np.zeros(1)
    assert np.isnan(kernels.rescaled_points(one[None], one, one, zero, one)).all()
    ones = RATIONAL.array([F(1)])
    assert kernels.rescaled_points(ones[None], ones, ones, ones * 0, ones).tolist() == [[0]]


@BOTH
def test_the_spread_is_that_of_what_was_observed_and_nothing_where_nothing_was(number):
    values = np.column_stack([column(number, 5, -3, 9), column(number, 1, 2, 3), column(number, -7, -8, -9)])
    observed = np.array([[True, False, True], [True, False, False], [False, False, True]])
    least, greatest = kernels.spread(values, observed)
    assert (told(least), told(greatest)) == ([-3, 0, -9], [5, 0, -7])


@BOTH
def test_the_first_band_that_holds_gives_its_points(number):
    """At least 5: 3, above 2: 7; below 0: 4; at most 0: 6, else 1."""
    values = column(number, 6, 5, 3, 2, 1, 0, -1)
    edges = [number.array([F(edge)]) for edge in (5, 2, 0, 0, 0)]
    upper, closed = (np.array(side)[:, None] for side in ([0, 0, 1, 1, 0], [1, 0, 0, 1, 0]))
    points = np.array([number.array([F(given)]) for given in (3, 7, 4, 6, 1)])
    given = kernels.band_points(values, edges, upper.astype(bool), closed.astype(bool), points)
    assert told(given) == [3, 3, 7, 1, 1, 6, 4]


@BOTH
def test_what_no_edge_takes_has_the_points_of_the_last_band_below_nothing_too(number):
    edges, points = [number.array([F(edge)]) for edge in (5, 0)], np.array([number.array([F(of)]) for of in (3, 1)])
    sides = np.array([[False], [False]]), np.array([[True], [False]])
    assert told(kernels.band_points(column(number, 7, 5, 2, 0, -3), edges, *sides, points)) == [3, 3, 1, 1, 1]


@BOTH
def test_points_in_proportion_have_a_floor_and_a_cap(number):
    cap, floor, most = map(number.array, ([4], [1], [10]))
    given = kernels.proportional_points(column(number, "1/2", 1, 2, 4, 9), cap, floor, most)
    assert told(given) == [0, 2.5, 5, 10, 10]


@BOTH
def test_the_distance_beyond_a_start_is_on_one_side(number):
    values = np.repeat(column(number, 3, 5, 8), 2, axis=1)
    distance = kernels.distance_beyond(values, number.array([5, 5]), np.array([False, True]))
    assert told(distance) == [0, 2, 0, 0, 3, 0]
    assert told(kernels.increment_points(distance, *map(number.array, ([1, 1], [2, 2], [6, 6])))) == [1, 5, 1, 1, 6, 1]


@pytest.mark.parametrize("value, steps", [("0.3", 3), ("0.2999999", 2), ("0.7", 7), ("0.1", 1), ("0.09", 0), ("0", 0)])
def test_whole_steps_are_those_of_the_decimals(value, steps):
    """0.3 is three tenths, of which float64 makes 2.9999999999999996."""
    exact, zero = [(F(0), F(1, 10))], np.zeros((1, 1))
    assert kernels.whole_steps(np.array([[float(value)]]), zero, np.array([[float(value)]]), exact).tolist() == [
        [steps]
    ]
    for number in (RATIONAL, DECIMAL):
        with number.context():
            given = column(number, value)
            assert kernels.whole_steps(given, given * 0, given, exact).tolist() == [[steps]]


def test_whole_steps_from_a_start_of_the_unit_and_far_from_nothing_are_exact_too():
    """1000.3 less 1000 is 0.2999999999999545 in float64."""
    exact = [(None, F(1, 10)), (F(1000), F(1, 10)), (F(0), F(3))]
    values, start = np.array([[1000.3, 1000.3, 6e15 + 1]]), np.array([[1000.0, 1000.0, 0.0]])
    assert kernels.whole_steps(values, start, values - start, exact).tolist() == [[3, 3, 2e15]]


def test_whole_steps_of_a_root_forgive_its_last_digits_and_no_more():
    """A third times three is a whole number but for the digits that a decimal does not hold."""
    exact = [(F(0), F(1))]
    with DECIMAL.context():
        third = Decimal(1) / 3 * 3
        for distance, steps in ((third, 1), (1 - Decimal(1).scaleb(-44), 0), (Decimal("2.5"), 2), (Decimal(4), 4)):
            values = np.array([[distance]], dtype=object)
            assert kernels.whole_steps(values, values * 0, values, exact).tolist() == [[steps]]


@BOTH
def test_from_knot_to_knot_points_are_straight_and_beyond_the_outer_ones_flat(number):
    knots = [(number.array([1, 2, 3, 7]), number.array([0, 4, 2, 6])), (number.array([0, 10]), number.array([5, 3]))]
    values = np.repeat(column(number, 0, 1, "3/2", 2, "5/2", 3, 4, 7, 12), 2, axis=1)
    expected = [0, 0, 2, 4, 3, 2, 3, 6, 6], [5, 4.8, 4.7, 4.6, 4.5, 4.4, 4.2, 3.6, 3]
    assert told(kernels.knot_points(values, knots)) == pytest.approx(
        [each for pair in zip(*expected, strict=True) for each in pair]
    )


def test_two_knots_that_are_one_to_float64_jump():
    knots = [(np.array([0.0, 1.0, 1.0, 2.0]), np.array([0.0, 1.0, 5.0, 6.0]))]
    given = kernels.knot_points(np.array([[0.5], [1.0], [1.5], [2.0]]), knots)
    assert told(given)[0] == 0.5
    assert told(given)[2:] == [5.5, 6]
    outer = [(np.array([0.0, 1.0, 1.0]), np.array([0.0, 1.0, 5.0]))]
    assert told(kernels.knot_points(np.array([[0.5], [1.0], [1.5]]), outer)) == [0.5, 1, 5]


@BOTH
def test_ranks_are_counted_among_those_observed(number):
    values = np.repeat(column(number, 5, 9, 5, 1, 7), 2, axis=1)
    observed = np.array([[True, True]] * 4 + [[False, False]])
    ranks = kernels.ranks_among(values, observed, np.array([False, True]))
    assert ranks.T.tolist() == [[2, 1, 2, 4, 2], [2, 4, 2, 1, 4]]
    points = kernels.points_of_ranks(
        ranks, [np.array([1, 3]), np.array([2])], [number.array([9, 5, 1]), number.array([8, 0])]
    )
    assert told(points.T) == [5, 9, 5, 1, 5, 8, 0, 8, 8, 0]


@BOTH
def test_shares_are_of_those_observed_and_of_the_others_where_the_way_says_so(number):
    """Of 5, 9, 5, 1 the last, 7, is not counted: all four are others to it."""
    values = np.repeat(column(number, 5, 9, 5, 1, 7), 2, axis=1)
    observed = np.array([[True, True]] * 4 + [[False, False]])
    expected = {
        "at-or-below": [(3, 4), (4, 4), (3, 4), (1, 4), (3, 4)],
        "below": [(1, 4), (3, 4), (1, 4), (0, 4), (3, 4)],
        "mid-rank": [(4, 8), (7, 8), (4, 8), (1, 8), (6, 8)],
        "others-below": [(1, 3), (3, 3), (1, 3), (0, 3), (3, 4)],
    }
    turned = {
        "at-or-below": [(3, 4), (1, 4), (3, 4), (4, 4), (1, 4)],
        "below": [(1, 4), (0, 4), (1, 4), (3, 4), (1, 4)],
        "mid-rank": [(4, 8), (1, 8), (4, 8), (7, 8), (2, 8)],
        "others-below": [(1, 3), (0, 3), (1, 3), (3, 3), (1, 4)],
    }
    assert set(kernels.SHARE_WAYS) == set(expected)
    for name, way in kernels.SHARE_WAYS.items():
        shares = kernels.shares_among(values, observed, np.array([False, True]), [way, way])
        for told_of, parts in zip(shares.T.tolist(), (expected[name], turned[name]), strict=True):
            assert told_of == [number.of(Fraction(*part)) for part in parts]


@BOTH
def test_one_value_alone_leaves_none_of_the_others_behind(number):
    way = kernels.SHARE_WAYS["others-below"]
    shares = kernels.shares_among(column(number, 5, 5), np.array([[True], [False]]), np.array([False]), [way])
    assert told(shares) == [0, 0]


@pytest.mark.parametrize("number", [FLOAT, DECIMAL], ids=lambda number: number.name)
def test_the_mean_and_deviation_are_those_of_what_was_observed(number):
    """Of 2, 4 and 9 the mean is 5, squares add to 26; a column without values and one that is all alike have none."""
    values = np.column_stack([column(number, 2, 4, 9, 100), column(number, 3, 3, 3, 8), column(number, 1, 2, 3, 4)])
    observed = np.array([[True, True, False]] * 3 + [[False, False, False]])
    assert told(kernels.observed_mean(values, observed)) == [5, 3, 0]
    for less, variance in ((0, 26 / 3), (1, 13)):
        scores = kernels.z_scores(values, observed, np.array([less] * 3))
        assert told(scores[:3, 0]) == pytest.approx([-3 / variance**0.5, -1 / variance**0.5, 4 / variance**0.5])
        assert told(scores[:3, 1]) == [0, 0, 0]


@pytest.mark.parametrize("rows", [9, 130, 1_000])
def test_means_are_the_same_to_the_last_bit_whatever_stands_beside_a_column(rows):
    table = np.random.default_rng(rows).random((rows, 5))
    observed = np.ones(table.shape, dtype=bool)
    alone = [kernels.observed_mean(table[:, [at]].copy(), observed[:, [at]])[0] for at in range(5)]
    assert kernels.observed_mean(table, observed).tolist() == alone
    assert kernels.observed_mean(table[:, 1:4], observed[:, 1:4]).tolist() == alone[1:4]
    assert kernels.observed_mean(table[np.arange(rows)], observed).tolist() == alone


def test_one_value_has_no_spread_in_a_sample_either():
    assert kernels.z_scores(np.array([[4.0], [9.0]]), np.array([[True], [False]]), np.array([1]))[0, 0] == 0


@BOTH
def test_points_relative_to_a_reference_end_at_the_most(number):
    values = np.repeat(column(number, 2, 4, 8, 0), 2, axis=1)
    reference, most = number.array([4, 4]), number.array([10, 10])
    given = kernels.relative_points(values, reference, most, np.array([False, True]))
    assert told(given.T) == [5, 10, 10, 0, 10, 10, 5, 10]
    none = kernels.relative_points(values, reference * 0, most, np.array([True, True]))  # nobody has less than nothing
    assert told(none.T) == [0, 0, 0, 10] * 2


@BOTH
def test_half_is_had_at_the_goal_and_all_by_the_leader(number):
    goal, leader, half = map(number.array, ([4, 4], [8, 3], [5, 5]))
    values = np.repeat(column(number, 2, 4, 6, 8), 2, axis=1)
    assert told(kernels.target_points(values, goal, leader, half).T)[:4] == [2.5, 5, 7.5, 10]
    assert told(kernels.target_points(values[:2], goal, leader, half).T)[2:] == [2.5, 5]
    assert told(kernels.target_points(values[:2], goal, goal, half).T) == [2.5, 5] * 2


@BOTH
def test_options_are_told_by_their_position(number):
    given = kernels.choice_points(np.array([[0, 2], [1, 0]]), [number.array([4, 6]), number.array([1, 2, 3])])
    assert told(given) == [4, 3, 6, 1]
