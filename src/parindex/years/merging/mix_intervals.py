"""How much hangs on the way to weight the parts of merged units: ranks under several ways, and under all mixes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from parindex.base import (
    FieldKind,
    Message,
    array,
    json_figure,
    json_float,
    language,
    say,
    translated,
)
from parindex.kernels import Floats, half_up_exact, rank
from parindex.scoring import Answer, AnswerColumn, Scores, figure, score, ties_left, unit_label
from parindex.years.merging.column_weights import PLAIN, ColumnWeights, UnitWeights, weights_of
from parindex.years.merging.merged_columns import MergedColumn
from parindex.years.merging.merger import Merger

if TYPE_CHECKING:
    from parindex.years.merging.merged import Merged

#: The least and the greatest of something.
MixEnds = tuple[float, float]


@attrs.frozen(repr=False, kw_only=True)
class MixIntervals(Answer):
    """Totals and ranks of the new units under several ways to weight their parts, and under all mixes of these.

    Attributes
    ----------
    scores : Scores
        The merged evidence as it was merged.
    parents : mapping of str to tuple of str
        The former units that each new one was formed of.
    ways : tuple of str
        The names of the ways.
    totals, ranks : array (n_units, n_ways)
        Totals and ranks under each way.
    any_total : array (n_units, 2) or None
        The least and the greatest total whatever the mix of its parts, one mix of a unit for all its indicators; None
        where the index is not linear in what is averaged.
    any_rank : array (n_units, 2) or None
        The best and the worst rank that the unit has whatever the mixes of all units.
    reason : str
        Why only the ways given are covered, "" where all mixes are.
    """

    analysis: ClassVar[str] = "intervals"
    scores: Scores = attrs.field(eq=False)
    parents: Mapping[str, tuple[str, ...]] = attrs.field(hash=False)
    ways: tuple[str, ...]
    totals: Floats = array()
    ranks: Floats = array()
    any_total: Floats | None = array()
    any_rank: Floats | None = array()
    reason: Message | str = ""

    @property
    def units(self) -> tuple[str, ...]:
        """The new units."""
        return self.scores.units

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called."""
        return self.scores.names

    @property
    def parameters(self) -> dict[str, Any]:
        """The ways."""
        return {"ways": list(self.ways)}

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """Totals are numbers, ranks whole ones."""
        records = self.to_records()
        return {name: "number" for name in (records[0] if records else {}) if "total" in name}

    def rank_of(self, unit: str) -> MixEnds:
        """Return the best and the worst rank of a unit, named by its code or name, under the ways given."""
        row = self.scores.evidence.row(unit)
        return float(self.ranks[row].min()), float(self.ranks[row].max())

    @cached_property
    def _order(self) -> list[int]:
        """The rows of the units, best first under the first way, those without a rank last."""
        first = self.ranks[:, 0]
        return sorted(range(len(self.units)), key=lambda row: (not first[row] >= 1, first[row], row))

    @cached_property
    def spans(self) -> tuple[tuple[float, int], ...]:
        """How many ranks lie between the best and the worst of each unit that has them, with its row, most first."""
        ends = self.ranks if self.any_rank is None else self.any_rank
        ranked = np.flatnonzero(~np.isnan(ends).any(axis=1)).tolist()
        spans = [(float(ends[row].max() - ends[row].min()), row) for row in ranked]
        return tuple(sorted(spans, key=lambda span: (-span[0], span[1])))

    @property
    def notes(self) -> tuple[Message | str, ...]:
        """What is covered, how many ranks hang on the weights, and of which unit most."""
        covered = self.reason or say("any mix: the parts of a unit in any proportion, the same for all its indicators")
        several = [row for row, unit in enumerate(self.units) if len(self.parents[unit]) > 1]
        fixed = [row for span, row in self.spans if span == 0 and row in several]
        told = say("none of the {merged} merged units keeps its rank throughout", merged=len(several))
        if fixed:
            template = "{fixed} of {merged} merged units keep their rank throughout"
            told = say(template, fixed=len(fixed), merged=len(several))
        return (covered, told, *self._widest(several), *ties_left(self.scores))

    def _widest(self, several: Sequence[int]) -> tuple[Message, ...]:
        """Say of which merged unit the rank hangs most on the weights."""
        span, row = next(((span, row) for span, row in self.spans if row in several), (0.0, 0))
        if not span:
            return ()
        ends = (self.ranks if self.any_rank is None else self.any_rank)[row]
        values = {
            "unit": unit_label(self.scores, row),
            "best": json_figure(ends.min()),
            "worst": json_figure(ends.max()),
        }
        return (say("most hangs on it for {unit}: rank {best} to {worst}", **values),)

    def line(self, unit: str) -> Message:
        """Say in a line how much of the rank of a unit hangs on the way its parts are weighted."""
        row = self.scores.evidence.row(unit)
        best, worst = (json_figure(end) for end in self.rank_of(unit))
        values = {"unit": unit_label(self.scores, row), "best": best, "worst": worst}
        if best is None:
            return say("{unit}: no rank by the ways given", unit=unit_label(self.scores, row))
        if self.any_rank is None:
            return say("{unit}: rank {best} to {worst} by the ways given", **values)
        low, high = (json_figure(end) for end in self.any_rank[row])
        template = "{unit}: rank {best} to {worst} by the ways given, {low} to {high} whatever the mix"
        return say(template, **values, low=low, high=high)

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a unit, best first under the first way."""
        return [
            {
                "unit": self.units[row],
                "name": self.names[row] or None,
                "parts": "|".join(self.parents[self.units[row]]),
                **{f"total ({way})": json_float(self.totals[row, at]) for at, way in enumerate(self.ways)},
                **{f"rank ({way})": json_figure(self.ranks[row, at]) for at, way in enumerate(self.ways)},
                "least_total": json_float(self.totals[row].min()),
                "greatest_total": json_float(self.totals[row].max()),
                "best_rank": json_figure(self.ranks[row].min()),
                "worst_rank": json_figure(self.ranks[row].max()),
                **self._whatever(row),
            }
            for row in self._order
        ]

    def _whatever(self, row: int) -> dict[str, Any]:
        totals = (None, None) if self.any_total is None else map(json_float, self.any_total[row])
        ranks = (None, None) if self.any_rank is None else map(json_figure, self.any_rank[row])
        names = "any_least_total", "any_greatest_total", "any_best_rank", "any_worst_rank"
        return dict(zip(names, (*totals, *ranks), strict=True))

    def heading(self) -> Message:
        """Say what the intervals are of."""
        return say("ranks by the way that parts are weighted: {index}", index=self.scores.definition.title)

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return unit, parts, published total and rank under each way, and the ranks whatever the mix."""
        spoken, order = language(lang), self._order
        table = [
            AnswerColumn("unit", [self.units[row] for row in order]),
            AnswerColumn("name", [self.names[row] for row in order]),
            AnswerColumn("parts", [self._parts(row) for row in order]),
        ]
        for at, way in enumerate(self.ways):
            name = translated(say("rank: {way}", way=translated(_called_way(way), spoken)), spoken)
            table.append(AnswerColumn(name, [figure(self.ranks[row, at], spoken) for row in order], figures=True))
        if self.any_rank is not None:
            for at, name in enumerate(("any_best_rank", "any_worst_rank")):
                cells = [figure(self.any_rank[row, at], spoken) for row in order]
                table.append(AnswerColumn(name, cells, figures=True))
        return table

    def _parts(self, row: int) -> str:
        parts = self.parents[self.units[row]]
        return " + ".join(parts) if len(parts) > 1 else ""


