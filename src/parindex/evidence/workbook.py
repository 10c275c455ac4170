"""Reading workbooks: what a worksheet shows, not only what its cells hold."""

from __future__ import annotations

import datetime as dt
import html
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import reduce
from pathlib import Path as FilePath
from typing import Any

from parindex.base import ExtraError, UnreadableError, read_bytes, say
from parindex.evidence.cell_numbers import UNCOMPUTED, Percent
from parindex.evidence.grid import Grid

MAX_WORKBOOK, MAX_UNPACKED, MAX_CELLS, MOST_PACKED = 64 * 1024 * 1024, 512 * 1024 * 1024, 5_000_000, 200
#: What a damaged archive raises; RuntimeError is one that asks for a password.
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError, RuntimeError, EOFError)


class Workbook:
    """The worksheets of a workbook."""

    def __init__(self, name: str, book: Any) -> None:
        self.name, self._book, self._spans = name, book, _spans(name)
        self.all_titles = tuple(sheet.name for sheet in book.sheets_metadata)
        self.titles = tuple(sheet.name for sheet in book.sheets_metadata if "Visible" in str(sheet.visible))

    def grid(self, title: str) -> Grid:
        """Return the cells of a worksheet."""
        span = self._spans.get(title, max(self._spans.values(), default=0))
        cells = [[_cell(cell) for cell in row] for row in _rows(self._book, self.name, title, span)]
        try:
            told_apart = list(_not_told(self.name, title))
        except _DAMAGED as error:
            raise UnreadableError.of(self.name, say("no workbook that can be read ({told})", told=str(error))) from None
        for (row, column), shown in told_apart:
            if row < len(cells) and column < len(cells[row]):
                cells[row][column] = shown if isinstance(shown, str) else _percent(cells[row][column])
        merged = self._book.get_sheet_by_name(title).merged_cell_ranges or ()
        areas = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in merged]
        hidden = _hidden(self.name, title)
        return Grid(self.name, cells, range(1, len(cells) + 1), title, merged=areas, hidden_lines=hidden)


