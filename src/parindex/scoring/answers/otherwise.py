"""One unit scored in many cases at once, in each with something otherwise: exactly as scoring again would say."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from parindex.base import EvidenceError
from parindex.evidence import Altered, Evidence, NewCells, altered
from parindex.kernels import Array, Floats, as_float
from parindex.scoring.answers.rank_otherwise import Standing
from parindex.scoring.empty_cells import arranged
from parindex.scoring.exactness import Exactness
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
    standing: Standing
    _own: dict[str, tuple[Array, Given]] = attrs.field(factory=dict)  # exact scores of its leaves, by kind of number

    @classmethod
    def of(cls, scores: Scores, row: int) -> Otherwise:
        """Return that of a unit."""
        return cls(scores, row, Standing.of(scores, row))

    @property
    def total(self) -> Fraction:
        """The exact total of the unit as it is."""
        exactness = self.scores.exactness
        return exactness.exact_score(self.row)

    def with_scores(self, cases: Sequence[Mapping[int, Fraction]]) -> list[UnitOutcome]:
        """Return what the unit would have with other scores of indicators, or of components given; without ranks."""
        return self._cases(lambda program: self._with_scores(program, cases), ranked=False) if cases else []

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
        reaching = self._reaching()
        alone = [at for at, cells in enumerate(cases) if not reaching & cells.keys()]
        outcomes = dict(zip(alone, self._by_itself([cases[at] for at in alone]), strict=True)) if alone else {}
        return [outcomes[at] if at in outcomes else self._together(cells) for at, cells in enumerate(cases)]

    def _reaching(self) -> frozenset[str]:
        """Return the columns that a rule holds against those of other units, or that such ones follow from."""
        compared, evidence = self.scores.definition.compared, self.scores.evidence
        inputs = (computed for at, computed in evidence.computed.items() if evidence.columns[at] in compared)
        return compared.union(evidence.columns[at] for computed in inputs for at in computed.columns.values())

    def _by_itself(self, cases: Sequence[Cells]) -> list[UnitOutcome]:
        """Walk the unit with other cells that no rule holds against those of other units."""
        scores, plan = self.scores, self.scores.exactness.plan
        changed = _with_cells(scores.evidence, [self.row] * len(cases), cases)
        evidence, faulty = changed.evidence, changed.faulty_rows
        given, base = arranged(plan, evidence), scores.exactness.given
        compared = [at for at, leaf in enumerate(plan.definition.leaves) if leaf.rule.cohort]
        for name in ("full", "zero", "left_out", "shared"):
            getattr(given, name)[:, compared] = getattr(base, name)[self.row, compared]
        observed = given.observed.copy()
        observed[:, compared] = base.observed[self.row, compared]
        given.observed[:, compared] = False
        whole = attrs.evolve(given, observed=observed)
        marked = marks(plan, whole)
        judge = Exactness(plan, evidence, given, marked, np.zeros(marked.missing.shape), scores.exactness.error)

        def again(program: Program) -> tuple[Walk, Array]:
            leaves, exact_given = judge.leaves(program, list(range(len(cases))))
            leaves[:, compared] = self._leaves(program)[0][:, compared] if compared else 0
            return walk(plan, program, leaves, exact_given, marked), marked.without_score

        outcomes = self._cases(again)
        return [NOTHING if fault else case for case, fault in zip(outcomes, faulty.tolist(), strict=True)]

    def _cases(self, again: Callable[[Program], tuple[Walk, Array]], *, ranked: bool = True) -> list[UnitOutcome]:
        exactness = self.scores.exactness
        walked, without = exactness.exactly(again)
        nowhere = np.zeros(without.shape, dtype=bool)
        undefined = (nowhere if walked.undefined is None else walked.undefined).any(axis=1)
        before, cases = self.total, []
        for case, gone in enumerate(np.asarray(without[:, 0] | undefined).tolist()):
            if gone:
                cases.append(NOTHING)
                continue

            def score(node: int, case: int = case) -> Fraction | None:
                figures: Any = walked.scores[case, node]
                return None if without[case, node] else exactness.figure(figures)

            total = score(0)
            rank = self.standing.rank(score) if ranked else math.nan
            cases.append(NOTHING if total is None else UnitOutcome(total, as_float(total - before), rank))
        return cases

    def _together(self, cells: Cells) -> UnitOutcome:
        """Score all units again with other cells of this one: a rule holds them against each other."""
        scores, size = self.scores, len(self.scores.units)
        changes: list[Cells] = [cells if row == self.row else {} for row in range(size)]
        changed = _with_cells(scores.evidence, range(size), changes)
        if changed.faulty_rows[self.row]:
            return NOTHING
        try:
            new = scores.again(changed.evidence)
        except EvidenceError:  # a formula is not defined then
            return NOTHING
        change = float(new.total[self.row] - scores.total[self.row])
        if abs(change) <= float(new.exactness.error[0] + scores.exactness.error[0]):
            change = as_float(new.exactness.exact_score(self.row) - self.total)
        return UnitOutcome(float(new.total[self.row]), change, float(new.rank[self.row]))


def _observe(given: Given, case: int, leaf: int) -> None:
    """Let a leaf have a score."""
    given.observed[case, leaf] = True
    for states in (given.full, given.zero, given.left_out, given.shared):
        states[case, leaf] = False


def _with_cells(evidence: Evidence, rows: Sequence[int], cases: Sequence[Cells]) -> Altered:
    """Return rows of evidence, each with some cells otherwise."""
    figures: dict[str, dict[int, Fraction | None]] = {}
    for place, cells in enumerate(cases):
        for column, figure in cells.items():
            figures.setdefault(column, {})[place] = figure
    return altered(evidence, {column: NewCells.of(by_row) for column, by_row in figures.items()}, rows)
