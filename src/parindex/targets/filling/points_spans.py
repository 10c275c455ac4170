"""Between what the points of an indicator lie whose value is open, by a rule that looks at no other unit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np

from parindex.definition import Company, Indicator
from parindex.kernels import DECIMAL, RATIONAL, kept
from parindex.targets.filling.spans import LARGEST, OpenSpan
from parindex.targets.leaf_scores import bends_of

#: A grid on which values lie: where it starts, and its step.
Grid = tuple[Fraction, Fraction]
_TENTH = Fraction(1, 10)


def points_span(leaf: Indicator, values: OpenSpan, grid: Grid | None = None) -> OpenSpan:
    """Return between what the points lie for values within a span; figures from outside are put into its rule.

    Points rise, fall or stay the same between the places where they may bend or jump: their ends are there, between
    two of them, or at the ends of the span.
    """
    names = leaf.rule.options()
    tried = [Fraction(at) for at in range(len(names))] if names else _tried(leaf, values, leaf.rule.grid(leaf) or grid)
    if not tried:
        return limits_span(leaf)
    points = points_of(leaf, tried)
    found = OpenSpan(min(points), max(points), values.attained)
    return found if names else _endless(leaf, values, found, tried)


def limits_span(leaf: Indicator) -> OpenSpan:
    """Return between what the points lie by the rule alone, whatever the evidence."""
    return OpenSpan.between(*leaf.ends, attained=False)


def points_of(leaf: Indicator, values: Sequence[Fraction]) -> list[Fraction]:
    """Return the exact points of some values, before they are rounded."""
    number = RATIONAL if leaf.rule.rational() else DECIMAL
    with number.context():
        column = number.array(values).reshape(-1, 1)
        points = type(leaf.rule).compile([leaf], number)(column, np.ones(column.shape, dtype=bool), Company())[:, 0]
        return [kept(figure) if isinstance(figure, Decimal) else Fraction(figure) for figure in points.tolist()]


def _tried(leaf: Indicator, values: OpenSpan, grid: Grid | None) -> list[Fraction]:
    """Return the values at which points may be the fewest or the most."""
    places = sorted({values.low, values.high, *(bend for bend in bends_of(leaf) if values.low < bend < values.high)})
    places += [(before + after) / 2 for before, after in pairwise(places)]
    if grid is not None:
        places = [place for place in _on_grid(places, grid) if values.low <= place <= values.high]
    undefined = leaf.rule.undefined(np.array(places, dtype=object))
    return [place for at, place in enumerate(places) if undefined is None or not undefined[at]]


def _on_grid(places: Iterable[Fraction], grid: Grid) -> list[Fraction]:
    """Return the nearest values of a grid on both sides of some places."""
    start, step = grid
    steps = ((place - start) / step for place in places)
    return sorted({start + whole * step for near in steps for whole in (math.floor(near), math.ceil(near))})


def _endless(leaf: Indicator, values: OpenSpan, found: OpenSpan, tried: Sequence[Fraction]) -> OpenSpan:
    """Tell the ends of points that grow on and on as values do, and those of values for which the rule is undefined."""
    low, high = found.endless_low, found.endless_high
    for end in (values.low, values.high):
        if abs(end) >= LARGEST and end in tried:
            far, near = points_of(leaf, [end, end * _TENTH])
            low, high = low or far < near, high or far > near
        elif end not in tried and leaf.rule.undefined(np.array([end], dtype=object)) is not None:
            least, most = leaf.ends
            low, high = low or isinstance(least, float), high or isinstance(most, float)
    return OpenSpan(found.low, found.high, found.attained, low, high)
