"""Work done here or shared out to an executor: the results come in the same order."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

from parindex.later import view

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")
#: Called with what is done and with all there is to do.
Progress = Callable[[int, int], None]
#: Who is told: somebody, a bar (True), nobody (False), or a bar where the code runs in a notebook (None).
ToldProgress = Progress | bool | None


def told(progress: ToldProgress) -> Progress | None:
    """Return who is told how far work is, None for nobody."""
    if callable(progress):
        return progress
    in_notebook = _in_notebook()
    if progress is False or (progress is None and not in_notebook):
        return None
    bar: Progress = view("progress bar")(in_notebook=in_notebook)
    return bar


def _in_notebook() -> bool:
    """Return whether a kernel of a notebook runs the code."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


def in_order(
    work: Callable[[_Task], _Result], tasks: Iterable[_Task], executor: Executor | None, most: int | None = None
) -> Iterator[_Result]:
    """Yield the result of each task; of an executor at most so many wait at a time, all where `most` is None."""
    if executor is None:
        yield from map(work, tasks)
        return
    waiting: deque[Future[_Result]] = deque()
    try:
        for task in tasks:
            if len(waiting) == most:
                yield waiting.popleft().result()
            waiting.append(executor.submit(work, task))
        while waiting:  # one that is done makes room at once
            yield waiting.popleft().result()
    finally:  # nobody waits for what is left where one fails or the user ends it
        for future in waiting:
            future.cancel()
