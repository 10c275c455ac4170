"""Between what points lie by a rule that compares units, of which some have no value yet."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, singledispatchmethod

import attrs

from parindex.definition import Indicator, PercentileRank, Rank, Relative, Rescale, Rule, Standardise, Target
from parindex.kernels import DECIMAL, SHARE_WAYS, kept, transform
from parindex.targets.filling.points_spans import limits_span
from parindex.targets.filling.spans import LARGEST, OpenSpan

_NONE, _ONE = Fraction(0), Fraction(1)
#: A root is told a little larger than it is.
_BEYOND = Fraction(1, 10**30)


@attrs.frozen
class Compared:
    """The values of the units that one indicator compares, each known or a span.

    What is told holds for every value that the others may get: it is seldom more than that.
    """

    leaf: Indicator
    values: Sequence[OpenSpan]
    reference: OpenSpan | None = None  # the value of the unit that the others are held against
    _told: dict[OpenSpan, OpenSpan] = attrs.field(factory=dict, init=False, eq=False)  # of values that are alike

    def points(self, at: int) -> OpenSpan:
        """Return between what the points of one of them lie, before they are rounded."""
        own = self.values[at]
        if own not in self._told:
            self._told[own] = self._within_limits(self._points(self.leaf.rule, own).roughly())
        return self._told[own]

    def _within_limits(self, found: OpenSpan) -> OpenSpan:
        limits = self._limits
        low, high = max(found.low, limits.low), min(found.high, limits.high)
        return limits if low > high else OpenSpan.between(low, high, attained=False)

    @singledispatchmethod
    def _points(self, rule: Rule, own: OpenSpan) -> OpenSpan:
        return limits_span(self.leaf)

    @cached_property
    def _limits(self) -> OpenSpan:
        """Between what points lie by the rule alone."""
        return limits_span(self.leaf)

    @property
    def _lower(self) -> bool:
        return self.leaf.better == "lower"

    @property
    def _most(self) -> Fraction:
        return self.leaf.max or _NONE

    @cached_property
    def _leasts(self) -> tuple[Fraction, Fraction]:
        """Between what the least of all values lies."""
        return self._in_order[0][0], self._in_order[1][0]

    @cached_property
    def _greatest(self) -> tuple[Fraction, Fraction]:
        """Between what the greatest of all values lies."""
        return self._in_order[0][-1], self._in_order[1][-1]

    @cached_property
    def _mean(self) -> tuple[Fraction, Fraction]:
        low, high = (sum((getattr(one, end) for one in self.values), _NONE) for end in ("low", "high"))
        return low / len(self.values), high / len(self.values)

    @cached_property
    def _in_order(self) -> tuple[list[Fraction], list[Fraction]]:
        """The least and the greatest that each value can be, in order."""
        return sorted(one.low for one in self.values), sorted(one.high for one in self.values)

    def _before(self, own: OpenSpan) -> tuple[int, int]:
        """Return how many units stand before one surely, and at most."""
        return self._beyond(own, below=self._lower)

    def _behind(self, own: OpenSpan) -> tuple[int, int]:
        """Return how many units one has left behind surely, and at most."""
        return self._beyond(own, below=not self._lower)

    def _beyond(self, own: OpenSpan, *, below: bool) -> tuple[int, int]:
        """Return how many units lie below or above one surely, and at most."""
        (lows, highs), count = self._in_order, len(self.values)
        itself = int(own.low != own.high)  # it does not lie beyond itself
        if below:
            return bisect_left(highs, own.low), bisect_left(lows, own.high) - itself
        return count - bisect_right(lows, own.high), count - bisect_right(highs, own.low) - itself

    @_points.register
    def _(self, rule: PercentileRank, own: OpenSpan) -> OpenSpan:
        # Reached are all but those before it. When fewest are reached, fewest are left behind.
        way, count = SHARE_WAYS[rule.share], len(self.values)
        part = (rule.limits(self.leaf)[1] or _ONE) / (2 * max(count - way.others, 1))
        (surely, perhaps), behind = self._before(own), self._behind(own)
        fewest, most = (
            way.reached * reached + (2 - way.reached) * left
            for reached, left in zip((max(count - perhaps, 1), count - surely), behind, strict=True)
        )
        return OpenSpan(part * fewest, part * most)

    @_points.register
    def _(self, rule: Rank, own: OpenSpan) -> OpenSpan:
        surely, perhaps = self._before(own)
        first, last = surely + 1, perhaps + 1
        ends = [len(self.values) if band.to is None else band.to for band in rule.points]
        begins = [1, *(end + 1 for end in ends)]
        reached = [
            band.points
            for band, begin, end in zip(rule.points, begins, ends, strict=False)
            if begin <= last and first <= end
        ]
        return OpenSpan(min(reached), max(reached)) if reached else limits_span(self.leaf)

    @_points.register
    def _(self, rule: Rescale, own: OpenSpan) -> OpenSpan:
        if rule.within:
            return limits_span(self.leaf)
        curve = _curve(rule.transform)
        endless = curve(self._in_order[0][0]) is None  # as far below as one likes
        share = OpenSpan(_NONE, _ONE) if endless else self._place(own, curve)
        low, high = rule.to
        ends = (low + share.low * (high - low), low + share.high * (high - low))
        return OpenSpan(low + high - ends[1], low + high - ends[0]) if self._lower else OpenSpan(*ends)

    def _place(self, own: OpenSpan, curve: Callable[[Fraction], Fraction | None]) -> OpenSpan:
        """Return where a value lies between the least and the greatest of all, as a share of the way."""
        least, greatest, (low, high) = (
            tuple(curve(end) or _NONE for end in ends) for ends in (self._leasts, self._greatest, (own.low, own.high))
        )
        # It falls with both ends of the scale and rises with the value itself, which is one of those compared.
        most = _share(high, min(least[0], high), max(greatest[0], high), _ONE)
        fewest = _share(low, min(least[1], low), max(greatest[1], low), _NONE)
        return OpenSpan(fewest, most)

    @_points.register
    def _(self, rule: Relative, own: OpenSpan) -> OpenSpan:
        low, high = self._reference(rule)
        if self._lower:
            return OpenSpan(self._ratio(low, own.high), self._ratio(high, own.low))
        return OpenSpan(self._ratio(own.low, high), self._ratio(own.high, low))

    def _reference(self, rule: Relative) -> tuple[Fraction, Fraction]:
        if rule.reference:
            held = self.reference or OpenSpan(_NONE, LARGEST)
            return held.low, held.high
        if rule.to == "mean":
            return self._mean
        return self._leasts if self._lower else self._greatest

    def _ratio(self, over: Fraction, under: Fraction) -> Fraction:
        return self._most if over >= under else self._most * max(over, _NONE) / under

    @_points.register
    def _(self, rule: Target, own: OpenSpan) -> OpenSpan:
        if not isinstance(rule.target, Fraction):
            return limits_span(self.leaf)
        half, goal = self._most / 2, rule.target
        ends = list[Fraction]()
        for value, leader in ((own.low, self._greatest[1]), (own.high, max(self._greatest[0], own.high))):
            beyond = half * (value - goal) / (leader - goal) if leader > goal else _NONE
            ends.append(half + beyond if value > goal else half * value / goal)
        return OpenSpan(ends[0], ends[1])

    @_points.register
    def _(self, rule: Standardise, own: OpenSpan) -> OpenSpan:
        # No value of n lies further from their mean than (n - 1) / sqrt(n) deviations of a sample.
        count, (mean, deviation) = Fraction(len(self.values)), rule.to
        squared = (count - 1) ** 2 / count if rule.deviation == "sample" else count - 1
        with DECIMAL.context():
            root: Decimal = DECIMAL.of(squared).sqrt()
        away = (kept(root) + _BEYOND) * deviation
        return OpenSpan(mean - away, mean + away)


def _share(value: Fraction, least: Fraction, greatest: Fraction, otherwise: Fraction) -> Fraction:
    """Return where a value lies between two ends, what is said where these are one."""
    return (value - least) / (greatest - least) if greatest > least else otherwise


def _curve(name: str) -> Callable[[Fraction], Fraction | None]:
    """Return a transform of values, None where it is not defined."""

    def curve(value: Fraction) -> Fraction | None:
        if name == "none":
            return value
        if value < 0 or (value == 0 and name != "sqrt"):
            return None
        with DECIMAL.context():
            column = DECIMAL.vector([DECIMAL.of(value)])
            return kept(transform(name, column)[0])

    return curve
