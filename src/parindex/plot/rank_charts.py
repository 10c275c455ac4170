"""How far ranks can be trusted: the interval of each unit's rank, and how likely each rank is."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np

from parindex.base import head, json_figure, language, say, translated
from parindex.plot.chart_frame import BLUE, DARK, GREY, ORANGE, SCALE, altair, framed, inline, row_height, unit_axis
from parindex.plot.chart_labels import on_a_page, rows_of, scores_title, unit_labels, without_rank
from parindex.robustness import RankRange, Uncertainty
from parindex.scoring import Scores

if TYPE_CHECKING:
    import altair as alt

#: The likelihoods that the legend names.
_LEGEND = [0, 0.05, 0.2, 0.5, 1]


def rank_intervals(
    result: Uncertainty | RankRange,
    *,
    units: Collection[str] | None = None,
    highlight: Collection[str] = (),
    lang: str | None = None,
) -> alt.LayerChart:
    """Draw the interval in which the rank of each unit lies, and the rank that is published.

    Parameters
    ----------
    result : Uncertainty or RankRange
        Of draws the middle 90 percent of the ranks with their median; else the best and the worst rank possible, with
        a thin line as far as the bounds where these are not proved.
    units : collection of str, optional
        Only these, by code or name.
    highlight : collection of str
        Units that stand out.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `unit`, `name`, `label`, `rank`, `low`, `middle`, `high`, `highlighted`; where a range of those shown
        is not proved also `low_proved`, `high_proved`.
    """
    lang, scores = language(lang), result.scores
    rows = [row for row in rows_of(scores, units) if not np.isnan(scores.rank[row])]
    marked = rows_of(scores, highlight)
    shown, more = on_a_page(rows, marked, lang)
    records = _intervals(result, shown, marked)
    what = [_what(result, lang)]
    if isinstance(result, RankRange) and not result.proved[shown].all():
        records = _with_bounds(records, result, shown)
        what.append(translated(say("Thin line: ranks that are not ruled out in the time that was given."), lang))
    notes = [*what, *without_rank(scores, rows_of(scores, units), lang), *more]
    chart = _spans(records, lang, middle=isinstance(result, Uncertainty))
    drawn: alt.LayerChart = framed(chart, scores_title(scores, lang), notes, lang)
    return drawn


def _what(result: Uncertainty | RankRange, lang: str) -> str:
    """Say what interval it is."""
    if isinstance(result, RankRange):
        told = say("Bar: the best and the worst rank that the admissible weights allow. Dot: the published rank.")
    else:
        told = say(
            "Bar: the middle 90 percent of the ranks in {draws:,} draws. Line: their median. Dot: the published rank.",
            draws=result.draws,
        )
    return translated(told, lang)


def _intervals(result: Uncertainty | RankRange, rows: list[int], highlighted: list[int]) -> list[dict[str, Any]]:
    scores, labels = result.scores, unit_labels(result.scores)
    if isinstance(result, RankRange):
        low, middle, high = result.best, np.full(len(scores.units), np.nan), result.worst
    else:
        low, middle, high = result.rank_quantiles((0.05, 0.5, 0.95)).T
    return [
        {
            "unit": scores.units[row],
            "name": scores.called(row),
            "label": labels[row],
            "rank": json_figure(scores.rank[row]),
            "low": json_figure(low[row]),
            "middle": json_figure(middle[row]),
            "high": json_figure(high[row]),
            "highlighted": row in highlighted,
        }
        for row in rows
    ]


def _with_bounds(records: list[dict[str, Any]], result: RankRange, rows: list[int]) -> list[dict[str, Any]]:
    """Return records with the ranks that nothing goes beyond."""
    ends = {"low_proved": result.best_proved, "high_proved": result.worst_proved}
    return [
        {**record, **{name: json_figure(ranks[row]) for name, ranks in ends.items()}}
        for record, row in zip(records, rows, strict=True)
    ]


def _spans(records: list[dict[str, Any]], lang: str, *, middle: bool) -> Any:
    alt, labels = altair(), [record["label"] for record in records]
    bounded = any("high_proved" in record for record in records)
    most = max((record["high_proved" if bounded else "high"] for record in records), default=1)
    base = alt.Chart().encode(
        y=unit_axis(labels),
        tooltip=[
            alt.Tooltip("name:N", title=head("unit", lang)),
            alt.Tooltip("rank:Q", title=head("rank", lang)),
            alt.Tooltip("low:Q", title=head("best", lang)),
            *([alt.Tooltip("middle:Q", title=head("median", lang))] if middle else []),
            alt.Tooltip("high:Q", title=head("worst", lang)),
            *([alt.Tooltip("low_proved:Q", title=head("best_proved", lang))] if bounded else []),
            *([alt.Tooltip("high_proved:Q", title=head("worst_proved", lang))] if bounded else []),
        ],
    )
    axis = alt.Axis(tickMinStep=1, format="d", orient="top")
    across = alt.X("from:Q", title=head("rank", lang), axis=axis, scale=alt.Scale(domain=[0.5, most + 0.5], nice=False))
    colour = alt.condition(alt.datum.highlighted, alt.value(ORANGE), alt.value("#9cc3e0"))
    bars = base.transform_calculate(**{"from": "datum.low - 0.5", "to": "datum.high + 0.5"})
    bars = bars.mark_bar(height={"band": 0.6}).encode(x=across, x2="to:Q", color=colour)
    bounds = base.transform_calculate(**{"from": "datum.low_proved - 0.5", "to": "datum.high_proved + 0.5"})
    bounds = bounds.mark_rule(color=GREY).encode(x=across, x2="to:Q")
    lines = base.mark_tick(color=BLUE, thickness=2, size=11).encode(x="middle:Q")
    dots = base.mark_circle(color=DARK, size=38, opacity=1).encode(x="rank:Q")
    return alt.layer(
        *([bounds] if bounded else []), bars, *([lines] if middle else []), dots, data=inline(records)
    ).properties(height=row_height(labels))


def rank_probabilities(
    result: Uncertainty, *, units: Collection[str] | None = None, lang: str | None = None
) -> alt.LayerChart:
    """Draw how likely each rank is for each unit, darker where it is likelier.

    Parameters
    ----------
    result : Uncertainty
        The draws.
    units : collection of str, optional
        Only these, by code or name.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `unit`, `rank`, `probability`, without what never occurs, and `first` where several ranks up to `rank`
        are counted together, as of more than 2,000 units; what units are called and their published ranks are looked
        up.
    """
    lang, scores = language(lang), result.scores
    rows = [row for row in rows_of(scores, units) if not np.isnan(scores.rank[row])]
    rows, more = on_a_page(rows, (), lang)
    likely, ranks = result.rank_probability, _ranks(result)
    records = [
        {"unit": scores.units[row], **ranks[at], "probability": round(float(likely[row, at]), 4)}
        for row in rows
        for at in np.flatnonzero(likely[row] > 0).tolist()
    ]
    note = say("How often each rank came out in {draws:,} draws. Dot: the published rank.", draws=result.draws)
    notes = [translated(note, lang), *without_rank(scores, rows_of(scores, units), lang), *more]
    chart = _likely(scores, rows, records, lang)
    drawn: alt.LayerChart = framed(chart, scores_title(scores, lang), notes, lang)
    return drawn


def _ranks(result: Uncertainty) -> list[dict[str, Any]]:
    """Return the rank of each column of the counts; of a bin of several ranks the last one, and the first."""
    last = result.ranks.tolist()
    ends = zip([0.0, *last], last, strict=False)
    return [
        {"rank": json_figure(end), **({"first": int(before) + 1} if end - before > 1 else {})} for before, end in ends
    ]


def _likely(scores: Scores, rows: list[int], records: list[dict[str, Any]], lang: str) -> Any:
    alt, labels = altair(), unit_labels(scores)
    called = [
        {"unit": scores.units[row], "label": labels[row], "published": json_figure(scores.rank[row])} for row in rows
    ]
    shown = [labels[row] for row in rows]
    most = max((record["rank"] for record in records), default=1)
    ends = alt.Scale(domain=[0.5, max(most, len(rows)) + 0.5], nice=False)
    axis = alt.Axis(tickMinStep=1, format="d", orient="top", grid=False)
    legend = alt.Legend(title=None, format=".0%", orient="bottom", gradientLength=320, values=_LEGEND)
    scale = alt.Scale(type="sqrt", domain=[0, 1], range=SCALE)
    base = (
        alt.Chart()
        .transform_lookup("unit", alt.LookupData(inline(called), "unit", ["label"]))
        .transform_calculate(**{"from": "(datum.first || datum.rank) - 0.5", "to": "datum.rank + 0.5"})
    )
    cells = base.mark_rect().encode(
        y=unit_axis(shown),
        x=alt.X("from:Q", title=head("rank", lang), scale=ends, axis=axis),
        x2="to:Q",
        color=alt.Color("probability:Q", scale=scale, legend=legend),
        tooltip=[
            alt.Tooltip("label:N", title=head("unit", lang)),
            alt.Tooltip("rank:Q", title=head("rank", lang)),
            alt.Tooltip("probability:Q", title=head("share", lang), format=".1%"),
        ],
    )
    dots = alt.Chart(inline(called)).mark_circle(color=ORANGE, size=26, opacity=1, stroke="white")
    dots = dots.encode(y=unit_axis(shown), x=alt.X("published:Q", scale=ends))
    return alt.layer(cells, dots, data=inline(records)).properties(height=row_height(shown))
