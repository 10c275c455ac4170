"""Text of separated values becomes rows of cells, and beyond the first some hundred columns of them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

import attrs

from parindex.base import LIMITS, Collector, Limits, Problem, UnreadableError, file_kind, parser_message, say
from parindex.evidence.cells.headings import MOST_TITLES, names_units
from parindex.evidence.cells.table import DATA, is_blank
from parindex.evidence.cells.text_cells import TextCells
from parindex.evidence.files.grid import Grid
from parindex.evidence.files.row_count import RowCount
from parindex.evidence.files.tail import GridRows, RowBlock, Tail

SEPARATORS = (",", ";", "\t")
_KIND, _HEAD = 10_000, 1_000_000  # so many characters are looked at to tell the separator
_TOP = 200  # rows that are kept as rows: titles and headers are among them
#: Where a text may be one that was written for Excel: names that are no formulas, codes that are no numbers.
_FOR_EXCEL = re.compile(r"""(?:^|[,;\t\n\r])"?(?:="|'+[=+\-@＝＋－＠])""")
_AS_TEXT, _NO_FORMULA = re.compile(r'="([^"]*)"'), re.compile(r"(?:^|(?<=[;,]))'(?='*[=+\-@＝＋－＠])")
_PART, _LEAST = 512 * 1024, 64  # characters, and rows, that are read at once
_BLANKS, _TOO_LONG = ",;\t\r\n ", "field larger than field limit"


