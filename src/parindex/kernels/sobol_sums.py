"""Variance-based sensitivity: indices of first, total and second order from sums over the rows of a design.

A design draws all factors twice, which gives the outputs `a` and `b`. In `ab` of a factor, the first draw has that
factor from the second one; in `ba` it is the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import attrs
import numpy as np

from parindex.kernels.number import Floats, Indices

#: Sums of fourth powers below this have lost digits.
LEAST = 2.0**-800
#: What changes an output by less than this part of its size is rounding.
ROUNDING = 2.0**-43


def additive_indices(coefficients: Floats, variances: Floats) -> tuple[Floats, Floats]:
    """Return the indices (n_factors, n_outputs) of sums of independent factors, and the variances of the sums.

    First and total order are the same, and there is no second order. nan where nothing varies.

    Parameters
    ----------
    coefficients : array (n_factors, n_outputs)
        What a unit of each factor adds.
    variances : array (n_factors,)
        Of the factors.
    """
    parts = coefficients**2 * variances[:, None]
    whole = parts.sum(axis=0)
    return np.divide(parts, whole, out=np.full(parts.shape, np.nan), where=whole > 0), whole


@attrs.frozen(eq=False, repr=False)
class SobolEstimates:
    """Indices, with the ends of their intervals in a last axis of two, nan if not asked for."""

    mean: Floats  # (n_outputs,), as the variance
    variance: Floats
    first: Floats  # (n_factors, n_outputs), as total order
    first_interval: Floats
    total: Floats
    total_interval: Floats
    second: Floats  # (n_pairs, n_outputs)
    second_interval: Floats

    def picked(self, factors: list[int], outputs: Indices | slice) -> SobolEstimates:
        """Return those of some factors and outputs; pairs are as they were."""

        def some(name: str, values: Floats) -> Floats:
            if name in ("mean", "variance"):
                return values[outputs]
            return (values if name.startswith("second") else values[factors])[:, outputs]

        fields = attrs.asdict(self, recurse=False)
        return SobolEstimates(**{name: some(name, values) for name, values in fields.items()})


@attrs.define(eq=False, repr=False)
class SobolSums:
    """Sums over the rows of a design.

    Those of a factor or a pair have one moment, the sum, or for intervals three: also the sum of squares, and that of
    products with the spread of the row, which is (a² + b²) / 2.
    """

    centre: Floats  # (n_outputs,): what is taken off the outputs while they are added up
    pairs: Sequence[tuple[int, int]]  # of which second order is wanted, the first factor by its place
    level: Floats  # (n_outputs,): sums of a and b,
    spread: Floats  # of the spread,
    spread_square: Floats  # and of its square
    size: Floats  # (n_outputs,): the greatest distance of an output from 0
    first: Floats  # (n_moments, n_factors, n_outputs): of b (ab - a)
    total: Floats  # likewise of (ab - a)² / 2
    second: Floats  # (n_moments, n_pairs, n_outputs): of (ba - b) ab - b (ab - a), the former and the last of the first
    forth: Floats  # (n_factors, n_outputs): sums of ab - a
    back: Floats  # likewise of ba - b
    rows: int = 0

    @classmethod
    def empty(
        cls, centre: Floats, factors: int, pairs: Sequence[tuple[int, int]] = (), *, intervals: bool = False
    ) -> SobolSums:
        """Return sums of nothing yet."""
        moments, count = 3 if intervals else 1, centre.size
        each, of_pairs = (moments, factors, count), (moments, len(pairs), count)
        shapes = *[(count,)] * 4, each, each, of_pairs, each[1:], each[1:]
        level, spread, spread_square, size, first, total, second, forth, back = map(np.zeros, shapes)
        return cls(centre, pairs, level, spread, spread_square, size, first, total, second, forth, back)

    def add(self, a: Floats, b: Floats) -> AddedRows:
        """Add rows (n_rows, n_outputs), and return them for the factors to be added."""
        self.rows += len(a)
        for raw in (a, b):
            np.maximum(self.size, np.maximum(raw.max(axis=0), -raw.min(axis=0)), out=self.size)
        rows = AddedRows(self, a - self.centre, b - self.centre)
        self.level += (rows.a + rows.b).sum(axis=0)
        self.spread += rows.spread.sum(axis=0)
        self.spread_square += np.einsum("ij,ij->j", rows.spread, rows.spread)
        return rows

    def estimates(self, level: float | None = None, centre: Floats | None = None) -> SobolEstimates:
        """Return the indices, with intervals of a level if three moments were added up.

        Outputs are centred, which makes first order more accurate: by the mean of `a` and `b` unless `centre` is given.
        Their standard errors are of outputs less `self.centre`: nearly the same, if that is a mean of some rows.
        """
        mean = self.level / (2 * self.rows)
        shift = mean if centre is None else centre - self.centre
        variance = self.spread / self.rows - mean**2
        noise = (ROUNDING * self.size) ** 2
        scale = np.where(variance > noise, variance, np.nan) * self.rows  # nan passes on without a warning
        still = (2 * self.total[0] <= noise * self.rows) & (variance > noise)
        former = np.array([one for one, _ in self.pairs], dtype=np.intp)
        first = np.where(still, 0.0, (self.first[0] - shift * self.forth) / scale)
        total = np.where(still, 0.0, self.total[0] / scale)
        second = (self.second[0] - shift * (self.back - self.forth)[former]) / scale
        reach = 0.0 if level is None else -NormalDist().inv_cdf((1 - level) / 2)
        first_reach = np.where(still, 0.0, reach * self._errors(self.first, first, scale))
        total_reach = np.where(still, 0.0, reach * self._errors(self.total, total, scale))
        second_reach = reach * self._errors(self.second, second, scale)
        return SobolEstimates(
            self.centre + mean,
            np.where(variance > noise, variance, 0.0),
            *(first, beside(first, first_reach)),
            *(total, about(total, total_reach)),
            *(second, beside(second, second_reach)),
        )

    def _errors(self, moments: Floats, indices: Floats, scale: Floats) -> Floats:
        """Return the standard errors of indices by the delta method; nan with one moment, or beyond float64.

        A row moves an index by its part less index times spread, over `scale`.
        """
        if len(moments) == 1:
            return np.full(indices.shape, np.nan)
        parts, squares, products = moments
        moved = squares - indices * (2 * products - indices * self.spread_square)
        moved -= (parts - indices * self.spread) ** 2 / self.rows
        errors = np.sqrt(np.maximum(moved, 0) * (self.rows / (self.rows - 1))) / scale
        return np.where((self.spread_square > LEAST) & (self.spread_square < np.inf), errors, np.nan)


def beside(indices: Floats, reach: Floats) -> Floats:
    """Return the ends (..., 2) of intervals that reach as far below as above."""
    return np.stack([indices - reach, indices + reach], axis=-1)


def about(indices: Floats, reach: Floats) -> Floats:
    """Return the ends (..., 2) of intervals of indices that are never below 0: those of their logarithms.

    What few rows change is estimated too low more often than too high, and by more.
    """
    factor = np.exp(np.divide(reach, indices, out=np.zeros(indices.shape), where=indices != 0))
    return np.stack([indices / factor, indices * factor], axis=-1)


@attrs.frozen(eq=False, repr=False)
class AddedRows:
    """Rows that were added, centred, and what they are added to."""

    sums: SobolSums
    a: Floats
    b: Floats
    spread: Floats = attrs.field(init=False)

    @spread.default
    def _spread(self) -> Floats:
        return np.asarray((self.a**2 + self.b**2) / 2)

    def factor(self, at: int, ab: Floats) -> Floats:
        """Add one factor, by its place, and return b (ab - a)."""
        return self.change(at, ab - self.sums.centre - self.a)

    def change(self, at: int, change: Floats) -> Floats:
        """Add one factor, by its place and by how much it changes `a`, and return b times that."""
        self.sums.forth[at] += change.sum(axis=0)
        self._add(self.sums.total, at, change**2 / 2)
        return self._add(self.sums.first, at, self.b * change)

    def returned(self, at: int, ba: Floats) -> Floats:
        """Add the other exchange of one factor, and return by how much it changes `b`."""
        change = ba - self.sums.centre - self.b
        self.sums.back[at] += change.sum(axis=0)
        return np.asarray(change)

    def pair(self, at: int, change: Floats, alone: Floats, ab: Floats) -> None:
        """Add a pair, by its place: the change of `b` by the first factor, b (ab - a) of it, `ab` of the second one."""
        self._add(self.sums.second, at, change * (ab - self.sums.centre) - alone)

    def _add(self, moments: Floats, at: int, parts: Floats) -> Floats:
        moments[0, at] += parts.sum(axis=0)
        if len(moments) > 1:
            moments[1, at] += np.einsum("ij,ij->j", parts, parts)
            moments[2, at] += np.einsum("ij,ij->j", parts, self.spread)
        return parts
