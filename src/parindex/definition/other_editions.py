"""The other editions of an index: those that are bundled, and those that lie beside its file."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from parindex.base import DefinitionError, UnreadableError, read_text
from parindex.definition.bundled import MAX_DEFINITION_BYTES, is_bundled, load
from parindex.definition.catalogue_sources import catalogue
from parindex.definition.definition_files import is_looked_at
from parindex.definition.tree import Definition

#: So many files of a folder are looked at, and so many editions are tried.
MOST_FILES, MOST_EDITIONS = 100, 20


def bundled_editions(definition: Definition) -> tuple[Definition, ...]:
    """Return the bundled definitions of the same index, without this one, by year."""
    others = [entry.id for entry in catalogue() if entry.index == definition.index and entry.id != definition.id]
    return tuple(map(load, others[:MOST_EDITIONS]))


def editions_beside(definition: Definition, path: str | os.PathLike[str]) -> tuple[Definition, ...]:
    """Return the sound definitions of the same index in the folder of a definition's file, without this one."""
    if isinstance(path, str) and is_bundled(path):
        return ()
    try:
        files = sorted(file for file in Path(path).parent.iterdir() if is_looked_at(file.name, cases=False))
    except OSError:
        return ()
    beside: dict[str, Definition] = {}
    for file in islice(files, MOST_FILES):
        try:
            if definition.index not in read_text(str(file), MAX_DEFINITION_BYTES):
                continue
            edition = load(file)
        except (DefinitionError, UnreadableError):
            continue  # told where it is checked
        if edition.index == definition.index and edition.id != definition.id:
            beside.setdefault(edition.id, edition)
    return tuple(beside.values())[:MOST_EDITIONS]
