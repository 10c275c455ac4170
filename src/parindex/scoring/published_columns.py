"""Scores as they are published: whole columns rounded half up, in float64 where it decides, else exactly."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from parindex.base import MOST_WHOLE, decimal_text
from parindex.kernels import (
    Array,
    Floats,
    Indices,
    Integers,
    Mask,
    each_once,
    half_up_exact,
    half_up_within,
    in_decimals,
)

if TYPE_CHECKING:
    from parindex.scoring.exactness import Exactness

#: A unit or node by its place, all of them, or some.
Index = int | slice | Indices
#: Columns share decimals, so many at most are kept.
_MOST_KEPT = 2**14


def rounded_scores(exactness: Exactness, row: Index, column: Index, decimals: int | Integers) -> tuple[Array, Mask]:
    """Return scores in whole steps of 10**-decimals, half up, 0 where missing, and where there is one.

    They are those of a node, of a unit, of pairs of both, or with two slices a table.
    """
    values, scored = exactness.values[row, column], ~exactness.marks.without_score[row, column]
    steps, doubtful = half_up_within(values, decimals, exactness.error[column])
    if not scored.all():
        steps, doubtful = np.where(scored, steps, 0), doubtful & scored
    if doubtful.any():
        rows, columns = _places(exactness, row, column)
        places = np.broadcast_to(decimals, values.shape)[doubtful].tolist()
        figures = exactness.figures(rows[doubtful].tolist(), columns[doubtful].tolist())
        pairs = zip(figures, places, strict=True)
        steps = with_some(steps, doubtful, [half_up_exact(figure, place) for figure, place in pairs])
    return steps, scored


def with_some(steps: Integers, where: Mask, some: list[int]) -> Array:
    """Return whole numbers with others at some places, as Python integers where float64 does not hold them."""
    if max(map(abs, some)) > MOST_WHOLE:
        steps = steps.astype(object)
    steps[where] = some
    return steps


def _places(exactness: Exactness, row: Index, column: Index) -> tuple[Indices, Indices]:
    """Return the unit and the node of each score that is asked for."""
    n_units, n_nodes = exactness.values.shape
    rows, columns = np.arange(n_units)[row], np.arange(n_nodes)[column]
    if isinstance(row, slice) and isinstance(column, slice):
        rows = rows[:, None]
    rows, columns = np.broadcast_arrays(rows, columns)
    return rows, columns


def published_scores(exactness: Exactness, row: Index, column: Index) -> Array:
    """Return scores as decimals, None where missing."""
    return _each(exactness, row, column, _decimal)


def published_texts(exactness: Exactness, row: Index, column: Index) -> Array:
    """Return scores as text, None where missing."""
    return _each(exactness, row, column, lambda decimals, step: decimal_text(in_decimals(step, decimals)))


@lru_cache(_MOST_KEPT)
def _decimal(decimals: int, step: int) -> Decimal:
    return in_decimals(step, decimals)


def published_floats(exactness: Exactness) -> Floats:
    """Return the scores of all nodes of all units as the nearest float64, nan where missing."""
    decimals = exactness.plan.decimals
    steps, scored = rounded_scores(exactness, slice(None), slice(None), decimals)
    powers = np.array([10**places for places in decimals.tolist()])
    return np.where(scored, (steps / powers).astype(np.float64), np.nan)


def _each(exactness: Exactness, row: Index, column: Index, work: Callable[[int, int], Any]) -> Array:
    """Return what becomes of each score, of the decimals of its node and its steps."""
    decimals = exactness.plan.decimals[column]
    steps, scored = rounded_scores(exactness, row, column, decimals)
    places = np.unique(decimals).tolist()
    if len(places) == 1:
        figures = each_once(steps, partial(work, *places))
    else:
        figures, of_each = np.empty(steps.shape, dtype=object), np.broadcast_to(decimals, steps.shape)
        for place in places:
            here = of_each == place
            figures[here] = each_once(steps[here], partial(work, place))
    if not scored.all():
        figures[~scored] = None
    return figures
