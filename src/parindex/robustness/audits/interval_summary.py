"""How far simulated ranks are from those published, over all units."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

from parindex.base import array, json_figure
from parindex.kernels import Floats
from parindex.robustness.draws import Uncertainty

#: Ranks so near are counted; intervals so wide are.
VERY_NEAR, NEAR, WIDE = 1, 3, 10
_QUANTILES = (0.05, 0.5, 0.95)


@attrs.frozen(repr=False)
class IntervalSummary:
    """Simulated ranks held against those of the scores.

    Attributes
    ----------
    units : tuple of str
        The units that are ranked.
    rank, low, median, high : array (n_units_ranked,)
        The rank by the scores, and the 5 %, 50 % and 95 % quantiles of the simulated ones.
    """

    units: tuple[str, ...]
    rank: Floats = array()
    low: Floats = array()
    median: Floats = array()
    high: Floats = array()

    @classmethod
    def of(cls, uncertainty: Uncertainty) -> IntervalSummary:
        """Return the summary of a simulation."""
        scores, quantiles = uncertainty.scores, uncertainty.rank_quantiles(_QUANTILES)
        ranked = np.flatnonzero(~np.isnan(scores.rank))
        low, median, high = np.asarray(quantiles)[ranked].T
        return cls(tuple(scores.units[row] for row in ranked.tolist()), scores.rank[ranked], low, median, high)

    @property
    def width(self) -> Floats:
        """How many places each interval spans (n_units_ranked,)."""
        return np.asarray(self.high - self.low)

    @property
    def within_1(self) -> float:
        """The share of units whose rank is within one place of the simulated median."""
        return self._within(VERY_NEAR)

    @property
    def within_3(self) -> float:
        """The share of units whose rank is within three places of the simulated median."""
        return self._within(NEAR)

    @property
    def wide(self) -> tuple[str, ...]:
        """The units whose interval spans ten places or more."""
        return tuple(unit for unit, width in zip(self.units, self.width.tolist(), strict=True) if width >= WIDE)

    def _within(self, places: int) -> float:
        return float(np.mean(np.abs(self.rank - self.median) <= places))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        columns = {"rank": self.rank, "low": self.low, "median": self.median, "high": self.high}
        return {
            "within_1": self.within_1,
            "within_3": self.within_3,
            "mean_width": json_figure(self.width.mean()),
            "greatest_width": json_figure(self.width.max()),
            "wide": list(self.wide),
            "units": [
                {"unit": unit, **{name: json_figure(line[at]) for name, line in columns.items()}}
                for at, unit in enumerate(self.units)
            ],
        }
