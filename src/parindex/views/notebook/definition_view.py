"""A definition as an outline that folds, and what is bundled as a list."""

from __future__ import annotations

from parindex.base import head, local_number, plain, translated
from parindex.definition import (
    Catalogue,
    Definition,
    Indicator,
    Node,
    Registry,
    Score,
    node_in_words,
    remarks_on,
)
from parindex.evidence import Fields
from parindex.views.document import Lines, TextTable
from parindex.views.notebook.folding_tree import FoldingTree, TreeRow
from parindex.views.notebook.pieces import Piece, TitleLine, first_rows, in_words, more_rows
from parindex.views.tables import registry_for_readers


def definition_pieces(definition: Definition, lang: str) -> list[Piece]:
    """Return the title of a definition and its nodes, with weights and maxima and how each is scored."""
    facts = [definition.id, definition.period, translated(node_in_words(definition.root), lang)]
    if definition.max is not None:
        facts.append(f"{head('max', lang)} {local_number(plain(definition.max), lang)}")
    rows = [_row(definition, part, lang) for part in definition.children(definition.id)]
    tree = FoldingTree([head("weight", lang), head("max", lang)], rows, more_rows(lang), open_to=0)
    title = TitleLine(definition.title.get(lang), " · ".join(filter(None, facts)))
    notes = [translated(note, lang) for note in remarks_on(definition)]
    return [title, tree, *([Lines(notes, "aside")] if notes else [])]


def _row(definition: Definition, node: Node, lang: str) -> TreeRow:
    most = definition.maximum(node)
    figures = ["" if figure is None else local_number(plain(figure), lang) for figure in (node.weight, most)]
    parts = [_row(definition, part, lang) for part in definition.children(node.id)]
    return TreeRow(node.called(lang), node.id, figures, _note(node, lang), parts)


def _note(node: Node, lang: str) -> str:
    """Say how a node is scored; nothing where its score is simply given."""
    given = isinstance(node, Indicator) and node.rule == Score() and node.when is None and node.adds is None
    return "" if given else translated(node_in_words(node), lang)


def registry_pieces(registry: Registry, lang: str) -> list[Piece]:
    """Return the units of a registry in a language."""
    return [TitleLine(translated(registry.label, lang)), *first_rows(registry_for_readers(registry, lang), lang)]


def form_pieces(form: Fields, lang: str) -> list[Piece]:
    """Return the fields that a form asks for, below its headings."""
    header, *rows = form.asked.lines(lang)
    return [TitleLine(form.definition), *first_rows(TextTable(header, rows, [3]), lang, most=100)]


def catalogue_pieces(catalogue: Catalogue, lang: str) -> list[Piece]:
    """Return what is bundled, a row a definition."""
    told = [entry.told(lang) for entry in catalogue]
    header = [in_words(name, lang) for name in told[0]] if told else []
    return first_rows(TextTable(header, [list(entry.values()) for entry in told]), lang, most=100)
