"""Results of analyses as tables: for the terminal, CSV and Markdown, from their records."""

from __future__ import annotations

import csv
import io
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from parindex.views.table import markdown, ruled

if TYPE_CHECKING:
    from collections.abc import Callable

    from parindex.analysis.result import Result


def cells(found: Result) -> tuple[list[str], list[list[str]], tuple[str, ...]]:
    """Return the header, the rows, and which columns hold figures, rounded for people to read.

    Columns without any figure are left out.
    """
    records = found.to_records()
    names = [name for name in (records[0] if records else {}) if any(record[name] is not None for record in records)]
    rows = [[_cell(record[name], found.shown.get(name)) for name in names] for record in records]
    figures = [name for name in names if not any(isinstance(record[name], str) for record in records)]
    return [name.replace("_", " ") for name in names], rows, tuple(name.replace("_", " ") for name in figures)


def _cell(value: Any, decimals: int | None) -> str:
    if value is None:
        return ""
    if decimals is None or isinstance(value, str):
        return f"{value:.6g}" if isinstance(value, float) else str(value)
    shown = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{shown + 0:f}"  # no minus before a rounded 0


def to_table(found: Result) -> str:
    """Return the table for a terminal, notes below; needs the extra `cli`."""
    header, rows, figures = cells(found)
    return ruled(header, rows, right=figures) + "".join(f"{note}\n" for note in found.notes)


def to_csv(found: Result) -> str:
    """Return every record as CSV, figures in full."""
    records, out = found.to_records(), io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(records[0] if records else [])
    writer.writerows(["" if value is None else value for value in record.values()] for record in records)
    return out.getvalue()


def to_markdown(found: Result) -> str:
    """Return the table in Markdown."""
    header, rows, figures = cells(found)
    return markdown(header, rows, right=figures)


#: Every format that `sensitivity` writes, by name.
ANALYSES: dict[str, Callable[[Result], str]] = {
    "table": to_table,
    "csv": to_csv,
    "json": lambda found: found.to_json(indent=2) + "\n",
    "markdown": to_markdown,
}
