"""Several files and folders as they are now, and as they were in a revision of git."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path as FilePath

import attrs

from parindex.base import (
    Blob,
    Failure,
    UnreadableError,
    branch_point,
    changed_in_index,
    checkout_of,
    name_from,
    not_checked_out,
    real_path,
    say,
)
from parindex.comparison import Side
from parindex.definition import is_looked_at, is_other
from parindex.project.against_git import SHORT
from parindex.project.definition_trees import Committed, Tree, path_below, side_here, walked
from parindex.project.editions import head_of
from parindex.project.guards.guard_edits import named


@attrs.define(slots=False)
class TreesSince:
    """Paths on both sides; paths that overlap are taken once."""

    repository: Committed
    revision: str  # what it is called
    failures: list[Failure] = attrs.field(factory=list)
    remarks: list[str] = attrs.field(factory=list)
    old: Tree = attrs.field(factory=Tree)
    new: Tree = attrs.field(factory=Tree)
    named: frozenset[str] = frozenset()  # the places of paths, those of files and of folders

    @classmethod
    def of(cls, revision: str, paths: Iterable[str | os.PathLike[str]], *, since_branch: bool) -> TreesSince:
        """Return the trees of paths; raises `UnreadableError` where git knows no such revision."""
        given = {os.fspath(path): _there(FilePath(path)) for path in paths}
        if not given:
            raise ValueError(say("no path is given"))
        repository = Committed.around(next(iter(given.values())), revision)
        trees = cls(repository, revision)
        if since_branch:
            commit = branch_point(revision, repository.top)
            short = commit[:SHORT]
            trees = cls(attrs.evolve(repository, revision=commit), short)
            words = {"commit": short, "revision": revision}
            trees.remarks.append(say("compared with {commit}, where the branch leaves {revision}", **words))
        trees._fill(given)
        return trees

    def name(self, place: str) -> str:
        """Return what a file is called: from the working directory, as far as it lies below that."""
        return name_from(FilePath.cwd(), os.fspath(self.repository.top / place))

    def name_before(self, place: str) -> str:
        """Return what a file of the revision is called."""
        return f"{self.revision}:{self.name(place)}"

    def _fill(self, given: dict[str, FilePath]) -> None:
        places = dict[str, str]()
        for name, path in given.items():
            try:
                places[name] = self.repository.place(path)
            except UnreadableError as error:
                self.failures.append(Failure(name, error.reason))
        self.named = frozenset(places.values())
        committed = {name: {place, self._as_named(FilePath(name), place)} for name, place in places.items()}
        blobs = self.repository.blobs({*places.values()}.union(*committed.values())) if places else ()
        before, now = dict[str, Blob](), dict[str, Side]()
        for name, place in places.items():
            for known in sorted(committed[name]):
                before |= self._committed(known, blobs)
            now |= self._here(name, given[name], place)
            if not any(_is_at(place, known) for known in (*before, *now)):
                self._nothing(name, given[name])
        before = self._checked_out(before)
        shut = {place: self.repository.top / place for place in before if _is_shut(self.repository.top / place)}
        now |= {place: side_here(path, self.name(place)) for place, path in shut.items()}
        self.old = Tree.of(self.repository.sides(before.values(), self.name_before))
        self.new = Tree.of(now)

    def _checked_out(self, before: dict[str, Blob]) -> dict[str, Blob]:
        """Return files of the revision without those that a sparse checkout leaves out: they are not gone."""
        top = self.repository.top
        absent = [place for place in before if not os.path.lexists(top / place)]
        left_out = not_checked_out(top).intersection(absent) if absent else frozenset[str]()
        if not left_out:
            return before
        changed = changed_in_index(self.repository.revision, top) & left_out
        self.failures += [Failure(self.name(one), say("changed, but not checked out here")) for one in sorted(changed)]
        if same := sorted(left_out - changed):
            files = named(map(self.name, same))
            self.remarks.append(say("not checked out here, and not compared: {files}", files=files))
        return {place: blob for place, blob in before.items() if place not in left_out}

    def _as_named(self, path: FilePath, place: str) -> str:
        """Return the place of a path without following links: what is a link now may have been a folder."""
        whole = FilePath(os.path.normpath(path.absolute()))
        top = next((above for above in whole.parents if real_path(above) == self.repository.top), None)
        return place if top is None else whole.relative_to(top).as_posix()

    def _committed(self, place: str, blobs: Iterable[Blob]) -> dict[str, Blob]:
        """Return the files that the revision has at a place and below."""
        at = {blob.path: blob for blob in blobs if _is_at(place, blob.path)}
        return {
            path: blob
            for path, blob in at.items()
            if (
                not is_other(FilePath(path).name)
                if path == place
                else is_looked_at(path_below(place, path), cases=True)
            )
        }

    def _here(self, name: str, path: FilePath, place: str) -> dict[str, Side]:
        """Return the files that are there now at a place and below."""
        if path.is_dir():
            files = self._of_repository(walked(path, self.failures))
            return {(known := self.repository.place(file)): side_here(file, self.name(known)) for file in files}
        if is_other(path.name):
            self.remarks.append(say("{file}: no definition, passed over", file=name))
        elif os.path.lexists(path):
            return {place: side_here(path, self.name(place))}
        return {}

    def _of_repository(self, files: Iterable[FilePath]) -> list[FilePath]:
        """Return files without those of repositories within this one, such as submodules, which are failures."""
        by_folder: dict[FilePath, list[FilePath]] = {}
        for file in files:
            by_folder.setdefault(file.parent, []).append(file)
        tops = {folder: checkout_of(real_path(folder)) for folder in by_folder}
        others = {top for top in tops.values() if top and self.repository.top in top.parents}
        words = {"revision": self.revision}
        message = say("a repository of its own: {revision} does not hold its files; compare them there", **words)
        self.failures += [Failure(name_from(FilePath.cwd(), os.fspath(top)), message) for top in sorted(others)]
        return [file for folder, inside in by_folder.items() if tops[folder] not in others for file in inside]

    def _nothing(self, name: str, path: FilePath) -> None:
        if path.is_dir():
            self.failures.append(Failure(name, say("no *.toml in this folder")))
        elif not is_other(path.name):
            message = say("it is neither here nor in {revision}", revision=self.revision)
            self.failures.append(Failure(name, message))

    def moved_away(self, ids: Iterable[str]) -> dict[str, Side]:
        """Return definitions of some ids that the revision has in files, not among the paths, which are gone now."""
        wanted = set(ids)
        gone = {place: blob for place, blob in self._gone.items() if place not in self.old.definitions}
        sides = self.repository.sides(gone.values(), self.name_before) if wanted else {}
        heads = {place: head_of(FilePath(place), side.text or "") for place, side in sides.items()}
        return {place: side for place, side in sides.items() if (head := heads[place]) and head.id in wanted}

    @cached_property
    def _gone(self) -> dict[str, Blob]:
        everything = self.repository.blobs(["."])
        places = {blob.path: blob for blob in everything if is_looked_at(blob.path, cases=False)}
        return {place: blob for place, blob in places.items() if not os.path.lexists(self.repository.top / place)}


def _there(path: FilePath) -> FilePath:
    """Return where a path lies: git follows links to folders as little as it knows them."""
    whole = FilePath(os.path.normpath(path.absolute()))
    return real_path(whole) if whole.is_dir() else real_path(whole.parent) / whole.name


def _is_shut(path: FilePath) -> bool:
    """Return whether nobody may look whether there is such a file."""
    try:
        os.lstat(path)
    except OSError as error:
        return error.errno == errno.EACCES
    return False


def _is_at(place: str, path: str) -> bool:
    return place in (".", path) or path.startswith(f"{place}/")
