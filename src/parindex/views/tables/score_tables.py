"""Scores as a table, in every format of `parindex score`."""

from __future__ import annotations

from collections.abc import Callable

from parindex.base import Figure, head, json_figure, language
from parindex.definition import Node
from parindex.scoring import Scores
from parindex.views.document import TextTable
from parindex.views.tables.legend import joined, legend


def score_table(
    scores: Scores, lang: str | None = None, name: Callable[[Node], str] = lambda part: part.id
) -> TextTable:
    """Return one row a unit, best first and units without a rank last, all as published.

    The table shows the parts directly below the index, and what is only watched where there is any. Without rank, group
    and band it can be read back as evidence. Heads are as programs know them, or words of a language; `name` says what
    stands above a part.
    """
    parts = scores.shown_parts
    named, grouped = any(scores.names), any(scores.group)
    banded = any(scores.definition.bands_of(group) for group in scores.group)
    labels = ["unit", *(["name"] * named), *(["group"] * grouped)]
    ends = ["total", *(["band"] * banded)]
    above = [["rank", *labels], ends]
    said = above if lang is None else [[head(key, lang) for key in keys] for keys in above]
    header = [*said[0], *map(name, parts), *said[1]]
    published = [*(scores.published(part.id) for part in parts), scores.rounded]
    rows = []
    for row in scores.best_first:
        rank = json_figure(scores.rank[row])
        rows.append(
            [
                "" if rank is None else Figure(rank),
                scores.units[row],
                *([scores.names[row]] * named),
                *([scores.group[row] or ""] * grouped),
                *("" if column[row] is None else Figure(f"{column[row]:f}") for column in published),
                *([scores.band[row] or ""] * banded),
            ]
        )
    first = 1 + len(labels)
    return TextTable(header, rows, (0, *range(first, first + len(published))))


def for_readers(scores: Scores, lang: str | None) -> list[TextTable]:
    """Return the table in a language, ids above parts, and below it their titles where that language was named."""
    said = language(lang)
    table = score_table(scores, said).in_language(said)
    return [table, *legend(scores.definition, (part.id for part in scores.shown_parts), lang)]


def for_excel(scores: Scores, lang: str | None) -> str:
    """Return the table as CSV for Excel, titles above parts; read back as evidence it gives the same."""
    said = language(lang)
    titles = [part.called(said) for part in scores.shown_parts]

    def name(part: Node) -> str:
        title = part.called(said)
        return title if titles.count(title) == 1 else f"{part.id}. {title}"

    return score_table(scores, said, name).to_excel_csv()


#: Every format that `score` writes, by name, each in a language: that of the locale where none is named.
FORMATS: dict[str, Callable[[Scores, str | None], str]] = {
    "table": lambda scores, lang: joined(TextTable.to_terminal, for_readers(scores, lang)),
    "csv": lambda scores, lang: score_table(scores).to_csv(),
    "excel": for_excel,
    "json": lambda scores, lang: scores.to_json(indent=2) + "\n",
    "markdown": lambda scores, lang: joined(TextTable.to_markdown, for_readers(scores, lang)),
}
