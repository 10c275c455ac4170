"""What each node adds to the total of one unit less what it adds to that of another; the parts add up exactly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

import attrs

from parindex.definition import Component, Node
from parindex.kernels import fraction_sum
from parindex.scoring.answers.part_shapley import Mixtures
from parindex.scoring.answers.two_units import TwoUnits

#: Why two totals differ at a node: its score; what it is limited or rounded to; what it counts, since other parts do
#: not apply; or a figure from outside that it is worked out with.
DifferenceCause = Literal["score", "limit", "rounding", "left out", "outside"]
#: What a point of a node adds to the total of either unit.
Factors = tuple[Fraction, Fraction]
_HALF = Fraction(1, 2)
SIDES = (0, 1)


@attrs.frozen
class Part:
    """One part of the difference of two totals: a node, why, and by how much."""

    node: str
    why: DifferenceCause
    amount: Fraction


def split(units: TwoUnits) -> dict[tuple[str, DifferenceCause], Fraction]:
    """Return the parts of the difference of two exact totals, those that are 0 left out."""
    found: dict[tuple[str, DifferenceCause], Fraction] = {}
    definition = units.exactness.plan.definition
    one = Fraction(1)
    parts = list(_below(units, definition.root, (one, one), (False, False)))
    for node in definition.beside:
        sign = one if node.adds == "bonus" else -one
        parts += _of(units, node, (sign * units.there(0, node), sign * units.there(1, node)), (False, False))
    for part in parts:
        found[part.node, part.why] = found.get((part.node, part.why), Fraction(0)) + part.amount
    return {key: amount for key, amount in found.items() if amount}


def by_node(units: TwoUnits) -> dict[str, Fraction]:
    """Return the parts of the difference of two exact totals, by node, whatever the reason."""
    parts: dict[str, Fraction] = {}
    for (node, _), amount in split(units).items():
        parts[node] = parts.get(node, Fraction(0)) + amount
    return {node: amount for node, amount in parts.items() if amount}


def _of(units: TwoUnits, node: Node, factors: Factors, points: tuple[bool, bool]) -> Iterator[Part]:
    """Yield what a node adds, and what is below it, by what a point of it counts for either unit."""
    if not any(factors):
        return
    if isinstance(node, Component) and not units.is_given(node) and all(units.there(side, node) for side in SIDES):
        yield from _below(units, node, factors, points)
    else:
        yield _difference(node, "score", factors, [units.score(side, node, points=points[side]) for side in SIDES])


def _difference(node: Node, why: DifferenceCause, factors: Factors, figures: list[Fraction]) -> Part:
    return Part(node.id, why, factors[0] * figures[0] - factors[1] * figures[1])


def _below(units: TwoUnits, component: Component, factors: Factors, points: tuple[bool, bool]) -> Iterator[Part]:
    """Yield what rounding and limits of a component add, and what its parts do."""
    if component.combination.linear or component.combination.alternative:
        combined, inner = _added(units, component, points)
    else:
        mixtures = Mixtures(units, component)
        combined = [mixtures.value(side) for side in SIDES]
    times, sign = component.times or Fraction(1), Fraction(-1 if component.better == "lower" else 1)
    finished = [times * value for value in combined]
    limited = [_limited(component, value) for value in finished]
    after = [_unrounded(units, side, component, points=points[side]) for side in SIDES]
    final = [_final(units, side, component, points=points[side]) for side in SIDES]
    if component.decimals is not None and component.id != units.exactness.plan.definition.id:
        yield _difference(component, "rounding", factors, [then - now for then, now in zip(final, after, strict=True)])
    if component.better == "lower":  # what it is taken from, which differs where parts are left out
        yield _difference(component, "left out", factors, [now + low for now, low in zip(after, limited, strict=True)])
    yield _difference(
        component, "limit", factors, [sign * (low - raw) for low, raw in zip(limited, finished, strict=True)]
    )
    passed = factors[0] * times * sign, factors[1] * times * sign
    if component.combination.linear or component.combination.alternative:
        for part, own in zip(units.exactness.plan.definition.parts(component.id), inner, strict=True):
            in_points = tuple(units.in_points(side, component) for side in SIDES)
            yield from _of(units, part, (passed[0] * own[0], passed[1] * own[1]), (in_points[0], in_points[1]))
    else:
        yield from _mixed(units, component, passed, combined, mixtures)


def _added(
    units: TwoUnits, component: Component, points: tuple[bool, bool]
) -> tuple[list[Fraction], list[tuple[Fraction, Fraction]]]:
    """Return what a sum or mean adds its parts to for either unit, and what a point of each part counts."""
    parts = units.exactness.plan.definition.parts(component.id)
    combined, counts = [], []
    for side in SIDES:
        weights, in_points = units.weights(side, component), units.in_points(side, component)
        if in_points and not points[side]:
            brought = units.brought(side, component, weights)
            weights = [weight * brought for weight in weights]
        scores = [units.score(side, part, points=in_points) for part in parts]
        combined.append(fraction_sum(weight * score for weight, score in zip(weights, scores, strict=True)))
        counts.append(weights)
    return combined, list(zip(*counts, strict=True))


def _mixed(
    units: TwoUnits, component: Component, factors: Factors, combined: list[Fraction], mixtures: Mixtures
) -> Iterator[Part]:
    """Yield what the parts of a component that is no sum add, and that it counts more for one unit."""
    mean = (factors[0] + factors[1]) * _HALF
    counted = (factors[0] - factors[1]) * (combined[0] + combined[1]) * _HALF
    yield Part(component.id, "left out", counted)
    parts = {part.id: part for part in mixtures.parts}
    for name, amount in mixtures.split().items():
        if name not in parts:
            yield Part(component.id, "outside", mean * amount)
            continue
        part = parts[name]
        apart = units.score(0, part) - units.score(1, part)
        if all(units.there(side, part) for side in SIDES) and apart:
            each = mean * amount / apart
            yield from _of(units, part, (each, each), (False, False))
        else:
            yield Part(name, "score", mean * amount)


def _limited(component: Component, value: Fraction) -> Fraction:
    value = value if component.floor is None else max(value, component.floor)
    return value if component.cap is None else min(value, component.cap)


def _final(units: TwoUnits, side: int, component: Component, *, points: bool) -> Fraction:
    """Return the score of a component, of the root without what stands beside the tree."""
    definition = units.exactness.plan.definition
    score = units.score(side, component, points=points)
    if component.id == definition.id:
        for node in definition.beside:
            score -= (1 if node.adds == "bonus" else -1) * units.score(side, node)
    return score


def _unrounded(units: TwoUnits, side: int, component: Component, *, points: bool) -> Fraction:
    if component.decimals is None or component.id == units.exactness.plan.definition.id:
        return _final(units, side, component, points=points)
    return units.before_rounding(side, component, points=points)
