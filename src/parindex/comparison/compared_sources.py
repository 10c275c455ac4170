"""What a comparison is between: a definition, a file, a bundled id, or a file as it stands in a revision of git."""

from __future__ import annotations

import os
import re
from pathlib import Path

import attrs

from parindex.base import (
    LIMITS,
    Content,
    DefinitionError,
    Limits,
    Readable,
    UnreadableError,
    blobs_in_revision,
    checkout_of,
    content_given,
    files_in_revision,
    say,
    text_in_revision,
    texts_of_blobs,
)
from parindex.definition import (
    MAX_DEFINITION_BYTES,
    MAX_UNITS_BYTES,
    UNITS_END,
    Definition,
    FileBeside,
    definition_source,
    files_beside,
    load_text,
)

#: What a comparison takes for a side.
DefinitionSource = Definition | str | os.PathLike[str] | bytes | Readable | Content
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


@attrs.frozen
class Side:
    """One side: its name, and its text, None for a definition made in Python and for a file that cannot be read."""

    name: str
    text: str | None
    made: Definition | None = None
    beside: FileBeside | None = None
    unread: str = ""  # why the file cannot be read

    @property
    def definition(self) -> Definition:
        """The definition; raises `DefinitionError` with the faults of the file, which name it."""
        if self.unread:
            raise UnreadableError.of(self.name, self.unread)
        return self.made or load_text(self.text or "", self.name, self.beside)

    def is_as(self, other: Side) -> bool:
        """Return whether two sides are the same text, and name the same units where they name a file of them."""
        if self.unread or other.unread:
            return False
        if self.text != other.text or UNITS_END not in (self.text or ""):
            return self.text == other.text
        try:
            return self.definition == other.definition
        except DefinitionError:
            return False


def revision_of(name: str) -> tuple[str, Path] | None:
    r"""Return the revision and the path of ``REV:path``; None for any other name, such as that of a file.

    Examples
    --------
    >>> from parindex.comparison.compared_sources import revision_of
    >>> revision_of("v1.2:pci-2022.toml")[0]
    'v1.2'
    >>> revision_of(r"C:\indices\pci-2022.toml") is revision_of("pci-2022") is None
    True
    """
    revision, colon, path = name.partition(":")
    if not colon or os.path.lexists(name) or _DRIVE.match(name):
        return None
    return revision, Path(path)


def side_of(given: DefinitionSource, limits: Limits = LIMITS) -> Side:
    """Return one side of a comparison; raises `UnreadableError` where there is none."""
    if isinstance(given, Definition):
        return Side(given.id, None, given)
    given = content_given(given) or given
    place = revision_of(given) if isinstance(given, str) and limits.files else None
    if place is None:
        text, name = definition_source(given, limits)
        return Side(name, text, beside=files_beside(given))
    if (committed := text_in_revision(*place, MAX_DEFINITION_BYTES)) is None:
        raise UnreadableError.of(str(given), say("the revision has no such file"))
    return Side(str(given), committed, beside=beside_in_revision(*place))


def beside_in_revision(revision: str, path: Path) -> FileBeside:
    """Return what reads files beside a definition as they stood in a revision."""

    def read(name: str) -> tuple[str, str]:
        file = path.parent / name
        place = f"{revision}:{file.as_posix()}"
        top = checkout_of(path.parent)
        if top is None:
            text: str | UnreadableError | None = text_in_revision(revision, file, MAX_UNITS_BYTES)
        else:  # links are followed as they led then
            blobs = blobs_in_revision(revision, top, [file.relative_to(top).as_posix()])
            text = next(iter(texts_of_blobs(top, blobs, MAX_UNITS_BYTES).values()), None)
        if text is None or isinstance(text, UnreadableError):
            raise UnreadableError.of(place, say("the revision has no such file") if text is None else text.reason)
        return text, place

    return read


def is_folder(given: str) -> bool:
    """Return whether a name is that of a folder, here or in a revision."""
    place = revision_of(given)
    return Path(given).is_dir() if place is None else files_in_revision(*place) is not None
