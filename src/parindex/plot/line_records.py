"""What a trend is drawn from: a figure a unit and year of a series, and what is to be known of the years."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, Literal

import attrs
import numpy as np

from parindex.base import Message, capital, first_of, head, json_figure, say, translated
from parindex.plot.chart_labels import MOST_ROWS, distinct, index_title
from parindex.years import Series, merged_before

Shown = Literal["score", "rank"]


@attrs.frozen(eq=False)
class YearLines:
    """Some units of a series, by what is shown of them: their published score at a node, or their rank."""

    series: Series
    units: tuple[int, ...]  # their places in the series, in the order in which they are drawn
    highlighted: frozenset[int]
    show: Shown
    node: str | None
    more: int = 0  # how many units are left out for want of room

    @property
    def span(self) -> range:
        """Every year from the first to the last, whether there are scores of it or not."""
        return range(self.series.years[0], self.series.years[-1] + 1)

    def labels(self) -> list[str]:
        """Return what each unit is called in the picture."""
        pairs = [(self.series.names[at] or self.series.units[at], self.series.units[at]) for at in self.units]
        return distinct(pairs)

    def records(self) -> list[dict[str, Any]]:
        """Return one record a unit and year of the span; without a value where there is no figure."""
        values = {year: self._values(when) for when, year in enumerate(self.series.years)}
        return [
            {
                "unit": self.series.units[at],
                "label": label,
                "year": year,
                "value": values[year][at] if year in values else None,
                "of": self._of(at, year),
                "highlighted": at in self.highlighted,
                "ended": bool(not self.series.there[at, -1]),
            }
            for at, label in zip(self.units, self.labels(), strict=True)
            for year in self.span
        ]

    def _values(self, when: int) -> dict[int, float | None]:
        """Return the figure of each unit in a year, None where it has none or the edition has no such node."""
        scores = self.series.scores[self.series.years[when]]
        if self.show == "rank":
            return {at: json_figure(self.series.rank[at, when]) for at in self.units}
        if self.node is not None and self.node not in scores.nodes:
            return dict.fromkeys(self.units)
        published = scores.published(self.node) if self.node else scores.rounded
        rows = {at: int(self.series.rows[at, when]) for at in self.units}
        figures = {at: published[row] if row >= 0 else None for at, row in rows.items()}
        return {at: None if figure is None else float(figure) for at, figure in figures.items()}

    def _of(self, at: int, year: int) -> int | None:
        """Return among how many a unit is ranked in a year."""
        if self.show != "rank" or year not in self.series.years:
            return None
        return int(self.series.n_ranked[at, self.series.years.index(year)]) or None

    def year_labels(self, lang: str, signs: float) -> dict[int, str]:
        """Return what stands at the years, of which each is so many signs wide; of very many only at some.

        That is an asterisk where not all have a total, and of ranks among how many they are: in words or, where these
        have no room, as a figure, and of the year two digits.
        """
        of = f"{head('n_ranked', lang)} "
        whole = {year: self._year_label(when, of) for when, year in enumerate(self.series.years)}
        figures = {year: label.replace(of, "/") for year, label in whole.items()}
        short = {year: f"’{label[2:]}" for year, label in figures.items()}
        fitting = (labels for labels in (whole, figures, short) if len(_apart(labels, signs)) == len(labels))
        return next(fitting, _apart(short, signs))

    def _year_label(self, when: int, of: str) -> str:
        year = self.series.years[when]
        text = f"{year}*" if self._with_total(when)[0] < self._with_total(when)[1] else str(year)
        if self.show != "rank":
            return text
        counts = sorted({int(self.series.n_ranked[at, when]) for at in self.units} - {0})
        return f"{text}\n{of}{'/'.join(map(str, counts))}" if counts else text

    def editions(self) -> list[dict[str, Any]]:
        """Return where each edition begins: its first year, and the middle between that and the year before it."""
        held = groupby(zip(self.series.years, self.series.editions, strict=True), key=lambda pair: pair[1])
        first = [(next(pairs)[0], edition) for edition, pairs in held]
        before = dict(zip(self.series.years[1:], self.series.years, strict=False))
        return (
            []
            if len(first) == 1
            else [
                {"edition": edition[0], "first": year, "from": (year + before.get(year, year)) / 2}
                for year, edition in first
            ]
        )

    def links(self, records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return where a unit has figures in two years of the series with years without scores between them."""
        value = {(record["unit"], record["year"]): record["value"] for record in records}
        apart = [(then, now) for then, now in pairwise(self.series.years) if now - then > 1]
        return [
            {**{key: record[key] for key in ("unit", "label", "highlighted")}, "year": year, "value": value_}
            | {"link": f"{record['unit']} {then}"}
            for record in records
            for then, now in apart
            if record["year"] == then and None not in (record["value"], value[record["unit"], now])
            for year, value_ in ((then, record["value"]), (now, value[record["unit"], now]))
        ]

    def title(self, lang: str) -> str:
        """Return the title: the index as it is called last, the years, and the node."""
        last = self.series.scores[self.series.years[-1]].edition
        title = f"{index_title(last, lang)}, {self.series.span}"
        if len(self.units) == 1:
            title = translated(say("{name}: {what}", name=self.labels()[0], what=title), lang)
        return title if self.node is None else f"{title}: {self._titles(lang)[-1][1]}"

    def _titles(self, lang: str) -> list[tuple[int, str]]:
        """Return what the node is called in each year that has it."""
        node, of_years = self.node or "", self.series.scores.items()
        return [(year, scores.node_called(node, lang)) for year, scores in of_years if node in scores.nodes]

    def notes(self, records: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
        """Say what to know of the years and of the units."""
        told = [*self._of_years(records), *self._of_units()]
        told += self._of_node(self.node, lang) if self.node is not None else ()
        if self.more:
            told.append(say("{count} more units are not shown; name those to show.", count=self.more))
        return [capital(translated(note, lang)) for note in (*told, *self._gaps(records))]

    def _of_years(self, records: Sequence[Mapping[str, Any]]) -> Iterator[Message]:
        if self.editions():
            yield say("Thin rules: the edition changes.")
        if between := [str(year) for year in self.span if year not in self.series.years]:
            dotted = say("Dotted: no scores of {years}.", years=", ".join(between))
            yield dotted if self.links(records) else say("No scores of {years}.", years=", ".join(between))
        counts = {year: self._with_total(when) for when, year in enumerate(self.series.years)}
        if short := [f"{year} ({count}/{all_})" for year, (count, all_) in counts.items() if count < all_]:
            yield say("* Not every unit has a total: {years}", years=", ".join(short))
        yield from merged_before(self.series.scores.values())

    def _with_total(self, when: int) -> tuple[int, int]:
        """Return how many units have a total in a year, of how many that there are."""
        return int((~np.isnan(self.series.total[:, when])).sum()), int(self.series.there[:, when].sum())

    def _of_units(self) -> Iterator[Message]:
        """Say which of the units drawn were formed of others, and which became part of others."""
        names = dict(zip(self.units, self.labels(), strict=True))
        formed = [names[at] for at in self.units if self.series.lines[at].formed_of]
        if formed:
            yield say("Formed of others: {units}", units=first_of(formed, 8))
        became = [names[at] for at in self.units if self.series.lines[at].became is not None]
        if became:
            yield say("Part of others since: {units}", units=first_of(became, 8))

    def _of_node(self, node: str, lang: str) -> Iterator[Message]:
        titles = self._titles(lang)
        *_, (_, last) = titles
        if other := [f"{title} ({year})" for year, title in titles if title != last]:
            yield say("{node} is called otherwise in other years: {titles}", node=node, titles="; ".join(other))
        known = {year for year, _ in titles}
        if without := [str(year) for year in self.series.years if year not in known]:
            yield say("no {node} in {years}", node=node, years=", ".join(without))

    def _gaps(self, records: Sequence[Mapping[str, Any]]) -> Iterator[Message]:
        """Say which units have no figure in some year in which there are figures and such a unit."""
        filled = {record["year"] for record in records if record["value"] is not None}
        there = {
            (self.series.units[at], year)
            for at in self.units
            for year, here in zip(self.series.years, self.series.there[at].tolist(), strict=True)
            if here
        }
        lacking = [
            record["label"]
            for record in records
            if record["value"] is None and record["year"] in filled and (record["unit"], record["year"]) in there
        ]
        names = list(dict.fromkeys(lacking))
        if names:
            yield say("With gaps ({count}): {units}", count=len(names), units=first_of(names, 8))


def _apart(labels: Mapping[int, str], signs: float) -> dict[int, str]:
    """Return the labels that stand apart, where each year is so many signs wide: the last, and those before it."""
    kept: dict[int, str] = {}
    begin = float("inf")
    for year, label in sorted(labels.items(), reverse=True):
        half = max(map(len, label.split("\n"))) / 2
        if signs * year + half <= begin:
            kept[year], begin = label, signs * year - half - 0.5
    return dict(sorted(kept.items()))


def lines_of(
    series: Series, units: Collection[str] | None, highlight: Collection[str], show: Shown, node: str | None
) -> YearLines:
    """Return the units asked for, else all that there are in the last year, best of it first."""
    standing_out = frozenset(map(series.at, highlight))
    if units is None:
        there = [at for at in series.order if series.there[at, -1]]
        drawn = tuple(at for place, at in enumerate(there) if place < MOST_ROWS or at in standing_out)
        more = len(there) - len(drawn)
    else:
        drawn, more = tuple(dict.fromkeys(map(series.at, units))), 0
    if node is not None and not any(node in scores.nodes for scores in series.scores.values()):
        series.scores[series.years[-1]].published(node)  # which says that there is none
    return YearLines(series, drawn, standing_out, show, node, more)
