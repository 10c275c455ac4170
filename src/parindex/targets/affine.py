"""Variables, sums of them, and the mixed-integer programme that they make."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.base import ExtraError, silence
from parindex.kernels import Floats, as_float

_STOPPED, _INFEASIBLE = 1, 2
#: By so much, relative to its size, a condition is eased: no plan is lost to floats, and each is scored again.
_EASE = 1e-9


@attrs.frozen
class Affine:
    """A sum of variables times coefficients, and a number; with what it is now, and at the best of everything."""

    terms: Mapping[int, Fraction]
    constant: Fraction
    now: Fraction
    best: Fraction

    @classmethod
    def fixed(cls, figure: Fraction) -> Affine:
        """Return a number."""
        return cls({}, figure, figure, figure)

    def times(self, factor: Fraction) -> Affine:
        """Return it so many times."""
        terms = {at: weight * factor for at, weight in self.terms.items()}
        return Affine(terms, self.constant * factor, self.now * factor, self.best * factor)

    def plus(self, other: Affine) -> Affine:
        """Return the sum of both."""
        terms = dict(self.terms)
        for at, weight in other.terms.items():
            terms[at] = terms.get(at, Fraction(0)) + weight
        return Affine(terms, self.constant + other.constant, self.now + other.now, self.best + other.best)

    def at(self, values: Floats) -> float:
        """Return what it is where variables have values."""
        return float(as_float(self.constant) + sum(as_float(weight) * values[at] for at, weight in self.terms.items()))


@attrs.frozen
class Solution:
    """What a programme gives: values of variables, and the least cost that is proved; no values where none exist.

    Where it was `stopped`, time was up, and on another computer values and bound may be others.
    """

    values: Floats | None
    bound: float
    stopped: bool = False


@attrs.define(eq=False, repr=False)
class Programme:
    """Variables with bounds and costs, and conditions `sum >= limit`."""

    low: list[float] = attrs.field(factory=list)
    high: list[float] = attrs.field(factory=list)
    whole: list[bool] = attrs.field(factory=list)
    cost: list[Fraction] = attrs.field(factory=list)
    rows: list[tuple[Mapping[int, Fraction], Fraction]] = attrs.field(factory=list)

    def variable(
        self, low: Fraction | float, high: Fraction | float, *, whole: bool = False, cost: Fraction = Fraction(0)
    ) -> int:
        """Add a variable; returns its place."""
        if whole:  # HiGHS 1.12 loses solutions where the bounds of a whole number are none themselves
            low, high = math.ceil(low), math.floor(high)
        self.low.append(as_float(low))
        self.high.append(as_float(high))
        self.whole.append(whole)
        self.cost.append(cost)
        return len(self.low) - 1

    def binary(self) -> int:
        """Add a variable that is 0 or 1."""
        return self.variable(0, 1, whole=True)

    def need(self, left: Affine, limit: Fraction = Fraction(0)) -> None:
        """Ask for a sum to be at least a limit."""
        self.rows.append((left.terms, limit - left.constant))

    def below(self, upper: Affine, now: Fraction, best: Fraction, *, decimals: int | None = None) -> Affine:
        """Return a variable that is no greater than a sum, perhaps whole steps of 10**-decimals."""
        if decimals is None:
            at, scale = self.variable(now, best), Fraction(1)
        else:
            scale = Fraction(10) ** decimals
            at = self.variable(now * scale, best * scale, whole=True)
        limited = Affine({at: 1 / scale}, Fraction(0), now, best)
        self.need(upper.plus(limited.times(Fraction(-1))))
        return limited

    def solve(self, seconds: float | None = None) -> Solution:
        """Minimise the cost."""
        optimize = _optimize()
        matrix, limit = self._matrix()
        unit = max((abs(cost) for cost in self.cost), default=Fraction(1)) or Fraction(1)
        options: dict[str, Any] = {"mip_rel_gap": 0.0} | ({} if seconds is None else {"time_limit": seconds})
        with silence():
            done = optimize.milp(
                np.array([as_float(cost / unit) for cost in self.cost]),
                integrality=np.array(self.whole, dtype=int),
                bounds=optimize.Bounds(np.array(self.low), np.array(self.high)),
                constraints=optimize.LinearConstraint(matrix, limit, np.inf) if self.rows else (),
                options=options,
            )
        if done.status == _INFEASIBLE:
            return Solution(None, math.inf)
        bounds = (done.get("mip_dual_bound"), done.fun, 0.0)
        bound = next(float(bound) for bound in bounds if bound is not None)
        return Solution(done.x, as_float(unit) * bound, stopped=done.status == _STOPPED)

    def _matrix(self) -> tuple[Any, Floats]:
        """Return conditions, each scaled to its greatest coefficient and eased a little."""
        from scipy.sparse import csr_array

        data: list[float] = []
        columns: list[int] = []
        starts, limits = [0], []
        for terms, limit in self.rows:
            size = max((abs(weight) for weight in terms.values()), default=Fraction(1)) or Fraction(1)
            data += [as_float(weight / size) for weight in terms.values()]
            columns += terms
            starts.append(len(data))
            edge = as_float(limit / size)
            limits.append(edge - _EASE * max(1.0, abs(edge)))
        shape = len(self.rows), len(self.low)
        return csr_array((np.array(data), np.array(columns), np.array(starts)), shape=shape), np.array(limits)


def _optimize() -> Any:
    """Return `scipy.optimize`."""
    try:
        from scipy import optimize
    except ImportError:
        raise ExtraError("target", "exact") from None
    return optimize


def total_of(parts: Iterable[Affine]) -> Affine:
    """Return the sum of several."""
    total = Affine.fixed(Fraction(0))
    for part in parts:
        total = total.plus(part)
    return total
