"""Which unit each row of a table is: found in a registry, or in the definition's own list."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from parindex.base import Collector, Hints, Problem, clean, either, errors, first_of, say
from parindex.definition import (
    REGISTRIES,
    Definition,
    Registry,
    Unit,
    UnitMatch,
    coded,
    registries_of,
    registry,
    registry_periods,
)
from parindex.evidence.cells.table import Table
from parindex.evidence.layouts.long_tables import without_headings
from parindex.evidence.total_rows import total_rows, without_totals


@attrs.frozen
class UnitRows:
    """The units of a table."""

    units: tuple[str, ...]  # the code of each row; as the table writes it where there is no registry
    names: tuple[str, ...]  # its name as the registry spells it; as the table does where that has none
    members: tuple[Unit | None, ...]  # what the registry says of each
    registry: Registry | None = None  # where they were looked up
    problems: tuple[Problem, ...] = ()  # unknown and ambiguous names, a name that is another unit's, a unit in two rows


def look_up_units(table: Table, definition: Definition, year: int | None = None, *, numbered: bool = False) -> UnitRows:
    """Look up the units of a table; rows that are only `numbered` name none.

    Where the definition's years span two periods of a registry and no year is given, it is the period that knows all
    units; where both do and mean different ones, that is a problem.

    Raises
    ------
    ValueError
        The definition is not of that year.
    """
    nothing = UnitRows(table.units, table.names, (None,) * len(table.units))
    if year is not None and not definition.covers(year):
        raise ValueError(
            say("{id!r} is of {period}, not of {year}", id=definition.id, period=definition.period, year=year)
        )
    if numbered or not (definition.unit or definition.units):
        return nothing
    lookups = [_matched(table, period) for period in _lists(table, definition, year)]
    knowing = [labels for labels in lookups if not labels.problems]
    if len(knowing) > 1:
        return attrs.evolve(knowing[0], problems=tuple(_of_two_periods(table, knowing)))
    return knowing[0] if knowing else lookups[0]


def check_units_year(units_year: int | None, definition: Definition) -> None:
    """Refuse a year of units of a definition that names no registry."""
    if units_year is None:
        return
    if not isinstance(units_year, int):
        raise TypeError(say("units_year is a whole number, not {type}", type=type(units_year).__name__))
    if definition.unit or definition.units not in REGISTRIES:
        raise ValueError(say("{id!r} names no registry of units: units_year says nothing of them", id=definition.id))


def _lists(table: Table, definition: Definition, year: int | None) -> tuple[Registry, ...]:
    """Return where the units of a table may be looked up."""
    if table.units_year is not None and not definition.unit and definition.units in REGISTRIES:
        return (registry(definition.units, table.units_year),)
    return registries_of(definition, year)


def _of_two_periods(table: Table, knowing: list[UnitRows]) -> Iterator[Problem]:
    """Yield rows whose code or name was used again, and is one unit in one period and another in the next."""
    for row, members in enumerate(zip(*(labels.members for labels in knowing), strict=True)):
        meant = {(unit.id, _title(unit)) for unit in members if unit}
        if len(meant) > 1:
            both = [(unit, labels.registry) for unit, labels in zip(members, knowing, strict=True)]
            words = [
                say("{unit} of {registry}", unit=coded(unit), registry=of.label) for unit, of in both if unit and of
            ]
            message = say("{text!r} may be {units}", text=table.units[row], units=either(words))
            hint = say("say the year scored: year=, --year")
            yield table.problem("ambiguous-unit", message, hint, row=row, column="unit")


def _matched(table: Table, among: Registry) -> UnitRows:
    units, names, members, problems = [], [], [], Collector()
    seen: dict[str, int] = {}
    blank = set(table.blank_rows())
    hints, looked_up = Hints(), dict[str, UnitMatch]()
    for row, (label_, name) in enumerate(zip(table.units, table.names, strict=True)):
        if label_ and label_ not in looked_up:
            looked_up[label_] = among.find(label_, hints)
        match = looked_up.get(label_)
        unit = match.unit if match else None
        members.append(unit)
        units.append(unit.id if unit else label_)
        names.append(_title(unit) if unit and unit.title else name)
        if match and unit is None and row not in blank:
            problems.append(table.problem(match.code, match.message, match.hint, row=row, column="unit"))
        if unit is None:
            continue
        called = among.matches(clean(name)) if name else []  # several where communes share a name
        if called and unit not in called:
            values = {"id": unit.id, "title": _title(unit), "name": name, "other": called[0].id}
            message = say("unit {id!r} is {title}, the name {name!r} is that of {other!r}", **values)
            hint = _other_list(among, label_, clean(name)) or say("correct one of the two")
            problems.append(table.problem("name-differs", message, hint, row=row, column="name"))
        if unit.id in seen and table.units[seen[unit.id]] != label_:
            details = {"name": label_, "other": table.units[seen[unit.id]], "id": unit.id}
            message = say("{name!r} and {other!r} are the same unit {id!r}", **details)
            problems.append(table.problem("duplicate-unit", message, row=row, column="unit"))
        seen.setdefault(unit.id, row)
    return UnitRows(tuple(units), tuple(names), tuple(members), among, tuple(problems))


def _other_list(among: Registry, code: str, name: str) -> str:
    """Return a hint where code and name are those of one unit in another period of the registry."""
    for period in registry_periods(among.id) if among.id in REGISTRIES else ():
        unit = period.find(code).unit
        if period != among and unit is not None and unit in period.matches(name):
            days = [day for day in (period.since, period.until) if day]
            year = next(year for day in days for year in (day.year, day.year + 1) if registry(among.id, year) == period)
            template = (
                "correct one of the two, or say that units are those of {registry}: units_year=, --units-year {year}"
            )
            return say(template, registry=period.label, year=year)
    return ""


def with_unit_rows(
    table: Table, definition: Definition, year: int | None = None, *, numbered: bool = False
) -> tuple[Table, UnitRows]:
    """Look up the units of a table, and pass over its headings; see `look_up_units`."""
    labels = look_up_units(table, definition, year, numbered=numbered)
    units = _without_headings(table, labels)
    return (table, labels) if units is table else (units, look_up_units(units, definition, year))


def _without_headings(table: Table, labels: UnitRows) -> Table:
    """Return the table without rows that hold no unit and nothing else: headings of groups, signatures."""
    blank = set(table.blank_rows()) if labels.registry else set()
    headings = [row for row in sorted(blank) if labels.members[row] is None]
    units = without_headings(table, headings)
    if units is table:
        units = without_totals(table, total_rows(table, labels.members))
    else:
        heads = set(headings)
        members = [member for row, member in enumerate(labels.members) if row not in heads]
        units = without_totals(units, total_rows(units, members))
    if not units.units and (headings or not errors(units.problems)):  # all may have been passed over before
        empty = table.problem("empty-table", say("no row names a unit that is known"), say("add a row a unit"))
        return units.with_problems([empty])
    return units


def absent_units(table: Table, labels: UnitRows, definition: Definition) -> list[Problem]:
    """Return a warning where units of the definition's own list are not in the table."""
    present = set(labels.members)
    lacking = [unit for unit in definition.unit if unit not in present]
    if not lacking:
        return []
    named = first_of([f"{unit.id} ({_title(unit)})" for unit in lacking])
    values = {"count": len(lacking), "all": len(definition.unit), "names": named}
    message = say("{count} of {all} units of the definition are not in the table: {names}", **values)
    return [table.problem("unit-absent", message, "", "warning", column="unit")]


def _title(unit: Unit) -> str:
    return unit.title.get("vi") if unit.title else unit.id
