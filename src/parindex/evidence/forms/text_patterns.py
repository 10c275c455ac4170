"""What texts a cell may hold, as regular expressions that validators of every language read.

Only what Python and ECMAScript understand alike is used. Texts are folded before they are read, so that case, blanks
and Unicode forms do not matter: a pattern judges texts of characters that have one form only, the plain ones, and lets
all others through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from parindex.base import fold
from parindex.evidence.cells.cell_numbers import NOT_APPLICABLE
from parindex.evidence.layouts.footers import FOOTER
from parindex.evidence.layouts.total_words import claim_patterns

#: Characters that folding changes in no way but case: those of a class in a regular expression.
PLAIN = (
    r"\t-\r\u0020-\u007e\u00a0-\u00ac\u00ae-\u00de\u00e0-\u00ff\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169"
    r"\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2019\u2212"
)
_BLANK = r"\s"
_UNTOLD = f"[^{PLAIN}]"
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_IN_CLASS = frozenset("\\]^-[")
_MARK, _SIGN = "[.,]", r"[+\-\u2212]?"
#: A number as `read_number` takes it.
_NUMBER = "|".join(
    [
        rf"(?:[0-9]+(?:{_MARK}[0-9]*)?|{_MARK}[0-9]+)(?:[eE][+\-\u2212]?[0-9]{{1,2}})?",
        *(rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+(?:{_MARK}[0-9]+)?" for group in (f"{_BLANK}+", "'", r"\u2019")),
        r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+",
        r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+",
        r"[0-9]{1,3}(?:\.[0-9]{3}){2,}",
        r"[0-9]{1,3}(?:,[0-9]{3}){2,}",
    ]
)
#: A key of letters, digits, points and dashes, which is no id, heads a column only with a year or dashes behind it.
ODD_NAME = r"[^a-z0-9_.\-]|[.\-]$|(?:19|20)[0-9]{2}$"


@cache
def _plain_signs() -> tuple[str, ...]:
    known = re.compile(f"[{PLAIN}]")
    return tuple(sign for sign in map(chr, range(0x2300)) if known.fullmatch(sign))


@cache
def _variants() -> Mapping[str, str]:
    """Return the plain characters that fold to each, as classes."""
    alike: dict[str, list[str]] = {}
    for sign in _plain_signs():
        alike.setdefault(fold(sign), []).append(sign)
    escaped = {key: [f"\\{sign}" if sign in _IN_CLASS else sign for sign in signs] for key, signs in alike.items()}
    return {key: f"[{''.join(signs)}]" if len(signs) > 1 else _literal(key) for key, signs in escaped.items()}


def _literal(sign: str) -> str:
    return f"\\{sign}" if sign in _SYNTAX else sign


def _word(text: str) -> str:
    """Return an expression of every plain text that folds to the same as a text."""
    classes = _variants()
    return "".join(f"{_BLANK}+" if sign == " " else classes.get(sign, _literal(sign)) for sign in fold(text))


def text_pattern(words: Iterable[str] = (), *, numbers: bool = False, percent: bool = False) -> str:
    """Return a pattern of the texts of a cell: nothing, some words however they are folded, numbers."""
    ways = [_word(word) for word in words]
    if numbers:
        ways.append(f"{_SIGN}(?:{_NUMBER})" + (f"(?:{_BLANK}*%)?" if percent else ""))
    inside = f"(?:{'|'.join(ways)})?{_BLANK}*" if ways else ""
    return f"^{_BLANK}*{inside}$|{_UNTOLD}"


def number_texts(words: Iterable[str] = (), *, percent: bool, inapplicable: bool) -> str:
    """Return the pattern of a cell of numbers."""
    more = sorted(NOT_APPLICABLE) if inapplicable else ()
    return text_pattern((*words, *more), numbers=True, percent=percent)


@cache
def unit_pattern() -> str:
    """Return a pattern of what is surely a unit: no name of a row of totals, no beginning of a note below a table."""
    claims = "|".join(_marked(pattern) for pattern in claim_patterns())
    behind = rf"(?:{_BLANK}*(?:\([^()]*\)|[:.*]+))*{_BLANK}*"
    note = _marked(FOOTER.pattern.partition("(?!")[0])
    return f"^(?!{_BLANK}*(?:{claims}){behind}$)(?!{_BLANK}*{note}(?![a-zA-Z])){_BLANK}*(?!{_BLANK})[{PLAIN}]+$"


def _marked(pattern: str) -> str:
    """Return an expression of words without diacritics as one that finds them with any, and a little more."""

    def put(match: re.Match[str]) -> str:
        part = match[0]
        if len(part) > 1:
            return part
        return f"{_BLANK}+" if part == " " else f"[{part}{part.upper()}¡-ỹ]"

    return re.sub(r"\\.|\[[^\]]*\]|[a-z ]", put, pattern)
