"""What figures can be: between two ends, each perhaps not reached, perhaps in steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import attrs

from parindex.kernels.intervals import End, Ends, divided_ends

#: Where figures begin and how far they lie apart; a step of 0 is one figure alone.
Steps = tuple[Fraction, Fraction]
_ZERO, _ONE = Fraction(0), Fraction(1)
_MOST_POWER = 12


@attrs.frozen
class Enclosure:
    """Numbers between two ends, infinite where there is none; an open end is not reached.

    Every number that can occur is in it; not every number in it need occur.
    """

    low: End = -math.inf
    high: End = math.inf
    low_open: bool = False
    high_open: bool = False
    steps: Steps | None = None

    @classmethod
    def between(cls, low: Fraction | None, high: Fraction | None, steps: Steps | None = None) -> Enclosure:
        """Return the numbers between two ends; None is no limit."""
        return cls(-math.inf if low is None else low, math.inf if high is None else high, steps=steps)

    @classmethod
    def at(cls, figure: Fraction) -> Enclosure:
        """Return one figure."""
        return cls(figure, figure, steps=(figure, _ZERO))

    @classmethod
    def of(cls, figures: Sequence[Fraction]) -> Enclosure:
        """Return some figures, and what lies on the steps between them."""
        return cls(min(figures), max(figures), steps=_shared([(figure, _ZERO) for figure in figures]))

    @property
    def ends(self) -> Ends:
        """Its two ends."""
        return self.low, self.high

    def holds(self, figure: Fraction) -> bool:
        """Return whether a figure may occur."""
        below = figure < self.low or (figure == self.low and self.low_open)
        above = figure > self.high or (figure == self.high and self.high_open)
        return not (below or above) and (self.steps is None or _is_step(figure, self.steps))

    def is_within(self, low: Fraction | None, high: Fraction | None) -> bool:
        """Return whether all of it lies between two ends, which belong to what is between; None is no limit."""
        return (low is None or self.low >= low) and (high is None or self.high <= high)

    def is_on(self, steps: Steps | None) -> bool:
        """Return whether all of it lies on steps; None are no steps."""
        if steps is None or (self.low == self.high and isinstance(self.low, Fraction) and _is_step(self.low, steps)):
            return True
        return self.steps is not None and _is_step(self.steps[0], steps) and _is_step(self.steps[1] + steps[0], steps)

    def met(self, other: Enclosure) -> Enclosure:
        """Return what is in both; where nothing is, this one, since then nothing occurs."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        if low > high:
            return self
        return Enclosure(low, high, low_open, not high_closed, self.steps or other.steps)

    def joined(self, other: Enclosure) -> Enclosure:
        """Return what is in either."""
        low, low_open = min((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = max((self.high, not self.high_open), (other.high, not other.high_open))
        return Enclosure(low, high, low_open, not high_closed, _shared([self.steps, other.steps]))

    def but_zero(self) -> Enclosure:
        """Return what of it is not 0, where its steps begin or end there."""
        if self.steps is None or not self.steps[1] or not self.holds(_ZERO):
            return self
        if not self.low < self.high:
            return self
        low = self.steps[1] if not self.low else self.low
        return attrs.evolve(self, low=low, high=-self.steps[1] if not self.high else self.high)

    def figures(self, most: int) -> tuple[Fraction, ...] | None:
        """Return all of it where that is no more than so many figures."""
        if self.steps is None or isinstance(self.low, float) or isinstance(self.high, float):
            return None
        start, step = self.steps
        if not step:
            return (start,)
        first, last = math.ceil((self.low - start) / step), math.floor((self.high - start) / step)
        if last - first >= most:
            return None
        every = (start + step * at for at in range(first, last + 1))
        return tuple(figure for figure in every if self.holds(figure))


EVERY_NUMBER = Enclosure()


def _is_step(figure: Fraction, steps: Steps) -> bool:
    start, step = steps
    return figure == start if not step else not (figure - start) % step


def enclosed_result(kind: str, parts: Sequence[Enclosure], constant: Fraction | None, ends: Ends) -> Enclosure:
    """Return what an operation gives between its ends: which of them it does not reach, and in what steps."""
    low_open, high_open = _OPEN.get(kind, _reached)(parts, constant)
    of_steps = _STEPS.get(kind)
    low, high = ends
    low_open = low_open or (kind == "exp" and not low)
    return Enclosure(low, high, low_open, high_open, of_steps and of_steps([part.steps for part in parts], constant))


_Open = Callable[[Sequence[Enclosure], Fraction | None], tuple[bool, bool]]


def _reached(parts: Sequence[Enclosure], constant: Fraction | None) -> tuple[bool, bool]:
    return False, False


def _any(parts: Sequence[Enclosure], constant: Fraction | None) -> tuple[bool, bool]:
    return any(part.low_open for part in parts), any(part.high_open for part in parts)


def _turned(parts: Sequence[Enclosure], constant: Fraction | None) -> tuple[bool, bool]:
    (part,) = parts
    return part.high_open, part.low_open


def _less(parts: Sequence[Enclosure], constant: Fraction | None) -> tuple[bool, bool]:
    left, right = parts
    return left.low_open or right.high_open, left.high_open or right.low_open


def _times(parts: Sequence[Enclosure], constant: Fraction | None) -> tuple[bool, bool]:
    if any(part.low < 0 for part in parts):
        return False, False
    from_zero = any(not part.low for part in parts)
    none_is_zero = not any(part.holds(_ZERO) for part in parts)
    high_open = any(part.high_open for part in parts) and all(part.high for part in parts)
    return none_is_zero if from_zero else any(part.low_open for part in parts), high_open


def _inverse(part: Enclosure) -> Enclosure:
    """Return 1 by what is above 0, without its steps."""
    low, high = divided_ends([(_ONE, _ONE), part.ends], None)
    return Enclosure(low, high, part.high_open or isinstance(part.high, float), part.low_open)


def _over(parts: Sequence[Enclosure], constant: Fraction | None) -> tuple[bool, bool]:
    over, under = parts
    return _times([over, _inverse(under)], None)


def _to_power(parts: Sequence[Enclosure], constant: Fraction | None) -> tuple[bool, bool]:
    (part,) = parts
    if constant is not None and constant < 0:
        part = _inverse(part)
    return _size([part], None)


def _least(parts: Sequence[Enclosure], constant: Fraction | None) -> tuple[bool, bool]:
    low, high = min(part.low for part in parts), min(part.high for part in parts)
    return (
        all(part.low_open for part in parts if part.low == low),
        any(part.high_open for part in parts if part.high == high),
    )


def _greatest(parts: Sequence[Enclosure], constant: Fraction | None) -> tuple[bool, bool]:
    low, high = max(part.low for part in parts), max(part.high for part in parts)
    return (
        any(part.low_open for part in parts if part.low == low),
        all(part.high_open for part in parts if part.high == high),
    )


def _size(parts: Sequence[Enclosure], constant: Fraction | None) -> tuple[bool, bool]:
    (part,) = parts
    return (part.low_open, part.high_open) if part.low >= 0 else (False, False)


_OPEN: dict[str, _Open] = {
    "neg": _turned,
    "+": _any,
    "-": _less,
    "*": _times,
    "/": _over,
    "^": _to_power,
    "mean": _any,
    "min": _least,
    "max": _greatest,
    "abs": _size,
    "sqrt": _size,
    "ln": _size,
    "log10": _size,
    "exp": _any,
}
_OfSteps = Callable[[Sequence[Steps | None], Fraction | None], Steps | None]


def _shared(steps: Sequence[Steps | None], constant: Fraction | None = None) -> Steps | None:
    """Return the steps on which all of several lie."""
    known = [one for one in steps if one is not None]
    if len(known) < len(steps):
        return None
    start = known[0][0]
    return start, _common([step for _, step in known] + [other - start for other, _ in known])


def _common(figures: Sequence[Fraction]) -> Fraction:
    """Return the greatest figure of which all are multiples; 0 of nothing but 0."""
    under = math.lcm(*(figure.denominator for figure in figures))
    return Fraction(math.gcd(*(int(figure * under) for figure in figures)), under)


def _sum_of(steps: Sequence[Steps | None], constant: Fraction | None) -> Steps | None:
    known = [one for one in steps if one is not None]
    if len(known) < len(steps):
        return None
    return sum((start for start, _ in known), _ZERO), _common([step for _, step in known])


def _difference_of(steps: Sequence[Steps | None], constant: Fraction | None) -> Steps | None:
    return _sum_of([steps[0], _negated(steps[1:], None)], None)


def _negated(steps: Sequence[Steps | None], constant: Fraction | None) -> Steps | None:
    (one,) = steps
    return one and (-one[0], one[1])


def _product_of(steps: Sequence[Steps | None], constant: Fraction | None) -> Steps | None:
    left, right = steps
    if left is None or right is None:
        return None
    (start, step), (other, width) = left, right
    return start * other, _common([start * width, step * other, step * width])


def _divided_by(steps: Sequence[Steps | None], constant: Fraction | None) -> Steps | None:
    over, under = steps
    if over is None or under is None or under[1] or not under[0]:
        return None
    return over[0] / under[0], over[1] / abs(under[0])


def _size_of(steps: Sequence[Steps | None], constant: Fraction | None) -> Steps | None:
    (one,) = steps
    return one if one is not None and one[1] and not 2 * one[0] % one[1] else None


def _power_of(steps: Sequence[Steps | None], constant: Fraction | None) -> Steps | None:
    (one,) = steps
    if constant is None or constant.denominator > 1 or not 0 < constant <= _MOST_POWER:
        return None
    return (_ZERO, one[1] ** int(constant)) if one and one[1] and not one[0] % one[1] else None


def _rounded_to(steps: Sequence[Steps | None], constant: Fraction | None) -> Steps | None:
    (one,), rounded = steps, (_ZERO, Fraction(1, 10 ** int(constant or 0)))
    return one if one is not None and all(_is_step(figure, rounded) for figure in one) else rounded


_STEPS: dict[str, _OfSteps] = {
    "neg": _negated,
    "+": _sum_of,
    "-": _difference_of,
    "*": _product_of,
    "/": _divided_by,
    "^": _power_of,
    "abs": _size_of,
    "min": _shared,
    "max": _shared,
    "round": _rounded_to,
}
