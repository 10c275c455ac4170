"""Between which ranks a unit lies when the weights are not quite certain, with what is assumed for it."""

from __future__ import annotations

import attrs
import numpy as np

from parindex.base import Message, say
from parindex.kernels import Floats
from parindex.robustness import Uniform, uncertainty
from parindex.scoring import Scores

#: Ours: the definition says nothing of how certain its weights are.
SPREAD, DRAWS, SEED, SHARES = 0.2, 2000, 0, (0.05, 0.95)


@attrs.frozen(eq=False)
class RankIntervals:
    """The bounds of 90 % of the ranks of each unit (n_units, 2), nan where it has none; and how they were found."""

    bounds: Floats
    method: Message


def rank_intervals(scores: Scores) -> RankIntervals:
    """Draw weights and return the intervals of ranks; empty ones where nothing can vary, with the reason."""
    if scores.ranked.size <= 1:
        return _none(scores, say("No rank interval is given: fewer than two units have a rank."))
    try:
        drawn = uncertainty(scores, Uniform(SPREAD), draws=DRAWS, rng=SEED)
    except ValueError:
        return _none(scores, say("No rank interval is given: this index has no weights that could vary."))
    told = say(
        "The rank interval holds 90 % of the ranks in {draws} draws (seed {seed}) in which every weight varies by up "
        "to {spread:.0f} % of itself, each independently; in a sum, the weight of a part is its maximum. These "
        "{spread:.0f} % are an assumption of this report and not part of the index.",
        draws=DRAWS,
        seed=SEED,
        spread=100 * SPREAD,
    )
    return RankIntervals(drawn.rank_quantiles(SHARES), told)


def _none(scores: Scores, why: Message) -> RankIntervals:
    return RankIntervals(np.full((len(scores.units), 2), np.nan), why)
