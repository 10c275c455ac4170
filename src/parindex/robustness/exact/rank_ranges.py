"""The best and the worst rank that units can take over all admissible weights."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, SupportsFloat

import attrs
import numpy as np

from parindex.base import Message, ToldProgress, array, first_of, say, told
from parindex.kernels import Array, Floats, Mask
from parindex.robustness.exact.admissible_weights import Polyhedron
from parindex.robustness.exact.attained_ranks import AttainedRanks, ClaimedRank, Shares
from parindex.robustness.exact.rank_programmes import solver
from parindex.robustness.exact.settled_ranks import RangeWork, SettledUnit, settled_units
from parindex.robustness.exact.shared_time import SharedTime
from parindex.robustness.random_streams import stream
from parindex.robustness.weight_model import WeightModel
from parindex.robustness.weight_perturbations import Perturbation, check_kinds
from parindex.scoring import AnalysisResult, Scores, best_first, described, ties_left, unit_records, without_rank

#: A matrix of all pairs is kept: so many units are ranked at most.
MOST_UNITS = 2000
#: Two totals are level that differ by less than this part of the greatest difference of any two scores.
_LEVEL = 1e-9
#: So many draws of weights are tried first; a programme then has less to look for.
_TRIED = 1000
#: What counts against a unit in its rank, by how equal totals share one: what is above it, and what is not below it.
_COUNTS = {"min": (1.0, 0.0), "max": (0.0, 1.0), "average": (0.5, 0.5)}


@attrs.frozen(repr=False)
class RankRange(AnalysisResult):
    """Best and worst ranks over all admissible weights.

    Attributes
    ----------
    scores : Scores
        What was scored; the units without a rank have nan everywhere.
    weights : Perturbation
        What weights are admissible.
    resolution : float
        Two totals that differ by less are level.
    nodes : tuple of str
        Every node with a weight among siblings.
    fractions : mapping of (row, end) to tuple of Fraction
        Weights as fractions, for the ends (0 the best, 1 the worst rank) that only two totals exactly level give, which
        float64 may not hold. See `weights_of`.
    seconds : float or None
        The limit of time.
    best, worst : array (n_units,)
        The best and the worst rank; of what is not proved, those found so far.
    best_proved, worst_proved : array (n_units,)
        No rank beyond these is possible. They are `best` and `worst` where these are proved.
    proved : array of bool (n_units, 2)
        Whether the best and the worst rank are proved: all are, unless time was limited (or a programme given up).
    attained : array of bool (n_units, 2)
        Whether scoring again exactly with what `weights_of` returns gives the best and the worst rank. Where not, no
        rank beyond it is possible if it is proved, but perhaps not that one; or time is over to look for fractions.
    lead : array (n_units, n_units)
        By how much each unit can be above each other at most, in points of the total, the lower one where the lowest
        is the best; nan for those that are not ranked together.
    best_weights, worst_weights : array (n_units, n_nodes)
        Weights that give the best and the worst rank, as shares among siblings.
    """

    analysis: ClassVar[str] = "rank-range"
    heads: ClassVar[dict[str, str]] = {"best": "best_rank", "worst": "worst_rank"}
    scores: Scores
    weights: Perturbation
    resolution: float
    nodes: tuple[str, ...]
    fractions: Mapping[tuple[int, int], tuple[Fraction, ...]] = attrs.field(hash=False)
    seconds: float | None
    best: Floats = array()
    worst: Floats = array()
    best_proved: Floats = array()
    worst_proved: Floats = array()
    attained: Mask = array()
    lead: Floats = array()
    best_weights: Floats = array()
    worst_weights: Floats = array()

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for."""
        limit = {} if self.seconds is None else {"seconds": self.seconds}
        return {"weights": described(self.weights), **limit}

    @property
    def units(self) -> tuple[str, ...]:
        """The units, as in `scores`."""
        return self.scores.units

    @cached_property
    def proved(self) -> Mask:
        """Whether the best and the worst rank are proved (n_units, 2)."""
        return np.column_stack([self.best == self.best_proved, self.worst == self.worst_proved])

    @cached_property
    def above(self) -> Mask:
        """Whether each unit is above each other whatever the weights (n_units, n_units)."""
        return np.asarray(-self.resolution > self.lead.T)

    @cached_property
    def level(self) -> Mask:
        """Whether two units are level whatever the weights (n_units, n_units); no unit with itself."""
        return np.asarray((self.lead <= self.resolution) & (self.resolution >= self.lead.T))

    def compare(self, a: str, b: str) -> str:
        """Return how one unit stands to another whatever the weights, each named by its code or name.

        "above" or "below"; "not below" or "not above" where they can be level; "level"; "either" where weights
        decide.

        Raises
        ------
        KeyError
            A unit is not known.
        ValueError
            They are not ranked together.
        """
        one, other = (self.scores.evidence.row(unit) for unit in (a, b))
        leads = self.lead[one, other], self.lead[other, one]
        if one == other:
            return "level"
        if np.isnan(leads).any():
            raise ValueError(say("{a!r} and {b!r} are not ranked together", a=a, b=b))
        if self.level[one, other]:
            return "level"
        words = (("above", "not below"), ("below", "not above"))
        for lead, (strict, weak) in zip(leads[::-1], words, strict=True):
            if lead <= self.resolution:
                return strict if lead < -self.resolution else weak
        return "either"

    def weights_of(self, unit: str) -> dict[str, dict[str, float | Fraction]]:
        """Return the shares of all nodes that give a unit its best and its worst rank.

        They are fractions where only two totals exactly level give that rank, and float64 does not hold such weights.
        """
        row = self.scores.evidence.row(unit)
        if np.isnan(self.best[row]):
            raise ValueError(say("unit {unit!r} has no rank", unit=unit))
        both = {"best": self.best_weights, "worst": self.worst_weights}
        return {
            end: dict(zip(self.nodes, self.fractions.get((row, at), shares[row].tolist()), strict=True))
            for at, (end, shares) in enumerate(both.items())
        }

    @property
    def notes(self) -> tuple[str, ...]:
        """Which units have no rank, which ranks are not proved and which hang on a tie."""
        ranked = np.flatnonzero(~np.isnan(self.best))
        tied = [self.units[row] for row in sorted({row for row, _ in self.fractions})]
        open_ = [self.units[row] for row in ranked.tolist() if (self.proved[row] & ~self.attained[row]).any()]
        exactly, bound = first_of(tied), first_of(open_)
        told_exactly = say(
            "best or worst only where totals are exactly level, by weights as fractions: {units}", units=exactly
        )
        told_bound = say("best or worst is a bound, and no weights are known that give it: {units}", units=bound)
        return (
            *without_rank(self.scores, ranked),
            *ties_left(self.scores),
            *self._unproved(),
            *((told_exactly,) if tied else ()),
            *((told_bound,) if open_ else ()),
        )

    def _unproved(self) -> tuple[str, ...]:
        """Say of which units the range is not proved."""
        ranked = np.flatnonzero(~np.isnan(self.best)).tolist()
        units = [self.units[row] for row in ranked if not self.proved[row].all()]
        if not units:
            return ()
        facts = {"count": len(units), "all": len(ranked), "units": first_of(units)}
        if self.seconds is None:
            return (
                say(
                    "of {count:,} of {all:,} units the range is not proved, which may be as wide as its proved bounds: "
                    "{units}",
                    **facts,
                ),
            )
        return (
            say(
                "of {count:,} of {all:,} units the range is not proved within {seconds} s, and may be as wide as its "
                "proved bounds: {units}",
                **facts,
                seconds=f"{self.seconds:g}",
            ),
        )

    def pair(self, a: str, b: str) -> dict[str, Any]:
        """Return how `a` stands to `b` whatever the weights, if they are ranked together."""
        if np.isnan(self.lead[self.units.index(a), self.units.index(b)]):
            return {}
        return {"a": a, "b": b, "whatever_the_weights": self.compare(a, b)}

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return for each unit who is below it whatever the weights, and weights that give its best and worst rank."""
        ranked = np.flatnonzero(~np.isnan(self.best))
        rows, picked = best_first(self.scores, ranked), best_first(self.scores, ranked, units)
        below = {self.units[row]: [self.units[other] for other in rows if self.above[row, other]] for row in picked}
        both = {"best": self.best_weights, "worst": self.worst_weights}
        weights = {
            self.units[row]: {
                end: dict(zip(self.nodes, shares[row].tolist(), strict=True)) for end, shares in both.items()
            }
            for row in picked
        }
        return {"always_above": below, "weights": weights, "exact_weights": self._exact_weights(picked)}

    def _exact_weights(self, rows: Collection[int]) -> dict[str, dict[str, dict[str, str]]]:
        """Return the weights of some units that are fractions, in words."""
        exact: dict[str, dict[str, dict[str, str]]] = {}
        for (row, at), shares in sorted(self.fractions.items()):
            if row in rows:
                of_nodes = dict(zip(self.nodes, map(str, shares), strict=True))
                exact.setdefault(self.units[row], {})["worst" if at else "best"] = of_nodes
        return exact

    @property
    def _bounded(self) -> bool:
        """Whether proved bounds stand beside the ranks."""
        return self.seconds is not None or not self.proved[~np.isnan(self.best)].all()

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a unit, best first: ranks, and how many are above or below it whatever the weights."""
        ranked = ~np.isnan(self.best)
        best_attained, worst_attained = (
            [reached if here else None for reached, here in zip(column.tolist(), ranked.tolist(), strict=True)]
            for column in self.attained.T
        )
        columns: dict[str, Array | list[Any]] = {
            "rank": self.scores.rank,
            "best": self.best,
            "worst": self.worst,
            **({"best_proved": self.best_proved, "worst_proved": self.worst_proved} if self._bounded else {}),
            "best_attained": best_attained,
            "worst_attained": worst_attained,
            "always_above": np.where(ranked, self.above.sum(axis=0), np.nan),
            "always_below": np.where(ranked, self.above.sum(axis=1), np.nan),
        }
        return unit_records(self.scores, columns)

    def __repr__(self) -> str:
        ranked = int(np.count_nonzero(~np.isnan(self.best)))
        width = f", {np.nanmean(self.worst - self.best):.1f} places wide" if ranked else ""
        missing = ranked - int(np.count_nonzero(self.proved.all(axis=1)))
        unproved = f", {missing} not proved" if missing else ""
        return f"<RankRange of {self.scores.definition.id!r}: {ranked} units{width}{unproved}, {self.weights}>"


