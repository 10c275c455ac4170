"""Files as they lie on disk, and as they stand in a revision of git: both by the paths that they have on disk."""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path as FilePath, PurePosixPath
from typing import Protocol

import attrs

from parindex.base import (
    LIMITS,
    FileName,
    UnreadableError,
    all_files_in_revision,
    blobs_in_revision,
    changed_since,
    content_in_revision,
    read_bytes,
    read_text,
    real_path,
    say,
    text_in_revision,
    texts_of_blobs,
)
from parindex.definition import MAX_DEFINITION_BYTES, files_below, is_looked_at

_END = ".toml"
#: Larger tables are read by nobody.
MAX_TABLE_BYTES = LIMITS.max_bytes
#: What a link leads to is no longer than this; a chain of more links is a loop.
MAX_LINK_BYTES, MOST_LINKS = 64 * 1024, 40


class FileTree(Protocol):
    """Files of one side of a comparison."""

    def is_file(self, path: FilePath) -> bool:
        """Return whether there is a file of this path."""
        ...

    def read(self, path: FilePath, limit: int) -> str:
        """Return the text of a file; raises `UnreadableError`."""
        ...

    def digest(self, path: FilePath) -> str:
        """Return what tells the content of a table from any other; "" where it cannot be read."""
        ...

    def below(self, folder: FilePath) -> Iterator[FilePath]:
        """Yield the definitions and cases in a folder and below it; raises `UnreadableError`."""
        ...

    def inside(self, folder: FilePath) -> Iterator[FilePath]:
        """Yield the definitions and cases in a folder, not those below it."""
        ...

    def shown(self, path: FilePath) -> str:
        """Return a path as people are told it."""
        ...


class WorkingTree:
    """Files as they lie on disk."""

    def is_file(self, path: FilePath) -> bool:
        """Return whether there is a file of this path; in a folder that cannot be looked into it may be."""
        try:
            return path.is_file()
        except PermissionError:
            return True

    def read(self, path: FilePath, limit: int) -> str:
        """Return the text of a file; raises `UnreadableError`."""
        return read_text(path, limit)

    def digest(self, path: FilePath) -> str:
        """Return what tells the content of a table from any other; "" where it cannot be read."""
        try:
            return hashlib.sha256(read_bytes(path, MAX_TABLE_BYTES)).hexdigest()
        except UnreadableError:
            return ""

    def below(self, folder: FilePath) -> Iterator[FilePath]:
        """Yield the definitions and cases in a folder and below it; raises `UnreadableError`."""
        return files_below(folder) if folder.is_dir() else iter(())

    def inside(self, folder: FilePath) -> Iterator[FilePath]:
        """Yield the definitions and cases in a folder, not those below it."""
        for path in sorted(folder.glob("*.toml")):
            if is_looked_at(path.name, cases=True) and path.is_file():
                yield path

    def shown(self, path: FilePath) -> str:
        """Return a path as people are told it."""
        return FileName(path)


@attrs.frozen(slots=False, eq=False)
class RevisionTree:
    """Files as they stand in a revision; git is asked for those only that are not on disk as they were.

    `shown_as` is what stands before their paths: ``main:``, or nothing.
    """

    revision: str
    top: FilePath
    shown_as: str = ""
    _targets: dict[str, str] = attrs.field(factory=dict, init=False, repr=False)

    @cached_property
    def changed(self) -> frozenset[FilePath]:
        """The files that are, on disk, not as they were; raises `UnreadableError`."""
        return changed_since(self.revision, self.top)

    @cached_property
    def names(self) -> Mapping[str, bool]:
        """Every file, by its path from the top, and whether it was a link; raises `UnreadableError`."""
        return all_files_in_revision(self.revision, self.top)

    def is_file(self, path: FilePath) -> bool:
        """Return whether there was a file of this path."""
        return self._name(path) in self.names

    def place(self, path: FilePath) -> FilePath | None:
        """Return where a file lay, its links followed; None where there was none."""
        return self.top / self._name(path) if self.is_file(path) else None

    def read(self, path: FilePath, limit: int) -> str:
        """Return the text that a file had; raises `UnreadableError`."""
        there = self.top / self._name(path)
        if self.is_file(path) and there not in self.changed:
            return read_text(there, limit)
        text = self._changed_texts.get(self._name(path)) if limit == MAX_DEFINITION_BYTES else None
        if isinstance(text, UnreadableError):
            raise UnreadableError.of(self.shown(path), text.reason)
        if text is None and (text := text_in_revision(self.revision, there, limit, self.top)) is None:
            raise UnreadableError.of(self.shown(path), say("the revision has no such file"))
        return text

    def digest(self, path: FilePath) -> str:
        """Return what tells the content that a table had from any other; "" where it cannot be read."""
        there = self.top / self._name(path)
        try:
            if self.is_file(path) and there not in self.changed:
                return WorkingTree().digest(there)
            content = content_in_revision(self.revision, there, MAX_TABLE_BYTES, self.top)
        except UnreadableError:
            return ""
        return "" if content is None else hashlib.sha256(content).hexdigest()

    def below(self, folder: FilePath) -> Iterator[FilePath]:
        """Yield the definitions and cases that were in a folder and below it; raises `UnreadableError`."""
        prefix = self._name(folder)
        prefix = "" if prefix == "." else f"{prefix}/"
        for name in sorted(self.names):
            if name.startswith(prefix) and is_looked_at(name.removeprefix(prefix), cases=True):
                yield folder / name.removeprefix(prefix)

    def inside(self, folder: FilePath) -> Iterator[FilePath]:
        """Yield the definitions and cases that were in a folder, not those below it."""
        yield from (path for path in self.below(folder) if path.parent == folder)

    def shown(self, path: FilePath) -> str:
        """Return a path as people are told it."""
        return f"{self.shown_as}{FileName(path)}"

    @cached_property
    def _changed_texts(self) -> Mapping[str, str | UnreadableError]:
        """What stood in definitions and cases that are not on disk as they were, asked of git at once."""
        changed = [name for name in self.names if name.endswith(_END) and self.top / name in self.changed]
        blobs = blobs_in_revision(self.revision, self.top, changed) if changed else ()
        return texts_of_blobs(self.top, blobs, MAX_DEFINITION_BYTES)

    @cached_property
    def _folders(self) -> frozenset[str]:
        return frozenset(above.as_posix() for name in self.names for above in PurePosixPath(name).parents)

    def _name(self, path: FilePath) -> str:
        """Return the path of a file or folder from the top of the repository, as it was called then.

        What is a link on disk may have been a file, and the other way round: links are followed as they led then, and
        those on disk only where nothing had the name.
        """
        plain = self._followed(FilePath(os.path.relpath(path, self.top)).as_posix())
        if plain in self.names or plain in self._folders:
            return plain
        return FilePath(os.path.relpath(real_path(path), real_path(self.top))).as_posix()

    def _followed(self, name: str) -> str:
        """Return where a path led then, its links followed."""
        for _ in range(MOST_LINKS):
            parts = name.split("/")
            ends = (end for end in range(1, len(parts) + 1) if self.names.get("/".join(parts[:end])))
            end = next(ends, None)
            if end is None:
                break
            target = self._target("/".join(parts[:end]))
            name = posixpath.normpath(posixpath.join(*parts[: end - 1], target, *parts[end:]))
        return name

    def _target(self, link: str) -> str:
        if link not in self._targets:
            content = content_in_revision(self.revision, self.top / link, MAX_LINK_BYTES, self.top)
            self._targets[link] = os.fsdecode(content or b"")
        return self._targets[link]
