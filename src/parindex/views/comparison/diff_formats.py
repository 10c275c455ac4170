"""Every format in which comparisons are told: text, JSON, a comment, a page, and approvals to copy."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from parindex.base import json_text, toml_value, version
from parindex.comparison import LEVELS
from parindex.views.comparison.comparison_report import ComparisonReport
from parindex.views.document import html_page, markdown_document, text_document

#: What GitHub takes of a comment, in UTF-16 units, and some room.
_LONGEST_COMMENT = 65_536 - 536


def to_comment(report: ComparisonReport) -> str:
    """Return a summary and tables in Markdown; of very many changes the first, and how many are left out."""
    total = len(report.edits)
    effects = _size(_comment(report, min(1, total), effects=True)) <= _LONGEST_COMMENT
    if _size(text := _comment(report, total, effects=effects)) <= _LONGEST_COMMENT:
        return text
    counts = range(1, total)
    most = bisect_right(counts, _LONGEST_COMMENT, key=lambda count: _size(_comment(report, count, effects=effects)))
    return _comment(report, most, effects=effects)


def _comment(report: ComparisonReport, most: int, *, effects: bool) -> str:
    return markdown_document(report.document(most, effects=effects))


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def to_json(report: ComparisonReport) -> str:
    """Return all comparisons as one JSON document."""
    records = {
        "parindex": version(),
        "level": min((edit.level for edit in report.edits), key=LEVELS.index, default=None),
        "fail_on": report.fail_on,
        "failing": sum(len(comparison.open(report.fail_on)) for comparison in report.diffs),
        "unchanged": report.unchanged,
        "diffs": [comparison.to_dict() for comparison in report.diffs],
        "problems": [problem.to_dict() for problem in report.problems],
    }
    return json_text(records, 2) + "\n"


def to_approvals(report: ComparisonReport) -> str:
    """Return an approval for every change that stands in the way; the reasons are left to be written."""
    lines: list[str] = []
    for comparison in report.diffs:
        for edit in comparison.open(report.fail_on):
            keys = {"fingerprint": edit.fingerprint, "definition": comparison.id, "change": edit.said(report.lang)}
            lines += ["[[approved]]", *(f"{key} = {toml_value(text)}" for key, text in keys.items()), 'reason = ""', ""]
    return "\n".join(lines)


#: Every format that `diff` writes, by name.
DIFFS: dict[str, Callable[[ComparisonReport], str]] = {
    "text": lambda report: text_document(report.document()),
    "json": to_json,
    "markdown": to_comment,
    "html": lambda report: html_page(report.document()),
    "approvals": to_approvals,
}
