"""Rows of totals and means among units: they are no units, and are held against what they claim to be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from operator import itemgetter

import attrs
import numpy as np

from parindex.base import (
    Problem,
    in_digits,
    say,
)
from parindex.definition import Definition
from parindex.evidence.cells.headings import PRINTED
from parindex.evidence.cells.table import Table
from parindex.evidence.column_values import Column
from parindex.evidence.layouts.total_words import Claim, claim_of, decimals_of


def total_rows(table: Table, units: Sequence[object]) -> list[int]:
    """Return the rows that are called as totals and means are, where no unit goes by that name."""
    pairs = zip(table.units, table.names, units, strict=True)
    return [row for row, (unit, name, member) in enumerate(pairs) if member is None and claim_of(unit or name)]


def without_totals(table: Table, rows: Sequence[int]) -> Table:
    """Return the table without rows of totals, with a warning for each; they are kept beside, to be held against."""
    if not rows:
        return table
    told = []
    for row in rows:
        name = table.units[row] or table.names[row]
        message = say(
            "{name!r} is taken for a row of totals, means or maxima, no unit, and passed over", name=name[:80]
        )
        hint = say("say so with --ignore-rows {name!r} (ignore_rows=)", name=name[:80])
        told.append(table.problem("total-row", message, hint, "warning", row=row, column="unit"))
    apart = set(rows)
    others = table.problems_beside(rows, ["duplicate-unit"])
    rest = table.take([row for row in range(len(table.units)) if row not in apart])
    return attrs.evolve(rest, problems=(*others, *told), totals=(*table.totals, table.take(rows)))


def check_totals(table: Table, columns: Sequence[Column], definition: Definition) -> Iterator[Problem]:
    """Yield rows of totals and means that are not what the rows of units give; `columns` are those of the units."""
    for totals in table.totals:
        held = [_HeldColumn(totals, column, definition) for column in columns if column.raw in totals.columns]
        for row, name in enumerate(totals.units):
            claim = claim_of(name or totals.names[row])
            differing = [told for column in held if (told := column.differs(row, claim))]
            if differing:
                message = say("{name!r}: {first}", name=(name or totals.names[row])[:80], first=differing[0])
                if len(differing) > 1:
                    others = len(differing) - 1
                    message = say("{message}; and {count} other columns differ", message=message, count=others)
                yield totals.problem("total-row-differs", message, "", "warning", row=row, column="unit")


class _HeldColumn:
    """The figures of a column in rows of totals, held against those of the units; what all rows need is kept."""

    def __init__(self, totals: Table, column: Column, definition: Definition) -> None:
        self.totals, self.column, self.definition = totals, column, definition

    @cached_property
    def _figures(self) -> Column:
        figures = self.column.beside(self.totals, self.definition)
        figures.read(self.totals.columns[self.column.raw])
        return figures

    @cached_property
    def _parts(self) -> dict[Table | None, list[tuple[int, Fraction]]]:
        """The figures of units with their lines, by the table that they come from where several were joined."""
        table = self.column.table
        parts: dict[Table | None, list[tuple[int, Fraction]]] = {}
        for row in range(len(table.units)):
            if (part := _exact(self.column, row)) is not None:
                parts.setdefault(_source(table, row), []).append((table.lines[row], part))
        return {source: sorted(pairs) for source, pairs in parts.items()}

    @cached_property
    def _sums(self) -> dict[Table | None, _Sum]:
        return {source: _Sum.of([part for _, part in pairs]) for source, pairs in self._parts.items()}

    @cached_property
    def _lines(self) -> dict[Table | None, list[int]]:
        lines: dict[Table | None, list[int]] = {}
        for row, line in enumerate(self.totals.lines):
            lines.setdefault(_source(self.totals, row), []).append(line)
        return {source: sorted(its) for source, its in lines.items()}

    @cached_property
    def _whole(self) -> _Sum:
        return _Sum.of([part for pairs in self._parts.values() for _, part in pairs])

    def differs(self, row: int, claim: Claim | None) -> str:
        """Say how a figure of a row of totals differs from what the units give; "" where it does not."""
        column = self.column
        shares = claim == "sum" and (column.percent or column.share)
        if claim in (None, "none") or column.words is not None or shares:
            return ""
        figure = _exact(self._figures, row)
        if figure is None:
            return ""
        if claim == "maximum":
            return _beside_maximum(figure, column, self.definition)
        return self._beside_units(row, claim, figure)

    def _beside_units(self, row: int, claim: Claim | None, figure: Fraction) -> str:
        """Say how a sum or mean differs from that of all rows, of its table, and of those since the last one."""
        whole, own = self._whole, self._sums.get(_source(self.totals, row), _Sum())
        if not whole.count or any(each.fits(figure, claim) for each in (whole, own, self._since(row))):
            return ""
        words: dict[str, object] = {"column": self.column.target.id, "figure": in_digits(figure)}
        if claim == "mean":
            return say(
                "{figure} in column {column!r}, the mean of the rows is {given:.6g}",
                **words,
                given=float(whole.total / whole.count),
            )
        return say("{figure} in column {column!r}, the rows add to {given:.10g}", **words, given=float(whole.total))

    def _since(self, row: int) -> _Sum:
        """Return the sum of the rows between the last row of totals and this one."""
        source, last = _source(self.totals, row), self.totals.lines[row]
        lines, parts = self._lines[source], self._parts.get(source, [])
        at = bisect_left(lines, last)
        start = bisect_left(parts, lines[at - 1] + 1, key=itemgetter(0)) if at else 0
        return _Sum.of([part for _, part in parts[start : bisect_left(parts, last, key=itemgetter(0))]])


@attrs.frozen
class _Sum:
    """The sum of some figures, how many they are, and with how many decimals they are written."""

    total: Fraction = Fraction(0)
    count: int = 0
    places: int = 0

    @classmethod
    def of(cls, figures: Sequence[Fraction]) -> _Sum:
        """Return the sum of figures."""
        return cls(sum(figures, Fraction(0)), len(figures), max(map(decimals_of, figures), default=0))

    def fits(self, figure: Fraction, claim: Claim | None) -> bool:
        """Return whether a figure is the sum or mean of these, but for the rounding of each."""
        if not self.count:
            return False
        slack = Fraction(self.count if claim == "sum" else 1, 2 * 10**self.places) if self.places else Fraction(0)
        given = self.total / (1 if claim == "sum" else self.count)
        return abs(given - figure) <= Fraction(1, 2 * 10 ** decimals_of(figure)) + slack


def _beside_maximum(figure: Fraction, column: Column, definition: Definition) -> str:
    most = definition.maximum(definition.root if column.raw == PRINTED else column.target.node)
    if column.target.item or most is None or most == figure:
        return ""
    words = {"column": column.target.id, "figure": in_digits(figure), "most": in_digits(most)}
    return say("{figure} in column {column!r}, the maximum of the definition is {most}", **words)


def _source(table: Table, row: int) -> Table | None:
    """Return the table that a row comes from where several were joined."""
    joined = table.row_tables[row] if table.row_tables else None
    return joined[0] if joined else None


def _exact(column: Column, row: int) -> Fraction | None:
    value = float(column.values[row])
    return None if np.isnan(value) else column.long.get(row) or Fraction(repr(value))
