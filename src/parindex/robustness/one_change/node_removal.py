"""Totals without one node: it is not applicable for every unit, and the ordinary rule for that does the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property

import attrs
import numpy as np

from parindex.base import say
from parindex.definition import Company, Component, Definition
from parindex.kernels import FLOAT, Floats, Indices, Mask, Number, as_float
from parindex.robustness.matrix_threads import product
from parindex.robustness.node_coefficients import coefficients, coefficients_in_full, end_nodes
from parindex.robustness.one_change.case_ranks import bounded, settled
from parindex.robustness.one_change.exact_sums import ExactTotals, walked_totals
from parindex.scoring import Given, Marks, Plan, Program, Reliance, Scores, error_bounds, marks, walk

#: So many scores are worked on at once.
CELLS = 1_000_000


@attrs.frozen(eq=False, repr=False)
class NodeRemoval:
    """Units scored without one node at a time."""

    scores: Scores
    ids: tuple[str, ...]  # the node left out in each case
    gone: Mask  # (n_cases, n_nodes): it, and the nodes below it
    _coefficients_of: dict[int, list[Fraction]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, scores: Scores, ids: Sequence[str]) -> NodeRemoval:
        """Return what is left out with each of these nodes."""
        gone = np.zeros((len(ids), len(scores.nodes)), dtype=bool)
        for case, id_ in enumerate(ids):
            gone[case, [scores.places[node] for node in (id_, *_below(scores.definition, id_))]] = True
        return cls(scores, tuple(ids), gone)

    @cached_property
    def leaves(self) -> Mask:
        """The indicators that are left out in each case (n_cases, n_leaves)."""
        return np.asarray(self.gone[:, self.plan.leaf_nodes])

    @cached_property
    def components(self) -> dict[int, Mask]:
        """Where each component whose score is given is left out (n_cases,)."""
        return {node: self.gone[:, node] for node in self.scores.exactness.given.components}

    @cached_property
    def plan(self) -> Plan:
        """The definition, compiled."""
        return self.scores.exactness.plan

    @cached_property
    def ends(self) -> Indices:
        """The nodes not made of parts; see `end_nodes`."""
        return end_nodes(self.scores)

    @cached_property
    def cases(self) -> tuple[Marks, Floats]:
        """The cases as if each were one unit with nothing missing: marks, and the most it can obtain."""
        given, marked = self._alone(np.arange(len(self.ids)), FLOAT)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            most = walk(self.plan, self.plan.float_program, given.leaves, given, marked).most
        self._refuse(given, marked, most)
        return marked, most

    def _alone(self, cases: Indices, number: Number) -> tuple[Given, Marks]:
        """Return what the walk of some cases starts from, each as of one unit with nothing missing, and its marks."""
        size, gone = cases.size, self.leaves[cases]
        none, one = np.zeros(gone.shape, dtype=bool), number.of(Fraction(1))
        given = Given(
            company=Company(tuple(self.ids[case] for case in cases.tolist())),
            groups=(slice(None),),
            slack=self.scores.exactness.given.slack,
            leaves=np.full(gone.shape, one, dtype=number.dtype),
            observed=~gone,
            full=none,
            zero=none,
            left_out=gone,
            shared=none,
            components={node: np.full(size, one, dtype=number.dtype) for node in self.components},
            absent={node: np.zeros(size, dtype=bool) for node in self.components},
            components_left_out={node: where[cases] for node, where in self.components.items()},
        )
        return given, marks(self.plan, given, gone=self.gone[cases])

    def _refuse(self, given: Given, marked: Marks, most: Floats) -> None:
        """Raise `ValueError` where a sum cannot be brought to its maximum."""
        for step in self.plan.float_program.steps if self.ids else ():
            if not step.combination.additive:
                continue
            left = np.where(marked.left_out[:, step.parts], 0.0, most[:, step.parts]) * step.weights
            possible = np.add.reduceat(left, step.starts, axis=1)
            reduced = marked.reduced[:, step.parents] & ~marked.without_score[:, step.parents]
            reduced[:, np.isin(step.parents, list(given.components))] = False
            lacking = np.argwhere(reduced & ~((possible > 0) & np.isfinite(step.whole)))
            for case, at in lacking[:1].tolist():
                raise ValueError(
                    say(
                        "{id!r} cannot be left out: the rest is brought to the maximum of {parent!r}, "
                        "and not all its parts have a known max above 0",
                        id=self.ids[case],
                        parent=self.plan.ids[step.parents[at]],
                    )
                )

    @cached_property
    def plain(self) -> Indices:
        """The units whose totals are weighted sums of what they have in every case."""
        marks = self.scores.exactness.marks
        gaps = marks.without_score[:, self.ends].any(axis=1) | marks.reduced.any(axis=1)
        return np.flatnonzero(~gaps & self.plan.linear)

    @cached_property
    def sums(self) -> ExactTotals:
        """The exact totals of such units."""
        return ExactTotals(self.scores.exactness, self.ends)

    def totals(self) -> tuple[Floats, Floats]:
        """Return totals (n_cases, n_units), nan where there is none, and how far each case's may be from exact."""
        plain = self.plain
        rest = np.setdiff1d(np.arange(len(self.scores.units)), plain)
        after, slack = np.empty((len(self.ids), len(self.scores.units))), np.zeros(len(self.ids))
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # numbers under a mark mean nothing
            marked, most = self.cases
            if plain.size:
                after[:, plain], slack = self._summed(plain, marked, most)
            for cases, totals, error in self._walked(rest) if rest.size else ():
                after[cases, rest], slack[cases] = totals, np.maximum(slack[cases], error)
        return settled(self.scores.total, after, slack), slack

    def _summed(self, rows: Indices, marked: Marks, most: Floats) -> tuple[Floats, Floats]:
        ends, program = self.ends, self.plan.float_program
        before = coefficients_in_full(self.plan, program, self.components)[ends]
        after = coefficients(self.plan, program, self.components, marked, most)[:, ends]
        totals = product(after, self.scores.values[np.ix_(rows, ends)].T)
        growth = np.max(np.where(before != 0, np.abs(after / np.where(before != 0, before, 1.0)), 0.0), axis=1)
        return np.where(marked.without_score[:, :1], np.nan, totals), bounded(self.scores) * np.maximum(growth, 1.0)

    def _walked(self, rows: Indices) -> Iterator[tuple[slice, Floats, float]]:
        """Yield some cases, their totals of these units, and how far these may be from the exact ones."""
        plan, size = self.plan, rows.size
        values = np.where(np.isnan(self.scores.values), 1.0, self.scores.values)[:, plan.leaf_nodes]
        some = max(1, CELLS // (size * len(plan.ids)))
        for start in range(0, len(self.ids), some):
            cases = np.arange(len(self.ids))[start : start + some]
            tiled, case = np.tile(rows, cases.size), np.repeat(cases, size)
            given = self._given(self.scores.exactness.given.rows(tiled), case)
            marked = marks(plan, given, gone=self.gone[case])
            walked = walk(plan, plan.float_program, values[tiled], given, marked)
            leaves = Reliance.of(self.scores.exactness.error[plan.leaf_nodes], tiled.size)
            relied = error_bounds(plan, walked, given, marked, leaves)
            totals = np.where(marked.without_score[:, 0], np.nan, walked.scores[:, 0]).reshape(cases.size, size)
            self._decide(cases, rows, totals, relied.doubtful.reshape(totals.shape) & ~np.isnan(totals))
            yield slice(start, start + some), totals, bounded(self.scores, float(relied.error[0]))

    def _decide(self, cases: Indices, rows: Indices, totals: Floats, doubtful: Mask) -> None:
        """Put in the exact totals of those that are doubtful: a node of theirs may round either way."""
        for at in np.flatnonzero(doubtful.any(axis=1)).tolist():
            here = doubtful[at]
            totals[at, here] = [as_float(figure) for figure in self.exact(int(cases[at]), rows[here])]

    def _given(self, given: Given, case: Indices) -> Given:
        """Return what the walk of some units starts from, each in its case."""
        leaves, components = self.leaves[case], {node: gone[case] for node, gone in self.components.items()}
        return attrs.evolve(
            given,
            observed=given.observed & ~leaves,
            left_out=given.left_out | leaves,
            shared=given.shared & ~leaves,
            absent={node: where & ~components[node] for node, where in given.absent.items()},
            components_left_out={node: where | components[node] for node, where in given.components_left_out.items()},
        )

    def exact(self, case: int, rows: Indices) -> list[Fraction]:
        """Return the exact totals of some units in one case."""
        if self.plan.rational and np.isin(rows, self.plain).all():
            return self.sums.totals(self._coefficients(case), rows)

        def varied(program: Program, given: Given) -> tuple[Program, Given, Marks]:
            cases = np.full(rows.size, case)
            given = self._given(given, cases)
            return program, given, marks(self.plan, given, gone=self.gone[cases])

        return walked_totals(self.scores.exactness, rows, varied)

    def _coefficients(self, case: int) -> list[Fraction]:
        """Return what a point of each end adds to the total in one case, exactly."""
        if case not in self._coefficients_of:
            program = self.plan.exact_programs[-1]
            given, marked = self._alone(np.array([case]), program.number)
            most = walk(self.plan, program, given.leaves, given, marked).most
            of_nodes = coefficients(self.plan, program, self.components, marked, most)
            self._coefficients_of[case] = of_nodes[0, self.ends].tolist()
        return self._coefficients_of[case]


def _below(definition: Definition, id: str) -> list[str]:
    """Return the ids of all nodes below one."""
    if not isinstance(definition[id], Component):
        return []
    return [below for part in definition.children(id) for below in (part.id, *_below(definition, part.id))]
