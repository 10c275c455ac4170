"""The same evidence read and scored by another definition: columns under its ids, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import attrs

from parindex.base import DefinitionError, Problem, errors
from parindex.definition import Definition
from parindex.evidence import PRINTED, Evidence, Table, document_column, read_evidence, targets
from parindex.scoring import Scores, score

#: A row of evidence: its line and how it names its unit.
EvidenceRow = tuple[int, str]
Scorer = Callable[[Definition, Evidence], Scores]


@attrs.frozen(eq=False, repr=False)
class Rescored:
    """Evidence scored by one definition.

    Attributes
    ----------
    scores : Scores or None
        None where nothing could be scored.
    rows : mapping of EvidenceRow to int
        Where each row of the evidence stands in `scores`.
    problems : tuple of Problem
        What the definition refuses.
    refused : mapping of EvidenceRow to Problem
        Rows that are refused, while others are not.
    """

    scores: Scores | None = None
    rows: Mapping[EvidenceRow, int] = attrs.field(factory=dict)
    problems: tuple[Problem, ...] = ()
    refused: Mapping[EvidenceRow, Problem] = attrs.field(factory=dict)


def rows_of(table: Table) -> dict[EvidenceRow, int]:
    """Return where each row of a table stands."""
    return {row: at for at, row in enumerate(zip(table.lines, table.units, strict=True))}


def owner(column: str, ids: Iterable[str]) -> str:
    """Return the node that a column such as ``1.1``, ``1.1.on_time`` or ``1.1.document`` is of, or ""."""
    ends = [at for at, mark in enumerate(column) if mark == "."]
    known = ids if isinstance(ids, (dict, set, frozenset)) else set(ids)
    return next((column[:at] for at in (len(column), *reversed(ends)) if column[:at] in known), "")


def renamed(table: Table, names: Mapping[str, str]) -> Table:
    """Return a table with its columns under other names; of two that would be the same the first is kept."""
    kept: dict[str, str] = {}
    for name in table.columns:
        kept.setdefault(names.get(name, name), name)
    back = {old: new for new, old in kept.items()}
    if all(new == old for new, old in kept.items()) and len(kept) == len(table.columns):
        return table
    return attrs.evolve(
        table,
        columns={new: table.columns[old] for new, old in kept.items()},
        fields={back.get(name, name): at for name, at in table.fields.items()},
        cell_lines={(row, back.get(name, name)): line for (row, name), line in table.cell_lines.items()},
        origins={(row, back[name]): other for (row, name), other in table.origins.items() if name in back},
        spared=frozenset(back.get(name, name) for name in table.spared),
        mark=table.decimal_mark,
    )


def known(table: Table, definition: Definition) -> set[str]:
    """Return the columns of a table that a definition reads."""
    found = set(targets(table, definition))
    return found | {name for name in table.columns if document_column(name, definition) is not None}


def only(table: Table, names: Iterable[str]) -> Table:
    """Return a table with some of its columns."""
    kept = set(names)
    columns = {name: cells for name, cells in table.columns.items() if name in kept}
    problems = tuple(
        problem for problem in table.problems if not set(problem.path[-1:]) & (table.columns.keys() - kept)
    )
    return attrs.evolve(table, columns=columns, problems=problems, mark=table.decimal_mark)


def scored(table: Table, definition: Definition, year: int | None = None, scorer: Scorer = score) -> Rescored:
    """Score a table; rows that the definition refuses are left out, where no unit is compared with the others."""
    year = year if year is not None and definition.covers(year) else None
    try:
        evidence = read_evidence(definition, only(table, set(table.columns) - {PRINTED}), year=year)
        faults = errors(evidence.problems)
        if not faults:
            return Rescored(scorer(definition, evidence), rows_of(evidence.table), evidence.problems)
    except DefinitionError as error:
        return Rescored(problems=error.problems)
    refused = _refused(evidence.table, faults)
    rest = [at for row, at in rows_of(evidence.table).items() if row not in refused]
    if not (refused and rest) or any(leaf.rule.cohort for leaf in definition.leaves if leaf.id in evidence.columns):
        return Rescored(problems=evidence.problems)
    again = scored(evidence.table.take(rest), definition, year, scorer)
    problems = tuple(dict.fromkeys((*evidence.problems, *again.problems)))
    return attrs.evolve(again, problems=problems, refused={**refused, **again.refused})


def _refused(table: Table, faults: Iterable[Problem]) -> dict[EvidenceRow, Problem]:
    """Return the rows at fault with the first fault of each; none where a fault is not one of a row."""
    rows: dict[object, EvidenceRow] = {row[1]: row for row in rows_of(table)}
    out: dict[EvidenceRow, Problem] = {}
    for fault in faults:
        unit = fault.path[0] if fault.path else ""
        if unit not in rows or (len(fault.path) == 1 and unit in table.columns):
            return {}
        out.setdefault(rows[unit], fault)
    return out
