"""Products by pieces are the products."""

import numpy as np
import pytest

from parindex.robustness import matrix_threads as module
from parindex.robustness.matrix_threads import product


@pytest.mark.parametrize("shape", [(0, 3, 2), (1, 1, 1), (7, 5, 3), (200, 100, 63), (40, 30, 0)])
@pytest.mark.parametrize("alone, small", [(2**18, 2**24), (30, 10_000), (16, 2**24), (2**18, 1)])
def test_pieces_make_the_whole(shape, alone, small, monkeypatch):
    monkeypatch.setattr(module, "_ALONE", alone)
    monkeypatch.setattr(module, "_SMALL", small)
    rng = np.random.default_rng(1)
    left, right = rng.random(shape[:2]), rng.random(shape[1:])
    np.testing.assert_allclose(product(left, right), left @ right, rtol=1e-13)