def open_workbook(name: str) -> Workbook:
    """Open a workbook.

    Raises
    ------
    UnreadableError, ExtraError
        See `read_table`.
    """
    try:
        import python_calamine
    except ImportError:
        raise ExtraError(say("reading {file}", file=name), "excel") from None
    read_bytes(name, MAX_WORKBOOK)  # the library tells less of what is wrong with a file
    _packed(name)
    try:
        return Workbook(name, python_calamine.CalamineWorkbook.from_path(name))
    except BaseException as error:  # the library's own, and what its compiled part panics with
        if isinstance(error, (UnreadableError, KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        reason = say("it may be protected by a password") if "password" in str(error).casefold() else str(error)[:120]
        raise UnreadableError.of(name, say("no workbook that can be read ({told})", told=reason)) from None


def _rows(book: Any, name: str, title: str, span: int) -> list[list[object]]:
    # The library makes room for all cells before it can be asked how many there are.
    sheet = book.get_sheet_by_name(title) if span <= MAX_CELLS else None
    if sheet is None or sheet.total_height * sheet.total_width > MAX_CELLS:
        message = say("worksheet {title!r} spans more than {most:,} cells", title=title, most=MAX_CELLS)
        raise UnreadableError.of(name, message)
    rows: list[list[object]] = sheet.to_python(skip_empty_area=False)
    return rows


def _packed(name: str) -> None:
    """Refuse an archive that unpacks to far more than it is."""
    if not zipfile.is_zipfile(name):
        return
    try:
        with zipfile.ZipFile(name) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except _DAMAGED as error:
        raise UnreadableError.of(name, say("no workbook that can be read ({told})", told=str(error))) from None
    if size > MAX_UNPACKED or size > MOST_PACKED * FilePath(name).stat().st_size:
        message = say("unpacks to {size} MB; that is no workbook of evidence", size=size // 1024 // 1024)
        raise UnreadableError.of(name, message)


def _cell(cell: object) -> object:
    """Return what a cell of a workbook says: text, a number, or a day as dd/mm/yyyy."""
    if isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y %H:%M}" if cell.time() != dt.time() else f"{cell:%d/%m/%Y}"
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, (dt.time, dt.timedelta)):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= _WHOLE:
        return int(cell)  # a workbook knows no whole numbers; a person who reads it does
    return None if cell == "" else cell


def _percent(cell: object) -> object:
    return Percent(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else cell


#: What the library does not tell of a cell of .xlsx: it shows a percentage, an error, or a formula never computed.
#: No search runs on into the next tag of the same name: all are done in one pass, whatever stands there.
_PART = r"<(?:\w+:)?{0}\b([^<>]*?)(?:/>|>([^<]*+(?:<(?!/?(?:\w+:)?{0}\b)[^<]*+)*+)</(?:\w+:)?{0}>)"
_CELL, _SHEET, _RELATION = (re.compile(_PART.format(tag)) for tag in ("c", "sheet", "Relationship"))
_FORMATS, _FORMAT, _STYLES = (re.compile(_PART.format(tag)) for tag in ("numFmts", "numFmt", "cellXfs"))
_STYLE = re.compile(r"<(?:\w+:)?xf\b([^<>]*)")
_ATTRIBUTE = re.compile(r"(?<![\w:])([\w:]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_VALUE = re.compile(r"<(?:\w+:)?v\b[^<>]*>([^<]*)<")
_FORMULA = re.compile(r"<(?:\w+:)?f\b")
_LITERAL = re.compile(r"\"[^\"]*\"|[\\_*].|\[[^\[\]]*\]")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ROW = re.compile(r"<(?:\w+:)?row\b([^<>]*)>")
_TAGS = re.compile(rb"<(?:\w+:)?(c|row)\b([^<>]*)>")
_PLACE = re.compile(rb"(?<![\w:])r\s*=\s*[\"']([A-Za-z]*)([0-9]*)[\"']")
_PIECE = 1024 * 1024
_WHOLE, _BUILT_IN = 2**53, {"9", "10"}


def _attributes(text: str) -> dict[str, str]:
    return {key.rpartition(":")[2]: html.unescape("".join(value)) for key, *value in _ATTRIBUTE.findall(text)}


def _not_told(name: str, title: str) -> Iterator[tuple[tuple[int, int], str | None]]:
    """Yield row and column, from 0, of what the library does not tell of a cell: its text, None for a percentage."""
    if not zipfile.is_zipfile(name):
        return
    with zipfile.ZipFile(name) as archive:
        sheet = _part(archive, _worksheets(archive).get(title, ""))
        percent = _percentages(_part(archive, "xl/styles.xml"))
    for place, attributes, inner in _cells(sheet):
        value = _VALUE.search(inner)
        empty = value is None or not (value[1] or attributes.get("t") == "str")
        shown: str | None = None
        if attributes.get("t") == "e":
            shown = "#ERROR" if value is None else html.unescape(value[1])
        elif _FORMULA.search(inner) and empty:
            shown = UNCOMPUTED
        elif attributes.get("s") not in percent or attributes.get("t", "n") != "n":
            continue
        yield place, shown


def _hidden(name: str, title: str) -> frozenset[int]:
    """Return the rows of a worksheet of .xlsx that are hidden."""
    if not zipfile.is_zipfile(name):
        return frozenset()
    with zipfile.ZipFile(name) as archive:
        rows = map(_attributes, _ROW.findall(_part(archive, _worksheets(archive).get(title, ""))))
        return frozenset(int(row["r"]) for row in rows if row.get("hidden") == "1" and row.get("r", "").isdecimal())


def _cells(sheet: str) -> Iterator[tuple[tuple[int, int], dict[str, str], str]]:
    """Yield row and column, from 0, the attributes and what is inside of each cell; where one stands it may not say."""
    starts = [(match.start(), _attributes(match[1]).get("r", "")) for match in _ROW.finditer(sheet)]
    row = column = at = 0
    for match in _CELL.finditer(sheet):
        while at < len(starts) and starts[at][0] < match.start():
            row, column = int(starts[at][1]) if starts[at][1].isdecimal() else row + 1, 0
            at += 1
        keys, inner = match.groups(default="")
        attributes = _attributes(keys)
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        row, column = (int(place[2]), _number(place[1])) if place else (row, column + 1)
        yield (row - 1, column - 1), attributes, inner


def _number(letters: str) -> int:
    """Return the number, from 1, of a column that spreadsheets call so."""
    return reduce(lambda sum_, letter: sum_ * 26 + ord(letter) - ord("A") + 1, letters.upper(), 0)


def _part(archive: zipfile.ZipFile, path: str) -> str:
    return archive.read(path).decode("utf-8", "replace") if path in archive.namelist() else ""


def _worksheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return where in the archive each worksheet lies, by its title."""
    relations = [_attributes(keys) for keys, _ in _RELATION.findall(_part(archive, "xl/_rels/workbook.xml.rels"))]
    targets = {entry.get("Id"): entry.get("Target", "") for entry in reversed(relations)}
    paths: dict[str, str] = {}
    for entry in (_attributes(keys) for keys, _ in _SHEET.findall(_part(archive, "xl/workbook.xml"))):
        target = targets.get(entry.get("id"))
        if target:
            paths.setdefault(entry.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/"))
    return paths


def _spans(name: str) -> dict[str, int]:
    """Return how many cells each worksheet of an .xlsx spans, by its title and by its file."""
    if not zipfile.is_zipfile(name):
        return {}
    with zipfile.ZipFile(name) as archive:
        parts = [entry for entry in archive.infolist() if entry.filename.endswith(".xml")]
        spans = {entry.filename: _span(archive, entry) for entry in parts}
        by_title = {title: spans[path] for title, path in _worksheets(archive).items() if path in spans}
    return {**spans, **by_title}


def _span(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Return how many cells a worksheet spans from its corner to the last one with anything in it."""
    row = column = rows = columns = 0
    rest = b""
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            text = rest + piece
            for tag, keys in _TAGS.findall(text):
                places = _PLACE.findall(keys)
                row = max((int(digits) for _, digits in places if digits), default=row + (tag == b"row"))
                column = max((_number(letters.decode()) for letters, _ in places if letters), default=column + 1)
                if tag == b"row":
                    column = 0
                elif not keys.endswith(b"/"):
                    rows, columns = max(rows, row), max(columns, column)
            rest = text[max(text.rfind(b"<"), 0) :]
            if len(rest) > _PIECE:
                raise ValueError(f"{entry.filename}: a tag of more than {_PIECE:,} bytes")
    return rows * columns


def _percentages(styles: str) -> set[str]:
    """Return the styles of cells that show a percentage."""
    formats = [_attributes(keys) for inner in _FORMATS.findall(styles) for keys, _ in _FORMAT.findall(inner[1])]
    percent = [entry for entry in formats if "%" in _LITERAL.sub("", entry.get("formatCode", ""))]
    shown_so = _BUILT_IN | {entry.get("numFmtId", "") for entry in percent}
    table = _STYLES.search(styles)
    cells = _STYLE.findall(table[2] or "") if table else []
    return {str(at) for at, keys in enumerate(cells) if _attributes(keys).get("numFmtId") in shown_so}
