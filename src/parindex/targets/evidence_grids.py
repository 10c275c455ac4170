"""The values that evidence is written in: by its rule, by how it is written, or as the caller says."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import attrs
import numpy as np

from parindex.definition import Node
from parindex.kernels import RATIONAL
from parindex.scoring import Scores
from parindex.targets.curves import ValueGrid

#: Shares are published in percent.
_SHARE_DECIMALS = 2


@attrs.frozen(eq=False, repr=False)
class Written:
    """With how many decimals columns of evidence are written, as told or as they are."""

    scores: Scores
    told: Callable[[str], int | None]

    def grid(self, column: str, node: Node, of_rule: tuple[Fraction, Fraction] | None) -> ValueGrid:
        """Return the values of a column: those that its rule takes, or decimals."""
        if of_rule is not None:
            return ValueGrid(*of_rule)
        told = self.told(column if self.told(node.id) is None else node.id)
        return ValueGrid(Fraction(0), Fraction(1, 10 ** (self.decimals(column, node) if told is None else told)))

    def decimals(self, column: str, node: Node) -> int:
        """Return the decimals of a column, at most those that its scores are published with, of shares two more."""
        most = self.scores.definition.published_decimals(node)
        most += _SHARE_DECIMALS if getattr(node, "unit", None) == "share" else 0
        evidence = self.scores.evidence
        at = evidence.columns.index(column)
        rows = np.flatnonzero(~np.isnan(evidence.values[:, at])).tolist()
        figures = [Fraction(value) for value in evidence.exact(rows, at, RATIONAL)]
        return next((places for places in range(most) if _all_whole(figures, 10**places)), most)


def _all_whole(figures: list[Fraction], scale: int) -> bool:
    return all((figure * scale).denominator == 1 for figure in figures)
