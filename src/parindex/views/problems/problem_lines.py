"""Problems as a person reads them: a line each, of text or of a page."""

from __future__ import annotations

from parindex.base import Findings, Problem, language, say
from parindex.views.document import html_text


def problem_html(problem: Problem, lang: str | None = None) -> str:
    """Return message and hint of a problem as one element of a page, without its place.

    What was written in the file stands in them: markup is shown as text, and characters that steer are made visible.
    """
    lang = language(lang)
    said = problem.said(lang)
    hint = f" <small>{html_text(said.hint)}</small>" if said.hint else ""
    return f'<span class="{html_text(problem.severity)}" lang="{lang}">{html_text(said.message)}{hint}</span>'


def summary(report: Findings, counted: str) -> str:
    """Say in one line what was done and found; where something failed it never reads as if nothing was wrong."""
    counted = counted or say("{count} checked", count=len({checked.source for checked in report.checked}))
    if report.failures and not report.problems:
        told = counted
    elif not report.problems:
        told = say("{counted}: no problems", counted=counted)
    elif len(report.problems) == 1:
        told = say("{counted}: 1 problem", counted=counted)
    elif len(report.kinds) == len(report.problems):
        told = say("{counted}: {count} problems", counted=counted, count=len(report.problems))
    elif len(report.kinds) == 1:
        told = say("{counted}: {count} problems of one kind", counted=counted, count=len(report.problems))
    else:
        values = {"counted": counted, "count": len(report.problems), "kinds": len(report.kinds)}
        told = say("{counted}: {count} problems of {kinds} kinds", **values)
    if report.failures:
        told = say("{told}; {count} could not be checked", told=told, count=len(report.failures))
    return told
