"""The weights of an index: in groups of siblings as the definition has them, and all side by side in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import attrs
import numpy as np

from parindex.base import say
from parindex.definition import Component, Definition
from parindex.kernels import Array, Floats, Indices, OverOne, over_one
from parindex.scoring import Scores


@attrs.frozen(eq=False, repr=False)
class Siblings:
    """Parts of one component whose weights vary."""

    parent: int  # the node they are parts of
    parts: Indices  # (n_parts,): their nodes
    ids: tuple[str, ...]  # the names of the parent and of the parts
    shares: Floats  # (n_parts,): adding to 1, the weights of a mean; of a sum what each part can give at most
    points: Floats  # (n_parts,): what a point of each part adds to the component, for each unit of its share
    exact: tuple[tuple[Fraction, Fraction], ...]  # share and points of each part, exactly
    times: Fraction  # the factor that the component takes its result by; it is in the points

    @cached_property
    def whole_shares(self) -> OverOne:
        """The shares exactly, as whole numbers over one denominator."""
        return over_one([share for share, _ in self.exact])

    @cached_property
    def whole_points(self) -> OverOne:
        """The points likewise."""
        return over_one([points for _, points in self.exact])


def siblings(scores: Scores) -> tuple[Siblings, ...]:
    """Return the groups of siblings whose weights vary, each after the one above it; one part alone is a group too.

    Raises `ValueError` where a sum has a part whose maximum is not known or not above 0.
    """
    columns = set(scores.evidence.columns)
    return _siblings(scores.definition, frozenset(id_ for id_ in scores.nodes if id_ in columns))


@lru_cache(maxsize=64)
def _siblings(definition: Definition, given: frozenset[str]) -> tuple[Siblings, ...]:
    """Return the groups of siblings where the scores of some nodes are given; the last 64 are kept."""
    place = {node.id: at for at, node in enumerate(definition.nodes)}
    groups = []
    for node in definition.nodes:
        above = {node.id, *(component.id for component in definition.ancestors(node))}
        if not isinstance(node, Component) or given & above or definition.branch(node).adds is not None:
            continue
        if not (node.combination.additive or node.combination.weighted == "mean"):
            continue
        parts, weights = definition.parts(node.id), definition.shares(node)
        maxima = part_maxima(definition, node)
        weighted = [weight * most for weight, most in zip(weights, maxima, strict=True)]
        whole, times = sum(weighted), node.times or Fraction(1)
        exact = tuple((most / whole, whole / each * times) for most, each in zip(weighted, maxima, strict=True))
        shares, points = (np.array(column, dtype=np.float64) for column in zip(*exact, strict=True))
        nodes = np.array([place[part.id] for part in parts])
        for figures in (shares, points, nodes):
            figures.flags.writeable = False
        ids = (node.id, *(part.id for part in parts))
        groups.append(Siblings(place[node.id], nodes, ids, shares, points, exact, times))
    return tuple(groups)


def part_maxima(definition: Definition, component: Component) -> Sequence[Fraction]:
    """Return what each part gives at most for a weight of 1, where parts add up and that is known; else 1."""
    parts = definition.parts(component.id)
    maxima = [definition.maximum(part) for part in parts] if component.combination.additive else []
    positive = [maximum for maximum in maxima if maximum is not None and maximum > 0]
    if len(positive) == len(parts):
        return positive
    if component.combine == "sum":
        odd = next(part.id for part, most in zip(parts, maxima, strict=True) if most is None or most <= 0)
        raise ValueError(
            say(
                "the maxima of its parts are the weights of the sum {id!r}; "
                "that of {odd!r} is not known or not above 0: give it a max",
                id=component.id,
                odd=odd,
            )
        )
    return [Fraction(1)] * len(parts)


def refuse_fixed(groups: Iterable[Siblings]) -> None:
    """Raise `ValueError` where no weight has another one beside it."""
    if not any(group.parts.size > 1 for group in groups):
        raise ValueError(say("there are no weights that could vary"))


@attrs.frozen(eq=False, repr=False)
class SiblingRun:
    """Groups of siblings with as many weights each, none below another."""

    rows: slice  # their rows, in a table with a row for each weight
    columns: Indices  # (n_rows,): the columns of the weights in these rows
    size: int  # how many weights each group has
    above: Indices  # (n_groups,): the row of the weight of each group's parent, -1 for the root


@attrs.frozen(eq=False, repr=False)
class WeightColumns:
    """All weights of an index side by side, a column each, those of one group of siblings together."""

    groups: tuple[Siblings, ...]  # whose weights they are, each after the group above it

    @cached_property
    def slices(self) -> list[slice]:
        """The columns of each group."""
        ends = np.cumsum(self.sizes).tolist()
        return [slice(end - size, end) for size, end in zip(self.sizes, ends, strict=True)]

    @cached_property
    def sizes(self) -> list[int]:
        """How many weights each group has."""
        return [group.parts.size for group in self.groups]

    @cached_property
    def starts(self) -> Indices:
        """The first column of each group."""
        return np.array([columns.start for columns in self.slices], dtype=np.intp)

    @cached_property
    def shares(self) -> Floats:
        """The weights of the definition (n_weights,), adding to 1 in each group."""
        return np.concatenate([np.empty(0), *(group.shares for group in self.groups)])

    @cached_property
    def nodes(self) -> Indices:
        """The node whose weight stands in each column (n_weights,)."""
        return np.concatenate([group.parts for group in self.groups])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ids of these nodes."""
        return tuple(part for group in self.groups for part in group.ids[1:])

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """The ids of what they are parts of."""
        return tuple(group.ids[0] for group in self.groups for _ in group.ids[1:])

    @cached_property
    def group_of(self) -> Indices:
        """The group of each column (n_weights,)."""
        return np.repeat(np.arange(len(self.groups)), self.sizes)

    @cached_property
    def above(self) -> list[int]:
        """The column of the weight of each group's parent, -1 for the root."""
        column_of = {node: column for column, node in enumerate(self.nodes.tolist())}
        return [column_of[group.parent] if group.parent else -1 for group in self.groups]

    @cached_property
    def ends(self) -> Indices:
        """The columns below which no weight varies: indicators, and components that are given (n_ends,)."""
        return np.setdiff1d(np.arange(self.shares.size), self.above)

    @cached_property
    def scale(self) -> Floats:
        """What a point of each end is worth for an effective weight of 1 (n_ends,)."""
        return self.carry_down(np.concatenate([group.points for group in self.groups]))[self.ends]

    @cached_property
    def whole_effective(self) -> OverOne:
        """The effective weight of each end exactly (n_ends,), as whole numbers over one denominator."""
        return self._whole([share for group in self.groups for share, _ in group.exact])

    @cached_property
    def whole_scale(self) -> OverOne:
        """The scale likewise."""
        return self._whole([points for group in self.groups for _, points in group.exact])

    def _whole(self, figures: list[Fraction]) -> OverOne:
        carried = self.carry_down(np.array(figures, dtype=object))
        return over_one(carried[self.ends].tolist())

    def shares_of(self, effective: Sequence[Any], otherwise: Sequence[Any]) -> list[Any]:
        """Return the share of each column among its siblings, `otherwise` where nothing of their parent is left.

        Of fractions these are fractions; of whole numbers, which only their proportions count of, float64.
        """
        whole, shares = dict(zip(self.ends.tolist(), effective, strict=True)), list(otherwise)
        for of_group, above in reversed(list(zip(self.slices, self.above, strict=True))):
            places = range(of_group.start, of_group.stop)
            whole[above] = sum(whole[place] for place in places)
            if whole[above]:
                for place in places:
                    shares[place] = whole[place] / whole[above]
        return shares

    def carry_down(self, table: Array) -> Array:
        """Multiply each column of a table (…, n_weights) by the one above it, in place from the top, and return it."""
        for columns, above in zip(self.slices, self.above, strict=True):
            if above >= 0:
                table[..., columns] *= table[..., [above]]
        return table

    @cached_property
    def runs(self) -> tuple[SiblingRun, ...]:
        """The groups by size, none before the one above it, and the rows that their weights take one after the other.

        The rows of a run hold the first weight of each of its groups, then the second of each, and so on.
        """
        depths = [0] * len(self.groups)
        for group, above in enumerate(self.above):
            depths[group] = depths[self.group_of[above]] + 1 if above >= 0 else 0
        alike: dict[tuple[int, int], list[int]] = {}
        for group, key in sorted(enumerate(zip(depths, self.sizes, strict=True)), key=lambda pair: pair[1]):
            alike.setdefault(key, []).append(group)
        row_of, runs = {-1: -1}, list[SiblingRun]()
        for (_, size), groups in alike.items():
            columns: Indices = (self.starts[groups] + np.arange(size)[:, None]).reshape(-1)
            rows_above = np.array([row_of[self.above[group]] for group in groups], dtype=np.intp)
            first = len(row_of) - 1
            runs.append(SiblingRun(slice(first, first + columns.size), columns, size, rows_above))
            row_of.update(zip(columns.tolist(), range(first, first + columns.size), strict=True))
        return tuple(runs)

    @cached_property
    def row_columns(self) -> Indices:
        """The column whose weight stands in each row of `effective_rows` (n_weights,)."""
        return np.concatenate([run.columns for run in self.runs])

    def effective_rows(self, weights: Floats) -> Floats:
        """Return effective weights (n_weights, n_draws) of all nodes: each with its share of the weights above it.

        Draws are side by side in rows, and groups of one size too, so that all is done in few steps along them.
        """
        table = np.ascontiguousarray(weights.T[self.row_columns])
        for run in self.runs:
            of_groups = table[run.rows].reshape(run.size, run.above.size, -1)
            factors = of_groups.sum(axis=0)
            np.divide(1.0 if run.above[0] < 0 else table[run.above], factors, out=factors)
            of_groups *= factors
        return table

    def effective(self, weights: Floats) -> Floats:
        """Return effective weights (n_draws, n_ends): each with its share of the weights above it."""
        row = np.argsort(self.row_columns)
        return self.effective_rows(weights)[row[self.ends]].T


@lru_cache(maxsize=64)
def weight_columns(groups: tuple[Siblings, ...]) -> WeightColumns:
    """Return the weights of groups side by side, with what was worked out of them; those of the last 64 are kept."""
    return WeightColumns(groups)
