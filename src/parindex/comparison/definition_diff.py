"""What changed between two definitions, how far it reaches, and what of it is known and meant."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self, Unpack

import attrs

from parindex.base import (
    LIMITS,
    AsFrame,
    AsJson,
    Content,
    DefinitionError,
    FieldKind,
    Position,
    Problem,
    Problems,
    ToldProgress,
    each_told,
    locate,
    name_from,
    named_from,
    nearest,
    say,
    shipped_schema,
    told,
)
from parindex.comparison.approvals import Approval, read_approvals, unused_approvals
from parindex.comparison.compared_sources import DefinitionSource, Side, side_of
from parindex.comparison.edits import Edit, edits_of, node_paths
from parindex.comparison.levels import LEVELS, Level, worst
from parindex.comparison.matching import Matching, match
from parindex.comparison.restatement.movements import Restatement
from parindex.comparison.restatement.rescoring import restate
from parindex.definition import Definition
from parindex.evidence import ReadingOptions, check_reading_options

_DEEPEST = 6
#: What fields of the records of changes hold.
FIELD_KINDS: Mapping[str, FieldKind] = {
    **dict.fromkeys(
        ("level", "kind", "node", "key", "before", "after", "message", "approved", "fingerprint", "side", "source"),
        "text",
    ),
    **dict.fromkeys(("line", "column"), "whole"),
}


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
    standing : mapping of str to (int, int)
        For what was removed, by its fingerprint, line and column in the new file of what still stands around it.
    """

    old: Definition | None
    new: Definition | None
    names: tuple[str, str]
    edits: tuple[Edit, ...]
    renamed: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    restatements: tuple[Restatement, ...] = ()
    approvals: tuple[Approval, ...] = ()
    problems: Problems = attrs.field(default=Problems(), converter=Problems)
    standing: Mapping[str, tuple[int, int]] = attrs.field(factory=dict, hash=False)

    @property
    def id(self) -> str:
        """The id of the old definition, or of the new one where there is no old one; "" where settings changed."""
        definition = self.old or self.new
        return definition.id if definition else next((edit.node for edit in self.edits if not edit.source), "")

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
            name: side and {"source": source, "id": side.id, "version": side.version, "sha256": side.sha256}
            for name, source, side in zip(("old", "new"), self.names, (self.old, self.new), strict=True)
        }
        return {
            **sides,
            "level": self.level,
            "renamed": dict(self.renamed),
            "edits": [{**edit.to_dict(), "approved": self.approved(edit)} for edit in self.edits],
            "restatements": [restatement.to_dict() for restatement in self.restatements],
            "problems": [problem.to_dict() for problem in self.problems],
        }

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return FIELD_KINDS

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a change."""
        return [
            {
                **{key: getattr(edit, key) for key in ("level", "kind", "node", "key", "before", "after")},
                "message": str(edit.message),
                "approved": self.approved(edit),
                **{key: getattr(edit, key) for key in ("fingerprint", "side", "source", "line", "column")},
            }
            for edit in self.edits
        ]

    def named_from(self, folder: Path) -> Self:
        """Return the same comparison with every file named from a folder."""
        edits = tuple(
            attrs.evolve(edit, source=name_from(folder, edit.source), message=named_from(folder, edit.message))
            for edit in self.edits
        )
        names = name_from(folder, self.names[0]), name_from(folder, self.names[1])
        return attrs.evolve(self, names=names, edits=edits, problems=self.problems.named_from(folder))

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self.at(level))} {level}" for level in LEVELS if self.at(level)) or "no change"
        return f"<DefinitionDiff {self.names[0]!r} → {self.names[1]!r}: {counts}>"


def diff(
    old: DefinitionSource,
    new: DefinitionSource,
    evidence: Iterable[object] = (),
    *,
    approvals: str | os.PathLike[str] | Content | Iterable[Approval] | None = None,
    top: int = 10,
    progress: ToldProgress = None,
    **reading: Unpack[ReadingOptions],
) -> DefinitionDiff:
    """Say what changed between two definitions, and what that does to the results of evidence.

    Parameters
    ----------
    old, new : Definition, str, path-like, bytes, stream or Content
        A definition, a bundled id, the path of a file, ``REV:path`` for a file as it stands in a revision of git, or
        the content of a file.
    evidence : iterable of anything that `read_evidence` takes, optional
        Evidence for the old definition: both score it, and what moves is told.
    approvals : path-like, Content or iterable of Approval, optional
        The changes that are known and meant.
    top : int
        How many first ranks are looked at for who enters and leaves them.
    progress : callable or bool, optional
        Called with the tables compared and all tables. True shows a bar, False nothing; without it notebooks show one.
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
    >>> difference = parindex.diff("pci-2013", "pci-2022")
    >>> difference.level
    'restating'
    >>> len(difference.at("restating"))
    8
    """
    if isinstance(evidence, (str, os.PathLike)):
        raise TypeError(say("evidence is a list of tables, not one"))
    check_reading_options(reading)
    limits = reading.get("limits", LIMITS)
    if isinstance(approvals, (str, os.PathLike, Content)):
        approvals = read_approvals(approvals, limits=limits)
    approved = tuple(approvals or ())
    before, after = _loaded([side_of(old, limits), side_of(new, limits)])
    compared = sides_compared(before, after, approved)
    restatements = tuple(
        restate(before.definition, after.definition, table, compared.renamed, top=top, **reading)
        for table in each_told(tuple(evidence), told(progress))
    )
    problems = tuple(unused_approvals(approved, compared.edits, [compared.id]))
    return attrs.evolve(compared, restatements=restatements, problems=problems)


def _loaded(sides: Iterable[Side]) -> list[Side]:
    """Return sides that hold their definitions, or raise with the faults of all."""
    loaded, faults = list[Side](), list[Problem]()
    for source in sides:
        try:
            loaded.append(attrs.evolve(source, made=source.definition))
        except DefinitionError as error:
            faults += error.problems
    if faults:
        raise DefinitionError(faults)
    return loaded


def sides_compared(before: Side, after: Side, approvals: tuple[Approval, ...]) -> DefinitionDiff:
    """Return what changed between two sides that load."""
    old, new = before.definition, after.definition
    matching = match(old, new)
    texts = {"old": before.text, "new": after.text}
    changed = edits_of(matching)
    sides = {edit.side: texts[edit.side] for edit in changed}
    if "old" in sides:  # what was removed is told where its component stands now
        sides["new"] = texts["new"]
    places = {name: None if text is None else locate(text, _DEEPEST) for name, text in sides.items()}
    edits = tuple(_placed(edit, places[edit.side]) for edit in changed)
    names, standing = (before.name, after.name), _standing(matching, edits, places.get("new"))
    return DefinitionDiff(old, new, names, edits, matching.renamed, approvals=approvals, standing=standing)


def _standing(
    matching: Matching, edits: Iterable[Edit], positions: Mapping[tuple[str | int, ...], Position] | None
) -> dict[str, tuple[int, int]]:
    """Return where in the new file the component stands that held what was removed, or the nearest one above it."""
    removed = [edit for edit in edits if edit.side == "old"] if positions is not None else []
    if positions is None or not removed:
        return {}
    places, old = node_paths(matching.new), matching.old
    standing = {}
    for edit in removed:
        above = [edit.node, *(node.id for node in old.ancestors(old[edit.node]))] if edit.node in old else []
        there = next((matching.counterpart[id_] for id_ in above if id_ in matching.counterpart), "")
        at = nearest(positions, places.get(there, ()))
        standing[edit.fingerprint] = at.line, at.column
    return standing


def _placed(edit: Edit, positions: Mapping[tuple[str | int, ...], Position] | None) -> Edit:
    if positions is None:
        return edit
    at = nearest(positions, edit.path)
    if edit.path[:1] == ("unit",) and ("unit",) not in positions:  # listed in a file of units
        at = nearest(positions, ("units",))
    return attrs.evolve(edit, line=at.line, column=at.column)


def comparison_schema() -> dict[str, Any]:
    """Return the JSON Schema of what `parindex diff` prints, of `DefinitionDiff.to_dict` and `Restatement.to_dict`.

    Examples
    --------
    >>> import parindex
    >>> [one["$ref"].rpartition("/")[2] for one in parindex.comparison_schema()["oneOf"]]
    ['comparison', 'diff', 'restatement']
    """
    return shipped_schema("parindex.comparison", "comparison")
