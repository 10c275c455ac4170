"""What the changes of a unit, each alone, leave of the difference of its totals: so that all rows add up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import attrs

from parindex.appraisal.changes import Change, given_nodes
from parindex.appraisal.effects import mixed_evidence, raw_columns
from parindex.base import EvidenceError, decimal
from parindex.scoring import Scores, score

#: What else moves a total: changes of the units that it is held against; what several changes do together and none
#: alone; and rounding.
RemainderCause = Literal["other units", "together", "rounding"]


@attrs.frozen
class Remainder:
    """What moved a unit's total beside each of its own changes alone.

    Attributes
    ----------
    unit, name : str
        The unit.
    why : str
        ``other units``: what the changes of all others do to it, its own evidence as before; ``together``: what changes
        do together beyond what each does alone; ``rounding``: of the effects and of the totals.
    effect : Decimal
        Points of the total, as published. With the effects of the unit's changes they add to the difference of its
        published totals.
    """

    unit: str
    name: str
    why: RemainderCause
    effect: Decimal

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        return {**attrs.asdict(self), "effect": f"{self.effect:f}"}


def remainders(before: Scores, after: Scores, changes: Sequence[Change]) -> Iterator[Remainder]:
    """Yield what moved each total beside the changes of the unit, as published; what is 0 is left out."""
    own: dict[str, list[Change]] = {}
    for change in changes:
        own.setdefault(change.unit, []).append(change)
    for row, unit in enumerate(before.units):
        then, now = before.rounded[row], after.rounded[row]
        if then is None or now is None:
            continue
        told = [change for change in own.get(unit, ()) if change.effect is not None]
        moved = _by_others(before, after, row, changes)
        rest = float(after.total[row] - before.total[row]) - sum(change.total for change in told) - moved
        places = before.definition.decimals
        parts: dict[RemainderCause, Decimal] = {
            "other units": _published(moved, places),
            "together": _published(rest, places),
        }
        effects = (change.effect for change in told if change.effect is not None)
        parts["rounding"] = now - then - sum(effects, Decimal(0)) - sum(parts.values(), Decimal(0))
        yield from (Remainder(unit, before.names[row], why, effect) for why, effect in parts.items() if effect)


def exact_rows(
    before: Scores, after: Scores, row: int, changes: Iterable[Change]
) -> Iterator[tuple[str, str, Fraction]]:
    """Yield everything that moved a total, with its indicator where it has one: exactly, adding to what was published.

    A change with which alone the total is not defined counts as one of those that work together.
    """
    total = [scores.exactness.exact_score(row) for scores in (before, after)]
    published = [Fraction(scores.rounded[row] or 0) for scores in (before, after)]
    rest = total[1] - total[0]
    for change in changes:
        alone = _total_with(before, after, row, [row], [change.indicator])
        if alone is not None:
            rest -= alone - total[0]
            yield change.indicator, change.what, alone - total[0]
    others = [other for other in range(len(before.units)) if other != row]
    moved = _total_with(before, after, row, others, [node.id for node in given_nodes(before.evidence)])
    moved = Fraction(0) if moved is None else moved - total[0]
    yield "", "other units", moved
    yield "", "together", rest - moved
    yield "", "rounding", (published[1] - published[0]) - (total[1] - total[0])


def _by_others(before: Scores, after: Scores, row: int, changes: Sequence[Change]) -> float:
    """Return what the changes of other units do to the total of one, its own evidence as before."""
    nodes = {change.indicator for change in changes if change.unit != before.units[row]}
    if not before.definition.compared & nodes:
        return 0.0
    others = [other for other in range(len(before.units)) if other != row]
    new = _rescored(before, after, others, [node.id for node in given_nodes(before.evidence)])
    moved = math.nan if new is None else float(new.total[row] - before.total[row])
    return 0.0 if math.isnan(moved) else moved


def _total_with(before: Scores, after: Scores, row: int, rows: list[int], nodes: list[str]) -> Fraction | None:
    """Return the exact total of a unit with some nodes of some units as in the later layer; None where undefined."""
    new = _rescored(before, after, rows, nodes)
    if new is None or new.exactness.marks.without_score[row, 0]:
        return None
    return new.exactness.exact_score(row)


def _rescored(before: Scores, after: Scores, rows: list[int], nodes: list[str]) -> Scores | None:
    layers = before.evidence, after.evidence
    raw = [name for node in nodes for name in raw_columns(*layers, before.definition[node])]
    names = [name for name in dict.fromkeys(raw) if all(layer.gives(name) for layer in layers)]
    try:
        return score(before.definition, mixed_evidence(*layers, rows, names))
    except EvidenceError:
        return None


def _published(figure: float, places: int) -> Decimal:
    return Decimal(decimal(Fraction(figure), places))
