"""Rules of several straight pieces: base points and increments beyond an edge, lines between knots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

import attrs
import numpy as np

from parindex.base import Message, in_digits, plain, say, together
from parindex.definition.rules.rule import (
    EPS,
    Between,
    Company,
    ErrorBound,
    Figure,
    Finding,
    Kernel,
    Leaf,
    Rule,
    Spread,
    figures_of,
    greatest_of,
    known,
    least_of,
    needs_max,
    points_at,
    rule_as,
    said,
)
from parindex.kernels import Array, Number, as_float, distance_beyond, increment_points, knot_points, whole_steps

#: A place and the points there.
Knot = tuple[Fraction, Fraction]
LEAST_KNOTS, MOST_KNOTS = 2, 200
_UNTIL = {"higher": "{base} up to {start}", "lower": "{base} from {start} up"}
_STEPS = {"higher": "{each} more for every {per} above", "lower": "{each} more for every {per} below"}
_WHOLE_STEPS = {
    "higher": "{each} more for each whole {per} above",
    "lower": "{each} more for each whole {per} below",
}
_NOTHING = {"higher": "nothing below {edge}", "lower": "nothing above {edge}"}


def _lower(leaves: Sequence[Leaf]) -> Array:
    return np.array([leaf.better == "lower" for leaf in leaves])


@attrs.frozen
class Increments(Rule):
    """`base` points up to the edge `from`, and `each` points more for every `per` beyond it, at most `cap` points.

    Steps are counted in proportion, or whole ones only. With `better = "lower"` values below the edge are beyond it.
    Values before `nothing_before` get no points.
    """

    kind: ClassVar[str] = "increments"
    words: ClassVar[str] = say("increments")
    directed: ClassVar[bool] = True
    from_: Figure
    base: Fraction
    per: Fraction
    each: Fraction
    cap: Fraction | None = None
    nothing_before: Figure | None = None
    whole: bool = False

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        rules, lower = [rule_as(leaf, cls) for leaf in leaves], _lower(leaves)
        starts = figures_of([rule.from_ for rule in rules], number)
        per, base, each = (number.array([getattr(rule, key) for rule in rules]) for key in ("per", "base", "each"))
        cap = number.array([rule.most(leaf) for rule, leaf in zip(rules, leaves, strict=True)])
        whole = np.array([rule.whole for rule in rules])
        exact = [(rule.from_ if isinstance(rule.from_, Fraction) else None, rule.per) for rule in rules if rule.whole]
        nothing = [rule.nothing_before for rule in rules]
        cut = [number.above if below else number.below for below in lower]
        edges = figures_of([Fraction(0) if edge is None else edge for edge in nothing], number, cut)
        ended = np.array([edge is not None for edge in nothing])

        def kernel(values: Array, observed: Array, company: Company) -> Array:
            start = np.broadcast_to(starts(company), values.shape)
            distance = distance_beyond(values, start, lower)
            steps = distance / per
            if whole.any():
                steps[:, whole] = whole_steps(values[:, whole], start[:, whole], distance[:, whole], exact)
            points = increment_points(steps, base, each, cap)
            if not ended.any():
                return points
            edge = edges(company)
            before = ended & np.where(lower, values > edge, values < edge).astype(bool)
            return np.where(before, points * 0, points)

        return kernel

    @property
    def ordered(self) -> bool:
        return self.whole

    def most(self, leaf: Leaf) -> Fraction | None:
        """Return the most points it gives."""
        return leaf.max if self.cap is None else self.cap

    def limits(self, leaf: Leaf) -> Between:
        return self.base if self.nothing_before is None else Fraction(0), self.most(leaf)

    def reach(self, leaf: Leaf) -> Fraction | None:
        most = self.most(leaf)
        if leaf.allowed is None or most is None or any(self.named()):
            return most
        return points_at(leaf, leaf.allowed[0 if leaf.better == "lower" else 1])

    def _span(self, leaf: Leaf) -> Fraction:
        """Return how far beyond the edge it gives the most points, where steps are counted in proportion."""
        return (known(self.most(leaf)) - self.base) / self.each * self.per

    def straight(self, leaf: Leaf) -> Between | None:
        if self.whole or isinstance(self.from_, str):
            return None
        span = self._span(leaf)
        return (self.from_ - span, self.from_) if leaf.better == "lower" else (self.from_, self.from_ + span)

    def edges(self) -> tuple[Figure, ...]:
        return () if self.nothing_before is None else (self.nothing_before,)

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        until = say(_UNTIL[leaf.better], base=in_digits(self.base), start=said(self.from_, spread))
        step = {"each": in_digits(self.each), "per": in_digits(self.per)}
        more = say(_WHOLE_STEPS[leaf.better], **step) if self.whole else say(_STEPS[leaf.better], **step)
        most = say("at most {most}", most=in_digits(self.most(leaf)))
        if self.nothing_before is None:
            return together([until, more, most])
        return together([until, more, most, say(_NOTHING[leaf.better], edge=said(self.nothing_before, spread))])

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        most = self.most(leaf)
        if self.cap is None:
            yield from needs_max(leaf)
        for key, figure in (("per", self.per), ("each", self.each), ("cap", self.cap)):
            if figure is not None and figure <= 0:
                message = say("{key} is {figure}", key=key, figure=plain(figure))
                yield "wrong-value", ("rule", key), message, say("it is above 0")
        if self.base < 0:
            message = say("{key} is {figure}", key="base", figure=plain(self.base))
            yield "wrong-value", ("rule", "base"), message, say("it is 0 or more")
        if most is not None and self.base >= most > 0:
            message = say("base {base} leaves nothing to add up to {most}", base=plain(self.base), most=plain(most))
            yield "wrong-value", ("rule", "base"), message, say("correct base or the most points")
        edge, start = self.nothing_before, self.from_
        if isinstance(edge, str) or isinstance(start, str):
            return
        if edge is not None and (edge < start if leaf.better == "lower" else edge > start):
            message = say("points begin at {edge} only, and grow from {start} on", edge=plain(edge), start=plain(start))
            hint = say('nothing_before stands before from: it is no greater, with better = "lower" no less')
            yield "wrong-value", ("rule", "nothing_before"), message, hint

    def error(self, leaf: Leaf) -> ErrorBound:
        rounding = 8 * EPS * as_float(known(self.most(leaf)))
        slope, span = as_float(self.each / self.per), as_float(self._span(leaf))
        if self.whole:  # which step a value has reached is decided exactly
            return lambda spread: rounding

        def bound(spread: Spread) -> float:
            size = span + max(abs(least_of(self.from_, spread)), abs(greatest_of(self.from_, spread)))
            return rounding + slope * (4 * EPS * size + 2 * spread.slack)

        return bound


@attrs.frozen
class Piecewise(Rule):
    """Straight lines between knots, each a value and its points; beyond the outer knots the points stay as there."""

    kind: ClassVar[str] = "piecewise"
    words: ClassVar[str] = say("piecewise")
    knots: tuple[Knot, ...]

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        tables = [[number.array(side) for side in zip(*rule_as(leaf, cls).knots, strict=True)] for leaf in leaves]
        return lambda values, observed, company: knot_points(values, tables)

    @property
    def _upwards(self) -> bool:
        return len(self.knots) >= LEAST_KNOTS and all(one[0] < other[0] for one, other in pairwise(self.knots))

    def limits(self, leaf: Leaf) -> Between:
        if not self._upwards:
            return None, None
        # The fewest and the most points are at knots within the range, or at its ends.
        least, most = leaf.allowed or (self.knots[0][0], self.knots[-1][0])
        inside = [points for value, points in self.knots if least <= value <= most]
        points = [*inside, *(points_at(leaf, value) for value in (least, most))]
        return min(points), max(points)

    def straight(self, leaf: Leaf) -> Between | None:
        return (self.knots[0][0], self.knots[-1][0]) if len(self.knots) == LEAST_KNOTS else None

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        turns = (
            say("{what} → {points}", what=in_digits(value), points=in_digits(points)) for value, points in self.knots
        )
        return together([*turns, say("in proportion between")])

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        count = len(self.knots)
        if not LEAST_KNOTS <= count <= MOST_KNOTS:
            code = "too-large" if count > MOST_KNOTS else "wrong-value"
            values = {"least": LEAST_KNOTS, "most": MOST_KNOTS, "example": "knots = [[0, 0], [50, 2], [100, 5]]"}
            hint = say("from {least} to {most}, as {example}", **values)
            yield code, ("rule", "knots"), say("{count} knots", count=count), hint
        for at, ((before, _), (after, _)) in enumerate(pairwise(self.knots), start=1):
            if before >= after:
                message = say("the knot at {after} follows that at {before}", after=plain(after), before=plain(before))
                yield "wrong-value", ("rule", "knots", at), message, say("knots stand upwards, each at another value")

    def error(self, leaf: Leaf) -> ErrorBound:
        pieces = [(as_float(b - a), as_float(abs(q - p))) for (a, p), (b, q) in pairwise(self.knots)]
        slope = max(rise / width for width, rise in pieces)
        size = max(as_float(abs(value)) for value, _ in self.knots)
        rounding = 8 * EPS * max(as_float(abs(points)) for _, points in self.knots)
        return lambda spread: rounding + slope * (4 * EPS * size + 2 * spread.slack)
