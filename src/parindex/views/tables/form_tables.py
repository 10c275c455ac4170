"""The fields of a form as tables: for a terminal, as CSV for programs and for Excel, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from parindex.evidence import Fields
from parindex.views.document import TextTable


def form_table(form: Fields) -> TextTable:
    """Return what people read of a form, in its language."""
    header, *rows = form.lines()
    return TextTable(header, rows, figures=[3])


def _to_csv(form: Fields) -> str:
    """Return a row a field with everything that is known of it, by the names that JSON has."""
    records = form.to_records()
    return TextTable(list(records[0]), [list(map(_cell, one.values())) for one in records]).to_csv()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


#: Every format that `fields` writes, by name.
FORMS: Mapping[str, Callable[[Fields], str]] = {
    "table": lambda form: form_table(form).to_terminal(),
    "csv": _to_csv,
    "excel": lambda form: form_table(form).to_excel_csv(),
    "json": lambda form: form.to_json(2) + "\n",
}
