"""Rows as CSV: numbers as numbers, texts in one line, and nothing that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from parindex.base.harmless import one_line
from parindex.base.number_writing import Figure

#: What spreadsheets take for the beginning of a formula, in wide forms too, also behind what parts the cells of a row
#: where they are set to another country; and numbers, which are none.
_FORMULA = re.compile(r"(?:^|(?<=[;,]))(?='*[=+\-@＝＋－＠].)")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+|/\d+)?%?|-inf")


def as_no_formula(text: str) -> str:
    """Return a text that is no formula where a spreadsheet opens it, in one line; a number stays one.

    What would be a formula begins with an apostrophe, as OWASP recommends, also where a semicolon or a comma before it
    may begin a cell. Evidence is read without it.

    Examples
    --------
    >>> from parindex.base import as_no_formula
    >>> as_no_formula("=1+1"), as_no_formula("An Giang;@A1"), as_no_formula("-2.5")
    ("'=1+1", "An Giang;'@A1", '-2.5')
    """
    line = one_line(text)
    return line if _NUMBER.fullmatch(line) else _FORMULA.sub("'", line)


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV for programs: commas, decimal points, every text as `as_no_formula` writes it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([cell if isinstance(cell, Figure) else as_no_formula(cell) for cell in row] for row in rows)
    return text.getvalue()
