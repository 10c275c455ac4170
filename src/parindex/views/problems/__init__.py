"""Formats of problems: each a function from a report to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parindex.views.problems.github import to_github
from parindex.views.problems.gitlab import to_gitlab
from parindex.views.problems.json import to_dict, to_json
from parindex.views.problems.junit import to_junit
from parindex.views.problems.report import Checked, Failure, Findings, encodable, visible
from parindex.views.problems.sarif import to_sarif
from parindex.views.problems.text import line, summary, to_text

__all__ = ["PROBLEMS", "Checked", "Failure", "Findings", "encodable", "line", "summary", "to_dict", "visible"]

#: Every format by its name.
PROBLEMS: Mapping[str, Callable[[Findings], str]] = {
    "text": to_text,
    "json": to_json,
    "github": to_github,
    "gitlab": to_gitlab,
    "sarif": to_sarif,
    "junit": to_junit,
}
