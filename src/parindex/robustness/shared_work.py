"""Work done here or shared out to an executor: the results come in the same order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing, contextmanager
from functools import cached_property, lru_cache
from pickle import PicklingError
from typing import Any, Generic, TypeVar

import attrs

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


@attrs.frozen(eq=False)
class PickledOnce(Generic[_Task, _Result]):
    """Work that goes to other processes with every task: made into bytes once, and read once in each of them."""

    work: Callable[[_Task], _Result]

    def __call__(self, task: _Task) -> _Result:
        """Do the work."""
        return self.work(task)

    @cached_property
    def _pickled(self) -> bytes | None:
        """The work, unless an executor knows better how to carry it: what somebody wrote in a notebook."""
        from multiprocessing.reduction import ForkingPickler  # slow to import

        try:
            pickled = bytes(ForkingPickler.dumps(self.work))
        except (PicklingError, AttributeError, TypeError):
            return None
        return None if b"__main__" in pickled else pickled

    def __reduce__(self) -> tuple[Any, ...]:
        return (PickledOnce, (self.work,)) if self._pickled is None else (_read_once, (self._pickled,))


@lru_cache(maxsize=1)
def _read_once(pickled: bytes) -> PickledOnce[Any, Any]:
    """Return work from its bytes; the last one is kept, with all that it has worked out for itself."""
    from multiprocessing.reduction import ForkingPickler

    return PickledOnce(ForkingPickler.loads(pickled))


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
    work = PickledOnce(work)
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
