"""TOML text to plain tables: limits first, then every slip of the pen with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs
import tomli

from parindex.base.messages import say
from parindex.base.problems import Problem, json_pointer
from parindex.base.toml_errors import SoundRest, rest_of, slips_of
from parindex.base.toml_positions import locate, nearest

#: How deep tables may be nested.
MAX_DEPTH = 32
MAX_TABLES = 50_000
#: Lines, or values of one line: a file of 4 MB with more of them holds nothing else.
MAX_VALUES = 400_000
_LONG = 5000
_DIGITS = re.compile(rf"[0-9_]{{{_LONG}}}")
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+"""
#: The parts of a dotted key, or the beginning of a header; within texts it may find too much.
_TABLES = re.compile(
    rf"(?:^[ \t]*+\[{{0,2}}|[{{,])[ \t]*+((?:{_PART}\.[ \t]*+){{1,{MAX_DEPTH + 1}}})|^[ \t]*+\[", re.MULTILINE
)


def _decimal(text: str) -> Decimal:
    """Read a number of TOML; one beyond all bounds is infinite, and refused at its place."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("inf")


def read_toml(text: str, source: str) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """Return what TOML text holds, or every reason why it cannot be read."""
    data, problems, _ = read_with_rest(text, source)
    return data, problems


def read_with_rest(text: str, source: str) -> tuple[dict[str, Any] | None, tuple[Problem, ...], SoundRest | None]:
    """Return what a text holds, or what is wrong with it and, of one with slips of the pen, what stands beside them."""
    if fault := _beyond(text, source):
        return None, (fault,), None
    try:
        return _load(text), (), None
    except tomli.TOMLDecodeError as error:
        rest = rest_of(text, _load, error)
        return None, slips_of(text, source, rest), rest
    except (RecursionError, ValueError):  # nested too deeply; an integer of thousands of digits
        message = say("nested too deeply, or a number of too many digits")
        return None, (Problem("too-large", "error", message, "", source, 1, 1),), None


def _load(text: str) -> dict[str, Any]:
    return tomli.loads(text, parse_float=_decimal)


def lenient_toml(text: str) -> dict[str, Any]:
    """Return what TOML text holds, or nothing where it cannot be read: its faults are told elsewhere."""
    return read_toml(text, "")[0] or {}


def placed(text: str, source: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems with the lines and columns of their paths in a text, in its order."""
    listed = tuple(problems)
    if not listed:
        return ()
    positions = locate(text, max(len(problem.path) for problem in listed))
    located = []
    for problem in listed:
        at = nearest(positions, problem.path)
        pointer = json_pointer(problem.path)
        located.append(attrs.evolve(problem, source=source, line=at.line, column=at.column, pointer=pointer))
    return tuple(sorted(located, key=lambda problem: (problem.line, problem.column, problem.code)))


def _beyond(text: str, source: str) -> Problem | None:
    """Find what would cost a parser hundreds of times its length: tables and dotted keys by the thousand, digits."""
    if max(map(text.count, "\n,=")) > MAX_VALUES:
        message = say("more than {most:,} lines or values", most=MAX_VALUES)
        return Problem("too-large", "error", message, "", source, 1, 1)
    long = [line for line in text.split("\n") if len(line) > MAX_DEPTH]
    harmless = not any(len(line) >= _LONG or line.count(".") > MAX_DEPTH for line in long)
    if harmless and sum(map(text.count, "..[{,")) <= MAX_TABLES:  # no more than this can be found below
        return None
    what, match, tables = say("a number of too many digits"), _DIGITS.search(text), 0
    for dotted in _TABLES.finditer(text) if match is None else ():
        depth = (dotted[1] or "").count(".")
        tables += depth + 1
        if depth > MAX_DEPTH or tables > MAX_TABLES:
            match = dotted
            what = say("nested too deeply") if depth > MAX_DEPTH else say("more than {most:,} tables", most=MAX_TABLES)
            break
    if match is None:
        return None
    line, before = text.count("\n", 0, match.start()) + 1, text.rfind("\n", 0, match.start())
    return Problem("too-large", "error", what, "", source, line, match.start() - before)
