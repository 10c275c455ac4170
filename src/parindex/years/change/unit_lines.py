"""Which unit of one year is which of the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs
import numpy as np

from parindex.base import UnknownNameError, first_of, say
from parindex.definition import Registry, lineage as formed_of
from parindex.kernels import Indices
from parindex.scoring import Scores


@attrs.frozen
class UnitLines:
    """The units that are the same in two years: codes before, and after; and those that only share a code."""

    later: Mapping[str, str] = attrs.field(hash=False)
    changed: tuple[str, ...] = ()  # codes of both years that stand for units of another extent

    @property
    def notes(self) -> tuple[str, ...]:
        """Which codes do not stand for the same unit."""
        if not self.changed:
            return ()
        template = "other units under their code since, and not held against themselves: {units}"
        return (say(template, units=first_of(self.changed, 10)),)

    def partner(self, before: tuple[str, ...], after: tuple[str, ...]) -> Indices:
        """Return for every row of both years, one behind the other, that of the same unit in the other, or -1."""
        partner = np.full(len(before) + len(after), -1, dtype=np.intp)
        place = {unit: len(before) + at for at, unit in enumerate(after)}
        for row, unit in enumerate(before):
            other = place.get(self.later.get(unit, ""), -1)
            if other >= 0:
                partner[row], partner[other] = other, row
        return partner


def unit_lines(before: Scores, after: Scores, lineage: Mapping[str, str] | None) -> UnitLines:
    """Return which units are the same: as they are said to be, else by code, as far as the registry says so too."""
    if lineage is not None:
        return UnitLines(_told(before, after, lineage))
    first, last = before.evidence.registry, after.evidence.registry
    if first is None or last is None or first.id != last.id or (first.since, first.until) == (last.since, last.until):
        return UnitLines({unit: unit for unit in before.units if unit in after.units})
    later = _followed(first, last)
    same = {unit: later[unit] for unit in before.units if later.get(unit) in after.units}
    changed = tuple(unit for unit in before.units if unit in after.units and unit not in same)
    return UnitLines(same, changed)


def _told(before: Scores, after: Scores, lineage: Mapping[str, str]) -> dict[str, str]:
    absent = [pair for pair in lineage.items() if pair[0] not in before.units or pair[1] not in after.units]
    if absent:
        raise UnknownNameError(say("no such units: {absent}", absent=first_of([" → ".join(pair) for pair in absent])))
    if len(set(lineage.values())) < len(lineage):
        raise ValueError(say("two units of the former year are said to be one of the later"))
    return dict(lineage)


def _followed(first: Registry, last: Registry) -> dict[str, str]:
    """Return units that are the same in two periods of a registry, whichever is the earlier."""
    early, late = sorted((first, last), key=lambda period: period.since or date.min)
    alone = {olds[0]: new for new, olds in formed_of(early, late).items() if len(olds) == 1}
    return alone if early is first else {new: old for old, new in alone.items()}
