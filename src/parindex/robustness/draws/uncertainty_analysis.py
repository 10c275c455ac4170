"""How far ranks can be trusted: thousands of draws of what is not certain, and the ranks that they give."""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import ToldProgress, array, say, told
from parindex.kernels import Floats, Integers
from parindex.robustness.draws.draw_ranks import RankCounter, RankTally
from parindex.robustness.draws.factors import Factor
from parindex.robustness.draws.uncertain_inputs import BLOCK, UncertainInputs
from parindex.robustness.matrix_threads import keep_freed_memory, one_thread
from parindex.robustness.random_streams import seed_of, stream
from parindex.robustness.shared_work import in_order
from parindex.robustness.weight_perturbations import Perturbation
from parindex.scoring import AnalysisResult, Scores, best_first, described, ties_left, unit_records, without_rank

#: Blocks of draws have streams of their own: results are the same however blocks are shared out. So many make one task
#: of an executor, and are worked off between two reports of progress; fewer where so many tasks would not come about.
TASK, TASKS = 32, 8
#: More draws take hours.
MOST_DRAWS = 10**10
#: Results of so many bytes may wait at a time.
IN_FLIGHT = 2**26


@attrs.frozen(eq=False, repr=False)
class UncertaintyWork:
    """What a task needs to know: what varies and how, and where it is counted."""

    inputs: UncertainInputs
    seed: int
    draws: int
    counter: RankCounter

    def totals(self, block: int) -> Iterator[Floats]:
        """Yield the totals (n_draws, n_ranked) of one block of draws, some draws at a time."""
        rng = stream(self.seed, block)
        size, some = min(BLOCK, self.draws - block * BLOCK), self.inputs.size
        for start in range(0, size, some):  # always whole parts: a shorter run has the same draws, bit for bit
            yield self.inputs.drawn_totals(rng, some)[: size - start]

    def task(self, blocks: range) -> RankTally:
        """Add up some blocks in a worker."""
        with one_thread:
            return self.tally(blocks)

    def tally(self, blocks: range) -> RankTally:
        """Add up some blocks."""
        keep_freed_memory()
        tally = self.counter.tally
        for block in blocks:
            for totals in self.totals(block):
                self.counter.count(totals, tally)
        return tally


