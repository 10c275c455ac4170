"""All weights of 100 down and up and each left out, with ranks of 63 units, against bare products and argsort."""

from fractions import Fraction

import numpy as np

import parindex

CASES, UNITS, LEAVES = 300, 63, 100


def floor(cells):
    weights = np.random.default_rng(2).random((CASES, LEAVES))

    def work():
        for start in range(0, CASES, 32):  # few enough that OpenBLAS wakes no threads
            np.argsort(weights[start : start + 32] @ cells.T, axis=1)

    return work


def test_move_100_weights_of_63_units(against):
    leaves = tuple(
        parindex.Indicator(id=f"i{at}", weight=Fraction(at % 5 + 1), max=Fraction(1)) for at in range(LEAVES)
    )
    definition = parindex.Definition(
        id="flat",
        index="F",
        version="1",
        title=parindex.Text(en="Flat"),
        years=(2024,),
        combine="weighted-mean",
        indicator=leaves,
    )
    cells = np.random.default_rng(1).random((UNITS, LEAVES))
    scores = parindex.score(definition, cells)
    moved, left = against(
        lambda: (parindex.one_at_a_time(scores), parindex.leave_out(scores)), floor(cells), "bare numpy"
    )
    assert moved.rank.shape == (LEAVES, 2, UNITS)
    assert left.rank.shape == (LEAVES, UNITS)
