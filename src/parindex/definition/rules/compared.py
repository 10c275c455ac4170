"""Rules that compare a unit with the others scored together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

import attrs
import numpy as np

from parindex.base import Message, in_digits, plain, rough, say, together
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
    greatest_of,
    known,
    least_of,
    needs_max,
    rule_as,
    said,
)
from parindex.kernels import (
    SHARE_WAYS,
    Array,
    Number,
    as_float,
    observed_mean,
    relative_points,
    shares_among,
    spread,
    target_points,
    z_scores,
)


def _lower(leaves: Sequence[Leaf]) -> Array:
    return np.array([leaf.better == "lower" for leaf in leaves])


@attrs.frozen
class Relative(Rule):
    """The indicator's `max` times value / reference, at most `max`.

    The reference is the best value, the mean of all, or the value of a named unit; with `better = "lower"` it is
    reference / value.
    """

    kind: ClassVar[str] = "relative"
    words: ClassVar[str] = say("relative")
    from_zero: ClassVar[bool] = True
    directed: ClassVar[bool] = True
    to: str

    @property
    def cohort(self) -> Cohort:
        return "all" if self.reference else "group"

    @property
    def reference(self) -> str:
        return "" if self.to in ("best", "mean") else self.to

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        most, lower = number.array([known(leaf.max) for leaf in leaves]), _lower(leaves)
        to = [rule_as(leaf, cls).to for leaf in leaves]
        mean = np.array([name == "mean" for name in to])

        def kernel(values: Array, observed: Array, company: Company) -> Array:
            low, high = spread(values, observed)
            reference = np.where(mean, observed_mean(values, observed), np.where(lower, low, high))
            for column, name in enumerate(to):
                if name in company.units:
                    reference[column] = values[company.units.index(name), column]
            return relative_points(values, reference, most, lower)

        return kernel

    def limits(self, leaf: Leaf) -> Between:
        return Fraction(0), leaf.max

    def scaleless(self, leaf: Leaf, low: float, high: float, reference: float) -> bool:
        if self.reference:
            return not (reference > 0 or (reference == 0 and leaf.better == "lower"))
        return high == 0 and leaf.better == "higher"

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        reference = self._reference_in_words(leaf, spread)
        share = say("value / {reference}", reference=reference)
        if leaf.better == "lower":
            share = say("{reference} / value", reference=reference)
        return say("{max} × {share}, at most {max}", max=in_digits(leaf.max), share=share)

    def _reference_in_words(self, leaf: Leaf, spread: Spread | None) -> Message:
        if self.reference:
            return say("unit {unit}", unit=self.reference)
        if not spread:
            return say("the best") if self.to == "best" else say("the mean")
        if self.to == "mean":
            return say("the mean {figure}", figure=rough(spread.mean))
        return say("the best {figure}", figure=rough(spread.low if leaf.better == "lower" else spread.high))

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        yield from needs_max(leaf)
        if leaf.range is not None and leaf.range[0] < 0:
            yield "wrong-value", ("range",), say("values are compared by their ratio and cannot be below 0"), ""

    def error(self, leaf: Leaf) -> ErrorBound:
        most, lower = as_float(known(leaf.max)), leaf.better == "lower"

        def bound(spread: Spread) -> float:
            rounding = (spread.count + 8) * EPS
            if not spread.slack:
                return most * rounding
            if lower:  # a ratio of the least value to others that are no smaller
                return most * (rounding + 4 * spread.slack / spread.low) if spread.low > 2 * spread.slack else most
            return most * (rounding + 4 * spread.count * spread.slack / spread.high) if spread.high > 0 else most

        return bound


@attrs.frozen
class Target(Rule):
    """Half of `max` in proportion up to a target, the other half in proportion from there to the best unit."""

    kind: ClassVar[str] = "target"
    words: ClassVar[str] = say("target")
    from_zero: ClassVar[bool] = True
    target: Figure

    @property
    def cohort(self) -> Cohort:
        return "group"

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        targets = figures_of([rule_as(leaf, cls).target for leaf in leaves], number)
        half = number.array([known(leaf.max) / 2 for leaf in leaves])

        def kernel(values: Array, observed: Array, company: Company) -> Array:
            return target_points(values, targets(company), spread(values, observed)[1], half)

        return kernel

    def edges(self) -> tuple[Figure, ...]:
        return (self.target,)

    def limits(self, leaf: Leaf) -> Between:
        least = min(leaf.allowed[0], Fraction(0)) if leaf.allowed else Fraction(0)  # a range may begin below 0
        if isinstance(self.target, str):
            return None if least else Fraction(0), leaf.max
        return known(leaf.max) / 2 * least / self.target if self.target > 0 else Fraction(0), leaf.max

    def reach(self, leaf: Leaf) -> Fraction | None:
        if leaf.max is None or leaf.allowed is None or isinstance(self.target, str):
            return leaf.max
        if not 0 < self.target >= leaf.allowed[1]:
            return leaf.max
        return leaf.max / 2 * max(leaf.allowed[1], Fraction(0)) / self.target

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        values = {"half": in_digits(known(leaf.max) / 2), "target": said(self.target, spread)}
        if not spread:
            return say("{half} at the target {target}, {half} more up to the leader", **values)
        template = "{half} at the target {target}, {half} more up to the leader {figure}"
        return say(template, **values, figure=rough(spread.high))

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        yield from needs_max(leaf)
        if not isinstance(self.target, str) and self.target <= 0:
            message = say("target is {target}", target=plain(self.target))
            yield "wrong-value", ("rule", "target"), message, say("a target is above 0")

    def error(self, leaf: Leaf) -> ErrorBound:
        most = as_float(known(leaf.max))

        def bound(spread: Spread) -> float:
            target = least_of(self.target, spread)
            if target <= 0 or target != greatest_of(self.target, spread):
                return math.inf
            gap = spread.high - target
            slack = spread.slack + EPS * max(spread.high, target)
            return most * (8 * EPS + slack / target + (4 * slack / gap if gap > 0 else 0.0))

        return bound


@attrs.frozen
class Standardise(Rule):
    """The z-score, brought to a mean and a standard deviation.

    The deviation of the units scored together is that of a `sample` (divided by n - 1) or of a `population` (by n).
    """

    kind: ClassVar[str] = "standardise"
    words: ClassVar[str] = say("standardise")
    directed: ClassVar[bool] = True
    to: tuple[Fraction, Fraction] = (Fraction(0), Fraction(1))
    deviation: Literal["sample", "population"] = "sample"

    @property
    def cohort(self) -> Cohort:
        return "group"

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        rules = [rule_as(leaf, cls) for leaf in leaves]
        mean = number.array([rule.to[0] for rule in rules])
        signs = [-1 if leaf.better == "lower" else 1 for leaf in leaves]
        width = number.array([rule.to[1] * sign for rule, sign in zip(rules, signs, strict=True)])
        less = np.array([rule.deviation == "sample" for rule in rules], dtype=int)

        def kernel(values: Array, observed: Array, company: Company) -> Array:
            return np.asarray(mean + width * z_scores(values, observed, less))

        return kernel

    def limits(self, leaf: Leaf) -> Between:
        return None, None

    def scaleless(self, leaf: Leaf, low: float, high: float, reference: float) -> bool:
        return low == high

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        mean, deviation = map(in_digits, self.to)
        about = say("z-score about the mean {figure}", figure=rough(spread.mean)) if spread else None
        onto = say("onto {mean} ± {deviation}", mean=mean, deviation=deviation)
        lower = say("lower is better") if leaf.better == "lower" else ""
        return together([about or say("z-score about the mean"), onto, lower])

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        if self.to[1] <= 0:
            message = say("the deviation is {figure}", figure=plain(self.to[1]))
            yield "wrong-value", ("rule", "to", 1), message, say("it is above 0")

    def rational(self) -> bool:
        return False

    def error(self, leaf: Leaf) -> ErrorBound:
        base, width = abs(as_float(self.to[0])), as_float(self.to[1])

        def bound(spread: Spread) -> float:
            gap, count = spread.high - spread.low, spread.count
            if gap < LEAST_GAP:
                return math.inf
            # Deviations are off by `moved`, by more than they round; the standard deviation is gap / sqrt(2 n) or more.
            moved = 2 * spread.slack + (count + 8) * EPS * max(abs(spread.low), abs(spread.high))
            relative = moved * math.sqrt(2 * count) / gap
            return 4 * width * (1 + math.sqrt(count)) * relative + 4 * EPS * base

        return bound


@attrs.frozen
class StandardiseAtHand(Standardise):
    """The z-score among units of which it is known that none falls below 0."""

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        kernel, zero = super().compile(leaves, number), number.array([Fraction(0)])

        def held(values: Array, observed: Array, company: Company) -> Array:
            return np.asarray(np.maximum(kernel(values, observed, company), zero))  # what rounds to a little less

        return held

    def limits(self, leaf: Leaf) -> Between:
        return Fraction(0), None


#: How a percentile rank is told, by its way and by which values are better.
_SHARES: Mapping[tuple[str, str], str] = {
    ("at-or-below", "higher"): say("share of units at or below"),
    ("at-or-below", "lower"): say("share of units at or above"),
    ("below", "higher"): say("share of units below"),
    ("below", "lower"): say("share of units above"),
    ("mid-rank", "higher"): say("share of units below, of equal ones half"),
    ("mid-rank", "lower"): say("share of units above, of equal ones half"),
    ("others-below", "higher"): say("share of the other units that are below"),
    ("others-below", "lower"): say("share of the other units that are above"),
}


@attrs.frozen
class PercentileRank(Rule):
    """The indicator's `max` (1 if it has none) times the share of units at or below the value.

    Another `share` counts those below only, equal ones by half (itself too), or the others that are below: with the
    rank r of n, the lowest value first and equal ones on the lowest rank, (r - 1) / (n - 1).
    """

    kind: ClassVar[str] = "percentile-rank"
    words: ClassVar[str] = say("percentile-rank")
    directed: ClassVar[bool] = True
    share: Literal["at-or-below", "below", "mid-rank", "others-below"] = "at-or-below"

    @property
    def cohort(self) -> Cohort:
        return "group"

    @property
    def ordered(self) -> bool:
        return True

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        most, lower = number.array([rule_as(leaf, cls).limits(leaf)[1] for leaf in leaves]), _lower(leaves)
        ways = [SHARE_WAYS[rule_as(leaf, cls).share] for leaf in leaves]

        def kernel(values: Array, observed: Array, company: Company) -> Array:
            return np.asarray(most * shares_among(values, observed, lower, ways))

        return kernel

    def limits(self, leaf: Leaf) -> Between:
        return Fraction(0), Fraction(1) if leaf.max is None else leaf.max

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        most = in_digits(self.limits(leaf)[1])
        return say("{max} × {share}", max=most, share=_SHARES[self.share, leaf.better])

    def denominator(self, leaf: Leaf, of_values: int, count: int) -> int:
        if not count:
            return 0
        parts = {"mid-rank": 2 * count, "others-below": max(count - 1, 1)}.get(self.share, count)
        return (known(self.limits(leaf)[1]) / parts).denominator
