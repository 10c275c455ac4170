"""Whether figures of a stored result agree: what is published is the score rounded, and ranks follow the totals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from parindex.base import json_pointer, say
from parindex.kernels import Integers, rank
from parindex.scoring.stored_documents import Misfits

#: How far a score may be from what is published of it: half a step and what float64 may be off, of a step and of the
#: greatest score of the unit.
_STEP, _FLOAT = 0.55, 1e-9
#: How equal totals share a rank.
_WAYS = ("min", "max", "average", "dense")
#: A score and what is published of it.
_Figures = tuple[float | None, str | None]


def disagreements(units: Sequence[Mapping[str, Any]], best: str) -> Misfits:
    """Yield where figures of units contradict each other, each with its JSON pointer.

    Parameters
    ----------
    units : sequence of mapping
        As they stand in a result, of its shape and with the same nodes.
    best : {"highest", "lowest"}
        Which totals are best.
    """
    sizes = [_size(unit) for unit in units]
    yield from _column(("total", "published"), "", [(unit["total"], unit["published"]) for unit in units], sizes)
    for node in units[0]["scores"] if units else ():
        figures = [(unit["scores"][node], unit["published_scores"][node]) for unit in units]
        yield from _column(("scores", "published_scores"), node, figures, sizes)
    groups: dict[str | None, list[int]] = {}
    for row, unit in enumerate(units):
        if unit["rank"] is not None and unit["published"] is None:
            yield json_pointer(["units", row, "rank"]), say("a rank without a total")
        elif unit["rank"] is not None:
            groups.setdefault(unit["group"], []).append(row)
    ways = set(_WAYS)
    for rows in groups.values():
        yield from _ranks(units, rows, best, ways)


def _size(unit: Mapping[str, Any]) -> float:
    """Return the greatest score of a unit."""
    return max((abs(score) for score in (unit["total"], *unit["scores"].values()) if score is not None), default=0.0)


def _column(keys: tuple[str, str], node: str, figures: Sequence[_Figures], sizes: list[float]) -> Misfits:
    """Yield where published figures of a node are not its scores rounded, or have another number of decimals."""
    decimals = {len(text.partition(".")[2]) for _, text in figures if text is not None}
    slack = _STEP * 10.0 ** -max(decimals, default=0)
    for row, (score, text) in enumerate(figures):
        if len(decimals) > 1:
            yield _place(row, keys[1], node), say("figures of one column have unlike numbers of decimals")
            return
        if text is None or score is None:
            if text is None and score is not None:
                yield _place(row, keys[1], node), say("nothing is published of the score {score}", score=score)
            elif text is not None and math.isfinite(float(text)):
                yield _place(row, keys[0], node), say("{text!r} is published of no score", text=text)
        elif abs(float(text) - score) > slack + _FLOAT * sizes[row]:
            yield _place(row, keys[1], node), say("{text!r} is not {score} rounded", text=text, score=score)


def _place(row: int, key: str, node: str) -> str:
    return json_pointer(["units", row, key, *([node] if node else [])])


def _ranks(units: Sequence[Mapping[str, Any]], rows: list[int], best: str, ways: set[str]) -> Misfits:
    """Yield where ranks of units ranked together do not follow the published totals, or leave out or repeat some.

    Which of the `ways` to share a rank are possible is narrowed down from group to group.
    """
    sign = 1 if best == "lowest" else -1
    standing = sorted((units[row]["rank"], sign * float(units[row]["published"]), row) for row in rows)
    for (rank_before, before, above), (own_rank, own, row) in pairwise(standing):
        if own < before or (own_rank == rank_before and own != before):
            values = {"rank": own_rank, "total": units[row]["published"], "unit": units[above]["unit"]}
            told = say("rank {rank} does not fit to the total {total}, beside that of {unit}", **values)
            yield json_pointer(["units", row, "rank"]), told
            return
    given = np.array([units[row]["rank"] for row in rows], dtype=np.float64)
    keys: Integers = -np.unique(given, return_inverse=True)[1].reshape(-1)
    ways.intersection_update([way for way in ways if np.array_equal(rank(keys, way), given)])
    if not ways:
        yield json_pointer(["units", rows[0], "rank"]), say("ranks are left out, or stand there too often")
