"""JSON that was stored, read back strictly: what does not fit its schema, or itself, is told with its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NoReturn

from parindex.base import Message, say, together

#: What does not fit in a document, each with its place as a JSON pointer.
Misfits = Iterator[tuple[str, Message]]
_MOST_TOLD = 5


def document_in(text: str | bytes) -> Any:
    """Return what stands in a text of JSON.

    Raises
    ------
    ValueError
        It is no JSON, nested too deeply, holds ``NaN`` or the like, or an object with a key twice.
    """
    try:
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except RecursionError:
        raise ValueError(say("nested too deeply")) from None
    except ValueError as error:
        why = next((part for part in error.args if isinstance(part, Message)), say("it is no JSON"))
        raise ValueError(why) from None


def misfits_in(kinds: Iterable[Misfits]) -> Message | None:
    """Say what does not fit, the first few of the first kind of which there are any; None where all is sound.

    Each kind may rest on the absence of those before it.
    """
    told = next(filter(None, (list(islice(misfits, _MOST_TOLD)) for misfits in kinds)), ())
    return together([say("{id}: {message}", id=pointer or "/", message=why) for pointer, why in told], "; ") or None


def unlike_units(
    units: Sequence[Mapping[str, Any]], keys: Sequence[str], nodes: Sequence[str], unlike: Message
) -> Misfits:
    """Yield units that stand there twice, and those that do not have the same nodes in the same order."""
    seen = set[str]()
    for row, unit in enumerate(units):
        if unit["unit"] in seen:
            yield f"/units/{row}/unit", say("a unit stands there twice")
        seen.add(unit["unit"])
        for key in keys:
            if list(unit[key]) != list(nodes):
                yield f"/units/{row}/{key}", unlike


def _refuse(constant: str) -> NoReturn:
    raise ValueError(say("{word} is no number of JSON", word=constant))


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in {before for before, _ in pairs[:at]})
        raise ValueError(say("the key {key!r} stands there twice", key=twice[:80]))
    return values
