"""Work done here or shared out to an executor: the results come in the same order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing, contextmanager
from typing import TypeVar

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


@contextmanager
def in_order(
    work: Callable[[_Task], _Result], tasks: Iterable[_Task], executor: Executor | None, most: int | None = None
) -> Iterator[Iterator[_Result]]:
    """Give the results of tasks; of an executor at most so many wait at a time, all where `most` is None.

    Nothing is left waiting where one fails or the user ends it, wherever that comes.
    """
    with closing(_results(work, tasks, executor, most)) as results:
        yield results


def _results(
    work: Callable[[_Task], _Result], tasks: Iterable[_Task], executor: Executor | None, most: int | None
) -> Generator[_Result, None, None]:
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
    finally:
        for future in waiting:
            future.cancel()
