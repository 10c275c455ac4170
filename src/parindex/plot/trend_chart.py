"""The trend: totals or ranks of units year by year; a year without a figure is a gap."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, get_args

import attrs

from parindex.base import check_word, head, language, say, translated
from parindex.plot.chart_frame import BLUE, DARK, GREY, ORANGE, WIDTH, altair, framed, inline
from parindex.plot.line_records import Shown, YearLines, lines_of
from parindex.scoring import Scores
from parindex.years import Series, Trend, series

if TYPE_CHECKING:
    import altair as alt

#: So many lines can be told apart by dashes; of more all are pale but those that stand out.
_FEW = 6
_DASHES = ([1, 0], [7, 3], [13, 3], [9, 3, 4, 3], [5, 2], [16, 2, 6, 2])
_MANY_COLOUR = "#9cc3e0"
#: Pixels of a sign of the name of an edition, and of a unit; of such a name so many at most.
_EDITION_SIGN, _SIGN, _NAME_SIGNS = 5.4, 6.4, 34
_COLOURS = (DARK, ORANGE, BLUE, GREY, "#d55e00", "#009e73")
#: Between two labels, and the least height of the chart, in pixels.
_STEP, _LEAST, _MOST, _PAGE = 13, 320, 520, 840
#: So many lines are all named at their ends; of more those that stand out, or so many at either end of the field.
_NAMED, _ENDS = 36, 5
#: Up to so many ranks every fifth is written, of more every tenth.
_FIFTHS = 70


def trend(
    years: Series | Trend | Mapping[int, Scores],
    units: Collection[str] | None = None,
    *,
    show: Shown = "score",
    node: str | None = None,
    highlight: Collection[str] = (),
    lang: str | None = None,
) -> alt.LayerChart:
    """Draw units over the years, each line named at its end.

    A thin rule stands where the edition changes, an asterisk at years in which not all units have a total. Years
    without scores are not bridged: a dotted line leads over them. A unit that became another one ends.

    Parameters
    ----------
    years : Series, Trend or mapping of int to Scores
        The years; of a trend its unit. Scores by year are put together by `parindex.series`.
    units : collection of str, optional
        Only these, by code or name; without it all that there are in the last year.
    show : {"score", "rank"}
        The published total, or the rank.
    node : str, optional
        Scores at this node in place of totals; found by its id in every edition.
    highlight : collection of str
        Units that stand out, by code or name.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `unit`, `label`, `year`, `value`, `of`, `highlighted`, `ended`; `value` is missing in years without a
        figure, `of` says among how many a rank is, and `ended` that there is no such unit in the last year.

    Raises
    ------
    ValueError
        There is no year, `show` is none of these, or no unit has a figure.
    """
    lang = language(lang)
    check_word("show", show, get_args(Shown))
    if show == "rank" and node is not None:
        raise ValueError(say("a trend shows ranks of totals: leave the node out"))
    if isinstance(years, Trend) and units is None:
        units = [years.unit]
    lines = lines_of(_together(years), units, highlight, show, node)
    records = lines.records()
    if all(record["value"] is None for record in records):
        raise ValueError(say("nothing to show: no unit has a figure"))
    drawn: alt.LayerChart = framed(_lines(lines, records, lang), lines.title(lang), lines.notes(records, lang), lang)
    return drawn


def _together(years: Series | Trend | Mapping[int, Scores]) -> Series:
    if isinstance(years, Trend):
        return years.series
    return years if isinstance(years, Series) else series(years)


def _lines(lines: YearLines, records: list[dict[str, Any]], lang: str) -> Any:
    alt, units = altair(), list(dict.fromkeys(record["unit"] for record in records))
    low, high = _ends(records, lines.show)
    named = _named(records, lines.show)
    height = _height(lines, named, high)
    scale = alt.Scale(domain=[low, high], nice=False, zero=False, reverse=lines.show == "rank")
    ends = _ending(named, height, (low, high))
    across = YearAxis(lines, f"width - {_room(ends)}", lang)
    base = alt.Chart().encode(
        x=across.along(),
        y=alt.Y("value:Q", title=head(lines.show, lang), scale=scale, axis=_up(lines.show, high)),
        tooltip=[
            alt.Tooltip("label:N", title=head("unit", lang)),
            alt.Tooltip("year:Q", title=translated(say("year"), lang)),
            alt.Tooltip("value:Q", title=head(lines.show, lang)),
        ],
    )
    chart = alt.layer(
        *_edition_marks(lines, across),
        *_end_names(ends, across, scale),
        *_links(lines, records, base, units),
        *_styled(base.encode(detail="unit:N"), units, records),
        data=inline(records),
    )
    return chart.properties(height=height)


@attrs.frozen
class YearAxis:
    """The horizontal axis: every year in its place, with what is to be known of it, and room for names behind."""

    lines: YearLines
    right: str  # where the last year stands, as an expression
    lang: str

    def along(self, field: str = "year") -> Any:
        """Return the channel of a field that lies along it."""
        alt, span = altair(), self.lines.span
        labels = self.lines.year_labels(self.lang)
        told = ", ".join(f"{year}: {json.dumps(label)}" for year, label in labels.items())
        axis = alt.Axis(
            values=[*labels],
            grid=False,
            labelFlush=False,
            labelExpr=f"split(({{{told}}})[datum.value], '\\n')",
            labelLineHeight=13,
            labelOverlap=False,
        )
        scale = alt.Scale(domain=[span[0], span[-1]], nice=False, rangeMin=14, rangeMax=alt.ExprRef(self.right))
        return alt.X(f"{field}:Q", title=None, axis=axis, scale=scale)


def _edition_marks(lines: YearLines, across: YearAxis) -> list[Any]:
    """Return a thin rule where the edition changes, and above the years what each is called."""
    alt, editions = altair(), lines.editions()
    if not editions:
        return []
    room = (WIDTH - 220) / max(len(lines.span) - 1, 1)
    starts = [edition["from"] for edition in editions]
    widths = [room * (after - start) for start, after in zip(starts, [*starts[1:], lines.span[-1] + 0.5], strict=True)]
    crowded = any(_EDITION_SIGN * len(one["edition"]) + 8 > wide for one, wide in zip(editions, widths, strict=True))
    placed = [{**one, "up": -18 if crowded and at % 2 else -6} for at, one in enumerate(editions)]
    base = alt.Chart(inline(placed)).encode(x=across.along("from"))
    rules = base.transform_filter("datum.from < datum.first").mark_rule(color="#999", strokeWidth=0.8)
    return [
        rules,
        *(
            base.transform_filter(f"datum.up == {up}")
            .mark_text(align="left", dx=3, fontSize=10, color="#555")
            .encode(text="edition:N", y=alt.value(up))
            for up in sorted({one["up"] for one in placed})
        ),
    ]


def _end_names(ends: list[dict[str, Any]], across: YearAxis, scale: Any) -> list[Any]:
    """Return the names of lines: beside the last year, or where a unit ended before it."""
    alt = altair()
    base = alt.Chart(inline(ends)).encode(y=alt.Y("place:Q", scale=scale))
    colour = alt.condition(alt.datum.highlighted, alt.value(DARK), alt.value("#444"))
    words = {"align": "left", "fontSize": 10.5, "limit": _SIGN * _NAME_SIGNS}
    there, ended = base.transform_filter("!datum.ended"), base.transform_filter("datum.ended")
    leaders = there.mark_rule(color="#bbb", strokeWidth=0.7).encode(
        x=across.along(),
        y=alt.Y("value:Q", scale=scale),
        x2=alt.value(alt.ExprRef(f"{across.right} + 20")),
        y2="place:Q",
    )
    last = there.mark_text(**words).encode(
        x=alt.value(alt.ExprRef(f"{across.right} + 24")), text="label:N", color=colour
    )
    names = [leaders, last]
    if any(end["ended"] for end in ends):
        names.append(
            ended.mark_text(**words, dx=8, fontStyle="italic").encode(x=across.along(), text="label:N", color=colour)
        )
    return names


def _links(lines: YearLines, records: list[dict[str, Any]], base: Any, units: list[str]) -> list[Any]:
    """Return a dotted line over years without scores."""
    alt, links = altair(), lines.links(records)
    if not links:
        return []
    few = len(units) <= _FEW
    colour = (
        alt.Color("unit:N", sort=units, scale=alt.Scale(domain=units, range=list(_COLOURS)), legend=None)
        if few
        else alt.condition(alt.datum.highlighted, alt.value(DARK), alt.value(_MANY_COLOUR))
    )
    drawn = alt.Chart(inline(links)).mark_line(strokeWidth=1.1, strokeDash=[1, 3], strokeCap="round")
    return [drawn.encode(x=base.encoding.x, y=base.encoding.y, detail="link:N", color=colour)]


def _ends(records: list[dict[str, Any]], show: Shown) -> tuple[float, float]:
    """Return between what the vertical axis runs: ranks from 1, scores with some room."""
    values = [record["value"] for record in records if record["value"] is not None]
    low, high = min(values), max(values)
    if show == "rank":
        return 0.5, max(high, 2.0) + 0.5
    room = 0.04 * (high - low) or 1.0
    return low - room, high + room


def _height(lines: YearLines, named: list[dict[str, Any]], last: float) -> float:
    """Return how high the chart is: as many names as stand at its right; of many ranks a name for each."""
    at_right = sum(1 for one in named if not one["ended"])
    ranks = last if lines.show == "rank" and at_right > _FEW else 0
    return max(_LEAST, min(_STEP * len(lines.units), _MOST), _STEP * at_right, min(_STEP * ranks, _PAGE))


def _up(show: Shown, last: float) -> Any:
    """Return the vertical axis: of ranks the first, and every fifth or tenth."""
    alt = altair()
    step = 5 if last <= _FIFTHS else 10
    return alt.Axis(values=[1, *range(step, int(last) + 1, step)]) if show == "rank" else alt.Axis()


def _ending(last: list[dict[str, Any]], height: float, ends: tuple[float, float]) -> list[dict[str, Any]]:
    """Return one record a unit: its last figure, and where its name stands so that no two collide."""
    pixel = (ends[1] - ends[0]) / height
    columns: dict[int | None, list[dict[str, Any]]] = {}
    for record in sorted(last, key=lambda record: record["value"]):
        columns.setdefault(record["year"] if record["ended"] else None, []).append(record)
    placed = []
    for column in columns.values():
        places = spread([record["value"] for record in column], _STEP * pixel, ends)
        placed += [{**record, "place": at} for record, at in zip(column, places, strict=True)]
    return placed


def _named(records: list[dict[str, Any]], show: Shown) -> list[dict[str, Any]]:
    """Return the last figure of the units whose names have room.

    These are all; of very many, those that have a figure in the last year, or of scores those at either end of the
    field, and those that stand out.
    """
    last = list({record["unit"]: record for record in records if record["value"] is not None}.values())
    if len(last) <= _NAMED:
        return last
    out = [record for record in last if record["highlighted"]]
    there = [record for record in last if record["year"] == max(one["year"] for one in last)]
    if show == "rank":
        return there + [record for record in out if record not in there]
    ordered = sorted(there, key=lambda record: record["value"])
    return out or [*ordered[:_ENDS], *ordered[_ENDS:][-_ENDS:]]


def spread(values: list[float], least: float, ends: tuple[float, float]) -> list[float]:
    """Return places in the order of rising values, each as near to its own as the least distance allows."""
    groups: list[tuple[list[float], float]] = []  # values that stand together, and where the first of them does
    for value in values:
        groups.append(([value], value))
        while len(groups) > 1 and groups[-2][1] + least * len(groups[-2][0]) > groups[-1][1]:
            together = groups[-2][0] + groups[-1][0]
            middle = sum(one - least * at for at, one in enumerate(together)) / len(together)
            groups[-2:] = [(together, min(max(middle, ends[0]), ends[1] - least * (len(together) - 1)))]
    return [start + least * at for together, start in groups for at in range(len(together))]


def _room(ends: list[dict[str, Any]]) -> int:
    """Return how many pixels the longest name takes beside the lines."""
    return 34 + round(_SIGN * min(max(len(end["label"]) for end in ends), _NAME_SIGNS))


def _styled(base: Any, units: list[str], records: list[dict[str, Any]]) -> list[Any]:
    """Return lines with points: few told apart by dashes and colour, many pale with those that stand out dark."""
    alt = altair()
    if len(units) <= _FEW:
        colour = alt.Color("unit:N", sort=units, scale=alt.Scale(domain=units, range=list(_COLOURS)), legend=None)
        dash = alt.StrokeDash("unit:N", sort=units, scale=alt.Scale(domain=units, range=list(_DASHES)), legend=None)
        return [
            base.mark_line(strokeWidth=2).encode(color=colour, strokeDash=dash),
            base.mark_point(size=34, filled=True, opacity=1).encode(color=colour),
        ]
    out = alt.datum.highlighted
    colour = alt.condition(out, alt.value(DARK), alt.value(_MANY_COLOUR))
    width = alt.condition(out, alt.value(3), alt.value(1.1))
    lines = base.mark_line().encode(color=colour, strokeWidth=width)
    return [lines, base.mark_point(size=14, filled=True, opacity=1).encode(color=colour)]
