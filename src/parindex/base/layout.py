"""Plain text that lines up: numbers, columns, the lines of a tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar
from unicodedata import category, east_asian_width

from parindex.base.harmless import visible

_T = TypeVar("_T")
_NO_WIDTH = ("Mn", "Me", "Cf")


def display_width(text: str) -> int:
    """Return how many places a text takes on a terminal: none for a mark over a letter, two for a wide sign."""
    if text.isascii():
        return len(text)
    return sum((1 + (east_asian_width(sign) in "WF")) * (category(sign) not in _NO_WIDTH) for sign in text)


def aligned_columns(rows: list[tuple[str, ...]], right: Collection[int] = ()) -> list[str]:
    """Line up the cells of rows, what steers a terminal shown; columns in `right` to the right, empty ones left out."""
    rows = [tuple(map(visible, row)) for row in rows]
    width = [max((display_width(row[at]) for row in rows), default=0) for at in range(len(rows[0]) if rows else 0)]
    lines = []
    for row in rows:
        gaps = [" " * (width[at] - display_width(cell)) for at, cell in enumerate(row)]
        cells = [gaps[at] + cell if at in right else cell + gaps[at] for at, cell in enumerate(row) if width[at]]
        lines.append("   ".join(cells).rstrip())
    return lines


def tree_lines(node: _T, parts: Callable[[_T], Sequence[_T]], prefix: str = "") -> Iterator[tuple[str, _T]]:
    """Yield every node below `node` with the lines that lead to it."""
    below = parts(node)
    for at, part in enumerate(below):
        last = at == len(below) - 1
        yield f"{prefix}{'└─ ' if last else '├─ '}", part
        yield from tree_lines(part, parts, prefix + ("   " if last else "│  "))
