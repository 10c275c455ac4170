"""Order units: one ranking by keys, or those of many draws at once by one sort of keys that carry the unit."""

from __future__ import annotations

from typing import Any

import numpy as np

from parindex.kernels.number import Floats, Integers, Mask


def ordered(totals: Floats) -> tuple[Integers, Mask | None]:
    """Return the units of each draw from the highest total down, and where one is level with the one before it.

    Totals (n_draws, n_units) are finite. The latter is None where none is; two are level where their distances to the
    highest of all agree to 52 - b binary digits, b being the digits that number the units.
    """
    size = totals.shape[1]
    mask = (1 << (size - 1).bit_length()) - 1
    # Numbers of 0 and more are in the order of their bits; the last of these make room for the unit.
    highest = totals.max(initial=-np.inf) + 0.0  # -0 less 0 would be -0, whose bits are below all others
    keys = (highest - totals).view(np.int64)
    keys &= ~mask
    keys |= np.arange(size)
    keys.sort(axis=1)
    # One draw after the other, which is faster; where the next one begins the step is negative, that is, very large.
    line = keys.reshape(-1)
    steps = (line[1:] - line[:-1]).view(np.uint64)
    level = None
    if steps.size and steps.min() <= mask:
        level = np.concatenate([[False], steps <= mask]).reshape(keys.shape)
        level[:, 0] = False
    keys &= mask
    return keys, level


def placed(totals: Floats, ties: str) -> tuple[Integers, Integers]:
    """Return the units of each draw from the highest total down, and twice the rank, less 2, of each of them.

    The latter is (1, n_units) where no two totals of a draw are level, else (n_draws, n_units).
    """
    units, level = ordered(totals)
    ranks = 2 * np.arange(totals.shape[1])[None]
    if level is not None:
        tied = level.any(axis=1)
        ranks = np.repeat(ranks, len(totals), axis=0)
        ranks[tied] = places(level[tied], ties)
    return units, ranks


def places(level: Mask, ties: str) -> Integers:
    """Return twice the rank, less 2, of each place in draws (n_draws, n_units) of which some are `level`.

    Doubled, since shared ranks may lie half-way; less 2, so that it is a position from 0.
    """
    size = level.shape[1]
    at = np.arange(size)
    if ties == "dense":
        return np.asarray(2 * np.cumsum(~level, axis=1) - 2)
    first = np.maximum.accumulate(np.where(level, 0, at), axis=1)
    ends = np.ones(level.shape, dtype=bool)
    ends[:, :-1] = ~level[:, 1:]
    last = np.minimum.accumulate(np.where(ends, at, size)[:, ::-1], axis=1)[:, ::-1]
    return np.asarray({"min": 2 * first, "max": 2 * last, "average": first + last}[ties])


def rank(keys: Integers, ties: str) -> Floats:
    """Rank `keys` (n,) so that the greatest comes first; equal keys share a rank by the method `ties`."""
    _, place, count = np.unique(-keys, return_inverse=True, return_counts=True)
    if ties == "dense":
        shared = np.arange(1, count.size + 1, dtype=np.float64)
    else:
        last = np.cumsum(count)
        first = last - count + 1
        shared = {"min": first, "max": last, "average": (first + last) / 2}[ties].astype(np.float64)
    return shared[place] if keys.size else np.empty(0)


def rank_behind(above: Any, level: Any, ties: str) -> Any:
    """Return the rank behind `above` others and level with so many more, of numbers or arrays alike.

    `above` counts units, or unlike keys where equal ones share a rank by the method "dense".
    """
    return 1 + above + level * {"max": 1.0, "average": 0.5}.get(ties, 0.0)
