"""A walk in float64 with how far it can be relied on, and the same with another row, without walking all again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from parindex.kernels import Floats, Mask
from parindex.scoring.missing_marks import Given, Marks, marks, with_row
from parindex.scoring.plan import Plan
from parindex.scoring.tree_walk import (
    Reliance,
    Walk,
    error_bounds,
    leaf_errors,
    rounded_off,
    unrounded_leaf_scores,
    walk,
)


@attrs.frozen(eq=False, repr=False)
class FloatWalk:
    """What a walk in float64 started from, what it gave, and how far that can be relied on.

    Attributes
    ----------
    given, marks : Given, Marks
        What it started from.
    leaf_error : array (n_leaves,)
        How far scores of leaves may be from the exact ones, before they are rounded.
    leaves : Reliance
        How far they can be relied on after that.
    walked : Walk
        What the walk gave.
    relied : Reliance
        How far it can be relied on.
    """

    plan: Plan
    given: Given
    marks: Marks
    leaf_error: Floats
    leaves: Reliance
    walked: Walk
    relied: Reliance

    @classmethod
    def of(cls, plan: Plan, given: Given) -> FloatWalk:
        """Walk some evidence."""
        marked, program = marks(plan, given), plan.float_program
        leaves = unrounded_leaf_scores(plan, program, given)
        errors, before = leaf_errors(plan, given), program.rounding.apply(leaves)
        relied = rounded_off(Reliance.of(errors, len(leaves)), program.rounding, (before,), leaves)
        walked = walk(plan, program, leaves, given, marked)
        bounds = error_bounds(plan, walked, given, marked, relied)
        return cls(plan, given, marked, errors, relied, walked, bounds)

    @property
    def values(self) -> Floats:
        """The scores, nan where there is none (n_units, n_nodes)."""
        without = self.marks.without_score
        return self.walked.scores if self.marks.none else np.where(without, np.nan, self.walked.scores)

    def with_row(self, row: int, one: Given) -> FloatWalk | None:
        """Return the walk with another row, to the last bit as if all were walked again; None where it must be.

        It must where rows touch each other: rules compare units, or what is left out somewhere changes the way of all;
        and where float64 need not give the same in a table of one row: roots, logarithms, formulas.
        """
        plan, program = self.plan, self.plan.float_program
        alone = not any(compared for *_, compared in program.rules)
        if not (alone and plan.rational and not plan.by_formula and self.given.put_in is None):
            return None
        given, own = self.given.with_row(row, one), marks(plan, one)
        marked = self.marks.with_row(row, own)
        shared = self.marks.shared is not None or own.shared is not None
        if shared or marked.reduced.any() != self.marks.reduced.any():
            return None
        leaves = unrounded_leaf_scores(plan, program, one)
        before = program.rounding.apply(leaves)
        walked = walk(plan, program, leaves, one, own, reduced=bool(marked.reduced.any()))
        walked = _walk_with_row(self.walked, row, walked)
        changed = self._changed_leaves(given, row, one)
        errors = self.leaf_error.copy()
        errors[changed] = leaf_errors(plan, given, changed)
        of_row = rounded_off(Reliance.of(errors, len(leaves)), program.rounding, (before,), leaves)
        relied = self._leaves_relied(given, walked, errors, with_row(self.leaves.doubtful, row, of_row.doubtful))
        bounds = error_bounds(plan, walked, given, marked, relied)
        return FloatWalk(plan, given, marked, errors, relied, walked, bounds)

    def _leaves_relied(self, given: Given, walked: Walk, errors: Floats, doubtful: Mask) -> Reliance:
        """Return how far scores of leaves can be relied on.

        Which rows are `doubtful` is known where errors are as they were.
        """
        plan, rounding, scores = self.plan, self.plan.float_program.rounding, walked.scores[:, self.plan.leaf_nodes]
        if np.array_equal(errors, self.leaf_error):
            return attrs.evolve(rounded_off(Reliance.of(errors, len(scores)), rounding, (), scores), doubtful=doubtful)
        unrounded = unrounded_leaf_scores(plan, plan.float_program, given)[:, rounding.nodes]
        return rounded_off(Reliance.of(errors, len(scores)), rounding, (unrounded,), scores)

    def _changed_leaves(self, given: Given, row: int, one: Given) -> list[int]:
        """Return the leaves of which a row has another value than before."""
        (leaves,), (observed,), old = one.leaves, one.observed, self.given
        same = (old.leaves[row] == leaves) & (old.observed[row] == observed) & (old.slack == given.slack)
        return np.flatnonzero(~same).tolist()


def _walk_with_row(walked: Walk, row: int, own: Walk) -> Walk:
    scores = with_row(walked.scores, row, own.scores)
    points, most = scores, walked.most
    if own.points is not own.scores:
        points, most = with_row(walked.points, row, own.points), with_row(walked.most, row, own.most)
    unrounded: Mapping[int, Any] = {
        at: tuple(with_row(table, row, mine) for table, mine in zip(tables, own.unrounded[at], strict=True))
        for at, tables in walked.unrounded.items()
    }
    return Walk(scores, points, most, unrounded, walked.undefined)
