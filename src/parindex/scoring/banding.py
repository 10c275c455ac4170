"""What is decided on totals: the group of results, by points, gates and caps; and whose rank is left undecided."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce

import attrs
import numpy as np

from parindex.base import Figure, Message, Name, Problem, first_names, first_of, in_digits, say
from parindex.definition import BandCap, Definition, Gate, Group
from parindex.evidence import Evidence
from parindex.kernels import Floats, Mask
from parindex.scoring.exactness import Exactness

_MOST_NAMED = 20
_EDGES = {
    "above": "{node} is {score}, not above {edge}",
    "at_least": "{node} is {score}, not at least {edge}",
    "below": "{node} is {score}, not below {edge}",
    "at_most": "{node} is {score}, not at most {edge}",
}


@attrs.frozen
class Banded:
    """A group of results, why it is no better one, and the nodes without whose score it cannot be told."""

    label: str | None = None
    reasons: tuple[Message, ...] = ()
    lacking: tuple[str, ...] = ()


@attrs.define(eq=False, repr=False)
class Banding:
    """Tells the group of results of units; scores and points are looked up once for all of them."""

    exactness: Exactness
    groups: Sequence[str | None]  # of units
    _published: dict[str, tuple[Decimal | None, ...]] = attrs.field(factory=dict)
    _points: dict[int, tuple[Mask, Mask]] = attrs.field(factory=dict)

    @property
    def definition(self) -> Definition:
        """What was scored."""
        return self.exactness.plan.definition

    def all(self) -> tuple[Banded, ...]:
        """Return the group of results of every unit."""
        return tuple(map(self._unit, range(len(self.groups))))

    def _unit(self, row: int) -> Banded:
        bands, total = self.definition.bands_of(self.groups[row]), self._score(self.definition.id, row)
        if total is None or not bands:
            return Banded()
        capped, unknown = self._caps(bands, row)
        reasons: list[Message] = []
        for at, band in enumerate(bands):
            if not band.holds(Fraction(total)):
                continue
            enough = {"total": Figure(f"{total:f}"), "label": band.label}
            if at < capped[0]:
                reasons.append(say("{total} is enough for {label!r}, but {why}", **enough, why=capped[1]))
                continue
            lacking = [node for limit, node in unknown if at < limit]
            failing = [why for gate in band.requires for why in self._failing(gate, row, lacking)]
            if failing:
                why = reduce(lambda one, other: say("{one}; {other}", one=one, other=other), failing)
                reasons.append(say("{total} is enough for {label!r}, but {why}", **enough, why=why))
            else:
                return Banded(None if lacking else band.label, tuple(reasons), tuple(dict.fromkeys(lacking)))
        return Banded(None, tuple(reasons))

    def _score(self, node: str, row: int) -> Decimal | None:
        """Return a published score."""
        if node not in self._published:
            column = self.exactness.plan.ids.index(node)
            self._published[node] = self.exactness.published(slice(None), column)
        return self._published[node][row]

    def _caps(self, bands: Sequence[Group], row: int) -> tuple[tuple[int, Message], list[tuple[int, str]]]:
        """Return the place of the best group left, and why; with those of caps whose score is missing."""
        labels = [band.label for band in bands]
        best, why, unknown = 0, say("none"), []
        for cap in self.definition.caps:
            score, at = self._score(cap.node, row), labels.index(cap.band)
            if score is None:
                unknown.append((at, cap.node))
            elif at > best and cap.holds(Fraction(score)):
                best, why = at, self._capped(cap, score)
        return (best, why), unknown

    def _capped(self, cap: BandCap, score: Decimal) -> Message:
        return say(
            "{node} is {score}: {label!r} at most", node=Name(cap.node), score=Figure(f"{score:f}"), label=cap.band
        )

    def _failing(self, gate: Gate, row: int, lacking: list[str]) -> Iterator[Message]:
        """Yield why a gate is not passed; a node without a score is one more that is lacking."""
        if gate.node is None:
            yield from self._without_points(str(gate.above_zero), row, lacking)
            return
        score = self._score(gate.node, row)
        if score is None:
            lacking.append(gate.node)
        elif not gate.holds(Fraction(score)):
            ((name, edge),) = gate.edges()
            yield say(_EDGES[name], node=Name(gate.node), score=Figure(f"{score:f}"), edge=in_digits(edge))

    def _without_points(self, component: str, row: int, lacking: list[str]) -> Iterator[Message]:
        without = []
        for leaf in gated_leaves(self.definition, component):
            above, there = self._above_zero(self.exactness.plan.ids.index(leaf))
            if not there[row]:
                lacking.append(leaf)
            elif not above[row]:
                without.append(leaf)
        if len(without) == 1:
            yield say("{node} has 0 points", node=Name(without[0]))
        elif without:
            yield say("{nodes} have 0 points", nodes=first_names(without))

    def _above_zero(self, column: int) -> tuple[Mask, Mask]:
        """Return where an indicator has more than 0 points or does not apply, and where that is known."""
        if column not in self._points:
            values, marks, error = self.exactness.values[:, column], self.exactness.marks, self.exactness.error[column]
            missing, left_out = marks.missing[:, column], marks.left_out[:, column]
            with np.errstate(invalid="ignore"):
                above = (values > 0) | left_out
                open_ = np.flatnonzero(np.abs(values) <= error).tolist()  # nan where it has no points
            exact = self.exactness.exact(open_)
            for row in open_:
                above[row] = self.exactness.figure(exact[row][column]) > 0
            self._points[column] = above, ~missing
        return self._points[column]


def gated_leaves(definition: Definition, component: str) -> tuple[str, ...]:
    """Return the indicators that a gate asks points of: all of the tree, or those below a component."""
    if component in (definition.id, "all"):
        return tuple(leaf.id for leaf in definition.leaves if not definition.branch(leaf).adds)
    return tuple(leaf.id for leaf in definition.leaves_of(component))


def is_gated(definition: Definition) -> bool:
    """Return whether groups of results ask for more than points."""
    bands = (*definition.bands, *(band for group in definition.group for band in group.bands))
    return bool(definition.caps) or any(band.requires for band in bands)


def undecided(ranks: Floats, units: Sequence[str], groups: Sequence[str | None]) -> tuple[tuple[str, ...], ...]:
    """Return the units that share the rank of each one, itself too; none where it has its rank alone."""
    together: dict[tuple[str | None, float], list[str]] = {}
    keys = list(zip(groups, ranks.tolist(), strict=True))
    for unit, key in zip(units, keys, strict=True):
        together.setdefault(key, []).append(unit)
    return tuple(() if math.isnan(key[1]) or len(together[key]) == 1 else tuple(together[key]) for key in keys)


def standing_problems(
    evidence: Evidence,
    banded: Sequence[Banded],
    shared: Sequence[tuple[str, ...]],
    nearly_level: Sequence[tuple[int, int]] = (),
) -> Iterator[Problem]:
    """Yield who is left without a group of results, whose totals differ too little, and whose rank is to be decided."""
    rows = [row for row, each in enumerate(banded) if each.lacking]
    if rows:
        shown = [f"{evidence.units[row]} ({first_of(banded[row].lacking)})" for row in rows]
        message = say(
            "no group of results, since a score that decides on it is missing: {units}", units=first_of(shown)
        )
        hint = say("fill them in, or let the definition say what a missing value does")
        yield evidence.table.problem("no-band", message, hint, "warning", row=rows[0])
    for low, high in nearly_level:
        message = say(
            "the totals of {low} and {high} differ by less than 1e-40 and share a rank",
            low=evidence.units[low],
            high=evidence.units[high],
        )
        yield evidence.table.problem("tie-of-roots", message, "", "note", row=low)
    for units in dict.fromkeys(filter(None, shared)):
        message = say("equal totals share a rank: {units}", units=first_of(units, _MOST_NAMED))
        hint = say("the authority decides which of them comes first")
        yield evidence.table.problem("tie-undecided", message, hint, "warning", row=evidence.units.index(units[0]))
