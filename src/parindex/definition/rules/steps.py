"""Rules of steps: bands of a value, named options, checklists and answers to a survey."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from typing import ClassVar

import attrs
import numpy as np

from parindex.base import Message, Path, fold, in_digits, plain, say, together
from parindex.definition.edges import CLOSED, LOWER, UPPER, Edged
from parindex.definition.expressions import Term
from parindex.definition.rules.rule import (
    Between,
    ErrorBound,
    Figure,
    Finding,
    Kernel,
    Leaf,
    Options,
    Rule,
    Spread,
    figures_of,
    known,
    needs_max,
    rule_as,
    said,
)
from parindex.kernels import Number, band_points, choice_points

MAX_BANDS = 200
_EDGES = {"above": "above {edge}", "at_least": "at least {edge}", "below": "below {edge}", "at_most": "at most {edge}"}


@attrs.frozen
class Band(Edged[Figure]):
    """One band: at most one edge, and the points of values on its side."""

    points: Fraction
    above: Figure | None = None
    at_least: Figure | None = None
    below: Figure | None = None
    at_most: Figure | None = None

    def __str__(self) -> str:
        return self.said()

    def said(self, spread: Spread | None = None) -> str:
        """Say its edges."""
        edges = [say(_EDGES[name], edge=said(value, spread)) for name, value in self.edges()] or [say("otherwise")]
        return reduce(lambda left, right: say("{one} and {other}", one=left, other=right), edges)


@attrs.frozen
class Bands(Rule):
    """The points of the first band that holds; each edge says itself whether it belongs to the band."""

    kind: ClassVar[str] = "bands"
    words: ClassVar[str] = say("bands")
    bands: tuple[Band, ...]

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        tables = [rule_as(leaf, cls).bands for leaf in leaves]
        count = max(len(table) for table in tables)
        # Shorter tables are filled up with their last band, which gives the same points at any later turn.
        rows = [[table[min(level, len(table) - 1)] for table in tables] for level in range(count)]
        edge: list[list[tuple[str, Figure]]] = [
            [(band.edges() or (("", Fraction(0)),))[0] for band in row] for row in rows
        ]
        cut = {"above": number.above, "at_most": number.above, "at_least": number.below, "below": number.below}
        of_rows = [
            figures_of([value for _, value in row], number, [cut.get(name, number.of) for name, _ in row])
            for row in edge
        ]
        upper = np.array([[name in UPPER for name, _ in row] for row in edge])
        closed = np.array([[name in CLOSED for name, _ in row] for row in edge])
        points = np.array([number.array([band.points for band in row]) for row in rows])
        return lambda values, observed, company: band_points(
            values, [edges(company) for edges in of_rows], upper, closed, points
        )

    def denominator(self, leaf: Leaf, of_values: int, count: int) -> int:
        return math.lcm(*(band.points.denominator for band in self.bands))

    def edges(self) -> tuple[Figure, ...]:
        return tuple(edge for band in self.bands for _, edge in band.edges())

    def limits(self, leaf: Leaf) -> Between:
        points = [band.points for band in self.bands]
        return min(points, default=None), max(points, default=None)

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        bands = ((band.said(spread), in_digits(band.points)) for band in self.bands)
        return together(say("{what} → {points}", what=edge, points=points) for edge, points in bands)

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        if not 0 < len(self.bands) <= MAX_BANDS:
            code = "too-large" if self.bands else "missing-key"
            message = say("{count} bands", count=len(self.bands))
            yield code, ("rule", "bands"), message, say("from 1 to {most}; end with {{ points = … }}", most=MAX_BANDS)
            return
        low, high = self.domain(leaf)
        # What no band has taken yet is an interval; an end is (value, side): side tells open from closed.
        left = (-math.inf if low is None else low, 0), (math.inf if high is None else high, 0)
        for place, band in enumerate(self.bands):
            path: Path = ("rule", "bands", place)
            edges = band.edges()
            if len(edges) > 1:
                names = ", ".join(name for name, _ in edges[:-1])
                message = say("a band has one edge, here {names} and {last}", names=names, last=edges[-1][0])
                yield "wrong-value", path, message, say("use two bands; the first that holds wins")
                return
            name, edge = edges[0] if edges else ("", Fraction(0))
            if isinstance(edge, str):
                return  # where it lies is known only with the evidence
            after = _without(left, name, edge) if edges else _NOTHING
            if left[0] > left[1] or after == left:
                hint = say("the first that holds wins: order edges from the highest down")
                yield "unreachable-band", path, say("no value is left for the band {band!r}", band=band.said()), hint
            left = after
        if left[0] <= left[1]:
            message = say("some values fall in no band")
            yield "open-bands", ("rule", "bands", len(self.bands) - 1), message, say("end with {{ points = … }}")


_End = tuple[Fraction | float, int]
_NOTHING: tuple[_End, _End] = (math.inf, 0), (-math.inf, 0)


def _without(left: tuple[_End, _End], name: str, edge: Fraction) -> tuple[_End, _End]:
    low, high = left
    if name in LOWER:
        return low, min(high, (edge, 0 if name == "above" else -1))
    return max(low, (edge, 0 if name == "below" else 1)), high


@attrs.frozen
class Choice(Rule):
    """One of several named options, each with its points."""

    kind: ClassVar[str] = "choice"
    words: ClassVar[str] = say("choice")
    filler: ClassVar[int] = 0
    points: Options

    def options(self) -> tuple[str, ...]:
        return self.points.names()

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        tables = [number.array([points for _, points in rule_as(leaf, cls).points.items]) for leaf in leaves]
        return lambda values, observed, company: choice_points(values, tables)

    def denominator(self, leaf: Leaf, of_values: int, count: int) -> int:
        return math.lcm(*(points.denominator for _, points in self.points.items))

    def limits(self, leaf: Leaf) -> Between:
        points = [value for _, value in self.points.items]
        return min(points, default=None), max(points, default=None)

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        options = ((name, in_digits(points)) for name, points in self.points.items)
        return together(say("{what} → {points}", what=name, points=points) for name, points in options)

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        yield from self.points.findings("points", 'points = { "on time" = 1, late = 0.5 }')


def _weighed(items: Iterable[tuple[str, Fraction]]) -> Term:
    """Return the sum of items times their numbers."""
    terms = (Term("*", parts=(Term("number", number=figure), Term("name", name=name))) for name, figure in items)
    return reduce(lambda left, right: Term("+", parts=(left, right)), terms)


@attrs.frozen
class _Itemised(Rule):
    """What checklists and shares have in common: the value is worked out from the items, and is the score."""

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        return lambda values, observed, company: values

    def domain(self, leaf: Leaf) -> Between:
        return self.limits(leaf)

    def error(self, leaf: Leaf) -> ErrorBound:
        bound = super().error(leaf)
        return lambda spread: bound(spread) + spread.slack


@attrs.frozen
class Checklist(_Itemised):
    """The points of the items ticked; with `all`, all of them or nothing."""

    kind: ClassVar[str] = "checklist"
    words: ClassVar[str] = say("checklist")
    points: Options
    all: bool = False

    def items(self, leaf: Leaf) -> tuple[str, ...]:
        return self.points.names()

    def formula(self, leaf: Leaf) -> Term:
        if not self.all:
            return _weighed(self.points.items)
        ticked = Term("min", parts=tuple(Term("name", name=name) for name in self.points.names()))
        return Term("*", parts=(Term("number", number=sum(self.points.numbers(), Fraction(0))), ticked))

    def limits(self, leaf: Leaf) -> Between:
        points, none = self.points.numbers(), Fraction(0)
        points = [sum(points, none)] if self.all else points
        return sum((min(figure, none) for figure in points), none), sum((max(figure, none) for figure in points), none)

    def grid(self, leaf: Leaf) -> tuple[Fraction, Fraction] | None:
        whole = abs(sum(self.points.numbers(), Fraction(0)))
        return (Fraction(0), whole) if self.all and whole else None

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        if self.all:
            whole = in_digits(self.limits(leaf)[1])
            return say("all of {items}: {points}", items=together(self.points.names()), points=whole)
        items = ((name, in_digits(points)) for name, points in self.points.items)
        return together(say("{what} {points}", what=name, points=points) for name, points in items)

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        yield from self.points.findings("points", 'points = { "tasks" = 0.5, budget = 0.5 }')


@attrs.frozen
class Shares(_Itemised):
    """Shares of the answers to a question, each times its weight (0 to 1), times the indicator's `max`.

    Answers named in `apart` do not count: the others are taken as the whole. Shares add to 1; to 100 where `unit` is
    percent; where it is count, they are numbers of answers.
    """

    kind: ClassVar[str] = "shares"
    words: ClassVar[str] = say("shares")
    weights: Options
    apart: tuple[str, ...] = ()

    def items(self, leaf: Leaf) -> tuple[str, ...]:
        return (*self.weights.names(), *self.apart)

    def item_limits(self, leaf: Leaf) -> Between:
        return Fraction(0), self.item_sum(leaf)

    def item_sum(self, leaf: Leaf) -> Fraction | None:
        return {"count": None, "percent": Fraction(100)}.get(leaf.unit or "", Fraction(1))

    def formula(self, leaf: Leaf) -> Term:
        whole = self.item_sum(leaf)
        base = Term("number", number=whole)
        if whole is None or self.apart:
            base = _weighed((name, Fraction(1)) for name in self.weights.names())
        share = Term("/", parts=(_weighed(self.weights.items), base))
        if whole is not None and not self.apart:  # shares rounded apart may add to a little more than the whole
            share = Term("min", parts=(share, Term("number", number=Fraction(1))))
        return Term("*", parts=(share, Term("number", number=leaf.max)))

    def limits(self, leaf: Leaf) -> Between:
        weights, most = self.weights.numbers() or [Fraction(0)], known(leaf.max)
        return min(weights) * most, max(weights) * most

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        items = ((name, in_digits(weight)) for name, weight in self.weights.items)
        weights = together(say("{what} × {weight}", what=name, weight=weight) for name, weight in items)
        apart = say("without {answers}", answers=together(self.apart)) if self.apart else ""
        of = say("of {points} points", points=in_digits(leaf.max))
        return together([say("shares of {weights}", weights=weights), apart, of])

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        yield from needs_max(leaf)
        yield from self.weights.findings("weights", "weights = { A = 1, B = 0.6, C = 0.2, D = 0 }")
        for name, weight in self.weights.items:
            if not 0 <= weight <= 1:
                message = say("the weight of {name!r} is {weight}", name=name, weight=plain(weight))
                yield "wrong-value", ("rule", "weights", name), message, say("from 0 to 1, times max")
        answers = {fold(name) for name in self.weights.names()}
        for at, name in enumerate(self.apart):
            if fold(name) in answers:
                message = say("answer {name!r} stands there already", name=name)
                yield "duplicate-option", ("rule", "apart", at), message, ""
            answers.add(fold(name))
