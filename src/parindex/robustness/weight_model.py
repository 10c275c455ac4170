"""The totals of units as weights vary: one product of matrices where the index is linear, else the ordinary walk."""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np

from parindex.kernels import COMBINATIONS, Floats, Indices
from parindex.robustness.weights import Siblings, siblings, side_by_side, slices
from parindex.scoring import Given, Marks, Plan, Scores, Step, marks, walk

#: So many cells are worked on at once.
CELLS = 1_000_000


@attrs.frozen(eq=False, repr=False)
class WeightModel:
    """The totals of units as their weights vary.

    Weights stand in columns, those of one group of siblings side by side, in proportion within each.

    Attributes
    ----------
    plan : Plan
        The definition, compiled.
    rows : array (n_ranked,)
        The units that have a rank.
    groups : tuple of Siblings
        Whose weights vary, each after the group above it.
    scores : array (n_ranked, n_nodes)
        Scores of what is not made of parts: indicators, and components whose score is given.
    given, marks
        What the walk upward starts from, where the index is not linear.
    linear : bool
        Whether totals are sums of scores times effective weights.
    """

    plan: Plan
    rows: Indices
    groups: tuple[Siblings, ...]
    scores: Floats
    given: Given
    marks: Marks
    linear: bool

    @classmethod
    def of(cls, scores: Scores, rows: Indices | None = None, groups: tuple[Siblings, ...] | None = None) -> WeightModel:
        """Return the model of scores that units have already: of those with a rank, and of all weights."""
        exactness, plan = scores.exactness, scores.exactness.plan
        rows = np.flatnonzero(~np.isnan(scores.rank)) if rows is None else rows
        groups = siblings(scores) if groups is None else groups
        given, marked = exactness.given.rows(rows), exactness.marks.rows(rows.tolist())
        steps = plan.float_program.steps
        plain = all(step.combination.linear and not (step.floor[0].size or step.cap[0].size) for step in steps)
        values = np.where(np.isnan(scores.values[rows]), 1.0, scores.values[rows])
        return cls(plan, rows, groups, values, given, marked, plain and bool(groups) and not marked.reduced.any())

    @cached_property
    def slices(self) -> list[slice]:
        """The columns of each group."""
        return slices(self.groups)

    @cached_property
    def shares(self) -> Floats:
        """The weights of the definition (n_weights,), adding to 1 in each group."""
        return side_by_side(self.groups)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The node whose weight stands in each column."""
        return tuple(part for group in self.groups for part in group.ids[1:])

    @cached_property
    def group_of(self) -> Indices:
        """The group of each column."""
        return np.repeat(np.arange(len(self.groups)), [group.parts.size for group in self.groups])

    @cached_property
    def column_above(self) -> list[int]:
        """The column of the weight of each group's parent, -1 for the root."""
        nodes = np.concatenate([group.parts for group in self.groups]).tolist()
        return [nodes.index(group.parent) if group.parent else -1 for group in self.groups]

    @cached_property
    def ends(self) -> Indices:
        """The columns below which no weight varies: indicators, and components that are given."""
        return np.setdiff1d(np.arange(self.shares.size), self.column_above)

    @cached_property
    def cells(self) -> Floats:
        """What each end gives the total of each unit for a weight of 1 (n_ranked, n_ends); beside the tree last."""
        return self.cells_of(self.scores)

    def cells_of(self, scores: Floats) -> Floats:
        """Return cells (…, n_ends) by the scores of all nodes (…, n_nodes)."""
        nodes, scale = self._scale
        cells = scores[..., nodes] * scale
        beside = [sign * scores[..., node] for node, sign in self.plan.beside]
        return np.concatenate([cells, np.sum(beside, axis=0)[..., None]], axis=-1) if beside else cells

    @cached_property
    def _scale(self) -> tuple[Indices, Floats]:
        """The node of each end, and what a point of it is worth (n_ends,)."""
        scale = np.ones(self.shares.size)
        for group, columns, above in zip(self.groups, self.slices, self.column_above, strict=True):
            scale[columns] = group.points * (scale[above] if above >= 0 else 1.0)
        return np.concatenate([group.parts for group in self.groups])[self.ends], scale[self.ends]

    @cached_property
    def distinct(self) -> tuple[Floats, Indices | None]:
        """The cells of units that differ at all, and which of them each unit has; None where all do.

        Units with the same cells tie whatever the weights, and must not be told apart by rounding.
        """
        cells, inverse = np.unique(self.cells, axis=0, return_inverse=True)
        return (self.cells, None) if len(cells) == len(self.cells) else (cells, inverse.reshape(-1))

    def effective(self, weights: Floats) -> Floats:
        """Return effective weights (n_draws, n_ends): each with its share of the weights above it."""
        if len(self.groups) == 1:
            out = weights / weights.sum(axis=1, keepdims=True)
        else:
            sums = np.add.reduceat(weights, [columns.start for columns in self.slices], axis=1)
            out = weights / sums[:, self.group_of]
            for columns, above in zip(self.slices, self.column_above, strict=True):
                if above >= 0:
                    out[:, columns] *= out[:, [above]]
            out = out[:, self.ends]
        return np.column_stack([out, np.ones(len(out))]) if self.plan.beside else out

    def totals(self, weights: Floats, scores: Floats | None = None) -> Floats:
        """Return totals (n_draws, n_ranked) with weights (n_draws, n_weights); nan where weights of 0 leave nothing.

        With `scores` (n_draws, n_ranked, n_nodes), those of what is not made of parts differ from draw to draw too.
        """
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # numbers under a mark mean nothing
            return self._summed(weights, scores) if self.linear else self._walked(weights, scores)

    def _summed(self, weights: Floats, scores: Floats | None) -> Floats:
        if scores is not None:
            return np.asarray((self.cells_of(scores) @ self.effective(weights)[:, :, None])[:, :, 0])
        cells, inverse = self.distinct
        if len(self.groups) == 1 and not self.plan.beside:
            out = weights @ cells.T
            out /= (weights @ np.ones(weights.shape[1]))[:, None]  # fewer to divide than there are weights
        else:
            out = self.effective(weights) @ cells.T
        return out if inverse is None else out[:, inverse]

    def _walked(self, weights: Floats, scores: Floats | None) -> Floats:
        """Walk every unit once a draw, with the weights of the draw."""
        units, draws = self.rows.size, weights.shape[0]
        drawn_weights = np.full((draws, len(self.plan.ids)), np.nan)
        for group, columns in zip(self.groups, self.slices, strict=True):
            own = weights[:, columns]
            drawn_weights[:, group.parts] = own / own.sum(axis=1, keepdims=True) * (group.points / float(group.times))
        out = np.empty((draws, units))
        some = max(1, CELLS // max(1, units * len(self.plan.ids)))
        for start in range(0, draws, some):
            drawn = drawn_weights[start : start + some]
            tiled = np.tile(np.arange(units), drawn.shape[0])
            steps = (
                _weighted(step, np.repeat(drawn[:, step.parts], units, axis=0))
                for step in self.plan.float_program.steps
            )
            program = attrs.evolve(self.plan.float_program, steps=tuple(steps))
            rows = self.scores[tiled] if scores is None else scores[start : start + some].reshape(tiled.size, -1)
            given = attrs.evolve(
                self.given.rows(tiled), components={node: rows[:, node] for node in self.given.components}
            )
            leaves, marked = rows[:, self.plan.leaf_nodes], self.marks.rows(tiled.tolist())
            if (drawn == 0).any() and marked.reduced.any():  # what is left may have no weight now
                marked = marks(self.plan, given, program)
            totals = walk(self.plan, program, leaves, given, marked).scores[:, 0]
            totals = np.where(marked.without_score[:, 0], np.nan, totals)
            out[start : start + some] = totals.reshape(drawn.shape[0], units)
        return out


def _weighted(step: Step, drawn: Floats) -> Step:
    """Return a step whose weights differ from row to row, as drawn where they vary; a sum weighs its parts then."""
    kind = step.combination
    if kind.weighted == "no" and not kind.additive:
        return step
    kind = COMBINATIONS["weighted-sum"] if kind.additive else kind
    return attrs.evolve(step, combination=kind, weights=np.where(np.isnan(drawn), step.weights, drawn))
