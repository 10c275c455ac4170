"""Long runs on one thread of the linear algebra library: several disturb each other where machines are busy."""

from __future__ import annotations

from importlib.util import find_spec
from threading import current_thread, main_thread
from typing import Any


class OneThread:
    """A context in which products of matrices take one thread; without the extra `fast` it changes nothing.

    So it does in any but the main thread: the library keeps some of its settings by thread, and what one has set
    another cannot put back.
    """

    def __init__(self) -> None:
        self._inside = 0
        self._controller: Any = None
        self._limit: Any = None

    def __enter__(self) -> None:
        if current_thread() is not main_thread() or find_spec("threadpoolctl") is None:
            return
        self._inside += 1
        if self._inside == 1:
            from threadpoolctl import ThreadpoolController

            if self._controller is None:  # finding the libraries takes milliseconds
                self._controller = ThreadpoolController()
            self._limit = self._controller.limit(limits=1, user_api="blas")
            self._limit.__enter__()

    def __exit__(self, *error: object) -> None:
        if current_thread() is not main_thread() or not self._inside:
            return
        self._inside -= 1
        if self._inside == 0:
            self._limit.__exit__(*error)


#: The one of this process.
one_thread = OneThread()
