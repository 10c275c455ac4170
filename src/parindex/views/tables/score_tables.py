"""Scores as a table, in every format of `parindex score`."""

from __future__ import annotations

from collections.abc import Callable

from parindex.base import json_figure
from parindex.definition import Node
from parindex.scoring import Scores
from parindex.views.document import TextTable


def score_table(scores: Scores, lang: str | None = None) -> TextTable:
    """Return one row a unit, best first and units without a rank last, all as published.

    The table shows the parts directly below the index, and what is only watched where there is any. Without rank, group
    and band it can be read back as evidence.
    """
    parts = [part.id for part in scores.definition.children(scores.definition.id) if _is_shown(scores, part)]
    named, grouped = any(scores.names), any(scores.group)
    banded = any(scores.definition.bands_of(group) for group in scores.group)
    labels = ["unit", *(["name"] * named), *(["group"] * grouped)]
    header = ["rank", *labels, *parts, "total", *(["band"] * banded)]
    published = [*map(scores.published, parts), scores.rounded]
    rows = []
    for row in scores.best_first:
        rank = json_figure(scores.rank[row])
        rows.append(
            [
                "" if rank is None else str(rank),
                scores.units[row],
                *([scores.names[row]] * named),
                *([scores.group[row] or ""] * grouped),
                *("" if column[row] is None else f"{column[row]:f}" for column in published),
                *([scores.band[row] or ""] * banded),
            ]
        )
    first = 1 + len(labels)
    return TextTable(header, rows, (0, *range(first, first + len(published))))


def _is_shown(scores: Scores, part: Node) -> bool:
    """Return whether a part has a column: what is watched has none where no unit gives it."""
    return part.adds != "nothing" or any(score is not None for score in scores.published(part.id))


#: Every format that `score` writes, by name.
FORMATS: dict[str, Callable[[Scores, str | None], str]] = {
    "table": lambda scores, lang: score_table(scores, lang).to_terminal(),
    "csv": lambda scores, lang: score_table(scores, lang).to_csv(),
    "json": lambda scores, lang: scores.to_json(indent=2) + "\n",
    "markdown": lambda scores, lang: score_table(scores, lang).to_markdown(),
}
