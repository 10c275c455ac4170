"""Two parts of an index that together reach an aim: for each score of the first the least of the second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from parindex.base import FieldKind, Message, check_whole, language, say
from parindex.kernels import as_float
from parindex.scoring import Answer, AnswerColumn, figure, labels, unit_label
from parindex.targets.reaching import Reaching, besides_in_words

if TYPE_CHECKING:
    from parindex.scoring import Scores
    from parindex.targets.aims import Aim

_PAIR, _MOST = 2, 1001


@attrs.frozen(repr=False, kw_only=True)
class FrontierCurve(Answer):
    """Scores of two nodes with which a unit just reaches an aim, all else and the other units as they are.

    Attributes
    ----------
    scores : Scores
        What was looked at.
    unit, name : str
        The unit.
    aim : Aim
        What it is to reach.
    nodes : tuple of (str, str)
        The first and the second node.
    first : tuple of Fraction
        Scores of the first, from its score as it is to its best.
    second : tuple of (Fraction or None)
        The least score of the second with each; None where not even its best is enough.
    """

    analysis: ClassVar[str] = "frontier-curve"
    heads: ClassVar[Mapping[str, str]] = {"first": "first_score", "second": "second_score"}
    scores: Scores = attrs.field(eq=False)
    unit: str
    name: str
    aim: Aim
    nodes: tuple[str, str]
    first: tuple[Fraction, ...]
    second: tuple[Fraction | None, ...]
    notes: tuple[Message, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked."""
        return {"unit": self.unit, "aim": str(self.aim.words()), "nodes": list(self.nodes), "points": len(self.first)}

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """Figures are numbers even where there is none."""
        return dict.fromkeys(("first", "second"), "number")

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a point."""
        return [
            {"first": as_float(first), "second": None if second is None else as_float(second)}
            for first, second in zip(self.first, self.second, strict=True)
        ]

    def heading(self) -> Message:
        """Name the unit, the pair and what it is to reach."""
        row = self.scores.units.index(self.unit)
        first, second = (self.scores.definition[node].title or node for node in self.nodes)
        template = "{unit}: the least of “{second}” for each score of “{first}” to reach {aim}"
        return say(template, unit=unit_label(self.scores, row), first=first, second=second, aim=self.aim.words())

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return both scores of each point."""
        spoken, definition = language(lang), self.scores.definition
        columns: Mapping[str, Sequence[Fraction | None]] = {self.nodes[0]: self.first, self.nodes[1]: self.second}
        places = {node: definition.published_decimals(definition[node]) for node in self.nodes}
        return [
            AnswerColumn(
                labels(self.scores, [node], lang)[0],
                ["" if score is None else figure(as_float(score), spoken, places[node]) for score in scores],
                figures=True,
            )
            for node, scores in columns.items()
        ]


def curve_of(scores: Scores, row: int, aim: Aim, pair: Sequence[str], points: int) -> FrontierCurve:
    """Return the curve of a pair of nodes."""
    if isinstance(pair, str) or len(pair) != _PAIR:
        raise ValueError(say("a pair is two nodes, not {pair!r}", pair=pair))
    points = check_whole("points", points)
    if not _PAIR <= points <= _MOST:
        raise ValueError(say("points is {points}, and not from {least} to {most}", points=points, least=2, most=_MOST))
    reaching = Reaching.of(scores, row, aim, pair)
    if len(reaching.nodes) != _PAIR:
        raise ValueError(say("a pair is two nodes, not {pair!r}", pair=tuple(pair)))
    first, second = reaching.nodes
    steps = _steps(reaching, first, points)
    least = tuple(reaching.alone(second, {first: score}) for score in steps)
    besides = say("needed besides: {scores}", scores=besides_in_words(reaching)) if reaching.besides else None
    lost = say("an empty place: not even the best possible score is enough") if None in least else None
    held = say("all else as it is; the other units stay as they are")
    return FrontierCurve(
        scores=scores,
        unit=scores.units[row],
        name=scores.names[row],
        aim=aim,
        nodes=(scores.nodes[first], scores.nodes[second]),
        first=steps,
        second=least,
        notes=tuple(filter(None, (held, lost, besides))),
    )


def _steps(reaching: Reaching, node: int, points: int) -> tuple[Fraction, ...]:
    """Return scores of a node from its own to its best, as far apart as they can be published."""
    grid, present = reaching.grids[node], reaching.unit.present(node)
    if grid.best is None:
        raise ValueError(say("the best score of {node!r} is not known", node=reaching.unit.scores.nodes[node]))
    start = grid.worst if present is None else grid.rounded(present)
    if start is None:
        raise ValueError(say("{node!r} has no score", node=reaching.unit.scores.nodes[node]))
    way = grid.best - start
    return tuple(dict.fromkeys(grid.rounded(start + way * at / (points - 1)) for at in range(points)))
