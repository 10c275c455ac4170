"""Problems as SARIF 2.1.0, the exchange format of static analysis."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from parindex.base import (
    Failure,
    Findings,
    Problem,
    code_of,
    column_of,
    encodable,
    json_text,
    message_and_hint,
    version,
)

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE, _NOTE = "FOLDER", "could-not-check"


def to_sarif(report: Findings) -> str:
    """Return a report as SARIF; where something could not be checked the run tells that it did not succeed."""
    codes = list(dict.fromkeys(problem.code for problem in report.problems))
    run = {
        "tool": {
            "driver": {
                "name": "parindex",
                "version": version(),
                "rules": [_rule(code, report.lang) for code in codes],
                "notifications": [{"id": _NOTE, "shortDescription": {"text": "Something could not be checked."}}],
            }
        },
        "language": report.lang,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"uri": report.folder.resolve().as_uri().rstrip("/") + "/"}},
        "invocations": [
            {
                "executionSuccessful": not report.failures,
                "toolExecutionNotifications": [
                    _notification(failure, report.names[found.source])
                    for found, failure in zip(report.failures, report.failed, strict=True)
                ],
            }
        ],
        "artifacts": [
            {"location": _file(report.names[source])}
            for source in dict.fromkeys(checked.source for checked in report.checked)
        ],
        "results": [
            _result(problem, codes.index(problem.code), fingerprint, report.names[kind.problems[0].source])
            for kind, problem, fingerprint in zip(report.kinds, report.told, report.fingerprints, strict=True)
        ],
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, 2) + "\n"


def _rule(code: str, lang: str) -> dict[str, Any]:
    known = code_of(code)
    meaning, mend = known.meaning.get(lang), known.mend.get(lang)
    return {
        "id": code,
        "fullDescription": {"text": meaning},
        "help": {"text": f"{meaning} {mend}".strip()},
        "defaultConfiguration": {"level": known.severity},
        "properties": {"about": known.about},
    }


def _result(problem: Problem, rule: int, fingerprint: str, name: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _file(name)}
    if problem.line and not problem.cell:
        column = column_of(problem)
        place["region"] = {"startLine": problem.line} | ({} if column is None else {"startColumn": column})
    location: dict[str, Any] = {"physicalLocation": place} if name else {}
    if problem.cell:
        location["logicalLocations"] = [{"fullyQualifiedName": problem.cell}]
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": message_and_hint(problem)},
        "locations": [location] if location else [],
        "partialFingerprints": {"parindex/v1": fingerprint},
    }


def _notification(failure: Failure, name: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "descriptor": {"id": _NOTE},
        "level": "error",
        "message": {"text": f"{failure.source}: {failure.message}".removeprefix(": ")},
    }
    return told | ({"locations": [{"physicalLocation": {"artifactLocation": _file(name)}}]} if name else {})


def _file(name: str) -> dict[str, str]:
    """Return where a file is: from the folder, or absolute; names are bytes, of which a URI shows all."""
    try:
        uri = quote(os.fsencode(name))
    except UnicodeEncodeError:  # no name that a file can have
        uri = quote(encodable(name))
    if PurePath(name).is_absolute():
        return {"uri": f"file://{'' if uri.startswith('/') else '/'}{uri}"}
    return {"uri": uri, "uriBaseId": _BASE}
