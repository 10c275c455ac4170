"""The rank that a unit would have among those of a cohort: in place of its old row, else beside them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import attrs

from parindex.definition import Ranking
from parindex.kernels import rank_behind
from parindex.scoring.stored_cohort import Cohort

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: Scores by which units are ranked, a missing one the worst; the greater the better.
Key = tuple[tuple[bool] | tuple[bool, Fraction | Decimal], ...]
_NOTHING = (False,)


@attrs.frozen
class CohortStanding:
    """The rank of a unit, None where it has none, among how many it is with itself, and who is level with it."""

    rank: float | None
    n_ranked: int
    level: tuple[str, ...] = ()


@attrs.frozen(eq=False, repr=False)
class CohortOrder:
    """The units of a cohort that are ranked, in order, once for all the units that are put among them."""

    cohort: Cohort
    ranking: Ranking
    _groups: dict[str | None, _GroupOrder] = attrs.field(factory=dict)

    def standing(self, scores: Scores, row: int) -> CohortStanding:
        """Return that of a unit of some scores, in place of its old row."""
        own, member, group = scores.units[row], scores.evidence.members[row], scores.group[row]
        if group not in self._groups:
            self._groups[group] = self._order(group)
        order = self._groups[group]
        others = len(order.units) - (own in order.key_of)
        mine = _own_key(scores, row, self.ranking)
        if not mine[0][0] or not (member is None or member.ranked):
            return CohortStanding(None, others)
        above = order.above(mine, own, dense=self.ranking.shared == "dense")
        level = order.level(mine, own)
        return CohortStanding(float(rank_behind(above, len(level), self.ranking.shared)), others + 1, level)

    def _order(self, group: str | None) -> _GroupOrder:
        ranked = zip(self.cohort.groups, self.cohort.ranks, strict=True)
        rows = [at for at, (of, rank) in enumerate(ranked) if rank is not None and of == group]
        key_of = {self.cohort.units[at]: _key(self.cohort, self.ranking, at) for at in rows}
        units = tuple(sorted(key_of, key=key_of.__getitem__))
        return _GroupOrder(units, [key_of[unit] for unit in units], key_of)


@attrs.frozen(eq=False, repr=False)
class _GroupOrder:
    """The units of one group, the worst first, with what they are ranked by."""

    units: tuple[str, ...]
    keys: list[Key]
    key_of: dict[str, Key]
    _level: dict[int, tuple[str, ...]] = attrs.field(factory=dict)

    @cached_property
    def distinct(self) -> list[Key]:
        """What units are ranked by, each once."""
        return [key for key, _ in groupby(self.keys)]

    def above(self, mine: Key, own: str, *, dense: bool) -> int:
        """Return how many stand before a key but for a unit itself; of dense ranks how many keys."""
        keys, old = self.distinct if dense else self.keys, self.key_of.get(own)
        itself = old is not None and old > mine and not (dense and self._count(old) > 1)
        return len(keys) - bisect_right(keys, mine) - itself

    def _count(self, key: Key) -> int:
        return bisect_right(self.keys, key) - bisect_left(self.keys, key)

    def level(self, mine: Key, own: str) -> tuple[str, ...]:
        """Return the others that have a key, in the order of the cohort."""
        first = bisect_left(self.keys, mine)
        if first not in self._level:
            self._level[first] = self.units[first : bisect_right(self.keys, mine)]
        level = self._level[first]
        return tuple(unit for unit in level if unit != own) if self.key_of.get(own) == mine else level


def _key(cohort: Cohort, ranking: Ranking, row: int) -> Key:
    table = cohort.published if ranking.on == "rounded" else cohort.scores
    columns = (next(iter(table.values())), *(table[node] for node in ranking.then))
    return _of_figures([column[row] for column in columns], ranking)


def _own_key(scores: Scores, row: int, ranking: Ranking) -> Key:
    exactness, figures = scores.exactness, list[Fraction | Decimal | None]()
    for at in (0, *(scores.places[node] for node in ranking.then)):
        if exactness.marks.without_score[row, at]:
            figures.append(None)
        elif ranking.on == "rounded":
            figures += exactness.published(row, slice(at, at + 1))
        else:
            figures.append(exactness.exact_score(row, at))
    return _of_figures(figures, ranking)


def _of_figures(figures: list[Fraction | Decimal | None] | list[Fraction | None], ranking: Ranking) -> Key:
    return tuple(_NOTHING if figure is None else (True, ranking.sign * figure) for figure in figures)
