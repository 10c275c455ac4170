"""A definition compiled into arrays, once for each kind of number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Inexact
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import attrs
import numpy as np

from parindex.base import DefinitionError, RecentlyUsed, errors
from parindex.definition import (
    Cohort,
    Component,
    Definition,
    ErrorBound,
    Indicator,
    Kernel,
    Node,
    Rule,
    check_tree,
    lowest,
)
from parindex.kernels import (
    CLOSED,
    COMBINATIONS,
    DECIMAL,
    FLOAT,
    RATIONAL,
    Array,
    ClosedForm,
    Combination,
    Floats,
    Indices,
    Integers,
    Mask,
    Number,
    columns_at,
    difference,
    in_blocks,
    kept_of_score,
    rounded,
)
from parindex.scoring.formulas import Formulas


class Limit(NamedTuple):
    """Some groups of a step, and their figures."""

    groups: Indices
    figures: Array


@attrs.frozen(eq=False, repr=False)
class Rounding:
    """Nodes whose scores are rounded, half up, before they go up."""

    nodes: Indices  # (n_rounded,): their columns
    decimals: Integers  # (n_rounded,)
    number: Number
    figure: Callable[[Any], Fraction]  # what an exact number stands for

    def apply(self, table: Array) -> Array:
        """Round scores in place; returns what they were before (n_units, n_rounded)."""
        before = table[:, self.nodes]
        if self.nodes.size:
            table[:, self.nodes] = rounded(before, self.decimals, self.number, self.figure)
        return before


@attrs.frozen(eq=False, repr=False)
class Step:
    """All groups of one depth that combine alike."""

    combination: Combination
    parents: Indices  # (n_groups,): nodes that receive a score
    parts: Indices  # (n_parts,): nodes combined, those of one parent side by side
    starts: Indices  # (n_groups,): where each parent's parts begin
    weights: Array  # (n_parts,): adding to 1 for means, as written for a weighted sum, else 1
    power: Array  # (n_groups,), for combinations that take one
    whole: Array  # (n_groups,): what parts can give before times, floor and cap; missing where not known
    times: Array | None  # (n_groups,): the factor applied after combining
    floor: Limit  # the groups that have one, and their figures; cap likewise
    cap: Limit
    turn: Limit  # the groups whose score is turned round, and what it is taken from
    turn_low: Array  # the lower end of their range
    residue: Any  # what is left of what it is taken from and means nothing, relative to it
    rounding: Rounding  # the parents that round
    counting: Mask  # (n_parts,): those that count as parts, having a weight where parts are weighted
    needs: Integers | None  # (n_groups,): how many parts must have a score, 0 where it is not said; None if nowhere
    formulas: Formulas | None = None  # by which the parts are combined

    @property
    def limited(self) -> bool:
        """Whether any group has a floor, a cap, or a lower score that is better."""
        return any(limit.groups.size for limit in (self.floor, self.cap, self.turn))

    def with_weights(self, weights: Array) -> Step:
        """Return the step with other weights, one for all units or a row for each; a sum weighs its parts then."""
        if self.combination.additive:
            return attrs.evolve(self, combination=COMBINATIONS["weighted-sum"], weights=weights)
        return self if self.combination.weighted == "no" else attrs.evolve(self, weights=weights)

    def combine(self, values: Array, weights: Array | None = None) -> Array:
        """Combine `values` (n_units, n_parts) into (n_units, n_groups), before times, floor and cap."""
        weights = self.weights if weights is None else weights
        return self.combination.apply(values, weights, self.starts, self.power)

    def combined(self, table: Array) -> Array:
        """Combine likewise the parts as they stand in a table of all nodes (n_units, n_nodes)."""
        if table.dtype == object or not self.combination.linear or self.weights.ndim > 1:
            return self.combine(table[:, columns_at(self.parts)])
        return in_blocks(self.combine, table, self.parts, self.parents.size)

    def finish(self, values: Array) -> Array:
        """Apply times, floor and cap."""
        if self.times is not None:
            values = values * self.times
        for (groups, figures), limited in ((self.floor, np.maximum), (self.cap, np.minimum)):
            if groups.size:
                values = values.copy()
                with np.errstate(invalid="ignore"):  # marks of the walk set aside what nan gives
                    values[:, groups] = limited(values[:, groups], figures)
        return values

    def turned(self, values: Array) -> Array:
        """Turn round the scores of groups of which a lower one is better."""
        groups, sums = self.turn
        if groups.size:
            values = values.copy()
            values[:, groups] = difference(sums, values[:, groups], self.residue)
        return values

    def turned_points(self, points: Array, most: Array, full: Array, less: Mask) -> tuple[Array, Array]:
        """Turn round points, with `less` left of them where something is left out, and return the most that is left."""
        groups, sums = self.turn
        if not groups.size:
            return points, most
        points, most = points.copy(), most.copy()
        if self.combination.additive:
            sums = np.where(less[:, groups], self.turn_low + most[:, groups], sums)
        else:
            most[:, groups] = full[:, groups]
        points[:, groups] = difference(sums, points[:, groups], self.residue)
        return points, most

    def alone(self, at: int) -> LoneGroup:
        """Return one of its groups by itself."""
        ends = [*self.starts.tolist(), self.parts.size]
        own = slice(ends[at], ends[at + 1])
        size, here = ends[at + 1] - ends[at], self.rounding.nodes == self.parents[at]
        rounding = attrs.evolve(
            self.rounding, nodes=np.full(int(here.sum()), size), decimals=self.rounding.decimals[here]
        )
        step = attrs.evolve(
            self,
            parents=np.array([size]),
            parts=np.arange(size),
            starts=np.zeros(1, dtype=np.intp),
            weights=self.weights[own],
            power=self.power[[at]],
            whole=self.whole[[at]],
            times=None if self.times is None else self.times[[at]],
            floor=_limit_of(self.floor, at),
            cap=_limit_of(self.cap, at),
            turn=_limit_of(self.turn, at),
            turn_low=self.turn_low[self.turn.groups == at],
            rounding=rounding,
            counting=self.counting[own],
            needs=None if self.needs is None else self.needs[[at]],
            formulas=None if self.formulas is None else self.formulas.alone(at),
        )
        return LoneGroup(int(self.parents[at]), self.parts[own], step)

    def for_parts(self, values: Array) -> Array:
        """Repeat one value a group for each of its parts."""
        return np.repeat(values, np.diff(np.append(self.starts, self.parts.size)), axis=-1)

    def first_parts(self, left_out: Mask) -> Indices:
        """Return the node of the first part of each group that is not left out, else its first (n_units, n_groups)."""
        places = np.where(left_out[:, self.parts], self.parts.size, np.arange(self.parts.size))
        firsts = np.minimum.reduceat(places, self.starts, axis=1)
        return np.asarray(self.parts[np.where(firsts == self.parts.size, self.starts, firsts)])

    def any_part(self, marks: Mask) -> Mask:
        """Return where a mark stands on any part of a group."""
        return np.asarray(np.logical_or.reduceat(marks, self.starts, axis=1), dtype=bool)


@attrs.frozen(eq=False, repr=False)
class LoneGroup:
    """One component and its parts, to be combined by themselves.

    The columns of `step` are those of a table (n_rows, n_parts + 1): the parts, and last the component.
    """

    parent: int
    parts: Indices
    step: Step

    @property
    def plain(self) -> bool:
        """Whether its score is the sum of the scores of its parts times their weights, and nothing else."""
        step = self.step
        bent = step.limited or step.rounding.nodes.size
        return step.combination.linear and step.times is None and not bent


def _limit_of(limit: Limit, at: int) -> Limit:
    """Return the limit of one group alone."""
    here = limit.groups == at
    return Limit(np.zeros(here.sum(), dtype=np.intp), limit.figures[here])


@attrs.frozen(eq=False, repr=False)
class Program:
    """A definition on one kind of number: rules, steps from the deepest up, and the maximum of every node."""

    number: Number
    rules: tuple[tuple[Indices, Kernel, Cohort], ...]
    rounding: Rounding  # the leaves that round, by their places among leaves
    steps: tuple[Step, ...]
    full: Array

    @cached_property
    def lone_groups(self) -> tuple[LoneGroup, ...]:
        """Every component with its parts by itself, from the deepest up."""
        return tuple(step.alone(at) for step in self.steps for at in range(step.parents.size))


@attrs.frozen(eq=False, repr=False)
class NodeFactors:
    """A factor of each node (n_nodes,), with numerators and denominators as the nearest float64."""

    factors: tuple[Fraction, ...]
    numerators: Floats
    denominators: Floats

    @classmethod
    def of(cls, factors: Iterable[Fraction]) -> NodeFactors:
        """Return those for some factors."""
        every = tuple(factors)
        parts = zip(*((one.numerator, one.denominator) for one in every), strict=True)
        return cls(every, *(FLOAT.array(map(Fraction, some)) for some in parts))


@attrs.frozen(eq=False, repr=False)
class Plan:
    """A compiled definition; see `plan_of`.

    Attributes
    ----------
    ids : tuple of str
        The nodes, in the order of `Definition.nodes`.
    leaf_nodes : array (n_leaves,)
        Which of them are indicators.
    beside : tuple of (node, sign)
        What is added to the total, or taken from it, beside the tree.
    """

    definition: Definition
    ids: tuple[str, ...]
    leaf_nodes: Indices
    beside: tuple[tuple[int, int], ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        return plan_of, (self.definition,)  # kernels are closures: another process compiles its own

    @cached_property
    def rational(self) -> bool:
        """Whether every score is exact in fractions."""
        return all(map(_is_rational, self.definition.nodes))

    @cached_property
    def by_formula(self) -> bool:
        """Whether any component combines its parts by a formula, which need not be defined for every evidence."""
        return any(step.formulas for step in self.float_program.steps)

    @cached_property
    def linear(self) -> bool:
        """Whether totals are sums of the leaves' scores times coefficients, as long as nothing is missing."""
        steps = self.float_program.steps
        bent = any(step.limited or step.rounding.nodes.size for step in steps)
        return not bent and all(step.combination.linear for step in steps)

    @cached_property
    def turns(self) -> dict[int, Fraction]:
        """What the score of a component is taken from where a lower one is better, by its column."""
        turns = {self.ids.index(node.id): self.definition.turn(node) for node in self.definition.component}
        return {node: whole for node, whole in turns.items() if whole is not None}

    @cached_property
    def rounded_inside(self) -> str | None:
        """The first component that is rounded before it goes up: totals then move by steps as weights do."""
        ids = (node.id for node in self.definition.component if node.decimals is not None)
        return next(ids, None)

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
    def closed_program(self) -> Program:
        """The walk in closed forms: roots and logarithms stay what they are, so that it is proved what is equal."""
        return self._program(CLOSED)

    def figure(self, value: Any) -> Fraction:
        """Return an exact score as a fraction, of a root or logarithm the digits that can be relied on."""
        if self.rational or isinstance(value, Fraction):
            return Fraction(value)
        return kept_of_score(value.decimal if isinstance(value, ClosedForm) else value)

    @cached_property
    def decimals(self) -> Integers:
        """With how many decimals each node is published (n_nodes,)."""
        return np.array([self.definition.published_decimals(node) for node in self.definition.nodes])

    @cached_property
    def percent_of_full(self) -> NodeFactors:
        """What makes percent of the maximum of the score of each node; 100 where the maximum is not known or 0."""
        return NodeFactors.of(100 / (self.definition.maximum(node) or Fraction(1)) for node in self.definition.nodes)

    @cached_property
    def within(self) -> dict[int, Rule]:
        """The rules that give a scale by other ends than the least and the greatest value, by their leaf."""
        return {at: leaf.rule for at, leaf in enumerate(self.definition.leaves) if leaf.rule.within}

    @cached_property
    def bounds(self) -> list[ErrorBound]:
        """For every leaf, how far its float64 points may be from the exact ones."""
        return [leaf.rule.error(leaf) for leaf in self.definition.leaves]

    def rules(self, leaves: Sequence[Indicator], number: Number = FLOAT) -> tuple[tuple[Indices, Kernel, Cohort], ...]:
        """Return one kernel a kind of rule for some leaves, which may occur more than once."""
        alike: dict[tuple[type[Rule], Cohort], list[int]] = {}
        for at, leaf in enumerate(leaves):
            alike.setdefault((type(leaf.rule), leaf.rule.cohort), []).append(at)
        return tuple(
            (np.array(places), cls.compile([leaves[at] for at in places], number), cohort)
            for (cls, cohort), places in alike.items()
        )

    def kernel(self, leaf: int, number: Number) -> Kernel:
        """Return the kernel of one leaf alone; compiled once."""
        if (leaf, number.name) not in self._kernels:
            one = self.definition.leaves[leaf]
            self._kernels[leaf, number.name] = type(one.rule).compile([one], number)
        return self._kernels[leaf, number.name]

    @cached_property
    def _kernels(self) -> dict[tuple[int, str], Kernel]:
        """Those that were asked for."""
        return {}

    @cached_property
    def factors_of_leaves(self) -> dict[int, dict[int, Fraction] | None]:
        """What points of leaves add to nodes that were asked for; see `leaf_factors`."""
        return {}

    @cached_property
    def lines_of_leaves(self) -> dict[int, tuple[Fraction, Fraction] | None]:
        """The lines along which leaves that were asked for give points; see `leaf_line`."""
        return {}

    def _program(self, number: Number) -> Program:
        rules = self.rules(self.definition.leaves, number)
        full = number.array([self.definition.maximum(node) for node in self.definition.nodes])
        rounding = self.rounding(dict(enumerate(self.definition.leaves)), number)
        return Program(number, rules, rounding, tuple(self._steps(number)), full)

    def rounding(self, nodes: Mapping[int, Node], number: Number = FLOAT) -> Rounding:
        """Return which of some nodes round, by the columns in which their scores stand."""
        decimals = {at: node.decimals for at, node in nodes.items() if node.decimals is not None}
        places = np.array(list(decimals), dtype=np.intp)
        return Rounding(places, np.array(list(decimals.values()), dtype=np.int64), number, self.figure)

    def _steps(self, number: Number) -> Iterator[Step]:
        definition = self.definition
        place = {id_: at for at, id_ in enumerate(self.ids)}
        alike: dict[tuple[int, str], list[Component]] = {}
        for node in definition.nodes:
            if isinstance(node, Component):
                alike.setdefault((-len(definition.ancestors(node)), node.combine), []).append(node)
        for (_, combine), group in sorted(alike.items()):
            families = [definition.parts(node.id) for node in group]
            weights = [weight for node in group for weight in definition.shares(node)]
            sizes = [len(parts) for parts in families]
            yield Step(
                combination=COMBINATIONS[combine],
                parents=np.array([place[node.id] for node in group]),
                parts=np.array([place[part.id] for parts in families for part in parts]),
                starts=np.array([0, *np.cumsum(sizes)[:-1]], dtype=np.intp),
                weights=number.array(weights),
                power=number.array([node.power or Fraction(1) for node in group]),
                whole=number.array([definition.whole(node) for node in group]),
                times=number.array(times) if (times := _times(group)) else None,
                floor=_limit(number, [node.floor for node in group]),
                cap=_limit(number, [node.cap for node in group]),
                turn=_limit(number, [definition.turn(node) for node in group]),
                turn_low=number.array([lowest(node) for node in group if node.better == "lower"]),
                residue=number.of(Fraction(0)) if self.rational and number is not FLOAT else number.residue,
                rounding=self.rounding({place[node.id]: node for node in group}, number),
                counting=np.concatenate([counting_parts(definition, node) for node in group]),
                needs=needed_parts(definition, group),
                formulas=self._formulas(number, group),
            )

    def _formulas(self, number: Number, group: Sequence[Component]) -> Formulas | None:
        """Return the formulas of a group of components, of which all have one or none has."""
        trees = tuple(node.formula.tree for node in group if node.formula is not None)
        names = tuple(tuple(part.id for part in self.definition.parts(node.id)) for node in group)
        return Formulas(trees, names, number, self.rational) if trees else None


