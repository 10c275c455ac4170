"""Components that combine their parts by a formula of their own, all of one step in one place."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.definition import Company, Evaluated, Term, evaluate
from parindex.kernels import DECIMAL, Array, Floats, Number

#: How far exact scores may be off where roots or logarithms occur, relative to them.
_DECIMAL_EPS = Decimal(1).scaleb(-50)


@attrs.frozen(eq=False, repr=False)
class Formulas:
    """The formulas of a step, on one kind of number.

    Attributes
    ----------
    trees : tuple of Term
        One for each group.
    names : tuple of tuple of str
        The ids of the parts of each group.
    rational : bool
        Every score of the plan is exact in fractions.
    """

    trees: tuple[Term, ...]
    names: tuple[tuple[str, ...], ...]
    number: Number
    rational: bool

    def alone(self, at: int) -> Formulas:
        """Return that of one group."""
        return attrs.evolve(self, trees=(self.trees[at],), names=(self.names[at],))

    def evaluated(self, values: Array, company: Company, error: Floats | None = None) -> Evaluated:
        """Return what the formulas give (n_units, n_groups) for `values` (n_units, n_parts), each with an `error`.

        Figures from outside are those of the `company` of the units; where it has none, harmless numbers.
        """
        found, at = [], 0
        for tree, names in zip(self.trees, self.names, strict=True):
            columns = {name: values[:, at + place] for place, name in enumerate(names)}
            slack: dict[str, Any] | None = (
                None if error is None else dict(zip(names, error[at : at + len(names)].tolist(), strict=True))
            )
            others = {name for name, _ in tree.names()} - columns.keys()
            harmless = np.full(len(values), self.number.of(Fraction(1)), dtype=self.number.dtype)
            columns |= {name: company.figures.get(name, harmless) for name in others}
            if slack is None and self.number is DECIMAL and not self.rational:
                slack = {name: np.abs(figures) * _DECIMAL_EPS for name, figures in columns.items()}
            found.append(evaluate(tree, columns, self.number, len(values), slack))
            at += len(names)
        return Evaluated(
            *(np.column_stack([getattr(one, key) for one in found]) for key in attrs.fields_dict(Evaluated))
        )
