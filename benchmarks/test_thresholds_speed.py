"""Weights at which neighbours in rank are level, against the same thresholds alone, by hand in whole numbers."""

import time
from fractions import Fraction
from itertools import pairwise

import numpy as np

import parindex

from .flat import UNITS, scores

#: Components of the first level, of the second, and indicators: each is part of one above it in turn.
DOMAINS, CRITERIA, LEAVES = 8, 30, 100


def tree():
    """Return scores of units by 100 indicators below 30 criteria below 8 domains."""
    domains = [parindex.Component(id=f"d{at}", combine="weighted-mean", weight=Fraction(at + 1)) for at in range(8)]
    criteria = [
        parindex.Component(id=f"c{at}", parent=f"d{at % DOMAINS}", combine="weighted-mean", weight=Fraction(at % 7 + 1))
        for at in range(CRITERIA)
    ]
    leaves = [
        parindex.Indicator(id=f"i{at}", parent=f"c{at % CRITERIA}", max=Fraction(1), weight=Fraction(at % 5 + 1))
        for at in range(LEAVES)
    ]
    definition = parindex.Definition(
        id="tree",
        index="T",
        version="1",
        title=parindex.Text(en="Tree"),
        years=(2024,),
        combine="weighted-mean",
        component=(*domains, *criteria),
        indicator=tuple(leaves),
    )
    return parindex.score(definition, np.random.default_rng(2).random((UNITS, LEAVES)).round(4))


def neighbours(scored):
    """Return the units next to each other in rank."""
    order = [scored.units[row] for row in np.argsort(scored.rank, kind="stable")]
    return list(pairwise(order))


def by_hand(cells, weights):
    """Find the weight of each column at which two rows of whole numbers are level."""
    whole = sum(weights)
    for one, other in pairwise(cells.tolist()):
        more = [a - b for a, b in zip(one, other, strict=True)]
        lead = sum(weight * gain for weight, gain in zip(weights, more, strict=True))
        for weight, gain in zip(weights, more, strict=True):
            fall = whole * gain - lead
            Fraction(weight * fall - lead * (whole - weight), whole * fall)


def seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def all_thresholds(scored, pairs):
    return [parindex.thresholds(scored, *pair) for pair in pairs]


def test_thresholds_of_all_neighbours_by_10_weights(against):
    """Their exact scores are worked out first, as they are kept: then each pair takes less than a millisecond."""
    scored = scores(leaves=10)
    pairs = neighbours(scored)
    cells = np.random.default_rng(1).integers(0, 10**16, (UNITS, 10))

    def floor():
        by_hand(cells, [at % 5 + 1 for at in range(10)])

    found = against(lambda: all_thresholds(scored, pairs), floor, "whole numbers by hand", rounds=5, clock=seconds)
    assert {way for ties in found for way in ties.way} == {"closed form"}


def test_thresholds_of_neighbours_by_100_leaves_of_a_tree(against):
    scored = tree()
    pairs = neighbours(scored)[:10]
    cells = np.random.default_rng(1).integers(0, 10**4, (11, DOMAINS + CRITERIA + LEAVES))

    def floor():
        by_hand(cells, [at % 5 + 1 for at in range(cells.shape[1])])

    found = against(lambda: all_thresholds(scored, pairs), floor, "whole numbers by hand", rounds=5, clock=seconds)
    assert {way for ties in found for way in ties.way} == {"closed form"}
