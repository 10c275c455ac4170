"""Scores as a workbook: its sheets in their order."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from parindex.base import Progress, ToldProgress, language, say, told, write
from parindex.scoring import Scores
from parindex.views.workbook.book import Book
from parindex.views.workbook.calculation import SheetPlan
from parindex.views.workbook.calculation_columns import calculation_columns
from parindex.views.workbook.explanation_sheet import write_explanation
from parindex.views.workbook.other_sheets import write_lookup, write_problems, write_sources
from parindex.views.workbook.result_sheets import write_ranking, write_scores
from parindex.views.workbook.unit_sheets import write_calculation, write_evidence


def workbook_bytes(
    scores: Scores, lang: str | None = None, *, unit: str | None = None, progress: Progress | None = None
) -> bytes:
    """Return scores as a workbook of Excel, in a language or that of the locale; the same scores give the same bytes.

    The workbook opens at the explanation of a `unit` that is named. `progress` is called with the columns of formulas
    done and all of them, and the writing as one more.

    Raises
    ------
    ExtraError
        XlsxWriter is not installed.
    TooLargeError
        The scores do not fit into worksheets of Excel.
    """
    book = Book(language(lang))
    plan = SheetPlan.of(scores, book.lang)
    columns = calculation_columns(plan)
    write_ranking(book, plan)
    write_scores(book, plan)
    write_explanation(book, plan, unit)
    write_evidence(book, plan)
    write_calculation(book, plan, columns, _and_writing(progress))
    write_lookup(book, plan)
    write_problems(book, plan)
    write_sources(book, plan)
    content = book.closed()
    if progress is not None:
        progress(len(columns) + 1, len(columns) + 1)
    return content


def _and_writing(progress: Progress | None) -> Progress | None:
    """Return who is told of the columns, where the writing is one thing more."""
    if progress is None:
        return None
    whole = progress
    return lambda done, total: whole(done, total + 1)


def write_workbook(
    scores: Scores,
    to: str | os.PathLike[str] | BinaryIO,
    lang: str | None = None,
    *,
    unit: str | None = None,
    progress: ToldProgress = None,
) -> None:
    """Write scores as a workbook to a file, whole or not at all, or to a binary stream; see `workbook_bytes`."""
    path = Path(to) if isinstance(to, (str, os.PathLike)) else None
    if path is not None and path.suffix.casefold() not in ("", ".xlsx"):
        raise ValueError(say("a workbook is written to a file .xlsx, not {suffix}", suffix=path.suffix))
    content = workbook_bytes(scores, lang, unit=unit, progress=told(progress))
    if path is not None:
        write(path, content)
    elif not isinstance(to, (str, os.PathLike)):
        to.write(content)
