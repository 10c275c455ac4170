"""What the text of a cell says as a number: decimal comma or point, separators of thousands, none of it guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

MAX_LENGTH = 60
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
_DATE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}.*")


@attrs.frozen
class Reading:
    """A number as text with a decimal point, or why it is none.

    Attributes
    ----------
    text : str
        Empty where it is no number.
    doubtful : bool
        It may be a thousand as well.
    hint : str
        How to mend what is no number.
    """

    text: str = ""
    doubtful: bool = False
    hint: str = ""


def decimal_mark(cells: Iterable[object]) -> str:
    """Return the decimal mark that the cells of a table show beyond doubt; "" where none or both do."""
    found = {_shown(cell.strip()) for cell in cells if isinstance(cell, str)} - {""}
    return found.pop() if len(found) == 1 else ""


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


def read_number(text: str, mark: str) -> Reading:
    """Read a number in a table whose decimal mark is `mark`, "" where that is not known."""
    text = text.replace("−", "-")
    if len(text) > MAX_LENGTH:
        return Reading(hint="a number has at most 60 characters")
    if match := EITHER.fullmatch(text):
        if mark and match[1] != mark:
            return Reading(text.replace(match[1], ""))
        return Reading(text.replace(",", "."), doubtful=not mark)
    if _NUMBER.fullmatch(text):
        return Reading(text.replace(",", "."))
    for pattern in _GROUPED:
        if match := pattern.fullmatch(text):
            return Reading(text.replace(match["group"], "").replace(",", "."))
    hint = "write n/a or nothing" if text.casefold() in ("na", "nan", "null", "none", "-") else ""
    hint = "that is a date" if _DATE.fullmatch(text) else hint
    if text.count(".") + text.count(",") > 1:
        hint = "separators of thousands stand before every three digits"
    return Reading(hint=hint)
