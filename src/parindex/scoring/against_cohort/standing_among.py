"""The rank that a unit would have among those of a cohort: in place of its old row, else beside them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from parindex.definition import Ranking
from parindex.kernels import rank_behind
from parindex.scoring.stored_cohort import Cohort

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: Scores by which units are ranked, a missing one the worst; the greater the better.
Key = tuple[tuple[bool, Fraction | Decimal], ...]
_NOTHING = (False, Fraction(0))


@attrs.frozen
class CohortStanding:
    """The rank of a unit, None where it has none, among how many it is with itself, and who is level with it."""

    rank: float | None
    n_ranked: int
    level: tuple[str, ...] = ()

    @classmethod
    def of(cls, cohort: Cohort, scores: Scores, row: int) -> CohortStanding:
        """Return that of a unit of some scores."""
        ranking, group = scores.definition.rank, scores.group[row]
        own, member = scores.units[row], scores.evidence.members[row]
        ranked = zip(cohort.units, cohort.groups, cohort.ranks, strict=True)
        others = [at for at, (unit, of, rank) in enumerate(ranked) if rank is not None and of == group and unit != own]
        mine = _own_key(scores, row, ranking)
        if not mine[0][0] or not (member is None or member.ranked):
            return cls(None, len(others))
        keys = [_key(cohort, scores.definition.rank, at) for at in others]
        better = [key for key in keys if key > mine]
        level = tuple(cohort.units[at] for at, key in zip(others, keys, strict=True) if key == mine)
        above = len(set(better)) if ranking.shared == "dense" else len(better)
        return cls(float(rank_behind(above, len(level), ranking.shared)), len(others) + 1, level)


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
