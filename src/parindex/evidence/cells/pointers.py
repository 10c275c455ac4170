"""JSON pointers (RFC 6901) into evidence that was given as values: where each cell of a table stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

import attrs

from parindex.base import json_pointer

#: The keys under which a cell stands in its row: `("land",)`, or `("rate", "done")` in an object of its own.
Keys = tuple[object, ...]
#: How rows are given: by unit, in a list, or apart, each column a list.
GivenForm = Literal["units", "rows", "columns"]
#: The row behind the last one of a list: where a row that is missing would stand.
_NEXT = "-"
_FIGURES = ("value", "points")  # what holds the figures of a long table


@attrs.frozen(eq=False, repr=False)
class Pointers:
    """How evidence was given, by which problems point into it."""

    form: GivenForm
    keys: Mapping[str, Keys]  # of each column, by its name in the table
    units: Sequence[object] = ()  # where rows stand by unit: the key of each
    # columns that stand in an object from some row on, by their name: that row, and their keys from there on
    nested: Mapping[str, tuple[int, Keys]] = attrs.field(factory=dict)
    cells: Mapping[tuple[int, str], Keys] = attrs.field(factory=dict)  # and cells that stand otherwise in later rows

    def has(self, column: str) -> bool:
        """Return whether a column was given under a name."""
        return column in self.keys

    def kind(self, column: str) -> str:
        """Return what holds a figure of a long table: its value, its points, a document, an input."""
        item = column.rpartition(".")[2]
        return item if item in self.keys and item != column else next(filter(self.has, _FIGURES), "value")

    def to(self, row: int | None, column: str, unit: str = "") -> str:
        """Return the pointer to a cell, to a row where no column is named, or to where it would stand.

        Parameters
        ----------
        row : int or None
            The place of the row in what was given; None where it is not there.
        column : str
            The column, "" or ``unit`` for the row.
        unit : str
            What the unit is called, for a row that is not there.
        """
        keys = self._keys(row, column)
        place = _NEXT if row is None else str(row)
        if self.form == "columns":
            keys = keys or self.keys.get("unit", ())
            return json_pointer((*keys, place)) if keys else ""
        if self.form == "units":
            place = unit if row is None else str(self.units[row])
        return json_pointer((place, *keys)) if place else ""

    def to_column(self, column: str, row: int | None) -> str:
        """Return the pointer to a column: to its list, else to its cell in a row, the first that has one."""
        if self.form == "columns":
            return json_pointer(self._keys(None, column))
        return "" if row is None and self.form == "units" else self.to(row, column)

    def _keys(self, row: int | None, column: str) -> Keys:
        if row is not None and (row, column) in self.cells:
            return self.cells[row, column]
        since, keys = self.nested.get(column, (0, ()))
        if keys and (row is None or row >= since):
            return keys
        if column in self.keys:
            return self.keys[column]
        return () if column in ("", "unit") else self._where_it_would_stand(column)

    def _where_it_would_stand(self, column: str) -> Keys:
        """Return keys for a cell that is not there: beside the other inputs, where these stand in an object."""
        owner, _, item = column.rpartition(".")
        return (self._objects[owner], item) if owner in self._objects else (column,)

    @cached_property
    def _objects(self) -> dict[str, object]:
        """The keys of cells that are objects, by the node that they are of."""
        return {name.rpartition(".")[0]: keys[0] for name, (_, keys) in self.nested.items() if keys[1] != "value"}

    def under(self, names: Mapping[str, str]) -> Pointers:
        """Return the pointers with some columns under other names: the old name of each new one, if it was given."""
        names = {new: old for new, old in names.items() if old in self.keys and new != old}
        if not names:
            return self
        nested = {name: keys for name, keys in self.nested.items() if name not in names}
        nested |= {new: self.nested[old] for new, old in names.items() if old in self.nested}
        cells = {place: keys for place, keys in self.cells.items() if place[1] not in names}
        moved = ((new, old) for new, old in names.items() if self.cells)
        cells |= {(row, new): keys for new, old in moved for (row, name), keys in self.cells.items() if name == old}
        keys = {**self.keys, **{new: self.keys[old] for new, old in names.items()}}
        return attrs.evolve(self, keys=keys, nested=nested, cells=cells)
