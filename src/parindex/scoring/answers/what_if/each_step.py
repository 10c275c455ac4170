"""What one step more at each node would bring each unit: cells of evidence for all units and nodes at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.base import Message
from parindex.definition import Bands, Choice, Component, Indicator, Node
from parindex.evidence import NewCells
from parindex.kernels import Array, Floats, Indices, Mask, as_float, at_fifteen_digits
from parindex.scoring.answers.next_evidence import More, better_values, step_of, ways_to_more

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


@attrs.frozen(eq=False)
class Steps:
    """Cases, each one step at one node of one unit, arrays (n_cases,).

    `values` are the new values, nan where they are told in words only, by case in `told`. One that is not `expected` to
    better anything counts only if it does.
    """

    rows: Indices
    nodes: Indices
    values: Floats
    expected: Mask
    cells: dict[str, NewCells]
    told: dict[int, Message]


def steps_of(scores: Scores, rows: Indices, nodes: Sequence[int], by: Fraction) -> Steps:
    """Return the steps of some units at some nodes: `by` units of evidence; one answer, band or file where it is 1."""
    blocks = [block for at in nodes for block in _blocks(scores, rows, at, by)]
    starts = np.concatenate([[0], np.cumsum([block.rows.size for block in blocks])]).astype(np.intp)
    cells: dict[str, list[tuple[Indices, NewCells]]] = {}
    for start, block in zip(starts.tolist(), blocks, strict=False):
        for column, new in block.cells.items():
            cells.setdefault(column, []).append((new.rows + start, new))
    return Steps(
        _joined([block.rows for block in blocks], np.intp),
        _joined([block.nodes for block in blocks], np.intp),
        _joined([block.values for block in blocks], np.float64),
        _joined([block.expected for block in blocks], bool),
        {column: _joined_cells(new) for column, new in cells.items()},
        {
            start + at: told
            for start, block in zip(starts.tolist(), blocks, strict=False)
            for at, told in block.told.items()
        },
    )


def _joined(arrays: Sequence[Array], kind: type) -> Array:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=kind)


def _joined_cells(parts: Sequence[tuple[Indices, NewCells]]) -> NewCells:
    """Return the cells of one column, of several blocks one behind the other."""
    long: dict[int, Fraction] = {}
    size = 0
    for cases, new in parts:
        long |= {size + at: figure for at, figure in new.long.items()}
        size += cases.size
    return NewCells(
        np.concatenate([cases for cases, _ in parts]),
        np.concatenate([new.values for _, new in parts]),
        np.zeros(size, dtype=bool),
        long,
    )


def moves_by(scores: Scores, at: int, by: Fraction) -> bool:
    """Tell whether evidence of a node may hold `by` more: one answer, band or file, or steps of what is counted."""
    node = scores.definition.nodes[at]
    if node.id not in scores.evidence.columns:
        return False
    if not _is_stepped(scores, at):
        return by == 1
    return isinstance(node, Component) or node.rule.grid(node) is None or by.denominator == 1


def _is_stepped(scores: Scores, at: int) -> bool:
    """Tell whether evidence of a node is a number that moves by itself."""
    node, evidence = scores.definition.nodes[at], scores.evidence
    in_words = isinstance(node, Indicator) and isinstance(node.rule, (Choice, Bands))
    return not in_words and evidence.columns.index(node.id) not in evidence.computed


def _blocks(scores: Scores, rows: Indices, at: int, by: Fraction) -> Iterator[Steps]:
    if not moves_by(scores, at, by):
        return
    if _is_stepped(scores, at):
        yield from _stepped(scores, rows, at, by)
    else:
        yield _in_words(scores, rows, at)


def _stepped(scores: Scores, rows: Indices, at: int, by: Fraction) -> Iterator[Steps]:
    """Yield the steps at a node whose evidence is any number, upward, downward, or both where either may be better."""
    node, evidence = scores.definition.nodes[at], scores.evidence
    low, high = _limits(scores, node)
    values = evidence.values[rows, evidence.columns.index(node.id)]
    step, better = as_float(step_of(node) * by), better_values(scores.definition, node)
    for sign in (1, -1):
        if better not in {0, sign}:
            continue
        moved = at_fifteen_digits(values + sign * step)
        moved = np.clip(moved, -np.inf if low is None else as_float(low), np.inf if high is None else as_float(high))
        with np.errstate(invalid="ignore"):
            here = np.flatnonzero((moved - values) * sign * step > 0)
        cells = NewCells(np.arange(here.size), moved[here], np.zeros(here.size, dtype=bool))
        everywhere = np.ones(here.size, dtype=bool)
        yield Steps(rows[here], np.full(here.size, at), moved[here], everywhere, {node.id: cells}, {})


def _limits(scores: Scores, node: Node) -> tuple[Fraction | None, Fraction | None]:
    return node.rule.domain(node) if isinstance(node, Indicator) else scores.definition.domain(node)


def _in_words(scores: Scores, rows: Indices, at: int) -> Steps:
    """Return the steps at a node that takes answers, bands or inputs."""
    node, evidence = scores.definition.nodes[at], scores.evidence
    values = evidence.values[:, evidence.columns.index(node.id)]
    shared = evidence.columns.index(node.id) not in evidence.computed and not (
        isinstance(node, Indicator) and any(node.rule.named())
    )
    known: dict[float, list[More]] = {}
    ways: list[tuple[int, More]] = []
    for row in rows.tolist():
        key = float(values[row])
        own = known.get(key) if shared else None
        if own is None:
            own = known[key] = list(ways_to_more(scores, row, at))
        ways += [(row, way) for way in own]
    figures: dict[str, dict[int, Fraction | None]] = {}
    for case, (_, way) in enumerate(ways):
        for column, figure in way.cells.items():
            figures.setdefault(column, {})[case] = figure
    return Steps(
        np.array([row for row, _ in ways], dtype=np.intp),
        np.full(len(ways), at, dtype=np.intp),
        np.full(len(ways), np.nan),
        np.array([way.expected for _, way in ways], dtype=bool),
        {column: NewCells.of(by_case) for column, by_case in figures.items()},
        {case: way.told for case, (_, way) in enumerate(ways)},
    )
