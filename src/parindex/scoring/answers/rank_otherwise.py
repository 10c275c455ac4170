"""The ranks that units would have with other scores, each alone, the other units as they are: exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.kernels import Floats, Indices, Integers, Mask, half_up, half_up_exact, rank_behind, undecided
from parindex.scoring.answers.node_ranks import node_keys

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: Tells the exact score of a node, by its column; None where it is missing.
ScoreOf = Callable[[int], Fraction | None]
#: Tells the exact totals of some places; those that it leaves out have none.
ExactTotals = Callable[[Indices], Mapping[int, Fraction]]


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
        if not may_be_ranked(self.scores)[self.row]:
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
        return float(rank_behind(above, level, definition.rank.shared))

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


def may_be_ranked(scores: Scores) -> Mask:
    """Return the units that are ranked if they have a total (n_units,)."""
    return np.array([unit is None or unit.ranked for unit in scores.evidence.members], dtype=bool)


@attrs.frozen(eq=False)
class _Line:
    """Units ranked together, from the worst to the best, by their totals or by these as published."""

    members: Indices  # their rows
    keys: Integers
    figures: Floats  # never falling
    place: Integers  # (n_units,): where each unit stands, -1 for others and those that are not ranked as they are
    distinct: Integers  # (n_members + 1,): how many keys there are from each place on
    alone: Mask  # (n_members + 1,): nobody shares its key

    @classmethod
    def of(cls, keys: Integers, figures: Floats, group: Indices) -> _Line:
        """Return some units in order."""
        members = group[keys[group] >= 0]
        members = members[np.argsort(keys[members])]
        own = keys[members]
        place = np.full(keys.size, -1)
        place[members] = np.arange(members.size)
        new = np.append(own[1:] != own[:-1], True)[: own.size]
        distinct = np.append(np.cumsum(new[::-1])[::-1], 0)
        count = np.bincount(own, minlength=1)[own] if own.size else own
        return cls(members, own, np.maximum.accumulate(figures[members]), place, distinct, np.append(count == 1, False))


def ranks_with(
    scores: Scores,
    rows: Indices,
    totals: Floats,
    error: float | Floats,
    exact: ExactTotals,
    *,
    before: Floats | None = None,
    error_before: float | None = None,
) -> Floats:
    """Return the rank that each unit would have with another total, the others as they are.

    `totals` are known to within an `error`; `exact` tells those of some places. nan where there is none, and where
    further scores decide between equal totals. Totals `before` may be told more closely than the scores know them.
    """
    exactness, decimals = scores.exactness, scores.definition.decimals
    if scores.definition.rank.on == "rounded":
        return ranks_by(scores, rows, _published(totals, decimals, error, exact), published_steps(scores))
    slack = error + (float(exactness.error[0]) if error_before is None else error_before)
    both = totals, scores.total if before is None else before
    return _ranks_in_lines(scores, rows, both, np.broadcast_to(slack, totals.shape), exact)


def ranks_by(scores: Scores, rows: Indices, totals: Floats, figures: Floats) -> Floats:
    """Return likewise ranks by numbers that are in the order of exact totals: of new ones, and of all as they are."""
    return _ranks_in_lines(scores, rows, (totals, figures), np.zeros(totals.shape), lambda places: {})


def published_steps(scores: Scores) -> Floats:
    """Return totals as published in whole steps of the last decimal, nan where there is none (n_units,)."""
    steps = scores.exactness.rounded(slice(None), 0, scores.definition.decimals)
    return np.array([np.nan if step is None else float(step) for step in steps])


def _ranks_in_lines(
    scores: Scores, rows: Indices, both: tuple[Floats, Floats], slack: Floats, exact: ExactTotals
) -> Floats:
    sign = scores.definition.rank.sign
    totals, figures = (one * sign for one in both)
    keys = np.where(np.isnan(scores.rank), -1, node_keys(scores, 0))
    ranks, everyone, ranked = np.full(rows.size, np.nan), np.arange(keys.size), may_be_ranked(scores)
    for group in scores.exactness.given.groups:
        line = _Line.of(keys, figures, everyone[group])
        here = np.flatnonzero(ranked[rows] & np.isin(rows, everyone[group]) & ~np.isnan(totals))
        low = np.searchsorted(line.figures, totals[here] - slack[here], "left")
        high = np.searchsorted(line.figures, totals[here] + slack[here], "right")
        near = _near_figures(here, low, high, line.place[rows[here]], exact) if slack.any() else {}
        ranks[here] = _in_line(scores, line, rows[here], (low, high), near)
    return ranks


def _published(totals: Floats, decimals: int, error: float | Floats, exact: ExactTotals) -> Floats:
    """Return totals in whole steps as published."""
    there = ~np.isnan(totals)
    steps = np.where(there, half_up(np.where(there, totals, 0.0), decimals), np.nan)
    doubtful = np.flatnonzero(there & undecided(np.where(there, totals, 0.0), decimals, error))
    for at, figure in exact(doubtful).items():
        steps[at] = half_up_exact(figure, decimals)
    return steps


def _near_figures(
    here: Indices, low: Indices, high: Indices, places: Indices, exact: ExactTotals
) -> dict[int, Fraction]:
    """Return the exact totals of those that are too near to others, by their places among units of the line."""
    doubtful = np.flatnonzero(high - low > ((low <= places) & (places < high)))
    figures = exact(here[doubtful]) if doubtful.size else {}
    wanted = zip(doubtful.tolist(), here[doubtful].tolist(), strict=True)
    return {nth: figures[at] for nth, at in wanted if at in figures}


def _in_line(
    scores: Scores, line: _Line, rows: Indices, between: tuple[Indices, Indices], figures: Mapping[int, Fraction]
) -> Floats:
    """Return the ranks of units among those of a line, each with another total than its own.

    Those `between` two places of the line are level with it, or too near: exact `figures` of the unit tell then.
    """
    ranking, places, (low, high) = scores.definition.rank, line.place[rows], between
    above = line.members.size - high - (places >= high)
    level = high - low - ((low <= places) & (places < high))
    if ranking.shared == "dense":
        above = line.distinct[high] - ((places >= high) & line.alone[places])
    for nth, figure in figures.items():
        near = [row for row in line.members[low[nth] : high[nth]].tolist() if row != rows[nth]]
        better = [row for row in near if ranking.sign * (scores.exactness.exact_score(row) - figure) > 0]
        level[nth] = sum(scores.exactness.exact_score(row) == figure for row in near)
        above[nth] += len(better)
        if ranking.shared == "dense":
            beyond = [line.place[row] for row in better] + list(range(high[nth], line.members.size))
            above[nth] = len({line.keys[at] for at in beyond if line.members[at] != rows[nth]})
    ranks = rank_behind(above, level, ranking.shared)
    return np.where(level > 0, np.nan, ranks) if ranking.then else np.asarray(ranks, dtype=np.float64)
