"""Plain text that lines up: numbers, columns, the lines of a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")


def columns(rows: list[tuple[str, ...]], right: tuple[int, ...] = ()) -> list[str]:
    """Line up the cells of rows; columns in `right` to the right, and without what is empty in all of them."""
    width = [max((len(row[at]) for row in rows), default=0) for at in range(len(rows[0]) if rows else 0)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width[at]) if at in right else cell.ljust(width[at]) for at, cell in enumerate(row) if width[at]
        ]
        lines.append("   ".join(cells).rstrip())
    return lines


def branches(node: _T, parts: Callable[[_T], Sequence[_T]], prefix: str = "") -> Iterator[tuple[str, _T]]:
    """Yield every node below `node` with the lines that lead to it."""
    below = parts(node)
    for at, part in enumerate(below):
        last = at == len(below) - 1
        yield f"{prefix}{'└─ ' if last else '├─ '}", part
        yield from branches(part, parts, prefix + ("   " if last else "│  "))
