"""A rank as an aim: which totals give it, by what is ranked, which is best, and how equal totals share a rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.base import Message, say
from parindex.kernels import half_up_exact, rank_behind
from parindex.targets.aims import Aim
from parindex.targets.requirements import Requirement, WayToReach, exact, published, without_repetition

if TYPE_CHECKING:
    from parindex.scoring import Scores

#: Where units stand, the greater the better: by the total, then by the nodes that decide between equal ones.
Key = tuple[Fraction | float, ...]
_LAST, _FIRST = -float("inf"), float("inf")


@attrs.frozen
class RankAim(Aim):
    """A rank or a better one; where the authority decides between equal totals, one that it cannot take away.

    With `gains`, by the rows of other units, whatever each of these gains of the total up to so much.
    """

    rank: int
    gains: Mapping[int, Fraction] = attrs.field(factory=dict, hash=False)

    @classmethod
    def of(cls, scores: Scores, row: int, rank: object, gains: Mapping[int, Fraction] | None = None) -> RankAim:
        """Return that of a rank as somebody writes it.

        Raises
        ------
        TypeError
            It is no whole number.
        ValueError
            There is no such rank, or the unit is not ranked.
        """
        if not isinstance(rank, (int, np.integer)) or isinstance(rank, bool):
            raise TypeError(say("{name} must be a whole number, not {value!r}", name="rank", value=rank))
        member = scores.evidence.members[row]
        if member is not None and not member.ranked:
            raise ValueError(say("unit {unit!r} is scored and not ranked", unit=scores.units[row]))
        count = 1 + len(rivals(scores, row))
        if not 1 <= rank <= count:
            raise ValueError(say("there is no rank {rank}: {count} units are ranked", rank=int(rank), count=count))
        return cls(int(rank), dict(gains or {}))

    def ways(self, scores: Scores, row: int) -> tuple[WayToReach, ...]:
        """Return the ways to stand before, or level with, the unit that holds the rank."""
        limit = self.limit(scores, row)
        if limit is None:
            return ((),)
        key, level = limit
        return without_repetition(at_or_before(scores, key, level=level))

    def limit(self, scores: Scores, row: int) -> tuple[Key, bool] | None:
        """Return the key that suffices, and whether to be level with it is enough; None where any key does."""
        return least_key(self._keys(scores, rivals(scores, row)), self._policy(scores), self.rank)

    def reached(self, scores: Scores, row: int) -> bool:
        """Return whether a unit has reached it by scores, as published."""
        if np.isnan(scores.rank[row]):
            return False
        if not self.gains:
            return bool(scores.rank[row] + max(0, len(scores.undecided[row]) - 1) <= self.rank)
        own, keys = _key(scores, row, Fraction(0)), self._keys(scores, rivals(scores, row))
        before = [key for key in keys if key > own]
        return _rank(self._policy(scores), len(before), keys.count(own), len(set(before))) <= self.rank

    def words(self) -> Message:
        """Say what is to be reached."""
        if self.gains:
            return say("rank {rank}, though others gain", rank=self.rank)
        return say("rank {rank}", rank=self.rank)

    def _policy(self, scores: Scores) -> str:
        """Return how equal totals share a rank; where others may move apart, as many are before as can be."""
        ties = scores.definition.rank.ties
        return {"authority": "max", "dense": "min" if self.gains else "dense"}.get(ties, ties)

    def _keys(self, scores: Scores, rows: list[int]) -> list[Key]:
        scores.exactness.exact(rows)  # all at once
        return [_key(scores, row, self.gains.get(row, Fraction(0))) for row in rows]


def rivals(scores: Scores, row: int) -> list[int]:
    """Return the rows of the units that a unit is ranked with, without its own."""
    of_group = scores.exactness.group_of == scores.exactness.group_of[row]
    return [other for other in np.flatnonzero(of_group & ~np.isnan(scores.rank)).tolist() if other != row]


def least_key(keys: Iterable[Key], policy: str, rank: int) -> tuple[Key, bool] | None:
    """Return the last of some keys before which, or level with which if so, the rank is still had; None: behind all.

    A policy says how equal keys share a rank.
    """
    above, unlike, enough = 0, 0, None
    for key, level in sorted(Counter(keys).items(), reverse=True):
        for count, is_level in ((0, False), (level, True)):
            if _rank(policy, above, count, unlike) > rank:
                return enough
            enough = key, is_level
        above, unlike = above + level, unlike + 1
    return None if _rank(policy, above, 0, unlike) <= rank else enough


def _rank(policy: str, above: int, level: int, unlike: int) -> float:
    """Return a rank by how many units are above, how many are level, and how many unlike keys there are above."""
    return float(rank_behind(unlike if policy == "dense" else above, level, policy))


def _key(scores: Scores, row: int, gain: Fraction) -> Key:
    """Return where a unit stands with a gain of the total; who gains wins where totals are equal."""
    ranking, plan = scores.definition.rank, scores.exactness.plan
    key: list[Fraction | float] = []
    for node in _deciding(scores):
        if gain and node:
            key.append(_FIRST)
            continue
        score = _own_score(scores, row, node)
        if score is None:
            key.append(_LAST)
            continue
        score = _gained(scores, score, gain) if gain else score
        steps = half_up_exact(score, int(plan.decimals[node])) if ranking.on == "rounded" else score
        key.append(Fraction(steps) * ranking.sign)
    return tuple(key)


def _gained(scores: Scores, total: Fraction, gain: Fraction) -> Fraction:
    """Return a total with the gain, no further than the maximum, if that is known and holds."""
    most = scores.definition.maximum(scores.definition.root)
    if most is None or gain < 0 or scores.exactness.plan.beside:
        return total + gain
    return max(total, min(total + gain, most))


def _own_score(scores: Scores, row: int, node: int) -> Fraction | None:
    if scores.exactness.marks.without_score[row, node]:
        return None
    return scores.exactness.exact_score(row, node)


def _deciding(scores: Scores) -> tuple[int, ...]:
    """Return the nodes by which units are ranked: the total, then those that decide between equal ones."""
    return (0, *(scores.places[id_] for id_ in scores.definition.rank.then))


def at_or_before(scores: Scores, key: Key, *, level: bool) -> Iterator[WayToReach]:
    """Yield the ways to stand before a key, or level with it where that is enough; a short key is of the total."""
    equal: WayToReach = ()
    pairs = list(zip(_deciding(scores), key, strict=False))
    for at, (node, figure) in enumerate(pairs, start=1):
        if figure == _LAST:  # whoever has a score at all stands before it
            yield equal
            return
        if figure == _FIRST:
            return
        yield (*equal, _bound(scores, node, Fraction(figure), "above"))
        sides = ("at_least",) if at == len(pairs) else ("at_least", "at_most")
        equal = (*equal, *(_bound(scores, node, Fraction(figure), side) for side in sides))
    if level:
        yield equal


def _bound(scores: Scores, node: int, figure: Fraction, side: str) -> Requirement:
    """Return that a node stands above, not below or not above a figure of a key, whichever score is the best."""
    ranking, decimals = scores.definition.rank, int(scores.exactness.plan.decimals[node])
    if ranking.sign < 0:
        side = {"above": "below", "at_least": "at_most", "at_most": "at_least"}[side]
    if ranking.on == "rounded":
        return published(node, side, figure * ranking.sign / 10**decimals, decimals)
    return exact(node, side, figure * ranking.sign)
