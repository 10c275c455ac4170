"""Messages that know their template, so that they can be said in another language."""

from __future__ import annotations

import operator
import pkgutil
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, reduce
from typing import Any, Self, SupportsIndex

import attrs
import tomli

from parindex.base.grouped_numbers import without_thousands
from parindex.base.harmless import visible
from parindex.base.number_writing import Figure, local_number
from parindex.base.texts import Text, check_language

#: A message of more characters quotes no text of more than these.
_LONG, _LONGEST_QUOTED = 4_000, 500
#: Plain values that are no message, and in which none stands.
_PLAIN = frozenset((str, float, int, bool, type(None)))


class Message(str):
    """A text that remembers its English template and what stands in it.

    It is the English text wherever a text is wanted, in one line whatever stands in it: what steers a terminal is
    shown. What stands in it may be such a text itself, or a title in two languages.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        """Put values into a template."""
        text = template.format_map(values)
        if len(text) > _LONG:
            text = template.format_map({name: _cut(value) for name, value in values.items()})
        self = super().__new__(cls, visible(text))
        self.template, self.values = template, values
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.template, self.values

    def said(self, lang: str) -> str:
        """Return it in a language, `vi` or `en`; what has no Vietnamese words stays English."""
        return translated(self, lang)


def _cut(value: object) -> object:
    """Return what stands in a message that is too long to be read, the beginning of a text that was quoted."""
    if isinstance(value, Message) or not isinstance(value, str) or len(value) <= _LONGEST_QUOTED:
        return value
    return f"{value[:_LONGEST_QUOTED]}…"


def say(template: str, /, **values: object) -> Message:
    """Return a message from an English template, whose translation stands in `languages/vi.toml` under the same words.

    Examples
    --------
    >>> from parindex.base.messages import say, translated
    >>> told = say("component {id!r} has no part", id="land")
    >>> told
    "component 'land' has no part"
    >>> translated(told, "en")
    "component 'land' has no part"
    """
    return Message(template, values) if values else _plain(template)


@cache
def _plain(template: str) -> Message:
    """Return a message in which nothing stands; hints are told ten thousand times."""
    return Message(template, {})


@cache
def words(lang: str) -> dict[str, str]:
    """Return the templates of a language by the English ones; none for English."""
    check_language(lang)
    content = None if lang == "en" else pkgutil.get_data("parindex.base.languages", f"{lang}.toml")
    return {} if content is None else tomli.loads(content.decode())


def translated(text: str, lang: str, *, titles: bool = False) -> str:
    """Return a message in a language; a text that is none, or has no words there, as it is.

    Numbers that stand in it are written as the language does: each that is no text, and text that is a `Figure`. With
    `titles`, an id that is a `Name` gives way to its title.
    """
    templates = words(lang)
    if not isinstance(text, Message):
        return templates.get(text, text)
    values = {name: _said(value, lang, titles=titles) for name, value in text.values.items()}
    return Message(templates.get(text.template, text.template), values)


def in_language(values: Any, lang: str) -> Any:
    """Return plain values in which every message is said in a language; all else as it is.

    Examples
    --------
    >>> from parindex.base.messages import in_language, say
    >>> in_language({"notes": [say("none"), "land"], "rank": 1}, "vi")
    {'notes': ['không có', 'land'], 'rank': 1}
    """
    if isinstance(values, Message):
        return translated(values, lang)
    if isinstance(values, dict):
        return dict(zip(values, in_language([*values.values()], lang), strict=True))
    if not isinstance(values, (list, tuple)):
        return values
    return [*values] if _PLAIN.issuperset(map(type, values)) else [in_language(value, lang) for value in values]


def _said(value: object, lang: str, *, titles: bool) -> object:
    if isinstance(value, Message):
        return translated(value, lang, titles=titles)
    if isinstance(value, Name):
        return value.titled(lang) if titles else value
    if isinstance(value, Figure):
        return local_number(value, lang)
    if isinstance(value, _Parts):
        return _Parts(tuple(_said(part, lang, titles=titles) for part in value.parts), value.between)
    if lang == "vi" and isinstance(value, (int, float, Decimal)):
        return _InVietnamese(value)
    return value.get(lang) if isinstance(value, Text) else value


class Name(str):
    """An id that stands in a message, with its title, where it has one.

    A formula names ids: with `kept` the id stays where the title is shown.
    """

    __slots__ = ("called", "kept")
    called: Text | None
    kept: bool

    def __new__(cls, id: str, title: Text | None = None, *, kept: bool = False) -> Self:
        """Give an id a title, if it has one."""
        self = super().__new__(cls, id)
        self.called, self.kept = title, kept
        return self

    def titled(self, lang: str) -> str:
        """Return its title in quotes, behind the id where that is kept; the id where it has none."""
        if self.called is None:
            return str(self)
        quoted = f"“{self.called.get(lang)}”"
        return f"{self} {quoted}" if self.kept else quoted


def with_titles(text: str, titles: Mapping[str, Text | None]) -> str:
    """Return a message in which ids have their titles, as far as they had none."""
    return message_with_titles(text, titles) if isinstance(text, Message) else text


def message_with_titles(message: Message, titles: Mapping[str, Text | None]) -> Message:
    """Return a message likewise."""

    def with_title(value: object) -> object:
        if isinstance(value, Name) and value.called is None:
            return Name(value, titles.get(value), kept=value.kept)
        return value

    return _each_value(message, with_title)


def each_value(text: str, change: Callable[[object], object]) -> str:
    """Return a message in which what stands in it is changed, in messages within it too; any other text as it is."""
    return _each_value(text, change) if isinstance(text, Message) else text


def _each_value(message: Message, change: Callable[[object], object]) -> Message:
    values = {name: _changed(value, change) for name, value in message.values.items()}
    same = all(value is message.values[name] for name, value in values.items())
    return message if same else Message(message.template, values)


def _changed(value: object, change: Callable[[object], object]) -> object:
    if isinstance(value, Message):
        return _each_value(value, change)
    if isinstance(value, _Parts):
        parts = tuple(_changed(part, change) for part in value.parts)
        same = all(one is other for one, other in zip(parts, value.parts, strict=True))
        return value if same else _Parts(parts, value.between)
    return change(value)


@attrs.frozen
class _Parts:
    """Texts that stand one behind the other in a message."""

    parts: tuple[object, ...]
    between: str

    def __str__(self) -> str:
        return self.between.join(map(str, self.parts))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def together(parts: Iterable[object], between: str = ", ") -> Message:
    """Return texts and messages, one behind the other, as a message; what is empty is left out.

    Examples
    --------
    >>> from parindex.base.messages import say, together, translated
    >>> translated(together([say("yes"), "QĐ 12", say("no")], between="; "), "vi")
    'có; QĐ 12; không'
    """
    return Message("{parts}", {"parts": _Parts(tuple(part for part in parts if part), between)})


@attrs.frozen
class _InVietnamese:
    """A number that a template writes: a comma before the decimals, points between thousands."""

    number: float | Decimal

    def __format__(self, spec: str) -> str:
        return format(self.number, spec).translate(_MARKS)

    def __str__(self) -> str:
        return str(self.number).translate(_MARKS)

    __repr__ = __str__


_MARKS = str.maketrans(".,", ",.")


def first_names(ids: Sequence[str], most: int = 5) -> Message:
    """Name the first of some ids, each to be shown by its title where titles are."""
    named = [one if isinstance(one, Name) else Name(one) for one in ids[:most]]
    return together([together(named), "…" if len(ids) > most else ""], " ")


def check_whole(name: str, given: object) -> int:
    """Return what is given for a keyword that takes whole numbers only; those of numpy are some too.

    Raises
    ------
    TypeError
        It is none.

    Examples
    --------
    >>> from parindex.base import check_whole
    >>> check_whole("n", 2.5)
    Traceback (most recent call last):
    TypeError: n must be a whole number, not 2.5
    """
    if isinstance(given, bool) or not isinstance(given, SupportsIndex):
        raise TypeError(say("{name} must be a whole number, not {value!r}", name=name, value=given))
    return operator.index(given)


#: How numbers are written. An exponent of four digits would be a number that fills the memory.
_WRITTEN = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?|[+-]?\d+/\d+", re.ASCII | re.IGNORECASE)
#: No number that anybody writes is longer.
_LONGEST_NUMBER = 400
#: So much of a text that is none is shown.
_MOST_SHOWN = 80


def check_number(name: str, given: object) -> Fraction:
    """Return what is given for a keyword that takes numbers, as it is written: 0.1 is a tenth, and so are "0.1", "0,1".

    Raises
    ------
    ValueError
        It is text that is no number.
    TypeError
        It is something else that is no number.

    Examples
    --------
    >>> from parindex.base import check_number
    >>> check_number("total", 0.1), check_number("total", "60,5")
    (Fraction(1, 10), Fraction(121, 2))
    >>> check_number("total", "sixty")
    Traceback (most recent call last):
    ValueError: total must be a number, not 'sixty'
    """
    if isinstance(given, int | Fraction) and not isinstance(given, bool):
        return Fraction(given)
    text = str(given).strip()
    if len(text) <= _LONGEST_NUMBER and _WRITTEN.fullmatch(text) and not re.search(r"/0+$", text):
        return Fraction(text.replace(",", "."))
    shown = given[:_MOST_SHOWN] if isinstance(given, str) else given
    message = say("{name} must be a number, not {value!r}", name=name, value=shown)
    if isinstance(given, str) and (meant := without_thousands(given[:_LONGEST_NUMBER])):
        message = say("{message} ({hint})", message=message, hint=say("write {example}", example=meant))
    raise ValueError(message) if isinstance(given, str) else TypeError(message)


def check_word(what: str, given: object, words: Collection[object]) -> None:
    """Refuse what is given for a keyword that takes some words only.

    Raises
    ------
    ValueError
        It is none of them.

    Examples
    --------
    >>> from parindex.base import check_word
    >>> check_word("shape", "long", ("wide", "tidy"))
    Traceback (most recent call last):
    ValueError: shape is one of wide, tidy, not 'long'
    """
    if given not in words:
        told = ", ".join(str(word) if str(word)[:1].isalnum() else repr(word) for word in words)
        raise ValueError(say("{what} is one of {words}, not {given!r}", what=what, words=told, given=given))


def either(names: Iterable[str]) -> str:
    """Join names by "or", one or more."""
    return reduce(lambda one, other: say("{one} or {other}", one=one, other=other), names)
