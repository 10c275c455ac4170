"""Which indicators of which units are still open, and between what the score of each can lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property

import attrs
import numpy as np

from parindex.definition import Component, Definition, Indicator, Node, Term
from parindex.evidence import Evidence, OpenedEvidence
from parindex.kernels import RATIONAL, Indices, Mask
from parindex.targets.filling.compared_spans import Compared
from parindex.targets.filling.points_spans import limits_span, points_of, points_span
from parindex.targets.filling.spans import OpenSpan
from parindex.targets.filling.value_spans import ValueSpan, worked_out_span

#: Between what scores lie, by unit and node.
Spans = Mapping[tuple[int, int], OpenSpan]


@attrs.frozen(eq=False)
class OpenNodes:
    """What is open of some evidence.

    Attributes
    ----------
    source : OpenedEvidence
        The evidence, with nothing in the cells that are open.
    groups : tuple of array
        The rows of units that are compared with each other.
    """

    source: OpenedEvidence
    groups: tuple[Indices, ...]
    _known: dict[object, OpenSpan] = attrs.field(factory=dict, init=False)
    _values: dict[tuple[int, str], ValueSpan] = attrs.field(factory=dict, init=False)

    @property
    def evidence(self) -> Evidence:
        """What counts of the evidence."""
        return self.source.evidence

    @property
    def definition(self) -> Definition:
        """What it is scored by."""
        return self.evidence.definition

    @cached_property
    def at(self) -> dict[str, int]:
        """The column of evidence of each name."""
        return {name: column for column, name in enumerate(self.evidence.columns)}

    @cached_property
    def open(self) -> Mask:
        """Where a node has no value and needs one: indicators, and components given (n_units, n_nodes)."""
        still = np.zeros((len(self.evidence.units), len(self.definition.nodes)), dtype=bool)
        last = {leaf.id for leaf in self.definition.computed}
        order = (*(node for node in self.definition.nodes if node.id not in last), *self.definition.computed)
        for node in order:
            if node.id in self.at:
                still[:, self.places[node.id]] = self._is_open(node, still)
        return still

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each node."""
        return {node.id: place for place, node in enumerate(self.definition.nodes)}

    def _is_open(self, node: Node, still: Mask) -> Mask:
        """Return where a node is open: of a value that is worked out, where something is that it rests on."""
        column = self.at[node.id]
        where = self._empty(column) & ~self.evidence.is_settled(column)
        if (applies := self.evidence.applies.get(node.id)) is not None:
            where &= ~applies.without
        if column in self.evidence.computed:
            rests_on = self.evidence.computed[column].columns.values()
            names = [self.evidence.columns[other] for other in rests_on]
            pairs = zip(names, rests_on, strict=True)
            cells = [still[:, self.places[name]] if name in self.places else self._empty(at) for name, at in pairs]
            where &= np.logical_or.reduce(cells)
        return where

    def _empty(self, column: int) -> Mask:
        return np.asarray(np.isnan(self.evidence.values[:, column]) & ~self.evidence.not_applicable[:, column])

    @cached_property
    def undecided(self) -> Mask:
        """Of which units it is not known what applies to them (n_units,)."""
        unknown = [where.unknown for where in self.evidence.applies.values()]
        return np.asarray(np.logical_or.reduce([np.zeros(len(self.evidence.units), dtype=bool), *unknown]), dtype=bool)

    @cached_property
    def spans(self) -> Spans:
        """Between what scores lie that are not settled yet, before they are rounded: of open cells, and compared ones.

        So are points by a figure from outside that is not known.
        """
        found: dict[tuple[int, int], OpenSpan] = {}
        for place, node in enumerate(self.definition.nodes):
            if isinstance(node, Component):
                if self.open[:, place].any():
                    found |= dict.fromkeys(self._rows(place), self._given(node))
            elif node.id in self.at:
                found |= self._of_leaf(place, node)
        return found

    def _rows(self, place: int) -> Iterator[tuple[int, int]]:
        return ((row, place) for row in np.flatnonzero(self.open[:, place]).tolist())

    def _given(self, component: Component) -> OpenSpan:
        """Return between what the score of a component lies where evidence gives it."""
        low, high = self.definition.domain(component)
        span = OpenSpan.between(low, self.definition.maximum(component) if high is None else high)
        whole = self.definition.turn(component)
        return span if whole is None else span.taken_from(whole)

    def _of_leaf(self, place: int, leaf: Indicator) -> Iterator[tuple[tuple[int, int], OpenSpan]]:
        open_rows = np.flatnonzero(self.open[:, place]).tolist()
        if leaf.rule.cohort:
            yield from (((row, place), span) for row, span in self._compared(leaf, place))
            return
        alike = self.at[leaf.id] not in self.evidence.computed and not any(leaf.rule.named())
        shared = (
            self._points(leaf, ValueSpan(OpenSpan.between(*leaf.rule.domain(leaf)))) if alike and open_rows else None
        )
        for row in open_rows:
            own = shared is None or (row, leaf.id) in self.source.unsupported
            yield (row, place), self.points(row, leaf) if own or shared is None else shared
        names = {name for _, name in leaf.rule.named()} & self._unknown_figures.keys()
        rows = set().union(*(self._unknown_figures[name] for name in names)) - set(open_rows)
        values = self.evidence.values[:, self.at[leaf.id]]
        yield from (((row, place), limits_span(leaf)) for row in sorted(rows) if not np.isnan(values[row]))

    @cached_property
    def _unknown_figures(self) -> dict[str, set[int]]:
        """The figures from outside that are not known, with the units of which they are not."""
        figures = (one.id for one in self.definition.parameter if one.id in self.at)
        return {id_: set(np.flatnonzero(np.isnan(self.evidence.values[:, self.at[id_]])).tolist()) for id_ in figures}

    def points(self, row: int, leaf: Indicator) -> OpenSpan:
        """Return between what the points of an open indicator lie, whatever the other units have."""
        if (row, leaf.id) in self.source.unsupported and not self.source.unsupported[row, leaf.id]:
            claimed = self._claimed(row, leaf)
            return limits_span(leaf) if claimed is None else OpenSpan(Fraction(0), Fraction(0)).with_figures([claimed])
        known = self._with_figures(row, leaf)
        if known is None:
            return limits_span(leaf)
        value = self.value(row, leaf)
        return self._points(known, value).with_figures(self._settled(leaf) if value.by_zero else ())

    def _points(self, leaf: Indicator, value: ValueSpan) -> OpenSpan:
        """Return between what points lie; once for all units of which the same is known."""
        key = leaf, value
        if key not in self._known:
            self._known[key] = points_span(leaf, value.span, value.grid)
        return self._known[key]

    def _settled(self, leaf: Indicator) -> Iterator[Fraction]:
        """Yield what the indicator scores where its value divides by 0."""
        most = self.definition.maximum(leaf)
        if leaf.on_zero_denominator == "zero":
            yield Fraction(0)
        elif leaf.on_zero_denominator == "full" and most is not None:
            yield most

    def _claimed(self, row: int, leaf: Indicator) -> Fraction | None:
        """Return the points that are claimed without a document; None where other units decide on them."""
        known, evidence = self._with_figures(row, leaf), self.source.claimed
        if known is None or leaf.rule.cohort:
            return None
        value = Fraction(evidence.exact([row], evidence.columns.index(leaf.id), RATIONAL)[0])
        own = next(one for one in evidence.definition.leaves if one.id == leaf.id)
        return points_of(attrs.evolve(known, rule=own.rule) if own.rule != leaf.rule else known, [value])[0]

    def _with_figures(self, row: int, leaf: Indicator) -> Indicator | None:
        """Return an indicator with the figures of a unit in its rule; None where one is not known."""
        names = {name for _, name in leaf.rule.named()}
        if not names:
            return leaf
        if any(row in self._unknown_figures.get(name, ()) for name in names):
            return None
        figures = {name: Fraction(self.evidence.exact([row], self.at[name], RATIONAL)[0]) for name in names}
        return attrs.evolve(leaf, rule=leaf.rule.at(figures))

    def value(self, row: int, leaf: Indicator) -> ValueSpan:
        """Return between what the value of an indicator lies: known, open, or worked out from cells that may be."""
        column = self.at[leaf.id]
        if not np.isnan(self.evidence.values[row, column]):
            return ValueSpan(OpenSpan.at(Fraction(self.evidence.exact([row], column, RATIONAL)[0])))
        if leaf.formula is None or column not in self.evidence.computed:
            return ValueSpan(OpenSpan.between(*leaf.rule.domain(leaf)))
        if (row, leaf.id) not in self._values:
            self._values[row, leaf.id] = self._worked_out(row, leaf, leaf.formula)
        return self._values[row, leaf.id]

    def _worked_out(self, row: int, leaf: Indicator, tree: Term) -> ValueSpan:
        columns, known = self.evidence.computed[self.at[leaf.id]].columns, dict[str, OpenSpan | None]()
        for name, column in columns.items():
            if not np.isnan(self.evidence.values[row, column]):
                known[name] = OpenSpan.at(Fraction(self.evidence.exact([row], column, RATIONAL)[0]))
            elif name in leaf.reads:
                known[name] = None
            elif name in self.definition.outside:
                known[name] = OpenSpan.between(None, None, attained=False)
            else:
                known[name] = self.value(row, self._leaf(name)).span.roughly()
        return worked_out_span(leaf, tree, known)

    def _leaf(self, name: str) -> Indicator:
        return next(leaf for leaf in self.definition.leaves if leaf.id == name)

    def _compared(self, leaf: Indicator, place: int) -> Iterator[tuple[int, OpenSpan]]:
        """Yield between what the points of units lie that are compared with one whose value is open."""
        column, still = self.evidence.values[:, self.at[leaf.id]], self.open[:, place]
        for members in self.groups:
            rows = [row for row in members.tolist() if still[row] or not np.isnan(column[row])]
            moved = self._moved(leaf, rows, still)
            if not moved or (len(rows) == 1 and leaf.rule.scaleless(leaf, 1.0, 1.0, 1.0)):
                continue
            held = self.value(named, leaf).span if (named := self._reference(leaf)) is not None else None
            compared = Compared(leaf, self._spans_of(leaf, rows), held)
            places = {row: at for at, row in enumerate(rows)}
            for row in moved:
                known = self._with_figures(row, leaf)
                own = compared if known is leaf else None if known is None else attrs.evolve(compared, leaf=known)
                yield row, limits_span(leaf) if own is None else own.points(places[row])

    def _spans_of(self, leaf: Indicator, rows: list[int]) -> list[OpenSpan]:
        """Return between what the values of some units lie, known or open."""
        column, still = self.at[leaf.id], self.open[:, self.places[leaf.id]]
        seen = [row for row in rows if not still[row]]
        known = dict(zip(seen, map(Fraction, self.evidence.exact(seen, column, RATIONAL)), strict=True))
        return [OpenSpan.at(known[row]) if row in known else self.value(row, leaf).span for row in rows]

    def _reference(self, leaf: Indicator) -> int | None:
        """Return the row of the unit that a rule holds the others against."""
        units, named = self.evidence.units, leaf.rule.reference
        return units.index(named) if named in units else None

    def _moved(self, leaf: Indicator, rows: list[int], still: Mask) -> list[int]:
        """Return which of the units compared may have other points, by where a value is open."""
        named = self._reference(leaf)
        if leaf.rule.reference:
            return rows if named is not None and still[named] else [row for row in rows if still[row]]
        return rows if still[rows].any() else []

    @cached_property
    def shared(self) -> frozenset[str]:
        """The indicators whose value another one is worked out from."""
        return frozenset(name for leaf in self.definition.computed for name in leaf.refers_to)
