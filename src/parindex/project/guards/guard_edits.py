"""A change of what guards published figures, as an edit: of cases or settings, in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs

from parindex.base import Message, Path, Position, say, together
from parindex.comparison import Edit, Level, change_digest

#: So many parts of one change are named, the others counted.
_NAMED = 6


@attrs.frozen
class GuardFile:
    """A file of one side: how it is shown, and where its keys stand."""

    shown: str
    side: str
    place: Callable[[Path], Position]


@attrs.frozen
class GuardWriter:
    """Writes the edits of one file of settings, or of the cases of one definition.

    `about` tells them from those of others: the id of the definition, or the name of the file of settings.
    """

    about: str

    def edit(
        self,
        kind: str,
        level: Level,
        message: Message,
        at: tuple[GuardFile, Path],
        *,
        node: str = "",
        key: str = "",
        values: tuple[str | None, str | None] = (None, None),
        data: tuple[Any, Any] = (None, None),
    ) -> Edit:
        """Return an edit: where it stands, the case or setting it is about, and that as TOML before and after."""
        file, path = at
        node, (before, after) = node or self.about, values
        digest = change_digest("guards", self.about, kind, level, node, key, before, after)
        said = Message(message.template, {**message.values, "node": repr(node)})
        place = file.place(path)
        where: dict[str, Any] = {"source": file.shown, "line": place.line, "column": place.column}
        return Edit(kind, level, node, None, key, before, after, said, file.side, path, digest, data, **where)


def named(parts: Iterable[object]) -> Message:
    """Return the first of some parts in a list, and how many there are beside."""
    listed = list(parts)
    more = len(listed) - _NAMED
    return together([*listed[:_NAMED], say("… and {count} more", count=more) if more > 0 else ""])
