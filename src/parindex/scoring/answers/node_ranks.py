"""Where units stand at any node: among all that are ranked together, or within their region, group or kind."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

import attrs
import numpy as np

from parindex.base import (
    LANGUAGES,
    Message,
    Text,
    array,
    check_word,
    decimal_text,
    first_of,
    json_figure,
    json_float,
    language,
    say,
    word,
)
from parindex.definition import Definition, Node, title_in_year
from parindex.kernels import Floats, Integers, rank
from parindex.scoring.answers.answer import Answer, AnswerColumn, figure

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: Within what units may be ranked.
Within = Literal["region", "group", "kind"]


@attrs.frozen(repr=False, kw_only=True)
class Ranks(Answer):
    """The rank of every unit at one node.

    Attributes
    ----------
    scores : Scores
        What was ranked.
    node : str
        The node; the id of the definition for the total.
    by : str or None
        Within what: ``region``, ``group`` or ``kind``; None among all that the definition ranks together.
    units, names : tuple of str
        The units, in the order of the scores.
    score : array (n_units,)
        Scores at the node.
    published : tuple of (Decimal or None)
        The same as published.
    rank : array (n_units,)
        Ranks, nan where a unit has none.
    group : tuple of (Text or None)
        The region, group or kind of each unit, None where none is known.
    n_ranked : array (n_units,)
        Among how many units each one is ranked, itself too; 0 where it has no rank.
    """

    analysis: ClassVar[str] = "ranks"
    heads: ClassVar[Mapping[str, str]] = {"within": "ranked_within"}
    scores: Scores = attrs.field(eq=False)
    node: str
    by: Within | None
    units: tuple[str, ...]
    names: tuple[str, ...]
    score: Floats = array()
    published: tuple[Decimal | None, ...]
    rank: Floats = array()
    group: tuple[Text | None, ...]
    n_ranked: Integers = array()

    @property
    def parameters(self) -> dict[str, Any]:
        """The node, and within what units are ranked."""
        return {"node": self.node, "by": self.by}

    @property
    def notes(self) -> tuple[Message, ...]:
        """Which units have no region, group or kind."""
        without = [unit for unit, label in zip(self.units, self.group, strict=True) if label is None]
        if self.by is None or not without:
            return ()
        told = {
            "region": say("without a region: {units}", units=first_of(without)),
            "group": say("without a group: {units}", units=first_of(without)),
            "kind": say("without a kind: {units}", units=first_of(without)),
        }
        return (told[self.by],)

    @property
    def order(self) -> list[int]:
        """The places of units label by label, best first, those without a rank last."""
        first = {label: at for at, label in reversed(list(enumerate(map(str, self.group))))}
        keys = [
            (label is None, first[str(label)], not self.rank[at] >= 1, self.rank[at], at)
            for at, label in enumerate(self.group)
        ]
        return sorted(range(len(self.units)), key=keys.__getitem__)

    def of(self, unit: str) -> float:
        """Return the rank of a unit, named by its code or name; nan where it has none."""
        return float(self.rank[self._at(unit)])

    def among(self, unit: str) -> Ranks:
        """Return the ranks of those units only that one, named by its code or name, is ranked with, itself too."""
        own = self.group[self._at(unit)] if self.by else None
        together = self.scores.group[self.scores.evidence.row(unit)]
        of_group = dict(zip(self.scores.units, self.scores.group, strict=True))
        kept = [
            at
            for at, other in enumerate(self.units)
            if of_group[other] == together and (self.by is None or self.group[at] == own)
        ]
        return attrs.evolve(
            self,
            units=tuple(self.units[at] for at in kept),
            names=tuple(self.names[at] for at in kept),
            published=tuple(self.published[at] for at in kept),
            group=tuple(self.group[at] for at in kept),
            score=self.score[kept],
            rank=self.rank[kept],
            n_ranked=self.n_ranked[kept],
        )

    def _at(self, unit: str) -> int:
        return self.units.index(self.scores.units[self.scores.evidence.row(unit)])

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a unit, best first, label by label."""
        return [
            {
                "unit": self.units[row],
                "name": self.names[row] or None,
                "within": self._within(row),
                "score": json_float(self.score[row]),
                "published": decimal_text(self.published[row]),
                "rank": json_figure(self.rank[row]),
                "n_ranked": int(self.n_ranked[row]),
            }
            for row in self.order
        ]

    def _within(self, row: int) -> str | None:
        """Return a region as its registry names it, in Vietnamese like its units; a group or kind in one word."""
        label = self.group[row]
        return None if label is None else label.get("vi" if self.by == "region" else "en")

    def heading(self) -> Message:
        """Say of which node the ranks are, and within what."""
        definition = self.scores.definition
        node = definition[self.node].title or Text(en=self.node, vi=self.node)
        if self.node == definition.id:
            node = title_in_year(definition, self.scores.year)
        said = {
            None: say("ranks: {node}", node=node),
            "region": say("ranks within regions: {node}", node=node),
            "group": say("ranks within groups: {node}", node=node),
            "kind": say("ranks within kinds of unit: {node}", node=node),
        }
        return said[self.by]

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return rank, how many are ranked, unit, name, label and score."""
        spoken, order = language(lang), self.order
        within = [self.group[row] for row in order]
        return [
            AnswerColumn("rank", [figure(self.rank[row], spoken) for row in order], figures=True),
            AnswerColumn("n_ranked", [str(self.n_ranked[row] or "") for row in order], figures=True),
            AnswerColumn("unit", [self.units[row] for row in order]),
            AnswerColumn("name", [self.names[row] for row in order]),
            AnswerColumn(self.by or "group", [label.get(spoken) if label else "" for label in within]),
            AnswerColumn("score", [figure(self.published[row], spoken) for row in order], figures=True),
        ]


def ranks(scores: Scores, node: str | None = None, by: Within | None = None) -> Ranks:
    """Rank all units at a node; `Scores.ranks` calls this."""
    if by is not None:
        check_word("by", by, get_args(Within))
    at = 0 if node is None else scores.places[scores.definition[node].id]
    within = [label_within(scores, row, by) for row in range(len(scores.units))]
    ranked, count = node_ranks(scores, at, within if by else None)
    return Ranks(
        scores=scores,
        node=scores.nodes[at],
        by=by,
        units=scores.units,
        names=scores.names,
        score=scores.values[:, at],
        published=scores.published(scores.nodes[at]) if at else scores.rounded,
        rank=ranked,
        group=tuple(within),
        n_ranked=count,
    )


def node_ranks(scores: Scores, at: int, within: list[Text | None] | None = None) -> tuple[Floats, Integers]:
    """Return the rank of every unit at the node of a column, and among how many.

    With labels `within`, among units of the same label only, and none for units without.
    """
    if within is None:
        known = scores.exactness.known_ranks
        if at not in known:
            known[at] = _worked_out_ranks(scores, at, None)
        return known[at]
    return _worked_out_ranks(scores, at, within)


def _worked_out_ranks(scores: Scores, at: int, within: list[Text | None] | None) -> tuple[Floats, Integers]:
    keys = node_keys(scores, at)
    ranked, count = np.full(keys.size, np.nan), np.zeros(keys.size, dtype=np.int64)
    for members in scores.exactness.given.groups:
        rows = np.arange(keys.size)[members]
        rows = rows[keys[rows] >= 0]
        labels_here = [str(within[row]) if within[row] else "" for row in rows] if within else ["all"] * rows.size
        for label in dict.fromkeys(filter(None, labels_here)):
            some = rows[[other == label for other in labels_here]]
            ranked[some] = rank(keys[some], scores.definition.rank.shared)
            count[some] = some.size
    for column in (ranked, count):
        column.flags.writeable = False
    return ranked, count


def node_keys(scores: Scores, at: int) -> Integers:
    """Return a whole number a unit at a node, the greater the better it stands; -1 where it has no rank."""
    known = scores.exactness.known_keys
    if at not in known:
        known[at] = _worked_out_keys(scores, at)
    return known[at]


def _worked_out_keys(scores: Scores, at: int) -> Integers:
    exactness = scores.exactness
    if at == 0:
        keys = exactness.standing()
    else:
        node = scores.definition[scores.nodes[at]]
        keys = exactness.ordered(at, scores.definition.rank.sign * direction(scores.definition, node))
    ranked = np.array([unit is None or unit.ranked for unit in scores.evidence.members], dtype=bool)
    return np.where(ranked, keys, -1)


def direction(definition: Definition, node: Node) -> int:
    """Return 1 where more of a node is more of the total, -1 where less: penalties, below what is turned round."""
    turned = sum(above.better == "lower" for above in definition.ancestors(node))
    against = turned + (definition.branch(node).adds == "penalty")
    return -1 if against % 2 else 1


def label_within(scores: Scores, row: int, by: Within | None) -> Text | None:
    """Return the region, group or kind of a unit, its group where nothing is asked; None where none is known."""
    unit = scores.evidence.members[row]
    if by == "region":
        return unit.region if unit else None
    if by == "kind":
        return _kind(unit.kind_in(scores.definition.years[-1])) if unit and unit.kind else None
    group = scores.group[row]
    titles = {one.id: one.title for one in scores.definition.group}
    return None if group is None else titles.get(group) or Text(en=group, vi=group)


def _kind(kind: str) -> Text:
    return Text(**{lang: word("unit_kind", kind, lang) for lang in LANGUAGES})