def rank_range(
    scores: Scores,
    weights: Perturbation,
    *,
    seconds: float | None = None,
    executor: Executor | None = None,
    progress: ToldProgress = None,
) -> RankRange:
    """Find the best and the worst rank of every unit over all admissible weights.

    Not by draws: through any tree of means and sums, the admissible effective weights are a polyhedron; which units can
    be above a unit at once is a mixed-integer programme over it. Pairs whose order no weights change are settled
    before, in closed form. The weights that give each rank are returned and scored again.

    Parameters
    ----------
    scores : Scores
        What is scored; units are ranked as there, among their group.
    weights : Perturbation
        `Uniform`, `Bounds` or `Dirichlet`: what weights are admissible, whatever their probability. With `Dirichlet`
        all that add to 1.
    seconds : float, optional
        So long it may take, by the clock and about; unless given, as long as it takes. The time is shared out among the
        ranks that are not proved, whatever the order of units. What is not proved then has bounds in `best_proved` and
        `worst_proved`, also of 0 seconds; how many those are, and how far apart, depends on the machine.
    executor : Executor, optional
        Shares the work out: threads, processes, or any other with `submit`. The result is the same without a limit.
    progress : callable or bool, optional
        Called with the units done and all units. True shows a bar, False nothing; without it notebooks show a bar.

    Returns
    -------
    RankRange

    Raises
    ------
    TypeError
        Weights are no such thing, or seconds no number.
    ValueError
        The seconds are below 0 or not finite; the index is not linear in its weights (`uncertainty` simulates what
        ranks it takes); it ranks published totals or numbers ranks densely; no unit is ranked, or more than 2,000 are;
        or no weight can vary.
    ExtraError
        scipy is not installed.

    References
    ----------
    Salo and Punkka (2011), Ranking intervals and dominance relations for ratio-based efficiency analysis, Management
    Science 57, 200-214, doi:10.1287/mnsc.1100.1265. Kadziński, Greco and Słowiński (2012), Extreme ranking analysis in
    robust ordinal regression, Omega 40, 488-501, doi:10.1016/j.omega.2011.09.003.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> table = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MONRE": {"appraised": 61.15, "survey": 25.85}}
    >>> ranges = parindex.rank_range(parindex.score(definition, table), parindex.Uniform(0.2))
    >>> ranges.best, ranges.worst
    (array([1., 1.]), array([2., 2.]))
    >>> ranges.compare("MOHA", "MONRE")
    'either'
    """
    solver()
    time = _time(seconds)
    model = _model(scores, weights)
    work = _prepared(scores, model, weights)
    settled = settled_units(work, time, executor, told(progress))
    ranked = AttainedRanks(scores, model, work.polyhedron, work.blocks, work.counts, work.level)
    return _result(scores, weights, model, settled, ranked, time=time)


