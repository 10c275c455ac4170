"""What happened to a unit or an edition in a year of a series, and why a figure is missing, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from parindex.base import Message, first_of, say
from parindex.scoring import Standings
from parindex.years.merging import merged_before
from parindex.years.trends.lines import renamed

if TYPE_CHECKING:
    from parindex.years.trends.year_series import Series


def events(series: Series, at: int, year: int) -> tuple[Message, ...]:
    """Return what happened to a unit in a year."""
    return (*_of_edition(series, year), *_of_unit(series, at, year))


def _of_edition(series: Series, year: int) -> Iterator[Message]:
    when = series.year_at(year)
    if when and not series.same_edition[when - 1]:
        then, now = series.editions[when - 1 : when + 1]
        if then[0] != now[0]:
            yield say("by {id} in place of {before}", id=now[0], before=then[0])
        else:
            template = "by version {version} of {id} in place of {before}"
            yield say(template, id=now[0], version=now[1], before=then[1])
    if when and (gaps := years_between(series.years[when - 1 : when + 1])):
        yield say("nothing from {years}", years=", ".join(map(str, gaps)))
    if short := incomplete(series.scores[year]):
        yield short


def _of_unit(series: Series, at: int, year: int) -> Iterator[Message]:
    line = series.lines[at]
    if line.formed_of and year == min(line.years):
        yield say("formed of {units}", units=first_of([part.called for part in line.formed_of]))
    if before := renamed(line, year):
        yield say("called {name} before", name=before)
    if line.became is not None and year == max(line.years):
        yield say("then part of {unit}", unit=line.became.called)


def why_no_figure(series: Series, at: int, when: int) -> Message | None:
    """Say why a unit has no total or no rank in a year; None where it has both."""
    scores, row = series.scores[series.years[when]], int(series.rows[at, when])
    if row < 0:
        return say("not in the table")
    if np.isnan(scores.total[row]):
        columns = scores.lacking.get(scores.units[row], ())
        return say("no total; lacking: {columns}", columns=first_of(columns)) if columns else say("no total")
    return say("without rank") if np.isnan(scores.rank[row]) else None


def totals_of(scores: Standings) -> tuple[int, int]:
    """Return how many units have a total, of how many that there are."""
    known = scores.registry
    units = {*scores.units, *(unit.id for unit in (known.units if known else ()))}
    return int(np.count_nonzero(~np.isnan(scores.total))), len(units)


def incomplete(scores: Standings) -> Message | None:
    """Say how many units have a total, where it is not every one."""
    count, units = totals_of(scores)
    return say("{count} of {all} units have a total", count=count, all=units) if count < units else None


def incomplete_years(series: Series, *years: int) -> Iterator[Message]:
    """Say of some years, or of all, how many units have a total, where it is not every one."""
    for year in years or series.years:
        if message := incomplete(series.scores[year]):
            yield say("{id}: {message}", id=str(year), message=message)


def of_merged_units(series: Series, *years: int) -> Iterator[Message]:
    """Say of which of some years, or of all, values were worked out for merged units."""
    return merged_before(series.scores[year] for year in years or series.years)


def years_between(years: Sequence[int]) -> list[int]:
    """Return the years between the first and the last that are none of some."""
    return [year for year in range(years[0], years[-1] + 1) if year not in years]


def ranked_among(series: Series, years: Sequence[int]) -> Iterator[Message]:
    """Say among how many units ranks are, where that is not the same in all of some years."""
    counts = {year: sorted({*series.n_ranked[:, series.year_at(year)].tolist()} - {0}) for year in years}
    among: dict[str, list[str]] = {}
    for year, of in counts.items():
        if of:
            among.setdefault(" + ".join(map(str, of)), []).append(str(year))
    if len(among) > 1:
        told = "; ".join(f"{of} ({', '.join(held)})" for of, held in among.items())
        yield say("ranks are not among the same number of units: {counts}", counts=told)


def edition_changes(series: Series) -> Iterator[Message]:
    """Say by which definition each year is scored, where they differ."""
    of: dict[tuple[str, str, str], list[str]] = {}
    for year, edition in zip(series.years, series.editions, strict=True):
        of.setdefault(edition, []).append(str(year))
    if len(of) > 1:
        ids = [id_ for id_, *_ in of]
        names = (id_ if ids.count(id_) == 1 else f"{id_} {version}" for id_, version, _ in of)
        held = "; ".join(f"{name} ({', '.join(years)})" for name, years in zip(names, of.values(), strict=True))
        yield say("the edition changes: {editions}", editions=held)


def editions_of_other_years(series: Series) -> Iterator[Message]:
    """Say which years are scored by a definition that is not of that year."""
    for year, scores in series.scores.items():
        edition = scores.edition
        if not edition.covers(year):
            yield say("{id!r} is of {period}, not of {year}", id=edition.id, period=edition.period, year=year)
