"""The change of a unit's total between two years by cause, in fractions: a Shapley value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Literal

import attrs
import numpy as np

from parindex.base import say
from parindex.comparison import coalitions, shapley, steps
from parindex.kernels import Indices
from parindex.scoring import TwoUnits, by_node
from parindex.years.change.comparable_definitions import OneSidedBranch
from parindex.years.change.mixtures import Later, Mixed, YearMixtures

#: Why a total changes, in the order in which the parts are told.
ChangeCause = Literal["evidence", "others", "structure", "rules", "weights", "incomparable", "rounding"]
CAUSES: tuple[ChangeCause, ...] = ("evidence", "others", "structure", "rules", "weights", "incomparable", "rounding")
#: Of so many parts of the tree that only one year has every choice is scored.
MOST_BRANCHES = 4
_ZERO = Fraction(0)


@attrs.frozen
class TotalSplit:
    """The parts of the change of an exact total, and those of two of them by node."""

    parts: Mapping[ChangeCause, Fraction]
    nodes: Mapping[str, Fraction]
    incomparable: Mapping[str, Fraction]
    note: str = ""  # why the part of the evidence is not told by node


@attrs.frozen(eq=False)
class TotalGame:
    """The totals of one unit with some causes as of the later year; `rows` are those of the unit in the two years."""

    mixtures: YearMixtures
    rows: tuple[int, int]
    _own: dict[Later, Mixed] = attrs.field(factory=dict)  # where rules hold units together, by what is mixed

    @cached_property
    def causes(self) -> tuple[ChangeCause, ...]:
        """What may change the total."""
        others: tuple[ChangeCause, ...] = ("others",) if self.mixtures.joint.definitions.compared else ()
        return ("evidence", *others, *self.mixtures.respects)

    def mixed(self, later: Later) -> tuple[Mixed, int]:
        """Return who is scored with some causes as of the later year, and the row of the unit there."""
        own, respects = int("evidence" in later), frozenset(later - {"evidence", "others"})
        if not self.mixtures.joint.definitions.compared:
            return self.mixtures.scored(respects), self.rows[own]
        if later not in self._own:
            others = int("others" in later)
            if own == others:
                self._own[later] = self.mixtures.scored_year(respects, own)
            else:
                self._own[later] = self.mixtures.scored_rows(respects, self.with_own(others))
        return self._own[later], self.rows[own]

    def with_own(self, others: int) -> Indices:
        """Return the rows of a year, with that of the unit in the other year in place of its own."""
        rows = self.mixtures.joint.rows_of(others)
        return np.where(rows == self.rows[others], self.rows[1 - others], rows)

    def total(self, later: Later) -> Fraction | None:
        """Return the exact total of the unit with some causes as of the later year, None where it has none."""
        mixed, row = self.mixed(later)
        return mixed.total(row)

    def split(self) -> TotalSplit | None:
        """Return the parts of the change; None where the unit has no total in between."""
        totals = {later: self.total(later) for later in coalitions(self.causes)}
        exact = {later: total for later, total in totals.items() if total is not None}
        if len(exact) < len(totals):
            return None
        parts = shapley(exact, self.causes)
        nodes, note = self._nodes(parts["evidence"])
        return TotalSplit(parts, nodes, self._branches(parts.get("incomparable", _ZERO)), note)

    def lacking(self) -> tuple[ChangeCause, ...] | None:
        """Return the causes that are as of the later year where the unit first has no total; None if it always has."""
        for later in coalitions(self.causes):
            if self.total(later) is None:
                return tuple(cause for cause in self.causes if cause in later)
        return None

    def _nodes(self, whole: Fraction) -> tuple[dict[str, Fraction], str]:
        """Return the part of the evidence by node, and why it stands at the root where it cannot be told."""
        nodes: dict[str, Fraction] = {}
        for share, before in steps("evidence", self.causes):
            (first, row), (last, later_row) = self.mixed(before), self.mixed(before | {"evidence"})
            if first.scores is None or last.scores is None:
                raise ValueError(say("only what scores the unit can be told by node"))
            places = int(last.place[later_row]), int(first.place[row])
            try:
                parts = by_node(TwoUnits.across((last.scores, first.scores), places))
            except ValueError as error:  # too many parts of a product, or some mixture is not defined
                return ({first.scores.definition.id: whole} if whole else {}), error.args[0]
            for node, part in parts.items():
                nodes[node] = nodes.get(node, _ZERO) + share * part
        return {node: part for node, part in nodes.items() if part}, ""

    def _branches(self, whole: Fraction) -> dict[str, Fraction]:
        """Return the part of what cannot be compared by part of the tree."""
        branches = self.mixtures.joint.definitions.branches
        if len(branches) <= 1:
            return {branch.node: whole for branch in branches}
        parts: dict[str, Fraction] = dict.fromkeys((branch.node for branch in branches), _ZERO)
        for share, before in steps("incomparable", self.causes):
            for node, part in self._branches_after(before, branches).items():
                parts[node] += share * part
        return parts

    def _branches_after(self, before: Later, branches: Sequence[OneSidedBranch]) -> dict[str, Fraction]:
        """Return what each part of the tree does that comes or goes, once some causes are as of the later year."""
        of_cause = {branch.own_cause: branch.node for branch in branches}
        names = list(of_cause)

        def total(flipped: Collection[str]) -> Fraction:
            return self.total(frozenset({*before, *flipped})) or _ZERO

        if len(names) <= MOST_BRANCHES:
            parts = shapley({frozenset(some): total(some) for some in coalitions(names)}, names)
        else:
            none, every = total(()), total(names)
            ends = {name: total([name]) - none + every - total(set(names) - {name}) for name in names}
            rest = (every - none - sum(ends.values(), _ZERO) / 2) / len(names)
            parts = {name: both / 2 + rest for name, both in ends.items()}
        return {of_cause[name]: part for name, part in parts.items()}


def in_order(parts: Mapping[ChangeCause, Fraction], *, compared: bool) -> dict[ChangeCause, Fraction]:
    """Return the parts of all causes in their order, 0 where one changes nothing."""
    return {cause: parts.get(cause, _ZERO) for cause in CAUSES if compared or cause != "others"}
