"""Scores as they are published: whole columns rounded half up, in float64 where it decides, else exactly."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import attrs
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
from parindex.scoring.denominators import half_up_parts, whole_scores
from parindex.scoring.plan import NodeFactors

if TYPE_CHECKING:
    from parindex.scoring.exactness import Exactness

#: A unit or node by its place, all of them, or some.
Index = int | slice | Indices
PERCENT_DECIMALS = 2
_EPS = float(np.finfo(np.float64).eps)
#: Of so many units the decimals of as many steps from 0 up are made at once, and kept.
_MANY = 2**14


def rounded_scores(exactness: Exactness, row: Index, column: Index, decimals: int | Integers) -> tuple[Array, Mask]:
    """Return scores in whole steps of 10**-decimals, half up, 0 where missing, and where there is one.

    They are those of a node, of a unit, of pairs of both, or with two slices a table.
    """
    values = np.ascontiguousarray(exactness.values[row, column])
    steps, doubtful = half_up_within(values, decimals, exactness.error[column])
    scored = np.ones(values.shape, dtype=bool)
    if not exactness.marks.none:
        scored = ~exactness.marks.without_score[row, column]
        steps, doubtful = np.where(scored, steps, 0), doubtful & scored
    if doubtful.any():
        steps = _decided(exactness, _places(exactness, row, column), decimals, steps, doubtful)
    return steps, scored


def _decided(
    exactness: Exactness,
    places: tuple[Indices, Indices],
    decimals: int | Integers,
    steps: Integers,
    doubtful: Mask,
    *,
    times: NodeFactors | None = None,
) -> Array:
    """Return steps, of some places, with those decided that are doubtful."""
    here = np.nonzero(doubtful)
    rows, columns = places
    cells = _Cells(exactness, rows[here], columns[here], np.broadcast_to(decimals, steps.shape)[here])
    some = cells.steps(times)
    whole: Array = steps if some.dtype == steps.dtype else steps.astype(object)
    whole[here] = some
    return whole


def _places(exactness: Exactness, row: Index, column: Index) -> tuple[Indices, Indices]:
    """Return the unit and the node of each score that is asked for."""
    n_units, n_nodes = exactness.values.shape
    rows, columns = np.arange(n_units)[row], np.arange(n_nodes)[column]
    if isinstance(row, slice) and isinstance(column, slice):
        rows = rows[:, None]
    rows, columns = np.broadcast_arrays(rows, columns)
    return rows, columns


@attrs.frozen(eq=False)
class _Cells:
    """Scores of pairs of a unit and a node, to be rounded to decimals, all (n_cells,), that float64 leaves in doubt."""

    exactness: Exactness
    rows: Indices
    columns: Indices
    decimals: Integers

    def steps(self, times: NodeFactors | None) -> Array:
        """Return them in whole steps, half up, each perhaps times what belongs to its node.

        Mostly the denominator of the node tells which exact score lies so near. Steps are Python integers where float64
        does not hold them.
        """
        steps, sure = self._by_denominators(times)
        if sure.all():
            return steps
        others = np.flatnonzero(~sure)
        columns, places = self.columns[others].tolist(), self.decimals[others].tolist()
        figures = self.exactness.figures(self.rows[others].tolist(), columns)
        if times:
            figures = [figure * times.factors[node] for figure, node in zip(figures, columns, strict=True)]
        exactly = [half_up_exact(figure, place) for figure, place in zip(figures, places, strict=True)]
        whole: Array = steps.astype(object) if max(map(abs, exactly)) > MOST_WHOLE else steps
        whole[others] = exactly
        return whole

    def _by_denominators(self, times: NodeFactors | None) -> tuple[Integers, Mask]:
        """Return the steps of those that have a denominator and nothing left out, and which these are."""
        marks, plan = self.exactness.marks, self.exactness.plan
        denominators = self.exactness.denominators.scores[self.columns]
        values, error = self.exactness.values[self.rows, self.columns], self.exactness.error[self.columns]
        whole, sure = whole_scores(values, error, denominators)
        sure &= ~marks.reduced[self.rows, self.columns]
        for node, _ in plan.beside:  # its points stand in the total
            sure &= (self.columns != 0) | ~marks.reduced[self.rows, node]
        if times:
            with np.errstate(over="ignore", invalid="ignore"):
                whole = whole * times.numerators[self.columns]
                denominators = denominators * times.denominators[self.columns]
            sure &= (np.abs(whole) <= MOST_WHOLE) & (denominators <= MOST_WHOLE)
        steps, held = half_up_parts(np.where(sure, whole, 0.0), np.where(sure, denominators, 1.0), self.decimals)
        return steps, sure & held


def published_percentages(exactness: Exactness, row: Index) -> Array:
    """Return the scores of all nodes of some units in percent of the maxima, None where either is not known."""
    full = exactness.plan.float_program.full
    most = np.where(full > 0, full, np.nan)
    with np.errstate(invalid="ignore"):
        percent = np.where(exactness.marks.without_score[row], np.nan, exactness.values[row] / most * 100)
    known = ~np.isnan(percent)
    slack = exactness.error / most * 100 + 4 * _EPS * np.abs(percent)
    steps, doubtful = half_up_within(percent, PERCENT_DECIMALS, slack)
    doubtful &= known
    if doubtful.any():
        places, times = _places(exactness, row, slice(None)), exactness.plan.percent_of_full
        steps = _decided(exactness, places, PERCENT_DECIMALS, steps, doubtful, times=times)
    figures = _as_decimals(steps, PERCENT_DECIMALS)
    figures[~known] = None
    return figures


def published_scores(exactness: Exactness, row: Index, column: Index) -> Array:
    """Return scores as decimals, None where missing."""
    return _each(exactness, row, column, _as_decimals)


def published_texts(exactness: Exactness, row: Index, column: Index) -> Array:
    """Return scores as text, None where missing."""
    return _each(exactness, row, column, _as_texts)


def _as_decimals(steps: Array, decimals: int) -> Array:
    """Return steps as decimals; those of many units mostly stand in one table, which all columns share."""
    if steps.size >= _MANY and steps.dtype != object and steps.min() >= 0 and steps.max() < _MANY:
        return np.asarray(_first_decimals(decimals)[steps])
    return each_once(steps, lambda step: in_decimals(step, decimals))


@cache
def _first_decimals(decimals: int) -> Array:
    figures = np.empty(_MANY, dtype=object)
    figures[:] = [in_decimals(step, decimals) for step in range(_MANY)]
    return figures


def _as_texts(steps: Array, decimals: int) -> Array:
    return each_once(steps, lambda step: decimal_text(in_decimals(step, decimals)))


def published_floats(exactness: Exactness) -> Floats:
    """Return the scores of all nodes of all units as the nearest float64, nan where missing."""
    decimals = exactness.plan.decimals
    steps, scored = rounded_scores(exactness, slice(None), slice(None), decimals)
    powers = np.array([10**places for places in decimals.tolist()])
    return np.where(scored, (steps / powers).astype(np.float64), np.nan)


def _each(exactness: Exactness, row: Index, column: Index, made: Callable[[Array, int], Array]) -> Array:
    """Return what is made of the steps of each score, by the decimals of its node."""
    decimals = exactness.plan.decimals[column]
    steps, scored = rounded_scores(exactness, row, column, decimals)
    places = np.unique(decimals).tolist()
    if len(places) == 1:
        figures = made(steps, *places)
    else:
        figures, of_each = np.empty(steps.shape, dtype=object), np.broadcast_to(decimals, steps.shape)
        for place in places:
            here = of_each == place
            figures[here] = made(steps[here], place)
    if not scored.all():
        figures[~scored] = None
    return figures
