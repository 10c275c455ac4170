"""How each indicator goes with its own part of the index, and with the others."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

from parindex.base import array, json_figure
from parindex.kernels import Floats, Indices, pearson
from parindex.scoring import Scores


@attrs.frozen(repr=False)
class DimensionCorrelations:
    """Correlations (Pearson) of indicators with the parts right below the index.

    Attributes
    ----------
    indicators, dimensions : tuple of str
        Indicators that stand below a component, and the components right below the index.
    own : array (n_indicators,)
        The place of the dimension that each indicator stands in.
    correlations : array (n_indicators, n_dimensions)
        nan where there is none.
    """

    indicators: tuple[str, ...]
    dimensions: tuple[str, ...]
    own: Indices = array()
    correlations: Floats = array()

    @classmethod
    def of(cls, scores: Scores, rows: Indices) -> DimensionCorrelations:
        """Correlate what scores of some units there are."""
        definition = scores.definition
        dimensions = tuple(part.id for part in definition.parts(definition.id) if definition.parts(part.id))
        given = {scores.nodes[node] for node in scores.exactness.given.components}
        leaves = [
            leaf
            for leaf in definition.leaves
            if definition.branch(leaf).id in dimensions
            and given.isdisjoint(above.id for above in definition.ancestors(leaf))
        ]
        own = np.array([dimensions.index(definition.branch(leaf).id) for leaf in leaves], dtype=np.intp)
        columns = [scores.places[node] for node in (*(leaf.id for leaf in leaves), *dimensions)]
        correlations = pearson(scores.values[rows][:, columns])[: len(leaves), len(leaves) :]
        return cls(tuple(leaf.id for leaf in leaves), dimensions, own, correlations)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        return {
            "dimensions": list(self.dimensions),
            "indicators": [
                {
                    "node": indicator,
                    "dimension": self.dimensions[own],
                    "correlations": [json_figure(figure) for figure in line],
                }
                for indicator, own, line in zip(self.indicators, self.own.tolist(), self.correlations, strict=True)
            ],
        }
