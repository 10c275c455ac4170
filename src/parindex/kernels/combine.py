"""Combining the parts of components: every group of siblings of one kind in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
import numpy as np
import numpy.typing as npt

from parindex.kernels.number import Array

Starts = npt.NDArray[np.intp]


@attrs.frozen
class Combination:
    """One way to combine.

    Attributes
    ----------
    apply : callable
        ``apply(values, weights, starts, power)``: `values` (n_units, n_parts) with the parts of each group side by
        side, `weights` (n_parts,) or (n_units, n_parts) adding to 1 in each group where `weighted` is "mean",
        `starts` (n_groups,) the first part of each group; returns (n_units, n_groups). Rises with every value.
    neutral : float
        A value that leaves the others' result as it is when its weight is 0: what stands in for a dropped part.
    weighted : {"no", "sum", "mean"}
        Whether parts carry weights, as written or divided by their sum.
    linear : bool
        The result is a weighted sum of the values.
    positive : bool
        Defined for values of 0 or more only.
    rational : bool
        Exact in fractions.
    """

    apply: Callable[[Array, Array, Starts, Array], Array]
    neutral: float = 0
    weighted: str = "no"
    linear: bool = False
    positive: bool = False
    rational: bool = True


def total(values: Array, weights: Array, starts: Starts, power: Array) -> Array:
    """Add the parts."""
    return np.add.reduceat(values, starts, axis=1)


def weighted_total(values: Array, weights: Array, starts: Starts, power: Array) -> Array:
    """Add the parts times their weights; with weights adding to 1, their mean."""
    return np.add.reduceat(values * weights, starts, axis=1)


def product(values: Array, weights: Array, starts: Starts, power: Array) -> Array:
    """Multiply the parts."""
    return np.multiply.reduceat(values, starts, axis=1)


def lowest(values: Array, weights: Array, starts: Starts, power: Array) -> Array:
    """Take the lowest part."""
    return np.minimum.reduceat(values, starts, axis=1)


def highest(values: Array, weights: Array, starts: Starts, power: Array) -> Array:
    """Take the highest part."""
    return np.maximum.reduceat(values, starts, axis=1)


def geometric_mean(values: Array, weights: Array, starts: Starts, power: Array) -> Array:
    """Multiply the parts, each to the power of its weight."""
    nothing = np.add.reduceat(values, starts, axis=1) * 0  # stays nan where a part is missing, even one of weight 0
    out: Array = np.multiply.reduceat(_power(values, weights), starts, axis=1) + nothing
    return out


def harmonic_mean(values: Array, weights: Array, starts: Starts, power: Array) -> Array:
    """Divide 1 by the weighted mean of the reciprocals; 0 as soon as a part is 0, its limit."""
    zero = (values == 0) & (weights != 0)
    reciprocals = np.add.reduceat(weights / np.where(values == 0, 1, values), starts, axis=1)
    nothing = np.add.reduceat(values, starts, axis=1) * 0  # stays nan where a part is missing
    return np.where(np.logical_or.reduceat(zero, starts, axis=1), nothing, 1 / reciprocals)


def power_mean(values: Array, weights: Array, starts: Starts, power: Array) -> Array:
    """Take the root of the weighted mean of powers; below power 0 it is 0 as soon as a part is 0, its limit."""
    exponent = np.repeat(power, np.diff(np.append(starts, values.shape[1])))
    zero = (values == 0) & (weights != 0) & (exponent < 0)
    safe = np.where((values == 0) & (exponent < 0), 1, values)
    means = _power(np.add.reduceat(weights * _power(safe, exponent), starts, axis=1), 1 / power)
    nothing = np.add.reduceat(values, starts, axis=1) * 0  # stays nan where a part is missing
    return np.where(np.logical_or.reduceat(zero, starts, axis=1), nothing, means)


def _power(base: Array, exponent: Array) -> Array:
    if base.dtype == object:  # Decimal has no 0 ** 0, which stands here for a part that counts for nothing
        return np.where(exponent == 0, base * 0 + 1, np.power(np.where(exponent == 0, base * 0 + 1, base), exponent))
    return np.power(base, exponent)


COMBINATIONS: Mapping[str, Combination] = {
    "sum": Combination(total, linear=True),
    "weighted-sum": Combination(weighted_total, weighted="sum", linear=True),
    "weighted-mean": Combination(weighted_total, weighted="mean", linear=True),
    "geometric-mean": Combination(geometric_mean, 1, "mean", positive=True, rational=False),
    "harmonic-mean": Combination(harmonic_mean, 1, "mean", positive=True),
    "power-mean": Combination(power_mean, 1, "mean", positive=True, rational=False),
    "min": Combination(lowest, np.inf),
    "max": Combination(highest, -np.inf),
    "product": Combination(product, 1, positive=True),
}
