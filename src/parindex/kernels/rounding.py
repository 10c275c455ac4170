"""Rounding half up, and knowing when float64 is not enough to decide it."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, cast

import numpy as np

from parindex.kernels.number import Array, Floats, Integers, Mask, Number

#: What more decimals would tell apart, float64 does not.
MAX_DECIMALS = 12
#: A value so near below a half, in units of the last place, is taken for the half by `rounded` in float64.
NEAR_HALF = 32
#: Exact values that lie further apart are ordered by whole steps of its inverse.
_FINE = 10**40
#: Float64 counts no further.
_MOST_STEPS = 2.0**53

_WIDE = Context(prec=999_999, Emin=-999_999, Emax=999_999)


def half_up(values: Floats, decimals: int | Integers) -> Floats:
    """Round to whole steps of 10**-decimals, half away from zero; returns the number of steps."""
    scaled = np.abs(values) * _scale(decimals)
    return np.asarray(np.copysign(np.floor(scaled + 0.5), values))


def half_up_within(values: Floats, decimals: int | Integers, error: float | Floats) -> tuple[Integers, Mask]:
    """Round values known to within `error` as `half_up` does, and return where they may round either way.

    Where they may, which is wherever there are more steps than float64 counts, the steps mean nothing.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = np.abs(values) * _scale(decimals)
        steps = np.floor(scaled + 0.5)
        slack = scaled * 2.0**-50 + error * _scale(decimals)
        doubtful = ~(2 * (np.abs(scaled - steps) + slack) < 1)  # nan is doubtful too
        if not steps.max(initial=0.0) < _MOST_STEPS:
            steps[~(steps < _MOST_STEPS)] = 0.0
        return np.copysign(steps, values).astype(np.int64), doubtful


def each_once(whole: Array, work: Callable[[int], Any]) -> Array:
    """Return what becomes of whole numbers, worked out once for each that occurs where these lie close together."""
    low, high = (int(whole.min()), int(whole.max())) if whole.size else (0, 0)
    made: Array
    if whole.dtype == object or high - low > 2 * whole.size:
        made = np.empty(whole.size, dtype=object)
        made[:] = list(map(work, whole.ravel().tolist()))
        return made.reshape(whole.shape)
    places = whole - low
    occurs = np.zeros(high - low + 1, dtype=bool)
    occurs[places] = True
    made = np.empty(occurs.size, dtype=object)
    made[occurs] = [work(low + at) for at in np.flatnonzero(occurs).tolist()]
    return np.asarray(made[places])


def half_up_exact(value: Fraction, decimals: int) -> int:
    """Round one exact value to whole steps of 10**-decimals, half away from zero."""
    scaled = abs(value) * 10**decimals
    steps: int = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return steps if value >= 0 else -steps


def in_order(value: Fraction) -> tuple[int, Fraction]:
    """Return what orders exact values as they are: many decimals decide nearly always, at a fraction of the cost."""
    return value.numerator * _FINE // value.denominator, value


def at_decimals(value: Fraction | None, decimals: int | None) -> Fraction | None:
    """Round an exact value that may not be known to decimals that may not be given, or not be possible."""
    if value is None or decimals is None or not 0 <= decimals <= MAX_DECIMALS:
        return value
    return Fraction(half_up_exact(value, decimals), 10**decimals)


def in_decimals(steps: int, decimals: int) -> Decimal:
    """Return whole steps of 10**-decimals as a decimal with so many places, however large."""
    return Decimal(steps).scaleb(-decimals, _WIDE)


def undecided(values: Floats, decimals: int | Integers, error: float | Floats) -> Mask:
    """Return where a value known to within `error` may round either way."""
    scale = _scale(decimals)
    scaled = np.abs(values) * scale
    slack = error * scale + 4 * np.spacing(scaled)
    return np.asarray(~(np.abs(scaled - np.floor(scaled) - 0.5) > slack), dtype=bool)  # nan is undecided too


def rounded(values: Array, decimals: Integers, number: Number, figure: Callable[[Any], Fraction]) -> Array:
    """Round `values` (n_units, n_nodes) to `decimals` (n_nodes,), half away from zero.

    `figure` tells the fraction that an exact number stands for. In float64 what lies within a few units of the last
    place below a half is taken for the half: sums of decimals that are exactly there often come out so.
    """
    round_off = _exactly(number, figure) if number.dtype is object else _in_float64
    return round_off(values, decimals)


def _exactly(number: Number, figure: Callable[[Any], Fraction]) -> Callable[[Array, Integers], Array]:
    def one(value: Any, decimals: int) -> Any:
        if isinstance(value, Fraction) and 10**decimals % value.denominator == 0:
            return value  # it has no more decimals
        if not -math.inf < value < math.inf:  # under a mark, or not known
            return value
        return number.of(Fraction(half_up_exact(figure(value), decimals), 10**decimals))

    return cast("Callable[[Array, Integers], Array]", np.frompyfunc(one, 2, 1))


def _in_float64(values: Floats, decimals: Integers) -> Floats:
    scale = _scale(decimals)
    scaled = np.abs(values) * scale
    with np.errstate(invalid="ignore"):
        steps = np.floor(scaled + 0.5 + np.minimum(NEAR_HALF * np.spacing(scaled), 0.25))
    return np.where(scaled < 2.0**52, np.copysign(steps / scale, values) + 0.0, values)


def open_to_rounding(values: Floats, decimals: Integers, error: Floats) -> Mask:
    """Return where `rounded` may differ from what exact values, within `error` of these, round to."""
    return undecided(values, decimals, error + 2 * NEAR_HALF * np.spacing(np.abs(values)))


def _scale(decimals: int | Integers) -> Any:
    """Return powers of ten that are exact, which those of arrays need not be."""
    places = np.asarray(decimals).tolist()
    return 10.0**places if isinstance(places, int) else np.array([10.0**each for each in places])
