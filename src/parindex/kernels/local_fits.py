"""How much of the spread of totals a part explains along whatever line: the correlation ratio, by local fits."""

from __future__ import annotations

import numpy as np

from parindex.kernels.number import Floats

#: Bandwidths that are tried, in standard deviations of the part; the one that foretells units left out best is taken.
BANDWIDTHS: Floats = np.geomspace(0.1, 2.0, 40)
#: First every third of them, then those around the best.
_STEP = 3
#: Of more units it is not worked out: each one is held against every other, for each bandwidth.
MOST_UNITS = 2_000
#: So many distances are held at once.
_CELLS = 1_000_000


def correlation_ratio(part: Floats, totals: Floats) -> tuple[float, float]:
    """Return the share of the variance of totals that follows from a part, and the bandwidth in standard deviations.

    Both (n,) without nan. Each total is foretold by a straight line fitted to the units around it, with the weights of
    a normal density; the bandwidth has the least squared error of units that are left out (Paruolo, Saisana and
    Saltelli 2013). nan where part or total is constant, and for more than `MOST_UNITS` units.
    """
    spread = part.std(ddof=1) if part.size > 1 else 0.0
    if not (spread > 0 and np.ptp(totals) > 0) or part.size > MOST_UNITS:
        return np.nan, np.nan
    places = (part - part.mean()) / spread
    fits = {at: _foretold(places, totals, BANDWIDTHS[at]) for at in range(0, BANDWIDTHS.size, _STEP)}
    near = min(fits, key=lambda at: fits[at][1])
    between = range(max(0, near - _STEP + 1), min(BANDWIDTHS.size, near + _STEP))
    fits |= {at: _foretold(places, totals, BANDWIDTHS[at]) for at in between if at != near}
    best = min(fits, key=lambda at: fits[at][1])
    fitted, error = fits[best]
    return (float(fitted.var() / totals.var()), float(BANDWIDTHS[best])) if np.isfinite(error) else (np.nan, np.nan)


def _foretold(places: Floats, totals: Floats, width: float) -> tuple[Floats, float]:
    """Return totals on lines fitted around each unit, and the mean squared error where the unit itself is left out."""
    moments = np.column_stack([np.ones_like(places), places, places**2, totals, places * totals])
    some = max(1, _CELLS // places.size)
    rows = [places[start : start + some] for start in range(0, places.size, some)]
    sums = np.concatenate([np.exp(-0.5 * ((row[:, None] - places) / width) ** 2) @ moments for row in rows])
    level, first, second, heights, slopes = sums.T
    tilt, bend = first - places * level, second - 2 * places * first + places**2 * level
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = level * bend - tilt**2
        fitted = (bend * heights - tilt * (slopes - places * heights)) / spread
        errors = (totals - fitted) / (1 - bend / spread)
    return fitted, float(np.mean(errors**2)) if np.isfinite(errors).all() else np.inf
