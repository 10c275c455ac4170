"""From evidence to points: every indicator of one rule in one call, `values` (n_units, n_indicators)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.kernels.number import KEPT_DIGITS, Array, Mask, one_where, transform
from parindex.kernels.rows_in_blocks import column_ends, row_blocks

_EPS = float(np.finfo(np.float64).eps)


@attrs.frozen
class ShareWay:
    """A way to take the share of units that one has reached: as the mean of the share reached and that left behind.

    Attributes
    ----------
    reached : int
        How many halves of it are the share of units reached, equal ones and itself included; the rest are that of
        those left behind.
    others : bool
        The share is of the other units.
    """

    reached: int
    others: bool = False


#: The definitions of a percentile rank: F(x), F(x-), their mean, and (r - 1) / (n - 1) by the lowest rank r of ties.
SHARE_WAYS: Mapping[str, ShareWay] = {
    "at-or-below": ShareWay(2),
    "below": ShareWay(0),
    "mid-rank": ShareWay(1),
    "others-below": ShareWay(0, others=True),
}


def rescaled_points(values: Array, start: Array, end: Array, low: Array, high: Array) -> Array:
    """Map [start, end] linearly onto [low, high]; all of them (n_indicators,). Undefined where start is end: nan."""
    gap = end - start
    if values.dtype == object:  # nan cannot be mixed into exact numbers; nobody reads what is undefined
        return np.asarray(low + (values - start) * (high - low) / one_where(gap == 0, gap))
    points, rise, gap = np.empty(values.shape), high - low, np.where(gap == 0, np.nan, gap)
    for rows in row_blocks(len(values), values.shape[-1]):
        part = np.subtract(values[rows], start, out=points[rows])
        part *= rise
        part /= gap
        part += low
    return points


def spread(values: Array, observed: Mask) -> tuple[Array, Array]:
    """Return the least and the greatest value of each column among those observed; 0 where there is none."""
    none = ~observed.any(axis=0)
    if values.dtype != object:
        low, high = column_ends(values, None if observed.all() else observed)
        return np.where(none, 0.0, low), np.where(none, 0.0, high)
    least = np.where(observed, values, np.inf).min(axis=0, initial=np.inf)
    greatest = np.where(observed, values, -np.inf).max(axis=0, initial=-np.inf)
    return np.where(none, 0, least), np.where(none, 0, greatest)


def band_points(values: Array, edges: Sequence[Array], upper: Mask, closed: Mask, points: Array) -> Array:
    """Give each value the points of the first band that holds.

    `edges`, `upper` (the band lies below its edge), `closed` (the edge belongs to it) and `points` are
    (n_bands, n_indicators); the last band always holds.
    """
    given = np.broadcast_to(points[-1], values.shape)
    for edge, below, shut, of_band in zip(edges[::-1], upper[::-1], closed[::-1], points[::-1], strict=True):
        inside = np.where(below, values < edge, values > edge) | (shut & (values == edge))
        given = np.where(inside.astype(bool), of_band, given)
    return given


def proportional_points(values: Array, cap: Array, floor: Array, most: Array) -> Array:
    """Give `most` times value / cap, no more than `most`, and nothing below `floor`."""
    return np.where(values < floor, values * 0, most * np.minimum(values, cap) / cap)


def distance_beyond(values: Array, start: Array, lower: Mask) -> Array:
    """Return how far each value lies above `start`, or below it where `lower`; 0 where it does not."""
    distance = np.where(lower, start - values, values - start)
    return np.asarray(np.maximum(distance, distance * 0))


def increment_points(steps: Array, base: Array, each: Array, cap: Array) -> Array:
    """Give `base` points and `each` more for every step, no more than `cap`."""
    return np.asarray(np.minimum(base + each * steps, cap))


def _whole(distance: Any, per: Any) -> Any:
    steps, rest = divmod(distance, per)
    # The last digits of a decimal that stands for a root or a third may be off.
    return steps + (isinstance(rest, Decimal) and per - rest <= per.scaleb(-KEPT_DIGITS))


def whole_steps(
    values: Array, start: Array, distance: Array, exact: Sequence[tuple[Fraction | None, Fraction]]
) -> Array:
    """Return how many whole steps lie in the distance of each value from the `start`, both (n_units, n_indicators).

    `exact` is where steps begin, None where that is a figure of the unit, and how long one is, by indicator. Where
    float64 cannot tell a whole number of steps from a little less, fractions do: values and figures of units are the
    shortest decimals that read as their float64.
    """
    per = np.array([size for _, size in exact], dtype=object)
    if values.dtype == object:
        if any(isinstance(value, Decimal) for value in values[:1].ravel()):
            per = np.array([Decimal(size.numerator) / size.denominator for size in per], dtype=object)
        return np.asarray(np.frompyfunc(_whole, 2, 1)(distance, per))
    steps = distance / per.astype(np.float64)
    nearest, counts = np.rint(steps), np.floor(steps)
    slack = 8 * _EPS * (np.abs(values) + np.abs(start)) / per.astype(np.float64)
    for unit, column in np.argwhere((nearest > 0) & (np.abs(steps - nearest) <= slack + nearest * 4 * _EPS)).tolist():
        value, begin = (Fraction(repr(float(side[unit, column]))) for side in (values, start))
        counts[unit, column] = abs(value - (exact[column][0] or begin)) // per[column]
    return np.asarray(counts)


def knot_points(values: Array, knots: Sequence[Sequence[Array]]) -> Array:
    """Follow straight lines from knot to knot, flat beyond; `knots` are (places, points) of each indicator."""
    given = np.empty(values.shape, dtype=values.dtype)
    for column, (places, points) in enumerate(knots):
        line = np.minimum(np.maximum(values[:, column], places[0]), places[-1])
        after = np.minimum(np.searchsorted(places, line, side="right"), places.size - 1)
        width, rise = np.diff(places)[after - 1], np.diff(points)[after - 1]
        width = one_where(width == 0, width)  # two knots may be one to float64
        between = points[after - 1] + (line - places[after - 1]) * rise / width
        given[:, column] = np.where(values[:, column] > places[-1], points[-1], between)
    return given


def ranks_among(values: Array, observed: Mask, lower: Mask) -> Array:
    """Return the rank of each value among those observed in its column, 1 the best; equal ones share the best."""
    ranks = np.empty(values.shape, dtype=np.int64)
    for column in range(values.shape[1]):
        line = np.sort(values[observed[:, column], column])
        below = np.searchsorted(line, values[:, column], side="left" if lower[column] else "right")
        ranks[:, column] = 1 + (below if lower[column] else line.size - below)
    return ranks


def points_of_ranks(ranks: Array, last: Sequence[Array], points: Sequence[Array]) -> Array:
    """Give each rank the points of the first entry that reaches to it, by the `last` ranks of all but the rest."""
    columns = zip(ranks.T, last, points, strict=True)
    return np.column_stack([table[np.searchsorted(ends, column)] for column, ends, table in columns])


def choice_points(values: Array, points: Sequence[Array]) -> Array:
    """Give each option, told by its position, its points; `points` is one vector an indicator."""
    return np.column_stack([table[column] for column, table in zip(values.T.astype(np.intp), points, strict=True)])


def _observed_sum(values: Array, observed: Mask) -> Array:
    counted = np.where(observed, values, values[:1] * 0)
    return np.asarray(np.asfortranarray(counted).sum(axis=0))  # to the last bit alike, whatever stands beside a column


def observed_mean(values: Array, observed: Mask) -> Array:
    """Return the mean of each column among values observed; 0 where there is none."""
    return np.asarray(_observed_sum(values, observed) / np.maximum(observed.sum(axis=0), 1).astype(values.dtype))


def relative_points(values: Array, reference: Array, most: Array, lower: Mask) -> Array:
    """Give `most` times value / reference, or reference / value where `lower` is better, no more than `most`."""
    over, under = np.where(lower, reference, values), np.where(lower, values, reference)
    full = (over >= under).astype(bool)
    return np.where(full, most, most * over / one_where(full, under))


def target_points(values: Array, goal: Array, leader: Array, half: Array) -> Array:
    """Give `half` times value / goal up to the goal, and as much again from there to the leader's value."""
    above = (values > goal).astype(bool)
    beyond = half + half * (values - goal) / one_where(leader <= goal, leader - goal)
    return np.where(above, beyond, half * values / goal)


