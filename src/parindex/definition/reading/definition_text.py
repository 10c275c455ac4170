"""The TOML text of a definition to its tree and back, every fault with its line and column."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import attrs

from parindex.base import (
    LIMITS,
    DefinitionError,
    Limits,
    Problem,
    SoundRest,
    errors,
    locate,
    placed,
    read_with_rest,
    say,
    toml_key,
    toml_value,
)
from parindex.definition.checking.digits_of_figures import Advice, checks_of
from parindex.definition.expressions import MAX_LENGTH
from parindex.definition.reading.seen_texts import ReadOnce, keep_seen, seen_text
from parindex.definition.reading.structuring import structure, unstructure
from parindex.definition.reading.units_file import FileBeside, UnitsFile, with_units
from parindex.definition.tree import Definition
from parindex.definition.unit_registry import names_file


def parse_definition(
    text: str,
    source: str = "",
    advise: Advice | None = None,
    beside: FileBeside | None = None,
    limits: Limits = LIMITS,
) -> tuple[Definition | None, tuple[Problem, ...]]:
    """Read a definition from TOML text.

    Parameters
    ----------
    text : str
        The file's text.
    source : str
        Its name, for messages.
    advise : callable, optional
        What gives warnings and notes beyond the errors: `parindex.definition.advise`.
    beside : callable, optional
        What reads a file of units that the definition names; without it such a definition is refused.
    limits : Limits
        How many nodes it may have.

    Returns
    -------
    definition : Definition or None
        None where there are errors.
    problems : tuple of Problem
        Every fault found, in the order of the text.
    """
    opened = None if beside is None else ReadOnce(beside)
    seen = seen_text(text, opened, limits)
    if seen is None:
        if fault := _too_many(text, source, limits):
            return None, (fault,)
        definition, problems = _parsed(text, source, advise, opened, limits)
        if definition is None:
            return None, problems
        if problems and advise is not None:  # which may all be advice
            problems = _parsed(text, source, None, opened, limits)[1]
        seen = keep_seen(text, opened, limits, definition, quiet=not problems)
    if not seen.quiet:  # what is told has its place, in this source
        return seen.definition, _parsed(text, source, advise, opened, limits)[1]
    return seen.definition, () if advise is None else placed(text, source, advise(seen.definition, ()))


def _too_many(text: str, source: str, limits: Limits) -> Problem | None:
    """Return that a text has more components and indicators than are read: so many headers, or keys within one."""
    return _refused_count(len(_HEADER.findall(f"\n{text}")), source, limits)


def _refused_count(count: int, source: str, limits: Limits) -> Problem | None:
    """Return that there are more components and indicators than are read."""
    if count <= limits.max_nodes:
        return None
    message = say("{count:,} components and indicators, more than {most:,}", count=count, most=limits.max_nodes)
    return Problem("too-large", "error", message, "", source, 1, 1)


def _parsed(
    text: str, source: str, advise: Advice | None, beside: FileBeside | None, limits: Limits
) -> tuple[Definition | None, tuple[Problem, ...]]:
    data, problems, rest = read_with_rest(text, source)
    if rest is not None and rest.data is not None:
        listed = (*problems, *_beside_slips(source, rest, rest.data, advise, limits))
        return None, tuple(sorted(listed, key=lambda problem: (problem.line or 0, problem.column or 0, problem.code)))
    if data is None:
        return None, problems
    counts = [len(nodes) for kind in _KINDS if isinstance(nodes := data.get(kind), list)]
    if fault := _refused_count(sum(counts), source, limits):  # which may stand in one line, without headers
        return None, (fault,)
    if fault := _long_formulas(data, source, limits):
        return None, (fault,)
    definition, problems = structure(data)
    file = UnitsFile()
    if definition is None:
        problems += _checks_of_the_rest(text, data, problems, advise, limits)
    else:
        definition = attrs.evolve(definition, order=_order(text, data))
        if names_file(definition.units):
            definition, file = with_units(definition, beside)
        definition = attrs.evolve(definition, sha256=fingerprint(text + file.text))
        touched = [("units",)] if errors(file.problems) else []
        problems = checks_of(definition, limits, advise, touched)
    problems = _placed(text, source, problems, file)
    return (None if errors(problems) else definition), problems


def _long_formulas(data: dict[str, Any], source: str, limits: Limits) -> Problem | None:
    """Return that formulas have more characters in all than may be parsed."""
    nodes = [
        node for kind in _KINDS if isinstance(data.get(kind), list) for node in data[kind] if isinstance(node, dict)
    ]
    texts = [node[key] for node in (data, *nodes) for key in ("value", "formula") if isinstance(node.get(key), str)]
    length, most = sum(map(len, texts)), limits.max_work // _WORK_OF_A_CHARACTER
    if length <= max(most, MAX_LENGTH):
        return None
    message = say("formulas of {count:,} characters in all, more than {most:,}", count=length, most=most)
    return Problem("too-large", "error", message, "", source, 1, 1)


def _placed(text: str, source: str, problems: tuple[Problem, ...], listed: UnitsFile) -> tuple[Problem, ...]:
    """Return problems with their places: those of units in the file that lists them, behind the others."""
    if not listed.source:
        return placed(text, source, (*problems, *listed.problems))
    of_units = [problem for problem in problems if problem.path[:1] == ("unit",) and len(problem.path) > 1]
    elsewhere = placed(text, source, [problem for problem in problems if problem not in of_units])
    return (*elsewhere, *listed.problems, *map(listed.located, of_units))


def _beside_slips(
    source: str, rest: SoundRest, data: dict[str, Any], advise: Advice | None, limits: Limits
) -> tuple[Problem, ...]:
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
        problems += _checks_of_the_rest(rest.text, data, (*problems, *lacking), advise, limits)
    return placed(rest.text, source, problems)


def _checks_of_the_rest(
    text: str, data: dict[str, Any], problems: tuple[Problem, ...], advise: Advice | None, limits: Limits
) -> tuple[Problem, ...]:
    """Check what can be checked beside the keys at fault, so that one run tells all."""
    needed = {"id": "faulty", "index": "-", "version": "-", "title": "-", "years": [2000], "combine": "sum"}
    nodes = {kind: data[kind] for kind in _KINDS if isinstance(data.get(kind, 0), list)}
    if any(kind in data and kind not in nodes for kind in _KINDS):
        return ()
    faulty = {problem.path for problem in problems}
    touched = {path[:2] if path and path[0] in nodes else path[:1] for path in faulty}
    renamed: dict[str, str] = {}  # a part still hangs from a component whose id is no id
    sound = {key: value for key, value in data.items() if (key,) not in touched}
    for kind, tables in nodes.items():
        sound[kind] = list(tables)
        for at in (at for at in range(len(tables)) if (kind, at) in touched):
            node = tables[at] if isinstance(tables[at], dict) else {}
            named = {key: node[key] for key in ("id", "parent") if key in node and (kind, at, key) not in faulty}
            if "id" not in named and isinstance(node.get("id"), str):
                renamed[node["id"]] = f"faulty.{kind}.{at}"
            stand_in = {"id": f"faulty.{kind}.{at}", **({"combine": "sum"} if kind == "component" else {})}
            sound[kind][at] = stand_in | named
    for kind in nodes:
        for at, node in enumerate(sound[kind]):
            if isinstance(node, dict) and isinstance(node.get("parent"), str) and node["parent"] in renamed:
                sound[kind][at] = node | {"parent": renamed[node["parent"]]}
    definition, _ = structure({**needed, **sound})
    if definition is None:
        return ()
    definition = attrs.evolve(definition, order=_order(text, data))
    return checks_of(definition, limits, advise, touched)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a file's text, as `sha256sum` prints it where the file has no byte order mark."""
    return hashlib.sha256(text.encode()).hexdigest()


