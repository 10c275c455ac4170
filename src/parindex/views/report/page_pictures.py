"""The pictures of the page, as SVG that stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from parindex.base import Message, say, translated
from parindex.scoring import Scores
from parindex.views.report.page_content import Picture

#: So many units are drawn at most: more do not fit on a page.
_MOST_UNITS = 120


def page_pictures(scores: Scores, lang: str, single: int | None = None) -> tuple[Picture, ...]:
    """Draw the ranking, with a unit that the page is about standing out, and the scores of all parts."""
    from parindex.plot import to_svg

    if len(scores.units) > _MOST_UNITS:
        return ()
    drawn = ((translated(title, lang), to_svg(draw())) for title, draw in _charts(scores, lang, single))
    return tuple(Picture(title, svg) for title, svg in drawn)


def _charts(scores: Scores, lang: str, single: int | None) -> Iterator[tuple[Message, Callable[[], Any]]]:
    from parindex import plot

    highlight = () if single is None else (scores.units[single],)
    yield say("Ranking"), lambda: plot.ranking(scores, lang=lang, highlight=highlight)
