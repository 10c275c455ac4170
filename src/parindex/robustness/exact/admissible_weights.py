"""All weights that are admissible: a polyhedron of effective weights, at any depth of the tree."""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np

from parindex.kernels import Floats, after_dividing, before_dividing
from parindex.robustness.siblings import WeightColumns
from parindex.robustness.weight_model import WeightModel
from parindex.robustness.weight_perturbations import Perturbation, WeightLimits

#: A component with less than this part of the whole says nothing of the shares of its parts.
_NOTHING = 1e-12
#: Limits that leave no more room for a scale than this part of it pin it down.
_PINNED = 1e-9


@attrs.frozen(eq=False, repr=False)
class FreeParts:
    """What varies by itself in a group: each part, or together those that keep their proportions."""

    parts: Floats  # (n_free, n_parts): what each gives to the parts, adding to 1
    low: Floats  # (n_free,): the least it can be
    high: Floats  # (n_free,): the greatest
    after: bool  # the limits hold once all add to 1

    @classmethod
    def of(cls, limits: WeightLimits, shares: Floats) -> FreeParts:
        """Return what varies by itself."""
        parts = np.eye(shares.size)[~limits.tied]
        together = np.where(limits.tied, shares, 0.0)
        if together.any():
            parts = np.vstack([parts, together / together.sum()])
        counts = parts > 0
        low = np.divide(limits.low, parts, out=np.zeros(parts.shape), where=counts).max(axis=1)
        high = np.divide(limits.high, parts, out=np.full(parts.shape, np.inf), where=counts).min(axis=1)
        return cls(parts, low, np.minimum(high, 1.0) if limits.after else high, limits.after)

    @property
    def enough(self) -> float:
        """What weights before dividing need not add to less than: in proportion, one of them can be at its greatest."""
        return float(self.high[self.high > 0].min())

    def greatest(self, values: Floats) -> tuple[Floats, Floats]:
        """Return the greatest mean of each row of values (n_rows, n_parts), and weights that give it."""
        best = after_dividing if self.after else before_dividing
        means, weights = best(values @ self.parts.T, self.low, self.high)
        return means, weights @ self.parts

    def scale(self, values: Floats) -> float | None:
        """Return what limits are multiplied by to hold for what varies (n_free,); None where much may be so."""
        if self.after:
            return float(values.sum())
        least, most = self._factors(values)
        return 2 / (least + most) if most - least <= _PINNED * least else None

    def _factors(self, values: Floats) -> tuple[float, float]:
        """Return the least and the greatest by which what varies is multiplied to be within the limits."""
        counts = (values > _NOTHING) & (self.high > 0)
        return float((self.low[counts] / values[counts]).max()), float((self.high[counts] / values[counts]).min())

    def admits(self, shares: Floats, slack: float) -> bool:
        """Return whether shares (n_parts,) are within the limits, as far as rounding tells."""
        values = shares @ (self.parts > 0).T
        if np.abs(values @ self.parts - shares).max() > slack:
            return False
        if self.after:
            return bool((values >= self.low - slack).all() and (values <= self.high + slack).all())
        if (values[self.high == 0] > slack).any() or (self.low[values <= _NOTHING] > 0).any():
            return False
        least, most = self._factors(values)
        return least <= most * (1 + slack)

    def nearest(self, weights: Floats) -> Floats:
        """Return weights within the limits that are in proportion as these, but for rounding."""
        shares = weights @ (self.parts > 0).T / weights.sum()
        if self.after:
            shares = np.clip(shares, self.low, self.high)
            rest = 1 - shares.sum()
            room = self.high - shares if rest > 0 else shares - self.low
            return np.asarray((shares + rest * room / (room.sum() or 1.0)) @ self.parts)
        least, most = self._factors(shares)
        return np.asarray(np.clip(shares * ((least + most) / 2), self.low, self.high) @ self.parts)


@attrs.frozen(eq=False, repr=False)
class LinearConditions:
    """Linear conditions on effective weights, and on a scale of each group whose bounds hold before dividing.

    Where the bounds of the top hold before dividing, effective weights stand before it too: they add to at most
    `reach`, and only their proportions count. So most bounds are plain, which programmes are quickest with.
    """

    most: Floats  # (n_most, n_variables): rows that are not above their limit
    limit: Floats  # (n_most,)
    equal: Floats  # (n_equal, n_variables): rows that have just their value
    value: Floats  # (n_equal,)
    low: Floats  # (n_variables,): the least each variable can be
    high: Floats  # (n_variables,): the greatest

    @classmethod
    def of(cls, most: Floats, limit: Floats, equal: Floats, value: Floats) -> LinearConditions:
        """Return the system of rows, those of one variable as its bounds."""
        low, high = np.zeros(most.shape[1]), np.full(most.shape[1], np.inf)
        plain = np.count_nonzero(most, axis=1) == 1
        for row, most_of_it in zip(most[plain], limit[plain], strict=True):
            (at,) = np.flatnonzero(row)
            if row[at] > 0:
                high[at] = min(high[at], most_of_it / row[at])
            else:
                low[at] = max(low[at], most_of_it / row[at])
        needed = ~plain & ((most > 0).any(axis=1) | (limit < 0))
        return cls(most[needed], limit[needed], equal, value, low, high)

    def adding_to_one(self, of_whole: Floats) -> LinearConditions:
        """Return the same where variables of a row (n_variables,) add to 1, with what all are divided by as the last.

        That is the step of Charnes and Cooper from a quotient of linear forms to one of them.
        """
        each, above, below = np.eye(self.low.size), self.low > 0, np.isfinite(self.high)
        most = [
            np.column_stack([self.most, -self.limit]),
            np.column_stack([-each[above], self.low[above]]),
            np.column_stack([each[below], -self.high[below]]),
        ]
        equal = [np.column_stack([self.equal, -self.value]), np.append(of_whole, 0.0)]
        count = sum(map(len, most))
        value, low = np.append(np.zeros(self.value.size), 1.0), np.zeros(self.low.size + 1)
        return LinearConditions(
            np.vstack(most), np.zeros(count), np.vstack(equal), value, low, np.full(low.size, np.inf)
        )


