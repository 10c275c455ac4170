"""Reading workbooks: what a worksheet shows, not only what its cells hold."""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import Any

from parindex.base import (
    DAMAGED,
    LIMITS,
    PROTECTED,
    ExtraError,
    Limits,
    UnreadableError,
    file_kind,
    fold,
    say,
    too_large,
)
from parindex.evidence.cells.cell_numbers import Percent
from parindex.evidence.files.grid import Grid
from parindex.evidence.files.ods_sheets import OdsSheets
from parindex.evidence.files.workbook_parts import SheetDetails, Span, WorkbookParts, check_count
from parindex.evidence.files.xls_sheets import check_old_sheets
from parindex.evidence.files.xlsb_sheets import check_binary_sheets
from parindex.evidence.files.xlsx_sheets import XlsxSheets

_PACKED, _OLD = b"PK", b"\xd0\xcf\x11\xe0"
#: Kinds of cells that are what they say.
_AS_THEY_ARE = {float, int, str, bool}


class Workbook:
    """A workbook whose worksheets are read one by one; see `open_workbook`.

    Attributes
    ----------
    name : str
        The file.
    titles, all_titles : tuple of str
        The worksheets that are shown, and all of them, in order.
    """

    def __init__(self, name: str, content: bytes, library: Any, limits: Limits = LIMITS) -> None:
        self.name = name
        self._limits, self._laid_out = limits, 0  # how many cells of worksheets that were read
        self._xlsx: XlsxSheets | None = None
        self._ods: OdsSheets | None = None
        if content.startswith(_PACKED):
            with _refused(name, DAMAGED):
                parts = WorkbookParts(name, content, limits)
                if "xl/workbook.xml" in parts:
                    self._xlsx = XlsxSheets(parts)
                elif "content.xml" in parts:
                    self._ods = OdsSheets(parts)
                    self._ods.check()
                else:
                    check_binary_sheets(parts)
        elif content.startswith(_OLD):
            with _refused(name, (ValueError, struct.error)):
                check_old_sheets(name, content, limits)
        with _refused(name, BaseException):
            self._book = library.CalamineWorkbook.from_filelike(io.BytesIO(content))
            metadata = self._book.sheets_metadata
        check_count(name, say("worksheets"), len(metadata), limits.max_sheets)
        sheets = [sheet for sheet in metadata if "WorkSheet" in str(sheet.typ)]
        self.all_titles: tuple[str, ...] = tuple(sheet.name for sheet in sheets)
        self.titles: tuple[Any, ...] = tuple(sheet.name for sheet in sheets if str(sheet.visible).endswith(".Visible"))

    def titled(self, wanted: str) -> str:
        """Return the title of a worksheet that is called so, hidden or not, in any case.

        Raises
        ------
        UnreadableError
            There is none.
        """
        for title in self.all_titles:
            if fold(title) == fold(wanted):
                return title
        names = ", ".join(self.all_titles)
        message = say("there is no worksheet {wanted!r}; there are {names}", wanted=wanted, names=names)
        raise UnreadableError.of(self.name, message)

    def grid(self, title: str) -> Grid:
        """Return the cells of a worksheet with what it shows of them.

        Raises
        ------
        UnreadableError
            It is damaged, or spans more cells or holds more text than is read.
        """
        with _refused(self.name, DAMAGED):
            checked = self._xlsx.check(title, self._laid_out) if self._xlsx else None
        with ThreadPoolExecutor(1) as worker:  # while the library lays out the cells it leaves the processor to others
            laid_out = worker.submit(self._book.get_sheet_by_name, title)
            with _refused(self.name, DAMAGED):
                details = SheetDetails()
                if self._xlsx and checked:
                    details = self._xlsx.details(title, checked)
                elif self._ods:
                    details = self._ods.details(title)
            with _refused(self.name, BaseException):
                sheet = laid_out.result()
        last = sheet.total_height + 1, sheet.total_width + 1  # the library says where the last one lies, from 0
        if not _is_within(last, self._limits, self._laid_out):
            (checked.span if checked else Span(*last, last, last)).check(self.name, title, self._limits, self._laid_out)
        self._laid_out += last[0] * last[1]
        with _refused(self.name, BaseException):
            rows = _readable(sheet, details)
            self._check_texts(title, rows)
            joined = sheet.merged_cell_ranges or ()
        _show(rows, details)
        merged = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in joined]
        return self._grid(title, rows, details, details.merged or merged)

    def _check_texts(self, title: str, rows: Iterable[Sequence[object]]) -> None:
        """Refuse a worksheet with a text that is too long."""
        most = self._limits.max_cell
        for line, row in enumerate(rows, start=1):
            if max((len(cell) for cell in row if isinstance(cell, str)), default=0) > most:
                values = {"title": title, "line": line, "most": most}
                message = say("worksheet {title!r}, row {line:,}: a cell of more than {most:,} characters", **values)
                raise UnreadableError.of(self.name, message)

    def _grid(
        self,
        title: str,
        rows: list[list[Any]],
        details: SheetDetails,
        merged: Iterable[tuple[int, int, int, int]],
    ) -> Grid:
        lines, width = range(1, len(rows) + 1), max(map(len, rows), default=0)

        def shown(line: int, field: int) -> str | None:
            cell = rows[line - 1][field - 1] if line in lines and 1 <= field <= len(rows[line - 1]) else None
            if isinstance(cell, bool) or not isinstance(cell, (int, float)):
                return None
            return details.shown(line, field, cell)

        return Grid(
            self.name,
            rows,
            lines,
            title,
            merged=_within(merged, len(rows), width),
            hidden_lines=details.hidden_lines.intersection(lines),
            hidden_fields=details.hidden_fields.intersection(range(1, width + 1)),
            shown=shown,
            percentages_known=self._xlsx is not None or self._ods is not None,
        )


