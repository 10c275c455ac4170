"""Whom a unit is compared with at a node, and what stands in the middle and at the ends of them, as published."""

from __future__ import annotations

import math
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from parindex.kernels import Floats, Indices, Integers, half_up, half_up_exact, in_decimals, undecided
from parindex.scoring.answers.node_ranks import node_keys
from parindex.scoring.exactness import RankedTogether

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


def company(scores: Scores, at: int, row: int) -> Indices:
    """Return the rows of the units that one is ranked with at the node of a column, itself too."""
    return ranked_with(scores, at, row)[0]


def ranked_with(scores: Scores, at: int, row: int) -> RankedTogether:
    """Return the units that one is ranked with at the node of a column; worked out once for all of them."""
    known, group = scores.exactness.known_together, int(scores.exactness.group_of[row])
    if (at, group) not in known:
        keys = node_keys(scores, at)
        members = np.arange(keys.size)[scores.exactness.given.groups[group]]
        there = members[keys[members] >= 0]
        known[at, group] = there, np.sort(keys[there]), _middle_and_ends(scores.values[there, at], keys[there])
    return known[at, group]


def _middle_and_ends(values: Floats, keys: Integers) -> tuple[float, float, float]:
    """Return the median of some scores, the best and the worst; nan where there are none."""
    if not keys.size:
        return math.nan, math.nan, math.nan
    return float(np.median(values)), float(values[keys.argmax()]), float(values[keys.argmin()])


def published_ends(scores: Scores, at: int, rows: Indices) -> tuple[Decimal | None, Decimal | None]:
    """Return the best and the worst score of some rows at the node of a column, as published."""
    if not rows.size:
        return None, None
    keys = node_keys(scores, at)[rows]
    best, worst = scores.exactness.published(rows[[keys.argmax(), keys.argmin()]], at)
    return best, worst


def published_median(scores: Scores, at: int, rows: Indices) -> Decimal | None:
    """Return the median score of some rows at the node of a column, rounded half up from the exact one."""
    if not rows.size:
        return None
    exactness = scores.exactness
    decimals = int(exactness.plan.decimals[at])
    middle = np.median(scores.values[rows, at])
    error = exactness.error[at] + np.spacing(np.abs(middle))
    if not undecided(middle, decimals, error):
        return in_decimals(int(half_up(middle, decimals)), decimals)
    exact = exactness.exact(rows.tolist())
    figures = [exactness.figure(exact[row][at]) for row in rows.tolist()]
    return in_decimals(half_up_exact(median(figures), decimals), decimals)
