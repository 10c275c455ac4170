"""What each part of an index must reach for a rank, a total or a group of results: each alone, and all together."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, overload

import attrs

from parindex.base import FieldKind, Figure, Message, json_figure, json_float, language, rough, say, shipped_schema
from parindex.kernels import as_float
from parindex.scoring import Answer, AnswerColumn, figure, labels, unit_label
from parindex.targets.choice_of_aim import aim_of
from parindex.targets.frontier_curve import FrontierCurve, curve_of
from parindex.targets.reaching import Reaching, besides_in_words

if TYPE_CHECKING:
    from parindex.scoring import Scores
    from parindex.targets.aims import Aim

_SHARE_DECIMALS = 2


@attrs.frozen(repr=False, kw_only=True)
class Frontier(Answer):
    """What each of some nodes must reach so that a unit reaches an aim, the other units as they are.

    Scores are exact and can be published: a total worked out from them reaches the aim. Where the aim is reached
    already, they say how low each may fall.

    Attributes
    ----------
    scores : Scores
        What was looked at.
    unit, name : str
        The unit.
    aim : Aim
        What it is to reach.
    nodes : tuple of str
        The nodes.
    score : tuple of (Fraction or None)
        Their exact scores.
    alone : tuple of (Fraction or None)
        What each must reach with all others as they are; None where not even its best score is enough.
    best : tuple of (Fraction or None)
        The best score of each, None where none is known.
    together : tuple of (Fraction or None)
        What each must reach where all go the same share of their way to the best score, rounded up as published.
    share : Fraction or None
        That share, in [0, 1], to a hundredth of a percent; None where not even all at their best are enough.
    lacking : tuple of (Fraction or None)
        By how much the total still falls short where a node alone is at its best and that is not enough.
    """

    analysis: ClassVar[str] = "frontier"
    heads: ClassVar[Mapping[str, str]] = {
        "alone": "must_reach_alone",
        "best": "best_possible",
        "together": "must_reach_together",
        "lacking": "total_lacking",
    }
    scores: Scores = attrs.field(eq=False)
    unit: str
    name: str
    aim: Aim
    nodes: tuple[str, ...]
    score: tuple[Fraction | None, ...]
    alone: tuple[Fraction | None, ...]
    best: tuple[Fraction | None, ...]
    together: tuple[Fraction | None, ...]
    share: Fraction | None
    lacking: tuple[Fraction | None, ...]
    notes: tuple[Message, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked."""
        return {"unit": self.unit, "aim": str(self.aim.words()), "nodes": list(self.nodes)}

    @property
    def reached(self) -> bool:
        """Whether the unit has reached the aim already."""
        return self.aim.reached(self.scores, self.scores.units.index(self.unit))

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """Figures are numbers even where there is none."""
        return dict.fromkeys(("score", "alone", "best", "together", "lacking"), "number")

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a node."""
        columns = {
            "score": self.score,
            "alone": self.alone,
            "best": self.best,
            "together": self.together,
            "lacking": self.lacking,
        }
        return [
            {
                "node": node,
                **{name: _json(figures[at]) for name, figures in columns.items()},
                "possible": self.alone[at] is not None,
            }
            for at, node in enumerate(self.nodes)
        ]

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return where the unit stands, and the share of their way that all go together."""
        row = self.scores.units.index(self.unit)
        standing = {"total": json_float(self.scores.total[row]), "rank": json_figure(self.scores.rank[row])}
        return {**standing, "reached": self.reached, "share": _json(self.share)}

    def heading(self) -> Message:
        """Name the unit, with its total and rank, and what it is to reach."""
        row = self.scores.units.index(self.unit)
        head = {"unit": unit_label(self.scores, row), "total": self.scores.rounded[row], "aim": self.aim.words()}
        if math.isnan(self.scores.rank[row]):
            return say("{unit}, with a total of {total}: what it takes to reach {aim}", **head)
        rank = rough(self.scores.rank[row])
        return say("{unit}, rank {rank} with a total of {total}: what it takes to reach {aim}", **head, rank=rank)

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return what each node must reach."""
        spoken = language(lang)

        def cells(figures: Sequence[Fraction | None]) -> list[str]:
            return [self._cell(at, score, spoken) for at, score in enumerate(figures)]

        return [
            AnswerColumn("title" if lang else "id", labels(self.scores, self.nodes, lang)),
            AnswerColumn("score", cells(self.score), figures=True),
            AnswerColumn("must_reach_alone", cells(self.alone), figures=True),
            AnswerColumn("must_reach_together", cells(self.together), figures=True),
            AnswerColumn("best_possible", cells(self.best), figures=True),
            AnswerColumn("total_lacking", self._lacking_cells(spoken), figures=True),
        ]

    def _cell(self, at: int, score: Fraction | None, lang: str) -> str:
        decimals = self.scores.definition.published_decimals(self.scores.definition[self.nodes[at]])
        return "" if score is None else figure(as_float(score), lang, decimals)

    def _lacking_cells(self, lang: str) -> list[str]:
        decimals = self.scores.definition.decimals
        return ["" if lacking is None else figure(as_float(lacking), lang, decimals + 2) for lacking in self.lacking]


def _json(number: Fraction | None) -> float | None:
    return None if number is None else as_float(number)


@overload
def frontier(
    scores: Scores,
    unit: str,
    *,
    rank: int | None = ...,
    total: object = ...,
    band: str | None = ...,
    nodes: Sequence[str] | None = ...,
    pair: None = ...,
    points: int = ...,
) -> Frontier: ...


@overload
def frontier(
    scores: Scores,
    unit: str,
    *,
    rank: int | None = ...,
    total: object = ...,
    band: str | None = ...,
    nodes: None = ...,
    pair: tuple[str, str],
    points: int = ...,
) -> FrontierCurve: ...


def frontier(
    scores: Scores,
    unit: str,
    *,
    rank: int | None = None,
    total: object = None,
    band: str | None = None,
    nodes: Sequence[str] | None = None,
    pair: tuple[str, str] | None = None,
    points: int = 11,
) -> Frontier | FrontierCurve:
    """Return what each part must reach so that a unit has a rank, a total or a group of results.

    Each is looked at alone, all else as it is, and all together, each going the same share of its way to its best
    score. The other units stay as they are. Scores of nodes are put in the place of what their own evidence gives; what
    evidence gives such a score is another question.

    Parameters
    ----------
    scores : Scores
        What is scored.
    unit : str
        Code or name of the unit.
    rank, total, band : optional
        One of them: a rank or a better one; a published total; the label of a group of results, or `next`.
    nodes : sequence of str, optional
        The nodes looked at; the parts of the root unless given. None is below another.
    pair : tuple of (str, str), optional
        Two nodes: then for each score of the first the least of the second is told.
    points : int
        For so many scores of the first, from its score as it is to its best.

    Returns
    -------
    Frontier, or FrontierCurve with a pair

    Raises
    ------
    ValueError, TypeError
        The unit has no total, the aim means nothing here, or nodes do not count or lie below each other.
    UnknownNameError
        There is no such unit or node.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> table = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MONRE": {"appraised": 61.15, "survey": 25.5}}
    >>> scores = parindex.score(definition, table)
    >>> needed = parindex.frontier(scores, "MONRE", rank=1)
    >>> [(node, float(score)) for node, score in zip(needed.nodes, needed.alone)]
    [('appraised', 61.53), ('survey', 25.88)]
    """
    row = scores.evidence.row(unit)
    if math.isnan(scores.total[row]):
        raise ValueError(say("{unit} has no total", unit=scores.called(row)))
    if isinstance(nodes, str):
        raise TypeError(say("{name} must be a list of nodes, not {value!r}", name="nodes", value=nodes))
    aim = aim_of(scores, row, rank=rank, total=total, band=band)
    if pair is not None:
        return curve_of(scores, row, aim, pair, points)
    return frontier_of(scores, row, aim, nodes)


def frontier_of(scores: Scores, row: int, aim: Aim, nodes: Sequence[str] | None) -> Frontier:
    """Return what each of some nodes must reach for an aim."""
    reaching = Reaching.of(scores, row, aim, nodes)
    alone = {node: reaching.alone(node) for node in reaching.nodes}
    share, together = reaching.together()
    return Frontier(
        scores=scores,
        unit=scores.units[row],
        name=scores.names[row],
        aim=aim,
        nodes=tuple(scores.nodes[node] for node in reaching.nodes),
        score=tuple(map(reaching.unit.present, reaching.nodes)),
        alone=tuple(alone.values()),
        best=tuple(reaching.grids[node].best for node in reaching.nodes),
        together=tuple(map(together.get, reaching.nodes)),
        share=share,
        lacking=tuple(reaching.lacking(node) if alone[node] is None else None for node in reaching.nodes),
        notes=_notes(reaching, aim, alone, share),
    )


def _notes(
    reaching: Reaching, aim: Aim, alone: Mapping[int, Fraction | None], share: Fraction | None
) -> tuple[Message, ...]:
    """Say what was held, what is needed besides, and how far all must go together."""
    scores, row = reaching.unit.scores, reaching.unit.row
    reached = aim.reached(scores, row)
    percent = None if share is None else Figure(f"{float(share * 100):.{_SHARE_DECIMALS}f}")
    facts = (
        (reached, say("it is reached already: no score may fall below what stands here")),
        (True, say("alone: all else as it is; the other units stay as they are")),
        (
            share is not None and not reached,
            say(
                "together: each goes {percent}% of its way to the best possible score, rounded up as published",
                percent=percent,
            ),
        ),
        (share is None, say("together: not even all at their best are enough, or what is best is not known")),
        (None in alone.values(), say("an empty place: not even the best possible score is enough")),
        (bool(reaching.besides), say("needed besides: {scores}", scores=besides_in_words(reaching))),
        (
            bool(scores.definition.compared),
            say("rules hold units against each other: evidence that changes one score may change those of others"),
        ),
        (
            bool(scores.exactness.plan.by_formula),
            say("formulas combine scores: it is taken that more of each leads nearer to the aim"),
        ),
    )
    return tuple(note for holds, note in facts if holds)


def targets_schema() -> dict[str, Any]:
    """Return the JSON Schema of results about targets, whose `to_dict` says in `analysis` which it is.

    Examples
    --------
    >>> import parindex
    >>> [one["$ref"].rpartition("/")[2] for one in parindex.targets_schema()["oneOf"]][:2]
    ['frontier', 'frontier-curve']
    """
    return shipped_schema("parindex.targets", "targets")
