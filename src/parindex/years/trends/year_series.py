"""Scores of several years as one table, a unit followed through the registries; nothing is bridged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar, Literal, get_args

import attrs
import numpy as np

from parindex.base import (
    FieldKind,
    FrameColumn,
    Message,
    UnknownNameError,
    check_whole,
    check_word,
    decimal_text,
    first_of,
    frame_of,
    head,
    json_figure,
    json_float,
    language,
    say,
    together,
)
from parindex.kernels import Floats, Indices, Integers, Mask
from parindex.scoring import AnswerColumn, FrameShape, Scores, Standings, figure
from parindex.years.change import Changes, changes_between
from parindex.years.trends import unit_events, usual_changes
from parindex.years.trends.lines import SeriesLine, lines_of
from parindex.years.trends.rank_movers import Movers, MoversBy, movers
from parindex.years.trends.rank_volatility import Volatility, volatility
from parindex.years.trends.unit_trend import Trend, trend
from parindex.years.trends.years_answer import YearsAnswer, rank_cell

#: What a wide frame shows of each year.
SeriesFigure = Literal["published", "total", "rank", "n_ranked", "band"]


@attrs.frozen(repr=False)
class Series(YearsAnswer):
    """Scores of several years, a line a unit.

    Arrays are (n_units, n_years).

    Attributes
    ----------
    scores : mapping of int to Scores
        The scores of each year, ascending.
    lines : tuple of Line
        The units. A unit that became another one, alone or with others, ends; the new one begins, even where it has the
        code and the name of one of those it was formed of.
    """

    analysis: ClassVar[str] = "series"
    scores: Mapping[int, Standings] = attrs.field(hash=False)
    lines: tuple[SeriesLine, ...] = attrs.field(eq=False)
    _changes: dict[tuple[object, ...], Changes] = attrs.field(factory=dict, eq=False)

    @property
    def of_years(self) -> Mapping[int, Standings]:
        """The scores of each year."""
        return self.scores

    @property
    def years(self) -> tuple[int, ...]:
        """The years, ascending."""
        return tuple(self.scores)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The code of each unit; where another one had that code later, with the last year: ``08@2024``."""
        return tuple(line.label for line in self.lines)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each unit was called last."""
        return tuple(line.name for line in self.lines)

    @cached_property
    def rows(self) -> Indices:
        """The row of each unit in the scores of each year, -1 where it has none."""
        return np.array([[line.rows.get(year, -1) for year in self.years] for line in self.lines], dtype=np.int64)

    @cached_property
    def there(self) -> Mask:
        """Where there is such a unit in a year, whether it has figures or not."""
        return np.array([[year in line.years for year in self.years] for line in self.lines], dtype=bool)

    @cached_property
    def total(self) -> Floats:
        """The totals, nan where there is none."""
        return self._figures(lambda scores: scores.total)

    @cached_property
    def rank(self) -> Floats:
        """The ranks, nan where there is none."""
        return self._figures(lambda scores: scores.rank)

    @cached_property
    def n_ranked(self) -> Integers:
        """Among how many units each one was ranked, itself too; 0 where it has no rank."""
        return self._figures(lambda scores: scores.n_ranked, 0).astype(np.int64)

    @cached_property
    def published(self) -> tuple[tuple[Decimal | None, ...], ...]:
        """The totals as published, a tuple a unit."""
        rounded = [self.scores[year].rounded for year in self.years]
        return tuple(
            tuple(of_year[row] if row >= 0 else None for of_year, row in zip(rounded, rows, strict=True))
            for rows in self.rows.tolist()
        )

    @cached_property
    def editions(self) -> tuple[tuple[str, str, str], ...]:
        """The definition of each year: its id, version and fingerprint."""
        return tuple(scores.edition.key for scores in self.scores.values())

    @cached_property
    def same_edition(self) -> Mask:
        """Whether each year but the first is scored by the definition of the year before it (n_years - 1,)."""
        pairs = pairwise(self.editions)
        return np.array([then == now for then, now in pairs], dtype=bool)

    @cached_property
    def rank_shift(self) -> Floats:
        """Rank less rank in the year before: less than 0 is up; nan where either is missing (n_units, n_years - 1)."""
        return np.diff(self.rank, axis=1)

    def _figures(self, of: Any, none: float = np.nan) -> Floats:
        figures = np.full(self.rows.shape, none)
        for at, scores in enumerate(self.scores.values()):
            here = self.rows[:, at] >= 0
            figures[here, at] = of(scores)[self.rows[here, at]]
        figures.flags.writeable = False
        return figures

    def group_of(self, at: int, when: int) -> str | None:
        """Return the group of units that a unit is ranked with in a year, None where there are none."""
        row = int(self.rows[at, when])
        return self.scores[self.years[when]].group[row] if row >= 0 else None

    def at(self, unit: str) -> int:
        """Return the place of a unit, by its label, its code or its name; the latest that goes by it.

        Raises
        ------
        UnknownNameError
            No unit is called so, or several are.
        """
        if unit in self.units:
            return self.units.index(unit)
        refused: UnknownNameError | None = None
        for at, scores in reversed(list(enumerate(self.scores.values()))):
            try:
                row = scores.row(unit)
            except UnknownNameError as error:
                refused = refused or error
            else:
                return int(np.flatnonzero(self.rows[:, at] == row)[0])
        raise refused or UnknownNameError(say("no unit {unit!r}", unit=unit))

    def year_at(self, year: int) -> int:
        """Return the place of a year.

        Raises
        ------
        ValueError
            It is none of the series.
        TypeError
            It is no whole number, such as the text "2013".
        """
        if year not in self.years:
            check_whole("year", year)
            known = ", ".join(map(str, self.years))
            raise ValueError(say("the series has no year {year}; it has {years}", year=str(year), years=known))
        return self.years.index(year)

    def trend(self, unit: str) -> Trend:
        """Return the path of a unit, named by its code or name, year by year."""
        return trend(self, unit)

    def improved(
        self, n: int = 5, since: int | None = None, until: int | None = None, *, by: MoversBy = "rank"
    ) -> Movers:
        """Return the units that rose most between two years, the first and the last unless others are named."""
        return movers(self, n, since, until, by=by)

    def worsened(
        self, n: int = 5, since: int | None = None, until: int | None = None, *, by: MoversBy = "rank"
    ) -> Movers:
        """Return the units that fell most between two years, the first and the last unless others are named."""
        return movers(self, n, since, until, by=by, down=True)

    def volatility(self) -> Volatility:
        """Return how much the rank of every unit moves from year to year."""
        return volatility(self)

    def usual_change(self, measure: usual_changes.Measure = "mean") -> dict[str, Fraction]:
        """Return by how much the published total of each unit usually changes in a year, under one edition.

        Parameters
        ----------
        measure : {"mean", "largest"}
            The mean of the yearly changes between neighbouring years of one edition, or the best of them for the unit.
            Units without such years are absent.
        """
        return usual_changes.usual_change(self, measure)

    def change(
        self,
        before: int,
        after: int,
        *,
        renamed: Mapping[str, str] | None = None,
        lineage: Mapping[str, str] | None = None,
    ) -> Changes:
        """Return what made totals and ranks change between two years, split by cause, exactly.

        Parameters
        ----------
        before, after : int
            Two years of the series.
        renamed : mapping of str to str, optional
            Nodes that go by another id in the later definition; without it they are recognised by id and title.
        lineage : mapping of str to str, optional
            The later code of each unit that is the same one; without it the registry tells.
        """
        then, now = self.ends(before, after)
        key = then, now, *(None if named is None else tuple(sorted(named.items())) for named in (renamed, lineage))
        if key not in self._changes:
            years = self.years[then], self.years[now]
            first, last = (_with_evidence(self.scores[year], year) for year in years)
            self._changes[key] = changes_between(first, last, renamed=renamed, lineage=lineage, years=years)
        return self._changes[key]

    def ends(self, since: int | None, until: int | None) -> tuple[int, int]:
        """Return the places of two years, the first and the last unless others are named.

        Raises
        ------
        ValueError
            One of them is none of the series, or they stand the wrong way round.
        """
        then = 0 if since is None else self.year_at(since)
        now = len(self.years) - 1 if until is None else self.year_at(until)
        if then >= now:
            first, last = (str(self.years[at]) for at in (then, now))
            template = "units move from a year to a later one, not from {since} to {until}"
            raise ValueError(say(template, since=first, until=last))
        return then, now

    def events(self, at: int, year: int) -> tuple[Message, ...]:
        """Return what happened to a unit in a year, in words."""
        return unit_events.events(self, at, year)

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a unit and year in which there is such a unit, unit by unit."""
        pairs = ((at, when) for at in range(len(self.lines)) for when in np.flatnonzero(self.there[at]).tolist())
        return [self._record(at, when) for at, when in pairs]

    def _record(self, at: int, when: int) -> dict[str, Any]:
        year, row = self.years[when], int(self.rows[at, when])
        scores = self.scores[year]
        return {
            "unit": self.units[at],
            "name": self.lines[at].names.get(year) or self.names[at] or None,
            "year": year,
            "edition": scores.edition.id,
            "published": decimal_text(self.published[at][when]),
            "total": json_float(self.total[at, when]),
            "rank": json_figure(self.rank[at, when]),
            "n_ranked": int(self.n_ranked[at, when]) or None,
            "band": scores.band[row] if row >= 0 else None,
            "why": unit_events.why_no_figure(self, at, when),
            "events": together(self.events(at, year), "; ") or None,
        }

    def to_frame(self, library: str = "pandas", *, shape: FrameShape = "tidy", show: SeriesFigure = "published") -> Any:
        """Return the series as a data frame of pandas or polars.

        Parameters
        ----------
        library : {"pandas", "polars"}
            Whose frame.
        shape : {"tidy", "wide"}
            A row a unit and year, as `to_records`; or a row a unit with a column a year.
        show : {"published", "total", "rank", "n_ranked", "band"}
            What a wide frame shows.

        Raises
        ------
        ExtraError
            The library is not installed.
        ValueError
            A word is none of the choices.
        """
        check_word("shape", shape, get_args(FrameShape))
        check_word("show", show, get_args(SeriesFigure))
        return super().to_frame(library) if shape == "tidy" else frame_of(self._wide(show), library)

    def _wide(self, show: SeriesFigure) -> dict[str, FrameColumn]:
        records = {(record["unit"], record["year"]): record[show] for record in self.to_records()}
        kinds: dict[SeriesFigure, FieldKind] = {"band": "text", "rank": "whole", "n_ranked": "whole"}
        kind = kinds.get(show, "number")
        years = {
            str(year): FrameColumn(kind, [records.get((unit, year)) for unit in self.units]) for year in self.years
        }
        names = [name or None for name in self.names]
        return {"unit": FrameColumn("text", list(self.units)), "name": FrameColumn("text", names), **years}

    def heading(self) -> Message | str:
        """Say of which index and which years it is."""
        return f"{next(iter(self.scores.values())).edition.index} {self.span}"

    @property
    def span(self) -> str:
        """The first and the last year as text."""
        return "–".join(str(year) for year in dict.fromkeys((self.years[0], self.years[-1])))

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return the units, best of the last year first, with published total and rank of each year."""
        spoken, order = language(lang), self.order
        columns = [
            AnswerColumn("unit", [self.units[at] for at in order]),
            AnswerColumn("name", [self.names[at] for at in order]),
        ]
        uneven = len({*self.n_ranked[self.n_ranked > 0].tolist()}) > 1
        for when, year in enumerate(self.years):
            ranks = [rank_cell(self.rank[at, when], self.n_ranked[at, when], spoken, told=uneven) for at in order]
            published = [figure(self.published[at][when], spoken) for at in order]
            columns.append(AnswerColumn(str(year), published, figures=True))
            columns.append(AnswerColumn(f"{head('rank', spoken)} {year}", ranks, figures=True))
        return columns

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The places of units, best of the last year first; then those without a rank in it, the latest first."""

        def key(at: int) -> tuple[float, ...]:
            ranked = np.flatnonzero(~np.isnan(self.rank[at]))
            return (-ranked[-1], self.rank[at, ranked[-1]], at) if ranked.size else (1, 0, at)

        return tuple(sorted(range(len(self.lines)), key=key))

    @property
    def notes(self) -> tuple[Message, ...]:
        """Where editions change, which years are missing or incomplete, and which units became others."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[Message]:
        yield from unit_events.edition_changes(self)
        yield from unit_events.editions_of_other_years(self)
        if gaps := unit_events.years_between(self.years):
            yield say("years without scores, which nothing bridges: {years}", years=", ".join(map(str, gaps)))
        yield from unit_events.incomplete_years(self)
        yield from unit_events.of_merged_units(self)
        for year in self.years[1:]:
            if formed := [line.called for line in self.lines if line.formed_of and min(line.years) == year]:
                template = "new in {year}, with lines of their own, since they were formed of others: {units}"
                yield say(template, year=str(year), units=first_of(formed))

    def __repr__(self) -> str:
        counts = (f"{n} {what}{'s' * (n != 1)}" for n, what in ((len(self.years), "year"), (len(self.lines), "unit")))
        return f"<Series of {self.heading()}: {', '.join(counts)}>"


def series(scores: Mapping[int, Standings]) -> Series:
    """Put scores of several years together, each unit followed through the registries.

    Parameters
    ----------
    scores : mapping of int to Scores or StoredScores
        The scores of each year; editions of the index may differ.

    Returns
    -------
    Series

    Raises
    ------
    TypeError
        A key is no whole number, or a value no scores.
    ValueError
        There is no year, scores are of another year than their key, of different indices or different registries.

    Examples
    --------
    >>> import parindex
    >>> files = {2018: "papi-2018", 2020: "papi-2020"}
    >>> definitions = {2018: "papi-2018", 2020: "papi-2019"}
    >>> scores = {
    ...     year: parindex.score(parindex.load(definitions[year]), f"examples/{file}.csv", year=year)
    ...     for year, file in files.items()
    ... }
    >>> years = parindex.series(scores)
    >>> years.improved(1).to_records()[0]["name"]
    'Bình Định'
    """
    if not isinstance(scores, Mapping):
        raise TypeError(say("a series takes {{year: scores}}, not {type}", type=type(scores).__name__))
    for year, of_year in scores.items():
        _check(year, of_year)
    if not scores:
        raise ValueError(say("a series needs the scores of some years"))
    ordered = {int(year): scores[year] for year in sorted(scores)}
    indices = dict.fromkeys(of_year.edition.index for of_year in ordered.values())
    if len(indices) > 1:
        raise ValueError(say("a series is of one index, not of {indices}", indices=", ".join(indices)))
    return Series(ordered, lines_of(ordered))


def _with_evidence(scores: Standings, year: int) -> Scores:
    """Return scores whose evidence is at hand."""
    if isinstance(scores, Scores):
        return scores
    template = "the results of {year} were stored without their evidence; score it again to split a change by cause"
    raise ValueError(say(template, year=str(year)))


def _check(year: object, scores: object) -> None:
    """Refuse what is no year, no scores, or scores of another year."""
    if isinstance(year, bool) or not isinstance(year, (int, np.integer)):
        raise TypeError(say("year is a whole number, not {type}", type=type(year).__name__))
    if not isinstance(scores, Standings):
        raise TypeError(say("scores are what parindex.score returns, not {type}", type=type(scores).__name__))
    if scores.year not in (None, year):
        raise ValueError(say("scores of {own} stand under the year {year}", own=str(scores.year), year=str(year)))
