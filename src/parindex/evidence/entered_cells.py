"""What stands in the cells of a unit as it was written, sound or not: what a form shows again."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.base import clean
from parindex.definition import Definition
from parindex.evidence.cells.table import Table, written
from parindex.evidence.columns import targets
from parindex.evidence.document_columns import document_column


def entered_cells(table: Table, definition: Definition, row: int) -> dict[str, str]:
    """Return the texts of the cells of a row by the columns of a form; without cells that hold nothing."""
    columns = _form_columns(table, definition)
    texts = {column: clean(written(table.columns[raw][row])) for raw, column in columns.items()}
    return {column: text for column, text in texts.items() if text}


def _form_columns(table: Table, definition: Definition) -> Mapping[str, str]:
    """Return the column of a form that each known column of a table is."""
    known = {raw: target.id for raw, target in targets(table, definition.as_written).items()}
    papers = ((raw, document_column(raw, definition)) for raw in table.columns if raw not in known)
    return known | {raw: ".".join(filter(None, paper)) for raw, paper in papers if paper is not None}
