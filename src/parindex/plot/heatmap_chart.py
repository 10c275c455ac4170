"""The heat map: units by nodes, each cell by its share of the maximum or its rank."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from parindex.base import check_word, head, json_figure, json_float, language, say, translated
from parindex.definition import Node
from parindex.plot.chart_frame import (
    LINES,
    SCALE,
    WIDTH,
    altair,
    framed,
    inline,
    row_height,
    unit_axis,
    wrapped,
)
from parindex.plot.chart_labels import distinct, node_labels, on_a_page, rows_of, scores_title, unit_labels
from parindex.scoring import Scores

if TYPE_CHECKING:
    import altair as alt

Shown = Literal["share", "rank"]
#: From this part of the scale on a cell is so dark that its figure is white.
_DARK = 0.6
#: So many columns have room for figures and for heads that lie; more have heads that stand, and no figures.
_FEW, _STANDING, _HEAD_LINES = 14, 150, 7
#: A word of so many signs stands above a column whole, in smaller letters; a longer one is broken.
_LONG_WORD = 14
#: Pixels that all columns share, and so many of them can be named; of more every other one is.
_ACROSS, _ALL_NAMED = 560, 80


def heatmap(
    scores: Scores,
    *,
    show: Shown = "share",
    nodes: Collection[str] | None = None,
    units: Collection[str] | None = None,
    lang: str | None = None,
) -> alt.LayerChart:
    """Draw units by nodes, best first, darker where the score is better.

    Parameters
    ----------
    scores : Scores
        What is shown.
    show : {"share", "rank"}
        The score as a share of the node's maximum, or the rank at the node.
    nodes : collection of str, optional
        Which nodes; without it the parts of the index.
    units : collection of str, optional
        Only these, by code or name, with the ranks that they have among all.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `unit`, `node`, `score`, `share`, `rank`; what units and nodes are called is looked up.

    Raises
    ------
    ValueError
        `show` is none of these, or there is no unit, or no node whose maximum is known, to show.
    """
    lang = language(lang)
    check_word("show", show, get_args(Shown))
    shown, dropped = _shown(scores, nodes, show)
    rows, more = on_a_page(rows_of(scores, units), (), lang)
    if not shown or not rows:
        raise ValueError(say("nothing to show: there is no unit, or no node whose maximum is known"))
    notes = [say("In percent of the maximum.") if show == "share" else say("Rank at each part, 1 the best.")]
    notes += [say("Maximum not known: {nodes}", nodes=", ".join(dropped))] if dropped else []
    chart = _cells(scores, shown, rows, show, lang)
    title = scores_title(scores, lang)
    drawn: alt.LayerChart = framed(chart, title, [*(translated(note, lang) for note in notes), *more], lang)
    return drawn


def _shown(scores: Scores, nodes: Collection[str] | None, show: Shown) -> tuple[list[Node], list[str]]:
    """Return the nodes that can be shown, and the ids of those that cannot."""
    definition = scores.definition
    parts = definition.parts(definition.id) if nodes is None else tuple(definition[node] for node in nodes)
    dropped = [node.id for node in parts if show == "share" and not definition.maximum(node)]
    return [node for node in parts if node.id not in dropped], dropped


def _records(scores: Scores, nodes: Sequence[Node], rows: Sequence[int]) -> list[dict[str, Any]]:
    """Return one record a cell, row by row."""
    columns = []
    for node in nodes:
        most, published, ranks = scores.definition.maximum(node), scores.published(node.id), scores.ranks(node.id).rank
        shares = scores[node.id] / float(most) if most else np.full(len(scores.units), np.nan)
        columns.append((node.id, published, shares, ranks))
    return [
        {
            "unit": scores.units[row],
            "node": id_,
            "score": None if (score := published[row]) is None else float(score),
            "share": json_float(round(float(shares[row]), 4)),
            "rank": json_figure(ranks[row]),
        }
        for row in rows
        for id_, published, shares, ranks in columns
    ]


def _cells(scores: Scores, nodes: list[Node], rows: list[int], show: Shown, lang: str) -> Any:
    alt, titles, units = altair(), node_labels(nodes, lang), unit_labels(scores)
    heads, labels = column_heads(titles, [node.id for node in nodes]), [units[row] for row in rows]
    called = zip(nodes, titles, heads, strict=True)
    nodes_called = [{"node": node.id, "title": title, "head": shown} for node, title, shown in called]
    units_called = [{"unit": scores.units[row], "label": units[row]} for row in rows]
    records = _records(scores, nodes, rows)
    base = (
        alt.Chart()
        .transform_lookup("unit", alt.LookupData(inline(units_called), "unit", ["label"]))
        .transform_lookup("node", alt.LookupData(inline(nodes_called), "node", ["title", "head"]))
        .encode(y=unit_axis(labels), x=column_axis(heads), tooltip=_tooltip(lang))
    )
    few = len(nodes) <= _FEW
    colour = _share_colour(records) if show == "share" else _rank_colour(records)
    layers = [base.mark_rect(stroke="white", strokeWidth=1 if few else 0.4).encode(color=colour)]
    layers += _figures(base, records, show) if few else []
    return alt.layer(*layers, data=inline(records)).properties(height=row_height(labels))


def column_heads(titles: Sequence[str], ids: Sequence[str]) -> list[str]:
    """Return what stands above each column: titles in lines where there are few, each another."""
    if len(titles) > _FEW:
        return list(titles)
    longest = max(len(word) for title in titles for word in title.split())
    signs = max(_signs(len(titles)), min(longest, _LONG_WORD))
    lines = [wrapped(title, signs, _HEAD_LINES) for title in titles]
    return distinct(list(zip(lines, ids, strict=True)))


def _signs(columns: int) -> int:
    """Return how many signs of the usual size go above one of so many columns."""
    return max(10, 105 // columns)


def column_axis(heads: list[str]) -> Any:
    """Return the horizontal axis above columns: its labels lie where there are few, else they stand."""
    alt = altair()
    more = max(label.count("\n") for label in heads)
    longest = max(len(line) for label in heads for line in label.split("\n"))
    lying = {
        "labelAngle": 0,
        "labelExpr": LINES,
        "labelLimit": WIDTH,
        "labelPadding": 5 + 12 * more,
        "labelFontSize": min(10, 10 * _signs(len(heads)) / longest),
    }
    lying |= {"labelLineHeight": 12}
    size = max(6.5, min(10.5, _ACROSS / len(heads) - 0.6))
    standing = {"labelAngle": -90, "labelLimit": _STANDING, "labelPadding": 4, "labelFontSize": size}
    turned = lying if len(heads) <= _FEW else standing
    axis = alt.Axis(orient="top", ticks=False, domain=False, labelOverlap=len(heads) > _ALL_NAMED, **turned)
    return alt.X("head:N", sort=heads, title=None, axis=axis)


def _tooltip(lang: str) -> list[Any]:
    alt = altair()
    return [
        alt.Tooltip("label:N", title=head("unit", lang)),
        alt.Tooltip("title:N", title=head("component", lang)),
        alt.Tooltip("score:Q", title=head("score", lang), format=".4~f"),
        alt.Tooltip("share:Q", title=head("share", lang), format=".1%"),
        alt.Tooltip("rank:Q", title=head("rank", lang)),
    ]


def _share_colour(records: list[dict[str, Any]]) -> Any:
    """Return the colour of shares, from the tenth below the least of them to the tenth above the greatest."""
    alt = altair()
    legend = alt.Legend(title=None, format=".0%", orient="bottom", gradientLength=260, gradientThickness=10)
    return alt.Color("share:Q", scale=alt.Scale(domain=_ends(records), range=SCALE), legend=legend)


def _ends(records: list[dict[str, Any]]) -> list[float]:
    shares = _known(records, "share", 0.5)
    return [math.floor(10 * min(shares)) / 10, math.ceil(10 * max(shares)) / 10]


def _known(records: list[dict[str, Any]], field: str, instead: float) -> list[float]:
    """Return the figures there are; where there is none, one in their place."""
    return [record[field] for record in records if record[field] is not None] or [instead]


def _rank_colour(records: list[dict[str, Any]]) -> Any:
    """Return the colour of ranks, the first the darkest."""
    alt, ranks = altair(), _known(records, "rank", 1)
    legend = alt.Legend(title=None, orient="bottom", gradientLength=260, gradientThickness=10)
    return alt.Color("rank:Q", scale=alt.Scale(domain=[max(ranks), 1], range=SCALE), legend=legend)


def _figures(base: Any, records: list[dict[str, Any]], show: Shown) -> list[Any]:
    """Return the figures in the cells, white where the cell is dark, and a dash where there is none."""
    alt = altair()
    low, high = _ends(records) if show == "share" else (max(_known(records, "rank", 1)), 1)
    turn = low + _DARK * (high - low)
    dark = alt.datum.rank < turn if show == "rank" else alt.datum.share > turn
    written = alt.Text("rank:Q") if show == "rank" else alt.Text("percent:Q", format=".0f")
    colour = alt.condition(dark, alt.value("white"), alt.value("#111"))
    text = (
        base.transform_calculate(percent="100 * datum.share").mark_text(fontSize=10).encode(text=written, color=colour)
    )
    there, absent = f"isValid(datum.{show})", f"!isValid(datum.{show})"
    dash = base.transform_filter(absent).mark_text(fontSize=10, color="#555").encode(text=alt.value("–"))
    return [text.transform_filter(there), dash]
