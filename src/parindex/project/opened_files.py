"""The files to check: which of those named are definitions, and what is found out about each."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

import attrs

from parindex.base import Path, Problem, lenient_toml, locate, nearest
from parindex.definition import Definition


@attrs.define(eq=False, slots=False)
class OpenedFile:
    """A file being checked, as the user named it, and the problems found so far.

    Its path begins at the root, None for what is bundled; it has no definition where there are errors.
    """

    name: str
    path: FilePath | None
    text: str
    definition: Definition | None
    problems: list[Problem]

    def tell(self, code: str, path: Path, message: str, hint: str) -> None:
        """Add a problem at the place of a key of the root."""
        at = nearest(locate(self.text, 1) if path else {}, path)
        problem = Problem.of(code, message, hint, path)
        self.problems.append(attrs.evolve(problem, source=self.name, line=at.line, column=at.column))

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
