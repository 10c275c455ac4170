"""What changed in the settings of `check` that count for a definition, and whether less is told than before."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

import attrs

from parindex.base import CODES, Message, Path, say, toml_value
from parindex.comparison import Edit, Level
from parindex.project.guards.guard_edits import GuardFile, GuardWriter
from parindex.project.settings import SETTING_LEVELS, SettingLevel, Settings, fits

#: What stands for several names in a pattern.
_STARS = ("*", "?")


@attrs.frozen
class PlacedSettings:
    """Settings, the file they stand in, and its folder from the top of what is compared; empty where there are none."""

    settings: Settings
    file: GuardFile
    folder: str = ""

    def from_top(self, pattern: str) -> str:
        """Return a pattern as it would be written at the top of what is compared."""
        return posixpath.normpath(posixpath.join(self.folder, pattern))

    @property
    def ignores(self) -> Mapping[tuple[str, str, str | None], Path]:
        """What is ignored, by code, pattern from the top and node; and where that stands."""
        entries = self.settings.ignore.items()
        return {(entry.code, self.from_top(entry.path), entry.node): place for place, entry in entries}

    @property
    def excludes(self) -> Mapping[str, Path]:
        """What is left out, by pattern from the top; and where that stands."""
        place = (*self.settings.top, "check", "exclude")
        return {self.from_top(pattern): (*place, at) for at, pattern in enumerate(self.settings.exclude)}


def edits_of_settings(name: str, old: PlacedSettings, new: PlacedSettings) -> Iterator[Edit]:
    """Yield what changed in settings that count for the same definitions; `name` is that of their file, from the top.

    What is told less, or of fewer files, is loosening; what is told more is editorial.
    """
    writer = _SettingsWriter(GuardWriter(name), old, new)
    yield from writer.severities()
    yield from writer.ignores()
    yield from writer.excludes()


@attrs.frozen
class _SettingsWriter:
    """Writes the edits of two settings."""

    writer: GuardWriter
    old: PlacedSettings
    new: PlacedSettings

    def severities(self) -> Iterator[Edit]:
        """Yield codes that are told at another level."""
        sides = self.old.settings.severity, self.new.settings.severity
        for code in sorted({*sides[0], *sides[1]}):
            least: SettingLevel = CODES[code].severity
            before, after = (side.get(code, least) for side in sides)
            if before == after:
                continue
            lowered = SETTING_LEVELS.index(after) > SETTING_LEVELS.index(before)
            words = {"before": _LEVEL_WORDS[before], "after": _LEVEL_WORDS[after]}
            message = say("severity of {node}: {before} → {after}", node="", **words)
            kind, level = _kind("severity", less=lowered)
            at, values = ("severity", code), (toml_value(before), toml_value(after))
            yield self._edit(kind, level, message, code, at, values=values, new=code in sides[1])

    def ignores(self) -> Iterator[Edit]:
        """Yield what is ignored now, and what no longer is."""
        old, new = self.old.ignores, self.new.ignores
        for ignored in new:
            if ignored not in old:
                narrowed = any(_ignores_all(other, ignored) for other in old)
                message = say("{node} is ignored in {path}", node="", path=_where(ignored))
                kind, level = _kind("ignore", less=not narrowed)
                yield self._edit(kind, level, message, ignored[0], new[ignored], values=(None, _ignore(ignored)))
        for ignored in old:
            if ignored not in new and not any(_ignores_all(other, ignored) for other in new):
                message = say("{node} is no longer ignored in {path}", node="", path=_where(ignored))
                kind, level = _kind("ignore", less=False)
                text = _ignore(ignored)
                yield self._edit(kind, level, message, ignored[0], old[ignored], values=(text, None), new=False)

    def excludes(self) -> Iterator[Edit]:
        """Yield what is left out now, and what no longer is."""
        old, new = self.old.excludes, self.new.excludes
        for pattern in new:
            if pattern not in old:
                narrowed = any(_covers(other, pattern) for other in old)
                kind, level = _kind("exclude", less=not narrowed)
                message, text = say("{node} is left out", node=""), toml_value(pattern)
                yield self._edit(kind, level, message, pattern, new[pattern], values=(None, text))
        for pattern in old:
            if pattern not in new and not any(_covers(other, pattern) for other in new):
                kind, level = _kind("exclude", less=False)
                message, text = say("{node} is no longer left out", node=""), toml_value(pattern)
                yield self._edit(kind, level, message, pattern, old[pattern], values=(text, None), new=False)

    def _edit(
        self,
        kind: str,
        level: Level,
        message: Message,
        node: str,
        place: Path,
        *,
        values: tuple[str | None, str | None],
        new: bool = True,
    ) -> Edit:
        side = self.new if new else self.old
        path = place if place[:1] != ("severity",) else (*side.settings.top, "check", *place)
        key = path[len(side.settings.top) + 1]
        return self.writer.edit(kind, level, message, (side.file, path), node=node, key=str(key), values=values)


_LEVEL_WORDS: Mapping[SettingLevel, Message] = {
    "error": say("error"),
    "warning": say("warning"),
    "note": say("note"),
    "off": say("off"),
}


def _kind(setting: str, *, less: bool) -> tuple[str, Level]:
    return (f"{setting}-loosened", "loosening") if less else (f"{setting}-tightened", "editorial")


def _ignores_all(one: tuple[str, str, str | None], other: tuple[str, str, str | None]) -> bool:
    """Return whether what one entry ignores is ignored by another, too."""
    return one[0] == other[0] and one[2] in (None, other[2]) and _covers(one[1], other[1])


def _covers(one: str, other: str) -> bool:
    """Return whether a pattern describes all that another does; of two with stars that cannot be said."""
    return one == other or (not any(star in other for star in _STARS) and fits(one, other))


def _where(ignored: tuple[str, str, str | None]) -> str:
    return ", ".join(filter(None, (ignored[1], ignored[2])))


def _ignore(ignored: tuple[str, str, str | None]) -> str:
    keys = zip(("code", "path", "node"), ignored, strict=True)
    return toml_value({key: value for key, value in keys if value is not None})
