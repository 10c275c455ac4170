"""What the text of a cell says as a number: decimal comma or point, separators of thousands, none of it guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from parindex.base import fold, say

MAX_LENGTH = 60
#: What stands for a formula whose value the workbook does not hold.
UNCOMPUTED = "(formula)"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_MARKED = re.compile(r"[+-]?[0-9]+([.,])[0-9]+ ?%?")
#: Three digits behind one mark, and no zero before it: a decimal or a thousand.
EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2}([.,])[0-9]{3}")
#: Groups of three: by a blank or apostrophe, or by one mark with the other as the decimal mark, or by one mark often.
_GROUPED = (
    re.compile(r"[+-]?[0-9]{1,3}(?:(?P<group>[ '’])[0-9]{3})(?:(?P=group)[0-9]{3})*(?:(?P<mark>[.,])[0-9]+)?"),
    re.compile(r"[+-]?[0-9]{1,3}(?:(?P<group>\.)[0-9]{3})+(?P<mark>,)[0-9]+"),
    re.compile(r"[+-]?[0-9]{1,3}(?:(?P<group>,)[0-9]{3})+(?P<mark>\.)[0-9]+"),
    re.compile(r"[+-]?[0-9]{1,3}(?:(?P<group>[.,])[0-9]{3})(?:(?P=group)[0-9]{3})+(?P<mark>$)?"),
)
_NOTHING_AROSE = frozenset(map(fold, ("không phát sinh", "kad", "không có")))
_DATE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}.*")


class Percent(float):
    """A share that a workbook shows as a percentage: 0.8118, shown as 81.18 %."""

    __slots__ = ()


@attrs.frozen
class NumberReading:
    """A number as text with a decimal point, or why it is none."""

    text: str = ""  # empty where it is no number
    doubtful: bool = False  # it may be a thousand as well
    hint: str = ""  # how to mend what is no number


def is_date(text: str) -> bool:
    """Return whether a text is a day as people write it, dd/mm/yyyy."""
    return _DATE.fullmatch(text) is not None


def decimal_mark(cells: Iterable[object]) -> str:
    """Return the decimal mark that the cells of a table show beyond doubt; "" where none or both do."""
    marks = {_shown(cell.strip()) for cell in cells if isinstance(cell, str)} - {""}
    return marks.pop() if len(marks) == 1 else ""


def _shown(text: str) -> str:
    if len(text) > MAX_LENGTH or not any(mark in text for mark in ".,"):
        return ""
    if match := _MARKED.fullmatch(text):
        return "" if EITHER.fullmatch(text.rstrip(" %")) else match[1]
    for pattern in _GROUPED:
        if match := pattern.fullmatch(text):
            other = {".": ",", ",": "."}.get(match["group"], "")
            return match["mark"] or other
    return ""


def read_number(text: str, mark: str) -> NumberReading:
    """Read a number in a table whose decimal mark is `mark`, "" where that is not known."""
    text = text.replace("−", "-")
    if len(text) > MAX_LENGTH:
        return NumberReading(hint=say("a number has at most 60 characters"))
    if match := EITHER.fullmatch(text):
        if mark and match[1] != mark:
            return NumberReading(text.replace(match[1], ""))
        return NumberReading(text.replace(",", "."), doubtful=not mark)
    if _NUMBER.fullmatch(text):
        return NumberReading(text.replace(",", "."))
    for pattern in _GROUPED:
        if match := pattern.fullmatch(text):
            return NumberReading(text.replace(match["group"], "").replace(",", "."))
    return NumberReading(hint=_hint(text))


def _hint(text: str) -> str:
    """Say what a text that is no number may be."""
    if text.count(".") + text.count(",") > 1:
        return say("separators of thousands stand before every three digits")
    guesses = (
        (text.casefold() in ("na", "nan", "null", "none", "-"), say("write n/a or nothing")),
        (is_date(text), say("that is a date")),
        (text == UNCOMPUTED, say("its value is not in the file: open the workbook, let it compute, and save it")),
        (text.startswith("#"), say("a formula went wrong: mend it, or empty the cell")),
        (fold(text) in _NOTHING_AROSE, say("where nothing arose, n/a may be meant")),
    )
    return next((hint for here, hint in guesses if here), "")
