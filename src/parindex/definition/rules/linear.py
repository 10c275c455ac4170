"""Rules along a straight line: the score itself, rescaling, proportion, counting."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, ClassVar, Literal

import attrs
import numpy as np

from parindex.base import (
    Message,
    in_digits,
    interval,
    plain,
    rough,
    say,
    short,
    together,
)
from parindex.definition.rules.rule import (
    EPS,
    LEAST_GAP,
    Between,
    Cohort,
    Company,
    ErrorBound,
    Figure,
    Finding,
    Kernel,
    Leaf,
    Rule,
    Spread,
    figures_of,
    known,
    least_of,
    needs_max,
    points_at,
    rule_as,
    said,
)
from parindex.kernels import (
    TRANSFORMS,
    Array,
    Number,
    as_float,
    of_sorted,
    percentiles_of,
    proportional_points,
    rescaled_points,
    spread,
    transform,
)


@attrs.frozen
class Percentiles:
    """Anchors at two percentiles of the values of the units scored together, and how they lie between two values."""

    percentiles: tuple[Fraction, Fraction]
    interpolation: Literal["linear", "weibull", "median_unbiased", "lower", "higher"] = "linear"

    def of(self, values: Array, number: Number) -> tuple[Any, Any]:
        """Return both percentiles of some values."""
        line = np.sort(values)
        low, high = (of_sorted(line, share / 100, self.interpolation, number.of) for share in self.percentiles)
        return low, high

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with them."""
        path, (low, high) = ("rule", "anchors", "percentiles"), self.percentiles
        outside = [figure for figure in self.percentiles if not 0 <= figure <= _WHOLE]
        if outside:
            message = say("{figure} is no percentile", figure=plain(outside[0]))
            yield "wrong-value", path, message, say("percentiles lie between 0 and 100")
        elif low == high:
            yield "anchors-equal", path, say("both anchors are {anchor}", anchor=f"P{plain(low)}"), ""
        elif low > high:
            message = say("{range} runs downwards", range=interval(self.percentiles))
            yield "range-reversed", path, message, say('write [low, high] and better = "lower"')


Anchors = Literal["observed"] | Percentiles | tuple[Fraction, Fraction]
_WHOLE = 100
_TRANSFORMS = {"log": "log", "log10": "log10", "sqrt": "sqrt"}


def _span(ends: tuple[Fraction, Fraction]) -> Message:
    low, high = map(in_digits, ends)
    return say("{low} to {high}", low=low, high=high)


@attrs.frozen
class Score(Rule):
    """The evidence is the score already, in `range` (0 to the indicator's `max` unless given), perhaps in steps."""

    kind: ClassVar[str] = "score"
    range: tuple[Fraction, Fraction] | None = None
    step: Fraction | None = None

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        return lambda values, observed, company: values

    def domain(self, leaf: Leaf) -> tuple[Fraction, Fraction | None]:
        return self.range or leaf.allowed or (Fraction(0), leaf.max)

    def limits(self, leaf: Leaf) -> Between:
        return self.domain(leaf)[0], leaf.max if self.range is None or leaf.max is not None else self.range[1]

    def reach(self, leaf: Leaf) -> Fraction | None:
        return self.domain(leaf)[1]

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        return say("given") if self.step is None else say("given, in steps of {step}", step=in_digits(self.step))

    def straight(self, leaf: Leaf) -> Between:
        return None, None

    def grid(self, leaf: Leaf) -> tuple[Fraction, Fraction] | None:
        return None if self.step is None else (self.domain(leaf)[0], self.step)

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        if self.range is not None and self.range[0] >= self.range[1]:
            message = say("{range} is no range", range=interval(self.range))
            yield "range-reversed", ("rule", "range"), message, say("write [low, high]")
        low, most = self.domain(leaf)
        if self.step is not None and self.step <= 0:
            message = say("step is {step}", step=plain(self.step))
            yield "wrong-value", ("rule", "step"), message, say("a step is above 0")
        elif self.step is not None and most is not None and (most - low) % self.step:
            values = {"step": in_digits(self.step), "low": in_digits(low), "most": in_digits(most)}
            message = say("steps of {step} from {low} do not end at {most}", **values)
            yield "unreachable-band", ("rule", "step"), message, say("correct the step or the range")
        if most is not None and leaf.max is not None and most > leaf.max:
            message = say(
                "scores up to {most} are allowed, max is {max}", most=in_digits(most), max=in_digits(leaf.max)
            )
            yield "over-maximum", ("max",), message, say("correct the range or max")

    def denominator(self, leaf: Leaf, of_values: int, count: int) -> int:
        return of_values

    def error(self, leaf: Leaf) -> ErrorBound:
        return lambda spread: EPS * max(abs(spread.low), abs(spread.high)) + spread.slack


