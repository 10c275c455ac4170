"""How far the printing of a PDF is: WeasyPrint says in its log which page it lays out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from parindex.base import Progress

#: Where WeasyPrint says how far it is, and how it begins to say that it has laid out a page.
_LOG, _PAGE = "weasyprint.progress", "Step 5 - Creating layout - Page"


@contextmanager
def pages_told(progress: Progress | None, cards: int) -> Iterator[None]:
    """Tell of each page laid out as of a card done, the last of so many once all is printed.

    How many pages there will be nobody knows before; a card takes about one.
    """
    if progress is None:
        yield
        return
    logger, done = logging.getLogger(_LOG), 0
    level, heard = logger.level, logger.isEnabledFor(logging.INFO)

    def listen(record: logging.LogRecord) -> bool:
        nonlocal done
        if record.getMessage().startswith(_PAGE) and done < cards - 1:
            done += 1
            progress(done, cards)
        return heard

    logger.addFilter(listen)
    logger.setLevel(min(logging.INFO, level or logging.INFO))
    try:
        yield
    finally:
        logger.removeFilter(listen)
        logger.setLevel(level)
    progress(cards, cards)
