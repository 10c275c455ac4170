"""Which rows of a grid head its columns, and what each of its columns is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import attrs

from parindex.base import clean, fold, without_marks
from parindex.evidence.cells.headings import MOST_TITLES, english_headings, is_heading
from parindex.evidence.cells.table import BETWEEN, is_blank
from parindex.evidence.files.grid import Grid
from parindex.evidence.layouts.heads import YEAR, KnownHeads, id_text
from parindex.evidence.layouts.measures import is_measure

#: So many rows may head the columns together.
MOST_HEADER_ROWS = 5
_ORDINAL = re.compile(r"[0-9]{1,3}")
#: The number or letter of a column, or how it follows from others: (1), [2], 3), (A), (3=1/2), (5)=(3)/(4), 5=3/4.
_IN_BRACKETS = re.compile(r"[(\[]\s*(?:[0-9]{1,3}(?:\s*=[^()]{1,20})?|[A-Za-z]|[IVX]{1,5})\s*[)\]]|[0-9]{1,3}\)")
_FOLLOWING = re.compile(r"\(?([0-9]{1,3})\)?\s*=[-+*/:x×%0-9() ]{1,40}")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
#: So many numbers, 1 to the last, are those of columns rather than figures.
_FEWEST = 3
_SHORT = 40


@attrs.frozen(eq=False, repr=False)
class Header:
    """The rows that head the columns, and what each column is called.

    Attributes
    ----------
    first, last : int
        The rows, by their places in the grid.
    stacks : tuple of tuple of str
        The heads of each column, the upper ones first.
    names : tuple of str
        What each column is called; "" where nothing heads it.
    numbering : tuple of int
        The rows that may be figures as well: 1, 2, 3 without brackets.
    """

    first: int
    last: int
    stacks: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    numbering: tuple[int, ...] = ()


class HeaderSearch:
    """Finds the header of a grid, for a definition where there is one."""

    def __init__(self, grid: Grid, known: KnownHeads) -> None:
        self.grid: Grid = grid
        self.known: KnownHeads = known
        self.width: int = max((len(row) for row in grid.rows[: MOST_TITLES + MOST_HEADER_ROWS]), default=0)
        self._rows: dict[int, list[str]] = {}
        self.place: dict[int, int] = {line: at for at, line in enumerate(grid.lines[: MOST_TITLES + MOST_HEADER_ROWS])}

    @cached_property
    def _merged(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The first cell of those that are shown as one, by line and field of each of them."""
        last = self.grid.lines[min(len(self.grid.lines), MOST_TITLES + MOST_HEADER_ROWS) - 1] if self.grid.lines else 0
        return {
            (line, field): (top, left)
            for top, left, bottom, right in self.grid.merged
            for line in range(top, min(bottom, last) + 1)
            for field in range(left, min(right, self.width) + 1)
        }

    def text(self, row: int, field: int) -> str:
        """Return what the cell of a row, by its place, and a field from 1 shows; of merged cells the first."""
        line = self.grid.lines[row]
        line, field = self._merged.get((line, field), (line, field))
        if line not in self.place:
            return ""
        cells = self.grid.rows[self.place[line]]
        cell = cells[field - 1] if field <= len(cells) else None
        if cell is None or cell == "" or is_blank(cell):
            return ""
        return id_text(cell, self.grid.shown(line, field) if _is_number(cell) else None, self.known)[0]

    def doubts(self, header: Header) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
        """Yield line and field of heads that are numbers and may stand for several ids, with the number and the ids."""
        for row in range(header.first, header.last + 1):
            for field, cell in enumerate(self.grid.rows[row], start=1):
                if _is_number(cell):
                    text, alike = id_text(cell, self.grid.shown(self.grid.lines[row], field), self.known)
                    if alike:
                        yield self.grid.lines[row], field, text, alike

    def find(self, rows: tuple[int, int] | None) -> Header | None:
        """Return the header: the rows given, else those found."""
        if rows is not None:
            there = [at for line, at in self._lines() if rows[0] <= line <= rows[1]]
            if not there:
                return None
            self.place |= {self.grid.lines[at]: at for at in there}  # they may stand far below where one looks
            self.width = max(self.width, *(len(self.grid.rows[at]) for at in there))
            return self.header(there[0], there[-1])
        start = self._start()
        if start is None:
            return None
        best, known = self.header(start, start), self._known(start, start)
        forced = self._merged_down(start)
        for last in range(start + 1, min(start + MOST_HEADER_ROWS, len(self.grid.rows))):
            if last > forced and not self._may_head(start, last):
                break
            more = self._known(start, last)
            if last <= forced or more > known or self._numbers_columns(last) or self._measures_columns(last):
                best, known = self.header(start, last), max(more, known)
        return best

    def _lines(self) -> Iterator[tuple[int, int]]:
        """Yield line and place of each row, of those far below only as they are asked for."""
        yield from ((line, at) for at, line in enumerate(self.grid.lines))

    def _row(self, row: int) -> list[str]:
        if row not in self._rows:
            self._rows[row] = [self.text(row, field) for field in range(1, self.width + 1)]
        return self._rows[row].copy()

    def _start(self) -> int | None:
        """Return the first row with a word for units, else the row that names most, else the first with anything."""
        rows = range(min(len(self.grid.rows), MOST_TITLES))
        named = next((at for at in rows if any(map(self.known.is_anchor, self._row(at)))), None)
        if named is not None:
            return named
        counts = {at: self._known(at, at) for at in rows}
        most = max(counts.values(), default=0)
        if most > 0:  # one head alone may be a title
            best = (at for at in rows if counts[at] == most and (most > 1 or sum(map(bool, self._row(at))) > 1))
            return next(best, next((at for at in rows if counts[at] == most), None))
        return next((at for at, row in enumerate(self.grid.rows) if not all(map(is_blank, row))), None)

    def _known(self, first: int, last: int) -> int:
        """Return how many columns some rows name."""
        stacks = self._stacks(first, last)
        return len({self.known.of_stack(stack) or stack[-1] for stack in stacks if self.known.knows(stack)})

    def _merged_down(self, start: int) -> int:
        """Return the last row, by its place, that a cell of the first row reaches down to."""
        line, last = self.grid.lines[start], start
        for top, left, bottom, _ in self.grid.merged:
            if top == line and bottom - top < MOST_HEADER_ROWS and left <= self.width:
                last = max([last, *(at for below, at in self.place.items() if below <= bottom)])
        return last

    def _may_head(self, start: int, row: int) -> bool:
        """Return whether a row may head columns too: nothing stands in it below the head of the units."""
        if self._numbers_columns(row):
            return True
        units = [field for field in range(1, self.width + 1) if self.known.is_anchor(self.text(start, field))]
        cells = self.grid.rows[row]
        blank = all(_says_nothing(cells[field - 1]) if field <= len(cells) else True for field in units)
        return bool(units) and blank and not all(map(is_blank, cells))

    def _numbers_columns(self, row: int) -> bool:
        """Return whether a row, by its place, numbers the columns; plain 1, 2, 3 where no unit is called so below."""
        texts = self._row(row)
        if _is_numbering(texts):
            return True
        filled = [text for text in texts if text]
        letters = filled[:1] == ["A"]
        counted = [str(at) for at in range(1, len(filled) + 1 - letters)]
        if len(counted) < _FEWEST or filled[letters:] != counted or row + 1 >= len(self.grid.rows):
            return False
        below = self._row(row + 1)
        first = [under for text, under in zip(texts, below, strict=True) if text]
        if letters:
            return len(first[0]) > 1 and not first[0].isdecimal()
        return not any(text.isdecimal() for text in first[:1]) or (first[0] == "1" and not first[1].isdecimal())

    def _measures_columns(self, row: int) -> bool:
        """Return whether a row says in what columns are measured, and nothing else."""
        texts = [text for text in self._row(row) if text and not _says_nothing(text)]
        return bool(texts) and all(map(is_measure, texts))

    def _stacks(self, first: int, last: int, *, above: bool = True) -> list[tuple[str, ...]]:
        """Return the heads of each column in some rows, the upper ones first, and what heads groups above them."""
        rows = [*(self._above(first) if above else ()), *range(first, last + 1)]
        texts = {row: self._row(row) for row in rows}
        rows = [row for row in rows if not self._numbers_columns(row)] or rows[:1]
        stacks: list[list[str]] = [[] for _ in range(self.width)]
        for row in rows:
            for at, text in enumerate(texts[row]):
                lower = any(texts[below][at] for below in rows if below > row)
                if not text and at and lower:  # a head stands over those on its right that have none
                    texts[row][at] = texts[row][at - 1]
                head = texts[row][at]
                if head and not _says_nothing(head) and stacks[at][-1:] != [head]:
                    stacks[at].append(head)
        return [tuple(stack) for stack in stacks]

    def _above(self, first: int) -> list[int]:
        """Return the row above a header that heads groups of its columns: it touches the header."""
        if first == 0 or self.grid.lines[first - 1] != self.grid.lines[first] - 1:
            return []
        filled = [field for field in range(1, self.width + 1) if self.text(first - 1, field)]
        return [first - 1] if filled and filled[0] > 1 and len(set(self._row(first - 1))) > 1 else []

    def header(self, first: int, last: int) -> Header:
        """Return what some rows call the columns."""
        width = max(len(self.grid.rows[row]) for row in range(first, last + 1))
        stacks, own = self._stacks(first, last)[:width], self._stacks(first, last, above=False)[:width]
        pairs = zip(stacks, own, strict=True)
        named = [self.known.of_stack(stack) if mine else None for stack, mine in pairs]
        once = Counter(named)
        heads = [
            name if name and (once[name] == 1 or self.known.column(mine[-1]) == name) else mine[-1] if mine else ""
            for name, mine in zip(named, own, strict=True)
        ]
        heads = _told_apart(heads, stacks, self.known)
        nodes = {name for name in named if name is not None and name in self.known.definition}
        names = tuple(english_headings([clean(head) for head in heads], own=nodes))
        below = range(first + 1, last + 1)
        numbering = tuple(at for at in below if self._numbers_columns(at) and not _is_numbering(self._row(at)))
        return Header(first, last, tuple(stacks), names, numbering)


