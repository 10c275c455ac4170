"""Variance-based sensitivity: indices of first, total and second order from sums over the rows of a design.

A design draws all factors twice, which gives the outputs `a` and `b`. In `ab` of a factor, the first draw has that
factor from the second one; in `ba` it is the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np

from parindex.kernels.number import Floats, Indices, Integers

#: So many indices are worked out at once.
CELLS = 2**17
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
    """Indices, with the ends of their intervals in a last axis of two, nan without resamples."""

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
    """Sums over the rows of a design, each row counted once and, for intervals, as often as each resample has it."""

    centre: Floats  # (n_outputs,): what is taken off the outputs while they are added up
    pairs: Sequence[tuple[int, int]]  # of which second order is wanted, the first factor by its place
    levels: Floats  # (n_weightings, n_outputs): sums of a and b,
    squares: Floats  # and of their squares
    size: Floats  # (n_outputs,): the greatest distance of an output from 0
    first: Floats  # (n_weightings, n_factors, n_outputs): sums of b (ab - a)
    total: Floats  # likewise of (ab - a)²
    second: Floats  # (n_weightings, n_pairs, n_outputs): sums of (ba - b) ab, of the first and the latter of a pair
    forth: Floats  # (n_factors, n_outputs): sums of ab - a
    back: Floats  # likewise of ba - b
    rows: int = 0

    @classmethod
    def empty(cls, centre: Floats, weightings: int, factors: int, pairs: Sequence[tuple[int, int]] = ()) -> SobolSums:
        """Return sums of nothing yet."""
        whole, each = (weightings, centre.size), (weightings, factors, centre.size)
        shapes = whole, whole, (centre.size,), each, each, (weightings, len(pairs), centre.size), each[1:], each[1:]
        levels, squares, size, first, total, second, forth, back = map(np.zeros, shapes)
        return cls(centre, pairs, levels, squares, size, first, total, second, forth, back)

    def add(self, weightings: Floats, a: Floats, b: Floats) -> AddedRows:
        """Add rows (n_rows, n_outputs), and return them for the factors to be added.

        `weightings` (n_weightings, n_rows) says how often each row counts; the first time it is once.
        """
        self.rows += len(a)
        rows = AddedRows(self, weightings, a - self.centre, b - self.centre)
        for raw, centred in ((a, rows.a), (b, rows.b)):
            np.maximum(self.size, np.maximum(raw.max(axis=0), -raw.min(axis=0)), out=self.size)
            self.levels += weightings @ centred
            self.squares += weightings @ centred**2
        return rows

    def estimates(self, level: float, centre: Floats | None = None) -> SobolEstimates:
        """Return the indices, with intervals that hold a share `level` of the resamples.

        Outputs are centred, which makes first order more accurate: by the mean of `a` and `b` unless `centre` is given.
        Resamples are centred by the same, so far as it is not `self.centre` by the changes of all rows: a small part,
        if the latter is a mean as well.
        """
        mean = self.levels[0] / (2 * self.rows)
        shift = mean if centre is None else centre - self.centre
        variance = self.squares / (2 * self.rows) - (self.levels / (2 * self.rows)) ** 2
        noise = (ROUNDING * self.size) ** 2
        scale = np.where(variance > noise, variance, np.nan)[:, None] * self.rows  # nan passes on without a warning
        still = (self.total[0] <= noise * self.rows) & (variance[0] > noise)
        firsts = np.array([first for first, _ in self.pairs], dtype=np.intp)

        def first_of(at: Indices) -> Floats:
            return np.where(still[at], 0.0, (self.first[:, at] - shift * self.forth[at]) / scale)

        def total_of(at: Indices) -> Floats:
            return np.where(still[at], 0.0, self.total[:, at] / 2 / scale)

        def second_of(at: Indices) -> Floats:
            both = (self.second[:, at] - shift * self.back[firsts[at]]) / scale
            return np.asarray(both - first_of(firsts[at]))

        factors, pairs = len(self.forth), len(self.pairs)
        orders = ((first_of, factors), (total_of, factors), (second_of, pairs))
        figures = [table for order, count in orders for table in self._with_intervals(order, count, level)]
        return SobolEstimates(self.centre + mean, np.where(variance[0] > noise, variance[0], 0.0), *figures)

    def _with_intervals(self, order: Callable[[Indices], Floats], count: int, level: float) -> tuple[Floats, Floats]:
        """Return indices and their intervals; some places after others, since resamples are many."""
        values, ends = np.empty((count, self.size.size)), np.empty((count, self.size.size, 2))
        some = 1 + CELLS // self.levels.size
        for start in range(0, count, some):
            at = np.arange(start, min(start + some, count))
            indices = order(at)
            values[at], ends[at] = indices[0], interval(indices[1:], level)
        return values, ends


@attrs.frozen(eq=False, repr=False)
class AddedRows:
    """Rows that were added, centred, and what they are added to."""

    sums: SobolSums
    weightings: Floats
    a: Floats
    b: Floats

    def factor(self, at: int, ab: Floats) -> None:
        """Add one factor, by its place."""
        change = ab - self.sums.centre
        change -= self.a
        self.sums.first[:, at] += self.weightings @ (self.b * change)
        self.sums.total[:, at] += self.weightings @ change**2
        self.sums.forth[at] += change.sum(axis=0)

    def returned(self, at: int, ba: Floats) -> Floats:
        """Add the other exchange of one factor, and return by how much it changes `b`."""
        change = ba - self.sums.centre - self.b
        self.sums.back[at] += change.sum(axis=0)
        return np.asarray(change)

    def pair(self, at: int, change: Floats, ab: Floats) -> None:
        """Add a pair, by its place: the change of `b` by the first factor, and `ab` of the second one."""
        self.sums.second[:, at] += self.weightings @ (change * (ab - self.sums.centre))


def interval(resampled: Floats, level: float) -> Floats:
    """Return the ends (..., 2) between which a share `level` of the resamples (n_resamples, ...) lies.

    Resamples that are nan, since their rows do not differ, are passed over.
    """
    if not resampled.size:
        return np.full((*resampled.shape[1:], 2), np.nan)
    ends = (1 - level) / 2, (1 + level) / 2
    flat = resampled.reshape(len(resampled), -1)
    quantiles = np.full((2, flat.shape[1]), np.nan)
    whole = ~np.isnan(flat).any(axis=0)
    quantiles[:, whole] = np.quantile(flat[:, whole], ends, axis=0)
    for column in np.flatnonzero(~whole):
        differing = flat[~np.isnan(flat[:, column]), column]
        if differing.size:
            quantiles[:, column] = np.quantile(differing, ends)
    return np.moveaxis(quantiles.reshape(2, *resampled.shape[1:]), 0, -1)


def resampled_rows(rng: np.random.Generator, sizes: Integers, rows: int) -> Floats:
    """Return how often each of some rows is drawn, if a resample draws so many of them (n_resamples, n_rows)."""
    cells = np.repeat(np.arange(sizes.size) * rows, sizes)
    cells += rng.integers(0, rows, cells.size)
    return np.bincount(cells, minlength=sizes.size * rows).reshape(sizes.size, rows).astype(np.float64)
