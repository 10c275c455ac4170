"""Where a unit lost points of its total, most first, and what one more unit of evidence of each would bring."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from parindex.base import (
    Message,
    array,
    decimal_text,
    json_figure,
    json_float,
    language,
    rough,
    say,
    translated,
)
from parindex.definition import Component, Definition, Node
from parindex.kernels import Floats, adds_to, as_float, half_up_exact, in_decimals, in_order, near_sum
from parindex.scoring.answers.answer import Answer, AnswerColumn, figure, labels, unit_label
from parindex.scoring.answers.next_evidence import ways_to_more
from parindex.scoring.answers.otherwise import NOTHING, Otherwise, UnitOutcome
from parindex.scoring.answers.unit_summary import lowest_nodes

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


@attrs.frozen(repr=False, kw_only=True)
class Losses(Answer):
    """The points of the total that a unit lost at each indicator, most first.

    What is lost at an indicator is by how much the total would be better with that indicator alone at full marks and
    all other scores as they are: weights, bonus and penalty, caps, floors and rounding on the way up count as they do
    in scoring. Where the tree is a sum that is its maximum less its score. Where it is not, losses need not add up to
    what the total lacks: one at full marks may make another worth more, or stand at a cap.

    Arrays are (n_nodes,), nan where there is no figure.

    Attributes
    ----------
    scores : Scores
        What was looked at.
    unit, name : str
        The unit.
    nodes : tuple of str
        Indicators, and components whose score is given, by what was lost there; those that are not known, or do not
        apply, last.
    score, max : array
        The score, and the most that it can be; of a penalty the least.
    lost : array
        Points of the total lost there.
    published : tuple of (Decimal or None)
        The same as published: where the tree is a sum the maximum less the published score, else rounded half up.
    share : array
        Of all that is lost, in [0, 1].
    told : tuple of (Message or None)
        What one more unit of evidence is: a point, a file, the next answer, item or band; None where there is no more.
    one_more : array
        What it would change of the total, all else as it is; of several ways to have more the best one. Rules that hold
        units against each other move as they do.
    rank : array
        The rank that the unit would have then.
    exact : tuple of (Fraction or None)
        `lost` exactly; of roots and logarithms the digits that can be relied on.
    lacking : Fraction or None
        By how much the total would be better with all of them at full marks, to which losses add up in sums and means.
    """

    analysis: ClassVar[str] = "lost"
    heads: ClassVar[Mapping[str, str]] = {"more": "one_more", "one_more": "brings", "rank": "rank_then"}
    scores: Scores = attrs.field(eq=False)
    unit: str
    name: str
    nodes: tuple[str, ...]
    score: Floats = array()
    max: Floats = array()
    lost: Floats = array()
    published: tuple[Decimal | None, ...]
    share: Floats = array()
    told: tuple[Message | None, ...]
    one_more: Floats = array()
    rank: Floats = array()
    exact: tuple[Fraction | None, ...]
    lacking: Fraction | None

    @property
    def parameters(self) -> dict[str, Any]:
        """The unit."""
        return {"unit": self.unit}

    @property
    def notes(self) -> tuple[Message, ...]:
        """Where losses do not add up to what the total lacks."""
        if self.lacking is None or adds_to(filter(None, self.exact), self.lacking):
            return ()
        return (say("each is lost with all others as they are: together they need not be what the total lacks"),)

    def below(self, component: str | None = None) -> dict[str, float]:
        """Return what was lost at and below each part of a component, of the root if none is named."""
        definition = self.scores.definition
        root = definition.id if component is None else definition[component].id
        return {part.id: as_float(self._sum(part)) for part in definition.children(root) if part.adds != "nothing"}

    def _sum(self, part: Node) -> Fraction:
        below = {part.id, *_ids_below(self.scores.definition, part)}
        lost = zip(self.nodes, self.exact, strict=True)
        return near_sum(points for node, points in lost if node in below and points is not None)

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a node."""
        return [
            {
                "node": node,
                "score": json_float(self.score[at]),
                "max": json_float(self.max[at]),
                "lost": json_float(self.lost[at]),
                "published": decimal_text(self.published[at]),
                "share": json_float(self.share[at]),
                "more": self.told[at],
                "one_more": json_float(self.one_more[at]),
                "rank": json_figure(self.rank[at]),
            }
            for at, node in enumerate(self.nodes)
        ]

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return total and rank, and what was lost below each part of the root."""
        row = self.scores.units.index(self.unit)
        standing = {"total": json_float(self.scores.total[row]), "rank": json_figure(self.scores.rank[row])}
        return {**standing, "published": decimal_text(self.scores.rounded[row]), "parts": self.below()}

    def heading(self) -> Message:
        """Name the unit, with its total and rank."""
        row = self.scores.units.index(self.unit)
        head = {"unit": unit_label(self.scores, row), "total": self.scores.rounded[row]}
        if math.isnan(self.scores.rank[row]):
            return say("{unit}: points lost, of a total of {total}", **head)
        return say("{unit}: points lost, of a total of {total}, rank {rank}", **head, rank=rough(self.scores.rank[row]))

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return what was lost at each node, and what one more would bring."""
        spoken, decimals = language(lang), self.scores.definition.decimals
        published = self.scores.published_of(self.unit)
        told = ["" if more is None else translated(more, spoken) for more in self.told]
        brings = [figure(value, spoken, decimals + 2, sign=True) for value in self.one_more]
        return [
            AnswerColumn("title" if lang else "id", labels(self.scores, self.nodes, lang)),
            AnswerColumn("score", [figure(published[node], spoken) for node in self.nodes], figures=True),
            AnswerColumn("max", [figure(value, spoken) for value in self.max], figures=True),
            AnswerColumn("lost", [figure(value, spoken) for value in self.published], figures=True),
            AnswerColumn("one_more", told),
            AnswerColumn("brings", brings, figures=True),
            AnswerColumn("rank_then", [figure(value, spoken) for value in self.rank], figures=True),
        ]


