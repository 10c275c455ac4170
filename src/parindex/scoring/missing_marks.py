"""What a walk starts from, and which nodes are missing, left out or reduced for which units, told by marks."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

import attrs
import numpy as np

from parindex.definition import Company
from parindex.kernels import FLOAT, Array, Floats, Indices, Mask, Number, column_ends
from parindex.scoring.plan import Plan, Program, Step

#: Some rows of a table.
UnitRows = slice | Indices
_Key = TypeVar("_Key")


def with_row(table: Array, row: int, own: Array) -> Array:
    """Return a table with one row as the only one of another table; itself where it has that row already."""
    if np.array_equal(table[row], own[0]):
        return table
    changed = table.copy()
    changed[row] = own[0]
    return changed


@attrs.frozen(eq=False, repr=False)
class PutIn:
    """Exact scores that are put in at some nodes of some units, whatever their evidence and their parts give.

    They stand in for what is walked after `times`, `floor` and `cap`, turned round where the node is.
    """

    where: Mask  # (n_units, n_nodes)
    which: Indices  # (n_units, n_nodes): the place of each among the figures
    figures: tuple[Fraction, ...]

    def rows(self, rows: Indices) -> PutIn:
        """Return that of some units, each perhaps more than once."""
        return PutIn(self.where[rows], self.which[rows], self.figures)

    def at(self, nodes: Indices) -> Mask:
        """Return where scores of some nodes are put in (n_units, n_some)."""
        return np.asarray(self.where[:, nodes])

    def sizes(self, nodes: Indices) -> Floats:
        """Return how great the scores put in are at most, 0 where there are none (n_some,)."""
        if not self.figures:
            return np.zeros(nodes.size)
        sizes = np.abs(FLOAT.array(self.figures))[self.which[:, nodes]]
        return np.asarray(np.max(sizes, axis=0, initial=0.0, where=self.where[:, nodes]))

    def into(self, scores: Array, nodes: Indices, number: Number) -> None:
        """Put scores in at some nodes of a table of these alone."""
        where = self.where[:, nodes]
        if where.any():
            scores[where] = number.array(self.figures)[self.which[:, nodes][where]]


@attrs.frozen(eq=False, repr=False)
class Given:
    """What the walk starts from."""

    company: Company  # the units of each row, and what they are held against
    groups: tuple[UnitRows, ...]  # the units that are compared with each other
    slack: Floats  # (n_leaves,): how far float64 evidence may be from the exact one, where it is worked out
    leaves: Array  # (n_units, n_leaves): evidence, with a harmless filler where there is none
    observed: Mask  # (n_units, n_leaves): where there is a value that its rule gives a score
    full: Mask  # likewise, as the next two: leaves without a value that count in full,
    zero: Mask  # as 0,
    left_out: Mask  # or not at all
    shared: Mask  # of these, where the points go to the other parts
    components: dict[int, Array]  # (n_units,) by node: scores given for whole components, a filler where none is
    absent: dict[int, Mask]  # where a component that is given in other rows is missing,
    components_left_out: dict[int, Mask]  # and where it does not count
    put_in: PutIn | None = attrs.field(default=None, kw_only=True)  # scores that stand in place of all this

    @property
    def units(self) -> tuple[str, ...]:
        """The unit of each row."""
        return self.company.units

    @cached_property
    def ends(self) -> tuple[Floats, Floats]:
        """The least and the greatest value of each leaf, in float64; infinite where there is none (n_leaves,)."""
        return column_ends(self.leaves, None if self.observed.all() else self.observed)

    def puts_in(self, nodes: Indices) -> Mask:
        """Return where scores of some nodes are put in, which broadcasts to (n_units, n_some)."""
        return np.zeros((1, 1), dtype=bool) if self.put_in is None else self.put_in.at(nodes)

    def rows(self, rows: Indices) -> Given:
        """Return a copy of some units, each perhaps more than once."""
        return Given(
            company=self.company.rows(rows),
            groups=self.groups,
            slack=self.slack,
            leaves=self.leaves[rows],
            observed=self.observed[rows],
            full=self.full[rows],
            zero=self.zero[rows],
            left_out=self.left_out[rows],
            shared=self.shared[rows],
            components={node: figures[rows] for node, figures in self.components.items()},
            absent={node: where[rows] for node, where in self.absent.items()},
            components_left_out={node: where[rows] for node, where in self.components_left_out.items()},
            put_in=None if self.put_in is None else self.put_in.rows(rows),
        )

    def with_row(self, row: int, one: Given) -> Given:
        """Return these units with one of them as the only one of another table for the same plan."""
        figures = {
            name: with_row(table, row, one.company.figures[name]) for name, table in self.company.figures.items()
        }
        return Given(
            company=Company(self.units, figures),
            groups=self.groups,
            slack=one.slack,
            leaves=with_row(self.leaves, row, one.leaves),
            observed=with_row(self.observed, row, one.observed),
            full=with_row(self.full, row, one.full),
            zero=with_row(self.zero, row, one.zero),
            left_out=with_row(self.left_out, row, one.left_out),
            shared=with_row(self.shared, row, one.shared),
            components={node: with_row(table, row, one.components[node]) for node, table in self.components.items()},
            absent={node: with_row(where, row, one.absent[node]) for node, where in self.absent.items()},
            components_left_out={
                node: with_row(where, row, one.components_left_out[node])
                for node, where in self.components_left_out.items()
            },
        )

    def beside(self, other: Given) -> Given:
        """Return these units, and behind them those of another table for the same plan."""
        return Given(
            company=Company((*self.units, *other.units), _joined(self.company.figures, other.company.figures)),
            groups=self.groups,
            slack=self.slack,
            leaves=np.concatenate([self.leaves, other.leaves]),
            observed=np.concatenate([self.observed, other.observed]),
            full=np.concatenate([self.full, other.full]),
            zero=np.concatenate([self.zero, other.zero]),
            left_out=np.concatenate([self.left_out, other.left_out]),
            shared=np.concatenate([self.shared, other.shared]),
            components=_joined(self.components, other.components),
            absent=_joined(self.absent, other.absent),
            components_left_out=_joined(self.components_left_out, other.components_left_out),
        )


def _joined(first: Mapping[_Key, Array], last: Mapping[_Key, Array]) -> dict[_Key, Array]:
    return {key: np.concatenate([table, last[key]]) for key, table in first.items()}


@attrs.frozen(eq=False, repr=False)
class Marks:
    """Arrays of bool (n_units, n_nodes)."""

    missing: Mask  # no score, and none for what lies above
    left_out: Mask  # no score, and none is needed
    reduced: Mask  # something at or below the node is left out
    shared: Mask | None = None  # the node is left out, and its points go to the other parts; None where none do

    @cached_property
    def without_score(self) -> Mask:
        """Where a node has no score."""
        return self.missing if self.missing is self.left_out else self.missing | self.left_out

    @cached_property
    def none(self) -> bool:
        """Whether every node of every unit has a score."""
        return not self.without_score.any()

    def rows(self, rows: list[int]) -> Marks:
        """Return the marks of some units."""
        shared = None if self.shared is None else self.shared[rows]
        return Marks(self.missing[rows], self.left_out[rows], self.reduced[rows], shared)

    def with_row(self, row: int, one: Marks) -> Marks:
        """Return the marks of these units with one of them as the only one of others; nothing is shared."""
        tables = (with_row(getattr(self, name), row, getattr(one, name)) for name in ("missing", "left_out", "reduced"))
        return Marks(*tables)

    def beside(self, other: Marks) -> Marks:
        """Return the marks of these units, and behind them those of others."""
        shared = None
        if self.shared is not None or other.shared is not None:
            both = [
                np.zeros(one.missing.shape, dtype=bool) if one.shared is None else one.shared for one in (self, other)
            ]
            shared = np.concatenate(both)
        return Marks(
            np.concatenate([self.missing, other.missing]),
            np.concatenate([self.left_out, other.left_out]),
            np.concatenate([self.reduced, other.reduced]),
            shared,
        )


def marks(plan: Plan, given: Given, program: Program | None = None, gone: Mask | None = None) -> Marks:
    """Carry what is missing and what is left out upward; parts without weight do not count, by a program's weights.

    Components that are `gone` (n_units, n_nodes) are left out whatever they need.
    """
    shape = given.leaves.shape[0], len(plan.ids)
    if given.observed.all():
        nowhere = np.zeros(shape, dtype=bool)
        nowhere.flags.writeable = False
        return Marks(nowhere, nowhere, nowhere)
    missing, left_out, reduced = (np.zeros(shape, dtype=bool) for _ in range(3))
    missing[:, plan.leaf_nodes] = ~(given.observed | given.full | given.zero | given.left_out)
    missing[:, plan.leaf_nodes] &= ~given.puts_in(plan.leaf_nodes)
    left_out[:, plan.leaf_nodes] = reduced[:, plan.leaf_nodes] = given.left_out
    for step in (program or plan.float_program).steps:
        counts = ~left_out[:, step.parts]
        if step.combination.weighted != "no":
            counts &= step.weights != 0
        if step.combination.alternative:
            _mark_first(step, missing, left_out, reduced)
        else:
            missing[:, step.parents] = step.any_part(missing[:, step.parts])
            reduced[:, step.parents] = step.any_part(reduced[:, step.parts])
        if step.needs is not None:
            there = ~missing[:, step.parts] & ~left_out[:, step.parts] & step.counting
            missing[:, step.parents] |= np.add.reduceat(there.astype(np.int64), step.starts, axis=1) < step.needs
        if not step.combination.alternative:
            lost = step.any_part(~counts) if step.formulas else ~step.any_part(counts)
            left_out[:, step.parents] = lost & ~missing[:, step.parents]
        if gone is not None:
            missing[:, step.parents] &= ~gone[:, step.parents]
            left_out[:, step.parents] |= gone[:, step.parents]
        _mark_given(step, given, missing, left_out, reduced)
    for node, _ in plan.beside:
        missing[:, 0] |= missing[:, node]
    left_out[:, 0] &= ~missing[:, 0]
    return Marks(missing, left_out, reduced, _shared(plan, given))


def _shared(plan: Plan, given: Given) -> Mask | None:
    if not given.shared.any():
        return None
    shared = np.zeros((given.leaves.shape[0], len(plan.ids)), dtype=bool)
    shared[:, plan.leaf_nodes] = given.shared
    return shared


def _mark_given(step: Step, given: Given, missing: Mask, left_out: Mask, reduced: Mask) -> None:
    """Give components the marks of scores that are given for them, and none where scores are put in."""
    for node in given.components.keys() & set(step.parents.tolist()):
        missing[:, node] = given.absent[node]
        left_out[:, node] = reduced[:, node] = given.components_left_out[node]
    for marked in (missing, left_out):
        marked[:, step.parents] &= ~given.puts_in(step.parents)


def _mark_first(step: Step, missing: Mask, left_out: Mask, reduced: Mask) -> None:
    """Give each group the marks of its first part that is not left out; where all are, those of a part left out."""
    for parent, taken in zip(step.parents.tolist(), step.first_parts(left_out).T, strict=True):
        for marked in (missing, left_out, reduced):
            marked[:, parent] = marked[np.arange(taken.size), taken]
