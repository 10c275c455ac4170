"""How totals and ranks of all units changed between two years, each by cause."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import (
    FieldKind,
    Message,
    Name,
    Text,
    decimal_text,
    first_names,
    first_of,
    json_figure,
    language,
    rough,
    say,
    shipped_schema,
    together,
)
from parindex.kernels import as_float
from parindex.scoring import Answer, AnswerColumn, Scores, places, source_head
from parindex.years.change.comparable_definitions import SIDES, ComparableDefinitions, comparable
from parindex.years.change.joint_evidence import JointEvidence
from parindex.years.change.mixtures import YearMixtures
from parindex.years.change.node_matching import NodePairs, pairs_named, pairs_recognised
from parindex.years.change.rank_split import RANK_CAUSES, RankGame, RankSplit
from parindex.years.change.total_split import CAUSES, TotalGame, TotalSplit, in_order
from parindex.years.change.unit_change import UnitChange, exactly, signed
from parindex.years.change.unit_lines import UnitLines, unit_lines
from parindex.years.merging import merged_before


@attrs.frozen(repr=False, kw_only=True)
class Changes(Answer):
    """What changed between two years: for every unit of both, the change of total and rank by cause.

    Attributes
    ----------
    scores, before : Scores
        Those of the later year, and of the former one.
    years : tuple of (int or None)
        The former and the later year, None where it is not known.
    pairs : NodePairs
        Which node of the former definition is which of the later one.
    lines : UnitLines
        Which unit of the former year is which of the later one.
    definitions : ComparableDefinitions
        Both definitions in common words.
    """

    analysis: ClassVar[str] = "changes"
    heads: ClassVar[Mapping[str, str]] = {"evidence": "own"}
    scores: Scores
    before: Scores
    pairs: NodePairs
    lines: UnitLines
    definitions: ComparableDefinitions = attrs.field(eq=False)
    years: tuple[int | None, int | None]
    _units: dict[str, UnitChange] = attrs.field(factory=dict, eq=False)

    @cached_property
    def _mixtures(self) -> YearMixtures:
        partner = self.lines.partner(self.before.units, self.scores.units)
        return YearMixtures.of(JointEvidence(self.definitions, (self.before, self.scores), partner))

    @cached_property
    def _ranks(self) -> RankGame:
        return RankGame(self._mixtures, (self.before, self.scores))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units of both years, by their codes in the later one, best in that one first."""
        later = set(self.lines.later.values())
        return tuple(unit for row in self.scores.best_first if (unit := self.scores.units[row]) in later)

    @cached_property
    def came(self) -> tuple[str, ...]:
        """The units that are ranked in the later year alone, by their codes."""
        start = self._mixtures.joint.start
        return tuple(self.scores.units[row - start] for row in self._ranks.came)

    @cached_property
    def went(self) -> tuple[str, ...]:
        """The units that are ranked in the former year alone, by their codes."""
        return tuple(self.before.units[row] for row in self._ranks.went)

    @property
    def causes(self) -> tuple[str, ...]:
        """What may change a total here, beside rounding."""
        return self._game((0, 0)).causes

    @cached_property
    def same_definition(self) -> bool:
        """Whether both years are scored and ranked by the same definition, but for its texts."""
        first, last = (attrs.evolve(full, years=(2000,), units=None, unit=()) for full in self.definitions.full)
        return first == last

    def of(self, unit: str) -> UnitChange:
        """Return the change of a unit, named by its code or name.

        Raises
        ------
        UnknownNameError
            No unit is called so in the later year.
        ValueError
            The unit is in one of the years only.
        """
        code = self.scores.units[self.scores.evidence.row(unit)]
        if code not in self._units:
            self._units[code] = self._change(code)
        return self._units[code]

    def _rows(self, code: str) -> tuple[int, int]:
        """Return the rows of a unit in both years, one behind the other."""
        last = self.scores.units.index(code) + self._mixtures.joint.start
        first = int(self._mixtures.joint.partner[last])
        if first < 0:
            raise ValueError(
                say("{unit} is no unit of the former year", unit=self.scores.called(self.scores.units.index(code)))
            )
        return first, last

    def _game(self, rows: tuple[int, int]) -> TotalGame:
        return TotalGame(self._mixtures, rows)

    def _change(self, code: str) -> UnitChange:
        rows = self._rows(code)
        first, last = rows[0], rows[1] - self._mixtures.joint.start
        published = self.before.rounded[first], self.scores.rounded[last]
        change = None if None in published else Fraction(published[1] or 0) - Fraction(published[0] or 0)
        ranks = [float(self.before.rank[first]), float(self.scores.rank[last])]
        rank_change = None if np.isnan(ranks).any() else Fraction(ranks[1]) - Fraction(ranks[0])
        game = self._game(rows)
        split = None if change is None else game.split()
        ranked = None if rank_change is None else self._ranks.split(rows)
        return UnitChange(
            scores=self.scores,
            before=self.before,
            unit=code,
            unit_before=self.before.units[first],
            name=self.scores.names[last],
            change=change,
            rank_change=rank_change,
            **self._parts(split, change),
            rank={} if ranked is None else ranked.parts,
            path=() if ranked is None else ranked.path,
            reason=self._reason(game, published, split),
            rank_reason=self._rank_reason(published, rank_change, ranked),
            titles=self.titles,
            told=self._told(split),
            same_definition=self.same_definition,
            years=self.years,
        )

    def _parts(self, split: TotalSplit | None, change: Fraction | None) -> dict[str, Any]:
        if split is None or change is None:
            return {"total": {}, "nodes": {}, "incomparable_nodes": {}}
        rest = change - sum(split.parts.values(), Fraction(0))
        nodes = sorted(split.nodes, key=lambda node: -abs(split.nodes[node]))
        return {
            "total": in_order({**split.parts, "rounding": rest}, compared=self.definitions.compared),
            "nodes": {node: split.nodes[node] for node in nodes},
            "incomparable_nodes": dict(split.incomparable),
        }

    def _reason(self, game: TotalGame, published: tuple[Any, Any], split: TotalSplit | None) -> str:
        if published[0] is None:
            return say("no total in the former year")
        if published[1] is None:
            return say("no total in the later year")
        if split is not None:
            return ""
        causes = ", ".join(game.lacking() or ())
        if not causes:
            return say("no total by the former definition where what both have in common is put together")
        return say("no total with {causes} as of the later year and the rest as of the former", causes=causes)

    def _rank_reason(self, published: tuple[Any, Any], change: Fraction | None, split: RankSplit | None) -> str:
        if published[0] is None:
            return say("no total in the former year")
        if published[1] is None:
            return say("no total in the later year")
        if change is None:
            return say("no rank in one of the years")
        return (
            "" if split is not None else say("the evidence of one year gives no total by the definition of the other")
        )

    @cached_property
    def titles(self) -> dict[str, Text]:
        """The titles of nodes, under the ids that they have here: those of the later year where both have them."""
        titles: dict[str, Text] = {}
        for side in SIDES:
            definition, ids = self.definitions.definitions[side], self.definitions.ids[side]
            titles |= {ids[node.id]: node.title for node in definition.nodes if node.title is not None}
        return titles

    def _told(self, split: TotalSplit | None) -> tuple[str, ...]:
        note = (say("by node it cannot be told: {why}", why=split.note),) if split is not None and split.note else ()
        return (*note, *self.notes)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: what was matched and how, what is not comparable, who came and went."""
        return (
            *self._notes_of_nodes(),
            *self._notes_of_figures(),
            *self._notes_of_attributes(),
            *self.lines.notes,
            *self._notes_of_units(),
            *merged_before((self.before, self.scores)),
            *self._notes_of_digits(),
        )

    def _notes_of_figures(self) -> Iterator[str]:
        """Say which figures from outside, such as a national mean, are not as they were."""
        if moved := list(self._figures_changed()):
            template = "figures from outside changed, what that does is counted among the rules: {figures}"
            yield say(template, figures=together(moved))

    def _figures_changed(self) -> Iterator[Message]:
        sides = [(one.definition, one.evidence) for one in (self.before, self.scores)]
        later = {figure.id for figure in sides[1][0].parameter}
        for id_ in (figure.id for figure in sides[0][0].parameter if figure.id in later):
            old, new = (np.unique(evidence.values[:, evidence.columns.index(id_)]) for _, evidence in sides)
            if not np.array_equal(old, new, equal_nan=True):
                before, after = (rough(some[0]) if some.size == 1 else say("several") for some in (old, new))
                yield say("{name} {before} → {after}", name=id_, before=before, after=after)

    def _notes_of_attributes(self) -> Iterator[str]:
        """Say which attributes of units are not as they were, and what applies by another condition."""
        if moved := list(self._attributes_changed()):
            template = "attributes of units changed, what that does is counted as their own change: {attributes}"
            yield say(template, attributes=together(moved, "; "))
        first, last = self.definitions.full
        nodes = [node.id for node in last.nodes[1:] if node.id in self.definitions.common]
        if other := [node for node in nodes if first[node].when != last[node].when]:
            template = "applying to other units since, what that does is counted as structure: {nodes}"
            yield say(template, nodes=self._named(other))

    def _attributes_changed(self) -> Iterator[str]:
        joint = self._mixtures.joint
        rows = np.flatnonzero((joint.side == 1) & (joint.partner >= 0))
        later = {one.id for one in self.scores.definition.attributes} & joint.columns.keys()
        for id_ in (one.id for one in self.before.definition.attributes if one.id in later):
            now, then = joint.columns[id_].cells[rows], joint.columns[id_].cells[joint.partner[rows]]
            moved = rows[(now != then) & ~(np.isnan(now) & np.isnan(then))]
            if moved.size:
                yield f"{id_} ({first_of([joint.units[row] for row in moved.tolist()], 10)})"

    def _notes_of_nodes(self) -> Iterator[str]:
        pairs, definitions = self.pairs, self.definitions
        if pairs.by_title:
            moved = [f"{old} → {pairs.later[old]}" for old in pairs.by_title]
            yield say("the same by their titles, under another id: {nodes}", nodes=first_of(moved, 10))
        if pairs.by_id:
            yield say("taken for the same by their ids, though titles differ: {nodes}", nodes=self._named(pairs.by_id))
        if pairs.apart:
            yield say("of one id, but by their titles not the same: {nodes}", nodes=self._named(pairs.apart))
        if definitions.unlike:
            template = "measured otherwise since, so that values cannot be held against each other: {nodes}"
            yield say(template, nodes=self._named(definitions.unlike))
        if definitions.cut:
            yield say("told by their scores alone: {nodes}", nodes=self._named(sorted(definitions.cut)))
        if definitions.scales:
            nodes = sorted(definitions.scales)
            template = "points are out of another maximum since, and taken as shares of it: {nodes}"
            yield say(template, nodes=self._named(nodes))
        if not any(leaf.id in definitions.common for leaf in definitions.full[0].leaves):
            yield say("the definitions have no comparable indicator: no change is the unit's own")
        gone, new = ([branch.node for branch in definitions.branches if branch.side == side] for side in SIDES)
        if gone:
            yield say("only in the former year: {nodes}", nodes=self._named(gone))
        if new:
            yield say("only in the later year: {nodes}", nodes=self._named(new))

    def _named(self, nodes: Iterable[str]) -> Message:
        return first_names([Name(node, self.titles.get(node)) for node in nodes], 10)

    def _notes_of_units(self) -> Iterator[str]:
        if self.came:
            yield say("ranked in the later year alone: {units}", units=_called(self.scores, self.came))
        if self.went:
            yield say("ranked in the former year alone: {units}", units=_called(self.before, self.went))
        if moved := self._mixtures.joint.in_other_groups:
            template = "ranked in another group since, what that does is counted as change of the units: {units}"
            yield say(template, units=first_of(moved, 10))
        if lost := self._unranked():
            template = "without a total by the definition of the other year, so not ranked there: {units}"
            yield say(template, units=first_of(lost, 10))

    def _unranked(self) -> list[str]:
        """Return the units that one year ranks, and to which the definition of the other gives no total."""
        if self.same_definition:
            return []
        rows = self._ranks.unranked
        return [self._mixtures.joint.units[row] for row in rows]

    def _notes_of_digits(self) -> Iterator[str]:
        if not all(one.exactness.plan.rational for one in (self.before, self.scores)):
            yield say(
                "roots and logarithms are computed to 45 digits; the parts add to the change exactly all the same"
            )

    @property
    def parameters(self) -> dict[str, Any]:
        """The years where they are known, and which nodes and units go by another id."""
        return {
            "years": list(self.years),
            "renamed": {old: new for old, new in self.pairs.later.items() if old != new},
            "lineage": {old: new for old, new in self.lines.later.items() if old != new},
        }

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        figures = (*self._causes, *(f"rank_{cause}" for cause in RANK_CAUSES))
        return dict.fromkeys(("published_before", "published_after", "change", *figures), "number")

    @property
    def _causes(self) -> list[str]:
        return [cause for cause in CAUSES if cause != "others" or self.definitions.compared]

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a unit of both years, best in the later one first."""
        return self.of_units(())

    def of_units(self, units: Collection[str]) -> list[dict[str, Any]]:
        """Return the records of some units, by their codes; of all where none is named."""
        return [self._record(self.of(unit)) for unit in self.units if not units or unit in units]

    def _record(self, change: UnitChange) -> dict[str, Any]:
        first, last = self.before.units.index(change.unit_before), self.scores.units.index(change.unit)
        total: Mapping[Any, Fraction] = change.total
        rank: Mapping[Any, Fraction] = change.rank
        return {
            "unit": change.unit,
            "name": change.name or None,
            "published_before": decimal_text(self.before.rounded[first]),
            "published_after": decimal_text(self.scores.rounded[last]),
            "change": None if change.change is None else as_float(change.change),
            **{cause: as_float(total[cause]) if total else None for cause in self._causes},
            "rank_before": json_figure(float(self.before.rank[first])),
            "rank_after": json_figure(float(self.scores.rank[last])),
            "rank_change": None if change.rank_change is None else json_figure(as_float(change.rank_change)),
            **{f"rank_{cause}": json_figure(as_float(rank[cause])) if rank else None for cause in RANK_CAUSES},
            "why": change.reason or change.rank_reason or None,
        }

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return every part exactly, by unit, and the units that came and went."""
        chosen = [self.of(unit) for unit in self.units if not units or unit in units]
        return {
            "before": source_head(self.before.definition, self.before.evidence),
            "exact": {
                change.unit: {
                    "total": {cause: exactly(part) for cause, part in change.total.items()},
                    "nodes": {node: exactly(part) for node, part in change.nodes.items()},
                    "incomparable_nodes": {node: exactly(part) for node, part in change.incomparable_nodes.items()},
                    "rank": {cause: exactly(part) for cause, part in change.rank.items()},
                    "path": [json_figure(as_float(rank)) for rank in change.path],
                }
                for change in chosen
            },
            "came": list(self.came),
            "went": list(self.went),
        }

    def heading(self) -> Message:
        """Name the years or the definitions."""
        first, last = (
            one.definition.id if year is None else str(year)
            for one, year in zip((self.before, self.scores), self.years, strict=True)
        )
        return say(
            "Changes from {before} to {after}, in points of the total and in ranks, by cause", before=first, after=last
        )

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return a row a unit: totals, the parts of their change, ranks, the parts of theirs."""
        spoken, changes = language(lang), [self.of(unit) for unit in self.units]
        decimals = max(self.scores.definition.decimals, self.before.definition.decimals)
        moved = [cause for cause in CAUSES if any(change.total.get(cause) for change in changes)]
        shown = [cause for cause in RANK_CAUSES if any(change.rank.get(cause) for change in changes)]
        return [
            AnswerColumn("unit", [change.unit for change in changes]),
            AnswerColumn("name", [change.name for change in changes]),
            AnswerColumn("change", [signed(change.change, spoken, decimals) for change in changes], figures=True),
            *(
                AnswerColumn(
                    "own" if cause == "evidence" else cause,
                    [signed(change.total.get(cause), spoken, decimals) for change in changes],
                    figures=True,
                )
                for cause in moved
            ),
            AnswerColumn("change_of_rank", [places(change.rank_change, spoken) for change in changes], figures=True),
            *(
                AnswerColumn(
                    f"rank_{cause}", [places(change.rank.get(cause), spoken) for change in changes], figures=True
                )
                for cause in shown
            ),
        ]


