"""Best and worst ranks of 30 units by 12 weights, against bare programmes of the same size, one for each end."""

from fractions import Fraction

import numpy as np
import pytest

import parindex

UNITS, LEAVES = 30, 12


def scored(cells):
    leaves = tuple(parindex.Indicator(id=f"i{at}", max=Fraction(1)) for at in range(LEAVES))
    definition = parindex.Definition(
        id="flat",
        index="F",
        version="1",
        title=parindex.Text(en="Flat"),
        years=(2024,),
        combine="weighted-mean",
        indicator=leaves,
    )
    return parindex.score(definition, cells)


def floor(cells):
    """Return the bare work: twice for each unit, the least number of others above it with any weights within a fifth.

    Weights are those before they are divided by their sum, so that their bounds are plain.
    """
    optimize = pytest.importorskip("scipy.optimize")
    low, high = np.full(LEAVES, 0.8), np.full(LEAVES, 1.2)

    def programme(unit, sign):
        slopes = sign * (np.delete(cells, unit, axis=0) - cells[unit])
        most = np.maximum(slopes, 0) @ high + np.minimum(slopes, 0) @ low
        slopes, most = slopes[most > 0], most[most > 0]
        if not len(slopes):
            return
        optimize.milp(
            np.r_[np.zeros(LEAVES), np.ones(len(slopes))],
            integrality=np.r_[np.zeros(LEAVES), np.ones(len(slopes))],
            bounds=optimize.Bounds(np.r_[low, np.zeros(len(slopes))], np.r_[high, np.ones(len(slopes))]),
            constraints=optimize.LinearConstraint(np.column_stack([slopes, -np.diag(most)]), -np.inf, 0.0),
        )

    return lambda: [programme(unit, sign) for unit in range(UNITS) for sign in (1, -1)]


def test_rank_ranges_of_30_units_by_12_weights(against):
    cells = np.random.default_rng(1).random((UNITS, LEAVES))
    scores = scored(cells)
    found = against(lambda: parindex.rank_range(scores, parindex.Uniform(0.2)), floor(cells), "bare milp", rounds=3)
    assert found.attained.all()
