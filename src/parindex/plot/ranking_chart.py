"""The ranking: one bar a unit, with its rank and its published score."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np

from parindex.base import head, json_figure, language
from parindex.definition import Node
from parindex.plot.chart_frame import BLUE, DARK, PALE, altair, framed, inline, is_long, row_height, unit_axis
from parindex.plot.chart_labels import (
    chart_title,
    group_note,
    number_pattern,
    on_a_page,
    rank_label,
    rows_of,
    unit_labels,
    without_score,
)
from parindex.scoring import Scores

if TYPE_CHECKING:
    import altair as alt


def ranking(
    scores: Scores,
    *,
    node: str | None = None,
    units: Collection[str] | None = None,
    highlight: Collection[str] = (),
    lang: str | None = None,
) -> alt.LayerChart:
    """Draw the units as bars, best first, with rank and published score.

    Parameters
    ----------
    scores : Scores
        What is shown.
    node : str, optional
        Scores and ranks at this node; without it the total.
    units : collection of str, optional
        Only these, by code or name, with the ranks that they have among all.
    highlight : collection of str
        Units that stand out.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `unit`, `name`, `label`, `rank`, `rank_label`, `score`, `highlighted`.

    Examples
    --------
    >>> import parindex, parindex.plot
    >>> definition = parindex.load("par-ministry-2022")
    >>> evidence = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    >>> chart = parindex.plot.ranking(parindex.score(definition, evidence), lang="vi")
    >>> parindex.plot.to_svg(chart)[:16]
    '<svg role="img" '
    """
    lang, shown = language(lang), scores.definition[node or scores.definition.id]
    picked, marked = rows_of(scores, units), rows_of(scores, highlight)
    ordered, more = on_a_page(_in_order(scores, shown, picked), marked, lang)
    records = _records(scores, shown, ordered, marked, lang)
    published = scores.published(shown.id)
    lacking = [row for row in picked if published[row] is None]
    title = chart_title(scores, shown, lang)
    bars = _bars(scores, shown, records, lang)
    notes = [*group_note(scores, lang), *without_score(scores, lacking, lang), *more]
    chart: alt.LayerChart = framed(bars, title, notes, lang)
    return chart


def _in_order(scores: Scores, node: Node, picked: list[int]) -> list[int]:
    """Return rows group by group, best first, those without a rank behind."""
    groups, ranks = list(dict.fromkeys(scores.group)), scores.ranks(node.id).rank
    return sorted(picked, key=lambda row: (groups.index(scores.group[row]), np.nan_to_num(ranks[row], nan=np.inf)))


def _records(scores: Scores, node: Node, ordered: list[int], highlighted: list[int], lang: str) -> list[dict[str, Any]]:
    """Return one record a unit that has a score, best first, those without a rank behind."""
    ranks, published, labels = scores.ranks(node.id).rank, scores.published(node.id), unit_labels(scores)
    return [
        {
            "unit": scores.units[row],
            "name": scores.called(row),
            "label": labels[row],
            "rank": json_figure(ranks[row]),
            "rank_label": rank_label(ranks[row], lang),
            "score": float(score),
            "highlighted": row in highlighted,
        }
        for row in ordered
        if (score := published[row]) is not None
    ]


def _bars(scores: Scores, node: Node, records: list[dict[str, Any]], lang: str) -> Any:
    alt, labels, pattern = altair(), [record["label"] for record in records], number_pattern(scores, node)
    base = alt.Chart().encode(
        y=unit_axis(labels, padding=30),
        tooltip=[
            alt.Tooltip("name:N", title=head("unit", lang)),
            alt.Tooltip("rank_label:N", title=head("rank", lang)),
            alt.Tooltip("score:Q", title=head("score", lang), format=pattern),
        ],
    )
    plain = PALE if any(record["highlighted"] for record in records) else BLUE
    colour = alt.condition(alt.datum.highlighted, alt.value(DARK), alt.value(plain))
    axis = alt.X("score:Q", title=head("score", lang), scale=alt.Scale(domain=_domain(scores, node, records)))
    size = 10.5 if is_long(labels) else 11
    bars = base.mark_bar(height={"band": 0.74}).encode(x=axis, color=colour)
    figures = base.mark_text(align="left", dx=4, fontSize=size).encode(x=axis, text=alt.Text("score:Q", format=pattern))
    ranks = base.mark_text(align="right", dx=-6, fontSize=size, color="#555")
    ranks = ranks.encode(x=alt.value(0), text="rank_label:N")
    return alt.layer(bars, figures, ranks, data=inline(records)).properties(height=row_height(labels))


def _domain(scores: Scores, node: Node, records: list[dict[str, Any]]) -> list[float]:
    """Return the ends of the axis: from 0, or the least score below, to the maximum, or the greatest score above."""
    most = scores.definition.maximum(node)
    ends = [0.0, *(record["score"] for record in records), *([] if most is None else [float(most)])]
    return [min(ends), max(ends)]
