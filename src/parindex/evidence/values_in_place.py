"""New values of some units in place of those they have, read and checked as evidence is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np

from parindex.base import (
    LANGUAGES,
    EvidenceError,
    Problem,
    UnknownNameError,
    errors,
    fold,
    json_pointer,
    listed,
    near,
    say,
)
from parindex.definition import Definition, Node
from parindex.evidence.cells.headings import PRINTED
from parindex.evidence.cells.table import Table
from parindex.evidence.columns import columns_for, targets
from parindex.evidence.evidence import Evidence
from parindex.evidence.reading import reread

#: New values of units, by unit and by the column of evidence.
NewValues = Mapping[str, Mapping[str, object]]
_EXAMPLE = '{"38": {"land": 7.2}}'


@attrs.frozen
class NewValue:
    """A value that takes the place of another: the row of the unit, the column of evidence, and of its table.

    `pointer` is where it stands in what was given.
    """

    row: int
    column: str
    raw: str
    value: object
    pointer: str = ""


def new_values(evidence: Evidence, changes: NewValues, nth: int | None = None) -> tuple[list[NewValue], list[Problem]]:
    """Return new values with the places where they belong, and what names no unit or no column.

    `nth` is the place of these changes in a list of such.
    """
    told: tuple[object, ...] = (changes, *getattr(changes, "values", tuple)())
    if not all(isinstance(values, Mapping) for values in told):
        raise TypeError(say("changes say by unit and indicator what is new, as in {example}", example=_EXAMPLE))
    names = _Names.of(evidence)
    wanted, problems = [], []
    within = () if nth is None else (nth,)
    for unit, values in changes.items():
        try:
            row = evidence.row(unit)
        except UnknownNameError as error:
            problems.append(
                Problem(
                    "unknown-unit", "error", error.args[0], "", path=(str(unit),), pointer=json_pointer((*within, unit))
                )
            )
            continue
        for name, value in values.items():
            found, pointer = names.find(str(name), evidence.units[row]), json_pointer((*within, unit, name))
            if isinstance(found, Problem):
                problems.append(attrs.evolve(found, pointer=pointer))
            else:
                wanted.append(NewValue(row, *found, value, pointer))
    return wanted, [*problems, *_told_twice(evidence, wanted)]


def _told_twice(evidence: Evidence, wanted: Collection[NewValue]) -> Iterator[Problem]:
    """Yield what is named twice, by other names of the unit or the column: which of the values counts is not known."""
    last = {(value.row, value.column): value.pointer for value in wanted}
    for (row, column), count in Counter((value.row, value.column) for value in wanted).items():
        if count > 1:
            unit = evidence.units[row]
            message = say("{unit}, {column}: named twice, by other names", unit=unit, column=column)
            pointer = last[row, column]
            yield Problem("duplicate-column", "error", message, path=(unit, column), pointer=pointer)


@attrs.frozen
class _Names:
    """What may be changed: the columns that evidence gives."""

    definition: Definition
    columns: Mapping[str, tuple[str, str]]  # the column of evidence, and that of the table, by name
    folded: Mapping[str, str]  # these names, by them in lower case, and by titles that one node alone has

    @classmethod
    def of(cls, evidence: Evidence) -> _Names:
        """Return those of evidence."""
        definition = evidence.definition.as_written
        given = [(target, raw) for raw, target in targets(evidence.table, definition).items() if not target.outside]
        columns = {target.id: (target.node.id if target.points else target.id, raw) for target, raw in given}
        once = {title: id_ for title, id_ in _titles_of_one(definition).items() if id_ in columns}
        return cls(definition, columns, once | {fold(name): name for name in columns})

    def find(self, name: str, unit: str) -> tuple[str, str] | Problem:
        """Return the columns that a name stands for."""
        known = self.folded.get(fold(name))
        if known is not None:
            return self.columns[known]
        id_ = self.definition.id
        message, hint = say("column {name!r} is no indicator or component of {id!r}", name=name, id=id_), ""
        if name == id_:
            message, hint = say("column {name!r} is the index itself", name=name), say("give its parts")
        elif name in self.definition:
            message, parts = say("evidence does not give {name!r}", name=name), self._given_for(name)
            hint = say("give {names}", names=listed(parts)) if parts else ""
        message = say("{unit}: {message}", unit=unit, message=message)
        return Problem("unknown-column", "error", message, hint or near(name, self.columns), path=(unit, name))

    def _given_for(self, name: str) -> list[str]:
        """Return the columns that are given in place of a node: its inputs, its parts, or what stands above it."""
        node = self.definition[name]
        own = [*columns_for(node), f"{name}.points"]
        below = [part.id for part in self.definition.nodes[1:] if node in self.definition.ancestors(part)]
        above = [component.id for component in self.definition.ancestors(node)]
        return [column for column in own if column in self.columns] or [
            id_ for id_ in (*above, *below) if id_ in self.columns
        ]


@lru_cache(maxsize=64)
def _titles_of_one(definition: Definition) -> Mapping[str, str]:
    """Return the node that each title stands for, in lower case: those that one node alone has."""
    told = [(fold(title), node.id) for node in definition.nodes for title in _titles(node)]
    count = Counter(title for title, _ in told)
    return MappingProxyType({title: id_ for title, id_ in told if count[title] == 1})


def _titles(node: Node) -> set[str]:
    return {node.title.get(lang) for lang in LANGUAGES} if node.title else set()


def read_with(evidence: Evidence, rows: Sequence[int], changes: Sequence[Sequence[NewValue]]) -> Evidence:
    """Return rows of evidence, perhaps one many times, each with new values, read and checked again.

    Raises
    ------
    EvidenceError
        A value is none, or not allowed; `problems` holds every fault.
    """
    table = evidence.table.take(rows)
    columns: dict[str, Any] = dict(table.columns)
    named = {value.raw for values in changes for value in values}
    if PRINTED in columns:
        columns[PRINTED] = [None] * len(rows)  # a total that is printed is that of what was
    lists = {name: _as_list(columns.get(name), len(rows)) for name in named}
    origins = dict(table.origins)
    of_changes = _table_of(table, {place: values for place, values in enumerate(changes) if values}, named)
    for place, values in enumerate(changes):
        for value in values:
            lists[value.raw][place] = value.value
            origins[place, value.raw] = of_changes, value.raw
    read = reread(evidence, attrs.evolve(table, columns={**columns, **lists}, origins=origins), rows)
    if faults := errors(read.problems):
        raise EvidenceError([fault if fault.source else _in_changes(fault, changes) for fault in faults])
    return read


def _in_changes(fault: Problem, changes: Sequence[Sequence[NewValue]]) -> Problem:
    """Return a fault of a new value with its place among the changes, of which `_table_of` counts those not empty."""
    values = [given for given in changes if given][(fault.line or 1) - 1]
    pointers = [value.pointer for value in values if value.raw == fault.path[-1]]
    return attrs.evolve(fault, line=None, pointer=pointers[-1] if pointers else "")


def _table_of(table: Table, changes: Mapping[int, Sequence[NewValue]], named: Collection[str]) -> Table:
    """Return the table that new values come from, by which problems name their place."""
    lines = {place: nth for nth, place in enumerate(changes, 1)}
    return Table(
        source="",
        units=table.units,
        names=table.names,
        columns={name: [None] * len(table.units) for name in named},
        lines=tuple(lines.get(place, 0) for place in range(len(table.units))),
        fields={},
        decimal_mark=table.decimal_mark,
    )


def _as_list(cells: Any, size: int) -> list[Any]:
    if cells is None:
        return [None] * size
    return cells.tolist() if isinstance(cells, np.ndarray) else list(cells)
