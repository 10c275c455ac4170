"""Coherence of all nodes, and every other method, of 63 units with 100 indicators in 8 domains.

Coherence is held against scipy's Kendall, two columns at a time, and other methods against scoring as often.
"""

from itertools import combinations

import numpy as np
import pytest

import parindex

from .flat import LEAVES, scores

DOMAINS = 8
PAIRS = 600


def test_coherence_of_all_nodes(against):
    kendalltau = pytest.importorskip("scipy.stats").kendalltau
    own = scores(domains=DOMAINS)

    def work():
        found = parindex.coherence(own)
        return found, found.flags, found.to_dict()

    def pairs():
        values = own.values
        for one, other in list(combinations(range(LEAVES), 2))[:PAIRS]:
            kendalltau(values[:, one], values[:, other])

    found, _, _ = against(work, pairs, f"scipy's Kendall of {PAIRS} pairs")
    assert len(found.components) == DOMAINS + 1


def test_every_other_method(against):
    own = scores(domains=DOMAINS)
    changes = [
        parindex.EqualWeights(),
        parindex.Aggregation(["geometric-mean", "harmonic-mean"]),
        parindex.Borda(),
        parindex.Copeland(),
        parindex.BenefitOfTheDoubt(),
        parindex.LeftOut(),
    ]

    def again():
        for _ in range(LEAVES):
            parindex.score(own.definition, np.array(own.evidence.values))

    found = against(lambda: parindex.alternatives(own, changes), again, f"scoring {LEAVES} times")
    assert len(found.changed) == LEAVES + 6
