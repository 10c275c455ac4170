"""What evidence holds of each indicator and unit: how much is there, how it is spread, what says the same twice."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from parindex.base import array, json_figure
from parindex.kernels import Floats, Indices, Mask
from parindex.robustness.audits.coherence_thresholds import CoherenceThresholds
from parindex.robustness.audits.column_descriptions import Description
from parindex.scoring import Scores


@attrs.frozen(repr=False, slots=False)
class EvidenceDescription:
    """The values of indicators as they were read, before any rule makes points of them.

    Attributes
    ----------
    indicators : tuple of str
        The indicators that count, without those below a component whose score is given.
    units : tuple of str
        The units looked at.
    values : array (n_units, n_indicators)
        In the unit of each indicator, of a choice the place of the option; nan where there is none.
    wanted : array of bool (n_units, n_indicators)
        Where a value could be: the indicator applies to the unit.
    thresholds : CoherenceThresholds
        From where on figures are told.
    named : frozenset of str
        The indicators whose values are options: those have no mean, and none is far out.
    """

    indicators: tuple[str, ...]
    units: tuple[str, ...]
    values: Floats = array()
    wanted: Mask = array()
    thresholds: CoherenceThresholds = attrs.field(kw_only=True)
    named: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)

    @classmethod
    def of(cls, scores: Scores, rows: Indices, thresholds: CoherenceThresholds) -> EvidenceDescription:
        """Describe what some units were scored from."""
        evidence, given = scores.evidence, {scores.nodes[node] for node in scores.exactness.given.components}
        definition = scores.definition
        counting = (leaf for leaf in definition.leaves if leaf.adds != "nothing")
        leaves = [leaf for leaf in counting if given.isdisjoint(above.id for above in definition.ancestors(leaf))]
        values, wanted = np.full((rows.size, len(leaves)), np.nan), np.ones((rows.size, len(leaves)), dtype=bool)
        for at, leaf in enumerate(leaves):
            if leaf.id in evidence.columns:
                column = evidence.columns.index(leaf.id)
                values[:, at] = evidence.values[rows, column]
                wanted[:, at] = ~evidence.not_applicable[rows, column]
        ids = tuple(leaf.id for leaf in leaves)
        named = frozenset(leaf.id for leaf in leaves if leaf.rule.options() is not None)
        return cls(
            ids, tuple(scores.units[row] for row in rows.tolist()), values, wanted, thresholds=thresholds, named=named
        )

    @cached_property
    def availability(self) -> Floats:
        """The share of the units that an indicator applies to, and has a value of (n_indicators,)."""
        return self._share(0)

    @cached_property
    def availability_of_units(self) -> Floats:
        """The share of the indicators that apply to a unit, and have a value of it (n_units,)."""
        return self._share(1)

    @cached_property
    def describe(self) -> Description:
        """The values of each indicator described."""
        return Description.of(self.indicators, self.values, self.thresholds, self.named)

    @cached_property
    def identical(self) -> tuple[tuple[str, str], ...]:
        """Each two indicators that have the same values of all units."""
        columns: dict[bytes, list[str]] = {}
        for at, name in enumerate(self.indicators):
            if len(np.unique(self.values[:, at])) > 1:
                columns.setdefault(self.values[:, at].tobytes(), []).append(name)
        return tuple((names[0], other) for names in columns.values() for other in names[1:])

    def to_dict(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return everything as plain JSON values, of some units or of all."""
        shares = zip(self.units, self.availability_of_units, strict=True)
        described = {record.pop("column"): record for record in self.describe.records()}
        return {
            "indicators": [
                {"node": node, "availability": json_figure(share), **described[node]}
                for node, share in zip(self.indicators, self.availability, strict=True)
            ],
            "units": [
                {"unit": unit, "availability": json_figure(share)}
                for unit, share in shares
                if not units or unit in units
            ],
            "identical": [list(pair) for pair in self.identical],
        }

    def _share(self, axis: int) -> Floats:
        there = ~np.isnan(self.values) & self.wanted
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(there.sum(axis=axis) / self.wanted.sum(axis=axis))

    def __repr__(self) -> str:
        return f"<EvidenceDescription: {len(self.indicators)} indicators, {len(self.units)} units>"
