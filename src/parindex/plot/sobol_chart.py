"""Indices of variance-based sensitivity: of each factor alone, and of all that it takes part in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parindex.base import Message, check_word, head, json_float, language, say, translated, word
from parindex.plot.chart_frame import DARK, ORANGE, altair, framed, inline, title_axis, wrapped
from parindex.plot.chart_labels import distinct, node_label, scores_title
from parindex.robustness import Sobol, SobolIndices

if TYPE_CHECKING:
    import altair as alt

_LABEL_SIGNS, _MOST = 42, 40


def sobol(result: SobolIndices, unit: str | None = None, *, lang: str | None = None) -> alt.LayerChart:
    """Draw the share of variance that goes with each factor, those first that take part in most.

    Parameters
    ----------
    result : SobolIndices
        The indices, of an index or of any function.
    unit : str, optional
        The unit, by code or name; of a function one of its outputs; without it the mean over all that vary, which has
        no intervals.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `factor`, `title`, `label`, `index` ("first", "total"), `value`, `low`, `high`; shares of the
        variance.

    Raises
    ------
    ValueError
        A function has no such output, or nothing varies.
    UnknownNameError
        No unit is called so.
    """
    lang, at = language(lang), _output(result, unit)
    figures = _figures(result, at)
    order = sorted(range(len(result.names)), key=lambda factor: (-figures["total"][factor][0], factor))[:_MOST]
    records = _records(result, order, figures, lang)
    title, notes = _told(result, at, len(order), lang)
    drawn: alt.LayerChart = framed(_marks(records, lang), title, notes, lang)
    return drawn


def _output(result: SobolIndices, name: str | None) -> int | None:
    """Return the place of an output; None for the mean over several."""
    if name is None:
        return 0 if len(result.outputs) == 1 else None
    if isinstance(result, Sobol) and result.output != "rank-shift":
        return result.scores.evidence.row(name)
    check_word("unit", name, result.outputs)
    return result.outputs.index(name)


def _figures(result: SobolIndices, at: int | None) -> dict[str, list[tuple[float, float, float]]]:
    """Return each index of each factor with its interval, nan where there is none."""
    figures = {}
    if not result.varying[slice(None) if at is None else at].any():
        raise ValueError(say("nothing to show: the output does not vary"))
    means = {"first": result.mean_first, "total": result.mean_total}
    for name, values, ends in (
        ("first", result.first, result.first_interval),
        ("total", result.total, result.total_interval),
    ):
        if at is None:
            figures[name] = [(mean, np.nan, np.nan) for mean in means[name].tolist()]
        else:
            low_high = np.full((len(result.names), 2), np.nan) if ends is None else ends[:, at]
            figures[name] = [(float(v), float(e[0]), float(e[1])) for v, e in zip(values[:, at], low_high, strict=True)]
    return figures


def _records(result: SobolIndices, order: list[int], figures: Any, lang: str) -> list[dict[str, Any]]:
    titles = [_title(result, result.names[factor], lang) for factor in order]
    cut = [(wrapped(title, _LABEL_SIGNS, 2), result.names[factor]) for factor, title in zip(order, titles, strict=True)]
    return [
        {
            "factor": result.names[factor],
            "title": title,
            "label": label,
            "index": index,
            **dict(zip(("value", "low", "high"), map(_rounded, figures[index][factor]), strict=True)),
        }
        for factor, title, label in zip(order, titles, distinct(cut), strict=True)
        for index in ("first", "total")
    ]


def _rounded(value: float) -> float | None:
    return json_float(round(value, 5))


def _title(result: SobolIndices, factor: str, lang: str) -> str:
    """Return what a factor is called: the weight or the error of a node by its title, others by their names."""
    kind, colon, node = factor.partition(":")
    definition = result.scores.definition if isinstance(result, Sobol) else None
    if definition is None:
        return factor
    if not colon or node not in definition:
        return node_label(definition[factor], lang) if factor in definition else word("factor", factor, lang)
    kinds: dict[str, Message] = {"weight": say("weight"), "noise": say("error")}
    return f"{node_label(definition[node], lang)} ({translated(kinds.get(kind, say('error')), lang)})"


def _told(result: SobolIndices, at: int | None, shown: int, lang: str) -> tuple[str, list[str]]:
    """Return the title, and what is to be known."""
    title = scores_title(result.scores, lang) if isinstance(result, Sobol) else result.outputs[at or 0]
    notes = [say("Dot: the share of variance of a factor alone. Diamond: of all that it takes part in.")]
    if isinstance(result, Sobol) and result.output != "rank-shift" and at is not None:
        name = result.scores.called(at)
        title = translated(say("{name}: {what}", name=name, what=title), lang)
    elif at is None:
        varying = np.count_nonzero(result.varying)
        some = say("Means over the {count} units that move.", count=varying)
        notes.append(say("Means over all units.") if varying == len(result.outputs) else some)
    if at is not None and result.intervals is not None:
        notes.append(say("Line: the interval of {percent:g} percent.", percent=100 * result.intervals))
    if len(result.names) > shown:
        notes.append(say("{count} more move less and are not shown.", count=len(result.names) - shown))
    return title, [translated(note, lang) for note in notes]


def _marks(records: list[dict[str, Any]], lang: str) -> Any:
    alt, labels = altair(), list(dict.fromkeys(record["label"] for record in records))
    base = alt.Chart().encode(
        y=title_axis(labels),
        yOffset=alt.YOffset("index:N", sort=["first", "total"]),
        color=alt.Color("index:N", scale=alt.Scale(domain=["first", "total"], range=[DARK, ORANGE]), legend=None),
        tooltip=[
            alt.Tooltip("title:N", title=head("factor", lang)),
            *(alt.Tooltip(f"{name}:Q", title=said, format=".3f") for name, said in _fields(lang).items()),
        ],
    )
    named = {"title": translated(say("share of the variance"), lang), "scale": alt.Scale(zero=True)}
    named["axis"] = alt.Axis(tickCount=6)
    shape = alt.Shape("index:N", scale=alt.Scale(domain=["first", "total"], range=["circle", "diamond"]), legend=None)
    lines = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", **named), x2="high:Q")
    points = base.mark_point(size=75, filled=True, opacity=1).encode(x=alt.X("value:Q", **named), shape=shape)
    figures = base.transform_calculate(right="isValid(datum.high) ? max(datum.high, datum.value) : datum.value")
    written = figures.mark_text(align="left", dx=8, fontSize=10, color="#333").encode(
        x="right:Q", text=alt.Text("value:Q", format=".2f"), color=alt.value("#333")
    )
    zero = alt.Chart(alt.Data(values=[{}])).mark_rule(color="#666").encode(x=alt.datum(0))
    return alt.layer(zero, lines, points, written, data=inline(records)).properties(
        height=alt.Step(32, **{"for": "position"})
    )


def _fields(lang: str) -> dict[str, str]:
    """Return what the fields of a record are called."""
    words = {"value": say("share of the variance"), "low": say("at least"), "high": say("at most")}
    return {name: translated(word, lang) for name, word in words.items()}
