"""How much the ranks of units move from year to year."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from parindex.base import Message, array, first_of, json_figure, json_float, language, say
from parindex.kernels import Floats, Integers
from parindex.scoring import AnswerColumn, Standings, figure, places
from parindex.years.trends.unit_events import of_merged_units, ranked_among
from parindex.years.trends.years_answer import YearsAnswer, rank_cell

if TYPE_CHECKING:
    from parindex.years.trends.year_series import Series

_SHOWN = 2


@attrs.frozen(repr=False, kw_only=True)
class Volatility(YearsAnswer):
    r"""How much the rank of every unit moves.

    With ranks :math:`r_t` of a unit in its :math:`n` years with a rank, and the :math:`m` pairs of years next to each
    other in the series in which it has both ranks: the mean shift is :math:`\frac{1}{m}\sum |r_{t'} - r_t|`, the
    deviation :math:`\sqrt{\frac{1}{n-1}\sum (r_t - \bar r)^2}`. Nothing is bridged: a pair with a missing rank is none.

    Arrays are (n_units,), in the order of the series, nan where there is no figure.

    Attributes
    ----------
    series : Series
        The years that it is taken from.
    n_years : array
        In how many years the unit has a rank.
    mean_shift : array
        The mean of the sizes of shifts between years next to each other.
    deviation : array
        The standard deviation of its ranks, with n - 1.
    best, worst : array
        The best and the worst rank.
    best_of, worst_of : array
        Among how many units that was, of several years the most; 0 where there is no rank.
    largest : array
        The largest shift between years next to each other, rank after less before; the first of several.
    when : tuple of (tuple of (int, int) or None)
        Between which years that was.
    """

    analysis: ClassVar[str] = "volatility"
    series: Series = attrs.field(eq=False)
    units: tuple[str, ...]
    names: tuple[str, ...]
    n_years: Integers = array()
    mean_shift: Floats = array()
    deviation: Floats = array()
    best: Floats = array()
    worst: Floats = array()
    best_of: Integers = array()
    worst_of: Integers = array()
    largest: Floats = array()
    when: tuple[tuple[int, int] | None, ...]

    @property
    def of_years(self) -> Mapping[int, Standings]:
        """The scores of each year of the series."""
        return self.series.scores

    @property
    def order(self) -> list[int]:
        """The places of units, those that move most first; then those with fewer than two ranks."""
        keys = [
            (-self.mean_shift[at], -self.deviation[at], at) if self.mean_shift[at] >= 0 else (1, 0, at)
            for at in range(len(self.units))
        ]
        return sorted(range(len(self.units)), key=keys.__getitem__)

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a unit, those that move most first."""
        return [
            {
                "unit": self.units[at],
                "name": self.names[at] or None,
                "n_years": int(self.n_years[at]),
                "mean_rank_shift": json_float(self.mean_shift[at]),
                "deviation": json_float(self.deviation[at]),
                "best_rank": json_figure(self.best[at]),
                "best_of": int(self.best_of[at]) or None,
                "worst_rank": json_figure(self.worst[at]),
                "worst_of": int(self.worst_of[at]) or None,
                "largest_rank_shift": json_figure(self.largest[at]),
                "when": self._when(at) or None,
            }
            for at in self.order
        ]

    def _when(self, at: int) -> str:
        pair = self.when[at]
        return "" if pair is None else f"{pair[0]}–{pair[1]}"

    def heading(self) -> Message:
        """Say of what it is."""
        return say("{index}: how much ranks move", index=self.series.heading())

    @property
    def notes(self) -> tuple[Message, ...]:
        """Which steps are longer than a year, where ranks are among other numbers of units, and who has gaps."""
        series, years = self.series, self.series.years
        notes = []
        if long := [f"{then}–{now}" for then, now in pairwise(years) if now - then > 1]:
            notes.append(say("steps of more than a year count as one: {steps}", steps=", ".join(long)))
        notes += [*ranked_among(series, years), *of_merged_units(series)]
        most = int(self.n_years.max(initial=0))
        if few := [unit for unit, count in zip(self.units, self.n_years, strict=True) if count < most]:
            notes.append(say("with a rank in fewer years than others: {units}", units=first_of(few, 8)))
        return tuple(notes)

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return the measures of every unit."""
        spoken, order = language(lang), self.order

        def figures(values: Floats, decimals: int | None = None) -> list[str]:
            return [figure(values[at], spoken, decimals) for at in order]

        uneven = len({*self.series.n_ranked[self.series.n_ranked > 0].tolist()}) > 1

        def ranks(values: Floats, of: Integers) -> list[str]:
            return [rank_cell(values[at], of[at], spoken, told=uneven) for at in order]

        return [
            AnswerColumn("unit", [self.units[at] for at in order]),
            AnswerColumn("name", [self.names[at] for at in order]),
            AnswerColumn("n_years", [str(self.n_years[at]) for at in order], figures=True),
            AnswerColumn("mean_rank_shift", figures(self.mean_shift, _SHOWN), figures=True),
            AnswerColumn("deviation", figures(self.deviation, _SHOWN), figures=True),
            AnswerColumn("best_rank", ranks(self.best, self.best_of), figures=True),
            AnswerColumn("worst_rank", ranks(self.worst, self.worst_of), figures=True),
            AnswerColumn("largest_rank_shift", [places(self.largest[at], spoken) for at in order], figures=True),
            AnswerColumn("when", [self._when(at) for at in order]),
        ]


def volatility(series: Series) -> Volatility:
    """Return how much ranks move; `Series.volatility` calls this."""
    shifts, sizes = series.rank_shift, np.abs(series.rank_shift)
    places_of = [int(np.nanargmax(row)) if not np.isnan(row).all() else None for row in sizes]
    years = series.years
    best, worst = _each(series.rank, np.min), _each(series.rank, np.max)
    return Volatility(
        series=series,
        units=series.units,
        names=series.names,
        n_years=np.count_nonzero(~np.isnan(series.rank), axis=1),
        mean_shift=_each(sizes, np.mean),
        deviation=_each(series.rank, lambda ranks: np.std(ranks, ddof=1), least=2),
        best=best,
        worst=worst,
        best_of=_among(series, best),
        worst_of=_among(series, worst),
        largest=np.array([np.nan if at is None else shifts[row, at] for row, at in enumerate(places_of)]),
        when=tuple(None if at is None else (years[at], years[at + 1]) for at in places_of),
    )


def _among(series: Series, ranks: Floats) -> Integers:
    """Return among how many units each unit had a rank, of several years with that rank the most."""
    return np.asarray(np.where(series.rank == ranks[:, None], series.n_ranked, 0).max(axis=1))


def _each(table: Floats, of: Any, least: int = 1) -> Floats:
    """Return a measure of the figures that each row has, nan where there are too few."""
    rows = (row[~np.isnan(row)] for row in table)
    return np.array([of(row) if row.size >= least else np.nan for row in rows], dtype=np.float64)
