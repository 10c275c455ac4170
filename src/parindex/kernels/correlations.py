"""Correlations of columns with each other, each of two columns over the units where both have a value."""

from __future__ import annotations

import math

import numpy as np

from parindex.kernels.number import Floats, Mask

#: Squares that are no more than this share of what they were before a mean was taken off are rounding.
_ROUNDING = 64 * np.finfo(np.float64).eps
_OF_NORMAL = np.vectorize(math.erfc, otypes=[np.float64])


def pearson(values: Floats) -> Floats:
    """Return the correlation of each two columns (k, k); nan where one is constant or no two units have both."""
    together, left, right = _pairwise_sums(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _within_one(together / np.sqrt(left * right))


def covariances(values: Floats) -> Floats:
    """Return the covariance of each two columns (k, k), divided by one less than the units that have both."""
    together, _, _ = _pairwise_sums(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(together / (units_with_both(values) - 1))


def units_with_both(values: Floats) -> Floats:
    """Return how many units have a value in each two columns (k, k)."""
    there = (~np.isnan(values)).astype(np.float64)
    return np.asarray(there.T @ there)


def spearman(values: Floats) -> Floats:
    """Return the correlation of the ranks of each two columns (k, k), among the units that have both."""
    there = ~np.isnan(values)
    if there.all():
        return pearson(average_ranks(values))
    return np.array([_spearman_with(at, values, there) for at in range(values.shape[1])])


def average_ranks(values: Floats) -> Floats:
    """Return the rank of each value in its column (n, k), the least 1, equal ones the mean of theirs; nan of nan."""
    order = np.argsort(values, axis=0, kind="stable")
    line = np.take_along_axis(values, order, axis=0)
    places = np.arange(len(values), dtype=np.intp)[:, None]
    begins = np.ones(line.shape, dtype=bool)
    begins[1:] = line[1:] != line[:-1]
    ends = np.ones(line.shape, dtype=bool)
    ends[:-1] = begins[1:]
    first = np.maximum.accumulate(np.where(begins, places, 0), axis=0)
    last = np.minimum.accumulate(np.where(ends, places, len(values))[::-1], axis=0)[::-1]
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, axis=0)
    return np.where(np.isnan(values), np.nan, ranks)


def kendall(values: Floats) -> Floats:
    """Return Kendall's tau-b of each two columns (k, k), among the units that have both.

    Work grows with the square of the units, memory does not.
    """
    concordance, apart, _ = _compared_pairs(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _within_one(concordance / np.sqrt(apart * apart.T))


def kendall_p(values: Floats) -> Floats:
    """Return the chance of a tau-b at least so far from 0 between columns that do not hang together (k, k).

    By the normal approximation with ties (Kendall 1970, Rank correlation methods, chapter 4), for ten units or more.
    """
    concordance, _, ties = _compared_pairs(values)
    of_pairs, of_triples, of_variance = ties
    units = units_with_both(values)
    pairs = units * (units - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = (pairs * (2 * units + 5) - of_variance - of_variance.T) / 18
        variance += of_pairs * of_pairs.T / (2 * pairs) + of_triples * of_triples.T / (9 * pairs * (units - 2))
        return np.asarray(_OF_NORMAL(np.abs(concordance / 2) / np.sqrt(2 * variance)))


def with_column(values: Floats, line: Floats) -> Floats:
    """Return the correlation of each column with one more (k,)."""
    return np.asarray(pearson(np.column_stack([values, line]))[:-1, -1])


def _pairwise_sums(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return products of deviations added up for each two columns (k, k), and the squares of the one and the other.

    Squares are 0 of what is constant among the units that have both, but for rounding.
    """
    there = ~np.isnan(values)
    counted = there.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        near = np.where(there, values - np.where(there, values, 0.0).sum(axis=0) / counted.sum(axis=0), 0.0)
        sums, units = near.T @ counted, counted.T @ counted
        together = near.T @ near - sums * sums.T / units
        whole = (near**2).T @ counted
        squares = whole - sums**2 / units
    squares = np.where(squares > _ROUNDING * whole, squares, 0.0)
    return together, squares, squares.T


def _within_one(correlations: Floats) -> Floats:
    """Return correlations without what rounding puts beyond 1; of a column with itself it is 1."""
    near = np.clip(correlations, -1.0, 1.0)
    diagonal = np.arange(len(near))
    near[diagonal, diagonal] = np.where(np.isnan(near[diagonal, diagonal]), np.nan, 1.0)
    return near


def _spearman_with(at: int, values: Floats, there: Mask) -> Floats:
    """Return the correlations of the ranks of all columns with those of one, each among the units that have both."""
    theirs = average_ranks(np.where(there[:, [at]], values, np.nan))
    ours = average_ranks(np.where(there, values[:, [at]], np.nan))
    both = np.isnan(theirs) | np.isnan(ours)
    units = np.maximum((~both).sum(axis=0), 1)
    away = [np.where(both, 0.0, ranks - (units + 1) / 2) for ranks in (theirs, ours)]
    with np.errstate(invalid="ignore", divide="ignore"):
        sizes = np.sqrt((away[0] ** 2).sum(axis=0) * (away[1] ** 2).sum(axis=0))
        line = np.clip((away[0] * away[1]).sum(axis=0) / sizes, -1.0, 1.0)
    line[at] = np.where(np.isnan(line[at]), np.nan, 1.0)
    return np.asarray(line)


def _compared_pairs(values: Floats) -> tuple[Floats, Floats, tuple[Floats, Floats, Floats]]:
    """Compare every unit with every other, in each two columns (k, k) where both units have both.

    Returns the ordered pairs in the same order less those in the other; those that differ in the column of the row;
    and of t units that are level in it, added up, t(t - 1), t(t - 1)(t - 2) and t(t - 1)(2t + 5).
    """
    there = ~np.isnan(values)
    filled, size = np.where(there, values, 0.0), values.shape[1]
    concordance, apart, ties = np.zeros((size, size)), np.zeros((size, size)), np.zeros((3, size, size))
    counted = there.astype(np.float64)
    for unit in range(len(values)):
        with_both = there[unit] & there
        sign = np.sign(filled[unit] - filled) * with_both
        concordance += sign.T @ sign
        apart += np.abs(sign).T @ with_both
        level = (((sign == 0) & with_both).astype(np.float64).T @ counted - 1) * there[unit]
        level = np.where(there[unit][:, None], level, 0.0)
        ties += level, level * (level - 1), level * (2 * level + 7)
    return concordance, apart, (ties[0], ties[1], ties[2])
