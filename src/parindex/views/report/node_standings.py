"""Where every unit stands at a node: score, rank, and the median and best among those it is ranked with."""

from __future__ import annotations

import math
from decimal import Decimal

import attrs
import numpy as np

from parindex.scoring import Scores, published_median


@attrs.frozen
class NodeStanding:
    """One node for all units: everything is as published.

    Attributes
    ----------
    node : str
        The node, the root under the definition's id.
    scores : tuple of Decimal or None
        The score of each unit.
    ranks : tuple of float or None
        The rank of each unit there, by the definition's way to rank.
    median, best : tuple of Decimal or None
        Among the units that each one is ranked with there.
    full : float or None
        The maximum, where it is known; nothing beside the tree has one.
    lowest : float
        Where a bar begins: 0, or the lowest score where one is below it.
    """

    node: str
    scores: tuple[Decimal | None, ...]
    ranks: tuple[float | None, ...]
    median: tuple[Decimal | None, ...]
    best: tuple[Decimal | None, ...]
    full: float | None
    lowest: float


def node_standing(scores: Scores, node: str) -> NodeStanding:
    """Return where every unit stands at a node."""
    item, published, ranks = scores.definition[node], scores.published(node), scores.ranks(node).rank
    at, everyone = scores.places[item.id], np.arange(len(scores.units))
    middles: list[Decimal | None] = [None] * len(scores.units)
    tops: list[Decimal | None] = [None] * len(scores.units)
    for rows in scores.ranked_together(everyone):
        there = rows[ranks[rows] >= 1]
        if not there.size:
            continue
        top = published[there[np.nanargmin(ranks[there])]]
        middle = published_median(scores, at, there)
        for row in rows.tolist():
            middles[row], tops[row] = middle, top
    maximum = None if item.adds else scores.definition.maximum(item)
    least = min((float(figure) for figure in published if figure is not None), default=0.0)
    return NodeStanding(
        node=node,
        scores=published,
        ranks=tuple(None if math.isnan(place) else place for place in ranks.tolist()),
        median=tuple(middles),
        best=tuple(tops),
        full=None if maximum is None else float(maximum),
        lowest=min(0.0, least),
    )
