"""The trend: totals or ranks of units year by year; a year without a figure is a gap."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args

import attrs

from parindex.base import check_word, head, language, say, translated, visible_lines
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
#: Pixels of a sign of the name of an edition, of a year, and of a unit; of such a name so many at most.
_EDITION_SIGN, _YEAR_SIGN, _SIGN, _NAME_SIGNS = 5.4, 6.1, 6.4, 34
#: How far above the lines the names of editions stand, in the first row that has room.
_ROWS = (-6, -18, -30, -42)
_SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
_POINT = {"size": 46, "filled": True, "opacity": 1}
_COLOURS = (DARK, ORANGE, BLUE, GREY, "#d55e00", "#009e73")
#: Between two labels, and the least height of the chart, in pixels.
_STEP, _LEAST, _MOST, _PAGE = 13, 320, 520, 840
#: So many lines are all named at their ends; of more those that stand out, or so many at either end of the field.
_NAMED, _ENDS = 36, 5
#: Between two ranks that are written, in pixels; and how much further than the last rank the axis goes.
_TICK, _BELOW = 20, 1.02


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
        y=alt.Y("value:Q", title=head(lines.show, lang), scale=scale, axis=_up(lines.show, high, height)),
        tooltip=[
            alt.Tooltip("label:N", title=head("unit", lang)),
            alt.Tooltip("year:Q", title=translated(say("year"), lang)),
            alt.Tooltip("value:Q", title=head(lines.show, lang)),
        ],
    )
    chart = alt.layer(
        *_edition_marks(lines, across),
        *_end_names(ends, across, scale, units),
        *_styled(base, units, lines.links(records)),
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
        labels = self.lines.year_labels(self.lang, _span(self.lines) / _YEAR_SIGN)
        told = ", ".join(f"{year}: {json.dumps(visible_lines(label))}" for year, label in labels.items())
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
    placed = _in_rows(editions, _span(lines), lines.span[-1])
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


def _span(lines: YearLines) -> float:
    """Return about how many pixels lie between one year and the next."""
    return (WIDTH - 220) / max(len(lines.span) - 1, 1)


def _in_rows(editions: list[dict[str, Any]], room: float, last: int) -> list[dict[str, Any]]:
    """Return names of editions with how far up each stands: in the lowest row that has room, beside names of units."""
    free = dict.fromkeys(_ROWS, float("-inf"))
    placed = []
    for one in editions:
        begin = room * one["from"]
        end = begin + _EDITION_SIGN * len(one["edition"]) + 8
        rows = _ROWS if end <= room * last + 24 else _ROWS[1:]
        up = next((row for row in rows if free[row] <= begin), rows[-1])
        free[up] = end
        placed.append({**one, "up": up})
    return placed


def _end_names(ends: list[dict[str, Any]], across: YearAxis, scale: Any, units: list[str]) -> list[Any]:
    """Return the names of lines: beside the last year, or where a unit ended before it."""
    alt = altair()
    base = alt.Chart(inline(ends)).encode(y=alt.Y("place:Q", scale=scale))
    colour = alt.condition(alt.datum.highlighted, alt.value(DARK), alt.value("#444"))
    words = {"align": "left", "fontSize": 10.5, "limit": _SIGN * _NAME_SIGNS}
    there, ended = base.transform_filter("!datum.ended"), base.transform_filter("datum.ended")
    last = there.mark_text(**words).encode(x=_behind(across, 24), text="label:N", color=colour)
    names = [*_leaders(there, across, scale, units), last]
    if any(end["ended"] for end in ends):
        names.append(
            ended.mark_text(**words, dx=8, fontStyle="italic").encode(x=across.along(), text="label:N", color=colour)
        )
    return names


def _leaders(there: Any, across: YearAxis, scale: Any, units: list[str]) -> Iterator[Any]:
    """Yield pale rules that lead from the last figures to the names; of few, these have the mark of their line."""
    few, value = len(units) <= _FEW, altair().Y("value:Q", scale=scale)
    pale = there.mark_rule(color="#bbb", strokeWidth=0.7)
    yield pale.encode(x=across.along(), y=value, x2=_behind(across, 12 if few else 20), y2="place:Q")
    if few:
        yield there.mark_point(**_POINT).encode(x=_behind(across, 17), color=_coloured(units), shape=_shaped(units))


def _behind(across: YearAxis, pixels: int) -> Any:
    """Return a place so many pixels behind the last year."""
    alt = altair()
    return alt.value(alt.ExprRef(f"{across.right} + {pixels}"))


def _ends(records: list[dict[str, Any]], show: Shown) -> tuple[float, float]:
    """Return between what the vertical axis runs: ranks from 1, scores with some room."""
    values = [record["value"] for record in records if record["value"] is not None]
    low, high = min(values), max(values)
    if show == "rank":
        return 0.5, max(_BELOW * high, 2.5)
    room = 0.04 * (high - low) or 1.0
    return low - room, high + room


def _height(lines: YearLines, named: list[dict[str, Any]], last: float) -> float:
    """Return how high the chart is: as many names as stand at its right; of many ranks a name for each."""
    at_right = sum(1 for one in named if not one["ended"])
    ranks = last if lines.show == "rank" and at_right > _FEW else 0
    return max(_LEAST, min(_STEP * len(lines.units), _MOST), _STEP * at_right, min(_STEP * ranks, _PAGE))


def _up(show: Shown, end: float, height: float) -> Any:
    """Return the vertical axis: of ranks the first, and every fifth, or as many as have room."""
    alt, last = altair(), int(end / _BELOW)
    steps = (step * 10**power for power in range(9) for step in (5, 10, 20))
    step = next(step for step in steps if step * height >= _TICK * end)
    ranks = [1, *range(step, last + 1, step)]
    return alt.Axis(values=ranks, labelOverlap=False) if show == "rank" else alt.Axis()


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


def _styled(base: Any, units: list[str], links: list[dict[str, Any]]) -> list[Any]:
    """Return lines with points, dotted over years without scores: few told apart by dashes and colour.

    Of many all are pale but those that stand out, which lie above them.
    """
    alt = altair()
    if len(units) > _FEW:
        return [*_drawn(base, links, _MANY_COLOUR, 1.1, out=False), *_drawn(base, links, DARK, 3, out=True)]
    colour, each = _coloured(units), base.encode(detail="unit:N")
    dash = alt.StrokeDash("unit:N", sort=units, scale=alt.Scale(domain=units, range=list(_DASHES)), legend=None)
    return [
        *([_dotted(base, links, 1.1).encode(color=colour)] if links else []),
        each.mark_line(strokeWidth=2).encode(color=colour, strokeDash=dash),
        each.mark_point(**_POINT).encode(color=colour, shape=_shaped(units)),
    ]


def _drawn(base: Any, links: list[dict[str, Any]], colour: str, width: float, *, out: bool) -> Iterator[Any]:
    """Yield lines in one colour of the units that stand out, or of those that do not."""
    of_these = [link for link in links if link["highlighted"] == out]
    if of_these:
        yield _dotted(base, of_these, width / 2 if out else width).encode(color=altair().value(colour))
    each = base.encode(detail="unit:N").transform_filter("datum.highlighted" if out else "!datum.highlighted")
    yield each.mark_line(strokeWidth=width, color=colour)
    yield each.mark_point(size=34 if out else 14, filled=True, opacity=1, color=colour)


def _dotted(base: Any, links: list[dict[str, Any]], width: float) -> Any:
    """Return dotted lines over years without scores."""
    drawn = altair().Chart(inline(links)).mark_line(strokeWidth=width, strokeDash=[1, 3], strokeCap="round")
    return drawn.encode(x=base.encoding.x, y=base.encoding.y, detail="link:N")


def _shaped(units: list[str]) -> Any:
    """Return the shape of the points of each of few units, which dotted lines and print in grey do not tell apart."""
    alt = altair()
    return alt.Shape("unit:N", sort=units, scale=alt.Scale(domain=units, range=list(_SHAPES)), legend=None)


def _coloured(units: list[str]) -> Any:
    """Return the colour of each of few units."""
    alt = altair()
    return alt.Color("unit:N", sort=units, scale=alt.Scale(domain=units, range=list(_COLOURS)), legend=None)
