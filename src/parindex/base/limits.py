"""How large what is read may be, how much work it may take, and whether files are opened by their names."""

from __future__ import annotations

from typing import Any, Self

import attrs

from parindex.base.exceptions import UnreadableError
from parindex.base.messages import check_whole, say

_MEGABYTE = 1024 * 1024


def _is_count(_: object, field: attrs.Attribute[int], value: int) -> None:
    if check_whole(field.name, value) < 1:
        raise ValueError(say("{name} is {value}, and must be above 0", name=field.name, value=value))


def _is_decided(_: object, field: attrs.Attribute[bool], value: object) -> None:
    """Refuse what is neither True nor False: the text "false" of a file of settings would open files."""
    if not isinstance(value, bool):
        raise TypeError(say("{name} is True or False, not {value!r}", name=field.name, value=value))


@attrs.frozen(kw_only=True, repr=False)
class Limits:
    """Bounds on what is read; whatever is beyond one is refused before it costs more.

    Those of `Limits()` are wide enough for every index of a country, and no file takes more than 4 GB of memory;
    `Limits.server()` is for what strangers upload: no file takes more than 1 GB and 10 seconds.

    Attributes
    ----------
    max_bytes : int
        Of a file or stream, in bytes. Definitions are bounded at 4 MB, whatever stands here.
    max_workbook : int
        Of a workbook, in bytes.
    max_unpacked : int
        What a workbook may unpack to, in bytes.
    max_text : int
        The texts of all cells of a workbook, in bytes: a text that stands there once may be shown by many cells.
    max_cell : int
        One cell, in characters.
    max_rows : int
        Rows of a table: those of a file with anything in them, titles and header too; those of a worksheet up to the
        last.
    max_columns : int
        Columns of a table, of a file, worksheet or records.
    max_cells : int
        Cells of a table, empty ones too; of a workbook those of all worksheets that are looked at.
    max_sheets : int
        Worksheets of a workbook, and tables of a folder.
    max_nodes : int
        Components and indicators of a definition.
    max_work : int
        What exact arithmetic may take, in operations on a few digits, about a nanosecond each. It is reckoned from the
        digits of weights, maxima, formulas and values, and refused before it is spent: in loading and checking a
        definition, in scoring, and in each question that is asked of scores afterwards.
    files : bool
        Whether files are opened by their names. Without them no string and no path opens anything: what is read is
        bytes, text or a stream, or a bundled definition by its id.

    Examples
    --------
    >>> import parindex
    >>> limits = parindex.Limits.server(max_rows=500)
    >>> limits
    Limits.server(max_rows=500)
    >>> limits.max_rows, limits.files
    (500, False)
    """

    max_bytes: int = attrs.field(default=256 * _MEGABYTE, validator=_is_count)
    max_workbook: int = attrs.field(default=64 * _MEGABYTE, validator=_is_count)
    max_unpacked: int = attrs.field(default=512 * _MEGABYTE, validator=_is_count)
    max_text: int = attrs.field(default=128 * _MEGABYTE, validator=_is_count)
    max_cell: int = attrs.field(default=131_072, validator=_is_count)
    max_rows: int = attrs.field(default=1_048_576, validator=_is_count)
    max_columns: int = attrs.field(default=16_384, validator=_is_count)
    max_cells: int = attrs.field(default=5_000_000, validator=_is_count)
    max_sheets: int = attrs.field(default=1_000, validator=_is_count)
    max_nodes: int = attrs.field(default=50_000, validator=_is_count)
    max_work: int = attrs.field(default=300_000_000_000, validator=_is_count)
    files: bool = attrs.field(default=True, validator=_is_decided)

    @classmethod
    def server(cls, **changes: Any) -> Self:
        """Return the bounds for what strangers upload, with some of them changed; files are not opened by name."""
        preset = cls(
            max_bytes=8 * _MEGABYTE,
            max_workbook=8 * _MEGABYTE,
            max_unpacked=64 * _MEGABYTE,
            max_text=16 * _MEGABYTE,
            max_cell=32_767,
            max_rows=20_000,
            max_columns=2_000,
            max_cells=1_000_000,
            max_sheets=250,
            max_nodes=5_000,
            max_work=4_000_000_000,
            files=False,
        )
        return attrs.evolve(preset, **changes)

    def __repr__(self) -> str:
        presets = {"Limits": Limits(), "Limits.server": Limits.server()}
        changes = {name: _changed(self, preset) for name, preset in presets.items()}
        nearest = min(changes, key=lambda name: len(changes[name]))
        return f"{nearest}({', '.join(f'{name}={value!r}' for name, value in changes[nearest].items())})"

    def check_name(self, name: str) -> None:
        """Refuse to open a file by its name, where that is not allowed; nothing of the machine is looked at."""
        if not self.files:
            message = say("files are not opened by their names here; give bytes, a stream, or text with name=")
            raise UnreadableError.of(name[:80], message)

    def check_size(self, name: str, rows: int, columns: int = 1) -> None:
        """Refuse a table with more rows, columns or cells than are read."""
        if rows > self.max_rows:
            raise UnreadableError.of(name, say("{count:,} rows, more than {most:,}", count=rows, most=self.max_rows))
        if columns > self.max_columns:
            message = say("{count:,} columns, more than {most:,}", count=columns, most=self.max_columns)
            raise UnreadableError.of(name, message)
        self.check_cells(name, rows * columns)

    def check_cells(self, name: str, count: int) -> None:
        """Refuse more cells than are read."""
        if count > self.max_cells:
            raise UnreadableError.of(name, say("{count:,} cells, more than {most:,}", count=count, most=self.max_cells))


def _changed(limits: Limits, preset: Limits) -> dict[str, object]:
    """Return the bounds in which limits differ from a preset."""
    given, usual = attrs.asdict(limits), attrs.asdict(preset)
    return {name: value for name, value in given.items() if value != usual[name]}


#: What holds where no limits are named.
LIMITS = Limits()
