"""Totals by many weights at once of an index that walks its tree for each: one with a cap."""

import numpy as np

import parindex
from parindex.robustness.weight_model import WeightModel

from ..sample import define


def test_totals_of_more_draws_than_a_block_holds_are_those_of_means_below_the_cap():
    rng = np.random.default_rng(5)
    ids = [f"i{at}" for at in range(20)]
    keys = "".join(f'[[indicator]]\nid = "{id_}"\nmax = 10\n' for id_ in ids)
    definition = define(keys, combine="weighted-mean", root="cap = 5.2")
    cells = rng.integers(0, 101, (30, 20)) / 10
    scores = parindex.score(definition, {f"u{at}": dict(zip(ids, row, strict=True)) for at, row in enumerate(cells)})
    weights = rng.random((200, 20))
    expected = np.minimum(weights @ cells.T / weights.sum(axis=1)[:, None], 5.2)
    assert (expected == 5.2).any()
    np.testing.assert_allclose(WeightModel.of(scores).totals(weights), expected, rtol=1e-13)