def changes_between(
    before: Scores,
    after: Scores,
    *,
    renamed: Mapping[str, str] | None = None,
    lineage: Mapping[str, str] | None = None,
    years: tuple[int, int] | None = None,
) -> Changes:
    """Split the changes of totals and ranks between two years by cause, exactly.

    Parameters
    ----------
    before, after : Scores
        Those of the two years, by one definition or by two.
    renamed : mapping of str to str, optional
        Nodes that go by another id in the later definition, former to later; "" for one that is there no more. All
        others are the same where their ids are. Without it nodes are the same by id and title, see the notes.
    lineage : mapping of str to str, optional
        The units that are the same, codes before and after. Without it those of one code, as far as the registry says
        that nothing was merged.
    years : tuple of int, optional
        What the years are called; without it those that the scores are of.

    Returns
    -------
    Changes

    Raises
    ------
    ValueError
        `renamed` names nodes that are not there, or two by one id; `lineage` likewise.

    References
    ----------
    Shorrocks, A. F. (2013). Decomposition procedures for distributional analysis: a unified framework based on the
    Shapley value. Journal of Economic Inequality 11, 99-126. https://doi.org/10.1007/s10888-011-9214-z

    Examples
    --------
    >>> import parindex
    >>> from parindex.years import changes_between
    >>> pci = parindex.load("pci-2013")
    >>> before, after = (parindex.score(pci, f"examples/pci-{year}.csv", year=year) for year in (2013, 2014))
    >>> change = changes_between(before, after).of("Thanh Hóa")
    >>> print(change.change, change.total["evidence"], [str(rank) for rank in change.path])
    -63/50 -1259387/1000000 ['8', '13', '12', '12', '12']
    """
    for given in (before, after):
        if not isinstance(given, Scores):
            raise TypeError(
                say("before and after are what parindex.score returns, not {type}", type=type(given).__name__)
            )
    first, last = before.definition.as_written, after.definition.as_written
    pairs = pairs_recognised(first, last) if renamed is None else pairs_named(first, last, renamed)
    return Changes(
        scores=after,
        before=before,
        pairs=pairs,
        lines=unit_lines(before, after, lineage),
        definitions=comparable((before, after), pairs),
        years=years or (before.year, after.year),
    )


def _called(scores: Scores, units: Sequence[str]) -> str:
    """Name the first of some units, with their codes."""
    rows = [scores.units.index(unit) for unit in units]
    labels = [f"{scores.names[row]} ({scores.units[row]})" if scores.names[row] else scores.units[row] for row in rows]
    return first_of(labels, 10)


def change_schema() -> dict[str, Any]:
    """Return the JSON Schema of `to_dict` of changes between two years, of all units or of one.

    Examples
    --------
    >>> import parindex
    >>> [one["$ref"].rpartition("/")[2] for one in parindex.change_schema()["oneOf"]]
    ['changes', 'change']
    """
    return shipped_schema("parindex.years.change", "change")
