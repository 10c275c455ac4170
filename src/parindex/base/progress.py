"""Who is told how far long work is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from parindex.later import view

_Item = TypeVar("_Item")
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


def each_told(items: Collection[_Item], progress: Progress | None) -> Iterator[_Item]:
    """Yield items, and tell after each that it is done."""
    for done, item in enumerate(items, start=1):
        yield item
        if progress is not None:
            progress(done, len(items))


def part_of(progress: Progress | None, at: int, count: int) -> Progress | None:
    """Return who is told of one of so many parts of work, all as long."""
    if progress is None:
        return None
    whole = progress
    return lambda done, total: whole(at * total + done, count * total)


def _in_notebook() -> bool:
    """Return whether a kernel of a notebook runs the code."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")