def open_workbook(name: str, content: bytes, suffix: str | None = None, limits: Limits = LIMITS) -> Workbook:
    """Return the workbook that content is, of the kind that a suffix, else its name, says.

    Raises
    ------
    UnreadableError
        It is too large, protected by a password, damaged, or something else than its name says.
    ExtraError
        The library that reads workbooks is not installed.
    """
    try:
        import python_calamine
    except ImportError:
        raise ExtraError(say("reading {file}", file=name), "excel") from None
    if len(content) > (most := min(limits.max_workbook, limits.max_bytes)):
        raise UnreadableError.of(name, too_large(most))
    kind = file_kind(content)
    suffix = FilePath(name).suffix.casefold() if suffix is None else suffix
    if kind and suffix not in kind.suffixes:
        raise UnreadableError.of(name, say("this is {kind}; {remedy}", kind=kind.told, remedy=kind.remedy))
    if kind is None and not content.startswith(_OLD):
        raise UnreadableError.of(name, _NO_WORKBOOK)
    if content.startswith(_OLD):  # an archive behind it would be opened, and not be looked at before
        content = content.replace(b"PK\x05\x06", bytes(4))
    return Workbook(name, content, python_calamine, limits)


_NO_WORKBOOK = say(
    "no workbook that can be read: it may be damaged; open it in a spreadsheet program and save it again"
)


@contextmanager
def _refused(name: str, faults: type[BaseException] | tuple[type[Exception], ...]) -> Iterator[None]:
    """Say in our own words that a workbook cannot be read; the library's compiled part panics with anything."""
    try:
        yield
    except (UnreadableError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except faults as error:
        protected = "password" in str(error).casefold() or type(error).__name__ == "PasswordError"
        message = say("this is {kind}; {remedy}", kind=PROTECTED.told, remedy=PROTECTED.remedy)
        raise UnreadableError.of(name, message if protected else _NO_WORKBOOK) from None


def _is_within(last: tuple[int, int], limits: Limits, before: int) -> bool:
    """Return whether a worksheet of so many rows and columns may be read beside the cells of those before."""
    rows, columns = last
    return rows <= limits.max_rows and columns <= limits.max_columns and before + rows * columns <= limits.max_cells


def _readable(sheet: Any, details: SheetDetails) -> list[list[Any]]:
    """Return rows whose cells are text, numbers or nothing; those of plain cells as they are."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for at, row in enumerate(rows):
        if details.may_have_days and not set(map(type, row)) <= _AS_THEY_ARE:
            rows[at] = list(map(_cell, row))
        elif "" in row:
            rows[at] = [None if cell == "" else cell for cell in row]
    return rows


def _cell(cell: object) -> object:
    """Return what a cell says: text, a number, or a day as dd/mm/yyyy."""
    if isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y %H:%M}" if cell.time() != dt.time() else f"{cell:%d/%m/%Y}"
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, (dt.time, dt.timedelta)):
        return str(cell)
    return None if cell == "" else cell


def _show(rows: list[list[Any]], details: SheetDetails) -> None:
    """Put into cells what they show: percentages, and texts, which may lie beyond what the library sees."""
    height, width = len(rows), max(map(len, rows), default=0)
    for column, lines in details.percentages.items():
        for cells in [rows[line] for line in lines if 0 <= line < height] if 0 <= column < width else ():
            if type(number := cells[column]) is float:
                cells[column] = Percent(number)
    for row, column, text in details.texts:
        if row >= 0 <= column:
            rows += [[] for _ in range(row + 1 - len(rows))]
            rows[row] += [None] * (column + 1 - len(rows[row]))
            rows[row][column] = text


def _within(
    merged: Iterable[tuple[int, int, int, int]], height: int, width: int
) -> tuple[tuple[int, int, int, int], ...]:
    """Return joined cells as far as they lie on what is read, together no more than that: they do not overlap."""
    ranges, room = [], height * width
    for top, left, bottom, right in merged:
        low, far = min(bottom, height), min(right, width)
        room -= max(low - top + 1, 0) * max(far - left + 1, 0)
        if room < 0:
            break
        if top <= low and left <= far and (top, left) != (low, far):
            ranges.append((top, left, low, far))
    return tuple(sorted(ranges))
