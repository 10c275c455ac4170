"""A card a unit: score and rank at each part against median and best, losses, neighbours and remarks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

import attrs
import numpy as np

from parindex.base import clean, half_up_text, local_number, say, translated
from parindex.definition import Node
from parindex.scoring import Losses, Scores, Summary, losses
from parindex.views.report.node_standings import NodeStanding, node_standing
from parindex.views.report.page_content import Bar, LossLine, Neighbour, NodeLine, UnitCard
from parindex.views.report.page_words import MINUS, NONE, number, short_number, signed
from parindex.views.report.rank_intervals import RankIntervals, rank_intervals
from parindex.views.report.units_like_one import units_alike

#: So many lines of losses, strengths, neighbours to each side, and remarks.
_LOSSES, _ALL_LOSSES, _STRONG, _BESIDE, _REMARKS = 5, 20, 3, 2, 12
#: Of so many units what one more would bring is worked out even where units are held against each other.
_FEW = 20


@attrs.frozen(eq=False)
class Reported:
    """What is reported: scores, and what is worked out once for all units and both languages."""

    scores: Scores
    single: bool = False
    _summaries: dict[int, Summary] = attrs.field(factory=dict, init=False)
    _losses: dict[int, Losses | None] = attrs.field(factory=dict, init=False)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        """The nodes that stand right below the index."""
        return self.scores.shown_parts

    @cached_property
    def standings(self) -> tuple[NodeStanding, ...]:
        """Where every unit stands at each part."""
        return tuple(node_standing(self.scores, part.id) for part in self.parts)

    @cached_property
    def total(self) -> NodeStanding:
        """Where every unit stands in total."""
        return node_standing(self.scores, self.scores.definition.id)

    @cached_property
    def intervals(self) -> RankIntervals:
        """The rank intervals."""
        return rank_intervals(self.scores)

    @cached_property
    def ranked_of(self) -> tuple[int, ...]:
        """How many units are ranked in the group of each."""
        return tuple(len(self.ranked_with[group]) for group in self.scores.group)

    @cached_property
    def ranked_with(self) -> dict[str | None, list[int]]:
        """The units that have a rank, best first, by their group."""
        order = dict[str | None, list[int]]((group, []) for group in self.scores.group)
        for row in self.scores.best_first:
            if self.scores.rank[row] >= 1:
                order[self.scores.group[row]].append(row)
        return order

    @cached_property
    def place(self) -> dict[int, int]:
        """The place of each unit among those that it is ranked with, from 0 on, by its row."""
        return {row: at for order in self.ranked_with.values() for at, row in enumerate(order)}

    @cached_property
    def problems_of(self) -> dict[str, list[str]]:
        """What is wrong with the evidence of each unit, by its id."""
        by_unit: dict[str, list[str]] = {}
        for problem in self.scores.problems:
            if problem.path:
                by_unit.setdefault(str(problem.path[0]), []).append(problem.message)
        return by_unit

    def summary(self, row: int) -> Summary:
        """Return how a unit stands at every node; worked out once."""
        if row not in self._summaries:
            self._summaries[row] = self.scores.summary(self.scores.units[row])
        return self._summaries[row]

    def losses(self, row: int) -> Losses | None:
        """Return where a unit lost points, None where it has no total; worked out once."""
        if row not in self._losses:
            scored = not np.isnan(self.scores.total[row])
            most, more = (None, True) if self.single else (_LOSSES, self._tells_more)
            unit = self.scores.units[row]
            self._losses[row] = losses(self.scores, unit, most, one_more=more) if scored else None
        return self._losses[row]

    @cached_property
    def _tells_more(self) -> bool:
        """Whether what one more would bring is worked out for all: not where all units are scored again each time."""
        again = any(leaf.rule.cohort for leaf in self.scores.definition.leaves)
        return not again or len(self.scores.units) <= _FEW


@attrs.frozen(eq=False)
class CardWriter:
    """Writes the cards of units in one language."""

    reported: Reported
    lang: str

    @property
    def scores(self) -> Scores:
        """What is reported."""
        return self.reported.scores

    @property
    def interval_head(self) -> str:
        """What stands above rank intervals."""
        return translated(say("rank interval"), self.lang)

    def card(self, row: int, *, whole: bool = False) -> UnitCard:
        """Return the card of a unit; with every node where it is the only one."""
        scores, total = self.scores, self.reported.total
        lines = tuple(map(self._line, self.reported.parts, self.reported.standings, [row] * len(self.reported.parts)))
        return UnitCard(
            anchor=self.anchor(row),
            id=scores.units[row],
            name=self.scores.called(row),
            total=number(total.scores[row], self.lang),
            out_of=self._out_of(total),
            rank=short_number(scores.rank[row], self.lang),
            ranked_of=str(self.reported.ranked_of[row]),
            band=scores.band[row] or "",
            interval=self.interval(row),
            lines=lines,
            strengths=tuple(self._outstanding(row, self.reported.summary(row).strengths)),
            weaknesses=tuple(self._outstanding(row, self.reported.summary(row).weaknesses)),
            losses=tuple(self._losses(row, _ALL_LOSSES if whole else _LOSSES)),
            neighbours=tuple(self._neighbours(row)),
            remarks=tuple(self._remarks(row))[:_REMARKS],
            every_node=tuple(self._every_node(row)) if whole and not self._is_flat else (),
            alike=units_alike(scores, row, self.lang) if whole else None,
        )

    @property
    def _is_flat(self) -> bool:
        """Whether all nodes stand right below the index."""
        return len(self.reported.parts) == len(self.scores.nodes) - 1

    def anchor(self, row: int) -> str:
        """Return the id of a card within the page; those of units may hold anything."""
        return f"{self.lang}-unit-{row + 1}"

    def interval(self, row: int) -> str:
        """Return the rank interval of a unit; "" where it has none."""
        low, high = self.reported.intervals.bounds[row].tolist()
        if not (low >= 1 and high >= 1):
            return ""
        ends = [short_number(end, self.lang) for end in (low, high)]
        return ends[0] if ends[0] == ends[1] else NONE.join(ends)

    def _out_of(self, standing: NodeStanding) -> str:
        return "" if standing.full is None else short_number(standing.full, self.lang)

    def _line(self, node: Node, standing: NodeStanding, row: int, depth: int = 0) -> NodeLine:
        score, median = standing.scores[row], standing.median[row]
        difference = None if score is None or median is None else score - median
        return NodeLine(
            id=node.id,
            title=node.called(self.lang),
            score=number(score, self.lang),
            out_of=self._out_of(standing),
            rank=short_number(standing.ranks[row], self.lang),
            median=number(median, self.lang),
            best=number(standing.best[row], self.lang),
            difference=signed(difference, self.lang),
            side="" if not difference else "above" if difference > 0 else "below",
            bar=self._bar(standing, row),
            depth=depth,
        )

    def _bar(self, standing: NodeStanding, row: int) -> Bar | None:
        score = standing.scores[row]
        ends = [standing.full, standing.best[row], score]
        high = max((float(end) for end in ends if end is not None), default=0.0)
        if score is None or high <= standing.lowest:
            return None

        def place(figure: Decimal | None) -> float | None:
            return None if figure is None else 100 * (float(figure) - standing.lowest) / (high - standing.lowest)

        said = {"score": score, "median": standing.median[row], "best": standing.best[row]}
        figures = {name: number(figure, self.lang) for name, figure in said.items()}
        label = say("score {score}, median {median}, best {best}", **figures)
        return Bar(translated(label, self.lang), *map(place, said.values()))

    def _outstanding(self, row: int, nodes: Sequence[str]) -> Iterator[str]:
        """Say the score and the rank of nodes at which a unit is strong or weak."""
        found = self.reported.summary(row)
        for node in nodes[:_STRONG]:
            at = self.scores.places[node]
            values = {
                "title": self.scores.definition[node].called(self.lang),
                "score": number(found.published[at], self.lang),
                "rank": short_number(found.rank[at], self.lang),
                "count": int(found.n_ranked[at]),
            }
            yield translated(say("{title}: {score}, rank {rank} of {count}", **values), self.lang)

    def _losses(self, row: int, most: int) -> Iterator[LossLine]:
        """Yield where most points were lost, and what one more unit of evidence would bring."""
        found = self.reported.losses(row)
        if found is None:
            return
        for at, node in enumerate(found.nodes[:most]):
            points, told = found.published[at], found.told[at]
            if not points:
                continue
            more = "" if told is None else translated(told, self.lang).replace(" → ", "\u00a0→\u00a0")
            yield LossLine(
                id=node,
                title=self.scores.definition[node].called(self.lang),
                lost=number(points, self.lang),
                one_more=more,
                brings=self._change(found.one_more[at]) if more else "",
                rank=short_number(found.rank[at], self.lang) if more else "",
            )

    def _change(self, change: float) -> str:
        """Write what would be added to the total, with two decimals more than it has."""
        if math.isnan(change):
            return ""
        decimals = self.scores.definition.decimals
        text = str(half_up_text(change, decimals + 2))
        text = f"+{text}" if change >= 0 else text
        for _ in range(2):
            text = text.removesuffix("0").removesuffix(".")
        return local_number(text, self.lang).replace("-", MINUS)

    def _neighbours(self, row: int) -> Iterator[Neighbour]:
        """Yield the units right above and below in the ranking of the group."""
        scores, total = self.scores, self.reported.total
        order = self.reported.ranked_with[scores.group[row]]
        at, own = self.reported.place.get(row), total.scores[row]
        if at is None:
            return
        for other in order[max(at - _BESIDE, 0) : at + _BESIDE + 1]:
            theirs = total.scores[other]
            if other != row and own is not None and theirs is not None:
                rank = short_number(scores.rank[other], self.lang)
                yield Neighbour(self.anchor(other), self.scores.called(other), rank, signed(theirs - own, self.lang))

    def _remarks(self, row: int) -> Iterator[str]:
        """Say why a unit has no rank, what its total rests on, and what is wrong with its evidence."""
        scores, unit = self.scores, self.scores.units[row]
        told: list[str] = []
        member = scores.evidence.members[row]
        if member is not None and not member.ranked:
            told.append(say("It is scored and not ranked."))
        if lacking := scores.coverage.lacking.get(unit, ()):
            told.append(say("It has no total and no rank; lacking: {columns}.", columns=self._titles(lacking)))
        for node, short in scores.coverage.short.get(unit, {}).items():
            told.append(say("{id}: {message}", id=self._titles([node]), message=short.said()))
        for node, parts in scores.coverage.few_parts.get(unit, {}).items():
            told.append(say("{title} is scored from {parts} of its parts.", title=self._titles([node]), parts=parts))
        others = [scores.units.index(other) for other in scores.undecided[row] if other != unit]
        if others:
            names = ", ".join(map(self.scores.called, others))
            told.append(say("It shares its rank with {units}: the authority decides.", units=names))
        told += [*scores.band_reasons[row], *self.reported.problems_of.get(unit, ())]
        return (clean(translated(one, self.lang)) for one in dict.fromkeys(told))

    def _titles(self, names: Sequence[str]) -> str:
        """Name columns or nodes by their titles, with ids behind them."""
        definition = self.scores.definition
        titles = {name: definition[name].called(self.lang) if name in definition else name for name in names[:6]}
        named = [name if title == name else f"{title} ({name})" for name, title in titles.items()]
        return ", ".join(named) + " …" * (len(names) > len(named))

    def _every_node(self, row: int) -> Iterator[NodeLine]:
        """Yield every node below the index with its score."""
        definition = self.scores.definition
        for node in definition.nodes[1:]:
            depth = len(definition.ancestors(node)) - 1
            yield self._line(node, node_standing(self.scores, node.id), row, depth)
