"""Every format in which comparisons are told: text, JSON, a comment, a page, and approvals to copy."""

from __future__ import annotations

from collections.abc import Callable

from parindex.base import json_document, toml_value
from parindex.views.annotations import ANNOTATED, Annotations
from parindex.views.comparison.change_annotations import changes_annotated
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


def _of_changes(write: Callable[[Annotations], str]) -> Callable[[ComparisonReport], str]:
    return lambda report: write(changes_annotated(report))


#: Every format that `diff` writes, by name.
DIFFS: dict[str, Callable[[ComparisonReport], str]] = {
    "text": lambda report: text_document(report.named.document()),
    "json": lambda report: to_json(report.named),
    "markdown": lambda report: to_comment(report.named),
    "html": lambda report: html_page(report.named.document()),
    "approvals": lambda report: to_approvals(report.named),
    **{name: _of_changes(write) for name, write in ANNOTATED.items()},
}