def _called_way(way: str) -> Message | str:
    return say("plain means") if way == PLAIN else way


def mix_intervals(merged: Merged, ways: Mapping[str, object] | None = None) -> MixIntervals:
    """Score merged evidence under several ways to weight its parts; `Merged.intervals` calls this."""
    merger = merged.merger
    given = _default_ways(merged) if ways is None else _given_ways(merger, ways)
    results = {name: _scored(merger, partial(_by_one, weights)) for name, weights in given.items()}
    scores = score(merger.definition, merged.evidence)
    reason = _not_linear(merger, scores)
    totals, ranks = (None, None) if reason else _whatever_the_mix(merger, scores)
    return MixIntervals(
        scores=scores,
        parents=merged.parents,
        ways=tuple(results),
        totals=np.column_stack([result.total for result in results.values()]),
        ranks=np.column_stack([result.rank for result in results.values()]),
        any_total=totals,
        any_rank=ranks,
        reason=reason,
    )


def _default_ways(merged: Merged) -> dict[str, ColumnWeights]:
    """Return plain means, and each weight that the evidence was merged by."""
    named = {name: ColumnWeights({name: weights}) for name, weights in merged.given.by.items()}
    return {PLAIN: ColumnWeights(), **named}


def _given_ways(merger: Merger, ways: Mapping[str, object]) -> dict[str, ColumnWeights]:
    """Return weights by the name of the way, checked."""
    if not isinstance(ways, Mapping):
        raise TypeError(say("{name} must be a mapping, not {value!r}", name="ways", value=ways))
    if not ways:
        raise ValueError(say("name at least one way to weight"))
    needed = [part for parts in merger.parts if len(parts) > 1 for part in parts if part in merger.evidence.units]
    return {str(name): weights_of(by, None, merger.definition, merger.former, needed) for name, by in ways.items()}


