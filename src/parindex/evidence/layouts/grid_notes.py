"""What is told of a worksheet where its reader sees something else than its cells hold: joined and hidden cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parindex.base import first_of, letters, say

_NAMED = 10  # so many hidden rows or columns are named


def joined_cells(top: int, left: int, bottom: int, right: int) -> tuple[str, str]:
    """Return what is told of a value in merged cells, and what to do: of which row or column it is is not known."""
    message = say("the value stands in the merged cell {area}", area=f"{letters(left)}{top}:{letters(right)}{bottom}")
    return message, say("unmerge it, and write in each cell what is meant")


def hidden_cells(lines: Sequence[int], fields: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Yield what is told of hidden rows and columns that are read, each with what to do."""
    if lines:
        rows = first_of([str(line) for line in lines], _NAMED)
        message = say("{count} hidden rows are read and count: {places}", count=len(lines), places=rows)
        yield message, say("delete them, or pass them over: --ignore-rows")
    if fields:
        columns = first_of([letters(field) for field in fields], _NAMED)
        message = say("{count} hidden columns are read and count: {places}", count=len(fields), places=columns)
        yield message, say("delete them, or pass them over: --ignore")
