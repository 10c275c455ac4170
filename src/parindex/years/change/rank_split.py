"""The change of a unit's rank between two years by cause: own change, that of the others, definition, units."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Literal

import attrs
import numpy as np

from parindex.comparison import coalitions, shapley
from parindex.kernels import Indices, Integers, rank_behind
from parindex.scoring import Scores
from parindex.years.change.comparable_definitions import SIDES
from parindex.years.change.mixtures import Mixed, YearMixtures

#: Why a rank changes, in the order in which the parts and the path are told.
RankCause = Literal["own", "others", "definition", "units"]
RANK_CAUSES: tuple[RankCause, ...] = ("own", "others", "definition", "units")


@attrs.frozen
class RankSplit:
    """The parts of the change of a rank, and the ranks on the way if causes change in their order."""

    parts: Mapping[RankCause, Fraction]
    path: tuple[Fraction, ...]


@attrs.frozen(eq=False)
class RankGame:
    """The ranks of units with some causes as of the later year."""

    mixtures: YearMixtures
    scores: tuple[Scores, Scores]
    _scored: dict[tuple[int, ...], Integers] = attrs.field(factory=dict)  # where rules hold units together, by rows

    @cached_property
    def ranked(self) -> tuple[frozenset[int], frozenset[int]]:
        """The rows of the units ranked in either year."""
        start = self.mixtures.joint.start
        return frozenset(self.scores[0].ranked.tolist()), frozenset(
            start + row for row in self.scores[1].ranked.tolist()
        )

    @cached_property
    def came(self) -> tuple[int, ...]:
        """The rows of units ranked in the later year alone."""
        partner = self.mixtures.joint.partner
        return tuple(sorted(row for row in self.ranked[1] if int(partner[row]) not in self.ranked[0]))

    @cached_property
    def went(self) -> tuple[int, ...]:
        """The rows of units ranked in the former year alone."""
        partner = self.mixtures.joint.partner
        return tuple(sorted(row for row in self.ranked[0] if int(partner[row]) not in self.ranked[1]))

    @cached_property
    def _everyone(self) -> dict[tuple[int, int], Indices]:
        """The rows that are ranked, by the year of the evidence and that of the units."""
        partner = self.mixtures.joint.partner
        rows = {}
        for units in SIDES:
            for evidence in SIDES:
                both = (int(partner[row]) in self.ranked[1 - units] for row in sorted(self.ranked[units]))
                pairs = zip(sorted(self.ranked[units]), both, strict=True)
                chosen = [int(partner[row]) if here and evidence != units else row for row, here in pairs]
                rows[evidence, units] = np.array(chosen, dtype=np.intp)
        return rows

    @cached_property
    def _keys(self) -> tuple[Integers, Integers]:
        """What all rows are ordered by, of either definition, the greater the better; -1 where there is no total."""
        first, last = (self._keys_of(self.mixtures.ranked_rows(side, np.arange(self.size))) for side in SIDES)
        return first, last

    @property
    def unranked(self) -> tuple[int, ...]:
        """The rows of one year that are ranked there, and have no total by the definition of the other."""
        compared = self.mixtures.joint.definitions.compared
        rows: set[int] = set()
        for (_, units), everyone in self._everyone.items():
            for side in SIDES:
                keys = self._keys_together(side, everyone, (-1, -1), units) if compared else self._keys[side]
                rows.update(everyone[keys[everyone] < 0].tolist())
        return tuple(sorted(rows))

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.mixtures.joint.units)

    def _keys_of(self, mixed: Mixed) -> Integers:
        keys = np.full(self.size, -1, dtype=np.int64)
        if mixed.scores is not None:
            here = mixed.place >= 0
            keys[here] = mixed.scores.exactness.standing()[mixed.place[here]]
        return keys

    @cached_property
    def _groups(self) -> Indices:
        """A number for the group of units that each row is ranked with."""
        names = [member.group if member else None for member in self.mixtures.joint.members]
        number = {name: at for at, name in enumerate(dict.fromkeys(names))}
        return np.array([number[name] for name in names], dtype=np.intp)

    def rank(self, rows: tuple[int, int], later: Collection[str]) -> Fraction | None:
        """Return the rank of a unit with some causes as of the later year, None where it has none."""
        own, others, definition, units = (int(cause in later) for cause in RANK_CAUSES)
        everyone = self._everyone[others, units]
        company = everyone[~np.isin(everyone, rows)]
        if self.mixtures.joint.definitions.compared:
            keys = self._keys_together(definition, np.append(company, rows[own]), rows, units)
        else:
            keys = self._keys[definition]
        together = company[(keys[company] >= 0) & (self._groups[company] == self._groups[rows[own]])]
        if keys[rows[own]] < 0:
            return None
        return _rank(int(keys[rows[own]]), keys[together], self.mixtures.joint.definitions.full[definition].rank.shared)

    def _keys_together(self, definition: int, ranked: Indices, rows: tuple[int, int], units: int) -> Integers:
        """Return what rows scored together are ordered by, with those of the year's table that have no rank."""
        rest = [row for row in self.mixtures.joint.rows_of(units).tolist() if row not in self.ranked[units]]
        scored = np.sort(np.append(ranked, [row for row in rest if row not in rows]).astype(np.intp))
        place = definition, *scored.tolist()
        if place not in self._scored:
            mixed = self.mixtures.ranked_rows(definition, scored)
            if np.unique(self.mixtures.joint.side[ranked]).size > 1:  # of one unit alone
                return self._keys_of(mixed)
            self._scored[place] = self._keys_of(mixed)
        return self._scored[place]

    def split(self, rows: tuple[int, int]) -> RankSplit | None:
        """Return the parts of the change of a unit's rank; None where it has no rank in between."""
        ranks = {later: self.rank(rows, later) for later in coalitions(RANK_CAUSES)}
        exact = {later: rank for later, rank in ranks.items() if rank is not None}
        if len(exact) < len(ranks):
            return None
        path = [exact[frozenset(RANK_CAUSES[:count])] for count in range(len(RANK_CAUSES) + 1)]
        return RankSplit(shapley(exact, RANK_CAUSES), tuple(path))


def _rank(own: int, others: Integers, shared: str) -> Fraction:
    """Return the rank of a unit among others; equal ones share it as the definition says."""
    above, level = others[others > own], int(np.count_nonzero(others == own))
    ahead = np.unique(above).size if shared == "dense" else above.size
    return Fraction(rank_behind(ahead, level, shared))
