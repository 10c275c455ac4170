"""The same evidence read and scored by another definition: columns under its ids, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping

import attrs

from parindex.base import DefinitionError, EvidenceError, Problem, errors
from parindex.definition import Definition
from parindex.evidence import PRINTED, Evidence, Table, document_column, read_evidence, targets
from parindex.scoring import Scores, score

#: A row of evidence: its line and how it names its unit.
EvidenceRow = tuple[int, str]
#: Faults that stand at the first of several cells of a column.
_OF_COLUMNS = frozenset({"ambiguous-number", "share-or-percent"})
Scorer = Callable[[Definition, Evidence], Scores]


@attrs.frozen(eq=False, repr=False)
class Rescored:
    """Evidence scored by one definition; `rows` says where each row of it stands in `scores`.

    `problems` is what the definition refuses, `refused` the rows that it refuses while it takes others.
    """

    scores: Scores | None = None
    rows: Mapping[EvidenceRow, int] = attrs.field(factory=dict)
    problems: tuple[Problem, ...] = ()
    refused: Mapping[EvidenceRow, Problem] = attrs.field(factory=dict)


def rows_of(table: Table) -> dict[EvidenceRow, int]:
    """Return where each row of a table stands."""
    return {row: at for at, row in enumerate(zip(table.lines, table.units, strict=True))}


def node_of_column(column: str, ids: Container[str]) -> str:
    """Return the node that a column such as ``1.1``, ``1.1.on_time`` or ``1.1.document`` is of, or ""."""
    ends = [at for at, mark in enumerate(column) if mark == "."]
    return next((column[:at] for at in (len(column), *reversed(ends)) if column[:at] in ids), "")


def with_names(table: Table, names: Mapping[str, str]) -> Table:
    """Return a table with its columns under other names; of two that would be the same the first is kept."""
    old_names: dict[str, str] = {}
    for name in table.columns:
        old_names.setdefault(names.get(name, name), name)
    new_names = {old: new for new, old in old_names.items()}
    if old_names.keys() == table.columns.keys() and old_names == new_names:
        return table
    return attrs.evolve(
        table,
        columns={new: table.columns[old] for new, old in old_names.items()},
        fields={new_names.get(name, name): at for name, at in table.fields.items()},
        cell_lines={(row, new_names.get(name, name)): line for (row, name), line in table.cell_lines.items()},
        origins={(row, new_names[name]): other for (row, name), other in table.origins.items() if name in new_names},
        pointers=table.pointers and table.pointers.under(old_names),
        spared=frozenset(new_names.get(name, name) for name in table.spared),
        whole=table.whole and with_names(_part_of(table.whole, table.columns), names),
    )


def _part_of(whole: Table, names: Container[str]) -> Table:
    """Return the columns of some names, which then tell their decimal marks by themselves."""
    columns = {name: cells for name, cells in whole.columns.items() if name in names}
    return attrs.evolve(whole, columns=columns, whole=None)


def columns_read(table: Table, definition: Definition) -> set[str]:
    """Return the columns of a table that a definition reads."""
    given = set(targets(table, definition))
    return given | {name for name in table.columns if document_column(name, definition) is not None}


def only_columns(table: Table, names: Iterable[str]) -> Table:
    """Return a table with some of its columns."""
    wanted = set(names)
    columns = {name: cells for name, cells in table.columns.items() if name in wanted}
    dropped = table.columns.keys() - wanted
    problems = tuple(problem for problem in table.problems if not set(problem.path[-1:]) & dropped)
    return attrs.evolve(table, columns=columns, problems=problems, whole=table.whole or table)


def rescored(table: Table, definition: Definition, year: int | None = None, scorer: Scorer = score) -> Rescored:
    """Score a table; rows that the definition refuses are left out, where no unit is compared with the others."""
    year = year if year is not None and definition.covers(year) else None
    try:
        evidence = read_evidence(definition, only_columns(table, set(table.columns) - {PRINTED}), year=year)
        told = evidence.problems
        if not errors(told):
            # The table is of the years of another definition, and that is what is asked for.
            problems = tuple(problem for problem in told if problem.code != "other-year")
            return Rescored(scorer(definition, evidence), rows_of(evidence.table), problems)
    except DefinitionError as error:
        return Rescored(problems=error.problems)
    except EvidenceError as error:  # a formula is not defined for some rows
        told = error.problems
    refused = _refused(evidence.table, errors(told))
    rest = [at for row, at in rows_of(evidence.table).items() if row not in refused]
    if not (refused and rest) or any(leaf.rule.cohort for leaf in definition.leaves if leaf.id in evidence.columns):
        return Rescored(problems=told)
    again = rescored(evidence.table.take(rest), definition, year, scorer)
    problems = tuple(dict.fromkeys((*told, *again.problems)))
    return attrs.evolve(again, problems=problems, refused={**refused, **again.refused})


def _refused(table: Table, faults: Iterable[Problem]) -> dict[EvidenceRow, Problem]:
    """Return the rows at fault with the first fault of each; none where a fault is not one of a row."""
    rows: dict[object, EvidenceRow] = {row[1]: row for row in rows_of(table)}
    refused: dict[EvidenceRow, Problem] = {}
    for fault in faults:
        unit = fault.path[0] if fault.path else ""
        whole_column = fault.code in _OF_COLUMNS or (len(fault.path) == 1 and unit in table.columns)
        if unit not in rows or whole_column:
            return {}
        refused.setdefault(rows[unit], fault)
    return refused
