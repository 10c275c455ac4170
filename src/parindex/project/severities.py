"""What settings make of problems: ignored where that is meant, of another severity; and ignores that nothing needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path as FilePath

import attrs

from parindex.base import Path, Problem, UnreadableError, say
from parindex.definition import files_below
from parindex.project.opened_files import OpenedFile
from parindex.project.settings import Finder, Ignore, SettingLevel, Settings, fits

#: Codes that only a comparison with git tells.
COMPARED = ("version-unchanged", "version-lowered", "not-comparable")
_NONE = Settings(FilePath())


def apply_settings(files: Sequence[OpenedFile], settings: Finder, compared: Iterable[OpenedFile]) -> Iterator[Problem]:
    """Yield the problems of files as their settings have them, and those of the settings themselves."""
    used: set[tuple[FilePath, Path]] = set()
    for file in files:
        of_file = (settings.of(file.path) if file.path else None) or _NONE
        for problem in sorted(file.problems, key=lambda fault: (fault.line or 0, fault.column or 0, fault.code)):
            ignored = [place for place, entry in of_file.ignore.items() if _fits(entry, of_file, file, problem)]
            used.update((of_file.file, place) for place in ignored)
            if not ignored:
                yield from _at_level(problem, of_file.severity.get(problem.code, problem.severity))
    for read in settings.all():
        yield from sorted(read.problems, key=lambda fault: (fault.line or 0, fault.column or 0))
        unused = [(place, entry) for place, entry in read.ignore.items() if (read.file, place) not in used]
        with suppress(UnreadableError):  # in a folder that cannot be read may lie what is meant
            yield from _dead(read, unused, files, set(compared)) if unused else ()
            yield from _dead_excludes(read)


def _at_level(problem: Problem, level: SettingLevel) -> Iterator[Problem]:
    """Yield a problem with a severity, or nothing where that is off."""
    if level != "off":
        yield problem if level == problem.severity else attrs.evolve(problem, severity=level)


def _fits(entry: Ignore, settings: Settings, file: OpenedFile, problem: Problem) -> bool:
    if entry.code != problem.code or file.path is None:
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
        problem = settings.problem("dead-ignore", place, message, say("remove it"))
        yield from _at_level(problem, settings.severity.get("dead-ignore", problem.severity))


def _dead_excludes(settings: Settings) -> Iterator[Problem]:
    """Yield excludes that describe no file on disk, whatever is checked."""
    if settings.problems or not settings.exclude:
        return  # the places of patterns are those of a sound list
    there = [settings.relative(path) for path in files_below(settings.file.parent)]
    for at, pattern in enumerate(settings.exclude):
        if not any(fits(pattern, path) for path in there):
            place = (*settings.top, "check", "exclude", at)
            message = say("there is no definition in {pattern!r} to leave out", pattern=pattern)
            problem = settings.problem("dead-exclude", place, message, say("remove it"))
            yield from _at_level(problem, settings.severity.get("dead-exclude", problem.severity))
