"""Several definitions held against each other at once: what changed in each, and what could not be compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import attrs

from parindex.base import (
    AsFrame,
    AsJson,
    Failure,
    FieldKind,
    Problems,
    encodable,
    name_from,
    named_from,
    translated,
    version,
)
from parindex.comparison.definition_diff import FIELD_KINDS, DefinitionDiff
from parindex.comparison.edits import Edit
from parindex.comparison.levels import Level, worst


@attrs.frozen
class UnusedEvidence:
    """Evidence that was given and shows no effect: of which definition, from which file, and why."""

    definition: str
    source: str
    why: str

    def to_dict(self, lang: str = "en") -> dict[str, str]:
        """Return the fields as plain JSON values."""
        return {"definition": self.definition, "source": self.source, "why": encodable(translated(self.why, lang))}


@attrs.frozen(repr=False)
class FilesDiff(AsJson, AsFrame):
    """What changed in the definitions of several files and folders.

    Attributes
    ----------
    diffs : tuple of DefinitionDiff
        Every definition that changed, worst first.
    unchanged : int
        How many files are the same.
    failures : tuple of Failure
        What could not be compared, and why: with failures nobody knows whether something breaks.
    problems : tuple of Problem
        What is wrong with files that do not load, on either side, and approvals that fit no change any more.
    evidence : tuple of UnusedEvidence
        The evidence that shows no effect on results, and why.
    remarks : tuple of str
        What the reader should know of how it was compared, such as files that were passed over.
    """

    diffs: tuple[DefinitionDiff, ...] = ()
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()
    problems: Problems = attrs.field(default=Problems(), converter=Problems)
    evidence: tuple[UnusedEvidence, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Every change of all definitions."""
        return tuple(edit for difference in self.diffs for edit in difference.edits)

    @property
    def level(self) -> Level | None:
        """The level that reaches furthest, approved or not; None where nothing changed."""
        return worst(edit.level for edit in self.edits) if self.edits else None

    def open(self, level: Level = "breaking") -> tuple[Edit, ...]:
        """Return the changes that reach as far as a level, or further, and are not approved."""
        return tuple(edit for difference in self.diffs for edit in difference.open(level))

    @property
    def breaking(self) -> bool | None:
        """Whether a change that is not approved is breaking or worse; None where that is not known."""
        return True if self.open() else None if self.failures else False

    def to_dict(self, fail_on: Level = "breaking", lang: str = "en") -> dict[str, Any]:
        """Return everything as plain JSON values, messages in a language."""
        return {
            "parindex": version(),
            "level": self.level,
            "breaking": self.breaking,
            "fail_on": fail_on,
            "failing": len(self.open(fail_on)),
            "unchanged": self.unchanged,
            "diffs": [_told(difference, lang) for difference in self.diffs],
            "failures": [
                {"source": encodable(failure.source), "message": encodable(translated(failure.message, lang))}
                for failure in self.failures
            ],
            "evidence": [evidence.to_dict(lang) for evidence in self.evidence],
            "problems": [problem.said(lang).to_dict() for problem in self.problems],
            "remarks": [encodable(translated(remark, lang)) for remark in self.remarks],
        }

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return {"definition": "text", **FIELD_KINDS}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a change, with the id of its definition."""
        return [
            {"definition": difference.id, **record} for difference in self.diffs for record in difference.to_records()
        ]

    def named_from(self, folder: Path) -> Self:
        """Return the same with every file named from a folder."""
        return attrs.evolve(
            self,
            diffs=tuple(difference.named_from(folder) for difference in self.diffs),
            failures=tuple(
                Failure(name_from(folder, failure.source), named_from(folder, failure.message))
                for failure in self.failures
            ),
            problems=self.problems.named_from(folder),
            evidence=tuple(
                attrs.evolve(one, source=name_from(folder, one.source), why=named_from(folder, one.why))
                for one in self.evidence
            ),
            remarks=tuple(named_from(folder, remark) for remark in self.remarks),
        )

    def __repr__(self) -> str:
        counts = [f"{len(self.diffs)} changed", f"{self.unchanged} unchanged", f"{len(self.failures)} not compared"]
        return f"<FilesDiff: {', '.join(counts)}>"


def _told(difference: DefinitionDiff, lang: str) -> dict[str, Any]:
    """Return a comparison as plain JSON values, its changes told in a language."""
    values = difference.to_dict()
    pairs = zip(values["edits"], difference.edits, strict=True)
    return {**values, "edits": [{**record, "message": edit.said(lang)} for record, edit in pairs]}
