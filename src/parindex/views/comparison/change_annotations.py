"""Changes as annotations: each at the line of the new file where it stands, or where what was removed stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

import attrs

from parindex.base import (
    Checked,
    Findings,
    Severity,
    encodable,
    name_from,
    named_from,
    say,
    translated,
    visible,
    without_revision,
)
from parindex.comparison import LEVELS, DefinitionDiff, Edit
from parindex.views.annotations import Annotation, Annotations, Kind, annotated
from parindex.views.comparison.comparison_report import LEVEL_WORDS, ComparisonReport
from parindex.views.document import text_document

#: Changes of these levels are told in any case; of others only what fails.
_TOLD = LEVELS[: LEVELS.index("restating") + 1]
_DEED = "compare"


def changes_annotated(report: ComparisonReport) -> Annotations:
    """Return what changed as annotations, the furthest reaching first, with what could not be compared.

    A change that fails is an error, one that does not a warning, and one that is approved a note with its reason. What
    changes no result is left out, unless it fails.
    """
    writer, files = _Writer(report), report.files
    found = Findings(files.problems, (), files.failures, report.lang, report.folder, files.remarks)
    rest = annotated(found, _DEED)
    changes = sorted(writer.changes(), key=lambda change: LEVELS.index(change[0]))
    return attrs.evolve(
        rest,
        listed=tuple(_apart([*(told for _, told in changes), *rest.listed])),
        parts=tuple(writer.part(difference) for difference in report.diffs),
        log=tuple(text_document(report.named.document()).splitlines()),
        kind=lambda code: writer.kind(code) if code in writer.kinds else rest.kind(code),
    )


def _apart(listed: Iterable[Annotation]) -> Iterator[Annotation]:
    """Yield annotations whose fingerprints are their own."""
    seen: Counter[str] = Counter()
    for one in listed:
        seen[one.fingerprint] += 1
        count = seen[one.fingerprint]
        yield one if count == 1 else attrs.evolve(one, fingerprint=f"{one.fingerprint}-{count}")


class _Writer:
    """Writes annotations in one language, files named from one folder."""

    def __init__(self, report: ComparisonReport) -> None:
        self.report, self.folder = report, report.folder
        self.translate = partial(translated, lang=report.lang)
        self.kinds = {edit.kind for edit in report.edits}

    def changes(self) -> Iterator[tuple[str, Annotation]]:
        """Yield what is told, each with its level."""
        for difference in self.report.diffs:
            failing = set(difference.open(self.report.fail_on))
            for edit in difference.edits:
                if edit.level in _TOLD or edit in failing:
                    reason = difference.approved(edit)
                    severity: Severity = "error" if edit in failing else "warning" if reason is None else "note"
                    yield edit.level, self.annotation(difference, edit, severity, reason)

    def part(self, difference: DefinitionDiff) -> Checked:
        """Return what a comparison was of: the file and the id of a definition."""
        return Checked(self.name(_file_of(difference)), difference.id)

    def name(self, source: str) -> str:
        """Return a file as it is named from the folder."""
        return name_from(self.folder, source)

    def annotation(self, difference: DefinitionDiff, edit: Edit, severity: Severity, reason: str | None) -> Annotation:
        """Return a change as an annotation."""
        file, line, column = self.place(difference, edit)
        bare = f"{self.translate(LEVEL_WORDS[edit.level][0])}: {encodable(self.said(edit))}"
        if edit.side == "old":
            old = self.name(edit.source or difference.names[0])
            where = ":".join(str(part) for part in (encodable(old), edit.line, edit.column) if part is not None)
            bare = self.translate(say("{message}, where it was: {place}", message=bare, place=where))
        message = bare
        if reason is not None:
            message = f"{bare} ({self.translate(say('approved: {reason}', reason=encodable(reason)))})"
        place = ":".join(str(part) for part in (encodable(file), line, column) if part not in (None, ""))
        text = visible(f"{place}: {severity} {edit.kind}: {message}")
        told = message, bare, text, edit.fingerprint
        part = self.part(difference)
        return Annotation(edit.kind, severity, *told, part, file, line, column, accepted=reason)

    def said(self, edit: Edit) -> str:
        """Return a change in words, files in it named from the folder."""
        return attrs.evolve(edit, message=named_from(self.folder, edit.message)).said(self.report.lang)

    def place(self, difference: DefinitionDiff, edit: Edit) -> tuple[str, int | None, int | None]:
        """Return the file, line and column that a change is marked at; all of the file where no line of it stands."""
        if edit.side == "new":
            return self.name(edit.source or difference.names[1]), edit.line, edit.column
        line, column = difference.standing.get(edit.fingerprint, (1, 1))
        if edit.source or not difference.names[1]:
            return self.name(without_revision(edit.source or difference.names[0])), None, None
        return self.name(difference.names[1]), line, column

    def kind(self, code: str) -> Kind:
        """Return what a kind of change means."""
        meaning = self.translate(say("a change of a definition, of what it is checked by or how: {kind}", kind=code))
        mend = say("what is meant is approved by its fingerprint in parindex-approvals.toml")
        return Kind(meaning, self.translate(mend), "warning", "change")


def _file_of(difference: DefinitionDiff) -> str:
    return difference.names[1] or without_revision(difference.names[0])
