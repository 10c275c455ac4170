"""The least number of units that can be above another at once, by mixed-integer programmes."""

from __future__ import annotations

import math
import re
import warnings
from time import perf_counter
from typing import Any

import attrs
import numpy as np

from parindex.base import ExtraError, silence
from parindex.kernels import Floats, Indices, Mask
from parindex.robustness.exact.admissible_weights import Polyhedron

#: Patterns that a programme takes for possible and that prove not to be, before it is given up.
MOST_CUTS = 200
_OPTIMAL, _STOPPED = 0, 1
#: The bound of a programme that was stopped is rounded up to the next cost if it is above the last by more than this.
_MORE = 0.01
#: The least tolerance that the solver of linear programmes takes.
_CLOSE = 1e-10
#: Conditions that are met by less than this part of what they can be are met by more where that is possible.
_HARDLY = 1e-6
#: A programme is first posed with all conditions that the best weights known do not meet, and this part of the others.
_POSED = 1 / 3
#: What costs most of the time of HiGHS here and gains nothing: it looks for good solutions by programmes within
#: programmes, before it proves that none is better.
_WITHOUT = {
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
#: The first release of scipy whose HiGHS knows all of these.
_KNOWN_FROM = (1, 17)
#: What scipy says when it hands them on.
_SAID = "Unrecognized options detected"


def solver() -> Any:
    """Return `scipy.optimize`."""
    try:
        from scipy import optimize
    except ImportError:
        raise ExtraError("rank_range", "exact") from None
    return optimize


def _options(seconds: float, *, presolve: bool) -> dict[str, Any]:
    """Return the options of a programme, and see that scipy does not warn here that it hands them on."""
    from scipy import __version__ as release

    options = {"mip_rel_gap": 0.0, "presolve": presolve} | ({"time_limit": seconds} if seconds < math.inf else {})
    if tuple(map(int, release.split(".")[:2])) < _KNOWN_FROM:
        return options
    heard = ("ignore", re.compile(_SAID, re.IGNORECASE), RuntimeWarning, re.compile(__name__), 0)
    if heard not in warnings.filters:
        warnings.filterwarnings("ignore", _SAID, RuntimeWarning, __name__)
    return options | _WITHOUT


@attrs.frozen(eq=False, repr=False)
class CostlyConditions:
    """Linear functions of effective weights, each of which costs something where it is above its limit."""

    slopes: Floats  # (n_conditions, n_ends): the functions
    low: Floats  # (n_conditions,): the least each can be
    high: Floats  # (n_conditions,): the greatest
    limit: Floats  # (n_conditions,): to cost nothing, it has to be brought to this or below
    cost: Floats  # (n_conditions,): what it costs otherwise
    slack: float  # so far above the limit it still costs nothing

    def costs(self, effective: Floats) -> Floats:
        """Return what weights (n_draws, n_ends) cost."""
        return np.asarray((effective @ self.slopes.T > self.limit + self.slack) @ self.cost)

    def some(self, which: Mask) -> CostlyConditions:
        """Return some of them."""
        return CostlyConditions(
            self.slopes[which], self.low[which], self.high[which], self.limit[which], self.cost[which], self.slack
        )


@attrs.frozen(eq=False, repr=False)
class LeastCost:
    """The least cost known, weights of siblings that have it, and what no weights cost less than."""

    cost: float
    weights: Floats
    bound: float

    @property
    def proved(self) -> bool:
        """Whether no weights cost less."""
        return self.bound >= self.cost


def least_cost(
    polyhedron: Polyhedron,
    conditions: CostlyConditions,
    candidates: Floats,
    *,
    bound: float = 0.0,
    seconds: float | None = None,
) -> LeastCost:
    """Return the least cost of admissible weights, or the least that some seconds find.

    Candidates (n_candidates, n_weights) are weights to begin with, and the bound is what none cost less than.
    """
    edge = conditions.limit + conditions.slack
    always, never = conditions.low > edge, conditions.high <= edge
    base = float(conditions.cost[always].sum())
    open_ = conditions.some(~(always | never))
    costs = open_.costs(polyhedron.columns.effective(candidates))
    at = int(np.argmin(costs))
    best = LeastCost(float(costs[at]), candidates[at], max(bound - base, 0.0))
    programme = _RankProgramme.of(polyhedron, open_)
    best = best if best.proved else programme.improve(best, math.inf if seconds is None else perf_counter() + seconds)
    best = programme.steady(best) if best.proved or seconds else best
    return attrs.evolve(best, cost=best.cost + base, bound=best.bound + base)


@attrs.frozen(eq=False, repr=False)
class _RankProgramme:
    """Conditions over a polyhedron, scaled to at most 1."""

    polyhedron: Polyhedron
    conditions: CostlyConditions
    slopes: Floats
    limit: Floats
    switch: Floats
    size: Floats

    @classmethod
    def of(cls, polyhedron: Polyhedron, conditions: CostlyConditions) -> _RankProgramme:
        size = np.maximum(np.abs(conditions.low), np.abs(conditions.high))
        slopes = np.zeros((size.size, polyhedron.system.low.size))
        slopes[:, : polyhedron.columns.ends.size] = conditions.slopes / size[:, None]
        limit = conditions.limit * polyhedron.reach
        switch = (np.maximum(conditions.high, 0) * polyhedron.reach - limit) / size
        return cls(polyhedron, conditions, slopes, limit / size, switch, size)

    def improve(self, best: LeastCost, until: float) -> LeastCost:
        """Return the best there is, given weights that are known: each round finds better ones or proves none are.

        Few conditions are ever in the way of others. Those that are hardest to meet are posed; the least cost of these
        is a bound, and what all have where the weights that give it meet the rest. Where not, all are posed. What is
        not found `until` then is left.
        """
        cuts: list[Indices] = []
        hardest, unmet = self._hardest(), self._unmet(best.weights)
        some = unmet.size + math.ceil(_POSED * (hardest.size - unmet.size))
        posed = np.union1d(unmet, hardest[:some])
        while len(cuts) < MOST_CUTS and not best.proved and (seconds := until - perf_counter()) > 0:
            done = self._solve(posed, cuts, seconds)
            best = attrs.evolve(best, bound=min(max(best.bound, self._bound(done)), best.cost))
            if done.status != _OPTIMAL:
                return best if done.x is None else self._better(best, self._scored(done.x))
            if not best.proved:
                unmet = posed[np.rint(done.x[-posed.size :]) > 0]
                confirmed, guilty = self._confirm(done.x, np.setdiff1d(hardest, unmet))
                best = self._better(best, confirmed)
                cuts.append(guilty)
                posed = np.arange(hardest.size)
        return best

    def _bound(self, done: Any) -> float:
        """Return what no weights cost less than, by a programme that has ended or was stopped.

        Costs are whole steps; of one that was stopped a little less than the next is not rounded up to it.
        """
        step = float(self.conditions.cost.min())
        if done.status == _OPTIMAL:
            return step * float(np.rint(done.fun / step))
        known = done.mip_dual_bound if done.status == _STOPPED else None
        return 0.0 if known is None or not math.isfinite(known) else step * math.ceil(known / step - _MORE)

    @staticmethod
    def _better(best: LeastCost, other: LeastCost) -> LeastCost:
        """Return the weights that cost less, with what is proved of either."""
        cheaper = min(best, other, key=lambda known: known.cost)
        return attrs.evolve(cheaper, bound=min(max(best.bound, other.bound), cheaper.cost))

    def _hardest(self) -> Indices:
        """Return all conditions, first those that are not met over most of what they can be."""
        span = self.conditions.high - self.conditions.low
        return np.argsort((self.conditions.limit - self.conditions.high) / span, stable=True)

    def _unmet(self, weights: Floats) -> Indices:
        """Return the conditions that weights do not meet."""
        (at,) = self.polyhedron.columns.effective(weights[None])
        return np.flatnonzero(self.conditions.slopes @ at > self.conditions.limit + self.conditions.slack)

    def _solve(self, posed: Indices, cuts: list[Indices], seconds: float) -> Any:
        """Minimise the cost of some conditions where of each cut at least one is not met."""
        from scipy.sparse import csc_array

        optimize, system = solver(), self.polyhedron.system
        count, width = posed.size, self.slopes.shape[1]
        chosen = np.zeros((len(cuts), count))
        for row, cut in zip(chosen, cuts, strict=True):
            row[np.isin(posed, cut)] = 1.0
        rows: list[tuple[Floats, Floats, Floats | float, Floats]] = [
            (system.most, np.zeros((system.limit.size, count)), -np.inf, system.limit),
            (self.slopes[posed], -np.diag(self.switch[posed]), -np.inf, self.limit[posed]),
            (system.equal, np.zeros((system.value.size, count)), system.value, system.value),
            (np.zeros((len(cuts), width)), chosen, 1.0, np.full(len(cuts), np.inf)),
        ]
        # of dense rows scipy makes errors of all warnings for a moment, in all threads
        matrix = csc_array(np.vstack([np.column_stack([weights, switches]) for weights, switches, *_ in rows]))
        low = np.concatenate([np.broadcast_to(least, high.shape) for *_, least, high in rows])
        with silence():
            return optimize.milp(
                np.r_[np.zeros(width), self.conditions.cost[posed]],
                integrality=np.r_[np.zeros(width), np.ones(count)],
                bounds=optimize.Bounds(np.r_[system.low, np.zeros(count)], np.r_[system.high, np.ones(count)]),
                constraints=optimize.LinearConstraint(matrix, low, np.concatenate([high for *_, high in rows])),
                options=_options(seconds, presolve=system.limit.size > 0),  # it gains where groups have scales
            )

    def _confirm(self, solution: Floats, met: Indices) -> tuple[LeastCost, Indices]:
        """Return weights that meet some conditions, and which of these cannot be met together where they do not.

        A programme allows for a small error; the weights that meet the conditions by most do not.
        """
        scored = self._scored(solution)
        if scored.cost <= float(np.delete(self.conditions.cost, met).sum()):
            return scored, met
        repaired, guilty = self._by_most(met)
        return (repaired if repaired.cost < scored.cost else scored), guilty if guilty.size else met

    def steady(self, best: LeastCost) -> LeastCost:
        """Return weights that meet the same conditions by as much as can be, where these hardly do."""
        (at,) = self.polyhedron.columns.effective(best.weights[None])
        room = self.limit - self.slopes[:, : at.size] @ at
        met = np.flatnonzero(room * self.size >= -self.conditions.slack)
        if not met.size or room[met].min() > _HARDLY:
            return best
        steadier, _ = self._by_most(met)
        return self._better(steadier, best) if steadier.cost <= best.cost else best

    def _by_most(self, met: Indices) -> tuple[LeastCost, Indices]:
        """Return the weights at which some conditions are met by most, and which of them stand in the way of more."""
        system = self.polyhedron.proportions
        slopes = np.zeros((met.size, system.low.size))
        slopes[:, : self.slopes.shape[1]] = self.slopes[met]
        margin = np.r_[np.ones(met.size), np.zeros(system.limit.size)]
        with silence():
            done = solver().linprog(
                np.r_[np.zeros(system.low.size), -1.0],
                A_ub=np.column_stack([np.vstack([slopes, system.most]), margin]),
                b_ub=np.r_[self.limit[met] / self.polyhedron.reach, system.limit],
                A_eq=np.column_stack([system.equal, np.zeros(system.value.size)]),
                b_eq=system.value,
                bounds=np.column_stack([np.r_[system.low, -np.inf], np.r_[system.high, np.inf]]),
                options={"primal_feasibility_tolerance": _CLOSE, "dual_feasibility_tolerance": _CLOSE},
            )
        guilty = met[np.abs(done.ineqlin.marginals[: met.size]) > _CLOSE]
        return self._scored(done.x), guilty

    def _scored(self, solution: Floats) -> LeastCost:
        columns = self.polyhedron.columns
        weights = self.polyhedron.weights(np.maximum(solution[: columns.ends.size], 0.0))
        (cost,) = self.conditions.costs(columns.effective(weights[None]))
        return LeastCost(float(cost), weights, 0.0)
