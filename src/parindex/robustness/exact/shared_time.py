"""Some seconds of clock, shared out fairly among programmes that may need more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from time import perf_counter

import attrs

#: Nothing comes of less time for one programme: where there is not enough for all, those that come first have it.
_LEAST = 0.01
#: So much of the time is kept for what comes after the programmes, beside what came before them.
_KEPT = 0.05
#: A round takes this part of the time that is left, so that what ends early leaves its time to the others.
_PART = 0.25
#: A programme that was stopped begins anew, and only with so many times the time; with no more than `_ALL`, all of it.
_ANEW, _ALL = 2.0, 8.0


@attrs.define(eq=False)
class SharedTime:
    """Time until an end, shared out in rounds: each programme of a round may take as long.

    How many work at once is what is seen of it: they are busy for longer than passes on the clock.
    """

    end: float  # on the clock: no programme is meant to go on for longer
    last: float  # and no result is waited for
    workers: int = 1
    given: float = 0.0  # seconds that each programme had in the last round

    @classmethod
    def of(cls, seconds: float, began: float) -> SharedTime:
        """Return the time left of some seconds, less what is needed again at the end."""
        so_far = perf_counter() - began
        last = began + seconds - so_far
        return cls(last - _KEPT * seconds, last)

    @property
    def over(self) -> bool:
        """Whether nothing is waited for any more."""
        return perf_counter() > self.last

    def round(self, count: int) -> float:
        """Return the seconds that each of some programmes may take in the next round; 0 where that is no use."""
        share = self._share(count)
        if not share or share < _ANEW * self.given:
            return 0.0
        self.given = share if self.given and share <= _ALL * self.given else max(_LEAST, _PART * share)
        return self.given

    def share(self, count: int) -> float:
        """Return what the next of some programmes of a round may take: less, where those before took longer."""
        return min(self.given, max(_LEAST, self._share(count)))

    def _share(self, count: int) -> float:
        return max(0.0, self.end - perf_counter()) / math.ceil(count / self.workers)

    def seen(self, busy: Sequence[float], passed: float) -> None:
        """Take note for how long each programme was busy while some time passed."""
        self.workers = max(self.workers, math.ceil(sum(busy) / passed))