def _time(seconds: float | None) -> SharedTime | None:
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, SupportsFloat):
        raise TypeError(say("{name} must be a number, not {value!r}", name="seconds", value=seconds))
    if not 0 <= (limit := float(seconds)) < math.inf:
        raise ValueError(say("{name} is {value}, and it is a finite number from 0", name="seconds", value=seconds))
    return SharedTime(limit)


def _model(scores: Scores, weights: Perturbation) -> WeightModel:
    check_kinds(scores, weights, needed=True)
    ranking = scores.definition.rank
    if ranking.on == "rounded" or ranking.shared not in _COUNTS:
        rounded = ranking.on == "rounded"
        id_ = scores.definition.id
        why = say("{id!r} ranks published totals", id=id_) if rounded else say("{id!r} ranks densely", id=id_)
        raise ValueError(say("{why}; exact ranges are of ranks of unrounded totals", why=why))
    model = WeightModel.of(scores)
    weights.refuse(model.columns.groups)
    if not model.rows.size:
        raise ValueError(say("no unit has a rank"))
    if model.rows.size > MOST_UNITS:
        raise ValueError(
            say(
                "{count:,} units have a rank; ranges of at most {most:,} are found",
                count=model.rows.size,
                most=MOST_UNITS,
            )
        )
    if not model.linear:
        raise ValueError(say("{why}; see uncertainty", why=_not_linear(scores, model)))
    return model


