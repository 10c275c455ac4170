"""What a unit is to reach: a rank, a total or a group of results, as bounds on exact scores, judged on published ones.

`Aim.ways` is exact as long as the other units stay as they are: one of the ways is fulfilled if and only if the aim is
reached. Where a rule holds units against each other, others move too; then scores that were worked out again decide.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from parindex.base import Message, check_number, in_digits, say
from parindex.definition import Component
from parindex.targets.requirements import WayToReach, published

if TYPE_CHECKING:
    from parindex.scoring import Scores


#: Returns what a point of each part of a component counts.
PartWeights = Callable[[Component], Sequence[Fraction]]


@attrs.frozen(eq=False)
class AimCase:
    """The ways to reach an aim in one case: by the weights of the definition, or by others."""

    ways: tuple[WayToReach, ...]
    weights: PartWeights | None = None


@attrs.frozen(eq=False)
class AimCases:
    """Cases of which so many must be reached."""

    cases: tuple[AimCase, ...]
    need: int


@attrs.frozen
class Aim:
    """What a unit is to reach."""

    @abstractmethod
    def ways(self, scores: Scores, row: int) -> tuple[WayToReach, ...]:
        """Return the ways to reach it, the plainest first: each a set of bounds on exact scores of the unit.

        An empty way asks nothing: it is reached whatever the unit does. No way: it cannot be reached.
        """

    def cases(self, scores: Scores, row: int) -> AimCases:
        """Return the cases that the aim is about, and how many of them must be reached."""
        return AimCases((AimCase(self.ways(scores, row)),), 1)

    def conditions(self, scores: Scores, row: int) -> WayToReach:
        """Return the bounds of the plainest way; they suffice.

        Raises
        ------
        ValueError
            There is no way.
        """
        ways = self.ways(scores, row)
        if not ways:
            raise ValueError(say("{aim}: nothing that the unit itself does is enough", aim=self.words()))
        return ways[0]

    @abstractmethod
    def reached(self, scores: Scores, row: int) -> bool:
        """Return whether a unit has reached it by scores, as published."""

    @abstractmethod
    def words(self) -> Message:
        """Say what is to be reached."""


@attrs.frozen
class TotalAim(Aim):
    """A published total of so much and more, or so much and less where the lowest is the best."""

    total: Fraction

    @classmethod
    def of(cls, scores: Scores, total: object) -> TotalAim:
        """Return that of a total as somebody writes it.

        Raises
        ------
        TypeError
            It is no number.
        ValueError
            It is text that is no number, or has more decimals than are published.
        """
        figure, decimals = check_number("total", total), _decimals(scores)
        if (figure * 10**decimals).denominator != 1:
            message = say(
                "the total {total} has more decimals than are published: {decimals}",
                total=in_digits(figure),
                decimals=decimals,
            )
            raise ValueError(message)
        return cls(figure)

    def ways(self, scores: Scores, row: int) -> tuple[WayToReach, ...]:
        """Return the one way."""
        side = "at_least" if scores.definition.rank.sign > 0 else "at_most"
        return ((published(0, side, self.total, _decimals(scores)),),)

    def reached(self, scores: Scores, row: int) -> bool:
        """Return whether a unit has reached it by scores, as published."""
        total = scores.rounded[row]
        return total is not None and (Fraction(total) - self.total) * scores.definition.rank.sign >= 0

    def words(self) -> Message:
        """Say what is to be reached."""
        return say("a total of {total}", total=in_digits(self.total))


def _decimals(scores: Scores) -> int:
    return int(scores.exactness.plan.decimals[0])
