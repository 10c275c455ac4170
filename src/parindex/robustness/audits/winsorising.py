"""Values far out set to the next one, as a change that a ranking may be held against."""

from __future__ import annotations

from typing import ClassVar

import attrs
import numpy as np

from parindex.base import say
from parindex.kernels import Floats, winsorised
from parindex.robustness.audits.coherence_thresholds import CoherenceThresholds
from parindex.robustness.draws import ChoiceFactor, Variant
from parindex.scoring import Scores


@attrs.frozen
class Winsorised(ChoiceFactor):
    """Values that stand far out are set to the next one, until skewness and kurtosis are within thresholds.

    Attributes
    ----------
    thresholds : CoherenceThresholds
        Its `skewness`, `kurtosis` and `winsorising_steps`; what takes more steps is left as it is.

    Examples
    --------
    >>> import parindex
    >>> parindex.Winsorised().thresholds.winsorising_steps
    5
    """

    name: ClassVar[str] = "winsorised"
    thresholds: CoherenceThresholds = attrs.field(factory=CoherenceThresholds)

    def options(self, scores: Scores) -> tuple[str, ...]:
        """Return what can be chosen; see `ChoiceFactor.options`."""
        if not self._treated(scores):
            raise ValueError(say("no values stand far out that few steps of winsorising would bring in"))
        return ("as defined", "winsorised")

    def apply(self, at: int, scores: Scores, variant: Variant) -> Variant:
        """Return the definition and evidence with an option chosen; see `ChoiceFactor.apply`."""
        definition, evidence = variant
        if at == 0:
            return variant
        values = evidence.values.copy()
        treated = self._treated(scores)
        for column, line in treated.items():
            values[~np.isnan(values[:, column]), column] = line
        long = {place: figure for place, figure in evidence.long.items() if place[1] not in treated}
        return definition, attrs.evolve(evidence, values=values, long=long)

    def _treated(self, scores: Scores) -> dict[int, Floats]:
        """Return the values of columns that change, without those that are missing."""
        evidence, limits = scores.evidence, self.thresholds
        treated, leaves = dict[int, Floats](), {leaf.id: leaf for leaf in scores.definition.leaves}
        for column, name in enumerate(evidence.columns):
            leaf = leaves.get(name)
            if leaf is not None and leaf.rule.options() is None:
                line = evidence.values[~np.isnan(evidence.values[:, column]), column]
                values, steps = winsorised(line, limits.skewness, limits.kurtosis, limits.winsorising_steps)
                if steps:
                    treated[column] = values
        return treated
