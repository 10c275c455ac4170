"""Combining the parts of components: every group of siblings of one kind in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.kernels.closed_forms import raised
from parindex.kernels.common_denominators import grouped_sums, is_fractional, shares_of, weighted_sums
from parindex.kernels.number import DECIMAL, RATIONAL, Array, Indices, kept, one_where
from parindex.kernels.work import OPERATION, ROOT, bits_of, charge, pieces


@attrs.frozen
class Combination:
    """One way to combine.

    Attributes
    ----------
    apply : callable
        ``apply(values, weights, starts, power)``: `values` (n_units, n_parts) with the parts of each group side by
        side, `weights` (n_parts,) or (n_units, n_parts) adding to 1 in each group where `weighted` is "mean",
        `starts` (n_groups,) the first part of each group; returns (n_units, n_groups). Rises with every value, where
        it is defined.
    neutral : float
        A value that, with weight 0, leaves the others' result as it is: what stands in for a part that is left out.
    weighted : {"no", "as written", "mean"}
        Whether parts carry weights, as written or divided by their sum.
    additive : bool
        Points add up: what is left of the parts is brought to the maximum of all.
    selects : bool
        The result is one of the values.
    positive : bool
        Defined for values of 0 or more only.
    powered : bool
        Takes a power.
    rational : bool
        Exact in fractions.
    inverse : bool
        By weights twice as large the result is half as large, where others with weights become twice as large.
    by_formula : bool
        The component says by a formula of its own how.
    alternative : bool
        Only the first part that applies counts.
    """

    apply: Callable[[Array, Array, Indices, Array], Array]
    neutral: float = 0
    weighted: str = "no"
    additive: bool = False
    selects: bool = False
    positive: bool = False
    powered: bool = False
    rational: bool = True
    inverse: bool = False
    by_formula: bool = False
    alternative: bool = False

    @property
    def between(self) -> bool:
        """The result lies between the least and the greatest of the values."""
        return self.selects or self.weighted == "mean"

    @property
    def linear(self) -> bool:
        """The result is a weighted sum of the values."""
        return self.additive or (self.weighted == "mean" and not self.positive)


def total(values: Array, weights: Array, starts: Indices, power: Array) -> Array:
    """Add the parts."""
    return grouped_sums(values, starts)


def weighted_total(values: Array, weights: Array, starts: Indices, power: Array) -> Array:
    """Add the parts times their weights; with weights adding to 1, their mean."""
    return weighted_sums(values, weights, starts)


def product(values: Array, weights: Array, starts: Indices, power: Array) -> Array:
    """Multiply the parts."""
    if is_fractional(values):
        size = values.shape[1] * pieces(bits_of(values.flat))
        charge(values.size * (OPERATION + size))
    return np.multiply.reduceat(values, starts, axis=1)


def lowest(values: Array, weights: Array, starts: Indices, power: Array) -> Array:
    """Take the lowest part."""
    with np.errstate(invalid="ignore"):  # marks of the walk set aside what nan gives
        return np.minimum.reduceat(values, starts, axis=1)


def highest(values: Array, weights: Array, starts: Indices, power: Array) -> Array:
    """Take the highest part."""
    with np.errstate(invalid="ignore"):  # marks of the walk set aside what nan gives
        return np.maximum.reduceat(values, starts, axis=1)


def first(values: Array, weights: Array, starts: Indices, power: Array) -> Array:
    """Take the first part that is not infinite: what is left out is."""
    places = np.where(np.asarray(values == np.inf, dtype=bool), values.shape[1], np.arange(values.shape[1]))
    firsts = np.minimum.reduceat(places, starts, axis=1)
    return np.take_along_axis(values, np.where(firsts == values.shape[1], starts, firsts), axis=1)


def stated(values: Array, weights: Array, starts: Indices, power: Array) -> Array:
    """Refuse: a formula is the component's own, and put in place of this by who knows it."""
    raise NotImplementedError("a component combines its parts by its own formula")


