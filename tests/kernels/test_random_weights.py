"""Weights drawn by chance: where they lie, what they add to, and how chance becomes weights."""

import numpy as np
import pytest

from parindex.kernels.random_weights import EvenWeights, bounded_weights, dirichlet_weights

SHARES = np.array([0.5, 0.3, 0.2])


class Told:
    """A source of chance that gives the words it is told."""

    def __init__(self, words):
        self.words = np.array(words, dtype="<u4")

    def integers(self, low, high, size, dtype):
        assert (low, high, dtype) == (0, 2**64, np.uint64)
        assert size == -(-self.words.size // 2)
        padded = np.append(self.words, np.zeros(self.words.size % 2, dtype="<u4"))
        return padded.view("<u8").astype(np.uint64)


def test_chance_is_spread_evenly_from_the_least_to_the_greatest():
    """The first word is the least, the last one the greatest: the middles of 2**32 steps."""
    words = [0, 2**31, 2**32 - 1, 2**32 - 1, 0, 2**31]
    step = 0.2 / 2**32
    times = 0.8 + 2 * step * np.array(words) + step
    drawn = EvenWeights.about(SHARES, 0.2).weights(Told(words), 2)
    assert drawn.ravel().tolist() == pytest.approx((np.tile(SHARES, 2) * times).tolist(), rel=1e-12)
    assert drawn.max(axis=0) / SHARES == pytest.approx([1.2, 1.0, 1.2], rel=1e-9)


def test_an_odd_number_of_words_is_enough_for_one_draw():
    assert EvenWeights.about(SHARES, 0.5).weights(Told([0, 0, 0]), 1)[0] == pytest.approx(SHARES / 2)


def test_one_product_of_numbers_is_that_of_the_weights_they_make():
    even, table = EvenWeights.about(SHARES, 0.3), np.random.default_rng(1).random((3, 4))
    numbers, weights = (make(np.random.default_rng(2), 5) for make in (even.numbers, even.weights))
    assert numbers @ even.folded(table) == pytest.approx(weights @ table, rel=1e-13)


@pytest.mark.parametrize("shape", [[1.0, 1.0, 2.0], [0.5, 1.0, 2.0], [0.01, 0.02, 0.0], [3.0, 0.0, 1.0]])
def test_shares_of_dirichlet_draws_are_those_of_the_shapes(shape):
    shape = np.array(shape)
    weights = dirichlet_weights(np.random.default_rng(3), shape, np.zeros(1, dtype=np.intp), 4000)
    shares = weights / weights.sum(axis=1, keepdims=True)
    mean, whole = shape / shape.sum(), shape.sum()
    assert (weights >= 0).all()
    assert ((shares.max(axis=0) > 0) == (shape > 0)).all()
    assert np.abs(shares.mean(axis=0) - mean).max() < 0.03
    deviation = np.sqrt(mean * (1 - mean) / (whole + 1))
    assert np.abs(shares.std(axis=0) - deviation).max() < 0.03


def test_groups_of_small_shapes_are_drawn_apart():
    """Logarithms are compared with the greatest of the group: each group has a weight of 1."""
    weights = dirichlet_weights(np.random.default_rng(3), np.full(5, 0.001), np.array([0, 2]), 50)
    assert (weights[:, :2].max(axis=1) == 1).all()
    assert (weights[:, 2:].max(axis=1) == 1).all()


BOUNDS = [
    ([0.1, 0.2], [0.7, 0.8]),
    ([0.1, 0.2, 0.3], [0.5, 0.5, 0.5]),
    ([0.1, 0.2, 0.3, 0.0], [0.5, 0.2, 0.5, 0.4]),
    ([0.0] * 5, [1.0] * 5),
]


@pytest.mark.parametrize("low, high", BOUNDS)
def test_bounded_weights_add_to_one_and_reach_all_that_their_bounds_allow(low, high):
    low, high = np.array(low), np.array(high)
    weights = bounded_weights(np.random.default_rng(5), low, high, 3000)
    assert weights.sum(axis=1) == pytest.approx(np.ones(3000))
    assert (weights >= low).all()
    assert (weights <= high).all()
    least, most = np.maximum(low, 1 - (high.sum() - high)), np.minimum(high, 1 - (low.sum() - low))
    assert (weights.min(axis=0) - least <= 0.1 * (most - least) + 1e-12).all()
    assert (most - weights.max(axis=0) <= 0.45 * (most - least) + 1e-12).all()


def test_without_bounds_they_are_spread_as_evenly_as_dirichlet_draws_of_ones():
    weights = bounded_weights(np.random.default_rng(5), np.zeros(4), np.ones(4), 4000)
    assert np.abs(weights.mean(axis=0) - 1 / 4).max() < 0.02
    assert np.abs(weights.var(axis=0) - 3 / 80).max() < 0.004


@pytest.mark.parametrize("low, high", [([0.3, 0.7], [0.3, 0.7]), ([0.3, 0.2], [0.3, 0.9])])
def test_weights_that_cannot_move_stay(low, high):
    weights = bounded_weights(np.random.default_rng(5), np.array(low), np.array(high), 3)
    assert weights == pytest.approx(np.tile([0.3, 0.7], (3, 1)))


def test_a_weight_that_cannot_move_takes_no_chance_from_the_others():
    low, high, drawn = np.array([0.1, 0.1, 0.0]), np.array([0.6, 0.5, 0.7]), []
    for at in (0, 3):
        both = np.insert(low, at, 0.2), np.insert(high, at, 0.2)
        drawn.append(np.delete(bounded_weights(np.random.default_rng(5), *both, 7), at, axis=1))
    assert drawn[0] == pytest.approx(drawn[1], rel=1e-12)
