"""Definitions whose text was read before: a portal loads the same few for every request."""

from __future__ import annotations

import attrs

from parindex.base import Limits, RecentlyUsed, UnreadableError
from parindex.definition.reading.units_file import FileBeside
from parindex.definition.tree import Definition
from parindex.definition.unit_registry import names_file


@attrs.frozen
class SeenText:
    """The sound definition in a text, whether reading it told nothing at all, and the text of its file of units."""

    definition: Definition
    quiet: bool
    units: str = ""


@attrs.define
class ReadOnce:
    """Reads files beside a definition, each one once, and holds their texts for as long as it is used."""

    beside: FileBeside
    texts: dict[str, tuple[str, str]] = attrs.field(factory=dict)

    def __call__(self, name: str) -> tuple[str, str]:
        """Return the text of a file, and what to call it."""
        if name not in self.texts:
            self.texts[name] = self.beside(name)
        return self.texts[name]


#: What is kept: so many definitions, of so many characters of text together, which are some 40 MB in memory.
_SEEN: RecentlyUsed[SeenText] = RecentlyUsed(most=256, size=4_000_000)


def seen_text(text: str, beside: ReadOnce | None, limits: Limits) -> SeenText | None:
    """Return what was read from a text, and from the file of units beside it, within the same limits."""
    seen = _SEEN.get((text, limits))
    if seen is None or not names_file(seen.definition.units):
        return seen
    try:
        units = None if beside is None else beside(seen.definition.units or "")[0]
    except UnreadableError:  # told where it is read
        return None
    return seen if units == seen.units else _SEEN.get((text, limits, units))


def keep_seen(text: str, beside: ReadOnce | None, limits: Limits, definition: Definition, *, quiet: bool) -> SeenText:
    """Keep what was read from a text, and from the file of units beside it; return what is kept."""
    units = definition.units or ""
    if beside is None or units not in beside.texts:
        return _SEEN.keep((text, limits), SeenText(definition, quiet), len(text))
    listed = beside.texts[units][0]
    size = len(text) + len(listed)
    seen = _SEEN.keep((text, limits, listed), SeenText(definition, quiet, listed), size)
    _SEEN.keep((text, limits), seen, size)  # the first of its kind tells that a file of units belongs to it
    return seen
