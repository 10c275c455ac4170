"""What a command writes: in which format, to standard output or a file, and that whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from parindex.base import Message, say
from parindex.evidence import WORKBOOKS

#: The format that the name of a file asks for, by its suffix, where the command offers it.
SUFFIXES = {
    ".csv": "csv",
    ".html": "html",
    ".json": "json",
    ".md": "markdown",
    ".pdf": "pdf",
    ".png": "png",
    ".sarif": "sarif",
    ".svg": "svg",
    ".xlsx": "xlsx",
    ".xml": "junit",
}
#: Names of files that promise what no other format can stand for: whoever opens them would be told they are damaged.
_PROMISING = (*WORKBOOKS, ".pdf", ".png", ".svg")


def form_of(form: str | None, output: str | None, forms: Iterable[str], default: str = "table") -> str:
    """Return the format asked for, or that of the file's name, of those that a command offers."""
    suffix = "" if output is None else Path(output).suffix.casefold()
    of_name = SUFFIXES.get(suffix) or ("" if suffix in _PROMISING else default)
    amiss = form != of_name and suffix in _PROMISING if form else of_name not in (*forms, default)
    if amiss:
        raise click.UsageError(_refusal(Path(output or ""), form))
    return form or of_name


def _refusal(path: Path, form: str | None) -> Message:
    """Say that a name promises what is not written to it."""
    if form is not None:
        return say("{file} is named for another format than --format {form}", file=path.name, form=form)
    if path.suffix.casefold() in WORKBOOKS:
        return say("no workbook is written; {file} can be opened as one", file=f"{path.stem}.csv")
    return say("this command writes no {suffix}", suffix=path.suffix)


def put(content: str | bytes, output: str | None) -> None:
    """Print a result, or write it to a file."""
    if output is not None:
        write(Path(output), content)
    elif isinstance(content, bytes) and sys.stdout.isatty():
        raise click.UsageError(say("this is no text for a terminal: name a file with -o"))
    else:
        click.echo(content, nl=False)


def write(path: Path, content: str | bytes) -> None:
    """Write a whole file or none: through a neighbour that then takes its place.

    A file that was there keeps who may read it; where the name is a link, what it leads to is written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if path.exists() and not path.is_file():
        path.write_bytes(data)  # a device or pipe; a folder fails here
        return
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        _hand_over(temporary, target)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _hand_over(temporary: Path, target: Path) -> None:
    """Give a new file the mode and the owner of the one it replaces, or the mode that new files have."""
    try:
        before = target.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        return
    if hasattr(os, "chown"):
        with suppress(OSError):  # only root gives files away
            os.chown(temporary, before.st_uid, before.st_gid)
    temporary.chmod(stat.S_IMODE(before.st_mode))
