"""What another definition makes of published results: totals, ranks and bands by both, and each change by cause."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from parindex.base import (
    FieldKind,
    Message,
    Problems,
    array,
    decimal_text,
    first_of,
    json_figure,
    json_float,
    say,
)
from parindex.comparison.restatement.between_definitions import BetweenDefinitions, why_no_total
from parindex.comparison.restatement.hybrid_definitions import CAUSES, Coalition, RestatementCause
from parindex.comparison.restatement.shapley_split import Split, coalitions, shapley, steps
from parindex.definition import Definition
from parindex.kernels import Floats, Indices, Mask
from parindex.scoring import ByUnit, Scores, result_head


@attrs.frozen(repr=False)
class Restatement(ByUnit):
    """The same evidence scored by an old and a new definition, unit by unit.

    Attributes
    ----------
    old, new : Definition
        The two.
    before, after : Scores
        What they give; `after` is None where the new definition can score nothing, see `problems`.
    place : array (n_units,)
        Where each unit of `before` stands in `after`, -1 where it does not.
    renamed : mapping of str to str
        Nodes that go by another id, old to new.
    passed_over : tuple of two tuples of str
        Columns of the evidence that the old definition does not read, and those that the new one does not.
    problems : tuple of Problem
        What the new definition finds wrong with the evidence.
    top : int
        How many first ranks are looked at.
    """

    old: Definition
    new: Definition
    before: Scores
    after: Scores | None
    place: Indices = array()
    renamed: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    passed_over: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    problems: Problems = attrs.field(default=Problems(), converter=Problems)
    top: int = 10
    between: BetweenDefinitions = attrs.field(eq=False, kw_only=True)

    @property
    def units(self) -> tuple[str, ...]:
        """The units, as in `before`."""
        return self.before.units

    @property
    def causes(self) -> tuple[RestatementCause, ...]:
        """What changed of "weights", "rules" and "structure"."""
        return self.between.hybrids.causes

    def _after(self, values: npt.ArrayLike) -> Floats:
        """Return figures of `after` for the units of `before`, nan where there are none."""
        figures = np.full(len(self.units), np.nan)
        here = self.place >= 0
        figures[here] = np.asarray(values, dtype=np.float64)[self.place[here]]
        return figures

    @cached_property
    def total(self) -> Floats:
        """The totals by the new definition, for the units of `before` (n_units,)."""
        return self._after([] if self.after is None else self.after.total)

    @cached_property
    def rank(self) -> Floats:
        """The ranks by the new definition, for the units of `before` (n_units,)."""
        return self._after([] if self.after is None else self.after.rank)

    @cached_property
    def rank_shift(self) -> Floats:
        """Rank after less rank before: more than 0 is a loss (n_units,)."""
        return np.asarray(self.rank - self.before.rank)

    @cached_property
    def published(self) -> tuple[tuple[Any, Any], ...]:
        """The totals as published by either definition, None where there is none."""
        return self._pairs(lambda scores: scores.rounded)

    def _pairs(self, of: Callable[[Scores], Sequence[Any]]) -> tuple[tuple[Any, Any], ...]:
        old, new = of(self.before), () if self.after is None else of(self.after)
        return tuple((then, new[at] if at >= 0 else None) for then, at in zip(old, self.place.tolist(), strict=True))

    @cached_property
    def band(self) -> tuple[tuple[str | None, str | None], ...]:
        """The group of results by either definition, None where there is none."""
        return self._pairs(lambda scores: scores.band)

    @cached_property
    def changes(self) -> tuple[Fraction | None, ...]:
        """Published total after less published total before, None where one is missing."""
        return tuple(
            None if then is None or now is None else Fraction(now) - Fraction(then) for then, now in self.published
        )

    @cached_property
    def largest(self) -> tuple[int, ...]:
        """The rows of units whose published total changes, those that move most first."""
        sizes = {row: abs(change) for row, change in enumerate(self.changes) if change}
        return tuple(sorted(sizes, key=lambda row: (-sizes[row], row)))

    def _in_top(self, rank: Floats) -> Mask:
        return np.asarray(np.where(np.isnan(rank), np.inf, rank) <= self.top)

    @property
    def entered(self) -> tuple[str, ...]:
        """The units among the first `top` by the new definition only, in the order of their ranks."""
        return self._of(self._in_top(self.rank) & ~self._in_top(self.before.rank), self.rank)

    @property
    def left(self) -> tuple[str, ...]:
        """The units among the first `top` by the old definition only, in the order of their ranks."""
        return self._of(self._in_top(self.before.rank) & ~self._in_top(self.rank), self.before.rank)

    def _of(self, rows: Mask, rank: Floats) -> tuple[str, ...]:
        if self.after is None:
            return ()
        return tuple(self.units[row] for row in sorted(np.flatnonzero(rows).tolist(), key=lambda row: rank[row]))

    @property
    def summary(self) -> dict[str, Any]:
        """How many units there are, and of how many what moves."""
        shifts = np.abs(self.rank_shift[~np.isnan(self.rank_shift)])
        both = [row for row, change in enumerate(self.changes) if change is not None]
        return {
            "units": len(self.units),
            "compared": len(both),
            "total_changed": sum(self.changes[row] != 0 for row in both),
            "rank_changed": int(np.count_nonzero(shifts)),
            "band_changed": sum(self.band[row][0] != self.band[row][1] for row in both),
            "mean_rank_shift": float(shifts.mean()) if shifts.size else None,
            "largest_rank_shift": json_figure(shifts.max()) if shifts.size else None,
            "entered": list(self.entered),
            "left": list(self.left),
        }

    def _total(self, row: int, new: Coalition) -> Fraction | None:
        return self.between.total(new, self.between.rows[row])

    def split(self, unit: str) -> Split | None:
        """Return the change of a unit, named by its code or name, by cause; None where there is none, see `reason`."""
        return self.split_at(self.before.evidence.row(unit))

    def split_at(self, row: int) -> Split | None:
        """Return the same for a unit by its row."""
        change, causes = self.changes[row], self.causes
        totals = {new: self._total(row, new) for new in coalitions(causes)}
        exact = {new: total for new, total in totals.items() if total is not None}
        if change is None or len(exact) < len(totals):
            return None
        parts = shapley(exact, causes)
        weights, rules, structure = (parts.get(cause, Fraction(0)) for cause in CAUSES)
        return Split(change, weights, rules, structure, change - sum(parts.values(), Fraction(0)))

    def reason(self, unit: str) -> str:
        """Return why a unit has no split; "" where it has one."""
        return self._reason(self.before.evidence.row(unit))

    def _reason(self, row: int) -> str:
        key = self.between.rows[row]
        old, new = (why_no_total(reading, key) for reading in self.between.ends)
        if old:
            return say("the old definition gives no total: {why}", why=old)
        if new:
            return say("the new definition gives no total: {why}", why=new)
        for mixed in coalitions(self.causes):
            if self._total(row, mixed) is None:
                causes = _joined([cause for cause in CAUSES if cause in mixed])
                template = "the old definition with only {causes} as in the new one gives no total: {why}"
                return say(template, causes=causes, why=why_no_total(self.between.reading(mixed), key))
        return ""

    def weights_by_node(self, unit: str) -> dict[str, Fraction] | None:
        """Return the part of the weights by node, under the ids of the new definition.

        For a unit, named by its code or name. Nodes whose share and maximum stay are not listed. None where the total
        is not linear in them for this unit: where parts are left out, or a limit, a product or a root stands above.
        """
        return self.weights_at(self.before.evidence.row(unit))

    def weights_at(self, row: int) -> dict[str, Fraction] | None:
        """Return the same for a unit by its row."""
        split = self.split_at(row)
        if split is None or "weights" not in self.causes:
            return None
        parts: dict[str, Fraction] = {}
        for share, before in steps("weights", self.causes):
            step = self.between.by_node(self.between.rows[row], before)
            if step is None:
                return None
            for node, part in step.items():
                parts[node] = parts.get(node, Fraction(0)) + share * part
        return parts if sum(parts.values(), Fraction(0)) == split.weights else None

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for, as plain JSON values."""
        return {"top": self.top, "renamed": dict(self.renamed)}

    @cached_property
    def one_sided(self) -> tuple[dict[str, str], ...]:
        """The units that have no total by one of the definitions, or by both: which one lacks it, and why."""
        records = []
        for row, pair in enumerate(self.published):
            sides = [side for side, total in zip(("old", "new"), pair, strict=True) if total is None]
            if sides:
                without, reason = "both" if sides[1:] else sides[0], self._reason(row)
                unit, name = self.units[row], self.before.names[row]
                records.append({"unit": unit, "name": name, "without": without, "why": reason})
        return tuple(records)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        notes = []
        if self.after is None:
            notes.append(say("the new definition cannot score this evidence"))
        old, new = (first_of([repr(name) for name in names], 20) for names in self.passed_over)
        if old:
            notes.append(say("columns that the old definition does not read: {names}", names=old))
        if new:
            notes.append(say("columns that the new definition does not read: {names}", names=new))
        ends = [reading.scores for reading in self.between.ends]
        if not all(scores.exactness.plan.rational for scores in ends if scores):
            digits = "roots and logarithms are computed to 45 digits; the parts add to the change exactly all the same"
            notes.append(say(digits))
        return tuple(notes)

    def _record(self, row: int) -> dict[str, Any]:
        (then, now), (band, other), change = self.published[row], self.band[row], self.changes[row]
        return {
            "unit": self.units[row],
            "name": self.before.names[row] or None,
            "group": self.before.group[row],
            "total_before": json_float(self.before.total[row]),
            "total_after": json_float(self.total[row]),
            "published_before": decimal_text(then),
            "published_after": decimal_text(now),
            "change": None if change is None else decimal_text(now - then),
            "rank_before": json_figure(self.before.rank[row]),
            "rank_after": json_figure(self.rank[row]),
            "rank_shift": json_figure(self.rank_shift[row]),
            "band_before": band,
            "band_after": other,
        }

    def _rows(self, units: Collection[str]) -> list[int]:
        """Return the rows of some units, or of all, best by the old definition first; their totals are worked out."""
        rows = [row for row in self.before.best_first if not units or self.units[row] in units]
        self.between.prepare(rows)
        return rows

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return dict.fromkeys(("published_before", "published_after", "change", *CAUSES, "rounding"), "number")

    def to_records(self, units: Collection[str] = ()) -> list[dict[str, Any]]:
        """Return one flat record a unit, best by the old definition first; the parts as numbers.

        With `units`, by their codes, of these only.
        """
        records = []
        for row in self._rows(units):
            split = self.split_at(row)
            parts = {name: None if split is None else float(getattr(split, name)) for name in (*CAUSES, "rounding")}
            records.append({**self._record(row), **parts})
        return records

    def to_dict(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return everything as plain JSON values; the parts of each change also exactly, as text ``a/b``.

        With `units`, by their codes, records of these only.
        """
        first = result_head(self.old, self.before.evidence)
        new = result_head(self.new, self.before.evidence)["definition"]
        return {
            "parindex": first["parindex"],
            "analysis": "restatement",
            "old": first["definition"],
            "new": new,
            "registry": first["registry"],
            "evidence": first["evidence"],
            "parameters": self.parameters,
            "causes": list(self.causes),
            "summary": self.summary,
            "units": [{**self._record(row), **self._parts(row)} for row in self._rows(units)],
            "largest": [self.units[row] for row in self.largest[: self.top]],
            "one_sided": [dict(record) for record in self.one_sided],
            "passed_over": dict(zip(("old", "new"), map(list, self.passed_over), strict=True)),
            "problems": [problem.to_dict() for problem in self.problems],
            "notes": list(self.notes),
        }

    def _parts(self, row: int) -> dict[str, Any]:
        split, nodes = self.split_at(row), self.weights_at(row)
        exact = (
            None if nodes is None else {id_: {"figure": float(part), "exact": str(part)} for id_, part in nodes.items()}
        )
        if split is None:
            return {"split": None, "why": self._reason(row), "weights_by_node": exact}
        return {"split": split.to_dict(), "why": "", "weights_by_node": exact}

    def __repr__(self) -> str:
        compared = sum(change is not None for change in self.changes)
        return f"<Restatement from {self.old.id!r} to {self.new.id!r}: {compared} of {len(self.units)} units compared>"


def _joined(causes: list[RestatementCause]) -> Message:
    first, *rest = map(say, causes)
    return say("{first} and {second}", first=first, second=rest[0]) if rest else first
