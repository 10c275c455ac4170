"""Where every unit stands at a node: score, rank, and the median and best among those it is ranked with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

import attrs
import numpy as np

from parindex.kernels import Floats, rank
from parindex.scoring import Scores


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
        The rank of each unit among those of its group that are ranked.
    median, best : tuple of Decimal or None
        Among the ranked units of each one's group.
    full : float or None
        The maximum, where it is known and nothing drops out.
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
    published = scores.published(node)
    ranks: list[float | None] = [None] * len(scores.units)
    middles: list[Decimal | None] = [None] * len(scores.units)
    tops: list[Decimal | None] = [None] * len(scores.units)
    for places in scores.ranked_together(np.arange(len(scores.units))):
        rows = [row for row in places.tolist() if published[row] is not None and scores.rank[row] >= 1]
        known = [figure for row in rows if (figure := published[row]) is not None]
        if not known:
            continue
        for row, place in zip(rows, _ranks(known, scores), strict=True):
            ranks[row] = place
        for row in places.tolist():
            middles[row] = _at_decimals(median(known), known[0])
            tops[row] = min(known) if _lowest_first(scores) else max(known)
    if node == scores.definition.id:
        ranks = [float(place) if place >= 1 else None for place in scores.rank]
    given = [float(figure) for figure in published if figure is not None]
    maximum = scores.definition.maximum(scores.definition[node])
    full = None if maximum is None else float(maximum)
    return NodeStanding(node, published, tuple(ranks), tuple(middles), tuple(tops), full, min([0.0, *given]))


def _lowest_first(scores: Scores) -> bool:
    return scores.definition.rank.best == "lowest"


def _ranks(figures: Sequence[Decimal], scores: Scores) -> list[float]:
    """Rank published scores, those that are level at the same rank."""
    levels = sorted(set(figures), reverse=_lowest_first(scores))
    keys = np.array([levels.index(figure) for figure in figures])
    ranks: Floats = rank(keys, "min")
    return list(map(float, ranks))


def _at_decimals(figure: Decimal, like: Decimal) -> Decimal:
    """Return a median at the decimals of the scores: half up, as these are."""
    return figure.quantize(like, rounding=ROUND_HALF_UP)
