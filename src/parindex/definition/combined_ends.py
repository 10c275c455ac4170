"""Between what the score of a component lies, from what its parts can give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from parindex.definition.enclosed_formulas import NeverDefinedError, ends_of
from parindex.definition.expressions import Expression
from parindex.kernels import EVERYTHING, Combination, End, Ends, at_decimals, fraction_sum, together


class CombinedPart(Protocol):
    """What is seen of a part of a component."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def weight(self) -> Fraction | None:
        """Its weight."""


class CombiningNode(Protocol):
    """What is seen of a component."""

    @property
    def combination(self) -> Combination:
        """How it combines its parts."""

    @property
    def formula(self) -> Expression | None:
        """The formula that it combines them by."""

    @property
    def power(self) -> Fraction | None:
        """The power of its mean."""

    @property
    def times(self) -> Fraction | None:
        """What the result is multiplied by."""

    @property
    def floor(self) -> Fraction | None:
        """The least score."""

    @property
    def cap(self) -> Fraction | None:
        """The greatest score."""

    @property
    def better(self) -> str:
        """Which scores are better: a component of which lower ones are is turned round."""

    @property
    def decimals(self) -> int | None:
        """How many decimals are kept."""

    @property
    def max(self) -> Fraction | None:
        """The most that it says it can give."""

    @property
    def range(self) -> tuple[Fraction, Fraction] | None:
        """Between what its score lies where evidence gives it."""


def combined_maximum(
    component: CombiningNode, parts: Sequence[CombinedPart], maxima: Sequence[Fraction | None]
) -> Fraction | None:
    """Combine the maxima of parts; None where one is not known, or a formula need not be greatest there."""
    defined = [maximum for maximum in maxima if maximum is not None]
    weights = [Fraction(1) if part.weight is None else part.weight for part in parts]
    if component.combination.by_formula or len(defined) < len(parts) or not any(weights):
        return None
    if component.combination.alternative:
        return max(defined)
    if component.combination.positive and min(defined) < 0:
        return None
    if component.combination.additive and component.combination.weighted == "no":
        return fraction_sum(defined)
    if component.combination.between and len(set(defined)) == 1:  # what lies between equals is that, and soon found
        return defined[0]
    return together(component.combination, defined, weights, component.power or Fraction(1))


def greatest(
    component: CombiningNode, parts: Sequence[CombinedPart], maxima: Sequence[Fraction | None]
) -> Fraction | None:
    """Return what a component can give at most by the maxima of its parts."""
    combined = combined_maximum(component, parts, maxima)
    return None if combined is None else at_decimals(Fraction(_limited(component, combined)), component.decimals)


def score_ends(component: CombiningNode, parts: Sequence[CombinedPart], ends: Sequence[Ends]) -> Ends:
    """Return between what the score of a component lies by what those of its parts lie between, infinite: no limit."""
    if component.formula is not None:
        low, high = formula_ends(component, component.formula, parts, ends)
    else:
        lows, maxima = [low for low, _ in ends], [None if isinstance(high, float) else high for _, high in ends]
        positive = all(low >= 0 for low in lows)
        low = min(lows) if component.combination.between else Fraction(0) if positive else -math.inf
        low = _limited(component, low)
        known = greatest(component, parts, maxima)
        high = math.inf if known is None else known
    high = high if component.max is None else component.max
    if component.better == "lower":
        return lowest(component), high
    return (low if component.range is None else min(low, component.range[0])), high


def lowest(component: CombiningNode) -> Fraction:
    """Return the lower end that a score is turned round about."""
    return component.range[0] if component.range else component.floor or Fraction(0)


def formula_ends(
    component: CombiningNode, formula: Expression, parts: Sequence[CombinedPart], ends: Sequence[Ends]
) -> Ends:
    """Return between what a formula lies, after times, floor, cap and rounding."""
    named = {part.id: own for part, own in zip(parts, ends, strict=True)}
    try:
        low, high = (_limited(component, end) for end in ends_of(formula.tree, named))
    except NeverDefinedError:  # told by itself
        return EVERYTHING
    return _rounded(low, component.decimals), _rounded(high, component.decimals)


def _limited(component: CombiningNode, end: End) -> End:
    """Apply times, floor and cap."""
    end = end if component.times is None else end * component.times
    end = end if component.floor is None else max(end, component.floor)
    return end if component.cap is None else min(end, component.cap)


def _rounded(end: End, decimals: int | None) -> End:
    return end if isinstance(end, float) else at_decimals(end, decimals) or Fraction(0)
