"""Which mark sets off the decimals of a column: what its own cells show, and what its limits leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Literal, get_args

from parindex.evidence.cells.cell_numbers import EITHER, GROUPED, MARKED, MAX_LENGTH, read_number
from parindex.evidence.cells.text_cells import TextCells

DecimalMark = Literal[".", ","]
MARKS: tuple[DecimalMark, ...] = get_args(DecimalMark)


def shown_mark(cells: Iterable[object]) -> str:
    """Return the decimal mark that cells show beyond doubt; "" where none or both do."""
    if isinstance(cells, TextCells) and cells.plain is not None:
        return cells.plain.mark if cells.plain.is_shown else ""
    marks = {_shown(cell.strip()) for cell in cells if isinstance(cell, str)} - {""}
    return marks.pop() if len(marks) == 1 else ""


def _shown(text: str) -> str:
    if len(text) > MAX_LENGTH or not any(mark in text for mark in MARKS):
        return ""
    if match := MARKED.fullmatch(text):
        return "" if EITHER.fullmatch(text.rstrip(" %")) else match[1]
    for pattern in GROUPED:
        if match := pattern.fullmatch(text):
            other = {".": ",", ",": "."}.get(match["group"], "")
            return match["mark"] or other
    return ""


def only_mark(texts: Iterable[str], allowed: Callable[[Fraction], bool]) -> str:
    """Return the one mark with which all of some doubtful numbers are allowed; "" where none or both do."""
    texts = list(texts)
    marks = [mark for mark in MARKS if all(allowed(Fraction(read_number(text, mark).text)) for text in texts)]
    return marks[0] if len(marks) == 1 else ""
