"""Which definition of one tree is which of another: by the place of the file, and by the id where it has another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path as FilePath

import attrs

from parindex.base import DefinitionError, Problem, UnreadableError, say
from parindex.comparison import Side
from parindex.definition import Definition
from parindex.project.definition_trees import Tree
from parindex.project.editions import head_of


@attrs.frozen(eq=False, slots=False)
class OpenedSide:
    """A file of one side: its definition, or what is wrong with it and why nothing can be compared."""

    place: str
    side: Side
    definition: Definition | None = None
    why: str = ""
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, place: str, side: Side) -> OpenedSide:
        """Load a definition."""
        try:
            loaded = attrs.evolve(side, made=side.definition)
            return cls(place, loaded, loaded.made)
        except UnreadableError as error:
            return cls(place, side, why=error.reason)
        except DefinitionError as error:
            return cls(place, side, why=_first(error.problems), problems=error.problems)

    @cached_property
    def id(self) -> str:
        """The id, of a file that does not load as far as it can be told."""
        if self.definition is not None:
            return self.definition.id
        head = head_of(FilePath(self.place), self.side.text or "")
        return head.id if head else ""


def _first(problems: Iterable[Problem]) -> str:
    """Return the first of problems with its place, and how many more there are."""
    first, *others = problems
    if first.line is None:
        told = say("faulty: {message}", message=first.message)
    else:
        told = say("faulty in line {line}: {message}", line=first.line, message=first.message)
    return say("{told} ({count} more problems)", told=told, count=len(others)) if others else told


@attrs.frozen
class Pair:
    """A definition on both sides, or on one."""

    old: OpenedSide | None
    new: OpenedSide | None


@attrs.frozen
class Pairing:
    """Two trees held against each other: files that are the same, and the definitions of all others."""

    same: frozenset[str]
    pairs: tuple[Pair, ...]


def paired(old: Tree, new: Tree) -> Pairing:
    """Pair the definitions of two trees; those in files that are the same are not loaded."""
    ours, theirs = old.definitions, new.definitions
    same = frozenset(place for place, side in ours.items() if place in theirs and side.is_as(theirs[place]))
    before, after = ([OpenedSide.of(place, side) for place, side in _but(sides, same)] for sides in (ours, theirs))
    pairs = list(_by_place(before, after))
    taken = {id(side) for pair in pairs for side in (pair.old, pair.new)}
    rest = [[side for side in sides if id(side) not in taken] for sides in (before, after)]
    return Pairing(same, (*pairs, *_by_id(*rest)))


def _but(sides: Mapping[str, Side], same: frozenset[str]) -> Iterator[tuple[str, Side]]:
    return ((place, side) for place, side in sides.items() if place not in same)


def _by_place(before: Iterable[OpenedSide], after: Iterable[OpenedSide]) -> Iterator[Pair]:
    """Yield files at one place that hold one definition, or of which one does not load."""
    theirs = {side.place: side for side in after}
    for old in before:
        new = theirs.get(old.place)
        if new is not None and (old.id == new.id or not (old.definition and new.definition)):
            yield Pair(old, new)


def _by_id(before: list[OpenedSide], after: list[OpenedSide]) -> Iterator[Pair]:
    """Yield files at other places, each with the first of its id."""
    theirs: dict[str, OpenedSide] = {}
    for new in after:
        theirs.setdefault(new.id, new)
    taken = set[str]()
    for old in before:
        first = theirs.get(old.id) if old.id and old.id not in taken else None
        taken |= set() if first is None else {old.id}
        yield Pair(old, first)
    for new in after:
        if not (new.id in taken and theirs[new.id] is new):
            yield Pair(None, new)
