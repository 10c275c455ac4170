"""Exact totals of some units: by the exact walk or, where they are weighted sums, far faster in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import attrs
import numpy as np

from parindex.kernels import Array, Indices
from parindex.scoring import Exactness, Given, Marks, Program, Walk, refuse_undefined, walk

#: Sums of products below this are exact in int64.
_MOST = 2**62


def walked_totals(
    exactness: Exactness, rows: Indices, varied: Callable[[Program, Given], tuple[Program, Given, Marks]]
) -> list[Fraction]:
    """Return the exact totals of some units, of a walk that differs from theirs as `varied` says."""

    def again(program: Program) -> Walk:
        leaves, given = exactness.leaves(program, rows.tolist())
        program, given, marked = varied(program, given)
        return walk(exactness.plan, program, leaves, given, marked)

    walked = exactness.exactly(again)
    refuse_undefined(exactness.plan, walked)
    return [exactness.figure(figure) for figure in walked.scores[:, 0]]


@attrs.frozen(eq=False, repr=False)
class WholeFigures:
    """Exact figures as whole numbers, the greatest of them, and what they are all divided by."""

    numbers: Array
    greatest: int
    divisor: int


@attrs.frozen(eq=False, repr=False)
class ExactTotals:
    """Exact totals of units by the exact coefficients of some nodes."""

    exactness: Exactness
    nodes: Indices  # (n_nodes,): the nodes that have coefficients
    _rows: dict[int, WholeFigures] = attrs.field(factory=dict)

    def totals(self, coefficients: Sequence[Fraction], rows: Indices) -> list[Fraction]:
        """Return the exact totals of some units."""
        scores = self._scores(rows.tolist())
        weights = _whole(coefficients)
        bound = max(row.greatest for row in scores) * sum(abs(number) for number in weights.numbers.tolist())
        kind = np.int64 if bound < _MOST else object
        sums = np.array([row.numbers for row in scores], dtype=kind) @ weights.numbers.astype(kind)
        pairs = zip(sums.tolist(), scores, strict=True)
        return [Fraction(total, row.divisor * weights.divisor) for total, row in pairs]

    def _scores(self, rows: list[int]) -> list[WholeFigures]:
        new = [row for row in rows if row not in self._rows]
        exact = self.exactness.exact(new) if new else {}
        for row in new:
            self._rows[row] = _whole([self.exactness.figure(figure) for figure in exact[row][self.nodes].tolist()])
        return [self._rows[row] for row in rows]


def _whole(figures: Sequence[Fraction]) -> WholeFigures:
    divisor = math.lcm(*(figure.denominator for figure in figures))
    numbers = [figure.numerator * (divisor // figure.denominator) for figure in figures]
    greatest = max(map(abs, numbers), default=0)
    return WholeFigures(np.array(numbers, dtype=np.int64 if greatest < _MOST else object), greatest, divisor)
