"""Problems as one JSON object."""

from __future__ import annotations

import json

from parindex.views.problems.report import Report, encodable


def to_json(report: Report) -> str:
    """Return a report as JSON: the version, what was checked, the problems, and what could not be checked."""
    from importlib.metadata import version

    checked = [": ".join(filter(None, (report.names[part.source], part.name))) for part in report.checked]
    values = {
        "parindex": version("parindex"),
        "checked": [encodable(name) for name in checked],
        "problems": [problem.to_dict() for problem in report.told],
        "failures": [{"source": failure.source, "message": failure.message} for failure in report.failed],
    }
    return json.dumps(values, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
