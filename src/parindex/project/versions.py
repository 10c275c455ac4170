"""Whether a definition whose numbers changed says so by its version; what it was before is asked of git."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path as FilePath

import attrs

from parindex.base import (
    FileName,
    UnreadableError,
    changed_since,
    real_path,
    repository_trouble,
    say,
    text_in_revision,
)
from parindex.comparison import beside_in_revision, edits_between
from parindex.definition import MAX_DEFINITION_BYTES, Definition, Finding, parse_definition
from parindex.project.editions import head_of
from parindex.project.guards.file_trees import RevisionTree


def compare(old: str, new: Definition, revision: str, path: FilePath) -> Iterator[Finding]:
    """Hold the definition of a file against the text that it had, and the units that stood beside that."""
    before, _ = parse_definition(old, beside=beside_in_revision(revision, path))
    place = ("version",)
    if before is None:
        message = say("it had errors in {revision}: whether its numbers changed is not known", revision=revision)
        yield "not-comparable", place, message, ""
        return
    if before.id != new.id:
        return  # another definition, whose version is its own
    if _order(new.version, before.version) < 0:
        words = {"new": new.version, "old": before.version, "revision": revision}
        message = say("version is {new}, in {revision} it was {old}", **words)
        yield "version-lowered", place, message, say("a version is only ever raised")
    elif new.version == before.version and any(edit.level != "editorial" for edit in edits_between(before, new)):
        words = {"revision": revision, "version": new.version}
        message = say("numbers differ from {revision}, and version is still {version}", **words)
        yield "version-unchanged", place, message, say("raise version")


def _order(new: str, old: str) -> int:
    """Compare versions of whole numbers with points between; others have no order."""
    try:
        after, before = (tuple(int(part) for part in version.split(".")) for version in (new, old))
    except ValueError:
        return 0
    return (after > before) - (after < before)


@attrs.frozen
class Repository:
    """A repository by its top folder, held against a revision."""

    top: FilePath
    revision: str
    trouble: str = ""  # why nothing can be compared, where that is known already

    @cached_property
    def _asked(self) -> tuple[frozenset[FilePath], str]:
        if self.trouble:
            return frozenset(), self.trouble
        try:
            changed = changed_since(self.revision, self.top)
        except UnreadableError as error:
            return frozenset(), error.told
        if not changed and (why := repository_trouble(self.top)):
            return changed, say("git cannot read the repository in {folder}: {why}", folder=FileName(self.top), why=why)
        return changed, ""

    @property
    def changed(self) -> frozenset[FilePath]:
        """The files that are not as they were; none where nothing can be compared."""
        return self._asked[0]

    @property
    def refused(self) -> str:
        """Why nothing can be compared, or ""."""
        return self._asked[1]

    def before(self, path: FilePath, id: str, units: str | None = None) -> tuple[str, FilePath] | None:
        """Return the text that a file had and where that stood, under another name too.

        None where it is as it was, with the file of units that it names, or is new.
        """
        changed = self._asked[0]
        real = real_path(path)
        was = self._past.place(path) if changed else real
        if was is None:
            return self._renamed(real, id) if real in changed else None
        beside = real.parent / units if units else real
        if was == real and changed.isdisjoint((real, beside, real_path(beside))):
            return None
        return self._past.read(path, MAX_DEFINITION_BYTES), was

    def _renamed(self, path: FilePath, id: str) -> tuple[str, FilePath] | None:
        """Return the text of a file that is gone now and held a definition of this id."""
        gone = (other for other in self._asked[0] if other.suffix == path.suffix and not other.exists())
        for other in sorted(gone):
            text = text_in_revision(self.revision, other, MAX_DEFINITION_BYTES)
            head = head_of(other, text) if text is not None else None
            if text is not None and head is not None and head.id == id:
                return text, other
        return None

    @cached_property
    def _past(self) -> RevisionTree:
        return RevisionTree(self.revision, self.top)
