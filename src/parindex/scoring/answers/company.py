"""Whom a unit is compared with at a node, and what stands in the middle and at the ends of them, as published."""

from __future__ import annotations

from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from parindex.kernels import Indices, half_up, half_up_exact, in_decimals, undecided
from parindex.scoring.answers.node_ranks import node_keys

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


def company(scores: Scores, at: int, row: int) -> Indices:
    """Return the rows of the units that one is ranked with at the node of a column, itself too."""
    keys = node_keys(scores, at)
    groups = (np.arange(keys.size)[members] for members in scores.exactness.given.groups)
    group = next(rows for rows in groups if row in rows)
    return group[keys[group] >= 0]


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
