"""Results of analyses as tables: for the terminal, CSV and Markdown, from their records."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from parindex.scoring import AnalysisResult
from parindex.views.tables.score_tables import markdown, ruled


def cells(found: AnalysisResult, units: Collection[str]) -> tuple[list[str], list[list[str]], tuple[str, ...]]:
    """Return the header, the rows, and which columns hold figures, rounded for people to read.

    Columns without any figure are left out.
    """
    listed = found.of_units(units) if units else found.overview()
    names = [name for name in (listed[0] if listed else {}) if any(record[name] is not None for record in listed)]
    rows = [[_cell(record[name], found.shown.get(name)) for name in names] for record in listed]
    figures = [name for name in names if not any(isinstance(record[name], str) for record in listed)]
    return [name.replace("_", " ") for name in names], rows, tuple(name.replace("_", " ") for name in figures)


def _cell(value: Any, decimals: int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if decimals is None or isinstance(value, str):
        return f"{value:.6g}" if isinstance(value, float) else str(value)
    shown = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{shown + 0:f}"  # no minus before a rounded 0


def to_table(found: AnalysisResult, units: Collection[str]) -> str:
    """Return the table for a terminal, what there is to say of two units and notes below; needs the extra `cli`."""
    header, rows, figures = cells(found, units)
    pair = ", ".join(f"{name.replace('_', ' ')} {_cell(value, None)}" for name, value in found.between(units).items())
    return ruled(header, rows, right=figures) + "".join(f"{line}\n" for line in (pair, *found.notes) if line)


def to_csv(found: AnalysisResult, units: Collection[str]) -> str:
    """Return every record as CSV, figures in full."""
    listed, out = found.of_units(units), io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(listed[0] if listed else [])
    writer.writerows(["" if value is None else value for value in record.values()] for record in listed)
    return out.getvalue()


def to_markdown(found: AnalysisResult, units: Collection[str]) -> str:
    """Return the table in Markdown."""
    header, rows, figures = cells(found, units)
    return markdown(header, rows, right=figures)


def to_json(found: AnalysisResult, units: Collection[str]) -> str:
    """Return the JSON of a result for people to read, with the records of some units or all."""
    return found.to_json(indent=2, units=units) + "\n"


#: Every format that `sensitivity` writes, by name.
ANALYSES: dict[str, Callable[[AnalysisResult, Collection[str]], str]] = {
    "table": to_table,
    "csv": to_csv,
    "json": to_json,
    "markdown": to_markdown,
}
