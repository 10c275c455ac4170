"""What one layer of points sees otherwise than another, and what each such change alone does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

import attrs
import numpy as np

from parindex.appraisal.effects import effects, raw_columns
from parindex.base import decimal_text, json_float
from parindex.definition import Indicator, Node
from parindex.evidence import Evidence, own_notes
from parindex.kernels import RATIONAL, Mask, in_decimals
from parindex.scoring import Scores, shown

What = Literal["value", "input", "option", "document refused", "not applicable", "filled", "emptied"]


@attrs.frozen
class Change:
    """One node of one unit that the later layer sees otherwise.

    Attributes
    ----------
    unit, name, indicator : str
        Where: a unit, and an indicator, or a component whose score is given.
    what : str
        ``value``, ``input`` or ``option`` differ; a document was refused; the indicator became not applicable, was
        filled or emptied.
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
    what: What
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
        figures = {"total": json_float(self.total), "rank": json_float(self.rank), "effect": decimal_text(self.effect)}
        pairs = {"points": list(self.points), "published": list(map(decimal_text, self.published))}
        return {**attrs.asdict(self), **pairs, **figures}


def changes(before: Scores, after: Scores) -> Iterator[Change]:
    """Yield every node given in both layers that differs, unit by unit."""
    definition = before.definition
    found: list[tuple[int, Node, What]] = []
    for node in given_nodes(before.evidence):
        kinds = _kinds(before.evidence, after.evidence, node)
        found += [(row, node, kind) for row, kind in enumerate(kinds) if kind is not None]
    found.sort(key=lambda change: change[0])
    place = before.places
    rows = np.array([row for row, *_ in found], dtype=np.intp)
    alone = effects(before, after, rows, [node for _, node, _ in found])
    at = np.array([place[node.id] for _, node, _ in found], dtype=np.intp)
    published = zip(*(layer.exactness.published(rows, at) for layer in (before, after)), strict=True)
    notes = own_notes(after.evidence.table, definition)
    figures = zip(alone.totals.tolist(), alone.ranks.tolist(), alone.steps.tolist(), strict=True)
    for (row, node, kind), pair, (total, rank, step) in zip(found, published, figures, strict=True):
        yield Change(
            before.units[row],
            before.names[row],
            node.id,
            kind,
            shown(before, row, node),
            shown(after, row, node),
            (json_float(before.values[row, place[node.id]]), json_float(after.values[row, place[node.id]])),
            pair,
            total,
            rank,
            None if np.isnan(step) else in_decimals(int(step), definition.decimals),
            "; ".join(notes.get((row, node.id), ())),
        )


def given_nodes(evidence: Evidence) -> list[Node]:
    """Return the nodes whose score or value the evidence holds."""
    return [node for node in evidence.definition.nodes[1:] if node.id in evidence.columns]


def _differ(before: Evidence, after: Evidence, column: str) -> Mask:
    """Return where two layers differ in a column."""
    at = [layer.columns.index(column) for layer in (before, after)]
    then, now = before.values[:, at[0]], after.values[:, at[1]]
    out = ~((then == now) | (np.isnan(then) & np.isnan(now)))
    out |= before.not_applicable[:, at[0]] != after.not_applicable[:, at[1]]
    pairs = list(zip((before, after), at, strict=True))
    long = {row for layer, column_ in pairs for row, place in layer.long if place == column_}
    for row in (row for row in long if not (out[row] or np.isnan(then[row]))):
        exact = [layer.exact([row], place, RATIONAL) for layer, place in pairs]
        out[row] = exact[0] != exact[1]
    return np.asarray(out, dtype=bool)


def _kinds(before: Evidence, after: Evidence, node: Node) -> list[What | None]:
    """Say for every unit how the two layers differ in one node."""
    raw = raw_columns(before, after, node)
    differ = np.logical_or.reduce([_differ(before, after, name) for name in raw] or [np.zeros(len(before.units), bool)])
    at = [layer.columns.index(node.id) for layer in (before, after)]
    then, now = before.values[:, at[0]], after.values[:, at[1]]
    absent = before.not_applicable[:, at[0]] != after.not_applicable[:, at[1]]
    options = isinstance(node, Indicator) and node.rule.options() is not None
    out: list[What | None] = [None] * len(then)
    refused = [
        {row for (row, leaf), papers in layer.documents.items() if leaf == node.id and any(p.refused for p in papers)}
        for layer in (before, after)
    ]
    for row in sorted({*np.flatnonzero(differ).tolist(), *(refused[1] - refused[0])}):
        kind: What = "option" if options else "value"
        if row in refused[1] - refused[0]:
            kind = "document refused"
        elif absent[row]:
            kind = "not applicable"
        elif raw != [node.id]:
            kind = "input"
        elif np.isnan(then[row]) or np.isnan(now[row]):
            kind = "filled" if np.isnan(then[row]) else "emptied"
        out[row] = kind
    return out
