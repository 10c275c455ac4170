"""What the ids in a table stand for, below it: heads of columns are short, so that a table fits where it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from parindex.base import head
from parindex.definition import Definition
from parindex.views.document import TextTable


def legend(definition: Definition, ids: Iterable[str], lang: str | None) -> list[TextTable]:
    """Return a table of nodes and their titles, each once; none where no language was asked for by name.

    Whoever names a language reads: programs, and whoever knows the ids, do not.
    """
    if lang is None:
        return []
    nodes = [definition[id_] for id_ in dict.fromkeys(ids) if id_ in definition and id_ != definition.id]
    rows = [[node.id, node.title.get(lang)] for node in nodes if node.title and node.title.get(lang)]
    return [TextTable([head("id", lang), head("title", lang)], rows)] if rows else []


def joined(write: Callable[[TextTable], str], tables: Iterable[TextTable]) -> str:
    """Return tables below each other, an empty line between them."""
    return "\n".join(map(write, tables))
