"""What charts call units and nodes, and what they say of units that they cannot show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from parindex.base import first_of, local_number, say, translated
from parindex.definition import Definition, Node, edition_title
from parindex.scoring import Scores, ScoringEdition

_NAMED = 8
#: Between two years in a title, which no line ends at.
ARROW = "\u00a0→\u00a0"
#: So many rows go into a picture.
MOST_ROWS = 200


def index_title(definition: Definition | ScoringEdition, lang: str) -> str:
    """Return what an index is called, without the years of its edition."""
    title = definition.title.get(lang) or definition.index
    for years in (definition.period, str(definition.years[0])):
        title = re.sub(rf"[\s,–]*(?:\({re.escape(years)}\)|\b{re.escape(years)}(?!\w))", "", title)
    return title.strip(" ,–") or definition.index


def year_of(scores: Scores, lang: str, at: int) -> str:
    """Return the year scored, or where none is told that it is before (0) or after (1)."""
    if scores.year is not None:
        return str(scores.year)
    return translated(say("after") if at else say("before"), lang)


def scores_title(scores: Scores, lang: str) -> str:
    """Return what scores are of: the index, with the year where it is known."""
    return edition_title(scores.definition, lang, scores.year)


def chart_title(scores: Scores, node: Node, lang: str) -> str:
    """Return what a chart of a node is of: the index and year, and the node where it is not the index itself."""
    title = scores_title(scores, lang)
    return title if node.id == scores.definition.id else f"{title}: {node_label(node, lang)}"


def node_label(node: Node, lang: str) -> str:
    """Return the title of a node, its id where it has none."""
    return node.called(lang)


def node_labels(nodes: Sequence[Node], lang: str) -> list[str]:
    """Return the titles of nodes, those of the same title with their ids."""
    return distinct([(node_label(node, lang), node.id) for node in nodes])


def unit_labels(scores: Scores) -> list[str]:
    """Return the name of each unit, those of the same name with their codes."""
    return distinct([(scores.called(row), unit) for row, unit in enumerate(scores.units)])


def distinct(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Return the first of each pair, with the second where others share the first: a place on an axis is one name."""
    times = Counter(name for name, _ in pairs)
    return [name if times[name] == 1 else f"{name} ({id_})" for name, id_ in pairs]


def number_pattern(scores: Scores, node: Node) -> str:
    """Return how scores of a node are written, as d3 has it: with the decimals that they are published with."""
    return f",.{scores.definition.published_decimals(node)}f"


def rank_label(rank: float, lang: str) -> str:
    """Return a rank as text, a dash where there is none."""
    return "–" if np.isnan(rank) else local_number(f"{rank:g}", lang)


def rows_of(scores: Scores, units: Collection[str] | None) -> list[int]:
    """Return the rows of some units, named by code or name, or of all, best first."""
    picked = None if units is None else {scores.evidence.row(unit) for unit in units}
    return [row for row in scores.best_first if picked is None or row in picked]


def on_a_page(rows: list[int], kept: Collection[int], lang: str) -> tuple[list[int], list[str]]:
    """Return the first rows of very many, and those that are kept whatever their place, with a note on the others."""
    if len(rows) <= MOST_ROWS:
        return rows, []
    shown = [row for at, row in enumerate(rows) if at < MOST_ROWS or row in kept]
    note = say("{count} more units are not shown; name those to show.", count=len(rows) - len(shown))
    return shown, [translated(note, lang)]


def group_note(scores: Scores, lang: str) -> list[str]:
    """Return a note that names the groups within which units are ranked; none where there is one."""
    groups = list(dict.fromkeys(group for group in scores.group if group))
    return [translated(say("Ranked within groups: {groups}", groups=first_of(groups)), lang)] if groups else []


def without_score(scores: Scores, rows: Iterable[int], lang: str) -> list[str]:
    """Return a note that names the units of some rows, which have no score; none where there are none."""
    names = [scores.called(row) for row in rows]
    if not names:
        return []
    return [
        translated(say("Without a score ({count}): {units}", count=len(names), units=first_of(names, _NAMED)), lang)
    ]


def without_rank(scores: Scores, rows: Iterable[int], lang: str) -> list[str]:
    """Return a note that names the units of some rows that have no rank; none where there are none."""
    names = [scores.called(row) for row in rows if np.isnan(scores.rank[row])]
    if not names:
        return []
    note = say("Without a rank ({count}): {units}", count=len(names), units=first_of(names, _NAMED))
    return [translated(note, lang)]
