"""Guards that were weakened, as problems of a check: of cases and settings, unless that is approved."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path as FilePath

import attrs

from parindex.base import DefinitionError, Message, Problem, UnreadableError, real_path, say
from parindex.comparison import Approval, Edit, edit_of_whole, read_approvals
from parindex.definition import APPROVALS, CASES, MAX_DEFINITION_BYTES, parse_definition
from parindex.project.against_git import AgainstGit, Scope
from parindex.project.guards.changed_guards import GuardChanges, changed_guards
from parindex.project.guards.file_trees import FileTree, RevisionTree, WorkingTree
from parindex.project.guards.guard_edits import named
from parindex.project.guards.guarded_files import GuardedFiles
from parindex.project.opened_files import OpenedFile
from parindex.project.settings import Finder

#: A file of approvals, "nearest" for the one in the working folder, or none.
ApprovalsFile = str | os.PathLike[str] | None


def check_guards(
    git: AgainstGit, files: Sequence[OpenedFile], settings: Finder, approvals: ApprovalsFile
) -> Iterator[Problem]:
    """Yield what is checked less than in the revision that files are held against, and is not approved.

    Raises
    ------
    UnreadableError
        There is no such file of approvals.
    """
    try:
        approved = _read(approvals)
    except DefinitionError as error:
        yield from error.problems
        return
    checked = {real_path(file.path) for file in files if file.path is not None}
    for top in git.scope.tops():
        repository = git.repository(top)
        if repository.refused:
            git.reasons.append(repository.refused)
            continue
        guards = _Guards(RevisionTree(repository.revision, top), git.scope.within(top), settings, checked)
        try:
            yield from guards.problems({approval.fingerprint for approval in approved})
            added = guards.approvals_added(approved)
        except UnreadableError as error:
            git.reasons.append(error.told)
            continue
        if added:
            reasons = named(approval.reason for approval in added)
            git.remarks.append(say("approvals added: {count} ({reasons})", count=len(added), reasons=reasons))


def _read(approvals: ApprovalsFile) -> tuple[Approval, ...]:
    if approvals is None or (approvals == "nearest" and not FilePath(APPROVALS).exists()):
        return ()
    return read_approvals(APPROVALS if approvals == "nearest" else approvals)


@attrs.frozen
class _Guards:
    """What is checked of one repository, held against a revision of it."""

    past: RevisionTree
    scope: Scope
    settings: Finder
    checked: set[FilePath]

    def problems(self, approved: set[str]) -> Iterator[Problem]:
        """Yield what is checked less and not approved."""
        for changes in self._changes():
            for id_, path in changes.removed.items():
                yield from self._removed(id_, path, approved)
            for edit in (edit for edits in changes.cases.values() for edit in edits):
                yield from _told(edit, "cases-loosened", approved)
            for edit in changes.settings:
                yield from _told(edit, "settings-loosened", approved)
            yield from (one for one in changes.faulty if real_path(FilePath(one.source)) not in self.checked)

    def approvals_added(self, approvals: Iterable[Approval]) -> list[Approval]:
        """Return the approvals that the revision did not have."""
        given = list(approvals)
        files = {FilePath(approval.source).absolute() for approval in given}
        before = "".join(self.past.read(file, MAX_DEFINITION_BYTES) for file in files if self.past.is_file(file))
        return [approval for approval in given if approval.fingerprint not in before]

    def _changes(self) -> Iterator[GuardChanges]:
        tops = self.past.top, self.past.top
        if self.scope.folders:
            old, new = self._side(self.past, "old"), self._side(WorkingTree(), "new")
            before = _without(old, [path for path in old.paths if _is_left_out(old, path)])
            moved_away = [path for path in new.paths if path not in before.paths and _is_left_out(new, path)]
            yield changed_guards(before, _without(new, moved_away), tops)
        if self.scope.files:
            old, new = (
                self._side(tree, side, named=True) for tree, side in ((self.past, "old"), (WorkingTree(), "new"))
            )
            changes = changed_guards(old, new, tops)
            ids = {new.id_in(path) for path in self.scope.files}
            cases = {id_: edits for id_, edits in changes.cases.items() if id_ in ids}
            yield attrs.evolve(changes, cases=cases, removed={})

    def _side(self, tree: FileTree, side: str, *, named: bool = False) -> GuardedFiles:
        """Return the files of one side: those in folders, or those named."""
        wanted = self.settings.wanted
        if isinstance(wanted, FilePath) and not real_path(wanted).is_relative_to(self.past.top):
            finder = Finder(None)  # the same on both sides
        else:
            finder = self.settings if side == "new" else Finder(wanted, files=tree)
        paths = self._beside(tree) if named else self._in_folders(tree)
        return GuardedFiles(tree, side, tuple(dict.fromkeys(paths)), finder)

    def _in_folders(self, tree: FileTree) -> Iterator[FilePath]:
        for folder in self.scope.folders:
            yield from tree.below(folder)

    def _beside(self, tree: FileTree) -> Iterator[FilePath]:
        """Yield the files named, and all cases that stand beside them, whatever they are called."""
        for folder in dict.fromkeys(file.parent for file in self.scope.files):
            yield from (path for path in tree.inside(folder) if path.name.endswith(CASES))
        yield from (path for path in self.scope.files if tree.is_file(path))

    def _removed(self, id_: str, path: FilePath, approved: set[str]) -> Iterator[Problem]:
        definition, _ = parse_definition(self.past.read(path, MAX_DEFINITION_BYTES))
        if definition is None:
            message = say("definition removed: {node}", node=repr(id_))
            yield attrs.evolve(Problem.of("definition-removed", message), source=self.past.shown(path))
            return
        edit = attrs.evolve(edit_of_whole(definition, "definition-removed"), source=self.past.shown(path))
        yield from _told(edit, "definition-removed", approved, all_levels=True)


def _without(files: GuardedFiles, paths: Container[FilePath]) -> GuardedFiles:
    return attrs.evolve(files, paths=tuple(path for path in files.paths if path not in paths))


def _is_left_out(files: GuardedFiles, path: FilePath) -> bool:
    settings = files.settings_of(path)
    return settings is not None and settings.excludes(path)


def _told(edit: Edit, code: str, approved: set[str], *, all_levels: bool = False) -> Iterator[Problem]:
    if edit.fingerprint in approved or not (all_levels or edit.level == "loosening"):
        return
    hint = say("take it back, or approve it in {file}: {fingerprint}", file=APPROVALS, fingerprint=edit.fingerprint)
    message: str | Message = edit.message
    problem = Problem.of(code, message, hint, edit.path)
    yield attrs.evolve(problem, source=edit.source, line=edit.line, column=edit.column)
