"""Keeping a solver silent that prints by itself, whatever it is told: HiGHS calls `printf` here and there."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

_LOCK = threading.Lock()
#: How many calls are silent at the moment, and how the stream is given back after the last of them.
_silent: list[Callable[[], object]] = []


@contextmanager
def silence() -> Iterator[None]:
    """Let nothing through that C code prints; what Python prints meanwhile, in other threads, is kept where it can be.

    Calls may overlap: the first one takes the stream, the last one gives it back.
    """
    with _LOCK:
        _silent.append(_silent[-1] if _silent else _taken())
    try:
        yield
    finally:
        with _LOCK:
            give_back = _silent.pop()
            if not _silent:
                give_back()


def _taken() -> Callable[[], object]:
    """Take the stream that C code prints to; returns what gives it back."""
    stream = _c_stream()
    if stream is None:
        return _taken_file()
    before, stream.value = stream.value, _nowhere()

    def give_back() -> None:
        stream.value = before

    return give_back


def _c_stream() -> ctypes.c_void_p | None:
    """Return the variable `stdout` of the C library, where it is one that may be set; Python does not print by it."""
    if sys.platform == "darwin":
        name = "__stdoutp"
    elif hasattr(os, "confstr") and (_libc() or "").startswith("glibc"):
        name = "stdout"
    else:
        return None
    return ctypes.c_void_p.in_dll(ctypes.CDLL(None), name)


def _libc() -> str | None:
    return os.confstr("CS_GNU_LIBC_VERSION") if "CS_GNU_LIBC_VERSION" in os.confstr_names else None


@cache
def _nowhere() -> int | None:
    """Return a stream of C that leads nowhere, opened once."""
    open_stream = ctypes.CDLL(None).fopen
    open_stream.restype, open_stream.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_char_p)
    stream: int | None = open_stream(os.devnull.encode(), b"w")
    return stream


def _taken_file() -> Callable[[], object]:
    """Take the file of standard output itself, where the stream of the C library cannot be."""
    try:
        kept = os.dup(1)
    except OSError:  # there is none
        return lambda: None
    nowhere = os.open(os.devnull, os.O_WRONLY)
    if sys.stdout is not None:
        sys.stdout.flush()
    os.dup2(nowhere, 1)
    os.close(nowhere)

    def give_back() -> None:
        _flush()
        os.dup2(kept, 1)
        os.close(kept)

    return give_back


def _flush() -> None:
    """Have the C library write out what it still holds: printed later, it would come through."""
    library = ctypes.CDLL("ucrtbase") if sys.platform == "win32" else ctypes.CDLL(None)
    library.fflush(None)
