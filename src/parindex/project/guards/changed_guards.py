"""Everything that guards published figures, as it is against how it was: cases by definition, settings, what went."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath

import attrs

from parindex.base import Problem
from parindex.cases import parse_cases
from parindex.comparison import Edit
from parindex.project.guards.changed_cases import edit_of_mended, edit_of_unread, edits_of_cases
from parindex.project.guards.changed_settings import PlacedSettings, edits_of_settings
from parindex.project.guards.guarded_files import GuardedFiles
from parindex.project.settings import Settings

_NONE = Settings(FilePath())


@attrs.frozen
class GuardChanges:
    """What changed.

    Attributes
    ----------
    cases : mapping of str to tuple of Edit
        By the id of the definition; of those only that are still there.
    settings : tuple of Edit
        Of all settings that count for a definition that is still there.
    removed : mapping of str to Path
        Definitions that are no longer there, by id, and the files that they were in.
    faulty : tuple of Problem
        What keeps cases from being read that could be read before.
    """

    cases: Mapping[str, tuple[Edit, ...]] = attrs.field(factory=dict)
    settings: tuple[Edit, ...] = ()
    removed: Mapping[str, FilePath] = attrs.field(factory=dict)
    faulty: tuple[Problem, ...] = ()


def changed_guards(old: GuardedFiles, new: GuardedFiles, tops: tuple[FilePath, FilePath]) -> GuardChanges:
    """Hold cases and settings against how they were; `tops` are the folders that files are named from.

    Raises
    ------
    UnreadableError
        Git does not answer.
    """
    removed = {id_: path for id_, path in old.definitions.items() if not _is_there(id_, path, new)}
    cases, faulty = dict[str, tuple[Edit, ...]](), list[Problem]()
    for id_, paths in old.cases.items():
        others = new.cases.get(id_, ())
        if id_ in removed or old.texts(paths) == new.texts(others):
            continue
        before, unread_before = old.placed(paths)
        after, unread = new.placed(others)
        faulty += [problem for path in unread for problem in _faults(new, path)]
        gone = [path for path in unread_before if len(others) < len(paths) and not new.tree.is_file(path)]
        edits = [edit_of_unread(id_, old.file(path, old.text(path))) for path in gone]
        mended = [path for path in unread_before if path not in gone]
        edits += [edit_of_mended(id_, old.file(path, old.text(path)), old.text(path)) for path in mended]
        if not unread and (edits := [*edits, *edits_of_cases(id_, before, after)]):
            cases[id_] = tuple(edits)
    return GuardChanges(cases, tuple(_of_settings(old, new, tops)), removed, tuple(faulty))


def _is_there(id_: str, path: FilePath, new: GuardedFiles) -> bool:
    """Return whether a definition is still there, or its file, with faults that are told."""
    if id_ in new.definitions:
        return True
    return new.tree.is_file(path) and new.id_of(path) in ("", id_)


def _faults(files: GuardedFiles, path: FilePath) -> tuple[Problem, ...]:
    return parse_cases(files.text(path), files.tree.shown(path), os.fspath(path.parent))[1]


def _of_settings(old: GuardedFiles, new: GuardedFiles, tops: tuple[FilePath, FilePath]) -> Iterator[Edit]:
    """Yield what changed in the settings of definitions that both sides have, each change of a file once."""
    compared: set[tuple[FilePath, FilePath]] = set()
    told: set[str] = set()
    for id_, path in old.definitions.items():
        sides = old.settings_of(path) or _NONE, new.settings_of(new.definitions.get(id_, path)) or _NONE
        files = sides[0].file, sides[1].file
        if files in compared:
            continue
        compared.add(files)
        before, after = (_placed(*each) for each in zip((old, new), sides, tops, strict=True))
        at = 1 if sides[1] is not _NONE else 0
        name = FilePath(os.path.relpath(files[at], tops[at])).as_posix()
        for edit in edits_of_settings(name, before, after):
            if edit.fingerprint not in told:
                told.add(edit.fingerprint)
                yield edit


def _placed(files: GuardedFiles, settings: Settings, top: FilePath) -> PlacedSettings:
    folder = FilePath(os.path.relpath(settings.file.parent, top)).as_posix()
    return PlacedSettings(settings, files.file(settings.file, settings.text), "" if folder == "." else folder)
