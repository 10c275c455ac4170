"""What the text of a cell says as a number: decimal comma or point, separators of thousands, none of it guessed."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real

import attrs
import numpy as np

from parindex.base import fold, say, without_thousands
from parindex.kernels import number_at_fifteen_digits

MAX_LENGTH = 60
#: What stands for a formula whose value the workbook does not hold.
UNCOMPUTED = "(formula)"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
MARKED = re.compile(r"[+-]?[0-9]+([.,])[0-9]* ?%?")
#: Three digits behind one mark, and no zero before it: a decimal or a thousand.
EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2}([.,])[0-9]{3}")
#: Groups of three: by a blank or apostrophe, or by one mark with the other as the decimal mark, or by one mark often.
GROUPED = (
    re.compile(r"[+-]?[0-9]{1,3}(?:(?P<group>[ '’])[0-9]{3})(?:(?P=group)[0-9]{3})*(?:(?P<mark>[.,])[0-9]+)?"),
    re.compile(r"[+-]?[0-9]{1,3}(?:(?P<group>\.)[0-9]{3})+(?P<mark>,)[0-9]+"),
    re.compile(r"[+-]?[0-9]{1,3}(?:(?P<group>,)[0-9]{3})+(?P<mark>\.)[0-9]+"),
    re.compile(r"[+-]?[0-9]{1,3}(?:(?P<group>[.,])[0-9]{3})(?:(?P=group)[0-9]{3})+(?P<mark>$)?"),
)
#: What a cell says that is not applicable, folded.
NOT_APPLICABLE = frozenset(map(fold, ("n/a", "không áp dụng")))
_NOTHING_AROSE = frozenset(map(fold, ("không phát sinh", "kad", "không có")))
_DATE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}.*")
_OF_DIGITS, _SET_OFF = re.compile(r"(?=.*[0-9])[-+0-9., '’]+"), re.compile("[0-9][ '’][0-9]")
#: A figure and what refers to a note behind or before it: 87,5¹ 80,2(1) 80,2* 80,2 [1] 80,2 a) *80,2
_SIGN, _WORD = r"[¹²³⁰⁴-⁹]{1,2}[)⁾]?|\*{1,3}\)?|[†‡§#]", r"[0-9]{1,2}|[a-zA-Z]|\*{1,3}"
_NOTED = (
    re.compile(rf"(?P<figure>.*[0-9](?: ?%)?) ?(?:{_SIGN}|\((?:{_WORD})\)|\[(?:{_WORD})\]|[a-zA-Z]\))"),
    re.compile(rf"(?:{_SIGN}) ?(?P<figure>[-+0-9].*)"),
)
#: A decimal from Python has at most so many digits.
_MOST_DIGITS = 1000
_DIGITS, _DOUBLE = 15, 8  # of a decimal that needs no second look; bytes of a float64


class Percent(float):
    """A share that a workbook shows as a percentage: 0.8118, shown as 81.18 %."""

    __slots__ = ()


class BinaryDecimal(Decimal):
    """A number with a point or an exponent that a program wrote, as in JSON: its text is kept, its noise is not."""


@attrs.frozen
class NumberReading:
    """A number as text with a decimal point, or why it is none."""

    text: str = ""  # empty where it is no number
    either: bool = False  # three digits behind one mark: a decimal or a thousand
    doubtful: bool = False  # and nothing says which; `text` is the decimal
    hint: str = ""  # how to mend what is no number


def is_date(text: str) -> bool:
    """Return whether a text is a day as people write it, dd/mm/yyyy."""
    return _DATE.fullmatch(text) is not None


def read_number(text: str, mark: str) -> NumberReading:
    """Read a number in a column whose decimal mark is `mark`, "" where that is not known."""
    text = text.replace("−", "-")
    if len(text) > MAX_LENGTH:
        return NumberReading(hint=say("a number has at most 60 characters"))
    if match := EITHER.fullmatch(text):
        if mark and match[1] != mark:
            return NumberReading(text.replace(match[1], ""), either=True)
        return NumberReading(text.replace(",", "."), either=True, doubtful=not mark)
    if _NUMBER.fullmatch(text):
        return NumberReading(_without_noise(text.replace(",", ".")))
    for pattern in GROUPED:
        if match := pattern.fullmatch(text):
            return NumberReading(_without_noise(text.replace(match["group"], "").replace(",", ".")))
    return NumberReading(hint=_hint(text))


def _without_noise(text: str) -> str:
    """Return a number at 15 digits where it has more and is, to the digit, what a program writes for a float64."""
    if len(text) <= _DIGITS:
        return text
    exact, value = Decimal(text), float(text)
    written = exact == Decimal(repr(value)) and exact != exact.to_integral_value()
    return repr(number_at_fifteen_digits(value)) if written else text


def exact_number(cell: object) -> Fraction | None:
    """Return the figure a number of Python or numpy stands for, None where it is none."""
    exact = None
    if isinstance(cell, (bool, np.bool_)):
        pass
    elif isinstance(cell, Integral):
        exact = Fraction(int(cell))
    elif isinstance(cell, Rational):
        exact = Fraction(int(cell.numerator), int(cell.denominator))
    elif isinstance(cell, Decimal):
        small = cell.is_finite() and abs(cell.adjusted()) < _MOST_DIGITS and len(cell.as_tuple().digits) < _MOST_DIGITS
        exact = Fraction(cell) if small else None
        if exact is not None and isinstance(cell, BinaryDecimal):
            exact = _of_binary(cell, exact)
    elif isinstance(cell, np.floating) and cell.dtype.itemsize < _DOUBLE:  # by the shortest decimal of its own
        exact = Fraction(str(cell)) if np.isfinite(cell) else None
    elif isinstance(cell, Real) and math.isfinite(float(cell)):
        exact = Fraction(repr(number_at_fifteen_digits(float(cell))))
    return exact


def _of_binary(cell: Decimal, exact: Fraction) -> Fraction:
    """Return a number as a float64 of it is read; one that is none, too large or too small, stays as it is."""
    value = float(cell)
    held = math.isfinite(value) and (value != 0 or exact == 0)
    return Fraction(repr(number_at_fifteen_digits(value))) if held else exact


def _hint(text: str) -> str:
    """Say what a text that is no number may be."""
    if meant := without_thousands(text):
        return say("write {example}", example=meant)
    if (text.count(".") + text.count(",") > 1 or _SET_OFF.search(text)) and _OF_DIGITS.fullmatch(text):
        return say("separators of thousands stand before every three digits")
    for pattern in _NOTED:
        if (match := pattern.fullmatch(text)) and read_number(match["figure"].rstrip(" %"), "").text:
            return say("the figure has a footnote mark: write {figure}, the note elsewhere", figure=match["figure"])
    guesses = (
        (text.casefold() in ("na", "nan", "null", "none") or not text.strip("-–—.… "), say("write n/a or nothing")),
        (is_date(text), say("that is a date")),
        (text == UNCOMPUTED, say("its value is not in the file: open the workbook, let it compute, and save it")),
        (text.startswith("#"), say("a formula went wrong: mend it, or empty the cell")),
        (fold(text) in _NOTHING_AROSE, say("where nothing arose, n/a may be meant")),
    )
    return next((hint for here, hint in guesses if here), "")
