"""The trend: totals or ranks of units year by year; a year without a figure is a gap."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from parindex.base import check_word, first_of, head, json_float, language, say, translated
from parindex.plot.chart_frame import BLUE, DARK, GREY, ORANGE, altair, framed, inline
from parindex.plot.chart_labels import distinct, index_title, node_label
from parindex.scoring import Scores

if TYPE_CHECKING:
    import altair as alt

Shown = Literal["score", "rank"]
#: So many lines can be told apart by dashes; of more all are pale but those that stand out.
_FEW = 6
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 3], [4, 4])
_COLOURS = (DARK, ORANGE, BLUE, GREY, "#d55e00", "#009e73")
#: Between two labels, and the least height of the chart, in pixels.
_STEP, _LEAST, _MOST = 13, 320, 520
#: So many lines are all named at their ends; of more those that stand out, or so many at either end of the field.
_NAMED, _ENDS = 36, 5


def trend(
    years: Mapping[int, Scores],
    units: Collection[str] | None = None,
    *,
    show: Shown = "score",
    node: str | None = None,
    highlight: Collection[str] = (),
    lang: str | None = None,
) -> alt.LayerChart:
    """Draw units over the years, each line named at its end.

    Parameters
    ----------
    years : mapping of int to Scores
        The scores of each year; editions may differ.
    units : collection of str, optional
        Only these, by code or name; without it all of the last year.
    show : {"score", "rank"}
        The published total, or the rank.
    node : str, optional
        Scores at this node in place of totals.
    highlight : collection of str
        Units that stand out, by code or name.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `unit`, `label`, `year`, `value`, `highlighted`; `value` is missing in years without a figure.

    Raises
    ------
    ValueError
        There is no year, `show` is none of these, or no unit has a figure.
    """
    lang = language(lang)
    check_word("show", show, get_args(Shown))
    if not years:
        raise ValueError(say("a trend needs the scores of some years"))
    if show == "rank" and node is not None:
        raise ValueError(say("a trend shows ranks of totals: leave the node out"))
    names = _names(years, units)
    records = _records(years, names, show, node, set(_names(years, highlight or ())))
    if all(record["value"] is None for record in records):
        raise ValueError(say("nothing to show: no unit has a figure"))
    title, notes = _told(years, node, lang)
    drawn: alt.LayerChart = framed(
        _lines(records, years, show, lang), title, [*notes, *_gaps(years, records, lang)], lang
    )
    return drawn


def _told(years: Mapping[int, Scores], node: str | None, lang: str) -> tuple[str, list[str]]:
    """Return the title, and by which definition each year was scored where they differ."""
    last = years[max(years)].definition
    title = f"{index_title(last, lang)}, {min(years)}–{max(years)}"
    of: dict[str, list[str]] = {}
    for year in sorted(years):
        of.setdefault(years[year].definition.id, []).append(str(year))
    editions = "; ".join(f"{id_} ({', '.join(held)})" for id_, held in of.items())
    notes = [translated(say("Editions differ: {editions}", editions=editions), lang)] if len(of) > 1 else []
    return f"{title}: {node_label(last[node], lang)}" if node else title, notes


def _names(years: Mapping[int, Scores], units: Collection[str] | None) -> dict[str, str]:
    """Return the codes of units with their names as the last year that has them gives them."""
    named: dict[str, str] = {}
    for year in sorted(years):
        named |= {unit: name or unit for unit, name in zip(years[year].units, years[year].names, strict=True)}
    last = years[max(years)]
    if units is None:
        return {last.units[row]: named[last.units[row]] for row in last.best_first}
    return {code: named[code] for code in (_code(years, unit) for unit in units)}


def _code(years: Mapping[int, Scores], unit: str) -> str:
    """Return the code of a unit in the last year that knows it; the last year of all says that none does."""
    for year in sorted(years, reverse=True):
        if unit in years[year].units:
            return unit
    latest = years[max(years)]
    return latest.units[latest.evidence.row(unit)]


def _records(
    years: Mapping[int, Scores], names: Mapping[str, str], show: Shown, node: str | None, highlighted: set[str]
) -> list[dict[str, Any]]:
    labels = dict(zip(names, distinct([(name, unit) for unit, name in names.items()]), strict=True))
    values = {year: _values(scores, show, node) for year, scores in years.items()}
    return [
        {
            "unit": unit,
            "label": labels[unit],
            "year": year,
            "value": values.get(year, {}).get(unit),
            "highlighted": unit in highlighted,
        }
        for unit in names
        for year in range(min(years), max(years) + 1)
    ]


def _values(scores: Scores, show: Shown, node: str | None) -> dict[str, float | None]:
    """Return the figure of each unit in a year, None where it has none or the edition has no such node."""
    if show == "rank":
        return {unit: json_float(rank) for unit, rank in zip(scores.units, scores.rank.tolist(), strict=True)}
    if node is not None and node not in scores.definition:
        return {}
    published = scores.published(node)
    return {unit: None if score is None else float(score) for unit, score in zip(scores.units, published, strict=True)}


def _gaps(years: Mapping[int, Scores], records: list[dict[str, Any]], lang: str) -> list[str]:
    """Say which years between have no scores, and which units have no figure in some year that has."""
    between = [str(year) for year in range(min(years), max(years) + 1) if year not in years]
    lacking = list(dict.fromkeys(one["label"] for one in records if one["value"] is None and one["year"] in years))
    notes = [say("Years without scores: {years}", years=", ".join(between))] if between else []
    if lacking:
        notes.append(say("With gaps ({count}): {units}", count=len(lacking), units=first_of(lacking, 8)))
    return [translated(note, lang) for note in notes]


def _lines(records: list[dict[str, Any]], years: Mapping[int, Scores], show: Shown, lang: str) -> Any:
    alt, units = altair(), list(dict.fromkeys(record["unit"] for record in records))
    low, high = _ends(records, show)
    named = _named(records, show)
    height = max(_LEAST, min(_STEP * len(units), _MOST), _STEP * len(named))
    scale = alt.Scale(domain=[low, high], nice=False, zero=False, reverse=show == "rank")
    ends = _ending(named, height, (low, high))
    right = f"width - {_room(ends)}"
    span = [min(years), max(years)]
    axis = alt.Axis(format="d", values=list(range(span[0], span[1] + 1)), grid=False, labelFlush=False)
    across = {"title": None, "axis": axis}
    across["scale"] = alt.Scale(domain=span, nice=False, rangeMin=6, rangeMax=alt.ExprRef(right))
    base = alt.Chart().encode(
        x=alt.X("year:Q", **across),
        y=alt.Y("value:Q", title=head(show, lang), scale=scale),
        detail="unit:N",
        tooltip=[
            alt.Tooltip("label:N", title=head("unit", lang)),
            alt.Tooltip("year:Q", title=translated(say("year"), lang)),
            alt.Tooltip("value:Q", title=head(show, lang)),
        ],
    )
    named = alt.Chart(inline(ends)).encode(y=alt.Y("place:Q", scale=scale))
    written = named.mark_text(align="left", fontSize=10.5).encode(
        x=alt.value(alt.ExprRef(f"{right} + 24")),
        text="label:N",
        color=alt.condition(alt.datum.highlighted, alt.value(DARK), alt.value("#444")),
    )
    leaders = named.mark_rule(color="#bbb", strokeWidth=0.7).encode(
        x=alt.X("year:Q", **across),
        y=alt.Y("value:Q", scale=scale),
        x2=alt.value(alt.ExprRef(f"{right} + 20")),
        y2="place:Q",
    )
    return alt.layer(leaders, *_styled(base, units, records), written, data=inline(records)).properties(height=height)


def _ends(records: list[dict[str, Any]], show: Shown) -> tuple[float, float]:
    """Return between what the vertical axis runs: ranks from 1, scores with some room."""
    values = [record["value"] for record in records if record["value"] is not None]
    low, high = min(values), max(values)
    if show == "rank":
        return 1.0, max(high, 2.0)
    room = 0.04 * (high - low) or 1.0
    return low - room, high + room


def _ending(last: list[dict[str, Any]], height: float, ends: tuple[float, float]) -> list[dict[str, Any]]:
    """Return one record a unit: its last figure, and where its name stands so that no two collide."""
    pixel = (ends[1] - ends[0]) / height
    ordered = sorted(last, key=lambda record: record["value"])
    places = spread([record["value"] for record in ordered], _STEP * pixel, ends)
    kept = ("unit", "label", "year", "value", "highlighted")
    return [{**{name: record[name] for name in kept}, "place": at} for record, at in zip(ordered, places, strict=True)]


def _named(records: list[dict[str, Any]], show: Shown) -> list[dict[str, Any]]:
    """Return the last figure of the units whose names have room.

    These are all, or of the scores of very many those that stand out, else those at either end of the field.
    """
    last = list({record["unit"]: record for record in records if record["value"] is not None}.values())
    if len(last) <= _NAMED or show == "rank":
        return last
    out = [record for record in last if record["highlighted"]]
    ordered = sorted(last, key=lambda record: record["value"])
    return out or [*ordered[:_ENDS], *ordered[-_ENDS:]]


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
    return 34 + round(6.4 * min(max(len(end["label"]) for end in ends), 34))


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
    colour = alt.condition(out, alt.value(DARK), alt.value("#9cc3e0"))
    width = alt.condition(out, alt.value(3), alt.value(1.1))
    lines = base.mark_line().encode(color=colour, strokeWidth=width)
    return [lines, base.mark_point(size=14, filled=True, opacity=1).encode(color=colour)]
