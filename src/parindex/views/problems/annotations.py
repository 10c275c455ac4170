"""What a format tells at its place, be it a problem or a change: one shape for every writer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cached_property

import attrs

from parindex.base import (
    Checked,
    Findings,
    Problem,
    Severity,
    code_of,
    column_of,
    encodable,
    message_and_hint,
    named_from,
)
from parindex.views.problems.problem_lines import line

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


def failures_annotated(findings: Findings, deed: str = "check") -> tuple[Annotation, ...]:
    """Return what could not be done, each with a fingerprint that is the same in every language."""
    listed = []
    for failure, shown in zip(findings.failures, findings.failed, strict=True):
        file = findings.names[failure.source]
        basis = f"{encodable(file)}\0{encodable(named_from(findings.folder, failure.message))}"
        digest = hashlib.sha256(basis.encode()).hexdigest()[:32]
        told = shown.message, shown.message, line(shown)
        listed.append(Annotation(undone(deed), "error", *told, digest, Checked(file), file))
    return tuple(listed)


def annotated(findings: Findings) -> Annotations:
    """Return findings as annotations, problems of one cause as one."""
    told = zip(findings.kinds, findings.told, findings.fingerprints, strict=True)
    parts = {checked: attrs.evolve(checked, source=findings.names[checked.source]) for checked in findings.checked}
    listed = []
    for kind, problem, fingerprint in told:
        found = kind.problems[0]
        file = findings.names[found.source]
        part = _part(found, findings.checked)
        listed.append(_of_problem(problem, fingerprint, file, parts.get(part, Checked(file))))
    return Annotations(
        tuple(listed),
        tuple(parts.values()),
        failures_annotated(findings),
        findings.remarked,
        tuple(map(line, findings.told)),
        findings.lang,
        lambda code: _kind(code, findings.lang),
    )


def _part(problem: Problem, checked: Iterable[Checked]) -> Checked:
    """Return the smallest of what was checked that a problem lies in."""
    holding = [one for one in checked if one.holds(problem)]
    return max(holding, key=lambda one: len(one.path), default=Checked(problem.source))


def _of_problem(problem: Problem, fingerprint: str, file: str, part: Checked) -> Annotation:
    return Annotation(
        problem.code,
        problem.severity,
        message_and_hint(problem),
        problem.message,
        line(problem),
        fingerprint,
        part,
        file,
        problem.line,
        column_of(problem),
        problem.cell,
    )


def _kind(code: str, lang: str) -> Kind:
    known = code_of(code)
    return Kind(known.meaning.get(lang), known.mend.get(lang), known.severity, known.about)
