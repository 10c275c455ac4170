"""Weights drawn at random about those of an index: plain arrays, the groups of siblings side by side."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from parindex.kernels.number import Floats, Indices

_WORD = 2.0**32


@attrs.frozen(eq=False)
class EvenWeights:
    """Weights spread evenly, each from a least to a greatest one: a line in a whole number drawn below 2**32.

    Attributes
    ----------
    least : array (n_weights,)
        The weights that a number of 0 gives.
    steps : array (n_weights,)
        What each weight grows by with the number.
    """

    least: Floats
    steps: Floats

    @classmethod
    def about(cls, shares: Floats, share: float) -> EvenWeights:
        """Return `shares` (n_weights,) times what lies between 1 - share and 1 + share, in the middles of the steps."""
        return cls(shares * (1 - share + share / _WORD), shares * (2 * share / _WORD))

    def numbers(self, rng: np.random.Generator, size: int) -> Floats:
        """Return whole numbers (size, n_weights + 1) for so many draws; the last of each is 1, for what is added."""
        numbers = np.empty((size, self.least.size + 1))
        numbers[:, :-1] = self._words(rng, size)
        numbers[:, -1] = 1.0
        return numbers

    def weights(self, rng: np.random.Generator, size: int) -> Floats:
        """Return weights (size, n_weights)."""
        weights = self._words(rng, size).astype(np.float64)
        weights *= self.steps
        weights += self.least
        return weights

    def _words(self, rng: np.random.Generator, size: int) -> npt.NDArray[np.uint32]:
        count = size * self.least.size
        words = rng.integers(0, 2**64, -(-count // 2), dtype=np.uint64).astype("<u8", copy=False)
        return words.view("<u4")[:count].reshape(size, -1)

    def folded(self, table: Floats) -> Floats:
        """Return what `numbers` give by one product as weights do by one with a table (n_weights, n_columns)."""
        return np.concatenate([table * self.steps[:, None], (self.least @ table)[None]])


def dirichlet_weights(rng: np.random.Generator, shape: Floats, starts: Indices, size: int) -> Floats:
    """Return weights (size, n_weights) in proportion to Dirichlet draws of `shape` (n_weights,) in each group.

    `starts` (n_groups,) says where groups begin.
    """
    if (shape >= 1).all():
        return rng.standard_gamma(shape, (size, shape.size))
    # Small shapes give numbers below the least float64: their logarithms are drawn, and compared with the greatest.
    logarithms = np.log(rng.standard_gamma(shape + 1, (size, shape.size)))
    with np.errstate(divide="ignore"):
        logarithms += np.log(1 - rng.random(logarithms.shape)) / np.where(shape > 0, shape, np.nan)
    logarithms[:, shape == 0] = -np.inf
    greatest = np.maximum.reduceat(logarithms, starts, axis=1)
    logarithms -= np.repeat(greatest, np.diff(np.append(starts, shape.size)), axis=1)
    return np.exp(logarithms)


def bounded_weights(rng: np.random.Generator, low: Floats, high: Floats, size: int) -> Floats:
    """Return weights (size, n_weights) spread evenly over those between `low` and `high` that add to 1.

    By hit-and-run: in each round the weights are paired by chance, and each pair shares its sum out anew, evenly among
    all ways that its bounds allow. Steps along pairs are not held up by other weights that can hardly move.
    """
    width = high - low
    weights = np.tile(low + width * ((1 - low.sum()) / (width.sum() or 1)), (size, 1))
    free = np.flatnonzero(width > 0)
    if free.size <= 1:
        return weights
    at, low, high = weights[:, free].T.copy(), low[free, None], high[free, None]
    half = free.size // 2
    for _ in range(32 + 6 * free.size):
        order = rng.permutation(free.size)
        one, other = order[:half], order[half : 2 * half]
        both = at[one] + at[other]
        least = np.maximum(low[one], both - high[other])
        most = np.minimum(high[one], both - low[other])
        at[one] = least + (most - least) * rng.random((half, size))
        at[other] = both - at[one]
    weights[:, free] = np.clip(at, low, high).T
    return weights
