"""How much of the spread of totals a part explains along whatever line: the correlation ratio, by local fits."""

from __future__ import annotations

import numpy as np

from parindex.kernels.number import Floats

#: Bandwidths that are tried, in standard deviations of the part; the one that foretells units left out best is taken.
BANDWIDTHS: Floats = np.geomspace(0.1, 2.0, 40)


def correlation_ratio(part: Floats, totals: Floats) -> tuple[float, float]:
    """Return the share of the variance of totals that follows from a part, and the bandwidth in standard deviations.

    Both (n,) without nan. Each total is foretold by a straight line fitted to the units around it, with the weights of
    a normal density; the bandwidth has the least squared error of units that are left out (Paruolo, Saisana and
    Saltelli 2013).
    """
    spread = part.std(ddof=1)
    if not spread > 0 or not np.ptp(totals) > 0:
        return np.nan, np.nan
    apart = (part[None, :] - part[:, None]) / spread
    best = min(BANDWIDTHS, key=lambda width: _error_without(apart, totals, width))
    return float(_fitted(apart, totals, best).var() / totals.var()), float(best)


def _weights(apart: Floats, width: float) -> Floats:
    """Return what each unit (column) counts for the height of a line that is fitted around each unit (row)."""
    near = np.exp(-0.5 * (apart / width) ** 2)
    level, slope = near.sum(axis=1), (near * apart).sum(axis=1)
    bend = (near * apart**2).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(near * (bend[:, None] - slope[:, None] * apart) / (level * bend - slope**2)[:, None])


def _fitted(apart: Floats, totals: Floats, width: float) -> Floats:
    return np.asarray(_weights(apart, width) @ totals)


def _error_without(apart: Floats, totals: Floats, width: float) -> float:
    """Return the mean squared error of totals that are foretold without the unit itself."""
    weights = _weights(apart, width)
    with np.errstate(invalid="ignore", divide="ignore"):
        errors = (totals - weights @ totals) / (1 - np.diag(weights))
    return float(np.mean(errors**2)) if np.isfinite(errors).all() else np.inf
