"""Columns of a table that name supporting documents, their pages, and notes."""

from __future__ import annotations

from parindex.base import clean, fold
from parindex.definition import PAPERS, Definition, Indicator
from parindex.evidence.cells.table import Table, written

#: No indicator has a longer id in a file; names of columns are searched no further for one.
LONGEST_OWNER = 200


def document_column(raw: str, definition: Definition) -> tuple[str, str, str] | None:
    """Return indicator, input and field of a column such as ``1.1.document`` or ``1.1.on_time.page``."""
    owner, _, field = raw.rpartition(".")
    if field not in PAPERS:
        return None
    dots = [at for at, mark in enumerate(owner[:LONGEST_OWNER]) if mark == "."]
    for at in (at for at in (len(owner), *reversed(dots)) if owner[:at] in definition):
        leaf = definition[owner[:at]]
        item = owner[at + 1 :]
        if isinstance(leaf, Indicator) and (not item or fold(item) in map(fold, leaf.reads)):
            return leaf.id, item, field
    return None


def own_notes(table: Table, definition: Definition) -> dict[tuple[int, str], list[str]]:
    """Return what a layer itself notes, not what it takes over from another, by row and indicator."""
    notes: dict[tuple[int, str], list[str]] = {}
    for raw, cells in table.columns.items():
        place = document_column(raw, definition)
        for row, cell in enumerate(cells) if place is not None and place[2] == "note" else ():
            text = clean(written(cell))
            if text and (row, raw) not in table.origins and place is not None:
                notes.setdefault((row, place[0]), []).append(text)
    return notes
