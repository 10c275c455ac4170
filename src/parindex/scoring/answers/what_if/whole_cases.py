"""Units walked as a whole in many cases, where what is missing or left out may change; exact where in doubt."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from parindex.evidence import NewCells, altered
from parindex.kernels import Array, Floats, Indices, Mask
from parindex.scoring.empty_cells import arranged
from parindex.scoring.exactness import Exactness
from parindex.scoring.missing_marks import Given, Marks, marks
from parindex.scoring.plan import Program
from parindex.scoring.tree_walk import Walk, error_bounds, relied_leaf_scores, walk

_STATES = ("full", "zero", "left_out", "shared")


@attrs.frozen(eq=False)
class WholeCases:
    """Cases, each a unit with new cells of evidence that no rule holds against those of other units."""

    base: Exactness
    rows: Indices
    given: Given
    marked: Marks
    judge: Exactness
    faulty: Mask
    compared: Indices  # the leaves whose rule looks at other units: these stay as they are

    @classmethod
    def of(cls, base: Exactness, rows: Indices, cells: Mapping[str, NewCells]) -> WholeCases:
        """Alter a row of evidence for each case."""
        plan = base.plan
        changed = altered(base.evidence, cells, rows.tolist())
        given = arranged(plan, changed.evidence)
        compared = np.array([at for at, leaf in enumerate(plan.definition.leaves) if leaf.rule.cohort], dtype=np.intp)
        for name in _STATES:
            getattr(given, name)[:, compared] = getattr(base.given, name)[rows[:, None], compared]
        observed = given.observed.copy()
        observed[:, compared] = base.given.observed[rows[:, None], compared]
        given.observed[:, compared] = False
        marked = marks(plan, attrs.evolve(given, observed=observed))
        judge = Exactness(plan, changed.evidence, given, marked, np.zeros(marked.missing.shape), base.error)
        return cls(base, rows, given, marked, judge, changed.faulty_rows, compared)

    @property
    def without_total(self) -> Mask:
        """The cases in which there is no total, whatever the figures."""
        return np.asarray(self.faulty | self.marked.without_score[:, 0], dtype=bool)

    def floats(self) -> tuple[Floats, float, Mask]:
        """Return totals in float64, how far they may be off, and those that are in doubt."""
        plan = self.base.plan
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            leaves, relied = relied_leaf_scores(plan, self.given)
            own, nodes = self.base.values, plan.leaf_nodes[self.compared]
            leaves = leaves.copy()
            leaves[:, self.compared] = np.nan_to_num(own[self.rows[:, None], nodes], nan=1.0)
            error = relied.error.copy()
            error[self.compared] = self.base.error[nodes]
            walked = walk(plan, plan.float_program, leaves, self.given, self.marked)
            relied = error_bounds(plan, walked, self.given, self.marked, attrs.evolve(relied, error=error))
        totals = np.asarray(walked.scores[:, 0], dtype=np.float64)
        return totals, float(relied.error[0]), relied.doubtful | ~np.isfinite(totals) | self._long

    @property
    def _long(self) -> Mask:
        """The cases with a value that float64 does not hold."""
        long = np.zeros(self.rows.size, dtype=bool)
        long[[row for row, _ in self.judge.evidence.long]] = True
        return long

    def exact_scores(self, program: Program, cases: list[int]) -> Walk:
        """Walk some cases on exact numbers."""
        leaves, given = self.judge.leaves(program, cases)
        if self.compared.size:
            rows = self.rows[cases].tolist()
            leaves[:, self.compared] = self.base.leaves(program, rows)[0][:, self.compared]
        return walk(self.base.plan, program, leaves, given, self.marked.rows(cases))

    def exactly(self, cases: Indices) -> tuple[Array, Mask]:
        """Return the exact scores of some cases (n_cases, n_nodes), and where a formula is not defined."""
        walked = self.base.exactly(lambda program: self.exact_scores(program, cases.tolist()))
        undefined = np.zeros(cases.size, dtype=bool) if walked.undefined is None else walked.undefined.any(axis=1)
        return walked.scores, np.asarray(undefined)
