"""Problems that belong together: a tuple of them, and a data frame or a view in a notebook of all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from parindex.base.exports import Listing
from parindex.base.file_names import name_from, named_from
from parindex.base.frames import FieldKind
from parindex.base.problems import Problem

_FIELDS = ("severity", "code", "message", "hint", "source", "line", "column", "cell", "pointer")


class Problems(Listing[Problem]):
    """A tuple of problems.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> problems = parindex.validate(definition, {"MOHA": {"appraised": 71, "survey": 26.38}})
    >>> problems.to_frame()[["code", "line", "column"]].values.tolist()
    [['out-of-range', 1, <NA>]]
    """

    __slots__ = ()

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return {**dict.fromkeys(_FIELDS, "text"), "path": "text", "line": "whole", "column": "whole"}

    def record(self, item: Problem) -> dict[str, Any]:
        """Return one of them as a flat record; the keys of its path are joined by points."""
        fields = {name: getattr(item, name) for name in _FIELDS}
        return {**fields, "message": str(item.message), "hint": str(item.hint), "path": ".".join(map(str, item.path))}

    def by_pointer(self) -> dict[str, Problems]:
        """Return the problems by where they point, in their order; those that point nowhere under "".

        Examples
        --------
        >>> import parindex
        >>> definition = parindex.load("par-ministry-2022")
        >>> problems = parindex.validate(definition, {"MOHA": {"appraised": 71, "survey": "?"}})
        >>> list(problems.by_pointer())
        ['/MOHA/appraised', '/MOHA/survey']
        """
        there: dict[str, list[Problem]] = {}
        for problem in self:
            there.setdefault(problem.pointer, []).append(problem)
        return {pointer: Problems(problems) for pointer, problems in there.items()}

    def at(self, *path: str | int) -> Problems:
        """Return the problems whose path begins so: of a unit, of a column of a unit, of a key of a definition.

        Examples
        --------
        >>> import parindex
        >>> definition = parindex.load("par-ministry-2022")
        >>> problems = parindex.validate(definition, {"MOHA": {"appraised": 71, "survey": "?"}})
        >>> [problem.code for problem in problems.at("MOHA", "survey")]
        ['not-a-number']
        """
        return Problems(problem for problem in self if problem.path[: len(path)] == path)

    def named_from(self, folder: Path) -> Problems:
        """Return the same problems, files in them named from a folder."""
        return Problems(
            attrs.evolve(
                problem,
                source=name_from(folder, problem.source),
                message=named_from(folder, problem.message),
                hint=named_from(folder, problem.hint),
            )
            for problem in self
        )

    def said(self, lang: str) -> Problems:
        """Return the same problems in a language, `vi` or `en`."""
        return Problems(problem.said(lang) for problem in self)
