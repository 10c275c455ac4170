"""Problems and changes as SARIF 2.1.0, the exchange format of static analysis."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from parindex.base import encodable, json_text, say, translated, version
from parindex.views.annotations.annotation import Annotation, Annotations

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: The folder that files are named from; where it lies on a machine is not said, so that reports are alike.
_BASE = "%SRCROOT%"
_REMARK = "remark"
#: Code scanning refuses a report of more results, and shows the first fifth of so many.
_MOST_RESULTS = 25_000


def to_sarif(report: Annotations) -> str:
    """Return a report as SARIF; where something could not be done the run tells that it did not succeed."""
    shown = report.gravest_first[:_MOST_RESULTS]
    codes = list(dict.fromkeys(one.code for one in shown))
    remarks = [*report.remarks]
    if beyond := len(report.listed) - len(shown):
        told = say("{count:,} more are left out: code scanning takes no more", count=beyond)
        remarks.append(translated(told, report.lang))
    run = {
        "tool": {
            "driver": {
                "name": "parindex",
                "version": version(),
                "rules": [_rule(code, report) for code in codes],
                "notifications": [
                    {"id": report.undone, "shortDescription": {"text": _undone(report)}},
                    {"id": _REMARK, "shortDescription": {"text": "How it was done."}},
                ],
            }
        },
        "language": report.lang,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The folder that files are named from."}}},
        "invocations": [
            {
                "executionSuccessful": not report.failures,
                "toolExecutionNotifications": [
                    *(_failure(one) for one in report.failures),
                    *(_notification(_REMARK, "note", remark) for remark in remarks),
                ],
            }
        ],
        "artifacts": [{"location": _file(file)} for file in dict.fromkeys(part.source for part in report.parts)],
        "results": [_result(one, codes.index(one.code)) for one in shown],
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, 2) + "\n"


def _undone(report: Annotations) -> str:
    return f"Something could not be {report.deed.removesuffix('e')}ed."


def _rule(code: str, report: Annotations) -> dict[str, Any]:
    kind = report.kind(code)
    return {
        "id": code,
        "fullDescription": {"text": kind.meaning},
        "help": {"text": f"{kind.meaning} {kind.mend}".strip()},
        "defaultConfiguration": {"level": kind.severity},
        "properties": {"about": kind.about},
    }


def _result(one: Annotation, rule: int) -> dict[str, Any]:
    meant = {} if one.accepted is None else {"suppressions": [_accepted(one.accepted)]}
    return {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": one.severity,
        "message": _message(one.message),
        "locations": [_location(one)],
        "partialFingerprints": {"parindex/v1": one.fingerprint},
        **meant,
    }


def _message(text: str) -> dict[str, str]:
    """Return a message in which nothing is a link: plain text of SARIF may hold links as Markdown does."""
    return {"text": text.replace("](", "] (")}


def _accepted(reason: str) -> dict[str, str]:
    return {"kind": "external", "status": "accepted", "justification": reason}


def _location(one: Annotation) -> dict[str, Any]:
    """Return where it is; what is about no file is about the folder, as code scanning refuses results without place."""
    place: dict[str, Any] = {"artifactLocation": _file(one.file or ".")}
    if one.line and not one.cell:
        place["region"] = {"startLine": one.line} | ({} if one.column is None else {"startColumn": one.column})
    location: dict[str, Any] = {"physicalLocation": place}
    if one.cell:
        location["logicalLocations"] = [{"fullyQualifiedName": one.cell}]
    return location


def _failure(one: Annotation) -> dict[str, Any]:
    told = _notification(one.code, "error", one.with_source)
    return told | ({"locations": [{"physicalLocation": {"artifactLocation": _file(one.file)}}]} if one.file else {})


def _notification(id_: str, level: str, text: str) -> dict[str, Any]:
    return {"descriptor": {"id": id_}, "level": level, "message": _message(text)}


def _file(name: str) -> dict[str, str]:
    """Return where a file is: from the folder, or absolute; names are bytes, of which a URI shows all."""
    try:
        uri = quote(os.fsencode(name))
    except UnicodeEncodeError:  # no name that a file can have
        uri = quote(encodable(name))
    if PurePath(name).is_absolute():
        return {"uri": f"file://{'' if uri.startswith('/') else '/'}{uri}"}
    return {"uri": uri, "uriBaseId": _BASE}
