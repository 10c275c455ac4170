"""Columns of text kept close together, and those of plain numbers read in bulk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain
from typing import overload

import attrs
import numpy as np
import numpy.typing as npt

from parindex.kernels import Floats, Indices, Mask

#: What sets cells apart in a piece; a cell that holds it makes its piece a tuple.
_BETWEEN = "\x1f"
_MOST_LONG = 15  # so many characters are no more digits than a float64 holds
_MINUS, _ZERO, _BETWEEN_CODE = (ord(mark) for mark in ("-", "0", _BETWEEN))
_ZERO_CODE = np.uint8(_ZERO)
_LONGEST = 60  # a number has no more characters
_THREE = 3  # digits behind a mark that may set off thousands
_TENS = np.array([float(10**power) for power in range(_MOST_LONG + 2)])
_PIECE, _LARGE = 16384, 16384  # cells of a piece that is packed anew, and of one that is read at once

Piece = str | tuple[str, ...]
Codes = npt.NDArray[np.uint8]


@attrs.frozen(eq=False, repr=False)
class PlainNumbers:
    """Numbers of a column that is written plainly: digits, a sign, one decimal mark, or nothing.

    Attributes
    ----------
    values : array
        The numbers, with decimals behind `mark`; nan where a cell is empty.
    either : array of bool
        Where three digits stand behind the mark, and one to three before it: it may be a thousand.
    mark : str
        What sets off decimals, "" where no cell has a mark.
    is_shown : bool
        Whether a cell shows beyond doubt that it does.
    long : tuple of int
        Cells of more than 15 characters, which need a second look.
    """

    values: Floats
    either: Mask
    mark: str
    is_shown: bool
    long: tuple[int, ...]


class TextCells(Sequence[str]):
    """The cells of a column as text, in pieces of some thousand: a tenth of what a list of them takes."""

    def __init__(self, pieces: Iterable[tuple[Piece, int]]) -> None:
        self.pieces: tuple[tuple[Piece, int], ...] = tuple(pieces)
        self._ends = tuple(accumulate(count for _, count in self.pieces))
        self._open: tuple[int, Sequence[str]] = (-1, ())

    @classmethod
    def of(cls, cells: Sequence[str]) -> TextCells:
        """Return cells in pieces."""
        return cls(_packed(cells[at : at + _PIECE]) for at in range(0, len(cells), _PIECE))

    @classmethod
    def joined(cls, columns: Iterable[TextCells]) -> TextCells:
        """Return the cells of several columns, one below the other."""
        return cls(piece for column in columns for piece in column.pieces)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(_unpacked(piece) for piece, _ in self.pieces)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[row] for row in range(*at.indices(len(self)))]
        row = range(len(self))[at]
        place = bisect_right(self._ends, row)
        if self._open[0] != place:
            self._open = place, _unpacked(self.pieces[place][0])
        return self._open[1][row - self._ends[place]]  # counted from the end

    def take(self, rows: Sequence[int], nothing: str = "") -> TextCells:
        """Return some cells, in the order given; -1 stands for one with nothing in it."""
        parts = (rows[at : at + _PIECE] for at in range(0, len(rows), _PIECE))
        return TextCells(_packed([nothing if row < 0 else self[row] for row in part]) for part in parts)

    @cached_property
    def plain(self) -> PlainNumbers | None:
        """The numbers of a column whose cells are all written plainly."""
        marks = {mark for piece, _ in self.pieces for mark in ".," if isinstance(piece, str) and mark in piece}
        if len(marks) > 1:
            return None
        mark, start = min(marks, default=""), 0
        found, long = [], []
        for piece, count in self._large_pieces():
            numbers = _plain_piece(piece, count, mark)
            if numbers is None:
                return None
            found.append(numbers)
            long += [row + start for row in numbers.long]
            start += count
        return PlainNumbers(
            np.concatenate([np.empty(0), *(each.values for each in found)]),
            np.concatenate([np.empty(0, dtype=bool), *(each.either for each in found)]),
            mark,
            any(each.is_shown for each in found),
            tuple(long),
        )

    def _large_pieces(self) -> Iterator[tuple[Piece, int]]:
        """Yield pieces with their counts, small ones joined: arrays want many numbers at a time."""
        joined: list[str] = []
        count = 0
        for piece, size in self.pieces:
            if not isinstance(piece, str):
                yield piece, size  # which is not plain, wherever it stands
                return
            joined.append(piece)
            count += size
            if count >= _LARGE:
                yield _BETWEEN.join(joined), count
                joined, count = [], 0
        if joined:
            yield _BETWEEN.join(joined), count


def _packed(cells: Sequence[str]) -> tuple[Piece, int]:
    piece = _BETWEEN.join(cells)
    return piece if piece.count(_BETWEEN) == len(cells) - 1 else tuple(cells), len(cells)


def _unpacked(piece: Piece) -> Sequence[str]:
    return piece.split(_BETWEEN) if isinstance(piece, str) else piece


def _plain_piece(piece: Piece, count: int, mark: str) -> PlainNumbers | None:
    """Return the numbers of a piece; nothing where a cell is written in another way.

    A number of up to 15 digits is a whole number over a power of ten, both of which float64 holds: it is right to the
    last bit.
    """
    if not isinstance(piece, str) or not piece.isascii():
        return None
    text = piece.encode("ascii")
    if len(text.translate(None, f"0123456789-{mark}".encode())) != count - 1:
        return None
    codes = np.frombuffer(text, dtype=np.uint8)
    ends = np.append(np.flatnonzero(codes == _BETWEEN_CODE), len(codes))
    lengths = np.diff(ends, prepend=-1) - 1
    filled, starts = lengths > 0, ends - lengths
    if not filled.any():
        return PlainNumbers(np.full(count, np.nan), filled, mark, is_shown=False, long=())
    signed = filled & (codes[np.minimum(starts, len(codes) - 1)] == _MINUS)
    sizes = lengths - signed
    places = _places(codes, ends, sizes, ord(mark or "."))
    marked = places >= 0
    one_each = text.count(b"-") == np.count_nonzero(signed) and text.count(mark.encode() or b".") == marked.sum()
    if not (one_each and (sizes - marked)[filled].all()):
        return None
    values = _figures(codes, ends, sizes, places)
    np.subtract(0.0, values, out=values, where=signed)
    values[~filled] = np.nan
    either = (places == _THREE) & (sizes > _THREE + 1) & (sizes <= 2 * _THREE + 1)
    either[either] = codes[starts[either] + signed[either]] != _ZERO
    is_shown = np.count_nonzero(marked) > np.count_nonzero(either)
    long = np.flatnonzero(lengths > _MOST_LONG) if lengths.max() > _MOST_LONG else np.empty(0)
    return PlainNumbers(values, either, mark, bool(is_shown), tuple(map(int, long)))


def _places(codes: Codes, ends: Indices, sizes: Indices, mark: int) -> Indices:
    """Return how many digits stand behind the mark of each number, the last one; -1 where it has none."""
    places = np.full(len(ends), -1)
    open_ = int(np.count_nonzero(codes == mark))
    for behind in range(min(int(sizes.max()), _LONGEST) if open_ else 0):
        here = (codes[ends - 1 - behind] == mark) & (sizes > behind) & (places < 0)
        places[here] = behind
        open_ -= int(np.count_nonzero(here))
        if not open_:
            break
    return places


def _figures(codes: Codes, ends: Indices, sizes: Indices, places: Indices) -> Floats:
    """Return numbers without their sign, of their digits from the last to the first."""
    digits = np.zeros(len(ends))
    alike = bool((places == places[0]).all())  # as in most columns: then one place serves for all
    behind_mark = places[0] if alike else places
    for behind in range(min(int(sizes.max()), _MOST_LONG)):
        power = _TENS[behind - ((behind_mark >= 0) & (behind_mark < behind)).astype(np.intp)]
        here = (sizes > behind) & (behind_mark != behind)
        digits += (codes[ends - 1 - behind] - _ZERO_CODE) * here * power
    return np.asarray(digits / _TENS[np.clip(behind_mark, 0, _MOST_LONG)])
