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

from parindex.kernels.number import DECIMAL, Array, Indices
from parindex.kernels.work import OPERATION, bits_of, charge, charge_sum, pieces

#: Whole numbers, and the denominator that all of them have.
OverOne = tuple[list[int], int]
#: So few denominators, of so few bits, are no work.
_FEW, _SHORT = 8, 1_000
#: Bits of denominators of which sums are no longer exact where floats are made of them; how far these may be off.
_LONG, _UNSURE = 20_000, Fraction(1, 10**50)
#: Each weight of a mean has the digits of all: to hold and to use them again and again takes so much a piece.
_HELD = 20


def common_denominator(denominators: Iterable[int]) -> int:
    """Return the least number that all denominators divide."""
    common, distinct = 1, sorted(set(denominators), reverse=True)  # most of the others divide the greatest
    if len(distinct) > _FEW or distinct[0].bit_length() > _SHORT:
        bits = sum(map(int.bit_length, distinct))
        charge(len(distinct) * pieces(bits) + pieces(bits) * pieces(distinct[0].bit_length()))
    for denominator in distinct:
        if common % denominator:
            common = math.lcm(common, denominator)
    return common


def over_one(fractions: Sequence[Fraction]) -> OverOne:
    """Bring fractions to one denominator."""
    denominators = {fraction.denominator for fraction in fractions}
    if not denominators:
        return [], 1
    if len(denominators) == 1:
        return [fraction.numerator for fraction in fractions], denominators.pop()
    common = common_denominator(denominators)
    factors = {denominator: common // denominator for denominator in denominators}
    return [fraction.numerator * factors[fraction.denominator] for fraction in fractions], common


def fraction_sum(fractions: Iterable[Fraction]) -> Fraction:
    """Add fractions."""
    numerators, common = over_one(list(fractions))
    charge_sum(len(numerators), common.bit_length())
    return Fraction(sum(numerators), common)


def near_sum(fractions: Iterable[Fraction]) -> Fraction:
    """Add fractions; where their denominators have very many digits in all, by the first 60 of each.

    What non-linear means give has a denominator of its own each time: their exact sum has the digits of all.
    """
    terms = list(fractions)
    if sum(map(int.bit_length, {term.denominator for term in terms})) <= _LONG:
        return fraction_sum(terms)
    with DECIMAL.context():
        return Fraction(sum(map(DECIMAL.of, terms), Decimal(0)))


def adds_to(fractions: Iterable[Fraction], whole: Fraction) -> bool:
    """Return whether fractions add to a whole, exactly."""
    terms = list(fractions)
    about, size = near_sum(terms), near_sum(map(abs, terms)) + abs(whole)
    return abs(about - near_sum([whole])) <= size * _UNSURE and fraction_sum(terms) == whole


def shares_of(weights: Sequence[Fraction]) -> list[Fraction]:
    """Return weights divided by their sum."""
    whole = fraction_sum(weights)
    charge(2 * len(weights) * (OPERATION + _HELD * pieces(bits_of([whole]))))
    return [weight / whole for weight in weights]


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
        charge_sum(len(numerators), common.bit_length() + self.denominator.bit_length())
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
