"""The files to check: which of those named are definitions, and what is found out about each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

import attrs

from parindex.base import Path, Problem, UnreadableError, lenient_toml, locate, nearest, parsed
from parindex.definition import Definition
from parindex.project.settings import OWN, SHARED

#: TOML files that are neither definitions nor cases, by name and by the end of it.
OTHER_NAMES = (OWN, SHARED, "parindex-approvals.toml")
OTHERS = (".approvals.toml",)


@attrs.define(eq=False, slots=False)
class OpenedFile:
    """A file being checked.

    Attributes
    ----------
    name : str
        As the user named it.
    path : Path or None
        Where it lies, from the root; None for what is bundled.
    definition : Definition or None
        None where there are errors.
    problems : list of Problem
        What was found so far.
    """

    name: str
    path: FilePath | None
    text: str
    definition: Definition | None
    problems: list[Problem]

    def tell(self, code: str, path: Path, message: str, hint: str) -> None:
        """Add a problem at the place of a key of the root."""
        at = nearest(locate(self.text, 1) if path else {}, path)
        self.problems.append(
            attrs.evolve(Problem.of(code, message, hint, path), source=self.name, line=at.line, column=at.column)
        )

    def node_of(self, problem: Problem) -> str | None:
        """Return the id of the node that a problem is about, or None."""
        kind, at, *_ = (*problem.path, None, None)
        try:
            return str(self._data[str(kind)][at]["id"])
        except (LookupError, TypeError):
            return None

    @cached_property
    def _data(self) -> dict[str, Any]:
        return lenient_toml(self.text)


def is_other(name: str) -> bool:
    """Return whether a file of this name is neither a definition nor holds cases."""
    return name in OTHER_NAMES or name.endswith(OTHERS)


def files_below(folder: FilePath) -> Iterator[FilePath]:
    """Yield the files of definitions and cases in a folder and below it, in order, without hidden folders.

    Links that lead nowhere are among them: they cannot be read, and that is to be told.

    Raises
    ------
    UnreadableError
        A folder cannot be read.
    """
    for above, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = FilePath(above, name)
            if name.endswith(".toml") and not is_other(name) and (path.is_file() or not path.exists()):
                yield path


def _refuse(error: OSError) -> None:
    raise UnreadableError.of(str(error.filename), parsed(error.strerror or str(error))) from None
