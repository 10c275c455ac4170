"""Indices from the rows of a design: some factors a task, every task over all rows, so that none has to be added up."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Literal

import attrs
import numpy as np

from parindex.base import Progress, check_word, say
from parindex.kernels import SobolEstimates, SobolSums
from parindex.robustness.matrix_threads import one_thread
from parindex.robustness.random_streams import seed_of
from parindex.robustness.shared_work import in_order
from parindex.robustness.variance_based.designs import Design

IndexOrder = Literal["first-total", "second"]
ORDERS: tuple[IndexOrder, ...] = ("first-total", "second")
#: More draws take hours, more indices of pairs gigabytes.
MOST_DRAWS, MOST_FIGURES = 10**9, 10**8
#: A task holds so many numbers at most, unless those of one factor are more.
CELLS = 2_000_000
#: An executor is given at least so many tasks, where there are as many factors.
TASKS = 8


@attrs.frozen
class SobolOptions:
    """How much is to be drawn, and what is wanted of it."""

    n: int  # how many rows are drawn
    seed: int
    order: IndexOrder  # whether indices of pairs are wanted
    intervals: float | None  # how often an interval is to hold the index; None for no intervals

    @classmethod
    def of(cls, n: int, rng: int | np.random.Generator, order: IndexOrder, intervals: float | None) -> SobolOptions:
        """Check what is asked for; raises `ValueError`."""
        n = operator.index(n)
        if n <= 1:
            raise ValueError(say("n is {n}, and at least two rows are needed", n=n))
        check_word("order", order, ORDERS)
        if intervals is not None and not 0 < intervals < 1:
            raise ValueError(say("intervals is {intervals}, and no level between 0 and 1", intervals=intervals))
        return cls(n, seed_of(rng), order, intervals)

    def refuse(self, factors: int, outputs: int) -> None:
        """Raise `ValueError` for more draws, or more figures, than anybody can wait for or hold."""
        draws = self.n * (2 * factors + 2 if self.order == "second" else factors + 2)
        if draws > MOST_DRAWS:
            raise ValueError(
                say(
                    "{draws:,} draws are too many, at most {most:,}: lower n, or group the factors",
                    draws=draws,
                    most=MOST_DRAWS,
                )
            )
        if self.order == "second" and (figures := factors**2 * outputs) > MOST_FIGURES:
            raise ValueError(
                say(
                    "{figures:,} indices of pairs are too many, at most {most:,}: group the factors",
                    figures=figures,
                    most=MOST_FIGURES,
                )
            )


@attrs.frozen(eq=False, repr=False)
class DesignSimulation:
    """The rows of a design, how many factors it has, and what is wanted of them."""

    design: Design
    factors: int
    options: SobolOptions

    def pairs(self, factors: range) -> list[tuple[int, int]]:
        """Return the pairs of factors with later ones, the former by their places."""
        if self.options.order != "second":
            return []
        return [(at, later) for at, factor in enumerate(factors) for later in range(factor + 1, self.factors)]

    def parts(self, *, shared: bool) -> Iterator[range]:
        """Yield the factors of each task."""
        most = -(-self.factors // TASKS) if shared else self.factors
        start, cells = 0, 0
        for factor in range(self.factors):
            moments = 1 if self.options.intervals is None else 3
            more = moments * self.design.outputs * (2 + len(self.pairs(range(factor, factor + 1))))
            more += 2 * self.design.block * self.design.outputs * (self.options.order == "second")
            if factor > start and (cells + more > CELLS or factor - start == most):
                yield range(start, factor)
                start, cells = factor, 0
            cells += more
        yield range(start, self.factors)

    def estimates(self, factors: range, progress: Progress | None = None) -> SobolEstimates:
        """Return the indices of some factors, and of their pairs with later ones."""
        pairs = self.pairs(factors)
        earlier: dict[int, list[tuple[int, int]]] = {}
        for place, (at, later) in enumerate(pairs):
            earlier.setdefault(later, []).append((place, at))
        sums: SobolSums | None = None
        with one_thread, np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for rng, size in self.design.streams(self.options.n, self.options.seed):
                rows = self.design.rows(rng, size)
                if sums is None:
                    centre = (rows.a.mean(axis=0) + rows.b.mean(axis=0)) / 2
                    asked = self.options.intervals is not None
                    sums = SobolSums.empty(centre, len(factors), pairs, intervals=asked)
                added = sums.add(rows.a, rows.b)
                alone, changes = [], []
                for at, factor in enumerate(factors):
                    parts = added.factor(at, rows.ab(factor))
                    if pairs:
                        alone.append(parts)
                        changes.append(added.returned(at, rows.ba(factor)))
                for later, places in earlier.items():
                    ab = rows.ab(later)
                    for place, at in places:
                        added.pair(place, changes[at], alone[at], ab)
                if progress is not None:
                    progress(sums.rows * len(factors), self.options.n * self.factors)
            if sums is None or not (np.isfinite(sums.spread).all() and np.isfinite(sums.total[0]).all()):
                raise ValueError(say("a draw gives an output that is not finite"))
            return sums.estimates(self.options.intervals)

    def run(self, executor: Executor | None, progress: Progress | None) -> SobolEstimates:
        """Return the indices of all factors and pairs; the same whoever does the work."""
        parts = list(self.parts(shared=executor is not None))

        def here(part: range) -> SobolEstimates:
            return self.estimates(part, None if progress is None else _after(self.options.n * part.start, progress))

        estimates = []
        work = here if executor is None else self.estimates
        with one_thread, in_order(work, parts, executor) as results:  # threads of this process as well
            for part, of_part in zip(parts, results, strict=True):
                estimates.append(of_part)
                if executor is not None and progress is not None:
                    progress(self.options.n * part.stop, self.options.n * self.factors)
        names = [field.name for field in attrs.fields(SobolEstimates) if field.name not in ("mean", "variance")]
        joined = (np.concatenate([getattr(of_part, name) for of_part in estimates]) for name in names)
        return SobolEstimates(estimates[0].mean, estimates[0].variance, *joined)


def _after(before: int, progress: Progress) -> Progress:
    """Return a progress of one part that reports that of all."""
    return lambda done, total: progress(before + done, total)
