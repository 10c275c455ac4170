"""The definitions: those that ship with the package by id, others by path."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from parindex.base import (
    LIMITS,
    Content,
    FileName,
    Limits,
    Readable,
    UnreadableError,
    content_given,
    near,
    read_text,
    say,
)
from parindex.definition.definition_files import CASES
from parindex.definition.tree import Definition

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from parindex.definition.reading.units_file import FileBeside

MAX_DEFINITION_BYTES = 4 * 1024 * 1024
_LONGEST_ID = 64


@cache
def _folder() -> Traversable:
    from importlib.resources import files

    return files("parindex.indicators")


def bundled_texts() -> dict[str, str]:
    """Return the text of every definition that ships with the package, by its id."""
    files = {file.name: file for file in _folder().iterdir()}
    names = sorted(name for name in files if name.endswith(".toml") and not name.endswith(CASES))
    return {name.removesuffix(".toml"): files[name].read_text(encoding="utf-8") for name in names}


def definition_source(definition: object, limits: Limits = LIMITS) -> tuple[str, str]:
    """Return the text of a definition, named as for `load` or given as its content, and what it is called."""
    if isinstance(definition, Content):
        return definition.text(MAX_DEFINITION_BYTES, limits), definition.name
    if not isinstance(definition, (str, os.PathLike)):
        raise TypeError(_no_source(definition))
    name = os.fspath(definition)
    if "\n" in name:
        message = say("this is the text of a definition, no id and no path; parindex.loads takes texts")
        raise UnreadableError.of(name.split("\n", 1)[0][:40], message)
    if name.endswith(CASES):
        raise UnreadableError.of(FileName(name), say("holds cases, not a definition (parindex test runs them)"))
    is_id = isinstance(definition, str) and _is_id(name)
    if is_id and is_bundled(name):
        return _folder().joinpath(f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml"
    limits.check_name(name)
    if is_id and not os.path.lexists(name):
        hint = near(name, bundled_texts()) or say("parindex list shows what is bundled; a file is named by its path")
        raise UnreadableError.of(name, say("no bundled definition and no file ({hint})", hint=hint))
    return read_text(name, min(MAX_DEFINITION_BYTES, limits.max_bytes)), name


def _no_source(definition: object) -> str:
    values = {"type": type(definition).__name__}
    return say("a definition is named by its id or path, not by {type}; parindex.loads takes texts and bytes", **values)


def files_beside(definition: object) -> FileBeside | None:
    """Return what reads files beside a definition, named as for `load`; None where it has no folder or is bundled."""
    from parindex.definition.reading.units_file import beside_folder

    if not isinstance(definition, (str, os.PathLike)):
        return None
    name = os.fspath(definition)
    return None if isinstance(definition, str) and is_bundled(name) else beside_folder(FilePath(name).parent)


def _is_id(name: str) -> bool:
    return len(name) <= _LONGEST_ID and not name.endswith(".toml") and FilePath(name).name == name


def is_bundled(id_: str) -> bool:
    """Return whether a definition of this id ships with the package."""
    name = f"{id_}.toml"
    return _is_id(id_) and not name.endswith(CASES) and _folder().joinpath(name).is_file()


def cases_of(definition: str | os.PathLike[str]) -> tuple[str, str, str | None]:
    """Return the text of the cases of a definition, the file's name, and its folder: None for bundled ones.

    They are named by the bundled id, the file of the definition, or the file of cases.

    Raises
    ------
    UnreadableError
        There are none, or their file cannot be read.
    """
    name = os.fspath(definition)
    if isinstance(definition, str) and is_bundled(name):
        file = _folder().joinpath(f"{name}{CASES}")
        if not file.is_file():
            raise UnreadableError.of(name, say("no cases are bundled with this definition"))
        return file.read_text(encoding="utf-8"), file.name, None
    if not name.endswith(CASES):
        definition_source(definition)  # says what is wrong where there is no definition either
        beside = f"{name.removesuffix('.toml')}{CASES}"
        if not os.path.lexists(beside):
            message = say("has no cases (they would stand in {beside})", beside=FileName(beside))
            raise UnreadableError.of(FileName(name), message)
        name = beside
    return read_text(name, MAX_DEFINITION_BYTES), name, str(FilePath(name).parent)


def load(definition: str | os.PathLike[str] | Content, *, limits: Limits = LIMITS) -> Definition:
    """Load a definition by its bundled id or by the path of a TOML file.

    Parameters
    ----------
    definition : str, path-like or Content
        Such as ``"pci-2006"`` or ``"my-index.toml"``.
    limits : Limits
        How large it may be, and whether files are opened by name: without them only bundled ids are known.

    Raises
    ------
    DefinitionError
        The file is faulty; `problems` holds every error with line and column.
    UnreadableError
        There is no such id or file, or it is not UTF-8 text.

    Examples
    --------
    >>> import parindex
    >>> parindex.load("pgi-2022").max
    Fraction(40, 1)
    """
    from parindex.definition.reading.definition_text import load_text

    return load_text(*definition_source(definition, limits), files_beside(definition), limits)


def loads(text: str | bytes | Readable, *, name: str = "<text>", limits: Limits = LIMITS) -> Definition:
    """Load a definition from its TOML text, from bytes in UTF-8, or from a stream of either.

    No file is read beside it: units that a definition looks up in a file of its own have to stand in it.

    Parameters
    ----------
    text : str, bytes or stream
        The definition.
    name : str
        What problems call it.
    limits : Limits
        How large it may be.

    Raises
    ------
    DefinitionError
        It is faulty; `problems` holds every error with line and column.
    UnreadableError
        It is too large, or not UTF-8 text.

    Examples
    --------
    >>> import parindex
    >>> parindex.loads('id = "my-index"', name="upload.toml")
    Traceback (most recent call last):
    parindex.base.problem_errors.DefinitionError: upload.toml:1:1: ...
    """
    content = content_given(text, name)
    if content is None:
        raise TypeError(say("a text is given as text, bytes or a stream, not as {type}", type=type(text).__name__))
    return load(content, limits=limits)
