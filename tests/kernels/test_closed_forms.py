"""Roots and logarithms in closed form: what is equal by algebra is, the rest stands as mpmath says at 80 digits."""

import math
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, strategies as st

from parindex.kernels.closed_forms import (
    ClosedForm,
    NotClosedError,
    closed_sign,
    exponential,
    logarithm,
    raised,
    sign_of,
    square_root,
)
from parindex.kernels.coprime_bases import coprime_bases, exponents, least_root

F = Fraction
TWO, THREE, TEN = F(2), F(3), F(10)
ROOT = square_root(TWO)


@pytest.mark.parametrize(
    "make, expected",
    [
        (lambda: square_root(F(8)) - 2 * ROOT, 0),
        (lambda: ROOT * square_root(F(8)), 4),
        (lambda: square_root(F(12)) / square_root(THREE), 2),
        (lambda: raised(F(27, 8), F(1, 3)), F(3, 2)),
        (lambda: raised(TEN, F(3, 10)) * raised(TEN, F(7, 10)), 10),
        (lambda: (ROOT + 1) * (ROOT - 1), 1),
        (lambda: square_root(1 + ROOT) ** 2 - ROOT, 1),
        (lambda: square_root(2 + 2 * ROOT) - ROOT * square_root(1 + ROOT), 0),
        (lambda: logarithm(F(8)) - 3 * logarithm(TWO), 0),
        (lambda: logarithm(F(4, 9)) / logarithm(F(2, 3)), 2),
        (lambda: logarithm(F(4, 9)) * 3 / logarithm(F(27, 8)), -2),
        (lambda: logarithm(F(1000), "log10"), 3),
        (lambda: logarithm(TWO, "log10") + logarithm(F(5), "log10"), 1),
        (lambda: exponential(logarithm(THREE) / 2) ** 2, 3),
        (lambda: exponential(TWO) * exponential(F(-2)), 1),
        (lambda: logarithm(exponential(F(5, 7))), F(5, 7)),
        (lambda: logarithm(1 + ROOT) - logarithm(2 + 2 * ROOT) + logarithm(TWO), 0),
    ],
)
def test_what_algebra_makes_a_fraction_is_one(make, expected):
    number = make()
    assert isinstance(number, Fraction)
    assert number == expected


def test_a_quotient_of_sums_of_logarithms_keeps_all_of_their_terms():
    number = (logarithm(F(13)) - logarithm(F(3))) / (logarithm(F(17)) - logarithm(F(3)))
    assert float(number) == pytest.approx(math.log(13 / 3) / math.log(17 / 3), abs=1e-15)


def test_differences_far_below_the_digits_kept_have_a_sign():
    """The root of (5 - d)(5 + d) is below 5 by d²/10: by 1e-51 where d is 1e-25."""
    step = F(1, 10**25)
    near = square_root((5 - step) * (5 + step))
    assert near < 5 < 5 + (5 - near)
    assert float((5 - near) * 10**51) == pytest.approx(1)
    assert (sign_of(near - 5), sign_of(5 - near)) == (-1, 1)


def test_what_neither_algebra_nor_digits_tell_is_said_to_be_open():
    nested = square_root(5 + 2 * square_root(F(6)))
    assert closed_sign(ROOT + square_root(THREE) - nested) == (0, False)
    with pytest.raises(NotClosedError, match="not known whether a number is 0"):
        _ = ROOT + square_root(THREE) == nested


@pytest.mark.parametrize("number", [F(-1), -ROOT])
def test_roots_and_logarithms_of_numbers_below_0_have_no_closed_form(number):
    for function in (square_root, logarithm):
        with pytest.raises(NotClosedError):
            function(number)


def test_whole_numbers_are_products_of_bases_without_common_divisors():
    bases = coprime_bases({12, 18, 8, 35, 49})
    assert bases == [2, 3, 5, 7]
    assert coprime_bases({36, 216}) == [6]
    assert least_root(3**30) == 3
    assert exponents(12 * 49, bases) == {2: 2, 3: 1, 7: 2}


small = st.builds(Fraction, st.integers(1, 40), st.integers(1, 9))
powers = st.builds(Fraction, st.integers(-3, 3), st.sampled_from([1, 2, 3, 7, 10]))


@st.composite
def trees(draw, depth=3):
    """Draw a number in closed form, and the same by mpmath."""
    kind = draw(st.sampled_from(["fraction", *(["+", "-", "*", "/", "^", "ln", "sqrt"] if depth else [])]))
    if kind == "fraction":
        number = draw(small)
        return number, mpmath.mpf(number.numerator) / number.denominator
    one, near = draw(trees(depth - 1))
    if kind in "+-*/":
        other, near_other = draw(trees(depth - 1))
        if kind == "/" and abs(near_other) < mpmath.mpf(10) ** -20:
            return one, near
        return {
            "/": lambda: (one / other, near / near_other),
            "+": lambda: (one + other, near + near_other),
            "-": lambda: (one - other, near - near_other),
            "*": lambda: (one * other, near * near_other),
        }[kind]()
    if near < mpmath.mpf(10) ** -20:
        return one, near
    if kind == "^":
        power = draw(powers)
        return raised(one, power), near ** (mpmath.mpf(power.numerator) / power.denominator)
    return (logarithm(one), mpmath.log(near)) if kind == "ln" else (square_root(one), mpmath.sqrt(near))


@given(st.data())
def test_any_tree_of_roots_and_logarithms_has_the_digits_and_the_sign_that_mpmath_gives(data):
    with mpmath.workdps(80):
        number, near = data.draw(trees())
        digits = Fraction(number.decimal) if isinstance(number, ClosedForm) else number
        off = mpmath.mpf(digits.numerator) / digits.denominator - near
        assert abs(off) <= mpmath.mpf(10) ** -55 * max(1, abs(near))
        if abs(near) > mpmath.mpf(10) ** -50:
            assert closed_sign(number) == (1 if near > 0 else -1, True)
        elif closed_sign(number)[1]:
            assert closed_sign(number)[0] == 0
