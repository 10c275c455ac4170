"""Names of rows of totals, means and maxima, in Vietnamese and English, with diacritics or without."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

from parindex.base import clean, without_marks

Claim = Literal["sum", "mean", "maximum", "none"]
#: Of what a sum or mean is.
_TAIL = (
    r"(?: (?:chung|cong|toan bo|dat duoc|tinh|thanh pho|nganh|national|(?:nam )?(?:19|20)[0-9]{2}))*"
    r"(?: (?:cua )?(?:ca|cac|toan|tat ca) .+)?"
)
_OF_ALL = r"(?: (?:scores?|values?|points?|(?:19|20)[0-9]{2}))*(?: (?:of|for) .+)?"
_CLAIMS: dict[Claim, re.Pattern[str]] = {
    "sum": re.compile(
        rf"tong(?: (?:cong|so|so diem|diem))?{_TAIL}|cong{_TAIL}|(?:grand |sub|sum )?totals?{_OF_ALL}|sum"
    ),
    "mean": re.compile(
        rf"(?:diem |gia tri |muc |so )?(?:trung binh|binh quan){_TAIL}"
        rf"|(?:national |overall |country |province |provincial |regional |world )?(?:average|mean){_OF_ALL}"
    ),
    "maximum": re.compile(r"(?:diem )?(?:toi da|chuan)|thang diem|max(?:imum)?(?: score| points)?"),
    "none": re.compile(
        r"ca nuoc|toan (?:quoc|tinh|nganh|thanh pho)|trung vi|median|overall|trong so|weights?"
        r"|(?:gia tri |diem )?(?:cao nhat|thap nhat|lon nhat|nho nhat)|min(?:imum)?|highest|lowest"
        r"|do lech chuan|std\.? ?dev\.?|standard deviation|(?:xep |thu )?hang|rank(?:ing)?s?|so (?:don vi|luong don vi)"
    ),
}
_BEHIND = re.compile(r"\s*(?:\([^()]*\)|[:.*]+)\s*$")
_MOST_DECIMALS, _LONGEST = 15, 200
_FIRST = frozenset("tđdcgsbamnowprxlhk")


def claim_of(text: str) -> Claim | None:
    """Return what a row of that name claims to be, "none" for something else that is no unit; None for a unit."""
    if text[:1].casefold() not in _FIRST or len(text) > _LONGEST:  # most units, at once
        return None
    word = without_marks(clean(text))
    while (shorter := _BEHIND.sub("", word)) != word:
        word = shorter
    return next((claim for claim, pattern in _CLAIMS.items() if pattern.fullmatch(word)), None)


def claim_patterns() -> tuple[str, ...]:
    """Return the expressions of such names, folded and without diacritics."""
    return tuple(pattern.pattern for pattern in _CLAIMS.values())


def decimals_of(figure: Fraction) -> int:
    """Return how many decimals a figure is written with."""
    return next((at for at in range(_MOST_DECIMALS) if (figure * 10**at).denominator == 1), _MOST_DECIMALS)
