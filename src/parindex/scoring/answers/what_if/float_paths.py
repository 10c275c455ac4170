"""Totals with a few scores otherwise, in float64: each case with a bound of its own for how far it may be off."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from parindex.kernels import Floats, Indices, Mask
from parindex.scoring.answers.what_if.float_combining import Known, combined
from parindex.scoring.answers.what_if.path_walk import plain_rows
from parindex.scoring.denominators import Denominators, whole_scores
from parindex.scoring.exactness import Exactness
from parindex.scoring.plan import LoneGroup

_EPS = float(np.finfo(np.float64).eps)


@attrs.frozen(eq=False)
class FloatScores:
    """New scores of one node in float64: the cases (ascending) that have one, and what is known of each."""

    cases: Indices
    known: Known
    same: Mask  # exactly what the unit has as it is


@attrs.frozen(eq=False)
class FloatTotals:
    """Totals (n_cases,) in float64.

    `whole` are the exact ones in parts of a `denominator`, nan where it tells none; `whole_before` likewise those that
    units have as they are (n_units,). The latter in float64 are `before`, known to within `error_before`.
    """

    known: Known
    same: Mask
    denominator: int
    whole: Floats
    whole_before: Floats
    before: Floats
    error_before: Floats

    def where(self, kept: Mask) -> FloatTotals:
        """Return those of cases that are kept, nan for others."""
        gone = np.where(kept, 0.0, np.nan)
        known = attrs.evolve(self.known, values=self.known.values + gone)
        return attrs.evolve(self, known=known, same=self.same & kept, whole=self.whole + gone)

    def some(self, cases: Indices) -> FloatTotals:
        """Return those of some cases."""
        known = self.known.some(cases)
        return attrs.evolve(self, known=known, same=self.same[cases], whole=self.whole[cases])

    @classmethod
    def plain(cls, totals: Floats, error: float, doubtful: Mask, exactness: Exactness) -> FloatTotals:
        """Return totals of which nothing more is known than how far any may be off."""
        nowhere, units = np.zeros(totals.size, dtype=bool), len(exactness.values)
        return cls(
            attrs.evolve(Known.within(totals, error), doubtful=doubtful),
            nowhere,
            0,
            np.full(totals.size, np.nan),
            np.full(units, np.nan),
            exactness.values[:, 0],
            np.full(units, float(exactness.error[0])),
        )


@attrs.frozen(eq=False)
class FloatBase:
    """The scores of units as they are, arrays (n_units, n_nodes), and what is known of the exact ones."""

    exactness: Exactness
    denominators: Denominators
    values: Floats
    error: Floats
    sure: Mask

    @classmethod
    def of(cls, exactness: Exactness, denominators: Denominators) -> FloatBase:
        """Return what is known unit by unit: more than of all at once."""
        plain, values = plain_rows(exactness)[:, None], exactness.values
        whole, sure = whole_scores(values, exactness.error, denominators.scores)
        sure = sure & plain
        parts = np.where(denominators.scores > 0, denominators.scores, 1.0)
        values = np.where(sure, whole / parts, values)
        base = cls(exactness, denominators, values, np.where(sure, _EPS * np.abs(values), exactness.error[None]), sure)
        groups = exactness.plan.float_program.lone_groups
        if any(group.step.combination.positive for group in groups):
            base._settle_zeros()
        if not all(group.plain for group in groups):
            for group in groups:
                base._bound(group, plain[:, 0])
        return base

    def _settle_zeros(self) -> None:
        """Make exact the scores of leaves that may be 0: near it float64 says nothing of what a mean of powers is."""
        leaves = self.exactness.plan.leaf_nodes
        near = ~self.sure[:, leaves] & (np.abs(self.values[:, leaves]) <= self.error[:, leaves])
        rows = np.flatnonzero(near.any(axis=1))
        if not rows.size:
            return
        exact = self.exactness.exactly(lambda program: self.exactness.leaves(program, rows.tolist())[0])
        figures = exact.astype(np.float64)
        for place, row in enumerate(rows.tolist()):
            here = leaves[near[row]]
            own = figures[place, near[row]]
            self.values[row, here], self.error[row, here], self.sure[row, here] = own, _EPS * np.abs(own), own == 0

    def _bound(self, group: LoneGroup, plain: Mask) -> None:
        """Bound the scores of a component unit by unit, where that tells more."""
        parent, plan = group.parent, self.exactness.plan
        if parent in self.exactness.given.components or (parent == 0 and plan.beside):
            return
        rows = np.flatnonzero(plain)
        before = float(self.denominators.before[parent])
        values, error = self.values[np.ix_(rows, group.parts)], self.error[np.ix_(rows, group.parts)]
        found = combined(self.exactness, group, rows, values=values, error=error, denominator=before)
        better = (found.error < self.error[rows, parent]) & ~found.doubtful & np.isfinite(found.values)
        here = rows[better]
        self.values[here, parent], self.error[here, parent] = found.values[better], found.error[better]
        self.sure[here, parent] = found.sure[better]
        settled = ~found.doubtful & found.sure & (found.values == self.values[rows, parent])
        self.sure[rows[settled], parent] = True


def walk_floats(base: FloatBase, rows: Indices, new: Mapping[int, tuple[Indices, Known]]) -> FloatTotals:
    """Return the totals of cases, each a unit with some scores of nodes otherwise; units are `plain_rows`."""
    doubtful = np.zeros(rows.size, dtype=bool)
    direct = {node: _compared(base, rows, node, cases, known) for node, (cases, known) in new.items()}
    current = dict(direct)
    plan = base.exactness.plan
    beside = dict(plan.beside)
    for group in plan.float_program.lone_groups:
        extra = beside if group.parent == 0 else {}
        if any(part in current for part in (*group.parts.tolist(), *extra)):
            found = _above(base, rows, group, current, extra)
            current[group.parent] = found
            if (own := direct.get(group.parent)) is not None:  # given for it itself
                cases, known = found.known.under(found.cases, own.known, own.cases)
                current[group.parent] = _compared(base, rows, group.parent, cases, known)
    for one in current.values():
        doubtful[one.cases[one.known.doubtful]] = True
    return _totals(base, rows, current.get(0), doubtful)


def _totals(base: FloatBase, rows: Indices, changed: FloatScores | None, doubtful: Mask) -> FloatTotals:
    values, error, sure = base.values[rows, 0], base.error[rows, 0], base.sure[rows, 0]
    same = np.ones(rows.size, dtype=bool)
    if changed is not None:
        at, known = changed.cases, changed.known
        values[at], error[at], sure[at], same[at] = known.values, known.error, known.sure, changed.same
    doubtful = doubtful | ~np.isfinite(values)
    denominator = float(base.denominators.scores[0])
    whole, told = whole_scores(values, error, np.array(denominator))
    before, told_before = whole_scores(base.values[:, 0], base.error[:, 0], np.array(denominator))
    return FloatTotals(
        Known(values, error, sure, doubtful),
        same & ~doubtful,
        int(denominator),
        np.where(told & ~doubtful, whole, np.nan),
        np.where(told_before & base.sure[:, 0], before, np.nan),
        base.values[:, 0],
        base.error[:, 0],
    )


def _compared(base: FloatBase, rows: Indices, node: int, cases: Indices, known: Known) -> FloatScores:
    """Return scores with where they are exactly what the unit has as it is."""
    units = rows[cases]
    same = known.sure & base.sure[units, node] & (known.values == base.values[units, node])
    return FloatScores(cases, known, same)


def _above(
    base: FloatBase, rows: Indices, group: LoneGroup, current: Mapping[int, FloatScores], beside: Mapping[int, int]
) -> FloatScores:
    """Return the new scores of a component of which parts, or what is added beside, have new scores."""
    changed = {at: current[part] for at, part in enumerate(group.parts.tolist()) if part in current}
    aside = {node: current[node] for node in beside if node in current}
    moved, same = np.zeros(rows.size, dtype=bool), np.ones(rows.size, dtype=bool)
    for one in (*changed.values(), *aside.values()):
        moved[one.cases] = True
        same[one.cases] &= one.same
    cases = np.flatnonzero(moved)
    if group.plain:
        moves = [(float(group.step.weights[at]), int(group.parts[at]), one) for at, one in changed.items()]
        moves += [(float(beside[node]), node, one) for node, one in aside.items()]
        known = _shifted(base, rows, group.parent, moves, cases)
    else:
        known = _combined(base, rows, group, changed, cases)
        for node, sign in beside.items():
            new = aside.get(node)
            part = _base_scores(base, rows[cases], node) if new is None else _put_in(base, rows, cases, node, new)
            known = _with_beside(known, part, sign)
    if beside:
        known = known.named(float(base.denominators.scores[group.parent]))
    found = _compared(base, rows, group.parent, cases, known)
    return attrs.evolve(found, same=found.same | same[cases])


def _shifted(
    base: FloatBase, rows: Indices, parent: int, moves: list[tuple[float, int, FloatScores]], cases: Indices
) -> Known:
    """Return the scores of a component that is a weighted sum: as they are, and what changed times its weight."""
    units = rows[cases]
    values, error = base.values[units, parent], base.error[units, parent]
    reach, same = np.abs(values), np.ones(cases.size, dtype=bool)
    for weight, node, one in moves:
        places, mine = np.searchsorted(cases, one.cases), rows[one.cases]
        before = base.values[mine, node]
        values[places] += (one.known.values - before) * weight
        moved = abs(weight) * (base.error[mine, node] + one.known.error)
        size = abs(weight) * (np.abs(before) + np.abs(one.known.values)) + reach[places]
        error[places] += np.where(one.same, 0.0, moved + 8 * _EPS * size)
        same[places] &= one.same
    error = np.where(same, error, error + 8 * _EPS * np.abs(values))
    sure = same & base.sure[units, parent]
    return Known(values, error, sure, np.zeros(cases.size, dtype=bool)).named(float(base.denominators.scores[parent]))


def _combined(
    base: FloatBase, rows: Indices, group: LoneGroup, changed: Mapping[int, FloatScores], cases: Indices
) -> Known:
    units = rows[cases]
    values, error = base.values[np.ix_(units, group.parts)], base.error[np.ix_(units, group.parts)]
    for place, part in changed.items():
        at = np.searchsorted(cases, part.cases)
        values[at, place], error[at, place] = part.known.values, part.known.error
    denominator = float(base.denominators.before[group.parent])
    return combined(base.exactness, group, units, values=values, error=error, denominator=denominator)


def _put_in(base: FloatBase, rows: Indices, cases: Indices, node: int, new: FloatScores) -> tuple[Floats, Floats]:
    """Return scores of a node and their errors, new ones where there are any."""
    values, error = _base_scores(base, rows[cases], node)
    at = np.searchsorted(cases, new.cases)
    values[at], error[at] = new.known.values, new.known.error
    return values, error


def _base_scores(base: FloatBase, units: Indices, node: int) -> tuple[Floats, Floats]:
    return base.values[units, node], base.error[units, node]


def _with_beside(known: Known, part: tuple[Floats, Floats], sign: int) -> Known:
    """Add the points of a block beside the tree, or take them away."""
    points, error = part
    values = known.values + sign * points
    error = known.error + error + 4 * _EPS * (np.abs(values) + np.abs(points))
    return Known(values, error, np.zeros(values.size, dtype=bool), known.doubtful)
