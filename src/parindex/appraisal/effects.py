"""What one change alone does to total and rank, everything else as before: exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs
import numpy as np

from parindex.base import EvidenceError
from parindex.definition import Definition, Indicator, Node
from parindex.evidence import Evidence, NewCells, altered
from parindex.kernels import Array, Floats, Indices, as_float, half_up, half_up_exact, undecided
from parindex.scoring import (
    ExactTotals,
    Given,
    Marks,
    Plan,
    Program,
    Reliance,
    Scores,
    Walk,
    error_bounds,
    marks,
    ranks_with,
    score,
    walk,
)

_CHUNK = 4096


@attrs.frozen(eq=False)
class Effects:
    """What each change does alone, arrays (n_changes,), nan where it does not apply.

    By how much total and rank of the unit change; `steps` is the former in whole steps as published, half up.
    """

    totals: Floats
    ranks: Floats
    steps: Floats


def effects(before: Scores, after: Scores, rows: Indices, nodes: Sequence[Node]) -> Effects:
    """Return what it does alone that a unit has one node as the later layer has it."""
    columns = np.array([before.places[node.id] for node in nodes], dtype=np.intp)
    reaching = _reaching(before.definition)
    alone = np.array([node.id not in reaching for node in nodes], dtype=bool)
    figures = np.full((3, rows.size), np.nan)
    figures[:, alone] = _walked(before, after, rows[alone], columns[alone])
    undecided_ranks = np.isnan(figures[1]) & ~np.isnan(figures[0]) & ~np.isnan(before.rank[rows])
    for at in np.flatnonzero(~alone | undecided_ranks).tolist():
        figures[:, at] = _rescored(before, after, int(rows[at]), nodes[at])
    return Effects(*figures)


def _reaching(definition: Definition) -> set[str]:
    """Return the indicators whose change reaches further than their own score: other units, other indicators."""
    reaching = {leaf.id for leaf in definition.leaves if leaf.rule.cohort}
    for leaf in definition.computed:
        reaching |= {leaf.id, *leaf.refers_to} if leaf.refers_to else set()
    return reaching


def raw_columns(before: Evidence, after: Evidence, node: Node) -> list[str]:
    """Return the columns in which both layers say what a node is; none where it follows from other indicators."""
    if not isinstance(node, Indicator) or node.formula is None:
        return [node.id]
    inputs = [f"{node.id}.{name}" for name in node.reads]
    both = all(layer.gives(name) for layer in (before, after) for name in inputs)
    return inputs if both else [node.id]


@attrs.frozen(eq=False, repr=False)
class _Mix:
    """Units with the score of one node each taken from the later layer, on one kind of number."""

    given: Given
    marked: Marks
    walked: Walk


def _mixed(plan: Plan, program: Program, layers: list[tuple[Array, Given]], nodes: Indices) -> _Mix:
    """Walk the units of the first layer with one node each as the second has it."""
    (scores, given), (later_scores, later) = layers
    leaf_at = np.full(len(plan.ids), -1)
    leaf_at[plan.leaf_nodes] = np.arange(plan.leaf_nodes.size)
    rows = np.flatnonzero(leaf_at[nodes] >= 0)
    cells = rows, leaf_at[nodes[rows]]
    for name in ("observed", "full", "zero", "left_out", "shared"):
        getattr(given, name)[cells] = getattr(later, name)[cells]
    scores[cells] = later_scores[cells]
    for node in given.components.keys() & later.components.keys():
        here = nodes == node
        for name in ("components", "absent", "components_left_out"):
            getattr(given, name)[node][here] = getattr(later, name)[node][here]
    marked = marks(plan, given)
    return _Mix(given, marked, walk(plan, program, scores, given, marked))


def _walked(before: Scores, after: Scores, rows: Indices, nodes: Indices) -> tuple[Floats, Floats, Floats]:
    """Return what changes do that reach no further than their own score: units are walked with that one changed."""
    judges, plan = (before.exactness, after.exactness), before.exactness.plan
    leaves = [np.where(np.isnan(layer.values), 1.0, layer.values)[:, plan.leaf_nodes] for layer in (before, after)]
    errors = np.maximum(before.exactness.error, after.exactness.error)[plan.leaf_nodes]
    totals, ranks, steps = (np.full(rows.size, np.nan) for _ in range(3))
    for start in range(0, rows.size, _CHUNK):
        here = slice(start, start + _CHUNK)
        some, at = rows[here], nodes[here]
        layers = [(scores[some], exactness.given.rows(some)) for scores, exactness in zip(leaves, judges, strict=True)]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            mix = _mixed(plan, plan.float_program, layers, at)
            relied = error_bounds(plan, mix.walked, mix.given, mix.marked, Reliance.of(errors, some.size))

        def exact(open_: Indices, some: Indices = some, at: Indices = at) -> dict[int, Fraction]:
            def again(program: Program) -> Walk:
                layers = [exactness.leaves(program, some[open_].tolist()) for exactness in judges]
                return _mixed(plan, program, layers, at[open_]).walked

            if not open_.size:
                return {}
            walked = before.exactness.exactly(again)
            defined = np.arange(open_.size)
            if walked.undefined is not None:
                defined = np.flatnonzero(~walked.undefined.any(axis=1))
            pairs = zip(open_[defined].tolist(), walked.scores[defined, 0], strict=True)
            return {row: before.exactness.figure(figure) for row, figure in pairs}

        error, new = float(relied.error[0]), np.where(mix.marked.without_score[:, 0], np.nan, mix.walked.scores[:, 0])
        doubtful = np.flatnonzero(relied.doubtful & ~np.isnan(new))
        new[doubtful] = np.nan  # stays where a formula is not defined with the one change alone
        for row, figure in exact(doubtful).items():
            new[row] = as_float(figure)
        totals[here], steps[here] = _shift(before, some, new, error, exact)
        ranks[here] = ranks_with(before, some, new, error, exact) - before.rank[some]
    return totals, ranks, steps


def _rescored(before: Scores, after: Scores, row: int, node: Node) -> tuple[float, float, float]:
    """Return what one change alone does, by scoring all units again with it."""
    raw = raw_columns(before.evidence, after.evidence, node)
    if not all(layer.evidence.gives(name) for name in raw for layer in (before, after)):
        return np.nan, np.nan, np.nan  # one layer gives the value, the other its inputs
    try:
        new = score(before.definition, mixed_evidence(before.evidence, after.evidence, [row], raw))
    except EvidenceError:  # a formula is not defined with the one change alone
        return np.nan, np.nan, np.nan

    def exact(open_: Indices) -> dict[int, Fraction]:
        return {at: new.exactness.exact_score(row) for at in open_.tolist()}

    totals, steps = _shift(before, np.array([row]), new.total[[row]], float(new.exactness.error[0]), exact)
    return float(totals[0]), float(new.rank[row] - before.rank[row]), float(steps[0])


def mixed_evidence(before: Evidence, after: Evidence, rows: list[int], names: list[str]) -> Evidence:
    """Return the earlier evidence with some columns of some units as the later layer has them."""
    here = {row: row for row in rows}
    return altered(before, {name: NewCells.taken_from(after, name, here) for name in names}).evidence


def _shift(before: Scores, rows: Indices, totals: Floats, error: float, exact: ExactTotals) -> tuple[Floats, Floats]:
    """Return by how much new totals differ from the units' own, and the same in whole steps, half up."""
    exactness, decimals = before.exactness, before.definition.decimals
    shifts = totals - before.total[rows]
    slack = error + float(exactness.error[0])
    with np.errstate(invalid="ignore"):
        steps = np.where(np.isnan(shifts), np.nan, half_up(np.where(np.isnan(shifts), 0.0, shifts), decimals))
        near_zero = (np.abs(shifts) <= slack) & (shifts != 0)
        doubtful = np.flatnonzero(~np.isnan(shifts) & (undecided(shifts, decimals, slack) | near_zero))
    exact_before = exactness.exact(rows[doubtful].tolist()) if doubtful.size else {}
    for at, figure in exact(doubtful).items():
        shift = figure - exactness.figure(exact_before[int(rows[at])][0])
        shifts[at], steps[at] = as_float(shift), half_up_exact(shift, decimals)
    return shifts, steps
