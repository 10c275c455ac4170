"""Evidence as it is understood: numbers by unit and column, and what supports them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from parindex.base import (
    LIMITS,
    Limits,
    Message,
    Problems,
    UnknownNameError,
    array,
    clean,
    fold,
    hinted,
    near,
    say,
    together,
)
from parindex.definition import Company, Definition, Evaluated, Registry, Term, Unit, evaluate
from parindex.evidence.cells.table import Table
from parindex.evidence.evidence_frame import EvidenceFrame
from parindex.kernels import CLOSED, FLOAT, RATIONAL, Array, Floats, Indices, Mask, Number

#: Marks around a word that stands in place of a document.
MARKS = " .;,!-–"
REFUSED = frozenset(map(fold, ("refused", "không chấp nhận", "không hợp lệ", "từ chối")))


@attrs.frozen
class Document:
    """What supports a value or one item of it: a document, a page, a written explanation; or that it was refused."""

    document: str = ""
    page: str = ""
    note: str = ""
    item: str = ""

    @property
    def refused(self) -> bool:
        """Whether an appraiser refused it: the word stands in place of the document."""
        return fold(self.document.strip(MARKS)) in REFUSED

    @property
    def holds(self) -> bool:
        """Whether it supports anything."""
        return bool(self.document or self.note) and not self.refused

    def said(self) -> Message:
        """Say it in a line."""
        page = say("p. {page}", page=self.page) if self.page else ""
        return together((self.document, page, self.note), " · ")

    def __str__(self) -> str:
        return str(self.said())


def value_column(indicator: str) -> str:
    """Return the column that keeps the values of an indicator whose own column holds points; no node is called so."""
    return f"{indicator} (value)"


@attrs.frozen(eq=False)
class Applicability:
    """Where a node applies, by unit: arrays of bool (n_units,)."""

    elsewhere: Mask  # it does not
    alternative: Mask  # nor does it need to: another part is taken in its place
    unknown: Mask  # the attribute of the unit is not known

    @property
    def without(self) -> Mask:
        """Where it has no value, whatever a cell holds."""
        return self.elsewhere | self.unknown

    def not_applicable(self, in_cells: Mask) -> Mask:
        """Return where it is not applicable, by its cells and by its condition: nobody knows where that is unknown."""
        return (in_cells & ~self.unknown) | self.elsewhere

    def rows(self, rows: Indices) -> Applicability:
        """Return that of some units."""
        return Applicability(self.elsewhere[rows], self.alternative[rows], self.unknown[rows])


Documents = Mapping[tuple[int, str], tuple[Document, ...]]


@attrs.frozen
class Computed:
    """How a column follows from others: an expression, and the column of each of its names."""

    tree: Term
    columns: Mapping[str, int]

    def exact(self, evidence: Evidence, rows: list[int], number: Number) -> list[Any]:
        """Return exact values of some rows, in which every name has one; of roots and logarithms 45 digits or more."""
        if number is CLOSED or self.is_rational(evidence):
            figures = {name: number.vector(evidence.exact(rows, at, number)) for name, at in self.columns.items()}
            return list(evaluate(self.tree, figures, number, len(rows)).values.tolist())
        return [number.of(value) for value in self.evaluated(evidence, rows).values.tolist()]

    def evaluated(self, evidence: Evidence, rows: list[int]) -> Evaluated:
        """Return what some rows give in fractions, in which every name has a value."""
        figures, slack = {}, {}
        for name, at in self.columns.items():
            other = evidence.computed.get(at)
            if other is None or other.is_rational(evidence):
                figures[name] = RATIONAL.vector(evidence.exact(rows, at, RATIONAL))
            else:
                found = other.evaluated(evidence, rows)
                figures[name], slack[name] = found.values, found.error
        return evaluate(self.tree, figures, RATIONAL, len(rows), slack)

    def is_rational(self, evidence: Evidence) -> bool:
        """Return whether its values are fractions of those that evidence holds."""
        others = [evidence.computed[at] for at in self.columns.values() if at in evidence.computed]
        return self.tree.rational and all(other.is_rational(evidence) for other in others)


@attrs.frozen
class Evidence(EvidenceFrame):
    """A table of evidence, understood for one definition.

    Attributes
    ----------
    definition : Definition
        What the columns are indicators and components of. Indicators whose points are given in place of their value
        have the rule `GivenPoints` there; `definition.as_written` is the definition it was read for.
    units, names : tuple of str
        The unit of each row, and its name: as the registry spells it, else as the table does, "" where neither has one.
    columns : tuple of str
        The indicators and components given.
    values : array (n_units, n_columns)
        Numbers in the unit of the indicator; of a choice the position of the option; nan where there is none.
    not_applicable : array of bool (n_units, n_columns)
        Where the cell says n/a.
    problems : tuple of Problem
        Everything wrong with it, by row and column.
    documents : mapping of (row, indicator) to tuple of Document
        What supports a value.
    printed : array (n_units,)
        Totals as a source prints them, nan where there are none; scoring holds its own against them.
    members : tuple of (Unit or None)
        What the registry says of each unit: its title, group, and whether it is ranked.
    registry : Registry or None
        Where the units were looked up.
    table : Table
        The raw cells, with which it can be read for another definition.
    long : mapping of (row, column) to Fraction
        The exact value of cells with more digits than a float64 holds.
    slack : array (n_columns,)
        How far values that are worked out may be from the exact ones.
    computed : mapping of column to Computed
        The columns whose values are worked out from others.
    settled : mapping of column to (state, array of bool)
        Where a value would divide by 0 and the definition says that it counts as "zero" or "full".
    applies : mapping of node to Applicability
        Where each node that has a condition applies.
    origins : mapping of parameter to str
        Where each figure from outside comes from: "definition", "evidence", or "told" to whoever reads it.
    limits : Limits
        What it was read within: they bound the exact arithmetic of its scores too.
    """

    definition: Definition
    units: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats = array()
    not_applicable: Mask = array()
    slack: Floats = array()
    problems: Problems = attrs.field(default=Problems(), converter=Problems)
    long: Mapping[tuple[int, int], Fraction] = attrs.field(factory=dict, hash=False, repr=False)
    computed: Mapping[int, Computed] = attrs.field(factory=dict, hash=False, repr=False)
    settled: Mapping[int, tuple[str, Mask]] = attrs.field(factory=dict, eq=False, repr=False)
    applies: Mapping[str, Applicability] = attrs.field(factory=dict, eq=False, repr=False)
    origins: Mapping[str, str] = attrs.field(factory=dict, hash=False, repr=False)
    documents: Documents = attrs.field(factory=dict, hash=False, repr=False)
    printed: Floats = attrs.field(default=None, eq=False, repr=False)
    members: tuple[Unit | None, ...] = attrs.field(default=(), repr=False)
    registry: Registry | None = attrs.field(default=None, eq=False, repr=False)
    table: Table = attrs.field(eq=False, repr=False, kw_only=True)
    limits: Limits = attrs.field(default=LIMITS, eq=False, repr=False, kw_only=True)

    @property
    def year(self) -> int | None:
        """The year scored: as it was told to `read_evidence`, else the only one of the definition, else None."""
        if self.table.year is not None:
            return self.table.year
        first, last = self.definition.years[0], self.definition.years[-1]
        return first if first == last and len(self.definition.years) > 1 else None

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of what was read, equal for equal values, n/a, units and documents in whatever file and order."""
        from parindex.evidence.evidence_digest import evidence_digest

        return evidence_digest(self)

    def exact(self, rows: Iterable[int], column: int, number: Number) -> list[Any]:
        """Return exact values; a float64 stands for the shortest decimal that reads as it."""
        rows, long = list(rows), self.long
        if column in self.computed:
            return self.computed[column].exact(self, rows, number)
        floats = self.values[rows, column].tolist()
        if not long:
            return list(map(number.of_float, floats))
        pairs = zip(((row, column) for row in rows), floats, strict=True)
        return [number.of(long[at]) if at in long else number.of_float(value) for at, value in pairs]

    def company(self, number: Number = FLOAT, rows: Iterable[int] | None = None) -> Company:
        """Return the units of some rows, or of all, and what a rule holds them against, in a kind of number."""
        if rows is None and not self.definition.parameter:
            return Company(self.units)
        places = list(range(len(self.units)) if rows is None else rows)
        at = {name: column for column, name in enumerate(self.columns)} if self.definition.parameter else {}
        figures = {
            one.id: self._figures(places, at[one.id], number) for one in self.definition.parameter if one.id in at
        }
        return Company(tuple(self.units[row] for row in places), figures)

    def _figures(self, rows: list[int], column: int, number: Number) -> Array:
        """Return figures in a kind of number, a harmless one where there is none, which is told."""
        absent = np.isnan(self.values[rows, column])
        exact = self.exact([row for row, gone in zip(rows, absent.tolist(), strict=True) if not gone], column, number)
        figures = np.full(len(rows), number.of(Fraction(1)), dtype=number.dtype)
        figures[~absent] = number.vector(exact)
        return figures

    def is_settled(self, column: int) -> Mask:
        """Return where a column counts as 0 or in full since its value would divide by 0."""
        return self.settled[column][1] if column in self.settled else np.zeros(len(self.units), dtype=bool)

    def gives(self, column: str) -> bool:
        """Return whether it has a column and gives it itself, not what it is worked out from."""
        return column in self.columns and self.columns.index(column) not in self.computed

    def row(self, unit: str) -> int:
        """Return the row of a unit, by its code or its name.

        Raises
        ------
        UnknownNameError
            No unit is called so, or several are.
        """
        return unit_row(unit, self.units, self.names, self.registry)

    def entered(self, unit: str) -> dict[str, str]:
        """Return what stands in the cells of a unit as it was written, by column, sound or not; no empty cells.

        So a form shows a table again that was sent in, with `problems.at(unit, column)` beside its fields.

        Parameters
        ----------
        unit : str
            A unit, by its code or name.

        Examples
        --------
        >>> import parindex
        >>> table = [{"unit": "MOHA", "appraised": "nhiều", "survey": "26,38"}]
        >>> parindex.read_evidence(parindex.load("par-ministry-2022"), table).entered("MOHA")
        {'appraised': 'nhiều', 'survey': '26,38'}
        """
        from parindex.evidence.entered_cells import entered_cells

        return entered_cells(self.table, self.definition, self.row(unit))

    def __repr__(self) -> str:
        faults = f", {len(self.problems)} problems" if self.problems else ""
        return f"<Evidence for {self.definition.id!r}: {len(self.units)} units x {len(self.columns)} columns{faults}>"


def unit_row(unit: str, units: Sequence[str], names: Sequence[str], registry: Registry | None) -> int:
    """Return the row of a unit among some, by its code or its name; see `Evidence.row`."""
    wanted = clean(str(unit))
    member = registry.find(wanted).unit if registry else None
    wanted = member.id if member and member.id in units else wanted
    if wanted in units:
        return units.index(wanted)
    called = [{code.casefold(), name.casefold()} for code, name in zip(units, names, strict=True)]
    rows = [row for row, words in enumerate(called) if wanted.casefold() in words]
    if len(rows) > 1:
        named = ", ".join(units[row] for row in rows)
        raise UnknownNameError(say("{unit!r} may be any of the units {units}", unit=unit, units=named))
    if not rows or not wanted:
        hint = near(wanted, [*units, *filter(None, names)])
        raise UnknownNameError(hinted(say("no unit {unit!r}", unit=unit), hint))
    return rows[0]
