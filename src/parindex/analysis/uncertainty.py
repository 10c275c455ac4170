"""How far ranks can be trusted: thousands of draws of what is not certain, and the ranks that they give."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from parindex.analysis.inputs import Inputs
from parindex.analysis.weights import Perturbation
from parindex.arrays import array
from parindex.kernels.ordering import ordered, places
from parindex.kernels.round import half_up
from parindex.scoring import Scores

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
#: Draws are made in blocks, each with a stream of its own: results are the same however blocks are shared out.
BLOCK = 1024
#: So many blocks make one task of an executor, and are worked off between two reports of progress.
TASK = 32
#: Every rank of every unit is counted: so many units are ranked at most.
MOST_UNITS = 2000
#: Bins of scores within so many standard deviations of the first block's mean.
BINS, REACH = 512, 6.0
#: Sums of scores are added in whole steps of so small a part of the range, which no order of adding changes.
_STEPS = 2.0**40


@attrs.frozen(eq=False, repr=False)
class Tally:
    """What a number of draws add up to, in whole numbers: any order of adding gives the same.

    Attributes
    ----------
    places : array (n_ranked, n_places)
        How often a unit takes a place; places are twice the rank, less 2.
    bins : array (n_ranked, BINS)
        How often its total lies in a bin.
    sums : array (n_ranked,)
        Sums of totals in whole steps of the bins' reach.
    """

    places: Integers
    bins: Integers
    sums: Integers

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.places + other.places, self.bins + other.bins, self.sums + other.sums)


@attrs.frozen(eq=False, repr=False)
class Work:
    """What a task needs to know: what varies and how, and where the bins lie."""

    inputs: Inputs
    seed: int
    draws: int
    blocks: tuple[npt.NDArray[np.intp], ...]
    ties: str
    decimals: int | None
    middle: Floats
    width: Floats

    def totals(self, block: int) -> Floats:
        """Return the totals (n_draws, n_ranked) of one block of draws."""
        stream = np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=(block,)))
        size = min(BLOCK, self.draws - block * BLOCK)
        drawn = self.inputs.draw(np.random.Generator(stream), BLOCK)
        return self.inputs.totals(drawn)[:size]  # a shorter run has the same draws

    def tally(self, first: int, last: int) -> Tally:
        """Add up some blocks."""
        count = self.inputs.rows.size
        out = Tally(
            np.zeros((count, 2 * count - 1 or 1), dtype=np.int64),
            np.zeros((count, BINS), dtype=np.int64),
            np.zeros(count, dtype=np.int64),
        )
        for block in range(first, last):
            totals = self.totals(block)
            self._place(totals, out.places)
            self._bin(totals, out)
        return out

    def _place(self, totals: Floats, counts: Integers) -> None:
        shown = totals if self.decimals is None else half_up(totals, self.decimals)
        for members in self.blocks:
            units, level = ordered(shown[:, members])
            size, span = members.size, counts.shape[1]
            tied = level.any(axis=1)
            at = np.broadcast_to(2 * np.arange(size), units.shape)
            if tied.any():
                at = at.copy()
                at[tied] = places(level[tied], self.ties)
            cells = members[units] * span + at
            counts += np.bincount(cells.ravel(), minlength=counts.size).reshape(counts.shape)

    def _bin(self, totals: Floats, out: Tally) -> None:
        shift = (totals - self.middle) / self.width  # the reach is from -1 to 1
        at = np.clip(((shift + 1) * (BINS / 2)).astype(np.int64), 0, BINS - 1)
        at += np.arange(at.shape[1]) * BINS
        out.bins.reshape(-1)[:] += np.bincount(at.ravel(), minlength=out.bins.size)
        out.sums[:] += np.rint(shift * _STEPS).astype(np.int64).sum(axis=0)


@attrs.frozen(repr=False)
class Uncertainty:
    """Ranks and totals over many draws of the weights.

    Attributes
    ----------
    scores : Scores
        What was scored; the units without a rank have nan everywhere.
    weights : Perturbation
        How the weights vary.
    draws, seed : int
        With these the same result comes out anywhere.
    counts : array (n_ranked, n_ranks)
        How many draws give a unit a rank; `ranks` says which, and `scores` which units have one.
    """

    scores: Scores
    weights: Perturbation
    draws: int
    seed: int
    counts: Integers = array()
    _bins: Integers = array()
    _sums: Integers = array()
    _work: Work = attrs.field(eq=False, kw_only=True)

    @property
    def units(self) -> tuple[str, ...]:
        """The units, as in `scores`."""
        return self.scores.units

    @property
    def ranks(self) -> Floats:
        """The rank of each column of `counts` (n_ranks,): 1, 2, 3 …, by halves where equal totals share the average."""
        return 1 + np.arange(self.counts.shape[1]) / (2 if self.scores.definition.rank.ties == "average" else 1)

    @property
    def rank_probability(self) -> Floats:
        """How likely each rank is (n_units, n_ranks); rows add to 1."""
        return self._for_units(self.counts / self.draws)

    @property
    def mean_rank(self) -> Floats:
        """The mean rank of each unit (n_units,)."""
        return self._for_units(self.counts @ self.ranks / self.draws)

    @property
    def mean_score(self) -> Floats:
        """The mean total of each unit (n_units,)."""
        work = self._work
        return self._for_units(work.middle + work.width * (self._sums / (_STEPS * self.draws)))

    def p_top(self, k: int) -> Floats:
        """Return how likely each unit is to have rank `k` or better (n_units,)."""
        return self._for_units(self.counts[:, self.ranks <= k].sum(axis=1) / self.draws)

    def rank_quantiles(self, q: Sequence[float] = (0.05, 0.5, 0.95)) -> Floats:
        """Return quantiles of the rank (n_units, n_quantiles): the least rank with at least that share of draws."""
        return self._for_units(self._quantiles(np.asarray(q, dtype=np.float64)))

    def rank_error(self, q: Sequence[float] = (0.05, 0.5, 0.95)) -> Floats:
        """Return the Monte Carlo standard error of `rank_quantiles` (n_units, n_quantiles), in ranks.

        Half the distance of the quantiles one binomial standard error of the share to either side.
        """
        share = np.asarray(q, dtype=np.float64)
        error = np.sqrt(share * (1 - share) / self.draws)
        low, high = (self._quantiles(np.clip(share + sign * error, 0, 1)) for sign in (-1, 1))
        return self._for_units((high - low) / 2)

    def score_quantiles(self, q: Sequence[float] = (0.05, 0.5, 0.95)) -> Floats:
        """Return quantiles of the total (n_units, n_quantiles), to within a bin: 0.023 standard deviations."""
        work, rows = self._work, self._work.inputs.rows
        share = np.asarray(q, dtype=np.float64)
        cumulated = np.cumsum(self._bins, axis=1) / self.draws
        out = np.empty((rows.size, share.size))
        edges = np.linspace(-1, 1, BINS + 1)
        for unit in range(rows.size):
            heights = np.concatenate([[0.0], cumulated[unit]])
            out[unit] = np.interp(share, heights, edges) * work.width[unit] + work.middle[unit]
        return self._for_units(out)

    def p_above(self, a: str, b: str) -> float:
        """Return how likely the total of `a` is above that of `b`, counting half where they are level.

        The draws are made again.
        """
        work = self._work
        rows = work.inputs.rows.tolist()
        pair = [rows.index(self.scores.evidence.row(unit)) for unit in (a, b)]
        above = level = 0
        for block in range(_blocks(self.draws)):
            first, second = work.totals(block)[:, pair].T
            if work.decimals is not None:
                first, second = half_up(first, work.decimals), half_up(second, work.decimals)
            above += int(np.count_nonzero(first > second))
            level += int(np.count_nonzero(first == second))
        return (above + level / 2) / self.draws

    def _quantiles(self, share: Floats) -> Floats:
        cumulated = np.cumsum(self.counts, axis=1)
        wanted = np.maximum(np.ceil(share * self.draws - 1e-9), 1)
        return np.asarray(self.ranks[(cumulated[:, None, :] < wanted[None, :, None]).sum(axis=2)])

    def _for_units(self, ranked: Floats) -> Floats:
        out = np.full((len(self.units), *ranked.shape[1:]), np.nan)
        out[self._work.inputs.rows] = ranked
        return out

    def __repr__(self) -> str:
        ranked = self._work.inputs.rows.size
        return f"<Uncertainty of {self.scores.definition.id!r}: {ranked} units, {self.draws:,} draws, {self.weights}>"


def uncertainty(
    scores: Scores,
    weights: Perturbation,
    *,
    draws: int = 10_000,
    rng: int | np.random.Generator = 0,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Uncertainty:
    """Draw weights many times and rank the units each time.

    Parameters
    ----------
    scores : Scores
        What is scored; units are ranked as there, among their group.
    weights : Perturbation
        `Uniform` or `Dirichlet`: how weights vary among siblings. In a sum the weight of a part is its maximum.
    draws : int
        How often.
    rng : int or Generator
        The seed; a Generator gives one.
    executor : Executor, optional
        Shares the work out: threads, processes, or any other with `submit`. The result is the same.
    progress : callable, optional
        Called with the draws done and all draws.

    Returns
    -------
    Uncertainty

    Raises
    ------
    ValueError
        No unit is ranked, or more than 2,000 are; or no weight can vary.

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
    >>> found = parindex.uncertainty(parindex.score(definition, table), parindex.Uniform(0.2), draws=5000, rng=1)
    >>> found.p_top(1).round(1)
    array([0.6, 0.4])
    """
    draws = operator.index(draws)
    if draws < 1:
        raise ValueError(f"draws is {draws}, and at least one is needed")
    seed = rng if isinstance(rng, int) else int(rng.integers(2**63))
    inputs = Inputs.of(scores, weights)
    if inputs.rows.size > MOST_UNITS:
        raise ValueError(f"{inputs.rows.size:,} units have a rank; the ranks of at most {MOST_UNITS:,} are counted")
    work = _prepared(inputs, seed, draws)
    tally = work.tally(0, 0)
    for done, part in _parts(work, executor):
        tally += part
        if progress is not None:
            progress(min(done * BLOCK, draws), draws)
    places = tally.places if scores.definition.rank.ties == "average" else tally.places[:, ::2]
    return Uncertainty(scores, weights, draws, seed, places, tally.bins, tally.sums, work=work)


def _blocks(draws: int) -> int:
    return -(-draws // BLOCK)


def _prepared(inputs: Inputs, seed: int, draws: int) -> Work:
    """Lay the bins about the mean of the first block."""
    scores, definition = inputs.scores, inputs.scores.definition
    place = {row: at for at, row in enumerate(inputs.rows.tolist())}
    groups = (np.arange(len(scores.units))[members].tolist() for members in scores.judge.given.groups)
    blocks = tuple(np.array(own) for group in groups if (own := [place[row] for row in group if row in place]))
    decimals = definition.decimals if definition.rank.on == "rounded" else None
    nothing = np.zeros(inputs.rows.size)
    work = Work(inputs, seed, draws, blocks, definition.rank.ties, decimals, nothing, nothing)
    totals = work.totals(0)
    middle, width = totals.mean(axis=0), REACH * totals.std(axis=0)
    return attrs.evolve(work, middle=middle, width=np.where(width > 0, width, 1.0))


def _parts(work: Work, executor: Executor | None) -> Iterator[tuple[int, Tally]]:
    """Yield how many blocks are done, and what each task adds up to."""
    count = _blocks(work.draws)
    tasks = [(first, min(first + TASK, count)) for first in range(0, count, TASK)]
    if executor is None:
        yield from ((last, work.tally(first, last)) for first, last in tasks)
        return
    futures: list[Any] = [executor.submit(work.tally, first, last) for first, last in tasks]
    for (_, last), future in zip(tasks, futures, strict=True):
        yield last, future.result()
