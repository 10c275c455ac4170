"""How much each part of a component weighs, and what it adds to the total of a unit."""

from __future__ import annotations

import math
from fractions import Fraction

from parindex.definition import Component, Node
from parindex.kernels import as_float
from parindex.scoring.explained_unit import ExplainedUnit
from parindex.scoring.plan import plan_of

#: A part, its share of the weight, and what one point of its score adds to the total; None where that is not told.
Shared = tuple[Node, float | None, float | None]


def part_shares(unit: ExplainedUnit, component: Component, factor: float | None) -> list[Shared]:
    """Return for every part its share of the weight, and what one point of its score adds to the total.

    `factor` is what one point of the component adds.
    """
    kind, parts = component.combination, unit.definition.parts(component.id)
    weights = _weights(unit, component)
    before = _before(unit, component)
    if not _is_told(unit, component, before):
        factor = None
    shared: list[Shared] = []
    for part, weight in zip(parts, weights, strict=True):
        inner = None if factor is None else factor * float(component.times or 1) * weight
        if inner is not None and kind.weighted != "mean":
            score, points, _ = unit.figures(part.id)
            brought = _brought(score, points)
            whole, obtained = before
            inner = None if brought is None else inner * (whole / obtained if obtained else 1.0) * brought
        shared.append((part, None if kind.weighted == "no" else weight, inner))
    return shared + _beside(unit, component)


def _weights(unit: ExplainedUnit, component: Component) -> list[float]:
    """Return the share of every part in the weight of those that are left."""
    parts, weights = unit.definition.parts(component.id), list[float]()
    for part in parts:
        written = float(1 if part.weight is None else part.weight)
        weights.append(unit.raised.get(unit.scores.places[part.id], written) * (not unit.is_left_out(part.id)))
    total = sum(weights) if component.combination.weighted == "mean" else 1.0
    return [weight / total if total else 0.0 for weight in weights]


def _before(unit: ExplainedUnit, component: Component) -> tuple[float, float]:
    """Return score and points of a component before it was rounded, the root's without what stands beside it."""
    at = unit.scores.places[component.id]
    score, points, _ = unit.figures(component.id)
    if (exact := unit.unrounded.get(at)) is not None:
        score = points = as_float(exact)
    for node, sign in plan_of(unit.definition).beside if at == 0 else ():  # which is not brought to it
        beside, obtained, _ = unit.figures(plan_of(unit.definition).ids[node])
        if not math.isnan(beside):
            score, points = score - sign * beside, points - sign * obtained
    return score, points


def _is_told(unit: ExplainedUnit, component: Component, before: tuple[float, float]) -> bool:
    """Return whether what parts add to a component is known: it is linear in them, here too."""
    kind, at = component.combination, unit.scores.places[component.id]
    if component.decimals is not None and kind.additive and unit.marks.reduced[unit.row, at]:
        return False  # what points were before rounding is not told
    linear = component.better == "higher" and kind.linear and not math.isnan(before[0])
    return linear and not _at_limit(component, before)


def _brought(score: float, points: float) -> float | None:
    """Return how many points a sum adds for one point of the score of a part; None where the score is 0 and they not.

    It adds the points obtained, and brings them to the full maximum.
    """
    return points / score if score else None if points else 1.0


def _at_limit(component: Component, figures: tuple[float, float]) -> bool:
    """Return whether a figure stands at the floor or cap of a component, but for what taking off a bonus rounds."""
    limits: list[Fraction] = [limit for limit in (component.cap, component.floor) if limit is not None]
    pairs = ((figure, float(limit)) for limit in limits for figure in figures)
    return any(math.isclose(figure, limit, rel_tol=1e-9, abs_tol=1e-9) for figure, limit in pairs)


def _beside(unit: ExplainedUnit, component: Component) -> list[Shared]:
    """Return what stands beside the tree, under the root."""
    if component is not unit.definition.root:
        return []
    blocks = [(block, None, 1.0 if block.adds == "bonus" else -1.0) for block in unit.definition.beside]
    return [*blocks, *((leaf, None, None) for leaf in unit.definition.watched)]
