"""The ranks of many draws, and how often each unit has each: counted, so that memory does not grow with the draws."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from parindex.kernels import Floats, Indices, Integers, half_up, placed
from parindex.scoring import Scores

#: The rank of each unit is counted by itself up to so many units; above, only the first ranks are, the rest in bins.
MOST_UNITS, FIRST, RANK_BINS = 2000, 100, 250
#: Bins of scores (few where there are many units) within so many standard deviations of the first block's mean.
#: No power of two, which would have the counts of all units fight for the same place in the cache.
BINS, FEW_BINS, REACH = 500, 125, 6.0


@attrs.frozen(eq=False, repr=False)
class DrawRanking:
    """How the units of each draw are ranked: by the rule of the definition."""

    groups: tuple[Indices, ...]  # the units that are ranked among themselves
    ties: str  # how equal totals share a rank
    decimals: int | None  # totals are rounded to so many before they are ranked
    sign: int = 1  # -1 where the lowest total is the best

    @classmethod
    def of(cls, scores: Scores, rows: Indices) -> DrawRanking:
        """Return how some units are ranked."""
        definition = scores.definition
        decimals = definition.decimals if definition.rank.on == "rounded" else None
        return cls(scores.ranked_together(rows), definition.rank.shared, decimals, definition.rank.sign)

    def compared(self, totals: Floats) -> Floats:
        """Return totals as they are compared, the greatest the best, in whole steps where that is as published."""
        compared = totals if self.decimals is None else half_up(totals, self.decimals)
        return compared if self.sign > 0 else -compared

    def placed(self, totals: Floats) -> Iterator[tuple[Indices, Integers, Integers]]:
        """Yield the members of each group, its units in order and their places; see `parindex.kernels.placed`."""
        compared = self.compared(totals)
        for members in self.groups:
            whole = members.size == totals.shape[1]
            yield members, *placed(compared if whole else compared[:, members], self.ties)

    def ranks(self, totals: Floats) -> Floats:
        """Return ranks (n_draws, n_ranked) of totals of that shape."""
        draws, size = totals.shape
        ranks = np.empty(draws * size)
        for members, units, places in self.placed(totals):
            at = units if members.size == size else members[units]
            at += np.arange(0, draws * size, size)[:, None]
            ranks[at.reshape(-1)] = np.broadcast_to(1 + places / 2, at.shape).reshape(-1)
        return ranks.reshape(totals.shape)


@attrs.frozen(eq=False, repr=False)
class RankTally:
    """What a number of draws add up to, in whole numbers: any order of adding gives the same."""

    ranks: Integers  # (n_ranked, n_ranks): how often a unit takes a rank, or one of a bin of ranks
    bins: Integers  # (n_ranked, n_bins): how often its total lies in a bin
    sums: Integers  # (n_ranked,): twice the sum of its ranks, less 2 a draw; where ranks are counted in bins

    @property
    def nbytes(self) -> int:
        """Its size."""
        return self.ranks.nbytes + self.bins.nbytes + self.sums.nbytes

    def add(self, other: RankTally) -> None:
        """Add another."""
        for counts, more in ((self.ranks, other.ranks), (self.bins, other.bins), (self.sums, other.sums)):
            np.add(counts, more, out=counts)


@attrs.frozen(eq=False, repr=False)
class RankCounter:
    """Where ranks and totals are counted."""

    ranking: DrawRanking
    last: Floats  # (n_ranks,): the rank of each column of the counts, of a bin the last one
    column: Integers  # (n_places,): the column that counts a place; places are twice the rank, less 2
    bins: int  # how many bins each unit has for its total
    middle: Floats  # (n_ranked,): the middle of the bins
    width: Floats  # (n_ranked,): half the reach of the bins

    @classmethod
    def of(cls, scores: Scores, rows: Indices) -> RankCounter:
        """Return a counter for some units, its bins not laid yet."""
        count, halves = rows.size, scores.definition.rank.ties == "average"
        last = 1 + np.arange(2 * count - 1 if halves else count) / (2 if halves else 1)
        if count > MOST_UNITS:
            ends = np.linspace(FIRST, count, RANK_BINS - FIRST + 1)[1:].round()
            last = np.concatenate([1.0 + np.arange(FIRST), ends])
        column = np.searchsorted(last, 1 + np.arange(2 * count - 1) / 2)
        bins = FEW_BINS if count > MOST_UNITS else BINS
        nothing = np.zeros(count)
        return cls(DrawRanking.of(scores, rows), last, column, bins, nothing, nothing)

    def laid(self, totals: Floats) -> RankCounter:
        """Return it with bins about the mean of some totals, of few digits: no rounding of the last one moves them."""
        middle, width = totals.mean(axis=0), REACH * totals.std(axis=0)
        middle, width = (values.astype(np.float32).astype(np.float64) for values in (middle, width))
        return attrs.evolve(self, middle=middle, width=np.where(width > 0, width, 1.0))

    @property
    def tally(self) -> RankTally:
        """Nothing counted yet."""
        count = self.middle.size
        shapes = (count, self.last.size), (count, self.bins), count
        return RankTally(*(np.zeros(shape, dtype=np.int64) for shape in shapes))

    def count(self, totals: Floats, tally: RankTally) -> None:
        """Count the ranks and totals of some draws (n_draws, n_ranked)."""
        for members, units, places in self.ranking.placed(totals):
            cells = units if members.size == totals.shape[1] else members[units]
            if self.last.size < self.middle.size:
                np.add.at(tally.sums, cells.reshape(-1), np.broadcast_to(places, cells.shape).reshape(-1))
            cells *= self.last.size
            cells += self.column[places]
            np.add.at(tally.ranks.reshape(-1), cells.reshape(-1), 1)
        steps = self.bins / 2 / self.width
        bins = totals * steps
        bins += self.bins / 2 - self.middle * steps
        np.clip(bins, 0, self.bins - 1, out=bins)
        bins += np.arange(bins.shape[1]) * self.bins
        np.add.at(tally.bins.reshape(-1), bins.astype(np.int64).reshape(-1), 1)
