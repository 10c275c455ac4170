"""The parts of a workbook that is an archive, what is told of a worksheet beside its cells, and how large it may be."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import attrs

from parindex.base import LIMITS, Limits, UnreadableError, letters, say

MAX_CELLS, MOST_PACKED = 5_000_000, 200
#: So much text may the cells of a worksheet hold where a text that stands once is named by many of them.
MAX_TEXT = 128 * 1024 * 1024
_MEGABYTE = 1024 * 1024


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
        self.name = name
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        entries = self._archive.infolist()
        size = sum(entry.file_size for entry in entries)
        if size > limits.max_unpacked or size > MOST_PACKED * len(content):
            message = say("unpacks to {size} MB; that is no workbook of evidence", size=size // _MEGABYTE)
            raise UnreadableError.of(name, message)
        self._entries = {entry.filename.casefold(): entry for entry in reversed(entries)}

    def __contains__(self, path: str) -> bool:
        return path.casefold() in self._entries

    def __getitem__(self, path: str) -> bytes:
        entry = self._entries.get(path.casefold())
        return b"" if entry is None else self._archive.read(entry)

    def paths(self, suffix: str) -> list[str]:
        """Return the paths that end so."""
        return [path for path in self._entries if path.endswith(suffix)]


@attrs.frozen
class Span:
    """How far a worksheet goes from its corner: to the last row and column with anything in them, and which cells."""

    rows: int = 0
    columns: int = 0
    lowest: tuple[int, int] = (0, 0)
    rightmost: tuple[int, int] = (0, 0)

    def check(self, name: str, title: str, before: int = 0) -> None:
        """Refuse a worksheet that spans more cells than are read, or does with those before it."""
        if before + self.rows * self.columns > MAX_CELLS:
            cells = dict.fromkeys(f"{letters(field)}{line}" for line, field in (self.lowest, self.rightmost))
            values = {"title": title, "count": self.rows * self.columns, "most": MAX_CELLS, "last": ", ".join(cells)}
            message = say(
                "worksheet {title!r} spans {count:,} cells, more than {most:,}; "
                "the last is {last}: delete what stands there",
                **values,
            )
            raise UnreadableError.of(name, message)


def check_text(name: str, title: str, size: int) -> None:
    """Refuse a worksheet whose cells hold more text than is read."""
    if size > MAX_TEXT:
        values = {"title": title, "size": size // _MEGABYTE, "most": MAX_TEXT // _MEGABYTE}
        raise UnreadableError.of(
            name, say("the texts of worksheet {title!r} take {size} MB, more than {most}", **values)
        )
