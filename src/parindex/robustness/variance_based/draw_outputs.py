"""What is asked of the totals of a draw: these themselves, ranks, or how far ranks are from those of the scores."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from parindex.kernels import Floats, Indices, half_up, ordered, places
from parindex.robustness.draws import RankCounter, UncertainInputs

Kind = Literal["score", "rank", "rank-shift"]
KINDS: tuple[Kind, ...] = ("score", "rank", "rank-shift")


@attrs.frozen(eq=False, repr=False)
class DrawOutput:
    """An output of each draw, worked out from its totals.

    Attributes
    ----------
    kind : {"score", "rank", "rank-shift"}
        Totals; ranks; or the mean distance of ranks to those of the scores, over the units.
    groups : tuple of arrays
        The units that are ranked among themselves.
    ties : str
        How equal totals share a rank.
    decimals : int or None
        Totals are rounded to so many before they are ranked.
    reference : array (n_ranked,)
        The ranks of the scores.
    """

    kind: Kind
    groups: tuple[Indices, ...]
    ties: str
    decimals: int | None
    reference: Floats

    @classmethod
    def of(cls, inputs: UncertainInputs, kind: Kind) -> DrawOutput:
        """Return an output of what is not certain; raises `ValueError` for one that there is not."""
        if kind not in KINDS:
            raise ValueError(f"output is {kind!r}, and none of {', '.join(KINDS)}")
        counter = RankCounter.of(inputs)
        return cls(kind, counter.groups, counter.ties, counter.decimals, inputs.scores.rank[inputs.rows])

    @property
    def count(self) -> int:
        """How many outputs there are."""
        return 1 if self.kind == "rank-shift" else self.reference.size

    def __call__(self, totals: Floats) -> Floats:
        """Return outputs (n_draws, n_outputs) by totals (n_draws, n_ranked)."""
        if self.kind == "score":
            return totals
        ranks = self.ranks(totals)
        return ranks if self.kind == "rank" else np.abs(ranks - self.reference).mean(axis=1, keepdims=True)

    def ranks(self, totals: Floats) -> Floats:
        """Return ranks (n_draws, n_ranked) by the rule of the definition."""
        shown = totals if self.decimals is None else half_up(totals, self.decimals)
        if len(self.groups) == 1:
            return self._placed(shown)
        out = np.empty(totals.shape)
        for members in self.groups:
            out[:, members] = self._placed(shown[:, members])
        return out

    def _placed(self, totals: Floats) -> Floats:
        units, level = ordered(totals)
        draws, size = totals.shape
        units += np.arange(0, draws * size, size)[:, None]
        ranks = np.broadcast_to(1.0 + np.arange(size), totals.shape)
        if level is not None:
            tied = level.any(axis=1)
            ranks = ranks.copy()
            ranks[tied] = 1 + places(level[tied], self.ties) / 2
        out = np.empty(draws * size)
        out[units.reshape(-1)] = ranks.reshape(-1)
        return out.reshape(totals.shape)
