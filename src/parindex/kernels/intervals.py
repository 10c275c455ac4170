"""Between what a formula lies, from what its names lie between; ends may be infinite."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce

from parindex.kernels.rounding import half_up_exact

End = Fraction | float
Ends = tuple[End, End]
EVERYTHING: Ends = (-math.inf, math.inf)


def negated_ends(ends: Sequence[Ends], constant: Fraction | None) -> Ends:
    """Turn the sign."""
    ((low, high),) = ends
    return -high, -low


def added_ends(ends: Sequence[Ends], constant: Fraction | None) -> Ends:
    """Add."""
    return _sum(ends[0][0], ends[1][0]), _sum(ends[0][1], ends[1][1])


def subtracted_ends(ends: Sequence[Ends], constant: Fraction | None) -> Ends:
    """Subtract."""
    return _sum(ends[0][0], -ends[1][1]), _sum(ends[0][1], -ends[1][0])


def _sum(left: End, right: End) -> End:
    """Add two ends; a fraction need not be one that float64 holds."""
    if isinstance(left, float) and isinstance(right, float):
        return left + right
    return left if isinstance(left, float) else right if isinstance(right, float) else left + right


def _product(left: End, right: End) -> End:
    if not left or not right:
        return Fraction(0)
    if isinstance(left, float) or isinstance(right, float):
        return math.inf if (left > 0) is (right > 0) else -math.inf
    return left * right


def multiplied_ends(ends: Sequence[Ends], constant: Fraction | None) -> Ends:
    """Multiply: an end is the product of two ends; 0 times infinity is 0."""
    products = [_product(left, right) for left in ends[0] for right in ends[1]]
    return min(products), max(products)


def divided_ends(ends: Sequence[Ends], constant: Fraction | None) -> Ends:
    """Divide, where the divisor is not 0."""
    return multiplied_ends([ends[0], _reciprocal(ends[1])], None)


def _reciprocal(ends: Ends) -> Ends:
    low, high = ends
    if low < 0 < high:
        return EVERYTHING
    return (-math.inf if not high else _one_by(high), math.inf if not low else _one_by(low))


def _one_by(end: End) -> End:
    return Fraction(0) if math.isinf(end) else 1 / end


def least_ends(ends: Sequence[Ends], constant: Fraction | None) -> Ends:
    """Take the least."""
    return min(low for low, _ in ends), min(high for _, high in ends)


def greatest_ends(ends: Sequence[Ends], constant: Fraction | None) -> Ends:
    """Take the greatest."""
    return max(low for low, _ in ends), max(high for _, high in ends)


def mean_ends(ends: Sequence[Ends], constant: Fraction | None) -> Ends:
    """Take the mean."""
    low, high = (reduce(_sum, (pair[side] for pair in ends)) for side in (0, 1))
    return low / len(ends), high / len(ends)


def size_ends(ends: Sequence[Ends], constant: Fraction | None) -> Ends:
    """Drop the sign."""
    ((low, high),) = ends
    return max(low, -high, Fraction(0)), max(-low, high)


def rounded_ends(ends: Sequence[Ends], constant: Fraction | None) -> Ends:
    """Round half up."""
    places = int(constant or 0)

    def rounded(end: End) -> End:
        return end if isinstance(end, float) else Fraction(half_up_exact(end, places), 10**places)

    ((low, high),) = ends
    return rounded(low), rounded(high)


def power_ends(
    ends: Sequence[Ends], constant: Fraction | None, power: Callable[[Fraction, Fraction], Fraction]
) -> Ends:
    """Raise to a constant power, where that is defined."""
    ((low, high),) = ends
    exponent = constant or Fraction(1)
    if exponent < 0:
        low, high = power_ends([(low, high)], -exponent, power)
        return _reciprocal((low, high))
    whole = exponent.denominator == 1
    if whole and exponent % 2 == 0:
        low, high = size_ends([(low, high)], None)
    elif not whole:
        low, high = max(low, Fraction(0)), max(high, Fraction(0))

    def raised(end: End) -> End:
        return end if isinstance(end, float) else power(end, exponent)

    return raised(low), raised(high)


def rising_ends(function: Callable[[Fraction], Fraction], least: End, at_least: End) -> Callable[..., Ends]:
    """Return the ends of a function that rises from `at_least`, which it has at `least` and before."""

    def ends_of(ends: Sequence[Ends], constant: Fraction | None) -> Ends:
        ((low, high),) = ends
        return _risen(function, low, least, at_least), _risen(function, high, least, at_least)

    return ends_of


def _risen(function: Callable[[Fraction], Fraction], end: End, least: End, at_least: End) -> End:
    if end <= least:
        return at_least
    return end if isinstance(end, float) else function(end)