def counting_parts(definition: Definition, component: Component) -> Mask:
    """Return which parts of a component count (n_parts,)."""
    return np.array([component.counts(part) for part in definition.parts(component.id)], dtype=bool)


def needed_parts(definition: Definition, group: Sequence[Component]) -> Integers | None:
    """Return how many parts of each component must have a score (n_groups,); None where none says it."""
    if all(node.needs is None for node in group):
        return None
    counts = [int(counting_parts(definition, node).sum()) for node in group]
    return np.array([node.needs.least(count) if node.needs else 0 for node, count in zip(group, counts, strict=True)])


def _is_rational(node: Node) -> bool:
    if isinstance(node, Component):
        return node.combination.rational and (node.formula is None or node.formula.tree.rational)
    return node.rule.rational() and (node.formula is None or node.formula.rational)


def _times(group: Sequence[Component]) -> list[Fraction]:
    """Return what each component is multiplied by; nothing where none is."""
    return [node.times or Fraction(1) for node in group] if any(node.times for node in group) else []


def _limit(number: Number, figures: list[Fraction | None]) -> Limit:
    groups = [at for at, figure in enumerate(figures) if figure is not None]
    return Limit(np.array(groups, dtype=np.intp), number.array([figures[at] for at in groups]))


#: Compiled definitions: so many, of so many nodes together.
_PLANS: RecentlyUsed[Plan] = RecentlyUsed(most=64, size=100_000)


def plan_of(definition: Definition) -> Plan:
    """Compile a definition; the last 64 are kept. Raises `DefinitionError` for a faulty one made in Python."""
    plan = _PLANS.get(definition)
    return _PLANS.keep(definition, _compiled(definition), len(definition.nodes)) if plan is None else plan


def _compiled(definition: Definition) -> Plan:
    # Weights changed in Python need not add to what the file says of its own.
    if faults := [fault for fault in errors(check_tree(definition)) if fault.code != "weights-differ"]:
        raise DefinitionError(faults)
    ids = tuple(node.id for node in definition.nodes)
    leaves = [at for at, node in enumerate(definition.nodes) if isinstance(node, Indicator)]
    beside = tuple((ids.index(node.id), 1 if node.adds == "bonus" else -1) for node in definition.beside)
    return Plan(definition, ids, np.array(leaves, dtype=np.intp), beside)
