"""Order the units of many draws at once: fixed-point keys that carry the unit, one sort, no argsort."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_BITS = 62


def ordered(totals: Floats) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Return the units of each draw from the highest total down, and where one is level with the one before it.

    Totals (n_draws, n_units) are finite. They are level where they differ by less than the range of all of them
    divided by 2**(62 - b), b being the bits that number the units: with up to 512 units, the rounding of float64.
    """
    size = totals.shape[1]
    bits = max(1, (size - 1).bit_length())
    high, low = float(totals.max(initial=-np.inf)), float(totals.min(initial=np.inf))
    scale = 2.0 ** (_BITS - bits) / (high - low) if high > low else 0.0
    keys = ((high - totals) * scale).astype(np.int64)
    keys = np.minimum(keys, (1 << (_BITS - bits)) - 1)
    keys <<= bits
    keys |= np.arange(size)
    keys.sort(axis=1)
    units = keys & ((1 << bits) - 1)
    keys >>= bits
    level = np.zeros(keys.shape, dtype=bool)
    np.equal(keys[:, 1:], keys[:, :-1], out=level[:, 1:])
    return units, level


def places(level: npt.NDArray[np.bool_], ties: str) -> Integers:
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
