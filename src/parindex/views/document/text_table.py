"""A table of text: for a terminal, as CSV and in Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

import attrs

from parindex.base import Figure, aligned_columns, csv_text, display_width, fitted, local_number, visible
from parindex.views.document.excel_text import excel_column
from parindex.views.document.markdown_text import escaped


@attrs.frozen
class TextTable:
    """Rows of text under a header; the columns at `figures` hold figures, which are set to the right.

    A cell that is a number by itself is a `Figure`, with a decimal point: each format writes it for its readers.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Collection[int] = ()

    def in_language(self, lang: str) -> TextTable:
        """Return the table with its numbers as people of a language write them."""
        return attrs.evolve(self, rows=[[_number(cell, lang) for cell in row] for row in self.rows])

    def lines(self) -> list[str]:
        """Return lines that line up, the header first; what steers a terminal is shown, not done."""
        return aligned_columns([tuple(row) for row in (self.header, *self.rows)], right=self.figures)

    def to_terminal(self) -> str:
        """Return the table for a terminal, with a rule below the header, as narrow as `table_width` says."""
        shown = [tuple(map(visible, row)) for row in (self.header, *self.rows)]
        above, below = fitted(shown[0], shown[1:], self.figures)
        lines = aligned_columns([tuple(row) for row in (*above, *below)], right=self.figures)
        rule = ["─" * max(map(display_width, lines))] * bool(self.header)
        lines[len(above) : len(above)] = rule
        return "".join(f"{line}\n" for line in lines)

    def to_csv(self) -> str:
        """Return the table as CSV for programs: commas, decimal points, texts in one line, none a formula."""
        return csv_text([self.header, *self.rows])

    def to_excel_csv(self) -> str:
        """Return the table as CSV for Excel set to Vietnamese: byte order mark, semicolons, decimal commas.

        What Excel would take for a formula, and text that it would make a number or a date of, stays text.
        """
        columns = [excel_column(column) for column in zip(self.header, *self.rows, strict=True)]
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(zip(*columns, strict=True))
        return f"\ufeff{text.getvalue()}"

    def to_markdown(self) -> str:
        """Return the table in Markdown; whatever stands in its cells is shown as it is."""
        rule = ["---:" if at in self.figures else "---" for at in range(len(self.header))]
        lines = [map(escaped, self.header), rule, *(map(escaped, row) for row in self.rows)]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _number(cell: str, lang: str) -> str:
    return local_number(cell, lang) if isinstance(cell, Figure) else cell
