"""Processes that share work: gone at once when it is broken off, and by themselves without their parent."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, TypeVar

from parindex.base import ParindexError, say
from parindex.cli.ending import ENDING

_Result = TypeVar("_Result")


class WorkerProcesses(Executor):
    """So many processes, each behind a thread that hands it a task and waits for the result.

    That of the standard library has threads of its own between, which tell their troubles where a process is ended.
    """

    def __init__(self, count: int) -> None:
        context = get_context("spawn")
        self._threads = ThreadPoolExecutor(count)
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        pipes = [context.Pipe() for _ in range(count)]
        self._processes = [context.Process(target=_serve, args=(theirs,), daemon=True) for _, theirs in pipes]
        if sys.platform != "win32":
            resource_tracker.ensure_running()  # it would let signals through again
        with _deaf():
            for process, (ours, theirs) in zip(self._processes, pipes, strict=True):
                process.start()
                theirs.close()
                self._idle.put(ours)

    def submit(self, fn: Callable[..., _Result], /, *args: Any, **kwargs: Any) -> Future[_Result]:
        """Have a process call a function; both go there and back by pickle."""
        return self._threads.submit(self._elsewhere, fn, args, kwargs)

    def _elsewhere(self, fn: Callable[..., _Result], args: Any, kwargs: Any) -> _Result:
        pipe = self._idle.get()
        try:
            pipe.send((fn, args, kwargs))
            result, error = pipe.recv()
        except (EOFError, OSError):
            raise ParindexError(say("a process that shared the work was ended; memory may be short")) from None
        finally:
            self._idle.put(pipe)
        if error is not None:
            raise error
        done: _Result = result
        return done

    def finish(self) -> None:
        """End once the work is done."""
        self._threads.shutdown()
        while not self._idle.empty():
            self._idle.get().close()
        for process in self._processes:
            process.join()

    def break_off(self) -> None:
        """End at once, whatever is being done."""
        for process in self._processes:
            process.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.finish()


@contextmanager
def _deaf() -> Iterator[None]:
    """Begin processes that hear no Ctrl-C, which is for their parent; it hears of it once they are begun whole."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    with _heard_later():
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _heard_later() -> Iterator[None]:
    """Keep what tells this process to end, whichever of its threads takes it, and heed it afterwards."""
    kept: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    known = [number for number in ENDING if signal.getsignal(number) not in (signal.SIG_IGN, None)]
    before = {number: signal.signal(number, lambda number, frame: kept.append(number)) for number in known}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in kept[:1]:
            signal.raise_signal(number)


def _serve(pipe: Connection) -> None:
    """Do what comes through a pipe until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it cannot be kept away
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with ThreadPoolExecutor(1) as here:
        while True:
            try:
                fn, args, kwargs = pipe.recv()
            except EOFError:
                return
            pipe.send(_outcome(here.submit(fn, *args, **kwargs)))


def _outcome(future: Future[Any]) -> tuple[Any, BaseException | None]:
    if (error := future.exception()) is None:
        return future.result(), None
    error.add_note("".join(traceback.format_exception(error)))
    return None, error


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
