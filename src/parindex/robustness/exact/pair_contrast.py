"""Two units side by side: what every part gives one of them more than the other, exactly."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

import attrs
import numpy as np

from parindex.base import say
from parindex.kernels import DECIMAL, Array, closed_sign, logarithm, transform
from parindex.robustness.siblings import Siblings
from parindex.robustness.weight_model import WeightModel
from parindex.scoring import Scores

#: Totals of roots and logarithms that are nearer than this are level, as they are in ranks.
WITHIN = Fraction(1, 10**40)
#: So much of their size are such totals at least off, with 60 digits.
_OF_SIZE = Fraction(1, 10**45)


@attrs.frozen
class Sign:
    """Whether a number is above 0, at 0 or below: 1, 0 or -1; not `proved` where only 40 decimals say that it is 0."""

    of: int
    proved: bool


def _as_fraction(value: Any) -> Any:
    """Return a number as a fraction, what stands under a mark as it is."""
    return Fraction(value) if isinstance(value, Decimal) and value.is_finite() else value


@attrs.frozen(eq=False, repr=False, slots=False)
class Contrast:
    """Two units of an index, and how the difference of their totals hangs on weights.

    Of a geometric mean at the top, logarithms are compared.
    """

    scores: Scores
    rows: tuple[int, int]
    model: WeightModel  # the totals of these two
    figures: tuple[Array, Array]  # (n_nodes,) each: their exact scores, of roots and logarithms 60 digits

    @classmethod
    def of(cls, scores: Scores, a: str, b: str) -> Contrast:
        """Return the contrast of two units, named by code or name; see `thresholds` for what is refused."""
        rows = scores.evidence.row(a), scores.evidence.row(b)
        for row in rows:
            if np.isnan(scores.rank[row]):
                lacking = say("total") if np.isnan(scores.total[row]) else say("rank")
                raise ValueError(say("{unit!r} has no {lacking}", unit=scores.units[row], lacking=lacking))
        one, other = rows
        if one == other:
            raise ValueError(say("{a!r} and {b!r} are the same unit", a=a, b=b))
        if scores.group[one] != scores.group[other]:
            raise ValueError(say("{a!r} and {b!r} are not ranked together: they are of different groups", a=a, b=b))
        exact = scores.exactness.exact(rows)
        figures = [np.array(list(map(_as_fraction, exact[row].tolist())), dtype=object) for row in rows]
        return cls(scores, rows, WeightModel.of(scores, np.array(rows)), (figures[0], figures[1]))

    @property
    def rational(self) -> bool:
        """Whether its figures are exact."""
        return self.scores.exactness.plan.rational

    @cached_property
    def closed(self) -> Contrast | None:
        """The same with roots and logarithms as what they are; None where these have no closed form."""
        one, other = (self.scores.exactness.closed_scores(row) for row in self.rows)
        return (
            None if one is None or other is None else ClosedContrast(self.scores, self.rows, self.model, (one, other))
        )

    @cached_property
    def _near(self) -> Fraction:
        """What digits do not tell from 0."""
        values = self.scores.values[list(self.rows)]
        size = Fraction(float(np.max(np.abs(values[np.isfinite(values)]), initial=0.0)))
        return max(WITHIN, size * _OF_SIZE)

    def told_sign(self, number: Fraction) -> int:
        """Return the sign of a number; 0 where digits do not tell it from 0."""
        near = Fraction(0) if self.rational else self._near
        return (number > near) - (number < -near)

    def sign(self, number: Fraction, of_closed: Callable[[Contrast], Any]) -> Sign:
        """Return the sign of a number that digits were worked out of, which `of_closed` works out in closed form."""
        if told := self.told_sign(number):
            return Sign(told, proved=True)
        if self.rational:
            return Sign(0, proved=True)
        if self.closed is None:
            return Sign(0, proved=False)
        try:
            sign, proved = closed_sign(of_closed(self.closed))
            return Sign(0, proved and sign == 0)
        except ArithmeticError:  # too long to be kept in closed form
            return Sign(0, proved=False)

    @cached_property
    def ahead(self) -> Sign:
        """Which of the two is ahead, by the digits that decide ranks."""
        one, other = (self.scores.exactness.exact_score(row) for row in self.rows)
        if one != other:
            return Sign(1 if one > other else -1, proved=True)
        return self.sign(Fraction(0) if self.rational else self.lead, lambda closed: closed.lead)

    @cached_property
    def lead(self) -> Fraction:
        """By how much the total of the first is above that of the second."""
        return self._figure(0, 0) - self._figure(1, 0)

    @cached_property
    def geometric(self) -> bool:
        """Whether the top is a plain geometric mean, of figures above 0."""
        definition, root = self.scores.definition, self.scores.definition.root
        plain = root.combine == "geometric-mean" and root.cap is None and root.floor is None
        if not plain or definition.beside or self.model.marks.reduced[:, 0].any():
            return False
        places = [self.scores.places[part.id] for part in definition.parts(definition.id)]
        return all(self._figure(unit, place) > 0 for unit in (0, 1) for place in places)

    def _figure(self, unit: int, node: int) -> Fraction:
        figure: Fraction = self.figures[unit][node]
        return figure

    def _logarithms(self, ratios: list[Fraction]) -> list[Fraction]:
        with DECIMAL.context():
            return [Fraction(logarithm) for logarithm in transform("log", DECIMAL.array(ratios))]

    def differences(self, group: Siblings) -> list[Fraction]:
        """Return what each part of a group gives the first unit more, for a share of 1."""
        nodes = group.parts.tolist()
        if group.parent == 0 and self.geometric:
            return self._logarithms([self._figure(0, node) / self._figure(1, node) for node in nodes])
        pairs = zip(nodes, group.exact, strict=True)
        return [points * (self._figure(0, node) - self._figure(1, node)) for node, (_, points) in pairs]

    def reach(self, group: Siblings) -> Fraction | None:
        """Return how much of what a group gives comes to the total; None where that is no fixed part of it."""
        if group.parent == 0 and self.geometric:
            return Fraction(1)
        if self.model.marks.reduced[:, 0].any():
            return None
        definition, reach = self.scores.definition, Fraction(1)
        path = definition.ancestors(definition[group.ids[1]])
        limits = ((node.cap, node.floor, node.decimals) for node in path)
        if any(node.better == "lower" for node in path):
            return None
        if any(limit != (None, None, None) for limit in limits) or not all(node.combination.linear for node in path):
            return None
        for below, above in pairwise(path):
            names = [part.id for part in definition.parts(above.id)]
            reach *= definition.shares(above)[names.index(below.id)] * (above.times or 1)
        return reach

    def ends(self) -> tuple[list[Fraction], list[Fraction]] | None:
        """Return the effective weight of each end, and what it gives the first unit more for a weight of 1.

        What stands beside the tree does not hang on weights and is shared out among all. None where totals are not
        linear in effective weights.
        """
        model, columns = self.model, self.model.columns
        if not model.linear and not (self.geometric and len(columns.groups) == 1):
            return None
        exact = [pair for group in columns.groups for pair in group.exact]
        weights, scale = (columns.carry_down(np.array(figures, dtype=object)) for figures in zip(*exact, strict=True))
        slopes = [slope for group in columns.groups for slope in self.differences(group)]
        above = np.repeat(columns.above, columns.sizes).tolist()
        pairs = ((sign, self._figure(0, node) - self._figure(1, node)) for node, sign in model.plan.beside)
        beside = sum((sign * lead for sign, lead in pairs), Fraction(0))
        scales = [scale[column] if column >= 0 else 1 for column in above]
        ends = columns.ends.tolist()
        return [weights[end] for end in ends], [slopes[end] * scales[end] + beside for end in ends]


@attrs.frozen(eq=False, repr=False, slots=False)
class ClosedContrast(Contrast):
    """Two units side by side, with figures in closed form in place of fractions."""

    def _logarithms(self, ratios: list[Any]) -> list[Any]:
        return list(map(logarithm, ratios))