def z_scores(values: Array, observed: Mask, less: Array) -> Array:
    """Return values less their mean, divided by the standard deviation of their count less `less`; 0 without spread."""
    away = values - observed_mean(values, observed)
    variance = _observed_sum(away * away, observed) / np.maximum(observed.sum(axis=0) - less, 1).astype(values.dtype)
    return np.asarray(away / transform("sqrt", variance + (variance == 0)))  # values that are alike are 0 away


def shares_among(values: Array, observed: Mask, lower: Mask, ways: Sequence[ShareWay]) -> Array:
    """Return the share of observed values of the column that each one reaches or leaves behind, by the `ways`.

    Those left behind are below it, or above where `lower` is better. One value alone leaves none of the others behind.
    """
    shares = np.empty(values.shape, dtype=values.dtype)
    for column, way in enumerate(ways):
        line = np.sort(values[observed[:, column], column])
        below, up_to = (np.searchsorted(line, values[:, column], side=side) for side in ("left", "right"))
        behind, reached = (line.size - up_to, line.size - below) if lower[column] else (below, up_to)
        itself = (up_to > below) if way.others else 0  # whoever has the value of one of them stands where that one does
        count = np.maximum(line.size - itself, 1)
        halves = (way.reached * reached + (2 - way.reached) * behind).astype(values.dtype)
        shares[:, column] = (values[:1, column] * 0 + halves) / (2 * count).astype(values.dtype)
    return shares
