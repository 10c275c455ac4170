"""The least score of a node with which something holds, among the scores that can be published of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import attrs

#: So many scores are tried at once.
AT_ONCE = 16
#: A score whose end is not known is looked for no further than so many steps.
FURTHEST = 2**40
#: Says of some scores whether each is enough.
Enough = Callable[[Sequence[Fraction]], Sequence[bool]]


@attrs.frozen
class ScoreGrid:
    """The scores that can be published of a node, from the worst to the best; the best may be below the worst.

    An end that is not known is None. An end that is no whole number of steps is a score of its own.
    """

    decimals: int
    worst: Fraction | None
    best: Fraction | None
    sign: int = 1  # -1 where less is better

    def rounded(self, score: Fraction) -> Fraction:
        """Return the nearest score that is as good or better, not beyond the best."""
        scale = 10**self.decimals
        steps = math.ceil(score * scale * self.sign)
        return self._within(Fraction(steps * self.sign, scale))

    def _within(self, score: Fraction) -> Fraction:
        if self.best is not None and (score - self.best) * self.sign > 0:
            return self.best
        if self.worst is not None and (self.worst - score) * self.sign > 0:
            return self.worst
        return score

    def least(self, enough: Enough, near: Fraction) -> Fraction | None:
        """Return the worst score that is enough, None where none is; what is enough stays so as scores get better.

        It is looked for from a score that is `near`.
        """
        start = self.rounded(near)
        bad, good = self._around(enough, start)
        if good is None or bad is None:
            return good
        step, size = Fraction(self.sign, 10**self.decimals), self._steps(bad, good)
        while size > 1:
            places = sorted({size * at // (AT_ONCE + 1) for at in range(1, AT_ONCE + 1)} - {0})
            tried = [bad + place * step for place in places]
            first = next((at for at, holds in enumerate(enough(tried)) if holds), None)
            good = good if first is None else tried[first]
            bad = tried[-1] if first is None else tried[first - 1] if first else bad
            size = self._steps(bad, good)
        return good

    def _steps(self, bad: Fraction, good: Fraction) -> int:
        """Return in how many steps one comes from a score to a better one."""
        steps: Fraction = (good - bad) * self.sign * 10**self.decimals
        return math.ceil(steps)

    def _around(self, enough: Enough, start: Fraction) -> tuple[Fraction | None, Fraction | None]:
        """Return a score that is not enough, None where even the worst is, and one that is, None where none is."""
        ends = [end for end in (self.worst, self.best) if end is not None]
        holds = dict(zip(ends, enough(ends), strict=True)) if ends else {}
        if self.worst is not None and holds[self.worst]:
            return None, self.worst
        if self.best is not None and not holds[self.best]:
            return self.best, None
        bad = (
            self._before(self.worst)
            if self.worst is not None
            else self._beyond(enough, start, -self.sign, wanted=False)
        )
        good = self.best if self.best is not None else self._beyond(enough, start, self.sign, wanted=True)
        return (bad, good) if bad is not None else (None, start)

    def _before(self, score: Fraction) -> Fraction:
        """Return a whole number of steps that is no better than a score."""
        scale = 10**self.decimals
        return Fraction(math.floor(score * scale * self.sign) * self.sign, scale)

    def _beyond(self, enough: Enough, start: Fraction, sign: int, *, wanted: bool) -> Fraction | None:
        """Return a score in a direction without end that is enough, or not, as is wanted; None where none is near."""
        reach = 1
        while reach < FURTHEST:
            tried = start + Fraction(sign * reach, 10**self.decimals)
            if enough([tried])[0] == wanted:
                return tried
            reach *= 4
        return None
