"""Who rose and who fell most between two years of a series."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

import attrs
import numpy as np

from parindex.base import (
    Message,
    array,
    check_whole,
    check_word,
    decimal_text,
    first_of,
    head,
    json_figure,
    language,
    say,
)
from parindex.kernels import Floats, Integers
from parindex.scoring import AnswerColumn, Standings, figure, places
from parindex.years.trends.unit_events import edition_changes, incomplete_years, of_merged_units, ranked_among
from parindex.years.trends.years_answer import YearsAnswer, rank_cell

if TYPE_CHECKING:
    from parindex.years.trends.year_series import Series

#: By what units move: places of their rank, or points of their published total.
MoversBy = Literal["rank", "total"]


@attrs.frozen(repr=False, kw_only=True)
class Movers(YearsAnswer):
    """The units that rose, or fell, most between two years.

    Arrays are (n_units,).

    Attributes
    ----------
    series : Series
        The years that they are taken from.
    since, until : int
        Between which years.
    by : {"rank", "total"}
        By places of the rank, or by points of the published total.
    n : int
        How many were asked for; units that share the last place are all here.
    down : bool
        Whether these are the units that fell.
    units, names : tuple of str
        The units, those that moved most first.
    before, after : tuple of Decimal
        Their published totals in the two years.
    rank_before, rank_after : array
        Their ranks.
    n_before, n_after : array
        Among how many units these are.
    shift_among_both : array
        The shift of the rank among those units only that are compared, ranked in both years in the same group.
    left_out : tuple of str
        Units without figures in both years, or ranked in another group, by their labels.
    """

    analysis: ClassVar[str] = "movers"
    series: Series = attrs.field(eq=False)
    since: int
    until: int
    by: MoversBy
    n: int
    down: bool
    units: tuple[str, ...]
    names: tuple[str, ...]
    before: tuple[Decimal, ...]
    after: tuple[Decimal, ...]
    rank_before: Floats = array()
    rank_after: Floats = array()
    n_before: Integers = array()
    n_after: Integers = array()
    shift_among_both: Integers = array()
    left_out: tuple[str, ...] = ()

    @property
    def change_of_total(self) -> tuple[Decimal, ...]:
        """Published total after less before."""
        return tuple(now - then for then, now in zip(self.before, self.after, strict=True))

    @property
    def rank_shift(self) -> Floats:
        """Rank after less before: less than 0 is up."""
        return np.asarray(self.rank_after - self.rank_before)

    @property
    def of_years(self) -> Mapping[int, Standings]:
        """The scores of each year of the series."""
        return self.series.scores

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for."""
        way = "worsened" if self.down else "improved"
        return {"way": way, "n": self.n, "since": self.since, "until": self.until, "by": self.by}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a unit, those that moved most first."""
        return [
            {
                "unit": unit,
                "name": self.names[at] or None,
                "rank_before": json_figure(self.rank_before[at]),
                "rank_after": json_figure(self.rank_after[at]),
                "rank_shift": json_figure(self.rank_shift[at]),
                "n_before": int(self.n_before[at]),
                "n_after": int(self.n_after[at]),
                "shift_among_both": int(self.shift_among_both[at]),
                "before": decimal_text(self.before[at]),
                "after": decimal_text(self.after[at]),
                "change_of_total": decimal_text(self.change_of_total[at]),
            }
            for at, unit in enumerate(self.units)
        ]

    def heading(self) -> Message:
        """Say who they are."""
        years = {"index": self.series.heading(), "since": str(self.since), "until": str(self.until)}
        said = {
            ("rank", False): say("{index}: ranks that rose most from {since} to {until}", **years),
            ("rank", True): say("{index}: ranks that fell most from {since} to {until}", **years),
            ("total", False): say("{index}: totals that improved most from {since} to {until}", **years),
            ("total", True): say("{index}: totals that worsened most from {since} to {until}", **years),
        }
        return said[self.by, self.down]

    @property
    def notes(self) -> tuple[Message, ...]:
        """What the two years differ in, and who is left out."""
        notes = list(incomplete_years(self.series, self.since, self.until))
        then, now = (self.series.year_at(year) for year in (self.since, self.until))
        if self.series.editions[then] != self.series.editions[now]:
            notes += edition_changes(self.series)
        notes += ranked_among(self.series, (self.since, self.until))
        notes += of_merged_units(self.series, self.since, self.until)
        if len(self.units) > self.n:
            notes.append(say("units that share the last place are all shown: {count}", count=len(self.units)))
        elif len(self.units) < self.n:
            notes.append(say("no other unit moved that way"))
        if self.left_out:
            notes.append(say("without a figure in both years: {units}", units=first_of(self.left_out, 8)))
        return tuple(notes)

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return the units with rank and total of either year, and how far they moved."""
        spoken = language(lang)
        ranks, totals = head("rank", spoken), head("published", spoken)
        uneven = bool((self.n_before != self.n_after).any())
        before, after = (
            [rank_cell(*pair, spoken, told=uneven) for pair in zip(ranked, of, strict=True)]
            for ranked, of in ((self.rank_before, self.n_before), (self.rank_after, self.n_after))
        )
        among = [places(shift, spoken) if uneven else "" for shift in self.shift_among_both.tolist()]
        return [
            AnswerColumn("unit", list(self.units)),
            AnswerColumn("name", list(self.names)),
            AnswerColumn(f"{ranks} {self.since}", before, figures=True),
            AnswerColumn(f"{ranks} {self.until}", after, figures=True),
            AnswerColumn("rank_shift", [places(shift, spoken) for shift in self.rank_shift.tolist()], figures=True),
            AnswerColumn("shift_among_both", among, figures=True),
            AnswerColumn(f"{totals} {self.since}", [figure(total, spoken) for total in self.before], figures=True),
            AnswerColumn(f"{totals} {self.until}", [figure(total, spoken) for total in self.after], figures=True),
            AnswerColumn(
                "change_of_total",
                [figure(change, spoken, sign=True) for change in self.change_of_total],
                figures=True,
            ),
        ]


