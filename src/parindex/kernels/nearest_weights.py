"""Least changes of weights that bring a linear function to 0, in whole numbers.

Weights are not negative and always add to the same. The function is positive at the start, and 0 or less for some.
What is returned are the weights in parts of those at the start, and how many parts one is: all over one denominator,
as fractions have to look for a common one with each sum.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence

from parindex.kernels.common_denominators import OverOne

Figures = Sequence[int]


def value(weights: Figures, slopes: Figures) -> int:
    """Return the sum of weights times slopes."""
    return sum(map(operator.mul, weights, slopes))


def least_sum(start: Figures, slopes: Figures) -> OverOne:
    """Return the weights whose absolute changes add to least.

    Whatever is taken from some weights goes to others; for each unit of it the function falls by most from the
    steepest to the flattest, of which there is only as much as its weight.
    """
    weights, left = list(start), value(start, slopes)
    flat = min(range(len(slopes)), key=slopes.__getitem__)
    for at in sorted(range(len(slopes)), key=slopes.__getitem__, reverse=True):
        fall = slopes[at] - slopes[flat]
        if start[at] * fall >= left:
            break
        weights[at] -= start[at]
        weights[flat] += start[at]
        left -= start[at] * fall
    shared = math.gcd(left, fall)
    moved, parts = left // shared, fall // shared
    weights = [weight * parts for weight in weights]
    weights[at] -= moved
    weights[flat] += moved
    return weights, parts


def least_greatest(start: Figures, slopes: Figures) -> OverOne:
    """Return the weights whose greatest absolute change is least.

    Where no weight changes by more than t, they are those at which the function is least.
    """
    return _at_zero(start, slopes, _lowest)


def least_squares(start: Figures, slopes: Figures) -> OverOne:
    """Return the weights whose squared changes add to least: they are nearest to start - t * slopes, for one t."""
    return _at_zero(start, slopes, _nearest)


#: Weights, how many parts one is, and how fast the function falls there as t grows: a numerator and a denominator.
_Lowered = tuple[list[int], int, tuple[int, int]]


def _at_zero(start: Figures, slopes: Figures, lowered: Callable[[Figures, Figures, int, int], _Lowered]) -> OverOne:
    """Return the weights that belong to the first t = steps / parts at which the function is 0.

    The function is convex in t and made of straight pieces: Newton's steps from t = 0 do not pass its zero, since none
    takes the fall for less than it is, and each but the last comes to a new piece.
    """
    steps, parts = 0, 1
    while True:
        weights, of_one, (fall, over) = lowered(start, slopes, steps, parts)
        left = value(weights, slopes)
        if not left:
            return weights, of_one
        steps, parts = steps * of_one * fall + left * over * parts, parts * of_one * fall
        shared = math.gcd(steps, parts)
        steps, parts = steps // shared, parts // shared


def _lowest(start: Figures, slopes: Figures, steps: int, parts: int) -> _Lowered:
    """Return the weights within `steps` at which the function is least: what all give goes to the flattest first."""
    weights = [max(0, weight * parts - steps) for weight in start]
    free = sum(start) * parts - sum(weights)
    for at in sorted(range(len(slopes)), key=slopes.__getitem__):
        given = min(free, start[at] * parts + steps - weights[at])
        weights[at] += given
        free -= given
        if not free:
            break
    fall = sum(abs(slope - slopes[at]) for weight, slope in zip(weights, slopes, strict=True) if weight > 0)
    return weights, parts, (fall, 1)


def _nearest(start: Figures, slopes: Figures, steps: int, parts: int) -> _Lowered:
    """Return the weights nearest to start - t * slopes: all of those shifted alike, none below 0."""
    moved = [weight * parts - steps * slope for weight, slope in zip(start, slopes, strict=True)]
    left, count = sum(start) * parts, 0  # of `count` weights each is shifted by left / count
    for figure in sorted(moved, reverse=True):
        if count * figure + left <= 0:
            break
        left, count = left - figure, count + 1
    shifted = [figure * count + left for figure in moved]
    kept = [slope for figure, slope in zip(shifted, slopes, strict=True) if figure >= 0]
    fall = len(kept) * value(kept, kept) - sum(kept) ** 2
    return [max(0, figure) for figure in shifted], parts * count, (fall, len(kept))


#: The least changes by the name of what is least of them.
NORMS: Mapping[str, Callable[[Figures, Figures], OverOne]] = {
    "L1": least_sum,
    "L2": least_squares,
    "Linf": least_greatest,
}
