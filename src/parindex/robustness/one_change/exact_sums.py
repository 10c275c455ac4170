"""Exact totals that are weighted sums: whole numbers over one denominator, many times as fast as the exact walk."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import attrs
import numpy as np

from parindex.kernels import Array, Indices
from parindex.scoring import Exactness

#: ExactTotals of products below this are exact in int64.
_MOST = 2**62


@attrs.frozen(eq=False, repr=False)
class WholeFigures:
    """The exact scores of a unit: whole numbers, the greatest of them, and what they are all divided by."""

    numbers: Array
    greatest: int
    divisor: int


@attrs.frozen(eq=False, repr=False)
class ExactTotals:
    """Exact totals of units by the exact coefficients of some nodes.

    Attributes
    ----------
    exactness : Exactness
        Knows the exact scores.
    nodes : array (n_nodes,)
        The nodes that have coefficients.
    """

    exactness: Exactness
    nodes: Indices
    _rows: dict[int, WholeFigures] = attrs.field(factory=dict)

    def totals(self, coefficients: Sequence[Fraction], rows: Indices) -> list[Fraction]:
        """Return the exact totals of some units."""
        known = self._known(rows.tolist())
        weights = _whole(coefficients)
        bound = max(row.greatest for row in known) * sum(abs(number) for number in weights.numbers.tolist())
        kind = np.int64 if bound < _MOST else object
        sums = np.array([row.numbers for row in known], dtype=kind) @ weights.numbers.astype(kind)
        pairs = zip(sums.tolist(), known, strict=True)
        return [Fraction(total, row.divisor * weights.divisor) for total, row in pairs]

    def _known(self, rows: list[int]) -> list[WholeFigures]:
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
