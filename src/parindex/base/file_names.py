"""What files are called in what people read: from a folder, never by where a checkout lies on a machine."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Self

from parindex.base.messages import each_value

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


class FileName(str):
    """A file that stands in a message: named from the working directory, and from another folder where one is asked.

    Examples
    --------
    >>> from pathlib import Path
    >>> from parindex.base.file_names import FileName, named_from
    >>> from parindex.base.messages import say
    >>> told = say("{file} is read", file=FileName(Path.cwd() / "rules" / "x.toml"))
    >>> print(told)
    rules/x.toml is read
    >>> print(named_from(Path.cwd() / "rules", told))
    x.toml is read
    """

    __slots__ = ("path",)
    path: str

    def __new__(cls, path: str | os.PathLike[str]) -> Self:
        """Name a file by its path."""
        here, given = Path.cwd(), os.fspath(path)
        self = super().__new__(cls, name_from(here, given))
        revision, file = _parted(given)
        self.path = revision + os.fspath(here / file) if _is_file(file) else given
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.path,)


def named_from(folder: Path, message: str) -> str:
    """Return a message in which files are named from a folder."""
    return each_value(message, lambda value: name_from(folder, value.path) if isinstance(value, FileName) else value)


def name_from(folder: Path, source: str) -> str:
    """Return the name of a file from a folder: where it lies below it, or in the same checkout; else as it is given.

    With forward slashes; a file of a revision, ``REV:path``, by its path.
    """
    revision, file = _parted(source)
    return revision + _from(folder, Path(file)) if _is_file(file) else source


def without_revision(source: str) -> str:
    """Return the path that a file of a revision has, or had, outside of it; any other name as it is."""
    return _parted(source)[1]


def _is_file(name: str) -> bool:
    """Return whether a name is that of a file: standard input and values given from Python are none."""
    return name not in ("", "-") and not name.startswith("<")


def _parted(source: str) -> tuple[str, str]:
    """Return the revision of ``REV:path`` with its colon, "" where there is none, and the path."""
    revision, colon, path = source.partition(":")
    if not (colon and path) or _DRIVE.match(source) or os.path.lexists(source):
        return "", source
    return revision + colon, path


def _from(folder: Path, path: Path) -> str:
    try:
        there, home = path.parent.resolve() / path.name, folder.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that cannot be one
        return path.as_posix()
    if path.name == "..":
        there = there.resolve()
    if there.is_relative_to(home):
        return there.relative_to(home).as_posix()
    top = checkout_of(home)
    return Path(os.path.relpath(there, home)).as_posix() if top and there.is_relative_to(top) else path.as_posix()


def checkout_of(folder: Path) -> Path | None:
    """Return the nearest folder above that looks like the top of a repository, without asking git; None without one."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / ".git")), None)
