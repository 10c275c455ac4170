"""The totals of units as weights vary: one product of matrices where the index is linear, else the ordinary walk."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import attrs
import numpy as np

from parindex.kernels import EvenWeights, Floats, Indices, Mask
from parindex.robustness.siblings import Siblings, WeightColumns, siblings, weight_columns
from parindex.scoring import Given, Marks, Plan, Reliance, Scores, error_bounds, marks, refuse_undefined, walk

#: So many cells are worked on at once.
CELLS = 1_000_000
#: Weights that are worked out are taken to be so far from the exact ones at most, as a part of what they weigh.
_RELATIVE = 1e-10


@attrs.frozen(eq=False, repr=False)
class FoldedTotals:
    """The totals of a flat index by weights spread evenly: one product of the numbers that weights are made of.

    How numbers become weights, and the sum that these are divided by, is in the matrix.
    """

    weights: EvenWeights
    matrix: Floats  # (n_weights + 1, n_units + 1): of units that differ, and what gives the sum of the weights
    which: Indices | None  # (n_ranked,): which of them each unit is; None if each is itself

    def drawn(self, rng: np.random.Generator, size: int) -> Floats:
        """Return the totals of so many draws (n_draws, n_ranked)."""
        with np.errstate(over="ignore", invalid="ignore"):  # what is lost is nan, for the caller to tell
            return _divided(self.weights.numbers(rng, size) @ self.matrix, self.which)


def _divided(summed: Floats, which: Indices | None) -> Floats:
    """Return totals of all units by those of units that differ, the last column of which they are divided by."""
    totals = summed[:, :-1] / summed[:, -1:]
    return totals if which is None else totals[:, which]


@attrs.frozen(eq=False, repr=False)
class WeightModel:
    """The totals of units as their weights vary.

    Weights stand in columns, in proportion within each group of siblings.
    """

    plan: Plan
    rows: Indices  # (n_ranked,): the units that have a rank
    columns: WeightColumns  # the weights that vary
    scores: Floats  # (n_ranked, n_nodes): of what is not made of parts: indicators, components whose score is given
    given: Given  # with its marks what the walk upward starts from, where the index is not linear
    marks: Marks
    linear: bool  # whether totals are sums of scores times effective weights

    @classmethod
    def of(cls, scores: Scores, rows: Indices | None = None, groups: tuple[Siblings, ...] | None = None) -> WeightModel:
        """Return the model of scores that units have already: of those with a rank, and of all weights."""
        exactness, plan = scores.exactness, scores.exactness.plan
        rows = scores.ranked if rows is None else rows
        columns = weight_columns(siblings(scores) if groups is None else groups)
        given, marked = exactness.given.rows(rows), exactness.marks.rows(rows.tolist())
        values = np.where(np.isnan(scores.values[rows]), 1.0, scores.values[rows])
        linear = plan.linear and bool(columns.groups) and not marked.reduced.any()
        return cls(plan, rows, columns, values, given, marked, linear)

    @cached_property
    def cells(self) -> Floats:
        """What each end gives the total of each unit for a weight of 1 (n_ranked, n_ends); beside the tree last."""
        return self.cells_of(self.scores)

    def cells_of(self, scores: Floats) -> Floats:
        """Return cells (…, n_ends) by the scores of all nodes (…, n_nodes)."""
        columns = self.columns
        cells = scores[..., columns.nodes[columns.ends]] * columns.scale
        beside = [sign * scores[..., node] for node, sign in self.plan.beside]
        return np.concatenate([cells, np.sum(beside, axis=0)[..., None]], axis=-1) if beside else cells

    @cached_property
    def distinct(self) -> tuple[Floats, Indices | None]:
        """The cells of units that differ at all, and which of them each unit has; None where all do.

        Units with the same cells tie whatever the weights, and must not be told apart by rounding.
        """
        if np.unique(self.cells[:, 0]).size == len(self.cells):
            return self.cells, None
        cells, inverse = np.unique(self.cells, axis=0, return_inverse=True)
        return (self.cells, None) if len(cells) == len(self.cells) else (cells, inverse.reshape(-1))

    @property
    def _flat(self) -> bool:
        return self.linear and len(self.columns.groups) == 1 and not self.plan.beside

    @cached_property
    def _cells_and_one(self) -> Floats:
        """The cells of `distinct` (n_ends, n_units + 1), and what gives the sum of the weights."""
        return np.column_stack([self.distinct[0].T, np.ones(self.columns.shares.size)])

    @cached_property
    def _first_row(self) -> int:
        """The first row of effective weights that is of an end."""
        return int(np.isin(self.columns.row_columns, self.columns.ends).argmax())

    @cached_property
    def _cells_by_row(self) -> Floats:
        """The cells of `distinct` (n_rows, n_units) from there on, 0 where a row is of a component with parts."""
        ends, of_columns = self.columns.ends, np.zeros((self.columns.shares.size, len(self.distinct[0])))
        of_columns[ends] = self.distinct[0][:, : ends.size].T
        return of_columns[self.columns.row_columns[self._first_row :]]

    def effective(self, weights: Floats) -> Floats:
        """Return effective weights (n_draws, n_ends), and 1 for what stands beside the tree."""
        effective = self.columns.effective(weights)
        return np.column_stack([effective, np.ones(len(weights))]) if self.plan.beside else effective

    def totals(self, weights: Floats, scores: Floats | None = None) -> Floats:
        """Return totals (n_draws, n_ranked) with weights (n_draws, n_weights); nan where weights of 0 leave nothing.

        With `scores` (n_draws, n_ranked, n_nodes), those of what is not made of parts differ from draw to draw too.
        """
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # numbers under a mark mean nothing
            if self.linear:
                return self._summed(weights, scores)
            walked = [totals for totals, _ in self._walked(weights, scores)]
            return np.concatenate([np.empty((0, self.rows.size)), *walked])

    def folded(self, weights: EvenWeights) -> FoldedTotals | None:
        """Return what gives the totals of a flat index by one product; None of any other."""
        if not self._flat:
            return None
        return FoldedTotals(weights, weights.folded(self._cells_and_one), self.distinct[1])

    def relied_totals(self, weights: Floats) -> tuple[Floats, Mask]:
        """Return totals likewise, and which float64 cannot be relied on for (n_draws, n_ranked).

        Of those a node is so near a half that it may round either way.
        """
        if self.linear or not self.plan.rounded_inside:
            totals = self.totals(weights)
            return totals, np.zeros(totals.shape, dtype=bool)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            pairs = list(self._walked(weights, None, relied=True))
        totals, doubtful = (np.concatenate(tables) for tables in zip(*pairs, strict=True))
        return totals, doubtful

    def _summed(self, weights: Floats, scores: Floats | None) -> Floats:
        if scores is not None:
            return np.asarray((self.cells_of(scores) @ self.effective(weights)[:, :, None])[:, :, 0])
        cells, which = self.distinct
        if self._flat:  # fewer to divide than there are weights
            return _divided(weights @ self._cells_and_one, which)
        totals = self.columns.effective_rows(weights)[self._first_row :].T @ self._cells_by_row
        if self.plan.beside:
            totals += cells[:, -1]
        return totals if which is None else totals[:, which]

    def _walked(
        self, weights: Floats, scores: Floats | None, *, relied: bool = False
    ) -> Iterator[tuple[Floats, Mask | None]]:
        """Walk every unit once a draw, with the weights of the draw; yield totals, and which are doubtful if asked."""
        units, draws = self.rows.size, weights.shape[0]
        varied = np.full((draws, len(self.plan.ids)), np.nan)
        for group, columns in zip(self.columns.groups, self.columns.slices, strict=True):
            shares = weights[:, columns] / weights[:, columns].sum(axis=1, keepdims=True)
            varied[:, group.parts] = shares * (group.points / float(group.times))
        some = max(1, CELLS // max(1, units * len(self.plan.ids)))
        for start in range(0, draws, some):
            drawn = varied[start : start + some]
            tiled = np.tile(np.arange(units), drawn.shape[0])
            steps = []
            for step in self.plan.float_program.steps:
                of_parts = np.repeat(drawn[:, step.parts], units, axis=0)
                steps.append(step.with_weights(np.where(np.isnan(of_parts), step.weights, of_parts)))
            program = attrs.evolve(self.plan.float_program, steps=tuple(steps))
            rows = self.scores[tiled] if scores is None else scores[start : start + some].reshape(tiled.size, -1)
            components = {node: rows[:, node] for node in self.given.components}
            given = attrs.evolve(self.given.rows(tiled), components=components)
            leaves, marked = rows[:, self.plan.leaf_nodes], self.marks.rows(tiled.tolist())
            if (drawn == 0).any() and marked.reduced.any():  # what is left may have no weight now
                marked = marks(self.plan, given, program)
            walked = walk(self.plan, program, leaves, given, marked)
            refuse_undefined(self.plan, walked)
            shape = drawn.shape[0], units
            totals = np.where(marked.without_score[:, 0], np.nan, walked.scores[:, 0]).reshape(shape)
            if not relied:
                yield totals, None
                continue
            errors = Reliance.of(_RELATIVE * np.max(np.abs(leaves), axis=0, initial=0.0), tiled.size)
            bounds = error_bounds(self.plan, walked, given, marked, errors, program=program)
            yield totals, bounds.doubtful.reshape(shape) & ~np.isnan(totals)
