"""A group of results as an aim: its edge, the gates that it asks, and the caps that keep units out of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import attrs

from parindex.base import Message, first_of, say
from parindex.definition import Gate, Group
from parindex.scoring import gated_leaves
from parindex.targets.aims import Aim
from parindex.targets.requirements import (
    WayToReach,
    exact,
    published_outside,
    published_within,
    without_repetition,
)

if TYPE_CHECKING:
    from parindex.scoring import Scores

#: What stands before the label of a group of results as people say it.
_CALLED = re.compile(r"^(nhóm|xếp loại|loại|hạng|mức|group|band|class)\s+")


@attrs.frozen
class BandAim(Aim):
    """A group of results, or a better one."""

    label: str

    @classmethod
    def of(cls, scores: Scores, row: int, band: object) -> BandAim:
        """Return that of a group of results by its label, as people say it, or of the `next` better one.

        Raises
        ------
        TypeError
            It is no text.
        ValueError
            There is no such group, or no better one.
        """
        bands = _bands(scores, row)
        if not isinstance(band, str):
            raise TypeError(say("{name} must be text, not {value!r}", name="band", value=band))
        if not bands:
            raise ValueError(say("{id} has no groups of results", id=scores.definition.id))
        place = _place(bands, band)
        if place is None and band == "next":
            place = _next(scores, row, bands)
        if place is None:
            message = say("there is no group of results {band!r}: {labels}", band=band, labels=first_of(_labels(bands)))
            raise ValueError(message)
        return cls(bands[place].label)

    def ways(self, scores: Scores, row: int) -> tuple[WayToReach, ...]:
        """Return the ways into the group of results, then those past it."""
        bands = _bands(scores, row)
        best_first = bands[: _labels(bands).index(self.label) + 1]
        ways = (way for at in reversed(range(len(best_first))) for way in _into(scores, row, bands, at))
        return without_repetition(ways)

    def reached(self, scores: Scores, row: int) -> bool:
        """Return whether a unit has reached it by scores, as published."""
        labels, label = _labels(_bands(scores, row)), scores.band[row]
        return label is not None and labels.index(label) <= labels.index(self.label)

    def words(self) -> Message:
        """Say what is to be reached."""
        return say("group of results {band}", band=self.label)


def _bands(scores: Scores, row: int) -> tuple[Group, ...]:
    return scores.definition.bands_of(scores.group[row])


def _labels(bands: Sequence[Group]) -> list[str]:
    return [band.label for band in bands]


def _place(bands: Sequence[Group], label: str) -> int | None:
    """Return the place of the group with a label, as written or else as people say it; None where it is not clear."""
    labels = _labels(bands)
    if label in labels:
        return labels.index(label)
    alike = [at for at, other in enumerate(labels) if _plainly(other) == _plainly(label)]
    return alike[0] if len(alike) == 1 else None


def _plainly(label: str) -> str:
    folded = " ".join(unicodedata.normalize("NFC", label).casefold().split())
    return _CALLED.sub("", folded)


def _next(scores: Scores, row: int, bands: Sequence[Group]) -> int:
    """Return the place of the next better group of results than that of a unit."""
    banded = scores.banded[row]
    if banded.lacking:
        message = say(
            "unit {unit!r} has no group of results, since a score is missing: {nodes}",
            unit=scores.units[row],
            nodes=first_of(banded.lacking),
        )
        raise ValueError(message)
    place = len(bands) if banded.label is None else _labels(bands).index(banded.label)
    if place == 0:
        message = say(
            "unit {unit!r} is in the best group of results already: {band}", unit=scores.units[row], band=banded.label
        )
        raise ValueError(message)
    return place - 1


def _into(scores: Scores, row: int, bands: Sequence[Group], at: int) -> Iterator[WayToReach]:
    """Yield the ways into one group of results, or past it into a better one."""
    definition, decimals = scores.definition, scores.exactness.plan.decimals
    needed = list(published_within(0, bands[at], int(decimals[0])))
    for gate in bands[at].requires:
        needed.extend(_through(scores, row, gate))
    around = []
    for cap in definition.caps:
        if _labels(bands).index(cap.band) > at:
            node = scores.places[cap.node]
            around.append(published_outside(node, cap, int(decimals[node])))
    for each in product(*around):
        yield (*needed, *(one for way in each for one in way))


def _through(scores: Scores, row: int, gate: Gate) -> WayToReach:
    """Return what passes a gate."""
    if gate.node is not None:
        node = scores.places[gate.node]
        return published_within(node, gate, int(scores.exactness.plan.decimals[node]))
    leaves = (scores.places[leaf] for leaf in gated_leaves(scores.definition, str(gate.above_zero)))
    asked = (leaf for leaf in leaves if not scores.left_out[row, leaf])
    return tuple(exact(leaf, "above", Fraction(0)) for leaf in asked)
