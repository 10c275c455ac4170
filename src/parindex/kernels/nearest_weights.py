"""Least changes of weights that bring a linear function to 0, in exact numbers.

Weights are not negative and always add to the same. The function is positive at the start, and 0 or less for some.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

Figures = Sequence[Fraction]


def value(weights: Figures, slopes: Figures) -> Fraction:
    """Return the sum of weights times slopes."""
    return sum((weight * slope for weight, slope in zip(weights, slopes, strict=True)), Fraction(0))


def least_sum(start: Figures, slopes: Figures) -> list[Fraction]:
    """Return the weights whose absolute changes add to least.

    Whatever is taken from some weights goes to others; for each unit of it the function falls by most from the
    steepest to the flattest, of which there is only as much as its weight.
    """
    weights, left = list(start), value(start, slopes)
    flat = min(range(len(slopes)), key=slopes.__getitem__)
    for at in sorted(range(len(slopes)), key=slopes.__getitem__, reverse=True):
        if left > 0:
            moved = min(start[at], left / (slopes[at] - slopes[flat]))
            weights[at] -= moved
            weights[flat] += moved
            left -= moved * (slopes[at] - slopes[flat])
    return weights


def least_greatest(start: Figures, slopes: Figures) -> list[Fraction]:
    """Return the weights whose greatest absolute change is least.

    Where no weight changes by more than t, they are those at which the function is least.
    """
    return _at_zero(start, slopes, _lowest)


def least_squares(start: Figures, slopes: Figures) -> list[Fraction]:
    """Return the weights whose squared changes add to least: they are nearest to start - t * slopes, for one t."""
    return _at_zero(start, slopes, _nearest)


#: Weights, and how fast the function falls there as t grows.
_Lowered = tuple[list[Fraction], Fraction]


def _at_zero(
    start: Figures, slopes: Figures, lowered: Callable[[Figures, Figures, Fraction], _Lowered]
) -> list[Fraction]:
    """Return the weights that belong to the first t at which the function is 0.

    The function is convex in t and made of straight pieces: Newton's steps from t = 0 do not pass its zero, since none
    takes the fall for less than it is, and each but the last comes to a new piece.
    """
    t = Fraction(0)
    while True:
        weights, fall = lowered(start, slopes, t)
        left = value(weights, slopes)
        if not left:
            return weights
        t += left / fall


def _lowest(start: Figures, slopes: Figures, reach: Fraction) -> _Lowered:
    """Return the weights within `reach` at which the function is least: what all give goes to the flattest first."""
    weights = [max(Fraction(0), weight - reach) for weight in start]
    free = sum(start) - sum(weights)
    for at in sorted(range(len(slopes)), key=slopes.__getitem__):
        given = min(free, start[at] + reach - weights[at])
        weights[at] += given
        free -= given
        if not free:
            break
    moving = [slope for weight, slope in zip(weights, slopes, strict=True) if weight > 0]
    return weights, sum((abs(slope - slopes[at]) for slope in moving), Fraction(0))


def _nearest(start: Figures, slopes: Figures, times: Fraction) -> _Lowered:
    """Return the weights nearest to start - times * slopes: all of those shifted alike, none below 0."""
    moved = [weight - times * slope for weight, slope in zip(start, slopes, strict=True)]
    whole, sums = sum(start), accumulate(sorted(moved, reverse=True))
    shift = min((whole - added) / count for count, added in enumerate(sums, 1))
    kept = [slope for figure, slope in zip(moved, slopes, strict=True) if figure + shift >= 0]
    mean = sum(kept, Fraction(0)) / len(kept)
    fall = sum(((slope - mean) * slope for slope in kept), Fraction(0))
    return [max(Fraction(0), figure + shift) for figure in moved], fall


#: The least changes by the name of what is least of them.
NORMS: Mapping[str, Callable[[Figures, Figures], list[Fraction]]] = {
    "L1": least_sum,
    "L2": least_squares,
    "Linf": least_greatest,
}
