"""One weight of each draw exchanged, where the index is linear: no totals are added up again.

Replacing the weight i of a group, in a draw where its weights add to T, by one that is greater by d changes the mean m
of the group by d / (T + d) (x_i - m), x_i being the score of the part, and the total by that times the group's share.
"""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np

from parindex.base import Progress
from parindex.kernels import Floats, Indices, SobolEstimates, SobolSums
from parindex.robustness.draws import UncertainInputs
from parindex.robustness.matrix_threads import one_thread
from parindex.robustness.variance_based.designs import IndexDesign

#: So many rows are worked on at once, so that they stay near the processor.
ROWS = 256


@attrs.frozen(eq=False, repr=False)
class WeightBranch:
    """A group of siblings, and where its parts come from."""

    columns: slice  # the weights of the group
    above: tuple[int, int] | None  # the group that it is a part of, and at which place there
    ends: Indices | slice  # (n_ends,): the places of parts whose scores do not vary
    cells: Floats  # (n_ends, n_units): what these give the total for a weight of 1
    inner: dict[int, int]  # the places of the other parts, and their groups


@attrs.frozen(eq=False, repr=False)
class LinearIndex:
    """The groups of a linear index, each after the one above it, and its units so far as they differ."""

    branches: tuple[WeightBranch, ...]  # their cells are less `level`
    level: Floats  # (n_units,): totals of the tree by the definition's weights, taken off to keep digits
    beside: Floats  # (n_units,): points beside the tree
    which: Indices | None  # (n_ranked,): which of the units each one is; None if each is itself
    shares: Floats  # (n_weights,): the weights of the definition

    @classmethod
    def of(cls, inputs: UncertainInputs) -> LinearIndex:
        """Return the tree of weights and scores that do not vary."""
        model, weights = inputs.model, inputs.model.columns
        (cells, which), count = model.distinct, weights.ends.size
        level = cells[:, :count] @ weights.effective(weights.shares[None])[0]
        column = {end: at for at, end in enumerate(weights.ends.tolist())}
        below = {above: group for group, above in enumerate(weights.above)}
        branches = []
        for columns, above in zip(weights.slices, weights.above, strict=True):
            ends = [part for part in range(columns.start, columns.stop) if part in column]
            inner = [part for part in range(columns.start, columns.stop) if part in below]
            upper = int(weights.group_of[above])
            place = (upper, above - weights.slices[upper].start) if above >= 0 else None
            places = np.array([end - columns.start for end in ends], dtype=np.intp) if inner else slice(None)
            of_ends = (cells[:, [column[end] for end in ends]] - level[:, None]).T
            inner_groups = {part - columns.start: below[part] for part in inner}
            branches.append(WeightBranch(columns, place, places, of_ends, inner_groups))
        beside = cells[:, count] if model.plan.beside else np.zeros(len(cells))
        return cls(tuple(branches), level, beside, which, weights.shares)

    @cached_property
    def middle(self) -> list[Floats]:
        """The mean (1, n_units) of each group by the definition's weights."""
        return GroupMeans(self, self.shares[None]).means


@attrs.define(eq=False, repr=False)
class GroupMeans:
    """The means of every group by some draws of weights."""

    tree: LinearIndex
    weights: Floats  # (n_draws, n_weights)
    sums: list[Floats] = attrs.field(init=False)  # (n_draws, 1) each: of the weights of each group
    means: list[Floats] = attrs.field(init=False)  # (n_draws, n_units) each: of each group, less `LinearIndex.level`

    def __attrs_post_init__(self) -> None:
        branches = self.tree.branches
        self.sums = [self.weights[:, branch.columns].sum(axis=1, keepdims=True) for branch in branches]
        self.means = [np.empty(0)] * len(branches)
        for at in range(len(branches) - 1, -1, -1):
            branch = branches[at]
            weights = self.weights[:, branch.columns]
            mean = weights[:, branch.ends] @ branch.cells
            for part, group in branch.inner.items():
                mean += weights[:, [part]] * self.means[group]
            mean /= self.sums[at]
            self.means[at] = mean

    @property
    def totals(self) -> Floats:
        """The totals (n_draws, n_units)."""
        return self.means[0] + (self.tree.level + self.tree.beside)

    def share(self, group: int) -> Floats:
        """Return the part of the total that a group is (n_draws, 1)."""
        if (above := self.tree.branches[group].above) is None:
            return np.ones((len(self.weights), 1))
        upper, part = above
        column = self.tree.branches[upper].columns.start + part
        return self.share(upper) * self.weights[:, [column]] / self.sums[upper]

    def gains(self, group: int, other: Floats, columns: slice) -> Floats:
        """Return what a total gains for a part's distance to the mean (n_draws, n_columns), with weights of `other`."""
        gains = other[:, columns] - self.weights[:, columns]
        gains /= gains + self.sums[group]
        if self.tree.branches[group].above is not None:
            gains *= self.share(group)
        return gains

    def scores(self, group: int, part: int) -> Floats:
        """Return the scores of a part, (n_units,) or (n_draws, n_units)."""
        branch = self.tree.branches[group]
        if part in branch.inner:
            return self.means[branch.inner[part]]
        return np.asarray(branch.cells[part - sum(inner < part for inner in branch.inner)])

    def exchanged(self, other: Floats, column: int) -> Floats:
        """Return the totals with one weight of `other`."""
        branches = self.tree.branches
        group = next(at for at, branch in enumerate(branches) if branch.columns.start <= column < branch.columns.stop)
        gain = self.gains(group, other, slice(column, column + 1))
        return self.totals + gain * (self.scores(group, column - branches[group].columns.start) - self.means[group])


