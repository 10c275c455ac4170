"""Rows below a header that repeat it, as at the head of each printed page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from parindex.base import clean, fold, say
from parindex.evidence.cells.table import Table, is_blank, written
from parindex.evidence.files.grid import Grid
from parindex.evidence.layouts.header_rows import Header


def without_repeated_heads(table: Table, grid: Grid, header: Header) -> Table:
    """Return the table without rows that say what a row of its header does, with a note for each."""
    fields = {name: at for name, at in table.fields.items() if name in table.columns or name in ("unit", "name")}
    heads = [_texts(grid.rows[row], fields) for row in range(header.first, header.last + 1)]
    heads = [texts for texts in heads if sum(map(bool, texts.values())) > 1]
    called = {texts.get("unit", "") for texts in heads}
    found = [row for row, unit in enumerate(table.units) if fold(unit) in called and _of(table, row, fields) in heads]
    if not found:
        return table
    notes = []
    for row in found:
        words = table.units[row] or table.names[row]
        message = say("{words!r} is passed over: the row repeats the header", words=words[:80])
        notes.append(table.problem("heading-row", message, "", "note", row=row))
    repeated = set(found)
    rest = table.take([row for row in range(len(table.units)) if row not in repeated])
    return attrs.evolve(rest, whole=None, problems=(*table.problems, *notes))


def _texts(row: Sequence[Any], fields: dict[str, int]) -> dict[str, str]:
    return {name: _text(row[at - 1]) if at <= len(row) else "" for name, at in fields.items()}


def _of(table: Table, row: int, fields: dict[str, int]) -> dict[str, str]:
    """Return what a row of the table says in each column."""
    own = {"unit": table.units[row], "name": table.names[row]}
    return {name: _text(own[name] if name in own else table.columns[name][row]) for name in fields}


def _text(cell: Any) -> str:
    return "" if is_blank(cell) else fold(clean(written(cell)))