@attrs.frozen
class Rescale(Rule):
    """Linear between two anchors: numbers, the least and greatest value observed, or percentiles of these.

    The transform applies to values and anchors alike; `better = "lower"` reverses; `clip` keeps values beyond the
    anchors at the ends of `to`.
    """

    kind: ClassVar[str] = "rescale"
    words: ClassVar[str] = say("rescale")
    directed: ClassVar[bool] = True
    anchors: Anchors
    to: tuple[Fraction, Fraction]
    transform: Literal["none", "log", "log10", "sqrt"] = "none"
    clip: bool = False

    @property
    def cohort(self) -> Cohort:
        return "" if isinstance(self.anchors, tuple) else "group"

    @property
    def within(self) -> bool:
        return isinstance(self.anchors, Percentiles)

    @property
    def _fixed(self) -> tuple[Fraction, Fraction] | None:
        return self.anchors if isinstance(self.anchors, tuple) else None

    def ends(self, values: Array, number: Number) -> tuple[Any, Any]:
        if isinstance(self.anchors, Percentiles):
            return self.anchors.of(values, number)
        return super().ends(values, number)

    def scaleless(self, leaf: Leaf, low: float, high: float, reference: float) -> bool:
        return self._fixed is None and low == high

    def straight(self, leaf: Leaf) -> Between | None:
        if self._fixed is None or self.transform != "none":
            return None
        return (min(self._fixed), max(self._fixed)) if self.clip else (None, None)

    @property
    def straight_among(self) -> bool:
        return self.anchors == "observed" and self.transform == "none"

    def edges(self) -> tuple[Fraction, ...]:
        return () if self.transform == "none" else (Fraction(0),)

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        rules = [rule_as(leaf, cls) for leaf in leaves]
        ends = [rule.to[::-1] if leaf.better == "lower" else rule.to for leaf, rule in zip(leaves, rules, strict=True)]
        low, high = (number.array([end[side] for end in ends]) for side in (0, 1))
        bottom, top = np.minimum(low, high), np.maximum(low, high)
        clip = np.array([rule.clip for rule in rules])
        uses = {name: [rule.transform == name for rule in rules] for name in TRANSFORMS}
        columns = {name: np.flatnonzero(places) for name, places in uses.items() if any(places)}

        def transformed(values: Array) -> Array:
            values = values.copy() if columns else values
            for name, where in columns.items():
                values[..., where] = transform(name, values[..., where])
            return values

        fixed = [rule.anchors for rule in rules if isinstance(rule.anchors, tuple)]
        anchors = [transformed(number.array([pair[side] for pair in fixed])) for side in (0, 1)] if fixed else []

        among = {at: rule.anchors for at, rule in enumerate(rules) if isinstance(rule.anchors, Percentiles)}
        ways = [anchors.interpolation for anchors in among.values()]
        shares = [[anchors.percentiles[side] / 100 for anchors in among.values()] for side in (0, 1)]

        def within(values: Array, observed: Array, side: int) -> Array:
            places = list(among)
            ends = number.array([Fraction(1)] * len(rules))
            ends[places] = percentiles_of(values[:, places], observed[:, places], shares[side], ways, number.of)
            return transformed(ends)[places]

        def kernel(values: Array, observed: Array, company: Company) -> Array:
            given, values = values, transformed(values)
            start, end = anchors or spread(values, observed)
            for side, ends in enumerate((start, end) if among else ()):
                ends[list(among)] = within(given, observed, side)
            points = rescaled_points(values, start, end, low, high)
            return np.where(clip, np.minimum(np.maximum(points, bottom), top), points) if clip.any() else points

        return kernel

    def undefined(self, values: Array) -> Array | None:
        if self.transform == "none":
            return None
        return np.asarray(values < 0 if self.transform == "sqrt" else values <= 0)

    def limits(self, leaf: Leaf) -> Between:
        low, high = min(self.to), max(self.to)
        if self.clip or self.anchors == "observed":
            return low, high
        fixed = self._fixed
        if fixed and leaf.allowed and min(fixed) <= leaf.allowed[0] and leaf.allowed[1] <= max(fixed):
            return low, high
        return None, None

    def reach(self, leaf: Leaf) -> Fraction | None:
        fixed = self._fixed
        if fixed is None or leaf.allowed is None or not (fixed[0] < fixed[1] and self.to[0] < self.to[1]):
            return self.limits(leaf)[1]
        best = leaf.allowed[0 if leaf.better == "lower" else 1]
        undefined = self.undefined(np.array([best, *fixed]))
        return self.limits(leaf)[1] if undefined is not None and undefined.any() else points_at(leaf, best)

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        onto = say("{ends} onto {scale}", ends=self._ends_in_words(spread), scale=_span(self.to))
        scale = "" if self.transform == "none" else say(_TRANSFORMS[self.transform])
        lower = say("lower is better") if leaf.better == "lower" else ""
        return together([onto, scale, lower, say("clipped") if self.clip else ""])

    def _ends_in_words(self, spread: Spread | None) -> Message:
        if isinstance(self.anchors, tuple):
            return _span(self.anchors)
        if isinstance(self.anchors, str):
            ends = {"low": rough(spread.low), "high": rough(spread.high)} if spread else {}
            return say("observed {low} to {high}", **ends) if spread else say("observed range")
        low, high = map(in_digits, self.anchors.percentiles)
        words = say("percentiles {low} to {high}", low=low, high=high)
        if not (spread and spread.ends):
            return words
        least, most = map(rough, spread.ends)
        return say("{percentiles}, {low} to {high},", percentiles=words, low=least, high=most)

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        if self.to[0] == self.to[1]:
            message = say("{range} has no length", range=interval(self.to))
            yield "anchors-equal", ("rule", "to"), message, say("write [low, high]")
        elif self.to[0] > self.to[1]:
            hint = say('write [low, high] and better = "lower"')
            yield "range-reversed", ("rule", "to"), say("{range} runs downwards", range=interval(self.to)), hint
        if isinstance(self.anchors, Percentiles):
            yield from self.anchors.findings()
        if not isinstance(self.anchors, tuple):
            return
        if self.anchors[0] == self.anchors[1]:
            message = say("both anchors are {anchor}", anchor=plain(self.anchors[0]))
            yield "anchors-equal", ("rule", "anchors"), message, ""
        elif self.anchors[0] > self.anchors[1]:
            hint = say('write [low, high] and better = "lower"')
            message = say("{range} runs downwards", range=interval(self.anchors))
            yield "range-reversed", ("rule", "anchors"), message, hint
        least = min(self.anchors)
        if (self.transform in ("log", "log10") and least <= 0) or (self.transform == "sqrt" and least < 0):
            message = say(
                "{transform} of the anchor {least} is not defined", transform=self.transform, least=in_digits(least)
            )
            yield "transform-undefined", ("rule", "anchors"), message, ""
        elif leaf.max is not None and self.limits(leaf) == (None, None):
            most = self.reach(leaf)
            if most is not None and most > leaf.max:
                message = say(
                    "the rule can give {most} within the range, max is {max}",
                    most=short(most),
                    max=in_digits(leaf.max),
                )
                yield "over-maximum", ("max",), message, say("add clip = true, or correct the range or max")

    def rational(self) -> bool:
        return self.transform == "none"

    def denominator(self, leaf: Leaf, of_values: int, count: int) -> int:
        if self._fixed is None or self.transform != "none" or not of_values:
            return 0
        (start, end), (low, high) = self._fixed, self.to
        slope = (high - low) / (end - start)
        return math.lcm(*(figure.denominator for figure in (slope / of_values, low, high, start * slope)))

    def error(self, leaf: Leaf) -> ErrorBound:
        anchors = None if self._fixed is None else (float(self._fixed[0]), float(self._fixed[1]))
        bent = self.transform != "none"
        curve: Callable[[float], float] = getattr(math, self.transform) if bent else float
        bounded = self.limits(leaf) != (None, None)
        span, base = float(self.to[1] - self.to[0]), abs(float(self.to[0]))

        def bound(spread: Spread) -> float:
            ends = (spread.low, spread.high, *(spread.ends or ()))
            try:
                points = [curve(value) for value in (*ends, *(anchors or ()))]
                slack = curve(spread.low + spread.slack) - curve(spread.low) if bent else spread.slack
            except ValueError:
                return math.inf
            gap, size = points[-1] - points[-2], max(map(abs, points)) + bent
            if not LEAST_GAP <= gap < math.inf:
                return math.inf
            # Values and ends are off by `moved`, by the ends all the more the further points lie beyond them.
            moved, reach = 4 * slack + 8 * EPS * size, 2.0 if bounded else 2 + 2 * size / gap
            return span / gap * moved * reach + 8 * EPS * base

        return bound


