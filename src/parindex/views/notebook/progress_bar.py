"""How far a long call is: a bar under the cell of a notebook, a line on a terminal; nothing of what is soon done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

#: A bar shows once work has gone on for so many seconds, and is drawn anew no sooner than after so many.
PATIENCE, PAUSE = 1.0, 0.1


class ProgressBar:
    """Called with what is done and all there is to do; gone when all is done."""

    def __init__(self, *, in_notebook: bool) -> None:
        self._in_notebook = in_notebook
        self._due = time.monotonic() + PATIENCE
        self._draw: Callable[[int, int], None] | None = None

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is, where it is time to."""
        if done < total and time.monotonic() < self._due:
            return
        if self._draw is None and done < total:
            self._draw = _under_the_cell() if self._in_notebook else _on_the_terminal
        if self._draw is not None:
            self._draw(done, total)
        self._due = time.monotonic() + PAUSE


def _under_the_cell() -> Callable[[int, int], None]:
    """Return what draws under the cell that runs, each time in place of the time before."""
    display: Any = import_module("IPython.display").display  # there, as the code runs in it
    handle = display({"text/html": "", "text/plain": ""}, raw=True, display_id=True)

    def draw(done: int, total: int) -> None:
        told = f"{done:,} / {total:,}" if done < total else ""
        bar = f'<progress max="{total}" value="{done}"></progress> {told}' if told else ""
        handle.update({"text/html": bar, "text/plain": told}, raw=True)

    return draw


def _on_the_terminal(done: int, total: int) -> None:
    """Write a line over the one before; nothing where no person watches."""
    if sys.stderr is not None and sys.stderr.isatty():
        line = f"{done:,} / {total:,}"
        sys.stderr.write(f"\r{line}" if done < total else f"\r{' ' * len(line)}\r")
        sys.stderr.flush()
