"""A comparison as a comment on a pull request, which may be only so long."""

from __future__ import annotations

from bisect import bisect_right

from parindex.views.comparison.comparison_report import ComparisonReport
from parindex.views.document import markdown_document

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
