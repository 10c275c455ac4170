"""A definition compiled into arrays, and the one walk over them.

Plain scoring walks in float64, exact decisions walk the same steps in fractions (or in decimals of 60 digits where
roots and logarithms occur): one truth.
"""

from __future__ import annotations

from decimal import Inexact
from fractions import Fraction
from functools import cached_property, lru_cache

import attrs
import numpy as np
import numpy.typing as npt

from parindex.definition import Component, Definition, Indicator
from parindex.kernels.combine import Combination
from parindex.kernels.number import DECIMAL, FLOAT, RATIONAL, Array, Number
from parindex.rules import ErrorBound, Kernel, Rule

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]
_EPS = float(np.finfo(np.float64).eps)


@attrs.frozen(eq=False, repr=False)
class Step:
    """All groups of one depth that combine alike.

    Attributes
    ----------
    parents : array (n_groups,)
        Nodes that receive a score.
    parts : array (n_parts,)
        Nodes combined, those of one parent side by side.
    starts : array (n_groups,)
        Where each parent's parts begin.
    weights : array (n_parts,)
        As the combination takes them: adding to 1 for means, as written for a weighted sum, else 1.
    power, times, floor, cap : array (n_groups,)
        `times`, `floor` and `cap` are None where no parent of the step has them.
    """

    combination: Combination
    parents: Indices
    parts: Indices
    starts: Indices
    weights: Array
    power: Array
    times: Array | None
    floor: Array | None
    cap: Array | None

    def combine(self, values: Array, weights: Array | None = None) -> Array:
        """Combine `values` (n_units, n_parts) into (n_units, n_groups), before times, floor and cap."""
        weights = self.weights if weights is None else weights
        return self.combination.apply(values, weights, self.starts, self.power)

    def finish(self, values: Array) -> Array:
        """Apply times, floor and cap."""
        if self.times is not None:
            values = values * self.times
        if self.floor is not None:
            values = np.maximum(values, self.floor)
        return values if self.cap is None else np.minimum(values, self.cap)

    def per_group(self, values: Array) -> Array:
        """Repeat one value a group for each of its parts."""
        return np.repeat(values, np.diff(np.append(self.starts, self.parts.size)), axis=-1)


@attrs.frozen(eq=False, repr=False)
class Program:
    """A definition on one kind of number: rules, steps, and the most points every node can have."""

    number: Number
    rules: tuple[tuple[Indices, Kernel, type[Rule], bool], ...]
    steps: tuple[Step, ...]
    full: Array


@attrs.frozen(eq=False, repr=False)
class Walk:
    """What a walk gives: arrays (n_units, n_nodes)."""

    scores: Array
    points: Array
    most: Array


@attrs.frozen(eq=False, repr=False)
class Given:
    """What the walk starts from.

    Attributes
    ----------
    leaves : array (n_units, n_leaves)
        Evidence, with a harmless filler where there is none.
    observed : array of bool (n_units, n_leaves)
        Where there is a value.
    full, zero, dropped : array of bool (n_units, n_leaves)
        Leaves without a value that count in full, as 0, or not at all.
    components : dict of int to array (n_units,)
        Scores given for whole components, by node.
    gone : dict of int to array of bool (n_units,)
        Where a component that is given in other rows does not count, by node.
    """

    leaves: Array
    observed: Mask
    full: Mask
    zero: Mask
    dropped: Mask
    components: dict[int, Array]
    gone: dict[int, Mask]

    @property
    def drops(self) -> bool:
        """Whether anything is dropped."""
        return bool(self.dropped.any()) or any(gone.any() for gone in self.gone.values())


