"""Exact scores of a node as whole numbers over one denominator, where they are sums of what leaves give."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property

import attrs
import numpy as np

from parindex.definition import Company, Indicator
from parindex.evidence import Evidence
from parindex.kernels import (
    CELL,
    RATIONAL,
    Array,
    Floats,
    Indices,
    Mask,
    WholeSum,
    at_decimals,
    charge,
    columns_at,
    common_denominator,
    decimals_of,
    fraction_sum,
    whole_steps_of,
)
from parindex.scoring.missing_marks import Given
from parindex.scoring.plan import Plan, Step

#: Whole numbers that float64 holds.
_HELD = 2**53
#: Bits of a common denominator, of weights and of all that is added: with more of them, fractions with a denominator
#: of their own are quicker, as of weights 1/2, 1/3, 1/5 … of thousands of indicators.
_OF_WEIGHTS, _OF_SUMS = 1_000, 10_000
#: The slope of a line, and its constant.
Line = tuple[Fraction, Fraction]


@attrs.frozen(eq=False)
class WholeScores:
    """Exact scores of a node for some units: `numerators` (n_rows,), in int64 or Python's, over a `denominator`."""

    numerators: Array
    denominator: int


def leaf_factors(plan: Plan, node: int) -> dict[int, Fraction] | None:
    """Return what a point of each leaf adds to the score of a node, by place among leaves, where nothing is missing.

    Leaves that add nothing are left out. None where the score is no sum of points times factors, or where these have
    very many digits in all.
    """
    if node not in plan.factors_of_leaves:
        plan.factors_of_leaves[node] = _leaf_factors(plan, node) if plan.rational else None
    return plan.factors_of_leaves[node]


def _leaf_factors(plan: Plan, node: int) -> dict[int, Fraction] | None:
    counts = {node: Fraction(1)}
    if node == 0:
        counts |= {beside: Fraction(sign) for beside, sign in plan.beside}
    for step in reversed(plan.exact_programs[-1].steps):
        for group, parent in enumerate(step.parents.tolist()):
            if count := counts.get(parent):
                if not _sums_up(step, group):
                    return None
                for part, weight in _weights(step, group):
                    if weight.denominator.bit_length() > _OF_WEIGHTS:
                        return None
                    counts[part] = counts.get(part, Fraction(0)) + count * weight
    place = {leaf: at for at, leaf in enumerate(plan.leaf_nodes.tolist())}
    factors = {place[at]: count for at, count in counts.items() if count and at in place}
    return None if _bits_in_all(factors.values()) > _OF_WEIGHTS else factors


def _bits_in_all(figures: Iterable[Fraction]) -> int:
    """Return how many bits a common denominator has, or a few more than are too many."""
    common = 1
    for denominator in {figure.denominator for figure in figures}:
        common = math.lcm(common, denominator)
        if common.bit_length() > _OF_SUMS:
            break
    return common.bit_length()


def _sums_up(step: Step, group: int) -> bool:
    """Return whether a group is a weighted sum of its parts and nothing else."""
    limited = any(group in limit.groups for limit in (step.floor, step.cap, step.turn))
    return step.combination.linear and not limited and step.parents[group] not in step.rounding.nodes


def _weights(step: Step, group: int) -> Iterator[tuple[int, Fraction]]:
    """Yield the parts of a group and what each of their points counts."""
    ends = [*step.starts.tolist(), step.parts.size]
    own = slice(ends[group], ends[group + 1])
    times = Fraction(1) if step.times is None else step.times[group]
    for part, weight in zip(step.parts[own].tolist(), step.weights[own].tolist(), strict=True):
        yield part, weight * times


