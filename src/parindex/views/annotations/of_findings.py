"""Findings as annotations, and as the lines of a log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import attrs

from parindex.base import (
    Checked,
    Failure,
    Findings,
    Problem,
    code_of,
    column_of,
    encodable,
    message_and_hint,
    named_from,
    visible,
)
from parindex.views.annotations.annotation import Annotation, Annotations, Kind, undone


def line(thing: Problem | Failure, lang: str = "en") -> str:
    """Return a problem or a failure as one line, a problem in a language."""
    if isinstance(thing, Problem):
        return visible(thing.to_text(lang))
    told = f"{thing.source}: {thing.message}".removeprefix(": ")
    return visible(f"parindex: {told}").replace("##[", "## [")  # no command of a runner, whatever a file is named


def failures_annotated(findings: Findings, deed: str) -> tuple[Annotation, ...]:
    """Return what could not be done, each with a fingerprint that is the same in every language."""
    listed = []
    for failure, shown in zip(findings.failures, findings.failed, strict=True):
        file = findings.names[failure.source]
        basis = f"{encodable(file)}\0{encodable(named_from(findings.folder, failure.message))}"
        digest = hashlib.sha256(basis.encode()).hexdigest()[:32]
        told = shown.message, shown.message, line(shown)
        listed.append(Annotation(undone(deed), "error", *told, digest, Checked(file), file))
    return tuple(listed)


def annotated(findings: Findings, deed: str = "check") -> Annotations:
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
        failures_annotated(findings, deed),
        findings.remarked,
        tuple(map(line, findings.told)),
        findings.lang,
        lambda code: _kind(code, findings.lang),
        deed,
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
