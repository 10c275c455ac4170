"""Totals with a few scores otherwise: only what lies above these is combined again, for many cases at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.definition import Component
from parindex.kernels import FLOAT, Array, Floats, Indices, Mask, open_to_rounding, rounded
from parindex.scoring.exactness import Exactness
from parindex.scoring.plan import LoneGroup, Program
from parindex.scoring.tree_walk import Reliance, carried_error, rounded_off

_EPS, _TINY = float(np.finfo(np.float64).eps), 1e-300


@attrs.frozen(eq=False)
class NewScores:
    """New scores of one node: the cases (ascending) that have one, and how far float64 ones may be off."""

    cases: Indices
    values: Array
    error: float = 0.0


@attrs.frozen(eq=False)
class PathTotals:
    """Totals (n_cases,) on one kind of number.

    In float64 they are known to within `error`, but for those that are `doubtful`; elsewhere those are not defined.
    """

    totals: Array
    error: float
    doubtful: Mask


@attrs.frozen(eq=False)
class _Base:
    """The scores of units as they are, on one kind of number."""

    exactness: Exactness
    program: Program
    rows: Indices  # (n_cases,): the unit of each case
    take: Callable[[Indices, Indices], Array]  # rows, nodes -> (n_rows, n_nodes)
    error: Floats


def plain_rows(exactness: Exactness) -> Mask:
    """Return the units of which everything that counts has a score, so that only scores matter (n_units,)."""
    marked, plan = exactness.marks, exactness.plan
    if marked.none:
        return np.ones(len(exactness.values), dtype=bool)
    live: list[int] = []
    for group in reversed(plan.float_program.lone_groups):
        if group.parent == 0 or group.parent in live or any(group.parent == node for node, _ in plan.beside):
            live += [] if group.parent in exactness.given.components else group.parts.tolist()
    counting = np.array([0, *live, *(node for node, _ in plan.beside)])
    gone = marked.without_score[:, counting] | marked.reduced[:, counting]
    return np.asarray(~gone.any(axis=1), dtype=bool)


def walk_paths(exactness: Exactness, program: Program, rows: Indices, new: Mapping[int, NewScores]) -> PathTotals:
    """Return the totals of cases, each a unit with some scores of nodes otherwise; units are `plain_rows`."""
    base = _base(exactness, program, rows)
    current, doubtful = _rounded(exactness, program, new, rows.size)
    new = dict(current)
    beside = dict(exactness.plan.beside)
    for group in program.lone_groups:
        extra = beside if group.parent == 0 else {}
        if any(part in current for part in (*group.parts.tolist(), *extra)):
            combined, unsure = _combined(base, group, current, extra)
            doubtful |= unsure
            current[group.parent] = _laid_over(combined, new.get(group.parent))
    totals = base.take(rows, np.zeros(1, dtype=np.intp))[:, 0]
    error = float(base.error[0])
    if 0 in current:
        totals[current[0].cases], error = current[0].values, max(error, current[0].error)
    if program.number is FLOAT:
        doubtful |= ~np.isfinite(totals.astype(np.float64))
    return PathTotals(totals, error, doubtful)


def _rounded(
    exactness: Exactness, program: Program, new: Mapping[int, NewScores], size: int
) -> tuple[dict[int, NewScores], Mask]:
    """Round the scores given for components that round, and return the cases in which that is open."""
    settled, doubtful = dict(new), np.zeros(size, dtype=bool)
    for node, one in new.items():
        component = exactness.plan.definition.nodes[node]
        if component.decimals is None or not isinstance(component, Component):
            continue
        decimals, table = np.array([component.decimals]), one.values[:, None]
        if program.number is FLOAT:
            doubtful[one.cases[open_to_rounding(table, decimals, np.array([one.error]))[:, 0]]] = True
        values = rounded(table, decimals, program.number, exactness.figure)[:, 0]
        settled[node] = NewScores(one.cases, values, max(one.error, _EPS * _size(values)))
    return settled, doubtful


def _base(exactness: Exactness, program: Program, rows: Indices) -> _Base:
    if program.number is FLOAT:
        values = exactness.values
        return _Base(exactness, program, rows, lambda some, nodes: values[some[:, None], nodes], exactness.error)
    distinct = np.unique(rows)
    exact = exactness.exact(distinct.tolist())
    convert = _as(program)

    def take(some: Indices, nodes: Indices) -> Array:
        wanted, places = np.unique(some, return_inverse=True)
        table = np.empty((wanted.size, nodes.size), dtype=object)
        for at, row in enumerate(wanted.tolist()):
            table[at] = [convert(figure) for figure in exact[row][nodes]]
        return np.asarray(table[places.reshape(-1)])

    return _Base(exactness, program, rows, take, np.zeros(len(exactness.plan.ids)))


def _as(program: Program) -> Callable[[Any], Any]:
    """Return what makes exact scores, fractions or decimals, the numbers of a program."""
    kind = type(program.number.of(Fraction(1)))
    return lambda figure: figure if type(figure) is kind else program.number.of(Fraction(figure))


def _combined(
    base: _Base, group: LoneGroup, current: Mapping[int, NewScores], beside: Mapping[int, int]
) -> tuple[NewScores, Mask]:
    """Return the new scores of a component, and the cases whose score is in doubt."""
    changed = {at: current[part] for at, part in enumerate(group.parts.tolist()) if part in current}
    aside = {node: current[node] for node in beside if node in current}
    moved = np.zeros(base.rows.size, dtype=bool)
    for one in (*changed.values(), *aside.values()):
        moved[one.cases] = True
    cases = np.flatnonzero(moved)
    if group.plain:
        moved_by = [(group.step.weights[at], int(group.parts[at]), one) for at, one in changed.items()]
        moved_by += [(beside[node], node, one) for node, one in aside.items()]
        return _shifted(base, group.parent, moved_by, cases), np.zeros(base.rows.size, dtype=bool)
    size = group.parts.size
    table = np.empty((cases.size, size + 1), dtype=base.program.number.dtype)
    table[:, :size] = base.take(base.rows[cases], group.parts)
    error = np.append(base.error[group.parts], 0.0)
    for place, part in changed.items():
        table[np.searchsorted(cases, part.cases), place] = part.values
        error[place] = max(error[place], part.error)
    unsure = _stepped(base, group, table, error, base.rows[cases])
    scores, off = table[:, size], float(error[size])
    for node, sign in beside.items():
        points = base.take(base.rows[cases], np.array([node]))[:, 0]
        if node in aside:
            points[np.searchsorted(cases, aside[node].cases)] = aside[node].values
        scores = scores + sign * points
        off += max(float(base.error[node]), aside[node].error if node in aside else 0.0)
        off += 4 * _EPS * _size(scores, points)
    doubtful = np.zeros(base.rows.size, dtype=bool)
    doubtful[cases[unsure]] = True
    return NewScores(cases, scores, off), doubtful


def _shifted(base: _Base, parent: int, moved: list[tuple[Any, int, NewScores]], cases: Indices) -> NewScores:
    """Return the scores of a component that is a weighted sum: as they are, and what changed times its weight."""
    scores, error = base.take(base.rows[cases], np.array([parent]))[:, 0], float(base.error[parent])
    size = _size(scores)
    for weight, node, one in moved:
        before = base.take(base.rows[one.cases], np.array([node]))[:, 0]
        places = np.searchsorted(cases, one.cases)
        scores[places] = scores[places] + (one.values - before) * weight
        if before.dtype != object:
            scale = abs(float(weight)) * (_size(before) + _size(one.values))
            error += abs(float(weight)) * (float(base.error[node]) + one.error) + 4 * _EPS * (scale + size)
    if scores.dtype != object:
        error += 4 * _EPS * _size(scores)
    return NewScores(cases, scores, error)


def _stepped(base: _Base, group: LoneGroup, table: Array, error: Floats, rows: Indices) -> Mask:
    """Combine the parts of a component into the last column of a table, as the walk does.

    Also puts the error of it last among errors, and returns where the result is not defined or in doubt.
    """
    step, size = group.step, group.parts.size
    if base.program.number is FLOAT:
        return _stepped_in_floats(base.exactness, group, table, error, rows)
    doubtful = np.zeros(len(table), dtype=bool)
    if step.formulas is None:
        combined = step.combine(table[:, :size])
    else:
        company = base.exactness.evidence.company(base.program.number, rows.tolist())
        found = step.formulas.evaluated(table[:, :size], company)
        combined, doubtful = found.values, (found.by_zero | found.undefined | found.unsure)[:, 0]
    table[:, [size]] = step.turned(step.finish(combined))
    step.rounding.apply(table)
    return np.asarray(doubtful, dtype=bool)


def _stepped_in_floats(exactness: Exactness, group: LoneGroup, table: Floats, error: Floats, rows: Indices) -> Mask:
    step, size = group.step, group.parts.size
    doubtful = np.zeros(len(table), dtype=bool)
    sizes = np.max(np.abs(table[:, :size]), axis=0, initial=0.0)
    inherited = error[:size] + (size + 4) * _EPS * sizes
    if step.formulas is None:
        combined = step.combine(table[:, :size])
        added = float(carried_error(step, table, np.zeros(table.shape, dtype=bool), inherited)[0])
    else:
        found = step.formulas.evaluated(table[:, :size], exactness.given.company.rows(rows), inherited)
        combined, doubtful = found.values, (found.by_zero | found.undefined | found.unsure)[:, 0]
        added = float(np.max(np.where(doubtful, 0.0, found.error[:, 0]), initial=0.0))
    table[:, [size]] = step.turned(step.finish(combined))
    if step.times is not None:
        added *= abs(float(step.times[0]))
    own = _size(table[:, size])
    error[size] = added + 8 * _EPS * own + _TINY
    if step.turn[0].size:
        error[size] += 16 * _EPS * (abs(float(step.turn[1][0])) + own)
    before = step.rounding.apply(table)
    relied = rounded_off(Reliance(error, np.asarray(doubtful, dtype=bool)), step.rounding, (before,), table)
    error[size] = relied.error[size] if np.isfinite(relied.error[size]) else np.inf
    return relied.doubtful


def _size(*values: Array) -> float:
    """Return the greatest magnitude among numbers."""
    return max((float(np.max(np.abs(column), initial=0.0)) for column in values if column.dtype != object), default=0.0)


def _laid_over(combined: NewScores, direct: NewScores | None) -> NewScores:
    """Return scores of a component with those that are given for it itself in place of what its parts give."""
    if direct is None:
        return combined
    cases = np.union1d(combined.cases, direct.cases)
    values = np.empty(cases.size, dtype=combined.values.dtype)
    for one in (combined, direct):
        values[np.searchsorted(cases, one.cases)] = one.values
    return NewScores(cases, values, max(combined.error, direct.error))
