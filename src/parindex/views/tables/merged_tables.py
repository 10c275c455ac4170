"""Merged evidence as tables: of what units were formed and how columns were merged, and the evidence itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from parindex.base import Figure, head, json_document, language, translated, visible, word
from parindex.views.document import TextTable
from parindex.years import Merged


def formed_table(merged: Merged, lang: str | None = None) -> TextTable:
    """Return the units that were formed of several, with their parts."""
    spoken, rows = language(lang), []
    names = dict(zip(merged.former.units, merged.former.names, strict=True))
    for row, unit in enumerate(merged.units):
        if unit in merged.merged_units:
            parts = " + ".join(f"{names.get(part, '')} ({part})".strip() for part in merged.parents[unit])
            rows.append((unit, merged.names[row], parts))
    return TextTable([head(name, spoken) for name in ("unit", "name", "formed_of")], rows)


def how_table(merged: Merged, lang: str | None = None) -> TextTable:
    """Return how each column was merged, and by which weight."""
    spoken = language(lang)
    weights = {column: merged.weights.get(column) or "" for column in merged.how}
    rows = [(column, word("merged_by", how, spoken), weights[column]) for column, how in merged.how.items()]
    names = ("column", "merged_by", "weight") if any(weights.values()) else ("column", "merged_by")
    return TextTable([head(name, spoken) for name in names], [row[: len(names)] for row in rows])


def _to_terminal(merged: Merged, lang: str | None) -> str:
    """Return what was merged for a terminal; what merging noticed is told beside it."""
    heading = visible(translated(merged.heading(), language(lang)))
    return f"{heading}\n{formed_table(merged, lang).to_terminal()}\n{how_table(merged, lang).to_terminal()}"


def _to_markdown(merged: Merged, lang: str | None) -> str:
    return f"{formed_table(merged, lang).to_markdown()}\n{how_table(merged, lang).to_markdown()}"


def _for_excel(merged: Merged, lang: str | None) -> str:
    """Return the evidence as CSV for Excel; read back it gives the same."""
    header, *rows = csv.reader(io.StringIO(merged.to_csv()))
    numbered = [[*row[:2], *map(_as_figure, row[2:])] for row in rows]
    return TextTable(header, numbered).to_excel_csv()


def _as_figure(cell: str) -> str:
    return Figure(cell) if cell.lstrip("-")[:1].isdecimal() else cell


#: Every format that merged evidence is written in, by name.
MERGED: dict[str, Callable[[Merged, str | None], str]] = {
    "table": _to_terminal,
    "csv": lambda merged, lang: merged.to_csv(),
    "excel": _for_excel,
    "json": lambda merged, lang: json_document(merged.to_dict(), lang),
    "markdown": _to_markdown,
}
