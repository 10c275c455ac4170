"""What a total rests on: the cells that units without one lack, and the parts that units with one are scored from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from parindex.base import AsFrame, FieldKind, Message, Problem, Problems, first_of, letters, say
from parindex.definition import Component, Definition, Indicator, Node
from parindex.evidence import Evidence, raw_columns
from parindex.kernels import Floats, Integers, Mask
from parindex.scoring.missing_marks import Marks
from parindex.scoring.plan import counting_parts

_MOST_CELLS = 3


@attrs.frozen
class Parts:
    """How many parts of a component have a value, of those that apply; of the index perhaps its indicators."""

    given: int
    of: int

    def __str__(self) -> str:
        return f"{self.given}/{self.of}"


@attrs.frozen
class ShortOfParts:
    """How many parts of a component have a score, of those that count, and how many are needed."""

    given: int
    of: int
    needed: int

    def said(self) -> Message:
        """Say it."""
        return say("{given} of {of} parts have a score, {needed} are needed", **attrs.asdict(self))


def short_of_parts(definition: Definition, marks: Marks, row: int) -> dict[str, ShortOfParts]:
    """Return the components of a unit without as many parts with a score as they need, though none keeps them back."""
    short: dict[str, ShortOfParts] = {}
    place = {node.id: at for at, node in enumerate(definition.nodes)}
    for node in definition.nodes:
        if isinstance(node, Component) and node.needs is not None and marks.missing[row, place[node.id]]:
            parts = [place[part.id] for part in definition.parts(node.id)]
            counted = np.array(parts)[counting_parts(definition, node)]
            given = int(np.count_nonzero(~marks.without_score[row, counted]))
            if given < node.needs.least(counted.size) and not marks.missing[row, parts].any():
                short[node.id] = ShortOfParts(given, counted.size, node.needs.least(counted.size))
    return short


@attrs.frozen(eq=False, repr=False)
class Coverage(AsFrame):
    """What the total of every unit rests on.

    A part has a value where it, or anything below it, is given; what is not applicable is left out of the count, and
    so are parts without weight and blocks of bonus and penalty.
    """

    definition: Definition
    evidence: Evidence
    marks: Marks
    values: Floats  # (n_units, n_nodes)

    @cached_property
    def lacking(self) -> dict[str, tuple[str, ...]]:
        """For every unit without a total the columns that it lacks, in the order of the definition."""
        nodes: dict[bytes, list[Node]] = {}  # few patterns, whatever the number of units
        lacking = {}
        for row in self._without_total:
            absent = self._absent(row)
            key = absent.tobytes()
            if key not in nodes:
                nodes[key] = list(self._lowest(absent))
            columns = (name for node in nodes[key] for name in self._columns(row, node))
            lacking[self.evidence.units[row]] = tuple(dict.fromkeys(columns))
        return lacking

    def _absent(self, row: int) -> Mask:
        """Return the nodes whose score a unit lacks for its total; left out ones where too few parts are left."""
        if not self.marks.missing[row, 0]:
            return np.asarray(self.marks.left_out[row])
        absent: Mask = self.marks.missing[row].copy()
        for id_ in self.short.get(self.evidence.units[row], ()):
            below = [self._place[node.id] for node in self._below(id_)]
            absent[below] |= self.marks.left_out[row, below]
        return absent

    def _below(self, id_: str) -> Iterator[Node]:
        for part in self.definition.parts(id_):
            yield part
            yield from self._below(part.id)

    @cached_property
    def short(self) -> dict[str, dict[str, ShortOfParts]]:
        """For every unit without a total the components of which fewer parts have a score than are needed."""
        if all(node.needs is None for node in (self.definition.root, *self.definition.component)):
            return {}
        found = {row: short_of_parts(self.definition, self.marks, row) for row in self._without_total}
        return {self.evidence.units[row]: short for row, short in found.items() if short}

    @cached_property
    def few_parts(self) -> dict[str, dict[str, Parts]]:
        """For every unit with a total the components scored from fewer than half of their parts.

        The index itself is among them where fewer than half of its parts, or of all indicators, have a value.
        """
        few: dict[int, dict[str, Parts]] = {}
        for node in sorted(self._counts, key=self._place.__getitem__):
            given, of = self._counts[node]
            scored = ~np.isnan(self.values[:, 0]) & ~self.marks.without_score[:, self._place[node]]
            for row in np.flatnonzero((2 * given < of) & scored).tolist():
                few.setdefault(row, {})[node] = Parts(int(given[row]), int(of[row]))
        return {self.evidence.units[row]: few[row] for row in sorted(few)}

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return dict.fromkeys(("name", "lacking", "short", "few_parts"), "text")

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a unit: whether it has a total, what it lacks for one, and where it has few parts."""
        told = zip(self.evidence.units, self.evidence.names, strict=True)
        without = {self.evidence.units[row] for row in self._without_total}
        return [
            {
                "unit": unit,
                "name": name or None,
                "has_total": unit not in without,
                "lacking": ", ".join(self.lacking.get(unit, ())) or None,
                "short": _of_parts(self.short.get(unit, {})),
                "few_parts": _of_parts(self.few_parts.get(unit, {})),
            }
            for unit, name in told
        ]

    @cached_property
    def problems(self) -> Problems:
        """Units without a total as one problem, and those scored from few parts as another."""
        return Problems(filter(None, (self._no_total(), self._scored_from_few())))

    @cached_property
    def _place(self) -> dict[str, int]:
        return {node.id: at for at, node in enumerate(self.definition.nodes)}

    @cached_property
    def _without_total(self) -> list[int]:
        return np.flatnonzero(np.isnan(self.values[:, 0])).tolist()

    @cached_property
    def _raw(self) -> Mapping[str, str]:
        """The column of the table that gives each column of the evidence."""
        return raw_columns(self.evidence.table, self.definition)

    @cached_property
    def _at(self) -> dict[str, int]:
        return {name: column for column, name in enumerate(self.evidence.columns)}

    def _lowest(self, absent: Mask) -> Iterator[Node]:
        """Yield the lowest nodes of some that hang together from the root."""
        waiting: list[Node] = [self.definition.root] if absent[0] else []
        while waiting:
            node = waiting.pop()
            if node.id in self._at:  # the table gives it as a whole
                yield node
                continue
            parts = (part for part in self.definition.children(node.id) if part.adds != "nothing")
            below = [part for part in parts if absent[self._place[part.id]]]
            waiting += reversed(below)
            if not below:
                yield node

    def _columns(self, row: int, node: Node) -> list[str]:
        """Return what a node without a score is read from and lacks; where it lacks nothing, itself."""
        if node.id in self._raw or not isinstance(node, Indicator) or node.formula is None:
            return [node.id]
        names = [f"{node.id}.{name}" if name in node.reads else name for name, _ in node.formula.names()]
        values = self.evidence.values[row]
        return [name for name in names if name in self._at and np.isnan(values[self._at[name]])] or [node.id]

    @cached_property
    def _counts(self) -> dict[str, tuple[Integers, Integers]]:
        """How many parts of each component have a value and how many apply, by unit; of the root perhaps leaves."""
        given, applies = self._leaves()
        counts: dict[str, tuple[Integers, Integers]] = {}
        counting = self._counting()
        for node in reversed(counting.values()):
            if not isinstance(node, Component) or node.id in given:
                continue
            below = [part.id for part in self.definition.parts(node.id)]
            if parts := [id_ for id_ in below if id_ in counting and id_ in given]:
                counts[node.id] = _sums(parts, given, applies)
                given[node.id], applies[node.id] = (figures > 0 for figures in counts[node.id])
        leaves = [node.id for node in counting.values() if isinstance(node, Indicator) and node.id in given]
        root = self.definition.id
        if root in counts and leaves:
            (some, of), (all_some, all_of) = counts[root], _sums(leaves, given, applies)
            fewer = (2 * all_some < all_of) & (2 * some >= of)
            counts[root] = np.where(fewer, all_some, some), np.where(fewer, all_of, of)
        return counts

    def _counting(self) -> dict[str, Node]:
        """Return the nodes that count as parts, each below its parent; the root first."""
        definition = self.definition
        counting: dict[str, Node] = {definition.id: definition.root}
        for component in definition.nodes:
            if isinstance(component, Component) and component.id in counting:
                counting |= {part.id: part for part in definition.parts(component.id) if component.counts(part)}
        return counting

    def _leaves(self) -> tuple[dict[str, Mask], dict[str, Mask]]:
        """Return where each node that the evidence gives has a value, and where it applies."""
        given: dict[str, Mask] = {}
        applies: dict[str, Mask] = {}
        for at, name in enumerate(self.evidence.columns):
            if name in self.definition:
                given[name] = ~np.isnan(self.evidence.values[:, at]) | self.evidence.is_settled(at)
                applies[name] = given[name] | ~self.evidence.not_applicable[:, at]
        return given, applies

    def _no_total(self) -> Problem | None:
        rows = self._without_total
        if not rows:
            return None
        units = list(self.lacking.items())
        first, columns = units[0]
        raw = self._raw.get(columns[0], "") if columns else ""
        message = say("{unit} has no total", unit=first)
        if len(rows) == 1 and first in self.short:
            message = say("{unit} has no total: {why}", unit=first, why=self._why_short(first))
        elif len(rows) == 1 and columns:
            message = say("{unit} has no total; lacking: {columns}", unit=first, columns=first_of(columns))
        elif len(rows) > 1:
            counts = Counter(name for _, names in units for name in names).most_common()
            values = {
                "count": len(rows),
                "all": len(self.evidence.units),
                "units": first_of([self._with_cells(row) for row in rows[:6]]),
                "columns": first_of([f"{name} {count:,}" for name, count in counts]),
            }
            message = say("{count:,} of {all:,} units have no total: {units}; lacking: {columns}", **values)
        hint = say("fill them in, or let the definition say what a missing value does")
        return self.evidence.table.problem("no-total", message, hint, "warning", row=rows[0], column=raw)

    def _with_cells(self, row: int) -> str:
        unit = self.evidence.units[row]
        if unit in self.short:
            return say("{unit} ({why})", unit=unit, why=self._why_short(unit))
        cells = first_of([self._cell(row, name) for name in self.lacking[unit]], _MOST_CELLS)
        return f"{unit} ({cells})" if cells else unit

    def _why_short(self, unit: str) -> Message:
        """Say of the first component which parts have a score, and how many are needed."""
        node, short = next(iter(self.short[unit].items()))
        if node == self.definition.id:
            return short.said()
        return say("{id}: {message}", id=node, message=short.said())

    def _cell(self, row: int, name: str) -> str:
        """Return a cell as spreadsheets call it, or the column where the table has no such cell."""
        table, raw = self.evidence.table, self._raw.get(name, "")
        problem = table.problem("no-total", say("the value is missing"), row=row, column=raw)
        there = raw and problem.column and problem.line and (not table.cell_lines or (row, raw) in table.cell_lines)
        return f"{letters(problem.column)}{problem.line}" if there and problem.column else name

    def _scored_from_few(self) -> Problem | None:
        if not self.few_parts:
            return None
        shown = [f"{unit} ({_shares(parts)})" for unit, parts in self.few_parts.items()]
        unit, parts = next(iter(self.few_parts.items()))
        values: dict[str, object] = {"unit": unit, "parts": _shares(parts)}
        message = say("{unit} is scored from less than half of the parts: {parts}", **values)
        if len(shown) > 1:
            values = {"count": len(shown), "all": len(self.evidence.units), "units": first_of(shown)}
            message = say("{count:,} of {all:,} units are scored from less than half of the parts: {units}", **values)
        row = self.evidence.units.index(unit)
        return self.evidence.table.problem("few-parts", message, "", "note", row=row)


def _sums(names: list[str], given: Mapping[str, Mask], applies: Mapping[str, Mask]) -> tuple[Integers, Integers]:
    some = np.array([given[name] for name in names]).sum(axis=0)
    return np.asarray(some), np.asarray(np.array([applies[name] for name in names]).sum(axis=0))


def _of_parts(nodes: Mapping[str, Parts | ShortOfParts]) -> str | None:
    return ", ".join(f"{node} {parts.given}/{parts.of}" for node, parts in nodes.items()) or None


def _shares(parts: Mapping[str, Parts]) -> str:
    return first_of([f"{node} {share}" for node, share in parts.items()], _MOST_CELLS)
