"""The definitions and cases of folders and files, as they are here and as they stand in a revision of git."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache
from pathlib import Path as FilePath

import attrs

from parindex.base import (
    Blob,
    Failure,
    UnreadableError,
    blobs_in_revision,
    read_text,
    real_path,
    say,
    texts_of_blobs,
    top_of,
)
from parindex.comparison import Side, beside_in_revision, revision_of
from parindex.definition import CASES, MAX_DEFINITION_BYTES, files_below, files_beside, is_looked_at


@attrs.frozen
class Tree:
    """One side of a comparison: definitions and cases by their places, which the other side has too.

    What cannot be read is among them, with the reason; folders that cannot be are `failures`.
    """

    definitions: Mapping[str, Side] = attrs.field(factory=dict)
    cases: Mapping[str, Side] = attrs.field(factory=dict)
    failures: tuple[Failure, ...] = ()

    @classmethod
    def of(cls, sides: Mapping[str, Side], failures: Iterable[Failure] = ()) -> Tree:
        """Return the tree of files by their places, definitions apart from cases."""
        cases = {place: side for place, side in sides.items() if place.endswith(CASES)}
        return cls({place: side for place, side in sides.items() if place not in cases}, cases, tuple(failures))

    def without(self, places: Container[str]) -> Tree:
        """Return the tree without some files."""
        definitions, cases = (
            {place: side for place, side in sides.items() if place not in places}
            for sides in (self.definitions, self.cases)
        )
        return Tree(definitions, cases, self.failures)

    @property
    def places(self) -> tuple[str, ...]:
        """The places of all of them."""
        return (*self.definitions, *self.cases)


def folder_tree(given: str) -> Tree:
    """Return the tree of a folder, here or in a revision of git as ``REV:path``.

    Raises
    ------
    UnreadableError
        There is no such folder, or no definition in it.
    """
    committed = revision_of(given)
    if committed is None:
        tree = _tree_here(FilePath(given))
    else:
        tree = _tree_in(committed[0], real_path(committed[1]), given.rstrip("/"))
    if not tree.definitions and not tree.failures:
        raise UnreadableError.of(given, say("no *.toml in this folder"))
    return tree


def _tree_here(folder: FilePath) -> Tree:
    failures = list[Failure]()
    files = walked(folder, failures)
    return Tree.of({path.relative_to(folder).as_posix(): side_here(path) for path in files}, failures)


def _tree_in(revision: str, folder: FilePath, name: str) -> Tree:
    repository = Committed.around(folder, revision)
    inside = repository.place(folder)
    blobs = {path_below(inside, blob.path): blob for blob in repository.blobs([inside])}
    wanted = {place: blob for place, blob in blobs.items() if is_looked_at(place, cases=True)}
    sides = repository.sides(wanted.values(), lambda place: f"{name}/{path_below(inside, place)}")
    return Tree.of({place: sides[blob.path] for place, blob in wanted.items()})


def path_below(folder: str, place: str) -> str:
    """Return a place as it is named from a folder that holds it."""
    return place if folder == "." else place.removeprefix(f"{folder}/")


def walked(folder: FilePath, failures: list[Failure]) -> list[FilePath]:
    """Return the files of definitions and cases in a folder and below, without links to others of them."""
    files = list(files_below(folder, refused=lambda error: failures.append(Failure.of(error))))
    plain = {real_path(file) for file in files if not file.is_symlink()}
    return [file for file in files if not (file.is_symlink() and real_path(file) in plain)]


def side_here(path: FilePath, name: str = "") -> Side:
    """Return a file of the working tree as a side, or why it cannot be read."""
    name = name or path.as_posix()
    try:
        return Side(name, read_text(path, MAX_DEFINITION_BYTES), beside=files_beside(path))
    except UnreadableError as error:
        return Side(name, None, unread=error.reason)


@attrs.frozen
class Committed:
    """A revision of a repository, by the top folder of that."""

    top: FilePath
    revision: str

    @classmethod
    def around(cls, folder: FilePath, revision: str) -> Committed:
        """Return a revision of the repository that a folder lies in, or lay in; raises where there is none."""
        here = next(above for above in (folder, *folder.parents) if above.is_dir())
        top = top_of(here)
        if top is None:
            blobs_in_revision(revision, here)  # says what is wrong
            raise UnreadableError.of(str(here), say("no git repository"))
        return cls(real_path(top), revision)

    def place(self, path: FilePath) -> str:
        """Return where a path lies in the repository."""
        if not path.is_relative_to(self.top):
            message = say("it does not lie in the repository of {folder}", folder=self.top.as_posix())
            raise UnreadableError.of(path.as_posix(), message)
        return path.relative_to(self.top).as_posix()

    def blobs(self, places: Iterable[str]) -> tuple[Blob, ...]:
        """Return the files at places and below."""
        places = list(places)
        return blobs_in_revision(self.revision, self.top, [] if "." in places else places)

    def sides(self, blobs: Iterable[Blob], named: Callable[[str], str]) -> dict[str, Side]:
        """Return files of the revision as sides, by their places, or why they cannot be read."""
        texts = texts_of_blobs(self.top, blobs, MAX_DEFINITION_BYTES)
        folders = {(self.top / place).parent for place in texts}
        beside = {folder: cache(beside_in_revision(self.revision, folder / "_")) for folder in folders}
        return {
            place: Side(named(place), None, unread=text.reason)
            if isinstance(text, UnreadableError)
            else Side(named(place), text, beside=beside[(self.top / place).parent])
            for place, text in texts.items()
        }
