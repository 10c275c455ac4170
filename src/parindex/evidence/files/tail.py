"""The rows of a long file beyond the first some hundred, kept as columns of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, overload

import attrs

from parindex.evidence.cells.table import is_blank
from parindex.evidence.cells.text_cells import TextCells


@attrs.frozen(eq=False, repr=False)
class RowBlock:
    """Rows one after the other: as columns where they are of one length, else as they are."""

    lines: Sequence[int]
    columns: tuple[TextCells, ...] = ()
    ragged: Sequence[Sequence[str]] = ()

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]], lines: Sequence[int], width: int) -> RowBlock:
        """Return rows as columns if all are so wide."""
        if width and all(len(row) == width for row in rows):
            return cls(lines, tuple(TextCells.of(cells) for cells in zip(*rows, strict=True)))
        return cls(lines, ragged=rows)

    def rows(self) -> Iterable[Sequence[str]]:
        """Return its rows, each as its cells."""
        return zip(*self.columns, strict=True) if self.columns else self.ragged

    def is_blank_at(self, field: int) -> bool:
        """Return whether nothing stands in a field, from 0, of any row."""
        if self.columns:
            return field >= len(self.columns) or all(map(is_blank, self.columns[field]))
        return all(len(row) <= field or is_blank(row[field]) for row in self.ragged)


@attrs.frozen(eq=False, repr=False)
class Tail:
    """Blocks of rows in their order."""

    blocks: Sequence[RowBlock]

    @cached_property
    def lines(self) -> list[int]:
        """The line that each row begins on."""
        return list(chain.from_iterable(block.lines for block in self.blocks))

    def is_blank_at(self, field: int) -> bool:
        """Return whether nothing stands in a field, from 0, of any row."""
        return all(block.is_blank_at(field) for block in self.blocks)

    def fitted(self, width: int) -> tuple[Tail, list[tuple[int, Sequence[str]]]]:
        """Return the rows of a table of so many columns, and those that are too short or too long, with their lines."""
        blocks: list[RowBlock] = []
        others: list[tuple[int, Sequence[str]]] = []
        for block in self.blocks:
            beyond = range(width, len(block.columns))
            if len(block.columns) >= width and all(block.is_blank_at(field) for field in beyond):
                blocks.append(block)
                continue
            kept: list[tuple[int, Sequence[str]]] = []
            for line, row in zip(block.lines, block.rows(), strict=True):
                fits = len(row) >= width and all(map(is_blank, row[width:]))
                (kept if fits else others).append((line, row[:width] if fits else row))
            if kept:
                blocks.append(RowBlock.of([row for _, row in kept], [line for line, _ in kept], width))
        return Tail(blocks), others

    def below(self, cells: Sequence[str], field: int) -> TextCells:
        """Return the cells of a column: those of the rows above, and its own; `fitted` has brought it to the table."""
        return TextCells.joined([TextCells.of(cells), *(block.columns[field] for block in self.blocks)])


class GridRows(Sequence[Sequence[Any]]):
    """All rows of a grid, for who wants them as rows: those of the tail are made when they are asked for."""

    def __init__(self, top: Sequence[Sequence[Any]], tail: Tail) -> None:
        self.top: Sequence[Sequence[Any]] = top
        self._tail = tail

    def __len__(self) -> int:
        return len(self.top) + len(self._tail.lines)

    @overload
    def __getitem__(self, at: int) -> Sequence[Any]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Sequence[Any]]: ...
    def __getitem__(self, at: int | slice) -> Any:
        wanted = range(len(self))[at]
        within = wanted < len(self.top) if isinstance(wanted, int) else max(wanted, default=0) < len(self.top)
        return (self.top if within else self._all)[at if not isinstance(wanted, int) else wanted]

    @cached_property
    def _all(self) -> list[Sequence[Any]]:
        return [*self.top, *chain.from_iterable(block.rows() for block in self._tail.blocks)]
