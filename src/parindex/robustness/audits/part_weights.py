"""The weights of the parts of components, and what a point of each adds, as far as that is known."""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np

from parindex.definition import Component
from parindex.kernels import Floats
from parindex.robustness.weight_model import WeightModel
from parindex.scoring import Scores


@attrs.frozen(slots=False)
class PartWeights:
    """Weights of the parts of each component of what was scored."""

    scores: Scores

    @cached_property
    def _known(self) -> dict[str, tuple[Floats, Floats]]:
        try:
            groups = WeightModel.of(self.scores).columns.groups
        except ValueError:  # a sum of which a maximum is not known
            return {}
        return {group.ids[0]: (group.shares, group.shares * group.points) for group in groups}

    def of(self, component: Component) -> tuple[Floats, Floats]:
        """Return the shares of the parts of a component, nan where there are none, and what a point of each adds."""
        if component.id in self._known:
            return self._known[component.id]
        shares = np.array(self.scores.definition.shares(component), dtype=np.float64)
        return shares if component.combination.weighted == "mean" else np.full(shares.size, np.nan), shares

    def or_equal(self, component: Component) -> Floats:
        """Return the shares of the parts of a component, equal ones where there are none."""
        shares, _ = self.of(component)
        return np.full(shares.size, 1 / shares.size) if np.isnan(shares).any() else shares
