"""What heads say beside a name: in what a column is measured, and marks of footnotes."""

from __future__ import annotations

import re
from typing import Literal

from parindex.base import without_marks

#: Words for what is measured, without diacritics.
_POINTS = re.compile(r"(?:so )?diem(?: so)?|d|points?|pts?")
_PERCENT = re.compile(r"%|phan tram|(?:ty|ti) le(?: (?:phan tram|%|\(%\)))?|per ?cent|pct")
_COUNTED = re.compile(
    r"(?:(?:don vi tinh|dvt)\s*:?\s*)?(?:so luong|cuoc|nguoi|ho so|van ban|luot|vu|viec|ho|(?:trieu |ty |nghin )?dong"
    r"|vnd|usd|ha|m[2²]|km[2²]?|ngay|gio|thang|lan|cai|co quan|xa|doanh nghiep|nhiem vu|thu tuc|[0-9]{1,2}|\*{1,3})"
)
#: What stands with a value and is none.
_BESIDE = re.compile(
    r".*\b(?:hang|thu hang|rank(?:ing)?|toi da|max(?:imum)?|trong so|weights?|tang|giam|chenh lech|so sanh|change"
    r"|nam)\b.*"
)
_LONGEST = 300
_BRACKETED = re.compile(r"[(\[]\s*(.{1,30}?)\s*[)\]]")
_FOOTNOTE = re.compile(r"[0-9¹²³⁰⁴-⁹]{1,2}|\*{1,3}")
_BEHIND = re.compile(r"(.*\S)\s*(?:[(\[]\s*([^()\[\]]{1,30}?)\s*[)\]]|([¹²³⁰⁴-⁹]{1,2}|\*{1,3}))")


def kind_of_measure(text: str) -> Literal["points", "percent", "other", ""]:
    """Return what a word or a pair of brackets says that a column holds; "" where it says nothing of that kind.

    Examples
    --------
    >>> from parindex.evidence.layouts.measures import kind_of_measure
    >>> kind_of_measure("(%)"), kind_of_measure("điểm"), kind_of_measure("[1]"), kind_of_measure("(xếp hạng)")
    ('percent', 'points', 'other', '')
    """
    match = _BRACKETED.fullmatch(text)
    word = without_marks(match[1] if match else text)
    if _POINTS.fullmatch(word):
        return "points"
    if _PERCENT.fullmatch(word):
        return "percent"
    return "other" if _COUNTED.fullmatch(word) else ""


def is_footnote(text: str) -> bool:
    """Return whether a text is a mark that leads to a note: a number of two digits at most, stars."""
    return _FOOTNOTE.fullmatch(text) is not None


def is_measure(text: str) -> bool:
    """Return whether what stands below a head names no column: a measure, or anything in brackets but a rank."""
    match = _BRACKETED.fullmatch(text)
    if kind_of_measure(text):
        return match is not None or not text.isdecimal()
    return match is not None and not _BESIDE.fullmatch(without_marks(match[1]))


def without_measure(head: str) -> tuple[str, str]:
    """Return a head without the measure or footnote mark behind it, and that; nothing where there is none."""
    match = _BEHIND.fullmatch(head) if len(head) <= _LONGEST else None
    if match is None:
        return head, ""
    if match[3]:
        return match[1], match[3]
    return (match[1], match[2]) if kind_of_measure(match[2]) else (head, "")
