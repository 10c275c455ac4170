"""Which rows of a grid head its columns, and the table that stands below them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import attrs

from parindex.base import Collector, Problem, clean, listed, say
from parindex.evidence.grid import Grid
from parindex.evidence.headings import MOST_TITLES, english_headings, names_units
from parindex.evidence.long_tables import finished_table
from parindex.evidence.table import Table, is_blank, letters, written


def table_below_header(grid: Grid, header_row: int | None = None) -> Table:
    """Return the table in a grid, of whose rows one names the columns."""
    source, rows, lines, problems = grid.source, grid.rows, grid.lines, Collector(grid.problems)
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
    table = _table(source, header, body, [lines[0], *starts], problems, sheet=grid.sheet, headings=frozenset(heads))
    return attrs.evolve(table, percentages_known=grid.percentages_known)


def _header(rows: Sequence[Sequence[Any]], lines: Sequence[int], header_row: int | None) -> int | None:
    """Return which row names the columns: the one given, else the first with a cell `unit`, else the first."""
    if header_row is not None:
        return lines.index(header_row) if header_row in lines else None
    named = (at for at, row in enumerate(rows[:MOST_TITLES]) if names_units([row]))
    filled = (at for at, row in enumerate(rows) if not all(map(is_blank, row)))
    return next(chain(named, filled), None)


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
