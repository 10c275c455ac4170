"""Tables as wide as the terminal that they are printed on: heads first, then texts go on below themselves."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import zip_longest

from parindex.base.layout import display_width

#: How wide a table may be; None where it goes to a file or to a program.
_ROOM: ContextVar[int | None] = ContextVar("room", default=None)
#: Between columns, and the least that is left of a column of texts.
_GAP, _LEAST = 3, 18
#: Lines of a head, no more of them than it takes, and how far the other lines of a text stand in.
_HEADS, _INDENT = (2, 3, 4, 5), "  "

Row = Sequence[str]


@contextmanager
def table_width(room: int | None) -> Iterator[None]:
    """Let tables be so wide at most, where that can be."""
    before = _ROOM.set(room)
    try:
        yield
    finally:
        _ROOM.reset(before)


def fitted(header: Row, rows: Sequence[Row], right: Collection[int] = ()) -> tuple[list[Row], list[Row]]:
    """Return the lines of a header and of rows, each as cells: more than one line where a table were too wide else.

    Figures, which stand at `right`, are never broken; what cannot be made narrow enough stays as it is.
    """
    room, columns = _ROOM.get(), list(zip(header, *rows, strict=True))
    widths = [max(map(display_width, column)) for column in columns]
    excess = sum(widths) + _GAP * (sum(map(bool, widths)) - 1) - (room or 0)
    if room is None or excess <= 0:
        return [header], list(rows)
    tried = ([_narrowest(column, lines, figures=at in right) for at, column in enumerate(columns)] for lines in _HEADS)
    least = next((each for each in tried if sum(widths) - sum(map(min, each, widths)) >= excess), None)
    if least is None:
        return [header], list(rows)
    for columns_first in (right, range(len(widths))):
        while excess > 0 and (spare := {at: widths[at] for at in columns_first if widths[at] > least[at]}):
            widest = max(spare, key=lambda at: spare[at])
            widths[widest] -= 1
            excess -= 1
    return _broken([header], widths), _broken(rows, widths, _INDENT)


def _narrowest(column: Row, lines: int, *, figures: bool) -> int:
    """Return how narrow a column may be: as its figures or its longest word, and a head of so many lines."""
    head, *cells = column
    words = cells if figures else [word for cell in cells for word in cell.split()]
    longest = max(map(display_width, (*words, *head.split())), default=0)
    least = longest if figures else max(_LEAST, longest + len(_INDENT))
    return next((wide for wide in range(max(least, 1), len(head)) if len(textwrap.wrap(head, wide)) <= lines), least)


def _broken(rows: Sequence[Row], widths: Sequence[int], indent: str = "") -> list[Row]:
    lines: list[Row] = []
    for row in rows:
        cells = [
            textwrap.wrap(cell, max(width, 1), subsequent_indent=indent) if display_width(cell) > width else [cell]
            for cell, width in zip(row, widths, strict=True)
        ]
        lines += zip_longest(*cells, fillvalue="")
    return lines
