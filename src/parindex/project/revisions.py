"""Definitions as they were in a revision of git, each repository asked once which of its files differ."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path as FilePath

import attrs

from parindex.base import UnreadableError, changed_since, repository_trouble, say, text_in_revision
from parindex.definition import MAX_DEFINITION_BYTES
from parindex.project.editions import head_of


@attrs.frozen
class Repository:
    """A repository, held against a revision.

    Attributes
    ----------
    top : Path
        Its top folder.
    revision : str
        What is compared with.
    """

    top: FilePath
    revision: str

    @cached_property
    def _asked(self) -> tuple[frozenset[FilePath], str]:
        try:
            changed = changed_since(self.revision, self.top)
        except UnreadableError as error:
            return frozenset(), error.told
        if not changed and (why := repository_trouble(self.top)):
            return changed, say("git cannot read the repository in {folder}: {why}", folder=str(self.top), why=why)
        return changed, ""

    @property
    def refused(self) -> str:
        """Why nothing can be compared, or ""."""
        return self._asked[1]

    def before(self, path: FilePath, id: str) -> str | None:
        """Return the text that a file had, under another name too; None where it is as it was, or is new.

        Raises
        ------
        UnreadableError
            That text is too large, or no text.
        """
        changed = self._asked[0]
        if path not in changed:
            return None
        text = text_in_revision(self.revision, path, MAX_DEFINITION_BYTES)
        gone = [] if text is not None else sorted(other for other in changed if other.suffix == path.suffix)
        for other in gone:
            if not other.exists():
                renamed = text_in_revision(self.revision, other, MAX_DEFINITION_BYTES)
                head = head_of(other, renamed) if renamed is not None else None
                if head is not None and head.id == id:
                    return renamed
        return text


def repository_top(folder: FilePath) -> FilePath | None:
    """Return the nearest folder above that looks like the top of a repository, without asking git."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)
