"""All weights of 100 down and up and each left out, with ranks of 63 units, against bare products and argsort."""

import numpy as np

import parindex

from .flat import LEAVES, UNITS, scores

CASES = 300


def floor(cells):
    weights = np.random.default_rng(2).random((CASES, LEAVES))

    def work():
        for start in range(0, CASES, 32):  # few enough that OpenBLAS wakes no threads
            np.argsort(weights[start : start + 32] @ cells.T, axis=1)

    return work


def test_move_100_weights_of_63_units(against):
    own = scores()
    moved, left = against(
        lambda: (parindex.one_at_a_time(own), parindex.leave_out(own)), floor(own.values[:, 1:]), "bare numpy"
    )
    assert moved.rank.shape == (LEAVES, 2, UNITS)
    assert left.rank.shape == (LEAVES, UNITS)
