"""How far the worksheets of an .xls go: the library lays out all between their cells, however far one lies."""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from

from parindex.base import Limits, say
from parindex.evidence.files.compound_file import CompoundFile
from parindex.evidence.files.workbook_parts import Span, check_count

_BOOKS = "workbook", "book"
_END, _SHEET, _SIZES = 0x0A, 0x85, 0x0200  # kinds of records: the end of a sheet, where one lies, how far it goes
_SEVERAL = 0xBD  # numbers side by side
_CELLS = frozenset((0x0006, 0x0206, 0x0406, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, _SEVERAL))
_HEAD, _AROUND, _EACH, _LONGEST = 4, 6, 6, 65_536
_WIDE_SIZES, _NARROW_SIZES = 14, 8  # bytes of how far a sheet goes, in newer and in older files


def check_old_sheets(name: str, content: bytes, limits: Limits) -> None:
    """Refuse an .xls of which a worksheet spans more than is read; ValueError or struct.error for what is none."""
    for stream in CompoundFile(content).streams(_BOOKS):
        places = [unpack_from("<I", stream, at)[0] for kind, at, size in _records(stream, 0) if kind == _SHEET and size]
        check_count(name, say("worksheets"), len(places), limits.max_sheets)
        left = 2 * (limits.max_cells + limits.max_rows)
        for number, place in enumerate(places, start=1):
            span, count = _span(stream, place, left)
            left -= count
            check_count(name, say("cells"), -left, 0)
            span.check(name, str(number), limits)


def _span(stream: bytes, start: int, most: int) -> tuple[Span, int]:
    """Return how far a worksheet goes that begins at a place, and how many records it has, little more than `most`."""
    lowest, rightmost, count = (0, 0), (0, 0), 0
    for count, (kind, at, size) in enumerate(_records(stream, start), start=1):
        if count > most:
            break
        if kind == _SIZES and max(_sizes(stream, at, size)) > _LONGEST:
            raise ValueError(kind)
        if kind in _CELLS and size >= _HEAD:
            row, column = unpack_from("<HH", stream, at)
            if kind == _SEVERAL:
                column = max(column + (size - _AROUND) // _EACH - 1, unpack_from("<H", stream, at + size - 2)[0])
            lowest = max(lowest, (row + 1, column + 1))
            rightmost = max(rightmost, (row + 1, column + 1), key=lambda cell: cell[1])
    return Span(lowest[0], rightmost[1], lowest, rightmost), count


def _sizes(stream: bytes, at: int, size: int) -> tuple[int, ...]:
    """Return the rows and columns that a worksheet says it has."""
    if size >= _WIDE_SIZES:
        return unpack_from("<IIHH", stream, at)
    return unpack_from("<HHHH", stream, at) if size >= _NARROW_SIZES else (0,)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and size of each record up to the end of a sheet."""
    at = start
    while at + _HEAD <= len(stream):
        kind, size = unpack_from("<HH", stream, at)
        at += _HEAD
        if at + size > len(stream) or kind == _END:
            return
        yield kind, at, size
        at += size
