"""What the values of indicators refer to: every name known, every input used, no circle, no division by 0."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain

from parindex.base import MAX_DEPTH, Hints, Path, fold, listed, say
from parindex.definition.checking.hierarchy import PAPERS, SoundTree
from parindex.definition.enclosed_formulas import NeverDefinedError, ends_of
from parindex.definition.expressions import MAX_DEGREE, Expression
from parindex.definition.rules.rule import Finding
from parindex.definition.tree import Indicator
from parindex.kernels import Ends


def check_references(tree: SoundTree) -> Iterator[Finding]:
    """Every name of a value is known, every input used, nothing depends on itself or divides by 0."""
    leaves = {node.id: node for node in tree.kinds.values() if isinstance(node, Indicator)}
    numbers = {id_: None for id_, other in leaves.items() if other.rule.options() is None}
    numbers |= dict.fromkeys(tree.definition.outside)
    whole = not tree.touched & {("parameter",), ("attributes",)}  # else a name may be one of a faulty table
    refers = {id_: tuple(name for name in leaf.refers_to if name in leaves) for id_, leaf in leaves.items()}
    circular, hints = _circular(refers) if any(refers.values()) else set[str](), Hints()
    for path, leaf in tree.places():
        if not isinstance(leaf, Indicator):
            continue
        yield from _reads(tree, path, leaf)
        if leaf.value is None and leaf.inputs:
            message = say("{id}: there are inputs and no value", id=leaf.id)
            hint = say('add value = "…", worked out from {names}', names=listed(leaf.reads))
            yield "missing-key", path, message, hint
        elif leaf.value is not None and (leaf.rule.options() is not None or leaf.rule.items(leaf)):
            message = say("{id}: the rule {kind!r} reads names, not a number", id=leaf.id, kind=leaf.rule.kind)
            yield "wrong-value", (*path, "value"), message, say("remove inputs and value, or use another rule")
        elif leaf.value is not None:
            yield from _names(leaves, numbers, path, leaf, hints, whole=whole)
            if leaf.id in circular:
                message = say("the value of {id!r} depends on itself", id=leaf.id)
                hint = say("an indicator can refer only to those that do not refer to it")
                yield "value-cycle", (*path, "value"), message, hint
    if any(refers.values()) and not circular and (deep := _deep(refers)):
        message = say("the value of {id!r} refers to others over more than {most} levels", id=deep, most=MAX_DEPTH)
        yield "too-large", (*tree.paths[deep], "value"), message, ""
    elif any(refers.values()) and not circular and (grown := _grown(leaves, refers)):
        message = say("{id}: powers multiply more than {most} numbers in all", id=grown, most=MAX_DEGREE)
        yield "too-large", (*tree.paths[grown], "value"), message, say("what it refers to multiplies too")


def _reads(tree: SoundTree, path: Path, leaf: Indicator) -> Iterator[Finding]:
    for name in leaf.reads:
        if fold(name) in PAPERS:
            message = say("{id}: {name!r} is a word for documents", id=leaf.id, name=name)
            yield "wrong-value", path, message, say("choose another name")
        if f"{leaf.id}.{name}" in tree.kinds:
            message = say("{id}: the column of {name!r} has the id of another node", id=leaf.id, name=name)
            yield "duplicate-id", path, message, say("choose another name")
    if leaf.on_zero_denominator is not None and not any(leaf.formula.divisors() if leaf.formula else ()):
        message = say("{id}: nothing is divided", id=leaf.id)
        yield "wrong-value", (*path, "on_zero_denominator"), message, say("remove it")
    if leaf.on_zero_denominator == "full" and leaf.obtainable is None:
        yield "missing-key", path, say('{id}: on_zero_denominator = "full" needs max', id=leaf.id), say("add max = …")


def _names(
    leaves: dict[str, Indicator], numbers: dict[str, None], path: Path, leaf: Indicator, hints: Hints, *, whole: bool
) -> Iterator[Finding]:
    named = dict(leaf.value.tree.names()) if leaf.value else {}
    for at, name in enumerate(leaf.reads):
        if name in leaf.reads[:at] or name in leaves:
            where = say("it stands there already")
            if name in leaves:
                where = say("an indicator has that id")
            message = say("{id}: input {name!r}: {where}", id=leaf.id, name=name, where=where)
            yield "duplicate-id", (*path, "inputs", at), message, say("choose another name")
        elif name not in named:
            message = say("{id}: {name!r} is not used by value", id=leaf.id, name=name)
            yield "unused-input", (*path, "inputs", at), message, say("remove it")
    for name, at in named.items() if whole else ():
        if name not in leaf.reads and name not in numbers:
            what = say("has no number") if name in leaves else say("is no input, nor another indicator")
            hint = hints.near(name, chain(leaf.reads, numbers)) or say("add it to inputs")
            message = say("{id}: {name!r} (character {at}) {what}", id=leaf.id, name=name, at=at, what=what)
            yield "unknown-name", (*path, "value"), message, hint
    ranges = {name: ends_between(*leaves[name].rule.domain(leaves[name])) for name in named if name in leaves}
    if leaf.value is not None:
        yield from never_defined(leaf.value, ranges, leaf.id, (*path, "value"))


def ends_between(low: Fraction | None, high: Fraction | None) -> Ends:
    """Return ends, infinite where there is no limit."""
    return -math.inf if low is None else low, math.inf if high is None else high


def never_defined(formula: Expression, ends: Mapping[str, Ends], id_: str, path: Path) -> Iterator[Finding]:
    """Find what can be worked out for none of the numbers that the names of a formula can have."""
    try:
        ends_of(formula.tree, ends)
    except NeverDefinedError as error:
        values = {"id": id_, "at": error.term.parts[-1].at if error.term.kind == "/" else error.term.at}
        if error.term.kind == "/":
            yield "zero-divisor", path, say("{id}: it divides by 0 (character {at})", **values), ""
        else:
            message = say("{id}: {name!r} (character {at}) is never defined", name=error.term.kind, **values)
            yield "never-defined", path, message, say("correct the formula, or the range of what it refers to")


def _circular(refers: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the indicators whose value depends on itself: those that each other is reached from, and itself."""
    referred: dict[str, list[str]] = {}
    for id_, names in refers.items():
        for name in names:
            referred.setdefault(name, []).append(id_)
    circular: set[str] = set()
    seen: set[str] = set()
    for id_ in reversed(_reached(refers, refers, set())):  # Kosaraju: backward, from the one finished last
        group = _reached(referred, [id_], seen)
        if len(group) > 1 or id_ in refers[id_]:
            circular.update(group)
    return circular


