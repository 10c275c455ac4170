"""Rounding half up, and knowing when float64 is not enough to decide it."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

import numpy as np

from parindex.kernels.number import Floats, Mask

_WIDE = Context(prec=999_999, Emin=-999_999, Emax=999_999)


def half_up(values: Floats, decimals: int) -> Floats:
    """Round to whole steps of 10**-decimals, half away from zero; returns the number of steps."""
    scaled = np.abs(values) * 10.0**decimals
    return np.copysign(np.floor(scaled + 0.5), values)


def half_up_exact(value: Fraction, decimals: int) -> int:
    """Round one exact value to whole steps of 10**-decimals, half away from zero."""
    scaled = abs(value) * 10**decimals
    steps: int = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return steps if value >= 0 else -steps


def in_decimals(steps: int, decimals: int) -> Decimal:
    """Return whole steps of 10**-decimals as a decimal with so many places, however large."""
    return Decimal(steps).scaleb(-decimals, _WIDE)


def undecided(values: Floats, decimals: int, error: float | Floats) -> Mask:
    """Return where a value known to within `error` may round either way."""
    scale = 10.0**decimals
    scaled = np.abs(values) * scale
    slack = error * scale + 4 * np.spacing(scaled)
    return np.asarray((np.abs(scaled - np.floor(scaled) - 0.5) <= slack) | ~(scaled < 2.0**52), dtype=bool)
