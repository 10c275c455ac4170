"""TOML with slips of the pen: every slip is told, and what stands beside them can still be checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import attrs
import tomli

from parindex.base.grouped_numbers import without_thousands
from parindex.base.messages import Message, say
from parindex.base.parser_messages import parser_message
from parindex.base.problems import Path, Problem
from parindex.base.toml_positions import locate

MOST_FAULTS, MOST_TRIES, LONGEST = 20, 10, 200_000
_KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"""[ \t]*\[(?:\[[ \t]*["'A-Za-z]|[ \t]*{_DOTTED}[ \t]*\]?\s*(?:\#.*)?$)""")
_STATEMENT = re.compile(rf"[ \t]*({_KEY})(?:[ \t]*\.[ \t]*{_KEY})*[ \t]*=")
#: What the parser says of its own workings, in other words.
_OWN = {
    "Cannot mutate immutable namespace {what}": "{what} is whole where it stands, nothing is added to it elsewhere",
    "Cannot redefine namespace {what}": "{what} stands there already as a table",
    "Escaped character is not a Unicode scalar value": "what is written with a backslash is no character",
    "Invalid initial character for a key part": "a key cannot begin with this character",
}
#: A decimal with a comma behind a key, and what the parser says of it.
_COMMA = re.compile(r"=[ \t]*([+-]?[0-9]{1,30}),([0-9]{1,30})(?![0-9])")
_TYPED = re.compile(r"=[ \t]*([+-]?[0-9]{1,3}(?:[ '’‘ʼ′`´.,][0-9]{3})+(?:[.,][0-9]+)?)(?![0-9])")
_COMMA_SAYS = ("Expected newline", "Expected '=' after a key", "Unclosed inline table")
#: What a slip of the pen looks like to a parser, by the beginning of its message.
_HINTS = {
    "Expected newline": say("one key a line"),
    "Expected '=' after a key": say("a name of two words or with Vietnamese letters stands in quotes"),
    "Expected ']": say("blocks are [[component]] and [[indicator]], in double brackets"),
    r"Illegal character '\n'": say("a text ends on its line, with the quote it begins with"),
    "Invalid statement": say("a line is key = value; keys are English words without marks"),
    "Unclosed array": say("a comma between values and ] at the end"),
    "Unclosed inline table": say(
        "a comma between entries and }} at the end, on one line; numbers stand without a percent sign"
    ),
    "Invalid initial character for a key": say("a name with Vietnamese letters or blanks stands in quotes"),
    "Invalid value": say("texts stand in straight quotes; true and false are written small"),
    "Cannot overwrite a value": say("the key stands there twice"),
    "Cannot declare": say("blocks are [[component]] and [[indicator]], in double brackets"),
}


_KEYS, _QUOTED = re.compile(r"\('.*'(?:,|)\)"), re.compile(r"'([^']*)'")


@attrs.frozen
class SoundRest:
    """What is left of a text without its faulty statements."""

    text: str  # the text, empty where it was faulty, so that every line keeps its number
    data: dict[str, Any] | None  # what it holds
    faults: tuple[tomli.TOMLDecodeError, ...]  # what is wrong with the statements that were taken out, at their places
    cut: frozenset[Path] = frozenset()  # where something is lacking now: the key of the root, or the node
    whole: bool = False  # all nodes are there, each with its id and parent: what hangs together can be checked


def rest_of(text: str, load: Callable[[str], dict[str, Any]], first: tomli.TOMLDecodeError) -> SoundRest:
    """Take faulty statements out of a text, whole blocks where a header is faulty, until `load` reads the rest."""
    lines, faults, taken = text.split("\n"), [first], list[tuple[int, str]]()
    try:
        whole = True
        while len(faults) <= MOST_FAULTS and len(text) <= LONGEST:
            start = _start(lines, min(faults[-1].lineno, len(lines)) - 1, load)
            if start is None:
                break
            taken.append((start, lines[start]))
            end = _end(lines, start)
            whole = whole and not any(map(_HEADER.match, lines[start:end]))
            lines[start:end] = [""] * (end - start)
            rest = "\n".join(lines)
            try:
                data = load(rest)
            except tomli.TOMLDecodeError as error:
                faults.append(error)
                continue
            cut, named = _cut(lines, rest, taken)
            return SoundRest(rest, data, tuple(faults), cut, whole and named)
    except (RecursionError, ValueError):  # nested too deeply; an integer of thousands of digits
        pass
    return SoundRest(text, None, tuple(faults[:MOST_FAULTS]))


def _start(lines: list[str], at: int, load: Callable[[str], dict[str, Any]]) -> int | None:
    """Return the line where a faulty statement begins: what stands before it can be read."""
    above = [line for line in range(at - 1, -1, -1) if _begins(lines[line])]
    for start in (at, *above[:MOST_TRIES]):
        try:
            load("".join(f"{line}\n" for line in lines[:start]))
        except tomli.TOMLDecodeError:
            continue
        return start
    return None


def _begins(line: str) -> bool:
    return bool(_STATEMENT.match(line) or _HEADER.match(line))


def _end(lines: list[str], at: int) -> int:
    """Return the line behind a faulty statement: the next one that begins another; of a header, another header."""
    looks = _HEADER.match if _HEADER.match(lines[at]) else _begins
    if any(lines[at].count(quotes) % 2 for quotes in ('"""', "'''")):
        return len(lines)  # nobody knows where the text ends
    return next((end for end in range(at + 1, len(lines)) if looks(lines[end])), len(lines))


def _cut(lines: list[str], text: str, taken: list[tuple[int, str]]) -> tuple[frozenset[Path], bool]:
    """Return `Rest.cut`, by the last node that begins above each statement, and whether every node kept its name."""
    places = ((place.line, path) for path, place in locate(text, 2).items() if isinstance(path[-1], int))
    nodes = sorted((line, path) for line, path in places if lines[line - 1].lstrip().startswith("[["))
    cut, named = set[Path](), True
    for at, line in taken:
        key = _STATEMENT.match(line)
        name = key[1].strip("\"'") if key else ""
        within = [path for start, path in nodes if start <= at]
        checkable = not within or within[-1][0] in ("component", "indicator")  # units and groups are left to be whole
        named = named and checkable and name not in ("", "id", "parent", "component", "indicator")
        cut.add(within[-1] if within else (name,))
    return frozenset(cut), named


def _said(message: str) -> str:
    """Return what the parser says, in words of this package where its own are those of its workings."""
    said = parser_message(message)
    if isinstance(said, Message):
        return say(_OWN[said.template], **said.values) if said.template in _OWN else said
    return say("that is no TOML")


def _decimal_meant(message: str, line: str) -> str:
    """Return a hint that shows a number written with a comma, or with thousands set off, as TOML wants it."""
    if not message.startswith(_COMMA_SAYS):
        return ""
    if (typed := _TYPED.search(line)) and (meant := without_thousands(typed[1])):
        return say("write {example}", example=meant)
    match = _COMMA.search(line)
    return say("decimals have a point: {number}", number=f"{match[1]}.{match[2]}") if match else ""


def slips_of(text: str, source: str, rest: SoundRest) -> tuple[Problem, ...]:
    """Return every slip of a text as a problem at its place, with a hint at what may be meant."""
    lines, problems = text.split("\n"), []
    for error in rest.faults:
        line = lines[error.lineno - 1]
        hint = _decimal_meant(error.msg, line)
        hint = hint or next((hint for words, hint in _HINTS.items() if error.msg.startswith(words)), "")
        end = len(line) + 1  # the parser may have looked beyond it
        place = error.lineno, min(error.colno, end)
        # the parser shows a dotted key as a tuple
        message = _KEYS.sub(lambda keys: repr(".".join(_QUOTED.findall(keys[0]))), error.msg)
        problems.append(Problem("toml-syntax", "error", _said(message), hint, source, *place))
    return tuple(problems)
