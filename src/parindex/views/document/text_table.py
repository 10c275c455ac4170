"""A table of text: for a terminal, as CSV and in Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Sequence

import attrs

from parindex.base import aligned_columns, display_width, visible

_SIGNS = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "\\`*_{}[]~$!"},
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "|": "&#124;",
        # else a comment calls people, and links to other requests
        **{sign: f"{sign}\u200b" for sign in "@#"},
    }
)


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is, in one line."""
    return " ".join(text.split()).translate(_SIGNS)


def _bars_escaped(text: str) -> str:
    return text.replace("|", "\\|")


@attrs.frozen
class TextTable:
    """Rows of text under a header; the columns at `figures` hold figures, which are set to the right."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Collection[int] = ()

    def lines(self) -> list[str]:
        """Return lines that line up, the header first; what steers a terminal is shown, not done."""
        return aligned_columns([tuple(map(visible, row)) for row in (self.header, *self.rows)], right=self.figures)

    def to_terminal(self) -> str:
        """Return the table for a terminal, with a rule below the header."""
        header, *rows = self.lines()
        rule = ["─" * max(map(display_width, (header, *rows)))] * bool(self.header)
        return "".join(f"{line}\n" for line in (header, *rule, *rows))

    def to_csv(self) -> str:
        """Return the table as CSV."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([self.header, *self.rows])
        return text.getvalue()

    def to_markdown(self, cell: Callable[[str], str] = _bars_escaped) -> str:
        """Return the table in Markdown, each cell as `cell` writes it: `escaped` where no one vouches for it."""
        rule = ["---:" if at in self.figures else "---" for at in range(len(self.header))]
        lines = [[cell(text) for text in self.header], rule, *([cell(text) for text in row] for row in self.rows)]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)
