"""Before and after: where each unit stood and where it stands, by score or rank."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from parindex.appraisal import Reconciliation
from parindex.base import check_word, first_of, head, json_figure, language, say, translated
from parindex.comparison import Restatement
from parindex.plot.chart_frame import DARK, ORANGE, altair, framed, inline, is_long, row_height, unit_axis
from parindex.plot.chart_labels import (
    ARROW,
    index_title,
    number_pattern,
    on_a_page,
    rows_of,
    scores_title,
    unit_labels,
)
from parindex.plot.unit_change_chart import unit_change
from parindex.scoring import Scores
from parindex.years import Changes, UnitChange

if TYPE_CHECKING:
    import altair as alt

Shown = Literal["score", "rank"]
_LAYERS = {
    "self_assessed": say("self-assessment"),
    "appraised": say("appraisal"),
    "reappraised": say("second appraisal"),
}


def change(
    before: Scores | Reconciliation | Restatement | Changes | UnitChange,
    after: Scores | None = None,
    *,
    show: Shown = "score",
    units: Collection[str] | None = None,
    names: tuple[str, str] | None = None,
    lang: str | None = None,
) -> alt.LayerChart:
    """Draw the move of each unit from before to after, best after first; of one unit what moved it, by cause.

    Parameters
    ----------
    before : Scores, Reconciliation, Restatement, Changes or UnitChange
        The scores before; or what holds both. Of a `UnitChange` a waterfall is drawn: from the total or rank before
        to that after, by cause, own evidence by node.
    after : Scores, optional
        The scores after, where `before` are scores: units are matched by their codes.
    show : {"score", "rank"}
        The published total, or the rank.
    units : collection of str, optional
        Only these, by code or name.
    names : tuple of two str, optional
        What before and after are called, such as two years.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `unit`, `name`, `label`, `before`, `after`, `difference`, `better`; of one unit those of a waterfall,
        with the `cause` of each step.

    Raises
    ------
    ValueError
        There are no scores after, no unit has both, or the change of one is not split.
    """
    lang = language(lang)
    check_word("show", show, get_args(Shown))
    if isinstance(before, UnitChange):
        return unit_change(before, show, lang)
    then, now = _both(before, after)
    later = _later(before, then, now)
    rows, more = on_a_page(rows_of(now, units), (), lang)
    records, lacking = _records(then, now, {new: then.units.index(old) for old, new in later.items()}, rows, show)
    if units is None:
        lacking += [name or unit for unit, name in zip(then.units, then.names, strict=True) if unit not in later]
    if not records:
        raise ValueError(say("nothing to show: no unit has both figures"))
    title, notes = _told(names or _names(before, then, now, lang), now, lang, years=isinstance(before, Changes))
    notes += [translated(note, lang) for note in before.lines.notes] if isinstance(before, Changes) else []
    if lacking:
        gone = say("Without one of the two ({count}): {units}", count=len(lacking), units=first_of(lacking, 8))
        notes.append(translated(gone, lang))
    drawn: alt.LayerChart = framed(_dumbbells(records, now, show, lang), title, [*notes, *more], lang)
    return drawn


def _both(before: Scores | Reconciliation | Restatement | Changes, after: Scores | None) -> tuple[Scores, Scores]:
    """Return the scores before and after."""
    if isinstance(before, Scores):
        then, now = before, after
    elif isinstance(before, Changes):
        then, now = before.before, before.scores
    else:
        then, now = before.before, before.after
    if now is None:
        raise ValueError(say("a change is from scores before to scores after: there are none after"))
    return then, now


def _later(result: object, then: Scores, now: Scores) -> Mapping[str, str]:
    """Return the code after of each unit before: of years as the registry says, else the same."""
    if isinstance(result, Changes):
        return result.lines.later
    return {unit: unit for unit in then.units if unit in now.units}


def _records(
    then: Scores, now: Scores, place: Mapping[str, int], rows: list[int], show: Shown
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return one record a unit that has both figures, and the names of those that have not."""
    labels = unit_labels(now)
    records, lacking = [], []
    lower = show == "rank" or now.definition.rank.best == "lowest"
    for row in rows:
        old = place.get(now.units[row])
        figures = None if old is None else (_figure(then, old, show), _figure(now, row, show))
        name = now.called(row)
        if figures is None or figures[0] is None or figures[1] is None:
            lacking.append(name)
            continue
        first, second = figures[0], figures[1]
        moved = second - first
        records.append(
            {
                "unit": now.units[row],
                "name": name,
                "label": labels[row],
                "before": float(first),
                "after": float(second),
                "difference": float(moved),
                "better": bool(moved < 0 if lower else moved > 0) if moved else None,
            }
        )
    return records, lacking


