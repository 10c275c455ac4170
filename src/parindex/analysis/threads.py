"""Long runs on one thread of the linear algebra library: several disturb each other where machines are busy."""

from __future__ import annotations

from importlib.util import find_spec
from threading import Lock
from typing import Any


class OneThread:
    """A context in which products of matrices take one thread; without the extra `fast` it changes nothing.

    Many threads may be in it at once: the first limits the library, which is one for all, and the last releases it.
    """

    def __init__(self) -> None:
        self._lock, self._inside = Lock(), 0
        self._controller: Any = None
        self._limit: Any = None

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0 and find_spec("threadpoolctl") is not None:
                from threadpoolctl import ThreadpoolController

                if self._controller is None:  # finding the libraries takes milliseconds
                    self._controller = ThreadpoolController()
                self._limit = self._controller.limit(limits=1, user_api="blas")
                self._limit.__enter__()
            self._inside += 1

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and self._limit is not None:
                self._limit.__exit__(*error)
                self._limit = None


#: The one of this process.
one_thread = OneThread()
