"""Points that evidence gives itself, in place of the value that a rule turns into points."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

import attrs

from parindex.base import Message, say
from parindex.definition.rules.linear import Score
from parindex.definition.rules.rule import EPS, Between, ErrorBound, Kernel, Leaf, Rule, Spread, rounded_limits
from parindex.kernels import Number


@attrs.frozen
class GivenPoints(Rule):
    """The evidence holds the points of the indicator `of`, between what its own rule and its maximum allow.

    No definition names this rule: evidence that gives points puts it in place of the indicator's own one.
    """

    kind: ClassVar[str] = "given-points"
    of: Any  # the indicator as its definition has it
    between: Between

    @classmethod
    def instead_of(cls, leaf: Leaf) -> GivenPoints:
        """Return the rule for the points of an indicator."""
        least, most = rounded_limits(leaf.rule.limits(leaf), leaf.decimals)
        tops = [top for top in (most, leaf.max) if top is not None]
        return cls(leaf, (least, min(tops, default=None)))

    @classmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        return lambda values, observed, company: values

    def domain(self, leaf: Leaf) -> Between:
        return self.between

    def limits(self, leaf: Leaf) -> Between:
        return self.between

    def grid(self, leaf: Leaf) -> tuple[Fraction, Fraction] | None:
        rule: Rule = self.of.rule
        return rule.grid(self.of) if isinstance(rule, Score) else None

    def straight(self, leaf: Leaf) -> Between:
        return None, None

    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        return say("points given, not worked out")

    def denominator(self, leaf: Leaf, of_values: int, count: int) -> int:
        return of_values

    def error(self, leaf: Leaf) -> ErrorBound:
        return lambda spread: EPS * max(abs(spread.low), abs(spread.high)) + spread.slack
