"""What all units would have if some had other values: totals, ranks and groups of results, before and after."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from parindex.base import EvidenceError, Message, decimal_text, json_figure, json_float, language, say
from parindex.evidence import NewValue, NewValues, new_values, read_with
from parindex.kernels import Floats, Mask
from parindex.scoring.answers.answer import Answer, AnswerColumn, figure, unit_label
from parindex.scoring.answers.what_if.values_in_words import ToldChange, told_change

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


@attrs.frozen(repr=False, kw_only=True)
class WhatIf(Answer):
    """What all units would have if some had other values, everything else as it is.

    The whole evidence is read and scored again: what is compared with the best or the mean of all moves with it.

    Attributes
    ----------
    before : Scores
        The scores as they are.
    scores : Scores
        Those that would be: everything that scores offer can be asked of them.
    changes : tuple of ToldChange
        The new values, each with its `unit`, its `column` of evidence, and what stood there `before` and `after`.
    """

    analysis: ClassVar[str] = "what-if"
    heads: ClassVar[Mapping[str, str]] = {"rank": "rank_then"}
    before: Scores = attrs.field(eq=False)
    scores: Scores = attrs.field(eq=False)
    changes: tuple[ToldChange, ...]

    @property
    def parameters(self) -> dict[str, Any]:
        """The new values, by unit and column, in words."""
        return {"changes": [_record(change) for change in self.changes]}

    @property
    def shift(self) -> Floats:
        """By how many places each unit would be further down, negative further up (n_units,); nan without a rank."""
        return np.asarray(self.scores.rank - self.before.rank)

    @property
    def changed(self) -> Mask:
        """The units that have new values (n_units,)."""
        units = {change.unit for change in self.changes}
        return np.array([unit in units for unit in self.scores.units], dtype=bool)

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a unit."""
        before, after, changed = self.before, self.scores, self.changed.tolist()
        return [
            {
                "unit": unit,
                "name": after.names[row] or None,
                "changed": changed[row],
                "total_before": json_float(before.total[row]),
                "total": json_float(after.total[row]),
                "published_before": decimal_text(before.rounded[row]),
                "published": decimal_text(after.rounded[row]),
                "rank_before": json_figure(before.rank[row]),
                "rank": json_figure(after.rank[row]),
                "rank_shift": json_figure(self.shift[row]),
                "band_before": before.band[row],
                "band": after.band[row],
            }
            for row, unit in enumerate(after.units)
        ]

    def of_units(self, units: Collection[str]) -> list[dict[str, Any]]:
        """Return the records of some units, of all where none is named."""
        return [record for record in self.to_records() if not units or record["unit"] in units]

    def heading(self) -> Message:
        """Tell the new values, of many how many there are."""
        first = self.changes[0] if self.changes else None
        if first is None:
            return say("what if nothing changed")
        row = self.scores.units.index(first.unit)
        named = {"unit": unit_label(self.scores, row), "node": first.title, "told": first.told}
        if len(self.changes) == 1:
            return say("what if {unit} had {node} {told}", **named)
        return say(
            "what if {unit} had {node} {told}, and {count} more values changed", **named, count=len(self.changes) - 1
        )

    @property
    def notes(self) -> tuple[Message, ...]:
        """Every new value where there are several, and the units without new values whose total would move."""
        several = self.changes if len(self.changes) > 1 else ()
        notes = [
            say("{unit}, {node}: {told}", unit=change.unit, node=change.title, told=change.told) for change in several
        ]
        pairs = zip(self.before.rounded, self.scores.rounded, strict=True)
        moved = ~self.changed & np.array([old != new for old, new in pairs], dtype=bool)
        held = len(self.scores.units) - len(self._shown)
        if moved.any():
            notes.append(
                say("units without new values whose published total would move too: {count}", count=int(moved.sum()))
            )
        if held:
            notes.append(say("units whose published total and rank stay as they are: {count}", count=held))
        return tuple(notes)

    @property
    def _shown(self) -> list[int]:
        """The rows of units that have new values, or of which a total, rank or band would move, best first."""
        before, after, changed = self.before, self.scores, self.changed
        moved = [
            changed[row]
            or before.rounded[row] != after.rounded[row]
            or before.band[row] != after.band[row]
            or not np.array_equal(before.rank[row], after.rank[row], equal_nan=True)
            for row in range(len(after.units))
        ]
        return [row for row in after.best_first if moved[row]]

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return the units for which something moves, best first: totals, ranks and bands before and after."""
        spoken, before, after = language(lang), self.before, self.scores
        order, gain, decimals = self._shown, after.total - before.total, after.definition.decimals + 2
        groups = after.band != before.band
        return [
            AnswerColumn("rank_before", [figure(before.rank[row], spoken) for row in order], figures=True),
            AnswerColumn("rank_then", [figure(after.rank[row], spoken) for row in order], figures=True),
            AnswerColumn("unit", [after.units[row] for row in order]),
            AnswerColumn("name", [after.names[row] for row in order]),
            AnswerColumn("before", [figure(before.rounded[row], spoken) for row in order], figures=True),
            AnswerColumn("after", [figure(after.rounded[row], spoken) for row in order], figures=True),
            AnswerColumn("band", [_band(before.band[row], after.band[row]) if groups else "" for row in order]),
            AnswerColumn(
                "brings", [figure(gain[row] or np.nan, spoken, decimals, sign=True) for row in order], figures=True
            ),
        ]


def _band(before: str | None, after: str | None) -> str:
    return "" if before == after else f"{before or '–'} → {after or '–'}"


def _record(change: ToldChange) -> dict[str, str]:
    return {
        "unit": change.unit,
        "column": change.column,
        "before": str(change.before),
        "after": str(change.after),
    }


def one_scenario(scores: Scores, changes: NewValues) -> WhatIf:
    """Return what all units would have with some new values; see `what_if`."""
    wanted, problems = new_values(scores.evidence, changes)
    if problems:
        raise EvidenceError(problems)
    return rescored(scores, wanted)


def rescored(scores: Scores, wanted: list[NewValue]) -> WhatIf:
    """Read and score everything again with new values."""
    by_row: list[list[NewValue]] = [[] for _ in scores.units]
    for value in wanted:
        by_row[value.row].append(value)
    evidence = read_with(scores.evidence, range(len(scores.units)), by_row)
    told = tuple(told_change(scores.evidence, evidence, value, value.row) for value in wanted)
    return WhatIf(before=scores, scores=scores.again(evidence), changes=told)
