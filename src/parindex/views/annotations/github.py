"""Problems and changes as annotations of GitHub: workflow commands, and below them the lines that they stand for."""

from __future__ import annotations

from parindex.base import for_log
from parindex.views.annotations.annotation import Annotation, Annotations

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
_DATA = {ord(char): f"%{ord(char):02X}" for char in "%\r\n"}
_PROPERTY = _DATA | {ord(char): f"%{ord(char):02X}" for char in ":,"}
#: What the runner takes of a message; it would cut the rest without a word.
_LONGEST = 4_096


def to_github(report: Annotations) -> str:
    """Return a report as workflow commands, the gravest first, as GitHub shows ten of a level; then lines of all."""
    commands = [_command("error", one, f"parindex could not {report.deed}") for one in report.failures]
    commands += [_command(_LEVELS[one.severity], one, f"parindex {one.code}") for one in report.gravest_first]
    commands += [f"::notice title=parindex::{_message(remark)}" for remark in report.remarks]
    return "".join(f"{told}\n" for told in (*commands, *map(for_log, report.log)))


def _command(level: str, one: Annotation, title: str) -> str:
    properties = {"file": one.source, "line": one.line, "col": one.column if one.line else None, "title": title}
    told = ",".join(
        f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items() if value not in (None, "")
    )
    return f"::{level} {told}::{_message(one.message)}"


def _message(text: str) -> str:
    return (text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…").translate(_DATA)
