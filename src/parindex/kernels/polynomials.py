"""Polynomials of several names and their quotients: what repeats in a formula falls away, and its sign is told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product

import attrs

from parindex.kernels.intervals import EVERYTHING, End, Ends, added_ends, divided_ends, multiplied_ends, power_ends

#: The powers of names that are multiplied, each name once, in order.
Monomial = tuple[tuple[str, int], ...]
#: So many terms a polynomial has at most, of names so often multiplied; beyond that nothing is said.
MOST_TERMS, MOST_FACTORS = 80, 12
#: How often a box is halved where a quotient rises here and falls there.
_HALVINGS = 5
_ONE: Monomial = ()
_ZERO = Fraction(0)
Box = Mapping[str, Ends]


class TooManyTermsError(ValueError):
    """A polynomial has more terms, or higher ones, than are looked at."""


@attrs.frozen
class Polynomial:
    """A sum of figures times powers of names; terms whose figure is 0 are left out."""

    terms: tuple[tuple[Monomial, Fraction], ...] = ()

    @classmethod
    def of(cls, terms: Iterable[tuple[Monomial, Fraction]]) -> Polynomial:
        """Add terms up."""
        sums: dict[Monomial, Fraction] = {}
        for monomial, figure in terms:
            sums[monomial] = sums.get(monomial, _ZERO) + figure
        kept = sorted((monomial, figure) for monomial, figure in sums.items() if figure)
        if len(kept) > MOST_TERMS or any(sum(dict(monomial).values()) > MOST_FACTORS for monomial, _ in kept):
            raise TooManyTermsError
        return cls(tuple(kept))

    @classmethod
    def number(cls, figure: Fraction) -> Polynomial:
        """Return a figure alone."""
        return cls.of([(_ONE, figure)])

    @classmethod
    def name(cls, name: str) -> Polynomial:
        """Return a name alone."""
        return cls((((((name, 1),)), Fraction(1)),))

    def __add__(self, other: Polynomial) -> Polynomial:
        return Polynomial.of([*self.terms, *other.terms])

    def __sub__(self, other: Polynomial) -> Polynomial:
        return Polynomial.of([*self.terms, *((monomial, -figure) for monomial, figure in other.terms)])

    def __mul__(self, other: Polynomial) -> Polynomial:
        pairs = product(self.terms, other.terms)
        return Polynomial.of((_multiplied(one, two), left * right) for (one, left), (two, right) in pairs)

    def to(self, power: int) -> Polynomial:
        """Raise to a whole power of 0 or more."""
        result = Polynomial.number(Fraction(1))
        for _ in range(power):
            result *= self
        return result

    def names(self) -> set[str]:
        """Return the names in it."""
        return {name for monomial, _ in self.terms for name, _ in monomial}

    def along(self, name: str) -> Polynomial:
        """Return how it grows along one name: the derivative."""
        parts = ((monomial, figure, _power(monomial, name)) for monomial, figure in self.terms)
        return Polynomial.of(
            (_lowered(monomial, name, 1), figure * power) for monomial, figure, power in parts if power
        )

    def at(self, name: str, figure: Fraction) -> Polynomial:
        """Put a figure in for a name."""
        return Polynomial.of(
            (_without(monomial, name), factor * figure ** _power(monomial, name)) for monomial, factor in self.terms
        )

    def shifted(self, name: str, start: Fraction, sign: int) -> Polynomial:
        """Put `start` plus, or minus, the name in for the name."""
        line = Polynomial.of([(_ONE, start), (((name, 1),), Fraction(sign))])
        result = Polynomial()
        for monomial, figure in self.terms:
            rest = Polynomial(((_without(monomial, name), figure),))
            result += rest * line.to(_power(monomial, name))
        return result

    def leading(self, name: str) -> tuple[int, Polynomial]:
        """Return the highest power of a name, and what it is multiplied by."""
        most = max((_power(monomial, name) for monomial, _ in self.terms), default=0)
        high = ((monomial, figure) for monomial, figure in self.terms if _power(monomial, name) == most)
        return most, Polynomial.of((_without(monomial, name), figure) for monomial, figure in high)

    def lowest_powers(self) -> dict[str, int]:
        """Return by which power of each name every term can be divided."""
        return {name: min(_power(monomial, name) for monomial, _ in self.terms) for name in self.names()}

    def divided(self, powers: Mapping[str, int]) -> Polynomial:
        """Divide by powers of names that every term has."""
        terms = self.terms
        for name, power in powers.items():
            terms = tuple((_lowered(monomial, name, power), figure) for monomial, figure in terms)
        return Polynomial(terms)

    def ends(self, box: Box) -> Ends:
        """Return between what it lies, each term by itself."""
        total: Ends = (_ZERO, _ZERO)
        for monomial, figure in self.terms:
            term: Ends = (figure, figure)
            for name, power in monomial:
                term = multiplied_ends([term, _raised(box.get(name, EVERYTHING), power)], None)
            total = added_ends([total, term], None)
        return total

    def sign(self, box: Box) -> int | None:
        """Return 1 where it is 0 or more throughout, -1 where it is 0 or less, 0 where it is 0; None: not known."""
        if not self.terms:
            return 0
        for polynomial, limits in self._views(box):
            low, high = polynomial.ends(limits)
            if low >= 0 or high <= 0:
                return 1 if low >= 0 else -1
        return None

    def vanishes_only_at_ends(self, box: Box) -> bool:
        """Return whether along every name it is 0 at an end of the box only, all along or nowhere; and has one sign."""
        for polynomial, limits in self._views(box):
            low, high = polynomial.ends(limits)
            from_zero = all(limits.get(name, EVERYTHING)[0] >= 0 for name in polynomial.names())
            one_sign = len({figure > 0 for _, figure in polynomial.terms}) == 1
            if low > 0 or high < 0 or (from_zero and one_sign):
                return True
        return False

    def _views(self, box: Box) -> Iterator[tuple[Polynomial, Box]]:
        """Yield it as it stands, and with names counted from their lower ends, from their upper ones."""
        yield self, box
        for first in (0, 1):
            polynomial, limits = self, dict(box)
            try:
                for name in self.names():
                    ends = box.get(name, EVERYTHING)
                    side = first if not isinstance(ends[first], float) else 1 - first
                    start = ends[side]
                    if isinstance(start, float):
                        continue
                    polynomial = polynomial.shifted(name, start, -1 if side else 1)
                    width = (
                        math.inf if isinstance(ends[1 - side], float) else abs(Fraction(ends[1]) - Fraction(ends[0]))
                    )
                    limits[name] = (_ZERO, width)
            except TooManyTermsError:
                continue
            yield polynomial, limits


def _multiplied(one: Monomial, two: Monomial) -> Monomial:
    powers = dict(one)
    for name, power in two:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted(powers.items()))


def _power(monomial: Monomial, name: str) -> int:
    return dict(monomial).get(name, 0)


def _without(monomial: Monomial, name: str) -> Monomial:
    return tuple(pair for pair in monomial if pair[0] != name)


def _lowered(monomial: Monomial, name: str, by: int) -> Monomial:
    lowered = ((own, power - by if own == name else power) for own, power in monomial)
    return tuple((own, power) for own, power in lowered if power)


def _raised(ends: Ends, power: int) -> Ends:
    return power_ends([ends], Fraction(power), lambda base, exponent: base ** int(exponent))


@attrs.frozen
class Quotient:
    """One polynomial over another that is not 0 throughout."""

    over: Polynomial
    under: Polynomial = Polynomial(((_ONE, Fraction(1)),))

    def __add__(self, other: Quotient) -> Quotient:
        if self.under == other.under:
            return Quotient(self.over + other.over, self.under)
        return Quotient(self.over * other.under + other.over * self.under, self.under * other.under)

    def __sub__(self, other: Quotient) -> Quotient:
        return self + Quotient(Polynomial.number(Fraction(-1)) * other.over, other.under)

    def __mul__(self, other: Quotient) -> Quotient:
        return Quotient(self.over * other.over, self.under * other.under)

    def __truediv__(self, other: Quotient) -> Quotient:
        return Quotient(self.over * other.under, self.under * other.over)

    def to(self, power: int) -> Quotient:
        """Raise to a whole power."""
        over, under = (self.over, self.under) if power > 0 else (self.under, self.over)
        return Quotient(over.to(abs(power)), under.to(abs(power)))

    def reduced(self) -> Quotient:
        """Return it without powers of names that stand over and under alike, or itself by a figure."""
        if not self.under.terms:
            raise TooManyTermsError
        if not self.over.terms:
            return Quotient(self.over)
        lowest = self.over.lowest_powers(), self.under.lowest_powers()
        shared = {name: min(power, lowest[1].get(name, 0)) for name, power in lowest[0].items()}
        over, under = (side.divided(shared) for side in (self.over, self.under))
        ratio = over.terms[0][1] / under.terms[0][1]
        if over == Polynomial.number(ratio) * under:
            return Quotient(Polynomial.number(ratio))
        return Quotient(over, under)

    def ends(self, box: Box) -> Ends:
        """Return between what it lies where it is defined, by what its names lie between.

        The ends are exact where it rises or falls along every name, one after the other; else the box is halved a few
        times, and where that does not help the ends are those of what stands over and under.
        """
        try:
            return self.reduced().ends_in(box, _HALVINGS)
        except TooManyTermsError:
            return EVERYTHING

    def ends_in(self, box: Box, halvings: int) -> Ends:
        """Return between what it lies, with so many halvings of the box."""
        if (exact := self.ends_by_growth(box)) is not None:
            return exact
        apart = self.ends_apart(box)
        widths = {
            name: high - low
            for name, (low, high) in box.items()
            if isinstance(low, Fraction) and isinstance(high, Fraction) and low < high
        }
        if not halvings or not widths:
            return apart
        widest = max(sorted(widths), key=widths.__getitem__)
        low, high = box[widest]
        middle = (low + high) / 2
        halves = [self.ends_in({**box, widest: half}, halvings - 1) for half in ((low, middle), (middle, high))]
        return max(apart[0], min(half[0] for half in halves)), min(apart[1], max(half[1] for half in halves))

    def ends_apart(self, box: Box) -> Ends:
        """Return its ends by those of what stands over and under."""
        low, high = self.under.ends(box)
        if low < 0 < high and (sign := self.under.sign(box)):
            low, high = (_ZERO, high) if sign > 0 else (low, _ZERO)
        return divided_ends([self.over.ends(box), (low, high)], None)

    def ends_by_growth(self, box: Box) -> Ends | None:
        """Return its ends where it rises or falls along one name, and what is left at both ends likewise."""
        names = sorted(self.over.names() | self.under.names())
        if not names:
            return self.ends_apart(box)
        if not self.under.vanishes_only_at_ends(box):
            return None
        for name in names:
            growth = self.over.along(name) * self.under - self.over * self.under.along(name)
            if (sign := growth.sign(box)) is not None:
                side = 1 if sign >= 0 else 0
                low, high = box.get(name, EVERYTHING)[1 - side], box.get(name, EVERYTHING)[side]
                return self._at(name, low, box, 0), self._at(name, high, box, 1)
        return None

    def _at(self, name: str, end: End, box: Box, side: int) -> End:
        """Return the lower end, or the upper one, of what it is, or comes to, at the end of a name."""
        inner = self._towards(name, end)
        if inner is None:
            return EVERYTHING[side]
        return inner.ends({other: ends for other, ends in box.items() if other != name})[side]

    def _towards(self, name: str, end: End) -> Quotient | None:
        if isinstance(end, Fraction):
            under = self.under.at(name, end)
            return Quotient(self.over.at(name, end), under) if under.terms else None
        (over_power, over), (under_power, under) = self.over.leading(name), self.under.leading(name)
        if over_power < under_power:
            return Quotient(Polynomial())
        return Quotient(over, under) if over_power == under_power else None
