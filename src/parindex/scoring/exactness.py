"""Deciding exactly what float64 cannot: which way a score rounds, and which totals are equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from decimal import Decimal, Inexact
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

import attrs
import numpy as np

from parindex.base import work_allowed
from parindex.evidence import Evidence
from parindex.kernels import (
    CELL,
    Allowance,
    Array,
    Floats,
    Indices,
    Integers,
    Mask,
    Number,
    all_of,
    allowed,
    as_float,
    charge,
    in_order,
    in_places,
)
from parindex.scoring.denominators import Denominators
from parindex.scoring.float_walk import FloatWalk
from parindex.scoring.missing_marks import Given, Marks
from parindex.scoring.plan import Plan, Program
from parindex.scoring.published_columns import Index, published_percentages, published_scores, rounded_scores
from parindex.scoring.tree_walk import Walk, leaf_scores, unrounded_leaf_scores, walk
from parindex.scoring.whole_scores import WholeNode, WholeScores

#: Units ranked together at a node: their rows, their keys in order, and their median, best and worst score.
RankedTogether = tuple[Indices, Integers, tuple[float, float, float]]
_Result = TypeVar("_Result")
_EPS = float(np.finfo(np.float64).eps)
#: Float64 that may be off by so much of itself, and by so much of a step of what is published, is not to be shown.
_FEW_DIGITS, _OF_A_STEP = 1e-9, 0.05
#: Of totals as large as 1 or less so much is what 60 digits leave; what differs by more does so in truth.
_TOLD_APART = Fraction(1, 10**54)


@attrs.define(eq=False, repr=False)
class Exactness:
    """Decides what float64 cannot: which way a score rounds, and whether two totals are equal.

    A float64 score is known to within `error` (n_nodes,); only where that leaves a question, the unit is computed
    again in exact numbers, by the same plan.
    """

    plan: Plan
    evidence: Evidence
    given: Given
    marks: Marks
    values: Floats
    error: Floats
    _exact: dict[int, Array] = attrs.field(factory=dict)
    _obtained: dict[int, tuple[Array, Array]] = attrs.field(factory=dict)  # exact points, and the most
    _near: dict[int, Floats] = attrs.field(factory=dict)  # exact scores in float64, where they were asked for
    _undefined: dict[int, Mask] = attrs.field(factory=dict)  # nodes whose formula is not defined
    _closed: dict[int, Array | None] = attrs.field(factory=dict)  # exact scores in closed form, None without one
    _of_leaves: dict[int, Array] = attrs.field(factory=dict)  # exact scores of indicators alone
    _cohorts: dict[str, Given] = attrs.field(factory=dict)  # by kind of number: whom units are compared with
    seen: Callable[[str, str | None], Floats] | None = None  # values of them, by leaf and group, if of a cohort
    _allowance: Allowance | None = None  # what exact scores of units may still take, all in all: each is kept
    _whole: dict[int, WholeNode | None] = attrs.field(factory=dict)  # where scores are sums of what leaves give
    floats: FloatWalk | None = None  # how the values came about, before some were made exact
    keys: Integers | None = None  # by what units are ranked
    known_keys: dict[int, Integers] = attrs.field(factory=dict)  # by what units are ranked at nodes asked for
    known_ranks: dict[int, tuple[Floats, Integers]] = attrs.field(factory=dict)  # there, and among how many
    known_together: dict[tuple[int, int], RankedTogether] = attrs.field(factory=dict)  # by node and group

    @classmethod
    def of(cls, evidence: Evidence, floats: FloatWalk) -> Exactness:
        """Return that of a walk in float64."""
        error = floats.relied.error.copy()
        return cls(floats.plan, evidence, floats.given, floats.marks, floats.values, error, floats=floats)

    def knowing(self, before: Exactness, row: int) -> Exactness:
        """Return it with what is known exactly of the other units, which are as they were before."""
        self._exact.update(before._exact)
        self._near.update(before._near)
        self._obtained.update(before._obtained)
        for known in (self._exact, self._near, self._obtained):
            known.pop(row, None)
        return self

    @cached_property
    def group_of(self) -> Indices:
        """The place among groups of what each unit is compared in (n_units,)."""
        places = np.zeros(len(self.given.units), dtype=np.intp)
        for at, members in enumerate(self.given.groups):
            places[members] = at
        return places

    @cached_property
    def denominators(self) -> Denominators:
        """Common denominators of the scores of nodes, of units without anything left out."""
        return Denominators.of_units(self.plan, self.evidence, self.given, alone=self.seen is None)

    def within_limits(self) -> AbstractContextManager[None]:
        """Allow one question, however often it computes exactly, what the evidence was read within."""
        return work_allowed(self.evidence.limits, self.evidence.table.source)

    def exact(self, rows: Iterable[int]) -> dict[int, Array]:
        """Return the exact scores (n_nodes,) of some units; what stands under a mark means nothing."""
        wanted = [row for row in rows if row not in self._exact]

        def again(program: Program) -> Walk:
            leaves, given = self.leaves(program, wanted)
            return walk(self.plan, program, leaves, given, self.marks.rows(wanted))

        if wanted:
            self._allowance = self._allowance or Allowance(self.evidence.limits.max_work)
            walked = self.exactly(again, self._allowance)
            self._exact.update(zip(wanted, walked.scores, strict=True))
            if walked.undefined is not None:
                self._undefined.update(zip(wanted, walked.undefined, strict=True))
            if self.marks.reduced.any():
                self._obtained.update(zip(wanted, zip(walked.points, walked.most, strict=True), strict=True))
        return self._exact

    @property
    def undefined(self) -> list[tuple[int, int]]:
        """The units and nodes for which the formula of the node is not defined."""
        rows = sorted(row for row, nodes in self._undefined.items() if nodes.any())
        return [(row, node) for row in rows for node in np.flatnonzero(self._undefined[row]).tolist()]

    def exactly(self, work: Callable[[Program], _Result], allowance: Allowance | None = None) -> _Result:
        """Do some work on exact numbers: decimals if nothing has to be rounded, else what is always right.

        What is asked once may take what the evidence was read within, or what is left of an allowance.
        """
        with work_allowed(self.evidence.limits, self.evidence.table.source, allowance):
            *fast, safe = self.plan.exact_programs
            for program in fast:
                with program.number.context() as context:
                    done = work(program)
                if not context.flags[Inexact]:
                    return done
            with safe.number.context():
                return work(safe)

    def closed(self, work: Callable[[Program], _Result]) -> _Result | None:
        """Do some work in closed forms, of which it can be proved which are equal; None where there are none.

        Where every score is exact in fractions, these are such.
        """
        try:
            with allowed(self.evidence.limits.max_work):
                return work(self.plan.exact_programs[-1] if self.plan.rational else self.plan.closed_program)
        except ArithmeticError:  # no closed form, or too much work
            return None

    def closed_scores(self, row: int) -> Array | None:
        """Return the scores (n_nodes,) of a unit in closed form, None where they have none."""
        if row not in self._closed:

            def again(program: Program) -> Walk:
                leaves, given = self.leaves(program, [row])
                return walk(self.plan, program, leaves, given, self.marks.rows([row]))

            walked = self.closed(again)
            self._closed[row] = None if walked is None else walked.scores[0]
        return self._closed[row]

    def leaves(self, program: Program, rows: list[int], *, rounded: bool = True) -> tuple[Array, Given]:
        """Return the exact scores of the leaves of some units, and what the walk upward starts from."""
        number = program.number
        given = exact_given(self.plan, self.evidence, self.given, number, rows)
        if number.name not in self._cohorts and any(compared for *_, compared in program.rules):
            everyone = range(len(self.values))
            self._cohorts[number.name] = exact_given(self.plan, self.evidence, self.given, number, everyone)
        cohort = self._cohorts.get(number.name)
        of_leaves = leaf_scores if rounded else unrounded_leaf_scores
        return of_leaves(self.plan, program, given, cohort, np.array(rows)), given

    def unrounded(self, row: int) -> dict[int, Fraction]:
        """Return the exact scores of a unit before they were rounded, by node: of those that round and have one."""
        if not (self.plan.rounded_inside or self.plan.float_program.rounding.nodes.size):
            return {}

        def again(program: Program) -> dict[int, Any]:
            leaves, given = self.leaves(program, [row], rounded=False)
            nodes = self.plan.leaf_nodes[program.rounding.nodes].tolist()
            before = dict(zip(nodes, program.rounding.apply(leaves)[0], strict=True))
            walked = walk(self.plan, program, leaves, given, self.marks.rows([row]))
            for at, (scores, *_) in walked.unrounded.items():
                before |= zip(program.steps[at].rounding.nodes.tolist(), scores[0], strict=True)
            return before

        before, without = self.exactly(again), self.marks.without_score[row]
        return {node: self.figure(value) for node, value in before.items() if not without[node]}

    def exact_score(self, row: int, node: int = 0) -> Fraction:
        """Return the exact score of a unit, the total if no other column is named; see `figure`."""
        return self.figure(self.exact([row])[row][node])

    def figure(self, value: Any) -> Fraction:
        """Return an exact score as a fraction, of a root or logarithm the digits that can be relied on."""
        return self.plan.figure(value)

    def settle(self, walked: Walk, doubtful: Mask, *, simulated: bool = False) -> Walk:
        """Make exact the units that float64 cannot hold or decide, and return what was walked with these as they are.

        They have cells of more digits, results beyond its range, parts that nearly cancel, or are `doubtful` (n_units,)
        where a node rounds. For a simulation those are relied on of which the error is not bounded.
        """
        scored, lost = ~self.marks.without_score, self._lost(simulated=simulated)
        beyond = doubtful
        if lost.any() or not all_of(np.isfinite, self.values):
            beyond = ((~np.isfinite(self.values) | lost) & scored).any(axis=1) | doubtful
        rows = sorted({*(row for row, _ in self.evidence.long), *np.flatnonzero(beyond).tolist(), *self._beside_long()})
        if not rows:
            return walked
        exact = self.exact(rows)
        self.values = self.values.copy()  # what was walked stays as it is
        for row in rows:
            if row not in self._near:
                (self._near[row],) = _floats([exact[row]])
        self.values[rows] = np.where(scored[rows], np.array([self._near[row] for row in rows]), np.nan)
        greatest = np.max(np.abs(self.values[rows]), axis=0, where=scored[rows], initial=0.0)
        self.error = np.maximum(self.error, _EPS * greatest)
        if not self.marks.reduced[rows].any():
            return walked
        points, most = walked.points.copy(), walked.most.copy()
        points[rows], most[rows] = (_floats(tables) for tables in zip(*map(self._obtained.get, rows), strict=True))
        return attrs.evolve(walked, points=points, most=most)

    def _lost(self, *, simulated: bool) -> Mask:
        """Where float64 has lost what is published of a score: large parts that nearly cancel (n_units, n_nodes)."""
        with np.errstate(invalid="ignore"):
            coarse = (self.error > _OF_A_STEP / 10.0**self.plan.decimals) & ~(np.isinf(self.error) & simulated)
            if not coarse.any():
                return np.zeros((1, 1), dtype=bool)
            return np.asarray(coarse & (self.error > _FEW_DIGITS * np.abs(self.values)))

    def _beside_long(self) -> set[int]:
        """Return the units that float64 holds equal to one of more digits, where a rule asks which is above."""
        rows: set[int] = set()
        at = {name: column for column, name in enumerate(self.evidence.columns)}
        for leaf in self.plan.definition.leaves if self.evidence.long else ():
            if leaf.rule.ordered and leaf.id in at:
                column = self.evidence.values[:, at[leaf.id]]
                long = [column[row] for row, place in self.evidence.long if place == at[leaf.id]]
                rows.update(np.flatnonzero(np.isin(column, long)).tolist())
        return rows

    def published(self, row: Index, column: Index) -> tuple[Decimal | None, ...]:
        """Return scores as published, None where missing."""
        return tuple(published_scores(self, row, column).tolist())

    def rounded(self, row: Index, column: Index, decimals: int | Integers) -> list[int | None]:
        """Return scores in whole steps of 10**-decimals, half up, None where missing.

        They are those of a node, of a unit, or of pairs of both.
        """
        steps, scored = rounded_scores(self, row, column, decimals)
        pairs = zip(steps.tolist(), scored.tolist(), strict=True)
        return [step if there else None for step, there in pairs]

    def figures(self, rows: list[int], columns: list[int]) -> list[Fraction]:
        """Return exact scores of pairs of a unit and a node; for indicators alone nothing above them is worked out."""
        leaf_at = {node: place for place, node in enumerate(self.plan.leaf_nodes.tolist())}
        exact = self.exact({row for row, column in zip(rows, columns, strict=True) if column not in leaf_at})
        alone = dict.fromkeys(row for row in rows if row not in exact and row not in self._of_leaves)
        if alone:
            self._allowance = self._allowance or Allowance(self.evidence.limits.max_work)
            wanted = list(alone)
            scores = self.exactly(lambda program: self.leaves(program, wanted)[0], self._allowance)
            self._of_leaves.update(zip(wanted, scores, strict=True))
        pairs = zip(rows, columns, strict=True)
        found = (exact[row][at] if row in exact else self._of_leaves[row][leaf_at[at]] for row, at in pairs)
        return [self.figure(one) for one in found]

    def percentages(self, row: Index) -> tuple[Decimal | None, ...]:
        """Return the scores of a unit in percent of the maxima, at two decimals; None where either is not known."""
        return tuple(published_percentages(self, row).tolist())

    def standing(self) -> Integers:
        """Return a whole number for every total, the greater the better it is ranked; -1 where missing.

        Two are equal where the totals are, and the scores of the nodes that decide between equal totals.
        """
        ranking = self.plan.definition.rank
        keys = self.ordered(0, ranking.sign)
        ranked = keys >= 0
        if not ranking.then or np.unique(keys[ranked]).size == np.count_nonzero(ranked):
            return keys
        nodes = [self.plan.ids.index(id_) for id_ in ranking.then]
        table = np.column_stack([keys, *(self.ordered(node, ranking.sign) for node in nodes)])[ranked]
        keys[ranked] = np.unique(table, axis=0, return_inverse=True)[1].ravel()
        return keys

    def nearly_level(self, keys: Integers) -> list[tuple[int, int]]:
        """Return the units with the lowest and the highest total of those that share a rank although totals differ.

        These have equal `keys` (n_units,), and roots or logarithms that differ only behind the digits that decide.
        """
        if self.plan.rational or self.plan.definition.rank.on == "rounded":
            return []
        distinct, counts = np.unique(keys[keys >= 0], return_counts=True)
        pairs = []
        for key in distinct[counts > 1].tolist():
            rows = np.flatnonzero(keys == key).tolist()
            exact = self.exact(rows)
            totals = sorted((Fraction(exact[row][0]), row) for row in rows)
            (low, first), (high, last) = totals[0], totals[-1]
            if high - low > _TOLD_APART * max(Fraction(1), abs(high)):
                pairs.append((first, last))
        return pairs

    def ordered(self, node: int, sign: int) -> Integers:
        """Return a whole number for every score of a node, the greater the better it is; -1 where missing.

        The highest score is the best with a `sign` of 1, the lowest with -1.
        """
        keys = self._ascending(node)
        return keys if sign > 0 else np.where(keys < 0, -1, keys.max(initial=0) - keys)

    def _ascending(self, node: int) -> Integers:
        """Return a whole number for every score of a node that orders them as the exact ones do; -1 where missing."""
        scored = ~self.marks.without_score[:, node]
        if self.plan.definition.rank.on == "rounded":
            steps = self.rounded(slice(None), node, self.plan.decimals[node])
            key_of = {step: at for at, step in enumerate(sorted({step for step in steps if step is not None}))}
            return np.array([-1 if step is None else key_of[step] for step in steps], dtype=np.int64)
        totals = np.where(scored, self.values[:, node], np.inf)
        order = np.flatnonzero(scored)
        order = order[np.argsort(totals[order])]
        keys = np.full(totals.size, -1, dtype=np.int64)
        if not order.size:
            return keys
        with np.errstate(invalid="ignore"):
            apart = np.diff(totals[order]) > 2 * self.error[node]
        run = np.concatenate([[0], np.cumsum(apart)])
        crowded = np.flatnonzero(np.bincount(run)[run] > 1)
        places, new = np.arange(order.size), np.ones(order.size, dtype=bool)
        if crowded.size:
            level = self._levels(node, order[crowded], run[crowded])
            ranked = np.argsort(level)
            places[crowded] = crowded[ranked]  # those of a run stand side by side, before and after
            new[crowded[1:]] = np.diff(level[ranked]) != 0
        keys[order[places]] = np.cumsum(new) - 1
        return keys

    def _levels(self, node: int, rows: Indices, runs: Indices) -> Integers:
        """Return a whole number for each of some units that orders them as the exact scores of a node do (n_rows,).

        Units of a later run are above those of an earlier one.
        """
        whole, covered = self.whole_node(node), np.zeros(rows.size, dtype=bool)
        if whole is not None:
            covered = whole.covers(rows)
        scores = self.whole_scores(whole, rows[covered]) if whole is not None and covered.any() else None
        if scores is None:
            return self._levels_one_by_one(node, rows, runs)
        if covered.all():
            return in_places(scores.numerators)
        common, others = scores.denominator, np.flatnonzero(~covered)
        exact = self.exact(rows[others].tolist())
        figures = [self.figure(exact[row][node]) * common for row in rows[others].tolist()]
        parts = np.zeros(rows.size, dtype=object), np.zeros(rows.size, dtype=object)
        parts[0][covered] = scores.numerators
        for at, figure in zip(others.tolist(), figures, strict=True):
            parts[0][at], parts[1][at] = divmod(figure, 1)
        return np.unique(np.column_stack(list(map(in_places, parts))), axis=0, return_inverse=True)[1].ravel()

    def _levels_one_by_one(self, node: int, rows: Indices, runs: Indices) -> Integers:
        exact, figure = self.exact(rows.tolist()), self.plan.figure
        pairs = zip(runs.tolist(), rows.tolist(), strict=True)
        near = [(among, *in_order(figure(exact[row][node]))) for among, row in pairs]
        ranked = sorted(range(len(near)), key=near.__getitem__)
        levels = np.zeros(rows.size, dtype=np.int64)
        levels[ranked[1:]] = np.cumsum([near[one] != near[next_] for one, next_ in pairwise(ranked)])
        return levels

    def whole_node(self, node: int) -> WholeNode | None:
        """Return a node whose exact scores are whole numbers over one denominator, None where they are not."""
        if node not in self._whole:
            alone = self.seen is None
            self._whole[node] = WholeNode.of(self.plan, self.evidence, self.given, node, alone=alone)
        return self._whole[node]

    def whole_scores(self, node: WholeNode, rows: Indices) -> WholeScores | None:
        """Return the exact scores of a node for units that it covers, within what exact arithmetic may take."""
        self._allowance = self._allowance or Allowance(self.evidence.limits.max_work)
        by_row = np.argsort(rows)  # as they stand in memory
        with work_allowed(self.evidence.limits, self.evidence.table.source, self._allowance):
            scores = node.scores(rows[by_row])
        if scores is None:
            return None
        numerators = np.empty_like(scores.numerators)
        numerators[by_row] = scores.numerators
        return WholeScores(numerators, scores.denominator)


def _floats(rows: Iterable[Array]) -> Floats:
    return np.array([[as_float(figure) for figure in row] for row in rows])


def _exact_leaves(plan: Plan, evidence: Evidence, given: Given, number: Number, picked: list[int]) -> Array:
    """Return the evidence of leaves in exact numbers, a harmless one where there is none."""
    at = {name: column for column, name in enumerate(evidence.columns)}
    columns = [at.get(leaf.id) for leaf in plan.definition.leaves]
    leaves = np.empty((len(picked), len(columns)), dtype=number.dtype)
    leaves[:] = number.array([Fraction(leaf.rule.filler) for leaf in plan.definition.leaves])
    observed, worked_out = given.observed[picked], np.array([column in evidence.computed for column in columns])
    read = observed & ~worked_out
    leaves[read] = number.vector(list(map(number.of_float, given.leaves[picked][read].tolist())))
    for place in np.flatnonzero(worked_out & observed.any(axis=0)).tolist():
        seen = [row for row, here in zip(picked, observed[:, place].tolist(), strict=True) if here]
        leaves[observed[:, place], place] = number.vector(
            evidence.exact(seen, at[plan.definition.leaves[place].id], number)
        )
    places = {column: place for place, column in enumerate(columns) if column is not None}
    long = {key: figure for key, figure in evidence.long.items() if key[1] in places} if evidence.long else {}
    for nth, row in enumerate(picked if long else ()):
        for column, place in places.items():
            if read[nth, place] and (row, column) in long:
                leaves[nth, place] = number.of(long[row, column])
    return leaves


def exact_given(plan: Plan, evidence: Evidence, given: Given, number: Number, rows: Iterable[int]) -> Given:
    """Return some rows of `given` in exact numbers, or in floats of them."""
    picked = list(rows)
    charge(CELL * len(picked) * given.leaves.shape[1])
    at = {name: column for column, name in enumerate(evidence.columns)}
    leaves = _exact_leaves(plan, evidence, given, number, picked)
    components = {}
    for node, floats in given.components.items():
        column = at[plan.ids[node]]
        # Under a mark, or counted as 0, the float is a small whole number; elsewhere the cell says it exactly.
        empty = np.isnan(evidence.values[:, column])
        turn = number.of(plan.turns[node]) if node in plan.turns else None
        cells = []
        for row in picked:
            figure = number.of(Fraction(floats[row])) if empty[row] else evidence.exact([row], column, number)[0]
            cells.append(figure if turn is None or empty[row] else turn - figure)
        components[node] = number.vector(cells)
    company = evidence.company(number, picked)
    return attrs.evolve(
        given.rows(np.array(picked, dtype=np.intp)), company=company, leaves=leaves, components=components
    )
