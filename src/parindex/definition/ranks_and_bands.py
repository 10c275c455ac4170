"""Ranks, groups of results with their gates and caps, groups of units, and how many parts a score needs."""

import math
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs

from parindex.base import Text
from parindex.definition.edges import Edged


@attrs.frozen
class Needs:
    """How many parts of a component must have a score: so many, or a share of those that count."""

    parts: int | None = None
    share: Fraction | None = None

    def least(self, count: int) -> int:
        """Return how many of so many parts must have a score."""
        return math.ceil(self.share * count) if self.share is not None else self.parts or 0

    @property
    def written(self) -> int | Fraction | Decimal:
        """As a file holds it: a whole number is of parts, so that a share of all stands with a decimal."""
        return self.parts or 0 if self.share is None else Decimal("1.0") if self.share == 1 else self.share


@attrs.frozen
class Gate(Edged[Fraction]):
    """What a group of results asks beside points: points for every indicator, or an edge for the score of a node."""

    above_zero: str | None = None
    node: str | None = None
    above: Fraction | None = None
    at_least: Fraction | None = None
    below: Fraction | None = None
    at_most: Fraction | None = None


@attrs.frozen
class Group(Edged[Fraction]):
    """A group of results, such as A for 90 points and more; without an edge it takes the rest."""

    label: str
    at_least: Fraction | None = None
    above: Fraction | None = None
    below: Fraction | None = None
    at_most: Fraction | None = None
    requires: tuple[Gate, ...] = ()


@attrs.frozen
class BandCap(Edged[Fraction]):
    """The best group of results that is left to units whose score of a node lies on one side of an edge."""

    node: str
    band: str
    above: Fraction | None = None
    at_least: Fraction | None = None
    below: Fraction | None = None
    at_most: Fraction | None = None


@attrs.frozen
class UnitGroup:
    """Units that are compared and ranked among themselves, such as departments; perhaps with bands of their own."""

    id: str
    title: Text | None = None
    bands: tuple[Group, ...] = ()


@attrs.frozen
class Ranking:
    """What is ranked and which total is best, what decides between equal ones, and how the rest share a rank."""

    on: Literal["unrounded", "rounded"] = "unrounded"
    ties: Literal["min", "max", "dense", "average", "authority"] = "min"
    best: Literal["highest", "lowest"] = "highest"
    then: tuple[str, ...] = ()

    @property
    def shared(self) -> Literal["min", "max", "dense", "average"]:
        """How equal totals share a rank; those left to the authority share the best until it decides."""
        return "min" if self.ties == "authority" else self.ties

    @property
    def sign(self) -> int:
        """What totals are multiplied by so that the greatest is the best: 1, or -1 where the lowest is."""
        return 1 if self.best == "highest" else -1
