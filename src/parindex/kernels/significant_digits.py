"""Numbers that a program computed in binary, read at the 15 significant digits that spreadsheets show and compare."""

from __future__ import annotations

import numpy as np

from parindex.kernels.number import Floats

_WHOLE = 2.0**53  # float64 holds every whole number up to here
_LEAST, _MOST = 1e14, 1e15  # what 15 digits are, as a whole number
_TENS = np.array([float(10**power) for power in range(23)])  # the powers of ten that a float64 holds exactly
_SPLIT = 2.0**27 + 1


def number_at_fifteen_digits(value: float) -> float:
    """Return a number at 15 significant digits; a whole number that float64 holds stays as it is."""
    return value if value.is_integer() and abs(value) <= _WHOLE else float(f"{value:.15g}")


def at_fifteen_digits(values: Floats) -> Floats:
    """Return numbers at 15 significant digits, each the float64 nearest to that decimal.

    The digits are those of the exact value of a float64, halves to even, as of ``f"{value:.15g}"``. Whole numbers up to
    2**53 stay as they are, as do nan and the infinities.
    """
    rounded = np.array(values, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        there = np.flatnonzero(np.isfinite(rounded) & ((np.floor(rounded) != rounded) | (np.abs(rounded) > _WHOLE)))
    given = rounded[there]
    sizes = np.abs(given)
    places = 14 - np.floor(np.log10(sizes)).astype(np.int64)
    powers = _TENS[np.clip(places, 0, len(_TENS) - 1)]
    with np.errstate(over="ignore"):
        scaled = sizes * powers
    digits = _nearest_whole(sizes, powers, scaled)
    rounded[there] = np.copysign(digits / powers, given)
    one_by_one = (scaled < _LEAST) | (scaled >= _MOST)  # and where no power of ten is exact
    for at in there[one_by_one].tolist():
        rounded[at] = number_at_fifteen_digits(float(values[at]))
    return rounded


def _nearest_whole(sizes: Floats, powers: Floats, scaled: Floats) -> Floats:
    """Round products to whole numbers, half to even, by their exact values: what float64 drops of each is known."""
    with np.errstate(over="ignore", invalid="ignore"):
        dropped = _dropped(sizes, powers, scaled)
        whole = np.floor(scaled)
        beyond_half = (scaled - whole - 0.5) + dropped
        up = (beyond_half > 0) | ((beyond_half == 0) & (whole % 2 == 1))
        return np.asarray(whole + up)


def _dropped(one: Floats, other: Floats, product: Floats) -> Floats:
    """Return what the float64 product of two numbers lacks of the exact one (Dekker 1971)."""
    (high, low), (other_high, other_low) = _halves(one), _halves(other)
    return low * other_low - (((product - high * other_high) - low * other_high) - high * other_low)


def _halves(values: Floats) -> tuple[Floats, Floats]:
    spread = values * _SPLIT
    high = spread - (spread - values)
    return high, values - high
