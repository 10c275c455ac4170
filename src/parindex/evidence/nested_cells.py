"""Values from Python and JSON: cells written as objects are made flat, and where each cell stood is kept.

``{"rate": {"done": 5, "all": 6}}`` is ``rate.done`` and ``rate.all``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from parindex.base import Problem, json_pointer, say
from parindex.evidence.cells.pointers import GivenForm, Keys, Pointers


class NestedCells:
    """Brings objects in place of cells to flat names; keeps where each cell stood, and keys that stand twice."""

    def __init__(self) -> None:
        self.nested: dict[str, tuple[int, Keys]] = {}  # of each flat name, the first row where it stands in an object
        self.cells: dict[tuple[int, str], Keys] = {}  # of cells that stand elsewhere in later rows
        self._doubled: list[tuple[str, tuple[object, ...]]] = []
        self._objects: dict[int, tuple[dict[str, Any], list[str]]] = {}

    def pairs(self, entries: list[tuple[str, Any]]) -> dict[str, Any]:
        """Return an object of JSON, and remember the keys that stand twice in it."""
        table = dict(entries)
        if len(table) < len(entries):
            doubled = [key for key, times in Counter(name for name, _ in entries).items() if times > 1]
            self._objects[id(table)] = table, doubled
        return table

    def flat(self, data: Any) -> Any:
        """Return values with the cells of objects side by side; ``value`` is the cell itself."""
        if self._objects:
            self._find_doubled(data, ())
            lost = (key for _, keys in self._objects.values() for key in keys)  # in what a later key took the place of
            self._doubled += [(key, ()) for key in lost]
        if isinstance(data, list):
            return [self._record(at, row, at) if isinstance(row, dict) else row for at, row in enumerate(data)]
        if isinstance(data, dict) and data and all(isinstance(row, dict) for row in data.values()):
            return {unit: self._record(at, row, unit) for at, (unit, row) in enumerate(data.items())}
        return data

    def _record(self, at: int, row: dict[str, Any], place: object) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for name, cell in row.items():
            if isinstance(cell, dict):
                self._put_object(record, at, name, cell, place)
                continue
            if name in record:
                self._doubled.append((name, (place, name)))
            if name in self.nested:
                self.cells[at, name] = (name,)
            record[name] = cell
        return record

    def _put_object(self, record: dict[str, Any], at: int, owner: str, cell: dict[Any, Any], place: object) -> None:
        for key, value in cell.items():
            name, keys = owner if key == "value" else f"{owner}.{key}", (owner, key)
            if name in record:
                self._doubled.append((name, (place, *keys)))
            if self.nested.setdefault(name, (at, keys))[1] != keys:
                self.cells[at, name] = keys
            elif self.cells:
                self.cells.pop((at, name), None)
            record[name] = value

    def _find_doubled(self, data: Any, path: tuple[object, ...]) -> None:
        """Find where objects stand that have a key twice: the whole, a row or a cell."""
        if id(data) in self._objects:
            self._doubled += [(key, (*path, key)) for key in self._objects.pop(id(data))[1]]
        deepest = 2
        if len(path) < deepest and isinstance(data, (dict, list)):
            for key, item in data.items() if isinstance(data, dict) else enumerate(data):
                self._find_doubled(item, (*path, key))

    def told_twice(self, source: str) -> Iterator[Problem]:
        """Yield keys that stand twice in one object, each of them once."""
        first: Mapping[str, tuple[object, ...]] = dict(reversed(self._doubled))
        for key in dict.fromkeys(name for name, _ in self._doubled):
            message = say("the key {key!r} stands twice in one object", key=key)
            pointer = json_pointer(first[key])
            yield Problem("duplicate-column", "error", message, "", source, pointer=pointer)


def pointers_into(data: object, stood: Mapping[str, object], nested: NestedCells | None) -> Pointers:
    """Return the pointers into values; `stood` says under which key each column stood."""
    if isinstance(data, np.ndarray):
        return Pointers("rows", {name: (at,) for at, name in enumerate(stood)})
    keys: dict[str, Keys] = {name: (key,) for name, key in stood.items()}
    by_unit = isinstance(data, Mapping) and all(isinstance(row, Mapping) for row in data.values())
    form: GivenForm = "rows" if not isinstance(data, Mapping) else "units" if by_unit else "columns"
    units = tuple(data) if isinstance(data, Mapping) and by_unit else ()
    if nested is None or not nested.nested:
        return Pointers(form, keys, units)
    objects = {name: nested.nested[str(key)] for name, key in stood.items() if key in nested.nested}
    names = {key: name for name, key in stood.items()}
    cells = {(row, names[flat]): at for (row, flat), at in nested.cells.items() if flat in names}
    return Pointers(form, keys, units, objects, cells)
