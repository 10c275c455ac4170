"""One unit scored in many cases at once, in each with something otherwise: exactly as scoring again would say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.evidence import NewCells
from parindex.kernels import Array, Floats, as_float
from parindex.scoring.answers.what_if import NewScores, PathTotals, outcomes, plain_rows, walk_paths
from parindex.scoring.missing_marks import Given, marks
from parindex.scoring.plan import Program
from parindex.scoring.tree_walk import Walk, walk

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: Cells of evidence, by column.
Cells = Mapping[str, Fraction]


@attrs.frozen
class UnitOutcome:
    """What a unit would have: its total, None where there is none, by how much that differs, and its rank."""

    total: Fraction | float | None
    change: float
    rank: float


NOTHING = UnitOutcome(None, math.nan, math.nan)


@attrs.frozen(eq=False)
class Otherwise:
    """One unit of some scores, to be scored otherwise, the other units as they are."""

    scores: Scores
    row: int
    _own: dict[str, tuple[Array, Given]] = attrs.field(factory=dict)  # exact scores of its leaves, by kind of number

    @classmethod
    def of(cls, scores: Scores, row: int) -> Otherwise:
        """Return that of a unit."""
        return cls(scores, row)

    @property
    def total(self) -> Fraction:
        """The exact total of the unit as it is."""
        exactness = self.scores.exactness
        return exactness.exact_score(self.row)

    def with_scores(self, cases: Sequence[Mapping[int, Fraction]]) -> list[UnitOutcome]:
        """Return what the unit would have with other scores of indicators, or of components given; without ranks."""
        if not cases:
            return []
        return self._on_paths(cases) if plain_rows(self.scores.exactness)[self.row] else self._whole(cases)

    def _on_paths(self, cases: Sequence[Mapping[int, Fraction]]) -> list[UnitOutcome]:
        """Walk only what lies above the other scores."""
        exactness, rows = self.scores.exactness, np.full(len(cases), self.row, dtype=np.intp)
        by_node: dict[int, dict[int, Fraction]] = {}
        for case, scores in enumerate(cases):
            for node, figure in scores.items():
                by_node.setdefault(node, {})[case] = figure

        def again(program: Program) -> PathTotals:
            of = program.number.of
            new = {
                node: NewScores(np.array(list(one)), program.number.vector(list(map(of, one.values()))))
                for node, one in by_node.items()
            }
            return walk_paths(exactness, program, rows, new)

        walked, before = exactness.exactly(again), self.total
        totals = map(exactness.figure, walked.totals)
        return [
            NOTHING if gone else UnitOutcome(total, as_float(total - before), math.nan)
            for total, gone in zip(totals, walked.undefined.tolist(), strict=True)
        ]

    def _whole(self, cases: Sequence[Mapping[int, Fraction]]) -> list[UnitOutcome]:
        """Walk all of the unit: something is missing, or left out."""
        exactness, before = self.scores.exactness, self.total
        walked, without = exactness.exactly(lambda program: self._with_scores(program, cases))
        gone = without[:, 0] if walked.undefined is None else without[:, 0] | walked.undefined.any(axis=1)
        brought = []
        for total, absent in zip(walked.scores[:, 0], gone.tolist(), strict=True):
            figure = None if absent else exactness.figure(total)
            brought.append(NOTHING if figure is None else UnitOutcome(figure, as_float(figure - before), math.nan))
        return brought

    def roughly(self, cases: Sequence[Mapping[int, Fraction]]) -> Floats:
        """Return the totals that it would have, by floats; nan where there is none."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            walked, without = self._with_scores(self.scores.exactness.plan.float_program, cases)
        return np.where(without[:, 0], np.nan, walked.scores[:, 0].astype(np.float64))

    def _with_scores(self, program: Program, cases: Sequence[Mapping[int, Fraction]]) -> tuple[Walk, Array]:
        """Walk the unit with other scores; also return where there is none then."""
        plan = self.scores.exactness.plan
        place = {int(node): at for at, node in enumerate(plan.leaf_nodes)}
        leaves, given = self._leaves(program)
        rows = np.zeros(len(cases), dtype=np.intp)
        leaves, given = leaves[rows], given.rows(rows)
        for case, node, figure in ((at, *pair) for at, scores in enumerate(cases) for pair in scores.items()):
            if node in place:
                leaves[case, place[node]] = program.number.of(figure)
                _observe(given, case, place[node])
            else:
                given.components[node][case] = program.number.of(figure)
                given.absent[node][case] = given.components_left_out[node][case] = False
        marked = marks(plan, given)
        return walk(plan, program, leaves, given, marked), marked.without_score

    def _leaves(self, program: Program) -> tuple[Array, Given]:
        """Return the exact scores of the leaves of the unit as it is, and what the walk upward starts from."""
        if program.number.name not in self._own:
            self._own[program.number.name] = self.scores.exactness.leaves(program, [self.row])
        return self._own[program.number.name]

    def with_cells(self, cases: Sequence[Cells]) -> list[UnitOutcome]:
        """Return what the unit would have with other cells of evidence."""
        figures: dict[str, dict[int, Fraction | None]] = {}
        for case, cells in enumerate(cases):
            for column, figure in cells.items():
                figures.setdefault(column, {})[case] = figure
        rows = np.full(len(cases), self.row, dtype=np.intp)
        new = {column: NewCells.of(by_case) for column, by_case in figures.items()}
        found = outcomes(self.scores, rows, new, exactly=True)
        return [
            NOTHING if math.isnan(total) else UnitOutcome(total, change, rank)
            for total, change, rank in zip(
                found.totals.tolist(), found.changes.tolist(), found.ranks.tolist(), strict=True
            )
        ]


def _observe(given: Given, case: int, leaf: int) -> None:
    """Let a leaf have a score."""
    given.observed[case, leaf] = True
    for states in (given.full, given.zero, given.left_out, given.shared):
        states[case, leaf] = False
