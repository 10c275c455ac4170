"""TOML text to plain tables: limits first, then every slip of the pen with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs
import tomli

from parindex.base.messages import say
from parindex.base.parser_messages import parser_message
from parindex.base.problems import Problem
from parindex.base.toml_errors import SoundRest, rest_of
from parindex.base.toml_positions import locate, nearest

#: How deep tables may be nested.
MAX_DEPTH = 32
MAX_TABLES = 50_000
_LONG = 5000
_DIGITS = re.compile(rf"[0-9_]{{{_LONG}}}")
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+"""
#: The parts of a dotted key, or the beginning of a header; within texts it may find too much.
_TABLES = re.compile(
    rf"(?:^[ \t]*+\[{{0,2}}|[{{,])[ \t]*+((?:{_PART}\.[ \t]*+){{1,{MAX_DEPTH + 1}}})|^[ \t]*+\[", re.MULTILINE
)
#: What a slip of the pen looks like to a parser, by the beginning of its message.
_HINTS = {
    "Expected newline": say("one key a line; numbers have a decimal point, as 30.5"),
    "Expected '=' after a key": say(
        "numbers have a decimal point, as 0.25; a name of two words or with Vietnamese letters stands in quotes"
    ),
    "Expected ']": say("blocks are [[component]] and [[indicator]], in double brackets"),
    r"Illegal character '\n'": say("a text ends on its line, with the quote it begins with"),
    "Invalid statement": say("a line is key = value; keys are English words without marks, as max and weight"),
    "Unclosed array": say("a comma between values and ] at the end, as [2022, 2024]"),
    "Unclosed inline table": say(
        "a comma between entries and }} at the end, on one line; numbers stand without a percent sign"
    ),
    "Invalid initial character for a key": say(
        'a name with Vietnamese letters or blanks stands in quotes, as "đúng hạn"'
    ),
    "Invalid value": say('texts stand in straight quotes, as "text"; true and false are written small'),
    "Cannot overwrite a value": say("the key stands there twice"),
    "Cannot declare": say("blocks are [[component]] and [[indicator]], in double brackets"),
}


_KEYS, _QUOTED = re.compile(r"\('.*'(?:,|)\)"), re.compile(r"'([^']*)'")


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
        return None, _slips(text, source, rest), rest
    except (RecursionError, ValueError):  # nested too deeply; an integer of thousands of digits
        message = say("nested too deeply, or a number of too many digits")
        return None, (Problem("too-large", "error", message, "", source, 1, 1),), None


def _load(text: str) -> dict[str, Any]:
    return tomli.loads(text, parse_float=_decimal)


def _slips(text: str, source: str, rest: SoundRest) -> tuple[Problem, ...]:
    lines, problems = text.split("\n"), []
    for error in rest.faults:
        hint = next((hint for words, hint in _HINTS.items() if error.msg.startswith(words)), "")
        end = len(lines[error.lineno - 1]) + 1  # the parser may have looked beyond it
        place = error.lineno, min(error.colno, end)
        # the parser shows a dotted key as a tuple
        message = _KEYS.sub(lambda keys: repr(".".join(_QUOTED.findall(keys[0]))), error.msg)
        problems.append(Problem("toml-syntax", "error", parser_message(message), hint, source, *place))
    return tuple(problems)


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
        located.append(attrs.evolve(problem, source=source, line=at.line, column=at.column))
    return tuple(sorted(located, key=lambda problem: (problem.line, problem.column, problem.code)))


def _beyond(text: str, source: str) -> Problem | None:
    """Find what would cost a parser hundreds of times its length: tables and dotted keys by the thousand, digits."""
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
