"""The keys of a table of TOML that the attributes of a class hold."""

from __future__ import annotations

from typing import Any

import attrs


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
