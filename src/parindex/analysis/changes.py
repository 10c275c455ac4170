"""What one layer of points sees otherwise than another, and what each such change alone does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal

import attrs
import numpy as np
import numpy.typing as npt

from parindex.definition import Indicator, Node
from parindex.evidence import Evidence
from parindex.explanation import shown
from parindex.kernels.number import RATIONAL, Array
from parindex.kernels.round import half_up, half_up_exact, undecided
from parindex.plan import Plan, Program
from parindex.scoring import Scores
from parindex.walk import Given, Marks, Walk, error_bounds, marks, walk

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Exact = Callable[[Indices], dict[int, Fraction]]
What = Literal["value", "input", "option", "document refused", "not applicable", "filled", "emptied"]
_CHUNK = 4096


@attrs.frozen
class Change:
    """One indicator of one unit that the later layer sees otherwise.

    Attributes
    ----------
    unit, indicator : str
        Where.
    what : str
        ``value``, ``input`` or ``option`` differ; a document was refused; the indicator became not applicable, was
        filled or emptied.
    before, after : str
        What the two layers say.
    points : tuple of (float or None)
        The score in either layer.
    total, rank : float
        What this change alone does to the unit's total and rank; nan where there is none. A positive `rank` is a
        loss of places.
    note : str
        What the later layer says about it.
    """

    unit: str
    indicator: str
    what: What
    before: str
    after: str
    points: tuple[float | None, float | None]
    total: float
    rank: float
    note: str = ""


def known(number: float) -> float | None:
    """Return a number, or None where there is none."""
    return float(number) if np.isfinite(number) else None


def changes(before: Scores, after: Scores) -> Iterator[Change]:
    """Yield every node given in both layers that differs, unit by unit."""
    columns = before.evidence.columns
    nodes = [node for node in before.definition.nodes[1:] if node.id in columns and node.id in after.evidence.columns]
    found: list[tuple[int, Node, What]] = []
    for node in nodes:
        kinds = _kinds(before.evidence, after.evidence, node)
        found += [(row, node, kind) for row, kind in enumerate(kinds) if kind is not None]
    found.sort(key=lambda change: change[0])
    place = {id_: at for at, id_ in enumerate(before.nodes)}
    at = np.array([place[node.id] for _, node, _ in found], dtype=np.intp)
    rows = np.array([row for row, *_ in found], dtype=np.intp)
    totals, places = _effects(before, after, rows, at)
    for (row, node, kind), total, lost in zip(found, totals.tolist(), places.tolist(), strict=True):
        papers = after.evidence.documents.get((row, node.id), ())
        yield Change(
            before.units[row],
            node.id,
            kind,
            shown(before, row, node),
            shown(after, row, node),
            (known(before.values[row, place[node.id]]), known(after.values[row, place[node.id]])),
            total,
            lost,
            "; ".join(paper.note for paper in papers if paper.note),
        )


def _kinds(before: Evidence, after: Evidence, node: Node) -> list[What | None]:
    """Say for every unit how the two layers differ in one indicator."""
    reads, options = (node.reads, node.rule.options()) if isinstance(node, Indicator) else ((), None)
    at = [layer.columns.index(node.id) for layer in (before, after)]
    then, now = before.values[:, at[0]], after.values[:, at[1]]
    absent = [before.not_applicable[:, at[0]], after.not_applicable[:, at[1]]]
    names = [f"{node.id}.{name}" for name in reads]
    inputs = np.zeros(len(then), dtype=bool)
    for name in (name for name in names if name in before.columns and name in after.columns):
        pair = [layer.values[:, layer.columns.index(name)] for layer in (before, after)]
        inputs |= ~((pair[0] == pair[1]) | (np.isnan(pair[0]) & np.isnan(pair[1])))
    long = {
        row for layer, column in zip((before, after), at, strict=True) for row, place in layer.long if place == column
    }
    out: list[What | None] = []
    for row in range(len(then)):
        refused = any(paper.refused for paper in after.documents.get((row, node.id), ()))
        was = any(paper.refused for paper in before.documents.get((row, node.id), ()))
        differ = then[row] != now[row] and not (np.isnan(then[row]) and np.isnan(now[row]))
        if row in long and not differ:
            differ = before.exact([row], at[0], RATIONAL) != after.exact([row], at[1], RATIONAL)
        kind: What | None = None
        if refused and not was:
            kind = "document refused"
        elif absent[0][row] != absent[1][row]:
            kind = "not applicable"
        elif inputs[row]:
            kind = "input"
        elif differ:
            kind = "filled" if np.isnan(then[row]) else "emptied" if np.isnan(now[row]) else "value"
            kind = "option" if kind == "value" and options is not None else kind
        out.append(kind)
    return out


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
    for name in ("observed", "full", "zero", "left_out"):
        getattr(given, name)[cells] = getattr(later, name)[cells]
    scores[cells] = later_scores[cells]
    for node in given.components.keys() & later.components.keys():
        here = nodes == node
        for name in ("components", "absent", "components_left_out"):
            getattr(given, name)[node][here] = getattr(later, name)[node][here]
    marked = marks(plan, given)
    return _Mix(given, marked, walk(plan, program, scores, given, marked))


def _effects(before: Scores, after: Scores, rows: Indices, nodes: Indices) -> tuple[Floats, Floats]:
    """Return what each change alone does: to the total, and how many places are lost among the others as they are."""
    judges, plan = (before.judge, after.judge), before.judge.plan
    leaves = [np.where(np.isnan(layer.values), 1.0, layer.values)[:, plan.leaf_nodes] for layer in (before, after)]
    errors = np.maximum(before.judge.error, after.judge.error)[plan.leaf_nodes]
    totals, places = np.full(rows.size, np.nan), np.full(rows.size, np.nan)
    for start in range(0, rows.size, _CHUNK):
        here = slice(start, start + _CHUNK)
        some, at = rows[here], nodes[here]
        layers = [(own[some], judge.given.rows(some)) for own, judge in zip(leaves, judges, strict=True)]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            mix = _mixed(plan, plan.float_program, layers, at)
            error = float(error_bounds(plan, mix.walked, mix.given, mix.marked, errors)[0])

        def exact(open_: Indices, some: Indices = some, at: Indices = at) -> dict[int, Fraction]:
            def again(program: Program) -> Array:
                layers = [judge.leaves(program, some[open_].tolist()) for judge in judges]
                return _mixed(plan, program, layers, at[open_]).walked.scores[:, 0]

            figures = before.judge.exactly(again) if open_.size else ()
            return {row: before.judge.figure(figure) for row, figure in zip(open_.tolist(), figures, strict=True)}

        new = np.where(mix.marked.without_score[:, 0], np.nan, mix.walked.scores[:, 0])
        totals[here] = new - before.total[some]
        places[here] = _places_lost(before, some, new, error, exact)
    return totals, places


def _places_lost(before: Scores, rows: Indices, totals: Floats, error: float, exact: Exact) -> Floats:
    """Return how many more of the others are above each unit by its new total than by its own.

    `totals` are known to within `error`; `exact` tells those of some places.
    """
    judge, on, decimals = before.judge, before.definition.rank.on, before.definition.decimals
    keys = np.where(np.isnan(before.rank), -1, judge.standing(on))
    figures, slack, known_ = before.total, error + float(judge.error[0]), ~np.isnan(totals)
    if on == "rounded":
        steps = judge.rounded(slice(None), 0, decimals)
        figures, slack = np.array([np.nan if step is None else float(step) for step in steps]), 0.0
        open_ = np.flatnonzero(known_ & undecided(totals, decimals, error))
        totals = half_up(totals, decimals)
        for at, figure in exact(open_).items():
            totals[at] = half_up_exact(figure, decimals)
    out = np.full(rows.size, np.nan)
    for group in judge.given.groups:
        members = np.arange(keys.size)[group]
        members = members[keys[members] >= 0]
        members = members[np.argsort(keys[members])]
        place = np.full(keys.size, -1)
        place[members] = np.arange(members.size)
        here = np.flatnonzero((place[rows] >= 0) & known_)
        own, line = place[rows[here]], np.maximum.accumulate(figures[members])
        low = np.searchsorted(line, totals[here] - slack, "left")
        high = np.searchsorted(line, totals[here] + slack, "right")
        above = members.size - high - (own >= high)
        near = high - low - ((low <= own) & (own < high)) if slack else np.zeros(here.size)
        doubtful = np.flatnonzero(near > 0)
        for at, figure in exact(here[doubtful]).items():
            one = int(np.searchsorted(here, at))
            others = [row for row in members[low[one] : high[one]].tolist() if row != rows[at]]
            above[one] += sum(judge.figure(judge.exact([row])[row][0]) > figure for row in others)
        out[here] = above - (members.size - np.searchsorted(keys[members], keys[rows[here]], "right"))
    return out
