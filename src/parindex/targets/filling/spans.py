"""Between what a figure lies that is still open."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import attrs

from parindex.kernels import End, Ends

#: No number of evidence is this large: what has no other limit ends here.
LARGEST = Fraction(10) ** 30


@attrs.frozen
class OpenSpan:
    """The least and the greatest that a figure can be.

    Attributes
    ----------
    low, high : Fraction
        The ends.
    attained : bool
        Some evidence gives each end; else the figure lies between them and perhaps never there.
    endless_low, endless_high : bool
        There is no such end: what stands in its place is only where numbers of evidence stop.
    """

    low: Fraction
    high: Fraction
    attained: bool = True
    endless_low: bool = False
    endless_high: bool = False

    @classmethod
    def at(cls, figure: Fraction) -> OpenSpan:
        """Return that of a figure that is known."""
        return cls(figure, figure)

    @classmethod
    def between(cls, low: End | None, high: End | None, *, attained: bool = True) -> OpenSpan:
        """Return that between two ends, either of which may be infinite or not known."""
        least = -LARGEST if low is None or isinstance(low, float) else low
        most = LARGEST if high is None or isinstance(high, float) else high
        return cls(least, most, attained, least <= -LARGEST, most >= LARGEST)

    @property
    def ends(self) -> Ends:
        """Its ends, infinite where there are none."""
        return (-float("inf") if self.endless_low else self.low), (float("inf") if self.endless_high else self.high)

    @property
    def is_known(self) -> bool:
        """Whether it is one figure."""
        return self.low == self.high

    def roughly(self) -> OpenSpan:
        """Return the same, of which nobody says that its ends are attained."""
        return attrs.evolve(self, attained=False)

    def within(self, other: OpenSpan) -> OpenSpan:
        """Return what it has in common with another, the other where that is nothing."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low > high:
            return other.roughly()
        return OpenSpan.between(low, high, attained=self.attained and other.attained)

    def with_figures(self, figures: Iterable[Fraction]) -> OpenSpan:
        """Return the span that holds some figures too."""
        every = list(figures)
        return attrs.evolve(self, low=min([self.low, *every]), high=max([self.high, *every]))

    def taken_from(self, whole: Fraction) -> OpenSpan:
        """Return what is left of a whole."""
        return OpenSpan(whole - self.high, whole - self.low, self.attained, self.endless_high, self.endless_low)
