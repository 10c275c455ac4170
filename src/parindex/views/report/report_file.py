"""The report as a file: one page of HTML, or printed as PDF."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from parindex.base import ExtraError, ParindexError, Progress, ToldProgress, part_of, say, told, write
from parindex.scoring import Scores
from parindex.views.report.pages_told import PARTS, pages_told
from parindex.views.report.report_page import languages_of, report_page

#: Every format of a report.
REPORTS = ("html", "pdf")
#: What the extra `report` brings: who lacks one of them is to install all.
_LIBRARIES = ("altair", "jinja2", "vl_convert")
#: The format that the name of a file asks for.
_FORMS = {"": "html", ".htm": "html", ".html": "html", ".pdf": "pdf"}


def report(
    scores: Scores,
    path: str | os.PathLike[str],
    *,
    lang: str | None = None,
    unit: str | None = None,
    format: Literal["html", "pdf"] | None = None,
    progress: ToldProgress = None,
) -> None:
    """Write a report: the ranking, a card a unit, how the index is put together and where its figures come from.

    Parameters
    ----------
    scores : Scores
        What is reported.
    path : path-like
        Where to; the file is written whole or not at all.
    lang : {"vi", "en", "both"}, optional
        The language, else that of the locale. Of both the reader chooses on the page; in a PDF they follow each other.
    unit : str, optional
        The one unit that the report is about, by its code or name.
    format : {"html", "pdf"}, optional
        Else as the name of the file says.
    progress : callable or bool, optional
        Called with the cards done and all cards, in a PDF with four times as many: their style, the layout, page by
        page, and the writing count as much as the cards. True shows a bar, False nothing; without it notebooks show a
        bar.

    Raises
    ------
    ValueError
        There is no such language or format; a name that ends otherwise needs its `format`.
    UnknownNameError
        No unit is called so.
    ExtraError
        A library is not installed: the extra `report`, for PDF `pdf` too.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> evidence = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    >>> parindex.report(parindex.score(definition, evidence), "report.html", lang="vi")  # doctest: +SKIP
    """
    suffix = Path(path).suffix
    form = format or _FORMS.get(suffix.casefold(), suffix)
    write(Path(path), report_content(scores, form, lang=lang, unit=unit, progress=told(progress)))


def report_content(
    scores: Scores,
    form: str,
    *,
    lang: str | None = None,
    unit: str | None = None,
    progress: Progress | None = None,
) -> str | bytes:
    """Return a report as what a file of a format holds."""
    if form not in REPORTS:
        raise ValueError(say("a report is {forms}, not {form!r}", forms=" or ".join(REPORTS), form=form))
    if not all(map(find_spec, _LIBRARIES)):
        raise ExtraError("parindex.report", "report" if form == "html" else "report,pdf")
    if form == "html":
        return report_page(scores, lang=lang, unit=unit, progress=progress)
    printer = _printer()  # what it lacks is told before the work
    page = report_page(scores, lang=lang, unit=unit, progress=part_of(progress, 0, PARTS))
    cards = len(languages_of(lang)) * (len(scores.units) if unit is None else 1)
    with pages_told(progress, cards):
        return _printed(page, printer)


def _printed(page: str, weasyprint: Any) -> bytes:
    """Print a page as PDF, without asking for anything from elsewhere."""
    document = weasyprint.HTML(string=page, url_fetcher=_refuse)
    content: bytes = document.write_pdf(pdf_tags=True)
    return content


def _refuse(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    raise ValueError(url)


def _printer() -> Any:
    """Return the library that prints; it needs Pango, which is no Python package."""
    try:
        import weasyprint
    except ImportError:
        raise ExtraError("parindex.report", "pdf") from None
    except OSError as error:
        message = say("PDF needs the library Pango of the system (Debian: libpango-1.0-0, libpangoft2-1.0-0)")
        raise ParindexError(message) from error
    return weasyprint
