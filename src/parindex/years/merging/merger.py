"""The work of merging: cells of the former units become cells of the new ones, exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from parindex.base import Problem
from parindex.definition import Definition, Registry, Unit
from parindex.evidence import Evidence, Table, read_evidence
from parindex.kernels import RATIONAL, Mask
from parindex.years.merging.column_weights import UnitWeights
from parindex.years.merging.merged_columns import MergedColumn

#: The source that problems of merged evidence name.
MERGED = "<merged>"
#: What reading would doubt of means, which were no doubt of the figures that they are made of.
_DOUBTS = ("points-as-values", "share-or-percent", "out-of-range")
#: By what the parts of a column are weighted; None where they are alike.
WeightsOf = Callable[[MergedColumn], UnitWeights | None]


@attrs.define(eq=False)
class NoticedCells:
    """What was noticed of one kind in cells: the columns, and in each the new units."""

    cells: dict[str, list[str]] = attrs.field(factory=dict)

    def add(self, column: str, unit: str) -> None:
        """Note a cell."""
        self.cells.setdefault(column, []).append(unit)

    def __len__(self) -> int:
        return sum(map(len, self.cells.values()))

    @property
    def units(self) -> list[str]:
        """The units, each once."""
        return list(dict.fromkeys(unit for units in self.cells.values() for unit in units))


@attrs.frozen(eq=False)
class MergedCells:
    """The cells of the new units by column, and what was noticed on the way."""

    columns: Mapping[str, list[Any]]
    averaged: NoticedCells = attrs.field(factory=NoticedCells)
    lacking: NoticedCells = attrs.field(factory=NoticedCells)
    partly: NoticedCells = attrs.field(factory=NoticedCells)  # one part is not applicable, the others stand for all
    left_out: NoticedCells = attrs.field(factory=NoticedCells)  # as somebody asked
    differing: NoticedCells = attrs.field(factory=NoticedCells)
    off_grid: NoticedCells = attrs.field(factory=NoticedCells)  # a mean that the rule does not know


@attrs.frozen(eq=False)
class Merger:
    """Evidence of the former units, and what becomes of units and columns.

    Attributes
    ----------
    evidence : Evidence
        Of the former units.
    former : Registry
        The list in which they were looked up.
    year : int
        The year by whose list the new units are named.
    units : tuple of Unit
        The new units of which any part is in the evidence.
    parts : tuple of tuple of str
        The former units that each was formed of.
    columns : tuple of MergedColumn
        What is merged.
    """

    evidence: Evidence
    former: Registry
    year: int
    units: tuple[Unit, ...]
    parts: tuple[tuple[str, ...], ...]
    columns: tuple[MergedColumn, ...]

    @property
    def definition(self) -> Definition:
        """What the evidence is for."""
        return self.evidence.definition.as_written

    @cached_property
    def rows(self) -> tuple[tuple[int, ...], ...]:
        """The row of every part of each new unit, -1 where the evidence has none."""
        place = {unit: row for row, unit in enumerate(self.evidence.units)}
        return tuple(tuple(place.get(part, -1) for part in parts) for parts in self.parts)

    @cached_property
    def exact(self) -> dict[int, dict[int, Fraction]]:
        """The exact figures of every column that is merged, by the rows that have one."""
        figures = {}
        for column in self.columns:
            rows = np.flatnonzero(~np.isnan(self.evidence.values[:, column.at])).tolist()
            figures[column.at] = dict(zip(rows, self.evidence.exact(rows, column.at, RATIONAL), strict=True))
        return figures

    def cells(self, weights_of: WeightsOf) -> MergedCells:
        """Return the cells of the new units."""
        merged = MergedCells({column.raw: [] for column in self.columns})
        for column in self.columns:
            weights = weights_of(column)
            for place in range(len(self.units)):
                figure = self._figure(column, place, weights, merged)
                merged.columns[column.raw].append(_cell(column, figure))
        return merged

    def _figure(
        self, column: MergedColumn, place: int, weights: UnitWeights | None, merged: MergedCells
    ) -> Fraction | str | None:
        """Return what a new unit has in a column: a figure, "n/a", or None where a part has none."""
        unit, parts, rows = self.units[place].id, self.parts[place], self.rows[place]
        there = [at for at, row in enumerate(rows) if row < 0 or not self._apart[column.id][row]]
        if not there:
            return "n/a"
        figures = [self.exact[column.at].get(rows[at]) for at in there]
        known = [figure for figure in figures if figure is not None]
        if len(parts) == 1:
            return known[0] if known else None
        if column.how == "missing":
            merged.left_out.add(column.id, unit)
            return None
        if len(known) < len(figures):
            merged.lacking.add(column.id, unit)
            return None
        if len(there) < len(parts):
            merged.partly.add(column.id, unit)
        shares = None if weights is None else [weights[parts[at]] for at in there]
        return self._of_parts(column, unit, known, shares, merged)

    def _of_parts(
        self,
        column: MergedColumn,
        unit: str,
        figures: list[Fraction],
        shares: list[Fraction] | None,
        merged: MergedCells,
    ) -> Fraction:
        """Return the sum or the mean of parts, or what they agree on."""
        if column.how == "sum":
            return sum(figures, Fraction(0))
        if column.how == "same":
            if len(set(figures)) > 1:
                merged.differing.add(column.id, unit)
            return figures[0]
        merged.averaged.add(column.id, unit)
        mean = _mean(figures, shares)
        if self._is_off_grid(column, mean):
            merged.off_grid.add(column.id, unit)
        return mean

    @cached_property
    def _apart(self) -> dict[str, Mask]:
        """Where each column is not applicable, or another one of the same indicator is not (n_units,)."""
        marks = self.evidence.not_applicable
        return {column.id: np.asarray(marks[:, list(column.beside)].any(axis=1)) for column in self.columns}

    def _is_off_grid(self, column: MergedColumn, mean: Fraction) -> bool:
        """Return whether a rule takes whole steps only, and a mean is none."""
        leaf = next((leaf for leaf in self.evidence.definition.leaves if leaf.id == column.id), None)
        grid = None if leaf is None else leaf.rule.grid(leaf)
        return grid is not None and (mean - grid[0]) % grid[1] != 0

    def evidence_of(self, cells: MergedCells) -> Evidence:
        """Return the evidence of the new units, read as any other would be."""
        table = self.evidence.table
        units = tuple(unit.id for unit in self.units)
        merged = Table(
            MERGED,
            units,
            tuple(unit.called("vi") for unit in self.units),
            dict(cells.columns),
            tuple(range(1, len(units) + 1)),
            {},
            year=table.year,
            units_year=self.year,
            parameters=table.parameters,
        )
        read = read_evidence(self.definition, merged)
        return attrs.evolve(read, problems=[problem for problem in read.problems if not _is_of_former(problem)])

    def derived(self, cells: MergedCells, evidence: Evidence) -> Mask:
        """Return where figures of the new evidence are means, or are worked out from means (n_units, n_columns)."""
        place = {unit: row for row, unit in enumerate(evidence.units)}
        derived = np.zeros(evidence.values.shape, dtype=bool)
        for at, name in enumerate(evidence.columns):
            derived[[place[unit] for unit in cells.averaged.cells.get(name, ())], at] = True
            if at in evidence.computed:
                derived[:, at] |= derived[:, list(evidence.computed[at].columns.values())].any(axis=1)
        return derived & ~np.isnan(evidence.values)


def _is_of_former(problem: Problem) -> bool:
    """Return whether a problem is no matter of merged evidence: documents, and doubts that means give rise to."""
    return problem.code == "missing-document" or (problem.code in _DOUBTS and problem.severity == "warning")


def _mean(figures: list[Fraction], weights: list[Fraction] | None) -> Fraction:
    shares = [Fraction(1)] * len(figures) if weights is None else weights
    return sum((figure * share for figure, share in zip(figures, shares, strict=True)), Fraction(0)) / sum(shares)


def _cell(column: MergedColumn, figure: Fraction | str | None) -> object:
    """Return a cell as tables hold it: an answer in words, a whole number without a fraction."""
    if not isinstance(figure, Fraction):
        return figure
    if column.options is not None:
        return column.options[int(figure)]
    return int(figure) if figure.denominator == 1 else figure
