"""The values that rules hold a unit against where the others are not scored again: those of a cohort."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal, get_args

import attrs
import numpy as np

from parindex.definition import Company, Definition, Indicator
from parindex.evidence import Evidence
from parindex.kernels import DECIMAL, RATIONAL, Array, Floats, Indices, Mask, Number, as_float
from parindex.scoring.missing_marks import Given
from parindex.scoring.plan import Plan, plan_of
from parindex.scoring.stored_cohort import Cohort, ExactFigures, exact_values

#: Whose values rules that compare units hold the new ones against: the cohort's alone, or those with the new ones.
WhoseAnchors = Literal["cohort", "with"]
WHOSE_ANCHORS: tuple[WhoseAnchors, ...] = get_args(WhoseAnchors)


@attrs.frozen(eq=False, repr=False)
class ComparedValues:
    """Units to be scored, and behind them those of a cohort; who counts among these, and in which group.

    The new units do not count with the anchors of the cohort; else they do, in place of what the cohort has of them.
    """

    plan: Plan
    evidence: Evidence
    cohort: Cohort
    anchors: WhoseAnchors
    _columns: dict[tuple[int, str | None], list[Fraction]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, evidence: Evidence, cohort: Cohort, anchors: WhoseAnchors) -> ComparedValues:
        """Return those of new units beside a cohort."""
        return cls(plan_of(evidence.definition), evidence, cohort, anchors)

    @property
    def definition(self) -> Definition:
        """What the new units are scored by."""
        return self.plan.definition

    @property
    def leaves(self) -> list[int]:
        """The indicators whose rule compares units, by their places."""
        return [at for at, leaf in enumerate(self.definition.leaves) if leaf.rule.cohort]

    def given(self, own: Given, number: Number) -> Given:
        """Return new units, as they are given in a kind of number, and the cohort behind them.

        Of the cohort only what is compared is there; for the rest harmless numbers.
        """
        size = len(self.cohort.units)
        rows = np.concatenate([np.arange(len(own.leaves)), np.zeros(size, dtype=np.intp)])
        both = own.rows(rows)
        leaves, observed = both.leaves.copy(), both.observed.copy()
        observed[len(own.leaves) :] = False
        for at in self.leaves:
            figures = self._values(at)
            there = [row for row, figure in enumerate(figures) if figure is not None]
            places = np.array(there, dtype=np.intp) + len(own.leaves)
            leaves[places, at] = number.array([figures[row] for row in there])
            observed[places, at] = True
        observed[~self.counting(len(own.leaves))] = False
        company = Company(self._called(own.units), both.company.figures)
        return attrs.evolve(both, company=company, leaves=leaves, observed=observed, groups=self.groups)

    def counting(self, n_new: int) -> Mask:
        """Return which units count among those compared: the new ones, then the cohort's."""
        new = np.full(n_new, self.anchors == "with")
        scored_anew = {*self.evidence.units} if self.anchors == "with" else set[str]()
        return np.concatenate([new, np.array([unit not in scored_anew for unit in self.cohort.units], dtype=bool)])

    def _called(self, new: Sequence[str]) -> tuple[str, ...]:
        """Return the units of each row; whoever does not count has no name, so that no rule is held against it."""
        counts = self.counting(len(new)).tolist()
        return tuple(unit if here else "" for unit, here in zip((*new, *self.cohort.units), counts, strict=True))

    @property
    def group_names(self) -> tuple[str | None, ...]:
        """The group of each row."""
        own = (unit.group if unit else None for unit in self.evidence.members)
        return (*own, *self.cohort.groups)

    @property
    def groups(self) -> tuple[Indices, ...]:
        """The rows of each group of units."""
        places: dict[str | None, list[int]] = {}
        for row, name in enumerate(self.group_names):
            places.setdefault(name, []).append(row)
        return tuple(map(np.array, places.values()))

    def _values(self, leaf: int) -> ExactFigures:
        return self.cohort.values[self.definition.leaves[leaf].id]

    def column(self, leaf: int, group: str | None) -> list[Fraction]:
        """Return the exact values that count among units compared with those of a group, in the order of rows."""
        if (leaf, group) not in self._columns:
            self._columns[leaf, group] = self._column(leaf, group)
        return self._columns[leaf, group]

    def _column(self, leaf: int, group: str | None) -> list[Fraction]:
        n_new, indicator = len(self.evidence.units), self.definition.leaves[leaf]
        counts = self.counting(n_new).tolist()
        figures = (*exact_values(self.evidence, indicator.id), *self._values(leaf))
        everyone = indicator.rule.cohort == "all"
        triples = zip(figures, counts, self.group_names, strict=True)
        return [figure for figure, here, name in triples if figure is not None and here and (everyone or name == group)]

    def floats(self, leaf: str, group: str | None) -> Floats:
        """Return likewise those of an indicator in float64, for people."""
        at = [node.id for node in self.definition.leaves].index(leaf)
        return np.array(list(map(as_float, self.column(at, group))), dtype=np.float64)

    def flat(self, given: Given) -> Iterator[tuple[int, Indices]]:
        """Yield every indicator that the units compared give no scale, with the new units that have a value of it."""
        own = [unit.group if unit else None for unit in self.evidence.members]
        for at in self.leaves:
            leaf = self.definition.leaves[at]
            for group in dict.fromkeys(own):
                rows = np.flatnonzero(given.observed[:, at] & np.array([name == group for name in own], dtype=bool))
                if rows.size and self._is_flat(at, leaf, group):
                    yield at, rows

    def _is_flat(self, at: int, leaf: Indicator, group: str | None) -> bool:
        column = self.column(at, group)
        if not column:
            return True
        low, high = leaf.rule.ends(RATIONAL.vector(list(column)), RATIONAL)
        ends = as_float(low), max(as_float(high), float(np.nextafter(as_float(low), np.inf)))
        return leaf.rule.scaleless(leaf, ends[0], ends[0] if low == high else ends[1], self._reference(at, leaf))

    def _reference(self, at: int, leaf: Indicator) -> float:
        """Return the value of the unit that a rule holds the others against, nan where there is none."""
        counts = self.counting(len(self.evidence.units)).tolist()
        figures = (*exact_values(self.evidence, leaf.id), *self._values(at))
        rows = zip((*self.evidence.units, *self.cohort.units), counts, figures, strict=True)
        named = (figure for unit, here, figure in rows if here and unit == leaf.rule.reference and figure is not None)
        return next(map(as_float, named), np.nan)


def points_of(compared: ComparedValues, leaf: int, values: Sequence[Fraction], group: str | None) -> Array:
    """Return what the rule of an indicator makes of some values among those compared: exact, but for roots."""
    number = RATIONAL if compared.definition.leaves[leaf].rule.rational() else DECIMAL
    column = compared.column(leaf, group)
    with number.context():
        both = number.array([*values, *column])[:, None]
        seen = np.array([False] * len(values) + [True] * len(column))[:, None]
        points = compared.plan.kernel(leaf, number)(both, seen, Company(("",) * len(both)))
        return np.asarray(points[: len(values)]).ravel()
