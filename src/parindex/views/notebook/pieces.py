"""What a view in a notebook is put together from: blocks of a document, trees that fold, a line above them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs

from parindex.base import HEADS, SEVERITIES, Problem, head, say, translated, word
from parindex.definition import Definition
from parindex.views.document import Block, Cells, Lines, TextTable, html_fragment, html_text
from parindex.views.notebook.folding_tree import FoldingTree, tree_html

#: How many rows of a table are shown.
MOST_ROWS = 20
_LONGEST_CELL = 300


@attrs.frozen
class TitleLine:
    """A line in bold with a remark behind it; a heading would stand in the table of contents of the notebook."""

    title: str
    note: str = ""


Piece = Block | FoldingTree | TitleLine


def piece_html(piece: Piece) -> str:
    """Return a piece as HTML."""
    if isinstance(piece, FoldingTree):
        return tree_html(piece)
    if isinstance(piece, TitleLine):
        note = f' <span class="quiet">{html_text(piece.note)}</span>' if piece.note else ""
        return f"<p><b>{html_text(piece.title)}</b>{note}</p>"
    return html_fragment([piece])


def first_rows(table: TextTable, lang: str, most: int = MOST_ROWS) -> list[Piece]:
    """Return the first rows of a table, its numbers as a language writes them, and say how many more there are."""
    shown = attrs.evolve(table, rows=table.rows[:most]).in_language(lang)
    rows = [[_short(cell) for cell in row] for row in shown.rows]
    pieces: list[Piece] = [Cells(attrs.evolve(shown, rows=rows))] if rows else []
    if beyond := len(table.rows) - len(rows):
        pieces.append(Lines([more_rows(lang).format(beyond)], "aside"))
    return pieces


def more_rows(lang: str) -> str:
    """Return how it is told that there are more rows, with {} for their number."""
    return translated(say("… and {count} more", count="{}"), lang)


def with_titles(table: TextTable, definition: Definition, lang: str) -> TextTable:
    """Return a table with the titles of nodes in place of their ids, in columns of nothing else."""
    units = {head("unit", lang), head("name", lang)}
    columns = list(zip(*table.rows, strict=True))
    of_nodes = {
        at
        for at, (name, cells) in enumerate(zip(table.header, columns, strict=False))
        if name not in units and at not in table.figures and all(not cell or cell in definition for cell in cells)
    }

    def written(at: int, cell: str) -> str:
        return definition[cell].called(lang) if cell and at in of_nodes else cell

    return attrs.evolve(table, rows=[[written(at, cell) for at, cell in enumerate(row)] for row in table.rows])


def _short(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_CELL else f"{cell[:_LONGEST_CELL]}…"


def counted(problems: Iterable[Problem], lang: str) -> str:
    """Return how many errors, warnings and notes there are."""
    counts = Counter[str](problem.severity for problem in problems)
    told = (f"{word('severity', name, lang)}: {counts[name]}" for name in SEVERITIES if counts[name])
    return ", ".join(told)


def in_words(name: str, lang: str) -> str:
    """Return what stands above a column: the word for its field, or its name where there is none."""
    return head(name, lang) if name in HEADS else name.replace("_", " ")
