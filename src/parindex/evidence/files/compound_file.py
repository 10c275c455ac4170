"""The streams of a compound file, the container of old workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from struct import unpack_from

#: Where the header says what, and how an entry of the directory is laid out.
_SECTOR_SHIFT, _DIRECTORY, _SMALL_TABLE, _FURTHER, _TABLES, _MOST_TABLES = 30, 48, 60, 68, 76, 109
_ENTRY, _NAME_END, _KIND, _START, _SIZE = 128, 64, 66, 116, 120
_ROOT, _SMALL, _SMALL_SECTOR = 5, 4096, 64
_LAST_SECTOR = 0xFFFFFFFA  # numbers from here on are no sectors
_SHIFTS = 9, 12


class CompoundFile:
    """A compound file; ValueError or struct.error where it is none."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        (shift,) = unpack_from("<H", content, _SECTOR_SHIFT)
        if shift not in _SHIFTS:
            raise ValueError(shift)
        self._sector = 1 << shift
        self._table = self._numbers(self._table_sectors())
        self._directory = b"".join(self._sectors(_number(content, _DIRECTORY)))
        self._small_table = self._numbers(self._chain(_number(content, _SMALL_TABLE), self._table))

    def streams(self, names: Sequence[str]) -> Iterator[bytes]:
        """Yield the content of each stream of some names, in any case."""
        starts = range(0, len(self._directory) - _ENTRY + 1, _ENTRY)
        entries = [self._directory[at : at + _ENTRY] for at in starts]
        roots = [entry for entry in entries if entry[_KIND] == _ROOT]
        small = b"".join(self._sectors(_number(roots[0], _START))) if roots else b""
        for entry in entries:
            name = entry[: max(unpack_from("<H", entry, _NAME_END)[0] - 2, 0)].decode("utf-16-le", "replace")
            if name.casefold() in names:
                yield self._stream(entry, small)

    def _stream(self, entry: bytes, small: bytes) -> bytes:
        start, size = _number(entry, _START), _number(entry, _SIZE)
        if size >= _SMALL:
            return b"".join(self._sectors(start))
        chain = self._chain(start, self._small_table)
        return b"".join(small[at * _SMALL_SECTOR : (at + 1) * _SMALL_SECTOR] for at in chain)

    def _table_sectors(self) -> Iterator[int]:
        """Yield the sectors that hold the table of sectors."""
        yield from unpack_from(f"<{_MOST_TABLES}I", self._content, _TABLES)
        further, left = _number(self._content, _FURTHER), len(self._content) // self._sector
        while further < _LAST_SECTOR and left:
            *sectors, further = unpack_from(f"<{self._sector // 4}I", self._content, (further + 1) * self._sector)
            yield from sectors
            left -= 1

    def _numbers(self, sectors: Iterator[int]) -> list[int]:
        numbers: list[int] = []
        for sector in sectors:
            if sector < _LAST_SECTOR:
                numbers += unpack_from(f"<{self._sector // 4}I", self._content, (sector + 1) * self._sector)
            if len(numbers) > len(self._content):
                raise ValueError(sector)
        return numbers

    def _sectors(self, start: int) -> Iterator[bytes]:
        for sector in self._chain(start, self._table):
            yield self._content[(sector + 1) * self._sector : (sector + 2) * self._sector]

    @staticmethod
    def _chain(start: int, table: Sequence[int]) -> Iterator[int]:
        """Yield the sectors of a stream; one that runs in a circle is none."""
        left = len(table)
        while start < _LAST_SECTOR:
            if not left or start >= len(table):
                raise ValueError(start)
            yield start
            start, left = table[start], left - 1


def _number(content: bytes, at: int) -> int:
    number: int = unpack_from("<I", content, at)[0]
    return number