@attrs.frozen(eq=False, repr=False)
class Polyhedron:
    """All admissible weights of a model whose totals are linear."""

    columns: WeightColumns  # the weights; effective ones are those of its ends
    free: tuple[FreeParts, ...]  # what varies in each group

    @classmethod
    def of(cls, model: WeightModel, weights: Perturbation) -> Polyhedron:
        """Return the weights that a perturbation admits."""
        free = (FreeParts.of(weights.limits(group), group.shares) for group in model.columns.groups)
        return cls(model.columns, tuple(free))

    def greatest(self, slopes: Floats) -> tuple[Floats, Floats]:
        """Return the greatest that slopes (n_rows, n_ends) times effective weights can be, and weights of siblings.

        A group's best mean does not depend on the weights above it, which are not negative: the deepest come first.
        """
        values, weights = (np.zeros((len(slopes), self.columns.shares.size)) for _ in range(2))
        values[:, self.columns.ends] = slopes
        means = np.zeros(len(slopes))
        for columns, above, free in self._upward():
            means, weights[:, columns] = free.greatest(values[:, columns])
            if above >= 0:
                values[:, above] = means
        return means, weights

    @property
    def reach(self) -> float:
        """What effective weights add to at most in the system."""
        return 1.0 if self.free[0].after else float(self.free[0].high.sum())

    def _upward(self) -> list[tuple[slice, int, FreeParts]]:
        return list(zip(self.columns.slices, self.columns.above, self.free, strict=True))[::-1]

    @cached_property
    def below(self) -> Floats:
        """Which ends lie below each column (n_weights, n_ends)."""
        ends = self.columns.ends
        below = np.zeros((self.columns.shares.size, ends.size))
        below[ends, np.arange(ends.size)] = 1.0
        for columns, above, _ in self._upward():
            if above >= 0:
                below[above] = below[columns].sum(axis=0)
        return below

    @cached_property
    def system(self) -> LinearConditions:
        """The same as a system of linear conditions, for programmes."""
        scales = [at for at, free in enumerate(self.free) if at and not free.after]
        ends = self.columns.ends.size
        width = ends + len(scales)
        most, limit, level = [], [], []
        for at, (columns, free) in enumerate(zip(self.columns.slices, self.free, strict=True)):
            rows = np.column_stack([self.below[columns], np.zeros((columns.stop - columns.start, len(scales)))])
            sums = (free.parts > 0).astype(np.float64) @ rows
            if at:  # limits are parts of what the group has of the whole
                whole = rows.sum(axis=0) if free.after else np.eye(width)[ends + scales.index(at)]
                most += [np.outer(free.low, whole) - sums, sums - np.outer(free.high, whole)]
                limit += [np.zeros(2 * free.low.size)]
            else:
                most += [-sums, sums]
                limit += [-free.low, free.high]
                if not free.after and free.low.sum() < free.enough:  # or no weights at all would be admissible
                    most.append(-sums.sum(axis=0, keepdims=True))
                    limit.append(np.array([-free.enough]))
            tied = (free.parts > 0).sum(axis=1) > 1
            for parts, together in zip(free.parts[tied], sums[tied], strict=True):
                level += [rows[part] - parts[part] * together for part in np.flatnonzero(parts)]
        value = np.zeros(len(level))
        if self.free[0].after:
            level.append(self.below[self.columns.slices[0]].sum(axis=0) @ np.eye(ends, width))
            value = np.append(value, 1.0)
        equal = np.array(level, dtype=np.float64).reshape(-1, width)
        return LinearConditions.of(np.vstack(most), np.concatenate(limit), equal, value)

    @cached_property
    def proportions(self) -> LinearConditions:
        """The system for effective weights that add to 1; where they do not yet, what divides them is a variable more.

        What is in the way of a condition is then told by how much of the whole, whatever the weights add to.
        """
        if self.free[0].after:
            return self.system
        of_whole = np.zeros(self.system.low.size)
        of_whole[: self.columns.ends.size] = 1.0
        return self.system.adding_to_one(of_whole)

    def weights(self, effective: Floats) -> Floats:
        """Return admissible weights of siblings (n_weights,) that give effective weights, but for rounding."""
        whole = self.below @ effective
        weights: Floats
        _, (weights,) = self.greatest(np.zeros((1, effective.size)))
        for columns, free in zip(self.columns.slices, self.free, strict=True):
            if whole[columns].sum() > _NOTHING:
                weights[columns] = free.nearest(whole[columns])
        return weights
