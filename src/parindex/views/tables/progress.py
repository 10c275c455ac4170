"""How far a long analysis is: a bar on a terminal, and processes that share the work."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any


@contextmanager
def sharing(workers: int | None, *, shown: bool) -> Iterator[dict[str, Any]]:
    """Give an analysis its `executor` of so many processes and, where it has one, its `progress`."""
    with ExitStack() as stack:
        stack.enter_context(_aside())
        out: dict[str, Any] = {}
        if workers is not None:
            from concurrent.futures import ProcessPoolExecutor  # slow to import, and seldom needed
            from multiprocessing import get_context

            out["executor"] = stack.enter_context(ProcessPoolExecutor(workers, mp_context=get_context("spawn")))
        if shown and sys.stderr is not None and sys.stderr.isatty():
            out["progress"] = stack.enter_context(_bar())
        yield out


@contextmanager
def _aside() -> Iterator[None]:
    """Keep what a library prints by itself, as a solver does, out of the results."""
    try:
        out = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):  # no stream, or one that is no file
        yield
        return
    sys.stdout.flush()
    kept, nowhere = os.dup(out), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, out)
        yield
    finally:
        _flush()
        os.dup2(kept, out)
        os.close(kept)
        os.close(nowhere)


def _flush() -> None:
    """Have the C library write out what it still holds: printed later, it would be among the results."""
    with suppress(OSError, TypeError, AttributeError):  # where there is no such library
        ctypes.CDLL(None).fflush(None)


@contextmanager
def _bar() -> Iterator[Any]:
    """Show a bar on standard error while work goes on; needs the extra `cli`."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
