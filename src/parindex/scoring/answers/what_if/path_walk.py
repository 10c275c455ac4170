"""Totals with a few scores otherwise, exactly: only what lies above these is combined again, for many cases at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.definition import Component
from parindex.kernels import Array, Indices, Mask, bits_of, charge, pieces, rounded
from parindex.scoring.exactness import Exactness
from parindex.scoring.plan import LoneGroup, Program

#: What a changed score takes by the square of the digits of its weight, and one part of a component combined again.
_SHIFT, _PART = 0.5, 1_200


@attrs.frozen(eq=False)
class NewScores:
    """New exact scores of one node: the cases (ascending) that have one."""

    cases: Indices
    values: Array


@attrs.frozen(eq=False)
class PathTotals:
    """Exact totals (n_cases,), and where they are not defined."""

    totals: Array
    undefined: Mask


@attrs.frozen(eq=False)
class _Base:
    """The exact scores of units as they are."""

    exactness: Exactness
    program: Program
    rows: Indices  # (n_cases,): the unit of each case
    take: Callable[[Indices, Indices], Array]  # rows, nodes -> (n_rows, n_nodes)


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
    """Return the totals of cases, each a unit with some scores of nodes otherwise; units are `plain_rows`.

    The program is one of exact numbers.
    """
    base, undefined = _base(exactness, program, rows), np.zeros(rows.size, dtype=bool)
    current = _rounded(exactness, program, new)
    new = dict(current)
    beside = dict(exactness.plan.beside)
    for group in program.lone_groups:
        extra = beside if group.parent == 0 else {}
        if any(part in current for part in (*group.parts.tolist(), *extra)):
            combined, gone = _combined(base, group, current, extra)
            undefined[combined.cases[gone]] = True
            current[group.parent] = _laid_over(combined, new.get(group.parent))
    totals = base.take(rows, np.zeros(1, dtype=np.intp))[:, 0]
    if 0 in current:
        totals[current[0].cases] = current[0].values
    return PathTotals(totals, undefined)


def _rounded(exactness: Exactness, program: Program, new: Mapping[int, NewScores]) -> dict[int, NewScores]:
    """Round the scores given for components that round."""
    settled = dict(new)
    for node, one in new.items():
        component = exactness.plan.definition.nodes[node]
        if component.decimals is not None and isinstance(component, Component):
            table = rounded(one.values[:, None], np.array([component.decimals]), program.number, exactness.figure)
            settled[node] = NewScores(one.cases, table[:, 0])
    return settled


def _base(exactness: Exactness, program: Program, rows: Indices) -> _Base:
    distinct = np.unique(rows)
    exact = exactness.exact(distinct.tolist())
    convert = _as(program)

    def take(some: Indices, nodes: Indices) -> Array:
        wanted, places = np.unique(some, return_inverse=True)
        table = np.empty((wanted.size, nodes.size), dtype=object)
        for at, row in enumerate(wanted.tolist()):
            table[at] = [convert(figure) for figure in exact[row][nodes]]
        return np.asarray(table[places.reshape(-1)])

    return _Base(exactness, program, rows, take)


def _as(program: Program) -> Callable[[Any], Any]:
    """Return what makes exact scores, fractions or decimals, the numbers of a program."""
    kind = type(program.number.of(Fraction(1)))
    return lambda figure: figure if type(figure) is kind else program.number.of(Fraction(figure))


def _combined(
    base: _Base, group: LoneGroup, current: Mapping[int, NewScores], beside: Mapping[int, int]
) -> tuple[NewScores, Mask]:
    """Return the new scores of a component, and which of them are not defined."""
    changed = {at: current[part] for at, part in enumerate(group.parts.tolist()) if part in current}
    aside = {node: current[node] for node in beside if node in current}
    moved = np.zeros(base.rows.size, dtype=bool)
    for one in (*changed.values(), *aside.values()):
        moved[one.cases] = True
    cases = np.flatnonzero(moved)
    if group.plain:
        moved_by = [(group.step.weights[at], int(group.parts[at]), one) for at, one in changed.items()]
        moved_by += [(beside[node], node, one) for node, one in aside.items()]
        return _shifted(base, group.parent, moved_by, cases), np.zeros(cases.size, dtype=bool)
    size = group.parts.size
    charge(_PART * cases.size * size)
    table = np.empty((cases.size, size + 1), dtype=object)
    table[:, :size] = base.take(base.rows[cases], group.parts)
    for place, part in changed.items():
        table[np.searchsorted(cases, part.cases), place] = part.values
    undefined = _stepped(base, group, table, base.rows[cases])
    scores = table[:, size]
    for node, sign in beside.items():
        points = base.take(base.rows[cases], np.array([node]))[:, 0]
        if node in aside:
            points[np.searchsorted(cases, aside[node].cases)] = aside[node].values
        scores = scores + sign * points
    return NewScores(cases, scores), undefined


def _shifted(base: _Base, parent: int, moved: list[tuple[Any, int, NewScores]], cases: Indices) -> NewScores:
    """Return the scores of a component that is a weighted sum: as they are, and what changed times its weight."""
    scores = base.take(base.rows[cases], np.array([parent]))[:, 0]
    for weight, node, one in moved:
        before = base.take(base.rows[one.cases], np.array([node]))[:, 0]
        places = np.searchsorted(cases, one.cases)
        longest = pieces(bits_of([*scores[places[:1]], weight]))
        charge(_SHIFT * places.size * longest * longest)
        scores[places] = scores[places] + (one.values - before) * weight
    return NewScores(cases, scores)


def _stepped(base: _Base, group: LoneGroup, table: Array, rows: Indices) -> Mask:
    """Combine the parts of a component into the last column of a table, as the walk does; return what is undefined."""
    step, size = group.step, group.parts.size
    undefined = np.zeros(len(table), dtype=bool)
    if step.formulas is None:
        combined = step.combine(table[:, :size])
    else:
        company = base.exactness.evidence.company(base.program.number, rows.tolist())
        found = step.formulas.evaluated(table[:, :size], company)
        combined, undefined = found.values, (found.by_zero | found.undefined | found.unsure)[:, 0]
    table[:, [size]] = step.turned(step.finish(combined))
    step.rounding.apply(table)
    return np.asarray(undefined, dtype=bool)


def _laid_over(combined: NewScores, direct: NewScores | None) -> NewScores:
    """Return scores of a component with those that are given for it itself in place of what its parts give."""
    if direct is None:
        return combined
    cases = np.union1d(combined.cases, direct.cases)
    values = np.empty(cases.size, dtype=combined.values.dtype)
    for one in (combined, direct):
        values[np.searchsorted(cases, one.cases)] = one.values
    return NewScores(cases, values)
