"""Numbers in closed form against what they are to eighty digits, and against what algebra says they are."""

import operator
from decimal import Decimal
from fractions import Fraction
from itertools import product

import mpmath
import numpy as np
import pytest

from parindex.kernels.closed_forms import (
    ClosedForm,
    NotClosedError,
    closed_sign,
    decimal_logarithm,
    exponential,
    logarithm,
    raised,
    sign_of,
    square_root,
)
from parindex.kernels.operations import OPERATIONS

F = Fraction


def big(value):
    """Return a fraction to eighty digits."""
    return mpmath.mpf(value.numerator) / value.denominator


def shown(number):
    return mpmath.mpf(str(number.decimal)) if isinstance(number, ClosedForm) else big(F(number))


NUMBERS = {
    "two": lambda: (F(2), mpmath.mpf(2)),
    "minus a third": lambda: (F(-1, 3), -mpmath.mpf(1) / 3),
    "root of 2": lambda: (square_root(F(2)), mpmath.sqrt(2)),
    "root of 8": lambda: (square_root(F(8)), mpmath.sqrt(8)),
    "root of 3/4": lambda: (square_root(F(3, 4)), mpmath.sqrt(mpmath.mpf(3) / 4)),
    "cube root of 5": lambda: (raised(F(5), F(1, 3)), mpmath.cbrt(5)),
    "1 less root of 2": lambda: (1 - square_root(F(2)), 1 - mpmath.sqrt(2)),
    "sum of roots": lambda: (square_root(F(2)) + square_root(F(3)), mpmath.sqrt(2) + mpmath.sqrt(3)),
    "ln 6": lambda: (logarithm(F(6)), mpmath.log(6)),
    "ln 3/4": lambda: (logarithm(F(3, 4)), mpmath.log(mpmath.mpf(3) / 4)),
    "log10 20": lambda: (decimal_logarithm(F(20)), mpmath.log10(20)),
    "e": lambda: (exponential(F(1)), mpmath.e),
    "root of e": lambda: (exponential(F(1, 2)), mpmath.sqrt(mpmath.e)),
    "e to root 2": lambda: (exponential(square_root(F(2))), mpmath.exp(mpmath.sqrt(2))),
    "root of a sum": lambda: (square_root(1 + square_root(F(2))), mpmath.sqrt(1 + mpmath.sqrt(2))),
    "ln of a sum": lambda: (logarithm(1 + square_root(F(2))), mpmath.log(1 + mpmath.sqrt(2))),
}


def pairs():
    """Return all pairs of numbers, in closed form and to many digits."""
    return product([make() for make in NUMBERS.values()], repeat=2)


@pytest.fixture(autouse=True)
def digits():
    with mpmath.workdps(80):
        yield


def near(one, other):
    return abs(one - other) <= mpmath.mpf(10) ** -55 * (1 + abs(other))


@pytest.mark.parametrize("sign", [operator.add, operator.sub, operator.mul, operator.truediv])
def test_two_numbers_give_what_they_give_to_many_digits(sign):
    for (one, x), (other, y) in pairs():
        assert near(shown(sign(one, other)), sign(x, y))


def test_they_are_in_the_order_that_digits_say():
    for (one, x), (other, y) in pairs():
        assert (one < other, one > other) == (x < y, x > y)
        assert (one <= other, one >= other, one == other) == (x <= y, x >= y, near(x, y))


@pytest.mark.parametrize("name", NUMBERS)
def test_one_number_has_the_sign_size_powers_and_roots_of_its_digits(name):
    number, value = NUMBERS[name]()
    assert sign_of(number) == mpmath.sign(value)
    assert closed_sign(number) == (mpmath.sign(value), True)
    assert near(shown(abs(number)), abs(value))
    assert near(shown(-number), -value)
    assert float(number) == pytest.approx(float(value), rel=1e-15)
    for power in (2, 3, -1, -2):
        assert near(shown(raised(number, F(power))), value**power)
    if value > 0:
        for power in (F(1, 2), F(2, 3), F(-1, 2)):
            assert near(shown(raised(number, power)), value ** big(power))
        assert near(shown(logarithm(number)), mpmath.log(value))
        assert near(shown(decimal_logarithm(number)), mpmath.log10(value))
    assert near(shown(exponential(number)), mpmath.exp(value))
    assert (number < float("inf")) is True
    assert (number > float("-inf")) is True


