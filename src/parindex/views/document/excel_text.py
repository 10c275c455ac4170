"""Cells as text that Excel reads as what they are: numbers as numbers, names as text, nothing as a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parindex.base import Figure, as_no_formula, local_number, visible

#: Numbers that are texts here, and signs by themselves, which plain CSV leaves as they are.
_SIGNED = re.compile(r"[=+\-@＝＋－＠]")
#: Text that becomes another when it is read as a number, a time or a date: 01, 1/3, 1.2.3, 1E5, a number too long.
_CHANGED = re.compile(r"0\d+|\d{12,}|\d+[eE]\d+|\d{1,4}(?:[-/.,:]\d{1,4}){1,2}%?|true|false", re.IGNORECASE)
_NUMBERLIKE = re.compile(r"[\d.,/:eE%-]+")


def excel_column(cells: Iterable[str]) -> list[str]:
    """Return the cells of a column, its head first, as they stand in CSV for Excel.

    Texts are in one line. A `Figure` gets a decimal comma. Text that Excel would read as a formula begins with an
    apostrophe, as OWASP recommends. In a column of codes of which it would change one, 01 to 1, all are written as
    text: ``="01"``.
    """
    column = [cell if isinstance(cell, Figure) else visible(" ".join(cell.split())) for cell in cells]
    coded = any(_CHANGED.fullmatch(cell) for cell in column if not isinstance(cell, Figure))
    return [_cell(cell, coded=coded) for cell in column]


def _cell(cell: str, *, coded: bool) -> str:
    if isinstance(cell, Figure):
        return local_number(cell, "vi")
    if coded and (_CHANGED.fullmatch(cell) or _NUMBERLIKE.fullmatch(cell)):
        return f'="{cell}"'
    safe = as_no_formula(cell)
    return f"'{safe}" if _SIGNED.match(safe) else safe
