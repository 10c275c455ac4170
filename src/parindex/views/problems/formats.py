"""Every format in which problems are told: a new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parindex.base import Findings, json_text
from parindex.views.problems.github import to_github
from parindex.views.problems.gitlab import to_gitlab
from parindex.views.problems.junit import to_junit
from parindex.views.problems.problem_lines import line
from parindex.views.problems.sarif import to_sarif


def to_text(findings: Findings) -> str:
    """Return findings as lines, what could not be checked last."""
    told = [line(problem, findings.lang) for problem in findings.told]
    return "".join(f"{text}\n" for text in (*told, *map(line, findings.failed)))


#: Formats by the name that `--format` takes.
PROBLEMS: Mapping[str, Callable[[Findings], str]] = {
    "text": to_text,
    "json": lambda findings: json_text(findings.to_dict(), 2) + "\n",
    "github": to_github,
    "gitlab": to_gitlab,
    "sarif": to_sarif,
    "junit": to_junit,
}
