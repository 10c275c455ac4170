"""Faults of values: found where a value is read, told with its path once that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from parindex.base import Hints, Path, Problem, key_of, keys_of, say

MAX_BITS = 100
_TYPES = {
    bool: say("true or false"),
    int: say("a whole number"),
    Decimal: say("a number"),
    str: say("text"),
    list: say("a list"),
    dict: say("a table"),
}
_MOST_SHOWN = 120


class FaultError(Exception):
    """What a structuring hook raises: a problem that does not know its path yet, nor which word was meant."""

    def __init__(self, code: str, message: str, hint: str = "", word: str = "", known: Iterable[str] = ()) -> None:
        super().__init__(code, message, hint)
        self.code: str = code
        self.message: str = message
        self.hint: str = hint
        self.word: str = word
        self.known: Iterable[str] = known


def wrong_type(value: object, expected: str, hint: str = "") -> FaultError:
    """Return the fault of a value of another type."""
    type_name: str = _TYPES.get(type(value), say("a date or time"))
    shown = repr(value[:80]) if isinstance(value, str) else ""
    if isinstance(value, Decimal) or (isinstance(value, int) and value.bit_length() <= MAX_BITS):
        shown = str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, bool):
        type_name = shown
    elif shown:
        type_name = say("{type} {value}", type=type_name, value=shown[:_MOST_SHOWN])
    return FaultError("wrong-type", say("expected {expected}, found {found}", expected=expected, found=type_name), hint)


def noted(fault: Exception, note: IterableValidationNote) -> Exception:
    """Return a fault that knows where it was found."""
    fault.__notes__ = [*getattr(fault, "__notes__", []), note]
    bare(fault)
    return fault


def bare(fault: BaseException) -> None:
    """Take the frames off a fault, which would be kept with all that is in them, in circles."""
    for part in getattr(fault, "exceptions", ()):
        bare(part)
    fault.__traceback__ = None


def faults_of(error: BaseException, hints: Hints, path: Path = ()) -> Iterator[Problem]:
    """Walk the groups that cattrs raises; its notes hold the path as data."""
    if isinstance(error, (ClassValidationError, IterableValidationError)):
        yield from _once(_faults_of_parts(error, hints, path))
    elif isinstance(error, ForbiddenExtraKeysError):
        keys = list(keys_of(error.cl))
        for key in sorted(error.extra_fields):
            hint = hints.near(key, keys) or say("known here: {names}", names=", ".join(keys))
            yield Problem("unknown-key", "error", say("unknown key {key!r}", key=key), hint, path=(*path, key))
    elif isinstance(error, KeyError):
        yield Problem("missing-key", "error", say("the key {key!r} is missing", key=path[-1]), path=path[:-1])
    elif isinstance(error, FaultError):
        key = next((step for step in reversed(path) if isinstance(step, str)), "")
        message = say("{key}: {message}", key=key, message=error.message) if key else error.message
        hint = (hints.near(error.word, error.known) if error.word else "") or error.hint
        yield Problem.of(error.code, message, hint, path)
    else:
        raise error


def _faults_of_parts(
    error: ClassValidationError | IterableValidationError, hints: Hints, path: Path
) -> Iterator[Problem]:
    for part in error.exceptions:
        steps: Path = ()
        for note in getattr(part, "__notes__", ()):
            if isinstance(note, AttributeValidationNote):
                steps = (key_of(note.name),)
            elif isinstance(note, IterableValidationNote):
                steps = (note.index,)
        yield from faults_of(part, hints, (*path, *steps))


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out that a key is missing where one that stands there is a slip for it, which is told."""
    missing: list[Problem] = []
    slips: set[tuple[Path, str]] = set()
    for problem in problems:
        if problem.code == "missing-key":
            missing.append(problem)
            continue
        if problem.code == "unknown-key" and (word := getattr(problem.hint, "values", {}).get("word")):
            slips.add((problem.path[:-1], word))
        yield problem
    for problem in missing:
        if (problem.path, getattr(problem.message, "values", {}).get("key", "")) not in slips:
            yield problem
