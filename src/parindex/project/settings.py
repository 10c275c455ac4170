"""What a project sets for `check`: severities, what is ignored and why, what is left out of folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any, Literal, Protocol, get_args

import attrs

from parindex.base import (
    CODES,
    FileName,
    Path,
    Problem,
    Severity,
    UnreadableError,
    locate,
    near,
    nearest,
    read_text,
    read_toml,
    say,
)
from parindex.definition import SETTINGS, SHARED_SETTINGS

MAX_BYTES = 1024 * 1024
SettingLevel = Severity | Literal["off"]
SETTING_LEVELS: tuple[SettingLevel, ...] = (*get_args(Severity), "off")  # the gravest first
_KEYS = ("severity", "ignore", "exclude")
#: What tells that less is checked: whoever takes guards away may not switch these off in the same change.
GUARDS = ("cases-loosened", "settings-loosened", "definition-removed")
#: What `check` never tells.
_ELSEWHERE = ("evidence", "scores")


@attrs.frozen
class Ignore:
    """A problem that is meant: its code, the files it is meant in, perhaps one node of them, and why."""

    code: str
    path: str
    reason: str
    node: str | None = None


@attrs.frozen
class Settings:
    """The settings of one file, and what is wrong with them.

    Severities stand by code, what is ignored by its place in the file. Excluded files and folders are not checked where
    a folder above them is. All paths begin at the folder of the file.
    """

    file: FilePath
    text: str = attrs.field(default="", repr=False)
    severity: Mapping[str, SettingLevel] = attrs.field(factory=dict)
    ignore: Mapping[Path, Ignore] = attrs.field(factory=dict)
    exclude: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def top(self) -> Path:
        """The table in which those of `check` stand."""
        return ("tool", "parindex") if self.file.name == SHARED_SETTINGS else ()

    def relative(self, path: FilePath) -> str:
        """Return a path as the settings name it, with forward slashes."""
        return FilePath(os.path.relpath(path, self.file.parent)).as_posix()

    def excludes(self, path: FilePath) -> bool:
        """Return whether a file is left out of the folders above it."""
        return any(fits(pattern, self.relative(path)) for pattern in self.exclude)

    def problem(self, code: str, place: Path, message: str, hint: str = "") -> Problem:
        """Return a problem of the settings at its line and column."""
        at = nearest(locate(self.text), place)
        problem = Problem.of(code, message, hint, place)
        return attrs.evolve(problem, source=FileName(self.file), line=at.line, column=at.column)


def fits(pattern: str, path: str) -> bool:
    """Return whether a path, or a folder that it lies in, is one that a pattern describes.

    ``*`` and ``?`` stand for what is within one name, ``**`` for any folders.

    Examples
    --------
    >>> from parindex.project.settings import fits
    >>> [fits(pattern, "drafts/2024/a.toml") for pattern in ("drafts", "drafts/*.toml", "**/a.toml")]
    [True, False, True]
    """
    parts = [*pattern.removeprefix("./").rstrip("/").split("/"), "**"]
    return _described(parts, path.split("/"), "**", _named)


def _named(pattern: str, name: str) -> bool:
    return _described(pattern.replace("**", "*"), name, "*", lambda sign, letter: sign in ("?", letter))


def _described(pattern: Sequence[str], names: Sequence[str], star: str, same: Callable[[str, str], bool]) -> bool:
    """Return whether a pattern describes all that was found; what follows a star is tried ever further on.

    Only the last star is ever gone back to, so that no pattern takes longer than its length times what was found.
    """
    at = start = place = 0
    after: int | None = None
    while place < len(names):
        if at < len(pattern) and pattern[at] == star:
            after, start = at + 1, place
            at += 1
        elif at < len(pattern) and same(pattern[at], names[place]):
            at, place = at + 1, place + 1
        elif after is not None:
            start += 1
            at, place = after, start
        else:
            return False
    return all(sign == star for sign in pattern[at:])


class SettingsFiles(Protocol):
    """Where settings are looked for: on disk, or in a revision of git."""

    def is_file(self, path: FilePath) -> bool:
        """Return whether there is a file of this path."""
        ...

    def read(self, path: FilePath, limit: int) -> str:
        """Return the text of a file; raises `UnreadableError`."""
        ...


class OnDisk:
    """Files as they lie on disk."""

    def is_file(self, path: FilePath) -> bool:
        """Return whether there is a file of this path, one that can be read or a link that leads nowhere."""
        return os.path.lexists(path) and not path.is_dir()

    def read(self, path: FilePath, limit: int) -> str:
        """Return the text of a file; raises `UnreadableError`."""
        return read_text(path, limit)


@attrs.define
class Finder:
    """Find the settings of files, each read once; `remarks` tell what the reader should know of how.

    Wanted is one file for all, the nearest going up from each as far as the top of its repository, or none.
    """

    wanted: FilePath | Literal["nearest"] | None
    remarks: list[str] = attrs.field(factory=list)
    files: SettingsFiles = attrs.field(factory=OnDisk)
    _by_folder: dict[FilePath, Settings | None] = attrs.field(factory=dict)
    _read: dict[FilePath, Settings | None] = attrs.field(factory=dict)

    def of(self, path: FilePath) -> Settings | None:
        """Return the settings of a file, or None; raises `UnreadableError` where the file asked for holds none."""
        if self.wanted is None:
            return None
        if self.wanted != "nearest":
            if (settings := self._at(self.wanted.absolute())) is None:
                raise UnreadableError.of(FileName(self.wanted), say("there are no settings of check in this file"))
            return settings
        if path.parent not in self._by_folder:
            self._by_folder[path.parent] = self._above(path.parent)
        return self._by_folder[path.parent]

    def all(self) -> tuple[Settings, ...]:
        """Return all settings found so far."""
        return tuple(settings for settings in self._read.values() if settings is not None)

    def _above(self, folder: FilePath) -> Settings | None:
        for above in (folder, *folder.parents):
            private, common = above / SETTINGS, above / SHARED_SETTINGS
            if self.files.is_file(private):
                if self.files.is_file(common) and self._read_from(common) is not None:
                    files = {"own": FileName(private), "common": SHARED_SETTINGS}
                    remark = say("{own} is read; the settings in {common} beside it are not", **files)
                    self.remarks += [] if remark in self.remarks else [remark]
                return self._at(private) or Settings(private)
            if self.files.is_file(common) and (settings := self._at(common)) is not None:
                return settings
            if os.path.lexists(above / ".git"):
                break
        return None

    def _at(self, file: FilePath) -> Settings | None:
        if file not in self._read:
            self._read[file] = self._read_from(file)
        return self._read[file]

    def _read_from(self, file: FilePath) -> Settings | None:
        return parse_settings(file, self.files.read(file, MAX_BYTES))


def parse_settings(file: FilePath, text: str) -> Settings | None:
    """Read settings: `[tool.parindex.check]` of a pyproject.toml, `[check]` of any other file; None if it has none."""
    bare = Settings(file, text)
    data, problems = read_toml(text, FileName(file))
    if data is None:
        return attrs.evolve(bare, problems=problems)
    place: Path = bare.top
    reader = _Reader(bare)
    if file.name == SHARED_SETTINGS:
        tools = data.get("tool")
        data = tools.get("parindex", {}) if isinstance(tools, dict) else {}
        if reader.of_type(data, dict, place, say("a table")) is None:
            return attrs.evolve(bare, problems=tuple(reader.problems))
    reader.known(data, place, ("check",))
    table = reader.of_type(data.get("check"), dict, (*place, "check"), say("a table"))
    if table is None:
        return attrs.evolve(bare, problems=tuple(reader.problems)) if reader.problems else None
    place = (*place, "check")
    reader.known(table, place, _KEYS)
    severity = dict(reader.severities(table, (*place, "severity")))
    ignore = dict(reader.ignores(table, (*place, "ignore")))
    exclude = tuple(reader.patterns(table, (*place, "exclude")))
    return attrs.evolve(bare, severity=severity, ignore=ignore, exclude=exclude, problems=tuple(reader.problems))


@attrs.define
class _Reader:
    """Takes what is sound, and keeps what is not as problems."""

    settings: Settings
    problems: list[Problem] = attrs.field(factory=list)

    def tell(self, code: str, place: Path, message: str, hint: str = "") -> None:
        self.problems.append(self.settings.problem(code, place, message, hint))

    def known(self, table: Mapping[str, Any], place: Path, keys: Iterable[str]) -> None:
        for key in table:
            if key not in keys:
                hint = near(key, keys) or say("known here: {keys}", keys=", ".join(keys))
                self.tell("unknown-setting", (*place, key), say("there is no setting {key!r}", key=key), hint)

    def of_type(self, value: Any, type_: type[Any], place: Path, expected: str) -> Any:
        if value is None or isinstance(value, type_):
            return value
        self.tell("unknown-setting", place, say("{key} is not {expected}", key=str(place[-1]), expected=expected))
        return None

    def code(self, code: str, place: Path) -> bool:
        """Return whether `check` can tell a code."""
        if code not in CODES:
            self.tell("unknown-code", place, say("there is no code {code!r}", code=code), near(code, CODES))
            return False
        about = CODES[code].about
        if about in _ELSEWHERE:
            message = say("check does not look at {about}, so it never tells {code!r}", about=about, code=code)
            self.tell("unknown-code", place, message)
        return about not in _ELSEWHERE

    def lowered(self, code: str, level: SettingLevel, place: Path) -> bool:
        """Return whether a level is less than a code must have."""
        least = CODES[code].severity
        about = CODES[code].about
        fixed = about == "settings" or code in GUARDS or (about == "definition" and least == "error")
        if fixed and SETTING_LEVELS.index(level) > SETTING_LEVELS.index(least):
            message = say("{code!r} is always told, as {level}", code=code, level=least)
            self.tell("fixed-severity", place, message, say("remove this setting"))
            return True
        return False

    def severities(self, table: Mapping[str, Any], place: Path) -> Iterator[tuple[str, SettingLevel]]:
        for code, level in (self.of_type(table.get("severity"), dict, place, say("a table")) or {}).items():
            here = (*place, code)
            if not self.code(code, here):
                continue
            if level not in SETTING_LEVELS:
                similar = near(level, SETTING_LEVELS) if isinstance(level, str) else ""
                hint = similar or say("one of error, warning, note, off")
                self.tell("unknown-setting", here, say("{level!r} is no severity", level=level), hint)
            elif not self.lowered(code, level, here):
                yield code, level

    def ignores(self, table: Mapping[str, Any], place: Path) -> Iterator[tuple[Path, Ignore]]:
        keys = [field.name for field in attrs.fields(Ignore)]
        for at, entry in enumerate(self.of_type(table.get("ignore"), list, place, say("a list of tables")) or ()):
            here = (*place, at)
            if self.of_type(entry, dict, here, say("a table")) is None:
                continue
            self.known(entry, here, keys)
            read = {key: self.of_type(entry.get(key), str, (*here, key), say("text")) for key in keys}
            texts = {key: text for key, text in read.items() if text is not None}
            for key in ("code", "path", "reason"):
                if key not in entry:
                    hint = say("add {key} = …", key=key)
                    self.tell("unknown-setting", here, say("an ignore has no {key}", key=key), hint)
            if not texts.get("reason", "-").strip():
                self.tell("unknown-setting", (*here, "reason"), say("a reason says something"))
                continue
            sound = {"code", "path", "reason"} <= texts.keys() and self.code(texts["code"], (*here, "code"))
            if sound and not self.lowered(texts["code"], "off", (*here, "code")):
                yield here, Ignore(**texts)

    def patterns(self, table: Mapping[str, Any], place: Path) -> Iterator[str]:
        for at, pattern in enumerate(self.of_type(table.get("exclude"), list, place, say("a list of texts")) or ()):
            if self.of_type(pattern, str, (*place, at), say("text")) is not None:
                yield pattern