def _not_linear(scores: Scores, model: WeightModel) -> Message:
    """Say why totals are not linear in the weights."""
    if model.marks.reduced.any():
        unit = scores.units[model.rows[model.marks.reduced.any(axis=1).argmax()]]
        return say(
            "something is left out of unit {unit!r}, so that its totals are not linear in the weights", unit=unit
        )
    why = say("the totals of {id!r} are not linear in its weights", id=scores.definition.id)
    if (rounded := model.plan.rounded_inside) is None:
        return why
    return say("{message}: {node!r} is rounded before it goes up", message=why, node=rounded)


def _prepared(scores: Scores, model: WeightModel, weights: Perturbation) -> RangeWork:
    blocks, cells = scores.ranked_together(model.rows), model.cells
    if model.plan.beside:  # effective weights add to 1, so that what does not hang on them can be given to each
        cells = cells[:, :-1] + cells[:, -1:]
    cells = cells * scores.definition.rank.sign
    span = float(np.ptp(cells, axis=0).max()) or 1.0  # where all are the same, any width tells level from apart
    tried = weights.draw(stream(0), model.columns.groups, _TRIED)
    counts = _COUNTS[scores.definition.rank.shared]
    return RangeWork(Polyhedron.of(model, weights), cells, blocks, counts, _LEVEL * span, tried)


def _result(
    scores: Scores,
    weights: Perturbation,
    model: WeightModel,
    settled: list[SettledUnit],
    ranked: AttainedRanks,
    *,
    time: SharedTime | None,
) -> RankRange:
    rows, columns = model.rows, model.columns
    units, seconds = len(scores.units), None if time is None else time.seconds
    lead = np.full((units, units), np.nan)
    lead[np.ix_(rows, rows)] = np.array([leads for leads, *_ in settled])
    ranks, bounds = np.full((2, units), np.nan), np.full((2, units), np.nan)
    shares = np.full((2, units, columns.shares.size), np.nan)
    attained, fractions = np.zeros((units, 2), dtype=bool), dict[tuple[int, int], Shares]()
    claimed, bounds[:, rows] = _claimed(settled)
    for end in (0, 1):
        extremes = [both[end] for _, *both in settled]
        shares[end, rows] = _adding_to_1(np.array([extreme.weights for extreme in extremes]), columns.slices)
        for unit, row in enumerate(rows.tolist()):
            rank = ClaimedRank(float(claimed[end, unit]), 0 if extremes[unit].proved else 1 - 2 * end)
            search = time is None or not time.closing
            ranks[end, row], attained[row, end], exact = ranked.given(unit, shares[end, row], rank, search=search)
            if exact is not None:
                fractions[row, end] = exact
                shares[end, row] = np.array(exact, dtype=np.float64)
    # where weights as floats tell apart what is level, those of either end may give a rank beyond that of the other
    crossed = (ranks[0, rows] > ranks[1, rows]) & (ranks[:, rows] != claimed)
    ranks[:, rows] = np.where(crossed, claimed, ranks[:, rows])
    attained[rows] &= ~crossed.T
    bounds[0], bounds[1] = np.minimum(bounds[0], ranks[0]), np.maximum(bounds[1], ranks[1])
    ends = (*ranks, *bounds, attained, lead, *shares)
    return RankRange(scores, weights, ranked.level, columns.names, fractions, seconds, *ends)


def _claimed(settled: list[SettledUnit]) -> Floats:
    """Return the best and the worst ranks known, and those that nothing goes beyond, as floats say (2, 2, n_ranked)."""
    others = np.array([np.count_nonzero(~np.isnan(leads)) for leads, *_ in settled])
    costs = np.array([[(known.cost, known.bound) for known in both] for _, *both in settled]).T
    return np.stack([1 + costs[:, 0], 1 + (others - costs[:, 1])], axis=1)


def _adding_to_1(weights: Floats, groups: Sequence[slice]) -> Floats:
    """Return weights (n_units, n_weights) as shares among siblings."""
    for of_group in groups:
        weights[:, of_group] /= weights[:, of_group].sum(axis=1, keepdims=True)
    return weights
