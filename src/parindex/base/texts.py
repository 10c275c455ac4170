"""Texts: in two languages, and brought to one form before they are compared."""

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

import attrs

#: What texts are in; the first serves where nothing else is asked for.
LANGUAGES = ("en", "vi")

#: Words for yes and no, as cells hold them, folded.
TICKS = {
    **dict.fromkeys(("yes", "y", "true", "1", "1.0", "x", "✓", "✔", "có", "đạt"), 1),
    **dict.fromkeys(("no", "n", "false", "0", "0.0", "không", "không đạt"), 0),
}


@attrs.frozen
class Text:
    """A text in Vietnamese and English; where one is absent the other serves."""

    vi: str | None = None
    en: str | None = None

    def get(self, lang: str = "en") -> str:
        """Return the text in `lang`, or in the other language."""
        check_language(lang)
        first, second = (self.vi, self.en) if lang == "vi" else (self.en, self.vi)
        return first or second or ""

    def __str__(self) -> str:
        return self.get()


class Titled:
    """What has an id, and perhaps a title."""

    __slots__ = ()
    id: str
    title: Text | None

    def called(self, lang: str) -> str:
        """Return the title in a language, the id where there is none."""
        return (self.title.get(lang) if self.title else "") or self.id


def capital(text: str) -> str:
    """Return a text with its first letter large, the others as they are.

    Examples
    --------
    >>> from parindex.base import capital
    >>> capital("điểm PCI")
    'Điểm PCI'
    """
    return text[:1].upper() + text[1:]


def check_language(lang: str) -> None:
    """Refuse a language that texts are not in."""
    if lang not in LANGUAGES:
        raise ValueError(f"texts are in {' and '.join(LANGUAGES)}, not in {lang!r}")


def language(lang: str | None = None) -> str:
    """Return the language that a person is told things in: the one named, else the one that the locale asks for.

    The environment variable `PARINDEX_LANG` comes before the locale: notebooks often run where that is English.

    Raises
    ------
    ValueError
        Nothing is said in the language named, or in that of `PARINDEX_LANG`.
    """
    if lang is not None:
        check_language(lang)
        return lang
    if asked := os.environ.get("PARINDEX_LANG"):
        return _asked(asked)
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "vi" if _is_of(next(filter(None, names), ""), "vi") else "en"


def _is_of(name: str, lang: str) -> bool:
    """Return whether a locale is of a language: vi, vi_VN.UTF-8."""
    return re.match(rf"{lang}(?![a-z])", name) is not None


def _asked(name: str) -> str:
    """Return the language that `PARINDEX_LANG` names: nobody who writes vn for vi is to get English without a word."""
    known = [lang for lang in LANGUAGES if _is_of(name.casefold(), lang)]
    if not known:
        raise ValueError(f"PARINDEX_LANG is {name!r}: write vi or en · hãy ghi vi hoặc en")
    return known[0]


class _Visible(dict[int, str]):
    """What stands for each character, found once: nothing for one that is invisible."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = {"Cf": "", "Cs": "\ufffd"}.get(unicodedata.category(sign), sign)
        return self[code]


_VISIBLE = _Visible()


#: More marks on one letter are no writing: bringing them into order takes the square of their number.
_MOST_MARKS = 64


def normal(form: Literal["NFC", "NFD"], text: str) -> str:
    """Return a text in a normal form of Unicode; where hundreds of marks stand on one letter, piece by piece."""
    if text.isascii():
        return text
    if len(text) > _MOST_MARKS:
        marks = "".join("1" if unicodedata.combining(sign) else "0" for sign in text)
        if "1" * _MOST_MARKS in marks:
            pieces = (text[at : at + _MOST_MARKS] for at in range(0, len(text), _MOST_MARKS))
            return "".join(unicodedata.normalize(form, piece) for piece in pieces)
    return unicodedata.normalize(form, text)


def nfc(text: str) -> str:
    """Return a text in NFC."""
    return normal("NFC", text)


def clean(text: str) -> str:
    """Return a text in NFC, without blanks at the ends, with single ones inside, and without invisible characters.

    Half of a surrogate pair, which JSON can hold and no file of text can, becomes the sign for what is no character.
    """
    visible = text if text.isascii() else text.translate(_VISIBLE)
    return " ".join(nfc(visible).split())


def first_of(names: Sequence[str], most: int = 5) -> str:
    """Name the first of some, so that a message stays short."""
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def listed(names: Iterable[str], most: int = 180) -> str:
    """Join names with commas, and cut a text that would be too long for a message."""
    return ", ".join(names)[:most]


def fold(text: str) -> str:
    """Fold a text so that case, blanks and Unicode form do not matter."""
    return " ".join(nfc(text).split()).casefold()


#: Letters with a stroke, which no decomposition takes apart.
_STROKES = str.maketrans({"đ": "d", "ð": "d"})


def without_marks(text: str) -> str:
    """Return a text folded and without diacritics, as files lose them."""
    signs = (sign for sign in normal("NFD", fold(text)) if not unicodedata.combining(sign))
    return "".join(signs).translate(_STROKES)