@attrs.frozen
class Proportional(Rule):
    """The indicator's `max` times value / `cap`, never more than `max`; nothing below `floor`."""

    kind: ClassVar[str] = "proportional"
    words: ClassVar[str] = say("proportional")
    from_zero: ClassVar[bool] = True
    cap: Figure
    floor: Fraction | None = None

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        rules = [rule_as(leaf, cls) for leaf in leaves]
        caps = figures_of([rule.cap for rule in rules], number)
        floor = number.vector([number.below(rule.floor or Fraction(0)) for rule in rules])
        most = number.array([known(leaf.max) for leaf in leaves])
        return lambda values, observed, company: proportional_points(values, caps(company), floor, most)

    def limits(self, leaf: Leaf) -> Between:
        return Fraction(0), leaf.max

    def reach(self, leaf: Leaf) -> Fraction | None:
        if leaf.allowed is None or isinstance(self.cap, str) or self.cap <= 0:
            return leaf.max
        return points_at(leaf, leaf.allowed[1])

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        values = {"max": in_digits(leaf.max), "cap": said(self.cap, spread)}
        floor = "" if self.floor is None else say("nothing below {edge}", edge=in_digits(self.floor))
        return together([say("{max} points from {cap}, in proportion before", **values), floor])

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        yield from needs_max(leaf)
        cap = math.inf if isinstance(self.cap, str) else self.cap
        if cap <= 0:
            message = say("cap is {cap}", cap=said(self.cap))
            yield "wrong-value", ("rule", "cap"), message, say("the cap must be above 0")
        if self.floor is not None and not 0 <= self.floor <= cap:
            message = say("floor {floor} is not between 0 and the cap", floor=plain(self.floor))
            yield "wrong-value", ("rule", "floor"), message, ""

    def straight(self, leaf: Leaf) -> Between | None:
        return None if isinstance(self.cap, str) else (self.floor or Fraction(0), self.cap)

    def edges(self) -> tuple[Fraction, ...]:
        return () if self.floor is None else (self.floor,)

    def denominator(self, leaf: Leaf, of_values: int, count: int) -> int:
        if isinstance(self.cap, str) or leaf.max is None or not of_values:
            return 0
        return math.lcm((leaf.max / self.cap / of_values).denominator, leaf.max.denominator)

    def error(self, leaf: Leaf) -> ErrorBound:
        most = as_float(known(leaf.max))

        def bound(spread: Spread) -> float:
            cap = least_of(self.cap, spread)
            return most * (4 * EPS + 2 * spread.slack / cap) if cap > 0 else math.inf

        return bound