def movers(
    series: Series,
    n: int = 5,
    since: int | None = None,
    until: int | None = None,
    *,
    by: MoversBy = "rank",
    down: bool = False,
) -> Movers:
    """Return who moved most between two years; `Series.improved` and `Series.worsened` call this."""
    check_word("by", by, get_args(MoversBy))
    if check_whole("n", n) < 1:
        raise ValueError(say("n is at least 1, not {n}", n=n))
    ends = series.ends(since, until)
    compared, left_out = _compared(series, *ends)
    gains = _gains(series, compared, *ends, by)
    keys = {at: _key(series, at, ends, gains[at] * (-1 if down else 1), by) for at in compared}
    moved = sorted((at for at in compared if keys[at][0] < 0), key=keys.__getitem__)
    chosen = [at for place, at in enumerate(moved) if place < n or keys[at][0] == keys[moved[n - 1]][0]]
    then, now = ends
    return Movers(
        series=series,
        since=series.years[then],
        until=series.years[now],
        by=by,
        n=n,
        down=down,
        units=tuple(series.units[at] for at in chosen),
        names=tuple(series.names[at] for at in chosen),
        before=tuple(_published(series, at, then) for at in chosen),
        after=tuple(_published(series, at, now) for at in chosen),
        rank_before=series.rank[chosen, then],
        rank_after=series.rank[chosen, now],
        n_before=series.n_ranked[chosen, then],
        n_after=series.n_ranked[chosen, now],
        shift_among_both=np.array([_shift_among(series, at, compared, ends) for at in chosen], dtype=np.int64),
        left_out=tuple(series.units[at] for at in left_out),
    )


def _shift_among(series: Series, at: int, compared: list[int], ends: tuple[int, int]) -> int:
    """Return how many more of the units compared, of its group, stand before a unit after than before."""
    group = series.group_of(at, ends[0])
    others = [other for other in compared if series.group_of(other, ends[0]) == group]
    ahead = [int(np.count_nonzero(series.rank[others, when] < series.rank[at, when])) for when in ends]
    return ahead[1] - ahead[0]


def _compared(series: Series, then: int, now: int) -> tuple[list[int], list[int]]:
    """Return the units ranked in the same group in both years, and the others of either year."""
    compared: list[int] = []
    others: list[int] = []
    for at in np.flatnonzero(series.there[:, then] | series.there[:, now]).tolist():
        ranked = not np.isnan(series.rank[at, [then, now]]).any()
        same = ranked and len({series.group_of(at, when) for when in (then, now)}) == 1
        (compared if same else others).append(at)
    return compared, others


def _gains(series: Series, rows: list[int], then: int, now: int, by: MoversBy) -> dict[int, float | Decimal]:
    """Return by how much each unit became better, places or points."""
    if by == "rank":
        return {at: _rank_gain(series, at, then, now) for at in rows}
    signs = {series.scores[series.years[when]].edition.sign for when in (then, now)}
    if len(signs) > 1:
        raise ValueError(say("high totals are best in one of the years and low ones in the other: compare ranks"))
    sign = signs.pop()
    return {at: sign * _total_change(series, at, then, now) for at in rows}


def _rank_gain(series: Series, at: int, then: int, now: int) -> float:
    return float(series.rank[at, then] - series.rank[at, now])


def _total_change(series: Series, at: int, then: int, now: int) -> Decimal:
    return _published(series, at, now) - _published(series, at, then)


def _published(series: Series, at: int, when: int) -> Decimal:
    total = series.published[at][when]
    return Decimal("nan") if total is None else total


def _key(series: Series, at: int, ends: tuple[int, int], gain: Any, by: MoversBy) -> tuple[Any, ...]:
    """Return what units are ordered by: the move, then that of the other measure, then the rank they reached."""
    other = float(_total_change(series, at, *ends)) if by == "rank" else _rank_gain(series, at, *ends)
    return (-gain, -abs(other), series.rank[at, ends[1]], at)
