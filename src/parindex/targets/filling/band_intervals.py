"""The best and the worst group of results over every way to fill in what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from parindex.definition import BandCap, Definition, Gate, Group
from parindex.scoring import gated_leaves

#: The least and the greatest published score of a node of one unit; None where it has none.
Published = Callable[[str], tuple[Decimal, Decimal] | None]
#: The least and the greatest exact score of a node.
Exactly = Callable[[str], tuple[Fraction, Fraction] | None]
#: In every case, `all`, or in some, `any`.
Cases = Callable[[Iterable[bool]], bool]


@attrs.frozen
class BandEnds:
    """The worst and the best group of results; None where a unit may be in none, or has no bands."""

    worst: str | None = None
    best: str | None = None


def band_ends(definition: Definition, group: str | None, published: Published, exactly: Exactly) -> BandEnds:
    """Return the worst and the best group of results of a unit, by what its scores lie between.

    `exactly` tells the scores of indicators before they are rounded, of one that is not applicable none.
    """
    bands, total = definition.bands_of(group), published(definition.id)
    if not bands or total is None:
        return BandEnds()
    told, labels = _Gates(definition, published, exactly), [band.label for band in bands]
    sure, perhaps = (
        max((labels.index(cap.band) for cap in definition.caps if told.holds(cap, cap.node, cases)), default=0)
        for cases in (all, any)
    )
    worst, best = total if definition.rank.sign > 0 else total[::-1]
    return BandEnds(_first(bands, worst, perhaps, told, all), _first(bands, best, sure, told, any))


def _first(bands: Sequence[Group], total: Decimal, capped: int, told: _Gates, cases: Cases) -> str | None:
    """Return the first group that a total is enough for, and whose gates are passed in every case, or in some."""
    for at, band in enumerate(bands):
        if at >= capped and band.holds(Fraction(total)) and all(told.passed(gate, cases) for gate in band.requires):
            return band.label
    return None


@attrs.frozen
class _Gates:
    definition: Definition
    published: Published
    exactly: Exactly

    def passed(self, gate: Gate, cases: Cases) -> bool:
        """Return whether a gate is passed in every case, or in some."""
        if gate.node is None:
            return all(self._has_points(leaf, cases) for leaf in gated_leaves(self.definition, str(gate.above_zero)))
        return self.holds(gate, gate.node, cases)

    def holds(self, edged: Gate | BandCap, node: str, cases: Cases) -> bool:
        """Return whether a gate or a cap holds of a node in every case, or in some."""
        ends = self.published(node)
        return cases is any if ends is None else cases(edged.holds(Fraction(end)) for end in ends)

    def _has_points(self, leaf: str, cases: Cases) -> bool:
        ends = self.exactly(leaf)
        return ends is None or cases(end > 0 for end in ends)
