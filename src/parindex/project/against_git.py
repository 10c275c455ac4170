"""What files are held against: a revision of git, by itself what the working tree or the last commit began from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

import attrs

from parindex.base import (
    UnreadableError,
    branch_point,
    checkout_of,
    commit_named,
    is_shallow,
    real_path,
    say,
    staged,
    untracked,
)
from parindex.definition import Definition, names_file
from parindex.project.editions import head_of
from parindex.project.opened_files import OpenedFile
from parindex.project.versions import Repository, compare

#: What is compared with where nothing is said: what the working tree began from; without changes, what that did.
HEAD, PARENT = "HEAD", "HEAD^"
#: So much of the name of a commit is shown.
SHORT = 12
#: Ends of files that hold definitions, cases, settings, units and tables.
_ENDS = (".toml", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".json")


@attrs.frozen
class Scope:
    """What was asked to be checked, by absolute paths: folders with all that is below, and files by themselves."""

    folders: tuple[FilePath, ...]
    files: tuple[FilePath, ...]

    @classmethod
    def of(cls, paths: Iterable[str | os.PathLike[str]]) -> Scope:
        """Return the scope of paths; what is no path on disk, such as a bundled id, is none of it."""
        given = [FilePath(os.path.normpath(FilePath(path).absolute())) for path in paths]
        folders = tuple(path for path in given if path.is_dir())
        return cls(folders, tuple(path for path in given if path.is_file()))

    def tops(self) -> Iterator[FilePath]:
        """Yield the repositories that any of it lies in, each once."""
        places = [*map(real_path, self.folders), *(real_path(file).parent for file in self.files)]
        yield from dict.fromkeys(filter(None, map(checkout_of, places)))

    def within(self, top: FilePath) -> Scope:
        """Return what lies in a repository."""
        folders = tuple(folder for folder in self.folders if checkout_of(real_path(folder)) == top)
        return Scope(folders, tuple(file for file in self.files if checkout_of(real_path(file).parent) == top))

    def touched_by(self, changed: Iterable[FilePath]) -> bool:
        """Return whether a file that changed may be of it, or beside it, or settings above it."""
        folders = tuple(map(real_path, self.folders))
        places = {*folders, *(real_path(file).parent for file in self.files)}
        above = {parent for place in places for parent in place.parents}
        return any(
            path.suffix in _ENDS
            and (path.parent in places or path.parent in above or any(path.is_relative_to(top) for top in folders))
            for path in changed
        )


def is_due(paths: Iterable[str | os.PathLike[str]]) -> bool:
    """Return whether paths are to be looked at before a commit: unless all that it changes lies elsewhere.

    Where no commit is being made, or git does not answer, they are.
    """
    given = tuple(paths)
    if not all(FilePath(path).exists() for path in given):
        return True
    scope = Scope.of(given)
    changes = list[frozenset[FilePath]]()
    for top in scope.tops():
        try:
            changes.append(staged(top))
        except UnreadableError:
            return True
    return not changes or any(not changed or scope.touched_by(changed) for changed in changes)


@attrs.define
class AgainstGit:
    """Holds files against a revision: the one named, else HEAD, or its parent where nothing differs from HEAD."""

    against: str | None
    scope: Scope
    since_branch: bool = False  # held against where the branch left the revision named
    remarks: list[str] = attrs.field(factory=list)
    reasons: list[str] = attrs.field(factory=list)
    _repositories: dict[FilePath, Repository] = attrs.field(factory=dict)

    def repository(self, top: FilePath) -> Repository:
        """Return a repository with the revision that it is held against; which one that is, is told."""
        if top not in self._repositories:
            self._repositories[top] = self._chosen(top)
        return self._repositories[top]

    def _chosen(self, top: FilePath) -> Repository:
        if self.against is not None:
            return self._left(self.against, top) if self.since_branch else Repository(top, self.against)
        repository = Repository(top, HEAD)
        if repository.refused:
            return repository
        if self.scope.touched_by(repository.changed | untracked("*.toml", top)):
            self.remarks.append(say("compared with HEAD: files here differ from it"))
            return repository
        if (commit := commit_named(PARENT, top)) is not None:
            self.remarks.append(say("compared with HEAD^ ({commit}): nothing here differs from HEAD", commit=commit))
            return Repository(top, PARENT)
        if is_shallow(top):
            why = say("nothing is compared: nothing here differs from HEAD, and this shallow clone has no HEAD^")
            self.remarks.append(why)
        else:
            self.remarks.append(say("nothing is compared: nothing here differs from HEAD, which is the first commit"))
        return repository

    def _left(self, revision: str, top: FilePath) -> Repository:
        """Return a repository held against the commit where its branch left a revision."""
        try:
            commit = branch_point(revision, top)[:SHORT]
        except UnreadableError as error:
            return Repository(top, revision, error.told)
        words = {"commit": commit, "revision": revision}
        self.remarks.append(say("compared with {commit}, where the branch leaves {revision}", **words))
        return Repository(top, commit)

    def versions(self, files: Iterable[OpenedFile]) -> list[OpenedFile]:
        """Hold versions against the revision; returns the files that could be compared."""
        compared = []
        for file in files:
            if file.path is None:
                continue
            real = real_path(file.path)  # git knows no links
            top = checkout_of(real.parent)
            if top is None:
                self.reasons += [] if self.against is None else [say("no git repository")]  # nobody asked for one
                continue
            repository = self.repository(top)
            head = head_of(real, file.text)
            try:
                before = repository.before(file.path, head.id if head else "", _units_of(file.definition))
            except UnreadableError as error:
                self.reasons.append(error.told)
                continue
            if repository.refused:
                self.reasons.append(repository.refused)
                continue
            compared.append(file)
            if before is not None and file.definition is not None:
                text, place = before
                for finding in compare(text, file.definition, repository.revision, place):
                    file.tell(*finding)
        return compared

    def told(self) -> tuple[list[str], list[str]]:
        """Return failures and remarks: what could not be compared is a failure where that was asked for."""
        reasons = list(dict.fromkeys(self.reasons))
        if self.against is None:
            return [], [*self.remarks, *(say("versions are not compared: {why}", why=why) for why in reasons)]
        template = "versions cannot be compared with {revision}: {why}"
        return [say(template, revision=self.against, why=why) for why in reasons], self.remarks


def _units_of(definition: Definition | None) -> str | None:
    """Return the name of the file of units that a definition names."""
    return definition.units if definition and names_file(definition.units) else None
