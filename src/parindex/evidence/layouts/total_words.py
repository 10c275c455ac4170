"""Names of rows of totals, means and maxima, in Vietnamese and English, with diacritics or without."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

from parindex.base import clean
from parindex.evidence.layouts.heads import without_marks

Claim = Literal["sum", "mean", "maximum", "none"]
_TAIL = r"(?: chung| ca nuoc| toan (?:quoc|tinh|nganh)| national)?"
_CLAIMS: dict[Claim, re.Pattern[str]] = {
    "sum": re.compile(rf"tong(?: (?:cong|so|so diem|diem))?{_TAIL}|cong{_TAIL}|(?:grand |sub)?total(?: score)?s?|sum"),
    "mean": re.compile(rf"(?:diem |gia tri )?(?:trung binh|binh quan){_TAIL}|(?:national |overall )?(?:average|mean)"),
    "maximum": re.compile(r"(?:diem )?(?:toi da|chuan)|thang diem|max(?:imum)?(?: score| points)?"),
    "none": re.compile(r"ca nuoc|toan (?:quoc|tinh|nganh|thanh pho)|trung vi|median|overall|trong so|weights?"),
}
_BEHIND = re.compile(r"\s*(?:\([^()]*\)|[:.*]+)\s*$")
_MOST_DECIMALS, _LONGEST = 15, 60
_FIRST = frozenset("tđdcgsbamnow")


def claim_of(text: str) -> Claim | None:
    """Return what a row of that name claims to be, "none" for something else that is no unit; None for a unit."""
    if text[:1].casefold() not in _FIRST or len(text) > _LONGEST:  # most units, at once
        return None
    word = without_marks(clean(text))
    while (shorter := _BEHIND.sub("", word)) != word:
        word = shorter
    return next((claim for claim, pattern in _CLAIMS.items() if pattern.fullmatch(word)), None)


def decimals_of(figure: Fraction) -> int:
    """Return how many decimals a figure is written with."""
    return next((at for at in range(_MOST_DECIMALS) if (figure * 10**at).denominator == 1), _MOST_DECIMALS)
