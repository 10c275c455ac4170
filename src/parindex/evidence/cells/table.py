"""A table of raw cells, with the place of each: what every form of evidence is brought to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from parindex.base import Path, Problem, Severity, clean, fold, letters, near, say
from parindex.evidence.cells.decimal_marks import shown_mark
from parindex.evidence.cells.pointers import Pointers
from parindex.evidence.cells.text_cells import TextCells
from parindex.kernels import Mask, number_at_fifteen_digits

DATA, SURVEYED = "<data>", "<survey>"  # how values given from Python are called
_ABSENT = ("NAType", "NaTType")  # what pandas puts where there is nothing

#: What stands between the heads that call a column together.
BETWEEN = " / "

Cells = Sequence[Any] | np.ndarray[Any, Any]
#: Layers of points, as a column `layer` names them.
LAYERS = ("self_assessed", "appraised", "reappraised", "survey")


@attrs.frozen(eq=False, repr=False)
class Table:
    """Raw cells by column, one row a unit."""

    source: str  # the file, or <data>
    units: tuple[str, ...]  # the unit of each row
    names: tuple[str, ...]  # and its name where one is given, else ""
    columns: Mapping[str, Cells]  # everything else, by the name of the column
    lines: tuple[int, ...]  # the line of the file, or the number of the row, each unit stands on
    fields: Mapping[str, int]  # the field of each column, from 1; empty where columns have no order
    problems: tuple[Problem, ...] = ()  # what is wrong with the table as a table
    header: int | None = None  # the line of the file that names the columns
    sheet: str = ""  # the worksheet, where it comes from a workbook
    # where a table is long, with a row a value: the line of each
    cell_lines: Mapping[tuple[int, str], int] = attrs.field(factory=dict)
    layers: tuple[str, ...] = ()  # the layer of each row, where a column says it; units may stand in several then
    # cells that were taken from another table of the same rows, with the column there: there a fault is to be mended
    origins: Mapping[tuple[int, str], tuple[Table, str]] = attrs.field(factory=dict)
    whole: Table | None = None  # where these are some of its rows and columns: it tells the decimal marks
    decimal_mark: str = ""  # the mark that is said to set off decimals, for columns that do not tell
    spared: frozenset[str] = frozenset()  # columns that this layer need not have, put in with nothing in them
    # the column that each head stands for, by the head as it is written, folded
    headings: Mapping[str, str] = attrs.field(factory=dict)
    passed: frozenset[str] = frozenset()  # names of rows that were passed over as they were read, folded
    titles: tuple[str, ...] = ()  # what stands above the header
    totals: tuple[Table, ...] = ()  # rows of totals and means that were passed over, each with the place it had
    # where several tables were joined: the one that each row comes from, and its row there
    row_tables: tuple[tuple[Table, int] | None, ...] = ()
    year: int | None = None  # the year scored, where it is told
    units_year: int | None = None  # the year by whose list units are looked up, where that is another one
    parameters: Mapping[str, Fraction] = attrs.field(factory=dict)  # figures from outside that are told
    percentages_known: bool = True  # whether a cell that shows a percentage is told apart from a number
    pointers: Pointers | None = None  # where cells stand in the values that were given; a line is a row of these

    def take(self, rows: Sequence[int]) -> Table:
        """Return some rows, in the order given; -1 stands for a row with nothing in it."""

        def picked(cells: Cells, nothing: Any = None) -> Any:
            if isinstance(cells, TextCells):
                return cells.take(rows)
            if isinstance(cells, np.ndarray) and -1 not in rows:
                return cells[list(rows)]
            return [nothing if row < 0 else cells[row] for row in rows]

        place: dict[int, list[int]] = {}
        for at, row in enumerate(rows):
            place.setdefault(row, []).append(at)
        return attrs.evolve(
            self,
            units=tuple(picked(self.units, "")),
            names=tuple(picked(self.names, "")),
            columns={name: picked(cells) for name, cells in self.columns.items()},
            lines=tuple(picked(self.lines, self.header or (1 if self.pointers is None else 0))),
            layers=tuple(picked(self.layers, "")) if self.layers else (),
            row_tables=tuple(picked(self.row_tables)) if self.row_tables else (),
            cell_lines={(at, name): line for (row, name), line in self.cell_lines.items() for at in place.get(row, ())},
            whole=self.whole or self,
        )

    def overlaid(
        self, other: Table, columns: Mapping[str, str], *, whole: bool = False, rows: Sequence[int] | None = None
    ) -> Table:
        """Return the table with cells of another one, of the same rows, where its own are empty.

        `columns` says which column of the other becomes which; with `whole`, or in some `rows`, its own cells give way.
        """
        laid, origins = dict(self.columns), dict(self.origins)
        for theirs, name in columns.items():
            cells, mine = other.columns[theirs], laid.get(name)
            places: Sequence[int] = range(len(cells)) if rows is None else rows
            if rows is None and not whole and mine is not None:
                places = [at for at, cell in enumerate(mine) if is_blank(cell)]
            laid[name] = cells if len(places) == len(cells) else _filled(mine or [None] * len(cells), cells, places)
            origins |= {(row, name): other.origins.get((row, theirs), (other, theirs)) for row in places}
        return attrs.evolve(self, columns=laid, origins=origins, whole=self.whole or self)

    def emptied(self, places: Mapping[str, Sequence[int]], before: Table) -> Table:
        """Return the table with cells of some columns and rows as they were before others were laid over them."""
        columns, origins = dict(self.columns), dict(self.origins)
        for name, rows in places.items():
            mine = before.columns.get(name, [None] * len(self.units))
            columns[name] = _filled(columns[name], mine, rows)
            for row in rows:
                origins.pop((row, name), None)
        return attrs.evolve(self, columns=columns, origins=origins, whole=self.whole or self)

    def unasked(self, columns: Iterable[str]) -> Table:
        """Return the table with columns that it need not have, of which none is missing."""
        names = [name for name in columns if name not in self.columns]
        blank = {name: [None] * len(self.units) for name in names}
        spared = self.spared | frozenset(names)
        return attrs.evolve(self, columns={**self.columns, **blank}, spared=spared, whole=self.whole or self)

    def without(self, ignored: Iterable[str]) -> Table:
        """Return the table without some columns; one that is not there is a problem."""
        names = [clean(name) for name in ignored]
        meant = {name if name in self.columns else self.headings.get(fold(name), name) for name in names}
        lowest = {fold(name) for name in names}
        meant |= {name for name in self.columns if fold(name.rpartition(BETWEEN)[2]) in lowest and BETWEEN in name}
        columns = {name: cells for name, cells in self.columns.items() if name not in meant}
        of_columns = ("unknown-column", "duplicate-column", "merged-cell", "missing-column")
        kept = (fault for fault in self.problems if fault.code not in of_columns or not meant & {*fault.path[-1:]})
        problems = list(kept)
        for name in names:
            if name not in self.columns and fold(name) not in self.headings:
                message = say("there is no column {name!r} to ignore", name=name)
                problems.append(self.problem("unknown-column", message, near(name, self.columns)))
        return attrs.evolve(self, columns=columns, problems=tuple(problems))

    def without_rows(self, ignored: Iterable[str]) -> Table:
        """Return the table without the rows of some names, such as totals; one that is not there is a problem."""
        names = {fold(clean(name)): name for name in ignored}
        called = [{fold(unit), fold(name)} for unit, name in zip(self.units, self.names, strict=True)]
        rows = [row for row, words in enumerate(called) if not words & names.keys()]
        present = set().union(*called) if called else set()
        taken = self if len(rows) == len(self.units) else self.take(rows)
        apart = sorted({*range(len(self.units))} - {*rows})
        problems = self.problems_beside(apart)
        for name in (name for folded, name in names.items() if folded not in present | self.passed):
            message = say("there is no row {name!r} to ignore", name=name)
            problems.append(self.problem("unknown-unit", message, near(name, self.units), column="unit"))
        totals = (*self.totals, self.take(apart)) if apart else self.totals
        return attrs.evolve(taken, problems=tuple(problems), totals=totals)

    def blank_rows(self) -> list[int]:
        """Return the rows that hold nothing but a unit or a name."""
        cells = list(self.columns.values())
        return [row for row in range(len(self.units)) if all(is_blank(column[row]) for column in cells)]

    def blank_cells(self, column: str) -> Mask:
        """Return where a column holds nothing."""
        cells = self.columns[column]
        if isinstance(cells, TextCells) and cells.plain is not None:
            return np.isnan(cells.plain.values)
        return np.fromiter(map(is_blank, cells), dtype=bool, count=len(cells))

    def problem(
        self,
        code: str,
        message: str,
        hint: str = "",
        severity: Severity = "error",
        *,
        row: int | None = None,
        column: str = "",
    ) -> Problem:
        """Return a problem at a row, a column or a cell."""
        origin = self.origins.get((row, column)) if row is not None else self._whole_origin(column)
        if origin is not None:
            return origin[0].problem(code, message, hint, severity, row=row, column=origin[1])
        if row is not None and self.row_tables and (joined := self.row_tables[row]) is not None:
            return joined[0].problem(code, message, hint, severity, row=joined[1], column=column)
        line = self.lines[row] if row is not None else self.header
        line = None if line == 0 and self.pointers is not None else line  # it was not given
        field = self.fields.get(column)
        if row is not None and self.cell_lines:
            kind = tail if (tail := column.rpartition(".")[2]) in self.fields and "." in column else "value"
            line, field = self.cell_lines.get((row, column), line), self.fields.get(column, self.fields.get(kind))
        if row is None and column in self._first_lines:
            line, field = self._first_lines[column], self.fields.get("indicator")
        path: Path = tuple(part for part in (self.units[row] if row is not None else "", column) if part)
        place = f"{letters(field)}{line}" if field else f"{line}:{line}"  # a whole row, as spreadsheets write it
        cell = f"{self.sheet}!{place}" if self.sheet and line else ""
        return Problem(code, severity, message, hint, self.source, line, field, path, cell, self._pointer(row, column))

    def _whole_origin(self, column: str) -> tuple[Table, str] | None:
        """Return the table that a whole column was taken from, where this one has none of that name."""
        if not self.units or column in self.fields or (self.pointers and self.pointers.has(column)):
            return None
        taken = [self.origins.get((row, column)) for row in range(len(self.units))]
        return taken[0] if len(set(taken)) == 1 else None

    def _pointer(self, row: int | None, column: str) -> str:
        """Return where a row, a column or a cell stands in the values that were given, "" in a file of cells."""
        pointers = self.pointers
        if pointers is None or (row is None and not column):
            return ""
        if self.cell_lines and not pointers.has(column):  # a long table has a row a cell
            line, kind = self.cell_lines.get((row, column)) if row is not None else None, pointers.kind(column)
            if row is None:
                line, kind = self._first_lines.get(column), "indicator"
            unit = self.units[row] if row is not None else ""
            return pointers.to(line and line - 1, kind if line else "", unit)
        if row is not None:
            return pointers.to(self._place_given(row), column, self.units[row])
        cells = self.columns.get(column, ())
        first = next((at for at, cell in enumerate(cells) if cell is not None), 0)
        return pointers.to_column(column, self._place_given(first) if self.units else None)

    def _place_given(self, row: int) -> int | None:
        return self.lines[row] - 1 if self.lines[row] else None

    def problems_beside(self, rows: Sequence[int], codes: Sequence[str] = ()) -> list[Problem]:
        """Return the problems but those of some rows, or only those of some codes; each table has its own lines."""
        if not rows:
            return list(self.problems)
        places = {*map(self.place, rows)} - {*map(self.place, {*range(len(self.units))} - {*rows})}
        there = ((problem.source, problem.cell.rpartition("!")[0], problem.line) for problem in self.problems)
        pairs = zip(self.problems, there, strict=True)
        return [told for told, place in pairs if place not in places or (codes and told.code not in codes)]

    def place(self, row: int) -> tuple[str, str, int | None]:
        """Return file, worksheet and line of a row."""
        if self.row_tables and (joined := self.row_tables[row]) is not None:
            return joined[0].place(joined[1])
        return self.source, self.sheet, self.lines[row]

    def row_name(self, row: int, beside: int) -> str:
        """Return how to call a row where another one is told of: its line, with its worksheet if that is another."""
        places = [self.row_tables[at] if self.row_tables else None for at in (row, beside)]
        if places[0] is None or places[1] is None or places[0][0] is places[1][0]:
            return str(self.lines[row])
        return f"{places[0][0].sheet or places[0][0].source}!{self.lines[row]}"

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Unit and layer of each row."""
        return list(zip(self.units, self.layers or ("",) * len(self.units), strict=True))

    @cached_property
    def _first_lines(self) -> dict[str, int]:
        """Where a long table names a column first."""
        lines: dict[str, int] = {}
        for (_, column), line in self.cell_lines.items():
            lines[column] = min(line, lines.get(column, line))
        return lines

    def mark_of(self, column: str) -> str:
        """Return the decimal mark that the cells of a column show beyond doubt, else the one that is said, or ""."""
        if self.whole is not None and column in self.whole.columns:
            return self.whole.mark_of(column) or self.decimal_mark
        if column not in self._marks:
            cells = self.columns.get(column, ())
            self._marks[column] = "" if _numeric(cells) else shown_mark(cells)
        return self._marks[column] or self.decimal_mark

    @cached_property
    def _marks(self) -> dict[str, str]:
        """The decimal marks of columns that were asked for."""
        return {}

    def with_problems(self, problems: Iterable[Problem]) -> Table:
        """Return the table with further problems."""
        return attrs.evolve(self, problems=(*self.problems, *problems))


