"""Where the totals of two units differ, node by node, so that the parts add up exactly."""

from __future__ import annotations

import math
from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from parindex.base import Message, array, decimal, decimal_text, json_float, language, say, word
from parindex.kernels import Floats, as_float
from parindex.scoring.answers.answer import Answer, AnswerColumn, figure, labels, unit_label
from parindex.scoring.answers.difference_split import DifferenceCause, split
from parindex.scoring.answers.two_units import TwoUnits

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: In which order the rows of one node stand.
_ORDER: tuple[DifferenceCause, ...] = ("score", "left out", "outside", "limit", "rounding")


@attrs.frozen(repr=False, kw_only=True)
class UnitDifference(Answer):
    """What makes the published total of one unit differ from that of another.

    A row is what a node adds to the first total less what it adds to the second; the rows add to the difference of the
    published totals exactly. In sums and means that is weight times score on either side. What any other component
    makes of its parts is shared out among them by the step that each makes, averaged over every order in which they can
    change (Shapley value), so that no order matters, and going from the second unit to the first is the same with the
    other sign; below a part it is shared out as within it. Where both units have the same score of such a part nothing
    below it adds anything. Penalties come with their sign.

    Arrays are (n_rows,), and scores (n_rows, 2).

    Attributes
    ----------
    scores : Scores
        What was looked at.
    units, names : tuple of (str, str)
        The two units.
    nodes : tuple of str
        The node of each row, in the order of the definition.
    why : tuple of str
        Why there is a difference: the ``score`` of the node; its cap or floor, the ``limit``; its ``rounding``, at the
        root that of the total as published; parts that are ``left out`` for one unit, so that others count more; a
        figure from ``outside``.
    score : array
        The scores of the node.
    contribution : array
        What it adds to the difference, in points of the total.
    exact : tuple of Fraction
        The same exactly; they add to `total`.
    total : Decimal
        The difference of the published totals.

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II, 307-317.

    Shorrocks, A. F. (2013). Decomposition procedures for distributional analysis: a unified framework based on the
    Shapley value. Journal of Economic Inequality 11, 99-126. https://doi.org/10.1007/s10888-011-9214-z
    """

    analysis: ClassVar[str] = "difference"
    scores: Scores = attrs.field(eq=False)
    units: tuple[str, str]
    names: tuple[str, str]
    nodes: tuple[str, ...]
    why: tuple[DifferenceCause, ...]
    score: Floats = array()
    contribution: Floats = array()
    exact: tuple[Fraction, ...]
    total: Decimal

    @property
    def parameters(self) -> dict[str, Any]:
        """The units."""
        return {"units": list(self.units)}

    def below(self, component: str | None = None) -> dict[str, float]:
        """Return what each part of a component, of the root if none is named, adds with all below it."""
        definition = self.scores.definition
        root = definition.id if component is None else definition[component].id
        counted = [part.id for part in definition.children(root) if part.adds != "nothing"]
        parts = dict.fromkeys(counted, Fraction(0))
        for node, amount in zip(self.nodes, self.exact, strict=True):
            lineage = [node, *(above.id for above in definition.ancestors(definition[node]))]
            part = next((id_ for id_ in lineage if id_ in parts), None)
            if part is not None:
                parts[part] += amount
        return {part: as_float(amount) for part, amount in parts.items()}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a row."""
        definition = self.scores.definition
        return [
            {
                "node": node,
                "component": definition.branch(definition[node]).id if node != definition.id else None,
                "why": self.why[at],
                "score": json_float(self.score[at, 0]),
                "other": json_float(self.score[at, 1]),
                "contribution": json_float(self.contribution[at]),
            }
            for at, node in enumerate(self.nodes)
        ]

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return the difference of the totals, what rows add to it exactly, and what is below parts of the root."""
        rows = (self.scores.units.index(unit) for unit in self.units)
        return {
            "total": decimal_text(self.total),
            "published": [decimal_text(self.scores.rounded[row]) for row in rows],
            "exact": [str(part) for part in self.exact],
            "parts": self.below(),
        }

    def heading(self) -> Message:
        """Name the units, with their totals and the difference."""
        rows = [self.scores.units.index(unit) for unit in self.units]
        return say(
            "{unit} {total}, {other} {other_total}: difference {difference}",
            unit=unit_label(self.scores, rows[0]),
            total=self.scores.rounded[rows[0]],
            other=unit_label(self.scores, rows[1]),
            other_total=self.scores.rounded[rows[1]],
            difference=self.total,
        )

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return every row, with the scores of both units."""
        spoken, decimals = language(lang), self.scores.definition.decimals + 2
        why = ["" if reason == "score" else word("why", reason, spoken) for reason in self.why]
        adds = [figure(Decimal(decimal(amount, decimals)), spoken, sign=True) for amount in self.exact]
        return [
            AnswerColumn("title" if lang else "id", labels(self.scores, self.nodes, lang)),
            AnswerColumn("why", why),
            *(
                AnswerColumn(unit, [figure(value, spoken, decimals) for value in self.score[:, at]], figures=True)
                for at, unit in enumerate(self.units)
            ),
            AnswerColumn("contribution", adds, figures=True),
        ]


def difference(scores: Scores, unit: str, other: str) -> UnitDifference:
    """Return what makes two totals differ; `Scores.difference` calls this."""
    rows = scores.evidence.row(unit), scores.evidence.row(other)
    for row in rows:
        if math.isnan(scores.total[row]):
            raise ValueError(say("{unit} has no total", unit=unit_label(scores, row)))
    units = TwoUnits.of(scores, rows)
    parts = split(units)
    published = [scores.rounded[row] or Decimal(0) for row in rows]
    apart = published[0] - published[1]
    rest = Fraction(apart) - sum(parts.values(), Fraction(0))
    root: tuple[str, DifferenceCause] = (scores.definition.id, "rounding")
    if rest:
        parts[root] = parts.get(root, Fraction(0)) + rest
    keys = sorted(parts, key=lambda key: (scores.places[key[0]] or len(scores.nodes), _ORDER.index(key[1])))
    places = [scores.places[node] for node, _ in keys]
    return UnitDifference(
        scores=scores,
        units=(scores.units[rows[0]], scores.units[rows[1]]),
        names=(scores.names[rows[0]], scores.names[rows[1]]),
        nodes=tuple(node for node, _ in keys),
        why=tuple(why for _, why in keys),
        score=scores.values[np.ix_(list(rows), places)].T,
        contribution=np.array([as_float(parts[key]) for key in keys], dtype=np.float64),
        exact=tuple(parts[key] for key in keys),
        total=apart,
    )
