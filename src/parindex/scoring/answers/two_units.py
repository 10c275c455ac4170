"""Two units walked in exact numbers, and what a component makes of each of its parts for either."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.definition import Component, Node
from parindex.kernels import Array, fraction_sum
from parindex.scoring.exactness import Exactness
from parindex.scoring.missing_marks import Given, Marks
from parindex.scoring.plan import Program
from parindex.scoring.tree_walk import Walk, walk

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


@attrs.frozen(eq=False)
class TwoUnits:
    """The exact scores, points and maxima of two units, by node and side, 0 or 1."""

    exactness: Exactness
    rows: tuple[int, int]
    given: Given
    marked: Marks
    walked: Walk
    places: Mapping[str, int]

    @classmethod
    def of(cls, scores: Scores, rows: tuple[int, int]) -> TwoUnits:
        """Walk two units in exact numbers."""
        exactness = scores.exactness
        marked = exactness.marks.rows(list(rows))

        def again(program: Program) -> tuple[Given, Walk]:
            leaves, given = exactness.leaves(program, list(rows))
            return given, walk(exactness.plan, program, leaves, given, marked)

        given, walked = exactness.exactly(again)
        return cls(exactness, rows, given, marked, walked, scores.places)

    @classmethod
    def across(cls, scores: tuple[Scores, Scores], rows: tuple[int, int]) -> TwoUnits:
        """Walk a unit of each of two tables scored by the same definition, each among the units of its table."""
        if scores[0] is scores[1]:
            return cls.of(scores[0], rows)
        first, last = (one.exactness for one in scores)
        marked = first.marks.rows([rows[0]]).beside(last.marks.rows([rows[1]]))

        def again(program: Program) -> tuple[Given, Walk]:
            (leaves, given), (others, other) = (
                exactness.leaves(program, [row]) for exactness, row in zip((first, last), rows, strict=True)
            )
            both = given.beside(other)
            return both, walk(first.plan, program, np.concatenate([leaves, others]), both, marked)

        given, walked = first.exactly(again)
        return cls(first, rows, given, marked, walked, scores[0].places)

    def score(self, side: int, node: Node, *, points: bool = False) -> Fraction:
        """Return the score of a node, or its points; 0 where it has none."""
        at = self.places[node.id]
        return Fraction(0) if self.marked.without_score[side, at] else self._figure(side, at, points=points)

    def _figure(self, side: int, at: int, *, points: bool) -> Fraction:
        table = self.walked.points if points else self.walked.scores
        return self.exactness.figure(table[side, at])

    def there(self, side: int, node: Node) -> bool:
        """Return whether a node has a score."""
        return not self.marked.without_score[side, self.places[node.id]]

    def is_given(self, node: Node) -> bool:
        """Return whether a node is an indicator, or a component whose score evidence gives."""
        return not isinstance(node, Component) or self.places[node.id] in self.given.components

    def in_points(self, side: int, component: Component) -> bool:
        """Return whether a component adds the points of its parts, and brings them to the maximum of all."""
        return component.combination.additive and bool(self.marked.reduced[side, self.places[component.id]])

    def before_rounding(self, side: int, component: Component, *, points: bool) -> Fraction:
        """Return what a component that rounds was before."""
        at = self.places[component.id]
        for place, tables in self.walked.unrounded.items():
            nodes = self.exactness.plan.float_program.steps[place].rounding.nodes.tolist()
            if at in nodes:
                table: Array = tables[1] if points and len(tables) > 1 else tables[0]
                return self.exactness.figure(table[side, nodes.index(at)])
        return self._figure(side, at, points=points)

    def weights(self, side: int, component: Component) -> list[Fraction]:
        """Return what a point of each part counts in a sum or mean, before it is brought to the maximum of all."""
        definition = self.exactness.plan.definition
        parts = definition.parts(component.id)
        left = [not self.marked.left_out[side, self.places[part.id]] for part in parts]
        if component.combination.alternative:
            first = left.index(True) if any(left) else -1
            return [Fraction(at == first) for at in range(len(parts))]
        if component.combination.weighted == "mean":  # of weights as written: their shares have many more digits
            pairs = zip(parts, left, strict=True)
            written = [(Fraction(1) if part.weight is None else part.weight) * here for part, here in pairs]
            whole = fraction_sum(written) or Fraction(1)
            return [weight / whole for weight in written]
        shares = definition.shares(component)
        each = self._shared_each(side, parts, shares)
        fulls = [definition.maximum(part) or Fraction(1) for part in parts]
        return [
            (share + (each / full if each else 0)) * here for share, full, here in zip(shares, fulls, left, strict=True)
        ]

    def _shared_each(self, side: int, parts: tuple[Node, ...], shares: tuple[Fraction, ...]) -> Fraction:
        """Return how many points more each part that is left can give, of those shared out."""
        shared = self.marked.shared
        if shared is None:
            return Fraction(0)
        definition = self.exactness.plan.definition
        points = [
            share * (definition.maximum(part) or 0)
            for part, share in zip(parts, shares, strict=True)
            if shared[side, self.places[part.id]]
        ]
        left = sum(not self.marked.left_out[side, self.places[part.id]] for part in parts)
        return fraction_sum(points) / left if left else Fraction(0)

    def brought(self, side: int, component: Component, weights: list[Fraction]) -> Fraction:
        """Return by what a sum of points is multiplied to bring it to the maximum of all."""
        definition = self.exactness.plan.definition
        whole, parts = definition.whole(component), definition.parts(component.id)
        most = [self.exactness.figure(self.walked.most[side, self.places[part.id]]) if weight else Fraction(0)
                for part, weight in zip(parts, weights, strict=True)]  # fmt: skip
        possible = fraction_sum(weight * top for weight, top in zip(weights, most, strict=True))
        return (whole or possible) / possible if possible else Fraction(1)
