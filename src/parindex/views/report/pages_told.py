"""How far the printing of a PDF is: WeasyPrint says in its log what it is at, and which page it lays out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from parindex.base import Progress

#: A PDF is made in parts that are told as all as long: its cards, their style, the layout, and the writing.
PARTS = 4
_LOG = "weasyprint.progress"
#: How WeasyPrint begins to say that it has laid out a page, and how many parts are done once it says something else.
_PAGE, _PARTS_DONE = "Step 5 - Creating layout - Page", {"Step 4": 2, "Step 6": 3}


@contextmanager
def pages_told(progress: Progress | None, cards: int) -> Iterator[None]:
    """Tell how far the printing of so many cards is, each of them told once already.

    How many pages there will be nobody knows before; a card takes about one.
    """
    if progress is None:
        yield
        return
    logger, done = logging.getLogger(_LOG), cards
    level, heard = logger.level, logger.isEnabledFor(logging.INFO)

    def listen(record: logging.LogRecord) -> bool:
        nonlocal done
        before, done = done, _done(record.getMessage(), done, cards)
        if done > before:
            progress(done, PARTS * cards)
        return heard

    logger.addFilter(listen)
    logger.setLevel(min(logging.INFO, level or logging.INFO))
    try:
        yield
    finally:
        logger.removeFilter(listen)
        logger.setLevel(level)
    progress(PARTS * cards, PARTS * cards)


def _done(message: str, before: int, cards: int) -> int:
    """Return what is done once WeasyPrint says something, of so much before."""
    if message.startswith(_PAGE):
        return max(before, min(before + 1, 3 * cards - 1))
    return max(before, next((parts * cards for step, parts in _PARTS_DONE.items() if message.startswith(step)), 0))
