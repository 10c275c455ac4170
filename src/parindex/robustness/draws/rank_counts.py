"""Counting the ranks and totals of many draws, in whole numbers: memory does not grow with the draws."""

from __future__ import annotations

import attrs
import numpy as np

from parindex.kernels import Floats, Integers, half_up, ordered, places
from parindex.robustness.draws.uncertain_inputs import UncertainInputs

#: The rank of each unit is counted by itself up to so many units; above, only the first ranks are, the rest in bins.
MOST_UNITS, FIRST, RANK_BINS = 2000, 100, 250
#: Bins of scores (few where there are many units) within so many standard deviations of the first block's mean.
#: No power of two, which would have the counts of all units fight for the same place in the cache.
BINS, FEW_BINS, REACH = 500, 125, 6.0


@attrs.frozen(eq=False, repr=False)
class RankTally:
    """What a number of draws add up to, in whole numbers: any order of adding gives the same.

    Attributes
    ----------
    ranks : array (n_ranked, n_ranks)
        How often a unit takes a rank, or one of a bin of ranks.
    bins : array (n_ranked, n_bins)
        How often its total lies in a bin.
    sums : array (n_ranked,)
        Twice the sum of its ranks, less 2 a draw; where ranks are counted in bins.
    """

    ranks: Integers
    bins: Integers
    sums: Integers

    @property
    def nbytes(self) -> int:
        """Its size."""
        return self.ranks.nbytes + self.bins.nbytes + self.sums.nbytes

    def add(self, other: RankTally) -> None:
        """Add another."""
        for name in ("ranks", "bins", "sums"):
            own = getattr(self, name)
            own += getattr(other, name)


@attrs.frozen(eq=False, repr=False)
class RankCounter:
    """Where ranks and totals are counted.

    Attributes
    ----------
    groups : tuple of arrays
        The units that are ranked among themselves.
    ties : str
        How equal totals share a rank.
    decimals : int or None
        Totals are rounded to so many before they are ranked.
    last : array (n_ranks,)
        The rank of each column of the counts, of a bin the last one.
    column : array (n_places,)
        The column that counts a place; places are twice the rank, less 2.
    bins : int
        How many bins each unit has for its total.
    middle, width : array (n_ranked,)
        The middle of the bins and half their reach.
    """

    groups: tuple[Integers, ...]
    ties: str
    decimals: int | None
    last: Floats
    column: Integers
    bins: int
    middle: Floats
    width: Floats

    @classmethod
    def of(cls, inputs: UncertainInputs) -> RankCounter:
        """Return a counter for the units that have a rank, its bins not laid yet."""
        definition, groups = inputs.scores.definition, inputs.scores.ranked_together(inputs.rows)
        count, halves = inputs.rows.size, definition.rank.ties == "average"
        last = 1 + np.arange(2 * count - 1 if halves else count) / (2 if halves else 1)
        if count > MOST_UNITS:
            ends = np.linspace(FIRST, count, RANK_BINS - FIRST + 1)[1:].round()
            last = np.concatenate([1.0 + np.arange(FIRST), ends])
        column = np.searchsorted(last, 1 + np.arange(2 * count - 1) / 2)
        decimals = definition.decimals if definition.rank.on == "rounded" else None
        bins = FEW_BINS if count > MOST_UNITS else BINS
        nothing = np.zeros(count)
        return cls(groups, definition.rank.ties, decimals, last, column, bins, nothing, nothing)

    def laid(self, totals: Floats) -> RankCounter:
        """Return it with bins about the mean of some totals, of few digits: no rounding of the last one moves them."""
        middle, width = totals.mean(axis=0), REACH * totals.std(axis=0)
        middle, width = (figures.astype(np.float32).astype(np.float64) for figures in (middle, width))
        return attrs.evolve(self, middle=middle, width=np.where(width > 0, width, 1.0))

    @property
    def tally(self) -> RankTally:
        """Nothing counted yet."""
        count = self.middle.size
        shapes = (count, self.last.size), (count, self.bins), count
        return RankTally(*(np.zeros(shape, dtype=np.int64) for shape in shapes))

    def count(self, totals: Floats, tally: RankTally) -> None:
        """Count the ranks and totals of some draws (n_draws, n_ranked)."""
        shown = totals if self.decimals is None else half_up(totals, self.decimals)
        for members in self.groups:
            self._rank(shown if members.size == totals.shape[1] else shown[:, members], members, tally)
        steps = self.bins / 2 / self.width
        cells = totals * steps
        cells += self.bins / 2 - self.middle * steps
        np.clip(cells, 0, self.bins - 1, out=cells)
        cells += np.arange(cells.shape[1]) * self.bins
        np.add.at(tally.bins.reshape(-1), cells.astype(np.int64).reshape(-1), 1)

    def _rank(self, totals: Floats, members: Integers, tally: RankTally) -> None:
        units, level = ordered(totals)
        if members.size < self.middle.size:
            units = members[units]
        places_ = np.broadcast_to(2 * np.arange(members.size), units.shape)
        if level is not None:
            tied = level.any(axis=1)
            places_ = places_.copy()
            places_[tied] = places(level[tied], self.ties)
        columns = self.column[places_[0]] if level is None else self.column[places_]
        if self.last.size < self.middle.size:
            np.add.at(tally.sums, units.reshape(-1), places_.reshape(-1))
        units *= self.last.size
        units += columns
        np.add.at(tally.ranks.reshape(-1), units.reshape(-1), 1)
