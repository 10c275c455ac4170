"""A grid with a header becomes a table: fields by name, identifiers as shown, merged units filled down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import attrs
import numpy as np

from parindex.base import Collector, Problem, clean, fold, letters, listed, say
from parindex.evidence.cells.headings import is_heading
from parindex.evidence.cells.points_headings import wide_layers
from parindex.evidence.cells.table import Table, is_blank, written
from parindex.evidence.cells.text_cells import TextCells
from parindex.evidence.files.grid import Grid
from parindex.evidence.files.tail import Tail
from parindex.evidence.layouts.grid_notes import hidden_cells, joined_cells
from parindex.evidence.layouts.header_rows import Header, HeaderSearch
from parindex.evidence.layouts.heads import KnownHeads, id_text, number_as_id
from parindex.evidence.layouts.joining import joined_tables
from parindex.evidence.layouts.long_tables import finished_table
from parindex.evidence.layouts.repeated_heads import without_repeated_heads
from parindex.evidence.layouts.table_years import unchosen_year, year_chosen
from parindex.evidence.layouts.total_words import claim_of

#: Columns that name something: numbers in them are what the sheet shows.
_NAMING = ("unit", "name", "indicator", "layer")


def table_below_header(grid: Grid, known: KnownHeads, unit: str = "") -> Table:
    """Return the table in a grid, of whose rows some name the columns; `unit` is that of all rows, if one is given."""
    problems = Collector(grid.problems)
    search = HeaderSearch(grid, known)
    header = search.find(known.layout.header_rows)
    if header is None:
        return _nothing(grid, known, problems)
    tail = grid.tail if grid.tail and header.last < len(grid.lines) - len(grid.tail.lines) else Tail(())
    names, faults = _of_one_year(header, known)
    while (
        names
        and not names[-1]
        and _is_empty_field(grid.rows[header.first : len(grid.lines) - len(tail.lines)], tail, len(names))
    ):
        names.pop()  # a separator at the end of each line
    columns, starts = _columns_below(grid, header.last + 1, tail, len(names), problems)
    heads = {fold(stack[-1]): name or "" for stack, name in zip(header.stacks, header.names, strict=True) if stack}
    shown = Table(
        grid.source,
        (),
        (),
        {},
        (),
        {},
        header=grid.lines[header.last],
        sheet=grid.sheet,
        headings=heads,
        percentages_known=grid.percentages_known,
        titles=grid.titles(header.first),
    )
    problems += [shown.problem(fault.code, fault.message, fault.hint, fault.severity) for fault in faults]
    for line, field, text, alike in search.doubts(header):
        problems.append(_doubtful(attrs.evolve(shown, header=line), field, text, alike))
    problems += _title_doubts(shown, header, names, known)
    for row in header.numbering:
        told = say("row {row} numbers the columns and is passed over", row=grid.lines[row])
        problems.append(attrs.evolve(shown, header=grid.lines[row]).problem("heading-row", told, "", "note"))
    fields = _fields(shown, names, columns, problems)
    shown = attrs.evolve(shown, fields=fields, lines=tuple(starts), units=("",) * len(starts))
    cells = {name: columns[at - 1] for name, at in fields.items() if name}
    for name in {*_NAMING} & cells.keys():
        cells[name], doubts = _named_cells(grid, known, shown, name, cells[name])
        problems += doubts
    counted = cells.pop("row", ())
    if unit:
        problems += _other_units(shown, cells.get("unit", ()), unit, known)
        cells["unit"] = [unit] * len(starts)
    if "unit" not in cells:
        problems.append(_without_units(shown, names))
        return Table(grid.source, (), (), {}, (), {}, tuple(problems))
    units = _with_words(cells.pop("unit"), counted, known)
    called = cells.pop("name", [""] * len(starts))
    table = attrs.evolve(
        shown,
        units=tuple(clean(written(cell)) for cell in units),
        names=tuple(clean(written(cell)) for cell in called),
        columns={name: without_marks_of_missing(column, known.marks_of(name)) for name, column in cells.items()},
    )
    table = without_repeated_heads(table, grid, header)
    problems += _merged_values(grid, table, known)
    problems += _hidden(grid, table)
    layers = wide_layers(table.with_problems(problems))
    return _told_of_merged(joined_tables([finished_table(each, known) for each in layers], grid.source), grid)


def _other_units(shown: Table, cells: Sequence[Any], unit: str, known: KnownHeads) -> Iterator[Problem]:
    """Yield a warning where a column of units names others than the one that is that of all rows."""
    others = [
        (row, text) for row, cell in enumerate(cells) if (text := clean(written(cell))) and fold(text) != fold(unit)
    ]
    heads = {head for head, name in shown.headings.items() if name == "unit"}
    if others and heads.isdisjoint(fold(clean(name)) for name in known.layout.ignore):
        values = {"unit": unit, "other": others[0][1][:80]}
        message = say("all rows are taken for {unit!r}, and a column of units says {other!r}", **values)
        hint = say("leave unit_from out, or ignore that column")
        yield shown.problem("name-differs", message, hint, "warning", row=others[0][0], column="unit")


def _told_of_merged(table: Table, grid: Grid) -> Table:
    """Return the table with a hint where a unit stands twice since its cell is merged over several rows."""
    field = table.fields.get("unit")
    areas = {
        line: f"{letters(left)}{top}:{letters(right)}{bottom}"
        for top, left, bottom, right in grid.merged
        if field and left <= field <= right
        for line in range(top + 1, min(bottom, grid.lines[-1]) + 1)
    }

    def with_hint(problem: Problem) -> Problem:
        if problem.code != "duplicate-unit" or problem.line not in areas:
            return problem
        values = {"cell": f"{letters(field or 0)}{problem.line}", "area": areas[problem.line]}
        hint = say("{cell} belongs to the merged cell {area}: unmerge it, and name the unit of each row", **values)
        return attrs.evolve(problem, hint=hint)

    return attrs.evolve(table, problems=tuple(map(with_hint, table.problems))) if areas else table


def _columns_below(
    grid: Grid, first: int, tail: Tail, width: int, problems: Collector
) -> tuple[list[Sequence[Any]], list[int]]:
    """Return the cells of each column from a row on, and the line of each row; rows of another width are told."""
    end = len(grid.lines) - len(tail.lines)
    below, others = tail.fitted(width)
    body, starts = [], []
    for line, row in chain(zip(grid.lines[first:end], grid.rows[first:end], strict=True), others):
        if all(map(is_blank, row)):
            continue
        if len(row) < width or not all(map(is_blank, row[width:])):
            problems.append(_malformed(grid, row, line, width))
        else:
            body.append(row)
            starts.append(line)
    columns: list[Sequence[Any]] = [[row[at] for row in body] for at in range(width)]
    if below.blocks:
        columns, starts = [below.below(above, at) for at, above in enumerate(columns)], [*starts, *below.lines]
    return columns, starts


def _nothing(grid: Grid, known: KnownHeads, problems: Collector) -> Table:
    """Return the table of a grid without a header."""
    rows = known.layout.header_rows
    message = say("the table is empty") if not problems else say("nothing could be read")
    message = message if rows is None else say("there is nothing in row {header_row}", header_row=rows[0])
    if not problems:
        problems.append(Problem("empty-table", "error", message, say("begin with a header: unit, …"), grid.source))
    return Table(grid.source, (), (), {}, (), {}, tuple(problems))


def _is_empty_field(rows: Sequence[Sequence[Any]], tail: Tail, field: int) -> bool:
    return all(len(row) < field or is_blank(row[field - 1]) for row in rows) and tail.is_blank_at(field - 1)


def _malformed(grid: Grid, row: Sequence[Any], line: int, width: int) -> Problem:
    message = say("{count} fields where the header has {other}", count=len(row), other=width)
    hint = say("quote a value that holds the separator, such as a decimal comma")
    if len(row) < width:
        hint = say("a separator is missing; an empty cell needs one too")
    return Problem("malformed-table", "error", message, hint, grid.source, line, path=(clean(written(row[0])),))


def _of_one_year(header: Header, known: KnownHeads) -> tuple[list[str | None], list[Problem]]:
    """Return the names of columns: of those of several years one year under their own, the others under None."""
    dated = {at: match for at, name in enumerate(header.names) if (match := known.dated(name)) is not None}
    names: list[str | None] = list(header.names)
    if not dated:
        return names, []
    years = sorted({year for _, year in dated.values()})
    chosen = year_chosen(years, known)
    for at, (column, year) in dated.items():
        names[at] = column if year == chosen else None
    words = {"years": ", ".join(map(str, years)), "wanted": known.year or known.definition.period}
    if chosen is not None:
        others = ", ".join(str(year) for year in years if year != chosen)
        message = say("columns of {year} are read, those of {others} passed over", year=chosen, others=others)
        return names, [Problem("several-years", "note", message)] if others else []
    ambiguous = say("columns stand for the years {years}, and one is scored at a time", **words)
    absent = say("columns stand for the years {years}, none for {wanted}", **words)
    return names, [unchosen_year(years, known, ambiguous, absent)]


def _doubtful(shown: Table, field: int, text: str, alike: tuple[str, ...], row: int | None = None) -> Problem:
    return attrs.evolve(shown, fields={"": field}).problem("number-as-id", *number_as_id(text, alike), row=row)


def _title_doubts(shown: Table, header: Header, names: Sequence[str | None], known: KnownHeads) -> Iterator[Problem]:
    """Yield heads that are the id of a column, with a title that is not quite its own."""
    for at, stack in enumerate(header.stacks, start=1):
        id_, doubt = known.doubt(stack[-1]) if stack else ("", "")
        if doubt and id_ in names:
            there = attrs.evolve(shown, fields={id_: at})
            yield there.problem("title-differs", doubt, "", "warning", column=id_)


def _with_words(units: Sequence[Any], counted: Sequence[Any], known: KnownHeads) -> list[Any]:
    """Return units; words that stand in place of a count are those of the whole row: a total, a heading, a note."""
    named, listed_units = list(units), bool(known.definition.unit or known.definition.units)
    last = max((row for row, unit in enumerate(units) if not is_blank(unit)), default=-1)
    for row, cell in enumerate(counted):
        if is_blank(named[row]) and isinstance(cell, str) and any(map(str.isalpha, cell)):
            named[row] = cell if row > last or listed_units or claim_of(cell) else named[row]
    return named


def _fields(
    shown: Table, names: Sequence[str | None], columns: Sequence[Sequence[Any]], problems: Collector
) -> dict[str, int]:
    """Return the field of each name, from 1; a name in two fields, or a column without one, is a problem."""
    fields: dict[str, int] = {}
    for at, name in enumerate(names, start=1):
        if name is None:
            continue
        there = attrs.evolve(shown, fields={name: at})
        if name in fields and name:
            message = say(
                "the column {name!r} stands in fields {first} and {other}", name=name, first=fields[name], other=at
            )
            problems.append(there.problem("duplicate-column", message, column=name))
        elif not name and (filled := [cell for cell in columns[at - 1] if not is_blank(cell)]):
            values = {"column": letters(at), "count": len(filled)}
            message = say("column {column} has no name, and {count} of its cells hold something", **values)
            problems.append(there.problem("unknown-column", message, say("name it, or remove it")))
        fields.setdefault(name, at)
    return fields


def _named_cells(
    grid: Grid, known: KnownHeads, shown: Table, name: str, cells: Sequence[Any]
) -> tuple[list[Any], list[Problem]]:
    """Return the cells of a column that names something as they are shown; those of merged units filled down."""
    problems: list[Problem] = []
    field, line_of = shown.fields[name], shown.lines
    above: dict[int, int] = {}
    if name != "layer":
        merged = (area for area in grid.merged if area[1] <= field <= area[3] and area[0] < area[2])
        above = {
            line: top for top, _, bottom, _ in merged for line in range(top + 1, min(bottom, top + len(cells)) + 1)
        }
    place = {line: row for row, line in enumerate(line_of)}
    texts: list[Any] = []
    for row, own in enumerate(cells):
        line = line_of[row]
        there = above.get(line, 0) if is_blank(own) else 0
        cell = cells[place[there]] if there in place else own
        text = cell
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            shows = grid.shown(there or line, field)
            text, alike = id_text(cell, shows, known if name == "indicator" else None)
            problems += [_doubtful(shown, field, text, alike, row)] if alike else []
        texts.append(text)
    return texts, problems


def _without_units(shown: Table, names: Sequence[str | None]) -> Problem:
    hint = say(
        "name the column of units 'unit', or the row of the header, or let parindex layout propose it; found: {names}",
        names=listed(name for name in names if name and name != "row"),
    )
    return Problem("empty-table", "error", say("there is no column 'unit'"), hint, shown.source, shown.header)


def _merged_values(grid: Grid, shown: Table, known: KnownHeads) -> Iterator[Problem]:
    """Yield values that stand in merged cells of several rows: of which row they are cannot be known."""
    cells = shown.columns
    unknown = {name for name in cells if known.column(name) is None and not is_heading(name)}  # told as such
    name_of = {at: name for name, at in shown.fields.items() if name in cells and name not in unknown}
    place = {line: row for row, line in enumerate(shown.lines)}
    for top, left, bottom, right in grid.merged:
        if top not in place or (left == right and name_of.get(left) is None) or (top == bottom and left == right):
            continue
        name = next((name_of[field] for field in range(left, right + 1) if field in name_of), None)
        rows = [place[line] for line in range(top, min(bottom, top + len(place)) + 1) if line in place]
        if name is None or is_blank(cells[name][rows[0]]) or (len(rows) == 1 and left == right):
            continue
        message, hint = joined_cells(top, left, bottom, right)
        yield shown.problem("merged-cell", message, hint, row=rows[0], column=name)


def _hidden(grid: Grid, shown: Table) -> Iterator[Problem]:
    """Yield notes of hidden rows and columns that are read."""
    lines = [line for line in shown.lines if line in grid.hidden_lines]
    fields = [at for name, at in shown.fields.items() if name and name != "row" and at in grid.hidden_fields]
    for message, hint in hidden_cells(lines, fields):
        yield shown.problem("hidden-cells", message, hint, "note")


def without_marks_of_missing(cells: Any, marks: frozenset[str]) -> Any:
    """Return cells of which those that hold a mark of missing are empty."""
    if not marks or isinstance(cells, np.ndarray):
        return cells
    if isinstance(cells, TextCells):
        if cells.plain is not None and not any(TextCells.of([mark]).plain for mark in marks):
            return cells
        return TextCells.of(["" if fold(clean(cell)) in marks else cell for cell in cells])
    return [None if not is_blank(cell) and fold(clean(written(cell))) in marks else cell for cell in cells]
