"""What all units would have if some had other values: totals, ranks and groups of results, before and after."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from parindex.base import (
    EvidenceError,
    Message,
    Name,
    decimal_text,
    json_figure,
    json_float,
    language,
    rough,
    say,
    together,
)
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
    every_unit : bool
        Whether tables and text show all units, also those of which nothing published moves; see `with_every_unit`.
    """

    analysis: ClassVar[str] = "what-if"
    heads: ClassVar[Mapping[str, str]] = {"rank": "rank_then"}
    before: Scores
    scores: Scores
    changes: tuple[ToldChange, ...]
    every_unit: bool = attrs.field(default=False, eq=False)

    def with_every_unit(self) -> WhatIf:
        """Return the same answer with all units in tables and text."""
        return attrs.evolve(self, every_unit=True)

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

    @property
    def moved(self) -> Mask:
        """The units whose published total, rank or group of results would be another (n_units,)."""
        before, after = self.before, self.scores
        figures = [list(zip(one.rounded, map(json_figure, one.rank), one.band, strict=True)) for one in (before, after)]
        return np.array([old != new for old, new in zip(*figures, strict=True)], dtype=bool)

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
        """Tell the new value, of many how many there are, and what they bring the unit if it is one."""
        if not self.changes:
            return say("what if nothing changed")
        several = int(self.changed.sum())
        if several > 1:
            return say("with {count} new values of {units} units", count=len(self.changes), units=several)
        first = self.changes[0]
        row = self.scores.units.index(first.unit)
        unit = unit_label(self.scores, row)
        asked = say("{unit}, with {count} new values", unit=unit, count=len(self.changes))
        if len(self.changes) == 1:
            node = Name(first.column, first.title)
            asked = say("{unit}, if {node} went {told}", unit=unit, node=node, told=first.told)
        return say("{what}: {standing}", what=asked, standing=self._standing(row))

    def _standing(self, row: int) -> Message:
        """Say the total and the rank of a unit before and after."""
        totals = [say("none") if one is None else one for one in (self.before.rounded[row], self.scores.rounded[row])]
        standing = say("total {before} → {after}", before=totals[0], after=totals[1])
        ranks = self.before.rank[row], self.scores.rank[row]
        if np.isnan(ranks).any():
            return standing
        return together([standing, say("rank {before} → {after}", before=rough(ranks[0]), after=rough(ranks[1]))])

    @property
    def notes(self) -> tuple[Message, ...]:
        """Every new value where there are several, and the units without new values whose total would move."""
        several = self.changes if len(self.changes) > 1 else ()
        notes = [
            say("{unit}, {node}: {told}", unit=change.unit, node=Name(change.column, change.title), told=change.told)
            for change in several
        ]
        pairs = zip(self.before.rounded, self.scores.rounded, strict=True)
        moved = ~self.changed & np.array([old != new for old, new in pairs], dtype=bool)
        if moved.any():
            notes.append(
                say("units without new values whose published total would move too: {count}", count=int(moved.sum()))
            )
        if hidden := int((~self._shown).sum()):
            notes.append(say("units that stay as they are, and are not shown: {count}", count=hidden))
        return tuple(notes)

    @property
    def _shown(self) -> Mask:
        return np.ones_like(self.changed) if self.every_unit else self.changed | self.moved

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return units, best first, with totals, ranks and groups of results before and after.

        They are those with new values and those that move, all with `every_unit`.
        """
        spoken, before, after = language(lang), self.before, self.scores
        shown, gain, decimals = self._shown, after.total - before.total, after.definition.decimals + 2
        order = [row for row in after.best_first if shown[row]]
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
