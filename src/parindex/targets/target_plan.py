"""A plan: what a unit changes of its evidence to reach a rank, a total or a group of results, scored again."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import attrs

from parindex.base import (
    Figure,
    Message,
    Name,
    decimal_text,
    first_names,
    half_up_text,
    json_figure,
    json_float,
    language,
    local_number,
    plain,
    rough,
    say,
    short,
    together,
    translated,
)
from parindex.definition import Choice, Indicator, Node
from parindex.kernels import as_float
from parindex.scoring import Answer, AnswerColumn, Scores
from parindex.targets.aims import Aim
from parindex.targets.moves import KEPT, NOTHING_BETTER, Move, Wishes
from parindex.targets.rank_aim import RankAim

#: What makes up so much of the cost, one part in ten, is a main change.
_MAIN = 10
#: Decimals that costs are shown with.
_COST_DECIMALS = 4


@attrs.frozen(eq=False)
class EvidenceChange:
    """One change of evidence that a plan makes.

    Attributes
    ----------
    move : Move
        What is moved.
    value : Fraction
        What it becomes; of a choice the position of the option.
    cost : Fraction
        What that costs.
    alone : float
        By how much the total would change by it alone, all else as it is.
    """

    move: Move
    value: Fraction
    cost: Fraction
    alone: float


def _values(made: Iterable[EvidenceChange]) -> tuple[tuple[str, Fraction], ...]:
    """Return what changes are known by."""
    return tuple((change.move.name, change.value) for change in made)


@attrs.frozen(repr=False, kw_only=True)
class TargetPlan(Answer):
    """What a unit changes of its evidence to reach a rank, a total or a group of results, at the least cost.

    The plan was scored again before it was returned: `after` holds the scores of all units by it.

    Attributes
    ----------
    scores, after : Scores
        The scores as they are, and by the plan.
    unit, name : str
        The unit.
    aim : Aim
        What it is to reach.
    made : tuple of EvidenceChange
        The changes, those that bring the most first.
    cost : Fraction
        What they cost together.
    bound : float
        No plan costs less than this: proved, to within a millionth of it.
    proved : bool
        Whether the plan is proved to be one of least cost.
    immovable : mapping of node to Message
        Why some nodes stay as they are.
    wishes : Wishes
        What was asked of changes: costs, bounds, and what stays as it is.
    remarks : tuple of Message
        What else a reader should know.
    others : tuple of TargetPlan
        Plans that do without something that this one needs, cheapest first, as far as they were asked for.
    """

    analysis: ClassVar[str] = "target"
    heads: ClassVar[Mapping[str, str]] = {"from": "before", "to": "after", "score": "score_before"}
    scores: Scores = attrs.field(eq=False)
    after: Scores
    unit: str
    name: str
    aim: Aim
    made: tuple[EvidenceChange, ...] = attrs.field(eq=_values)
    cost: Fraction
    bound: float
    proved: bool
    immovable: Mapping[str, Message] = attrs.field(hash=False)
    wishes: Wishes = attrs.field(eq=False)
    remarks: tuple[Message, ...] = ()
    others: tuple[TargetPlan, ...] = ()
    search: Callable[[TargetPlan, int, float], tuple[TargetPlan, ...]] = attrs.field(eq=False)

    def alternatives(self, n: int = 3, within: float = 0.2) -> tuple[TargetPlan, ...]:
        """Return up to `n` plans of other indicators that cost at most the share `within` more, cheapest first.

        Each does without one of the `main` changes of every plan before it, at least.
        """
        return self.search(self, n, within)

    @property
    def main(self) -> tuple[EvidenceChange, ...]:
        """The changes that cost a tenth of the plan or more."""
        return tuple(change for change in self.made if change.cost * _MAIN >= self.cost)

    def with_alternatives(self, n: int = 3, within: float = 0.2) -> TargetPlan:
        """Return the plan together with its `alternatives`, told in notes and in JSON."""
        return attrs.evolve(self, others=self.alternatives(n, within))

    @property
    def changes(self) -> dict[str, dict[str, Fraction | str]]:
        """The changes of evidence by unit and column, as `what_if` takes them; of a choice the name of the option."""
        cells: dict[str, Fraction | str] = {}
        for change in self.made:
            node = self._node(change)
            for column, value in change.move.cells(change.value).items():
                cells[column] = _option(node, value) or value
        return {self.unit: cells} if cells else {}

    @property
    def gap(self) -> float:
        """By how much of its cost the plan may be dearer than the cheapest one, in [0, 1]."""
        cost = as_float(self.cost)
        return 0.0 if self.proved or not cost else 1 - self.bound / cost

    @property
    def row(self) -> int:
        """The row of the unit."""
        return self.scores.units.index(self.unit)

    @property
    def parameters(self) -> dict[str, Any]:
        """The unit, what it is to reach, and what was asked of changes."""
        return {
            "unit": self.unit,
            "aim": str(self.aim.words()),
            "costs": {name: as_float(price) for name, price in self.wishes.costs.items()},
            "fixed": sorted(self.wishes.fixed),
            "bounds": {
                name: [None if end is None else as_float(end) for end in ends]
                for name, ends in self.wishes.bounds.items()
            },
        }

    def _node(self, change: EvidenceChange) -> Node:
        return self.scores.definition.nodes[change.move.node]

    @property
    def notes(self) -> tuple[Message, ...]:
        """What the plan rests on, and what is not proved."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[Message]:
        if self.made and not self.proved:
            yield say("a cheaper plan is not ruled out; none costs less than {bound}", bound=rough(self.bound))
        if self.made and not self.wishes.costs:
            yield say("costs: how much of the way to the most points each change goes, 1 being all of it")
        if isinstance(self.aim, RankAim) and self.aim.gains:
            yield say("the rank shown is with the other units as they are")
        else:
            yield say("the evidence of the other units stays as it is")
        for reason in dict.fromkeys(why for why in self.immovable.values() if why not in (KEPT, NOTHING_BETTER)):
            held = [node for node, why in self.immovable.items() if why == reason]
            nodes = [Name(node, self.scores.definition[node].title) for node in held]
            yield say("{nodes} stays as it is: {why}", nodes=first_names(nodes), why=reason)
        yield from self.remarks
        for other in self.others:
            yield say("or, at a cost of {cost}: {changes}", cost=rough(as_float(other.cost)), changes=other.said())

    def said(self) -> Message:
        """Say the changes in a line."""
        return together(
            (
                say("{node} {before} → {after}", node=self._called(change), before=before, after=after)
                for change in self.made
                for before, after in [self._ends(change)]
            ),
            between="; ",
        )

    def _called(self, change: EvidenceChange) -> str:
        node = self._node(change)
        return Name(node.id, node.title) if change.move.name == node.id else change.move.name

    def _ends(self, change: EvidenceChange) -> tuple[str, str]:
        """Return evidence before and after as people read it."""
        before, after = change.move.present, change.value
        node = self._node(change)
        options = _option(node, before), _option(node, after)
        if options[1] is not None:
            return str(options[0]), str(options[1])
        if change.move.by_score:
            return (say("yes") if before else say("no")), (say("yes") if after else say("no"))
        return short(before), short(after)

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a change."""
        return [self._record(change) for change in self.made]

    def _record(self, change: EvidenceChange) -> dict[str, Any]:
        node = self._node(change)
        published = [decimal_text(scores.published_of(self.unit)[node.id]) for scores in (self.scores, self.after)]
        return {
            "node": node.id,
            "column": change.move.name,
            "from": _option(node, change.move.present) or plain(change.move.present),
            "to": _option(node, change.value) or plain(change.value),
            "score": published[0],
            "score_after": published[1],
            "cost": json_float(as_float(change.cost)),
            "brings": json_float(change.alone),
        }

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return where the unit stands before and after, the cost and what is proved of it, and other plans."""
        return {
            "before": self._standing(self.scores),
            "after": self._standing(self.after),
            "cost": as_float(self.cost),
            "bound": json_float(self.bound),
            "proved": self.proved,
            "immovable": {node: str(why) for node, why in self.immovable.items()},
            "alternatives": [
                {
                    "cost": as_float(other.cost),
                    "bound": json_float(other.bound),
                    "proved": other.proved,
                    "records": other.to_records(),
                }
                for other in self.others
            ],
        }

    def _standing(self, scores: Scores) -> dict[str, Any]:
        return {
            "total": json_float(scores.total[self.row]),
            "published": decimal_text(scores.rounded[self.row]),
            "rank": json_figure(scores.rank[self.row]),
            "band": scores.band[self.row],
        }

    def heading(self) -> Message:
        """Name the unit, what it is to reach, and where it stands before and after."""
        unit = f"{self.name} ({self.unit})" if self.name else self.unit
        values = {"unit": unit, "aim": self.aim.words()}
        if not self.made:
            return say("{unit} has reached {aim} already: {standing}", **values, standing=self._stands())
        template = "{unit}: {aim}, at a cost of {cost}"
        if self.proved:
            template = "{unit}: {aim}, at the least cost of {cost}"
        told = say(template, **values, cost=rough(as_float(self.cost)))
        return say("{what}: {standing}", what=told, standing=self._moved())

    def _stands(self) -> Message:
        standing = say("a total of {total}", total=_figure(self.scores.rounded[self.row]))
        rank = self.scores.rank[self.row]
        return standing if math.isnan(rank) else together([standing, say("rank {rank}", rank=rough(rank))])

    def _moved(self) -> Message:
        before, after = self.scores.rounded[self.row], self.after.rounded[self.row]
        standing = say("total {before} → {after}", before=_figure(before), after=_figure(after))
        ranks = self.scores.rank[self.row], self.after.rank[self.row]
        if not any(map(math.isnan, ranks)):
            standing = together(
                [standing, say("rank {before} → {after}", before=rough(ranks[0]), after=rough(ranks[1]))]
            )
        bands = self.scores.band[self.row], self.after.band[self.row]
        if bands[0] != bands[1]:
            none = say("none")
            group = say("group {before} → {after}", before=bands[0] or none, after=bands[1] or none)
            standing = together([standing, group])
        return standing

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return the changes: evidence and score before and after, what each costs, and brings by itself."""
        spoken, decimals = language(lang), self.scores.definition.decimals
        ends = [[translated(end, spoken) for end in self._ends(change)] for change in self.made]
        before, after = self.scores.published_of(self.unit), self.after.published_of(self.unit)
        nodes = [self._node(change).id for change in self.made]
        return [
            AnswerColumn("title" if lang else "id", [self._label(change, lang) for change in self.made]),
            AnswerColumn("before", [_local(end[0], spoken) for end in ends], figures=True),
            AnswerColumn("after", [_local(end[1], spoken) for end in ends], figures=True),
            AnswerColumn("score_before", [_published(before[node], spoken) for node in nodes], figures=True),
            AnswerColumn("score_after", [_published(after[node], spoken) for node in nodes], figures=True),
            AnswerColumn(
                "cost",
                [local_number(half_up_text(as_float(change.cost), _COST_DECIMALS), spoken) for change in self.made],
                figures=True,
            ),
            AnswerColumn(
                "brings",
                [_brought(change.alone, spoken, decimals + 2) for change in self.made],
                figures=True,
            ),
        ]

    def _label(self, change: EvidenceChange, lang: str | None) -> str:
        node, name = self._node(change), change.move.name
        if lang is None or name == node.id:
            return name if lang is None else node.called(lang)
        part = name.removeprefix(f"{node.id}.")
        titles = {given.id: given.title for given in node.inputs} if isinstance(node, Indicator) else {}
        title = titles.get(part)
        return f"{node.called(lang)}: {title.get(lang) if title else part}"


def _option(node: Node, value: Fraction) -> str | None:
    """Return the name of an option, None where evidence is a number."""
    if not (isinstance(node, Indicator) and isinstance(node.rule, Choice)):
        return None
    return node.rule.points.items[int(value)][0]


def _figure(total: Decimal | None) -> str:
    return "" if total is None else Figure(f"{total:f}")


def _published(figure: Decimal | None, lang: str) -> str:
    return local_number(_figure(figure), lang)


def _brought(change: float, lang: str, decimals: int) -> str:
    if math.isnan(change):
        return ""
    text = half_up_text(change, decimals)
    return local_number(f"+{text}" if change > 0 else text, lang)


def _local(text: str, lang: str) -> str:
    return local_number(text, lang) if isinstance(text, Figure) else text
