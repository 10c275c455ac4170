"""The rank that a unit would have with other scores, the other units as they are: exactly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.kernels import Indices, Integers, half_up_exact
from parindex.scoring.answers.node_ranks import node_keys

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: Tells the exact score of a node, by its column; None where it is missing.
ScoreOf = Callable[[int], Fraction | None]


@attrs.frozen(eq=False)
class Standing:
    """One unit among those that it is ranked with."""

    scores: Scores
    row: int
    others: Indices  # the rows of the units ranked with it
    keys: Integers  # theirs, the greater the better

    @classmethod
    def of(cls, scores: Scores, row: int) -> Standing:
        """Return that of a unit."""
        keys, everyone = node_keys(scores, 0), np.arange(len(scores.units))
        group = next(rows for members in scores.exactness.given.groups if row in (rows := everyone[members]))
        others = group[(keys[group] >= 0) & (group != row)]
        return cls(scores, row, others, keys[others])

    def rank(self, score: ScoreOf) -> float:
        """Return the rank that the unit would have with other scores; nan where it is not ranked."""
        if np.isnan(self.scores.rank[self.row]):
            return float("nan")
        definition = self.scores.definition
        better = np.zeros(self.others.size, dtype=np.int64)
        for node in (0, *(self.scores.places[id_] for id_ in definition.rank.then)):
            open_ = np.flatnonzero(better == 0)
            if not open_.size:
                break
            better[open_] = self._against(node, self.others[open_], score(node))
        above, level = int(np.count_nonzero(better > 0)), int(np.count_nonzero(better == 0))
        if definition.rank.shared == "dense":
            above = np.unique(self.keys[better > 0]).size
        return float(1 + above + {"max": level, "average": level / 2}.get(definition.rank.shared, 0))

    def _against(self, node: int, others: Indices, own: Fraction | None) -> Integers:
        """Return 1 where another unit stands before this one by a node, -1 where behind, 0 where level."""
        exactness, ranking = self.scores.exactness, self.scores.definition.rank
        missing = exactness.marks.without_score[others, node]
        if own is None:
            return np.where(missing, 0, 1)
        if ranking.on == "rounded":
            places = int(exactness.plan.decimals[node])
            mine = half_up_exact(own, places)
            steps = exactness.rounded(others, node, places)
            signs = np.array([0 if step is None else (step > mine) - (step < mine) for step in steps])
        else:
            apart = exactness.values[others, node] - float(own)
            with np.errstate(invalid="ignore"):
                signs = np.where(np.isnan(apart), 0, np.sign(apart)).astype(np.int64)
                near = np.flatnonzero(
                    (np.abs(apart) <= 2 * exactness.error[node] + np.spacing(abs(float(own)))) & ~missing
                )
            rows = others[near].tolist()
            exact = exactness.exact(rows) if rows else {}
            for at, row in zip(near.tolist(), rows, strict=True):
                figure = exactness.figure(exact[row][node])
                signs[at] = (figure > own) - (figure < own)
        return np.where(missing, -1, signs * ranking.sign)
