"""Ranks of 63 units by 100 weights drawn many times, against the bare random numbers, product, sort and counts."""

from fractions import Fraction

import numpy as np

import parindex

DRAWS, BLOCK, UNITS, LEAVES = 20 * 1024, 1024, 63, 100


def floor(cells):
    chance = np.random.Generator(np.random.SFC64(1))
    places = (np.arange(UNITS) * 64 + np.broadcast_to(np.arange(UNITS), (BLOCK, UNITS))).ravel()

    def work():
        for _ in range(DRAWS // BLOCK):
            totals = chance.random((BLOCK, LEAVES)) @ cells
            totals.sort(axis=1)
            np.bincount(places, minlength=UNITS * 64)
            np.bincount(places, minlength=UNITS * 512)

    return work


def test_rank_63_units_by_100_weights(against):
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
    found = against(
        lambda: parindex.uncertainty(scores, parindex.Uniform(0.2), draws=DRAWS, rng=1),
        floor(cells.T),
        "bare numpy",
    )
    assert found.counts.sum() == DRAWS * UNITS
