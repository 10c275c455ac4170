"""Units put in order by their parts without adding scores: each part is a voter with a weight."""

from __future__ import annotations

import numpy as np

from parindex.kernels.correlations import average_ranks
from parindex.kernels.number import Floats


def borda(parts: Floats, weights: Floats) -> Floats:
    """Return the weighted mean of the ranks of units in each part (n,), more is better.

    `parts` (n, k) are better the more; a unit counts by the parts that it has, nan where it has none.
    """
    ranks = average_ranks(parts)
    counted = np.where(np.isnan(ranks), 0.0, weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((np.nan_to_num(ranks) * counted).sum(axis=1) / counted.sum(axis=1))


def copeland(parts: Floats, weights: Floats) -> Floats:
    """Return by how many more units each one beats than is beaten by (n,): by the weight of the parts it is better in.

    `parts` (n, k) are better the more; parts that one of two units lacks have no vote (Munda and Nardo 2009). nan for a
    unit without any part.
    """
    wins = np.zeros(len(parts))
    for unit, line in enumerate(parts):
        with np.errstate(invalid="ignore"):
            votes = np.sign(line - parts)
        balance = np.nan_to_num(votes) @ weights
        decided = np.abs(balance) > _ROUNDING * weights.sum()
        wins[unit] = np.sign(np.where(decided, balance, 0.0)).sum()
    return np.where(np.isnan(parts).all(axis=1), np.nan, wins)


#: Weights that differ by less on both sides are level.
_ROUNDING = 64 * np.finfo(np.float64).eps
