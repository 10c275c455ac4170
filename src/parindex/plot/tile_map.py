"""The tile map: provinces as tiles of one size, about where they lie, each by its score."""

from __future__ import annotations

import csv
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from parindex.base import decimal_text, first_of, head, json_figure, language, local_number, say, translated
from parindex.definition import Node, Registry, registry_periods
from parindex.plot.chart_frame import SCALE, altair, framed, inline, wrapped
from parindex.plot.chart_labels import chart_title, rank_label, without_score
from parindex.scoring import Scores

if TYPE_CHECKING:
    import altair as alt

_PROVINCES = "vn-provinces"
#: Pixels of a row, and signs of a name in one line.
_ROW, _SIGNS = 37, 17
#: From this part of the scale on a tile is so dark that its text is white.
_DARK = 0.6


def tiles(scores: Scores, *, node: str | None = None, lang: str | None = None) -> alt.LayerChart:
    """Draw the provinces as tiles, darker where the score is better, with their scores and ranks.

    The layout is our own, from the geography of the provinces; a tile is no area on a map.

    Parameters
    ----------
    scores : Scores
        Of the 64 or 63 provinces until June 2025, or of the 34 since then; those that are not there stay pale.
    node : str, optional
        Scores and ranks at this node; without it the total.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `unit`, `name`, `label`, `row`, `column`, `score`, `rank`, `figures`.

    Raises
    ------
    ValueError
        The units are not provinces.
    """
    lang, shown = language(lang), scores.definition[node or scores.definition.id]
    places, registry = _layout(scores)
    records = _records(scores, shown, places, registry, lang)
    published = scores.published(shown.id)
    lacking = [row for row in scores.best_first if published[row] is None]
    notes = [say("Each province is one tile, about where it lies. In a tile: score, and rank behind a point.")]
    absent = [record["name"] for record in records if record["unit"] not in scores.units]
    if absent:
        notes.append(say("Not in the evidence ({count}): {units}", count=len(absent), units=first_of(absent, 8)))
    told = [*(translated(note, lang) for note in notes), *without_score(scores, lacking, lang)]
    chart = _tiled(records, scores, lang)
    drawn: alt.LayerChart = framed(chart, chart_title(scores, shown, lang), told, lang)
    return drawn


def _layout(scores: Scores) -> tuple[dict[str, tuple[int, int]], Registry]:
    """Return the row and the column of each province of the period that the units are looked up in."""
    periods = registry_periods(_PROVINCES)
    registry = scores.evidence.registry if scores.evidence.registry in periods else _fitting(scores)
    if registry is None:
        others = first_of([scores.called(row) for row in range(len(scores.units))], 3)
        raise ValueError(say("a tile map is of provinces, and these units are not: {units}", units=others))
    period = ("64", "63", "34")[periods.index(registry)]
    return {code: (row, column) for held, code, row, column in _positions() if period in held}, registry


def _fitting(scores: Scores) -> Registry | None:
    """Return the period whose provinces have the codes and the names of the units, that of as many units first."""
    named = list(zip(scores.units, scores.names, strict=True))
    fitting = [registry for registry in registry_periods(_PROVINCES) if all(_holds(registry, *unit) for unit in named)]
    return min(reversed(fitting), key=lambda registry: len(registry.units) != len(named), default=None)


def _holds(registry: Registry, unit: str, name: str) -> bool:
    """Return whether a province has a code, and the name beside it is one of its names."""
    matches = registry.matches(unit)
    return len(matches) == 1 and matches[0].id == unit and (not name or matches[0] in registry.matches(name))


@cache
def _positions() -> tuple[tuple[tuple[str, ...], str, int, int], ...]:
    """Return the periods, the code, the row and the column of each tile."""
    text = (pkgutil.get_data("parindex.plot", "provinces.csv") or b"").decode()
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple((tuple(one["period"].split("+")), one["code"], int(one["row"]), int(one["column"])) for one in rows)


def _records(
    scores: Scores, node: Node, places: dict[str, tuple[int, int]], registry: Registry, lang: str
) -> list[dict[str, Any]]:
    published, ranks = scores.published(node.id), scores.ranks(node.id).rank
    at = {unit: row for row, unit in enumerate(scores.units)}
    called = {unit.id: unit.called(lang) for unit in registry.units}
    records = []
    for code, (down, across) in places.items():
        row = at.get(code)
        score = None if row is None else published[row]
        rank = np.nan if row is None else float(ranks[row])
        records.append(
            {
                "unit": code,
                "name": called[code],
                "label": wrapped(called[code], _SIGNS, 1),
                "row": down,
                "column": across,
                "score": None if score is None else float(score),
                "rank": json_figure(rank),
                "figures": _figures(decimal_text(score), rank, lang),
            }
        )
    return records


def _figures(score: str | None, rank: float, lang: str) -> str:
    """Write the score and the rank that stand in a tile."""
    return "–" if score is None else f"{local_number(score, lang)} · {rank_label(rank, lang)}"


def _tiled(records: list[dict[str, Any]], scores: Scores, lang: str) -> Any:
    alt = altair()
    known = [record["score"] for record in records if record["score"] is not None] or [0.0]
    best = [max(known), min(known)] if scores.definition.rank.best == "lowest" else [min(known), max(known)]
    turn = best[0] + _DARK * (best[1] - best[0])
    sign = "<" if best[0] > best[1] else ">"
    base = alt.Chart().encode(
        x=alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.03)),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.06)),
        tooltip=[
            alt.Tooltip("name:N", title=head("unit", lang)),
            alt.Tooltip("score:Q", title=head("score", lang)),
            alt.Tooltip("rank:Q", title=head("rank", lang)),
        ],
    )
    legend = alt.Legend(title=None, orient="bottom", gradientLength=260)
    scale = alt.Scale(domain=best, range=SCALE)
    colour = alt.condition("isValid(datum.score)", alt.Color("score:Q", scale=scale, legend=legend), alt.value("#eee"))
    dark = f"isValid(datum.score) && datum.score {sign} {turn!r}"
    ink = alt.condition(dark, alt.value("white"), alt.value("#111"))
    names = base.mark_text(dy=-6, fontSize=11).encode(text="label:N", color=ink)
    figures = base.mark_text(dy=8, fontSize=10).encode(text="figures:N", color=ink)
    boxes = base.mark_rect(cornerRadius=3, stroke="#ccc", strokeWidth=0.6).encode(color=colour)
    return alt.layer(boxes, names, figures, data=inline(records)).properties(height=alt.Step(_ROW))
