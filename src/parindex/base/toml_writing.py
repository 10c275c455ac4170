"""Plain values as TOML text, and the keys that the attributes of a class hold."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import attrs

from parindex.base.number_writing import plain

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_ESCAPES = str.maketrans({**{chr(code): f"\\u{code:04X}" for code in (*range(32), 127)}, **_SHORT})


def toml_key(name: str) -> str:
    """Return a key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else toml_value(name)


def toml_value(value: Any) -> str:
    """Return a value in one line; an exact number without an end as a fraction in quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        text = plain(value)
        return f'"{text}"' if "/" in text else text
    if isinstance(value, str):
        return f'"{value.translate(_ESCAPES)}"'
    if isinstance(value, dict):
        inner = ", ".join(f"{toml_key(key)} = {toml_value(entry)}" for key, entry in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml_value, value))}]"
    return str(value)


def key_of(attribute: str) -> str:
    """Return the key that an attribute holds: its name, without the mark that keeps it from being a word of Python.

    Examples
    --------
    >>> from parindex.base import key_of
    >>> key_of("from_"), key_of("parent")
    ('from', 'parent')
    """
    return attribute.removesuffix("_")


def keys_of(cls: type[Any]) -> dict[str, attrs.Attribute[Any]]:
    """Return the attributes of a class by the keys that they hold; what is no key of a table is left out."""
    return {key_of(field.name): field for field in attrs.fields(cls) if field.metadata.get("key", True)}
