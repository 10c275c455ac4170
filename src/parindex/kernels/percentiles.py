"""Percentiles of a sample, by the ways of Hyndman and Fan (1996) that are exact in fractions, named as numpy does."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from parindex.kernels.number import Array, Mask

#: Where a share of the sample lies in its order, from 0 on, by the share and the size of the sample.
PLACES: Mapping[str, Callable[[Fraction, int], Fraction]] = {
    "linear": lambda share, size: share * (size - 1),
    "weibull": lambda share, size: share * (size + 1) - 1,
    "median_unbiased": lambda share, size: share * (size + Fraction(1, 3)) - Fraction(2, 3),
    "lower": lambda share, size: Fraction(math.floor(share * (size - 1))),
    "higher": lambda share, size: Fraction(math.ceil(share * (size - 1))),
}


def percentiles_of(
    values: Array, observed: Mask, shares: Sequence[Fraction], ways: Sequence[str], of: Callable[[Fraction], Any]
) -> Array:
    """Return one percentile of each column among its observed values (n_columns,), a harmless 1 where it has none.

    `shares` lie between 0 and 1; `of` turns a fraction into a number of the kind of the values.
    """
    found = np.empty(values.shape[1], dtype=values.dtype)
    for column, (share, way) in enumerate(zip(shares, ways, strict=True)):
        line = np.sort(values[observed[:, column], column])
        found[column] = of_sorted(line, share, way, of) if line.size else of(Fraction(1))
    return found


def of_sorted(line: Array, share: Fraction, way: str, of: Callable[[Fraction], Any]) -> Any:
    """Return a percentile of values that stand in order; between two of them it lies on the straight line."""
    place = min(max(PLACES[way](share, line.size), Fraction(0)), Fraction(line.size - 1))
    before = math.floor(place)
    if place == before:
        return line[before]
    return line[before] + of(place - before) * (line[before + 1] - line[before])
