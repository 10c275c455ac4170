"""The greatest weighted mean, against all weights that stand at a corner of what is allowed."""

from itertools import permutations, product

import numpy as np
import pytest

from parindex.kernels import after_dividing, before_dividing

VALUES = np.array([[3.0, -1.0, 4.0, 1.0], [-5.0, -9.0, -2.0, -6.0], [2.0, 2.0, 2.0, 2.0], [0.0, 7.0, 7.0, -7.0]])
BOUNDS = {
    "about equal": ([0.2, 0.2, 0.2, 0.2], [0.3, 0.4, 0.25, 0.3]),
    "from nothing": ([0.0, 0.0, 0.0, 0.0], [0.5, 0.7, 0.4, 0.6]),
    "one that does not move": ([0.1, 0.25, 0.0, 0.2], [0.4, 0.25, 0.6, 0.9]),
}


@pytest.mark.parametrize("bounds", BOUNDS.values(), ids=BOUNDS)
def test_before_dividing_one_of_the_corners_is_best(bounds):
    low, high = map(np.array, bounds)
    corners = [np.array(corner) for corner in product(*zip(low, high, strict=True)) if sum(corner)]
    means, weights = before_dividing(VALUES, low, high)
    for row, mean, of_row in zip(VALUES, means, weights, strict=True):
        assert mean == pytest.approx(max(corner @ row / corner.sum() for corner in corners))
        assert of_row @ row / of_row.sum() == pytest.approx(mean)
        assert all(weight in ends for weight, ends in zip(of_row, zip(low, high, strict=True), strict=True))


@pytest.mark.parametrize("bounds", BOUNDS.values(), ids=BOUNDS)
def test_after_dividing_what_the_bounds_leave_goes_to_one_after_the_other(bounds):
    low, high = map(np.array, bounds)
    corners = [filled(low, high, order) for order in permutations(range(low.size))]
    means, weights = after_dividing(VALUES, low, high)
    for row, mean, of_row in zip(VALUES, means, weights, strict=True):
        assert mean == pytest.approx(max(corner @ row for corner in corners))
        assert of_row @ row == pytest.approx(mean)
        assert of_row.sum() == pytest.approx(1)
        assert (low <= of_row).all()
        assert (of_row <= high + 1e-15).all()


def filled(low, high, order):
    """Return the weights that give all there is to one after the other, in an order."""
    weights = low.copy()
    for at in order:
        weights[at] += min(high[at] - low[at], 1 - weights.sum())
    return weights
