"""The pictures of the page, as SVG that stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from parindex import plot
from parindex.base import Message, say, translated
from parindex.scoring import Scores
from parindex.views.report.page_content import Picture

#: So many units are drawn at most: more do not fit on a page.
_MOST_UNITS = 120


def page_pictures(scores: Scores, lang: str, single: int | None = None) -> tuple[Picture, ...]:
    """Draw the ranking, with a unit that the page is about standing out, and the scores of all parts."""
    if not scores.ranked.size or len(scores.units) > _MOST_UNITS:
        return ()
    drawn = ((translated(title, lang), plot.to_svg(draw())) for title, draw in _charts(scores, lang, single))
    return tuple(Picture(title, svg) for title, svg in drawn)


def _charts(scores: Scores, lang: str, single: int | None) -> Iterator[tuple[Message, Callable[[], Any]]]:
    """Yield what is drawn: each title, and what draws it."""
    if single is not None:
        unit = scores.units[single]
        yield say("The unit among the others"), lambda: plot.profile(scores, unit, lang=lang)
        yield say("Ranking"), lambda: plot.ranking(scores, highlight=(unit,), lang=lang)
        return
    yield say("Ranking"), lambda: plot.ranking(scores, lang=lang)
    parts = scores.definition.parts(scores.definition.id)
    if len(parts) > 1 and any(scores.definition.maximum(part) for part in parts):
        yield say("Share of the maximum in every part"), lambda: plot.heatmap(scores, lang=lang)
    if _are_provinces(scores):
        yield say("Map of provinces"), lambda: plot.tiles(scores, lang=lang)


def _are_provinces(scores: Scores) -> bool:
    """Return whether most provinces of a list are there, so that a map shows more than gaps."""
    registry = scores.evidence.registry
    provinces = [unit.id for unit in registry.units if unit.kind in ("province", "municipality")] if registry else []
    return bool(provinces) and 2 * len({*provinces} & {*scores.units}) > len(provinces)
