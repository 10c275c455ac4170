"""Best and worst ranks, against bare programmes of the same size, one for each end."""

import time
from fractions import Fraction

import numpy as np
import pytest

import parindex

from .conftest import of_clock
from .flat import scores as flat_scores

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


def floor(cells, weights=1.0, every=1):
    """Return the bare work: twice for each unit, the least number of others above it with any weights within a fifth.

    Weights are those before they are divided by their sum, so that their bounds are plain. Of many units one in so many
    is taken.
    """
    optimize = pytest.importorskip("scipy.optimize")
    units, leaves = cells.shape
    low, high = np.full(leaves, 0.8) * weights, np.full(leaves, 1.2) * weights

    def programme(unit, sign):
        slopes = sign * (np.delete(cells, unit, axis=0) - cells[unit])
        most = np.maximum(slopes, 0) @ high + np.minimum(slopes, 0) @ low
        slopes, most = slopes[most > 0], most[most > 0]
        if not len(slopes):
            return
        optimize.milp(
            np.r_[np.zeros(leaves), np.ones(len(slopes))],
            integrality=np.r_[np.zeros(leaves), np.ones(len(slopes))],
            bounds=optimize.Bounds(np.r_[low, np.zeros(len(slopes))], np.r_[high, np.ones(len(slopes))]),
            constraints=optimize.LinearConstraint(np.column_stack([slopes, -np.diag(most)]), -np.inf, 0.0),
        )

    return lambda: [programme(unit, sign) for unit in range(0, units, every) for sign in (1, -1)]


def test_rank_ranges_of_30_units_by_12_weights(against):
    cells = np.random.default_rng(1).random((UNITS, LEAVES))
    scores = scored(cells)
    found = against(lambda: parindex.rank_range(scores, parindex.Uniform(0.2)), floor(cells), "bare milp", rounds=3)
    assert found.attained.all()


def test_a_limit_of_ten_seconds_of_63_units_by_100_weights_in_10_domains(against, request):
    """The floor is the limit itself."""
    quick = request.config.getoption("benchmark_disable")  # only whether they run
    scores, seconds = flat_scores(63, 100, domains=10), 0.1 if quick else 10.0
    found = against(
        lambda: parindex.rank_range(scores, parindex.Uniform(0.2), seconds=seconds),
        lambda: time.sleep(seconds),
        "the limit",
        rounds=1,
        clock=of_clock,
        most=1.2,
    )
    assert found.attained[~found.proved].all()
    assert (found.best_proved <= found.best).all()
    assert (found.worst_proved >= found.worst).all()


@pytest.mark.parametrize("units, leaves", [(63, 100), (150, 10)])
def test_rank_ranges_of_as_many_units_and_weights_as_whole_countries_have(against, quick, units, leaves):
    """Bare programmes of all units would take three times what is timed."""
    scores = flat_scores(units // 8 if quick else units, leaves)
    cells, shares = scores.values[:, -leaves:], [float(leaf.weight) for leaf in scores.definition.indicator]
    found = against(
        lambda: parindex.rank_range(scores, parindex.Uniform(0.2)),
        floor(cells, shares, every=3),
        "bare milp of every third unit",
        rounds=1,
    )
    assert found.attained.all()
