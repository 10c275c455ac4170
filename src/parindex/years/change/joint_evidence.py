"""The evidence of two years as one: every unit as it was in the former year, then as it is in the later one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

import attrs
import numpy as np

from parindex.base import Collector, errors
from parindex.comparison import node_of_column
from parindex.definition import Definition, Indicator, Score, Unit
from parindex.evidence import Evidence, Table, compute, where_nodes_apply
from parindex.kernels import Floats, Indices, Mask, as_float
from parindex.scoring import Scores
from parindex.years.change.comparable_definitions import SIDES, ComparableDefinitions


@attrs.frozen(eq=False)
class YearColumn:
    """A column of one year, or of two: cells by row, exact ones where they have more digits."""

    cells: Floats
    not_applicable: Mask
    long: Mapping[int, Fraction]

    @classmethod
    def of(cls, figures: Sequence[Fraction | None], not_applicable: Mask) -> YearColumn:
        """Return a column of exact figures, None where there is none."""
        cells = np.array([np.nan if figure is None else as_float(figure) for figure in figures], dtype=np.float64)
        long = {
            row: figure
            for row, figure in enumerate(figures)
            if figure is not None and Fraction(repr(float(cells[row]))) != figure
        }
        return cls(cells, not_applicable, long)

    def exact(self, row: int) -> Fraction | None:
        """Return an exact cell, None where there is none."""
        if np.isnan(self.cells[row]):
            return None
        return self.long[row] if row in self.long else Fraction(repr(float(self.cells[row])))


@attrs.frozen(eq=False)
class JointEvidence:
    """Two years of evidence in common words; a row is a unit in a year, first all of the former, then of the later.

    `partner` holds the row of the same unit in the other year, -1 where there is none.
    """

    definitions: ComparableDefinitions
    scores: tuple[Scores, Scores]
    partner: Indices

    @property
    def start(self) -> int:
        """Where the rows of the later year begin."""
        return len(self.scores[0].units)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The code of each row, as its year has it."""
        return self.scores[0].units + self.scores[1].units

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of each row."""
        return self.scores[0].names + self.scores[1].names

    @cached_property
    def members(self) -> tuple[Unit | None, ...]:
        """What the registry of its year says of each row."""
        first, last = (one.evidence.members or (None,) * len(one.units) for one in self.scores)
        return first + last

    @cached_property
    def in_other_groups(self) -> tuple[str, ...]:
        """The units of the later year that were ranked in another group before."""
        groups = [member.group if member else None for member in self.members]
        rows = range(self.start, len(self.units))
        pairs = ((row, int(self.partner[row])) for row in rows)
        return tuple(self.units[row] for row, before in pairs if before >= 0 and groups[row] != groups[before])

    @cached_property
    def side(self) -> Indices:
        """The year of each row: 0 or 1."""
        return np.repeat(np.array(SIDES, dtype=np.intp), [len(one.units) for one in self.scores])

    def rows_of(self, side: int) -> Indices:
        """Return the rows of one year."""
        return np.flatnonzero(self.side == side)

    @cached_property
    def _of_years(self) -> tuple[dict[str, YearColumn], dict[str, YearColumn]]:
        first, last = ({name: column for name, _, column in self._columns_of(side)} for side in SIDES)
        return first, last

    @cached_property
    def _nodes(self) -> dict[str, str]:
        """The node that each column is of, "" where it is a figure from outside."""
        return {name: node for side in SIDES for name, node, _ in self._columns_of(side)}

    def _columns_of(self, side: int) -> Iterator[tuple[str, str, YearColumn]]:
        """Yield the columns of a year by their common names, with the node of each."""
        scores, ids = self.scores[side], self.definitions.ids[side]
        evidence, full = scores.evidence, self.definitions.full[side]
        for at, name in enumerate(evidence.columns):
            node = node_of_column(name, ids)
            common = "" if name in scores.definition.outside else ids[node]
            leaf = full[common] if common in full and common not in self.definitions.cut else None
            if at not in evidence.computed and (not common or isinstance(leaf, Indicator)):
                long = {row: figure for (row, column), figure in evidence.long.items() if column == at}
                column = YearColumn(evidence.values[:, at], evidence.not_applicable[:, at], long)
                yield common + name[len(node) :] if common else name, common, column
        for node in sorted(self.definitions.by_score[side]):
            if ids[node] in full:
                yield ids[node], ids[node], _scores_of(scores, node)

    @cached_property
    def columns(self) -> dict[str, YearColumn]:
        """Every column of either year; of nodes that only one year has, each unit's own one in that year in both."""
        return {name: self._joined(name) for name in dict.fromkeys([*self._of_years[0], *self._of_years[1]])}

    def _joined(self, name: str) -> YearColumn:
        parts = [columns.get(name) for columns in self._of_years]
        there = [side for side in SIDES if parts[side] is not None]
        blank = [_blank(len(scores.units)) for scores in self.scores]
        first, last = (part or blank[side] for side, part in enumerate(parts))
        long = {**first.long, **{row + self.start: figure for row, figure in last.long.items()}}
        joined = YearColumn(
            np.concatenate([first.cells, last.cells]),
            np.concatenate([first.not_applicable, last.not_applicable]),
            long,
        )
        if len(there) > 1 or self._nodes[name] in self.definitions.common:
            return joined
        lent = self._lent(joined, 1 - there[0])
        return self._filled(lent, there[0]) if name in self._figures[there[0]] else lent

    def _lent(self, column: YearColumn, side: int) -> YearColumn:
        """Return a column with the cells of one year as the same unit has them in the other year."""
        rows = np.flatnonzero((self.side == side) & (self.partner >= 0))
        cells, not_applicable = column.cells.copy(), column.not_applicable.copy()
        cells[rows] = cells[self.partner[rows]]
        not_applicable[rows] = not_applicable[self.partner[rows]]
        long = dict(column.long)
        for row in rows.tolist():
            if int(self.partner[row]) in column.long:
                long[row] = column.long[int(self.partner[row])]
        return YearColumn(cells, not_applicable, long)

    def _filled(self, column: YearColumn, side: int) -> YearColumn:
        """Return a figure from outside that one year has, where all have the same in it, for units it has not too."""
        shared = {column.exact(row) for row in self.rows_of(side).tolist()}
        if len(shared) > 1:
            return column
        return YearColumn.of([*shared] * len(self.units), column.not_applicable)

    def scaled(self, name: str, weights: int) -> YearColumn:
        """Return a column of scores as shares of the most that can be given in the year whose maxima are taken."""
        if name not in self.definitions.scales:
            return self.columns[name]
        column, most = self.columns[name], self.definitions.scales[name]
        figures = []
        for row, side in enumerate(self.side.tolist()):
            cell = column.exact(row)
            figures.append(None if cell is None else cell * most[weights] / most[side])
        return YearColumn.of(figures, column.not_applicable)

    @cached_property
    def figures_changed(self) -> bool:
        """Whether a figure from outside that both years have, such as a national mean, is not as it was."""
        pairs = ((self._figure_of(name, 0), self._figure_of(name, 1)) for name in self._common_figures)
        return any(
            not np.array_equal(then.cells, now.cells, equal_nan=True) or then.long != now.long for then, now in pairs
        )

    @cached_property
    def _common_figures(self) -> frozenset[str]:
        """The figures from outside that both years hold units against."""
        first, last = self._figures
        return first & last

    @cached_property
    def _figures(self) -> tuple[frozenset[str], frozenset[str]]:
        """The figures from outside that each year holds units against."""
        first, last = (
            frozenset(figure.id for figure in scores.definition.parameter) & of_year.keys()
            for scores, of_year in zip(self.scores, self._of_years, strict=True)
        )
        return first, last

    def _figure_of(self, name: str, side: int) -> YearColumn:
        """Return a figure from outside as it is in one year, for the rows of both.

        A unit that the year has not takes the figure that all others have in it, else it keeps its own.
        """
        column, there = self.columns[name], self.rows_of(side)
        exact = {column.exact(row) for row in there.tolist()}
        shared = exact.pop() if len(exact) == 1 else None
        partner = self.partner.tolist()
        figures = []
        for row, of_row in enumerate(self.side.tolist()):
            taken = row if of_row == side else partner[row]
            known = column.exact(taken) if taken >= 0 else shared
            figures.append(column.exact(row) if known is None else known)
        return YearColumn.of(figures, column.not_applicable)

    def _cells(self, name: str, rules: int, weights: int) -> YearColumn:
        """Return a column for a definition with rules and weights of the years that are named."""
        return self._figure_of(name, rules) if name in self._common_figures else self.scaled(name, weights)

    def evidence(self, definition: Definition, rules: int, weights: int, rows: Indices) -> tuple[Evidence, Indices]:
        """Return some rows as evidence for a definition between the two, and which of them it refuses.

        Figures from outside go with the rules, maxima with the weights.
        """
        columns = {name: self._cells(name, rules, weights) for name in self.columns if self._read(definition, name)}
        place = {row: at for at, row in enumerate(rows.tolist())}
        size, names = (rows.size, len(columns)), tuple(columns)
        long = {
            (place[row], at): figure
            for at, column in enumerate(columns.values())
            for row, figure in column.long.items()
            if row in place
        }
        cells = np.array([column.cells[rows] for column in columns.values()], dtype=np.float64).T.reshape(size)
        marks = np.array([column.not_applicable[rows] for column in columns.values()], dtype=bool).T.reshape(size)
        units, called = tuple(self.units[row] for row in rows), tuple(self.names[row] for row in rows)
        attributes = {one.id for one in definition.attributes}
        applies = where_nodes_apply(definition, {name: cells[:, names.index(name)] for name in attributes & {*names}})
        for at, name in enumerate(names):
            if (where := applies.get(self._nodes[name])) is not None:
                cells[where.without, at] = np.nan
                marks[:, at] = where.not_applicable(marks[:, at])
                long = {(row, of): figure for (row, of), figure in long.items() if of != at or not where.without[row]}
        evidence = Evidence(
            definition,
            units,
            called,
            names,
            cells,
            marks,
            slack=np.zeros(len(names)),
            long=long,
            applies=applies,
            printed=np.full(rows.size, np.nan),
            members=tuple(self.members[row] for row in rows),
            table=Table("", units, called, {}, tuple(range(rows.size)), {}),
        )
        problems = Collector()
        for leaf in definition.computed:
            evidence = compute(evidence, leaf, problems)
        lines = {problem.line for problem in errors(problems) if problem.line is not None}
        refused = np.array(sorted(lines | self._beyond(evidence) | _without_figure(evidence)), dtype=np.intp)
        return evidence, refused

    def _read(self, definition: Definition, name: str) -> bool:
        """Return whether a definition reads a column."""
        node = self._nodes[name]
        if not node:
            return name in definition.outside
        if node not in definition:
            return False
        leaf = definition[node]
        return isinstance(leaf, Indicator) and (name == node or name[len(node) + 1 :] in leaf.reads)

    def _beyond(self, evidence: Evidence) -> set[int]:
        """Return the rows with a value that its rule does not allow, where the ranges of the years differ."""
        rows: set[int] = set()
        for leaf in evidence.definition.leaves:
            if leaf.id in self._ranged and leaf.id in evidence.columns:
                column = evidence.columns.index(leaf.id)
                if column not in evidence.computed:
                    low, high = leaf.rule.domain(leaf)
                    cells = evidence.values[:, column]
                    beyond = np.zeros(cells.shape, dtype=bool)
                    for limit, sign in ((low, 1), (high, -1)):
                        if limit is not None:
                            beyond |= sign * cells < sign * float(limit)
                    rows.update(np.flatnonzero(beyond).tolist())
        return rows

    @cached_property
    def _ranged(self) -> set[str]:
        """The indicators of both whose values may lie in other ranges, those of points left out."""
        first, last = self.definitions.bare
        ranged = set()
        for leaf in first.leaves:
            other = last[leaf.id] if leaf.id in self.definitions.common else None
            if not isinstance(other, Indicator) or isinstance(other.rule, Score):
                continue
            if leaf.rule.domain(leaf) != other.rule.domain(other):
                ranged.add(leaf.id)
        return ranged


def _without_figure(evidence: Evidence) -> set[int]:
    """Return the rows that nobody gives a figure from outside for: the year that has it has not the unit."""
    used = evidence.definition.named_outside
    figures = {figure.id for figure in evidence.definition.parameter if figure.id in used}
    columns = [at for at, name in enumerate(evidence.columns) if name in figures]
    return set(np.flatnonzero(np.isnan(evidence.values[:, columns]).any(axis=1)).tolist())


def _scores_of(scores: Scores, node: str) -> YearColumn:
    """Return the exact scores of a node as a column; what is left out is not applicable."""
    place, marks, exactness = scores.places[node], scores.exactness.marks, scores.exactness
    rows = np.flatnonzero(~marks.without_score[:, place]).tolist()
    exact = exactness.exact(rows)
    figures: list[Fraction | None] = [None] * len(scores.units)
    for row in rows:
        figures[row] = exactness.figure(exact[row][place])
    return YearColumn.of(figures, np.asarray(marks.left_out[:, place]))


def _blank(size: int) -> YearColumn:
    return YearColumn(np.full(size, np.nan), np.zeros(size, dtype=bool), {})
