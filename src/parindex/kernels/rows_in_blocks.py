"""Tables taken some rows at a time, which stay in the cache; to the last bit as if they were taken whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from parindex.kernels.number import Array, Floats, Indices, Mask

#: So many cells at once, and at least so many rows.
_CELLS, _LEAST = 2**15, 64


def row_blocks(n_rows: int, n_columns: int = 1) -> Iterator[slice]:
    """Yield all rows, some at a time."""
    size = max(_CELLS // max(n_columns, 1), _LEAST)
    return (slice(start, min(start + size, n_rows)) for start in range(0, n_rows, size))


def columns_at(places: Indices) -> slice | Indices:
    """Return places as a slice where they follow each other: such columns need not be copied."""
    if places.size and places[-1] - places[0] == places.size - 1 and (np.diff(places) == 1).all():
        return slice(int(places[0]), int(places[-1]) + 1)
    return places


def in_blocks(work: Callable[[Floats], Floats], table: Floats, places: Indices, n_results: int) -> Floats:
    """Do some work, row by row the same, on columns of a table of float64; returns (n_rows, n_results)."""
    results, columns = np.empty((len(table), n_results)), columns_at(places)
    for rows in row_blocks(len(table), places.size):
        part = table[rows]
        results[rows] = work(part[:, columns] if isinstance(columns, slice) else part.take(columns, axis=1))
    return results


def column_ends(values: Floats, counts: Mask | None = None) -> tuple[Floats, Floats]:
    """Return the least and the greatest value of each column, of those that count; infinite where there is none."""
    size = max(_CELLS // 2 // max(values.shape[1], 1), _LEAST)  # three tables of it
    least, greatest = (np.full((size, values.shape[1]), end) for end in (np.inf, -np.inf))
    for start in range(0, len(values), size):
        part = values[start : start + size]
        some = True if counts is None else counts[start : start + size]
        np.minimum(least[: len(part)], part, out=least[: len(part)], where=some)
        np.maximum(greatest[: len(part)], part, out=greatest[: len(part)], where=some)
    return least.min(axis=0), greatest.max(axis=0)


def greatest_sizes(values: Floats, counts: Mask | None = None) -> Floats:
    """Return how far the values of each column, of those that count, are from 0 at most; 0 where there are none."""
    least, greatest = column_ends(values, counts)
    return np.maximum(np.maximum(greatest, -least), 0.0)


def all_of(test: Callable[[Array], Mask], table: Array) -> bool:
    """Return whether every cell of a table passes a test."""
    return all(bool(test(table[rows]).all()) for rows in row_blocks(len(table), table.shape[1]))