def parse_delimited(text: str, source: str = DATA, limits: Limits = LIMITS) -> Grid:
    """Return the cells of a text of separated values; a text of another kind, such as a web page, is told.

    Raises
    ------
    UnreadableError
        It is of another kind, or has more rows, columns or cells than are read.
    """
    kind = file_kind(text[:_KIND].encode("utf-8", "replace"))
    if kind and text and not kind.suffixes:
        raise UnreadableError.of(source, say("this is {kind}; {remedy}", kind=kind.told, remedy=kind.remedy))
    text = _without_blank_end(text)
    problems, count = Collector(), RowCount(source, limits)
    lines = [line for line in text[:_HEAD].splitlines() if line.strip()][:MOST_TITLES]
    announced = bool(lines) and lines[0].startswith("sep=") and lines[0][4:] in SEPARATORS  # Excel's own way to say it
    separator = lines[0][4] if announced else _separator(lines)
    cut = _end_of_line(text, _TOP)
    excel = _FOR_EXCEL.search(text) is not None
    if excel or cut > _HEAD or _unquoted(text[:cut], separator) is None:  # a row may go on behind it
        cut = len(text)
    reader = _rows(text, separator, count, problems, stop=cut)
    if excel:
        reader = ((line, list(map(_meant, row))) for line, row in reader)
    top = list(islice(reader, _TOP))
    width = Counter(len(row) for _, row in top[-_TOP // 2 :]).most_common(1)[0][0] if top else 0
    rest = _Rest(text, separator, count, problems, width)
    blocks = tuple(rest.of_rows(reader) if cut == len(text) else rest.of_lines(cut))
    rows, starts = [row for _, row in top[announced:]], [line for line, _ in top[announced:]]
    if not blocks:
        return Grid(source, rows, starts, problems=tuple(problems))
    tail = Tail(blocks)
    return Grid(source, GridRows(rows, tail), [*starts, *tail.lines], problems=tuple(problems), tail=tail)


def _without_blank_end(text: str) -> str:
    """Return a text without the lines at its end that hold separators only, as spreadsheets write them by thousands."""
    end = text.find("\n", len(text.rstrip(_BLANKS)))
    return text if end < 0 else text[: end + 1]


def _meant(cell: str) -> str:
    """Return what a cell for Excel stands for: 01 of ``="01"``, =SUM of ``'=SUM``."""
    match = _AS_TEXT.fullmatch(cell)
    return match[1] if match else _NO_FORMULA.sub("", cell)


def _first(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a field beyond all bounds: not the separator
        return []


def _separator(lines: Sequence[str]) -> str:
    """Return what separates the fields: what sets off a column of units in a line, else what gives most fields."""

    def likely(separator: str) -> tuple[bool, int, int]:
        headers = [_first(line, separator) for line in lines[:MOST_TITLES]]
        named = [len(header) for header in headers if names_units([header])]
        return bool(named), max(named, default=0), len(headers[0]) if headers else 0

    return max(SEPARATORS, key=likely)


def _parts(text: str, start: int, size: int) -> Iterator[str]:
    """Yield a text in parts of whole lines."""
    while start < len(text):
        end = text.rfind("\n", start, start + size) + 1 or text.find("\n", start + size) + 1 or len(text)
        yield text[start:end]
        start = end


def _end_of_line(text: str, line: int) -> int:
    """Return where a line, from 1, ends."""
    at = 0
    for _ in range(line):
        at = text.find("\n", at) + 1
        if not at:
            return len(text)
    return at


def _rows(
    text: str, separator: str, count: RowCount, problems: Collector, *, start: int = 0, stop: int | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with the line each begins on; those without anything in them are passed over."""
    # io.StringIO takes four bytes a character: parts of the text take less than the whole
    lines = chain.from_iterable(io.StringIO(part, newline="") for part in _parts(text[:stop], start, _PART))
    reader = csv.reader(count.lines(lines, separator), delimiter=separator, strict=True)
    begins = first = _line_at(text, start)
    try:
        for row in reader:
            filled = any(cell.strip() for cell in row)
            count.add(row, begins, filled=filled)
            if filled:
                yield begins, row
            begins = reader.line_num + first
    except csv.Error as error:
        if _TOO_LONG in str(error):
            count.refuse_cell(begins)
        hint = say("check the quotation marks")
        problems.append(Problem("malformed-table", "error", parser_message(str(error)), hint, count.source, begins))


def _unquoted(part: str, separator: str) -> str | None:
    """Return whole lines without their quotation marks, where these only enclose cells that could do without them."""
    count = part.count('"')
    if not count:
        return part
    ends = rf"{separator}\r\n"
    plain = re.finditer(rf'(?<![^{ends}])"[^"{ends}]*"(?![^{ends}])', part)
    return part.replace('"', "") if 2 * sum(1 for _ in plain) == count else None


@attrs.frozen
class _Rest:
    """The rows of a text beyond the first, most of which have `width` cells."""

    text: str
    separator: str
    count: RowCount
    problems: Collector
    width: int

    @property
    def _size(self) -> int:
        return max(_PART // (8 * max(self.width, 1)), _LEAST)

    def of_rows(self, rows: Iterator[tuple[int, list[str]]]) -> Iterator[RowBlock]:
        """Yield rows of any kind in blocks."""
        while block := list(islice(rows, self._size)):
            yield RowBlock.of([row for _, row in block], [line for line, _ in block], self.width)

    def of_lines(self, start: int) -> Iterator[RowBlock]:
        """Yield the rows from a place on in blocks: a line is one, cut at the separators, until marks forbid it."""
        first = _line_at(self.text, start)
        for part in _parts(self.text, start, 8 * max(self.width, 1) * self._size):
            plain = _unquoted(part, self.separator)
            if plain is None:
                yield from self.of_rows(_rows(self.text, self.separator, self.count, self.problems, start=start))
                return
            start += len(part)
            lines = plain.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            numbers = range(first, first + len(lines))
            first += len(lines) - 1
            yield from self._block(lines, numbers)

    def _block(self, lines: list[str], numbers: Sequence[int]) -> Iterator[RowBlock]:
        if not all(line[:1].isalnum() for line in lines):
            kept = [(at, line) for at, line in zip(numbers, lines, strict=True) if not _is_blank(line, self.separator)]
            self.count.cells += max(len(lines) - len(kept) - 1, 0)  # what follows the last line end is none
            numbers, lines = [at for at, _ in kept], [line for _, line in kept]
        if {*self.count.add_lines(lines, numbers, self.separator)} == {self.width}:
            cells = self.separator.join(lines).split(self.separator)
            yield RowBlock(numbers, tuple(TextCells.of(cells[field :: self.width]) for field in range(self.width)))
        elif lines:
            yield RowBlock(numbers, ragged=[line.split(self.separator) for line in lines])


def _line_at(text: str, start: int) -> int:
    """Return the line, from 1, that begins at a place."""
    before = text[:start]
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1


def _is_blank(line: str, separator: str) -> bool:
    return not line[:1].isalnum() and all(map(is_blank, line.split(separator)))
