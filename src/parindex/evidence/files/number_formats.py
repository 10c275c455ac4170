"""Formats of numbers as .xlsx writes them: whether one shows a percentage, and what a number looks like in it."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

#: What stands for a number in a style that names no format of its own.
BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}
#: Text, escaped marks and colours within a format.
_LITERAL = re.compile(r"\"[^\"]*\"|[\\_*].|\[[^\[\]]*\]")
_FIXED = re.compile(r"(#,##)?#*(0+)(?:\.(0+))?")
_AS_IT_IS = ("general", "@", "standard")
#: A spreadsheet computes with so many digits, and shows so many characters where no format is given.
_DIGITS, _WIDEST, _LARGEST, _THOUSAND = 15, 11, 10**15, 1000


def is_percent_format(code: str) -> bool:
    """Return whether cells of a format show a percentage."""
    return "%" in _LITERAL.sub("", code)


def may_show_day(code: str) -> bool:
    """Return whether cells of a format may show a day or a time; so may those of a format not known here, ""."""
    return code.casefold() not in _AS_IT_IS and (not code or re.search("[dmyhs]", code, re.IGNORECASE) is not None)


def formatted(number: float, code: str) -> str | None:
    """Return how a number is shown in a format, None where that is not known here.

    Separators of thousands are left out: what they are depends on the reader's own settings.

    Examples
    --------
    >>> from parindex.evidence.files.number_formats import formatted
    >>> formatted(1.1, "0.00"), formatted(1.0, "00"), formatted(38.0, "General"), formatted(1.1, "[h]:mm")
    ('1.10', '01', '38', None)
    """
    if not abs(number) < _LARGEST:
        return None
    exact = Decimal(f"{number:.{_DIGITS}g}")
    if code.casefold() in _AS_IT_IS:
        text = f"{exact.normalize():f}"
        return text if len(text.lstrip("-")) <= _WIDEST else None
    match = _FIXED.fullmatch(code)
    if match is None:
        return None
    grouped, whole, decimals = match.groups(default="")
    if grouped and decimals and abs(number) >= _THOUSAND:
        return None
    rounded = exact.quantize(Decimal(1).scaleb(-len(decimals)), rounding=ROUND_HALF_UP)
    sign, text = ("-" if rounded < 0 else ""), f"{abs(rounded):f}"
    width = len(whole) + (len(decimals) + 1 if decimals else 0)
    return sign + text.rjust(width, "0")
