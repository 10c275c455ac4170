"""Points by rank: one that evidence holds, or that among the units scored together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal

import attrs
import numpy as np

from parindex.base import Message, in_digits, say, together
from parindex.definition.rules.rule import Between, Cohort, Company, Finding, Kernel, Leaf, Rule, Spread, rule_as
from parindex.kernels import Array, Number, points_of_ranks, ranks_among

MOST_RANKS = 200


@attrs.frozen
class RankBand:
    """Ranks up to one, itself included, and their points; without `to` all the rest."""

    points: Fraction
    to: int | None = None


@attrs.frozen
class Rank(Rule):
    """The points of the first entry whose ranks hold the unit's.

    By a rank `given` in evidence, or by that of its `value` among the units scored together: equal values share the
    best rank.
    """

    kind: ClassVar[str] = "rank"
    words: ClassVar[str] = say("rank")
    directed: ClassVar[bool] = True
    by: Literal["value", "given"]
    points: tuple[RankBand, ...]

    @property
    def cohort(self) -> Cohort:
        return "group" if self.by == "value" else ""

    @property
    def ordered(self) -> bool:
        return self.by == "value"

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        rules, lower = [rule_as(leaf, cls) for leaf in leaves], np.array([leaf.better == "lower" for leaf in leaves])
        ranked = np.array([rule.by == "value" for rule in rules])
        last = [np.array([band.to for band in rule.points if band.to is not None], dtype=np.int64) for rule in rules]
        points = [number.array([band.points for band in rule.points]) for rule in rules]

        def kernel(values: Array, observed: Array, company: Company) -> Array:
            return points_of_ranks(ranks_among(values, observed, lower) if ranked.all() else values, last, points)

        return kernel

    def domain(self, leaf: Leaf) -> Between:
        return super().domain(leaf) if self.by == "value" else leaf.allowed or (Fraction(1), None)

    def grid(self, leaf: Leaf) -> tuple[Fraction, Fraction] | None:
        return None if self.by == "value" else (Fraction(1), Fraction(1))

    def limits(self, leaf: Leaf) -> Between:
        points = [band.points for band in self.points]
        return min(points, default=None), max(points, default=None)

    def reach(self, leaf: Leaf) -> Fraction | None:
        if self.by == "value" or leaf.allowed is None:
            return self.limits(leaf)[1]
        least, most = math.ceil(leaf.allowed[0]), math.floor(leaf.allowed[1])
        ends = [math.inf if band.to is None else band.to for band in self.points]
        pairs = zip(self.points, [0, *ends], ends, strict=False)
        return max((band.points for band, before, end in pairs if before < most and least <= end), default=None)

    def denominator(self, leaf: Leaf, of_values: int, count: int) -> int:
        return math.lcm(*(band.points.denominator for band in self.points))

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        whose = say("rank given")
        if self.by == "value":
            lowest, highest = say("rank among the units, lowest first"), say("rank among the units, highest first")
            whose = lowest if leaf.better == "lower" else highest
        ranks = [say("otherwise") if band.to is None else say("to {rank}", rank=band.to) for band in self.points]
        table = zip(ranks, self.points, strict=True)
        points = together(say("{what} → {points}", what=rank, points=in_digits(band.points)) for rank, band in table)
        return say("{what}: {how}", what=whose, how=points)

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        count, place = len(self.points), ("rule", "points")
        if not 0 < count <= MOST_RANKS:
            example = "points = [{ to = 10, points = 3 }, { points = 1 }]"
            hint = say("from 1 to {most}, as {example}", most=MOST_RANKS, example=example)
            yield "too-large" if count else "missing-key", place, say("{count} entries", count=count), hint
            return
        ends = [band.to for band in self.points]
        for at, (before, end) in enumerate(pairwise([0, *ends])):
            hint = say("entries stand upwards, and the one without to is the last")
            if end is not None and end < 1:
                yield "wrong-value", (*place, at, "to"), say("{rank} is no rank", rank=end), say("ranks begin at 1")
            elif before is None or (end is not None and end <= before):
                yield "unreachable-band", (*place, at), say("no rank is left for entry {number}", number=at + 1), hint
        if None not in ends:
            message = say("ranks beyond {rank} have no points", rank=ends[-1])
            yield "open-bands", (*place, count - 1), message, say("end with {{ points = … }}")
        if self.by == "given" and leaf.better == "lower":
            message = say("a rank that is given has its direction already: 1 is the best")
            yield "direction-unused", ("better",), message, say("remove it")
