"""Numbers in which thousands are set off, as people type them, where files and arguments take plain ones."""

from __future__ import annotations

import re

#: What sets off thousands: blanks, the marks that pass for an apostrophe, dots half way up, the mark of Arabic, a point
#: or a comma.
_APART = " \u00a0\u2007\u2009\u202f'’‘ʼ′`´_·˙٬.,"
_GROUPED = re.compile(
    rf"[+-]?[0-9]{{1,3}}(?P<apart>[{_APART}])[0-9]{{3}}(?:(?P=apart)[0-9]{{3}})*(?:(?P<mark>[.,])[0-9]+)?"
)
#: As in India: three digits last, two in each group before.
_IN_TWOS = re.compile(r"[+-]?[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")


def without_thousands(text: str) -> str:
    """Return a number without what sets off its thousands, with a decimal point; "" where it may be another number.

    Examples
    --------
    >>> from parindex.base import without_thousands
    >>> without_thousands("1'000"), without_thousands("1.000.000,5"), without_thousands("1.000")
    ('1000', '1000000.5', '')
    """
    if _IN_TWOS.fullmatch(text.strip()):
        return text.strip().replace(",", "")
    match = _GROUPED.fullmatch(text.strip())
    if match is None or match["apart"] == match["mark"]:
        return ""
    apart = match["apart"]
    if apart in ".," and not match["mark"] and text.count(apart) == 1:  # a decimal or a thousand
        return ""
    return match[0].replace(apart, "").replace(",", ".")
