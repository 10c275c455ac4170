"""Sums of fractions over one common denominator: products of whole numbers, and one division at the end.

Adding fractions one after the other looks for a common divisor each time. With weights such as 1/2, 1/3, 1/5 … the
numbers it is looked for in soon have thousands of digits, and it costs their square.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from parindex.kernels.number import Array, Indices

#: Whole numbers, and the denominator that all of them have.
OverOne = tuple[list[int], int]


def common_denominator(denominators: Iterable[int]) -> int:
    """Return the least number that all denominators divide."""
    common = 1
    for denominator in sorted(set(denominators), reverse=True):  # most of the others divide the greatest
        if common % denominator:
            common = math.lcm(common, denominator)
    return common


def over_one(fractions: Sequence[Fraction]) -> OverOne:
    """Bring fractions to one denominator."""
    denominators = {fraction.denominator for fraction in fractions}
    if len(denominators) == 1:
        return [fraction.numerator for fraction in fractions], denominators.pop()
    common = common_denominator(denominators)
    factors = {denominator: common // denominator for denominator in denominators}
    return [fraction.numerator * factors[fraction.denominator] for fraction in fractions], common


def fraction_sum(fractions: Iterable[Fraction]) -> Fraction:
    """Add fractions."""
    numerators, common = over_one(list(fractions))
    return Fraction(sum(numerators), common)


def is_fractional(values: Array) -> bool:
    """Return whether numbers are fractions; a nan of float64 may stand among these where one is not known."""
    return values.dtype == object and not (values.size and isinstance(values.flat[0], Decimal))


def grouped_sums(values: Array, starts: Indices) -> Array:
    """Add `values` (n_units, n_parts) of each group, whose parts begin at `starts` (n_groups,)."""
    if not is_fractional(values):
        return np.asarray(np.add.reduceat(values, starts, axis=1))
    return _each_group(values, starts, lambda row, _: _sum(row))


def weighted_sums(values: Array, weights: Array, starts: Indices) -> Array:
    """Add likewise `values` times their `weights`, (n_parts,) or (n_units, n_parts)."""
    if not is_fractional(values):
        return np.asarray(np.add.reduceat(values * weights, starts, axis=1))
    if weights.ndim == 1:
        of_groups = [_Weights(weights[own].tolist()) for own in _slices(starts, weights.size)]
        return _each_group(values, starts, lambda row, at: of_groups[at].times(row))
    sums = np.empty((values.shape[0], starts.size), dtype=object)
    for at, own in enumerate(_slices(starts, values.shape[1])):
        for unit, (row, of_row) in enumerate(zip(values[:, own].tolist(), weights[:, own].tolist(), strict=True)):
            sums[unit, at] = _Weights(of_row).times(row)
    return sums


class _Weights:
    """The weights of one group, as whole numbers over one denominator."""

    def __init__(self, weights: list[Any]) -> None:
        self.as_given = weights
        self.whole, self.denominator = over_one(weights)

    def times(self, values: list[Any]) -> Any:
        """Return the sum of values times the weights."""
        try:
            numerators, common = over_one(values)
        except AttributeError:  # a nan among them, which makes the sum one
            return reduce(operator.add, map(operator.mul, values, self.as_given))
        return Fraction(sum(map(operator.mul, numerators, self.whole)), common * self.denominator)


def _sum(values: list[Any]) -> Any:
    try:
        return fraction_sum(values)
    except AttributeError:
        return reduce(operator.add, values)


def _slices(starts: Indices, size: int) -> Iterator[slice]:
    ends = [*starts.tolist(), size]
    return map(slice, ends, ends[1:])


def _each_group(values: Array, starts: Indices, work: Callable[[list[Any], int], Any]) -> Array:
    results = np.empty((values.shape[0], starts.size), dtype=object)
    for at, own in enumerate(_slices(starts, values.shape[1])):
        results[:, at] = [work(row, at) for row in values[:, own].tolist()]
    return results