@attrs.frozen(eq=False, repr=False)
class WholeNode:
    """A node whose score is a sum of what leaves give, over evidence.

    Attributes
    ----------
    places : array (n_used,)
        The leaves that add to it, by their places among leaves.
    factors : tuple of Fraction
        What a point of each adds.
    """

    plan: Plan
    given: Given
    places: Indices
    factors: tuple[Fraction, ...]
    alone: bool  # the units are compared among themselves, all of them

    @classmethod
    def of(cls, plan: Plan, evidence: Evidence, given: Given, node: int, *, alone: bool) -> WholeNode | None:
        """Return that of a node, None where its score is not made so or evidence is not held by float64."""
        factors = leaf_factors(plan, node)
        if not factors or given.put_in is not None or given.components:
            return None
        places = np.array(sorted(factors), dtype=np.intp)
        leaves = [plan.definition.leaves[place] for place in places.tolist()]
        at = {name: column for column, name in enumerate(evidence.columns)}
        read = [at.get(leaf.id) for leaf in leaves]
        if evidence.computed.keys() & set(read) or {column for _, column in evidence.long} & set(read):
            return None
        alone = alone and len(given.groups) == 1
        if any(next(leaf.rule.named(), None) or not _known(leaf, alone=alone) for leaf in leaves):
            return None
        return cls(plan, given, places, tuple(factors[place] for place in places.tolist()), alone)

    def covers(self, rows: Indices) -> Mask:
        """Return which of some units have a value of every leaf that counts (n_rows,)."""
        if self.given.observed.all():
            return np.ones(rows.size, dtype=bool)
        return np.asarray(self.given.observed[np.ix_(rows, self.places)].all(axis=1))

    def scores(self, rows: Indices) -> WholeScores | None:
        """Return the exact scores of some units, each of which has a value of every leaf that counts.

        None where their common denominator would have very many digits.
        """
        picked = columns_at(self.places)

        def values(some: slice) -> Floats:
            return np.asarray(self.given.leaves[columns_at(rows[some])][:, picked])

        sizes = np.abs(self.ends).max(axis=1)
        decimals = decimals_of(rows.size, values, sizes)
        columns = [self._column(nth, rows, places) for nth, places in enumerate(decimals.tolist())]
        if _bits_in_all(figure for column in columns for figure in (column.slope, column.constant)) > _OF_SUMS:
            return None
        total = WholeSum.of(
            [factor * column.slope for factor, column in zip(self.factors, columns, strict=True)],
            fraction_sum(factor * column.constant for factor, column in zip(self.factors, columns, strict=True)),
        )
        tables = {nth: column.table for nth, column in enumerate(columns) if column.table is not None}
        steps = np.maximum(decimals, 0)

        def whole(some: slice) -> Array:
            seen = values(some)
            numbers: Array = whole_steps_of(seen, steps)
            for nth, table in tables.items():
                own = table.numerators[np.searchsorted(table.values, seen[:, nth])]
                numbers = numbers.astype(object) if own.dtype == object and numbers.dtype != object else numbers
                numbers[:, nth] = own
            return numbers

        numerators = total.numerators(rows.size, whole, [column.size for column in columns])
        return WholeScores(numerators, total.denominator)

    def _column(self, nth: int, rows: Indices, decimals: int) -> _Column:
        place = int(self.places[nth])
        leaf, ends = self.plan.definition.leaves[place], self.ends[nth]
        line = self._line(place, leaf, ends)
        if line is not None and decimals >= 0:
            size = int(whole_steps_of(np.abs(ends).max(), np.array(decimals)))
            return _Column(line[0] / 10**decimals, line[1], size)
        distinct = np.unique(self.given.leaves[rows, place])
        charge(CELL * distinct.size)
        exact = RATIONAL.vector(list(map(RATIONAL.of_float, distinct.tolist())))
        points = [line[0] * one + line[1] for one in exact] if line else _points(self.plan, place, exact)
        return _Column.of_points(distinct, [at_decimals(one, leaf.decimals) or Fraction(0) for one in points])

    @cached_property
    def ends(self) -> Floats:
        """The least and the greatest value of each leaf that counts (n_used, 2)."""
        return np.column_stack(self.given.ends)[self.places]

    def _line(self, place: int, leaf: Indicator, between: Floats) -> Line | None:
        """Return slope and constant of the line that gives all values of a leaf their points, None where none does."""
        if leaf.rule.straight_among and leaf.decimals is None:
            return _line_through(self.plan, place, *map(RATIONAL.of_float, between.tolist()))
        line, ends = leaf_line(self.plan, place), leaf.rule.straight(leaf)
        if line is None or ends is None or ends == (None, None):
            return line
        (low, high), (start, end) = map(RATIONAL.of_float, between.tolist()), ends
        return line if (start is None or start <= low) and (end is None or high <= end) else None


def leaf_line(plan: Plan, place: int) -> Line | None:
    """Return slope and constant of the line along which a leaf gives points, where it is straight; None without one."""
    if place not in plan.lines_of_leaves:
        leaf = plan.definition.leaves[place]
        ends = None if leaf.decimals is not None or leaf.rule.edges() else leaf.rule.straight(leaf)
        line = None
        if ends is not None:
            start, end = ends
            low = start if start is not None else Fraction(0) if end is None else end - 1
            line = _line_through(plan, place, low, low + 1 if end is None else end)
        plan.lines_of_leaves[place] = line
    return plan.lines_of_leaves[place]


def _line_through(plan: Plan, place: int, low: Fraction, high: Fraction) -> Line:
    """Return slope and constant of the line through the points that a leaf gives two values."""
    of_low, of_high = _points(plan, place, RATIONAL.vector([low, high]))
    slope = (of_high - of_low) / (high - low) if low != high else Fraction(0)
    return slope, of_low - slope * low


def _points(plan: Plan, place: int, values: Array) -> list[Fraction]:
    """Return the exact points that a leaf gives some values."""
    kernel, column = plan.kernel(place, RATIONAL), values[:, None]
    points = kernel(column, np.ones(column.shape, dtype=bool), Company())
    return list(map(Fraction, points[:, 0].tolist()))


def _known(leaf: Indicator, *, alone: bool) -> bool:
    """Return whether the points of a leaf follow from its value, or from that and the ends of all."""
    return not leaf.rule.cohort or (alone and leaf.rule.straight_among and leaf.decimals is None)


@attrs.frozen(eq=False)
class _Table:
    """The points of each value that occurs, as whole numbers."""

    values: Floats
    numerators: Array


@attrs.frozen(eq=False)
class _Column:
    """What a leaf gives: `slope` times whole numbers of at most some `size`, and a `constant`."""

    slope: Fraction
    constant: Fraction
    size: int
    table: _Table | None = None  # the whole numbers, by value; None where they are the values in steps

    @classmethod
    def of_points(cls, values: Floats, points: Sequence[Fraction]) -> _Column:
        """Return that of points which follow no line."""
        common = common_denominator(one.denominator for one in points)
        numerators = [one.numerator * (common // one.denominator) for one in points]
        size = max(map(abs, numerators), default=0)
        held: Array = np.array(numerators, dtype=np.float64 if size < _HELD else object)
        return cls(Fraction(1, common), Fraction(0), size, _Table(values, held))
