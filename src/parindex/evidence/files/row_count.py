"""How many rows, columns and cells of a text are read, and where there are more than may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NoReturn

import attrs

from parindex.base import Limits, Message, UnreadableError, say


@attrs.define
class RowCount:
    """Counts what is read of a text, and refuses it where there is more, before that takes memory."""

    source: str
    limits: Limits
    rows: int = 0
    cells: int = 0
    _length: int = 0  # characters of the lines since the last row

    def lines(self, lines: Iterable[str], separator: str) -> Iterator[str]:
        """Yield lines that a row goes over, as long as it has not more cells than a table."""
        separators = row = 0
        for line in lines:
            if row != self.cells:
                row, separators = self.cells, 0
            separators += line.count(separator)
            if separators > self.limits.max_cells:
                self._refuse(say("more than {most:,} cells in one row", most=self.limits.max_cells))
            self._length += len(line)
            yield line

    def add(self, row: Sequence[str], line: int, *, filled: bool) -> None:
        """Count a row that begins on a line."""
        self._count(int(filled), max(len(row), 1), line)
        self._check_width(len(row), line)
        if self._length > self.limits.max_cell:
            self._check_cells(row, line)
        self._length = 0

    def add_lines(self, lines: Sequence[str], numbers: Sequence[int], separator: str) -> list[int]:
        """Count rows that are a line each, with the number of each, and return how many cells each has."""
        widths = [line.count(separator) + 1 for line in lines]
        limits, rows, cells = self.limits, self.rows + len(lines), self.cells + sum(widths)
        is_short = max(map(len, lines), default=0) <= limits.max_cell
        fits = rows <= limits.max_rows and cells <= limits.max_cells and max(widths, default=0) <= limits.max_columns
        if fits and is_short:
            self.rows, self.cells = rows, cells
            return widths
        for line, width, number in zip(lines, widths, numbers, strict=True):
            self._count(1, width, number)
            self._check_width(width, number)
            self._check_cells(line.split(separator), number)
        return widths

    def _count(self, rows: int, width: int, line: int) -> None:
        self.rows += rows
        self.cells += width
        if self.rows > self.limits.max_rows:
            self._refuse(say("line {line:,}: more than {most:,} rows", line=line, most=self.limits.max_rows))
        if self.cells > self.limits.max_cells:
            self._refuse(say("line {line:,}: more than {most:,} cells", line=line, most=self.limits.max_cells))

    def _check_width(self, width: int, line: int) -> None:
        if width > self.limits.max_columns:
            values = {"line": line, "count": width, "most": self.limits.max_columns}
            self._refuse(say("line {line:,}: {count:,} columns, more than {most:,}", **values))

    def _check_cells(self, row: Sequence[str], line: int) -> None:
        if max(map(len, row), default=0) > self.limits.max_cell:
            self.refuse_cell(line)

    def refuse_cell(self, line: int) -> NoReturn:
        """Refuse a cell that is too long."""
        self._refuse(
            say("line {line:,}: a cell of more than {most:,} characters", line=line, most=self.limits.max_cell)
        )

    def _refuse(self, message: Message) -> NoReturn:
        raise UnreadableError.of(self.source, message)
