"""One unit scored again among others that stay as they are: the same as scoring all, at the cost of a row."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np

from parindex.definition import Ranking
from parindex.evidence import Evidence, only_row
from parindex.kernels import Indices, Integers
from parindex.scoring.empty_cells import arranged
from parindex.scoring.exactness import Exactness
from parindex.scoring.float_walk import FloatWalk


def floats_with_other_row(before: Exactness, evidence: Evidence, row: int) -> FloatWalk | None:
    """Return the walk in float64 of evidence with another row; None where all has to be walked again."""
    if before.floats is None or before.plan.definition is not evidence.definition:
        return None
    given = arranged(before.plan, attrs.evolve(only_row(evidence, row), slack=evidence.slack))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return before.floats.with_row(row, given)


def keys_with_other_row(exactness: Exactness, before: Integers, row: int) -> Integers:
    """Return whole numbers that order the units, the greater the better, from those of the units as they were."""
    ranking, keys = exactness.plan.definition.rank, before.copy()
    keys[row] = -1
    if exactness.marks.without_score[row, 0]:
        return keys
    others = np.flatnonzero(keys >= 0)
    above = np.zeros(others.size, dtype=np.int64)
    for node in (0, *(exactness.plan.ids.index(id_) for id_ in ranking.then)):
        level = np.flatnonzero(above == 0)
        if level.size:
            above[level] = _standing(exactness, ranking, node, others[level], row)
    if (above == 0).any():
        keys[row] = keys[others[above == 0][0]]
        return keys
    keys[row] = keys[others[above < 0]].max(initial=-1) + 1
    keys[others[above > 0]] += 1
    return keys


def _standing(exactness: Exactness, ranking: Ranking, node: int, others: Indices, row: int) -> Integers:
    """Return 1 where other units stand before one by a node, -1 where behind, 0 where level."""
    without = exactness.marks.without_score[:, node]
    if without[row]:
        return np.asarray(~without[others], dtype=np.int64)
    values, error = exactness.values[:, node], float(exactness.error[node])
    places = int(exactness.plan.decimals[node])
    with np.errstate(invalid="ignore"):
        apart = values[others] - values[row]
        signs = np.where(without[others], -ranking.sign, np.sign(np.nan_to_num(apart))).astype(np.int64)
        slack = 2 * (error + (10.0**-places if ranking.on == "rounded" else 0.0))
        near = np.flatnonzero(~(np.abs(apart) > slack) & ~without[others])
    if near.size:
        rows = np.append(others[near], row)
        figures = _figures(exactness, ranking, node, rows, places)
        own = figures[-1]
        signs[near] = [(figure > own) - (figure < own) for figure in figures[:-1]]
    return np.asarray(signs * ranking.sign)


def _figures(exactness: Exactness, ranking: Ranking, node: int, rows: Indices, places: int) -> list[Fraction]:
    """Return what units are ranked by at a node: whole steps as published, or exact scores."""
    if ranking.on == "rounded":
        return [Fraction(step) for step in exactness.rounded(rows, node, places) if step is not None]  # all have one
    exact = exactness.exact(rows.tolist())
    return [exactness.figure(exact[row][node]) for row in rows.tolist()]
