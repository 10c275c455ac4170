"""The profile: one unit at each part of the index, against the median, the best and the worst."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from parindex.base import Figure, Message, check_word, decimal_text, head, json_figure, language, rough, say, translated
from parindex.definition import Node
from parindex.plot.chart_frame import DARK, GREY, altair, framed, inline, wrapped
from parindex.plot.chart_labels import node_labels, rank_label, scores_title
from parindex.scoring import Scores

if TYPE_CHECKING:
    import altair as alt

Against = Literal["extremes", "quartiles"]
#: Signs of a title beside which its figures have room, and how far below it the bar is.
_LABEL_SIGNS, _BELOW = 78, 8
#: Of the outline of another unit: an orange dark enough to be seen on grey, in print without colours too.
_OTHER = "#a65f00"


def profile(
    scores: Scores,
    unit: str,
    *,
    against: Against = "extremes",
    beside: str | None = None,
    nodes: Collection[str] | None = None,
    lang: str | None = None,
) -> alt.LayerChart:
    """Draw a unit at each part of the index, as shares of the maxima, against the units that it is compared with.

    Parameters
    ----------
    scores : Scores
        What is shown.
    unit : str
        The unit, by code or name.
    against : {"extremes", "quartiles"}
        What the bar behind the unit spans: from the worst to the best, or the middle half of the units. The median is
        marked in both.
    beside : str, optional
        Another unit to show, as a hollow mark.
    nodes : collection of str, optional
        Which nodes; without it the parts of the index.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `node`, `title`, `label`, `standing`, `score`, `share`, `rank`, `low`, `median`,
        `high`, `beside`; shares in [0, 1].

    Raises
    ------
    ValueError
        `against` is none of these, or no node has a maximum that is known.
    """
    lang, row = language(lang), scores.evidence.row(unit)
    check_word("against", against, get_args(Against))
    other = None if beside is None else scores.evidence.row(beside)
    shown = _measured(scores, nodes)
    records = _records(scores, shown, (row, other), against, lang)
    title = translated(say("{name}: {what}", name=scores.called(row), what=scores_title(scores, lang)), lang)
    drawn: alt.LayerChart = framed(_layers(records, lang), title, _legend(scores, against, other, lang), lang)
    return drawn


def _measured(scores: Scores, nodes: Collection[str] | None) -> list[Node]:
    """Return the nodes to show, of those that have a maximum."""
    definition = scores.definition
    wanted = definition.parts(definition.id) if nodes is None else [definition[node] for node in nodes]
    shown = [node for node in wanted if definition.maximum(node)]
    if not shown:
        raise ValueError(say("nothing to show: there is no unit, or no node whose maximum is known"))
    return shown


def _records(
    scores: Scores, nodes: list[Node], units: tuple[int, int | None], against: Against, lang: str
) -> list[dict[str, Any]]:
    row, other = units
    company = np.array([at for at, group in enumerate(scores.group) if group == scores.group[row]])
    titles, records = node_labels(nodes, lang), []
    for node, title in zip(nodes, titles, strict=True):
        most, ranks = float(scores.definition.maximum(node) or 1), scores.ranks(node.id).rank
        shares = scores[node.id] / most
        together = company[~np.isnan(ranks[company])]
        low, median, high = _spread(shares[together], against)
        records.append(
            {
                "node": node.id,
                "title": title,
                "label": wrapped(title, _LABEL_SIGNS, 1),
                "standing": _standing(scores, node, row, (ranks[row], together.size), lang),
                "score": json_figure(scores[node.id][row]),
                "share": _part(shares[row]),
                "rank": json_figure(ranks[row]),
                "low": _part(low),
                "median": _part(median),
                "high": _part(high),
                "beside": None if other is None else _part(shares[other]),
            }
        )
    return records


def _spread(given: Any, against: Against) -> tuple[float, float, float]:
    """Return where the bar begins, the median and where the bar ends."""
    if not given.size:
        return np.nan, np.nan, np.nan
    ends = (0, 50, 100) if against == "extremes" else (25, 50, 75)
    low, median, high = np.percentile(given, ends).tolist()
    return low, median, high


def _part(share: float) -> float | None:
    return None if np.isnan(share) else round(float(share), 4)


def _standing(scores: Scores, node: Node, row: int, place: tuple[float, int], lang: str) -> str:
    """Say the score of a unit at a node, of how much, and its rank."""
    score, most = decimal_text(scores.published(node.id)[row]), scores.definition.maximum(node)
    if score is None:
        return translated(say("no score"), lang)
    figures = {"score": Figure(score), "max": _rounded(float(most or 0)), "count": place[1]}
    rank = Figure(rank_label(place[0], "en"))
    told: Message = say("{score} of {max}, rank {rank} of {count}", rank=rank, **figures)
    return translated(told, lang)


def _rounded(most: float) -> Figure:
    """Write a maximum, which may be a third of something, with the decimals that matter beside a score."""
    return rough(round(most, 2) or most)


def _legend(scores: Scores, against: Against, other: int | None, lang: str) -> list[str]:
    """Say what the marks are."""
    texts = {
        "extremes": say("Bar: from the worst to the best. Line: the median. Dot: the unit, in percent of the maximum."),
        "quartiles": say("Bar: the middle half. Line: the median. Dot: the unit, in percent of the maximum."),
    }
    beside = [] if other is None else [say("Diamond: {name}", name=scores.called(other))]
    return [translated(note, lang) for note in (texts[against], *beside)]


def _layers(records: list[dict[str, Any]], lang: str) -> Any:
    """Return each row as a line of text, with the bar and the marks below it."""
    alt = altair()
    base = alt.Chart().encode(
        y=alt.Y("node:N", sort=[record["node"] for record in records], axis=None), tooltip=_tooltip(lang)
    )
    ends = alt.Axis(format=".0%", tickCount=6)
    across = {
        "title": translated(say("percent of the maximum"), lang),
        "axis": ends,
        "scale": alt.Scale(domain=_ends(records)),
    }
    layers = [
        base.mark_bar(color="#d9d9d9", height=12, yOffset=_BELOW).encode(x=alt.X("low:Q", **across), x2="high:Q"),
        base.mark_tick(color=GREY, thickness=2.5, size=20, yOffset=_BELOW).encode(x="median:Q"),
        base.mark_circle(size=110, color=DARK, opacity=1, yOffset=_BELOW).encode(x="share:Q"),
        base.mark_text(align="left", dy=-8).encode(x=alt.value(0), text="label:N"),
        base.mark_text(align="right", dy=-8, color="#444").encode(x=alt.value("width"), text="standing:N"),
    ]
    if any(record["beside"] is not None for record in records):
        hollow = base.mark_point(
            shape="diamond", size=210, color=_OTHER, filled=False, strokeWidth=2.2, opacity=1, yOffset=_BELOW
        )
        layers.append(hollow.encode(x="beside:Q"))
    return alt.layer(*layers, data=inline(records)).properties(height=alt.Step(42))


def _ends(records: list[dict[str, Any]]) -> list[float]:
    """Return the ends of the axis: 0 and the whole maximum, or what lies beyond."""
    shares = [record[name] for record in records for name in ("low", "share", "high", "beside")]
    known = [share for share in shares if share is not None]
    return [min([0.0, *known]), max([1.0, *known])]


def _tooltip(lang: str) -> list[Any]:
    alt = altair()
    shares = {"share": "share", "low": "worst", "median": "median", "high": "best"}
    return [
        alt.Tooltip("title:N", title=head("component", lang)),
        alt.Tooltip("rank:Q", title=head("rank", lang)),
        *(alt.Tooltip(f"{field}:Q", title=head(name, lang), format=".1%") for field, name in shares.items()),
    ]