@attrs.frozen
class Count(Rule):
    """`each` points for every item counted, up to `most` points (the indicator's `max` unless given)."""

    kind: ClassVar[str] = "count"
    words: ClassVar[str] = say("count")
    from_zero: ClassVar[bool] = True
    each: Fraction
    most: Fraction | None = None

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        each = number.array([rule_as(leaf, cls).each for leaf in leaves])
        most = number.array([known(rule_as(leaf, cls).limits(leaf)[1]) for leaf in leaves])
        return lambda values, observed, company: np.minimum(values * each, most)

    def straight(self, leaf: Leaf) -> Between | None:
        most = self.limits(leaf)[1]
        return None if most is None else (None, most / self.each)

    def grid(self, leaf: Leaf) -> tuple[Fraction, Fraction]:
        return Fraction(0), Fraction(1)

    def limits(self, leaf: Leaf) -> Between:
        return Fraction(0), leaf.max if self.most is None else self.most

    def reach(self, leaf: Leaf) -> Fraction | None:
        most = self.limits(leaf)[1]
        whole = None if leaf.allowed is None else max(Fraction(math.floor(leaf.allowed[1])), Fraction(0))
        return most if whole is None or most is None else min(whole * self.each, most)

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        return say("{each} each, at most {most}", each=in_digits(self.each), most=in_digits(self.limits(leaf)[1]))

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        if self.most is None:
            yield from needs_max(leaf)
        for key, figure in (("each", self.each), ("most", self.most)):
            if figure is not None and figure <= 0:
                message = say("{key} is {figure}", key=key, figure=plain(figure))
                yield "wrong-value", ("rule", key), message, say("it is above 0")
        if leaf.range is not None and leaf.range[0] < 0:
            yield "wrong-value", ("range",), say("a count is 0 or more"), ""

    def denominator(self, leaf: Leaf, of_values: int, count: int) -> int:
        most = known(self.limits(leaf)[1])
        return math.lcm((self.each / of_values).denominator, most.denominator) if of_values else 0

    def error(self, leaf: Leaf) -> ErrorBound:
        bound, each = super().error(leaf), as_float(self.each)
        return lambda spread: bound(spread) + 2 * each * spread.slack
