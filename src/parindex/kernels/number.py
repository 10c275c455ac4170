"""The three kinds of number that kernels run on, and the functions that differ between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from decimal import ROUND_HALF_EVEN, Context, Decimal, getcontext, localcontext
from fractions import Fraction
from typing import Any, cast

import attrs
import numpy as np
import numpy.typing as npt

from parindex.kernels.closed_forms import decimal_logarithm, in_closed_form, logarithm, square_root

#: Numbers of any kind; float64; places; whole numbers; yes or no.
Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: Working digits of roots and logarithms, and the digits kept of them: what lies between absorbs their rounding,
#: so that the cube root of 1/8 is exactly one half.
WORKING_DIGITS, KEPT_DIGITS = 60, 45
#: No more decimals are kept of a score: what is left of two roots that are equal, one less the other, is nothing.
KEPT_DECIMALS = 40
_CONTEXT = Context(prec=WORKING_DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999, traps=[])
_KEPT, _LAST = Context(prec=KEPT_DIGITS), Decimal(1).scaleb(-KEPT_DECIMALS)


#: Whole numbers of more bits are made decimals by their leading digits: all of them would cost their square.
_LONG = 2_000


def _decimal(value: Fraction) -> Decimal:
    numerator, denominator = value.numerator, value.denominator
    if max(numerator.bit_length(), denominator.bit_length()) > _LONG:
        return _leading_digits(numerator, denominator)
    return Decimal(numerator) / Decimal(denominator)


def _leading_digits(numerator: int, denominator: int) -> Decimal:
    """Return a quotient of long whole numbers, rounded as the context says."""
    bits = numerator.bit_length() - denominator.bit_length()
    shift = getcontext().prec + 4 - math.floor(bits * math.log10(2))  # more digits than are kept, before the point
    if shift > 0:
        digits, rest = divmod(abs(numerator) * 10**shift, denominator)
    else:
        digits, rest = divmod(abs(numerator), denominator * 10**-shift)
    last = int(rest > 0)  # what lies beyond the digits only tells a half from more than a half
    return +Decimal(f"{'-' if numerator < 0 else ''}{digits}{last}E{-shift - 1}")


def as_float(value: Any) -> float:
    """Return an exact number as the nearest float64, infinite beyond its range."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _below(edge: Fraction) -> float:
    nearest = float(edge)
    return math.nextafter(nearest, math.inf) if Fraction(repr(nearest)) < edge else nearest


def _above(edge: Fraction) -> float:
    nearest = float(edge)
    return math.nextafter(nearest, -math.inf) if Fraction(repr(nearest)) > edge else nearest


@attrs.frozen
class Number:
    """A kind of number: how figures become one, and where arithmetic on it is valid.

    Attributes
    ----------
    of, of_float : callable
        A number from a fraction, and from the shortest decimal that reads as a float64.
    below, above : callable
        The edge with which a number of evidence compares as it does with a fraction: it is less than the fraction
        just where it is less than `below`, and greater just where it is greater than `above`.
    residue : object
        What two numbers that are equal may differ by after roots, relative to them.
    missing : object
        What stands for a figure that is not known.
    context : callable
        The context manager that arithmetic needs.
    """

    name: str
    dtype: Any
    of: Callable[[Fraction], Any]
    of_float: Callable[[float], Any]
    below: Callable[[Fraction], Any]
    above: Callable[[Fraction], Any]
    residue: Any
    missing: Any
    context: Callable[[], AbstractContextManager[Any]]

    def array(self, values: Iterable[Fraction | None]) -> Array:
        """Return a vector of exact figures as this kind of number; None is one that is not known."""
        return self.vector([self.missing if value is None else self.of(value) for value in values])

    def endless(self, value: float) -> Any:
        """Return an infinity with which numbers of this kind can be computed; fractions take that of float64."""
        return Decimal(value) if self.name == "decimal" else value

    def vector(self, numbers: list[Any]) -> Array:
        """Return a vector of numbers that are of this kind already."""
        vector = np.empty(len(numbers), dtype=self.dtype)
        vector[:] = numbers
        return vector


def _written(value: float) -> Decimal:
    return Decimal(repr(value))


_ROOTS = Decimal(1).scaleb(2 - KEPT_DIGITS)
FLOAT = Number("float", np.float64, as_float, float, _below, _above, 2.0**-50, math.nan, nullcontext)
RATIONAL = Number(
    "rational",
    object,
    Fraction,
    lambda value: Fraction(_written(value)),
    Fraction,
    Fraction,
    Fraction(0),
    math.nan,
    nullcontext,
)
#: Fractions too, but roots, logarithms and exponentials are kept as what they are: what proves whether two are equal.
CLOSED = attrs.evolve(RATIONAL, name="closed")
DECIMAL = Number(
    "decimal", object, _decimal, _written, _decimal, _decimal, _ROOTS, Decimal("nan"), lambda: localcontext(_CONTEXT)
)


def kept(value: Decimal) -> Fraction:
    """Return the digits of a root or logarithm that can be relied on."""
    return Fraction(_KEPT.plus(value))


def kept_of_score(value: Decimal) -> Fraction:
    """Return those of a score, from which others may have been taken."""
    digits = _KEPT.plus(value)
    return Fraction(
        digits.quantize(_LAST, context=_KEPT) if digits.adjusted() < KEPT_DIGITS - KEPT_DECIMALS else digits
    )


def difference(whole: Array, less: Array, residue: Any) -> Array:
    """Return `whole` less numbers, 0 where that is no more than a `residue` relative to the whole."""
    left = whole - less
    with np.errstate(invalid="ignore"):
        return np.where(np.asarray(np.abs(left) <= residue * np.abs(whole), dtype=bool), np.abs(left) * 0, left)


def one_where(unread: Mask, values: Array) -> Array:
    """Return values, 1 where nobody reads what comes of them: divisors of what is not divided."""
    return np.where(unread, 1, values)


def elementwise(function: Callable[[Any], Any]) -> Callable[[Array], Array]:
    """Return a function of arrays of objects from one of their elements."""
    return cast("Callable[[Array], Array]", np.frompyfunc(function, 1, 1))


_OBJECT: dict[str, Callable[[Array], Array]] = {
    "log": elementwise(in_closed_form(lambda x: Decimal(x).ln(), logarithm)),
    "log10": elementwise(in_closed_form(lambda x: Decimal(x).log10(), decimal_logarithm)),
    "sqrt": elementwise(in_closed_form(lambda x: Decimal(x).sqrt(), square_root)),
}
_FLOAT: dict[str, Callable[[Array], Array]] = {"log": np.log, "log10": np.log10, "sqrt": np.sqrt}
TRANSFORMS = tuple(_FLOAT)


def transform(name: str, values: Array) -> Array:
    """Apply log, log10 or sqrt."""
    return (_OBJECT if values.dtype == object else _FLOAT)[name](values)
