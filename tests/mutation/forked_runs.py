"""Work of which each piece has a process of its own, forked where all that is slow to import is there already."""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

#: With what a process ends that could not do its work.
FAILED = 2
#: What a process may hold.
MEMORY = 6 << 30


def forked(
    work: Iterable[object], run: Callable[[object, Path], int], seconds: int, processes: int
) -> Iterator[tuple[object, int | None, str]]:
    """Run each piece of work, some at a time; yield with what it ended, None where it took too long, and what it told.

    ``run(piece, told)`` writes into the file `told`, and returns with what the process is to end.
    """
    running: dict[int, tuple[object, Path]] = {}
    pieces = iter(work)
    with tempfile.TemporaryDirectory() as folder:
        while True:
            while len(running) < processes and (piece := next(pieces, None)) is not None:
                told = Path(folder) / str(time.monotonic_ns())
                running[_started(piece, run, told, seconds)] = piece, told
            if not running:
                return
            child, status = os.wait()
            if child in running:
                with suppress(ProcessLookupError):  # a mutant may have left processes of its own
                    os.killpg(child, signal.SIGKILL)
                piece, told = running.pop(child)
                text = told.read_text(encoding="utf-8") if told.exists() else ""
                yield piece, None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), text


def _started(piece: object, run: Callable[[object, Path], int], told: Path, seconds: int) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _run(piece, run, told, seconds)
    return child


def _run(piece: object, run: Callable[[object, Path], int], told: Path, seconds: int) -> NoReturn:
    code = FAILED
    try:
        os.setpgid(0, 0)
        silent = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(silent, descriptor)
        signal.alarm(3 * seconds)  # of waiting; of working:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        code = run(piece, told)
    finally:
        if error := sys.exc_info()[1]:
            told.write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
        os._exit(code)
