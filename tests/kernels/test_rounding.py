"""Rounding half up, against the decimal module."""

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.kernels import DECIMAL, FLOAT, RATIONAL
from parindex.kernels.rounding import (
    at_decimals,
    each_once,
    half_up,
    half_up_exact,
    half_up_within,
    in_order,
    open_to_rounding,
    rounded,
    undecided,
)

from ..sample import define, indicators


def quantized(text, decimals):
    return Decimal(text).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def published(values, decimals):
    definition = define(indicators("x"), root=f"decimals = {decimals}")
    return parindex.score(definition, {f"u{at}": {"x": value} for at, value in enumerate(values)}).rounded


HALVES = [
    "0.005",
    "2.675",
    "1.005",
    "0.015",
    "0.145",
    "8.835",
    "64.285",
    "0.285",
    "1.115",
    "10.075",
    "99.995",
    "89.995",
]


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("text", HALVES)
def test_a_half_goes_up_away_from_zero(text, sign):
    expected = quantized(sign + text, 2)
    assert published([f"{sign}{text}0", float(sign + text), Decimal(sign + text)], 2) == (expected,) * 3


@pytest.mark.parametrize("text", ["2.6749999999999999999999999999", "2.6750000000000000000000000001", "2.675"])
def test_digits_beyond_float64_decide_too(text):
    assert published([f"{text}0", Decimal(text)], 2) == (quantized(text, 2),) * 2


@pytest.mark.parametrize(
    "text, decimals",
    [
        ("1000000000000000.5", 0),
        ("999999999999999.5", 0),
        ("-1000000000000000.5", 0),
        ("1000000000000000.125", 2),
        ("1000000000000000.115", 2),
        ("4503599627370496.5", 0),
        ("9007199254740993", 0),
        ("123456789012345678", 2),
        ("0.5", 0),
        ("0.49999999999999994", 0),
        ("2.5", 0),
        ("0.0000000000005", 12),
        ("-0.001", 2),
    ],
)
def test_large_small_and_whole_numbers_round_exactly(text, decimals):
    assert published([Decimal(text)], decimals) == (quantized(text, decimals),)


@given(st.decimals(-(10**6), 10**6, places=4), st.integers(0, 4))
def test_what_is_published_is_what_the_decimal_module_rounds_to(value, decimals):
    assert published([value, str(value), float(value)], decimals) == (quantized(value, decimals),) * 3


@given(st.fractions(), st.integers(0, 6))
def test_an_exact_value_goes_to_the_nearer_step_and_a_half_away_from_zero(value, decimals):
    steps, step = half_up_exact(value, decimals), Fraction(1, 10**decimals)
    distance = abs(steps * step - value)
    assert distance <= step / 2
    if distance == step / 2:
        assert abs(steps * step) > abs(value)
    assert half_up_exact(-value, decimals) == -steps


@given(st.floats(-1e12, 1e12), st.integers(0, 3), st.floats(0, 1e-3))
def test_what_float64_decides_is_decided_right(value, decimals, error):
    values = np.array([value])
    if not undecided(values, decimals, error)[0]:
        expected = half_up_exact(Fraction(value), decimals)
        assert half_up(values, decimals)[0] == expected
        for other in (Fraction(value) - Fraction(error), Fraction(value) + Fraction(error)):
            assert half_up_exact(other, decimals) == expected


def test_a_negative_total_that_rounds_to_nothing_has_no_sign():
    assert [str(total) for total in published([-0.001, -0.0, 0], 2)] == ["0.00", "0.00", "0.00"]


def test_neither_the_caller_s_decimal_context_nor_numpy_s_error_state_changes_a_result():
    values = ["1234567.885", "0.005", None]
    expected = published(values, 2)
    assert expected == (Decimal("1234567.89"), Decimal("0.01"), None)
    with localcontext(prec=3, rounding=ROUND_DOWN), np.errstate(all="raise"):
        assert published(values, 2) == expected


def test_exact_values_are_ordered_as_they_are_however_near_they_lie():
    near = Fraction(1, 10**45)
    values = [Fraction(-2), -near, Fraction(0), near, 2 * near, Fraction(1, 3), Fraction(1, 3) + near, Fraction(10**50)]
    assert sorted((values[at] for at in (5, 0, 7, 2, 4, 1, 6, 3)), key=in_order) == values
    assert all(isinstance(in_order(value)[0], int) for value in values)


@pytest.mark.parametrize(
    "value, decimals, expected",
    [
        (Fraction(1, 3), 12, Fraction(333333333333, 10**12)),
        (Fraction(1, 3), 13, Fraction(1, 3)),
        (Fraction(1, 3), -1, Fraction(1, 3)),
        (Fraction(5, 2), 0, Fraction(3)),
        (Fraction(5, 2), None, Fraction(5, 2)),
        (None, 2, None),
    ],
)
def test_decimals_that_cannot_be_leave_an_exact_value_as_it_is(value, decimals, expected):
    assert at_decimals(value, decimals) == expected


@pytest.mark.parametrize("value, decimals", [(0.125, 2), (1.0625, 3), (2.5, 0), (0.375, 2)])
def test_whether_a_value_rounds_up_is_open_as_far_as_its_error_reaches(value, decimals):
    """These are exactly half-way; a value is undecided just where the half-way point is within its error."""
    for error in (1e-6, 1e-5):
        beside = value + np.array([-2, -1.01, -0.99, 0, 0.99, 1.01, 2]) * error
        assert undecided(beside, decimals, error).tolist() == [False, False, True, True, True, False, False]
    assert undecided(np.nextafter([value, value], [0, 9]), decimals, 0.0).all()
    assert not undecided(value + np.array([-64, 64]) * np.spacing(value), decimals, 0.0).any()


