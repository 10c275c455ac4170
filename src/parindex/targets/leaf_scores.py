"""The score of one lowest node as a function of its own evidence, the other units as they are."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

import attrs
import numpy as np

from parindex.base import Message, first_names, say
from parindex.definition import (
    Bands,
    Between,
    Company,
    Count,
    Increments,
    Indicator,
    Node,
    PercentileRank,
    Piecewise,
    Proportional,
    Rank,
    Relative,
    Rescale,
    Rule,
    Score,
    Target,
    Term,
    evaluate,
)
from parindex.kernels import DECIMAL, RATIONAL, Number
from parindex.scoring import Scores
from parindex.targets.curves import ScoreOf

#: So many steps of a rule are looked at one by one.
_MOST_STEPS = 500
_CACHE = 4096


@attrs.frozen(eq=False, repr=False)
class LeafScore:
    """How the score of a node follows from one column of evidence.

    Attributes
    ----------
    name, column : str
        By what a caller names it, and the column that moves.
    present : Fraction
        What stands there.
    limits : tuple of (Fraction or None)
        Between what values make sense.
    score_of : callable
        The score, before the node rounds.
    bends : tuple of Fraction
        Where it may bend or jump; between these it is a line, or `bowed` to one side.
    grid : tuple of (start, step) or None
        The values allowed, where a rule says that.
    wobble : Fraction
        By how much of the column rounding may move the score along it.
    """

    name: str
    column: str
    present: Fraction
    limits: Between
    score_of: ScoreOf
    bends: tuple[Fraction, ...] = ()
    bowed: bool = False
    grid: tuple[Fraction, Fraction] | None = None
    wobble: Fraction = Fraction(0)


def leaf_score(scores: Scores, row: int, node: Node, named: Iterable[str] = ()) -> LeafScore | Message:
    """Return how the score of an indicator, or of a component given, follows from its evidence; or why it is not told.

    Inputs that a caller has `named` are moved in place of the one that the value grows with.
    """
    evidence = scores.evidence
    at = evidence.columns.index(node.id)
    if not isinstance(node, Indicator):
        turn = scores.definition.turn(node)
        present = Fraction(evidence.exact([row], at, RATIONAL)[0])
        score_of: ScoreOf = operator.pos if turn is None else partial(operator.sub, turn)
        return LeafScore(node.id, node.id, present, scores.definition.domain(node), score_of)
    figures = {name: Fraction(column[0]) for name, column in evidence.company(RATIONAL, [row]).figures.items()}
    leaf = attrs.evolve(node, rule=node.rule.at(figures))
    others = _Others.of(scores, row, node) if node.rule.cohort else None
    rule = leaf.rule
    present = Fraction(evidence.exact([row], at, RATIONAL)[0])
    whole = LeafScore(
        node.id,
        node.id,
        present,
        rule.domain(leaf),
        _Remembered(others.score_of if others else _Alone(leaf).score_of),
        tuple(dict.fromkeys(bends_of(leaf, others))),
        _is_bowed(rule),
        rule.grid(leaf),
    )
    return whole if at not in evidence.computed else _by_input(scores, row, leaf, whole, set(named))


@attrs.frozen(eq=False, repr=False)
class _Remembered:
    """A score as a function of a value, each worked out once; it can be pickled, as a plan can."""

    score_of: ScoreOf
    known: dict[Fraction, Fraction] = attrs.field(factory=dict, init=False)

    def __call__(self, value: Fraction) -> Fraction:
        found = self.known.get(value)
        if found is None:
            if len(self.known) >= _CACHE:
                self.known.clear()
            found = self.known[value] = self.score_of(value)
        return found


def _number(leaf: Indicator) -> Number:
    """Return the numbers that a rule is worked out in."""
    return RATIONAL if leaf.rule.rational() else DECIMAL


@attrs.frozen(eq=False, repr=False)
class _Alone:
    """The score by a rule that looks at no other unit."""

    leaf: Indicator

    @cached_property
    def kernel(self) -> Any:
        """What works points out."""
        return type(self.leaf.rule).compile([self.leaf], _number(self.leaf))

    def score_of(self, value: Fraction) -> Fraction:
        """Return the score of a value."""
        number, there = _number(self.leaf), np.ones((1, 1), dtype=bool)
        with number.context():
            return Fraction(self.kernel(number.array([value]).reshape(1, 1), there, Company())[0, 0])


@attrs.frozen(eq=False, repr=False)
class _Others:
    """The values of the units that one is held against, in exact numbers, and its own place among them."""

    leaf: Indicator
    values: Any  # (n_units, 1)
    observed: Any  # (n_units, 1)
    company: Company
    place: int

    @classmethod
    def of(cls, scores: Scores, row: int, leaf: Indicator) -> _Others:
        given, evidence = scores.exactness.given, scores.evidence
        everyone = np.arange(len(scores.units))
        members = everyone
        if leaf.rule.cohort == "group":
            members = next(rows for group in given.groups if row in (rows := everyone[group]))
        number = _number(leaf)
        at = evidence.columns.index(leaf.id)
        there = ~np.isnan(evidence.values[members, at])
        values = number.array([Fraction(1)] * len(members))
        values[there] = evidence.exact(members[there].tolist(), at, number)
        company = evidence.company(number, members.tolist())
        place = members.tolist().index(row)
        return cls(leaf, values.reshape(-1, 1), there.reshape(-1, 1), company, place)

    def score_of(self, value: Fraction) -> Fraction:
        """Return the score of the unit with a value of its own, the others as they are."""
        values, number = self.values.copy(), _number(self.leaf)
        with number.context():
            values[self.place, 0] = number.of(value)
            kernel = type(self.leaf.rule).compile([self.leaf], number)
            return Fraction(kernel(values, self.observed, self.company)[self.place, 0])

    @property
    def theirs(self) -> list[Fraction]:
        """The values of the others."""
        seen = self.observed[:, 0].copy()
        seen[self.place] = False
        return sorted({Fraction(value) for value in self.values[seen, 0]})


def _is_bowed(rule: Rule) -> bool:
    """Return whether scores between the bends are a line, or curved to one side only."""
    if isinstance(rule, Rescale):
        return rule.transform != "none"
    return isinstance(rule, Relative)


def bends_of(leaf: Indicator, others: _Others | None = None) -> Iterable[Fraction]:
    """Yield where scores may bend or jump."""
    rule = leaf.rule
    yield from (edge for edge in rule.edges() if isinstance(edge, Fraction))
    if isinstance(rule, Piecewise):
        yield from (value for value, _ in rule.knots)
    elif isinstance(rule, Increments):
        yield from _of_increments(leaf, rule)
    elif isinstance(rule, Rank):
        yield from (Fraction(band.to) + side for band in rule.points if band.to is not None for side in (0, 1))
    elif isinstance(rule, (Proportional, Count, Score, Bands)) or (isinstance(rule, Rescale) and not others):
        yield from _of_straight(leaf, rule)
    if others is not None:
        yield from _among(rule, others.theirs)


def _of_straight(leaf: Indicator, rule: Rule) -> Iterable[Fraction]:
    anchors = rule.anchors if isinstance(rule, Rescale) and isinstance(rule.anchors, tuple) else ()
    yield from (end for end in (*(rule.straight(leaf) or ()), *anchors) if end is not None)


def _of_increments(leaf: Indicator, rule: Increments) -> Iterable[Fraction]:
    most, sign = rule.most(leaf), -1 if leaf.better == "lower" else 1
    if not isinstance(rule.from_, Fraction):
        return
    yield rule.from_
    if most is not None and rule.each > 0:
        steps = (most - rule.base) / rule.each
        yield rule.from_ + steps * rule.per * sign
        if rule.whole:
            yield from (rule.from_ + step * rule.per * sign for step in range(min(math.ceil(steps), _MOST_STEPS) + 1))


def _among(rule: Rule, theirs: list[Fraction]) -> Iterable[Fraction]:
    """Yield where the score of a unit may bend against the values of others."""
    if not theirs:
        return
    if isinstance(rule, (Rank, PercentileRank)) or rule.within:
        yield from theirs
    elif isinstance(rule, (Rescale, Relative, Target)):
        yield from (theirs[0], theirs[-1], sum(theirs, Fraction(0)) / len(theirs))
    if isinstance(rule, Target) and isinstance(rule.target, Fraction):
        yield rule.target


def _by_input(scores: Scores, row: int, leaf: Indicator, whole: LeafScore, named: set[str]) -> LeafScore | Message:
    """Return how the score follows from an input that the value is a line of."""
    evidence, tree = scores.evidence, leaf.formula
    if tree is None:
        return say("the evidence does not hold it")
    computed = evidence.computed[evidence.columns.index(leaf.id)]
    line, _ = _unrounded(tree)
    asked = [name for name in leaf.reads if f"{leaf.id}.{name}" in named]
    moving = asked or [name for name in leaf.reads if grows_by(line, name)]
    if len(asked) == 1 and not grows_by(line, asked[0]):
        return say("its value is not in proportion with {name}", name=asked[0])
    if len(moving) != 1:
        what = first_names(moving or list(leaf.reads) or list(leaf.refers_to))
        return say("its value is worked out from {inputs}: bounds of one of them are needed", inputs=what)
    figures = {name: Fraction(evidence.exact([row], column, RATIONAL)[0]) for name, column in computed.columns.items()}
    return _along(leaf, tree, whole, moving[0], figures)


def _along(
    leaf: Indicator, tree: Term, whole: LeafScore, name: str, figures: Mapping[str, Fraction]
) -> LeafScore | Message:
    """Return the score along an input, by the line that its value is of it."""
    line, half = _unrounded(tree)

    value_of = partial(_value_of, figures, name)
    at_zero = value_of(line, Fraction(0))
    rate = value_of(line, Fraction(1)) - at_zero
    if not rate:
        return say("its value is not in proportion with {name}", name=name)

    def input_of(value: Fraction | None) -> Fraction | None:
        return None if value is None else (value - at_zero) / rate

    low, high = map(input_of, whole.limits if rate > 0 else whole.limits[::-1])
    low = Fraction(0) if low is None else max(low, Fraction(0))
    bends = tuple((bend - at_zero) / rate for bend in whole.bends)
    column = f"{leaf.id}.{name}"
    return LeafScore(
        column,
        column,
        figures[name],
        (low, high),
        _Along(whole.score_of, partial(value_of, tree) if half else partial(_on, at_zero, rate)),
        bends,
        whole.bowed,
        wobble=half / abs(rate),
    )


@attrs.frozen(eq=False, repr=False)
class _Along:
    """The score as a function of an input: of the value that follows from it."""

    whole: ScoreOf
    value_of: ScoreOf

    def __call__(self, figure: Fraction) -> Fraction:
        return self.whole(self.value_of(figure))


def _on(at_zero: Fraction, rate: Fraction, figure: Fraction) -> Fraction:
    """Return the value on a line."""
    return at_zero + rate * figure


def _value_of(figures: Mapping[str, Fraction], name: str, formula: Term, figure: Fraction) -> Fraction:
    """Return the value by a formula with another input."""
    found = evaluate(formula, {**_vectors(figures), name: RATIONAL.vector([figure])}, RATIONAL, 1)
    return Fraction(found.values[0])


def _vectors(figures: Mapping[str, Fraction]) -> dict[str, Any]:
    return {name: RATIONAL.vector([figure]) for name, figure in figures.items()}


def grows_by(tree: Term, name: str) -> bool:
    """Return whether a formula is a line of a name: it stands there once, added, multiplied, or divided by others."""
    return _times_named(tree, name) == 1 and _on_line(tree, name)


def _times_named(tree: Term, name: str) -> int:
    if tree.kind == "name":
        return int(tree.name == name)
    return sum(_times_named(part, name) for part in tree.parts)


def _on_line(tree: Term, name: str) -> bool:
    if tree.kind == "name":
        return tree.name == name
    holding = [at for at, part in enumerate(tree.parts) if _times_named(part, name)]
    if len(holding) != 1 or tree.kind not in ("+", "-", "*", "/"):
        return False
    return (tree.kind != "/" or holding[0] == 0) and _on_line(tree.parts[holding[0]], name)


def _unrounded(tree: Term) -> tuple[Term, Fraction]:
    """Return a formula without the rounding of its result, and by how much that may move it."""
    if tree.kind != "round":
        return tree, Fraction(0)
    return tree.parts[0], Fraction(1, 2 * 10 ** int(tree.number or 0))
