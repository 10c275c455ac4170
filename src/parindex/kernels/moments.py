"""How values are spread: the moments of columns, and how many values stand so far out that they bend them."""

from __future__ import annotations

import numpy as np

from parindex.kernels.number import Floats, Integers, Mask

#: Fewer values have no skewness, or no kurtosis, that is adjusted for how many they are.
LEAST_FOR_SKEWNESS, LEAST_FOR_KURTOSIS = 3, 4


def skewness(values: Floats) -> Floats:
    """Return the adjusted Fisher-Pearson coefficient G1 of each column, without its nan; nan of what is constant."""
    count, second, third, _ = _central_moments(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        plain = third / second**1.5
        return np.where(count < LEAST_FOR_SKEWNESS, np.nan, plain * np.sqrt(count * (count - 1)) / (count - 2))


def kurtosis(values: Floats) -> Floats:
    """Return the adjusted excess kurtosis G2 of each column, without its nan; nan of what is constant."""
    count, second, _, fourth = _central_moments(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        excess = fourth / second**2 - 3
        adjusted = (count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * excess + 6)
        return np.where(count < LEAST_FOR_KURTOSIS, np.nan, adjusted)


def _central_moments(values: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return how many values each column has, and their second, third and fourth central moments."""
    there = ~np.isnan(values)
    count = there.sum(axis=0).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.where(there, values, 0.0).sum(axis=0) / count
        away = np.where(there, values - middle, 0.0)
        still = np.nanmax(np.abs(values), axis=0, initial=0.0) * 4 * np.finfo(np.float64).eps
        away = np.where(np.abs(away).max(axis=0, initial=0.0) <= still, 0.0, away)
        second, third, fourth = (np.asarray((away**power).sum(axis=0) / count) for power in (2, 3, 4))
    return count, second, third, fourth


def is_skewed(values: Floats, most_skewness: float, most_kurtosis: float) -> Mask:
    """Return whether columns have both more skewness, to either side, and more kurtosis."""
    return np.asarray((np.abs(skewness(values)) > most_skewness) & (kurtosis(values) > most_kurtosis))


def winsorised(line: Floats, most_skewness: float, most_kurtosis: float, most_steps: int) -> tuple[Floats, int | None]:
    """Return a column without values far out, and in how many steps: all furthest out are set to the next one in each.

    The side is that of the skewness. None where `most_steps` are not enough; `line` (n,) has no nan. So do the COIN
    Tool (JRC 2019) and COINr.
    """
    line = line.copy()
    for steps in range(most_steps + 1):
        column = line[:, None]
        if not is_skewed(column, most_skewness, most_kurtosis)[0]:
            return line, steps
        high = skewness(column)[0] >= 0
        furthest = line == (line.max() if high else line.min())
        line[furthest] = line[~furthest].max() if high else line[~furthest].min()
    return line, None


def most_frequent(line: Floats) -> tuple[int, int]:
    """Return how many values of a column (n,) differ, and how often the most frequent one stands there."""
    counts: Integers = np.unique(line[~np.isnan(line)], return_counts=True)[1]
    return counts.size, int(counts.max(initial=0))
