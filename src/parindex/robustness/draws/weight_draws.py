"""The weights that `uncertainty` draws, one draw after the other, and the totals that each draw gives."""

from __future__ import annotations

import operator
from functools import cached_property

import attrs
import numpy as np

from parindex.base import say
from parindex.definition import Component
from parindex.kernels import Array, Floats, Indices
from parindex.robustness.draws.draw_ranks import DrawRanking
from parindex.robustness.draws.uncertain_inputs import BLOCK, UncertainInputs
from parindex.robustness.random_streams import seed_of, stream
from parindex.robustness.weight_perturbations import Perturbation
from parindex.scoring import Scores

#: Draws are kept, all of them.
MOST_KEPT = 100_000


@attrs.frozen(eq=False, repr=False)
class WeightDraws:
    """So many draws of weights, the same as those of `uncertainty` with that seed."""

    inputs: UncertainInputs
    seed: int
    weights: Floats  # (n_draws, n_weights)

    @classmethod
    def of(
        cls, scores: Scores, weights: Perturbation | None, draws: int, rng: int | np.random.Generator
    ) -> WeightDraws:
        """Draw them; raises `ValueError` where there is nothing to draw, or too much to keep."""
        draws = operator.index(draws)
        if not 1 <= draws <= MOST_KEPT:
            raise ValueError(say("draws is {draws:,}, and not from 1 to {most:,}", draws=draws, most=MOST_KEPT))
        seed, inputs = seed_of(rng), UncertainInputs.of(scores, weights)
        parts = []
        for block in range(-(-draws // BLOCK)):
            of_block = stream(seed, block)
            size = min(BLOCK, draws - block * BLOCK)
            drawn = [inputs.draw(of_block, inputs.size).weights for _ in range(0, size, inputs.size)]
            parts.append(np.concatenate(drawn)[:size])
        return cls(inputs, seed, np.concatenate(parts))

    @property
    def rows(self) -> Indices:
        """The rows of the units that have totals (n_ranked,)."""
        return self.inputs.rows

    @cached_property
    def compared(self) -> Floats:
        """Totals (n_draws, n_ranked) as they are compared: the greatest the best, in whole steps where as published."""
        totals = self.inputs.model.totals(self.weights)
        return DrawRanking.of(self.inputs.scores, self.rows).compared(totals)

    def part_weights(self, component: Component) -> Array | None:
        """Return what a point of each part counts (n_draws, n_parts); None where that does not vary."""
        columns = self.inputs.model.columns
        for group, place in zip(columns.groups, columns.slices, strict=True):
            if group.ids[0] == component.id:
                drawn = self.weights[:, place]
                shares = drawn / drawn.sum(axis=1, keepdims=True)
                return np.asarray(shares * (group.points / float(group.times)))
        return None
