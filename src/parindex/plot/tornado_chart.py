"""The tornado: what each weight changed, or each thing left out, does to ranks, or to the total of one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parindex.base import head, json_float, language, say, translated
from parindex.plot.chart_frame import BLUE, ORANGE, altair, framed, inline, title_axis, wrapped
from parindex.plot.chart_labels import distinct, node_label, scores_title
from parindex.robustness import LeaveOut, OneAtATime

if TYPE_CHECKING:
    import altair as alt

#: How many rows are drawn, those that move most; the rest is told.
_MOST = 25
_LABEL_SIGNS = 42
#: Of the width of all moves, what the figure of one takes at most.
_ROOM = 0.12


def tornado(
    result: OneAtATime | LeaveOut, unit: str | None = None, *, most: int = _MOST, lang: str | None = None
) -> alt.LayerChart:
    """Draw what moves most, from the top down.

    Parameters
    ----------
    result : OneAtATime or LeaveOut
        What was changed, one thing at a time.
    unit : str, optional
        By how much the total of this unit changes, by code or name; without it how far ranks move on average.
    most : int
        How many rows at most; how many more there are is told.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `changed`, `title`, `label`, `direction` ("down", "up", "left out"), `move`; with a unit `move` is in
        points of the total, without it in ranks.
    """
    lang = language(lang)
    row = None if unit is None else result.scores.evidence.row(unit)
    moves = _moves(result, row)
    far = np.nan_to_num(np.abs(moves), nan=0.0).max(axis=1, initial=0.0)
    order = sorted(range(len(result.changed)), key=lambda at: (-far[at], at))
    records = _records(result, order[:most], moves, lang)
    notes = [_what(result, row, lang)]
    if len(order) > most:
        notes.append(translated(say("{count} more move less and are not shown.", count=len(order) - most), lang))
    title = scores_title(result.scores, lang)
    if row is not None:
        name = result.scores.called(row)
        title = translated(say("{name}: {what}", name=name, what=title), lang)
    drawn: alt.LayerChart = framed(_bars(records, _axis(row, lang), _decimals(result, row), lang), title, notes, lang)
    return drawn


def _moves(result: OneAtATime | LeaveOut, row: int | None) -> Any:
    """Return by how much each case moves the total of a unit, or ranks on average (n_changed, n_directions)."""
    shift = result.total_shift if row is not None else np.abs(result.rank_shift)
    shift = shift.reshape(len(result.changed), -1, len(result.scores.units))
    if row is not None:
        return shift[:, :, row]
    count = (~np.isnan(shift)).sum(axis=2)
    return np.where(count, np.nansum(shift, axis=2) / np.maximum(count, 1), np.nan)


def _records(result: OneAtATime | LeaveOut, order: list[int], moves: Any, lang: str) -> list[dict[str, Any]]:
    titles = [_title(result, result.changed[at], lang) for at in order]
    labels = distinct(
        [(wrapped(title, _LABEL_SIGNS, 2), result.changed[at]) for at, title in zip(order, titles, strict=True)]
    )
    directions = ("down", "up") if isinstance(result, OneAtATime) else ("left out",)
    return [
        {
            "changed": result.changed[at],
            "title": title,
            "label": label,
            "direction": direction,
            "move": json_float(round(float(moves[at, side]), 6)),
        }
        for at, title, label in zip(order, titles, labels, strict=True)
        for side, direction in enumerate(directions)
    ]


def _title(result: OneAtATime | LeaveOut, changed: str, lang: str) -> str:
    """Return what is changed or left out is called: a node by its title, a unit by its name."""
    if isinstance(result, LeaveOut) and result.what == "units":
        at = result.scores.units.index(changed)
        return result.scores.names[at] or changed
    return node_label(result.scores.definition[changed], lang)


def _what(result: OneAtATime | LeaveOut, row: int | None, lang: str) -> str:
    """Say what was done and what is shown."""
    if isinstance(result, OneAtATime):
        percent = float(f"{100 * result.change:.6g}")
        told = say(
            "Each weight {percent:g} percent lower (light) and higher (dark), its siblings rescaled.", percent=percent
        )
    else:
        told = say("Each left out in turn.")
    shown = say("Mean distance of ranks.") if row is None else say("Change of the total, in points.")
    return " ".join(translated(part, lang) for part in (told, shown))


def _axis(row: int | None, lang: str) -> str:
    return head("points", lang) if row is not None else head("rank", lang)


def _decimals(result: OneAtATime | LeaveOut, row: int | None) -> int:
    """Return with how many decimals moves are written: those of ranks with two, those of totals as totals at least."""
    return 2 if row is None else max(2, result.scores.definition.decimals)


def _bars(records: list[dict[str, Any]], axis: str, decimals: int, lang: str) -> Any:
    alt = altair()
    labels = list(dict.fromkeys(record["label"] for record in records))
    colours = alt.Scale(domain=["down", "up", "left out"], range=[ORANGE, BLUE, BLUE])
    sides = sorted({record["direction"] for record in records})
    base = alt.Chart().encode(
        y=title_axis(labels),
        yOffset=alt.YOffset("direction:N", sort=["down", "up"], scale=alt.Scale(paddingInner=0.1)),
        tooltip=_tooltip(axis, lang),
    )
    across = alt.X("move:Q", title=axis, scale=_span(records))
    bars = base.mark_bar().encode(x=across, color=alt.Color("direction:N", scale=colours, legend=None))
    written = alt.Text("move:Q", format=f".{decimals}f")
    right = (
        base.transform_filter("datum.move >= 0")
        .mark_text(align="left", dx=4, fontSize=10)
        .encode(x=across, text=written)
    )
    left = (
        base.transform_filter("datum.move < 0")
        .mark_text(align="right", dx=-4, fontSize=10)
        .encode(x=across, text=written)
    )
    zero = alt.Chart(alt.Data(values=[{}])).mark_rule(color="#666").encode(x=alt.datum(0))
    return alt.layer(bars, right, left, zero, data=inline(records)).properties(
        height=alt.Step(30 if len(sides) > 1 or any("\n" in label for label in labels) else 24, **{"for": "position"})
    )


def _span(records: list[dict[str, Any]]) -> Any:
    """Return the scale of moves: left of what goes down there is room for its figure, beside the titles."""
    moves = [0.0, *(record["move"] or 0.0 for record in records)]
    least, most = min(moves), max(moves)
    return altair().Scale(domainMin=least - _ROOM * (most - least)) if least < 0 else altair().Scale()


def _tooltip(axis: str, lang: str) -> list[Any]:
    alt = altair()
    return [alt.Tooltip("title:N", title=head("component", lang)), alt.Tooltip("move:Q", title=axis, format="+.3~f")]
