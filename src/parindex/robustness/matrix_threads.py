"""What long runs of products of matrices want of their process: one thread, and memory kept from block to block.

Several threads disturb each other on busy machines.
"""

from __future__ import annotations

from importlib.util import find_spec
from threading import current_thread, main_thread
from typing import Any

import numpy as np

from parindex.kernels import Floats

#: Below so many multiplications OpenBLAS starts no threads; waking them on a busy machine takes milliseconds.
_ALONE, _SMALL = 2**18, 2**24
#: Bytes. The C library of Linux keeps twice the largest piece that was ever freed, which a block of draws fits into.
_LARGEST = 2**24


class OneThread:
    """A context in which products of matrices take one thread; without the extra `fast` it changes no threads.

    So it does in any but the main thread: the library keeps some of its settings by thread, and what one has set
    another cannot put back.
    """

    def __init__(self) -> None:
        self._inside = 0
        self._controller: Any = None
        self._limit: Any = None

    def __enter__(self) -> None:
        keep_freed_memory()
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
one_thread: OneThread = OneThread()


def product(left: Floats, right: Floats) -> Floats:
    """Return ``left @ right``, by pieces where threads would cost more than they save."""
    each = max(1, right.size)
    if len(left) * each > _SMALL or each > _ALONE:
        return np.asarray(left @ right)
    joined, some = np.empty((len(left), right.shape[1])), _ALONE // each
    for start in range(0, len(left), some):
        np.matmul(left[start : start + some], right, out=joined[start : start + some])
    return joined


def keep_freed_memory() -> None:
    """Have this process keep up to 32 MB of what is freed for what is asked for next.

    Where it is given back each page costs a fault once it is touched again: half the time that draws of a tree of
    weights take. Nothing is touched, so nothing is taken; other systems than Linux do as they always do.

    References
    ----------
    The manual of glibc, "Malloc Tunable Parameters": M_TRIM_THRESHOLD and M_MMAP_THRESHOLD are dynamic.
    """
    np.empty(_LARGEST, dtype=np.uint8)
