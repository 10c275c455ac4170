"""What the XML of an .xlsx says of a worksheet: how far it goes, formats, errors, formulas, hidden rows and columns."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice

from parindex.base import LIMITS, Limits, letters, say
from parindex.evidence.cells.cell_numbers import UNCOMPUTED
from parindex.evidence.files.number_formats import BUILT_IN, formatted, is_percent_format, may_show_day
from parindex.evidence.files.workbook_parts import (
    SheetDetails,
    Span,
    WorkbookParts,
    check_count,
    check_text,
)

#: No search runs on into the next tag of the same name: all are done in one pass, whatever stands there.
_PART = r"<(?:\w+:)?{0}\b([^<>]*?)(?:/>|>([^<]*+(?:<(?!/?(?:\w+:)?{0}\b)[^<]*+)*+)</(?:\w+:)?{0}>)"
_CELL, _SHEET, _RELATION, _FORMATS, _FORMAT, _STYLES = (
    re.compile(_PART.format(tag).encode()) for tag in ("c", "sheet", "Relationship", "numFmts", "numFmt", "cellXfs")
)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b([^<>]*)")
_ATTRIBUTE = re.compile(rb"(?<![\w:])([\w:]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^<>]*>([^<]*)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^<>]*)>")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
#: The tag of a row or cell with all its attributes, whatever stands in their quotes.
_TAG = re.compile(rb"<(?:\w+:)?(c|row)\b((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>")
_PLAIN_PLACE = re.compile(rb" r=\"([A-Z]{1,3})([0-9]{1,7})\"(?: s=\"[0-9]+\")?")
_PLACE = re.compile(rb"(?<![\w:])r\s*=\s*[\"']([A-Za-z]*)([0-9]*)[\"']")
#: How spreadsheets write cells: the place, then style and type. Of such a worksheet most is found by searching.
_LAST_ROW, _PLAIN_COLUMN = re.compile(rb"<row r=\"([0-9]{1,7})\""), re.compile(rb"<c r=\"([A-Z]{1,3})[0-9]")
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_UNUSUAL = re.compile(
    rb"<c r=\"[A-Z0-9]+\"(?!(?: s=\"[0-9]+\")?(?: t=\"[A-Za-z]+\")?(?: (?:[cv]m|ph)=\"[0-9]+\")*+ ?/?>)"
)
_HIDDEN, _DAY = re.compile(rb"hidden"), re.compile(rb"d[\"']")  # quicker than `in`
_ROOT = re.compile(rb"(?:<\?[^<>]*>|\s)*<(\w{1,9}):worksheet\b")
_PLAIN_HEAD = re.compile(rb"<c r=\"([A-Z]+)([0-9]+)\"")
#: An error, and a formula without a value: what is quick to look for, and what shows it.
_PLAIN_FAULTS = (
    (re.compile(rb"\"e\""), re.compile(rb" t=\"e\"[^<>]*(?<!/)>")),
    (re.compile(rb"f[\s>/]"), re.compile(rb"<f\b[^<>]*(?:(?<=/)>|(?<!/)>[^<]*</f>)(?!<v>[^<])")),
)
_NAMED_TEXT = re.compile(rb"\"s\"[^<>]*>(?:<f\b[^<>]*(?:(?<=/)>|(?<!/)>[^<]*</f>))?<v>([0-9]{1,9})<")
_SAMPLE, _LEAST_CELL, _LONGEST, _MOST_COLUMNS, _SLACK = 200_000, 20, 8, 16_384, 4
#: As many as spreadsheets write, and more than any has; what stands beyond is passed over.
_MOST_STYLES, _MOST_RELATIONS, _MOST_KEYS = 65_536, 10_000, 10_000
_TEXT_END, _NO_TEXT = b"</si>", b"si/>"


def _attributes(keys: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(keys[:_MOST_KEYS])
    return {key.decode().rpartition(":")[2]: _text(one or other) for key, one, other in found}


def _text(value: bytes) -> str:
    return html.unescape(value.decode("utf-8", "replace"))


@lru_cache(maxsize=20_000)
def _number(name: bytes) -> int:
    """Return the number, from 1, of a column that spreadsheets call so."""
    number = 0
    for letter in name[:_LONGEST].upper():
        number = number * 26 + letter - ord("A") + 1
    return number


class XlsxSheets:
    """The worksheets of an .xlsx by their titles."""

    def __init__(self, parts: WorkbookParts) -> None:
        self._parts, self._limits = parts, parts.limits
        self._text = self._unpacked = 0  # of the worksheets checked so far
        texts, most = "xl/sharedStrings.xml", self._limits.max_cells
        if parts.size(texts) > len(_TEXT_END) * most:
            check_count(parts.name, say("texts"), sum(map(parts[texts].count, (_TEXT_END, _NO_TEXT))), most)

    def check(self, title: str, before: int = 0) -> XlsxSheet:
        """Return a worksheet that may be laid out; refuse one that has, with those before, too many cells or texts."""
        if (path := self._paths.get(title)) is None:
            return self._checked_elsewhere
        return self._checked(self._sheet(path), title, before)

    @cached_property
    def _checked_elsewhere(self) -> XlsxSheet:
        """Nothing of a worksheet that is not found, once all parts are such that any of them may be it."""
        for path in self._parts.paths(".xml"):
            self._checked(self._sheet(path), path, 0)
        return XlsxSheet(b"")

    def _checked(self, sheet: XlsxSheet, title: str, before: int) -> XlsxSheet:
        name, limits = self._parts.name, self._limits
        self._unpacked += sheet.size
        check_count(name, say("bytes of worksheets"), self._unpacked, limits.max_unpacked)
        check_count(name, say("merged cells"), sheet.count(b"<mergeCell "), limits.max_cells // 2)
        check_count(name, say("rows"), sheet.count(b"<row"), limits.max_cells // 2 + limits.max_rows)
        check_count(name, say("cells"), sheet.count(b"<c "), limits.max_cells + limits.max_rows)
        if not sheet.is_small(limits, before):
            sheet.span.check(name, title, limits, before)
        self._text += sheet.named_text(self._text_sizes, limits.max_text // limits.max_sheets)
        check_text(name, title, self._text, limits.max_text)
        return sheet

    def details(self, title: str, sheet: XlsxSheet) -> SheetDetails:
        """Return what a worksheet says beside its cells."""
        percent = frozenset(at for at, code in enumerate(self._codes) if is_percent_format(code))
        return SheetDetails(
            *sheet.shown_for(percent),
            hidden_lines=sheet.hidden_lines,
            hidden_fields=sheet.hidden_fields,
            shown=self._shown(title),
            may_have_days=sheet.names_days or any(map(may_show_day, self._codes)),
        )

    def _shown(self, title: str) -> Callable[[int, int, float], str | None]:
        """Return what cells show; the worksheet is looked into again when it is first asked."""
        unpacked: list[XlsxSheet] = []

        def shown(line: int, field: int, number: float) -> str | None:
            if not unpacked:
                unpacked.append(self._sheet(self._paths.get(title, "")))
            style = unpacked[0].style(line, field)
            code = self._codes[style] if style < len(self._codes) else "" if self._codes else "General"
            return formatted(number, code)

        return shown

    def _sheet(self, path: str) -> XlsxSheet:
        return XlsxSheet(self._parts[path])

    @cached_property
    def _paths(self) -> dict[str, str]:
        """Where in the archive each worksheet lies, by its title."""
        found = _RELATION.finditer(self._parts["xl/_rels/workbook.xml.rels"])
        relations = [_attributes(match[1]) for match in islice(found, _MOST_RELATIONS)]
        targets = {entry.get("Id"): entry.get("Target", "") for entry in reversed(relations)}
        paths: dict[str, str] = {}
        sheets = _SHEET.finditer(self._parts["xl/workbook.xml"])
        for entry in (_attributes(match[1]) for match in islice(sheets, _MOST_RELATIONS)):
            if target := targets.get(entry.get("id")):
                path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
                paths.setdefault(entry.get("name", ""), path)
        return paths

    @cached_property
    def _codes(self) -> list[str]:
        """The format of each style of cells; "" where it is not known here."""
        styles = self._parts["xl/styles.xml"]
        tables = (match[2] or b"" for match in islice(_FORMATS.finditer(styles), 1))
        formats = [_attributes(match[1]) for inner in tables for match in islice(_FORMAT.finditer(inner), _MOST_STYLES)]
        codes = {str(at): code for at, code in BUILT_IN.items()}
        codes |= {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in formats}
        table = _STYLES.search(styles)
        cells = islice(_STYLE.finditer(table[2] or b""), _MOST_STYLES) if table else ()
        return [codes.get(_attributes(match[1]).get("numFmtId", "0"), "") for match in cells]

    @cached_property
    def _text_sizes(self) -> list[int]:
        """How many bytes each text takes that cells name."""
        texts = self._parts["xl/sharedStrings.xml"].split(_TEXT_END)
        return [len(text) - max(text.find(b"<si"), 0) for text in texts]


class XlsxSheet:
    """The XML of one worksheet."""

    def __init__(self, xml: bytes) -> None:
        if prefix := _ROOT.match(xml):  # as some programs write each tag
            xml = xml.replace(b"<%s:" % prefix[1], b"<").replace(b"</%s:" % prefix[1], b"</")
        self._xml = xml

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return len(self._xml)

    def count(self, mark: bytes) -> int:
        """Return how often something stands in it."""
        return self._xml.count(mark)

    def is_small(self, limits: Limits = LIMITS, before: int = 0) -> bool:
        """Return whether a quick look tells that it may be laid out, and be counted then."""
        bound = self._bound
        if bound is None or bound.rows > _SLACK * limits.max_rows or bound.columns > _SLACK * limits.max_columns:
            return False
        return bound.rows * bound.columns <= _SLACK * (limits.max_cells - before)

    @cached_property
    def _bound(self) -> Span | None:
        """How far it goes at most, None where its cells are not written as spreadsheets do."""
        xml = self._xml
        last = _LAST_ROW.match(xml, max(xml.rfind(b"<row "), 0))
        columns = {*_PLAIN_COLUMN.findall(xml[:_SAMPLE]), *_PLAIN_COLUMN.findall(xml[-_SAMPLE:])}
        if last is None or not columns or _PREFIXED.search(xml) or any(map(_UNUSUAL.search, self._samples)):
            return None
        fields, width = _names_up_to(max(columns, key=_number))
        lines, height = _numbers_up_to(int(last[1]))
        beyond = re.compile(rb"<c(?! r=\"%s%s\")" % (fields, lines))  # quick: whatever follows is looked at below
        for match in beyond.finditer(xml):
            is_cell = not xml[match.end() : match.end() + 1].isalpha()
            close = xml.find(b">", match.end())
            if is_cell and xml[close - 1 : close] != b"/":
                return None
        return Span(height, width)

    @property
    def _samples(self) -> tuple[bytes, bytes]:
        """The beginning and the end: one program writes all cells, and all the same way."""
        return self._xml[:_SAMPLE], self._xml[max(len(self._xml) - _SAMPLE, 0) :]

    @cached_property
    def span(self) -> Span:
        """How far it goes, exactly."""
        row = column = 0
        lowest = rightmost = (0, 0)
        for match in _TAG.finditer(self._xml):
            tag, keys = match.groups()
            places = _PLACE.findall(keys)
            if len(places) == 1 and all(places[0]):
                column, row = _number(places[0][0]), int(places[0][1])
            else:
                row = max((int(digits) for _, digits in places if digits), default=row + (tag == b"row"))
                column = max((_number(name) for name, _ in places if name), default=column + 1)
            if tag == b"row":
                column = 0
            elif not keys.endswith(b"/"):
                lowest, rightmost = max(lowest, (row, column)), max(rightmost, (row, column), key=lambda cell: cell[1])
        return Span(lowest[0], rightmost[1], lowest, rightmost)

    def named_text(self, sizes: Sequence[int], most: int) -> int:
        """Return how many bytes the texts take that cells name, at most; exactly where that is more than is read."""
        longest = max(sizes, default=0)
        if longest * (len(self._xml) // _LEAST_CELL) <= most:
            return 0
        count = self._xml.count(b'"s"') + self._xml.count(b"'s'")
        if longest * count <= most:
            return longest * count
        named = [int(at) for at in _NAMED_TEXT.findall(self._xml)]
        return sum(sizes[at] for at in named if at < len(sizes)) + longest * max(count - len(named), 0)

    def shown_for(self, percent: frozenset[int]) -> tuple[dict[int, list[int]], list[tuple[int, int, str]]]:
        """Return the rows of percentages by column, and cells with the error they show or no value; all from 0."""
        if self._bound is not None and 0 not in percent:  # the style of cells that name none
            return self._plain_percentages(percent), list(self._plain_faults())
        percentages: dict[int, list[int]] = {}
        texts = []
        for (line, field), attributes, inner in self._cells():
            if (text := _shown_in(attributes, inner)) is not None:
                texts.append((line - 1, field - 1, text))
            elif attributes.get("t", "n") == "n" and _style(attributes) in percent:
                percentages.setdefault(field - 1, []).append(line - 1)
        return percentages, texts

    def _plain_percentages(self, percent: frozenset[int]) -> dict[int, list[int]]:
        lines_by_name: dict[bytes, list[int]] = {}
        for style in percent:
            before, *pieces = self._xml.split(b'" s="%d"' % style)
            for piece in pieces:
                if piece.startswith((b">", b"/>", b' t="n"')):
                    place = before[before.rfind(b'"') + 1 :]
                    name = place.rstrip(b"0123456789")
                    lines_by_name.setdefault(name, []).append(int(place[len(name) :] or b"0") - 1)
                before = piece
        return {_number(name) - 1: lines for name, lines in lines_by_name.items() if name.isalpha()}

    def _plain_faults(self) -> Iterator[tuple[int, int, str]]:
        xml = self._xml
        searches = [search for mark, search in _PLAIN_FAULTS if mark.search(xml)]
        for match in (match for search in searches for match in search.finditer(xml)):
            start = max(xml.rfind(b"<c ", 0, match.end()), 0)
            head, close = _PLAIN_HEAD.match(xml, start), xml.find(b">", start)
            inner = xml[close + 1 : max(xml.find(b"</c>", close), close + 1)]
            if head and (text := _shown_in(_attributes(xml[start:close]), inner)) is not None:
                yield int(head[2]) - 1, _number(head[1]) - 1, text

    def _cells(self) -> Iterator[tuple[tuple[int, int], dict[str, str], bytes]]:
        """Yield line and field, attributes and inside of each cell but plain empty ones; it may not say where it is."""
        starts = [(match.start(), _attributes(match[1]).get("r", "")) for match in _ROW.finditer(self._xml)]
        row = column = at = 0
        for match in _CELL.finditer(self._xml):
            while at < len(starts) and starts[at][0] < match.start():
                row, column = int(starts[at][1]) if starts[at][1].isdecimal() else row + 1, 0
                at += 1
            keys, inner = match.groups(default=b"")
            if not inner and (empty := _PLAIN_PLACE.fullmatch(keys)):
                row, column = int(empty[2]), _number(empty[1])
                continue
            attributes = _attributes(keys)
            place = _REFERENCE.fullmatch(attributes.get("r", ""))
            row, column = (int(place[2]), _number(place[1].encode())) if place else (row, column + 1)
            yield (row, column), attributes, inner

    @property
    def names_days(self) -> bool:
        """Whether a cell may hold a day that is written as one."""
        return _DAY.search(self._xml) is not None

    @cached_property
    def hidden_lines(self) -> frozenset[int]:
        """Rows that are not shown, from 1."""
        if not _HIDDEN.search(self._xml):
            return frozenset()
        return frozenset(line for line, keys in self._rows() if b"hidden" in keys and _is_hidden(_attributes(keys)))

    @cached_property
    def hidden_fields(self) -> frozenset[int]:
        """Columns that are not shown, from 1."""
        head = self._xml[: max(self._xml.find(b"sheetData"), 0)]
        hidden = bytearray(_MOST_COLUMNS + 1)
        for keys in map(_attributes, _COLUMN.findall(head)[:_MOST_COLUMNS]):
            first, last = int(keys.get("min", "1")), min(int(keys.get("max", "0")), _MOST_COLUMNS)
            if _is_hidden(keys) and 1 <= first <= last:
                hidden[first : last + 1] = b"1" * (last + 1 - first)
        return frozenset(field for field, mark in enumerate(hidden) if mark)

    def _rows(self) -> Iterator[tuple[int, bytes]]:
        line = 0
        for match in _ROW.finditer(self._xml):
            place = _PLACE.search(match[1])
            line = int(place[2]) if place and place[2] else line + 1
            yield line, match[1]

    def style(self, line: int, field: int) -> int:
        """Return the style of a cell."""
        if self._bound is None:
            return self._styles.get((line, field), 0)
        start = self._starts.get(line, len(self._xml))
        at = self._xml.find(b'<c r="%s%d"' % (letters(field).encode(), line), start, self._xml.find(b"</row>", start))
        close = self._xml.find(b">", at)
        return _style(_attributes(self._xml[at:close])) if at >= 0 else 0

    @cached_property
    def _styles(self) -> dict[tuple[int, int], int]:
        return {place: _style(attributes) for place, attributes, _ in self._cells()}

    @cached_property
    def _starts(self) -> dict[int, int]:
        """Where each row begins."""
        places = ((_PLACE.search(match[1]), match.start()) for match in _ROW.finditer(self._xml))
        return {int(place[2]): start for place, start in places if place and place[2]}


def _shown_in(attributes: dict[str, str], inner: bytes) -> str | None:
    """Return the error or the formula without a value that a cell shows; None for any other."""
    value = _VALUE.search(inner)
    if attributes.get("t") == "e":
        return "#ERROR" if value is None else _text(value[1])
    empty = value is None or not (value[1] or attributes.get("t") == "str")
    return UNCOMPUTED if empty and _FORMULA.search(inner) else None


def _style(attributes: dict[str, str]) -> int:
    style = attributes.get("s", "0")
    return int(style) if style.isdecimal() and len(style) < _LEAST_CELL else 0


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")


def _numbers_up_to(number: int) -> tuple[bytes, int]:
    """Return a pattern of numbers up to one and little more, and the largest of them."""
    digits = str(number)
    if len(digits) == 1:
        return b"[0-9]", 9
    return b"[1-%s]?[0-9]{1,%d}" % (digits[0].encode(), len(digits) - 1), (int(digits[0]) + 1) * 10 ** (len(digits) - 1)


def _names_up_to(name: bytes) -> tuple[bytes, int]:
    """Return a pattern of the names of columns up to one and little more, and the number of the last of them."""
    if len(name) == 1:
        return b"[A-Z]", _number(b"Z")
    return b"[A-%s]?[A-Z]{1,%d}" % (name[:1], len(name) - 1), _number(name[:1] + b"Z" * (len(name) - 1))
