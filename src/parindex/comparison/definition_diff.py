"""What changed between two definitions, how far it reaches, and what of it is known and meant."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Unpack

import attrs

from parindex.base import AsFrame, AsJson, DefinitionError, Position, Problem, UnreadableError, locate, nearest, say
from parindex.comparison.approvals import Approval, read_approvals, unused
from parindex.comparison.compared_sources import Side, folder, is_folder, side
from parindex.comparison.edits import Edit, edits_of, of_whole
from parindex.comparison.levels import LEVELS, Level, worst
from parindex.comparison.matching import match
from parindex.comparison.restatement.movements import Restatement
from parindex.comparison.restatement.rescoring import restate
from parindex.definition import Definition
from parindex.evidence import ReadingOptions, check_reading_options

DefinitionSource = Definition | str | os.PathLike[str]
_DEEPEST = 6


@attrs.frozen(repr=False)
class DefinitionDiff(AsJson, AsFrame):
    """Two definitions held against each other.

    Attributes
    ----------
    old, new : Definition or None
        The two; None where a definition was added to a folder, or removed from it.
    names : tuple of str
        Where they come from: a file, ``REV:path``, or the id.
    edits : tuple of Edit
        Every change, worst first.
    renamed : mapping of str to str
        Nodes that go by another id, old to new.
    restatements : tuple of Restatement
        What the change does to the results of each evidence given.
    approvals : tuple of Approval
        The changes that are known and meant.
    problems : tuple of Problem
        Approvals that fit no change any more.
    """

    old: Definition | None
    new: Definition | None
    names: tuple[str, str]
    edits: tuple[Edit, ...]
    renamed: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    restatements: tuple[Restatement, ...] = ()
    approvals: tuple[Approval, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """The id of the old definition, or of the new one where there is no old one."""
        known = self.old or self.new
        return known.id if known else ""

    @property
    def level(self) -> Level | None:
        """The level that reaches furthest, approved or not; None where nothing changed."""
        return worst(edit.level for edit in self.edits) if self.edits else None

    @cached_property
    def _reasons(self) -> dict[str, str]:
        return {approval.fingerprint: approval.reason for approval in self.approvals}

    def approved(self, edit: Edit) -> str | None:
        """Return the reason for which a change is approved; None where it is not."""
        return self._reasons.get(edit.fingerprint)

    def open(self, level: Level = "breaking") -> tuple[Edit, ...]:
        """Return the changes that reach as far as a level, or further, and are not approved."""
        most = LEVELS.index(level)
        return tuple(e for e in self.edits if LEVELS.index(e.level) <= most and self.approved(e) is None)

    def at(self, level: Level) -> tuple[Edit, ...]:
        """Return the changes of one level."""
        return tuple(edit for edit in self.edits if edit.level == level)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        sides = {
            name: own and {"source": source, "id": own.id, "version": own.version, "sha256": own.sha256}
            for name, source, own in zip(("old", "new"), self.names, (self.old, self.new), strict=True)
        }
        return {
            **sides,
            "level": self.level,
            "renamed": dict(self.renamed),
            "edits": [{**edit.to_dict(), "approved": self.approved(edit)} for edit in self.edits],
            "restatements": [restatement.to_dict() for restatement in self.restatements],
            "problems": [problem.to_dict() for problem in self.problems],
        }

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a change."""
        return [
            {
                **{key: getattr(edit, key) for key in ("level", "kind", "node", "key", "before", "after")},
                "message": str(edit.message),
                "approved": self.approved(edit),
                "fingerprint": edit.fingerprint,
                "side": edit.side,
                "line": edit.line,
                "column": edit.column,
            }
            for edit in self.edits
        ]

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self.at(level))} {level}" for level in LEVELS if self.at(level)) or "no change"
        return f"<DefinitionDiff {self.names[0]!r} → {self.names[1]!r}: {counts}>"


@attrs.frozen
class Folders:
    """Two folders held against each other: every definition that changed, how many files did not, and warnings."""

    diffs: tuple[DefinitionDiff, ...]
    unchanged: int
    problems: tuple[Problem, ...]


