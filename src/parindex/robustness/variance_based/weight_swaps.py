"""One weight of each draw exchanged, where the index is linear: no totals are added up again.

Replacing the weight i of a group, in a draw where its weights add to T, by one that is greater by d changes the mean m
of the group by d / (T + d) (x_i - m), x_i being the score of the part, and the total by that times the group's share.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from math import comb

import attrs
import numpy as np

from parindex.base import Progress
from parindex.kernels import AddedRows, Floats, Indices, SobolEstimates, SobolSums
from parindex.robustness.draws import UncertainInputs
from parindex.robustness.matrix_threads import one_thread
from parindex.robustness.variance_based.designs import IndexDesign
from parindex.robustness.variance_based.index_estimation import SobolOptions

#: So many rows are worked on at once, so that they stay near the processor.
ROWS = 128


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

    def pieces(self, n: int, seed: int) -> Iterator[tuple[GroupMeans, GroupMeans]]:
        """Yield the two draws of all rows, some rows at a time."""
        for rng, size in self.streams(n, seed):
            one, other = (self.inputs.draw(rng, size).weights for _ in range(2))
            for start in range(0, size, ROWS):
                rows = slice(start, start + ROWS)
                yield GroupMeans(self.tree, one[rows]), GroupMeans(self.tree, other[rows])

    def add(self, one: GroupMeans, other: GroupMeans, sums: SobolSums) -> None:
        """Add some rows for the scores of units that differ and all weights at once, by products of matrices."""
        rows = sums.add(one.totals, other.totals)
        for group, middle in enumerate(self.tree.middle):
            self._add_ends(group, ExchangedEnds.of(one, other.weights, group, middle), rows)
            self._add_inner(group, one, other.weights, rows)

    def _add_ends(self, group: int, exchanged: ExchangedEnds, rows: AddedRows) -> None:
        """Add the weights of parts whose scores do not vary."""
        branch, sums, b, spread = self.tree.branches[group], rows.sums, rows.b, rows.spread
        ones = np.ones((len(b), 1))
        forth, first, total = (table[..., branch.columns, :] for table in (sums.forth, sums.first, sums.total))
        forth[branch.ends] += exchanged.moment(1, ones)
        first[0, branch.ends] += exchanged.moment(1, b)
        total[0, branch.ends] += exchanged.moment(2, ones) / 2
        if len(first) > 1:
            first[1, branch.ends] += exchanged.moment(2, b**2)
            first[2, branch.ends] += exchanged.moment(1, b * spread)
            total[1, branch.ends] += exchanged.moment(4, ones) / 4
            total[2, branch.ends] += exchanged.moment(2, spread) / 2

    def _add_inner(self, group: int, one: GroupMeans, other: Floats, rows: AddedRows) -> None:
        """Add the weights of the other parts."""
        branch = self.tree.branches[group]
        for part, inner in branch.inner.items():
            column = branch.columns.start + part
            gain = one.gains(group, other, slice(column, column + 1))
            rows.change(column, gain * (one.means[inner] - one.means[group]))


@attrs.frozen(eq=False, repr=False)
class ExchangedEnds:
    """How totals change by single weights of a group: by a gain times the distance of a part's score to the mean."""

    gains: Floats  # (n_rows, n_ends)
    cells: Floats  # (n_ends, n_units), less about what the mean is
    mean: Floats  # (n_rows, n_units), likewise

    @classmethod
    def of(cls, one: GroupMeans, other: Floats, group: int, middle: Floats) -> ExchangedEnds:
        """Return the changes by single weights of `other` (n_rows, n_weights); `middle` is about what the mean is."""
        branch = one.tree.branches[group]
        gains = one.gains(group, other, branch.columns)[:, branch.ends]
        return cls(gains, branch.cells - middle, one.means[group] - middle)

    def moment(self, power: int, weights: Floats) -> Floats:
        """Return the sums (n_ends, n_units) of weights (n_rows, n_units) times a power of the changes: 1, 2 or 4."""
        gains = self.gains
        for _ in range(power.bit_length() - 1):
            gains = gains**2
        moment = gains.T @ weights
        for at in range(1, power + 1):  # (cell - mean) to the power, from the highest power of the cell on
            weights = weights * self.mean
            moment = moment * self.cells + (-1) ** at * comb(power, at) * (gains.T @ weights)
        return moment


def swept(design: SwapsDesign, options: SobolOptions, progress: Progress | None) -> SobolEstimates:
    """Return the indices of scores, all factors at once."""
    tree = design.tree
    with one_thread, np.errstate(over="ignore", invalid="ignore"):
        pieces = design.pieces(options.n, options.seed)
        one, other = next(pieces)
        centre = (one.totals.mean(axis=0) + other.totals.mean(axis=0)) / 2
        sums = SobolSums.empty(centre, len(tree.shares), intervals=options.intervals is not None)
        for piece in chain([(one, other)], pieces):
            design.add(*piece, sums)
            if progress is not None:
                progress(sums.rows, options.n)
        estimates = sums.estimates(options.intervals)
    return estimates.picked(list(design.factors), slice(None) if tree.which is None else tree.which)
