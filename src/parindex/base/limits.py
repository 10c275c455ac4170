"""How large what is read may be, how much work it may take, and whether files are opened by their names."""

from __future__ import annotations

from typing import Any, Self

import attrs

from parindex.base.exceptions import UnreadableError
from parindex.base.messages import check_whole, say

_MEGABYTE = 1024 * 1024


def _is_count(_: object, field: attrs.Attribute[int], value: int) -> None:
    if check_whole(field.name, value) < 1:
        raise ValueError(say("{name} is {value}, and it is above 0", name=field.name, value=value))


@attrs.frozen(kw_only=True)
class Limits:
    """Bounds on what is read; whatever is beyond one is refused before it costs more.

    Those of `Limits()` are wide enough for every index of a country; `Limits.server()` is for what strangers upload.

    Attributes
    ----------
    max_bytes : int
        Of a file or stream, in bytes. Definitions are bounded at 4 MB and workbooks at 64 MB, whatever stands here.
    max_unpacked : int
        What a workbook may unpack to, in bytes.
    max_rows, max_cells : int
        Of a table of evidence.
    max_nodes : int
        Components and indicators of a definition.
    files : bool
        Whether files are opened by their names. Without them no string and no path opens anything: what is read is
        bytes, text or a stream, or a bundled definition by its id.

    Examples
    --------
    >>> import parindex
    >>> limits = parindex.Limits.server(max_rows=500)
    >>> limits.max_rows, limits.files
    (500, False)
    """

    max_bytes: int = attrs.field(default=256 * _MEGABYTE, validator=_is_count)
    max_unpacked: int = attrs.field(default=512 * _MEGABYTE, validator=_is_count)
    max_rows: int = attrs.field(default=1_000_000, validator=_is_count)
    max_cells: int = attrs.field(default=5_000_000, validator=_is_count)
    max_nodes: int = attrs.field(default=50_000, validator=_is_count)
    files: bool = True

    @classmethod
    def server(cls, **changes: Any) -> Self:
        """Return the bounds for what strangers upload, with some of them changed; files are not opened by name."""
        preset = cls(
            max_bytes=8 * _MEGABYTE,
            max_unpacked=64 * _MEGABYTE,
            max_rows=10_000,
            max_cells=1_000_000,
            max_nodes=5_000,
            files=False,
        )
        return attrs.evolve(preset, **changes)

    def check_name(self, name: str) -> None:
        """Refuse to open a file by its name, where that is not allowed; nothing of the machine is looked at."""
        if not self.files:
            message = say("files are not opened by their names here; give bytes, a stream, or text with name=")
            raise UnreadableError.of(name[:80], message)

    def check_size(self, name: str, rows: int, columns: int = 1) -> None:
        """Refuse a table with more rows or cells than are read."""
        if rows > self.max_rows:
            raise UnreadableError.of(name, say("{count:,} rows, more than {most:,}", count=rows, most=self.max_rows))
        if rows * columns > self.max_cells:
            told = {"count": rows * columns, "most": self.max_cells}
            raise UnreadableError.of(name, say("{count:,} cells, more than {most:,}", **told))


#: What holds where no limits are named.
LIMITS = Limits()
