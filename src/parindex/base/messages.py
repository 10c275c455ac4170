"""Messages that know their template, so that they can be said in another language."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache, reduce
from typing import Any, Self

import tomli

from parindex.base.texts import Text

LANGUAGES = ("en", "vi")


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
    if lang not in LANGUAGES:
        raise ValueError(f"messages are in {' and '.join(LANGUAGES)}, not in {lang!r}")
    content = None if lang == "en" else pkgutil.get_data("parindex.base.languages", f"{lang}.toml")
    return {} if content is None else tomli.loads(content.decode())


def translated(text: str, lang: str) -> str:
    """Return a message in a language; a text that is none, or has no words there, as it is."""
    templates = words(lang)
    if not isinstance(text, Message):
        return templates.get(text, text)
    inner = text.values.items()
    values = {name: _said(value, lang) for name, value in inner}
    return Message(templates.get(text.template, text.template), values)


def _said(value: object, lang: str) -> object:
    if isinstance(value, Message):
        return translated(value, lang)
    return value.get(lang) if isinstance(value, Text) else value


def either(names: Iterable[str]) -> str:
    """Join names by "or", one or more."""
    return reduce(lambda one, other: say("{one} or {other}", one=one, other=other), names)
