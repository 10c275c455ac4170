"""The search for the plan of least cost: a programme that never asks too much, and trials of what it says.

The programme bounds scores from above, so that its least cost is no more than that of any plan. Its plan is scored
again: where it reaches, it is the cheapest. Where it does not, what was taken for too much is bounded more closely,
or the plan is left out with all that bring no more anywhere, and the programme is solved again.
"""

from __future__ import annotations

import itertools
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs

from parindex.kernels import as_float
from parindex.targets.affine import Solution
from parindex.targets.curves import Piece
from parindex.targets.least_cost import Asked, CostProgramme, Knowledge
from parindex.targets.moves import Move
from parindex.targets.trials import Trials, Values

#: Costs are proved to within this part of them.
TOLERANCE = 1e-6
_MOST_ROUNDS = 400
#: Of so many cases and more a plan is good enough that costs so little more than what is proved: the rest takes long.
_MANY, _NEAR = 50, 0.005
#: Costs are too far apart for the solver where one is so many times another: it takes the least for nothing.
_FAR_APART, _FAR_LESS = 10**4, 10
#: Of so many values that may be better either way all ends are tried together, in so many ways at most.
_MOST_EITHER, _MOST_STARTS = 3, 200


@attrs.frozen
class FoundPlan:
    """The cheapest plan found, the least cost that is proved, and whether they are the same to within `TOLERANCE`.

    Where it was `stopped`, time was up.
    """

    values: Values | None
    cost: Fraction
    bound: float
    proved: bool
    stopped: bool = False


@attrs.define(eq=False, repr=False)
class PlanSearch:
    """One search: what is asked, how plans are tried, and what is known so far.

    `sure` says that whatever brings no less anywhere reaches no less, so that plans may be left out by others.
    """

    asked: Asked
    trials: Trials
    known: Knowledge
    sure: bool
    seconds: float = 10.0
    best: Values | None = None
    stopped: bool = False

    def run(self) -> FoundPlan:
        """Return the cheapest plan."""
        end, bound = time.monotonic() + self.seconds, self._begin()
        if self._enough(bound, _NEAR if len(self.asked.aim.cases) > _MANY else TOLERANCE):
            return self._found(bound)
        for _ in range(_MOST_ROUNDS):
            most = None if self.best is None else self.trials.cost(self.best)
            programme = CostProgramme.of(self.asked, self.known, most=most)
            left = end - time.monotonic()
            outcome = self._solved(programme, max(left, 0.5))
            bound = max(bound, outcome.bound)
            if outcome.values is None and outcome.stopped:
                break
            if outcome.values is None or self._enough(bound):
                return self._found(bound)
            values = programme.values(outcome.values)
            if self.trials.reach(values):
                self._take(values)
                if most is None or self._cost * _FAR_LESS >= most or not self._leave_dearer():
                    return self._found(bound)
                bound = 0.0
                continue
            if left < 0:
                self.stopped = True
                break
            if not (programme.touch(outcome.values) or self.known.refine(self.asked.moves, values)):
                if not self.sure:
                    break
                self.known.fail(self.asked.moves, self._raised(values))
        self._descend()
        return self._found(bound)

    def _solved(self, programme: CostProgramme, seconds: float) -> Solution:
        solution = programme.solve(seconds)
        self.stopped |= solution.stopped
        return solution

    def _begin(self) -> float:
        """Keep a plan to begin from where one is soon found, and return the least cost that is proved by then."""
        if far_apart(self.known.pieces, self.asked.moves):
            self._descend()
            self._leave_dearer()
        return self._nearly(self.seconds / 2) if len(self.asked.aim.cases) > 1 else 0.0

    @property
    def _cost(self) -> Fraction:
        """What the cheapest plan found costs."""
        return Fraction(0) if self.best is None else self.trials.cost(self.best)

    def _leave_dearer(self) -> bool:
        """Leave out values that alone cost more than a plan that is known; returns whether there were any."""
        if self.best is None:
            return False
        before, cost = [list(pieces) for pieces in self.known.pieces], self._cost
        for place, (move, pieces) in enumerate(zip(self.asked.moves, before, strict=True)):
            self.known.pieces[place] = [piece for piece in pieces if move.cost(piece.first) <= cost]
        return self.known.pieces != before

    def _nearly(self, seconds: float) -> float:
        """Keep the plan of a programme whose steps need not be whole, and return the least cost that this proves."""
        programme = CostProgramme.of(self.asked, self.known, relaxed=True)
        outcome = self._solved(programme, seconds)
        if outcome.values is not None:
            values = programme.values(outcome.values)
            if self.trials.reach(values):
                self._take(values)
                self._descend()
        return outcome.bound

    def _enough(self, bound: float, tolerance: float = TOLERANCE) -> bool:
        return self.best is not None and as_float(self.trials.cost(self.best)) <= bound * (1 + tolerance)

    def _found(self, bound: float) -> FoundPlan:
        if self.best is None:
            return FoundPlan(None, Fraction(0), bound, proved=True, stopped=self.stopped)
        cost = self.trials.cost(self.best)
        least = min(bound, as_float(cost))
        return FoundPlan(self.best, cost, least, proved=as_float(cost) <= least * (1 + TOLERANCE), stopped=self.stopped)

    def _take(self, values: Values) -> None:
        if self.best is None or self.trials.cost(values) < self.trials.cost(self.best):
            self.best = values

    def _raised(self, values: Values) -> Values:
        """Return a plan that fails and brings more than one that fails: the more, the more plans it rules out."""
        for place, move in enumerate(self.asked.moves):
            values = self._pushed(values, place, move.best)
        return values

    def _pushed(self, values: Values, place: int, best: Fraction) -> Values:
        """Return a plan that fails with one value as far on as it may be; one that reaches is kept in mind."""
        steps = self._ladder(place, values[place], best)
        low, high = 0, len(steps)
        while low < high:
            middle = (low + high + 1) // 2
            other = (*values[:place], steps[middle - 1], *values[place + 1 :])
            if self.trials.reach(other):
                self._take(other)
                high = middle - 1
            else:
                low = middle
        return values if not low else (*values[:place], steps[low - 1], *values[place + 1 :])

    def _ladder(self, place: int, value: Fraction, best: Fraction) -> Ladder:
        return Ladder.of(self.asked, place, value, best)

    def _descend(self) -> None:
        """Take what reaches back as far as it still reaches, the dearest first."""
        for start in list(self._starts()) if self.best is None else [self.best]:
            self._descend_from(start)

    def _starts(self) -> Iterator[Values]:
        """Yield plans that reach, to begin from: all at its best, what may be better either way at its ends."""
        ends = [sorted({move.present, *_ends(move)}) for move in self.asked.moves if not move.sense][:_MOST_EITHER]
        open_ = [at for at, move in enumerate(self.asked.moves) if not move.sense][:_MOST_EITHER]
        for others in dict.fromkeys((self.trials.best, self.trials.present)):
            for chosen in itertools.islice(itertools.product(*ends), _MOST_STARTS):
                values = list(others)
                for at, value in zip(open_, chosen, strict=True):
                    values[at] = value
                if self.trials.reach(tuple(values)):
                    yield tuple(values)

    def _descend_from(self, start: Values) -> None:
        for place in sorted(self._moved(start), key=lambda at: -self.asked.moves[at].cost(start[at])):
            pulled = self._pulled(start, place)
            start = pulled if self.trials.reach(pulled) else start
        self._take(start)

    def _moved(self, values: Values) -> Iterator[int]:
        pairs = enumerate(zip(self.asked.moves, values, strict=True))
        yield from (place for place, (move, value) in pairs if value != move.present)

    def _pulled(self, values: Values, place: int) -> Values:
        """Return a plan that reaches with one value as little moved as may be."""
        present = self.asked.moves[place].present
        none = (*values[:place], present, *values[place + 1 :])
        if self.trials.reach(none):
            return none
        steps = self._ladder(place, present, values[place])
        low, high = 1, len(steps)
        while low < high:
            middle = (low + high) // 2
            other = (*values[:place], steps[middle - 1], *values[place + 1 :])
            low, high = (low, middle) if self.trials.reach(other) else (middle + 1, high)
        return (*values[:place], steps[low - 1], *values[place + 1 :]) if steps else values


