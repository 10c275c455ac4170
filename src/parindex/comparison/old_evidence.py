"""What evidence that the old definition scores can hold, as the new one reads it: values and scores of its nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property

import attrs

from parindex.definition import (
    Attribute,
    Band,
    Bands,
    Choice,
    Component,
    Definition,
    Indicator,
    Node,
    Parameter,
    Proportional,
    Rank,
    RankBand,
    Rescale,
    Rule,
    Score,
    Term,
    enclosed,
    operations_in,
    points_at,
    rounded_limits,
    score_ends,
    without_places,
)
from parindex.kernels import EVERY_NUMBER, Enclosure

_ZERO, _ONE = Fraction(0), Fraction(1)
#: What is ticked or not.
_TICK = Enclosure.between(_ZERO, _ONE, (_ZERO, _ONE))
#: A number without limit is taken to be smaller than this where powers of it might be too large to be read.
LARGE = Fraction(10) ** 14


@attrs.frozen(eq=False)
class OldEvidence:
    """What evidence that the old definition scores can hold, by the ids of the new one.

    `origins` holds the old id of every node of the new definition that was there.
    """

    old: Definition
    new: Definition
    origins: Mapping[str, str]
    _values: dict[str, Enclosure] = attrs.field(factory=dict, init=False)
    _scores: dict[str, Enclosure] = attrs.field(factory=dict, init=False)
    _steady: dict[str, bool] = attrs.field(factory=dict, init=False)
    _rests: dict[str, frozenset[str]] = attrs.field(factory=dict, init=False)

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The new id of each old node."""
        return {old: new for new, old in self.origins.items()}

    def before(self, id_: str) -> Node | None:
        """Return what a node of the new definition was."""
        return self.old[self.origins[id_]] if id_ in self.origins else None

    def value(self, id_: str) -> Enclosure:
        """Return what the value of an indicator can be, within what is allowed for it."""
        if id_ not in self._values:
            leaf = self.new[id_]
            if not isinstance(leaf, Indicator):
                return EVERY_NUMBER
            given = allowed_values(leaf)
            if leaf.formula is not None:
                given = self.worked_out(leaf).met(given)
            elif (before := self.given_before(leaf)) is not None:
                given = allowed_values(before).met(given)
            self._values[id_] = given
        return self._values[id_]

    def given_before(self, leaf: Node) -> Indicator | None:
        """Return the indicator of the old definition of which evidence gave the value, as it does now."""
        before = self.before(leaf.id)
        if not (isinstance(before, Indicator) and isinstance(leaf, Indicator)):
            return None
        return before if before.formula is None and leaf.formula is None else None

    def worked_out(self, leaf: Indicator) -> Enclosure:
        """Return what the formula of an indicator can give, whatever is allowed for it."""
        if leaf.formula is None:
            return EVERY_NUMBER
        result = enclosed(leaf.formula, self.names(leaf), self.defined(leaf)).result
        before = self.before(leaf.id)
        if not isinstance(before, Indicator):
            return result
        result = result.joined(allowed_values(before)) if leaf.inputs else result  # it may be given itself
        return result.met(allowed_values(before)) if before.value is not None and self.has_same_value(leaf) else result

    def names(self, leaf: Indicator, *, large: bool = False) -> dict[str, Enclosure]:
        """Return what each name of the formula of an indicator can be; `large` where no number is without limit."""
        names = dict.fromkeys(name for name, _ in leaf.formula.names()) if leaf.formula else {}
        known = {name: self._named(leaf, name) for name in names}
        return {name: one.met(_UP_TO_LARGE) for name, one in known.items()} if large else known

    def _named(self, leaf: Indicator, name: str) -> Enclosure:
        if name in leaf.reads:
            if leaf.inputs:
                return EVERY_NUMBER
            limits = leaf.rule.item_limits(leaf)
            return _TICK if limits is None else Enclosure.between(*limits)
        return self.value(name) if name in self.new else self.figure(name)

    def figure(self, name: str) -> Enclosure:
        """Return what a figure from outside, or an attribute, can be: anything where old evidence may give its own."""
        if name in self.old.outside:
            return EVERY_NUMBER
        figure = self.new.outside.get(name)
        if isinstance(figure, Parameter):
            figures = [known[name] for known in self.new.known_figures if name in known]
        else:
            figures = [number for unit in self.new.unit for id_, number in unit.attributes if id_ == name]
        return Enclosure.between(min(figures), max(figures)) if figures else EVERY_NUMBER

    def is_steady(self, name: str) -> bool:
        """Return whether old evidence gives an indicator, a figure or an attribute the same value as before."""
        if name not in self._steady:
            self._steady[name] = False  # until it is known, though nothing refers to itself
            self._steady[name] = self._is_steady(name)
        return self._steady[name]

    def _is_steady(self, name: str) -> bool:
        if name not in self.new:
            given, figure = self.old.outside.get(name), self.new.outside.get(name)
            if isinstance(given, Parameter) and isinstance(figure, Parameter):
                return (given.value, given.values) == (figure.value, figure.values)
            return isinstance(given, Attribute) and isinstance(figure, Attribute)
        leaf, before = self.new[name], self.before(name)
        if not (isinstance(leaf, Indicator) and isinstance(before, Indicator)):
            return False
        if leaf.formula is None or before.formula is None:
            return leaf.formula is before.formula
        return before.on_zero_denominator == leaf.on_zero_denominator and self.has_same_value(leaf)

    def has_same_value(self, leaf: Indicator) -> bool:
        """Return whether the value worked out for an indicator, where there is one, is what it was."""
        before = self.before(leaf.id)
        same = isinstance(before, Indicator) and self._is_same_formula(before, leaf)
        return same and all(map(self.is_steady, leaf.refers_to))

    def _is_same_formula(self, before: Indicator, leaf: Indicator) -> bool:
        if before.formula is None or leaf.formula is None:
            return False
        same = without_places(before.formula, self.renamed) == without_places(leaf.formula)
        return same and before.reads == leaf.reads and self.applies_as_before(leaf)

    def applies_as_before(self, node: Node) -> bool:
        """Return whether a node applies to the same units as before."""
        before = self.before(node.id)
        return before is not None and self.old.conditions(before) == self.new.conditions(node)

    def defined(self, leaf: Indicator) -> set[Term]:
        """Return the operations of the formula of an indicator that were defined in all old evidence."""
        before = self.before(leaf.id)
        if not (isinstance(before, Indicator) and before.formula is not None and self.applies_as_before(leaf)):
            return set()
        tree = without_places(before.formula, self.renamed)
        names = {name for name, _ in tree.names()}
        told = {name for name, _ in leaf.formula.names()} if leaf.formula else set()
        if not names <= told or not all(name in leaf.reads or self.is_steady(name) for name in names):
            return set()
        refused = refuses_zero(before)
        return {term for term in operations_in(tree) if refused or term.kind != "/"}

    def defined_in(self, component: Component) -> set[Term]:
        """Return the operations of the formula of a component that were defined in all old evidence."""
        before = self.before(component.id)
        if not isinstance(before, Component) or before.formula is None or component.formula is None:
            return set()
        named, told = ({name for name, _ in one.tree.names()} for one in (before.formula, component.formula))
        same = named <= told and all(self.scores_as_before(name) for name in named)
        return operations_in(before.formula.tree) if same else set()

    def scores_as_before(self, name: str) -> bool:
        """Return whether old evidence gives a node, or a figure from outside, the same score as before."""
        if name not in self.new:
            return self.is_steady(name)
        node, before = self.new[name], self.before(name)
        if before is None or _without_words(before) != _without_words(node):
            return False
        if self.old.missing_policy(before) != self.new.missing_policy(node) or not self.applies_as_before(node):
            return False
        if isinstance(node, Indicator):
            return self.is_steady(name) and all(self.is_steady(figure) for _, figure in node.rule.named())
        parts = [part.id for part in self.new.children(name)]
        return parts == [part.id for part in self.old.children(name)] and all(map(self.scores_as_before, parts))

    def rests_on(self, node: Node) -> frozenset[str]:
        """Return what the value or the formula of a node rests on: nodes, figures from outside and attributes."""
        if node.id not in self._rests:
            self._rests[node.id] = frozenset(self._below(node))
        return self._rests[node.id]

    def _below(self, node: Node) -> Iterator[str]:
        if isinstance(node, Indicator):
            direct = (*node.refers_to, *(figure for _, figure in node.rule.named()))
        else:
            figures = (name for name, _ in node.formula.tree.names()) if node.formula else ()
            direct = (*(part.id for part in self.new.children(node.id)), *figures)
        for name in direct:
            yield name
            if name in self.new:
                yield from self.rests_on(self.new[name])

    def score(self, id_: str) -> Enclosure:
        """Return what the score of a node can be."""
        if id_ not in self._scores:
            node = self.new[id_]
            own = self._points(node) if isinstance(node, Indicator) else self._combined(node)
            self._scores[id_] = own
        return self._scores[id_]

    def _combined(self, component: Component) -> Enclosure:
        parts = self.new.parts(component.id)
        ends = [self.score(part.id).ends for part in parts]
        free = component if component.better == "lower" else attrs.evolve(component, max=None, range=None)
        if component.formula is None:
            return Enclosure(*score_ends(free, parts, ends))
        named = [*parts, *(one for one in self.new.parameter if one.id not in {part.id for part in parts})]
        ends += [self.figure(one.id).ends for one in named[len(parts) :]]
        return Enclosure(*score_ends(free, [_Part(one.id) for one in named], ends))

    def _points(self, leaf: Indicator) -> Enclosure:
        """Return what the points of an indicator can be: by its rule, and where it has no value."""
        points = _given_by_rule(leaf, self.value(leaf.id))
        rounded = rounded_limits(_limits(points), leaf.decimals)
        points = points if leaf.decimals is None else Enclosure.between(*rounded)
        return points.joined(Enclosure(*_hull(others))) if (others := list(self._instead(leaf))) else points

    def _instead(self, leaf: Indicator) -> Iterator[Fraction]:
        """Yield the points that an indicator has where there is no value."""
        most = leaf.obtainable
        if "zero" in (self.new.missing_policy(leaf), leaf.not_applicable, leaf.on_zero_denominator):
            yield _ZERO
        if "full" in (leaf.not_applicable, leaf.on_zero_denominator) and most is not None:
            yield most