@attrs.frozen(eq=False, repr=False)
class Plan:
    """A compiled definition; see `plan_of`."""

    definition: Definition
    ids: tuple[str, ...]
    leaf_nodes: Indices

    def __reduce__(self) -> tuple[object, ...]:
        return plan_of, (self.definition,)  # kernels are closures: another process compiles its own

    @property
    def rational(self) -> bool:
        """Whether every score is exact in fractions."""
        components = [node for node in self.definition.nodes if isinstance(node, Component)]
        rational = all(component.combination.rational for component in components)
        return rational and all(leaf.rule.rational() for leaf in self.definition.leaves)

    @cached_property
    def float_program(self) -> Program:
        """The walk in float64."""
        return self._program(FLOAT)

    @cached_property
    def exact_programs(self) -> tuple[Program, ...]:
        """The walk in exact numbers: the last is always right, one before it where nothing had to be rounded.

        Decimals of 60 digits are 30 times as fast as fractions and, until something is rounded, as exact.
        """
        with DECIMAL.context() as context:
            decimal = self._program(DECIMAL)
        if not self.rational:
            return (decimal,)
        rational = self._program(RATIONAL)
        return (rational,) if context.flags[Inexact] else (decimal, rational)

    @cached_property
    def _bounds(self) -> list[ErrorBound]:
        return [leaf.rule.error(leaf) for leaf in self.definition.leaves]

    def _program(self, number: Number) -> Program:
        leaves = self.definition.leaves
        alike: dict[tuple[type[Rule], bool], list[int]] = {}
        for at, leaf in enumerate(leaves):
            alike.setdefault((type(leaf.rule), leaf.rule.cohort), []).append(at)
        rules = tuple(
            (np.array(places), cls.compile([leaves[at] for at in places], number), cls, cohort)
            for (cls, cohort), places in alike.items()
        )
        steps = tuple(self._steps(number))
        full = number.array(
            [None if isinstance(node, Component) else node.obtainable for node in self.definition.nodes]
        )
        declared = [node.max for node in self.definition.nodes]
        for step in steps:
            full[step.parents] = step.finish(step.combine(full[None, step.parts]))[0]
            for parent in step.parents:
                if declared[parent] is not None:
                    full[parent] = number.of(declared[parent])
        return Program(number, rules, steps, full)

    def _steps(self, number: Number) -> list[Step]:
        definition = self.definition
        place = {id_: at for at, id_ in enumerate(self.ids)}
        depth: dict[str, int] = {definition.id: 0}
        for node in definition.nodes[1:]:
            depth[node.id] = depth[node.parent or definition.id] + 1
        components = [node for node in definition.nodes if isinstance(node, Component)]
        order = sorted(components, key=lambda node: (-depth[node.id], node.combine))
        steps = []
        for key in dict.fromkeys((depth[node.id], node.combine) for node in order):
            group = [node for node in order if (depth[node.id], node.combine) == key]
            families = [definition.parts(node.id) for node in group]
            weights: list[Fraction] = []
            for node, parts in zip(group, families, strict=True):
                raw = [Fraction(1) if part.weight is None else part.weight for part in parts]
                total = sum(raw) if node.combination.weighted == "mean" else Fraction(1)
                weights += [weight / total for weight in raw]
            sizes = [len(parts) for parts in families]
            steps.append(
                Step(
                    group[0].combination,
                    np.array([place[node.id] for node in group]),
                    np.array([place[part.id] for parts in families for part in parts]),
                    np.array([0, *np.cumsum(sizes)[:-1]], dtype=np.intp),
                    number.array(weights),
                    number.array([Fraction(1) if node.power is None else node.power for node in group]),
                    _optional(number, [node.times for node in group], Fraction(1)),
                    _bound(number, [node.floor for node in group], -np.inf),
                    _bound(number, [node.cap for node in group], np.inf),
                )
            )
        return steps

    def leaf_scores(
        self, program: Program, given: Given, cohort: Given | None = None, rows: Indices | None = None
    ) -> Array:
        """Return the score of every leaf (n_units, n_leaves), missing where it has none.

        With `rows`, `given` holds those rows of `cohort` only; rules that look at the other units see them all.
        """
        number = program.number
        out = np.empty(given.leaves.shape, dtype=number.dtype)
        for places, kernel, _, relative in program.rules:
            if relative and cohort is not None:
                out[:, places] = kernel(cohort.leaves[:, places], cohort.observed[:, places])[rows]
            else:
                out[:, places] = kernel(given.leaves[:, places], given.observed[:, places])
        out[~given.observed] = number.missing
        if given.zero.any():
            out[given.zero] = number.of(Fraction(0))
        if given.full.any():
            out[given.full] = np.broadcast_to(program.full[self.leaf_nodes], out.shape)[given.full]
        return out

    def walk(self, program: Program, leaf_scores: Array, given: Given) -> Walk:
        """Combine leaf scores upward, level by level.

        Dropped leaves leave their group: means share their weight out among the rest; sums add the points of the
        rest, `most` tells what these could have obtained, and the score is the points brought to the full maximum.
        """
        n_units = leaf_scores.shape[0]
        scores = np.full((n_units, len(self.ids)), program.number.missing, dtype=program.number.dtype)
        scores[:, self.leaf_nodes] = leaf_scores
        if given.drops:
            return self._walk_with_drops(program, scores, given)
        for step in program.steps:
            scores[:, step.parents] = step.finish(step.combine(scores[:, step.parts]))
            _override(scores, step.parents, given)
        return Walk(scores, scores, np.broadcast_to(program.full, scores.shape))

    def _walk_with_drops(self, program: Program, scores: Array, given: Given) -> Walk:
        dropped = np.zeros(scores.shape, dtype=bool)
        dropped[:, self.leaf_nodes] = given.dropped
        reduced = dropped.copy()  # where something has dropped out at or below a node
        points, most = scores.copy(), np.broadcast_to(program.full, scores.shape).copy()
        for step in program.steps:
            out_of, kind = dropped[:, step.parts], step.combination
            weights = np.where(out_of, step.weights * 0, step.weights)
            nothing_left = np.logical_and.reduceat(out_of, step.starts, axis=1)
            if kind.weighted == "mean":
                left = np.add.reduceat(weights, step.starts, axis=1)
                nothing_left |= (left == 0).astype(bool)
                weights = weights / step.per_group(np.where(left == 0, left + 1, left))
            additive = kind.linear and kind.weighted != "mean"
            obtained = (points if additive else scores)[:, step.parts]
            possible = (most if additive else np.broadcast_to(program.full, scores.shape))[:, step.parts]
            neutral = kind.neutral if np.isinf(kind.neutral) else program.number.of(Fraction(kind.neutral))
            points[:, step.parents] = step.finish(step.combine(np.where(out_of, neutral, obtained), weights))
            most[:, step.parents] = step.finish(step.combine(np.where(out_of, neutral, possible), weights))
            if additive:
                less = np.logical_or.reduceat(out_of | reduced[:, step.parts], step.starts, axis=1)
                share = most[:, step.parents]
                scaled = points[:, step.parents] * program.full[step.parents] / np.where(share == 0, share + 1, share)
                scores[:, step.parents] = np.where(less, scaled, points[:, step.parents])
                reduced[:, step.parents] = less
            else:
                scores[:, step.parents] = points[:, step.parents]
            dropped[:, step.parents] = nothing_left
            for table in (scores, points):
                _override(table, step.parents, given)
            for node in given.components.keys() & set(step.parents.tolist()):
                dropped[:, node], most[:, node] = given.gone[node], program.full[node]
                reduced[:, node] = given.gone[node]
        missing = program.number.missing
        nothing = program.number.of(Fraction(0))
        return Walk(
            np.where(dropped, missing, scores), np.where(dropped, missing, points), np.where(dropped, nothing, most)
        )

    def errors(self, walk: Walk, given: Given, spread: Array) -> npt.NDArray[np.float64]:
        """Return for every node how far its float64 score may be from the exact one, over all units.

        `spread` is (2, n_leaves), the least and greatest value observed. Errors of parts are carried through the
        step itself: every way to combine rises with its parts, so two walks enclose the exact score.
        """
        program, error = self.float_program, np.zeros(len(self.ids))
        error[self.leaf_nodes] = [
            bound(low, high) for bound, low, high in zip(self._bounds, *spread.tolist(), strict=True)
        ]
        silent = np.isnan(walk.scores).all(axis=0)
        error[silent] = 0.0
        size = np.fmax.reduce(np.abs(walk.scores), axis=0, initial=0.0)
        drops = given.drops
        for step in program.steps:
            count, kind = step.parts.size, step.combination
            known, largest = error[step.parts], size[step.parts]
            if drops and kind.weighted == "mean":
                added = np.maximum.reduceat(known + (count + 4) * _EPS * largest, step.starts)
            elif kind.linear:
                added = step.combine((known + (count + 4) * _EPS * largest)[None])[0]
            elif kind.neutral in (np.inf, -np.inf):
                added = np.maximum.reduceat(known, step.starts)
            elif drops:
                added = np.full(step.parents.size, np.inf)
            else:
                added = self._enclosure(step, walk.scores[:, step.parts], known)
            if drops and kind.linear and kind.weighted != "mean":
                with np.errstate(divide="ignore", invalid="ignore"):
                    grown = program.full[step.parents] / walk.most[:, step.parents]
                added = added * np.fmax.reduce(grown, axis=0, initial=1.0)
            if step.times is not None:
                added = added * np.abs(step.times)
            error[step.parents] = added + 8 * _EPS * size[step.parents]
            for node in given.components:
                error[node] = _EPS * size[node]
        return np.where(np.isnan(error), np.inf, error)

    @staticmethod
    def _enclosure(step: Step, values: Array, error: Array) -> Array:
        low, high = step.combine(np.maximum(values - error, 0)), step.combine(values + error)
        with np.errstate(invalid="ignore"):
            width = np.fmax.reduce(high - low, axis=0, initial=0.0)
            rounding: Array = (2 * step.parts.size + 20) * _EPS * np.fmax.reduce(np.abs(high), axis=0, initial=0.0)
            return np.asarray(width + rounding)


def _override(table: Array, parents: Indices, given: Given) -> None:
    for node, column in given.components.items():
        if node in parents:
            table[:, node] = column


def _optional(number: Number, values: list[Fraction | None], default: Fraction) -> Array | None:
    if all(value is None for value in values):
        return None
    return number.array([default if value is None else value for value in values])


def _bound(number: Number, values: list[Fraction | None], default: float) -> Array | None:
    if all(value is None for value in values):
        return None
    out = np.empty(len(values), dtype=number.dtype)
    out[:] = [default if value is None else number.of(value) for value in values]
    return out


@lru_cache(maxsize=64)
def plan_of(definition: Definition) -> Plan:
    """Compile a definition; the last 64 are kept."""
    ids = tuple(node.id for node in definition.nodes)
    leaf_nodes = np.array(
        [at for at, node in enumerate(definition.nodes) if isinstance(node, Indicator)], dtype=np.intp
    )
    return Plan(definition, ids, leaf_nodes)