#: What is told of a node of which there is no more.
_NO_MORE: tuple[Message | None, UnitOutcome] = None, NOTHING


def losses(scores: Scores, unit: str, most: int | None = None, *, one_more: bool = True) -> Losses:
    """Return where a unit lost points; `Scores.lost` calls this.

    With `most` only so many nodes are looked at, and those that lost as much as the last of them: all of many units
    would take long. What is lost elsewhere is not known then, and no shares. Without `one_more` that is not worked out.
    """
    row = scores.evidence.row(unit)
    if math.isnan(scores.total[row]):
        raise ValueError(say("{unit} has no total", unit=unit_label(scores, row)))
    otherwise = Otherwise.of(scores, row)
    nodes = [at for at in lowest_nodes(scores) if not scores.left_out[row, at]]
    part = most is not None and most < len(nodes)
    nodes = _most_lost(otherwise, nodes, most or 0) if part else nodes
    best, lost = _at_their_best(otherwise, nodes)
    full = None if part else otherwise.with_scores([{at: end for at, end in best.items() if end is not None}])[0].total
    order = sorted(nodes, key=lambda at: (lost[at] is None, in_order(-(lost[at] or Fraction(0))), at))
    more = dict.fromkeys(order, _NO_MORE) | (_one_more(otherwise, order[:most]) if one_more else {})
    summed = is_sum(scores.definition) and not scores.exactness.marks.reduced[row, 0]
    published = scores.published_of(scores.units[row]) if summed else {}
    places = scores.definition.decimals
    whole = Fraction(0) if part else near_sum(filter(None, lost.values()))

    def line(figures: list[float]) -> Floats:
        return np.array(figures, dtype=np.float64)

    return Losses(
        scores=scores,
        unit=scores.units[row],
        name=scores.names[row],
        nodes=tuple(scores.nodes[at] for at in order),
        score=scores.values[row, order],
        max=line([math.nan if best[at] is None else as_float(best[at]) for at in order]),
        lost=line([math.nan if lost[at] is None else as_float(lost[at]) for at in order]),
        published=tuple(_published(places, published.get(scores.nodes[at]), best[at], lost[at]) for at in order),
        share=line([math.nan if lost[at] is None or not whole else as_float((lost[at] or 0) / whole) for at in order]),
        told=tuple(more[at][0] for at in order),
        one_more=line([more[at][1].change for at in order]),
        rank=line([more[at][1].rank for at in order]),
        exact=tuple(lost[at] for at in order),
        lacking=None if full is None else (Fraction(full) - otherwise.total) * scores.definition.rank.sign,
    )


