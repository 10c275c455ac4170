"""Least changes of weights that bring a linear function to 0, in exact numbers.

Weights are not negative and always add to the same. The function is positive at the start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

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

    The least the function takes where no weight changes by more than t is convex in t and made of straight pieces:
    Newton's steps from t = 0 do not pass its zero, and each but the last takes a new piece.
    """
    order = sorted(range(len(slopes)), key=slopes.__getitem__)
    reach = Fraction(0)
    while True:
        weights, fall = _lowest(start, slopes, order, reach)
        left = value(weights, slopes)
        if left <= 0:
            return weights
        reach += left / fall


def _lowest(start: Figures, slopes: Figures, order: list[int], reach: Fraction) -> tuple[list[Fraction], Fraction]:
    """Return the weights within `reach` at which the function is least, and how fast that falls with the reach."""
    weights = [max(Fraction(0), weight - reach) for weight in start]
    free = sum(start) - sum(weights)
    raised = []
    for pivot in order:
        room = start[pivot] + reach - weights[pivot]
        if free <= room:  # all that is free goes here
            weights[pivot] += free
            break
        weights[pivot] += room
        free -= room
        raised.append(pivot)
    fall = Fraction(0)
    for at, slope in enumerate(slopes):
        if at in raised:
            fall += slopes[pivot] - slope
        elif at != pivot and start[at] > reach:
            fall += slope - slopes[pivot]
    return weights, fall


def least_squares(start: Figures, slopes: Figures) -> list[Fraction]:
    """Return the weights whose squared changes add to least.

    They are the weights nearest to start - m * slopes, for one number m. The function falls as m grows, on straight
    pieces: between two bounds of m the piece in the middle is tried, until it is the one with the zero.
    """
    low, high = Fraction(0), Fraction(1)
    while (left := value(weights := _nearest(start, slopes, high), slopes)) > 0:
        low, high = high, 2 * high
    while left != 0:
        middle = (low + high) / 2
        weights = _nearest(start, slopes, middle)
        left = value(weights, slopes)
        low, high = (middle, high) if left > 0 else (low, middle)
        trial = _zero(start, slopes, [at for at, weight in enumerate(weights) if weight > 0]) if left else None
        if trial is not None and value(level := _nearest(start, slopes, trial), slopes) == 0:
            return level
    return weights


def _zero(start: Figures, slopes: Figures, kept: list[int]) -> Fraction | None:
    """Return the number m at which the function is 0 if just these weights are above 0; None where it is constant."""
    steps = [slopes[at] for at in kept]
    mean = sum(steps, Fraction(0)) / len(kept)
    spread = sum(((slope - mean) * slope for slope in steps), Fraction(0))
    shift = sum((weight for at, weight in enumerate(start) if at not in kept), Fraction(0)) / len(kept)
    return value([start[at] + shift for at in kept], steps) / spread if spread else None


def _nearest(start: Figures, slopes: Figures, times: Fraction) -> list[Fraction]:
    """Return the weights nearest to start - times * slopes: all of those shifted alike, none below 0."""
    moved = [weight - times * slope for weight, slope in zip(start, slopes, strict=True)]
    whole, added, shift = sum(start), Fraction(0), Fraction(0)
    for count, figure in enumerate(sorted(moved, reverse=True), 1):
        added += figure
        if figure + (whole - added) / count <= 0:
            break
        shift = (whole - added) / count
    return [max(Fraction(0), figure + shift) for figure in moved]


#: The least changes by the name of what is least of them.
NORMS: Mapping[str, Callable[[Figures, Figures], list[Fraction]]] = {
    "L1": least_sum,
    "L2": least_squares,
    "Linf": least_greatest,
}
