"""Sums of decimals times fractions in whole numbers: those that float64 or int64 provably holds, else Python's."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction

import attrs
import numpy as np

from parindex.kernels.common_denominators import common_denominator
from parindex.kernels.number import Array, Floats, Integers, Mask
from parindex.kernels.rows_in_blocks import row_blocks
from parindex.kernels.work import charge_sum

#: Decimals of no more digits are told apart by float64: the shortest that reads as one is the only one.
DIGITS = 15
_TENS = np.array([float(10**power) for power in range(DIGITS + 1)])  # exact, which powers of arrays need not be
_IN_FLOAT64, _IN_INT64 = 2**53, 2**63


def decimals_of(n_rows: int, values: Callable[[slice], Floats], sizes: Floats) -> Integers:
    """Return how many decimals the values of each column have at most (n_columns,), -1 where they have many digits.

    Values, some rows at a time and none further from 0 than the `sizes` of their columns (n_columns,), are float64 that
    stand for the shortest decimals that read as them; those of no more than 15 digits are m / 10**k just where this
    quotient is them.
    """
    n_columns = sizes.size
    places = np.where(sizes < _TENS[DIGITS], 0, -1)
    for rows in row_blocks(n_rows, n_columns):
        columns, seen = np.flatnonzero(places >= 0), values(rows)
        while columns.size:
            part, scale = seen if columns.size == n_columns else seen[:, columns], _TENS[places[columns]]
            same = np.rint(part * scale) / scale == part
            if same.all():
                break
            columns = columns[~same.all(axis=0)]
            places[columns] += 1
            places[columns[(places[columns] > DIGITS) | ~_short(sizes[columns], places[columns])]] = -1
            columns = columns[places[columns] >= 0]
    return places


def _short(sizes: Floats, decimals: Integers) -> Mask:
    """Return which columns have values of at most 15 digits with so many decimals."""
    return np.asarray(sizes * _TENS[np.minimum(decimals, DIGITS)] < _TENS[DIGITS], dtype=bool)


def whole_steps_of(values: Floats, decimals: Integers) -> Floats:
    """Return values of so many decimals in steps of the last, whole numbers; see `decimals_of`."""
    return np.asarray(np.rint(values * _TENS[decimals]))


@attrs.frozen(eq=False)
class WholeSum:
    """A sum of columns of whole numbers times whole numbers, over one denominator.

    Attributes
    ----------
    factors : tuple of int
        What each column is multiplied by.
    constant : int
        What is added.
    denominator : int
        What the sum is divided by.
    """

    factors: tuple[int, ...]
    constant: int
    denominator: int

    @classmethod
    def of(cls, factors: Sequence[Fraction], constant: Fraction) -> WholeSum:
        """Bring factors and a constant to one denominator."""
        terms = (*factors, constant)
        common = common_denominator(term.denominator for term in terms)
        charge_sum(len(terms), common.bit_length())
        *whole, last = (term.numerator * (common // term.denominator) for term in terms)
        return cls(tuple(whole), last, common)

    def numerators(self, n_rows: int, columns: Callable[[slice], Array], sizes: Sequence[int]) -> Array:
        """Return the sum of each row (n_rows,), times the denominator: in int64, or in whole numbers of Python.

        `columns` gives some rows of the table (n_rows, n_columns), in float64 that hold whole numbers or in Python's;
        no number of a column is larger than its `sizes` (n_columns,).
        """
        most = abs(self.constant) + sum(abs(factor) * size for factor, size in zip(self.factors, sizes, strict=True))
        if max(most, *map(abs, self.factors), *sizes, 0) >= _IN_INT64:
            return self._of_any_size(n_rows, columns, most.bit_length())
        number = np.float64 if most < _IN_FLOAT64 and max(sizes, default=0) < _IN_FLOAT64 else np.int64
        factors, sums = np.array(self.factors, dtype=number), np.empty(n_rows, dtype=np.int64)
        for rows in row_blocks(n_rows, len(self.factors)):
            sums[rows] = columns(rows).astype(number, copy=False) @ factors
        return sums + self.constant

    def _of_any_size(self, n_rows: int, columns: Callable[[slice], Array], bits: int) -> Array:
        charge_sum(n_rows * len(self.factors), bits)
        sums = np.empty(n_rows, dtype=object)
        for rows in row_blocks(n_rows, len(self.factors)):
            lines = (map(int, line) for line in columns(rows).tolist())
            sums[rows] = [sum(map(operator.mul, line, self.factors), self.constant) for line in lines]
        return sums


def in_places(numbers: Array) -> Integers:
    """Return the place of each whole number among those that differ, from the least up; int64 stay as they are."""
    if numbers.dtype != object:
        return numbers
    place = {number: at for at, number in enumerate(sorted(set(numbers.tolist())))}
    return np.array([place[number] for number in numbers.tolist()], dtype=np.int64)
