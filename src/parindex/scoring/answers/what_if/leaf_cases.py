"""New scores of nodes from new cells of evidence, where no rule holds them against those of other units."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs
import numpy as np

from parindex.definition import Indicator
from parindex.evidence import Altered, Evidence, NewCells, altered
from parindex.kernels import Array, Floats, Indices, Mask, rounded
from parindex.scoring.answers.what_if.float_combining import Known
from parindex.scoring.answers.what_if.path_walk import NewScores
from parindex.scoring.denominators import Denominators, counts_of
from parindex.scoring.empty_cells import arranged
from parindex.scoring.exactness import Exactness
from parindex.scoring.missing_marks import Given
from parindex.scoring.plan import Program
from parindex.scoring.tree_walk import leaf_errors, unrounded_leaf_scores

_EPS = float(np.finfo(np.float64).eps)


@attrs.frozen(eq=False)
class LeafCases:
    """New cells of cases, laid into as few rows of evidence as hold them: cells of different nodes share a row.

    Attributes
    ----------
    changed : Altered
        These rows.
    given : Given
        The same, arranged by leaves.
    places : mapping of node to (cases, rows)
        Which cases have new cells of a node, and in which of the rows these stand.
    """

    exactness: Exactness
    changed: Altered
    given: Given
    places: Mapping[int, tuple[Indices, Indices]]
    scores: Floats  # (n_rows, n_leaves) before rounding
    errors: Floats  # (n_leaves,)

    @classmethod
    def of(
        cls, exactness: Exactness, rows: Indices, cells: Mapping[str, NewCells], node_of: Mapping[str, int]
    ) -> LeafCases:
        """Lay cells of cases into rows; `node_of` says which node each column alone decides."""
        by_node: dict[int, list[str]] = {}
        for column in cells:
            by_node.setdefault(node_of[column], []).append(column)
        units, unit_at = np.unique(rows, return_inverse=True)
        places, layers = {}, 1
        for node, columns in by_node.items():
            cases = np.unique(np.concatenate([cells[column].rows for column in columns]))
            nth = _occurrences(unit_at[cases])
            layers = max(layers, int(nth.max(initial=0)) + 1)
            places[node] = cases, nth * units.size + unit_at[cases]
        laid = {}
        for column, new in cells.items():
            cases, where = places[node_of[column]]
            laid[column] = attrs.evolve(new, rows=where[np.searchsorted(cases, new.rows)])
        changed = altered(exactness.evidence, laid, np.tile(units, layers).tolist())
        given = arranged(exactness.plan, changed.evidence)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            scores = unrounded_leaf_scores(exactness.plan, exactness.plan.float_program, given)
            errors = leaf_errors(exactness.plan, given)
        return cls(exactness, changed, given, places, scores, errors)

    def faulty(self, size: int) -> Mask:
        """Return the cases whose value is not defined, or not allowed."""
        gone = np.zeros(size, dtype=bool)
        for node, (cases, where) in self.places.items():
            faults = self.changed.faulty.get(self.exactness.plan.ids[node])
            if faults is not None:
                gone[cases[faults[where]]] = True
        return gone

    def without_value(self, size: int) -> Mask:
        """Return the cases in which a node has no value any more."""
        gone = np.zeros(size, dtype=bool)
        for node, (cases, where) in self.places.items():
            if node in self.given.components:
                absent = self.given.absent[node] | self.given.components_left_out[node]
            else:
                absent = ~self.given.observed[:, self._leaf(node)]
            gone[cases[absent[where]]] = True
        return gone

    def _leaf(self, node: int) -> int:
        return int(np.searchsorted(self.exactness.plan.leaf_nodes, node))

    def denominators(self) -> Denominators:
        """Return those of all scores, as they are and new."""
        counts = counts_of(self.exactness.plan, self.exactness.given)
        return Denominators.of(self.exactness.plan, (self.exactness.evidence, self.changed.evidence), counts)

    def floats(self, kept: Mask, denominators: Denominators) -> dict[int, tuple[Indices, Known]]:
        """Return the new scores of those cases that are kept, in float64."""
        new, plan = {}, self.exactness.plan
        positive = any(group.step.combination.positive for group in plan.float_program.lone_groups)
        for node, (cases, where) in self.places.items():
            some, at = cases[kept[cases]], where[kept[cases]]
            if not some.size:
                continue
            denominator = float(denominators.before[node])
            known = self._in_floats(node, at).named(denominator)
            apart = np.isin(at, self.long_rows(node))  # float64 may lie on the other side of an edge
            if positive:  # near 0 it says nothing of a mean of powers
                apart |= ~known.sure & (np.abs(known.values) <= known.error)
            near = np.flatnonzero(apart)
            if near.size and node not in self.given.components:
                known = known.exact_at(near, self._exact_floats(node, at[near]))
            new[node] = some, known.rounded(plan.definition.nodes[node].decimals, denominator)
        return new

    def long_rows(self, node: int) -> list[int]:
        """Return the rows in which float64 does not hold the value of a node."""
        evidence = self.changed.evidence
        column = evidence.columns.index(self.exactness.plan.ids[node])
        return [row for row, at in evidence.long if at == column]

    def _exact_floats(self, node: int, rows: Indices) -> Floats:
        exact = self.exactness.exactly(lambda program: self._exact(program, node, rows))
        return np.asarray(exact.astype(np.float64))

    def _in_floats(self, node: int, rows: Indices) -> Known:
        """Return scores before rounding."""
        if node not in self.given.components:
            leaf = self._leaf(node)
            return Known.within(self.scores[rows, leaf], float(self.errors[leaf]))
        values, turn = self.given.components[node][rows], abs(float(self.exactness.plan.turns.get(node, 0)))
        return Known.within(values, _EPS * (float(np.max(np.abs(values))) + 4 * turn))

    def exactly(self, program: Program, kept: Mask) -> dict[int, NewScores]:
        """Return likewise exact ones."""
        new = {}
        for node, (cases, where) in self.places.items():
            some, at = cases[kept[cases]], where[kept[cases]]
            if some.size:
                new[node] = NewScores(some, self._exact(program, node, at))
        return new

    def _exact(self, program: Program, node: int, rows: Indices) -> Array:
        evidence, plan, number = self.changed.evidence, self.exactness.plan, program.number
        definition_node = plan.definition.nodes[node]
        column = evidence.columns.index(plan.ids[node])
        if not isinstance(definition_node, Indicator):
            return self._exact_component(program, node, rows)
        values = number.vector(evidence.exact(rows.tolist(), column, number))
        kernel = plan.kernel(self._leaf(node), number)
        company = evidence.company(number, rows.tolist())
        points = kernel(values[:, None], np.ones((rows.size, 1), dtype=bool), company)
        if definition_node.decimals is not None:
            points = rounded(points, np.array([definition_node.decimals]), number, plan.figure)
        return np.asarray(points[:, 0])

    def _exact_component(self, program: Program, node: int, rows: Indices) -> Array:
        """Return the scores of a component that are given; without one the float is a small whole number."""
        evidence, plan, number = self.changed.evidence, self.exactness.plan, program.number
        column, whole = evidence.columns.index(plan.ids[node]), plan.turns.get(node)
        turn = None if whole is None else number.of(whole)
        empty = np.isnan(evidence.values[rows, column])
        figures = number.vector([number.of(Fraction(figure)) for figure in self.given.components[node][rows].tolist()])
        exact = number.vector(evidence.exact(rows[~empty].tolist(), column, number))
        figures[~empty] = exact if turn is None else turn - exact
        return figures


def node_of_columns(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """Return the nodes whose score follows from each column that evidence gives: its own, or what is worked out."""
    known = {*(node.id for node in evidence.definition.nodes)}
    last = set(evidence.computed)
    reached: dict[int, set[str]] = {}
    for at, name in enumerate(evidence.columns):
        if at not in last:
            reached[at] = {name} & known
    for at in sorted(last):
        for source in _sources(evidence, at):
            reached[source].add(evidence.columns[at])
    return {evidence.columns[at]: tuple(sorted(nodes)) for at, nodes in reached.items()}


def _sources(evidence: Evidence, at: int) -> set[int]:
    """Return the columns given that a column is worked out from."""
    if at not in evidence.computed:
        return {at}
    return set().union(*(_sources(evidence, other) for other in evidence.computed[at].columns.values()))


def _occurrences(labels: Indices) -> Indices:
    """Return for each label how many like it stand before it."""
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if labels.size else labels
    nth = np.empty(labels.size, dtype=np.intp)
    nth[order] = np.arange(labels.size) - np.repeat(starts, np.diff(np.append(starts, labels.size)))
    return nth
