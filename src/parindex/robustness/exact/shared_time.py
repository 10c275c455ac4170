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
_ANEW, _ALL = 1.5, 8.0


@attrs.define(eq=False)
class SharedTime:
    """Time until an end, shared out in rounds: each programme of a round may take as long.

    How many work at once is what is seen of it: they are busy for longer than passes on the clock.
    """

    seconds: float  # of clock for all
    began: float = attrs.field()
    end: float = 0.0  # on the clock: no programme is meant to go on for longer
    last: float = 0.0  # and no result is waited for
    close: float = 0.0  # by then all is to be done
    workers: int = 1
    given: float = 0.0  # seconds that each programme had in the last round

    @began.default
    def _now(self) -> float:
        return perf_counter()

    def start(self) -> None:
        """Begin with programmes: as much time as passed so far is needed again at the end."""
        now = perf_counter()
        self.last = max(now, self.began + self.seconds - (now - self.began))
        self.end, self.close = self.last - _KEPT * self.seconds, self.last + (now - self.began)

    @property
    def over(self) -> bool:
        """Whether nothing is waited for any more."""
        return perf_counter() > self.last

    @property
    def closing(self) -> bool:
        """Whether nothing more is begun at all."""
        return perf_counter() > self.close

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
