"""Seeds, and the streams of chance that come from one seed: the same wherever and in whatever order they are used."""

from __future__ import annotations

import operator

import numpy as np

from parindex.base import say


def seed_of(rng: int | np.random.Generator) -> int:
    """Return a seed, one that a generator gives if there is one; raises `TypeError` and `ValueError` for others."""
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**63))
    try:
        seed = operator.index(rng)
    except TypeError:
        raise TypeError(say("rng is a whole number or a numpy Generator, not {rng!r}", rng=rng)) from None
    if seed < 0:
        raise ValueError(say("rng is {seed}, and a seed is 0 or more", seed=seed))
    return seed


def stream(seed: int, *key: int) -> np.random.Generator:
    """Return a source of chance of its own for each key."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))
