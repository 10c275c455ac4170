"""What the XML of an .ods says of its worksheets: how far they go, percentages, errors, hidden and joined cells."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cached_property

from parindex.base import say
from parindex.evidence.cells.cell_numbers import UNCOMPUTED
from parindex.evidence.files.workbook_parts import SheetDetails, Span, WorkbookParts, check_count, check_text

#: Tags with their quotes, comments and the like; only where a sign that stands for a tag may be something else.
_MARKUP = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)|<![^<>]*>|<\?.*?(?:\?>|\Z)"
    rb"|<(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>",
    re.DOTALL,
)
_TABLE = re.compile(rb"<table:table(?=[\s>])([^<>]*)>")
_ROW_TAG, _ROW_END = b"<table:table-row", b"</table:table-row>"
_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])([^<>]*)>")
_FILLED, _ANY = re.compile(rb"value-type|formula"), re.compile(rb"")
_CELL_END = re.compile(rb"</table:(?:covered-)?table-cell\s*>")
_COLUMN = re.compile(rb"<table:table-column(?=[\s/>])([^<>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_NOTE = re.compile(rb"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_PARAGRAPH = re.compile(rb"<text:p\b[^<>]*(?<!/)>(.*?)</text:p>", re.DOTALL)
_ANY_TAG = re.compile(rb"<[^<>]*>")
_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?|#N/A|Err:[0-9]+")
#: What makes a row or a cell worth a look.
_TELLING = (b"percentage", b"formula", b"error", b"-spanned")
_SEPARATORS = str.maketrans("", "", ".,'’  \u00a0\u202f")
_Keys = dict[str, str]
_MOST_KEYS = 10_000  # characters of a tag that are looked at


class OdsSheets:
    """The worksheets of an .ods by their titles."""

    def __init__(self, parts: WorkbookParts) -> None:
        self._name, self._limits = parts.name, parts.limits
        content = parts["content.xml"]
        check_count(parts.name, say("worksheets"), content.count(b"<table:table "), self._limits.max_sheets)
        check_count(parts.name, say("rows"), content.count(_ROW_TAG), 2 * self._limits.max_cells)
        if b"<!" in content or content.count(b"<") != content.count(b">"):
            content = _MARKUP.sub(_plain, content)
        starts = list(_TABLE.finditer(content))
        ends = [*(match.start() for match in starts[1:]), len(content)]
        titles = [_attributes(match[1]).get("table:name", "") for match in starts]
        bodies = [content[match.end() : end] for match, end in zip(starts, ends, strict=True)]
        self._all = [(title, OdsSheet(xml)) for title, xml in zip(titles, bodies, strict=True)]

    def check(self) -> None:
        """Refuse worksheets that span too many cells or too much text: the library lays out all at once."""
        cells = size = 0
        for title, sheet in self._all:
            span, text = sheet.extent
            span.check(self._name, title, self._limits, cells)
            cells, size = cells + span.rows * span.columns, size + text
            check_text(self._name, title, size, self._limits.max_text)

    def details(self, title: str) -> SheetDetails:
        """Return what a worksheet says beside its cells."""
        sheet = dict(self._all).get(title) or OdsSheet(b"")
        return SheetDetails(*sheet.told(), sheet.hidden_lines(), sheet.hidden_fields(), sheet.shown)


class OdsSheet:
    """The XML of one worksheet."""

    def __init__(self, xml: bytes) -> None:
        self._xml = xml

    def _rows(self) -> Iterator[tuple[int, int, bytes, bytes]]:
        """Yield the line, how many lines are like it, attributes and cells of each row."""
        xml, at, line = self._xml, 0, 1
        while (start := xml.find(_ROW_TAG, at)) >= 0:
            at = start + len(_ROW_TAG)
            if xml[at : at + 1] not in (b" ", b">", b"/", b"\t", b"\n", b"\r"):
                continue  # a group of rows
            close = xml.find(b">", at)
            if close < 0:
                return
            keys, cells, at = xml[at:close], b"", close
            if not keys.endswith(b"/"):
                end = xml.find(_ROW_END, close)
                at = end if end >= 0 else len(xml)
                cells = xml[close + 1 : at]
            repeated = _repeated(_attributes(keys), "rows") if b"repeated" in keys else 1
            yield line, repeated, keys, cells
            line += repeated

    @cached_property
    def extent(self) -> tuple[Span, int]:
        """How far it goes, and how many bytes its text takes beyond what stands in the file: it may be said once."""
        lowest, rightmost, size = (0, 0), (0, 0), 0
        for line, lines, _, cells in self._rows():
            last, is_said_often = _last_field(cells)
            if not last:
                continue
            lowest, rightmost = (line + lines - 1, last), max(rightmost, (line, last), key=lambda cell: cell[1])
            if lines > 1 or is_said_often:
                inners = ((fields * lines, inner) for _, fields, _, inner in _cells(cells, _FILLED) if inner)
                size += sum((times - 1) * len(inner) for times, inner in inners)
        return Span(lowest[0], rightmost[1], lowest, rightmost), size

    def told(self) -> tuple[dict[int, list[int]], list[tuple[int, int, str]], list[tuple[int, int, int, int]]]:
        """Return the rows of percentages by column, cells with an error or no value, from 0; and joined cells."""
        percentages: dict[int, list[int]] = {}
        texts: list[tuple[int, int, str]] = []
        merged: list[tuple[int, int, int, int]] = []
        span, _ = self.extent
        marks = [mark for mark in _TELLING if mark in self._xml]
        telling = re.compile(b"|".join(marks))
        for line, lines, _, cells in self._rows() if marks else ():
            if line > span.rows or not any(mark in cells for mark in marks):
                continue
            for field, fields, keys, inner in _cells(cells, telling):
                across, down = (_spanned(keys, way) for way in ("columns", "rows"))
                if across > 1 or down > 1:
                    merged.append((line, field, line + down - 1, field + across - 1))
                text = _shown_in(keys, inner)
                rows = range(line - 1, line - 1 + lines)
                for column in range(field - 1, min(field - 1 + fields, span.columns)):
                    if text is not None:
                        texts += [(row, column, text) for row in rows]
                    elif keys.get("office:value-type") == "percentage":
                        percentages.setdefault(column, []).extend(rows)
        return percentages, texts, merged

    def hidden_lines(self) -> frozenset[int]:
        """Rows that are not shown, from 1."""
        if b"visibility" not in self._xml:
            return frozenset()
        last = self.extent[0].rows
        rows = ((line, lines) for line, lines, keys, _ in self._rows() if _is_hidden(_attributes(keys)))
        return frozenset(at for line, lines in rows for at in range(line, min(line + lines, last + 1)))

    def hidden_fields(self) -> frozenset[int]:
        """Columns that are not shown, from 1."""
        last, field = self.extent[0].columns, 1
        hidden: set[int] = set()
        for keys in map(_attributes, _COLUMN.findall(self._xml)):
            fields = _repeated(keys, "columns")
            if _is_hidden(keys):
                hidden.update(range(field, min(field + fields, last + 1)))
            field += fields
        return frozenset(hidden)

    def shown(self, line: int, field: int, number: float) -> str | None:
        """Return what a cell shows for the number in it."""
        row = self._lines.get(line, b"")
        inner = next((inner for first, fields, _, inner in _cells(row, _ANY) if first <= field < first + fields), b"")
        text = _text_of(inner)
        return _with_point(text, number) if text else None

    @cached_property
    def _lines(self) -> dict[int, bytes]:
        last = self.extent[0].rows
        rows = ((line, min(line + lines, last + 1), cells) for line, lines, _, cells in self._rows())
        return {at: cells for line, end, cells in rows for at in range(line, end)}


def _last_field(row: bytes) -> tuple[int, bool]:
    """Return the last field of a row with anything in it, and whether one with anything in it stands for several."""
    last = max(row.rfind(b"value-type"), row.rfind(b"formula"))
    filled = row[: row.find(b">", last) + 1] if last >= 0 else b""
    if b"repeated" not in filled:
        return filled.count(b"<table:table-cell") + filled.count(b"<table:covered-table-cell"), False
    end, is_said_often = 0, False
    for field, fields, _, _ in _cells(filled, _FILLED):
        end, is_said_often = field + fields - 1, is_said_often or fields > 1
    return end, is_said_often


def _cells(row: bytes, wanted: re.Pattern[bytes]) -> Iterator[tuple[int, int, _Keys, bytes]]:
    """Yield the field, how many fields are like it, attributes and inside of each cell wanted by its attributes."""
    field = 1
    for match in _CELL.finditer(row):
        tag, fields = match[1], 1
        if b"repeated" in tag:
            fields = _repeated(_attributes(tag), "columns")
        if wanted.search(tag):
            end = None if tag.endswith(b"/") else _CELL_END.search(row, match.end())
            yield field, fields, _attributes(tag), row[match.end() : end.start()] if end else b""
        field += fields


def _plain(match: re.Match[bytes]) -> bytes:
    """Return markup in which every sign < and > opens or closes a tag."""
    if match[0].startswith((b"<!", b"<?")):
        return (match[1] or b"").replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    return match[0][:-1].replace(b">", b"&gt;") + b">"


def _attributes(keys: bytes) -> _Keys:
    found = _ATTRIBUTE.findall(keys[:_MOST_KEYS])
    return {key.decode(): html.unescape((one or other).decode("utf-8", "replace")) for key, one, other in found}


def _repeated(keys: _Keys, way: str) -> int:
    return max(int(keys.get(f"table:number-{way}-repeated", "1")), 1)


def _spanned(keys: _Keys, way: str) -> int:
    return int(keys.get(f"table:number-{way}-spanned", "1"))


def _is_hidden(keys: _Keys) -> bool:
    return keys.get("table:visibility") in ("collapse", "filter")


def _shown_in(keys: _Keys, inner: bytes) -> str | None:
    """Return the error or the formula without a value that a cell shows; None for any other."""
    if keys.get("calcext:value-type") == "error":
        return _text_of(inner) or "#ERROR"
    if "table:formula" not in keys:
        return None
    text = _text_of(inner)  # a formula that went wrong has the number 0 in older files
    return text if _ERROR.fullmatch(text) else None if "office:value-type" in keys else UNCOMPUTED


def _text_of(inner: bytes) -> str:
    """Return the text of a cell without the notes on it."""
    paragraphs = _PARAGRAPH.findall(_NOTE.sub(b"", inner))
    return html.unescape(_ANY_TAG.sub(b"", b"\n".join(paragraphs)).decode("utf-8", "replace"))


def _with_point(text: str, number: float) -> str:
    """Return the text of a number with a decimal point and no other separators; any other text as it is."""
    for written in (text, text.replace(",", "."), text.translate(_SEPARATORS)):
        digits = len(written.partition(".")[2])
        if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", written) and abs(float(written) - number) <= 0.51 * 10.0**-digits:
            return written
    return text