def geometric_mean(values: Array, weights: Array, starts: Indices, power: Array) -> Array:
    """Multiply the parts, each to the power of its weight."""
    return np.multiply.reduceat(_power(values, weights), starts, axis=1)


def harmonic_mean(values: Array, weights: Array, starts: Indices, power: Array) -> Array:
    """Divide 1 by the weighted mean of the reciprocals; 0 as soon as a part is 0, its limit."""
    zero = np.logical_or.reduceat((values == 0) & (weights != 0), starts, axis=1)
    divisors = one_where(values == 0, values)
    if is_fractional(values):
        reciprocals = weighted_sums(Fraction(1) / divisors, weights, starts)
    else:
        reciprocals = np.add.reduceat(weights / divisors, starts, axis=1)
    return np.where(zero, reciprocals * 0, 1 / one_where(reciprocals == 0, reciprocals))


def power_mean(values: Array, weights: Array, starts: Indices, power: Array) -> Array:
    """Take the root of the weighted mean of powers; below power 0 it is 0 as soon as a part is 0, its limit."""
    size = np.maximum.reduceat(values, starts, axis=1)
    size = one_where(size == 0, size)  # parts are taken by their ratio to the greatest, so that no power overflows
    counts = np.diff(np.append(starts, values.shape[1]))
    exponent = np.repeat(power, counts)
    zero = (values == 0) & (weights != 0) & (exponent < 0)
    ratio = one_where((values == 0) & (exponent < 0), values / np.repeat(size, counts, axis=1))
    means = size * _power(np.add.reduceat(weights * _power(ratio, exponent), starts, axis=1), 1 / power)
    return np.where(np.logical_or.reduceat(zero, starts, axis=1), means * 0, means)


def _power(base: Array, exponent: Array) -> Array:
    if base.dtype == object:  # Decimal has no 0 ** 0, which stands here for a part that counts for nothing
        known: dict[tuple[Any, Any], Any] = {}  # units that are equal take the same powers, of which each takes long

        def one(number: Any, to: Any) -> Any:
            if to == 0:
                return number * 0 + 1
            if (number, to) not in known:
                charge(ROOT)
                known[number, to] = raised(number, to) if isinstance(number, Fraction) else number**to
            return known[number, to]

        return np.asarray(np.frompyfunc(one, 2, 1)(base, exponent), dtype=object)
    return np.power(base, exponent)


COMBINATIONS: Mapping[str, Combination] = {
    "sum": Combination(total, additive=True),
    "weighted-sum": Combination(weighted_total, weighted="as written", additive=True),
    "weighted-mean": Combination(weighted_total, weighted="mean"),
    "geometric-mean": Combination(geometric_mean, 1, "mean", positive=True, rational=False),
    "harmonic-mean": Combination(harmonic_mean, 1, "mean", positive=True, inverse=True),
    "power-mean": Combination(power_mean, 1, "mean", positive=True, powered=True, rational=False),
    "min": Combination(lowest, np.inf, selects=True),
    "max": Combination(highest, -np.inf, selects=True),
    "product": Combination(product, 1, positive=True),
    "first": Combination(first, np.inf, selects=True, alternative=True),
    "formula": Combination(stated, 1, by_formula=True),
}


def together(
    combination: Combination, values: Sequence[Fraction], weights: Sequence[Fraction], power: Fraction
) -> Fraction:
    """Combine one group of exact figures, its weights as written; roots to 45 digits."""
    number = RATIONAL if combination.rational else DECIMAL
    shares_taken = shares_of(weights) if combination.weighted == "mean" else weights
    with number.context():
        row, shares = number.array(values)[None], number.array(shares_taken)
        result = combination.apply(row, shares, np.zeros(1, dtype=np.intp), number.array([power])).item()
        return result if combination.rational else kept(result)