def _told_apart(heads: Sequence[str], stacks: Sequence[Sequence[str]], known: KnownHeads) -> list[str]:
    """Return heads of which those that stand twice are called by the year, or by all the heads, above them too."""
    once, apart = Counter(heads), list(heads)
    for at, (head, stack) in enumerate(zip(heads, stacks, strict=True)):
        if not head or once[head] == 1:
            continue
        years = [match[1] for text in stack for match in [YEAR.fullmatch(fold(text).strip("()[] "))] if match]
        if known.column(head) is not None:
            apart[at] = f"{head}_{years[0]}" if years else head
        elif len(stack) > 1 and not is_heading(head):
            apart[at] = BETWEEN.join(stack)
    return apart


def _says_nothing(cell: Any) -> bool:
    """Return whether nothing stands in a cell, or only that units of measure stand beside it."""
    if is_blank(cell):
        return True
    is_short = isinstance(cell, str) and len(cell) <= _SHORT
    return is_short and without_marks(clean(cell)).strip(" .:") in ("dvt", "don vi tinh")


def _is_numbering(row: Sequence[str]) -> bool:
    """Return whether a row numbers the columns: (1), (2), (3), or A, B, 1, 2 with two letters at least."""
    texts = [text for text in row if text]
    if any(map(_IN_BRACKETS.fullmatch, texts)) and all(
        _IN_BRACKETS.fullmatch(text) or _FOLLOWING.fullmatch(text) for text in texts
    ):
        return True
    if len(texts) >= _FEWEST and tuple(texts) == _ROMAN[: len(texts)]:
        return True
    texts = [match[1] if (match := _FOLLOWING.fullmatch(text)) else text for text in texts]
    numbers = [int(text) for text in texts if _ORDINAL.fullmatch(text)]
    others = [text for text in texts if not _ORDINAL.fullmatch(text)]
    lettered = others == [chr(ord("A") + at) for at in range(len(others))] and len(others) > 1
    return bool(numbers) and lettered and numbers == list(range(1, len(numbers) + 1))


def _is_number(cell: Any) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)
