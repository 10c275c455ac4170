"""Bounds on exact scores of nodes: what a published figure asks of the score that it is rounded from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

import attrs

from parindex.definition import SIGNS, BandCap, Gate, Group

HALF = Fraction(1, 2)
#: What holds where an edge is not passed.
_OPPOSITE = {"above": "at_most", "at_least": "below", "below": "at_least", "at_most": "above"}


@attrs.frozen
class Requirement:
    """The exact score of a node, by its column (0 is the total), lies on one side of an edge; `strict`: not on it."""

    node: int
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    strict: bool = False

    @property
    def edge(self) -> Fraction:
        """The figure that the score is held against."""
        return self.at_most or Fraction(0) if self.at_least is None else self.at_least

    @property
    def upward(self) -> bool:
        """Whether the score must be high, not low."""
        return self.at_least is not None

    @property
    def sign(self) -> str:
        """The sign between the score and its edge."""
        return SIGNS[("above" if self.strict else "at_least") if self.upward else "below" if self.strict else "at_most"]

    def holds(self, score: Fraction | None) -> bool:
        """Return whether a score fulfils it; a missing one does not."""
        if score is None:
            return False
        beyond = score - self.edge if self.upward else self.edge - score
        return beyond > 0 or (beyond == 0 and not self.strict)

    def implies(self, other: Requirement) -> bool:
        """Return whether every score that fulfils this one fulfils another."""
        if (self.node, self.upward) != (other.node, other.upward):
            return False
        return other.holds(self.edge) or (self.strict and self.edge == other.edge)


#: Requirements that must all be fulfilled.
WayToReach = tuple[Requirement, ...]


def exact(node: int, name: str, edge: Fraction) -> Requirement:
    """Return that the exact score of a node lies on a side of an edge: above, at_least, below, at_most."""
    strict = name in {"above", "below"}
    if name in {"above", "at_least"}:
        return Requirement(node, at_least=edge, strict=strict)
    return Requirement(node, at_most=edge, strict=strict)


def published(node: int, name: str, edge: Fraction, decimals: int) -> Requirement:
    """Return that the published score of a node lies on a side of an edge; half is rounded away from 0."""
    scale = Fraction(10**decimals)
    scaled = edge * scale
    if name in {"above", "at_least"}:
        steps = math.floor(scaled) + 1 if name == "above" else math.ceil(scaled)
        return Requirement(node, at_least=(steps - HALF) / scale, strict=steps <= 0)
    steps = math.ceil(scaled) - 1 if name == "below" else math.floor(scaled)
    return Requirement(node, at_most=(steps + HALF) / scale, strict=steps >= 0)


def published_within(node: int, edged: Group | Gate | BandCap, decimals: int) -> WayToReach:
    """Return that the published score of a node lies within all edges of something."""
    return tuple(published(node, name, edge, decimals) for name, edge in edged.edges())


def published_outside(node: int, edged: Group | Gate | BandCap, decimals: int) -> tuple[WayToReach, ...]:
    """Return the ways in which the published score of a node does not lie within all edges of something."""
    return tuple((published(node, _OPPOSITE[name], edge, decimals),) for name, edge in edged.edges())


def without_repetition(ways: Iterable[WayToReach]) -> tuple[WayToReach, ...]:
    """Return ways without requirements that others of a way imply, and without ways that others make needless."""
    kept: list[WayToReach] = []
    for way in map(_shortest, ways):
        if not any(_needless(way, other) for other in kept):
            kept = [other for other in kept if not _needless(other, way)] + [way]
    return tuple(kept)


def _shortest(way: WayToReach) -> WayToReach:
    unlike = tuple(dict.fromkeys(way))
    return tuple(one for one in unlike if not any(other is not one and other.implies(one) for other in unlike))


def _needless(way: WayToReach, other: WayToReach) -> bool:
    """Return whether all of another way is fulfilled wherever a way is."""
    return all(any(own.implies(asked) for own in way) for asked in other)
