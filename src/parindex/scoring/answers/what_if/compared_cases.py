"""Cases in which a rule holds units against each other: one value moves the scores of a leaf for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.definition import Indicator, Relative, Rescale, Spread
from parindex.kernels import FLOAT, Array, Floats, Indices, Mask, Number, as_float, observed_mean, rounded
from parindex.scoring.answers.what_if.float_combining import Known
from parindex.scoring.answers.what_if.float_paths import FloatBase, FloatTotals, walk_floats
from parindex.scoring.answers.what_if.leaf_cases import LeafCases
from parindex.scoring.answers.what_if.path_walk import NewScores, PathTotals, plain_rows, walk_paths
from parindex.scoring.plan import Program

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

_EPS = float(np.finfo(np.float64).eps)
#: Ends of a scale between values that are nearer to each other, relative to their size, may be one.
_NEARLY = 1e-12


@attrs.frozen(eq=False)
class ComparedCases:
    """Cases of units that are ranked together, each with another value of one leaf whose rule compares units.

    Attributes
    ----------
    leaves : LeafCases
        The new values.
    cases : array (n_cases,)
        Their places among those of `leaves`.
    units : array (n_cases,)
        The unit of each.
    leaf : array (n_cases,)
        The leaf of each.
    members : array (n_members,)
        The units ranked together.
    """

    scores: Scores
    leaves: LeafCases
    cases: Indices
    units: Indices
    leaf: Indices
    members: Indices

    @property
    def own(self) -> Indices:
        """The place of each case's unit among members (n_cases,)."""
        places = np.zeros(len(self.scores.units), dtype=np.intp)
        places[self.members] = np.arange(self.members.size)
        return places[self.units]

    def some(self, cases: Indices) -> ComparedCases:
        """Return some of the cases."""
        return attrs.evolve(self, cases=self.cases[cases], units=self.units[cases], leaf=self.leaf[cases])

    @classmethod
    def of(cls, scores: Scores, leaves: LeafCases, rows: Indices, kept: Mask) -> Iterator[ComparedCases]:
        """Yield those cases that can be worked out so, by what is ranked together; the rest needs scoring again."""
        exactness, plan = scores.exactness, scores.exactness.plan
        gone = exactness.marks.without_score[:, 0]
        if not (plain_rows(exactness) | gone).all():
            return
        leaf = np.full(rows.size, -1)
        for node, (cases, where) in leaves.places.items():
            if node in plan.leaf_nodes:
                held = ~np.isin(where, leaves.long_rows(node))  # the order of others is not told by float64
                leaf[cases[held]] = np.searchsorted(plan.leaf_nodes, node)
        long = {exactness.evidence.columns[column] for _, column in exactness.evidence.long}
        usable = [_usable(one, long) for one in plan.definition.leaves]
        kept = kept & (leaf >= 0) & np.array([*usable, False])[leaf] & ~gone[rows]
        everyone = np.arange(len(scores.units))
        for group in exactness.given.groups:
            members = everyone[group]
            cases = np.flatnonzero(kept & np.isin(rows, members) & exactness.given.observed[rows, leaf])
            if cases.size:
                yield cls(scores, leaves, cases, rows[cases], leaf[cases], members[~gone[members]])

    def tables(self) -> Iterator[tuple[int, Indices, _Table]]:
        """Yield each leaf with the places of its cases, and the values that all units have in each of these."""
        exactness = self.scores.exactness
        for leaf in np.unique(self.leaf).tolist():
            places = np.flatnonzero(self.leaf == leaf)
            cohort = exactness.plan.definition.leaves[leaf].rule.cohort
            everyone = np.arange(len(self.scores.units))
            group = next(everyone[rows] for rows in exactness.given.groups if self.members[0] in everyone[rows])
            yield leaf, places, _Table.of(self, leaf, places, everyone if cohort == "all" else group)

    def scaleless(self) -> Mask:
        """Return the cases in which the units give no scale, or float64 does not tell."""
        none = np.zeros(self.cases.size, dtype=bool)
        for leaf, places, table in self.tables():
            none[places] = table.scaleless(leaf)
        return none

    def walked(self, base: FloatBase) -> FloatTotals:
        """Return the totals of all members in all cases, case by case (n_cases * n_members,)."""
        size, plan = self.members.size, self.scores.exactness.plan
        new = {}
        for leaf, places, table in self.tables():
            at = (places[:, None] * size + np.arange(size)).reshape(-1)
            node = int(plan.leaf_nodes[leaf])
            table.as_it_is(base, leaf, node)
            new[node] = at, table.known(base, leaf, node)
        return walk_floats(base, np.tile(self.members, self.cases.size), new)

    def exactly(self, wanted: Indices) -> tuple[Array, Mask]:
        """Return exact totals by their places in `walked`, and where they are not defined."""
        size, exactness = self.members.size, self.scores.exactness
        some = np.unique(wanted // size)
        part = self.some(some)

        def again(program: Program) -> PathTotals:
            new = {}
            for leaf, places, table in part.tables():
                exact = table.exact(leaf, program.number)
                at = np.flatnonzero(np.isin(wanted // size, some[places]))
                column = np.searchsorted(some[places], wanted[at] // size)
                new[int(exactness.plan.leaf_nodes[leaf])] = NewScores(at, exact[wanted[at] % size, column])
            return walk_paths(exactness, program, self.members[wanted % size], new)

        paths = exactness.exactly(again)
        return paths.totals, paths.undefined


def _usable(leaf: Indicator, long: set[str]) -> bool:
    return bool(leaf.rule.cohort) and leaf.id not in long


@attrs.frozen(eq=False)
class _Table:
    """The values of one leaf that units have in each of some cases (n_rows, n_cases)."""

    of_cases: ComparedCases
    rows: Indices  # the units compared
    own: Indices  # (n_cases,): the places among them of the units whose value is another
    new: Indices  # (n_cases,): the rows in which the new values stand
    values: Floats
    observed: Mask

    @classmethod
    def of(cls, cases: ComparedCases, leaf: int, places: Indices, rows: Indices) -> _Table:
        """Put new values into the column of a leaf."""
        exactness = cases.scores.exactness
        given, plan = exactness.given, exactness.plan
        of_leaf, where = cases.leaves.places[int(plan.leaf_nodes[leaf])]
        new = where[np.searchsorted(of_leaf, cases.cases[places])]
        own = np.searchsorted(rows, cases.units[places])
        values = np.repeat(given.leaves[rows, leaf][:, None], places.size, axis=1)
        values[own, np.arange(places.size)] = cases.leaves.given.leaves[new, leaf]
        observed = np.repeat(given.observed[rows, leaf][:, None], places.size, axis=1)
        return cls(cases, rows, own, new, values, observed)

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """The least and the greatest value of each case."""
        return (
            np.where(self.observed, self.values, np.inf).min(axis=0),
            np.where(self.observed, self.values, -np.inf).max(axis=0),
        )

    def scale(self, leaf: int) -> tuple[Floats, Floats]:
        """Return the two ends that the values of each case give a scale."""
        rule = self.of_cases.scores.exactness.plan.definition.leaves[leaf].rule
        if not rule.within:
            return self.ends
        columns = zip(self.values.T, self.observed.T, strict=True)
        ends = np.array([rule.ends(values[seen], FLOAT) for values, seen in columns], dtype=np.float64)
        return ends[:, 0], ends[:, 1]

    def slack(self, leaf: int) -> float:
        """Return how far values may be off."""
        exactness, changed = self.of_cases.scores.exactness, self.of_cases.leaves.given
        return max(float(exactness.given.slack[leaf]), float(changed.slack[leaf]))

    def scaleless(self, leaf: int) -> Mask:
        """Return the cases in which the values give no scale, or nearly none."""
        plan, slack = self.of_cases.scores.exactness.plan, self.slack(leaf)
        one, (low, high) = plan.definition.leaves[leaf], self.scale(leaf)
        if one.rule.within:  # these are worked out in float64
            slack += _NEARLY * float(np.max(np.abs([low, high])))
        reference = np.full(low.size, np.nan)
        units = self.of_cases.scores.units
        if one.rule.reference in units and (at := units.index(one.rule.reference)) in self.rows:
            reference = self.values[int(np.searchsorted(self.rows, at))]
        flat = [
            one.rule.scaleless(one, *figures)
            for figures in zip(low.tolist(), high.tolist(), reference.tolist(), strict=True)
        ]
        return np.array(flat, dtype=bool) | (high - low <= 4 * slack) | (one.rule.ordered and slack > 0)

    def _points(self, leaf: int, number: Number, values: Array) -> Array:
        """Return the points of members in each case before rounding."""
        exactness = self.of_cases.scores.exactness
        one = exactness.plan.definition.leaves[leaf]
        kernel = type(one.rule).compile([one] * values.shape[1], number)
        company = exactness.given.company.rows(self.rows)
        if number is not FLOAT:
            company = exactness.evidence.company(number, self.rows.tolist())
        points = kernel(values, self.observed, company)
        return np.asarray(points[np.searchsorted(self.rows, self.of_cases.members)])

    def known(self, base: FloatBase, leaf: int, node: int) -> Known:
        """Return the scores of members in float64, case by case."""
        one = self.of_cases.scores.exactness.plan.definition.leaves[leaf]
        points = self._points(leaf, FLOAT, self.values)
        error = np.broadcast_to(self._errors(leaf), points.shape)
        sure = np.zeros(points.shape, dtype=bool)
        for here, end in self._certain(one) if not self.slack(leaf) else ():
            points, error = np.where(here, end, points), np.where(here, _EPS * abs(end), error)
            sure = sure | here
        flat = [np.ascontiguousarray(table.T).reshape(-1) for table in (points, error, sure)]
        denominator = float(base.denominators.before[node])
        known = Known(flat[0], flat[1], flat[2], np.zeros(flat[0].size, dtype=bool))
        return known.named(denominator).rounded(one.decimals, denominator)

    def _certain(self, one: Indicator) -> Iterator[tuple[Mask, float]]:
        """Yield where the points of members are known whatever float64 rounds, and what they are then."""
        values, rule = self.values[np.searchsorted(self.rows, self.of_cases.members)], one.rule
        if isinstance(rule, Rescale) and rule.anchors == "observed":
            scale = rule.to[::-1] if one.better == "lower" else rule.to
            yield from ((values == of, as_float(end)) for of, end in zip(self.ends, scale, strict=True))
        if isinstance(rule, Relative) and rule.to == "mean":
            mean = observed_mean(self.values, self.observed)
            apart = mean - values if one.better == "lower" else values - mean
            yield apart > _NEARLY * np.max(np.abs(self.values), axis=0), as_float(one.max or 0)

    def as_it_is(self, base: FloatBase, leaf: int, node: int) -> None:
        """Note which scores of members as they are are known likewise."""
        given, nobody = self.of_cases.scores.exactness.given, np.empty(0, dtype=np.intp)
        values, observed = given.leaves[self.rows, leaf][:, None], given.observed[self.rows, leaf][:, None]
        known = attrs.evolve(self, own=nobody, new=nobody, values=values, observed=observed).known(base, leaf, node)
        members = self.of_cases.members[known.sure]
        base.values[members, node], base.error[members, node] = known.values[known.sure], known.error[known.sure]
        base.sure[members, node] = True

    def _errors(self, leaf: int) -> Floats:
        """Return how far the points of each case may be off."""
        exactness = self.of_cases.scores.exactness
        bound, slack, (low, high) = exactness.plan.bounds[leaf], self.slack(leaf), self.ends
        figures = exactness.given.company.extremes(self.rows)
        counts = self.observed.sum(axis=0).tolist()
        within = exactness.plan.definition.leaves[leaf].rule.within
        inner = zip(*(ends.tolist() for ends in self.scale(leaf)), strict=True) if within else [None] * low.size
        spreads = (
            Spread(least, most, 0.0, count, slack, figures, ends)
            for least, most, count, ends in zip(low.tolist(), high.tolist(), counts, inner, strict=True)
        )
        return np.array([bound(spread) for spread in spreads], dtype=np.float64)

    def exact(self, leaf: int, number: Number) -> Array:
        """Return the exact scores of members (n_members, n_cases)."""
        exactness = self.of_cases.scores.exactness
        plan, evidence, changed = exactness.plan, exactness.evidence, self.of_cases.leaves.changed.evidence
        one = plan.definition.leaves[leaf]
        column = number.vector([number.of(Fraction(one.rule.filler))] * self.rows.size)
        seen = np.flatnonzero(self.observed[:, 0])
        column[seen] = evidence.exact(self.rows[seen].tolist(), evidence.columns.index(one.id), number)
        values = np.repeat(column[:, None], self.own.size, axis=1)
        new = changed.exact(self.new.tolist(), changed.columns.index(one.id), number)
        values[self.own, np.arange(self.own.size)] = number.vector(list(new))
        points = self._points(leaf, number, values)
        if one.decimals is not None:
            points = rounded(points, np.array([one.decimals] * points.shape[1]), number, plan.figure)
        return points


def chunks(cases: ComparedCases, most: int) -> Iterator[tuple[Indices, ComparedCases]]:
    """Yield parts of cases of which no more than so many totals are worked out at once, leaf by leaf."""
    order: Sequence[int] = np.argsort(cases.leaf, kind="stable").tolist()
    size = max(1, most // max(1, cases.members.size))
    for start in range(0, len(order), size):
        here = np.array(sorted(order[start : start + size]), dtype=np.intp)
        yield here, cases.some(here)
