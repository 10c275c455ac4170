"""Why the new definition may refuse evidence that the old one scores, or leave a unit of it without a total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property

import attrs

from parindex.base import Message, say, short
from parindex.comparison.old_evidence import OldEvidence, defined_from, refuses_zero
from parindex.definition import Attribute, Component, Definition, Enclosed, Indicator, Node, Parameter, Term, enclosed
from parindex.kernels import Enclosure, Steps

_LARGEST = Fraction(10) ** 30


@attrs.frozen(eq=False)
class Refusals:
    """What of the new definition may refuse old evidence, or miss something in it."""

    evidence: OldEvidence

    @cached_property
    def with_formula(self) -> frozenset[str]:
        """The nodes of both definitions that have a formula."""
        computed = {leaf.id for leaf in self.new.leaves if leaf.formula is not None}
        combined = {node.id for node in self.new.nodes if isinstance(node, Component) and node.formula is not None}
        return frozenset((computed | combined) & self.evidence.origins.keys())

    @property
    def new(self) -> Definition:
        """The new definition."""
        return self.evidence.new

    def of(self, node: Node) -> Message | None:
        """Return the first reason why a node may refuse old evidence, or be without a score where it had one."""
        reasons = self.of_value(node) if isinstance(node, Indicator) else self.of_formula(node)
        return next(reasons, None)

    def of_formula(self, component: Component) -> Iterator[Message]:
        """Yield why the formula of a component may not be defined."""
        if component.formula is None or not component.combination.by_formula:
            return
        tree, evidence = component.formula.tree, self.evidence
        names = dict.fromkeys(name for name, _ in tree.names())
        known = {name: evidence.score(name) if name in self.new else evidence.figure(name) for name in names}
        yield from self.not_known(names)
        for term, argument in enclosed(tree, known, evidence.defined_in(component)).doubts:
            yield _doubted(term, argument)

    def of_value(self, leaf: Indicator) -> Iterator[Message]:
        """Yield why the value that is worked out for an indicator may be refused, or be missing."""
        if leaf.formula is None:
            return
        yield from self.not_known(dict.fromkeys(name for name, _ in leaf.formula.names()))
        found = enclosed(leaf.formula, self.evidence.names(leaf), self.evidence.defined(leaf))
        yield from self._undefined(leaf, found)
        if leaf.value is not None:
            yield from self.beyond_limits(leaf)
        yield from self._not_applicable(leaf)
        if leaf.documents is not None:
            yield say("documents are required of it")

    def _undefined(self, leaf: Indicator, found: Enclosed) -> Iterator[Message]:
        for term, argument in found.doubts:
            if term.kind != "/" or refuses_zero(leaf):
                yield _doubted(term, argument)

    def beyond_limits(self, leaf: Indicator) -> Iterator[Message]:
        """Yield why a value that is worked out may be one that the indicator does not take."""
        can_be, limits, steps = self.evidence.worked_out(leaf), leaf.rule.domain(leaf), leaf.rule.grid(leaf)
        if not can_be.is_within(*limits):
            yield say("its value can be {ends}, and {limits} is allowed", ends=_said(can_be), limits=_between(*limits))
        elif not can_be.is_on(steps) and steps is not None:
            yield _off_steps(steps)
        least = defined_from(leaf.rule)
        if least is not None and (can_be.low < 0 or (least == "above 0" and can_be.holds(Fraction(0)))):
            yield not_transformed(can_be)
        if self._is_large(leaf):
            yield say("its value can be too large to be read")

    def _is_large(self, leaf: Indicator) -> bool:
        """Return whether a value may be beyond what is read, where no number of evidence is very large."""
        if leaf.formula is None or self.evidence.is_steady(leaf.id):
            return False
        ends = enclosed(leaf.formula, self.evidence.names(leaf, large=True)).result.ends
        return any(isinstance(end, Fraction) and abs(end) > _LARGEST for end in ends)

    def _not_applicable(self, leaf: Indicator) -> Iterator[Message]:
        """Yield which indicator may be not applicable, which this one refuses."""
        if leaf.not_applicable != "refuse" or self._refused_before(leaf):
            return
        for name in leaf.refers_to:
            if self.may_be_not_applicable(name):
                yield say("{other!r} may be not applicable, and it refuses that", other=name)

    def may_be_not_applicable(self, name: str) -> bool:
        """Return whether an indicator may be not applicable in old evidence."""
        leaf, before = (self.new[name], self.evidence.before(name)) if name in self.new else (None, None)
        if not isinstance(leaf, Indicator):
            return False
        by_zero = leaf.on_zero_denominator == "not-applicable" and any(True for _ in self.zero_divisors(leaf))
        own = isinstance(before, Indicator) and before.not_applicable != "refuse"
        return own or by_zero or any(map(self.may_be_not_applicable, leaf.refers_to))

    def _refused_before(self, leaf: Indicator) -> bool:
        """Return whether the same value refused already what rests on something not applicable."""
        before = self.evidence.before(leaf.id)
        refused = isinstance(before, Indicator) and before.not_applicable == "refuse"
        return refused and self.evidence.is_steady(leaf.id)

    def not_known(self, names: Iterable[str]) -> Iterator[Message]:
        """Yield which figure from outside, or attribute, neither old evidence nor the new definition need give."""
        for name in names:
            figure = self.new.outside.get(name)
            if figure is None or name in self.evidence.old.named_outside:
                continue
            if isinstance(figure, Parameter) and figure.value is None and not self._of_one_year(figure):
                yield say("{name!r} is a figure that old evidence need not give", name=name)
            if isinstance(figure, Attribute) and not self.is_listed(name):
                yield say("{name!r} need not be known of every unit", name=name)

    def _of_one_year(self, figure: Parameter) -> bool:
        """Return whether a figure by year is that of the only year of the definition."""
        years = self.new.years
        return len(years) > 1 and len(set(years)) == 1 and figure.figure(years[0]) is not None

    def is_listed(self, name: str) -> bool:
        """Return whether the definition itself says an attribute of every unit."""
        return bool(self.new.unit) and all(name in dict(unit.attributes) for unit in self.new.unit)

    def missing(self, leaf: Indicator) -> Message | None:
        """Return why the value of an indicator may be missing, and the total with it, where there was one."""
        policy = self.new.missing_policy(leaf)
        needed = policy == "redistribute" and any(above.needs is not None for above in self.new.ancestors(leaf))
        if leaf in self.new.watched or (policy in ("zero", "redistribute") and not needed):
            return None
        name = next(self._gaps(leaf), None)
        if name == leaf.id:
            return say("it is missing where it divides by 0, and the total with it")
        return None if name is None else say("it is missing where {name!r} is, and the total with it", name=name)

    def _gaps(self, leaf: Indicator) -> Iterator[str]:
        """Yield what a value rests on that may be missing though there is a total."""
        for name in leaf.refers_to:
            if name in self.new and self.may_lack(name) and not self._lacked_before(leaf, name):
                yield name
        before = self.evidence.before(leaf.id)
        lost = isinstance(before, Indicator) and before.on_zero_denominator == "missing"
        if leaf.on_zero_denominator == "missing" and not (lost and self.evidence.is_steady(leaf.id)):
            yield from (leaf.id for _ in self.zero_divisors(leaf))

    def _lacked_before(self, leaf: Indicator, name: str) -> bool:
        """Return whether there was no total either where what a value rests on is missing."""
        old, before = self.evidence.old, self.evidence.before(leaf.id)
        if not isinstance(before, Indicator) or before in old.watched or old.conditions(before):
            return False
        referred = self.evidence.origins.get(name) in before.refers_to and self.evidence.is_steady(name)
        return referred and old.missing_policy(before) not in ("zero", "redistribute")

    def zero_divisors(self, leaf: Indicator) -> Iterator[Enclosure]:
        """Yield what the formula of an indicator divides by that may be 0."""
        if leaf.formula is not None:
            found = enclosed(leaf.formula, self.evidence.names(leaf), self.evidence.defined(leaf))
            yield from (argument for term, argument in found.doubts if term.kind == "/")

    def may_lack(self, name: str) -> bool:
        """Return whether old evidence with a total may lack the value of an indicator."""
        leaf = self.new[name]
        if not isinstance(leaf, Indicator):
            return True
        if leaf.value is None:
            return not self._was_required(leaf)
        settled = leaf.on_zero_denominator in ("zero", "full", "missing")
        if settled and any(True for _ in self.zero_divisors(leaf)) and not self._was_lost_by_zero(leaf):
            return True
        if self._was_required(leaf) and self.evidence.has_same_value(leaf):
            return False
        return bool(leaf.reads) or any(name in self.new and self.may_lack(name) for name in leaf.refers_to)

    def _was_lost_by_zero(self, leaf: Indicator) -> bool:
        """Return whether there was no total either where the same value divides by 0."""
        before = self.evidence.before(leaf.id)
        missing = isinstance(before, Indicator) and before.on_zero_denominator == "missing"
        return missing and self._was_required(leaf) and self.evidence.is_steady(leaf.id)

    def _was_required(self, leaf: Indicator) -> bool:
        """Return whether the old definition gave no total without the value of an indicator."""
        old, before = self.evidence.old, self.evidence.before(leaf.id)
        if not isinstance(before, Indicator) or before in old.watched or old.conditions(before):
            return False
        chosen = any(above.combination.alternative for above in old.ancestors(before))
        return not (chosen or old.missing_policy(before) in ("zero", "redistribute") or _beside(old, before))


def _beside(definition: Definition, node: Node) -> bool:
    return any(one.adds for one in (node, *definition.ancestors(node)))


def may_be_zero(divisor: Enclosure) -> Message:
    """Say that what is divided by may be 0."""
    return say("what it divides by can be 0: it can be {ends}", ends=_said(divisor))


def _doubted(term: Term, argument: Enclosure) -> Message:
    if term.kind == "/":
        return may_be_zero(argument)
    values = {"name": term.kind, "at": term.at, "ends": _said(argument)}
    return say("{name!r} at character {at} is not defined for all that it can be taken of: {ends}", **values)


def not_transformed(can_be: Enclosure) -> Message:
    """Say that the transform of a rule is not defined for all that a value can be."""
    return say("its value can be {ends}, and the rule's transform is not defined for all of that", ends=_said(can_be))


def _off_steps(steps: Steps) -> Message:
    if steps == (Fraction(0), Fraction(1)):
        return say("its value need not be a whole number")
    return say("its value need not be a step of {step} from {start}", step=short(steps[1]), start=short(steps[0]))


def _limits(enclosure: Enclosure) -> tuple[Fraction | None, Fraction | None]:
    low, high = enclosure.ends
    return None if isinstance(low, float) else low, None if isinstance(high, float) else high


def _said(enclosure: Enclosure) -> Message:
    """Say what a figure can be."""
    return _between(*_limits(enclosure))


def _between(low: Fraction | None, high: Fraction | None) -> Message:
    if low is None or high is None:
        one = low if high is None else high
        if one is None:
            return say("any number")
        return say("{high} or less", high=short(one)) if low is None else say("{low} or more", low=short(one))
    return say("{low} to {high}", low=short(low), high=short(high))
