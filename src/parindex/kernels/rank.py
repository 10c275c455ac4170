"""Ranks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def rank(keys: npt.NDArray[np.int64], ties: str) -> npt.NDArray[np.float64]:
    """Rank `keys` (n,) so that the greatest comes first; equal keys share a rank by the method `ties`."""
    _, place, count = np.unique(-keys, return_inverse=True, return_counts=True)
    if ties == "dense":
        shared = np.arange(1, count.size + 1, dtype=np.float64)
    else:
        last = np.cumsum(count)
        first = last - count + 1
        shared = {"min": first, "max": last, "average": (first + last) / 2}[ties].astype(np.float64)
    return shared[place] if keys.size else np.empty(0)
