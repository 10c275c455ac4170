"""How far the worksheets of an .xlsb go: the library lays out all between their cells, however far one lies."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from struct import unpack_from

from parindex.base import say
from parindex.evidence.files.workbook_parts import Span, WorkbookParts, check_count

_TARGET = re.compile(rb"\bTarget\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ROW, _LAST_CELL = 0, 11  # kinds of records: a row, and from it on cells of several kinds
_CONTINUES, _NUMBER = 0x80, 4  # a bit of kinds and lengths that go on in the next byte; the bytes of a number


def check_binary_sheets(parts: WorkbookParts) -> None:
    """Refuse an .xlsb of which a worksheet spans more than is read, or has far more records than that."""
    targets = _TARGET.findall(parts["xl/_rels/workbook.bin.rels"])
    paths = dict.fromkeys((one or other).decode("utf-8", "replace") for one, other in targets)
    check_count(parts.name, say("parts of the archive"), len(paths), 2 * parts.limits.max_sheets)
    for path in paths:
        title = posixpath.basename(path)
        _span(parts, posixpath.normpath(posixpath.join("/xl", path)).lstrip("/"), title).check(
            parts.name, title, parts.limits
        )


def _span(parts: WorkbookParts, path: str, title: str) -> Span:
    lowest, rightmost, row = (0, 0), (0, 0), 0
    most = 2 * (parts.limits.max_cells + parts.limits.max_rows)
    for count, (kind, number) in enumerate(_records(parts[path])):
        if count > most:
            check_count(parts.name, say("cells"), count, most)
        if kind == _ROW:
            row = number + 1
        elif kind <= _LAST_CELL:
            lowest = max(lowest, (row, number + 1))
            rightmost = max(rightmost, (row, number + 1), key=lambda cell: cell[1])
    return Span(lowest[0], rightmost[1], lowest, rightmost)


def _records(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield the kind of each record, and the number it begins with: of a row that of the row, of a cell its column."""
    at, size = 0, len(content)
    while at + 1 < size:
        kind = content[at]
        at += 1
        if kind & _CONTINUES:
            kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while at < size and shift <= 3 * 7:
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & _CONTINUES:
                break
        yield kind, unpack_from("<I", content, at)[0] if length >= _NUMBER and at + _NUMBER <= size else 0
        at += length
