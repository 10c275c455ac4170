"""Totals and ranks of units in many cases, each of which differs from the scores in one thing, and what moved."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import array, either, json_figure
from parindex.kernels import Floats
from parindex.scoring import AnalysisResult, Scores, unit_records


@attrs.frozen(repr=False)
class RankMoves(AnalysisResult):
    """Totals and ranks of units in many cases, each of which differs from the scores in one thing.

    Attributes
    ----------
    scores : Scores
        What was scored.
    changed : tuple of str
        What is changed or left out in each case.
    notes : tuple of str
        What a reader should know.
    total, rank : array (n_changed, …, n_units)
        Total and rank of each unit then, nan where it has none.
    """

    shown: ClassVar[dict[str, int]] = {
        **dict.fromkeys(("total", "total_shift"), 2),
        **dict.fromkeys(("weight", "changed_weight"), 4),
        "mean_rank_shift": 1,
    }
    heads: ClassVar[dict[str, str]] = {"first": "first_unit"}
    scores: Scores
    changed: tuple[str, ...]
    notes: tuple[str, ...]
    total: Floats = array()
    rank: Floats = array()

    @property
    def total_shift(self) -> Floats:
        """By how much the total changes, the shape of `total`; nan without a total before or after."""
        with np.errstate(invalid="ignore"):  # totals beyond float64
            return np.asarray(self.total - self.scores.total)

    @property
    def rank_shift(self) -> Floats:
        """By how much the rank changes, the shape of `rank`; positive is a loss, nan without a rank before or after."""
        return np.asarray(self.rank - self.scores.rank)

    def _by_case(self) -> Floats:
        """Return the greatest absolute rank shift (n_changed, n_units), nan where there is none."""
        shift = np.abs(self.rank_shift).reshape(len(self.changed), -1, len(self.scores.units))
        defined = ~np.isnan(shift)
        most: Floats = np.max(np.where(defined, shift, -1.0), axis=1)
        return np.asarray(np.where(defined.any(axis=1), most, np.nan))

    @property
    def greatest_rank_shift(self) -> Floats:
        """The greatest absolute rank shift of any unit (n_changed,), nan where there is none."""
        shift = self._by_case()
        most = np.max(np.nan_to_num(shift, nan=-1.0), axis=1, initial=-1.0)
        return np.asarray(np.where(most < 0, np.nan, most))

    @property
    def mean_rank_shift(self) -> Floats:
        """The mean absolute rank shift over units, and over both directions of a weight (n_changed,)."""
        shift = np.abs(self.rank_shift).reshape(len(self.changed), -1)
        defined = ~np.isnan(shift)
        count = defined.sum(axis=1)
        return np.asarray(np.where(count, np.where(defined, shift, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan))

    @property
    def moved_most_by(self) -> tuple[str | None, ...]:
        """What moves the rank of each unit most, the first of those equal; None where nothing moves it (n_units,)."""
        if not self.changed:
            return (None,) * len(self.scores.units)
        shift = np.nan_to_num(self._by_case(), nan=0.0)
        pairs = zip(np.argmax(shift, axis=0).tolist(), shift.max(axis=0).tolist(), strict=True)
        return tuple(self.changed[at] if most > 0 else None for at, most in pairs)

    def overview(self) -> list[dict[str, Any]]:
        """Return one record for each thing changed or left out: how far ranks move, and the first unit to move most."""
        greatest, records = self.greatest_rank_shift, []
        for at, (id_, shift) in enumerate(zip(self.changed, self._by_case(), strict=True)):
            moved = np.flatnonzero(shift == greatest[at]).tolist() if greatest[at] > 0 else []
            row = next((row for row in self.scores.best_first if row in moved), None)
            ranks = np.zeros(0) if row is None else self.rank[at].reshape(-1, len(self.scores.units))[:, row]
            then = [json_figure(rank) for rank in ranks if not np.isnan(rank)]
            records.append(
                {
                    "changed": id_,
                    "mean_rank_shift": json_figure(self.mean_rank_shift[at]),
                    "greatest_rank_shift": json_figure(greatest[at]),
                    "units": len(moved),
                    "first": None if row is None else self.scores.called(row),
                    "rank": None if row is None else json_figure(self.scores.rank[row]),
                    "then": None if row is None else either(map(str, dict.fromkeys(then))),
                }
            )
        return records

    def _records(self, case: tuple[int, ...], **head: Any) -> list[dict[str, Any]]:
        """Return one record a unit of one case, best units first; no figure for totals beyond float64."""
        total, rank = self.total[case], self.rank[case]
        with np.errstate(invalid="ignore"):
            totals = {"total": total, "total_shift": total - self.scores.total}
        finite = {name: np.where(np.isfinite(values), values, np.nan) for name, values in totals.items()}
        return unit_records(self.scores, {**finite, "rank": rank, "rank_shift": rank - self.scores.rank}, **head)
