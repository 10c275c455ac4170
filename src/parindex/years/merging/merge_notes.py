"""What merging tells: values that are means, parts that lack one, what was left behind, what cannot be merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from parindex.base import Message, Path, Problem, Severity, first_of, plain, say
from parindex.evidence import Evidence
from parindex.scoring import Standings
from parindex.years.merging.column_kinds import COUNTED, is_whole
from parindex.years.merging.merged_columns import MergedColumn
from parindex.years.merging.merger import MergedCells, Merger, NoticedCells

_NAMED = 8  # so many columns or units are named
_DERIVED = "derived-value"  # of a value that is a mean of those of the parts


def refusals(merger: Merger, cells: MergedCells) -> Iterator[Problem]:
    """Yield each column of which parts of a unit differ where they would have to agree, or have no mean."""
    columns = {column.id: column for column in merger.columns}
    for id_, units in cells.differing.cells.items():
        column = columns[id_]
        values = {"column": id_, "units": len(units), "why": column.kind.why, "first": _first(merger, column, units[0])}
        message = say("{column}: the parts of {units} merged units differ, and {why}: {first}", **values)
        if not column.kind.why:
            message = say("{column}: the parts of {units} merged units differ: {first}", **values)
        yield _problem(merger, "parts-differ", message, _way_out(column), path=(units[0], id_))
    for id_, units in cells.off_grid.cells.items():
        values = {"column": id_, "units": len(units), "first": _first(merger, columns[id_], units[0])}
        message = say("{column}: the means of {units} merged units are no step that its rule knows: {first}", **values)
        yield _problem(merger, "parts-differ", message, _way_out(columns[id_]), path=(units[0], id_))


def _first(merger: Merger, column: MergedColumn, unit: str) -> str:
    """Return a merged unit, and what its parts have."""
    place = [one.id for one in merger.units].index(unit)
    figures = []
    for part, row in zip(merger.parts[place], merger.rows[place], strict=True):
        figure = merger.exact[column.at].get(row)
        if figure is not None:
            figures.append(f"{part} {plain(figure) if column.options is None else column.options[int(figure)]}")
    return f"{unit} ({', '.join(figures)})"


def _way_out(column: MergedColumn) -> Message:
    words = [word for word in column.kind.allowed if word != "same"]
    if column.by_points:
        words.insert(0, "points")
    ways, place = ", ".join(f'"{word}"' for word in words), column.indicator
    return say("say how: how={{{column!r}: …}} with one of {ways}; --how {name}=…", column=place, name=place, ways=ways)


def notes(
    merger: Merger, cells: MergedCells, weights: Mapping[str, str | None], left: Iterable[str]
) -> Iterator[Problem]:
    """Yield what was averaged, added in doubt, lacking or left behind, each once with its count."""
    yield from _of_means(merger, cells.averaged, weights)
    yield from _of_doubtful_sums(merger)
    if cells.lacking:
        values = {"count": len(cells.lacking), "units": len(cells.lacking.units)}
        named = {"columns": first_of(list(cells.lacking.cells), _NAMED), "of": first_of(cells.lacking.units, _NAMED)}
        template = "{count} values of {units} merged units are missing, as a part has none: {columns} of {of}"
        message = say(template, **values, **named)
        yield _problem(merger, "part-missing", message, say("a mean of the other parts would be another figure"))
    if cells.partly:
        named = {"columns": first_of(list(cells.partly.cells), _NAMED), "of": first_of(cells.partly.units, _NAMED)}
        template = "{count} values rest on some parts, as the others are not applicable: {columns} of {of}"
        message = say(template, count=len(cells.partly), **named)
        yield _problem(merger, "part-missing", message, severity="note")
    if cells.left_out:
        columns = first_of(list(cells.left_out.cells), _NAMED)
        count = len(cells.left_out)
        message = say("{count} values of merged units are left out as asked: {columns}", count=count, columns=columns)
        yield _problem(merger, "part-missing", message, severity="note")
    yield from _left_behind(merger, list(left))


def _of_means(merger: Merger, averaged: NoticedCells, weights: Mapping[str, str | None]) -> Iterator[Problem]:
    """Yield a note for the plain means, and one for those by each weight."""
    ways = dict.fromkeys(weights.get(column) for column in averaged.cells)
    for way in ways:
        of_way = {column: units for column, units in averaged.cells.items() if weights.get(column) == way}
        units = dict.fromkeys(unit for units in of_way.values() for unit in units)
        values = {
            "count": sum(map(len, of_way.values())),
            "columns": first_of(list(of_way), _NAMED),
            "units": len(units),
            "weight": way,
        }
        message = say("{count} values of {units} merged units are plain means of their parts: {columns}", **values)
        if way is not None:
            template = (
                "{count} values of {units} merged units are means of their parts, weighted by {weight}: {columns}"
            )
            message = say(template, **values)
        yield _problem(merger, _DERIVED, message)


def merged_before(scores: Iterable[Standings]) -> Iterator[Message]:
    """Say of which scores, by year, values were worked out for merged units, and not published for them."""
    derived = (one for one in scores if any(told.code == _DERIVED for told in one.problems))
    if years := [str(one.year or one.edition.id) for one in derived]:
        template = "values of merged units are worked out from those of their parts, and not published: {years}"
        yield say(template, years=", ".join(years))


def _of_doubtful_sums(merger: Merger) -> Iterator[Problem]:
    """Yield a warning for each input that is added and is no whole number everywhere: perhaps it is a rate."""
    for column in merger.columns:
        figures = merger.exact[column.at]
        if column.kind is COUNTED and column.how == "sum" and not is_whole(figures):
            figure = next(figure for figure in figures.values() if figure.denominator > 1)
            message = say(
                "{column} is added, and holds {figure}: is it counted?", column=column.id, figure=plain(figure)
            )
            hint = say(
                "if it is a rate, say how: how={{{column!r}: …}} with one of {ways}; --how {name}=…",
                column=column.id,
                name=column.id,
                ways='"mean", "missing"',
            )
            yield _problem(merger, "doubtful-sum", message, hint, path=(column.id,))


def _left_behind(merger: Merger, columns: list[str]) -> Iterator[Problem]:
    evidence: Evidence = merger.evidence
    if not np.isnan(evidence.printed).all():
        message = say("totals that the table prints are of the former units, and are left behind")
        yield _problem(merger, "left-behind", message)
    if evidence.documents:
        message = say("documents of {count} values are left behind", count=len(evidence.documents))
        yield _problem(merger, "left-behind", message)
    if columns:
        template = "columns are left behind, as points or values that follow from them are merged: {columns}"
        yield _problem(merger, "left-behind", say(template, columns=first_of(columns, _NAMED)))


def _problem(
    merger: Merger, code: str, message: str, hint: str = "", *, severity: Severity | None = None, path: Path = ()
) -> Problem:
    told = Problem.of(code, message, hint, path)
    source = merger.evidence.table.source
    return Problem(code, severity or told.severity, message, hint, source, path=path)
