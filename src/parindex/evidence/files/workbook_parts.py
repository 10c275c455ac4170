"""The parts of a workbook that is an archive, what is told of a worksheet beside its cells, and how large it may be."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

import attrs

from parindex.base import LIMITS, Limits, Message, UnreadableError, letters, say

_MOST_PACKED = 200
_MEGABYTE = 1024 * 1024
_PIECE = 1024 * 1024
#: So many parts may an archive have for each worksheet, such as notes, drawings and relations, and beside them.
_PARTS_EACH, _PARTS_BESIDE = 20, 1000


def _not_known(_line: int, _field: int, _number: float) -> str | None:
    return None


@attrs.frozen(eq=False)
class SheetDetails:
    """What the library that reads cells does not tell of a worksheet.

    `percentages` are rows by column; `texts` cells by row and column that show an error or a formula that was never
    computed, all from 0. `shown` says what the cell on a line and field, from 1, shows for the number in it.
    """

    percentages: Mapping[int, Sequence[int]] = attrs.field(factory=dict)
    texts: Sequence[tuple[int, int, str]] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_lines: frozenset[int] = frozenset()
    hidden_fields: frozenset[int] = frozenset()
    shown: Callable[[int, int, float], str | None] = _not_known
    may_have_days: bool = True


class WorkbookParts:
    """The parts of an archive, by their paths in any case, as workbooks are read."""

    def __init__(self, name: str, content: bytes, limits: Limits = LIMITS) -> None:
        self.name: str = name
        self.limits: Limits = limits
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        entries = self._archive.infolist()
        size = sum(entry.file_size for entry in entries)
        if size > limits.max_unpacked or size > _MOST_PACKED * len(content):
            message = say("unpacks to {size} MB; that is no workbook of evidence", size=size // _MEGABYTE)
            raise UnreadableError.of(name, message)
        check_count(name, say("parts of the archive"), len(entries), _PARTS_EACH * limits.max_sheets + _PARTS_BESIDE)
        for entry in entries:
            self._check_size(entry, memoryview(content))
        self._entries = {entry.filename.casefold(): entry for entry in reversed(entries)}

    def _check_size(self, entry: zipfile.ZipInfo, content: memoryview) -> None:
        """Refuse a part that unpacks to more than it declares: the library that reads cells would read on."""
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        name, extra = struct.unpack_from("<HH", content, entry.header_offset + 26)
        start = entry.header_offset + 30 + name + extra
        size, packed = entry.compress_size, content[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_DEFLATED:
            size = _unpacked_size(packed, entry.file_size)
        if size > entry.file_size:
            values = {"part": entry.filename[:80], "size": entry.file_size}
            message = say("{part} unpacks to more than the {size:,} bytes that it declares", **values)
            raise UnreadableError.of(self.name, message)

    def __contains__(self, path: str) -> bool:
        return path.casefold() in self._entries

    def __getitem__(self, path: str) -> bytes:
        entry = self._entries.get(path.casefold())
        content = b"" if entry is None else self._archive.read(entry)
        if b"<!DOCTYPE" in content:
            message = say("its part {part} declares entities of XML, which no workbook needs; save it again", part=path)
            raise UnreadableError.of(self.name, message)
        return content

    def size(self, path: str) -> int:
        """Return how many bytes a part unpacks to; 0 where there is none."""
        entry = self._entries.get(path.casefold())
        return 0 if entry is None else entry.file_size

    def paths(self, suffix: str) -> list[str]:
        """Return the paths that end so."""
        return [path for path in self._entries if path.endswith(suffix)]


def _unpacked_size(packed: memoryview, most: int) -> int:
    """Return how much deflated content unpacks to, at most little more than `most`; nothing of it is kept."""
    unpacking, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    for at in range(0, len(packed), _PIECE):
        piece = bytes(packed[at : at + _PIECE])
        while piece and size <= most and not unpacking.eof:
            size += len(unpacking.decompress(piece, _PIECE))
            piece = unpacking.unconsumed_tail
    return size


@attrs.frozen
class Span:
    """How far a worksheet goes from its corner: to the last row and column with anything in them, and which cells."""

    rows: int = 0
    columns: int = 0
    lowest: tuple[int, int] = (0, 0)
    rightmost: tuple[int, int] = (0, 0)

    def check(self, name: str, title: str, limits: Limits, before: int = 0) -> None:
        """Refuse a worksheet that spans more rows, columns or cells than are read, or does with those before it."""
        last = ", ".join(dict.fromkeys(f"{letters(field)}{line}" for line, field in (self.lowest, self.rightmost)))
        values: dict[str, object] = {"title": title, "last": last}
        if (count := before + self.rows * self.columns) > limits.max_cells:
            values |= {"count": count, "most": limits.max_cells}
            message = say(
                "worksheet {title!r} spans {count:,} cells, more than {most:,}; "
                "the last is {last}: delete what stands there",
                **values,
            )
        elif self.rows > limits.max_rows:
            values |= {"count": self.rows, "most": limits.max_rows}
            message = say(
                "worksheet {title!r} spans {count:,} rows, more than {most:,}; "
                "the last cell is {last}: delete what stands there",
                **values,
            )
        elif self.columns > limits.max_columns:
            values |= {"count": self.columns, "most": limits.max_columns}
            message = say(
                "worksheet {title!r} spans {count:,} columns, more than {most:,}; "
                "the last cell is {last}: delete what stands there",
                **values,
            )
        else:
            return
        raise UnreadableError.of(name, message)


def check_text(name: str, title: str, size: int, most: int) -> None:
    """Refuse a workbook whose cells hold more text than is read, up to those of a worksheet."""
    if size > most:
        values = {"title": title, "size": size // _MEGABYTE, "most": most // _MEGABYTE}
        raise UnreadableError.of(
            name, say("the texts of worksheet {title!r} take {size} MB, more than {most}", **values)
        )


def check_count(name: str, message: Message, count: int, most: int) -> None:
    """Refuse a workbook with more of something than is read."""
    if count > most:
        values = {"what": message, "count": count, "most": most}
        raise UnreadableError.of(name, say("{what}: {count:,}, more than {most:,}", **values))
