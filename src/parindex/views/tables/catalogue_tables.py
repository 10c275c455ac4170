"""The catalogue and the tree of a definition, in every format of `parindex list` and `parindex show`."""

from __future__ import annotations

from collections.abc import Callable

from parindex.base import head, json_document, language
from parindex.definition import Catalogue, Definition, outline, outline_dict
from parindex.views.document import TextTable


def catalogue_table(catalogue: Catalogue, lang: str | None, *, sources: bool = False) -> TextTable:
    """Return one row a definition, heads and words in a language; with `sources` also where each stands."""
    said = language(lang)
    rows = [entry.told(said) | ({"source": entry.source} if sources else {}) for entry in catalogue]
    heads = [head(name, said) for name in rows[0]] if rows else []
    return TextTable(heads, [list(row.values()) for row in rows])


def _to_terminal(catalogue: Catalogue, lang: str | None, *, sources: bool) -> str:
    return catalogue_table(catalogue, lang, sources=sources).to_terminal() if catalogue else ""


def _plain_table(catalogue: Catalogue) -> TextTable:
    """Return the same for programs: ids of fields above, nothing in words."""
    records = catalogue.to_records()
    rows = [["" if value is None else str(value) for value in record.values()] for record in records]
    return TextTable(list(records[0]) if records else [], rows)


#: Every format that `list` writes, by name: of a catalogue, with sources or without, in a language.
CATALOGUES: dict[str, Callable[[Catalogue, bool, str | None], str]] = {
    "table": lambda catalogue, sources, lang: _to_terminal(catalogue, lang, sources=sources),
    "csv": lambda catalogue, sources, lang: _plain_table(catalogue).to_csv(),
    "json": lambda catalogue, sources, lang: json_document(catalogue.to_dict(), lang),
    "markdown": lambda catalogue, sources, lang: catalogue_table(catalogue, lang, sources=sources).to_markdown(),
}
#: Every format that `show` writes, by name.
OUTLINES: dict[str, Callable[[Definition, str | None], str]] = {
    "text": lambda definition, lang: outline(definition, lang) + "\n",
    "json": lambda definition, lang: json_document(outline_dict(definition, lang), lang),
}
