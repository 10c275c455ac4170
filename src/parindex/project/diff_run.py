"""What changed in the definitions of folders, and of paths since a revision of git, as one report."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath

import attrs

from parindex.base import Content, Failure, Problem, UnreadableError, say
from parindex.comparison import (
    LEVELS,
    Approval,
    DefinitionDiff,
    FilesDiff,
    edit_of_unreadable,
    edit_of_whole,
    is_folder,
    read_approvals,
    sides_compared,
    unused_approvals,
)
from parindex.project.definition_trees import Tree, folder_tree
from parindex.project.editions import head_of
from parindex.project.paired_sides import OpenedSide, Pair, Pairing, paired
from parindex.project.trees_since import TreesSince

#: What approvals are read from.
Approvals = str | os.PathLike[str] | Content | Iterable[Approval] | None


def diff_folders(old: str, new: str, *, approvals: Approvals = None) -> FilesDiff:
    """Say what changed in each definition of two folders, by its id, worst first; what is the same is left out.

    Raises
    ------
    DefinitionError
        The file of approvals is faulty.
    UnreadableError
        There is no such folder, or one of the two is a file.
    """
    for given in (old, new):
        if not is_folder(given):
            raise UnreadableError.of(given, say("no folder, as the other one is; compare files with files"))
    run = _Run(_approved(approvals))
    return run.compare(folder_tree(old), folder_tree(new))


def diff_files(paths: Iterable[str | os.PathLike[str]], against: str, *, approvals: Approvals = None) -> FilesDiff:
    """Say what changed in the definitions of files and folders since a revision of git.

    Raises
    ------
    DefinitionError
        The file of approvals is faulty.
    UnreadableError
        There is no git, no repository or no such revision.
    """
    if isinstance(paths, (str, os.PathLike)):
        raise TypeError(say("paths is a list of paths, not one"))
    trees = TreesSince.of(against, paths)
    run = _Run(_approved(approvals), list(trees.failures), list(trees.remarks))
    return run.compare(trees.old, trees.new, trees)


def _approved(approvals: Approvals) -> tuple[Approval, ...]:
    if isinstance(approvals, (str, os.PathLike, Content)):
        return read_approvals(approvals)
    return tuple(approvals or ())


@attrs.define
class _Run:
    """One run: which changes are meant, and what is to be said of it besides changes."""

    approvals: tuple[Approval, ...]
    failures: list[Failure] = attrs.field(factory=list)
    remarks: list[str] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)

    def compare(self, old: Tree, new: Tree, since: TreesSince | None = None) -> FilesDiff:
        """Return what changed between two trees."""
        self.failures += [*old.failures, *new.failures]
        pairing = paired(old, new)
        if since is not None:
            pairing = _with_moved(pairing, since)
        holders = _holders(new, pairing)
        diffs = [diff for pair in pairing.pairs if (diff := self._compared(pair, holders)) and diff.edits]
        diffs.sort(key=lambda diff: (LEVELS.index(diff.level or "editorial"), diff.id))
        edits = [edit for diff in diffs for edit in diff.edits]
        unused = unused_approvals(self.approvals, edits, filter(None, [one.definition for one in self.approvals]))
        problems = (*self.problems, *unused)
        return FilesDiff(
            tuple(diffs), len(pairing.same), tuple(dict.fromkeys(self.failures)), problems, (), tuple(self.remarks)
        )

    def _compared(self, pair: Pair, holders: Mapping[str, str]) -> DefinitionDiff | None:
        """Return what changed of one definition; None where it cannot be told, which is a failure."""
        old, new = pair.old, pair.new
        if new is not None and new.definition is None:
            self.failures.append(Failure(new.side.name, new.why))
            self.problems += new.problems
            return None
        if old is None and new is not None and (other := holders[new.id]) != new.side.name:
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
        if old.problems:
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


def _holders(new: Tree, pairing: Pairing) -> dict[str, str]:
    """Return which file of the new side holds each id, the first of several; of files that are the same, if need be."""
    holders = dict[str, str]()
    if any(pair.old is None for pair in pairing.pairs):
        for place in sorted(pairing.same):
            side = new.definitions[place]
            if head := head_of(FilePath(place), side.text or ""):
                holders.setdefault(head.id, side.name)
    for pair in sorted(pairing.pairs, key=lambda pair: pair.old is None):
        if pair.new is not None and pair.new.definition is not None:
            holders.setdefault(pair.new.id, pair.new.side.name)
    return holders


def _with_moved(pairing: Pairing, since: TreesSince) -> Pairing:
    """Return pairs of which new definitions that were in other files before are held against those."""
    added = [pair.new for pair in pairing.pairs if pair.old is None and pair.new and pair.new.definition]
    sides = since.moved_away(new.id for new in added)
    moved = {(old := OpenedSide.of(place, side)).id: old for place, side in sides.items()}
    return attrs.evolve(pairing, pairs=tuple(_moved(pair, moved) for pair in pairing.pairs))


def _moved(pair: Pair, moved: dict[str, OpenedSide]) -> Pair:
    return Pair(moved.pop(pair.new.id, None), pair.new) if pair.old is None and pair.new else pair
