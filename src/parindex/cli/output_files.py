"""What a command writes: in which format, to standard output or a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from parindex.base import Message, say, write
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
