"""Every problem of one definition: its errors, and what a reviewer would ask."""

from __future__ import annotations

import os

from parindex.base import LIMITS, Content, Limits, Problems, Readable, content_given
from parindex.definition.bundled import definition_source, files_beside
from parindex.definition.checking.advice import advise
from parindex.definition.checking.digits_of_figures import checks_of
from parindex.definition.reading.definition_text import parse_definition
from parindex.definition.tree import Definition


def check(
    definition: str | os.PathLike[str] | bytes | Readable | Content | Definition,
    *,
    name: str | None = None,
    limits: Limits = LIMITS,
) -> Problems:
    """Return every problem of a definition, named as for `load`, given as its content, or made in Python.

    Errors are what `load` refuses. Warnings and notes are what a reviewer would ask: see "Checking a definition".

    Parameters
    ----------
    definition : str, path-like, bytes, stream, Content or Definition
        A bundled id or a path; the content of a file; or what `load` returns.
    name : str, optional
        What problems call content. Where it is given, a text is content too, and no name of a file.
    limits : Limits
        How large it may be, and whether files are opened by name.

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
        return Problems(checks_of(definition, limits, advise))
    source = content_given(definition, name) or definition
    text, called = definition_source(source, limits)
    return Problems(parse_definition(text, called, advise, files_beside(source), limits)[1])
