"""Whether weights give a unit a rank, scored in exact numbers, and fractions that do where floats nearly do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

import attrs
import numpy as np

from parindex.kernels import Array, Floats, Indices, closed_sign
from parindex.robustness.exact.admissible_weights import FreeParts, Polyhedron
from parindex.robustness.siblings import Siblings
from parindex.robustness.weight_model import WeightModel
from parindex.scoring import Scores

#: Denominators of the weights that are free to choose, in turn; then the floats as they are.
_DENOMINATORS = (10, 1_000, 1_000_000)
#: A limit is taken for the fraction of no greater denominator that it is next to.
_OF_LIMITS = 10_000_000
#: Weights so near to a limit are taken to be at it; a limit is passed by no more than rounding does.
_AT, _ROUNDING, _NOTHING = 1e-9, 1e-12, 1e-12
#: Of more units that are level no fractions are looked for.
_MOST_LEVEL = 200

Shares = tuple[Fraction, ...]
#: A condition on effective weights: their coefficients, and what these times the weights add to.
Condition = tuple[list[Fraction], Fraction]


@attrs.frozen
class ClaimedRank:
    """A rank that floats say some weights give."""

    rank: float
    shorter: int  # of one that is not proved, where ranks lie that are less extreme: 1 behind it, -1 ahead of it

    def falls_short(self, rank: float) -> bool:
        """Return whether another rank is less extreme; what is more so, is by rounding of weights alone."""
        return (rank - self.rank) * self.shorter > 0


@attrs.frozen(eq=False, repr=False, slots=False)
class AttainedRanks:
    """Ranks of units by given weights, scored again exactly."""

    scores: Scores
    model: WeightModel
    polyhedron: Polyhedron
    blocks: tuple[Indices, ...]  # the units that are ranked together
    counts: tuple[float, float]  # what a unit counts that is above, and one that is not below
    level: float  # totals that differ by more are told apart in float64
    _cells: dict[int, Array | None] = attrs.field(factory=dict)

    def given(
        self, unit: int, weights: Floats, claimed: ClaimedRank, *, search: bool = True
    ) -> tuple[float, bool, Shares | None]:
        """Return the rank of a unit by weights, whether they give it, and fractions where only these do.

        What is claimed stands, unless it is not proved and the weights give less.
        """
        rank, again = claimed.rank, self._rank(unit, tuple(map(Fraction, weights.tolist())))
        if again == rank:
            return rank, True, None
        if again is not None and claimed.falls_short(again):
            return again, True, None
        for shares in self._near_by(unit, weights) if search else ():
            if self._admits(shares) and self._rank(unit, shares) == rank:
                return rank, True, shares
        return rank, False, None

    def shares(self, unit: int, weights: Floats, rank: float) -> tuple[bool, Shares | None]:
        """Return whether weights give a unit a rank that is proved; with fractions that do so where only these can."""
        _, reached, shares = self.given(unit, weights, ClaimedRank(rank, 0))
        return reached, shares

    def _rank(self, unit: int, shares: Shares) -> float | None:
        """Return the rank of a unit; None where it is not known which of two is above."""
        ahead, others = self._ahead(unit, np.array(shares, dtype=np.float64))
        above = not_below = int(np.count_nonzero(ahead > self.level))
        effective, near = self._effective(shares), others[np.abs(ahead) <= self.level]
        if self.model.plan.rational:
            self.scores.exactness.exact(self.model.rows[near].tolist())  # all at once
        for other in near.tolist():
            more = self._more(unit, other)
            if more is None:
                return None
            sign, proved = closed_sign(sum((w * d for w, d in zip(effective, more, strict=True) if w), Fraction(0)))
            if not proved:
                return None
            above, not_below = above + (sign > 0), not_below + (sign >= 0)
        return 1 + self.counts[0] * above + self.counts[1] * not_below

    def _ahead(self, unit: int, shares: Floats) -> tuple[Floats, Indices]:
        """Return by how much others are ahead of a unit in float64, and which these are."""
        block = next(block for block in self.blocks if unit in block)
        others = block[block != unit]
        (totals,) = self.scores.definition.rank.sign * self.model.totals(shares[None])
        return totals[others] - totals[unit], others

    def _effective(self, shares: Sequence[Fraction]) -> list[Fraction]:
        columns, table = self.model.columns, np.array(shares, dtype=object)
        for of_group in columns.slices:
            table[of_group] = table[of_group] / sum(table[of_group].tolist())
        table = columns.carry_down(table)
        return [table[end] for end in columns.ends.tolist()]

    def _more(self, unit: int, other: int) -> list[Any] | None:
        """Return what each end gives another unit more for a weight of 1; None where that is not kept exactly."""
        ours, theirs = self._cells_of(unit), self._cells_of(other)
        return None if ours is None or theirs is None else list(theirs - ours)

    @cached_property
    def _scale(self) -> list[Fraction]:
        columns = self.model.columns
        points = [points for group in columns.groups for _, points in group.exact]
        scale = columns.carry_down(np.array(points, dtype=object))
        return [scale[end] * self.scores.definition.rank.sign for end in columns.ends.tolist()]

    def _cells_of(self, unit: int) -> Array | None:
        """Return what each end gives the total of a unit for a weight of 1, with what stands beside the tree."""
        if unit not in self._cells:
            columns, beside, sign = self.model.columns, self.model.plan.beside, self.scores.definition.rank.sign
            scores = self._exact_scores(int(self.model.rows[unit]))
            if scores is not None:
                more = sum((sign * side * scores[node] for node, side in beside), Fraction(0))
                nodes = columns.nodes[columns.ends].tolist()
                cells = [scores[node] * scale + more for node, scale in zip(nodes, self._scale, strict=True)]
                scores = np.empty(len(cells), dtype=object)
                scores[:] = cells
            self._cells[unit] = scores
        return self._cells[unit]

    def _exact_scores(self, row: int) -> Array | None:
        exactness = self.scores.exactness
        if not exactness.plan.rational:
            return exactness.closed_scores(row)
        return np.array(list(map(exactness.figure, exactness.exact([row])[row].tolist())), dtype=object)

    def _near_by(self, unit: int, weights: Floats) -> Iterator[Shares]:
        """Yield fractions near some weights, at which the units that are level by these are so exactly."""
        ahead, others = self._ahead(unit, weights)
        level = others[np.abs(ahead) <= self.level].tolist()
        if not 0 < len(level) <= _MOST_LEVEL:
            return
        more = [self._more(unit, other) for other in level]
        (effective,) = self.model.columns.effective(weights[None])
        ties = [(row, Fraction(0)) for row in more if row is not None and all(isinstance(d, Fraction) for d in row)]
        limits = [*self._limits(weights), *ties]
        for conditions in (limits, ties):
            whole = ([Fraction(1)] * effective.size, Fraction(1))
            for denominator in (*_DENOMINATORS, None):
                solved = _solved([whole, *conditions], effective, denominator)
                if solved is not None:
                    yield tuple(self.model.columns.shares_of(solved, list(map(Fraction, weights.tolist()))))

    def _limits(self, weights: Floats) -> Iterator[Condition]:
        """Yield the limits of weights that some are at."""
        columns, below = self.model.columns, self.polyhedron.below
        for group, place, free in zip(columns.groups, columns.slices, self.polyhedron.free, strict=True):
            rows = [list(map(Fraction, row)) for row in below[place].tolist()]
            yield from ((row, Fraction(0)) for row in _tight_rows(group, free, weights[place], rows))

    def _admits(self, shares: Shares) -> bool:
        """Return whether weights are within their limits, but for rounding."""
        table = np.array(shares, dtype=np.float64)
        groups = zip(self.model.columns.slices, self.polyhedron.free, strict=True)
        return all(free.admits(table[place], _ROUNDING) for place, free in groups)


def _tight_rows(
    group: Siblings, free: FreeParts, weights: Floats, rows: list[list[Fraction]]
) -> Iterator[list[Fraction]]:
    """Yield coefficients that add to 0 times effective weights, by the rows of what lies below each part."""
    whole = [sum(column, Fraction(0)) for column in zip(*rows, strict=True)]
    sums, tight = [], list[tuple[list[Fraction], Fraction]]()
    for parts in (free.parts > 0).tolist():
        members = [at for at, member in enumerate(parts) if member]
        sums.append([sum(column, Fraction(0)) for column in zip(*(rows[at] for at in members), strict=True)])
        share = sum((group.exact[at][0] for at in members), Fraction(0))
        for at in members if len(members) > 1 else ():
            yield [share * own - group.exact[at][0] * total for own, total in zip(rows[at], sums[-1], strict=True)]
    values = (free.parts > 0).astype(np.float64) @ weights
    scale = free.scale(values)
    if scale is None:
        return
    for low, high, value, total in zip(free.low.tolist(), free.high.tolist(), values.tolist(), sums, strict=True):
        limit = next((end for end in (low, high) if abs(value - end * scale) <= _AT), None)
        if limit is not None:
            tight.append((total, Fraction(limit).limit_denominator(_OF_LIMITS)))
    if free.after:
        yield from ([own - limit * every for own, every in zip(row, whole, strict=True)] for row, limit in tight)
        return
    for (row, limit), (other, beyond) in pairwise(tight):
        yield [own * beyond - its * limit for own, its in zip(row, other, strict=True)]


def _solved(conditions: Sequence[Condition], near: Floats, denominator: int | None) -> list[Fraction] | None:
    """Return effective weights, none below 0, near others that keep conditions as far as these agree."""
    order = [at for at in np.argsort(-near).tolist() if near[at] > _NOTHING]
    chosen: dict[int, Condition] = {}  # by the place that each solves for
    for row, value in conditions:
        coefficients, left = list(row), value
        for at, (solved, solution) in chosen.items():
            if factor := coefficients[at]:
                coefficients = [own - factor * its for own, its in zip(coefficients, solved, strict=True)]
                left -= factor * solution
        pivot = next((at for at in order if coefficients[at]), None)
        if pivot is None:
            continue  # it follows from the others, or contradicts them
        size = coefficients[pivot]
        coefficients, left = [own / size for own in coefficients], left / size
        for at, (solved, solution) in chosen.items():
            if factor := solved[pivot]:
                less = [own - factor * its for own, its in zip(solved, coefficients, strict=True)]
                chosen[at] = less, solution - factor * left
        chosen[pivot] = coefficients, left
    weights = [Fraction(0)] * near.size
    for at in order:
        figure = Fraction(float(near[at]))
        weights[at] = figure if denominator is None else figure.limit_denominator(denominator)
    free = [at for at in order if at not in chosen]
    for at, (row, solution) in chosen.items():
        weights[at] = solution - sum((row[other] * weights[other] for other in free), Fraction(0))
    return weights if min(weights) >= 0 else None
