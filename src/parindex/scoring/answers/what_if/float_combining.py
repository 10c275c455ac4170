"""Combining the parts of one component in float64, and how far each result may be from the exact one."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np

from parindex.kernels import FLOAT, Array, Floats, Indices, Mask, open_to_rounding, rounded
from parindex.scoring.denominators import half_up_whole, whole_scores
from parindex.scoring.exactness import Exactness
from parindex.scoring.plan import LoneGroup, Step

_EPS, _TINY = float(np.finfo(np.float64).eps), 1e-300


@attrs.frozen(eq=False)
class Known:
    """Scores in float64 (n_cases,), and what is known of the exact ones.

    They lie within `error`. Where they are `sure`, the exact score is one that no other float64 stands for: two sure
    ones of a node are equal just where their float64 are. Where they are `doubtful`, nothing is known.
    """

    values: Floats
    error: Floats
    sure: Mask
    doubtful: Mask

    @classmethod
    def within(cls, values: Floats, error: float) -> Known:
        """Return scores of which nothing more is known than how far any may be off."""
        nowhere = np.zeros(values.size, dtype=bool)
        return cls(values, np.full(values.size, error), nowhere, nowhere)

    def some(self, cases: Indices) -> Known:
        """Return those of some cases."""
        return Known(self.values[cases], self.error[cases], self.sure[cases], self.doubtful[cases])

    def exact_at(self, cases: Indices, values: Floats) -> Known:
        """Put in the floats of exact scores of some cases."""
        known = Known(self.values.copy(), self.error.copy(), self.sure.copy(), self.doubtful)
        known.values[cases], known.error[cases], known.sure[cases] = values, _EPS * np.abs(values), values == 0
        return known

    def under(self, cases: Indices, other: Known, others: Indices) -> tuple[Indices, Known]:
        """Return the scores of these cases and of others, which are put in place of these where both have one."""
        every = np.union1d(cases, others)
        joined = Known(
            _joined(every, (cases, self.values), (others, other.values)),
            _joined(every, (cases, self.error), (others, other.error)),
            _joined(every, (cases, self.sure), (others, other.sure)),
            _joined(every, (cases, self.doubtful), (others, other.doubtful)),
        )
        return every, joined

    def named(self, denominator: float) -> Known:
        """Put in the exact scores that a common denominator tells."""
        if not denominator:
            return self
        whole, sure = whole_scores(self.values, self.error, np.array(denominator))
        values = np.where(sure, whole / denominator, self.values)
        error = np.where(sure, _EPS * np.abs(values), self.error)
        return Known(values, error, self.sure | sure, self.doubtful)

    def rounded(self, decimals: int | None, denominator: float) -> Known:
        """Round half up; a common denominator decides where it can."""
        if decimals is None:
            return self
        places, table = np.array([decimals]), self.values[:, None]
        values = rounded(table, places, FLOAT, Fraction)[:, 0]
        open_ = _open(table, places, self.error)
        if denominator:
            whole, sure = whole_scores(self.values, self.error, np.array(denominator))
            steps = half_up_whole(np.where(sure, whole, np.nan), int(denominator), decimals)
            if steps is not None:
                values, open_ = np.where(sure, steps / 10.0**decimals + 0.0, values), open_ & ~sure
        doubtful = self.doubtful | open_
        return Known(values, _EPS * np.abs(values), ~doubtful, doubtful)


def _joined(every: Indices, *parts: tuple[Indices, Array]) -> Array:
    table = np.empty(every.size, dtype=parts[0][1].dtype)
    for cases, values in parts:
        table[np.searchsorted(every, cases)] = values
    return table


def _open(table: Floats, places: Array, error: Floats) -> Mask:
    return np.asarray(open_to_rounding(table, places, error[:, None])[:, 0], dtype=bool)


def combined(
    exactness: Exactness, group: LoneGroup, rows: Indices, *, values: Floats, error: Floats, denominator: float
) -> Known:
    """Combine parts (n_cases, n_parts) of one component, each known to within an error, as the walk does.

    `denominator` is one of all its scores before rounding, 0 where none is known.
    """
    step, doubtful = group.step, np.zeros(len(values), dtype=bool)
    if step.formulas is None:
        raw, off = step.combine(values)[:, 0], carried(step, values, error)
    else:
        greatest = np.max(error, axis=0, initial=0.0) + 4 * _EPS * np.max(np.abs(values), axis=0, initial=0.0)
        found = step.formulas.evaluated(values, exactness.given.company.rows(rows), greatest)
        raw, doubtful = found.values[:, 0], np.asarray((found.by_zero | found.undefined | found.unsure)[:, 0])
        off = np.where(doubtful, 0.0, found.error[:, 0]) + 8 * _EPS * np.abs(raw) + _TINY
    known = _finished(step, raw, off, doubtful).named(denominator)
    decimals = int(step.rounding.decimals[0]) if step.rounding.nodes.size else None
    return known.rounded(decimals, denominator)


def _finished(step: Step, raw: Floats, off: Floats, doubtful: Mask) -> Known:
    """Apply times, floor and cap, and turn round."""
    if step.times is not None:
        raw = raw * step.times[0]
        off = np.where(off == 0, 0.0, off * abs(float(step.times[0])) + 4 * _EPS * np.abs(raw))
    low, values, high = (_between(step, figures) for figures in (raw - off, raw, raw + off))
    sure = (low == high) | (off == 0)
    off = np.where(low == high, _EPS * np.abs(values), off)
    if step.turn[0].size:
        values = step.turned(values[:, None])[:, 0]
        off = off + 16 * _EPS * (abs(float(step.turn[1][0])) + np.abs(values))
    return Known(values, np.where(np.isnan(off), np.inf, off), sure & np.isfinite(values), doubtful)


def _between(step: Step, values: Floats) -> Floats:
    for (_, figures), limited in ((step.floor, np.maximum), (step.cap, np.minimum)):
        if figures.size:
            values = limited(values, figures[0])
    return values


def carried(step: Step, values: Floats, error: Floats) -> Floats:
    """Return how far combined scores (n_cases,) may be from the exact ones; 0 where they are exactly 0."""
    kind, size = step.combination, values.shape[1]
    if kind.selects:
        return np.asarray(np.max(error, axis=1, initial=0.0))
    if kind.linear:
        weights = np.abs(step.weights)
        reach = (np.abs(values) * weights).sum(axis=1)
        off = (error * weights).sum(axis=1) + (size + 8) * _EPS * reach
        return np.asarray(np.where(off > 0, off + _TINY, 0.0))
    above = values + error
    low, high = step.combine(np.maximum(values - error, 0))[:, 0], step.combine(above)[:, 0]
    # A power's own rounding grows with the logarithm of its base, at most 140 here, and a root's with 1 / power.
    own = (4 * size + 400) * (1 + 1 / abs(float(step.power[0]))) * _EPS * np.abs(high)
    counts = step.weights != 0
    none = (high == 0) & _vanishes(step, above, counts)
    return np.asarray(np.where(none, 0.0, np.nan_to_num(high - low + own, nan=np.inf, posinf=np.inf) + _TINY))


def _vanishes(step: Step, above: Floats, counts: Mask) -> Mask:
    """Return where results are 0 since parts that are exactly 0 make them so, not since float64 ends."""
    zero = (above == 0) & counts
    power = float(step.power[0])
    every = step.combination.powered and power > 0
    return np.asarray((zero | ~counts).all(axis=1) if every else zero.any(axis=1), dtype=bool)