def diff(
    old: DefinitionSource,
    new: DefinitionSource,
    evidence: Iterable[object] = (),
    *,
    approvals: str | os.PathLike[str] | Iterable[Approval] | None = None,
    top: int = 10,
    **reading: Unpack[ReadingOptions],
) -> DefinitionDiff:
    """Say what changed between two definitions, and what that does to the results of evidence.

    Parameters
    ----------
    old, new : Definition, str or path
        A definition, a bundled id, the path of a file, or ``REV:path`` for a file as it stands in a revision of git.
    evidence : iterable of anything that `read_evidence` takes, optional
        Evidence for the old definition: both score it, and what moves is told.
    approvals : path or iterable of Approval, optional
        The changes that are known and meant.
    top : int
        How many first ranks are looked at for who enters and leaves them.
    **reading
        How evidence is read; see `read_evidence`.

    Raises
    ------
    DefinitionError
        A definition, or the file of approvals, is faulty; `problems` holds every fault with its file.
    EvidenceError
        The old definition cannot score the evidence.
    UnreadableError
        There is no such id, file or revision.

    Examples
    --------
    >>> import parindex
    >>> found = parindex.diff("pci-2013", "pci-2022")
    >>> found.level
    'restating'
    >>> len(found.at("restating"))
    8
    """
    if isinstance(evidence, (str, os.PathLike)):
        raise TypeError("evidence is a list of tables, not one")
    check_reading_options(reading)
    if isinstance(approvals, (str, os.PathLike)):
        approvals = read_approvals(approvals)
    known = tuple(approvals or ())
    sides = side(old), side(new)
    before, after = _loaded(sides)
    found = _compared((sides[0], before), (sides[1], after), known)
    found = attrs.evolve(found, restatements=tuple(_restated(found, evidence, top, reading)))
    return attrs.evolve(found, problems=tuple(unused(known, found.edits, [found.id])))


def diff_folders(old: str, new: str, *, approvals: Iterable[Approval] = ()) -> Folders:
    """Return what changed in each definition of two folders, by its id, worst first; what is the same is left out.

    Either may be ``REV:path``.

    Raises
    ------
    DefinitionError
        A definition is faulty.
    UnreadableError
        There is no such folder, one of the two is a file, or two files of a folder share an id.
    """
    for given in (old, new):
        if not is_folder(given):
            raise UnreadableError.of(given, say("no folder, as the other one is; compare files with files"))
    files = folder(old), folder(new)
    same = {name for name, own in files[0].items() if name in files[1] and own.text == files[1][name].text}
    sides = [[own for name, own in listed.items() if name not in same] for listed in files]
    known = tuple(approvals)
    loaded = iter(_loaded([*sides[0], *sides[1]]))
    ours, theirs = (_by_id([(own, next(loaded)) for own in listed]) for listed in sides)
    found = []
    for id_ in sorted({*ours, *theirs}):
        before, after = ours.get(id_), theirs.get(id_)
        if before and after:
            found.append(_compared(before, after, known))
        elif before:
            edit = of_whole(before[1], "definition-removed")
            found.append(DefinitionDiff(before[1], None, (before[0].name, ""), (edit,), approvals=known))
        elif after:
            edit = of_whole(after[1], "definition-added")
            found.append(DefinitionDiff(None, after[1], ("", after[0].name), (edit,), approvals=known))
    edits = [edit for one in found for edit in one.edits]
    problems = unused(known, edits, filter(None, [approval.definition for approval in known]))
    found.sort(key=lambda one: LEVELS.index(one.level or "editorial"))
    return Folders(tuple(one for one in found if one.edits), len(same), tuple(problems))


_Loaded = tuple[Side, Definition]


def _by_id(listed: Iterable[_Loaded]) -> dict[str, _Loaded]:
    out: dict[str, _Loaded] = {}
    for own, definition in listed:
        if definition.id in out:
            raise UnreadableError.of(
                own.name,
                say("the id {id!r} is that of {other} too", id=definition.id, other=out[definition.id][0].name),
            )
        out[definition.id] = own, definition
    return out


def _loaded(sides: Iterable[Side]) -> list[Definition]:
    """Return the definitions of sides, or raise with the faults of all."""
    out: list[Definition] = []
    faults: list[Problem] = []
    for own in sides:
        try:
            out.append(own.definition)
        except DefinitionError as error:
            faults += error.problems
    if faults:
        raise DefinitionError(faults)
    return out


def _compared(before: _Loaded, after: _Loaded, approvals: tuple[Approval, ...]) -> DefinitionDiff:
    matching = match(before[1], after[1])
    sides = {"old": before[0].text, "new": after[0].text}
    places = {name: None if text is None else locate(text, _DEEPEST) for name, text in sides.items()}
    edits = tuple(_placed(edit, places[edit.side]) for edit in edits_of(matching))
    names = before[0].name, after[0].name
    return DefinitionDiff(before[1], after[1], names, edits, matching.renamed, approvals=approvals)


def _placed(edit: Edit, positions: Mapping[tuple[str | int, ...], Position] | None) -> Edit:
    if positions is None:
        return edit
    at = nearest(positions, edit.path)
    return attrs.evolve(edit, line=at.line, column=at.column)


def _restated(
    found: DefinitionDiff, evidence: Iterable[object], top: int, reading: ReadingOptions
) -> Iterator[Restatement]:
    """Yield what the change does to the results of each evidence."""
    for given in evidence:
        if found.old and found.new:
            yield restate(found.old, found.new, given, found.renamed, top=top, **reading)
