"""Known changes: a file names them by their fingerprints, so that they pass until the next release."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from parindex.base import (
    LIMITS,
    Content,
    DefinitionError,
    Limits,
    Path,
    Problem,
    keys_of,
    locate,
    named_text,
    near,
    nearest,
    placed,
    read_toml,
    say,
)
from parindex.comparison.edits import Edit

MAX_BYTES, _SHOWN = 1024 * 1024, 80
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


@attrs.frozen
class Approval:
    """A change that is meant.

    Attributes
    ----------
    fingerprint : str
        Of the change; it holds for the version of the old definition only.
    reason : str
        Why it is meant.
    definition : str or None
        The id of the old definition.
    change : str or None
        The change in words, for the reader of the file.
    """

    fingerprint: str
    reason: str
    definition: str | None = None
    change: str | None = None
    source: str = attrs.field(default="", metadata={"key": False})
    line: int | None = attrs.field(default=None, metadata={"key": False})
    column: int | None = attrs.field(default=None, metadata={"key": False})


_KEYS = tuple(keys_of(Approval))


def read_approvals(path: str | os.PathLike[str] | Content, *, limits: Limits = LIMITS) -> tuple[Approval, ...]:
    """Read a file of approvals, or its content.

    Raises
    ------
    UnreadableError
        It is absent, a folder, too large or not UTF-8.
    DefinitionError
        It is faulty; `problems` holds every fault with line and column.
    """
    name, text = named_text(path, MAX_BYTES, limits)
    data, problems = read_toml(text, name)
    if data is None or (problems := placed(text, name, _faults(data))):
        raise DefinitionError(problems)
    positions = locate(text, 3)
    approvals = []
    for place, table in enumerate(data.get("approved", ())):
        at = nearest(positions, ("approved", place, "fingerprint"))
        approvals.append(Approval(**table, source=name, line=at.line, column=at.column))
    return tuple(approvals)


def _faults(data: dict[str, Any]) -> Iterable[Problem]:
    for key in data:
        if key != "approved":
            hint = say("a file of approvals holds [[approved]] only")
            yield _error("unknown-key", say("unknown key {key!r}", key=key), (key,), hint)
    tables = data.get("approved", [])
    if not (isinstance(tables, list) and all(isinstance(table, dict) for table in tables)):
        yield _error("wrong-type", say("approved: expected a list of tables"), ("approved",), say("write [[approved]]"))
        return
    seen: set[str] = set()
    for place, table in enumerate(tables):
        yield from _faults_of(table, ("approved", place))
        if isinstance(given := table.get("fingerprint"), str):
            if given in seen:
                message = say("the fingerprint {given!r} stands there already", given=given)
                yield _error("duplicate-id", message, ("approved", place, "fingerprint"))
            seen.add(given)


def _faults_of(table: dict[str, Any], where: Path) -> Iterable[Problem]:
    for key, value in table.items():
        if key not in _KEYS:
            hint = near(key, _KEYS) or say("known here: {names}", names=", ".join(_KEYS))
            yield _error("unknown-key", say("unknown key {key!r}", key=key), (*where, key), hint)
        elif not isinstance(value, str):
            yield _error("wrong-type", say("{key}: expected text", key=key), (*where, key))
        elif key == "fingerprint" and not _FINGERPRINT.fullmatch(value):
            hint = say("16 digits and letters a to f, as parindex diff shows them")
            yield _error("wrong-value", say("{value!r} is no fingerprint", value=value[:_SHOWN]), (*where, key), hint)
        elif key == "reason" and not value.strip():
            yield _error("wrong-value", say("the reason is empty"), (*where, key), say("say why the change is meant"))
    for key in ("fingerprint", "reason"):
        if key not in table:
            yield _error("missing-key", say("the key {key!r} is missing", key=key), where)


def _error(code: str, message: str, path: Path, hint: str = "") -> Problem:
    return Problem(code, "error", message, hint, path=path)


def unused_approvals(
    approvals: Iterable[Approval], edits: Iterable[Edit], definitions: Iterable[str]
) -> Iterator[Problem]:
    """Yield a warning for each approval that fits no change of the definitions compared."""
    made, compared = {edit.fingerprint for edit in edits}, {None, *definitions}
    for approval in approvals:
        if approval.fingerprint not in made and approval.definition in compared:
            message = say("the approval {fingerprint} fits no change any more", fingerprint=approval.fingerprint)
            hint = say("remove it; after a release a change has another fingerprint")
            where = approval.source, approval.line, approval.column
            yield Problem("unused-approval", "warning", message, hint, *where)
