"""A table as it stands is brought to one form: layers apart, a row a unit and a column an indicator, units checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from parindex.base import Collector, Problem, clean, fold, say
from parindex.definition import PAPERS
from parindex.evidence.cells.headings import LAYER_WORDS, PRINTED
from parindex.evidence.cells.points_headings import POINTS, with_points_by_layer
from parindex.evidence.cells.table import LAYERS, Table, is_blank, written
from parindex.evidence.layouts.footers import without_footers
from parindex.evidence.layouts.heads import KnownHeads
from parindex.evidence.layouts.table_years import is_year_column, rows_of_one_year

#: A table of few values in a wide grid spans so many cells, and so many more for each value.
MAX_SPARSE, MAX_SPARSE_EACH = 1_000_000, 20
#: The columns of a long table.
_OF_ROWS = ("unit", "name", "indicator", "value", POINTS, *PAPERS)


def finished_table(table: Table, known: KnownHeads) -> Table:
    """Bring a table as it stands to its own form: one year, layers apart, a row a unit, units checked."""
    table = rows_of_one_year(with_points_by_layer(without_footers(table, known)), known)
    return units_checked(_widened(_layered(table), known))


def _layered(table: Table) -> Table:
    """Take the column ``layer`` out; a name that is no layer is a problem."""
    if "layer" not in table.columns:
        return table
    columns = dict(table.columns)
    words = [clean(written(cell)) for cell in columns.pop("layer")]
    layers = tuple(LAYER_WORDS.get(fold(word), word) for word in words)
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
    others = table.problems_beside(rows, ["missing-unit"])
    rest = table.take([row for row in range(len(table.units)) if row not in heads])
    return attrs.evolve(rest, problems=(*others, *notes))


def _widened(table: Table, known: KnownHeads) -> Table:
    """Bring a long table, unit, indicator and value in a row each, to a row a unit and a column an indicator.

    A document, page or note of the row becomes the column ``indicator.document`` and so on.
    """
    if "indicator" not in table.columns:
        return table
    table = _without_ignored(table, known)
    inputs = _input_columns(table, known)
    if not {"value", POINTS, *inputs} & table.columns.keys():
        message = say("a column 'indicator' makes a long table, and there is no column 'value' or 'points'")
        hint = say("name the column of values 'value', or that of points 'points'")
        return table.with_problems([table.problem("malformed-table", message, hint)])
    table = _of_units(without_headings(table, table.blank_rows()))
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
    problems += _without_meaning(table, inputs)
    figures_of = _FiguresOfRows(table, known, inputs)
    for at, (key, raw) in enumerate(zip(keys, table.columns["indicator"], strict=True)):
        row, text = place[key], clean(written(raw))
        name, doubt = figures_of.indicator(text)
        if {fold(name), fold(text)} & figures_of.ignored:
            first.setdefault(key, at)
            continue
        if doubt:
            problems.append(table.problem("title-differs", doubt, "", "warning", row=at, column="indicator"))
        problems += _called_otherwise(table, at, first.setdefault(key, at))
        if not name:
            message = say("{unit}: the row names no indicator", unit=key[0])
            problems.append(table.problem("unknown-column", message, row=at, column="indicator"))
            continue
        for column, figure in figures_of.row(at, name):
            if (row, column) in cell_lines:
                details = {"unit": key[0], "column": column, "row": cell_lines[row, column]}
                message = say("{unit}, {column}: stands in row {row} already", **details)
                problems.append(table.problem("duplicate-row", message, row=at, column="indicator"))
                continue
            cell_lines[row, column] = table.lines[at]
            columns[column][row] = figure
    rows = list(first.values())
    years = {name: [cells[at] for at in rows] for name, cells in table.columns.items() if is_year_column(name)}
    return attrs.evolve(
        table,
        units=tuple(table.units[at] for at in rows),
        names=tuple(table.names[at] for at in rows),
        lines=tuple(table.lines[at] for at in rows),
        layers=tuple(table.layers[at] for at in rows) if table.layers else (),
        columns={**years, **columns},
        headings={**figures_of.headings, **table.headings},
        cell_lines=cell_lines,
        whole=None,
        problems=tuple(problems),
    )


def _called_otherwise(table: Table, at: int, first: int) -> Iterator[Problem]:
    """Yield a unit that has another name in a row than in its first one."""
    called = table.names[first]
    if table.names[at] not in ("", called):
        values = {"unit": table.units[at], "name": table.names[at], "other": called, "row": table.lines[first]}
        message = say("unit {unit!r} is called {name!r} here, {other!r} in row {row}", **values)
        yield table.problem("name-differs", message, say("correct one of the two"), row=at, column="name")


def _without_ignored(table: Table, known: KnownHeads) -> Table:
    """Return a long table without the columns that are ignored, since their heads are gone when it is widened."""
    ignored = {fold(clean(name)) for name in known.layout.ignore}
    dropped = [name for name in table.columns if fold(name) in ignored]
    columns = {name: cells for name, cells in table.columns.items() if name not in dropped}
    headings = {**{fold(name): name for name in dropped}, **table.headings}
    return attrs.evolve(table, columns=columns, headings=headings)


def _input_columns(table: Table, known: KnownHeads) -> tuple[str, ...]:
    """Return the columns of a long table that are called as inputs of indicators are."""
    inputs = {fold(name) for leaf in known.definition.leaves if leaf.inputs for name in leaf.reads}
    taken = ("indicator", "value", POINTS, *PAPERS)
    return tuple(name for name in table.columns if fold(name) in inputs and name not in taken)


def _without_meaning(table: Table, inputs: Sequence[str]) -> Iterator[Problem]:
    """Yield columns of a long table that say nothing of its rows."""
    names = ("indicator", "value", POINTS, *PAPERS, *inputs)
    for name in table.columns:
        if name not in names and not is_year_column(name):
            hint = say("a long table has {names}", names=", ".join(("unit", *names)))
            message = say("column {name!r} has no meaning here", name=name)
            yield table.problem("unknown-column", message, hint, column=name)


class _FiguresOfRows:
    """What each row of a long table gives, under the names that a wide table has for it."""

    def __init__(self, table: Table, known: KnownHeads, inputs: Sequence[str]) -> None:
        self.known = known
        self.values, self.points = (table.columns.get(name) for name in ("value", POINTS))
        self.papers = [(name, table.columns[name]) for name in PAPERS if name in table.columns]
        self.inputs = [(name, table.columns[name]) for name in inputs]
        self.ignored = {fold(clean(name)) for name in known.layout.ignore}
        self._names: dict[str, str] = {}
        self._inputs: dict[str, bool] = {}

    @property
    def headings(self) -> dict[str, str]:
        """The indicators as they are written, folded, each with its column: they may be ignored by both."""
        return {fold(text): name for text, name in self._names.items()}

    def indicator(self, text: str) -> tuple[str, str]:
        """Return the column that the cell of an indicator names, by id, title or layout, and once what is odd of it."""
        if text in self._names:
            return self._names[text], ""
        named = self.known.column(text)
        if named in _OF_ROWS:  # the layout says so of a head that is called as this indicator is
            named = text
        self._names[text] = named or text
        return self._names[text], self.known.doubt(text)[1]

    def row(self, at: int, name: str) -> Iterator[tuple[str, Any]]:
        """Yield each column that a row gives, and what it holds."""
        cell, given = (None if cells is None else cells[at] for cells in (self.values, self.points))
        if name == PRINTED and name not in self.known.definition:
            yield name, cell if is_blank(given) else given
            return
        inputs = [(self._input(name, item, cells[at]), cells[at]) for item, cells in self.inputs]
        inputs = [(column, figure) for column, figure in inputs if column]
        if self.points is not None and (self.values is None or not is_blank(given)):
            yield f"{name}.{POINTS}", given
        if not is_blank(cell) or (is_blank(given) and self.values is not None and not inputs):
            yield name, cell
        yield from inputs
        yield from ((f"{name}.{paper}", cells[at]) for paper, cells in self.papers if not is_blank(cells[at]))

    def _input(self, name: str, item: str, figure: object) -> str:
        """Return the column of an input of an indicator, "" where it has no such input and none is given."""
        column = f"{name}.{item}"
        if column not in self._inputs:
            self._inputs[column] = self.known.column(column) is not None
        return column if self._inputs[column] or not is_blank(figure) else ""


def _of_units(table: Table) -> Table:
    """Return a long table without the rows that name no unit, each of which is a problem."""
    nameless = [row for row, unit in enumerate(table.units) if not unit]
    if not nameless:
        return table
    told = [table.problem("missing-unit", say("the row names no unit"), row=row, column="unit") for row in nameless]
    return table.take([row for row, unit in enumerate(table.units) if unit]).with_problems(told)


def is_too_sparse(span: int, given: int) -> bool:
    """Return whether a grid of so many cells is far too wide for the values given."""
    return span > MAX_SPARSE + MAX_SPARSE_EACH * given


def units_checked(table: Table) -> Table:
    """Return the table with what is wrong with its units: one that a row does not name, one that stands twice."""
    problems = Collector(table.problems)
    seen: dict[tuple[str, str], int] = {}
    for row, key in enumerate(table.keys):
        if not key[0]:
            problems.append(table.problem("missing-unit", say("the row names no unit"), row=row, column="unit"))
        elif key in seen:
            message = say("unit {unit!r} stands in row {row} already", unit=key[0], row=table.row_name(seen[key], row))
            problems.append(table.problem("duplicate-unit", message, row=row, column="unit"))
        seen.setdefault(key, row)
    if not table.units and not problems:
        message = say("the table has a header but no unit")
        problems.append(table.problem("empty-table", message, say("add a row a unit")))
    return attrs.evolve(table, problems=tuple(problems))
