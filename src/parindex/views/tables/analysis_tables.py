"""Results of analyses as tables, in every format of `parindex sensitivity`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from parindex.base import Figure, Message, head, json_document, language, local_number, say, translated, visible, word
from parindex.scoring import AnalysisResult, AsTable
from parindex.views.document import TextTable
from parindex.views.tables.legend import joined, legend

#: Fields in which nodes stand, by themselves or behind what is uncertain about them.
_OF_NODES = ("node", "parent", "changed", "left_out", "factor", "with")

#: Fields whose figures are text, exact as they are published.
_FIGURES_AS_TEXT = (
    *("published", "published_before", "published_after", "more", "before", "after", "change", "change_of_total"),
    *("from", "to", "score", "score_after"),
)
_A_FIGURE = re.compile(r"-?\d+(?:\.\d+)?")


def analysis_table(analysis: AnalysisResult, units: Collection[str], lang: str | None = None) -> TextTable:
    """Return the records of some units, or an overview, rounded for people to read.

    Columns without any figure are left out.
    """
    records, said = _shown(analysis, units), language(lang)
    names = [name for name in (records[0] if records else {}) if any(record[name] is not None for record in records)]
    rows = [[_cell(name, record[name], said, analysis.shown.get(name)) for name in names] for record in records]
    figures = [at for at, name in enumerate(names) if not any(isinstance(record[name], str) for record in records)]
    return TextTable(_heads(analysis, names, said), rows, figures)


def _shown(analysis: AnalysisResult, units: Collection[str]) -> list[dict[str, Any]]:
    return analysis.of_units(units) if units else analysis.overview()


def _heads(analysis: AnalysisResult | AsTable, names: Sequence[str], lang: str) -> list[str]:
    return [head(analysis.heads.get(name, name), lang) for name in names]


def _cell(field: str, value: Any, lang: str, decimals: int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return translated(say("yes") if value else say("no"), lang)
    if isinstance(value, str):
        return translated(value, lang) if isinstance(value, Message) else word(field, value, lang)
    if decimals is None:
        return Figure(f"{value:.6g}" if isinstance(value, float) else value)
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return Figure(f"{rounded + 0:f}")  # no minus before a rounded 0


def for_readers(analysis: AnalysisResult, units: Collection[str], lang: str | None) -> list[TextTable]:
    """Return the table in a language, and what ids in it stand for where that language was named."""
    table = analysis_table(analysis, units, lang).in_language(language(lang))
    cells = [record[name] for name in _OF_NODES for record in _shown(analysis, units) if record.get(name)]
    nodes = (name.partition(":")[2] or name for name in cells)
    return [table, *legend(analysis.scores.definition, nodes, lang)]


def remarks(analysis: AnalysisResult, units: Collection[str], lang: str | None) -> Iterator[str]:
    """Yield what there is to say of two units, and what a reader should know."""
    said, pair = language(lang), analysis.between(units)
    if "p_above" in pair:
        above = say("{a} is above {b} in {share:.6g} of all draws", a=pair["a"], b=pair["b"], share=pair["p_above"])
        yield translated(above, said)
    if "whatever_the_weights" in pair:
        how = word("whatever_the_weights", pair["whatever_the_weights"], said)
        yield translated(say("{a} and {b}, whatever the weights: {how}", a=pair["a"], b=pair["b"], how=how), said)
    yield from (translated(note, said) for note in analysis.notes)


def to_table(analysis: AnalysisResult, units: Collection[str], lang: str | None = None) -> str:
    """Return the table for a terminal, and remarks between it and what ids stand for."""
    table, *below = for_readers(analysis, units, lang)
    lines = "".join(f"{visible(line)}\n" for line in remarks(analysis, units, lang))
    return "\n".join([table.to_terminal() + lines, *(one.to_terminal() for one in below)])


def to_csv(analysis: AnalysisResult | AsTable, units: Collection[str], lang: str | None = None) -> str:
    """Return every record as CSV, figures in full."""
    records = analysis.of_units(units)
    rows = [["" if value is None else str(value) for value in record.values()] for record in records]
    return TextTable(list(records[0] if records else []), rows).to_csv()


def for_excel(analysis: AnalysisResult | AsTable, units: Collection[str], lang: str | None = None) -> str:
    """Return every record as CSV for Excel, heads and words in a language, figures in full."""
    records, said = analysis.of_units(units), language(lang)
    names = list(records[0] if records else [])
    rows = [[_full(name, record[name], said) for name in names] for record in records]
    return TextTable(_heads(analysis, names, said), rows).to_excel_csv()


def _full(field: str, value: Any, lang: str) -> str:
    if field in _FIGURES_AS_TEXT and isinstance(value, str):
        return Figure(value) if _A_FIGURE.fullmatch(value) else local_number(value, "vi")
    return Figure(value) if isinstance(value, float) else _cell(field, value, lang, None)


#: Every format that `sensitivity` writes, by name.
ANALYSES: dict[str, Callable[[AnalysisResult, Collection[str], str | None], str]] = {
    "table": to_table,
    "csv": to_csv,
    "excel": for_excel,
    "json": lambda analysis, units, lang: json_document(analysis.to_dict(units), lang),
    "markdown": lambda analysis, units, lang: joined(TextTable.to_markdown, for_readers(analysis, units, lang)),
}
