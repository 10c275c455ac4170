"""Totals and ranks of the other units when one is left out."""

from __future__ import annotations

import attrs
import numpy as np

from parindex.evidence import Evidence
from parindex.kernels import Floats, Indices
from parindex.scoring import Scores, score


def compares(scores: Scores) -> bool:
    """Return whether the score of a unit depends on others."""
    return any(leaf.rule.cohort for leaf in scores.definition.leaves if leaf.id in scores.evidence.columns)


def ranked_again(scores: Scores, rows: Indices) -> tuple[Floats, Floats]:
    """Return totals and ranks (n_rows, n_units) without each of these units, where no score depends on others."""
    ranking = scores.definition.rank
    total = np.tile(scores.total, (rows.size, 1))
    rank = np.tile(scores.rank, (rows.size, 1))
    total[np.arange(rows.size), rows] = rank[np.arange(rows.size), rows] = np.nan
    keys = np.where(np.isnan(scores.rank), -1, scores.exactness.standing(ranking.on))
    at = np.full(keys.size, -1)
    for group in scores.exactness.given.groups:
        members = np.arange(keys.size)[group]
        members = members[keys[members] >= 0]
        at[members] = np.arange(members.size)
        cases = np.flatnonzero(np.isin(rows, members))
        own, others = keys[rows[cases]][:, None], keys[members]
        above, level = own > others, own == others
        if ranking.ties == "dense":  # those below move up only where nobody else has the total that goes
            above &= level.sum(axis=1, keepdims=True) == 1
        gain = above + level * {"max": 1.0, "average": 0.5}.get(ranking.ties, 0.0)
        rank[np.ix_(cases, members)] -= gain
    return total, rank


def scored_again(scores: Scores, rows: Indices) -> tuple[Floats, Floats]:
    """Return totals and ranks (n_rows, n_units) without each of these units, scoring the others anew."""
    total, rank = (np.full((rows.size, len(scores.units)), np.nan) for _ in range(2))
    for case, row in enumerate(rows.tolist()):
        rest = np.delete(np.arange(len(scores.units)), row)
        if rest.size:
            found = score(scores.definition, without(scores.evidence, row))
            total[case, rest], rank[case, rest] = found.total, found.rank
    return total, rank


def without(evidence: Evidence, row: int) -> Evidence:
    """Return evidence without one unit."""
    keep = np.delete(np.arange(len(evidence.units)), row)
    return attrs.evolve(
        evidence,
        units=evidence.units[:row] + evidence.units[row + 1 :],
        names=evidence.names[:row] + evidence.names[row + 1 :],
        members=evidence.members[:row] + evidence.members[row + 1 :],
        values=evidence.values[keep],
        not_applicable=evidence.not_applicable[keep],
        long={(at - (at > row), column): own for (at, column), own in evidence.long.items() if at != row},
        settled={column: (state, where[keep]) for column, (state, where) in evidence.settled.items()},
        printed=np.full(keep.size, np.nan),  # what a source prints is compared where all are scored
        documents={},
        problems=(),
    )
