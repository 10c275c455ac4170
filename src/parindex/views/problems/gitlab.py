"""Problems as a code quality report of GitLab."""

from __future__ import annotations

import hashlib
from typing import Any

from parindex.base import Findings, column_of, json_text, message_and_hint, visible

_SEVERITIES = {"error": "critical", "warning": "minor", "note": "info"}


def to_gitlab(report: Findings) -> str:
    """Return a report as a list of issues; what could not be checked is one that blocks."""
    issues = [
        _issue(problem.code, message_and_hint(problem), _SEVERITIES[problem.severity], fingerprint)
        | {"location": _location(problem.source, problem.line, column_of(problem))}
        for problem, fingerprint in zip(report.told, report.fingerprints, strict=True)
    ]
    for failure in report.failed:
        fingerprint = hashlib.sha256(f"{failure.source}\0{failure.message}".encode()).hexdigest()[:32]
        message = f"{failure.source}: {failure.message}".removeprefix(": ")
        issue = _issue("could-not-check", message, "blocker", fingerprint)
        issues.append(issue | {"location": _location(failure.source, None, None)})
    return json_text(issues, 2) + "\n"


def _issue(code: str, description: str, severity: str, fingerprint: str) -> dict[str, Any]:
    return {"description": description or code, "check_name": code, "fingerprint": fingerprint, "severity": severity}


def _location(path: str, line: int | None, column: int | None) -> dict[str, Any]:
    begin = line or 1
    where = {"path": visible(path) or ".", "lines": {"begin": begin}}
    return where if column is None else where | {"positions": {"begin": {"line": begin, "column": column}}}
