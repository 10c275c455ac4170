"""How the total and the rank of one unit changed between two years, part by part, in words of both languages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import attrs

from parindex.base import (
    FieldKind,
    Figure,
    Message,
    Text,
    decimal,
    decimal_text,
    json_figure,
    language,
    local_number,
    say,
    word,
)
from parindex.kernels import as_float
from parindex.scoring import Answer, AnswerColumn, Scores, places, source_head
from parindex.years.change.rank_split import RANK_CAUSES, RankCause
from parindex.years.change.total_split import ChangeCause

#: The causes of a change of the total that are one cause of a change of the rank.
_OF_DEFINITION: tuple[ChangeCause, ...] = ("structure", "rules", "weights", "incomparable", "rounding")


@attrs.frozen(repr=False, kw_only=True)
class UnitChange(Answer):
    """What changed a unit's total and rank between two years; the parts add up exactly.

    Attributes
    ----------
    scores, before : Scores
        Those of the later year, and of the former one.
    unit, unit_before, name : str
        The unit: its code in either year, and its name.
    total : mapping of str to Fraction
        The parts of `change` by cause: ``evidence``, the unit's own; ``others``, where rules hold units against each
        other; ``structure``, ``rules`` and ``weights`` of the definition; ``incomparable``, parts of the tree that only
        one year has; ``rounding``. Empty where there is no split, see `reason`.
    change : Fraction or None
        The published total of the later year less that of the former one; None where one is missing.
    nodes : mapping of str to Fraction
        The parts of ``evidence`` by node, those that move most first.
    incomparable_nodes : mapping of str to Fraction
        The parts of ``incomparable``, by the highest node of each part of the tree that only one year has.
    rank : mapping of str to Fraction
        The parts of `rank_change`: by the unit's ``own`` change, by that of the ``others``, by the ``definition`` and
        by ``units`` that came or went. Empty where there is no split, see `rank_reason`.
    rank_change : Fraction or None
        The rank in the later year less that in the former one: more than 0 is a loss.
    path : tuple of Fraction
        Ranks on one way from the one year to the other: before; by own change alone; with that of the others; by the
        other definition; after.
    reason, rank_reason : str
        Why there is no split.
    titles : mapping of str to Text
        The titles of nodes, under the ids that they have here.
    told : tuple of str
        What a reader should know of both years.
    same_definition : bool
        Whether one definition is that of both years.
    years : tuple of (int or None)
        The former and the later year, None where it is not known.
    """

    analysis: ClassVar[str] = "change"
    heads: ClassVar[Mapping[str, str]] = {"amount": "change"}
    scores: Scores = attrs.field(eq=False)
    before: Scores = attrs.field(eq=False)
    unit: str
    unit_before: str
    name: str
    total: Mapping[ChangeCause, Fraction] = attrs.field(hash=False)
    change: Fraction | None
    nodes: Mapping[str, Fraction] = attrs.field(hash=False)
    incomparable_nodes: Mapping[str, Fraction] = attrs.field(hash=False)
    rank: Mapping[RankCause, Fraction] = attrs.field(hash=False)
    rank_change: Fraction | None
    path: tuple[Fraction, ...]
    reason: str = ""
    rank_reason: str = ""
    titles: Mapping[str, Text] = attrs.field(factory=dict, repr=False, hash=False)
    told: tuple[str, ...] = ()
    same_definition: bool = False
    years: tuple[int | None, int | None] = (None, None)

    @property
    def parameters(self) -> dict[str, Any]:
        """The unit, and the years where they are known."""
        return {"unit": self.unit, "unit_before": self.unit_before, "years": list(self.years)}

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """The parts are numbers."""
        return {"amount": "number"}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a part: of the total by cause, of two causes by node, and of the rank by cause."""
        records = [_record("total", cause, None, part) for cause, part in self.total.items()]
        records += [_record("total", "evidence", node, part) for node, part in self.nodes.items()]
        records += [_record("total", "incomparable", node, part) for node, part in self.incomparable_nodes.items()]
        return records + [_record("rank", cause, None, part) for cause, part in self.rank.items()]

    def details(self, units: object = ()) -> dict[str, Any]:
        """Return what was before and what is after, the changes exactly, and the way of the rank."""
        first, last = self._rows
        return {
            "before": source_head(self.before.definition, self.before.evidence),
            "before_unit": _standing(self.before, first),
            "after_unit": _standing(self.scores, last),
            "change": exactly(self.change),
            "rank_change": exactly(self.rank_change),
            "path": [json_figure(as_float(rank)) for rank in self.path],
            "reason": self.reason or None,
            "rank_reason": self.rank_reason or None,
        }

    @property
    def _rows(self) -> tuple[int, int]:
        return self.before.units.index(self.unit_before), self.scores.units.index(self.unit)

    def heading(self) -> Message:
        """Name the unit, with totals and ranks of both years."""
        first, last = self._rows
        return say(
            "{unit}: {before} → {after}",
            unit=f"{self.name} ({self.unit})" if self.name else self.unit,
            before=_in_words(self.before, first, self.years[0]),
            after=_in_words(self.scores, last, self.years[1]),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """The way of the rank, why there is no split, and what a reader should know."""
        reasons = []
        if self.reason:
            reasons.append(say("the change of the total is not split: {why}", why=self.reason))
        if self.rank_reason and self.rank_reason != self.reason:
            reasons.append(say("the change of the rank is not split: {why}", why=self.rank_reason))
        return (*([self.way()] if self.path else ()), *reasons, *self.told)

    def way(self) -> Message:
        """Say how the rank goes from the one year to the other, cause by cause."""
        ranks = {name: Figure(_plain(rank)) for name, rank in zip(("before", *RANK_CAUSES), self.path, strict=True)}
        moved = self.path[3] != self.path[4] or self.rank.get("units") != 0
        if self.same_definition and not moved:
            template = "rank {before} → {own} by its own change alone → {others} with that of the others"
            return say(template, **ranks)
        if self.same_definition:
            template = (
                "rank {before} → {own} by its own change alone → {others} with that of the others"
                " → {units} with the units that came or went"
            )
            return say(template, **ranks)
        if not moved:
            template = (
                "rank {before} → {own} by its own change alone → {others} with that of the others"
                " → {definition} by the definition of the later year"
            )
            return say(template, **ranks)
        template = (
            "rank {before} → {own} by its own change alone → {others} with that of the others"
            " → {definition} by the definition of the later year → {units} with the units that came or went"
        )
        return say(template, **ranks)

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return the causes with their parts of the total and of the rank, and below them nodes."""
        rows, spoken = list(self._lines()), language(lang)
        decimals = max(self.scores.definition.decimals, self.before.definition.decimals) + 2
        return [
            AnswerColumn("cause", [word("cause", cause, spoken) for cause, *_ in rows]),
            AnswerColumn("title" if lang else "id", [self._called(node, lang) for _, node, *_ in rows]),
            AnswerColumn("change_of_total", [signed(part, spoken, decimals) for *_, part, _ in rows], figures=True),
            AnswerColumn("change_of_rank", [places(part, spoken) for *_, part in rows], figures=True),
        ]

    def _called(self, node: str, lang: str | None) -> str:
        title = self.titles.get(node)
        return title.get(lang) or node if lang and title else node

    def _lines(self) -> Iterator[tuple[str, str, Fraction | None, Fraction | None]]:
        """Yield rows: cause, node, part of the total, part of the rank; nothing that no cause changed."""
        total, rank = self.total, self.rank
        if total or rank:
            yield "own", "", total.get("evidence"), rank.get("own")
        yield from (("", node, part, None) for node, part in self.nodes.items())
        if rank or "others" in total:
            yield "others", "", total.get("others"), rank.get("others")
        if not self.same_definition and (total or rank):
            parts = [total[cause] for cause in _OF_DEFINITION if cause in total]
            yield "definition", "", sum(parts, Fraction(0)) if parts else None, rank.get("definition")
        for cause in _OF_DEFINITION:
            if total.get(cause):
                yield cause, "", total[cause], None
                if cause == "incomparable":
                    yield from (("", node, part, None) for node, part in self.incomparable_nodes.items())
        if rank.get("units"):
            yield "units", "", None, rank["units"]
        if self.change is not None or self.rank_change is not None:
            yield "sum", "", self.change, self.rank_change


def _record(of: str, cause: str, node: str | None, part: Fraction) -> dict[str, Any]:
    return {"of": of, "cause": cause, "node": node, "amount": as_float(part), "exact": str(part)}


def exactly(part: Fraction | None) -> dict[str, Any] | None:
    """Return a part as a number, and exactly as text ``a/b``; None where there is none."""
    return None if part is None else {"figure": as_float(part), "exact": str(part)}


def _standing(scores: Scores, row: int) -> dict[str, Any]:
    return {"published": decimal_text(scores.rounded[row]), "rank": json_figure(float(scores.rank[row]))}


def _in_words(scores: Scores, row: int, of_year: int | None) -> Message:
    """Say the total and the rank of a unit in a year."""
    total, rank = scores.rounded[row], float(scores.rank[row])
    year = "" if of_year is None else str(of_year)
    if total is None:
        return say("{year} no total", year=year) if year else say("no total")
    if math.isnan(rank):
        return say("{year} {total}, no rank", year=year, total=total) if year else say("{total}, no rank", total=total)
    place = {"total": total, "rank": Figure(f"{rank:g}"), "count": scores.ranked.size}
    if year:
        return say("{year} {total}, rank {rank} of {count}", year=year, **place)
    return say("{total}, rank {rank} of {count}", **place)


def _plain(rank: Fraction) -> str:
    return f"{as_float(rank):g}"


def signed(part: Fraction | None, lang: str, decimals: int) -> str:
    """Write a part of a total with its sign, half up; nothing where there is none."""
    if part is None:
        return ""
    text = f"{Decimal(decimal(part, decimals)):f}"
    return local_number(f"+{text}" if part > 0 and text.strip("0.") else text, lang)
