"""What changes do to the results of evidence, each table of a definition its own; what shows no effect is told."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from parindex.base import EvidenceError, Failure, Problem, Progress, UnreadableError, each_told, near, say
from parindex.comparison import DefinitionDiff, UnusedEvidence, restate

#: Tables by the id of their definition, one or a list of them; or a list of those of the only definition compared.
GivenEvidence = Mapping[str, object] | Iterable[object]


@attrs.frozen
class GivenTable:
    """A table, and the id of its definition."""

    id: str
    table: object

    @property
    def source(self) -> str:
        """The file, or nothing where it is none."""
        return os.fspath(self.table) if isinstance(self.table, (str, os.PathLike)) else ""


def tables_of(evidence: GivenEvidence, ids: Iterable[str]) -> tuple[GivenTable, ...]:
    """Return each table with its id, of which there is one to be told if none is given."""
    if isinstance(evidence, (str, os.PathLike)):
        raise TypeError(say("evidence is a list of tables, not one"))
    if isinstance(evidence, Mapping):
        return tuple(GivenTable(id_, table) for id_, tables in evidence.items() for table in _listed(tables))
    tables, known = list(evidence), list(dict.fromkeys(ids))
    if tables and len(known) != 1:
        message = say("{count} definitions are compared: evidence is given with the id of its own", count=len(known))
        raise ValueError(message)
    return tuple(GivenTable(known[0], table) for table in tables)


def _listed(tables: object) -> list[object]:
    return list(tables) if isinstance(tables, (list, tuple)) else [tables]


@attrs.frozen
class TableEffects:
    """What tables show of definitions that changed, and what is to be said of those that show nothing."""

    diffs: tuple[DefinitionDiff, ...]
    failures: tuple[Failure, ...]
    problems: tuple[Problem, ...]
    unused: tuple[UnusedEvidence, ...]


def effects(
    tables: Iterable[GivenTable],
    diffs: Iterable[DefinitionDiff],
    others: Mapping[str, str],
    *,
    progress: Progress | None,
    **reading: Any,
) -> TableEffects:
    """Score tables by both sides of their definitions; `others` says by id why some of these show no effect."""
    compared = list(diffs)
    places = {diff.id: at for at, diff in enumerate(compared) if diff.old and diff.new}
    whys = {**{diff.id: _why(diff) for diff in compared if diff.id not in places}, **others}
    told = _Told(places.keys() | whys.keys())
    scored = [table for table in tables if table.id in places or told.unscored(table, whys)]
    for table in each_told(scored, progress):
        at = places[table.id]
        compared[at] = told.scored(compared[at], table, reading)
    return TableEffects(tuple(compared), tuple(told.failures), tuple(told.problems), tuple(told.unused))


def _why(diff: DefinitionDiff) -> str:
    """Return why evidence of a definition that stands on one side only shows no effect."""
    if any(edit.kind == "definition-unreadable" for edit in diff.edits):
        return say("the old file does not load")
    return say("the definition was removed") if diff.new is None else say("the definition was added")


@attrs.define
class _Told:
    """What is to be said of tables; `ids` are those of all definitions."""

    ids: Iterable[str]
    failures: list[Failure] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)
    unused: list[UnusedEvidence] = attrs.field(factory=list)

    def unscored(self, table: GivenTable, whys: Mapping[str, str]) -> bool:
        """Tell why a table shows no effect; returns False, so that it is not scored."""
        if table.id in whys:
            self.unused.append(UnusedEvidence(table.id, table.source, whys[table.id]))
            return False
        message = say("evidence is given for {id!r}, and no definition compared has this id", id=table.id)
        if hint := near(table.id, self.ids):
            message = say("{message} ({hint})", message=message, hint=hint)
        self.failures.append(Failure(table.source, message))
        return False

    def scored(self, diff: DefinitionDiff, table: GivenTable, reading: Mapping[str, Any]) -> DefinitionDiff:
        """Return a comparison with what it does to the results of a table; tell where that cannot be scored."""
        if diff.old is None or diff.new is None:
            return diff
        try:
            restatement = restate(diff.old, diff.new, table.table, diff.renamed, **reading)
        except EvidenceError as error:
            self.problems += error.problems
            message = say("the definition {id!r}, as it was, cannot score this evidence", id=table.id)
            self.failures.append(Failure(table.source, message))
        except UnreadableError as error:
            self.failures.append(Failure.of(error, table.source))
        else:
            return attrs.evolve(diff, restatements=(*diff.restatements, restatement))
        return diff
