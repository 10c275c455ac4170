"""Problems and changes as a code quality report of GitLab."""

from __future__ import annotations

from typing import Any

from parindex.base import json_text, visible
from parindex.views.annotations.annotation import Annotation, Annotations

_SEVERITIES = {"error": "critical", "warning": "minor", "note": "info"}
#: Nothing that could not be looked at may pass.
_BLOCKER = "blocker"


def to_gitlab(report: Annotations) -> str:
    """Return a report as a list of issues; what could not be done is one that blocks.

    GitLab compares reports by fingerprints and has no place for remarks, which are about no file.
    """
    issues = [_issue(one, _SEVERITIES[one.severity], one.message) for one in report.gravest_first]
    issues += [_issue(one, _BLOCKER, one.with_source) for one in report.failures]
    return json_text(issues, 2) + "\n"


def _issue(one: Annotation, severity: str, description: str) -> dict[str, Any]:
    return {
        "description": description or one.code,
        "check_name": one.code,
        "fingerprint": one.fingerprint,
        "severity": severity,
        "location": _location(one),
    }


def _location(one: Annotation) -> dict[str, Any]:
    begin = one.line or 1
    where = {"path": visible(one.source) or ".", "lines": {"begin": begin}}
    return where if one.column is None else where | {"positions": {"begin": {"line": begin, "column": one.column}}}
