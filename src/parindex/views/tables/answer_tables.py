"""Answers to a leader's questions as tables, in every format of the commands that ask them."""

from __future__ import annotations

from collections.abc import Callable

from parindex.base import json_document, language, visible
from parindex.scoring import AsTable
from parindex.views.document import TextTable, escaped_line
from parindex.views.tables.analysis_tables import for_excel, to_csv


def answer_table(answer: AsTable, lang: str | None = None) -> TextTable:
    """Return an answer as people read it: with ids, or titles where a language is named."""
    spoken, columns = language(lang), answer.filled_columns(lang)
    rows = list(zip(*(column.cells for column in columns), strict=True))
    figures = [at for at, column in enumerate(columns) if column.figures]
    return TextTable([column.head(spoken) for column in columns], rows, figures)


def to_terminal(answer: AsTable, lang: str | None) -> str:
    """Return an answer for a terminal: what it is about, the table, and what a reader should know."""
    heading, *notes = map(visible, answer.in_words(lang))
    table = answer_table(answer, lang)
    shown = table.to_terminal() if table.header else ""
    return f"{heading}\n{shown}" + "".join(f"{note}\n" for note in notes)


def to_markdown(answer: AsTable, lang: str | None) -> str:
    """Return an answer in Markdown: what it is about, the table, and what a reader should know as a list."""
    heading, *notes = map(escaped_line, answer.in_words(lang))
    table = answer_table(answer, lang)
    lists = "".join(f"- {note}\n" for note in notes)
    return "\n".join(filter(None, (f"{heading}\n", table.to_markdown() if table.header else "", lists)))


#: Every format that answers are written in, by name.
ANSWERS: dict[str, Callable[[AsTable, str | None], str]] = {
    "table": to_terminal,
    "csv": lambda answer, lang: to_csv(answer, ()),
    "excel": lambda answer, lang: for_excel(answer, (), lang),
    "json": lambda answer, lang: json_document(answer.to_dict(), lang),
    "markdown": to_markdown,
}
