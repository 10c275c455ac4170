"""Ranks of units in cases in which the totals of others differ too, by tables of all totals (n_cases, n_members)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.kernels import Floats, Indices, Integers, Mask, half_up, half_up_exact, undecided
from parindex.scoring.answers.rank_otherwise import ExactTotals, may_be_ranked, published_steps
from parindex.scoring.answers.what_if.float_paths import FloatTotals
from parindex.scoring.denominators import half_up_whole

if TYPE_CHECKING:
    from parindex.scoring.answers.what_if.outcomes import Brought
    from parindex.scoring.scores import Scores


@attrs.frozen(eq=False)
class Totals:
    """The totals of units that are ranked together, in each of some cases (n_cases, n_members).

    `whole` are numbers in the order of the exact totals, nan where none is known; elsewhere the totals in float64 are
    known to within an `error`, infinite where nothing is. In cases that are `lost` a total is not defined.
    """

    values: Floats
    error: Floats
    whole: Floats
    lost: Mask

    def some(self, cases: Indices) -> Totals:
        """Return those of some cases, each perhaps more than once."""
        return Totals(self.values[cases], self.error[cases], self.whole[cases], self.lost[cases])

    @classmethod
    def of(cls, scores: Scores, members: Indices, walked: FloatTotals, exact: ExactTotals) -> Totals:
        """Return those that were walked, the greater the better; only of units that are ranked."""
        sign, ranked = scores.definition.rank.sign, ~np.isnan(scores.rank[members])
        table = attrs.evolve(walked.known, error=np.where(walked.known.doubtful, np.inf, walked.known.error))
        lost = np.zeros(table.values.size // members.size, dtype=bool)
        whole = walked.whole.copy()
        if scores.definition.rank.on == "rounded":
            whole, lost = _steps(scores, members, walked, exact)
        values, error, order = (one.reshape(-1, members.size)[:, ranked] for one in (table.values, table.error, whole))
        return cls(values * sign, error, order * sign, lost)


def _steps(scores: Scores, members: Indices, walked: FloatTotals, exact: ExactTotals) -> tuple[Floats, Mask]:
    """Return totals as published in whole steps, and the cases in which one is not defined."""
    known, decimals = walked.known, scores.definition.decimals
    totals = np.where(np.isfinite(known.values), known.values, 0.0)
    steps, open_ = half_up(totals, decimals), undecided(totals, decimals, known.error) | known.doubtful
    if walked.denominator:
        whole = half_up_whole(walked.whole, walked.denominator, decimals)
        if whole is not None:
            steps, open_ = np.where(np.isnan(whole), steps, whole), open_ & np.isnan(whole)
    before = np.tile(published_steps(scores)[members], totals.size // members.size)
    steps, open_ = np.where(walked.same, before, steps), open_ & ~walked.same
    open_ &= np.tile(~np.isnan(scores.rank[members]), totals.size // members.size)
    places = np.flatnonzero(open_)
    figures = exact(places) if places.size else {}
    lost = np.zeros(totals.size // members.size, dtype=bool)
    for at in places.tolist():
        if at in figures:
            steps[at] = half_up_exact(figures[at], decimals)
        else:
            lost[at // members.size] = True
    return steps, lost


def ranks_in_tables(
    scores: Scores, members: Indices, own: Indices, walked: FloatTotals, exact: ExactTotals
) -> tuple[Floats, Mask]:
    """Return the rank of one member in each case (n_cases,), nan where it has none, and the cases left open.

    `own` is its place among members; `exact` tells exact totals by their places in what was walked.
    """
    totals = Totals.of(scores, members, walked, exact)
    places = np.flatnonzero(~np.isnan(scores.rank[members]))
    mine = np.full(members.size, -1)
    mine[places] = np.arange(places.size)
    ranked, at = mine[own] >= 0, np.maximum(mine[own], 0)
    better, level, near = _against(totals, at)
    near &= ranked[:, None]
    lost = totals.lost.copy()
    open_ = _Open(scores, near, np.arange(own.size)[:, None] * members.size + places, at)
    open_.settle(exact, better, level, lost)
    ranks, unclear = _of_those_above(scores, totals, better, level)
    lost |= unclear
    return np.where(ranked & ~lost, ranks, np.nan), lost & ranked


def _of_those_above(scores: Scores, totals: Totals, better: Mask, level: Mask) -> tuple[Floats, Mask]:
    """Return ranks, and the cases in which more must be known than which totals stand above and which are level."""
    above, equal = better.sum(axis=1), level.sum(axis=1)
    open_ = np.zeros(above.size, dtype=bool)
    shared = scores.definition.rank.shared
    if shared == "dense":
        above, open_ = _distinct(totals, better)
    if scores.definition.rank.then:
        open_ = open_ | (equal > 0)
    return 1 + above + {"max": equal, "average": equal / 2}.get(shared, 0), open_


def ranks_in_scenarios(scores: Scores, scenario: Integers, rows: Indices, found: Brought) -> tuple[Floats, Mask]:
    """Return the rank of each unit among others of which some have new totals too, and the scenarios left open.

    `found` has the totals of units in scenarios; ranks are nan where there is none.
    """
    ranks, open_ = np.full(rows.size, np.nan), np.zeros(rows.size, dtype=bool)
    everyone, ranked = np.arange(len(scores.units)), may_be_ranked(scores)
    _, nth = np.unique(scenario, return_inverse=True)
    for group in scores.exactness.given.groups:
        members = everyone[group][ranked[everyone[group]]]
        places = np.full(everyone.size, -1)
        places[members] = np.arange(members.size)
        here = np.flatnonzero(places[rows] >= 0)
        totals = _with_new(scores, members, (nth[here], places[rows[here]]), found.some(here))
        mine = here[~np.isnan(found.totals[here])]
        table = totals.some(nth[mine])
        better, level, near = _against(table, places[rows[mine]])
        ranks[mine], left = _of_those_above(scores, table, better, level)
        open_[mine] = left | (near & ~np.isnan(table.values)).any(axis=1)
    return ranks, open_


def _with_new(scores: Scores, members: Indices, at: tuple[Indices, Indices], new: Brought) -> Totals:
    """Return the totals of members in scenarios: as they are, but for new ones at some scenarios and members."""
    count, sign = int(at[0].max(initial=-1)) + 1, scores.definition.rank.sign
    before, whole = new.whole_before, new.whole
    if scores.definition.rank.on == "rounded":
        before, whole = published_steps(scores), new.steps
    values = np.tile(scores.total[members], (count, 1))
    error = np.full(values.shape, float(scores.exactness.error[0]))
    order = np.full(values.shape, np.nan) if before is None else np.tile(before[members], (count, 1))
    values[at], error[at], order[at] = new.totals, new.errors, whole
    return Totals(values * sign, error, order * sign, np.zeros(count, dtype=bool))


def _against(totals: Totals, own: Indices) -> tuple[Mask, Mask, Mask]:
    """Return which totals stand above that of the unit, which are level, and of which float64 does not tell."""
    cases = np.arange(own.size)
    apart = totals.values - totals.values[cases, own][:, None]
    slack = totals.error + totals.error[cases, own][:, None]
    order = totals.whole - totals.whole[cases, own][:, None]
    known = ~np.isnan(order)
    better = np.where(known, order > 0, apart > slack)
    level = known & (order == 0)
    near = ~known & ~(np.abs(apart) > slack)
    for table in (better, level, near):
        table[cases, own] = False
    return better, level, near


@attrs.frozen(eq=False)
class _Open:
    """Pairs of totals of which float64 does not tell which is above."""

    scores: Scores
    near: Mask  # (n_cases, n_ranked): those too near to that of the unit
    place: Indices  # (n_cases, n_ranked): where they stand in what was walked
    own: Indices  # (n_cases,): the unit

    def settle(self, exact: ExactTotals, better: Mask, level: Mask, lost: Mask) -> None:
        """Decide by exact totals, and mark cases in which one is not defined."""
        cases, columns = np.nonzero(self.near)
        if not cases.size:
            return
        others, mine = self.place[cases, columns], self.place[cases, self.own[cases]]
        figures, sign = exact(np.union1d(others, mine)), self.scores.definition.rank.sign
        quads = zip(cases.tolist(), columns.tolist(), others.tolist(), mine.tolist(), strict=True)
        for case, column, other, own in quads:
            if other not in figures or own not in figures:
                lost[case] = True
                continue
            better[case, column] = (figures[other] - figures[own]) * sign > 0
            level[case, column] = figures[other] == figures[own]


def _distinct(totals: Totals, better: Mask) -> tuple[Floats, Mask]:
    """Return how many different totals stand above in each case, and the cases in which that is not known."""
    whole = np.sort(np.where(better, totals.whole, np.nan), axis=1)
    known = (~np.isnan(totals.whole) | ~better).all(axis=1)
    values = np.sort(np.where(better, totals.values, np.nan), axis=1)
    error = np.max(np.where(better, totals.error, 0.0), axis=1, initial=0.0)
    with np.errstate(invalid="ignore"):
        by_whole = (np.diff(whole, axis=1) > 0).sum(axis=1) + better.any(axis=1)
        crowded = (np.diff(values, axis=1) <= 2 * error[:, None]).any(axis=1)
    return np.where(known, by_whole, better.sum(axis=1)), ~known & crowded