def _numeric(cells: Cells) -> bool:
    return isinstance(cells, np.ndarray) and cells.dtype != object and cells.dtype.kind not in "US"


def is_missing(cell: object) -> bool:
    """Return whether a cell from Python holds nothing: None or nan."""
    if isinstance(cell, Decimal):
        return cell.is_qnan()
    if type(cell).__name__ in _ABSENT:
        return True
    return cell is None or (isinstance(cell, (float, np.floating)) and math.isnan(cell))


def is_blank(cell: object) -> bool:
    """Return whether a cell holds nothing: missing, or text of blanks only."""
    return is_missing(cell) or (isinstance(cell, str) and not clean(cell))


def _filled(before: Any, cells: Cells, rows: Iterable[int]) -> list[Any]:
    filled = list(before)
    for row in rows:
        filled[row] = cells[row]
    return filled


def written(cell: object) -> str:
    """Return a cell as the text of a name, a whole number without its decimals; "" where it holds nothing."""
    if isinstance(cell, str):
        return cell
    if is_missing(cell):
        return ""
    if isinstance(cell, float):
        cell = number_at_fifteen_digits(cell)
        return str(int(cell)) if cell.is_integer() else str(cell)
    return f"{Decimal(cell):f}" if type(cell) is int else str(cell)  # Python writes no more than 4,300 digits


def passed_over(tables: Sequence[Table], columns: Sequence[str], rows: Sequence[str]) -> list[Table]:
    """Return tables without what each has of some columns and rows; what none has is told at the first."""
    heads = [{*table.columns, *table.headings} for table in tables]
    units = [{*table.units, *table.names, *table.passed} for table in tables]
    shared = zip(tables, _shared_out(columns, heads), _shared_out(rows, units), strict=True)
    return [table.without(raws).without_rows(names) if names else table.without(raws) for table, raws, names in shared]


def _shared_out(names: Sequence[str], there: Sequence[set[str]]) -> list[list[str]]:
    """Return which of some names each table has; the first takes those that none has."""
    has = [set(map(fold, folded)) for folded in there]
    present = [[name for name in names if fold(name) in folded] for folded in has]
    nowhere = [name for name in names if not any(fold(name) in folded for folded in has)]
    return [[*mine, *nowhere] if at == 0 else mine for at, mine in enumerate(present)]
