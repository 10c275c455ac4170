"""The cells of a file or worksheet as they lie, before anything is understood of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import attrs

from parindex.base import Problem, clean
from parindex.evidence.cells.table import is_blank, written
from parindex.evidence.files.tail import Tail

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def _nothing_known(_line: int, _field: int) -> str | None:
    return None


@attrs.frozen(eq=False, repr=False)
class Grid:
    """Rows of cells with what is known of them beside their values.

    Attributes
    ----------
    source, sheet : str
        The file, and the worksheet where it comes from a workbook.
    rows : sequence of sequences
        Cells: text, numbers (`Percent` where the sheet shows a percentage), None or "" where there is nothing.
    lines : sequence of int
        The line of the file or sheet that each row stands on, from 1.
    problems : tuple of Problem
        What is wrong with the file as a file.
    merged : sequence of (first line, first field, last line, last field)
        Cells that are shown as one, all from 1.
    hidden_lines, hidden_fields : frozenset of int
        Rows and columns that the reader of the sheet does not see.
    shown : callable (line, field) -> str or None
        What the sheet shows in a cell that holds a number, "1.10" for 1.1 with the format 0.00; None where it cannot
        be known.
    percentages_known : bool
        Whether a cell that shows a percentage is told apart from a number.
    tail : Tail or None
        The rows of a long file beyond the first some hundred, as columns; `rows` makes rows of them where it is asked.
    """

    source: str
    rows: Sequence[Sequence[Any]]
    lines: Sequence[int]
    sheet: str = ""
    problems: tuple[Problem, ...] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_lines: frozenset[int] = frozenset()
    hidden_fields: frozenset[int] = frozenset()
    shown: Callable[[int, int], str | None] = _nothing_known
    percentages_known: bool = True
    tail: Tail | None = None

    def titles(self, row: int) -> tuple[str, ...]:
        """Return the texts above a row, by its place."""
        return tuple(
            clean(cell) for cells in self.rows[:row] for cell in cells if isinstance(cell, str) and cell.strip()
        )

    def text_at(self, reference: str) -> str:
        """Return what the cell of a reference such as B3 says; "" where there is nothing."""
        match = _REFERENCE.fullmatch(reference)
        line, field = (int(match[2]), field_of(match[1])) if match else (0, 0)
        row = self.rows[self.lines.index(line)] if line in self.lines else ()
        cell = row[field - 1] if 0 < field <= len(row) else None
        shown = self.shown(line, field) if isinstance(cell, (int, float)) else None
        return "" if is_blank(cell) else clean(shown or written(cell))


def field_of(letters: str) -> int:
    """Return the number, from 1, of a column that spreadsheets call so."""
    return reduce(lambda sum_, letter: sum_ * 26 + ord(letter) - ord("A") + 1, letters.upper(), 0)
