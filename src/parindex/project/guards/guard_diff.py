"""Guards that changed, beside the definitions of a comparison: cases with their definition, settings by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

import attrs

from parindex.base import Failure, Problem, UnreadableError, checkout_of, real_path, say
from parindex.comparison import LEVELS, Approval, DefinitionDiff, Edit, FilesDiff, revision_of, unused_approvals
from parindex.definition import CASES, MAX_DEFINITION_BYTES, files_beside, parse_definition
from parindex.project.guards.changed_guards import changed_guards
from parindex.project.guards.file_trees import FileTree, RevisionTree, WorkingTree
from parindex.project.guards.guarded_files import GuardedFiles
from parindex.project.settings import Finder


@attrs.frozen
class GuardSide:
    """One side: its files, the top folder for which they are named, and where each of those compared lies."""

    tree: FileTree
    top: FilePath
    folder: FilePath
    places: tuple[str, ...]
    left_out: frozenset[FilePath] = frozenset()
    finder: Finder = attrs.field(
        init=False, default=attrs.Factory(lambda self: Finder("nearest", files=self.tree), takes_self=True)
    )

    @classmethod
    def since(cls, revision: str, shown: str, top: FilePath, places: Iterable[str]) -> GuardSide:
        """Return files as they were, by their places from the top of a repository."""
        return cls(RevisionTree(revision, top, f"{shown}:"), top, top, tuple(places))

    @classmethod
    def here(cls, top: FilePath, places: Iterable[str]) -> GuardSide:
        """Return files as they are, by their places from a folder."""
        return cls(WorkingTree(), top, top, tuple(places))

    @classmethod
    def named(cls, given: str, places: Iterable[str]) -> GuardSide:
        """Return files by their places from a folder, or from that of a file, which may be of a revision."""
        committed = revision_of(given)
        folder = FilePath(given).absolute() if committed is None else real_path(committed[1])
        top = checkout_of(real_path(folder)) or folder
        tree = WorkingTree() if committed is None else RevisionTree(committed[0], top, f"{committed[0]}:")
        return cls(tree, top, folder, tuple(places))

    @property
    def paths(self) -> tuple[FilePath, ...]:
        """The files compared."""
        return tuple(self._path(place) for place in self.places)

    def excludes(self, place: str) -> bool:
        """Return whether settings of this side leave a file out; those that cannot be read leave nothing out."""
        try:
            settings = self.finder.of(self._path(place))
        except UnreadableError:
            return False
        return settings is not None and settings.excludes(self._path(place))

    def without(self, places: Iterable[str]) -> GuardSide:
        """Return the side without some files."""
        left_out = frozenset(map(self._path, places))
        return attrs.evolve(
            self, places=tuple(place for place in self.places if self._path(place) not in left_out), left_out=left_out
        )

    def files(self, side: str) -> GuardedFiles:
        """Return the files with all cases that stand beside them, and the settings that count for them."""
        folders = dict.fromkeys(path.parent for path in self.paths)
        beside = (path for folder in folders for path in self.tree.inside(folder) if path.name.endswith(CASES))
        paths = dict.fromkeys((*self.paths, *beside))
        return GuardedFiles(self.tree, side, tuple(path for path in paths if path not in self.left_out), self.finder)

    def _path(self, place: str) -> FilePath:
        return self.folder / place if place else self.folder


@attrs.frozen
class GuardDiffs:
    """Comparisons with what changed of guards, and what kept some of that from being compared."""

    diffs: tuple[DefinitionDiff, ...]
    failures: tuple[Failure, ...]
    problems: tuple[Problem, ...]


def with_guards(
    diffs: Iterable[DefinitionDiff], old: GuardSide, new: GuardSide, approvals: tuple[Approval, ...]
) -> GuardDiffs:
    """Return comparisons with changes of cases at their definitions, and those of settings beside them.

    Raises
    ------
    UnreadableError
        Git does not answer.
    """
    before, after = old.files("old"), new.files("new")
    changes = changed_guards(before, after, (old.top, new.top))
    ids = {*before.definitions, *(before.id_in(path) for path in old.paths)}
    by_id = {id_: edits for id_, edits in changes.cases.items() if id_ in ids}
    compared = [_extended(diff, by_id.pop(diff.id, ())) for diff in diffs]
    compared += [_of_cases(id_, edits, after, approvals) for id_, edits in by_id.items()]
    compared += _of_settings(changes.settings, approvals)
    sources = dict.fromkeys(problem.source for problem in changes.faulty)
    failures = tuple(Failure(source, say("the cases could not be compared")) for source in sources)
    return GuardDiffs(tuple(compared), failures, changes.faulty)


def guarded_pair(old: str, new: str, compared: DefinitionDiff) -> FilesDiff:
    """Return a comparison of two files with their cases and settings, where one of them is of a revision of git.

    Of two files side by side nobody knows whether one has taken the place of the other.
    """
    committed = [revision_of(given) is not None for given in (old, new)]
    files = all(known or FilePath(given).is_file() for known, given in zip(committed, (old, new), strict=True))
    same = compared.old and compared.new and compared.old.id == compared.new.id
    if not (any(committed) and files and same):
        return FilesDiff((compared,), problems=compared.problems)
    sides = GuardSide.named(old, [""]), GuardSide.named(new, [""])
    guarded = with_guards([compared], *sides, compared.approvals)
    edits = [edit for diff in guarded.diffs for edit in diff.edits]
    unused = unused_approvals(compared.approvals, edits, [compared.id])
    return FilesDiff(guarded.diffs, 0, guarded.failures, (*guarded.problems, *unused))


def _extended(diff: DefinitionDiff, edits: Iterable[Edit]) -> DefinitionDiff:
    all_edits = sorted((*diff.edits, *edits), key=lambda edit: LEVELS.index(edit.level))
    return attrs.evolve(diff, edits=tuple(all_edits))


def _of_cases(
    id_: str, edits: tuple[Edit, ...], files: GuardedFiles, approvals: tuple[Approval, ...]
) -> DefinitionDiff:
    """Return what changed in the cases of a definition that is itself as it was."""
    path = files.definitions.get(id_)
    definition, name = None, id_
    if path is not None:
        name = files.tree.shown(path)
        text = files.tree.read(path, MAX_DEFINITION_BYTES)
        definition, _ = parse_definition(text, name, beside=files_beside(path))
    diff = DefinitionDiff(definition, definition, (name, name), (), approvals=approvals)
    return _extended(diff, edits)


def _of_settings(edits: Iterable[Edit], approvals: tuple[Approval, ...]) -> Iterator[DefinitionDiff]:
    by_file: dict[str, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(edit.source.rpartition(":")[2], []).append(edit)
    for file, of_file in by_file.items():
        yield _extended(DefinitionDiff(None, None, (file, file), (), approvals=approvals), of_file)
