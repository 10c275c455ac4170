"""Every format in which problems are told: a new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parindex.base import Findings, json_text, visible
from parindex.views.annotations import ANNOTATED, Annotations, annotated, line


def to_text(findings: Findings) -> str:
    """Return findings as lines: problems, remarks, and last what could not be checked."""
    told = [line(problem, findings.lang) for problem in findings.told]
    remarks = [visible(f"parindex: {remark}") for remark in findings.remarked]
    return "".join(f"{text}\n" for text in (*told, *remarks, *map(line, findings.failed)))


def _of_findings(write: Callable[[Annotations], str]) -> Callable[[Findings], str]:
    return lambda findings: write(annotated(findings))


#: Formats by the name that `--format` takes.
PROBLEMS: Mapping[str, Callable[[Findings], str]] = {
    "text": to_text,
    "json": lambda findings: json_text(findings.to_dict(), 2) + "\n",
    **{name: _of_findings(write) for name, write in ANNOTATED.items()},
}
