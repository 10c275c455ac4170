"""The best and the worst rank over every way to fill in what is open of any unit."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from parindex.base import array
from parindex.kernels import Floats, Indices, Integers, Mask, rank_behind
from parindex.scoring import Exactness

#: Stands for less than any total.
_NOTHING = -1


@attrs.frozen(eq=False)
class OpenRanks:
    """Ranks (n_units,), nan where a unit has none; `attained` where some way to fill in gives each of the two."""

    best: Floats = array()
    worst: Floats = array()
    attained: Mask = array()


def rank_intervals(
    exactness: Exactness,
    rows: tuple[Indices, Indices],
    groups: Sequence[Indices],
    *,
    ranked: Mask,
    unknown: Mask,
    certain: Mask,
) -> OpenRanks:
    """Return between what the ranks of units lie.

    Parameters
    ----------
    exactness : Exactness
        Of units at their least and at their most.
    rows : tuple of array (n_units,)
        The rows there in which each unit has its least, and its most.
    groups : sequence of array
        The units that are ranked with each other.
    ranked, unknown, certain : array of bool (n_units,)
        Which units are ranked; of which nothing is known; and whose least and most are both attained, whatever the
        others have.
    """
    ranking = exactness.plan.definition.rank
    worst, best = _standing(exactness, rows, unknown)
    there, open_ = ranked & ((best >= 0) | unknown), worst != best
    lows, highs = (np.full(ranked.size, np.nan) for _ in range(2))
    attained = np.zeros(ranked.size, dtype=bool)
    for members in groups:
        units = members[there[members]]
        count = _dense if ranking.shared == "dense" else _shared
        lows[units], highs[units] = count(worst[units], best[units], ranking.shared)
        sure = bool(certain[units].all()) and not (ranking.shared == "dense" and open_[units].any())
        attained[units] = sure and not (ranking.then and _may_tie(exactness, rows, units))
    for figures in (lows, highs):
        figures[unknown] = np.nan
    return OpenRanks(lows, highs, attained & ~np.isnan(lows))


def _standing(exactness: Exactness, rows: tuple[Indices, Indices], unknown: Mask) -> tuple[Integers, Integers]:
    """Return whole numbers for the worst and the best that each unit can have, the greater the better it is ranked.

    Of totals that are equal the scores of the nodes decide that the definition names, at their worst and best.
    """
    ranking = exactness.plan.definition.rank
    nodes = [0, *(exactness.plan.ids.index(id_) for id_ in ranking.then)]
    keys = [exactness.ordered(node, ranking.sign) for node in nodes]
    ends = [np.array([limit(key[rows[0]], key[rows[1]]) for key in keys]).T for limit in (np.minimum, np.maximum)]
    both = np.unique(np.concatenate(ends), axis=0, return_inverse=True)[1].reshape(-1)
    worst, best = np.split(both, 2)
    nowhere = keys[0][rows[0]] < 0
    most = int(both.max(initial=0)) + 1
    worst = np.where(nowhere | unknown, _NOTHING, worst)
    return worst, np.where(unknown, most, np.where(nowhere, _NOTHING, best))


def _may_tie(exactness: Exactness, rows: tuple[Indices, Indices], units: Indices) -> bool:
    """Return whether two units may have the same total at an end of what they can have."""
    keys = exactness.ordered(0, 1)
    ends = np.array([keys[side[units]] for side in rows]).T
    several = [np.unique(pair) for pair in ends]
    together = np.concatenate(several) if several else np.zeros(0)
    return bool(np.unique(together).size < together.size)


def _shared(worst: Integers, best: Integers, ties: str) -> tuple[Floats, Floats]:
    """Return the best and the worst rank where each unit before or level with another counts for itself."""
    lowest, highest = np.sort(worst), np.sort(best)
    size, own = worst.size, worst == best
    before = size - np.searchsorted(lowest, best, side="right")
    level = size - np.searchsorted(lowest, best, side="left") - before - own
    behind = size - np.searchsorted(highest, worst, side="right") - ~own
    beside = size - np.searchsorted(highest, worst, side="left") - ~own - behind - own
    return rank_behind(before, level, ties), rank_behind(behind, beside, ties)


def _dense(worst: Integers, best: Integers, ties: str) -> tuple[Floats, Floats]:
    """Return the best and the worst rank where equal units count once: totals may meet, or all differ."""
    order = np.argsort(-worst, kind="stable")
    counts, at = np.zeros(worst.size, dtype=np.int64), None
    total = 0
    for place, unit in enumerate(order.tolist()):
        if at is None or best[unit] < at:  # it does not reach what the ones before it share
            at, total = int(worst[unit]), total + 1
        counts[place] = total
    before = worst.size - np.searchsorted(np.sort(worst), best, side="right")
    fewest = np.where(before > 0, counts[np.maximum(before - 1, 0)], 0)
    fixed = np.unique(worst[worst == best])
    still = np.sort(best[worst != best])
    most = fixed.size - np.searchsorted(fixed, worst, side="right")
    most = most + still.size - np.searchsorted(still, worst, side="right") - (worst != best)
    return 1.0 + fewest, 1.0 + most
