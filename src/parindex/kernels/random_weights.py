"""Weights drawn at random about those of an index: plain arrays, the groups of siblings side by side."""

from __future__ import annotations

import numpy as np

from parindex.kernels.number import Floats, Indices

_WORD = 2.0**32


def uniform_weights(rng: np.random.Generator, shares: Floats, share: float, size: int) -> Floats:
    """Return weights (size, n_weights): `shares` (n_weights,) times numbers spread evenly from 1 - share to 1 + share.

    Chance comes in steps of 2**-32.
    """
    count = size * shares.size
    words = rng.integers(0, 2**64, -(-count // 2), dtype=np.uint64).astype("<u8", copy=False).view("<u4")
    weights = words[:count].reshape(size, shares.size).astype(np.float64)
    weights += _WORD * (1 - share) / (2 * share) + 0.5
    weights *= shares * (2 * share / _WORD)
    return weights


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
