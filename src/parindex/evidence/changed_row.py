"""Evidence of which one unit has new values: only these are read, where nothing else can hang on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs
import numpy as np

from parindex.base import Collector, Problem
from parindex.evidence.alteration import NewCells, altered
from parindex.evidence.cells.headings import PRINTED
from parindex.evidence.cells.table import Cells, Table
from parindex.evidence.cells.text_cells import TextCells
from parindex.evidence.column_limits import WHOLE_PERCENT
from parindex.evidence.column_values import Column
from parindex.evidence.columns import ColumnTarget, targets
from parindex.evidence.evidence import Evidence
from parindex.evidence.points_as_values import may_be_doubted
from parindex.evidence.reading import read_evidence
from parindex.evidence.values_in_place import NewValue


def with_changed_row(evidence: Evidence, row: int, values: Sequence[NewValue]) -> Evidence:
    """Return evidence as it is read from the same table with new values of one unit.

    A total that is printed of the unit is that of what was, and is left out.
    """
    table = _changed(evidence.table, row, values)
    quick = _ChangedRow(evidence, table, row).read(values)
    return read_evidence(evidence.definition.as_written, table, limits=evidence.limits) if quick is None else quick


def only_row(evidence: Evidence, row: int) -> Evidence:
    """Return evidence of one unit alone, as it was read among all."""
    rows = np.array([row], dtype=np.intp)
    return attrs.evolve(
        evidence,
        units=evidence.units[row : row + 1],
        names=evidence.names[row : row + 1],
        values=evidence.values[rows],
        not_applicable=evidence.not_applicable[rows],
        problems=(),
        long={(0, at): figure for (place, at), figure in evidence.long.items() if place == row},
        settled={at: (policy, where[rows]) for at, (policy, where) in evidence.settled.items()},
        applies={node: where.rows(rows) for node, where in evidence.applies.items()},
        documents={},
        printed=evidence.printed[rows],
        members=evidence.members[row : row + 1],
    )


def _changed(table: Table, row: int, values: Sequence[NewValue]) -> Table:
    columns = dict(table.columns)
    for value in values:
        columns[value.raw] = _with_cell(columns[value.raw], row, value.value)
    if PRINTED in columns:
        columns[PRINTED] = _with_cell(columns[PRINTED], row, None)
    return attrs.evolve(table, columns=columns)


def _with_cell(cells: Cells, row: int, cell: object) -> Cells:
    """Return cells with another one in a row."""
    if isinstance(cells, np.ndarray) and cells.dtype.kind == "f" and isinstance(cell, float):
        other = cells.copy()
        other[row] = cell
        return other
    changed: list[Any] = cells.tolist() if isinstance(cells, np.ndarray) else list(cells)
    changed[row] = cell
    return TextCells.of(changed) if isinstance(cells, TextCells) and isinstance(cell, str) else changed


#: Whole numbers from here on are kept exactly, whatever stands beside them.
_WHOLE = 2**53


@attrs.frozen(eq=False, repr=False)
class _ChangedRow:
    """Reads new values of one unit by themselves, as long as nothing else of the table hangs on them."""

    evidence: Evidence
    table: Table  # with the new values
    row: int

    def read(self, values: Sequence[NewValue]) -> Evidence | None:
        """Return the evidence, None where the whole table has to be read: also where anything is to be told."""
        if not self._is_plain() or self._is_told(self.evidence.problems):
            return None
        given = targets(self.table, self.evidence.definition)
        columns = [self._column(given[value.raw], value) for value in values]
        if any(target.points for target in given.values()) or None in columns:
            return None
        cells = {column.target.id: _new_cells(self.row, column) for column in columns if column is not None}
        problems = Collector()
        changed = altered(self.evidence, cells, problems=problems).evidence
        printed = self.evidence.printed.copy()
        printed[self.row] = np.nan
        changed = attrs.evolve(changed, table=self.table, printed=printed)
        told = self._is_told(problems) or may_be_doubted(changed)
        return None if told else changed

    def _is_plain(self) -> bool:
        """Return whether every row stands by itself: no totals, no long table, no layers, no documents, no points."""
        table, evidence = self.evidence.table, self.evidence
        parts = table.totals, table.row_tables, table.cell_lines, table.origins, table.whole, evidence.documents
        papers = any(leaf.documents for leaf in evidence.definition.leaves)
        as_written = evidence.definition is evidence.definition.as_written
        return as_written and not papers and table.percentages_known and not any(parts)

    def _is_told(self, problems: Iterable[Problem]) -> bool:
        """Return whether anything is told of the row, or of how values look together."""
        line, unit = self.table.lines[self.row], self.table.units[self.row]
        return any(
            problem.code == "points-as-values" or problem.line == line or problem.path[:1] == (unit,)
            for problem in problems
        )

    def _column(self, target: ColumnTarget, value: NewValue) -> Column | None:
        """Return a new value as it is read, None where others of its column have a say, or something is wrong."""
        table, definition = self.table, self.evidence.definition
        alone = Table(
            source=table.source,
            units=table.units[self.row : self.row + 1],
            names=table.names[self.row : self.row + 1],
            columns={value.raw: [value.value]},
            lines=table.lines[self.row : self.row + 1],
            fields=table.fields,
            header=table.header,
            sheet=table.sheet,
            decimal_mark=table.decimal_mark,
            spared=table.spared,
        )
        column = Column(alone, value.raw, target, definition)
        if target.points or target.node.id in self.evidence.applies or not self._by_itself(column, value):
            return None
        column.read([value.value])
        return None if column.check() or self._looks_like_shares(column) else column

    def _by_itself(self, column: Column, value: NewValue) -> bool:
        """Return whether a cell is read the same whatever the others of its column hold, and the others without it."""
        before, new = self.evidence.table.columns[value.raw], value.value
        if type(new) not in (float, int, str, type(None)) or (type(new) is int and abs(new) >= _WHOLE):
            return False
        if column.words is not None:
            return True
        if isinstance(before, TextCells):
            return _marks(before) is not None and (not isinstance(new, str) or _fits(TextCells.of([new]), before))
        return not isinstance(new, str) and not isinstance(before[self.row], str)

    def _looks_like_shares(self, column: Column) -> bool:
        """Return whether values of at most 1 percent stand in a column, which are doubted by what the others hold."""
        if not (column.percent and column.domain[1] == WHOLE_PERCENT):
            return False
        others = self.evidence.values[:, self.evidence.columns.index(column.target.id)]
        both = np.append(others, column.values)
        return bool(((both > 0) & (both <= 1)).any())


def _marks(cells: TextCells) -> set[str] | None:
    """Return the decimal marks of cells that are all plain numbers, None where any may be read in two ways."""
    plain = cells.plain
    return None if plain is None or plain.either.any() or plain.long else {plain.mark} - {""}


def _fits(new: TextCells, before: TextCells) -> bool:
    marks = _marks(new), _marks(before)
    return None not in marks and len((marks[0] or set()) | (marks[1] or set())) <= 1


def _new_cells(row: int, column: Column) -> NewCells:
    return NewCells(np.array([row]), column.values, column.not_applicable, dict(column.long))