_HEADER = re.compile(r"\n[ \t]*\[\[[ \t]*(component|indicator)[ \t]*\]\]")
_KINDS = ("component", "indicator")
#: What parsing and checking a character of a formula takes, in the work that `Limits` allow.
_WORK_OF_A_CHARACTER = 12_000


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


def load_text(text: str, source: str = "", beside: FileBeside | None = None, limits: Limits = LIMITS) -> Definition:
    """Return the definition in `text`, or raise `DefinitionError` with every error; see `parse_definition`."""
    seen = seen_text(text, opened := None if beside is None else ReadOnce(beside), limits)
    if seen is not None:
        return seen.definition
    definition, problems = parse_definition(text, source, beside=opened, limits=limits)
    if definition is None:
        raise DefinitionError(problems)
    return definition


def dump(definition: Definition) -> str:
    """Write a definition as TOML text; reading it, beside its file of units where it names one, gives an equal one.

    Examples
    --------
    >>> import parindex
    >>> from parindex.definition import dump, load_text
    >>> definition = parindex.load("pci-2013")
    >>> load_text(dump(definition)) == definition
    True
    """
    data = unstructure(definition)
    nodes = [(kind, node) for kind in _KINDS for node in data.pop(kind, [])]
    lines = [f"{toml_key(key)} = {toml_value(value)}" for key, value in data.items()]
    for at in definition.order or range(len(nodes)):
        kind, node = nodes[at]
        lines += ["", f"[[{kind}]]", *(f"{toml_key(key)} = {toml_value(value)}" for key, value in node.items())]
    return "\n".join(lines) + "\n"
