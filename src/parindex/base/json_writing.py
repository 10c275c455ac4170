"""Plain values as JSON text, as fast with lines and indentation as without."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import cache
from itertools import chain
from typing import Any

import numpy as np

from parindex.base.harmless import harmless_json
from parindex.base.messages import in_language
from parindex.base.texts import language
from parindex.kernels import Array, Floats

#: The greatest whole number below which every one is a float64: what reads JSON in other languages holds no more.
MOST_WHOLE = 2**53 - 1
_CONTAINERS = (dict, list, tuple)
#: What stands for a container that is written by itself, and its text.
_PLACE, _PLACE_TEXT = "\0", '"\\u0000"'


def json_float(number: float) -> float | None:
    """Return a number, or None where there is none or it is beyond float64."""
    return float(number) if np.isfinite(number) else None


def json_floats(numbers: Floats) -> Array:
    """Return numbers as an array of which `tolist` gives what `json_float` does."""
    known = np.isfinite(numbers)
    if known.all():
        return numbers
    figures: Array = numbers.astype(object)
    figures[~known] = None
    return figures


def json_figure(number: float) -> float | int | None:
    """Return a number, whole where it is whole as ranks mostly are, or None for nan."""
    if np.isnan(number):
        return None
    return int(number) if float(number).is_integer() and abs(number) <= MOST_WHOLE else float(number)


def json_text(values: dict[str, Any] | list[Any], indent: int | None = None) -> str:
    """Return plain JSON values as text that harms neither a terminal nor a log nor a page that it stands in.

    In place of a list an object may have an iterator: what it gives is made as it is written, and never held together.
    """
    if isinstance(values, dict) and any(isinstance(value, Iterator) for value in values.values()):
        return harmless_json(_in_turn(values, indent))
    return harmless_json(_encoder(", ").encode(values) if indent is None else _indented(values, " " * indent, "\n"))


def _in_turn(values: dict[str, Any], indent: int | None) -> str:
    """Return an object with iterators in place of lists as text."""
    signed = {key: _PLACE if isinstance(value, Iterator) else value for key, value in values.items()}
    encode, iterators = _encoder(", ").encode, [value for value in values.values() if isinstance(value, Iterator)]
    pieces = encode(signed).split(_PLACE_TEXT) if indent is None else []
    if len(pieces) != len(iterators) + 1:  # lines are made container by container; or the sign stands there as a text
        return json_text({key: list(one) if isinstance(one, Iterator) else one for key, one in values.items()}, indent)
    texts = ["[" + ", ".join(map(encode, iterator)) + "]" for iterator in iterators]
    return "".join(chain.from_iterable(zip(pieces, [*texts, ""], strict=True)))


def json_document(values: dict[str, Any], lang: str | None = None) -> str:
    """Return plain JSON values as a document, its messages in a language, that of the locale unless one is named."""
    return json_text(in_language(values, language(lang)), 2) + "\n"


def _indented(value: Any, indent: str, margin: str) -> str:
    """Return a value as the json module writes it with an indent, its lines after the first behind a `margin`.

    That module has no compiled part that indents. Here the compiled part writes every container by itself, and what
    lies in it is put where a sign stood for it.
    """
    if not isinstance(value, _CONTAINERS) or not value:
        return _encoder(", ").encode(value)
    inner, within = margin + indent, _containers(value.values() if isinstance(value, dict) else value)
    signed = _with_signs(value) if within else value
    pieces = _encoder("," + inner).encode(signed)[1:-1].split(_PLACE_TEXT)
    if len(pieces) != len(within) + 1:  # the sign stands there as a text
        return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent).replace("\n", margin)
    texts = [_indented(one, indent, inner) for one in within]
    whole = "".join(chain.from_iterable(zip(pieces, [*texts, ""], strict=True)))
    first, last = "{}" if isinstance(value, dict) else "[]"
    return f"{first}{inner}{whole}{margin}{last}"


def _containers(values: Collection[Any]) -> list[Any]:
    """Return those of some values that are containers with something in them."""
    if not any(issubclass(kind, _CONTAINERS) for kind in set(map(type, values))):
        return []
    return [value for value in values if isinstance(value, _CONTAINERS) and value]


def _with_signs(value: Any) -> Any:
    """Return a container with a sign for each container in it that has something in it."""
    if isinstance(value, dict):
        return {key: _PLACE if isinstance(one, _CONTAINERS) and one else one for key, one in value.items()}
    return [_PLACE if isinstance(one, _CONTAINERS) and one else one for one in value]


@cache
def _encoder(between: str) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(between, ": "))