ROOT, OTHER = square_root(F(2)), square_root(F(3))
SAME = {
    "root of 8": lambda: (square_root(F(8)), 2 * ROOT),
    "one by a root": lambda: (1 / ROOT, ROOT / 2),
    "a root by itself": lambda: (ROOT / ROOT, 1),
    "a square": lambda: (ROOT * ROOT, 2),
    "three times": lambda: (ROOT**3, 2 * ROOT),
    "conjugates": lambda: ((ROOT + 1) * (ROOT - 1), 1),
    "a quotient of sums": lambda: ((2 + 2 * ROOT) / (1 + ROOT), 2),
    "a product of roots": lambda: (ROOT * OTHER, square_root(F(6))),
    "sixth roots": lambda: (raised(F(4), F(1, 6)), raised(F(2), F(1, 3))),
    "what stands before a root": lambda: (ROOT * square_root(3 - 2 * ROOT), square_root(6 - 4 * ROOT)),
    "ln of a product": lambda: (logarithm(F(6)), logarithm(F(2)) + logarithm(F(3))),
    "ln of a power": lambda: (logarithm(F(8)), 3 * logarithm(F(2))),
    "ln of a root": lambda: (logarithm(ROOT), logarithm(F(2)) / 2),
    "ln of less than 1": lambda: (logarithm(F(1, 2)), -logarithm(F(2))),
    "ln of 1": lambda: (logarithm(F(1)), 0),
    "log10 of 1000": lambda: (decimal_logarithm(F(1000)), 3),
    "log10 of 2 and 5": lambda: (decimal_logarithm(F(2)) + decimal_logarithm(F(5)), 1),
    "log10 of 20": lambda: (decimal_logarithm(F(20)), 1 + decimal_logarithm(F(2))),
    "exp of ln": lambda: (exponential(logarithm(F(7))), 7),
    "exp of half a ln": lambda: (exponential(logarithm(F(3)) / 2), OTHER),
    "exp of a sum": lambda: (exponential(1 + logarithm(F(3))), 3 * exponential(F(1))),
    "exp of 0": lambda: (exponential(F(0)), 1),
    "ln of exp": lambda: (logarithm(exponential(F(5, 2))), F(5, 2)),
    "powers of e": lambda: (exponential(F(1)) * exponential(F(2)), exponential(F(3))),
    "a power of a power": lambda: (raised(raised(F(5), F(1, 3)), F(3, 2)), square_root(F(5))),
    "0 to a power": lambda: (raised(ROOT - ROOT, F(1, 2)), 0),
    "less than 0 to whole powers": lambda: (raised(1 - ROOT, F(3)), (1 - ROOT) * (1 - ROOT) * (1 - ROOT)),
}


@pytest.mark.parametrize("name", SAME)
def test_what_algebra_says_is_the_same_is_so_and_neither_more_nor_less(name):
    one, other = SAME[name]()
    assert one == other
    assert sign_of(one - other) == 0
    assert not one < other
    assert one <= other
    assert one + F(1, 10**70) > other


def test_what_is_not_defined_has_no_closed_form():
    for work in (
        lambda: square_root(1 - ROOT),
        lambda: logarithm(F(0)),
        lambda: logarithm(F(-1)),
        lambda: logarithm(1 - ROOT),
        lambda: ROOT // 1,
        lambda: ROOT % 1,
        lambda: raised(F(7) ** 200, F(61, 2)),
    ):
        with pytest.raises(NotClosedError):
            work()
    with pytest.raises(ZeroDivisionError):
        raised(ROOT - ROOT, F(-1, 2))


@pytest.mark.parametrize("places, expected", [(0, "3"), (1, "3.1"), (3, "3.146"), (10, "3.1462643699")])
def test_a_closed_form_is_rounded_half_up(places, expected):
    for sign in (1, -1):
        number = sign * (ROOT + OTHER)
        rounded = OPERATIONS["round"].apply([_column(number)], F(places))[0]
        assert rounded == sign * F(expected)
        assert isinstance(rounded, Fraction)
    assert OPERATIONS["round"].apply([_column(Decimal("2.45"))], F(1))[0] == Decimal("2.5")


def _column(number):
    column = np.empty(1, dtype=object)
    column[0] = number
    return column
