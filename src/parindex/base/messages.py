"""Messages that know their template, so that they can be said in another language."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, reduce
from typing import Any, Self

import attrs
import tomli

from parindex.base.number_writing import Figure, local_number
from parindex.base.texts import Text, check_language


class Message(str):
    """A text that remembers its English template and what stands in it.

    It is the English text wherever a text is wanted. What stands in it may be such a text itself, or a title in two
    languages.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        """Put values into a template."""
        self = super().__new__(cls, template.format_map(values))
        self.template, self.values = template, values
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.template, self.values


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


def translated(text: str, lang: str) -> str:
    """Return a message in a language; a text that is none, or has no words there, as it is.

    Numbers that stand in it are written as the language does: each that is no text, and text that is a `Figure`.
    """
    templates = words(lang)
    if not isinstance(text, Message):
        return templates.get(text, text)
    inner = text.values.items()
    values = {name: _said(value, lang) for name, value in inner}
    return Message(templates.get(text.template, text.template), values)


def _said(value: object, lang: str) -> object:
    if isinstance(value, Message):
        return translated(value, lang)
    if isinstance(value, Figure):
        return local_number(value, lang)
    if lang == "vi" and isinstance(value, (float, Decimal)):
        return _WithComma(value)
    return value.get(lang) if isinstance(value, Text) else value


@attrs.frozen
class _WithComma:
    """A number that a template writes with a decimal comma."""

    number: float | Decimal

    def __format__(self, spec: str) -> str:
        return local_number(format(self.number, spec), "vi")

    def __str__(self) -> str:
        return local_number(str(self.number), "vi")

    __repr__ = __str__


def either(names: Iterable[str]) -> str:
    """Join names by "or", one or more."""
    return reduce(lambda one, other: say("{one} or {other}", one=one, other=other), names)
