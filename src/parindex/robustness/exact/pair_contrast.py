"""Two units side by side: what every part gives one of them more than the other, exactly."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import attrs
import numpy as np

from parindex.base import say
from parindex.definition import Definition
from parindex.kernels import (
    DECIMAL,
    Array,
    OverOne,
    closed_sign,
    common_denominator,
    logarithm,
    over_one,
    transform,
)
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


@attrs.frozen(eq=False, repr=False)
class Falls:
    """The lead of one unit, and by how much it falls as one weight of a group of siblings takes the place of all.

    Whole numbers or closed forms, all in the same parts of a point.
    """

    shares: list[int]  # (n_siblings,): the weights now
    whole: int  # what these add to
    lead: Any
    falls: list[Any]  # (n_siblings,)
    parts: int  # that a point is

    def at_none(self, at: int) -> tuple[Any, int]:
        """Return the lead where a weight is 0, its siblings in proportion, and how many parts of it a point is."""
        rest = self.whole - self.shares[at]
        return self.lead * rest + self.falls[at] * self.shares[at], self.parts * rest

    def at_all(self, at: int) -> tuple[Any, int]:
        """Return it likewise where a weight is 1."""
        return self.lead - self.falls[at], self.parts

    def level_at(self, at: int) -> Fraction:
        """Return the weight at which there is no lead."""
        return Fraction(self.at_none(at)[0], self.whole * self.falls[at])


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
        return cls(scores, rows, WeightModel.of(scores, np.array(rows)), (exact[one], exact[other]))

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

    def told_sign(self, number: Fraction | int, parts: int = 1) -> int:
        """Return the sign of a number of which so many parts are a point; 0 where digits do not tell it from 0."""
        near: Fraction | int = 0 if self.rational else self._near * parts
        return (number > near) - (number < -near)

    def sign(self, number: Fraction | int, of_closed: Callable[[Contrast], Any], parts: int = 1) -> Sign:
        """Return the sign of a number that digits were worked out of, which `of_closed` works out in closed form."""
        if told := self.told_sign(number, parts):
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
        lead: Fraction = self._figure(0, 0) - self._figure(1, 0)
        return lead

    @cached_property
    def geometric(self) -> bool:
        """Whether the top is a plain geometric mean, of figures above 0."""
        definition, root = self.scores.definition, self.scores.definition.root
        plain = root.combine == "geometric-mean" and root.cap is None and root.floor is None
        if not plain or definition.beside or self.model.marks.reduced[:, 0].any():
            return False
        places = [self.scores.places[part.id] for part in definition.parts(definition.id)]
        return all(self._figure(unit, place) > 0 for unit in (0, 1) for place in places)

    def _figure(self, unit: int, node: int) -> Any:
        return Fraction(self.figures[unit][node])

    @cached_property
    def _differences(self) -> tuple[dict[int, int], int]:
        """What nodes give the first unit more, in parts of a point, and how many of these a point is."""
        nodes = [0, *self.model.columns.nodes.tolist(), *(node for node, _ in self.model.plan.beside)]
        one, other = ([figure.as_integer_ratio() for figure in figures[nodes].tolist()] for figures in self.figures)
        parts = common_denominator(denominator for _, denominator in (*one, *other))
        more = (n * (parts // d) - m * (parts // c) for (n, d), (m, c) in zip(one, other, strict=True))
        return dict(zip(nodes, more, strict=True)), parts

    def more(self, node: int) -> tuple[Any, int]:
        """Return what a node gives the first unit more, in parts of a point, and how many of these a point is."""
        more, parts = self._differences
        return more[node], parts

    def _logarithms(self, group: Siblings) -> tuple[list[Any], int]:
        ratios = [self._figure(0, node) / self._figure(1, node) for node in group.parts.tolist()]
        with DECIMAL.context():
            return over_one([Fraction(logarithm) for logarithm in transform("log", DECIMAL.array(ratios))])

    def gains(self, group: Siblings) -> tuple[list[Any], int]:
        """Return what each part of a group gives the first unit more for a share of 1, in parts of a point."""
        if group.parent == 0 and self.geometric:
            return self._logarithms(group)
        points, of_points = group.whole_points
        more, (_, parts) = [self.more(node)[0] for node in group.parts.tolist()], self.more(0)
        return list(map(operator.mul, more, points)), parts * of_points

    def falls(self, group: Siblings) -> Falls | None:
        """Return how the lead hangs on the weights of a group; None where it is no straight line."""
        if (reach := self.reach(group)) is None:
            return None
        (shares, whole), (gains, parts) = group.whole_shares, self.gains(group)
        mean = sum(map(operator.mul, gains, shares))
        falls = [(mean - gain * whole) * reach.numerator for gain in gains]
        if group.parent == 0 and self.geometric:
            return Falls(shares, whole, mean, falls, parts * whole)
        (lead, of_lead), parts = self.more(0), parts * whole * reach.denominator
        return Falls(shares, whole, lead * (parts // of_lead), falls, parts)

    def reach(self, group: Siblings) -> Fraction | None:
        """Return how much of what a group gives comes to the total; None where that is no fixed part of it."""
        if group.parent == 0 and self.geometric:
            return Fraction(1)
        return None if self.model.marks.reduced[:, 0].any() else _reach(self.scores.definition, group.ids[0])

    def ends(self) -> tuple[OverOne, OverOne] | None:
        """Return the effective weight of each end, and what it gives the first unit more for a weight of 1.

        What stands beside the tree does not hang on weights and is shared out among all. None where totals are not
        linear in effective weights.
        """
        model, columns = self.model, self.model.columns
        if not model.linear:
            alone = self.geometric and len(columns.groups) == 1
            return (columns.whole_effective, self._logarithms(columns.groups[0])) if alone else None
        (scale, of_scale), (more, parts) = columns.whole_scale, self._differences
        beside = of_scale * sum(sign * more[node] for node, sign in model.plan.beside)
        nodes = columns.nodes[columns.ends].tolist()
        slopes = [more[node] * each + beside for node, each in zip(nodes, scale, strict=True)]
        return columns.whole_effective, (slopes, parts * of_scale)


@lru_cache(maxsize=1024)
def _reach(definition: Definition, component: str) -> Fraction | None:
    """Return how much of what a component gives comes to the total; None where that is no fixed part of it."""
    reach = Fraction(1)
    path = definition.ancestors(definition.parts(component)[0])
    if any(above.better == "lower" or not above.combination.linear for above in path):
        return None
    if any((above.cap, above.floor, above.decimals) != (None, None, None) for above in path):
        return None
    for below, above in pairwise(path):
        names = [part.id for part in definition.parts(above.id)]
        reach *= definition.shares(above)[names.index(below.id)] * (above.times or 1)
    return reach


@attrs.frozen(eq=False, repr=False, slots=False)
class ClosedContrast(Contrast):
    """Two units side by side, with figures in closed form in place of fractions."""

    def _figure(self, unit: int, node: int) -> Any:
        return self.figures[unit][node]

    def more(self, node: int) -> tuple[Any, int]:
        """Return what a node gives the first unit more, in closed form."""
        return self._figure(0, node) - self._figure(1, node), 1

    def _logarithms(self, group: Siblings) -> tuple[list[Any], int]:
        return [logarithm(self._figure(0, node) / self._figure(1, node)) for node in group.parts.tolist()], 1
