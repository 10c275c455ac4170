"""Ranks of units in many cases at once, by the definition's own rule, decided exactly where float64 cannot tell."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.base import Progress
from parindex.kernels import Floats, Indices, Mask, half_up, half_up_exact, places, undecided
from parindex.scoring import Scores

#: Tells the exact totals of some units (places among the rows) in one case.
TotalsOf = Callable[[int, Indices], list[Fraction]]
#: So many totals are put in order at once.
CELLS = 1_000_000
#: Work is told to go on so many times, if there are so many cases.
_TOLD = 50
#: Bounds of float64 errors are taken so many times as wide, and what is not bounded as a part of the greatest total.
_WIDER, _UNBOUNDED = 8.0, 1e-10
#: Totals that differ by such a part of the greatest are shown as the same: bounds can be far too wide for that.
_SAME = 1e-12


def bounded(scores: Scores, error: float | None = None) -> float:
    """Return how far totals may be from the exact ones, if by `error`, with room for how they are worked out here."""
    error = float(scores.exactness.error[0]) if error is None else error
    if np.isfinite(error):
        return _WIDER * error
    finite = scores.total[np.isfinite(scores.total)]
    return _UNBOUNDED * float(np.max(np.abs(finite), initial=1.0))


def settled(before: Floats, after: Floats, slack: Floats) -> Floats:
    """Return totals (n_cases, n_units) with those that float64 tells from the ones before no more as they were."""
    near = np.minimum(slack, _SAME * np.max(np.abs(before[np.isfinite(before)]), initial=0.0))
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(after - before) <= near[:, None], before, after)


@attrs.frozen(eq=False, repr=False)
class CaseRanks:
    """How some units are ranked in many cases."""

    scores: Scores
    rows: Indices  # (n_rows,): the units that are ranked
    ends: Indices  # (n_ends,): the nodes not made of parts; units with the same scores there are always level
    blocks: tuple[Indices, ...]  # the places among `rows` of units that are ranked among themselves
    _kind_of: dict[int, int] = attrs.field(factory=dict)  # see `_kinds`, by row
    _first: dict[tuple[Any, ...], int] = attrs.field(factory=dict)  # the first row of each kind, which names it

    @classmethod
    def of(cls, scores: Scores, rows: Indices, ends: Indices) -> CaseRanks:
        """Return how these units are ranked."""
        return cls(scores, rows, ends, scores.ranked_together(rows))

    def ranks(self, totals: Floats, slack: Floats, exact: TotalsOf, progress: Progress | None = None) -> Floats:
        """Return ranks (n_cases, n_rows), nan where `totals` of that shape are nan.

        Those of a case are known to within its `slack` (n_cases,); closer ones are decided by `exact`.
        `progress` is told how many cases are done.
        """
        ranks = np.full(totals.shape, np.nan)
        some = max(1, min(CELLS // max(1, self.rows.size), -(-len(totals) // _TOLD)))
        for start in range(0, len(totals), some):
            here = slice(start, start + some)

            def decide(case: int, units: Indices, start: int = start) -> list[Fraction]:
                return exact(start + case, units)

            for members in self.blocks:
                ranks[here, members] = self._block(totals[here, members], slack[here], members, decide)
            if progress is not None:
                progress(min(start + some, len(totals)), len(totals))
        return ranks

    def _block(self, totals: Floats, slack: Floats, members: Indices, exact: TotalsOf) -> Floats:
        """Rank the units of one group."""
        ranking = self.scores.definition.rank
        shown = totals
        if ranking.on == "rounded":
            shown = self._rounded(totals, slack, members, exact)
            slack = np.zeros_like(slack)
        shown = shown if ranking.sign > 0 else -shown
        order = np.argsort(-shown, axis=1)  # nan last
        line = np.take_along_axis(shown, order, axis=1)
        with np.errstate(invalid="ignore"):
            near = line[:, :-1] - line[:, 1:] <= 2 * slack[:, None]
        if np.isinf(line).any():  # their difference is none
            near |= line[:, :-1] == line[:, 1:]
        ranked = np.broadcast_to(np.arange(1.0, members.size + 1), order.shape)
        if near.any():
            level = np.zeros(order.shape, dtype=bool)
            level[:, 1:] = near
            if ranking.on != "rounded":
                self._decide(order, level, members, exact)
            ranked = 1 + places(level, ranking.shared) / 2
        ranks = np.empty(totals.shape)
        np.put_along_axis(ranks, order, ranked, axis=1)
        ranks[np.isnan(totals)] = np.nan
        return ranks

    def _rounded(self, totals: Floats, slack: Floats, members: Indices, exact: TotalsOf) -> Floats:
        """Return totals in whole steps as published."""
        decimals = self.scores.definition.decimals
        with np.errstate(invalid="ignore"):
            open_ = undecided(totals, decimals, slack[:, None]) & ~np.isnan(totals)
            shown = half_up(totals, decimals)
        for case in np.flatnonzero(open_.any(axis=1)).tolist():
            some = np.flatnonzero(open_[case])
            shown[case, some] = [half_up_exact(figure, decimals) for figure in exact(case, members[some])]
        return shown

    def _decide(self, order: Indices, level: Mask, members: Indices, exact: TotalsOf) -> None:
        """Put units in their exact order that are too near for float64 and not alike, and say which are level."""
        close = level.copy()
        close[:, :-1] |= level[:, 1:]
        involved = np.unique(members[order[close]])
        kind_of = np.full(self.rows.size, -1)
        kind_of[involved] = self._kinds(involved)
        kind = kind_of[members[order]]
        mixed = level[:, 1:] & (kind[:, 1:] != kind[:, :-1])
        for case in np.flatnonzero(mixed.any(axis=1)).tolist():
            run = np.cumsum(~level[case])
            inside = np.flatnonzero(np.isin(run, run[1:][mixed[case]]))
            units = order[case, inside]
            _, first, which = np.unique(kind[case, inside], return_index=True, return_inverse=True)
            figures = [self.scores.definition.rank.sign * figure for figure in exact(case, members[units[first]])]
            ranked = sorted(range(inside.size), key=lambda place: (run[inside[place]], -figures[which[place]]))
            order[case, inside] = units[ranked]
            for before, place, spot in zip(ranked, ranked[1:], inside[1:].tolist(), strict=False):
                same = run[inside[before]] == run[inside[place]]
                level[case, spot] = same and figures[which[before]] == figures[which[place]]

    def _kinds(self, units: Indices) -> list[int]:
        """Return a number for each unit, the same for units alike: their exact scores are, wherever parts are given."""
        exactness = self.scores.exactness
        rows = self.rows[units].tolist()
        new = [row for row in rows if row not in self._kind_of]
        exact = exactness.exact(new) if new else {}
        for row in new:
            marks = exactness.marks.missing[row, self.ends] * 1 + exactness.marks.left_out[row, self.ends] * 2
            figures = tuple(
                mark or (figure,) for mark, figure in zip(marks.tolist(), exact[row][self.ends].tolist(), strict=True)
            )
            self._kind_of[row] = self._first.setdefault(figures, row)
        return [self._kind_of[row] for row in rows]
