"""Scores as a table, in every format of `parindex score`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal

import attrs

from parindex.base import Figure, head, json_document, json_figure, language
from parindex.definition import Node
from parindex.scoring import Scores
from parindex.views.document import TextTable
from parindex.views.tables.legend import joined, legend


@attrs.frozen
class _Column:
    """A column of the table of scores: what stands above it, its cells by row of the scores, and whether of figures."""

    head: str
    cells: Sequence[str]
    figures: bool = False


def score_table(
    scores: Scores,
    lang: str | None = None,
    name: Callable[[Node], str] = lambda part: part.id,
    total: Literal["first", "last"] = "last",
) -> TextTable:
    """Return one row a unit, best first and units without a rank last, all as published.

    The table shows the parts directly below the index, and what is only watched where there is any. Without rank, group
    and band it can be read back as evidence. Heads are as programs know them, or words of a language; `name` says what
    stands above a part. The total and the band stand before the parts or behind them.
    """
    labels, decided = _labels(scores, lang), _decided(scores, lang)
    parts = [_Column(name(part), _figures(scores.published(part.id)), figures=True) for part in scores.shown_parts]
    columns = [*labels, *decided, *parts] if total == "first" else [*labels, *parts, *decided]
    rows = [[column.cells[row] for column in columns] for row in scores.best_first]
    return TextTable(
        [column.head for column in columns], rows, [at for at, column in enumerate(columns) if column.figures]
    )


def _labels(scores: Scores, lang: str | None) -> list[_Column]:
    """Return rank, unit, and names and groups where there are any."""
    ranks = [json_figure(rank) for rank in scores.rank]
    labels = [
        _Column(_head("rank", lang), ["" if rank is None else Figure(rank) for rank in ranks], figures=True),
        _Column(_head("unit", lang), scores.units),
    ]
    labels += [_Column(_head("name", lang), scores.names)] if any(scores.names) else []
    return labels + ([_Column(_head("group", lang), _texts(scores.group))] if any(scores.group) else [])


def _decided(scores: Scores, lang: str | None) -> list[_Column]:
    """Return the total, and the band where there is one."""
    banded = any(scores.definition.bands_of(group) for group in scores.group)
    total = _Column(_head("total", lang), _figures(scores.rounded), figures=True)
    return [total, *([_Column(_head("band", lang), _texts(scores.band))] if banded else [])]


def _head(name: str, lang: str | None) -> str:
    return name if lang is None else head(name, lang)


def _figures(scores: Sequence[Decimal | None]) -> list[str]:
    return ["" if score is None else Figure(f"{score:f}") for score in scores]


def _texts(texts: Sequence[str | None]) -> list[str]:
    return [text or "" for text in texts]


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
    "json": lambda scores, lang: json_document(scores.to_dict(), lang),
    "markdown": lambda scores, lang: joined(TextTable.to_markdown, for_readers(scores, lang)),
}