_UP_TO_LARGE = Enclosure(-LARGE, LARGE)


def _without_words(node: Node) -> Node:
    return attrs.evolve(node, title=None, note=None, source=None, status=None)


@attrs.frozen
class _Part:
    """A part by its name alone."""

    id: str
    weight: Fraction | None = None


def _hull(figures: list[Fraction]) -> tuple[Fraction, Fraction]:
    return min(figures), max(figures)


def _limits(points: Enclosure) -> tuple[Fraction | None, Fraction | None]:
    low, high = points.ends
    return None if isinstance(low, float) else low, None if isinstance(high, float) else high


def allowed_values(leaf: Indicator) -> Enclosure:
    """Return the values that an indicator takes."""
    within = Enclosure.between(*leaf.rule.domain(leaf), steps=leaf.rule.grid(leaf))
    least = defined_from(leaf.rule)
    return within if least is None else Enclosure(_ZERO, within.high, least == "above 0", within.high_open).met(within)


def defined_from(rule: Rule) -> str | None:
    """Return which values the transform of a rule is defined for, None where it is for all."""
    transform = rule.transform if isinstance(rule, Rescale) else "none"
    return {"none": None, "sqrt": "0 or more"}.get(transform, "above 0")


def refuses_zero(leaf: Indicator) -> bool:
    """Return whether an indicator refuses a division by zero."""
    policy = leaf.on_zero_denominator
    return policy is None or (policy == "not-applicable" and leaf.not_applicable == "refuse")


def _given_by_rule(leaf: Indicator, value: Enclosure) -> Enclosure:
    """Return what points a rule gives for values."""
    rule = leaf.rule
    if isinstance(rule, Score):
        return value
    if isinstance(rule, (Choice, Bands, Rank)):
        points = rule.points.numbers() if isinstance(rule, Choice) else [one.points for one in _entries(rule)]
        return Enclosure.of(points) if points else EVERY_NUMBER
    limits = Enclosure.between(*rule.limits(leaf))
    rises = isinstance(rule, Proportional) and isinstance(rule.cap, Fraction)
    straight = isinstance(rule, Rescale) and isinstance(rule.anchors, tuple) and rule.transform == "none"
    low, high = _limits(value)
    if (rises or straight) and low is not None and high is not None:
        ends = _hull([points_at(leaf, low), points_at(leaf, high)])
        return Enclosure(*ends).met(limits)
    return limits


def _entries(rule: Bands | Rank) -> tuple[Band | RankBand, ...]:
    return rule.bands if isinstance(rule, Bands) else rule.points