def _reached(edges: Mapping[str, Sequence[str]], starts: Iterable[str], seen: set[str]) -> list[str]:
    """Return what is reached and not seen before, each after all that is reached from it."""
    finished: list[str] = []
    for start in starts:
        waiting = [(start, iter(edges.get(start, ())))] if start not in seen else []
        seen.add(start)
        while waiting:
            id_, names = waiting[-1]
            name = next((name for name in names if name not in seen), None)
            if name is None:
                finished.append(id_)
                waiting.pop()
            else:
                seen.add(name)
                waiting.append((name, iter(edges.get(name, ()))))
    return finished


def _deep(refers: Mapping[str, Sequence[str]]) -> str:
    """Return the first indicator that refers to others over too many levels; none is circular."""
    levels: dict[str, int] = {}
    for id_ in _reached(refers, refers, set()):
        levels[id_] = 1 + max((levels[name] for name in refers[id_]), default=0)
        if levels[id_] > MAX_DEPTH:
            return id_
    return ""


def _grown(leaves: Mapping[str, Indicator], refers: Mapping[str, Sequence[str]]) -> str:
    """Return the first indicator whose value multiplies too many numbers, with those of what it refers to."""
    degrees: dict[str, int] = {}
    for id_ in _reached(refers, refers, set()):
        formula = leaves[id_].value
        own = 1 if formula is None else formula.tree.degree()
        degrees[id_] = own * max((degrees[name] for name in refers[id_]), default=1)
        if degrees[id_] > MAX_DEGREE >= own > 1:
            return id_
    return ""
