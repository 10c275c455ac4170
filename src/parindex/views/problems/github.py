"""Problems as annotations of GitHub: workflow commands, and below them the lines that they stand for."""

from __future__ import annotations

from parindex.base import Failure, Findings, Problem, column_of, message_and_hint
from parindex.views.problems.problem_lines import line

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
_DATA = {ord(char): f"%{ord(char):02X}" for char in "%\r\n"}
_PROPERTY = _DATA | {ord(char): f"%{ord(char):02X}" for char in ":,"}


def to_github(report: Findings) -> str:
    """Return a report as workflow commands, failures first, as GitHub shows ten of a level; then lines of all."""
    commands = (*map(_failure, report.failed), *map(_problem, report.told))
    return "".join(f"{told}\n" for told in (*commands, *map(_harmless, map(line, report.told))))


def _problem(problem: Problem) -> str:
    where = {"file": problem.source, "line": problem.line, "col": column_of(problem)}
    return _command(
        _LEVELS[problem.severity], {**where, "title": f"parindex {problem.code}"}, message_and_hint(problem)
    )


def _failure(failure: Failure) -> str:
    return _command("error", {"file": failure.source, "title": "parindex could not check"}, failure.message)


def _command(level: str, properties: dict[str, object], message: str) -> str:
    told = ",".join(
        f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items() if value not in (None, "")
    )
    return f"::{level} {told}::{message.translate(_DATA)}"


def _harmless(told: str) -> str:
    """Return a line that the runner takes for text: a file may be named like a command."""
    return ("./" if told.lstrip().startswith("::") else "") + told.replace("##[", "## [")
