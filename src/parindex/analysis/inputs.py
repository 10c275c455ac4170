"""Everything about an index that is not certain, drawn together, and the totals that each draw gives."""

from __future__ import annotations

from collections.abc import Collection

import attrs
import numpy as np

from parindex.analysis.model import Model
from parindex.analysis.weights import Floats, Indices, Perturbation
from parindex.scoring import Scores


@attrs.frozen(eq=False, repr=False)
class Drawn:
    """Some draws of what is not certain.

    Attributes
    ----------
    weights : array (n_draws, n_weights)
        In proportion within each group of siblings.
    """

    weights: Floats

    def part(self, start: int, end: int) -> Drawn:
        """Return some of the draws."""
        return Drawn(self.weights[start:end])


@attrs.frozen(eq=False, repr=False)
class Inputs:
    """What is not certain about an index.

    Attributes
    ----------
    scores : Scores
        What was scored.
    weights : Perturbation
        How the weights vary.
    model : Model
        What gives the totals.
    """

    scores: Scores
    weights: Perturbation
    model: Model

    @classmethod
    def of(cls, scores: Scores, weights: Perturbation) -> Inputs:
        """Return the inputs of scores; raises `ValueError` for one that can have no effect."""
        model = Model.of(scores)
        weights.refuse(model.groups)
        if not model.rows.size:
            raise ValueError("no unit has a rank")
        return cls(scores, weights, model)

    @property
    def rows(self) -> Indices:
        """The units that have a rank (n_ranked,)."""
        return self.model.rows

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each input that varies by itself: `weight:` and the node for a weight."""
        return tuple(f"weight:{name}" for name in self.model.names)

    def draw(self, rng: np.random.Generator, size: int) -> Drawn:
        """Draw everything `size` times."""
        return Drawn(self.weights.draw(rng, self.model.groups, size))

    def exchange(self, one: Drawn, other: Drawn, names: Collection[str]) -> Drawn:
        """Return the first draws with the inputs named taken from the second."""
        columns = [at for at, name in enumerate(self.names) if name in names]
        weights = one.weights.copy()
        weights[:, columns] = other.weights[:, columns]
        return Drawn(weights)

    def totals(self, drawn: Drawn) -> Floats:
        """Return totals (n_draws, n_ranked)."""
        return self.model.totals(drawn.weights)
