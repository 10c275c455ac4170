"""Every problem of one definition: its errors, and what a reviewer would ask."""

from __future__ import annotations

import os

from parindex.base import Problems
from parindex.definition.bundled import definition_source, files_beside
from parindex.definition.checking.advice import advise
from parindex.definition.checking.definition_checks import check_tree
from parindex.definition.reading.definition_text import parse_definition
from parindex.definition.tree import Definition


def check(definition: str | os.PathLike[str] | Definition) -> Problems:
    """Return every problem of a definition, named as for `load` or made in Python.

    Errors are what `load` refuses. Warnings and notes are what a reviewer would ask: see "Checking a definition".

    Raises
    ------
    UnreadableError
        The file cannot be read at all.

    See Also
    --------
    check_files : Files and folders, and what holds of them together.

    Examples
    --------
    >>> import parindex
    >>> parindex.check("pgi-2022")
    ()
    """
    if isinstance(definition, Definition):
        return Problems((*check_tree(definition), *advise(definition)))
    return Problems(parse_definition(*definition_source(definition), advise, files_beside(definition))[1])
