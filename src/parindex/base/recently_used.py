"""What was used last, kept within bounds of number and size, for several threads at once."""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class RecentlyUsed(Generic[_Value]):
    """Values by key; those that were not used for longest give way to others.

    Examples
    --------
    >>> from parindex.base import RecentlyUsed
    >>> kept = RecentlyUsed(most=2, size=100)
    >>> kept.keep("a", 1, 40), kept.keep("b", 2, 40), kept.get("a"), kept.keep("c", 3, 40)
    (1, 2, 1, 3)
    >>> kept.get("b"), len(kept)
    (None, 2)
    """

    def __init__(self, most: int, size: int) -> None:
        """Keep at most so many values, whose sizes add to no more than `size`."""
        self.most: int = most
        self.size: int = size
        self._values: dict[Hashable, tuple[_Value, int]] = {}  # used last, last
        self._held = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable) -> _Value | None:
        """Return what is kept under a key, None where nothing is."""
        with self._lock:
            held = self._values.pop(key, None)
            if held is None:
                return None
            self._values[key] = held  # behind the others
            return held[0]

    def keep(self, key: Hashable, value: _Value, size: int = 1) -> _Value:
        """Keep a value, and return it; where another thread was first, its value. What is too large is not kept."""
        with self._lock:
            if (held := self._values.get(key)) is not None:
                return held[0]
            if size <= self.size:
                self._values[key] = value, size
                self._held += size
            while self._held > self.size or len(self._values) > self.most:
                self._held -= self._values.pop(next(iter(self._values)))[1]
            return value

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._values.clear()
            self._held = 0
