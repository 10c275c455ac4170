"""Work that takes a while: a bar on a terminal, processes that share it, and an end of them all at Ctrl-C."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

#: Work that takes so many seconds shows that it goes on.
PATIENCE = 1.0


@contextmanager
def bar() -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal that work goes on, and how far it is once that is told; nothing of what is soon done."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console  # slow to import
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = BarColumn(), TextColumn("{task.fields[told]}"), TimeElapsedColumn()
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    task = progress.add_task("", total=None, told="")
    later = threading.Timer(PATIENCE, progress.start)
    later.start()
    try:
        yield lambda done, total: progress.update(task, completed=done, total=total, told=f"{done}/{total}")
    finally:
        later.cancel()
        later.join()
        progress.stop()


@contextmanager
def workers(count: int | None) -> Iterator[dict[str, Any]]:
    """Give an analysis its `executor` of so many processes; what ends it early ends them at once."""
    if count is None:
        yield {}
        return
    from parindex.cli.worker_processes import WorkerProcesses  # slow to import, and seldom needed

    executor = WorkerProcesses(count)
    try:
        yield {"executor": executor}
    except BaseException:
        executor.break_off()
        raise
    executor.finish()
