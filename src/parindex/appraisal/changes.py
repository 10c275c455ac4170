"""What one layer of points sees otherwise than another, and what each such change alone does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

import attrs
import numpy as np

from parindex.appraisal.effects import effects, raw_columns
from parindex.base import decimal_text, json_figure, json_float
from parindex.definition import Indicator, Node
from parindex.evidence import Evidence, own_notes
from parindex.kernels import RATIONAL, Mask, in_decimals
from parindex.scoring import Scores, evidence_in_words

ChangeKind = Literal["value", "points", "input", "option", "document refused", "not applicable", "filled", "emptied"]


@attrs.frozen
class Change:
    """One node of one unit that the later layer sees otherwise.

    Attributes
    ----------
    unit, name, indicator : str
        Where: a unit, and an indicator, or a component whose score is given.
    what : str
        ``value``, ``points``, ``input`` or ``option`` differ; a document was refused; the indicator became not
        applicable, was filled or emptied.
    before, after : str
        What the two layers say.
    points : tuple of (float or None)
        The score in either layer.
    published : tuple of (Decimal or None)
        The same as published.
    total, rank : float
        What this change alone does to the unit's total and rank, everything else as in the earlier layer; nan where
        there is none. A positive `rank` is a loss.
    effect : Decimal or None
        `total`, rounded half up from the exact figure.
    note : str
        What the later layer says about it.
    """

    unit: str
    name: str
    indicator: str
    what: ChangeKind
    before: str
    after: str
    points: tuple[float | None, float | None]
    published: tuple[Decimal | None, Decimal | None]
    total: float
    rank: float
    effect: Decimal | None
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        figures = {"total": json_float(self.total), "rank": json_figure(self.rank), "effect": decimal_text(self.effect)}
        pairs = {"points": list(self.points), "published": list(map(decimal_text, self.published))}
        return {**attrs.asdict(self), **pairs, **figures}


def changes(before: Scores, after: Scores) -> Iterator[Change]:
    """Yield every node given in both layers that differs, unit by unit."""
    differing: list[tuple[int, Node, ChangeKind]] = []
    for node in given_nodes(before.evidence):
        kinds = _kinds(before.evidence, after.evidence, node)
        differing += [(row, node, kind) for row, kind in enumerate(kinds) if kind is not None]
    differing.sort(key=lambda change: change[0])
    rows = np.array([row for row, *_ in differing], dtype=np.intp)
    columns = np.array([before.places[node.id] for _, node, _ in differing], dtype=np.intp)
    alone = effects(before, after, rows, [node for _, node, _ in differing])
    figures = zip(alone.totals.tolist(), alone.ranks.tolist(), alone.steps.tolist(), strict=True)
    published = zip(*(layer.exactness.published(rows, columns) for layer in (before, after)), strict=True)
    points = zip(*(map(json_float, layer.values[rows, columns]) for layer in (before, after)), strict=True)
    notes = own_notes(after.evidence.table, before.definition.as_written)
    for (row, node, kind), scored, printed, (total, rank, step) in zip(
        differing, points, published, figures, strict=True
    ):
        unit, name, note = before.units[row], before.names[row], "; ".join(notes.get((row, node.id), ()))
        says = evidence_in_words(before, row, node), evidence_in_words(after, row, node)
        effect = None if np.isnan(step) else in_decimals(int(step), before.definition.decimals)
        yield Change(unit, name, node.id, kind, *says, scored, printed, total, rank, effect, note)


def given_nodes(evidence: Evidence) -> list[Node]:
    """Return the nodes whose score or value the evidence holds."""
    return [node for node in evidence.definition.nodes[1:] if node.id in evidence.columns]


def _differ(before: Evidence, after: Evidence, column: str) -> Mask:
    """Return where two layers differ in a column."""
    at = [layer.columns.index(column) for layer in (before, after)]
    then, now = before.values[:, at[0]], after.values[:, at[1]]
    differ = ~((then == now) | (np.isnan(then) & np.isnan(now)))
    differ |= before.not_applicable[:, at[0]] != after.not_applicable[:, at[1]]
    pairs = list(zip((before, after), at, strict=True))
    long = {row for layer, column_ in pairs for row, place in layer.long if place == column_}
    for row in (row for row in long if not (differ[row] or np.isnan(then[row]))):
        exact = [layer.exact([row], place, RATIONAL) for layer, place in pairs]
        differ[row] = exact[0] != exact[1]
    return np.asarray(differ, dtype=bool)


def _kinds(before: Evidence, after: Evidence, node: Node) -> list[ChangeKind | None]:
    """Say for every unit how the two layers differ in one node."""
    raw = raw_columns(before, after, node)
    differ = np.logical_or.reduce([_differ(before, after, name) for name in raw] or [np.zeros(len(before.units), bool)])
    at = [layer.columns.index(node.id) for layer in (before, after)]
    then, now = before.values[:, at[0]], after.values[:, at[1]]
    absent = before.not_applicable[:, at[0]] != after.not_applicable[:, at[1]]
    options = isinstance(node, Indicator) and node.rule.options() is not None
    pointed = node.id in before.definition.pointed
    kinds: list[ChangeKind | None] = [None] * len(then)
    refused = _refused(after, node) - _refused(before, node)
    for row in sorted({*np.flatnonzero(differ).tolist(), *refused}):
        kind: ChangeKind = "option" if options else "points" if pointed else "value"
        if row in refused:
            kind = "document refused"
        elif absent[row]:
            kind = "not applicable"
        elif raw != [node.id]:
            kind = "input"
        elif np.isnan(then[row]) or np.isnan(now[row]):
            kind = "filled" if np.isnan(then[row]) else "emptied"
        kinds[row] = kind
    return kinds


def _refused(layer: Evidence, node: Node) -> set[int]:
    papers = [(row, paper) for (row, leaf), every in layer.documents.items() if leaf == node.id for paper in every]
    return {row for row, paper in papers if paper.refused}
