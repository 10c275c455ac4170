"""What settings make of problems: ignored where that is meant, of another severity; and ignores that nothing needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path as FilePath

import attrs

from parindex.base import Path, Problem, say
from parindex.definition import files_below
from parindex.project.opened_files import OpenedFile
from parindex.project.settings import Finder, Ignore, SettingLevel, Settings, fits

#: Codes that only a comparison with git tells.
COMPARED = ("version-unchanged", "version-lowered", "not-comparable")


def settle(files: Sequence[OpenedFile], settings: Finder, compared: Iterable[OpenedFile]) -> Iterator[Problem]:
    """Yield the problems of files as their settings have them, and those of the settings themselves."""
    used: set[tuple[FilePath, Path]] = set()
    for file in files:
        found = None if file.path is None else settings.of(file.path)
        for problem in sorted(file.problems, key=lambda one: (one.line or 0, one.column or 0, one.code)):
            ignored = [place for place, entry in _ignores(found) if _fits(entry, found, file, problem)]
            used.update((found.file, place) for place in ignored if found is not None)
            level: SettingLevel = (
                problem.severity if found is None else found.severity.get(problem.code, problem.severity)
            )
            if not ignored:
                yield from _at_level(problem, level)
    for found in settings.all():
        yield from sorted(found.problems, key=lambda one: (one.line or 0, one.column or 0))
        unused = [(place, entry) for place, entry in _ignores(found) if (found.file, place) not in used]
        yield from _dead(found, unused, files, set(compared)) if unused else ()


def _at_level(problem: Problem, level: SettingLevel) -> Iterator[Problem]:
    """Yield a problem with a severity, or nothing where that is off."""
    if level != "off":
        yield problem if level == problem.severity else attrs.evolve(problem, severity=level)


def _ignores(settings: Settings | None) -> Iterable[tuple[Path, Ignore]]:
    return () if settings is None else settings.ignore.items()


def _fits(entry: Ignore, settings: Settings | None, file: OpenedFile, problem: Problem) -> bool:
    if entry.code != problem.code or settings is None or file.path is None:
        return False
    return fits(entry.path, settings.relative(file.path)) and entry.node in (None, file.node_of(problem))


def _dead(
    settings: Settings, unused: list[tuple[Path, Ignore]], files: Sequence[OpenedFile], compared: set[OpenedFile]
) -> Iterator[Problem]:
    """Yield ignores that fit nothing; those of files that were not looked at may yet."""
    looked = {file.path: file for file in files if file.path is not None}
    there = {*files_below(settings.file.parent), *looked}
    for place, entry in unused:
        about = [path for path in there if fits(entry.path, settings.relative(path))]
        needed = compared if entry.code in COMPARED else set(files)
        if not about:
            message = say("no definition is called {path!r}", path=entry.path)
        elif all(path in looked and looked[path] in needed for path in about):
            message = say("there is no {code} to ignore in {path!r} any more", code=entry.code, path=entry.path)
        else:
            continue
        found = settings.problem("dead-ignore", place, message, say("remove it"))
        yield from _at_level(found, settings.severity.get("dead-ignore", found.severity))
