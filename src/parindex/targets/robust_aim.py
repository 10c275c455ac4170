"""Ranks that hold though not everything stays as it is: others gain, or weights are not certain."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.base import Message, check_number, first_of, in_digits, rough, say
from parindex.definition import Component
from parindex.kernels import Array
from parindex.robustness import Perturbation, WeightDraws, uncertainty
from parindex.scoring import Scores
from parindex.targets.aims import Aim, AimCase, AimCases, PartWeights
from parindex.targets.rank_aim import RankAim, at_or_before, least_key, rivals
from parindex.targets.requirements import without_repetition

if TYPE_CHECKING:
    from parindex.targets.requirements import WayToReach

#: Weights that are drawn are taken to so many binary digits: what they weigh is scored again.
_DIGITS = 2**40
#: Of at least so many other draws a plan is told to have the rank: by few, that share would be chance itself.
_FRESH = 1000


@attrs.frozen
class Gains:
    """What other units may gain of their totals, by their rows, and for whom nothing is told."""

    of: Mapping[int, Fraction]
    untold: tuple[str, ...]

    @classmethod
    def read(cls, scores: Scores, row: int, others: Mapping[str, object]) -> Gains:
        """Return those of a mapping of units, by code or name, to what each may gain at most.

        Each may gain anything from nothing to that; whoever can only lose stays as it is, which is worse for the unit.
        """
        if not isinstance(others, Mapping):
            raise TypeError(say("others must map units to what they gain, not {value!r}", value=others))
        told = {scores.evidence.row(unit): gain for unit, gain in others.items()}
        known = {
            at: check_number("others", gain) for at, gain in told.items() if gain is not None and not _is_nan(gain)
        }
        gaining = {at: gain for at, gain in known.items() if gain * scores.definition.rank.sign > 0 and at != row}
        return cls(gaining, tuple(scores.units[at] for at in rivals(scores, row) if at not in known))

    def notes(self) -> tuple[Message, ...]:
        """Say for whom nothing is told."""
        if not self.untold:
            return ()
        return (say("no gain is told of {units}: they stay as they are", units=first_of(self.untold)),)


def _is_nan(figure: object) -> bool:
    return isinstance(figure, (float, np.floating)) and math.isnan(figure)


@attrs.frozen(eq=False)
class LikelyRankAim(Aim):
    """A rank or a better one in a share of all draws of weights; equal totals share it as the definition says.

    It is judged by what `uncertainty` says with as many draws and the same seed.
    """

    rank: int
    weights: Perturbation
    draws: int
    seed: int
    share: Fraction
    _drawn: WeightDraws

    @classmethod
    def of(
        cls,
        scores: Scores,
        row: int,
        rank: object,
        weights: Perturbation,
        *,
        draws: int = 1000,
        rng: int | np.random.Generator = 0,
        share: object = Fraction(9, 10),
    ) -> LikelyRankAim:
        """Return that of a rank as somebody writes it.

        Raises
        ------
        TypeError, ValueError
            There is no such rank, weights cannot vary like that, or the share is none above 0.
        """
        wanted, part = RankAim.of(scores, row, rank), check_number("share", share)
        if not 0 < part <= 1:
            raise ValueError(say("share is {share}, and it is above 0 and at most 1", share=in_digits(part)))
        if math.isnan(scores.rank[row]):
            raise ValueError(say("unit {unit!r} has no rank", unit=scores.units[row]))
        drawn = WeightDraws.of(scores, weights, draws, rng)
        return cls(wanted.rank, weights, len(drawn.weights), drawn.seed, part, drawn)

    @property
    def need(self) -> int:
        """In how many draws the rank must be had."""
        return math.ceil(self.share * self.draws)

    def cases(self, scores: Scores, row: int) -> AimCases:
        """Return a case for each draw: its weights, and the ways to the rank by them."""
        return AimCases(
            tuple(AimCase(ways, self._weights_of(at)) for at, ways in enumerate(self._ways(scores, row))), self.need
        )

    def ways(self, scores: Scores, row: int) -> tuple[WayToReach, ...]:
        """Return the ways to the rank by the weights of the definition: where a search may begin."""
        return RankAim(self.rank).ways(scores, row)

    def _ways(self, scores: Scores, row: int) -> list[tuple[WayToReach, ...]]:
        """Return the ways by the weights of each draw, the other units as they are."""
        drawn = self._drawn if scores is self._drawn.inputs.scores else self._again(scores)
        place = {int(at): column for column, at in enumerate(drawn.rows)}
        columns = [place[other] for other in rivals(scores, row)]
        policy = scores.definition.rank.shared
        ways = []
        for totals in drawn.compared[:, columns]:
            limit = least_key([(Fraction(total),) for total in totals.tolist()], policy, self.rank)
            ways.append(((),) if limit is None else without_repetition(at_or_before(scores, limit[0], level=limit[1])))
        return ways

    def _again(self, scores: Scores) -> WeightDraws:
        return WeightDraws.of(scores, self.weights, self.draws, self.seed)

    @cached_property
    def _part_weights(self) -> dict[str, Array | None]:
        components = (node for node in self._drawn.inputs.scores.definition.nodes if isinstance(node, Component))
        return {node.id: self._drawn.part_weights(node) for node in components}

    def _weights_of(self, draw: int) -> PartWeights:
        definition = self._drawn.inputs.scores.definition

        def weights(component: Component) -> list[Fraction]:
            drawn = self._part_weights[component.id]
            if drawn is None:
                return list(definition.shares(component))
            return [Fraction(round(weight * _DIGITS), _DIGITS) for weight in drawn[draw].tolist()]

        return weights

    def reached(self, scores: Scores, row: int) -> bool:
        """Return whether a unit has the rank in enough draws, by `uncertainty` of scores."""
        return self.hits(scores, row, self.seed, self.draws) >= self.need

    def hits(self, scores: Scores, row: int, seed: int, draws: int) -> int:
        """Return in how many draws of a seed a unit has the rank."""
        if math.isnan(scores.rank[row]):
            return 0
        drawn = uncertainty(scores, self.weights, draws=draws, rng=seed, progress=False)
        return round(float(drawn.p_top(self.rank)[row]) * draws)

    def fresh(self, scores: Scores, row: int) -> Message:
        """Say in how many other draws a unit has the rank: of so many that the share can be relied on."""
        draws = max(self.draws, _FRESH)
        share = rough(100 * self.hits(scores, row, self.seed + 1, draws) / draws, 3)
        return say("of {draws:,} fresh draws {percent}% have the rank too", draws=draws, percent=share)

    def words(self) -> Message:
        """Say what is to be reached."""
        percent = rough(float(100 * self.share))
        return say(
            "rank {rank} in {percent}% of {draws:,} draws of weights", rank=self.rank, percent=percent, draws=self.draws
        )
