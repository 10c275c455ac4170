"""Every format in which comparisons are told: text, JSON, a comment, a page, and approvals to copy."""

from __future__ import annotations

from collections.abc import Callable

from parindex.base import json_document, toml_value
from parindex.views.comparison.comparison_report import ComparisonReport
from parindex.views.comparison.pull_request_comment import to_comment
from parindex.views.document import html_page, text_document


def to_json(report: ComparisonReport) -> str:
    """Return all comparisons as one JSON document."""
    return json_document(report.files.to_dict(report.fail_on, report.lang), report.lang)


def to_approvals(report: ComparisonReport) -> str:
    """Return an approval for every change that stands in the way; the reasons are left to be written."""
    lines: list[str] = []
    for comparison in report.diffs:
        for edit in comparison.open(report.fail_on):
            keys = {"fingerprint": edit.fingerprint, "definition": comparison.id, "change": edit.said(report.lang)}
            lines += [
                "[[approved]]",
                *(f"{key} = {toml_value(text)}" for key, text in keys.items() if text),
                'reason = ""',
                "",
            ]
    return "\n".join(lines)


#: Every format that `diff` writes, by name.
DIFFS: dict[str, Callable[[ComparisonReport], str]] = {
    "text": lambda report: text_document(report.document()),
    "json": to_json,
    "markdown": to_comment,
    "html": lambda report: html_page(report.document()),
    "approvals": to_approvals,
}
