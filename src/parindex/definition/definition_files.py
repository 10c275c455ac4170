"""Which files of a folder, or of a revision of it, are definitions; which hold cases; which are neither."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from parindex.base import FileName, UnreadableError, parser_message

#: How files of cases end: `pci-2013.cases.toml` stands beside `pci-2013.toml`.
CASES = ".cases.toml"
#: Where a project's settings stand: in a file of their own, or beside those of other tools.
SETTINGS, SHARED_SETTINGS = "parindex.toml", "pyproject.toml"
#: Where approvals of changes stand unless another file is named.
APPROVALS = "parindex-approvals.toml"
_APPROVALS_END = ".approvals.toml"


def is_other(name: str) -> bool:
    """Return whether a file of this name is TOML that is neither a definition nor holds cases."""
    return name in (SETTINGS, SHARED_SETTINGS, APPROVALS) or name.endswith(_APPROVALS_END)


def is_looked_at(name: str, *, cases: bool) -> bool:
    """Return whether a path below a folder, with forward slashes, is that of a definition or, if asked, of cases.

    What is hidden, or in a hidden folder, is not.

    Examples
    --------
    >>> from parindex.definition import is_looked_at
    >>> names = ("pci.toml", "old/pci.toml", "pci.cases.toml", "parindex.toml", ".drafts/pci.toml")
    >>> [is_looked_at(name, cases=False) for name in names]
    [True, True, False, False, False]
    """
    *folders, file = name.split("/")
    if any(part.startswith(".") for part in (*folders, file)) or not file.endswith(".toml") or is_other(file):
        return False
    return cases or not file.endswith(CASES)


def _refuse(error: UnreadableError) -> None:
    raise error


def files_below(
    folder: Path, *, cases: bool = True, refused: Callable[[UnreadableError], Any] = _refuse
) -> Iterator[Path]:
    """Yield the files of definitions, and of cases if asked, in a folder and below it, in order.

    Links that lead nowhere, and pipes, are among them: they cannot be read, and that is to be told.

    Raises
    ------
    UnreadableError
        A folder cannot be read; unless `refused` is told instead.
    """

    def unread(error: OSError) -> None:
        refused(UnreadableError.of(FileName(error.filename), parser_message(error.strerror or str(error))))

    for above, folders, names in os.walk(folder, onerror=unread):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if is_looked_at(name, cases=cases):
                yield Path(above, name)
