"""Problems as one JSON object."""

from __future__ import annotations

import json
from typing import Any

from parindex.views.problems.report import Findings, encodable


def to_dict(report: Findings) -> dict[str, Any]:
    """Return a report as plain JSON values: the version, what was checked, the problems, what could not be checked."""
    from importlib.metadata import version

    checked = [": ".join(filter(None, (report.names[part.source], part.name))) for part in report.checked]
    return {
        "parindex": version("parindex"),
        "checked": [encodable(name) for name in checked],
        "problems": [problem.to_dict() for problem in report.told],
        "failures": [{"source": failure.source, "message": failure.message} for failure in report.failed],
    }


def to_json(report: Findings) -> str:
    """Return `to_dict` as JSON text."""
    return json.dumps(to_dict(report), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
