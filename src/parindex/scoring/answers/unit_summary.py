"""How one unit stands at every node: against those it is ranked with, and where it is strong and weak."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from parindex.base import Message, array, decimal_text, json_figure, json_float, language, say, word
from parindex.definition import Component
from parindex.kernels import Floats, Integers
from parindex.scoring.answers.answer import Answer, AnswerColumn, figure, labels, unit_label
from parindex.scoring.answers.company import company, published_ends, published_median, ranked_with
from parindex.scoring.answers.node_ranks import node_keys, node_ranks

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: At most so many strengths, and one of so many of the lowest nodes.
MOST, ONE_OF = 5, 5


@attrs.frozen(repr=False, kw_only=True)
class Summary(Answer):
    """One unit at every node, against the units that it is ranked with.

    Arrays are (n_nodes,), nan where there is no figure; the root comes first, then every node below its parent.

    Attributes
    ----------
    scores : Scores
        What is summed up.
    unit, name : str
        The unit.
    nodes : tuple of str
        The nodes.
    score, max : array
        The score, and the most that could be obtained.
    published : tuple of (Decimal or None)
        The score as published.
    share : array
        The score by the maximum, in [0, 1].
    rank, n_ranked : array
        The rank at the node by the definition's way to rank, and among how many units.
    median, best, worst : array
        Of those units' scores, itself too; at a penalty the best is the lowest.
    percent_rank : array
        The share of the other units that it stands before at the node, in [0, 1]; of those level with it half are
        counted.
    strengths, weaknesses : tuple of str
        Of the lowest nodes with a score, a fifth and at most 5 where its percent rank is highest, best first, as far as
        it is above that at the total, or as high as it can be, and any unit stands behind; and likewise where it is
        lowest, and any stands ahead.
    """

    analysis: ClassVar[str] = "summary"
    scores: Scores = attrs.field(eq=False)
    unit: str
    name: str
    nodes: tuple[str, ...]
    score: Floats = array()
    published: tuple[Decimal | None, ...]
    max: Floats = array()
    share: Floats = array()
    rank: Floats = array()
    n_ranked: Integers = array()
    median: Floats = array()
    best: Floats = array()
    worst: Floats = array()
    percent_rank: Floats = array()
    strengths: tuple[str, ...] = ()
    weaknesses: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """The unit."""
        return {"unit": self.unit}

    def details(self, units: Any = ()) -> dict[str, Any]:
        """Return strengths and weaknesses."""
        return {"strengths": list(self.strengths), "weaknesses": list(self.weaknesses)}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a node."""
        return [
            {
                "node": node,
                "score": json_float(self.score[at]),
                "published": decimal_text(self.published[at]),
                "max": json_float(self.max[at]),
                "share": json_float(self.share[at]),
                "rank": json_figure(self.rank[at]),
                "n_ranked": int(self.n_ranked[at]),
                "median": json_float(self.median[at]),
                "best": json_float(self.best[at]),
                "worst": json_float(self.worst[at]),
                "percent_rank": json_float(self.percent_rank[at]),
                "stands_out": self._mark(node) or None,
            }
            for at, node in enumerate(self.nodes)
        ]

    def _mark(self, node: str) -> str:
        return "strength" if node in self.strengths else "weakness" if node in self.weaknesses else ""

    def heading(self) -> Message:
        """Name the unit."""
        row = self.scores.units.index(self.unit)
        return say("{unit} at every node", unit=unit_label(self.scores, row))

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return every node with score, rank, and what others have."""
        spoken, row = language(lang), self.scores.units.index(self.unit)
        compared = [company(self.scores, at, row) for at in range(len(self.nodes))]
        ends = [published_ends(self.scores, at, rows) for at, rows in enumerate(compared)]

        def column(name: str, values: Any) -> AnswerColumn:
            return AnswerColumn(name, [figure(value, spoken) for value in values], figures=True)

        return [
            AnswerColumn("title" if lang else "id", labels(self.scores, self.nodes, lang)),
            column("score", self.published),
            column("max", self.max),
            column("rank", self.rank),
            AnswerColumn("n_ranked", [str(count or "") for count in self.n_ranked], figures=True),
            column("median", [published_median(self.scores, at, rows) for at, rows in enumerate(compared)]),
            column("best", [best for best, _ in ends]),
            column("worst", [worst for _, worst in ends]),
            AnswerColumn("stands_out", [word("stands_out", self._mark(node), spoken) for node in self.nodes]),
        ]


def summary(scores: Scores, unit: str) -> Summary:
    """Sum up how a unit stands at every node; `Scores.summary` calls this."""
    row, size = scores.evidence.row(unit), len(scores.nodes)
    ranked, count = np.full(size, np.nan), np.zeros(size, dtype=np.int64)
    others = np.full((4, size), np.nan)
    for at in range(size):
        of_all, counts = node_ranks(scores, at)
        ranked[at], count[at] = of_all[row], counts[row]
        others[:, at] = _others(scores, at, row)
    score, most = scores.values[row], scores.max[row]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(most > 0, score / most, np.nan)
    strong, weak = _standing_out(scores, row, others[3])
    return Summary(
        scores=scores,
        unit=scores.units[row],
        name=scores.names[row],
        nodes=scores.nodes,
        score=score,
        published=tuple(scores.published_of(scores.units[row]).values()),
        max=most,
        share=share,
        rank=ranked,
        n_ranked=count,
        **dict(zip(("median", "best", "worst", "percent_rank"), others, strict=True)),
        strengths=strong,
        weaknesses=weak,
    )


def _others(scores: Scores, at: int, row: int) -> tuple[float, float, float, float]:
    """Return median, best and worst of the units ranked at a node, and the percent rank of one."""
    _, keys, middle_and_ends = ranked_with(scores, at, row)
    own, percent = node_keys(scores, at)[row], math.nan
    if own >= 0 and keys.size > 1:
        below, not_above = (int(np.searchsorted(keys, own, side)) for side in ("left", "right"))
        percent = (below + (not_above - below - 1) / 2) / (keys.size - 1)
    return *middle_and_ends, percent


def _standing_out(scores: Scores, row: int, percent: Floats) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lowest nodes with a score where a unit stands highest and lowest, against its own total."""
    lowest = [at for at in lowest_nodes(scores) if not math.isnan(percent[at]) and not scores.left_out[row, at]]
    few, own = min(MOST, math.ceil(len(lowest) / ONE_OF)), percent[0]
    by_place = sorted(lowest, key=lambda at: (-percent[at], at))
    strong = [at for at in by_place[:few] if percent[at] > own or percent[at] == 1]
    weak = [at for at in by_place[::-1][:few] if percent[at] < own or percent[at] == 0]
    sides = {at: _others_on_either_side(scores, at, row) for at in (*strong, *weak)}
    strengths = tuple(scores.nodes[at] for at in strong if sides[at][0])
    return strengths, tuple(scores.nodes[at] for at in weak if sides[at][1])


def _others_on_either_side(scores: Scores, at: int, row: int) -> tuple[bool, bool]:
    """Return whether any unit stands behind one at a node, and whether any stands ahead of it: not where all tie."""
    _, keys, _ = ranked_with(scores, at, row)
    own = node_keys(scores, at)[row]
    return bool(keys[0] < own), bool(keys[-1] > own)


def lowest_nodes(scores: Scores) -> list[int]:
    """Return the nodes of which evidence says something: indicators, and components whose score is given."""
    given = scores.evidence.columns
    nodes = scores.definition.nodes[1:]
    return [
        at
        for at, node in enumerate(nodes, start=1)
        if node.adds != "nothing"
        and (not isinstance(node, Component) or node.id in given)
        and not any(above.id in given for above in scores.definition.ancestors(node))
    ]