@attrs.frozen(repr=False)
class Uncertainty(AnalysisResult):
    """Ranks and totals over many draws of the weights.

    Attributes
    ----------
    scores : Scores
        What was scored; the units without a rank have nan everywhere.
    weights : Perturbation or None
        How the weights vary.
    factors : tuple of Factor
        What else is not certain.
    draws, seed : int
        With these the same result comes out anywhere.
    counts : array (n_units_ranked, n_ranks)
        How many draws give a unit a rank; `ranks` says which, and `scores` which units have one. Of more than 2,000
        units the ranks beyond 100 are counted in bins.
    """

    analysis: ClassVar[str] = "uncertainty"
    shown: ClassVar[dict[str, int]] = {
        **dict.fromkeys(("mean_rank", "rank_error"), 1),
        **dict.fromkeys(("mean_score", "score_5", "score_50", "score_95"), 2),
    }
    scores: Scores
    weights: Perturbation | None
    factors: tuple[Factor, ...]
    draws: int
    seed: int
    counts: Integers = array()
    _bins: Integers = array()
    _sums: Integers = array()
    _work: UncertaintyWork = attrs.field(eq=False, kw_only=True)

    @property
    def units(self) -> tuple[str, ...]:
        """The units, as in `scores`."""
        return self.scores.units

    @property
    def ranks(self) -> Floats:
        """The rank of each column of `counts` (n_ranks,): 1, 2, 3 …, or by halves where ties share the average.

        Of a bin it is the last.
        """
        return self._work.counter.last

    @property
    def rank_probability(self) -> Floats:
        """How likely each rank is (n_units, n_ranks); rows add to 1."""
        return self._for_units(self.counts / self.draws)

    @property
    def mean_rank(self) -> Floats:
        """The mean rank of each unit (n_units,)."""
        binned = self.ranks.size < self.counts.shape[0]
        twice = self._sums + 2 * self.draws if binned else self.counts @ (2 * self.ranks).astype(np.int64)
        return self._for_units(twice / (2 * self.draws))

    @property
    def mean_score(self) -> Floats:
        """The mean total of each unit (n_units,), from the middles of the bins."""
        counter = self._work.counter
        whole = self._bins @ (2 * np.arange(counter.bins) + 1)  # twice the middles, in bins: exact
        return self._for_units(counter.middle + counter.width * (whole / (counter.bins * self.draws) - 1))

    def p_top(self, k: int) -> Floats:
        """Return how likely each unit is to have rank `k` or better (n_units,).

        Raises
        ------
        ValueError
            `k` is below 1, or lies inside a bin of ranks.
        """
        if not k >= 1:
            raise ValueError(say("k is {k}, and ranks begin at 1", k=k))
        if self.ranks.size < self.counts.shape[0] and k < self.ranks[-1] and k not in self.ranks:
            ends = self.ranks[self.ranks > k][0], self.ranks[self.ranks < k][-1]
            raise ValueError(
                say(
                    "ranks are counted in bins that end at {last:g} and {first:g}, not at {k}",
                    last=ends[1],
                    first=ends[0],
                    k=k,
                )
            )
        return self._for_units(self.counts[:, self.ranks <= k].sum(axis=1) / self.draws)

    def rank_quantiles(self, q: Sequence[float] = (0.05, 0.5, 0.95)) -> Floats:
        """Return quantiles of the rank (n_units, n_quantiles): the least rank with at least that share of draws."""
        return self._for_units(self._quantiles(_shares(q)))

    def rank_error(self, q: Sequence[float] = (0.05, 0.5, 0.95)) -> Floats:
        """Return the Monte Carlo standard error of `rank_quantiles` (n_units, n_quantiles), in ranks.

        Half the distance of the quantiles one binomial standard error of the share to either side.
        """
        share = _shares(q)
        error = np.sqrt(share * (1 - share) / self.draws)
        low, high = (self._quantiles(np.clip(share + sign * error, 0, 1)) for sign in (-1, 1))
        return self._for_units((high - low) / 2)

    def score_quantiles(self, q: Sequence[float] = (0.05, 0.5, 0.95)) -> Floats:
        """Return quantiles of the total (n_units, n_quantiles), to within a bin: 0.024 standard deviations.

        Of more than 2,000 units 0.096.
        """
        counter, rows = self._work.counter, self._work.inputs.rows
        share = _shares(q)
        cumulated = np.cumsum(self._bins, axis=1) / self.draws
        quantiles = np.empty((rows.size, share.size))
        edges = np.linspace(-1, 1, counter.bins + 1)
        for unit in range(rows.size):
            heights = np.concatenate([[0.0], cumulated[unit]])
            quantiles[unit] = np.interp(share, heights, edges) * counter.width[unit] + counter.middle[unit]
        return self._for_units(quantiles)

    def p_above(self, a: str, b: str) -> float:
        """Return how likely the total of `a` is better than that of `b`, counting half where they are level.

        The draws are made again.
        """
        work = self._work
        rows = work.inputs.rows.tolist()
        for unit in (a, b):
            if self.scores.evidence.row(unit) not in rows:
                raise ValueError(say("unit {unit!r} has no rank", unit=unit))
        pair = [rows.index(self.scores.evidence.row(unit)) for unit in (a, b)]
        above = level = 0
        for block in range(-(-self.draws // BLOCK)):
            for totals in work.totals(block):
                first, second = work.counter.ranking.compared(totals)[:, pair].T
                above += int(np.count_nonzero(first > second))
                level += int(np.count_nonzero(first == second))
        return (above + level / 2) / self.draws

    @property
    def notes(self) -> tuple[str, ...]:
        """Which units have no rank, and what decides between equal totals."""
        return (*without_rank(self.scores, self._work.inputs.rows), *ties_left(self.scores))

    def pair(self, a: str, b: str) -> dict[str, Any]:
        """Return how likely `a` is above `b`, if both have a rank."""
        if not {self.units.index(a), self.units.index(b)} <= set(self._work.inputs.rows.tolist()):
            return {}
        return {"a": a, "b": b, "p_above": self.p_above(a, b)}

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for, as plain JSON values."""
        return {name: described(getattr(self, name)) for name in ("weights", "factors", "draws", "seed")}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a unit: its rank, quantiles and mean of its ranks and totals, best first.

        `rank_error` is the greatest Monte Carlo standard error of the three quantiles.
        """
        shares = (0.05, 0.5, 0.95)
        ranks, totals = self.rank_quantiles(shares), self.score_quantiles(shares)
        columns = {
            "rank": self.scores.rank,
            "mean_rank": self.mean_rank,
            **{f"rank_{share * 100:g}": ranks[:, at] for at, share in enumerate(shares)},
            "rank_error": self.rank_error(shares).max(axis=1),
            "mean_score": self.mean_score,
            **{f"score_{share * 100:g}": totals[:, at] for at, share in enumerate(shares)},
        }
        return unit_records(self.scores, columns)

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return the ranks and, for each unit that has one, how likely each is, in the order of the records."""
        likely = self.rank_probability
        rows = best_first(self.scores, self._work.inputs.rows, units)
        return {
            "ranks": self.ranks.tolist(),
            "rank_probability": {self.units[row]: likely[row].tolist() for row in rows},
        }

    def _quantiles(self, share: Floats) -> Floats:
        cumulated = np.cumsum(self.counts, axis=1)
        wanted = np.maximum(np.ceil(share * self.draws - 1e-9), 1)
        return np.asarray(self.ranks[(cumulated[:, None, :] < wanted[None, :, None]).sum(axis=2)])

    def _for_units(self, ranked: Floats) -> Floats:
        values = np.full((len(self.units), *ranked.shape[1:]), np.nan)
        values[self._work.inputs.rows] = ranked
        return values

    def __repr__(self) -> str:
        ranked = self._work.inputs.rows.size
        return f"<Uncertainty of {self.scores.definition.id!r}: {ranked} units, {self.draws:,} draws, {self.weights}>"


def _shares(q: Sequence[float]) -> Floats:
    """Return shares of draws; raises `ValueError` for those that are none."""
    shares = np.atleast_1d(np.asarray(q, dtype=np.float64))
    if not ((shares >= 0) & (shares <= 1)).all():
        raise ValueError(say("quantiles are of shares from 0 to 1, not {q}", q=q))
    return shares


def uncertainty(
    scores: Scores,
    weights: Perturbation | None = None,
    *,
    factors: Iterable[Factor] = (),
    draws: int = 10_000,
    rng: int | np.random.Generator = 0,
    executor: Executor | None = None,
    progress: ToldProgress = None,
) -> Uncertainty:
    """Draw weights many times and rank the units each time.

    Parameters
    ----------
    scores : Scores
        What is scored; units are ranked as there, among their group.
    weights : Perturbation, optional
        `Uniform`, `Dirichlet` or `Bounds`: how weights vary among siblings. In a sum the weight of a part is its
        maximum. Without it they are as defined.
    factors : iterable of Factor
        What else is not certain: `Noise` or `StandardErrors` of evidence, `Normalisation`, `Aggregation`, `LeftOut`,
        `Imputation`.
    draws : int
        How often.
    rng : int or Generator
        The seed; a Generator gives one.
    executor : Executor, optional
        Shares the work out: threads, processes, or any other with `submit`. The result is the same.
    progress : callable or bool, optional
        Called with the draws done and all draws. True shows a bar, False nothing; without it notebooks show a bar.

    Returns
    -------
    Uncertainty

    Raises
    ------
    ValueError
        No unit is ranked, or a factor has no effect.

    References
    ----------
    OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7. Saisana, Saltelli and Tarantola (2005),
    Uncertainty and sensitivity analysis techniques as tools for the quality assessment of composite indicators,
    Journal of the Royal Statistical Society A 168, 307-323, doi:10.1111/j.1467-985X.2005.00350.x.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> table = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MONRE": {"appraised": 61.15, "survey": 25.85}}
    >>> simulated = parindex.uncertainty(parindex.score(definition, table), parindex.Uniform(0.2), draws=5000, rng=1)
    >>> simulated.p_top(1).round(1)
    array([0.6, 0.4])
    """
    draws = operator.index(draws)
    if not 1 <= draws <= MOST_DRAWS:
        raise ValueError(say("draws is {draws:,}, and not from 1 to {most:,}", draws=draws, most=MOST_DRAWS))
    seed = seed_of(rng)
    inputs = UncertainInputs.of(scores, weights, factors)
    work = UncertaintyWork(inputs, seed, BLOCK, RankCounter.of(scores, inputs.rows))
    work = attrs.evolve(work, draws=draws, counter=work.counter.laid(next(work.totals(0))))
    tally, watcher = work.counter.tally, told(progress)
    blocks = -(-draws // BLOCK)
    each = min(TASK, -(-blocks // TASKS))
    tasks = [range(first, min(first + each, blocks)) for first in range(0, blocks, each)]
    most = max(4, IN_FLIGHT // tally.nbytes)
    doing = work.tally if executor is None else work.task
    with one_thread if blocks > TASK else nullcontext(), in_order(doing, tasks, executor, most) as tallies:
        for task, more in zip(tasks, tallies, strict=True):
            tally.add(more)
            if watcher is not None:
                watcher(min(task.stop * BLOCK, draws), draws)
    return Uncertainty(scores, weights, inputs.factors, draws, seed, tally.ranks, tally.bins, tally.sums, work=work)
