"""One unit of scores, as its explanation asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from parindex.definition import Definition
from parindex.evidence import Evidence
from parindex.scoring.coverage import ShortOfParts, short_of_parts
from parindex.scoring.explained_nodes import ExplainedNodes
from parindex.scoring.missing_marks import Marks
from parindex.scoring.plan import plan_of
from parindex.scoring.tree_walk import raised_weights

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


@attrs.frozen(eq=False, repr=False)
class ExplainedUnit:
    """The row of one unit, with what is worked out once for all of its nodes."""

    scores: Scores
    row: int

    @property
    def definition(self) -> Definition:
        """What was scored."""
        return self.scores.definition

    @property
    def evidence(self) -> Evidence:
        """What it was scored from."""
        return self.scores.evidence

    @property
    def marks(self) -> Marks:
        """What is missing and left out, of all units."""
        return self.scores.exactness.marks

    @property
    def nodes(self) -> ExplainedNodes:
        """What all units have in common."""
        return self.scores.explained_nodes

    @property
    def evidence_columns(self) -> Mapping[str, int]:
        """The column of evidence of each node or input that it gives."""
        return self.nodes.evidence_columns

    @cached_property
    def unrounded(self) -> Mapping[int, Fraction]:
        """The exact scores before rounding, by the column of the node, where rounding changes them."""
        exactness = self.scores.exactness
        if not (before := exactness.unrounded(self.row)):
            return {}
        exact = exactness.exact([self.row])[self.row]
        return {node: score for node, score in before.items() if score != exactness.figure(exact[node])}

    @cached_property
    def short(self) -> Mapping[str, ShortOfParts]:
        """The components of which fewer parts have a score than are needed."""
        return short_of_parts(self.definition, self.marks, self.row)

    @cached_property
    def raised(self) -> Mapping[int, float]:
        """What a point of each part counts, by the column of the part, where it gets a share of others' points."""
        if self.marks.shared is None:
            return {}
        marked, program = self.marks.rows([self.row]), plan_of(self.definition).float_program
        raised: dict[int, float] = {}
        for step in program.steps:
            weights = raised_weights(program, step, marked)
            if weights is not None:
                parts = zip(step.parts.tolist(), step.weights.tolist(), weights[0].tolist(), strict=True)
                raised |= {part: weight for part, plain, weight in parts if weight != plain}
        return {part: weight for part, weight in raised.items() if not self.marks.left_out[self.row, part]}

    @cached_property
    def values(self) -> list[float]:
        """What each column of evidence holds, nan where it is empty."""
        return list(self.evidence.values[self.row].tolist())

    @cached_property
    def _left_out(self) -> list[bool]:
        return list(self.marks.left_out[self.row].tolist())

    def is_left_out(self, node: str) -> bool:
        """Return whether a node has no score and none is needed."""
        return self._left_out[self.scores.places[node]]

    @cached_property
    def _figures(self) -> list[tuple[float, float, float]]:
        tables = (self.scores.values, self.scores.points, self.scores.max)
        return list(zip(*(table[self.row].tolist() for table in tables), strict=True))

    def figures(self, node: str) -> tuple[float, float, float]:
        """Return the score of a node, its points, and the most that they could have been."""
        return self._figures[self.scores.places[node]]