def far_apart(pieces: Sequence[Sequence[Piece]], moves: Sequence[Move]) -> bool:
    """Return whether the costs of moves are so unlike that the solver cannot hold them against each other."""
    costs = [move.cost(piece.last) for move, own in zip(moves, pieces, strict=True) for piece in own[-1:]]
    above = [cost for cost in costs if cost > 0]
    return bool(above) and max(above) > _FAR_APART * min(above)


def _ends(move: Move) -> Iterator[Fraction]:
    """Yield the ends of where a value may go."""
    for piece in move.pieces:
        yield from (piece.first, piece.last)


@attrs.frozen(eq=False, repr=False)
class Ladder:
    """The values of a move that bring more than one does, in rising order of what they bring, up to another."""

    rungs: tuple[tuple[Fraction, Fraction, int], ...]  # first, step, count

    @classmethod
    def of(cls, asked: Asked, place: int, value: Fraction, best: Fraction) -> Ladder:
        """Return that of a move."""
        move = asked.moves[place]
        low, high = move.rise(value), move.rise(best)
        rungs = []
        for piece in move.pieces:
            count = piece.count if piece.slope or not piece.exact or move.ahead else 1
            gains = _Gains(move, piece)
            start, stop = (bisect_right(gains, edge, hi=count) for edge in (low, high))
            if start < stop:
                rungs.append((piece.value(start), piece.step, stop - start))
        return cls(tuple(rungs))

    def __len__(self) -> int:
        return sum(count for *_, count in self.rungs)

    def __getitem__(self, at: int) -> Fraction:
        for first, step, count in self.rungs:
            if at < count:
                return first + at * step
            at -= count
        raise IndexError(at)


@attrs.frozen(eq=False, repr=False)
class _Gains:
    """What the values of a piece bring, as a sequence to look in."""

    move: Move
    piece: Piece

    def __len__(self) -> int:
        return self.piece.count

    def __getitem__(self, at: int) -> Fraction:
        return self.move.rise(self.piece.value(at))
