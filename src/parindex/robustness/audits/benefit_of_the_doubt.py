"""The best mix of weights for each unit, by linear programmes."""

from __future__ import annotations

import numpy as np

from parindex.base import ExtraError, say
from parindex.kernels import Floats


def best_mixes(parts: Floats, weights: Floats, bounds: tuple[float, float]) -> Floats:
    """Return for each unit the greatest score that weights give it by which no unit scores above 1 (n_units,).

    `parts` (n_units, n_parts) are 0 or more; the share of each part among its weights lies between multiples of
    `weights`, which add to 1.

    Raises
    ------
    ExtraError
        scipy is not installed.
    ValueError
        The solver finds no mix.
    """
    try:
        from scipy.optimize import linprog
    except ImportError:
        raise ExtraError("BenefitOfTheDoubt", "exact") from None
    share = np.eye(weights.size)
    low, high = (np.outer(times * weights, np.ones(weights.size)) for times in bounds)
    conditions = np.concatenate([parts, low - share, share - high])
    limits = np.concatenate([np.ones(len(parts)), np.zeros(2 * weights.size)])
    found = np.empty(len(parts))
    for unit, line in enumerate(parts):
        solved = linprog(-line, A_ub=conditions, b_ub=limits, method="highs")
        if not solved.success:
            raise ValueError(say("the best mix of weights of a unit was not found"))
        found[unit] = -solved.fun
    return found
