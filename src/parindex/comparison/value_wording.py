"""Values of a definition for people and for other programs: as TOML, in a few words, as plain JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs

from parindex.base import Text, plain, say, toml_value
from parindex.definition import Expression, Group, Options, Rule

_LONGEST = 120


def toml_table(value: Any) -> Any:
    """Return a value as TOML would hold it, without what is as by default; numbers stay exact."""
    if isinstance(value, Text):
        return value.vi if value.vi == value.en else {k: v for k, v in attrs.asdict(value).items() if v}
    if isinstance(value, Options):
        return dict(value.items)
    if isinstance(value, Expression):
        return value.text
    if attrs.has(type(value)):
        given = {
            field.name: toml_table(getattr(value, field.name))
            for field in attrs.fields(type(value))
            if field.metadata.get("key", True) and getattr(value, field.name) != field.default
        }
        return {"kind": value.kind, **given} if isinstance(value, Rule) else given
    return [toml_table(item) for item in value] if isinstance(value, (tuple, list)) else value


def toml_text(value: Any) -> str | None:
    """Return a value as TOML text in one line, None where there is none."""
    return None if value is None else toml_value(toml_table(value))


def in_words(value: Any) -> str:
    """Return a value in a few words: numbers and single words as they are, what is long cut short."""
    if value is None or value == ():
        return say("none")
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, Fraction):
        return plain(value)
    if isinstance(value, str) and value and not any(mark.isspace() for mark in value):
        return value
    if isinstance(value, tuple) and all(isinstance(band, Group) for band in value):
        bands = ((band.label, band.at_least) for band in value)
        return ", ".join(label if least is None else f"{label} ≥ {plain(least)}" for label, least in bands)
    text = toml_value(toml_table(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def what_differs(before: Any, after: Any) -> tuple[Any, Any]:
    """Return two values as they are, of texts in two languages only what differs."""
    if not (isinstance(before, Text) and isinstance(after, Text)):
        return before, after
    differ = [lang for lang in ("vi", "en") if getattr(before, lang) != getattr(after, lang)]
    if len(differ) == 1 and None not in (getattr(text, differ[0]) for text in (before, after)):
        return getattr(before, differ[0]), getattr(after, differ[0])
    return before, after


def json_values(value: Any) -> Any:
    """Return a value as plain JSON; an exact number as the nearest that JSON can hold."""
    value = toml_table(value)
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, dict):
        return {key: json_values(item) for key, item in value.items()}
    return [json_values(item) for item in value] if isinstance(value, list) else value
