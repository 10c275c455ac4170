"""From evidence to points: every indicator of one rule in one call, `values` (n_units, n_indicators)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from parindex.kernels.number import Array

Mask = npt.NDArray[np.bool_]


def rescale(values: Array, start: Array, end: Array, low: Array, high: Array) -> Array:
    """Map [start, end] linearly onto [low, high]; all of them (n_indicators,). Undefined where start is end: nan."""
    gap = end - start
    flat = gap == 0
    undefined = 1 if values.dtype == object else np.nan  # nan cannot be mixed into exact numbers; nobody reads it
    out: Array = low + (values - start) * (high - low) / np.where(flat, undefined, gap)
    return out


def spread(values: Array, observed: Mask) -> tuple[Array, Array]:
    """Return the least and the greatest value of each column among those observed; 0 where there is none."""
    none = ~observed.any(axis=0)
    least = np.where(observed, values, np.inf).min(axis=0, initial=np.inf)
    greatest = np.where(observed, values, -np.inf).max(axis=0, initial=-np.inf)
    return np.where(none, 0, least), np.where(none, 0, greatest)


def bands(values: Array, edges: Array, upper: Mask, closed: Mask, points: Array) -> Array:
    """Give each value the points of the first band that holds.

    `edges`, `upper` (the band lies below its edge), `closed` (the edge belongs to it) and `points` are
    (n_bands, n_indicators); the last band always holds.
    """
    out = np.broadcast_to(points[-1], values.shape)
    for edge, below, shut, given in zip(edges[::-1], upper[::-1], closed[::-1], points[::-1], strict=True):
        inside = np.where(below, values < edge, values > edge) | (shut & (values == edge))
        out = np.where(inside.astype(bool), given, out)
    return out


def proportional(values: Array, cap: Array, floor: Array, most: Array) -> Array:
    """Give `most` times value / cap, no more than `most`, and nothing below `floor`."""
    return np.where(values < floor, values * 0, most * np.minimum(values, cap) / cap)


def choice(values: Array, points: Sequence[Array]) -> Array:
    """Give each option, told by its position, its points; `points` is one vector an indicator."""
    out = np.empty(values.shape, dtype=points[0].dtype)
    for column, table in enumerate(points):
        out[:, column] = table[values[:, column].astype(np.intp)]
    return out
