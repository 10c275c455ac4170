"""Z-scores in means and products that take nothing below 0: admitted where the units at hand cannot fall so low."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import cast

import attrs
import numpy as np

from parindex.base import DefinitionError, Message, Problem, rough, say
from parindex.definition import Definition, Indicator, Standardise, StandardiseAtHand
from parindex.evidence import Evidence
from parindex.robustness.draws.factors import changed
from parindex.scoring import Scores, leaf_scores, score_unranked


def scored_at_hand(definition: Definition, evidence: Evidence, *, moving: bool) -> Scores:
    """Score for simulations, z-scores below geometric means and their kind too where they cannot fall below 0.

    If evidence is `moving`, that must hold whatever values it gets: among n units none lies further from the mean than
    (n - 1) / sqrt(n) deviations of a sample, or sqrt(n - 1) of a population. Otherwise its values decide.

    Raises
    ------
    DefinitionError
        ``may-be-negative``, and whatever else `score_unranked` refuses.

    References
    ----------
    Samuelson, P. A. (1968). How deviant can you be? Journal of the American Statistical Association, 63, 1522-1525.
    """
    asked = [leaf for leaf in definition.leaves if isinstance(leaf.rule, Standardise) and _way_above(definition, leaf)]
    if not asked:
        return score_unranked(definition, evidence)
    held = changed(definition, {leaf.id: {"rule": _at_hand(leaf)} for leaf in asked})
    scores = score_unranked(held, attrs.evolve(evidence, definition=held))
    if lows := tuple((_lows_drawn if moving else _lows)(scores, asked)):
        raise DefinitionError(_fault(low, definition) for low in sorted(lows, key=lambda low: -low.mean_needed))
    return scores


@attrs.frozen
class _BelowZero:
    """A z-score that can be below 0, and whose it is."""

    leaf: Indicator
    least: float
    whose: Message

    @property
    def mean_needed(self) -> float:
        """The least mean with which it could not."""
        return float(_rule(self.leaf).to[0]) - self.least


def _way_above(definition: Definition, leaf: Indicator) -> str:
    """Return the first way to combine above a leaf that takes nothing below 0; "" where there is none."""
    above = definition.ancestors(leaf)
    for node in above[:-1] if definition.branch(leaf).adds else above:
        if node.combination.positive:
            return node.combine
        if node.formula is not None or (node.floor is not None and node.floor >= 0):
            break
    return ""


def _at_hand(leaf: Indicator) -> StandardiseAtHand:
    rule = _rule(leaf)
    return StandardiseAtHand(rule.to, rule.deviation)


def _rule(leaf: Indicator) -> Standardise:
    return cast("Standardise", leaf.rule)


def _lows(scores: Scores, asked: Sequence[Indicator]) -> Iterator[_BelowZero]:
    """Yield the z-scores of which a unit has one below 0, with that unit."""
    plan, given = scores.exactness.plan, scores.exactness.given
    own = {low.leaf.id: low.leaf for low in _lows_drawn(scores, asked)}  # of others none has, whatever float64 rounds
    leaves = [own.get(leaf.id, leaf) for leaf in plan.definition.leaves]
    program = attrs.evolve(plan.float_program, rules=plan.rules(leaves), rounding=plan.rounding({}))
    points = np.where(given.observed, leaf_scores(plan, program, given), np.inf)
    for at, leaf in enumerate(leaves):
        row = int(points[:, at].argmin())
        if leaf.id in own and points[row, at] < 0:
            yield _BelowZero(leaf, float(points[row, at]), say("unit {unit}", unit=scores.units[row]))


def _lows_drawn(scores: Scores, asked: Sequence[Indicator]) -> Iterator[_BelowZero]:
    """Yield the z-scores that may be below 0 for some values of as many units, with how many these are."""
    given = scores.exactness.given
    places = {leaf.id: at for at, leaf in enumerate(scores.definition.leaves)}
    for leaf in asked:
        count = max(int(given.observed[rows, places[leaf.id]].sum()) for rows in given.groups)
        (mean, deviation), square = _rule(leaf).to, _farthest_squared(_rule(leaf), count)
        if mean < 0 or mean**2 < deviation**2 * square:
            least = float(mean) - float(deviation) * math.sqrt(square)
            yield _BelowZero(leaf, least, say("one of {count:,} units as evidence varies", count=count))


def _farthest_squared(rule: Standardise, count: int) -> Fraction:
    """Return the square of how many deviations one of so many values can lie from their mean."""
    others = max(count - 1, 0)
    return Fraction(others**2, max(count, 1)) if rule.deviation == "sample" else Fraction(others)


def _fault(low: _BelowZero, definition: Definition) -> Problem:
    message = say(
        "{id!r} can be {points} for {whose}, and {combine!r} is not defined below 0: "
        "its z-scores need a mean of {mean} or more",
        id=low.leaf.id,
        points=rough(low.least, 3),
        whose=low.whose,
        combine=_way_above(definition, low.leaf),
        mean=rough(math.ceil(100 * low.mean_needed) / 100, 9),
    )
    return Problem.of("may-be-negative", message)