def _by_one(weights: ColumnWeights, column: MergedColumn) -> UnitWeights | None:
    name = weights.name_for(column.places)
    return None if name is None else weights.by[name]


def _scored(merger: Merger, weights_for: Any) -> Scores:
    return score(merger.definition, merger.evidence_of(merger.cells(weights_for)))


def _not_linear(merger: Merger, scores: Scores) -> Message | str:
    """Return why totals are no sums of what is averaged, "" where they are."""
    definition, plan = merger.evidence.definition, scores.exactness.plan
    averaged = {column.id: column for column in merger.columns if column.how == "mean"}
    if not plan.linear:
        return say("only the ways given are covered: the index is not linear in its parts")
    if scores.exactness.marks.reduced.any() or merger.evidence.not_applicable.any():
        return say("only the ways given are covered: parts that are not applicable or missing are left out")
    for leaf in definition.leaves:
        formula = leaf.formula
        names = {*(name for name, _ in formula.names())} if formula else set()
        read = {f"{leaf.id}.{name}" if name in leaf.reads else name for name in names}
        if leaf.id not in averaged and not read & averaged.keys():
            continue
        straight = None if read & averaged.keys() or leaf.decimals is not None else leaf.rule.straight(leaf)
        figures = merger.exact[averaged[leaf.id].at].values() if leaf.id in averaged else ()
        if straight is None or not all(_within(figure, straight) for figure in figures):
            return say("only the ways given are covered: the points of {id} are not linear in its value", id=leaf.id)
    return ""


def _within(figure: Fraction, ends: tuple[Fraction | None, Fraction | None]) -> bool:
    low, high = ends
    return (low is None or figure >= low) and (high is None or figure <= high)


def _whatever_the_mix(merger: Merger, scores: Scores) -> tuple[Floats, Floats]:
    """Return between what totals and ranks lie whatever the mix of each unit, one mix for all its indicators.

    A total is linear in the mix, so it lies between those by one part alone.
    """
    ends = [_exact_totals(_scored(merger, partial(_one_part, merger, at))) for at in range(max(map(len, merger.parts)))]
    pairs = [(min(of_unit), max(of_unit)) if None not in of_unit else None for of_unit in zip(*ends, strict=True)]
    totals = np.array([(np.nan, np.nan) if pair is None else tuple(map(float, pair)) for pair in pairs])
    ranked = [row for row in scores.ranked.tolist() if pairs[row] is not None]
    ranks = np.full(totals.shape, np.nan)
    ranks[ranked] = _rank_ends([pairs[row] for row in ranked], scores)
    return totals, ranks


def _one_part(merger: Merger, at: int, column: MergedColumn) -> UnitWeights:
    """Return weights by which each merged unit is one of its parts alone."""
    weights: dict[str, Fraction] = {}
    for parts in merger.parts:
        chosen = parts[min(at, len(parts) - 1)]
        weights |= {part: Fraction(part == chosen) for part in parts}
    return weights


def _exact_totals(scores: Scores) -> list[Fraction | None]:
    """Return what units are ranked by: exact totals, rounded where the definition ranks these; None where missing."""
    exactness, decimals = scores.exactness, scores.definition.decimals
    rows = np.flatnonzero(~np.isnan(scores.total)).tolist()
    totals = {row: exactness.exact_score(row) for row in rows}
    if scores.definition.rank.on == "rounded":
        totals = {row: Fraction(half_up_exact(total, decimals), 10**decimals) for row, total in totals.items()}
    return [totals.get(row) for row in range(len(scores.units))]


def _rank_ends(pairs: Sequence[Any], scores: Scores) -> Floats:
    """Return the best and the worst rank of each unit, the others at their worst or best."""
    ranking = scores.definition.rank
    places = {figure: at for at, figure in enumerate(sorted({figure for pair in pairs for figure in pair}))}
    keys = np.array([[places[figure] for figure in pair] for pair in pairs], dtype=np.int64).reshape(-1, 2)
    if ranking.sign < 0:
        keys = (len(places) - keys)[:, ::-1]
    ends = np.empty(keys.shape)
    for row in range(len(keys)):
        for side in (0, 1):  # the unit as good as it can be and all others as bad, then the other way round
            others = keys[:, side].copy()
            others[row] = keys[row, 1 - side]
            ends[row, side] = rank(others, ranking.shared)[row]
    return ends
