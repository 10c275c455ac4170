"""Splitting the change of a total by cause, and what the weights do by node; all in fractions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Any, TypeVar

import attrs

from parindex.base import say
from parindex.definition import Component, Definition, Node
from parindex.scoring import Scores

_HALF = Fraction(1, 2)
#: What causes a change.
_C = TypeVar("_C", bound=str)


@attrs.frozen
class Split:
    """The change of one unit's published total, by cause; the parts add to `change` exactly.

    Attributes
    ----------
    change : Fraction
        The published total by the new definition less that by the old one.
    weights, rules, structure : Fraction
        What the change of weights and maxima, of rules, and of the tree itself does to the exact total, as it would be
        if nothing were rounded.
    rounding : Fraction
        What rounding adds to the new total, less what it adds to the old one: that of the total itself, and that of
        nodes which are rounded before they go up.
    """

    change: Fraction
    weights: Fraction
    rules: Fraction
    structure: Fraction
    rounding: Fraction

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Return each part as a number, and exactly as text ``a/b``."""
        parts = {field.name: getattr(self, field.name) for field in attrs.fields(Split)}
        return {name: {"figure": float(part), "exact": str(part)} for name, part in parts.items()}


def coalitions(causes: Iterable[_C]) -> Iterator[frozenset[_C]]:
    """Yield every choice among some causes, the smaller before the larger."""
    names = tuple(causes)
    for size in range(len(names) + 1):
        yield from map(frozenset, combinations(names, size))


def steps(cause: _C, causes: Sequence[_C]) -> list[tuple[Fraction, frozenset[_C]]]:
    """Return what may have changed before a cause does, each with its share among all orders."""
    others, count = [other for other in causes if other != cause], len(causes)
    return [
        (Fraction(factorial(len(before)) * factorial(count - 1 - len(before)), factorial(count)), before)
        for before in coalitions(others)
    ]


def shapley(totals: Mapping[frozenset[_C], Fraction], causes: Sequence[_C]) -> dict[_C, Fraction]:
    """Return the part of each cause: its step, averaged over every order in which the causes can change.

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II, 307-317.

    Shorrocks, A. F. (2013). Decomposition procedures for distributional analysis: a unified framework based on the
    Shapley value. Journal of Economic Inequality 11, 99-126. https://doi.org/10.1007/s10888-011-9214-z

    Examples
    --------
    >>> from fractions import Fraction
    >>> from parindex.comparison.restatement.shapley_split import shapley
    >>> none, one, other = frozenset(), frozenset({"weights"}), frozenset({"rules"})
    >>> totals = {none: Fraction(6), one: Fraction(10), other: Fraction(9), one | other: Fraction(15)}
    >>> shapley(totals, ["weights", "rules"])
    {'weights': Fraction(5, 1), 'rules': Fraction(4, 1)}
    """
    return {
        cause: sum(
            (share * (totals[before | {cause}] - totals[before]) for share, before in steps(cause, causes)), Fraction(0)
        )
        for cause in causes
    }


@attrs.frozen(eq=False)
class Reweighing:
    """Units scored with other weights and maxima, and nothing else changed; told by node.

    Along a path every level is a product of a share and a score. The change of a product is the change of either
    factor times the mean of the other one, which is exact: what a share changes goes to its node, what a score changes
    goes down to the parts.

    The definitions have the old and the new weights; `ids` are those of the nodes in the scores, where they differ.
    """

    definitions: tuple[Definition, Definition]
    scores: tuple[Scores, Scores]
    ids: tuple[Mapping[str, str], Mapping[str, str]]
    _shares: dict[str, list[tuple[Node, Fraction, Fraction]]] = attrs.field(factory=dict)

    def by_node(self, rows: tuple[int, int]) -> dict[str, Fraction] | None:
        """Return what each node's share or maximum changes of a unit's total; None where that is not linear.

        `rows` are those of the unit in the two scores.
        """
        unit = _Unit(self, rows, {})
        linear = unit.down(self.definitions[0].root, Fraction(1))
        for node in self.definitions[0].beside:
            linear = linear and unit.into(node, Fraction(1 if node.adds == "bonus" else -1))
        return unit.parts if linear else None

    def place(self, side: int, id_: str) -> int:
        """Return the column of a node in the scores of a side."""
        return self.scores[side].places[self.ids[side].get(id_, id_)]

    def shares(self, id_: str) -> list[tuple[Node, Fraction, Fraction]]:
        """Return the parts of a component with the share of each before and after."""
        if id_ not in self._shares:
            shares = [definition.shares(_component(definition, id_)) for definition in self.definitions]
            self._shares[id_] = list(zip(self.definitions[0].parts(id_), *shares, strict=True))
        return self._shares[id_]


@attrs.frozen(eq=False)
class _Unit:
    """One unit of a reweighing, and the parts found so far."""

    of: Reweighing
    rows: tuple[int, int]
    parts: dict[str, Fraction]

    def _score(self, side: int, id_: str) -> Fraction:
        scores, row, place = self.of.scores[side], self.rows[side], self.of.place(side, id_)
        if scores.exactness.marks.without_score[row, place]:
            return Fraction(0)
        return scores.exactness.exact_score(row, place)

    def down(self, component: Component, factor: Fraction) -> bool:
        """Share out what changes below a component; say whether it is linear."""
        if (
            component.better == "lower"
            or not component.combination.linear
            or component.floor is not None
            or component.cap is not None
        ):
            return False
        for side, (scores, row) in enumerate(zip(self.of.scores, self.rows, strict=True)):
            if scores.exactness.marks.reduced[row, self.of.place(side, component.id)]:
                return False
        factor *= component.times or 1
        for part, then, now in self.of.shares(component.id):
            before, after = self._score(0, part.id), self._score(1, part.id)
            if now != then:
                self._add(part.id, factor * (now - then) * (before + after) * _HALF)
            if after != before and not self.into(part, factor * (then + now) * _HALF):
                return False
        return True

    def into(self, node: Node, factor: Fraction) -> bool:
        """Share out what the score of a node changes, to the node or to what is below it."""
        if (
            isinstance(node, Component)
            and self.of.place(0, node.id) not in self.of.scores[0].exactness.given.components
        ):
            return self.down(node, factor)
        self._add(node.id, factor * (self._score(1, node.id) - self._score(0, node.id)))
        return True

    def _add(self, id_: str, part: Fraction) -> None:
        if part:
            self.parts[id_] = self.parts.get(id_, Fraction(0)) + part


def _component(definition: Definition, id_: str) -> Component:
    node = definition[id_]
    if not isinstance(node, Component):
        raise TypeError(say("{id!r} is no component", id=id_))
    return node
