"""TOML text to `Definition` and back, every fault with its line and column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Any

import attrs
import tomli

from parindex.checks import check as check_tree
from parindex.definition import Definition
from parindex.messages import say
from parindex.parsers import parsed
from parindex.positions import Position, locate, nearest
from parindex.problems import DefinitionError, Path, Problem, errors
from parindex.rules import plain
from parindex.shape import MAX_DEPTH
from parindex.slips import Rest, rest_of
from parindex.structure import structure, unstructure

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


#: More to tell of a tree whose shape is sound, beside the paths at fault already.
Advice = Callable[[Definition, Iterable[Path]], tuple[Problem, ...]]


def parse(text: str, source: str = "", advise: Advice | None = None) -> tuple[Definition | None, tuple[Problem, ...]]:
    """Read a definition from TOML text.

    Parameters
    ----------
    text : str
        The file's text.
    source : str
        Its name, for messages.
    advise : callable, optional
        What gives warnings and notes beyond the errors: `parindex.advice.advise`.

    Returns
    -------
    definition : Definition or None
        None where there are errors.
    problems : tuple of Problem
        Every fault found, in the order of the text.
    """
    definition = _sound(text)
    if definition is None:
        return _parsed(text, source, advise)
    return definition, () if advise is None else _located(text, source, advise(definition, ()))


@lru_cache(maxsize=16)  # a portal loads the same few files for every request
def _sound(text: str) -> Definition | None:
    """Return the definition in a text without any problem; None where there are some."""
    definition, problems = _parsed(text, "", None)
    return None if problems else definition


def _parsed(text: str, source: str, advise: Advice | None) -> tuple[Definition | None, tuple[Problem, ...]]:
    data, problems, rest = _read(text, source)
    if rest is not None and rest.data is not None:
        beside = (*problems, *_beside_slips(source, rest, rest.data, advise))
        return None, tuple(sorted(beside, key=lambda problem: (problem.line or 0, problem.column or 0, problem.code)))
    if data is None:
        return None, problems
    definition, problems = structure(data)
    if definition is None:
        problems += _checks_of_the_rest(text, data, problems, advise)
    else:
        definition = attrs.evolve(definition, order=_order(text, data), sha256=fingerprint(text))
        problems = check_tree(definition) + (() if advise is None else advise(definition, ()))
    problems = _located(text, source, problems)
    return (None if errors(problems) else definition), problems


def read_toml(text: str, source: str) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """Return what TOML text holds, or every reason why it cannot be read."""
    data, problems, _ = _read(text, source)
    return data, problems


def _read(text: str, source: str) -> tuple[dict[str, Any] | None, tuple[Problem, ...], Rest | None]:
    """Return what a text holds, or what is wrong with it and, of one with slips of the pen, what stands beside them."""
    if fault := _beyond(text, source):
        return None, (fault,), None
    try:
        return _load(text), (), None
    except tomli.TOMLDecodeError as error:
        rest = rest_of(text, _load, error)
        return None, _slips(text, source, rest), rest
    except (RecursionError, ValueError):  # nested too deeply; an integer of thousands of digits
        told = say("nested too deeply, or a number of too many digits")
        return None, (Problem("too-large", "error", told, "", source, 1, 1),), None


def _load(text: str) -> dict[str, Any]:
    return tomli.loads(text, parse_float=_decimal)


def _slips(text: str, source: str, rest: Rest) -> tuple[Problem, ...]:
    lines, out = text.split("\n"), []
    for error in rest.faults:
        hint = next((hint for words, hint in _HINTS.items() if error.msg.startswith(words)), "")
        end = len(lines[error.lineno - 1]) + 1  # the parser may have looked beyond it
        place = error.lineno, min(error.colno, end)
        told = _KEYS.sub(lambda keys: repr(".".join(_QUOTED.findall(keys[0]))), error.msg)  # it shows them as a tuple
        out.append(Problem("toml-syntax", "error", parsed(told), hint, source, *place))
    return tuple(out)


def _beside_slips(source: str, rest: Rest, data: dict[str, Any], advise: Advice | None) -> tuple[Problem, ...]:
    """Return the faults of what stands beside slips of the pen."""
    cut = {path for path in rest.cut if len(path) > 1}
    _, problems = structure(data)
    problems = tuple(  # what is lacking may be what was taken out
        problem
        for problem in problems
        if problem.code != "missing-key" or not (problem.path[:2] in cut if problem.path else rest.cut - cut)
    )
    if rest.whole:
        lacking = tuple(Problem("toml-syntax", path=path) for path in rest.cut)
        problems += _checks_of_the_rest(rest.text, data, (*problems, *lacking), advise)
    return _located(rest.text, source, problems)


def _located(text: str, source: str, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    if not problems:
        return ()
    return placed(problems, locate(text, max(len(problem.path) for problem in problems)), source)


def placed(problems: Iterable[Problem], positions: Mapping[Path, Position], source: str) -> tuple[Problem, ...]:
    """Return problems with the lines and columns of their paths, in the order of the text."""
    out = []
    for problem in problems:
        at = nearest(positions, problem.path)
        out.append(attrs.evolve(problem, source=source, line=at.line, column=at.column))
    return tuple(sorted(out, key=lambda problem: (problem.line, problem.column, problem.code)))


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


def _checks_of_the_rest(
    text: str, data: dict[str, Any], problems: tuple[Problem, ...], advise: Advice | None
) -> tuple[Problem, ...]:
    """Check what can be checked beside the keys at fault, so that one run tells all."""
    needed = {"id": "faulty", "index": "-", "version": "-", "title": "-", "years": [2000], "combine": "sum"}
    nodes = {kind: data[kind] for kind in _KINDS if isinstance(data.get(kind, 0), list)}
    if any(kind in data and kind not in nodes for kind in _KINDS):
        return ()
    touched = {
        problem.path[:2] if problem.path[:1] and problem.path[0] in nodes else problem.path[:1] for problem in problems
    }
    faulty = {problem.path for problem in problems}
    renamed: dict[str, str] = {}  # a part still hangs from a component whose id is no id
    sound = {key: value for key, value in data.items() if (key,) not in touched}
    for kind, listed in nodes.items():
        sound[kind] = list(listed)
        for at in (at for at in range(len(listed)) if (kind, at) in touched):
            node = listed[at] if isinstance(listed[at], dict) else {}
            kept = {key: node[key] for key in ("id", "parent") if key in node and (kind, at, key) not in faulty}
            if "id" not in kept and isinstance(node.get("id"), str):
                renamed[node["id"]] = f"faulty.{kind}.{at}"
            sound[kind][at] = {
                "id": f"faulty.{kind}.{at}",
                **({"combine": "sum"} if kind == "component" else {}),
                **kept,
            }
    for kind in nodes:
        for at, node in enumerate(sound[kind]):
            if isinstance(node, dict) and isinstance(node.get("parent"), str) and node["parent"] in renamed:
                sound[kind][at] = node | {"parent": renamed[node["parent"]]}
    definition, _ = structure({**needed, **sound})
    if definition is None:
        return ()
    definition = attrs.evolve(definition, order=_order(text, data))
    return check_tree(definition, touched) + (() if advise is None else advise(definition, touched))


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a file's text, as `sha256sum` prints it where the file has no byte order mark."""
    return hashlib.sha256(text.encode()).hexdigest()


