"""The three kinds of number: how figures become one, and what of them can be relied on."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

from parindex.kernels import DECIMAL, FLOAT
from parindex.kernels.number import as_float, difference, kept, kept_of_score, one_where

TENTH, THIRD = Fraction(1, 10), Fraction(1, 3)


@pytest.mark.parametrize(
    "value, expected",
    [
        (Fraction(1, 4), 0.25),
        (Fraction(10) ** 400, math.inf),
        (-(Fraction(10) ** 400), -math.inf),
        (Fraction(1, 10**400), 0.0),
    ],
)
def test_an_exact_number_is_the_nearest_float_or_infinite(value, expected):
    assert as_float(value) == expected


@pytest.mark.parametrize("edge", [TENTH, THIRD, -THIRD, Fraction(2, 3), Fraction(89995, 1000), 1 + Fraction(1, 2**60)])
def test_a_float_is_below_or_above_an_edge_just_where_its_decimal_is(edge):
    nearest = float(edge)
    for value in (nearest, math.nextafter(nearest, math.inf), math.nextafter(nearest, -math.inf)):
        assert (value < FLOAT.below(edge)) is (Fraction(repr(value)) < edge)
        assert (value > FLOAT.above(edge)) is (Fraction(repr(value)) > edge)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    "numerator, denominator",
    [
        (10**700 + 1, 3),
        (1, 10**700 + 1),
        (10**650 + 3, 10**640 + 1),
        (10**640 + 1, 10**650 + 3),
        (2**2100 - 1, 2**2099),
        ((10**60 + 5) * 7**800, 10 * 7**800),  # 61 digits and a half that is exact: to the even one
        ((10**60 + 15) * 7**800, 10 * 7**800),
        ((10**60 + 5) * 7**800 + 1, 10 * 7**800),  # and a half with a little more
        ((10**60 + 5) * 7**800 - 1, 10 * 7**800),
        ((10**60 + 5) * 10**700, 1),  # the same of whole numbers
        ((10**60 + 15) * 10**700, 1),
        ((10**60 + 5) * 10**700 + 1, 1),
        ((10**60 + 5) * 10**700 - 1, 1),
    ],
)
def test_long_fractions_become_the_decimal_that_division_gives(numerator, denominator, sign):
    value = Fraction(sign * numerator, denominator)
    with localcontext(prec=60, Emin=-999_999, Emax=999_999):
        expected = Decimal(value.numerator) / Decimal(value.denominator)
    with DECIMAL.context():
        assert DECIMAL.of(value) == expected
        assert DECIMAL.of(value).as_tuple() == expected.as_tuple()


def test_forty_five_digits_are_kept_of_a_root_and_no_more_than_forty_decimals_of_a_score():
    with DECIMAL.context():
        root, small = Decimal(2).sqrt(), Decimal(2).sqrt() / 10**8
        large = Decimal(2).sqrt() * 10**8
    assert abs(kept(root) - Fraction(root)) < Fraction(1, 10**44)
    assert kept(root).denominator.bit_length() > 140
    assert kept_of_score(root) == Fraction(round(Fraction(root) * 10**40), 10**40)
    assert kept_of_score(small) == Fraction(round(Fraction(small) * 10**40), 10**40)
    assert kept_of_score(large) == kept(large)
    assert abs(kept(large) - Fraction(large)) < Fraction(1, 10**36)
    for digits in ("123456.78901234567890123456789012345678901234567", "-999999.5"):
        assert kept_of_score(Decimal(digits)) == kept(Decimal(digits))
    edge = Decimal("12345.6789012345678901234567890123456789012345678901234")
    assert kept_of_score(edge) == kept(edge) == Fraction("12345.6789012345678901234567890123456789012346")


def test_what_is_left_of_numbers_that_are_equal_but_for_their_last_digits_is_nothing():
    whole = np.array([8.0, 8.0, -8.0, 0.0])
    less = np.array([8.0 - 4e-15, 8.0 - 1e-13, -8.0 + 4e-15, 0.0])
    left = difference(whole, less, 2.0**-50)
    assert left[[0, 2, 3]].tolist() == [0, 0, 0]
    assert left[1] == pytest.approx(1e-13, rel=0.02)
    assert difference(np.array([3.0]), np.array([1.0]), 0.0).tolist() == [2]


@pytest.mark.parametrize("kind", [float, Fraction, Decimal])
def test_a_divisor_of_what_is_not_divided_is_one(kind):
    values = np.array([kind(0), kind(3)], dtype=float if kind is float else object)
    assert one_where(values == 0, values).tolist() == [1, 3]
