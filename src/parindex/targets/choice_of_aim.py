"""The aim that the arguments of a call name: one of rank, total and group of results."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from parindex.base import say
from parindex.targets.aims import Aim, TotalAim
from parindex.targets.band_aim import BandAim
from parindex.targets.rank_aim import RankAim

if TYPE_CHECKING:
    from parindex.scoring import Scores


def aim_of(
    scores: Scores,
    row: int,
    *,
    rank: object = None,
    total: object = None,
    band: object = None,
    gains: Mapping[int, Fraction] | None = None,
) -> Aim:
    """Return what a unit is to reach.

    Raises
    ------
    TypeError, ValueError
        Not exactly one of rank, total and band is given, it does not mean anything here, or others gain and it is no
        rank.
    """
    if sum(each is not None for each in (rank, total, band)) != 1:
        raise ValueError(say("give one of rank, total and band"))
    if gains and rank is None:
        raise ValueError(say("what others gain matters for a rank only"))
    if rank is not None:
        return RankAim.of(scores, row, rank, gains)
    return TotalAim.of(scores, total) if total is not None else BandAim.of(scores, row, band)
