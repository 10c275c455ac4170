"""Text of separated values becomes rows of cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from parindex.base import Collector, Problem, UnreadableError, file_kind, parser_message, say
from parindex.evidence.grid import Grid
from parindex.evidence.headings import MOST_TITLES, names_units
from parindex.evidence.table import DATA

SEPARATORS = (",", ";", "\t")
_KIND, _HEAD = 10_000, 1_000_000  # so many characters are looked at to tell the separator


def parse_delimited(text: str, source: str = DATA) -> Grid:
    """Return the cells of a text of separated values; a text of another kind, such as a web page, is told."""
    kind = file_kind(text[:_KIND].encode("utf-8", "replace"))
    if kind and text and not kind.suffixes:
        raise UnreadableError.of(source, say("this is {kind}; {remedy}", kind=kind.told, remedy=kind.remedy))
    problems = Collector()
    rows, lines = _rows(text, source, problems)
    return Grid(source, rows, lines, problems=tuple(problems))


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


def _rows(text: str, source: str, problems: Collector) -> tuple[list[list[str]], list[int]]:
    """Split the text into rows with the line each begins on; rows without anything in them are passed over."""
    lines = [line for line in text[:_HEAD].splitlines() if line.strip()][:MOST_TITLES]
    announced = bool(lines) and lines[0].startswith("sep=") and lines[0][4:] in SEPARATORS  # Excel's own way to say it
    separator = lines[0][4] if announced else _separator(lines)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    starts: list[int] = []
    begins = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                starts.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        hint = say("check the quotation marks")
        problems.append(Problem("malformed-table", "error", parser_message(str(error)), hint, source, begins))
    return (rows[1:], starts[1:]) if announced else (rows, starts)
