"""Summaries of simulated ranks count the units that are ranked."""

import numpy as np

import parindex
from parindex.robustness import IntervalSummary

INDEX = """
id = "three"
index = "example"
version = "1"
title = { en = "Three parts" }
years = [2024]
combine = "weighted-mean"
indicator = [{ id = "a", weight = 2 }, { id = "b", weight = 1 }, { id = "c", weight = 1 }]
"""


def summary(evidence):
    scores = parindex.score(parindex.loads(INDEX), evidence)
    return IntervalSummary.of(parindex.uncertainty(scores, parindex.Uniform(0.5), draws=500, rng=1, progress=False))


def test_units_without_a_total_are_not_counted():
    draws = np.random.default_rng(7).uniform(0, 10, (12, 3))
    ranked = {f"u{row}": dict(zip("abc", line.tolist(), strict=True)) for row, line in enumerate(draws)}
    lacking = {"first": {"a": 1.0, "b": 2.0}, **ranked, "last": {"c": 9.0}}
    alone, among = summary(ranked), summary(lacking)
    assert among.units == alone.units == tuple(ranked)
    assert among.to_dict() == alone.to_dict()
    assert not np.isnan(among.width).any()
