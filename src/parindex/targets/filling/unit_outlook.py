"""What is open of one unit, and what its total and each of its components can still become."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import FieldKind, Message, Problems, decimal_text, fold, json_float, language, say, word
from parindex.definition import Component, Indicator, Node
from parindex.kernels import as_float
from parindex.scoring import Answer, AnswerColumn, Scores, figure, labels, unit_label
from parindex.targets.filling.open_nodes import OpenNodes
from parindex.targets.filling.open_units import OpenUnits
from parindex.targets.given_nodes import GivenNodes

#: Why a field is open.
EMPTY, NO_COLUMN, FAULTY, NO_DOCUMENT, NO_FIGURE = "empty", "no column", "faulty", "no document", "no figure"
_NUMBERS = ("points", "least", "most", "published_points", "published_least", "published_most", "at_stake")


@attrs.frozen(kw_only=True)
class NodeOutlook:
    """One node of a unit: what it has so far, and can become.

    Attributes
    ----------
    node : str
        Its id, of the total that of the definition.
    kind : {"total", "component", "indicator"}
        What it is; indicators, and components given, are open.
    points, least, most : Decimal or None
        Its score with no points for what is open, the least and the most it can become, as published; None where there
        is none, or no end.
    at_stake : Fraction or None
        By how much the total is less if this one alone stays at its least and all else that is open comes to its most;
        None of components, and where there is no total.
    columns : tuple of str
        What is to be filled in.
    why : str
        Why it is open: "empty", "no column", "faulty", "no document" or "no figure"; "" where it is not.
    waits_for : str
        "survey" where the unit may not fill it in itself, else "".
    """

    node: str
    kind: str
    points: Decimal | None
    least: Decimal | None
    most: Decimal | None
    at_stake: Fraction | None = None
    columns: tuple[str, ...] = ()
    why: str = ""
    waits_for: str = ""


@attrs.frozen(repr=False, kw_only=True)
class UnitOutlook(Answer):
    """What one unit has so far, what is open, and what its total and each of its components can still become.

    Attributes
    ----------
    scores : Scores
        The units as they stand.
    unit, name : str
        The unit.
    nodes : tuple of NodeOutlook
        The total and the components in the order of the definition, then what is open, most at stake first.
    attained : bool
        Whether some way to fill in gives the least total, and some the most.
    best_rank, worst_rank : float
        The ranks between which its own will be, nan where it has none.
    worst_band, best_band : str or None
        The groups of results between which its own will be.
    problems : Problems
        What is wrong with the evidence of all units, but for what is still open.
    """

    analysis: ClassVar[str] = "outlook-unit"
    heads: ClassVar[Mapping[str, str]] = {"points": "points_so_far"}
    scores: Scores = attrs.field(eq=False)
    unit: str
    name: str
    nodes: tuple[NodeOutlook, ...]
    attained: bool
    best_rank: float
    worst_rank: float
    worst_band: str | None
    best_band: str | None
    problems: Problems

    @property
    def open(self) -> tuple[NodeOutlook, ...]:
        """What is open, most at stake first."""
        return tuple(node for node in self.nodes if node.why)

    @property
    def parameters(self) -> dict[str, Any]:
        """The unit."""
        return {"unit": self.unit}

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """Figures are numbers even where there is none."""
        return dict.fromkeys(_NUMBERS, "number")

    @property
    def notes(self) -> tuple[Message, ...]:
        """What is assumed."""
        told = [say("each open indicator is taken to get a value; what is filled in stays as it is")]
        if not self.attained and self.nodes[0].most is not None:
            told.append(say("the total lies between these, and perhaps never at one of them"))
        if any(node.waits_for for node in self.open):
            told.append(say("what the survey gives is not for the unit to fill in"))
        return tuple(told)

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a node."""
        return [
            {
                "node": one.node,
                "kind": one.kind,
                "points": decimal_text(one.points),
                "least": decimal_text(one.least),
                "most": decimal_text(one.most),
                "at_stake": None if one.at_stake is None else json_float(as_float(one.at_stake)),
                "to_fill_in": ", ".join(one.columns),
                "why_open": one.why or None,
                "waits_for": one.waits_for or None,
            }
            for one in self.nodes
        ]

    def to_dict(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return everything as plain JSON values, what is to be filled in as lists."""
        told = super().to_dict(units)
        for record, one in zip(told["records"], self.nodes, strict=True):
            record["to_fill_in"] = list(one.columns)
        return told

    def details(self, units: Any = ()) -> dict[str, Any]:
        """Return between what its rank and its group of results lie."""
        ranks = {"best_rank": self.best_rank, "worst_rank": self.worst_rank}
        return {
            "attained": self.attained,
            **{name: json_float(rank) for name, rank in ranks.items()},
            "worst_band": self.worst_band,
            "best_band": self.best_band,
        }

    def heading(self) -> Message:
        """Name the unit, with what it can become."""
        row, total = self.scores.units.index(self.unit), self.nodes[0]
        named = {"unit": unit_label(self.scores, row), "points": total.points, "open": len(self.open)}
        if total.least is None or total.most is None:
            return say("{unit}: still open: {open}", **named)
        ends = {"least": total.least, "most": total.most}
        told = say("{unit}: {points} points so far, still open: {open}, a total of {least} to {most}", **named, **ends)
        if np.isnan(self.best_rank):
            return told
        if self.best_rank == self.worst_rank:
            return say("{outlook}, rank {rank}", outlook=told, rank=f"{self.best_rank:g}")
        ranks = {"best": f"{self.best_rank:g}", "worst": f"{self.worst_rank:g}"}
        return say("{outlook}, rank {best} to {worst}", outlook=told, **ranks)

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return every node with what it has and can have, and what is to be filled in."""
        spoken, decimals = language(lang), self.scores.definition.decimals

        def cells(figures: Sequence[Decimal | None]) -> list[str]:
            return [figure(value, spoken) for value in figures]

        stakes = [None if one.at_stake is None else as_float(one.at_stake) for one in self.nodes]
        return [
            AnswerColumn("title" if lang else "id", labels(self.scores, [one.node for one in self.nodes], lang)),
            AnswerColumn("points_so_far", cells([one.points for one in self.nodes]), figures=True),
            AnswerColumn("least", cells([one.least for one in self.nodes]), figures=True),
            AnswerColumn("most", cells([one.most for one in self.nodes]), figures=True),
            AnswerColumn("at_stake", [figure(stake, spoken, decimals) for stake in stakes], figures=True),
            AnswerColumn("why_open", [word("why_open", one.why, spoken) for one in self.nodes]),
            AnswerColumn("to_fill_in", [", ".join(one.columns) for one in self.nodes]),
            AnswerColumn("waits_for", [word("waits_for", one.waits_for, spoken) for one in self.nodes]),
        ]


def unit_outlook(scores: Scores, known: OpenUnits, row: int, problems: Problems) -> UnitOutlook:
    """Return what is open of a unit, and what can become of it."""
    nodes, bands = known.nodes, known.bands[row]
    components = [node for node in nodes.definition.nodes if isinstance(node, Component)]
    open_ = [nodes.definition.nodes[at] for at in known.counting.tolist() if nodes.open[row, at]]
    stakes = _stakes(scores, known, row, open_)
    told = [_told(known, row, node) for node in components if node not in open_]
    still = [
        attrs.evolve(_told(known, row, node), at_stake=stakes.get(node.id), **_open_field(nodes, row, node))
        for node in open_
    ]
    still.sort(key=lambda one: -(one.at_stake or 0))
    return UnitOutlook(
        scores=scores,
        unit=scores.units[row],
        name=scores.names[row],
        nodes=(*told, *still),
        attained=bool(known.attained[row]),
        best_rank=float(known.ranks.best[row]),
        worst_rank=float(known.ranks.worst[row]),
        worst_band=bands.worst,
        best_band=bands.best,
        problems=problems,
    )


def _told(known: OpenUnits, row: int, node: Node) -> NodeOutlook:
    place = known.nodes.places[node.id]
    kind = "total" if place == 0 else "component" if isinstance(node, Component) else "indicator"
    points, least, most = known.at(row, place)
    return NodeOutlook(node=node.id, kind=kind, points=points, least=least, most=most)


def _stakes(scores: Scores, known: OpenUnits, row: int, still: Sequence[Node]) -> dict[str, Fraction]:
    """Return by how much the total is less with each open node at its least, and all others at their most."""
    if not still or known.unknown[row]:
        return {}
    at_most, at_least = known.ends(row)
    places = [known.nodes.places[node.id] for node in still]
    cases = [at_most, *({**at_most, place: at_least[place]} for place in places)]
    most, *totals = (score(0) for score in GivenNodes(scores, row).scored(cases))
    pairs = zip(still, totals, strict=True)
    sign = scores.definition.rank.sign
    return {node.id: (most - total) * sign for node, total in pairs if most is not None and total is not None}


def _open_field(nodes: OpenNodes, row: int, node: Node) -> dict[str, Any]:
    """Return what is to be filled in of an open node, and why."""
    waits = "survey" if isinstance(node, Indicator) and not node.self_scored else ""
    items = nodes.source.unsupported.get((row, node.id))
    if items is not None:
        papers = [f"{node.id}.{item}.document" for item in items] or [f"{node.id}.document"]
        return {"columns": tuple(papers), "why": NO_DOCUMENT, "waits_for": waits}
    columns = tuple(_empty_columns(nodes, row, node))
    why = EMPTY
    if (row, node.id) in nodes.source.faulty:
        why = FAULTY
    elif columns and all(column in nodes.definition.outside for column in columns):
        why = NO_FIGURE
    elif columns and set(map(fold, columns)) <= set(map(fold, nodes.source.absent)):
        why = NO_COLUMN
    return {"columns": columns, "why": why, "waits_for": waits}


def _empty_columns(nodes: OpenNodes, row: int, node: Node) -> Iterator[str]:
    """Yield the columns that are to be filled in for an open node."""
    column = nodes.at[node.id]
    if column not in nodes.evidence.computed:
        yield node.id
        return
    for at in nodes.evidence.computed[column].columns.values():
        name = nodes.evidence.columns[at]
        is_open = name not in nodes.places or nodes.open[row, nodes.places[name]]
        if is_open and np.isnan(nodes.evidence.values[row, at]):
            yield name
