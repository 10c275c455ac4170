"""Results of analyses as tables, in every format of `parindex sensitivity`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from parindex.scoring import AnalysisResult
from parindex.views.document import TextTable


def analysis_table(analysis: AnalysisResult, units: Collection[str], lang: str | None = None) -> TextTable:
    """Return the records of some units, or an overview, rounded for people to read.

    Columns without any figure are left out.
    """
    records = analysis.of_units(units) if units else analysis.overview()
    names = [name for name in (records[0] if records else {}) if any(record[name] is not None for record in records)]
    rows = [[_cell(record[name], analysis.shown.get(name)) for name in names] for record in records]
    figures = [at for at, name in enumerate(names) if not any(isinstance(record[name], str) for record in records)]
    return TextTable([name.replace("_", " ") for name in names], rows, figures)


def _cell(value: Any, decimals: int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if decimals is None or isinstance(value, str):
        return f"{value:.6g}" if isinstance(value, float) else str(value)
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{rounded + 0:f}"  # no minus before a rounded 0


def to_table(analysis: AnalysisResult, units: Collection[str], lang: str | None = None) -> str:
    """Return the table for a terminal, what there is to say of two units and notes below."""
    between = analysis.between(units).items()
    pair = ", ".join(f"{name.replace('_', ' ')} {_cell(value, None)}" for name, value in between)
    table = analysis_table(analysis, units, lang).to_terminal()
    return table + "".join(f"{line}\n" for line in (pair, *analysis.notes) if line)


def to_csv(analysis: AnalysisResult, units: Collection[str], lang: str | None = None) -> str:
    """Return every record as CSV, figures in full."""
    records = analysis.of_units(units)
    rows = [["" if value is None else str(value) for value in record.values()] for record in records]
    return TextTable(list(records[0] if records else []), rows).to_csv()


#: Every format that `sensitivity` writes, by name.
ANALYSES: dict[str, Callable[[AnalysisResult, Collection[str], str | None], str]] = {
    "table": to_table,
    "csv": to_csv,
    "json": lambda analysis, units, lang: analysis.to_json(indent=2, units=units) + "\n",
    "markdown": lambda analysis, units, lang: analysis_table(analysis, units, lang).to_markdown(),
}
