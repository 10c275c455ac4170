"""Two tables of a definition held against each other, key by key and down into what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs

from parindex.base import Message, Path, fold, keys_of, say
from parindex.comparison import levels
from parindex.comparison.evidence_levels import reached
from parindex.comparison.key_levels import FURTHER_COLUMNS, KEYS, Key
from parindex.comparison.levels import Because, Difference, Level, level_of
from parindex.comparison.matching import Matching
from parindex.definition import Bands, Input, Node, Options

#: What is compared elsewhere: nodes by id, and where they hang.
_ELSEWHERE = ("id", "parent", "component", "indicator")
#: The value of a key before and after.
_Values = tuple[Any, Any]


@attrs.frozen(eq=False)
class KeyChange:
    """One key that differs: what kind of change it is, in words, where, and how far it reaches."""

    difference: Difference
    kind: str
    words: str
    key: str
    path: Path
    level: Level
    why: Message | None = None


def compare(matching: Matching, nodes: tuple[Node, Node], tables: tuple[Any, Any]) -> Iterator[KeyChange]:
    """Yield the keys of two tables of one class that differ: those of a definition, of a component, an indicator."""
    at, cls = _Place(matching, nodes, tables), type(tables[0])
    for name, values in _differing(*tables):
        if name in _ELSEWHERE and not (name == "id" and tables[0] is matching.old):
            continue
        key, inner = KEYS[cls][name], _INNER.get((cls.__name__, name))
        changes = [at.change(key, name, (name,), values)] if inner is None else list(inner(at, key, name, values))
        yield from changes or [at.reordered(key, name, (name,), values)]


def _differing(before: Any, after: Any) -> Iterator[tuple[str, _Values]]:
    """Yield the keys that two tables of one class have otherwise, with both values."""
    for name, field in keys_of(type(after)).items():
        values = getattr(before, field.name), getattr(after, field.name)
        if values[0] != values[1]:
            yield name, values


@attrs.frozen(eq=False)
class _Place:
    """Where a comparison stands."""

    matching: Matching
    nodes: tuple[Node, Node]
    tables: tuple[Any, Any]

    def change(self, key: Key, name: str, path: Path, values: _Values, words: Message | None = None) -> KeyChange:
        difference = Difference(self.matching, self.nodes, self.tables, *values)
        reach = reached([(key.reach or levels.restating)(difference)], difference)
        why = reach.why if isinstance(reach, Because) else None
        return KeyChange(difference, key.kind, words or key.words, name, path, level_of(reach), why)

    def reordered(self, key: Key, name: str, path: Path, values: _Values) -> KeyChange:
        """Return that only the order differs of what is in a table."""
        return self.change(attrs.evolve(key, kind="order", reach=levels.editorial), name, path, values)


def _ranking(at: _Place, key: Key, name: str, values: _Values) -> Iterator[KeyChange]:
    for field, pair in _differing(*values):
        yield at.change(KEYS[type(values[1])][field], f"{name}.{field}", (name, field), pair)


def _rule(at: _Place, key: Key, name: str, values: _Values) -> Iterator[KeyChange]:
    cls = type(values[1])
    if type(values[0]) is not cls:
        yield at.change(key, name, (name,), values)
        return
    for field, pair in _differing(*values):
        inner, path, dotted = KEYS[cls][field], (name, field), f"{name}.{field}"
        if isinstance(pair[0], Options):
            changes = list(_options(at, inner, path, *pair))
        elif cls is Bands and len(pair[0]) == len(pair[1]):
            changes = list(_bands(at, path, *pair))
        else:
            changes = [at.change(inner, dotted, path, pair)]
        yield from changes or [at.reordered(inner, dotted, path, pair)]


def _options(at: _Place, key: Key, path: Path, before: Options, after: Options) -> Iterator[KeyChange]:
    ours, theirs = ({fold(name): (name, figure) for name, figure in given.items} for given in (before, after))
    for folded in (*theirs, *(name for name in ours if name not in theirs)):
        (old_name, old), (new_name, new) = (given.get(folded, ("", None)) for given in (ours, theirs))
        if old != new:
            name = new_name or old_name
            words = say("{what} of {option!r}", what=key.words, option=name)
            yield at.change(key, ".".join((*map(str, path), name)), (*path, name), (old, new), words)


def _bands(at: _Place, path: Path, before: Sequence[Any], after: Sequence[Any]) -> Iterator[KeyChange]:
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        for field, pair in _differing(old, new):
            key = KEYS[type(new)][field]
            words = say("{what} of band {number}", what=key.words, number=place + 1)
            dotted = f"{'.'.join(map(str, path))}[{place}].{field}"
            yield at.change(key, dotted, (*path, place, field), pair, words)


def _by_id(at: _Place, key: Key, name: str, values: _Values) -> Iterator[KeyChange]:
    """Compare sources, groups of units and units, each by its id."""
    ours, theirs = ({table.id: (place, table) for place, table in enumerate(tables)} for tables in values)
    for id_ in (*theirs, *(id_ for id_ in ours if id_ not in theirs)):
        (_, old), (place, new) = (tables.get(id_, (0, None)) for tables in (ours, theirs))
        keys, path = KEYS[type(new or old)], (name, place) if new else (name,)
        within = attrs.evolve(at, tables=(old, new))
        what = say("{what} {id!r}", what=keys["id"].words, id=id_)
        if old is None or new is None:
            yield within.change(keys["id"], f"{name}.{id_}", path, (old, new), what)
            continue
        for field, pair in _differing(old, new):
            words = say("{what} of {option}", what=keys[field].words, option=what)
            yield within.change(keys[field], f"{name}.{id_}.{field}", (*path, field), pair, words)
        pair = getattr(old, "columns", ()), getattr(new, "columns", ())
        if dict(pair[0]) != dict(pair[1]):
            words = say("{what} of {option}", what=FURTHER_COLUMNS.words, option=what)
            yield within.change(FURTHER_COLUMNS, f"{name}.{id_}.columns", path, pair, words)


def _inputs(at: _Place, key: Key, name: str, values: _Values) -> Iterator[KeyChange]:
    """Compare inputs by their names, and the titles of those that both have."""
    names = [[given.id for given in inputs] for inputs in values]
    if names[0] != names[1]:
        yield at.change(key, name, (name,), values)
    old = {given.id: given.title for given in values[0]}
    for place, given in enumerate(values[1]):
        if given.id in old and old[given.id] != given.title:
            keys, titles = KEYS[Input], (old[given.id], given.title)
            what = say("{what} {id!r}", what=keys["id"].words, id=given.id)
            words = say("{what} of {option}", what=keys["title"].words, option=what)
            yield at.change(keys["title"], f"{name}.{given.id}.title", (name, place, "title"), titles, words)


_Inner = Callable[[_Place, Key, str, _Values], Iterator[KeyChange]]
#: Keys whose tables are compared one by one.
_INNER: dict[tuple[str, str], _Inner] = {
    ("Definition", "rank"): _ranking,
    ("Definition", "sources"): _by_id,
    ("Definition", "parameter"): _by_id,
    ("Definition", "attributes"): _by_id,
    ("Definition", "group"): _by_id,
    ("Definition", "unit"): _by_id,
    ("Indicator", "rule"): _rule,
    ("Indicator", "inputs"): _inputs,
}
