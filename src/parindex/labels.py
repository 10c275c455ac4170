"""Which unit each row of a table is: found in a registry, or in the definition's own list."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from parindex.definition import Definition
from parindex.problems import Collector, Hints, Problem
from parindex.tables import Table
from parindex.units import Registry, Unit, own, registries, registry


@attrs.frozen
class Labels:
    """The units of a table.

    Attributes
    ----------
    units, names : tuple of str
        Code and name of each row; as the table writes them where there is no registry.
    members : tuple of (Unit or None)
        What the registry says of each.
    registry : Registry or None
        Where they were looked up.
    problems : tuple of Problem
        Unknown and ambiguous names, a name that is another unit's, a unit in two rows.
    """

    units: tuple[str, ...]
    names: tuple[str, ...]
    members: tuple[Unit | None, ...]
    registry: Registry | None = None
    problems: tuple[Problem, ...] = ()


def label(table: Table, definition: Definition, year: int | None = None, *, numbered: bool = False) -> Labels:
    """Look up the units of a table; rows that are only `numbered` name none.

    Where the definition's years span two periods of a registry and no year is given, it is the first period that
    knows all units.

    Raises
    ------
    ValueError
        The definition is not of that year.
    """
    nothing = Labels(table.units, table.names, (None,) * len(table.units))
    first, last = definition.years[0], definition.years[1] if len(definition.years) > 1 else None
    if year is not None and not first <= year <= (last or year):
        raise ValueError(f"{definition.id!r} is of {definition.period}, not of {year}")
    if numbered or not (definition.unit or definition.units):
        return nothing
    if definition.unit:
        return _matched(table, own(definition.unit, definition.id))
    found = [_matched(table, period) for period in _periods(str(definition.units), year or first, year or last)]
    return next((labels for labels in found if not labels.problems), found[0])


def _periods(id_: str, first: int, last: int | None) -> Iterable[Registry]:
    start = registry(id_, first)
    periods = registries(id_)
    later = periods[periods.index(start) + 1 :]
    return [start, *(period for period in later if last is None or (period.since and period.since.year <= last))]


def _matched(table: Table, among: Registry) -> Labels:
    units, names, members, problems = [], [], [], Collector()
    seen: dict[str, int] = {}
    hints = Hints()
    for row, (label_, name) in enumerate(zip(table.units, table.names, strict=True)):
        found = among.find(label_, hints) if label_ else None
        unit = found.unit if found else None
        members.append(unit)
        units.append(unit.id if unit else label_)
        names.append(name or (label_ if unit and unit.id != label_ else ""))
        if found and unit is None:
            problems.append(table.problem(found.code, found.message, found.hint, row=row, column="unit"))
        if unit is None:
            continue
        called = among.find(name, hints).unit if name else None
        if called is not None and called != unit:
            message = f"unit {unit.id!r} is {_title(unit)}, the name {name!r} is that of {called.id!r}"
            problems.append(table.problem("name-differs", message, "correct one of the two", row=row, column="name"))
        if unit.id in seen and table.units[seen[unit.id]] != label_:
            message = f"{label_!r} and {table.units[seen[unit.id]]!r} are the same unit {unit.id!r}"
            problems.append(table.problem("duplicate-unit", message, row=row, column="unit"))
        seen.setdefault(unit.id, row)
    return Labels(tuple(units), tuple(names), tuple(members), among, tuple(problems))


def _title(unit: Unit) -> str:
    return unit.title.get("vi") if unit.title else unit.id
