"""What changed of each pair of definitions, and which pairs cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath

import attrs

from parindex.base import Failure, Problem, say
from parindex.comparison import Approval, DefinitionDiff, edit_of_unreadable, edit_of_whole, sides_compared
from parindex.project.definition_trees import Tree
from parindex.project.editions import head_of
from parindex.project.paired_sides import OpenedSide, Pair, Pairing
from parindex.project.trees_since import TreesSince


@attrs.define
class PairComparison:
    """Compares pairs; `holders` are the files of the new side by the ids that they hold."""

    approvals: tuple[Approval, ...]
    holders: Mapping[str, str]
    failures: list[Failure] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)

    def of(self, pair: Pair) -> DefinitionDiff | None:
        """Return what changed of one definition; None where it cannot be told, which is a failure."""
        old, new = pair.old, pair.new
        if new is not None and new.definition is None:
            self.failures.append(Failure(new.side.name, new.why))
            self.problems += new.problems
            return None
        if old is None and new is not None and (other := self.holders[new.id]) != new.side.name:
            message = say("the id {id!r} is that of {other} too", id=new.id, other=other)
            self.failures.append(Failure(new.side.name, message))
            return None
        if old is not None and old.definition is None:
            self.problems += old.problems
            return self._unreadable(old, new)
        if old is not None and new is not None:
            return sides_compared(old.side, new.side, self.approvals)
        return self._whole(old, new)

    def _unreadable(self, old: OpenedSide, new: OpenedSide | None) -> DefinitionDiff:
        """Return that nobody knows what changed: the old file does not load."""
        definition = new.definition if new else None
        edit = edit_of_unreadable(old.place, old.side.text or "", old.why, definition, old.id)
        if old.problems and old.problems[0].source == old.side.name:  # it may be in a file beside
            edit = attrs.evolve(edit, line=old.problems[0].line, column=old.problems[0].column)
        names = old.side.name, new.side.name if new else ""
        return DefinitionDiff(None, definition, names, (edit,), approvals=self.approvals)

    def _whole(self, old: OpenedSide | None, new: OpenedSide | None) -> DefinitionDiff:
        """Return that a definition was added, or removed."""
        before, after = old.definition if old else None, new.definition if new else None
        edits = [
            edit_of_whole(one, kind)
            for one, kind in ((before, "definition-removed"), (after, "definition-added"))
            if one
        ]
        names = old.side.name if old else "", new.side.name if new else ""
        return DefinitionDiff(before, after, names, tuple(edits), approvals=self.approvals)


def ids_of_same(new: Tree, pairing: Pairing) -> dict[str, str]:
    """Return the ids in files that are the same on both sides, and what those are called."""
    sides = {place: new.definitions[place] for place in sorted(pairing.same)}
    heads = ((side.name, head_of(FilePath(place), side.text or "")) for place, side in sides.items())
    return {head.id: name for name, head in reversed(list(heads)) if head}


def holders(new: Tree, pairing: Pairing) -> dict[str, str]:
    """Return which file of the new side holds each id, the first of several; of files that are the same, if need be."""
    files = dict[str, str]()
    if any(pair.old is None for pair in pairing.pairs):
        files |= ids_of_same(new, pairing)
    for pair in sorted(pairing.pairs, key=lambda pair: pair.old is None):
        if pair.new is not None and pair.new.definition is not None:
            files.setdefault(pair.new.id, pair.new.side.name)
    return files


def with_moved(pairing: Pairing, since: TreesSince) -> Pairing:
    """Return pairs of which new definitions that were in other files before are held against those."""
    added = [pair.new for pair in pairing.pairs if pair.old is None and pair.new and pair.new.definition]
    sides = since.moved_away(new.id for new in added)
    moved = {(old := OpenedSide.of(place, side)).id: old for place, side in sides.items()}
    return attrs.evolve(pairing, pairs=tuple(_moved(pair, moved) for pair in pairing.pairs))


def _moved(pair: Pair, moved: dict[str, OpenedSide]) -> Pair:
    return Pair(moved.pop(pair.new.id, None), pair.new) if pair.old is None and pair.new else pair
