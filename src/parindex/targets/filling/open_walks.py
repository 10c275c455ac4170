"""Units walked with what is open at its least and at its most, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property

import attrs
import numpy as np

from parindex.definition import Component, Definition, Node, Term, formula_ends
from parindex.evidence import Evidence, altered
from parindex.kernels import RATIONAL, Ends, Indices, Mask
from parindex.scoring import Exactness, Given, Plan, PutIn, scored_with
from parindex.targets.filling.open_nodes import OpenNodes, Spans
from parindex.targets.filling.spans import OpenSpan

#: Operations of which the ends lie where each argument is at one of its own.
_MONOTONE = frozenset({"name", "number", "+", "-", "*", "negative", "min", "max", "mean", "round"})


@attrs.frozen(eq=False)
class OpenWalks:
    """Units at the least and at the most that they can have.

    Rows of `exactness` are those of the units with what is open such that the total is least, then those where it is
    most, of the units alone of which anything is open.
    """

    nodes: OpenNodes
    spans: Spans  # of components by a formula too
    exactness: Exactness
    most: Indices  # (n_units,): the row in which each unit has the most

    @classmethod
    def of(cls, nodes: OpenNodes) -> OpenWalks:
        """Walk what is open of some evidence; what goes into formulas first."""
        spans, count = dict(nodes.spans), len(nodes.evidence.units)
        moved = np.array(sorted({row for row, _ in spans}), dtype=np.intp)
        most, again = np.arange(count), np.arange(count)
        if any(leaf.rule.cohort for leaf in nodes.definition.leaves):
            most[moved] = count + moved
        else:  # no unit needs to stand beside others
            most[moved], again = count + np.arange(moved.size), moved
        evidence = altered(nodes.evidence, {}, [*range(count), *again.tolist()]).evidence
        walks = cls(nodes, spans, _walked(evidence, nodes, spans, most), most)
        for components in _by_depth(nodes.definition):
            found = {place: span for component in components for place, span in walks.formula_spans(component)}
            if found:
                spans = {**spans, **found}
                walks = cls(nodes, spans, _walked(evidence, nodes, spans, most), most)
        return walks

    @property
    def definition(self) -> Definition:
        """What is scored."""
        return self.nodes.definition

    def span(self, row: int, node: int) -> OpenSpan:
        """Return between what the exact score of a unit lies at a node that has one."""
        found = [self.exactness.exact_score(at, node) for at in (row, int(self.most[row]))]
        low, high = self.endless
        return OpenSpan(min(found), max(found), endless_low=bool(low[row, node]), endless_high=bool(high[row, node]))

    def formula_spans(self, component: Component) -> Iterable[tuple[tuple[int, int], OpenSpan]]:
        """Yield between what the scores of a component by a formula lie, of units with something open below it."""
        place, parts = self.nodes.places[component.id], self.definition.parts(component.id)
        below = [self.nodes.places[node.id] for node in _below(self.definition, component)]
        for row in sorted({row for row, node in self.spans if node in below}):
            if self.exactness.marks.without_score[row, place]:
                continue
            spans = {part.id: self.span(row, self.nodes.places[part.id]) for part in parts}
            if not all(span.is_known for span in spans.values()) or self._unknown(row, component):
                yield (row, place), self._by_formula(row, component, spans)

    def _by_formula(self, row: int, component: Component, spans: Mapping[str, OpenSpan]) -> OpenSpan:
        if component.formula is None:
            raise TypeError(component.id)
        ends: dict[str, Ends] = {name: span.ends for name, span in spans.items()}
        figures = {name for name, _ in component.formula.tree.names()} - ends.keys()
        unknown = self._unknown(row, component)
        for name in figures - unknown:
            figure = Fraction(self.nodes.evidence.exact([row], self.nodes.at[name], RATIONAL)[0])
            ends[name] = figure, figure
        tree = component.formula.tree
        low, high = formula_ends(component, component.formula, [_Named(name) for name in ends], list(ends.values()))
        span = OpenSpan.between(low, high, attained=not unknown and is_at_corners(tree, ends))
        whole = self.definition.turn(component)
        return span if whole is None else span.taken_from(whole)

    def _unknown(self, row: int, component: Component) -> set[str]:
        """Return the figures from outside that a formula names and that are not known of a unit."""
        names = {name for name, _ in component.formula.tree.names()} if component.formula else set()
        outside = names & self.definition.outside.keys() & self.nodes.at.keys()
        return {name for name in outside if np.isnan(self.nodes.evidence.values[row, self.nodes.at[name]])}

    @cached_property
    def endless(self) -> tuple[Mask, Mask]:
        """Where the least, and where the most, of a node has no end (n_units, n_nodes)."""
        shape = len(self.nodes.evidence.units), len(self.definition.nodes)
        low, high = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        for place, span in self.spans.items():
            low[place], high[place] = span.endless_low, span.endless_high
        if low.any() or high.any():
            self._carry(low, high)
        return low, high

    def _carry(self, low: Mask, high: Mask) -> None:
        """Carry marks of what has no end upward."""
        plan = self.exactness.plan
        for step in plan.float_program.steps:
            parents = step.parents
            for marked, limited in ((low, step.floor), (high, step.cap)):
                if step.formulas is None:
                    marked[:, parents] |= step.any_part(marked[:, step.parts])
                marked[:, parents[limited[0]]] = False
            turned = parents[step.turn[0]]
            if step.formulas is None:
                low[:, turned], high[:, turned] = high[:, turned], low[:, turned]
        for node, sign in plan.beside:
            low[:, 0] |= (low if sign > 0 else high)[:, node]
            high[:, 0] |= (high if sign > 0 else low)[:, node]


@attrs.frozen
class _Named:
    """A part by its name alone."""

    id: str
    weight: Fraction | None = None


def is_at_corners(tree: Term, ends: Mapping[str, Ends]) -> bool:
    """Return whether a formula has its ends where each of its names is at one of its own."""
    names = [name for name, _ in tree.names()]
    finite = all(not isinstance(end, float) for pair in ends.values() for end in pair)
    return finite and len(names) == len(set(names)) and _kinds(tree) <= _MONOTONE


def _kinds(tree: Term) -> set[str]:
    return {tree.kind}.union(*map(_kinds, tree.parts))


def sense(definition: Definition, node: Node) -> int:
    """Return 1 where more of a node is more of the total, or of the formula that it goes into first, -1 where less."""
    against, above = 0, definition.ancestors(node)
    for component in above:
        if component.combination.by_formula:
            return -1 if against % 2 else 1
        against += component.better == "lower"
    against += definition.branch(node).adds == "penalty"
    return -1 if against % 2 else 1


def _below(definition: Definition, component: Component) -> list[Node]:
    nodes: list[Node] = []
    for part in definition.children(component.id):
        nodes += [part, *(_below(definition, part) if isinstance(part, Component) else ())]
    return nodes


def _by_depth(definition: Definition) -> list[list[Component]]:
    """Return the components by a formula, those of one depth together, the deepest first."""
    by_depth: dict[int, list[Component]] = {}
    for node in definition.nodes:
        if isinstance(node, Component) and node.formula is not None:
            by_depth.setdefault(len(definition.ancestors(node)), []).append(node)
    return [by_depth[depth] for depth in sorted(by_depth, reverse=True)]


def _walked(evidence: Evidence, nodes: OpenNodes, spans: Spans, most: Indices) -> Exactness:
    """Walk all units at the least, and those of which anything is open at the most."""
    figures: dict[tuple[int, int], Fraction] = {}
    senses = [sense(nodes.definition, node) for node in nodes.definition.nodes]
    for (row, node), span in spans.items():
        least, greatest = (span.low, span.high) if senses[node] > 0 else (span.high, span.low)
        figures[row, node], figures[int(most[row]), node] = least, greatest
    count = len(most)
    behind = {row: at for row, at in zip(range(count), most.tolist(), strict=True) if at >= count}
    full = len(evidence.units) == 2 * count
    second = [
        members + count if full else np.array([behind[row] for row in members.tolist() if row in behind], dtype=np.intp)
        for members in nodes.groups
    ]
    groups = (*nodes.groups, *(members for members in second if members.size))
    return scored_with(evidence, lambda plan, given: put_in(plan, attrs.evolve(given, groups=groups), figures))


def put_in(plan: Plan, given: Given, figures: Mapping[tuple[int, int], Fraction]) -> Given:
    """Return what a walk starts from with scores of nodes put in, by unit and node."""
    shape = len(given.units), len(plan.ids)
    where, which = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.intp)
    places: dict[Fraction, int] = {}
    for place, figure in figures.items():
        where[place], which[place] = True, places.setdefault(figure, len(places))
    here = ~where[:, plan.leaf_nodes]
    return attrs.evolve(
        given,
        observed=given.observed & here,
        full=given.full & here,
        zero=given.zero & here,
        left_out=given.left_out & here,
        shared=given.shared & here,
        put_in=PutIn(where, which, tuple(places)),
    )


def so_far(nodes: OpenNodes) -> Exactness:
    """Walk all units with no points for what is open."""
    definition, figures = nodes.definition, dict[tuple[int, int], Fraction]()
    for (row, place), span in nodes.spans.items():
        if nodes.open[row, place]:
            turned = sum(above.better == "lower" for above in definition.ancestors(definition.nodes[place])) % 2
            figures[row, place] = span.high if turned else Fraction(0)
    return scored_with(nodes.evidence, lambda plan, given: put_in(plan, given, figures))


def groups_of(nodes: Evidence) -> tuple[Indices, ...]:
    """Return the rows of units that are compared and ranked with each other."""
    places: dict[str | None, list[int]] = {}
    for row, member in enumerate(nodes.members or (None,) * len(nodes.units)):
        places.setdefault(member.group if member else None, []).append(row)
    return tuple(np.array(rows, dtype=np.intp) for rows in places.values())