_HEADER = re.compile(r"\n[ \t]*\[\[[ \t]*(component|indicator)[ \t]*\]\]")
_KINDS = ("component", "indicator")


def _order(text: str, data: dict[str, Any]) -> tuple[int, ...]:
    """Return how components and indicators alternate in the file; see `Definition.order`."""
    counts = [len(data.get(kind, ())) for kind in _KINDS]
    kinds = _HEADER.findall(f"\n{text}")
    if [kinds.count(kind) for kind in _KINDS] != counts or '"""' in text or "'''" in text:
        positions = locate(text, 2)  # written inline, or perhaps quoted in a text of many lines
        places = [(kind, at) for kind, count in zip(_KINDS, counts, strict=True) for at in range(count)]
        return tuple(sorted(range(len(places)), key=lambda place: attrs.astuple(positions[places[place]])))
    waiting = {"component": iter(range(counts[0])), "indicator": iter(range(counts[0], sum(counts)))}
    return tuple(next(waiting[kind]) for kind in kinds)


def load_text(text: str, source: str = "") -> Definition:
    """Return the definition in `text`, or raise `DefinitionError` with every error."""
    definition, problems = parse(text, source)
    if definition is None:
        raise DefinitionError(problems)
    return definition


def dump(definition: Definition) -> str:
    """Write a definition as TOML text; reading it gives an equal definition.

    Examples
    --------
    >>> import parindex
    >>> from parindex.schema import dump, load_text
    >>> definition = parindex.load("pci-2013")
    >>> load_text(dump(definition)) == definition
    True
    """
    data = unstructure(definition)
    nodes = [(kind, node) for kind in _KINDS for node in data.pop(kind, [])]
    lines = [f"{_key(key)} = {_value(value)}" for key, value in data.items()]
    for at in definition.order or range(len(nodes)):
        kind, node = nodes[at]
        lines += ["", f"[[{kind}]]", *(f"{_key(key)} = {_value(value)}" for key, value in node.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _string(name)


_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", **{code: f"\\u{code:04X}" for code in (*range(32), 127)}}


def _string(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        text = plain(value)
        return f'"{text}"' if "/" in text else text
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(entry)}" for key, entry in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    return str(value)