def _at_their_best(
    otherwise: Otherwise, nodes: list[int]
) -> tuple[dict[int, Fraction | None], dict[int, Fraction | None]]:
    """Return the score of each node at which the total is best, of its ends, and by how much that is better.

    None where an end is not known, or the total is not defined there.
    """
    definition, total = otherwise.scores.definition, otherwise.total
    cases = [(at, end) for at in nodes for end in _ends(definition, definition.nodes[at])]
    outcomes = otherwise.with_scores([{at: end} for at, end in cases])
    best: dict[int, Fraction | None] = dict.fromkeys(nodes)
    lost: dict[int, Fraction | None] = dict.fromkeys(nodes)
    for (at, end), case in zip(cases, outcomes, strict=True):
        if case.total is not None:
            gain = (Fraction(case.total) - total) * definition.rank.sign
            if lost[at] is None or gain > (lost[at] or 0):
                best[at], lost[at] = end, gain
    return best, {at: None if gain is None else max(gain, Fraction(0)) for at, gain in lost.items()}


def _most_lost(otherwise: Otherwise, nodes: list[int], most: int) -> list[int]:
    """Return the nodes at which most is lost, by floats, and those that are as near to them as rounding may bring."""
    definition = otherwise.scores.definition
    cases = [(at, end) for at in nodes for end in _ends(definition, definition.nodes[at])]
    totals = otherwise.roughly([{at: end} for at, end in cases]) * definition.rank.sign
    gains: dict[int, float] = {}
    for (at, _), total in zip(cases, totals.tolist(), strict=True):
        if not math.isnan(total):
            gains[at] = max(total, gains.get(at, -math.inf))
    least = sorted(gains.values(), reverse=True)[:most][-1:] or [math.inf]
    plan = otherwise.scores.exactness.plan
    rounding = plan.rounded_inside or plan.float_program.rounding.nodes.size
    near = 10.0**-definition.decimals if rounding else 1e-9 * max(1.0, abs(as_float(otherwise.total)))
    return [at for at in nodes if gains.get(at, -math.inf) >= least[0] - near]


def _ends(definition: Definition, node: Node) -> list[Fraction]:
    """Return the most and the least that a node can give, as far as these are known."""
    most = definition.maximum(node)
    least = definition.domain(node)[0] if isinstance(node, Component) else node.ends[0]
    return [end for end in (most, least) if isinstance(end, Fraction)]


def _one_more(otherwise: Otherwise, nodes: list[int]) -> dict[int, tuple[Message | None, UnitOutcome]]:
    """Return for each node the best way to have one more, and what the unit would have then."""
    scores = otherwise.scores
    ways = [way for at in nodes for way in ways_to_more(scores, otherwise.row, at)]
    found = dict.fromkeys(nodes, _NO_MORE)
    for way, case in zip(ways, otherwise.with_cells([way.cells for way in ways]), strict=True):
        before = found[way.node][1].change
        gain = case.change * scores.definition.rank.sign
        better = math.isnan(before) or gain > before * scores.definition.rank.sign
        if better and (gain > 0 or (gain == 0 and way.expected)):
            found[way.node] = way.told, case
    return found


def _published(places: int, score: Decimal | None, best: Fraction | None, lost: Fraction | None) -> Decimal | None:
    """Return points lost as published: where the total adds the published `score` of a node, what that lacks."""
    if lost is None:
        return None
    if best is not None and score is not None:
        lost = abs(best - Fraction(score))
    return in_decimals(half_up_exact(lost, places), places)


def is_sum(definition: Definition) -> bool:
    """Return whether the total is the sum of the scores below it, so that what is lost anywhere adds up."""
    components = [node for node in definition.nodes if isinstance(node, Component)]
    return definition.rank.sign > 0 and all(
        node.combine == "sum"
        and node.better == "higher"
        and (node.times, node.cap, node.floor, node.decimals) == (None, None, None, None)
        for node in components
    )


def _ids_below(definition: Definition, node: Node) -> list[str]:
    ids = []
    for part in definition.children(node.id):
        ids += [part.id, *_ids_below(definition, part)]
    return ids
