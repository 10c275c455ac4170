"""The one place from which the command line prints: what stands in files steers no terminal and commands no runner."""

from __future__ import annotations

import click

from parindex.base import for_log


def print_result(content: str | bytes, *, commands: bool = False) -> None:
    """Print a result on standard output.

    Parameters
    ----------
    content : str or bytes
        Lines, or what no terminal shows, such as a picture, which is written as it is.
    commands : bool, optional
        Whether the lines are meant for the runner of a pipeline, which takes some for commands.
    """
    click.echo(content if isinstance(content, bytes) else for_log(content, commands=commands), nl=False)


def print_aside(text: str) -> None:
    """Print lines on standard error, beside a result."""
    click.echo(for_log(text), err=True)
