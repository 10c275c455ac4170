"""What is asked of the totals of a draw: these themselves, ranks, or how far ranks are from those of the scores."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from parindex.base import check_word
from parindex.kernels import Floats
from parindex.robustness.draws import DrawRanking, UncertainInputs

OutputKind = Literal["score", "rank", "rank-shift"]
KINDS: tuple[OutputKind, ...] = ("score", "rank", "rank-shift")


@attrs.frozen(eq=False, repr=False)
class DrawOutput:
    """An output of each draw, worked out from its totals."""

    kind: OutputKind  # totals; ranks; or the mean distance of ranks to those of the scores, over the units
    ranking: DrawRanking
    reference: Floats  # (n_ranked,): the ranks of the scores

    @classmethod
    def of(cls, inputs: UncertainInputs, kind: OutputKind) -> DrawOutput:
        """Return an output of what is not certain; raises `ValueError` for one that there is not."""
        check_word("output", kind, KINDS)
        return cls(kind, DrawRanking.of(inputs.scores, inputs.rows), inputs.scores.rank[inputs.rows])

    @property
    def count(self) -> int:
        """How many outputs there are."""
        return 1 if self.kind == "rank-shift" else self.reference.size

    def __call__(self, totals: Floats) -> Floats:
        """Return outputs (n_draws, n_outputs) by totals (n_draws, n_ranked)."""
        if self.kind == "score":
            return totals
        ranks = self.ranking.ranks(totals)
        return ranks if self.kind == "rank" else np.abs(ranks - self.reference).mean(axis=1, keepdims=True)
