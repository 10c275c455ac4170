"""One unit with other scores of nodes, whatever its evidence below them says: what the nodes above have then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.definition import Component, Node
from parindex.kernels import Array, Mask
from parindex.scoring import Given, Program, Walk, direction, marks, walk

if TYPE_CHECKING:
    from parindex.scoring import Scores

#: Scores of nodes, by their columns.
NodeScores = Mapping[int, Fraction]
#: Tells the exact score of a node, by its column; None where there is none.
ScoreOf = Callable[[int], Fraction | None]


@attrs.frozen(eq=False)
class GivenNodes:
    """One unit of some scores."""

    scores: Scores
    row: int

    def scored(self, cases: Sequence[NodeScores]) -> list[ScoreOf]:
        """Return what scores the unit has in each case, exactly; all cases put in the same nodes."""
        exactness = self.scores.exactness

        def again(program: Program) -> tuple[Walk, Mask]:
            leaves, given = self._put_in(program, cases)
            marked = marks(exactness.plan, given)
            return walk(exactness.plan, program, leaves, given, marked), marked.without_score

        walked, without = exactness.exactly(again)
        lost = without if walked.undefined is None else without | walked.undefined

        def of_case(case: int) -> ScoreOf:
            return lambda node: None if lost[case, node] else exactness.figure(walked.scores[case, node])

        return [of_case(case) for case in range(len(cases))]

    def _put_in(self, program: Program, cases: Sequence[NodeScores]) -> tuple[Array, Given]:
        leaves, given = self.scores.exactness.leaves(program, [self.row])
        rows = np.zeros(len(cases), dtype=np.intp)
        leaves, given = leaves[rows], given.rows(rows)
        nowhere = np.zeros(rows.size, dtype=bool)
        for node in cases[0]:
            figures = program.number.vector([program.number.of(case[node]) for case in cases])
            if node in self._leaf:
                leaves[:, self._leaf[node]] = figures
                given.observed[:, self._leaf[node]] = True
                for states in (given.full, given.zero, given.left_out, given.shared):
                    states[:, self._leaf[node]] = False
            else:
                given.components[node] = figures
                given.absent[node] = given.components_left_out[node] = nowhere
        return leaves, given

    @cached_property
    def _leaf(self) -> dict[int, int]:
        return {int(node): at for at, node in enumerate(self.scores.exactness.plan.leaf_nodes)}

    def present(self, node: int) -> Fraction | None:
        """Return the exact score of a node as it is."""
        exactness = self.scores.exactness
        return None if exactness.marks.without_score[self.row, node] else exactness.exact_score(self.row, node)


def ends_of(scores: Scores, node: int) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and the most that a node can give, None where that is not known."""
    definition = scores.definition
    part: Node = definition.nodes[node]
    least = definition.domain(part)[0] if isinstance(part, Component) else part.ends[0]
    return (least if isinstance(least, Fraction) else None), definition.maximum(part)


def is_raising(scores: Scores, node: int) -> bool:
    """Return whether more of a node makes the unit rank better: not of a penalty, nor below what is turned round."""
    definition = scores.definition
    return definition.rank.sign * direction(definition, definition.nodes[node]) > 0
