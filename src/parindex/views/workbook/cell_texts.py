"""Texts as a cell of a workbook may hold them, and the limits that Excel sets."""

from __future__ import annotations

import re

from parindex.base import ParindexError, say, visible_lines

#: What a worksheet and a cell hold at most.
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
#: How long a formula may be, and how long the name of a worksheet.
MOST_OF_FORMULA, MOST_OF_NAME = 8_000, 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


class TooLargeError(ParindexError, ValueError):
    """Results are larger than a worksheet of Excel."""


def cell_text(text: str) -> str:
    """Return a text in which what no XML can hold, and what hides text or turns it round, is shown; lines stay.

    Raises
    ------
    TooLargeError
        It is longer than a cell: a text that is cut would say something else.
    """
    harmless = visible_lines(text)
    if len(harmless) > MOST_CHARACTERS:
        values = {"count": len(harmless), "most": MOST_CHARACTERS, "text": harmless[:40]}
        raise TooLargeError(say("a cell holds {most:,} characters at most; {text!r}… has {count:,}", **values))
    return harmless


def check_size(rows: int, columns: int) -> None:
    """Refuse what does not fit into a worksheet.

    Raises
    ------
    TooLargeError
        There are too many rows or columns.
    """
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        values = {"rows": rows, "columns": columns, "most_rows": MOST_ROWS, "most_columns": MOST_COLUMNS}
        raise TooLargeError(
            say(
                "{rows:,} rows and {columns:,} columns do not fit into a worksheet of Excel, "
                "which has {most_rows:,} and {most_columns:,}",
                **values,
            )
        )


def sheet_name(text: str) -> str:
    """Return a name that a worksheet may have."""
    return _NOT_IN_NAMES.sub(" ", text)[:MOST_OF_NAME].strip("' ")


def quoted(text: str) -> str:
    """Return a text as it stands in a formula."""
    return '"' + cell_text(text).replace('"', '""') + '"'


def quoted_sheet(name: str) -> str:
    """Return the name of a worksheet as it stands in a formula, before a cell."""
    return "'" + name.replace("'", "''") + "'!"
