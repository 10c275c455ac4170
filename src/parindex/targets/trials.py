"""Plans on trial: the evidence of one unit with some values otherwise, scored again, and held against the aim."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import attrs

from parindex.base import EvidenceError
from parindex.evidence import NewCells, altered
from parindex.scoring import Scores
from parindex.targets.moves import Move

#: A value of each move.
Values = tuple[Fraction, ...]
#: Whether a unit has reached what it is to reach, by its row.
Reached = Callable[[Scores, int], bool]


@attrs.define(eq=False, repr=False)
class Trials:
    """Scores plans of one unit again and says whether they reach; each once."""

    scores: Scores
    row: int
    moves: Sequence[Move]
    reached: Reached
    _known: dict[Values, bool] = attrs.field(factory=dict)

    @property
    def present(self) -> Values:
        """The values as they are."""
        return tuple(move.present for move in self.moves)

    @property
    def best(self) -> Values:
        """Every value at its best."""
        return tuple(move.best for move in self.moves)

    def reach(self, values: Values) -> bool:
        """Return whether a plan reaches the aim."""
        if values not in self._known:
            scores = self.scored(values)
            self._known[values] = scores is not None and self.reached(scores, self.row)
        return self._known[values]

    def scored(self, values: Values) -> Scores | None:
        """Return the scores of all units by a plan; None where the evidence would not be sound."""
        changed = self.changes(values)
        if not changed:
            return self.scores
        figures = {column: NewCells.of({self.row: figure}) for column, figure in changed.items()}
        again = altered(self.scores.evidence, figures, range(len(self.scores.units)))
        if again.faulty_rows[self.row]:
            return None
        try:
            return self.scores.again(again.evidence)
        except EvidenceError:
            return None

    def changes(self, values: Values) -> dict[str, Fraction]:
        """Return the cells that a plan changes, by their columns."""
        cells: dict[str, Fraction] = {}
        for move, value in zip(self.moves, values, strict=True):
            if value != move.present:
                cells |= move.cells(value)
        return cells

    def cost(self, values: Values) -> Fraction:
        """Return what a plan costs."""
        costs = (move.cost(value) for move, value in zip(self.moves, values, strict=True))
        return sum(costs, Fraction(0))
