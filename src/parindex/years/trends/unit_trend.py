"""The path of one unit through the years: total, rank, what changed since the year before, and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from parindex.base import (
    Message,
    array,
    decimal_text,
    json_figure,
    json_float,
    language,
    say,
    together,
    translated,
)
from parindex.kernels import Floats, Integers
from parindex.scoring import AnswerColumn, Standings, figure, places
from parindex.years.trends import unit_events
from parindex.years.trends.years_answer import YearsAnswer

if TYPE_CHECKING:
    from parindex.years.trends.year_series import Series


@attrs.frozen(repr=False, kw_only=True)
class Trend(YearsAnswer):
    """One unit through the years in which there is such a unit.

    Arrays are (n_years,).

    Attributes
    ----------
    series : Series
        The years that it is taken from.
    unit, name : str
        The unit.
    years : tuple of int
        The years, ascending.
    editions : tuple of str
        The definition of each year.
    total : array
        The total, nan where there is none.
    published : tuple of (Decimal or None)
        The same as published.
    change : tuple of (Decimal or None)
        Published total less that of the year before in the series; None where either is missing. Where the edition
        changed, a part of it is the definition's.
    edition_changed : tuple of bool
        Whether the definition is not that of the year before in the series.
    rank, n_ranked : array
        The rank, nan where there is none, and among how many units.
    rank_shift : array
        Rank less rank in the year before in the series, less than 0 is up; nan where either is missing.
    why : tuple of (str or None)
        Why there is no total or no rank.
    events : tuple of tuple of str
        What happened: another edition, a year that not all units have a total in, units that became one.
    """

    analysis: ClassVar[str] = "trend"
    series: Series = attrs.field(eq=False)
    unit: str
    name: str
    years: tuple[int, ...]
    editions: tuple[str, ...]
    total: Floats = array()
    published: tuple[Decimal | None, ...]
    change: tuple[Decimal | None, ...]
    edition_changed: tuple[bool, ...]
    rank: Floats = array()
    n_ranked: Integers = array()
    rank_shift: Floats = array()
    why: tuple[Message | None, ...]
    events: tuple[tuple[Message, ...], ...]

    @property
    def of_years(self) -> Mapping[int, Standings]:
        """The scores of each year of the series."""
        return self.series.scores

    @property
    def parameters(self) -> dict[str, Any]:
        """The unit."""
        return {"unit": self.unit}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a year."""
        return [
            {
                "year": year,
                "edition": self.editions[at],
                "published": decimal_text(self.published[at]),
                "total": json_float(self.total[at]),
                "change": decimal_text(self.change[at]),
                "edition_changed": self.edition_changed[at],
                "rank": json_figure(self.rank[at]),
                "n_ranked": int(self.n_ranked[at]) or None,
                "rank_shift": json_figure(self.rank_shift[at]),
                "why": self.why[at],
                "events": together(self.events[at], "; ") or None,
            }
            for at, year in enumerate(self.years)
        ]

    def heading(self) -> str:
        """Name the unit, the index and the years."""
        return f"{self._called}: {self.series.heading()}"

    @property
    def _called(self) -> str:
        return f"{self.name} ({self.unit})" if self.name else self.unit

    @property
    def notes(self) -> tuple[Message, ...]:
        """What its figures cannot be held against, and where its path begins and ends."""
        notes = []
        crossing = [
            str(year)
            for year, changed, change in zip(self.years, self.edition_changed, self.change, strict=True)
            if changed and change is not None
        ]
        if crossing:
            template = "* another edition ({years}): a part of the change is that of the definition"
            notes.append(say(template, years=", ".join(crossing)))
        notes += unit_events.ranked_among(self.series, self.years)
        notes += unit_events.of_merged_units(self.series, *self.years)
        if outside := [str(year) for year in self.series.years if year not in self.years]:
            notes.append(say("there is no such unit in {years}", years=", ".join(outside)))
        return tuple(notes)

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return year by year edition, published total and change, rank and shift, and what happened."""
        spoken = language(lang)
        told = [
            translated(together([why or "", *events], "; "), spoken)
            for why, events in zip(self.why, self.events, strict=True)
        ]
        changes = [self._change(at, spoken) for at in range(len(self.years))]
        return [
            AnswerColumn("year", list(map(str, self.years))),
            AnswerColumn("edition", list(self.editions)),
            AnswerColumn("published", [figure(value, spoken) for value in self.published], figures=True),
            AnswerColumn("change", changes, figures=True),
            AnswerColumn("rank", [figure(value, spoken) for value in self.rank.tolist()], figures=True),
            AnswerColumn("n_ranked", [str(count or "") for count in self.n_ranked.tolist()], figures=True),
            AnswerColumn("rank_shift", [places(shift, spoken) for shift in self.rank_shift.tolist()], figures=True),
            AnswerColumn("events", told),
        ]

    def _change(self, at: int, lang: str) -> str:
        """Write a change with its sign, and an asterisk where the edition changed."""
        text = figure(self.change[at], lang, sign=True)
        return f"{text}*" if text and self.edition_changed[at] else text


def trend(series: Series, unit: str) -> Trend:
    """Return the path of a unit; `Series.trend` calls this."""
    at = series.at(unit)
    here = np.flatnonzero(series.there[at]).tolist()
    shift = np.concatenate([[np.nan], series.rank_shift[at]])
    changed = [False, *(~series.same_edition).tolist()]
    return Trend(
        series=series,
        unit=series.units[at],
        name=series.names[at],
        years=tuple(series.years[when] for when in here),
        editions=tuple(series.editions[when][0] for when in here),
        total=series.total[at, here],
        published=tuple(series.published[at][when] for when in here),
        change=tuple(_change(series.published[at], when) for when in here),
        edition_changed=tuple(changed[when] for when in here),
        rank=series.rank[at, here],
        n_ranked=series.n_ranked[at, here],
        rank_shift=shift[here],
        why=tuple(unit_events.why_no_figure(series, at, when) for when in here),
        events=tuple(unit_events.events(series, at, series.years[when]) for when in here),
    )


def _change(published: tuple[Decimal | None, ...], when: int) -> Decimal | None:
    then, now = published[when - 1] if when else None, published[when]
    return None if then is None or now is None else now - then
