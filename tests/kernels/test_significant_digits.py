"""A float64 at 15 significant digits is the one nearest to the decimal that printing to 15 digits gives."""

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import pytest
from hypothesis import given, strategies as st

from parindex.kernels import at_fifteen_digits, number_at_fifteen_digits, significant_digits

FIFTEEN = Context(prec=15, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999)


def by_decimals(value):
    """Round the exact binary value as a decimal, and only then look for the nearest float64."""
    whole = math.isfinite(value) and value == int(value) and abs(int(value)) <= 2**53
    return value if whole or not math.isfinite(value) else float(FIFTEEN.plus(Decimal(value)))


FIGURES = st.one_of(
    st.floats(allow_nan=False),
    st.floats(1e-9, 1e16),
    st.builds(lambda digits, places: digits / 10**places, st.integers(1, 10**17), st.integers(0, 20)),
    # sixteen digits that end in 5: near the half between two numbers of fifteen
    st.builds(lambda digits, power: float(f"{digits}5e{power}"), st.integers(10**14, 10**15 - 1), st.integers(-30, 5)),
    # exact halves: 15 digits and one half
    st.builds(lambda digits: digits + 0.5, st.integers(10**14, 10**15 - 1)),
    st.builds(lambda power, steps: math.nextafter(10.0**power, steps * math.inf), st.integers(-25, 25), st.just(1)),
    st.builds(lambda power: math.nextafter(10.0**power, 0.0), st.integers(-25, 25)),
)


@given(st.lists(FIGURES, max_size=20))
def test_it_is_the_float_nearest_to_the_decimal_of_fifteen_digits(values):
    expected = [by_decimals(value) for value in values]
    assert at_fifteen_digits(np.array(values)).tolist() == expected
    assert [number_at_fifteen_digits(value) for value in values] == expected


@given(st.lists(st.floats(1e-8, 1e15), min_size=50, max_size=50), st.sampled_from([1, -1]))
def test_it_agrees_with_printing(values, sign):
    numbers = sign * np.array(values)
    printed = [value if value.is_integer() else float(f"{value:.15g}") for value in numbers.tolist()]
    assert at_fifteen_digits(numbers).tolist() == printed


@pytest.mark.parametrize(
    "value, expected",
    [
        (0.7 + 0.2, 0.9),
        (0.1 + 0.2, 0.3),
        (69.35499999999999, 69.355),
        (100.00000000000001, 100.0),
        (9_007_199_254_740_991.0, 9_007_199_254_740_991.0),
        (1e22, 1e22),
        (-0.0, -0.0),
        (math.inf, math.inf),
    ],
)
def test_noise_goes_and_whole_numbers_stay(value, expected):
    (found,) = at_fifteen_digits(np.array([value])).tolist()
    assert (found, math.copysign(1, found)) == (expected, math.copysign(1, expected))


def test_what_is_missing_stays_missing():
    assert np.isnan(at_fifteen_digits(np.array([math.nan, 1.5]))).tolist() == [True, False]


@pytest.mark.parametrize(
    "value, expected",
    [
        (100000000000000.5, 1e14),
        (100000000000001.5, 100000000000002.0),
        (100000000000002.5, 100000000000002.0),
        (-100000000000001.5, -100000000000002.0),
        (100000000000001.515625, 100000000000002.0),
        (100000000000000.484375, 1e14),
        (1.0000000000000002e-12, 1e-12),
        (3.0000000000000004e-30, 3e-30),
        (3.0000000000000004e300, 3e300),
        (2.0**53 + 2, 9007199254740990.0),
        (2.0**53, 2.0**53),
    ],
)
def test_a_half_goes_to_the_even_digit_whatever_the_size(value, expected):
    assert at_fifteen_digits(np.array([value])).tolist() == [expected]


def test_numbers_of_an_ordinary_size_are_not_printed_one_by_one(monkeypatch):
    """Printing takes long: it is kept for the very small, the very large, and what is just below a power of ten."""
    ordinary = [1.0000000000000002e-8, 0.1 + 0.2, 1e5 / 3, 12345678901234.567, 999999999999999.4]
    expected = [by_decimals(value) for value in ordinary]
    monkeypatch.setattr(significant_digits, "number_at_fifteen_digits", None)
    assert at_fifteen_digits(np.array(ordinary)).tolist() == expected
    with pytest.raises(TypeError):
        at_fifteen_digits(np.array([0.99e-8]))