@attrs.frozen(eq=False, repr=False)
class SwapsDesign(IndexDesign):
    """Weights of a linear index, each a factor by itself: the column of each factor."""

    factors: tuple[int, ...]

    @cached_property
    def tree(self) -> LinearIndex:
        """The index."""
        return LinearIndex.of(self.inputs)

    def draw(self, rng: np.random.Generator, size: int) -> GroupMeans:
        """Draw all weights; see `Design.draw`."""
        return GroupMeans(self.tree, self.inputs.draw(rng, size).weights)

    def evaluate(self, drawn: GroupMeans) -> Floats:
        """Return the outputs; see `Design.evaluate`."""
        return self._outputs(drawn.totals)

    def exchange(self, one: GroupMeans, other: GroupMeans, factor: int) -> Floats:
        """Return the outputs with one weight exchanged; see `Design.exchange`."""
        return self._outputs(one.exchanged(other.weights, self.factors[factor]))

    def _outputs(self, totals: Floats) -> Floats:
        which = self.tree.which
        return self.output(totals if which is None else totals[:, which])

    def add(self, rng: np.random.Generator, size: int, sums: SobolSums) -> None:
        """Add some rows for the scores of units that differ and all weights at once, by products of matrices."""
        one, other = (self.inputs.draw(rng, size).weights for _ in range(2))
        for start in range(0, size, ROWS):
            rows = slice(start, min(start + ROWS, size))
            self._add(GroupMeans(self.tree, one[rows]), GroupMeans(self.tree, other[rows]), sums)

    def _add(self, one: GroupMeans, other: GroupMeans, sums: SobolSums) -> None:
        tree, size = self.tree, len(one.weights)
        b = sums.add(np.ones((1, size)), one.totals, other.totals).b
        for group, (branch, middle) in enumerate(zip(tree.branches, tree.middle, strict=True)):
            gains, mean = one.gains(group, other.weights, branch.columns), one.means[group] - middle
            ends, cells = gains[:, branch.ends], branch.cells - middle
            square = ends**2
            first, forth, total = (table[branch.columns] for table in (sums.first[0], sums.forth, sums.total[0]))
            first[branch.ends] += cells * (ends.T @ b) - ends.T @ (b * mean)
            forth[branch.ends] += cells * ends.sum(axis=0)[:, None] - ends.T @ mean
            slopes = cells * square.sum(axis=0)[:, None] - 2 * (square.T @ mean)
            total[branch.ends] += cells * slopes + square.T @ mean**2
            for part, inner in branch.inner.items():
                change = gains[:, [part]] * (one.means[inner] - one.means[group])
                column = branch.columns.start + part
                sums.first[0, column] += (b * change).sum(axis=0)
                sums.forth[column] += change.sum(axis=0)
                sums.total[0, column] += (change**2).sum(axis=0)


def swept(design: SwapsDesign, n: int, seed: int, progress: Progress | None) -> SobolEstimates:
    """Return the indices of scores, all factors at once."""
    tree = design.tree
    sums = SobolSums.empty(tree.level + tree.beside, 1, len(tree.shares))
    with one_thread:
        for rng, size in design.streams(n, seed):
            design.add(rng, size, sums)
            if progress is not None:
                progress(sums.rows, n)
    which = slice(None) if tree.which is None else tree.which
    return sums.estimates(0.0).picked(list(design.factors), which)
