"""What a score becomes as the evidence moves away from where it is: pieces on a grid, each a line or bounded by one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

import attrs

#: The score that evidence of a value gives.
ScoreOf = Callable[[Fraction], Fraction]
#: How much wider a piece is than rounding moves it, so that its slope is known to within half.
_WIDE = 6
#: At what parts of its length a piece is held against a line.
_INNER = (Fraction(1, 3), Fraction(1, 2), Fraction(3, 4))


@attrs.frozen
class ValueGrid:
    """The values that evidence is written in."""

    origin: Fraction
    step: Fraction

    def beyond(self, value: Fraction, sign: int) -> Fraction:
        """Return the first value of the grid beyond a value, upwards (1) or downwards (-1)."""
        places = (value - self.origin) / self.step
        return self.origin + (math.floor(places) + 1 if sign > 0 else math.ceil(places) - 1) * self.step

    def holds(self, value: Fraction) -> bool:
        """Return whether a value is on the grid."""
        return (value - self.origin) % self.step == 0


@attrs.frozen
class Piece:
    """Values side by side, further and further from where the evidence is, with a line that bounds their scores.

    Attributes
    ----------
    first, step, count : Fraction, Fraction, int
        The nearest value, the step to the next one (below 0: downwards), and how many there are.
    score, slope : Fraction
        The score at the nearest value, and what each step adds; where it is not `exact`, the most these can be.
    """

    first: Fraction
    step: Fraction
    count: int
    score: Fraction
    slope: Fraction = Fraction(0)
    exact: bool = True
    bowed: bool = False  # known to bend to one side only

    def value(self, index: int) -> Fraction:
        """Return the value so many steps from the nearest."""
        return self.first + index * self.step

    @property
    def last(self) -> Fraction:
        """The furthest value."""
        return self.value(self.count - 1)

    @property
    def end(self) -> Fraction:
        """The score at the furthest value, or the most that it can be."""
        return self.score + self.slope * (self.count - 1)

    def part(self, start: int, stop: int) -> Piece:
        """Return the values from one place to before another, on the same line."""
        return attrs.evolve(self, first=self.value(start), count=stop - start, score=self.score + self.slope * start)


@attrs.frozen(eq=False)
class Curve:
    """How scores follow from values on a grid; scores are counted so that more is better with a `sense` of 1 or -1."""

    score_of: ScoreOf
    grid: ValueGrid
    bends: tuple[Fraction, ...]  # where it may bend or jump
    sense: int  # 0 where either may be better
    bowed: bool = False  # between the bends it is curved to one side only
    wobble: Fraction = Fraction(0)  # by how much of the value rounding moves the score along a line

    def pieces(self, present: Fraction, limits: tuple[Fraction, Fraction]) -> tuple[Piece, ...]:
        """Return what may be worth moving to, on both sides of where the evidence is, nearest first."""
        before = self.score_of(present)
        found: list[Piece] = []
        for sign, limit in ((1, limits[1]), (-1, limits[0])):
            found += self._worth(before, self._side(present, limit, sign))
        return tuple(found)

    def all_ahead(self, present: Fraction, limit: Fraction) -> tuple[Piece, ...]:
        """Return all values up to a limit, whether they give more or not."""
        return tuple(self._side(present, limit, 1 if limit > present else -1))

    def _side(self, present: Fraction, limit: Fraction, sign: int) -> Iterator[Piece]:
        first, step = self.grid.beyond(present, sign), self.grid.step * sign
        count = math.floor((limit - first) / step) + 1
        if count > 0:
            yield from self._joined(self._spans(first, step, count))
        if (limit - present) * sign > 0 and not self.grid.holds(limit):
            yield Piece(limit, step, 1, self.score_of(limit))

    def _spans(self, first: Fraction, step: Fraction, count: int) -> Iterator[Piece]:
        """Yield the values between bends, and those at them, apart."""
        start = 0
        for place in sorted({(bend - first) / step for bend in self.bends}):
            if start <= place <= count - 1:
                at = math.floor(place)
                whole = place == at
                yield from self._between(first + start * step, step, at - start + (not whole))
                yield from self._between(first + at * step, step, int(whole))
                start = at + 1
        yield from self._between(first + start * step, step, count - start)

    def _between(self, first: Fraction, step: Fraction, count: int) -> Iterator[Piece]:
        """Yield values side by side as one piece."""
        if count > 0:
            yield self.piece(first, step, count)

    def piece(self, first: Fraction, step: Fraction, count: int) -> Piece:
        """Return values as one piece: on a line, or below one."""
        start = self.score_of(first)
        if count == 1:
            return Piece(first, step, 1, start)
        end = self.score_of(first + (count - 1) * step)
        slope = (end - start) / (count - 1)
        line = Piece(first, step, count, start, slope)
        inner = {round(share * (count - 1)) for share in _INNER}
        apart = {at: self.score_of(line.value(at)) - (start + slope * at) for at in inner}
        return line if not any(apart.values()) else self._bounded(line, apart)

    def _bounded(self, line: Piece, apart: dict[int, Fraction]) -> Piece:
        """Return values that are on no line: below their chord, moved up as far as they may stand above it."""
        sense = self.sense or 1
        if self.wobble and line.count > _WIDE * self.wobble / abs(line.step):  # both ends may stand too low
            above = 4 * abs(line.slope) * self.wobble / abs(line.step)
            return attrs.evolve(line, score=line.score + above * sense, exact=False, bowed=True)
        if not self.bowed or self.wobble:  # between its ends at least it rises or falls
            best = max(line.score, line.end, key=lambda score: score * sense)
            return attrs.evolve(line, score=best, slope=Fraction(0), exact=False)
        middle = (line.count - 1) // 2
        place = Fraction(middle, line.count - 1)
        bow = (self.score_of(line.value(middle)) - line.score - line.slope * middle) * sense
        above = max(bow, Fraction(0)) / min(place, 1 - place) if 0 < place < 1 else abs(line.end - line.score)
        return attrs.evolve(line, score=line.score + above * sense, exact=False, bowed=True)

    def _joined(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """Yield pieces, those that continue the line before them as one."""
        held: Piece | None = None
        for piece in pieces:
            joined = held and _continued(held, piece)
            if held is not None and not joined:
                yield held
            held = joined or piece
        if held is not None:
            yield held

    def _worth(self, before: Fraction, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """Yield pieces without what gives no more than nearer values do; all where either may be better."""
        best = before * self.sense
        for piece in pieces:
            rest = piece if not self.sense else self._better(piece, best)
            if rest is not None:
                yield rest
                best = max(best, self.score_of(rest.last) * self.sense)

    def _better(self, piece: Piece, best: Fraction) -> Piece | None:
        """Return the values of a piece that give more than the `best` of nearer ones; one only where they fall."""
        first, last = (self.score_of(value) * self.sense for value in (piece.first, piece.last))
        if max(first, last) <= best:
            return None
        if first >= last:
            return self.piece(piece.first, piece.step, 1)
        if first > best or not piece.exact:
            return piece
        passed = math.floor((best - first) / (piece.slope * self.sense)) + 1
        return piece.part(passed, piece.count)

    def most(self, present: Fraction, pieces: Sequence[Piece]) -> Fraction:
        """Return the nearest value of some with the best score, if that is better than at present; else the last."""
        best = self.furthest(pieces)
        sense = self.sense or 1
        if best is not None and (not self.sense or self.score_of(best) * sense > self.score_of(present) * sense):
            return best
        return pieces[-1].last

    def furthest(self, pieces: Sequence[Piece]) -> Fraction | None:
        """Return the nearest value with the best score, None where there is nothing better."""
        ends = [end for piece in pieces for end in (piece.first, piece.last)]
        return max(ends, key=lambda value: self.score_of(value) * (self.sense or 1), default=None)

    def split(self, piece: Piece, at: int) -> tuple[Piece, ...]:
        """Return a piece that is bounded in smaller ones: about a place, or in halves."""
        if not piece.bowed:
            at = (piece.count - 1) // 2
        ends = [(0, at), (at, at + 1), (at + 1, piece.count)] if piece.bowed else [(0, at + 1), (at + 1, piece.count)]
        return tuple(self.piece(piece.value(start), piece.step, stop - start) for start, stop in ends if stop > start)


def _continued(piece: Piece, after: Piece) -> Piece | None:
    """Return two pieces as one, where both are on one line."""
    if not (piece.exact and after.exact) or after.first != piece.value(piece.count):
        return None
    slope = piece.slope if piece.count > 1 else after.score - piece.score
    straight = after.count == 1 or after.slope == slope
    if not straight or after.score != piece.score + slope * piece.count:
        return None
    return attrs.evolve(piece, count=piece.count + after.count, slope=slope)
