"""Exact totals with one weight changed."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

import attrs
import numpy as np

from parindex.kernels import COMBINATIONS, Array, Indices
from parindex.robustness.node_coefficients import at_first
from parindex.robustness.one_change.exact_sums import ExactTotals
from parindex.robustness.weight_model import WeightModel
from parindex.robustness.weights import Siblings
from parindex.scoring import Program, Scores, Step, walk


@attrs.frozen(eq=False, repr=False)
class ChangedWeight:
    """Tells the exact totals of units with one weight times a factor, its siblings rescaled."""

    scores: Scores
    model: WeightModel

    @cached_property
    def ends(self) -> Indices:
        """The nodes not made of parts: indicators, and components whose score is given."""
        return np.concatenate([self.model.plan.leaf_nodes, np.array([*self.model.given.components], dtype=np.intp)])

    @cached_property
    def _sums(self) -> ExactTotals:
        return ExactTotals(self.scores.exactness, self.ends)

    @cached_property
    def _at_first(self) -> list[Fraction]:
        """What a point of each end adds to the total with the weights as they are."""
        plan = self.model.plan
        coefficients: list[Fraction] = at_first(plan, plan.exact_programs[-1], self.model.given.components).tolist()
        return [coefficients[node] for node in self.ends.tolist()]

    @cached_property
    def _above(self) -> list[set[str]]:
        """The ids of each end and of all components that it is a part of; what stands beside the tree has no part."""
        definition = self.scores.definition
        nodes = [definition.nodes[node] for node in self.ends.tolist()]
        above = [{node.id, *(own.id for own in definition.ancestors(node))} for node in nodes]
        return [
            own - {definition.id} if definition.branch(node).adds else own
            for node, own in zip(nodes, above, strict=True)
        ]

    def totals(self, group: Siblings, part: int, factor: Fraction, rows: Indices) -> list[Fraction]:
        """Return the exact totals of some units."""
        share, _ = group.exact[part]
        rest = (1 - share * factor) / (1 - share)
        if self.model.linear and self.model.plan.rational:
            own, parent = group.ids[1 + part], group.ids[0]
            grown = (factor if own in above else rest if parent in above else 1 for above in self._above)
            return self._sums.totals([one * each for one, each in zip(self._at_first, grown, strict=True)], rows)
        return self._walked(group, [factor if at == part else rest for at in range(group.parts.size)], rows)

    def _walked(self, group: Siblings, factors: list[Fraction], rows: Indices) -> list[Fraction]:
        exactness = self.scores.exactness

        def totals(program: Program) -> Array:
            leaves, given = exactness.leaves(program, rows.tolist())
            steps = tuple(_weighted(step, group, program.number.array(factors)) for step in program.steps)
            varied = attrs.evolve(program, steps=steps)
            return walk(exactness.plan, varied, leaves, given, exactness.marks.rows(rows.tolist())).scores[:, 0]

        return [exactness.figure(figure) for figure in exactness.exactly(totals)]


def _weighted(step: Step, group: Siblings, factors: Array) -> Step:
    """Return a step in which the weights of one group are multiplied; a sum weighs its parts then."""
    at = np.flatnonzero(step.parents == group.parent)
    if not at.size:
        return step
    start = int(step.starts[at[0]])
    weights = step.weights.copy()
    weights[start : start + len(factors)] = weights[start : start + len(factors)] * factors
    kind = COMBINATIONS["weighted-sum"] if step.combination.additive else step.combination
    return attrs.evolve(step, combination=kind, weights=weights)
