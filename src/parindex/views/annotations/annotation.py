"""What a format tells at its place, be it a problem or a change: one shape for every writer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import attrs

from parindex.base import (
    Checked,
    Severity,
    encodable,
)

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@attrs.frozen
class Annotation:
    """One thing that is told at its place.

    Its column counts characters of the line, its file is named as it lies from the folder of the report, `text` is the
    line of a log, `bare` the message without its hint; `accepted` is why it is meant, None where nobody said so; `part`
    is what of all that was looked at it belongs to.
    """

    code: str
    severity: Severity
    message: str
    bare: str
    text: str
    fingerprint: str
    part: Checked
    file: str = ""
    line: int | None = None
    column: int | None = None
    cell: str = ""
    accepted: str | None = None

    @property
    def source(self) -> str:
        """The file as text: its name may be bytes that are none."""
        return encodable(self.file)

    @property
    def with_source(self) -> str:
        """The message behind its file, where there is one."""
        return f"{self.source}: {self.message}".removeprefix(": ")


@attrs.frozen
class Kind:
    """What the code of an annotation means, in one language."""

    meaning: str
    mend: str = ""
    severity: Severity = "error"
    about: str = ""


@attrs.frozen
class Annotations:
    """All that is told of one run, in one language, and what its codes mean."""

    listed: tuple[Annotation, ...]
    parts: tuple[Checked, ...]  # all that was looked at, by the names of files that are shown
    failures: tuple[Annotation, ...]
    remarks: tuple[str, ...]
    log: tuple[str, ...]  # the lines that a person reads
    lang: str
    kind: Callable[[str], Kind]
    deed: str = "check"  # what could not be done where something failed

    @cached_property
    def gravest_first(self) -> tuple[Annotation, ...]:
        """What is told, errors before warnings before notes."""
        return tuple(sorted(self.listed, key=lambda one: SEVERITIES.index(one.severity)))

    @property
    def undone(self) -> str:
        """The code of what could not be done."""
        return undone(self.deed)


def undone(deed: str) -> str:
    """Return the code of what could not be done."""
    return f"could-not-{deed}"
