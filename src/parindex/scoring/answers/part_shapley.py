"""Sharing out among its parts by how much a component that is no sum differs between two units: by Shapley values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import factorial
from typing import Any

import attrs
import numpy as np

from parindex.base import say
from parindex.definition import Component, Node, evaluate
from parindex.kernels import DECIMAL, RATIONAL, Array, Number, kept
from parindex.scoring.answers.two_units import TwoUnits

#: Of so many parts that differ every mixture is worked out: 2 to the power of that.
MOST_PARTS = 12


@attrs.frozen(eq=False)
class Mixtures:
    """A component with some parts as the one unit has them and the rest as the other one: all such mixtures."""

    units: TwoUnits
    component: Component

    @property
    def parts(self) -> tuple[Node, ...]:
        """What it combines."""
        return self.units.exactness.plan.definition.parts(self.component.id)

    @property
    def number(self) -> Number:
        """The kind of number that is exact for it, or nearly."""
        tree = self.component.formula.tree if self.component.formula else None
        rational = self.component.combination.rational and (tree is None or tree.rational)
        return RATIONAL if rational else DECIMAL

    def value(self, side: int) -> Fraction:
        """Return what it combines its parts to for one unit, before times, floor and cap."""
        players = self._players()
        return self._values([dict.fromkeys(players, side)])[0]

    def split(self) -> dict[str, Fraction]:
        """Return what each part, or figure from outside, adds to the value for unit 0 less that for unit 1.

        It is the step from the one unit to the other, averaged over every order in which parts can change.

        References
        ----------
        Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II, 307-317.
        """
        players = self._players()
        differing = [name for name in players if self._state(0, name) != self._state(1, name)]
        count = len(differing)
        if count > MOST_PARTS:
            message = say(
                "{node} adds none of its {count} parts that differ: of more than {most} what each does cannot be told",
                node=self.component.id,
                count=count,
                most=MOST_PARTS,
            )
            raise ValueError(message)
        mixtures = list(product((0, 1), repeat=count))
        sides = [dict.fromkeys(players, 1) | dict(zip(differing, mixture, strict=True)) for mixture in mixtures]
        values = dict(zip(mixtures, self._values(sides), strict=True))
        split = {}
        for at, name in enumerate(differing):
            split[name] = Fraction(0)
            for mixture in mixtures:
                if mixture[at] == 0:
                    before = (*mixture[:at], 1, *mixture[at + 1 :])
                    changed = before.count(0)
                    share = Fraction(factorial(changed) * factorial(count - 1 - changed), factorial(count))
                    split[name] += share * (values[mixture] - values[before])
        return split

    def _players(self) -> list[str]:
        names = [part.id for part in self.parts]
        if self.component.formula is not None:
            names += [name for name, _ in self.component.formula.tree.names() if name not in names]
        return list(dict.fromkeys(names))

    def _state(self, side: int, name: str) -> tuple[bool, Fraction]:
        """Return whether a part counts for a unit, and its score; of a figure from outside that."""
        part = next((part for part in self.parts if part.id == name), None)
        if part is not None:
            return self.units.there(side, part), self.units.score(side, part)
        figures = self.units.given.company.figures.get(name)
        return True, Fraction(1) if figures is None else Fraction(figures[side])

    def _values(self, sides: Sequence[Mapping[str, int]]) -> list[Fraction]:
        number, names = self.number, self._players()
        with number.context():
            columns = {name: number.array([self._state(mixture[name], name)[1] for mixture in sides]) for name in names}
            if self.component.formula is not None:
                found = evaluate(self.component.formula.tree, columns, number, len(sides))
                if (found.by_zero | found.undefined | found.unsure).any():
                    raise ValueError(self._undefined())
                return [_fraction(value) for value in found.values.tolist()]
            counts = np.array([[self._state(mixture[name], name)[0] for name in names] for mixture in sides])
            return [_fraction(value) for value in self._combined(np.column_stack(list(columns.values())), counts)]

    def _combined(self, values: Array, counts: Array) -> list[Any]:
        """Combine the parts that count in each mixture (n_mixtures, n_parts)."""
        kind, number = self.component.combination, self.number
        counting = counts
        if kind.weighted != "no":
            counting = counts & [self.component.counts(part) for part in self.parts]
        if not counting.any(axis=1).all():
            raise ValueError(self._undefined())
        shares = number.array(self.units.exactness.plan.definition.shares(self.component))
        weights = np.where(counts, shares, shares * 0)
        if kind.weighted == "mean":
            weights = weights / weights.sum(axis=1)[:, None]
        neutral = kind.neutral if np.isinf(kind.neutral) else number.of(Fraction(kind.neutral))
        power = number.array([self.component.power or Fraction(1)])
        applied = kind.apply(np.where(counts, values, neutral), weights, np.zeros(1, dtype=np.intp), power)
        return list(applied[:, 0].tolist())

    def _undefined(self) -> str:
        return say(
            "{node} is not defined with some parts of the one unit and the rest of the other", node=self.component.id
        )


def _fraction(value: Any) -> Fraction:
    return value if isinstance(value, Fraction) else kept(value) if not isinstance(value, int) else Fraction(value)