def test_values_that_float64_holds_only_as_whole_numbers_are_not_decided_in_it():
    sizes = np.array([2.0**50 + 0.5, 2.0**52, -(2.0**52), 2.0**60, math.nan, math.inf])
    with np.errstate(invalid="ignore"):
        open_ = undecided(sizes, 0, 0.0)
    assert open_.tolist() == [True, True, True, True, True, True]


def test_a_node_rounds_what_lies_a_little_below_a_half_up_and_says_that_it_may_be_otherwise():
    """Sums such as 0.1 + 0.2 + 0.7 … end a few units of the last place below the decimal that they stand for."""
    one = np.zeros(1, dtype=np.int64) + 1
    half = 0.25
    near, far = half - 16 * np.spacing(half), half - 200 * np.spacing(half)
    assert rounded(np.array([[half], [near], [far], [-near]]), one, FLOAT, Fraction).tolist() == [
        [0.3],
        [0.3],
        [0.2],
        [-0.3],
    ]
    assert open_to_rounding(np.array([[near], [half], [half + 16 * np.spacing(half)]]), one, 0.0).all()
    assert not open_to_rounding(np.array([[half - 1e-9], [half + 1e-9], [0.2]]), one, 0.0).any()


def test_large_values_of_a_node_stay_as_they_are_in_float64():
    """Beyond 2**52 float64 has no decimals; where it has a half and nothing between, exact numbers are asked."""
    whole = np.array([2.0**52 + 1, 2.0**53 + 2, 1e300])[:, None]
    zero = np.zeros(1, dtype=np.int64)
    assert rounded(whole, zero, FLOAT, Fraction).tolist() == whole.tolist()
    halves = rounded(np.array([[2.0**51 + 0.5], [2.0**49 + 0.125]]), zero, FLOAT, Fraction)
    assert halves.tolist() == [[2.0**51 + 1], [2.0**49]]
    assert open_to_rounding(np.array([2.0**51 + 0.5, 2.0**52 - 1, 2.0**52 + 1]), zero, 0.0).all()


@pytest.mark.parametrize("number", [RATIONAL, DECIMAL])
def test_an_exact_node_is_rounded_half_away_from_zero_and_what_is_not_known_stays(number):
    values = [Fraction(1, 3), Fraction(1, 8), Fraction(-1, 8), Fraction(1, 11), Fraction(1, 9), Fraction(5)]
    expected = [Fraction(33, 100), Fraction(13, 100), Fraction(-13, 100), Fraction(9, 100), Fraction(11, 100), 5]
    with number.context():
        given = number.array(values)[:, None]
        done = rounded(given, np.array([2]), number, Fraction)
        assert [Fraction(value) for value in done[:, 0]] == expected
        unknown = number.vector([number.endless(math.inf), number.endless(-math.inf), number.missing])[:, None]
        with np.errstate(invalid="ignore"):
            done = rounded(unknown, np.array([2]), number, Fraction)
    assert list(map(str, done[:, 0])) == list(map(str, unknown[:, 0]))


def test_what_is_taken_for_a_half_and_is_none_is_open_as_far_below_and_not_twice_as_far():
    """Below 1.65 units of the last place of ten times the value are largest beside its own: 1.6 times as large."""
    one, half = np.array([1]), 1.65
    values = half - np.arange(150) * np.spacing(half)
    done, open_ = rounded(values[:, None], one, FLOAT, Fraction)[:, 0], open_to_rounding(values, one, 0.0)
    right = np.array([float(at_decimals(Fraction(value), 1)) for value in values])
    assert (done != right).any()
    assert open_[done != right].all()
    assert not open_[80:].any()


@given(
    st.lists(st.floats(-1e6, 1e6) | st.integers(-(10**7), 10**7).map(lambda n: n / 1000), min_size=1),
    st.integers(0, 4),
    st.sampled_from([0.0, 1e-12, 1e-6, 0.01]),
    st.floats(-1, 1),
)
def test_what_is_not_doubtful_rounds_as_everything_within_the_error(values, decimals, error, share):
    steps, doubtful = half_up_within(np.array(values), decimals, error)
    for value, step, open_ in zip(values, steps.tolist(), doubtful.tolist(), strict=True):
        exact = Fraction(value) + Fraction(error) * Fraction(share)
        assert open_ or step == half_up_exact(exact, decimals)


def test_few_values_are_doubtful_and_all_that_float64_does_not_hold():
    values = np.array([0.125, 0.12500001, 0.1249999, -2.675, 1e15, math.nan, math.inf, -7.0])
    steps, doubtful = half_up_within(values, 2, 1e-12)
    assert doubtful.tolist() == [True, False, False, True, True, True, True, False]
    assert steps[~doubtful].tolist() == [13, 12, -700]


@pytest.mark.parametrize("whole", [[], [3, 1, 3, 3, 2], [[5, -4], [5, 10**15]], [[0, 0], [1, 0]]])
def test_what_becomes_of_whole_numbers_keeps_their_shape(whole):
    array = np.array(whole, dtype=np.int64)
    asked = []
    made = each_once(array, lambda one: asked.append(one) or f"{one}")
    assert made.dtype == object
    assert made.tolist() == [[str(one) for one in row] if isinstance(row, list) else str(row) for row in whole]
    assert len(asked) == len({*asked}) or array.max() == 10**15


def test_long_whole_numbers_are_told_too():
    array = np.array([2**70, -1], dtype=object)
    assert each_once(array, str).tolist() == [str(2**70), "-1"]
