"""Whether plain JSON values are as one of our schemas says, and where they are not, without another library."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from parindex.base.messages import Message, say
from parindex.base.problems import json_pointer

Fits = Callable[[Any], bool]
_SHAPES, _SHOWN = "#/$defs/", 64
_TYPES: Mapping[str, Fits] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and _is_finite(value),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
#: The words of JSON Schema that are understood; the others of our schemas say nothing of a value.
UNDERSTOOD = frozenset(
    {"$ref", "type", "enum", "pattern", "minimum", "required", "properties", "additionalProperties", "items"}
)
SILENT = frozenset({"$schema", "$id", "$defs", "title", "description"})


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond float64
        return False


class Shape:
    """A schema that values are held against.

    Examples
    --------
    >>> from parindex.base import Shape
    >>> shape = Shape({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 1}}})
    >>> [(pointer, str(why)) for pointer, why in shape.faults({"a": 0})]
    [('/a', '0 is below 1')]
    """

    def __init__(self, schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> None:
        self._root = schema if root is None else root
        while "$ref" in schema:
            schema = self._root["$defs"][schema["$ref"].removeprefix(_SHAPES)] | _beside(schema)
        self._schema = schema
        kinds = schema.get("type", [])
        self._kinds = [kinds] if isinstance(kinds, str) else kinds
        self._keys = {
            name: Shape(one, self._root) for name, one in schema.get("properties", {}).items() if one is not True
        }
        self._any = {name for name, one in schema.get("properties", {}).items() if one is True}
        self._others = self._part("additionalProperties")
        self._items = self._part("items")
        # what our schemas end with `$` ends there, not before a line feed
        self._pattern = re.compile(re.sub(r"\$$", r"\\Z", schema["pattern"])) if "pattern" in schema else None

    def _part(self, name: str) -> Shape | None:
        part = self._schema.get(name)
        return Shape(part, self._root) if isinstance(part, Mapping) else None

    def faults(self, value: Any, pointer: str = "") -> Iterator[tuple[str, Message]]:
        """Yield what does not fit, each with its place as a JSON pointer, in order."""
        if why := self.misfit(value):
            yield pointer, why
        else:
            yield from self.faults_inside(value, pointer)

    def faults_inside(self, value: Any, pointer: str) -> Iterator[tuple[str, Message]]:
        """Yield what does not fit in a value that is as it should be by itself."""
        if isinstance(value, dict):
            yield from self._of_object(value, pointer)
        elif isinstance(value, list) and self._items is not None:
            for at, one in enumerate(value):
                yield from self._items.faults(one, f"{pointer}/{at}")

    def misfit(self, value: Any) -> Message | None:
        """Say what is wrong with a value by itself."""
        schema = self._schema
        if self._kinds and not any(_TYPES[kind](value) for kind in self._kinds):
            return say("{value} is of another type than {types}", value=_short(value), types="/".join(self._kinds))
        if "enum" in schema and value not in schema["enum"]:
            return say("{value} is none of {words}", value=_short(value), words=", ".join(map(str, schema["enum"])))
        if self._pattern is not None and isinstance(value, str) and not self._pattern.search(value):
            return say("{value} is not written as it should be", value=_short(value))
        if "minimum" in schema and value is not None and value < schema["minimum"]:
            return say("{value} is below {least}", value=_short(value), least=str(schema["minimum"]))
        return None

    def _of_object(self, value: dict[Any, Any], pointer: str) -> Iterator[tuple[str, Message]]:
        for name in self._schema.get("required", ()):
            if name not in value:
                yield pointer, say("the key {key!r} is missing", key=name)
        closed = self._schema.get("additionalProperties") is False
        for name, one in value.items():
            shape = self._keys.get(name, None if name in self._any else self._others)
            if not isinstance(name, str) or (closed and name not in self._keys and name not in self._any):
                yield pointer, say("unknown key {key!r}", key=str(name)[:80])
            elif shape is None:
                continue
            elif (why := shape.misfit(one)) or isinstance(one, (dict, list)):
                place = pointer + json_pointer([name])
                yield from ((place, why),) if why else shape.faults_inside(one, place)


def _beside(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != "$ref"}


def _short(value: Any) -> str:
    """Show a value; of what may be long how it begins."""
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > _SHOWN:
        return "…"
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
