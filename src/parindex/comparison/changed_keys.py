"""Two tables of a definition held against each other, key by key and down into what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs

from parindex.base import Message, Path, fold, say
from parindex.comparison import levels
from parindex.comparison.key_levels import KEYS, Key
from parindex.comparison.levels import Difference, Level
from parindex.comparison.matching import Matching
from parindex.definition import Bands, Node, Options

#: What is compared elsewhere: nodes by id, and where they hang.
_ELSEWHERE = ("id", "parent", "component", "indicator")


@attrs.frozen(eq=False)
class KeyChange:
    """One key that differs, with what is known of it."""

    difference: Difference
    kind: str
    words: str
    key: str
    path: Path
    level: Level


def fields(cls: type[Any]) -> tuple[str, ...]:
    """Return the keys of a class."""
    return tuple(field.name for field in attrs.fields(cls) if field.metadata.get("key", True))


def compare(matching: Matching, nodes: tuple[Node, Node], tables: tuple[Any, Any]) -> Iterator[KeyChange]:
    """Yield the keys of two tables of one class that differ: those of a definition, of a component, an indicator."""
    at = _Place(matching, nodes, tables)
    for name in fields(type(tables[0])):
        before, after = (getattr(table, name) for table in tables)
        known = KEYS[type(tables[0])][name]
        if before == after or (name in _ELSEWHERE and not _is_edition(matching, name, tables)):
            continue
        inner = _INNER.get((type(tables[0]).__name__, name))
        if inner is None:
            yield at.found(known, name, (name,), before, after)
            continue
        listed = list(inner(at, known, name, before, after))
        yield from listed or [at.reordered(known, name, (name,), before, after)]


def _is_edition(matching: Matching, name: str, tables: tuple[Any, Any]) -> bool:
    return name == "id" and tables[0] is matching.old


@attrs.frozen(eq=False)
class _Place:
    """Where a comparison stands."""

    matching: Matching
    nodes: tuple[Node, Node]
    tables: tuple[Any, Any]

    def found(
        self,
        key: Key,
        name: str,
        path: Path,
        before: Any,
        after: Any,
        *,
        words: Message | None = None,
    ) -> KeyChange:
        difference = Difference(self.matching, self.nodes, self.tables, before, after)
        return KeyChange(
            difference, key.kind, words or key.words, name, path, (key.reach or levels.restating)(difference)
        )

    def reordered(self, key: Key, name: str, path: Path, before: Any, after: Any) -> KeyChange:
        """Return that only the order differs of what is in a table."""
        return self.found(attrs.evolve(key, kind="order", reach=levels.editorial), name, path, before, after)


def _ranking(at: _Place, key: Key, name: str, before: Any, after: Any) -> Iterator[KeyChange]:
    for field in fields(type(after)):
        values = getattr(before, field), getattr(after, field)
        if values[0] != values[1]:
            yield at.found(KEYS[type(after)][field], f"{name}.{field}", (name, field), *values)


def _rule(at: _Place, key: Key, name: str, before: Any, after: Any) -> Iterator[KeyChange]:
    if type(before) is not type(after):
        yield at.found(key, name, (name,), before, after)
        return
    for field in fields(type(after)):
        values = getattr(before, field), getattr(after, field)
        known, path, dotted = KEYS[type(after)][field], (name, field), f"{name}.{field}"
        if values[0] == values[1]:
            continue
        if isinstance(values[0], Options):
            found = list(_options(at, known, path, *values))
        elif isinstance(after, Bands) and len(values[0]) == len(values[1]):
            found = list(_bands(at, path, *values))
        else:
            found = [at.found(known, dotted, path, *values)]
        yield from found or [at.reordered(known, dotted, path, *values)]


def _options(at: _Place, key: Key, path: Path, before: Options, after: Options) -> Iterator[KeyChange]:
    ours, theirs = ({fold(name): (name, figure) for name, figure in given.items} for given in (before, after))
    for folded in (*theirs, *(name for name in ours if name not in theirs)):
        old, new = (given.get(folded, (None, None)) for given in (ours, theirs))
        if old[1] != new[1]:
            name = new[0] or old[0] or ""
            words = say("{what} of {option!r}", what=key.words, option=name)
            yield at.found(key, ".".join((*map(str, path), name)), (*path, name), old[1], new[1], words=words)


def _bands(at: _Place, path: Path, before: Sequence[Any], after: Sequence[Any]) -> Iterator[KeyChange]:
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        for field in fields(type(new)):
            values = getattr(old, field), getattr(new, field)
            if values[0] != values[1]:
                key = KEYS[type(new)][field]
                words = say("{what} of band {number}", what=key.words, number=place + 1)
                dotted = f"{'.'.join(map(str, path))}[{place}].{field}"
                yield at.found(key, dotted, (*path, place, field), *values, words=words)


def _listed(at: _Place, key: Key, name: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[KeyChange]:
    """Compare sources, groups of units and units, each by its id."""
    ours, theirs = ({own.id: (place, own) for place, own in enumerate(listed)} for listed in (before, after))
    for id_ in (*theirs, *(own for own in ours if own not in theirs)):
        (_, old), (place, new) = (listed.get(id_, (0, None)) for listed in (ours, theirs))
        keys, path = KEYS[type(new or old)], (name, place) if new else (name,)
        within = attrs.evolve(at, tables=(old, new))
        what = say("{what} {id!r}", what=keys["id"].words, id=id_)
        if old is None or new is None:
            yield within.found(keys["id"], f"{name}.{id_}", path, old, new, words=what)
            continue
        for field in fields(type(new)):
            values = getattr(old, field), getattr(new, field)
            if values[0] != values[1]:
                words = say("{what} of {option}", what=keys[field].words, option=what)
                yield within.found(keys[field], f"{name}.{id_}.{field}", (*path, field), *values, words=words)


_Inner = Callable[[_Place, Key, str, Any, Any], Iterator[KeyChange]]
#: Keys whose tables are compared one by one.
_INNER: dict[tuple[str, str], _Inner] = {
    ("Definition", "rank"): _ranking,
    ("Definition", "sources"): _listed,
    ("Definition", "group"): _listed,
    ("Definition", "unit"): _listed,
    ("Indicator", "rule"): _rule,
}