def _figure(scores: Scores, row: int, show: Shown) -> Decimal | None:
    """Return the published total or the rank of a unit, exactly as it is told."""
    if show == "score":
        return scores.rounded[row]
    rank = scores.rank[row]
    return None if np.isnan(rank) else Decimal(str(json_figure(rank)))


def _names(result: object, then: Scores, now: Scores, lang: str) -> tuple[str, str]:
    """Return what before and after are called: layers, or definitions where these differ."""
    if isinstance(result, Reconciliation):
        names = result.layers
        return translated(_LAYERS.get(names[0], names[0]), lang), translated(_LAYERS.get(names[1], names[1]), lang)
    if None not in (then.year, now.year) and then.year != now.year:
        return str(then.year), str(now.year)
    if then.definition.id != now.definition.id:
        return then.definition.id, now.definition.id
    return translated(say("before"), lang), translated(say("after"), lang)


def _told(names: tuple[str, str], now: Scores, lang: str, *, years: bool) -> tuple[str, list[str]]:
    """Return the title, and what the marks are."""
    marks = say("Hollow: {before}. Full: {after}. Dark: better. Orange: worse.", before=names[0], after=names[1])
    title = f"{index_title(now.definition, lang)}, {ARROW.join(names)}" if years else scores_title(now, lang)
    return title, [translated(marks, lang)]


def _dumbbells(records: list[dict[str, Any]], scores: Scores, show: Shown, lang: str) -> Any:
    alt, labels = altair(), [record["label"] for record in records]
    pattern = number_pattern(scores, scores.definition.root) if show == "score" else "~g"
    word = head(show, lang)
    base = alt.Chart().encode(
        y=unit_axis(labels),
        tooltip=[
            alt.Tooltip("name:N", title=head("unit", lang)),
            alt.Tooltip("before:Q", title=translated(say("before"), lang), format=pattern),
            alt.Tooltip("after:Q", title=translated(say("after"), lang), format=pattern),
            alt.Tooltip("difference:Q", title=head("difference", lang), format=f"+{pattern}"),
        ],
    )
    colour = alt.condition("datum.better === false", alt.value(ORANGE), alt.value(DARK))
    across = {"title": word, **_axis(records, show)}
    size = 32 if is_long(labels) else 60
    lines = base.mark_rule(strokeWidth=2.2).encode(x=alt.X("before:Q", **across), x2="after:Q", color=colour)
    hollow = base.mark_point(size=size, fill="white", strokeWidth=1.6, opacity=1).encode(x="before:Q", color=colour)
    full = base.mark_point(size=size, filled=True, opacity=1).encode(x="after:Q", color=colour)
    written = alt.Text("after:Q", format=pattern)
    right = base.transform_filter("datum.after >= datum.before").mark_text(align="left", dx=7, fontSize=10)
    left = base.transform_filter("datum.after < datum.before").mark_text(align="right", dx=-7, fontSize=10)
    figures = [text.encode(x="after:Q", text=written) for text in (right, left)]
    return alt.layer(lines, hollow, full, *figures, data=inline(records)).properties(height=row_height(labels))


def _axis(records: list[dict[str, Any]], show: Shown) -> dict[str, Any]:
    """Return the axis: of scores as far as they reach, of ranks from 1 to the last, with room for figures."""
    alt = altair()
    if show == "score":
        return {"scale": alt.Scale(zero=False, nice=True, padding=24), "axis": alt.Axis(orient="top")}
    last = max(max(record["before"], record["after"]) for record in records)
    axis = alt.Axis(orient="top", format="d", tickMinStep=1, values=[1, *range(5, int(last) + 1, 5)])
    return {"scale": alt.Scale(domain=[1 - 0.05 * last, 1.05 * last], nice=False), "axis": axis}
