"""What counts against and for each unit at least, over all admissible weights, as far as time allows."""

from __future__ import annotations

from concurrent.futures import Executor
from time import perf_counter

import attrs
import numpy as np

from parindex.base import Progress
from parindex.kernels import Floats, Indices
from parindex.robustness.exact.admissible_weights import Polyhedron
from parindex.robustness.exact.rank_programmes import CostlyConditions, LeastCost, least_cost
from parindex.robustness.exact.shared_time import SharedTime
from parindex.robustness.shared_work import in_order

#: So many units make one task of an executor, and are worked off between two reports of progress.
TASK = 4
#: The greatest lead of a unit over each other one, and the least that counts against it, and for it.
SettledUnit = tuple[Floats, LeastCost, LeastCost]


@attrs.frozen(eq=False, repr=False)
class OpenEnd:
    """The best (0) or the worst rank (1) of a unit that is not yet proved."""

    unit: int
    end: int
    known: LeastCost
    seconds: float = 0.0  # that it may take


@attrs.frozen(eq=False, repr=False)
class RangeWork:
    """What a task needs to know."""

    polyhedron: Polyhedron  # the admissible weights
    cells: Floats  # (n_ranked, n_ends): what each end gives a total for a weight of 1
    blocks: tuple[Indices, ...]  # the units that are ranked together
    counts: tuple[float, float]  # what a unit counts that is above, and one that is not below
    level: float  # totals that differ by less are level
    tried: Floats  # (n_tried, n_weights): weights to begin with

    def settle(self, units: list[int]) -> list[SettledUnit]:
        """Return for some units the greatest lead of each over all others, and what counts against and for it."""
        return [self._unit(unit, None) for unit in units]

    def begin(self, units: list[int]) -> list[SettledUnit]:
        """Return the same as far as it is known without any programme."""
        return [self._unit(unit, 0.0) for unit in units]

    def pursue(self, open_: OpenEnd) -> tuple[LeastCost, float]:
        """Return what more time makes of an end, and the seconds that it took."""
        began, known = perf_counter(), open_.known
        pairs = _Pairs.of(self, open_.unit)
        conditions = pairs.conditions(open_.end, self)
        best = least_cost(self.polyhedron, conditions, known.weights[None], bound=known.bound, seconds=open_.seconds)
        return best, perf_counter() - began

    def _unit(self, unit: int, seconds: float | None) -> SettledUnit:
        pairs = _Pairs.of(self, unit)
        lead = np.full(len(self.cells), np.nan)
        lead[pairs.others] = pairs.least
        best, worst = (
            least_cost(self.polyhedron, pairs.conditions(end, self), np.vstack([self.tried, near]), seconds=seconds)
            for end, near in enumerate((pairs.lifting, pairs.sinking))
        )
        return lead, best, worst


@attrs.frozen(eq=False, repr=False)
class _Pairs:
    """A unit beside each other one."""

    others: Indices  # (n_others,)
    behind: Floats  # (n_others, n_ends): by how much it is behind them
    least: Floats  # (n_others,): its greatest lead
    lifting: Floats  # (n_others, n_weights): weights that give it
    most: Floats  # (n_others,): the greatest of others over it
    sinking: Floats

    @classmethod
    def of(cls, work: RangeWork, unit: int) -> _Pairs:
        block = next(block for block in work.blocks if unit in block)
        others = block[block != unit]
        behind = work.cells[others] - work.cells[unit]
        return cls(others, behind, *work.polyhedron.greatest(-behind), *work.polyhedron.greatest(behind))

    def conditions(self, end: int, work: RangeWork) -> CostlyConditions:
        """Return what counts against a unit in its best rank where it is above, and where it is not below.

        For the worst rank, what counts for it.
        """
        ends = (self.behind, -self.least, self.most), (-self.behind, -self.most, self.least)
        slopes, low, high = ends[end]
        counts = work.counts[::-1] if end else work.counts
        limits = [(limit, cost) for limit, cost in zip((0.0, -2 * work.level), counts, strict=True) if cost]
        return CostlyConditions(
            np.vstack([slopes] * len(limits)),
            np.tile(low, len(limits)),
            np.tile(high, len(limits)),
            np.repeat([limit for limit, _ in limits], len(slopes)),
            np.repeat([cost for _, cost in limits], len(slopes)),
            work.level / 2,  # what is level and what is below stay apart, however solvers round
        )


def settled_units(
    work: RangeWork, time: SharedTime | None, executor: Executor | None, watcher: Progress | None
) -> list[SettledUnit]:
    """Return the greatest leads of each unit, and what counts against and for it, as far as time allows."""
    count = len(work.cells)
    tasks = [list(range(first, min(first + TASK, count))) for first in range(0, count, TASK)]
    settled: list[SettledUnit] = []
    with in_order(work.settle if time is None else work.begin, tasks, executor) as results:
        for some in results:
            settled += some
            if watcher is not None and time is None:
                watcher(len(settled), count)
    return settled if time is None else _pursued(settled, work, time, executor, watcher)


def _pursued(
    settled: list[SettledUnit], work: RangeWork, time: SharedTime, executor: Executor | None, watcher: Progress | None
) -> list[SettledUnit]:
    """Return what more is settled in the time left, by rounds of all that is open."""
    time.start()
    work = attrs.evolve(work, tried=work.tried[:0])  # the best of them are known
    while open_ := _open_ends(settled):
        if watcher is not None:
            watcher(len(settled) - len({end.unit for end in open_}), len(settled))
        if not time.round(len(open_)):
            break
        settled = _round(settled, work, open_, time, executor)
    if watcher is not None:
        watcher(len(settled), len(settled))
    return settled


def _open_ends(settled: list[SettledUnit]) -> list[OpenEnd]:
    """Return what is not proved, first what least is left of."""
    ends = [OpenEnd(unit, end, known) for unit, (_, *both) in enumerate(settled) for end, known in enumerate(both)]
    return sorted((end for end in ends if not end.known.proved), key=lambda end: end.known.cost - end.known.bound)


def _round(
    settled: list[SettledUnit], work: RangeWork, open_: list[OpenEnd], time: SharedTime, executor: Executor | None
) -> list[SettledUnit]:
    """Return what is settled once each that is open has had its time; where work takes longer, the rest has less."""
    began, busy = perf_counter(), list[float]()
    settled, left = settled.copy(), range(len(open_), 0, -1)
    tasks = (attrs.evolve(end, seconds=time.share(count)) for end, count in zip(open_, left, strict=True))
    with in_order(work.pursue, tasks, executor) as results:
        for end, (known, seconds) in zip(open_, results, strict=False):
            lead, best, worst = settled[end.unit]
            settled[end.unit] = (lead, best, known) if end.end else (lead, known, worst)
            busy.append(seconds)
            if time.over:
                break
    time.seen(busy, perf_counter() - began)
    return settled
