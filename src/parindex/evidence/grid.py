"""Rows of cells as files hold them, brought to a table: titles above the header, headings, long tables, layers."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import attrs

from parindex.base import Collector, Problem, clean, fold, letters, listed, parser_message, say
from parindex.definition import PAPERS
from parindex.evidence.table import DATA, LAYERS, Table, is_blank, written

SEPARATORS = (",", ";", "\t")
#: A table of few values in a wide grid spans so many cells, and so many more for each value.
MAX_SPARSE, MAX_SPARSE_EACH = 1_000_000, 20


def _words(**words: tuple[str, ...]) -> dict[str, str]:
    return {fold(word): name for name, spellings in words.items() for word in spellings}


#: Headings of columns that are no indicators, as offices write them, and those of long tables.
_HEADINGS = _words(
    unit=("mã đơn vị", "đơn vị"),
    name=("tên đơn vị",),
    layer=("lần chấm", "vòng chấm"),
    row=("stt", "số tt", "số thứ tự"),
)
_LONG = _words(
    indicator=("tiêu chí", "mã tiêu chí"),
    value=("giá trị",),
    document=("tài liệu", "tài liệu kiểm chứng"),
    page=("trang",),
    note=("ghi chú",),
)
_UNIT = {"unit", *(word for word, name in _HEADINGS.items() if name == "unit")}
_LAYERS = {name: name for name in LAYERS} | _words(
    self_assessed=("self-assessed", "self assessed", "tự đánh giá", "điểm tự đánh giá"),
    appraised=("thẩm định", "điểm thẩm định", "thẩm định lần 1"),
    reappraised=("thẩm định lần 2",),
    survey=("điều tra xã hội học",),
)
#: So many rows of titles may stand above the header.
_TITLES = 20
_HEAD = 1_000_000  # so many characters are looked at to tell the separator


def parse_csv(text: str, source: str = DATA, header_row: int | None = None) -> Table:
    """Return the table in a text of separated values."""
    problems = Collector()
    rows, lines = _rows(text, source, problems)
    return from_cells(rows, lines, source, header_row, problems=problems)


def from_cells(
    rows: Sequence[Sequence[Any]],
    lines: Sequence[int],
    source: str,
    header_row: int | None = None,
    *,
    sheet: str = "",
    problems: Iterable[Problem] = (),
) -> Table:
    """Return the table in rows of cells, of which one names the columns."""
    problems = Collector(problems)
    top = _header(rows, lines, header_row)
    if top is None:
        message = say("the table is empty") if not problems else say("nothing could be read")
        message = message if header_row is None else say("there is nothing in row {header_row}", header_row=header_row)
        if not problems:
            problems.append(Problem("empty-table", "error", message, say("begin with a header: unit, …"), source))
        return Table(source, (), (), {}, (), {}, tuple(problems))
    rows, lines = rows[top:], lines[top:]
    heads = [clean(written(cell)) for cell in rows[0]]
    header = english_headings(heads)
    while header and not header[-1] and all(len(row) < len(header) or is_blank(row[len(header) - 1]) for row in rows):
        header.pop()  # a separator at the end of each line
    body, starts = [], []
    for row, line in zip(rows[1:], lines[1:], strict=True):
        if all(map(is_blank, row)):
            continue
        if len(row) < len(header) or not all(map(is_blank, row[len(header) :])):
            message = say("{count} fields where the header has {other}", count=len(row), other=len(header))
            hint = say("quote a value that holds the separator, such as a decimal comma")
            if len(row) < len(header):
                hint = say("a separator is missing; an empty cell needs one too")
            name = clean(written(row[0]))
            problems.append(Problem("malformed-table", "error", message, hint, source, line, path=(name,)))
        else:
            body.append(row)
            starts.append(line)
    return _table(source, header, body, [lines[0], *starts], problems, sheet=sheet, headings=frozenset(heads))


def _header(rows: Sequence[Sequence[Any]], lines: Sequence[int], header_row: int | None) -> int | None:
    """Return which row names the columns: the one given, else the first with a cell `unit`, else the first."""
    if header_row is not None:
        return lines.index(header_row) if header_row in lines else None
    named = (at for at, row in enumerate(rows[:_TITLES]) if names_units([row]))
    filled = (at for at, row in enumerate(rows) if not all(map(is_blank, row)))
    return next(chain(named, filled), None)


def names_units(rows: Sequence[Sequence[Any]]) -> bool:
    """Return whether one of the first rows has a cell that heads the units."""
    return any(_UNIT & set(map(fold, set(map(written, row)))) for row in rows[:_TITLES])


def english_headings(header: Sequence[str]) -> list[str]:
    """Bring Vietnamese headings to their names, where none has that name already.

    ``mã đơn vị`` is the code where ``đơn vị`` stands beside it and is the name; words of long tables mean something
    only where there is an indicator and a value.
    """
    folded = [fold(name) for name in header]
    words = dict(_HEADINGS)
    if fold("mã đơn vị") in folded:
        words[fold("đơn vị")] = "name"
    if {"indicator", "value"} <= {_LONG.get(name, name) for name in folded}:
        words |= _LONG
    taken, pairs = set(header), zip(header, folded, strict=True)
    return [words[word] if words.get(word, name) not in taken else name for name, word in pairs]


def _first(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a field beyond all bounds: not the separator
        return []


def _separator(lines: Sequence[str]) -> str:
    """Return what separates the fields: what sets off a column of units in a line, else what gives most fields."""

    def likely(separator: str) -> tuple[bool, int, int]:
        headers = [_first(line, separator) for line in lines[:_TITLES]]
        named = [len(header) for header in headers if names_units([header])]
        return bool(named), max(named, default=0), len(headers[0]) if headers else 0

    return max(SEPARATORS, key=likely)


def _rows(text: str, source: str, problems: Collector) -> tuple[list[list[str]], list[int]]:
    """Split the text into rows with the line each begins on; rows without anything in them are passed over."""
    lines = [line for line in text[:_HEAD].splitlines() if line.strip()][:_TITLES]
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


def _table(
    source: str,
    header: list[str],
    rows: list[Any],
    lines: list[int],
    problems: Collector,
    *,
    sheet: str,
    headings: frozenset[str],
) -> Table:
    fields: dict[str, int] = {}
    shown = Table(source, (), (), {}, (), fields, header=lines[0], sheet=sheet, headings=headings)
    for at, name in enumerate(header):
        if name in fields and name:
            message = say(
                "the column {name!r} stands in fields {first} and {other}", name=name, first=fields[name], other=at + 1
            )
            there = attrs.evolve(shown, fields={name: at + 1})
            problems.append(there.problem("duplicate-column", message, column=name))
        elif not name and (filled := [row for row in rows if not is_blank(row[at])]):
            values = {"column": letters(at + 1), "count": len(filled)}
            message = say("column {column} has no name, and {count} of its cells hold something", **values)
            there = attrs.evolve(shown, fields={"": at + 1})
            problems.append(there.problem("unknown-column", message, say("name it, or remove it")))
        fields.setdefault(name, at + 1)
    columns: dict[str, Any] = {name: [row[at - 1] for row in rows] for name, at in fields.items() if name}
    if "unit" not in columns:
        hint = say(
            "name the column of unit codes 'unit', or the row of the header; found: {names}",
            names=listed(filter(None, header)),
        )
        problems.append(Problem("empty-table", "error", say("there is no column 'unit'"), hint, source, lines[0]))
        return Table(source, (), (), {}, (), {}, tuple(problems))
    columns.pop("row", None)  # it only counts the rows
    units = [clean(written(cell)) for cell in columns.pop("unit")]
    names = [clean(written(cell)) for cell in columns.pop("name", [""] * len(units))]
    table = attrs.evolve(shown, units=tuple(units), names=tuple(names), columns=columns, lines=tuple(lines[1:]))
    return finished_table(table.with_problems(problems))


def finished_table(table: Table) -> Table:
    """Bring a table as it stands to its own form: layers apart, a row a unit, units checked."""
    return _units_checked(_widened(_layered(table)))


def _layered(table: Table) -> Table:
    """Take the column ``layer`` out; a name that is no layer is a problem."""
    if "layer" not in table.columns:
        return table
    columns = dict(table.columns)
    words = [clean(written(cell)) for cell in columns.pop("layer")]
    layers = tuple(_LAYERS.get(fold(word), word) for word in words)
    blank = set(attrs.evolve(table, columns=columns).blank_rows())
    headings = [row for row, word in enumerate(words) if not word and row in blank]
    faults, hint = Collector(), say("one of {names}", names=", ".join(LAYERS))
    for row, (word, layer) in enumerate(zip(words, layers, strict=True)):
        if layer not in LAYERS and (word or row not in blank):
            message = say("{word!r} is no layer", word=word[:40])
            faults.append(table.problem("unknown-layer", message, hint, row=row, column="layer"))
    return without_headings(attrs.evolve(table, columns=columns, layers=layers).with_problems(faults), headings)


def without_headings(table: Table, rows: Sequence[int]) -> Table:
    """Return the table without rows that head others or sign the table, with a note for each."""
    if not rows:
        return table
    notes = []
    for row in rows:
        words = (table.units[row] or table.names[row])[:80]
        message = say("{words!r} is passed over: the row holds nothing else", words=words)
        notes.append(table.problem("heading-row", message, "", "note", row=row))
    heads = set(rows)
    lines = {table.lines[row] for row in rows}
    others = [problem for problem in table.problems if not (problem.code == "missing-unit" and problem.line in lines)]
    rest = table.take([row for row in range(len(table.units)) if row not in heads])
    return attrs.evolve(rest, problems=(*others, *notes))


def _widened(table: Table) -> Table:
    """Bring a long table, unit, indicator and value in a row each, to a row a unit and a column an indicator.

    A document, page or note of the row becomes the column ``indicator.document`` and so on.
    """
    if "indicator" not in table.columns:
        return table
    if "value" not in table.columns:
        message = say("a column 'indicator' makes a long table, and there is no column 'value'")
        hint = say("name the column of values 'value'")
        return table.with_problems([table.problem("malformed-table", message, hint)])
    table = without_headings(table, table.blank_rows())
    keys = table.keys
    place = {key: row for row, key in enumerate(dict.fromkeys(keys))}
    first: dict[tuple[str, str], int] = {}
    columns: dict[str, list[Any]] = defaultdict(lambda: [None] * len(place))
    cell_lines: dict[tuple[int, str], int] = {}
    problems = Collector(table.problems)
    span = len(place) * len({clean(written(raw)) for raw in table.columns["indicator"]})
    if is_too_sparse(span, len(keys)):
        message = say(
            "units and indicators span {span:,} cells, and only {count:,} have a row", span=span, count=len(keys)
        )
        problems.append(table.problem("malformed-table", message))
        return Table(table.source, (), (), {}, (), table.fields, tuple(problems), table.header, table.sheet)
    extra = [name for name in table.columns if name not in ("indicator", "value", *PAPERS)]
    for name in extra:
        hint = say("a long table has {names}", names=", ".join(("unit", "indicator", "value", *PAPERS)))
        message = say("column {name!r} has no meaning here", name=name)
        problems.append(table.problem("unknown-column", message, hint, column=name))
    papers = [(name, table.columns[name]) for name in PAPERS if name in table.columns]
    for at, (key, raw, cell) in enumerate(zip(keys, table.columns["indicator"], table.columns["value"], strict=True)):
        row, name = place[key], clean(written(raw))
        called = table.names[first.setdefault(key, at)]
        if table.names[at] not in ("", called):
            values = {"unit": key[0], "name": table.names[at], "other": called, "row": table.lines[first[key]]}
            message = say("unit {unit!r} is called {name!r} here, {other!r} in row {row}", **values)
            hint = say("correct one of the two")
            problems.append(table.problem("name-differs", message, hint, row=at, column="name"))
        if not name:
            message = say("{unit}: the row names no indicator", unit=key[0])
            problems.append(table.problem("unknown-column", message, row=at, column="indicator"))
            continue
        figures = [(name, cell)]
        figures += [(f"{name}.{paper}", cells[at]) for paper, cells in papers if not is_blank(cells[at])]
        for column, figure in figures:
            if (row, column) in cell_lines:
                details = {"unit": key[0], "column": column, "row": cell_lines[row, column]}
                message = say("{unit}, {column}: stands in row {row} already", **details)
                problems.append(table.problem("duplicate-row", message, row=at, column="indicator"))
                continue
            cell_lines[row, column] = table.lines[at]
            columns[column][row] = figure
    rows = list(first.values())
    return attrs.evolve(
        table,
        units=tuple(table.units[at] for at in rows),
        names=tuple(table.names[at] for at in rows),
        lines=tuple(table.lines[at] for at in rows),
        layers=tuple(table.layers[at] for at in rows) if table.layers else (),
        columns=dict(columns),
        cell_lines=cell_lines,
        problems=tuple(problems),
    )


def is_too_sparse(span: int, given: int) -> bool:
    """Return whether a grid of so many cells is far too wide for the values given."""
    return span > MAX_SPARSE + MAX_SPARSE_EACH * given


def _units_checked(table: Table) -> Table:
    problems = Collector(table.problems)
    seen: dict[tuple[str, str], int] = {}
    for row, key in enumerate(table.keys):
        if not key[0]:
            problems.append(table.problem("missing-unit", say("the row names no unit"), row=row, column="unit"))
        elif key in seen:
            message = say("unit {unit!r} stands in row {row} already", unit=key[0], row=table.lines[seen[key]])
            problems.append(table.problem("duplicate-unit", message, row=row, column="unit"))
        seen.setdefault(key, row)
    if not table.units and not problems:
        message = say("the table has a header but no unit")
        problems.append(table.problem("empty-table", message, say("add a row a unit")))
    return attrs.evolve(table, problems=tuple(problems))
