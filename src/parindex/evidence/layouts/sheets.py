"""Worksheets and files become tables, each by its own form, and several of them one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import Protocol

import attrs

from parindex.base import Problem, clean, say
from parindex.definition import registries_of
from parindex.evidence.cells.headings import names_units
from parindex.evidence.cells.table import Table, is_blank
from parindex.evidence.files.grid import Grid
from parindex.evidence.layouts.form_unit import FormUnit, unit_of_form
from parindex.evidence.layouts.grid_tables import table_below_header
from parindex.evidence.layouts.heads import KnownHeads
from parindex.evidence.layouts.joining import joined_tables
from parindex.evidence.layouts.layout import EVERY
from parindex.evidence.layouts.office_form import FormReader, form_of


class Worksheets(Protocol):
    """A workbook: the titles of its worksheets, and the cells of each."""

    name: str
    titles: tuple[str, ...]

    def titled(self, wanted: str) -> str:
        """Return the title of a worksheet that is called so, hidden or not."""
        ...

    def grid(self, title: str) -> Grid:
        """Return the cells of a worksheet."""
        ...


def table_of_workbook(book: Worksheets, wanted: Sequence[str], known: KnownHeads) -> Table:
    """Return the table in the worksheets wanted, else in the first that is not empty, or in all that are forms.

    Where the first is a guide, without units, and one other names units, that one is read.

    Raises
    ------
    UnreadableError
        There is no such worksheet.
    """
    if wanted:
        return joined_tables([table_of_grid(grid, known) for grid in filled_grids(book, wanted)], book.name)
    rest = list(book.titles)
    first = Grid(book.name, (), (), rest[0] if rest else "")
    while rest and _is_empty(first):
        first = book.grid(rest.pop(0))
    others = [grid for grid in map(book.grid, rest) if not _is_empty(grid)]
    forms = [grid for grid in (first, *others) if form_of(grid, known) is not None]
    if forms and (forms[0] is first or not names_units(first.rows)):
        table = joined_tables([table_of_grid(grid, known) for grid in forms], book.name)
        return table.with_problems(_beside_forms(book.name, [grid for grid in (first, *others) if grid not in forms]))
    named = [grid for grid in others if names_units(grid.rows)]
    table = table_of_grid(first, known)
    if len(named) == 1 and not (table.units or names_units(first.rows)):  # a guide stands before the table
        message = say("worksheet {other!r} names no units and is not read", other=first.sheet)
        return table_of_grid(named[0], known).with_problems([Problem("other-sheet", "note", message, "", book.name)])
    return table.with_problems(_not_read(book.name, first.sheet, named))


def _not_read(name: str, sheet: str, others: Sequence[Grid]) -> Iterator[Problem]:
    """Yield what is told of worksheets that name units too, beside the one that is read."""
    hint = say(
        "name the worksheet, as {file}:{sheet} or --sheet, or bring them together",
        file=FilePath(name).name,
        sheet=sheet,
    )
    for grid in others:
        message = say("worksheet {other!r} names units too and is not read", other=grid.sheet)
        yield Problem("other-sheet", "warning", message, hint, name)


def _beside_forms(name: str, grids: Sequence[Grid]) -> Iterator[Problem]:
    """Yield what is told of worksheets that are no forms, in a workbook of forms: guides, tables of all units."""
    for grid in grids:
        message = say("worksheet {other!r} is no form and is not read", other=grid.sheet)
        yield Problem("other-sheet", "warning" if names_units(grid.rows) else "note", message, "", name)


def filled_grids(book: Worksheets, wanted: Sequence[str] = ()) -> list[Grid]:
    """Return the worksheets wanted, or all that are visible, with anything in them; if none has, the first."""
    every = EVERY in wanted or not wanted
    grids = [book.grid(title) for title in (book.titles if every else map(book.titled, wanted))]
    return [grid for grid in grids if not _is_empty(grid)] or grids[:1] or [Grid(book.name, (), ())]


def _is_empty(grid: Grid) -> bool:
    return all(is_blank(cell) for row in grid.rows for cell in row)


def table_of_grid(grid: Grid, known: KnownHeads) -> Table:
    """Return the table in one worksheet or file: that of a form, or that below its header."""
    unit = _unit_of(grid, known)
    if known.layout.unit_from and not unit:
        message = say("{place} names no unit", place=known.layout.unit_from)
        grid = attrs.evolve(grid, problems=(*grid.problems, Problem("missing-unit", "error", message, "", grid.source)))
    form = form_of(grid, known)
    if form is None:
        return table_below_header(grid, known, unit)
    found = unit_of_form(grid, form.header.first, registries_of(known.definition, known.year))
    named = FormUnit(unit, say("the layout")) if unit else found
    return joined_tables(FormReader(form, known, named).tables(), grid.source)


def _unit_of(grid: Grid, known: KnownHeads) -> str:
    """Return the unit of a whole worksheet or file, as the layout says where it is named; "" for a column of units."""
    place = known.layout.unit_from
    if place == "sheet":
        return clean(grid.sheet)
    if place == "file":
        return clean(FilePath(grid.source).stem)
    return grid.text_at(place.removeprefix("cell:")) if place else ""
