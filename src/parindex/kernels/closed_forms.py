"""Roots, logarithms and exponentials of fractions, and sums of them, kept as what they are.

So it is proved whether two are equal, and which one is the greater, where digits alone leave it open. A sum is that of
terms, each a fraction times powers of factors: whole numbers above 1, and what is itself no such power.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs

from parindex.kernels.coprime_bases import coprime_bases, exponents
from parindex.kernels.work import ROOT, charge

#: Digits with which signs are looked for, in turn, before it is said that they are not known.
_DIGITS = (60, 160, 600)
#: Digits that a decimal made of a closed form has, and those that are worked with beside.
_TOLD, _SPARE = 60, 30
#: More terms, bits of a whole number or greater whole exponents are not worked with.
_MOST_TERMS, _MOST_BITS, _MOST_POWER = 400, 6_000, 60
_ONE = Fraction(1)
_TWO, _FIVE = 2, 5  # of which ten is made


class NotClosedError(ArithmeticError):
    """A number has no closed form, or one of which it is not known whether it is above or below another."""


@attrs.frozen(eq=False, repr=False)
class Atom:
    """A factor that is no whole number: `function` of a whole number or of a closed form.

    "e" is that of the exponential, of nothing. All but the logarithms of closed forms are above 0.
    """

    function: str
    of: int | ClosedForm

    def same(self, other: Atom) -> bool:
        """Return whether it is proved to be another one."""
        return self is other or (self.function == other.function and not _terms(self.of - other.of))

    @property
    def positive(self) -> bool:
        """Whether it is known to be above 0."""
        return isinstance(self.of, int) or self.function in ("sum", "exp")

    def enclosed(self, digits: int) -> tuple[Decimal, Decimal]:
        """Return its value and how far that may be off, in the context of the caller."""
        value, error = (Decimal(self.of), Decimal(0)) if isinstance(self.of, int) else self.of.enclosed(digits)
        if self.function == "sum":
            return value, error
        slope = value.exp() if self.function in ("e", "exp") else 1 / (abs(value) - error)
        if not 4 * error < abs(value) and self.function in ("ln", "log10"):
            return value, Decimal("inf")
        result = _FUNCTIONS[self.function](value)
        return result, 2 * error * slope + abs(result).scaleb(-digits - 10)


_FUNCTIONS: Mapping[str, Callable[[Decimal], Decimal]] = {
    "ln": Decimal.ln,
    "log10": Decimal.log10,
    "exp": Decimal.exp,
    "e": Decimal.exp,
}
_E = Atom("e", 1)
Factor = int | Atom
Factors = Mapping[Factor, Fraction]
Term = tuple[Fraction, Factors]


@attrs.frozen(eq=False, repr=False, slots=False)
class ClosedForm:
    """A sum of terms that is not known to be a fraction; in arithmetic it stands beside fractions."""

    terms: tuple[Term, ...]

    def __add__(self, other: Any) -> Any:
        return _sum((*self.terms, *_terms(other)))

    def __neg__(self) -> ClosedForm:
        return ClosedForm(tuple((-times, factors) for times, factors in self.terms))

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        return _sum([_product(one, each) for one in self.terms for each in _terms(other)])

    def __truediv__(self, other: Any) -> Any:
        return _quotient(self, other) if isinstance(other, ClosedForm) else self * (_ONE / other)

    def __rtruediv__(self, other: Any) -> Any:
        return self**-1 * other

    def __radd__(self, other: Any) -> Any:
        return self + other

    def __rmul__(self, other: Any) -> Any:
        return self * other

    def __pow__(self, exponent: int | Fraction) -> Any:
        return raised(self, Fraction(exponent))

    def __abs__(self) -> ClosedForm:
        return -self if self.sign < 0 else self

    def __lt__(self, other: Any) -> bool:
        return self._against(other) < 0

    def __le__(self, other: Any) -> bool:
        return self._against(other) <= 0

    def __gt__(self, other: Any) -> bool:
        return self._against(other) > 0

    def __ge__(self, other: Any) -> bool:
        return self._against(other) >= 0

    def __eq__(self, other: object) -> bool:
        return self._against(other) == 0

    def __hash__(self) -> int:
        return hash(ClosedForm)  # equal ones may be written in many ways

    def __float__(self) -> float:
        return float(self.decimal)

    def __divmod__(self, other: Any) -> Any:
        raise NotClosedError("whole steps are not counted in closed form")

    def __rdivmod__(self, other: Any) -> Any:
        return divmod(self, other)

    def __floordiv__(self, other: Any) -> Any:
        return divmod(self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return divmod(self, other)

    def __mod__(self, other: Any) -> Any:
        return divmod(self, other)

    def __rmod__(self, other: Any) -> Any:
        return divmod(self, other)

    def _against(self, other: Any) -> int:
        if isinstance(other, float) and math.isinf(other):
            return -1 if other > 0 else 1
        return sign_of(self - other)

    @cached_property
    def sign(self) -> int:
        """1 or -1, proved by digits.

        Raises
        ------
        NotClosedError
            So many digits do not tell it.
        """
        for digits in _DIGITS:
            with _digits_of(digits):
                value, error = self.enclosed(digits)
                if abs(value) > error:
                    return 1 if value > 0 else -1
        raise NotClosedError("it is not known whether a number is 0")

    @cached_property
    def decimal(self) -> Decimal:
        """It as a decimal of 60 digits; fewer are right where terms nearly cancel."""
        for digits in _DIGITS[1:]:
            with _digits_of(digits):
                value, error = self.enclosed(digits)
                if error <= abs(value).scaleb(-_TOLD):
                    return value
        return value

    def enclosed(self, digits: int) -> tuple[Decimal, Decimal]:
        """Return its value and how far that may be off, in the context of the caller."""
        charge(ROOT * len(self.terms) * (digits // _DIGITS[0]) ** 2)
        values = [_enclosed_term(term, digits) for term in self.terms]
        return sum((value for value, _ in values), Decimal(0)), sum((error for _, error in values), Decimal(0))


def _digits_of(digits: int) -> Any:
    return localcontext(Context(prec=digits + _SPARE, Emin=-999_999, Emax=999_999, traps=[]))


def _enclosed_term(term: Term, digits: int) -> tuple[Decimal, Decimal]:
    times, factors = term
    value, unsure = _in_decimal(times), Decimal(1).scaleb(-digits - 10)
    for factor, exponent in factors.items():
        base, error = (Decimal(factor), Decimal(0)) if isinstance(factor, int) else factor.enclosed(digits)
        size = abs(_in_decimal(exponent)) + 1
        if not abs(base) > 4 * size * error:
            return Decimal(0), Decimal("inf")
        value *= base ** _in_decimal(exponent)
        unsure += size * (2 * error / abs(base) + Decimal(1).scaleb(-digits - 10))
    return value, abs(value) * unsure


def _in_decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def sign_of(number: Any) -> int:
    """Return 1, 0 or -1 of a fraction or a closed form, proved; see `ClosedForm.sign`."""
    return number.sign if isinstance(number, ClosedForm) else (number > 0) - (number < 0)


def _terms(number: Any) -> Sequence[Term]:
    if isinstance(number, ClosedForm):
        return number.terms
    return ((Fraction(number), {}),) if number else ()


def _product(one: Term, other: Term) -> Term:
    factors = dict(one[1])
    for factor, exponent in other[1].items():
        factors[factor] = factors.get(factor, Fraction(0)) + exponent
    return one[0] * other[0], {factor: exponent for factor, exponent in factors.items() if exponent}


def _sum(terms: Iterable[Term]) -> Fraction | ClosedForm:
    """Return the sum of terms, those brought together that differ by a fraction only."""
    merged = _merged(list(terms))
    if any(factors for _, factors in merged):
        return ClosedForm(merged)
    return sum((times for times, _ in merged), Fraction(0))


def _merged(terms: list[Term]) -> tuple[Term, ...]:
    """Write terms by the same factors, with exponents from 0 to 1: they are alike just where these are the same."""
    terms = _spread_out(terms)
    whole = {factor for _, factors in terms for factor in factors if isinstance(factor, int)}
    bases, atoms = coprime_bases(whole), list[Atom]()
    sums: dict[frozenset[tuple[Any, Fraction]], Fraction] = {}
    for times, factors in terms:
        powers: dict[Factor, Fraction] = {}
        for factor, exponent in factors.items():
            if isinstance(factor, int):
                for base, count in exponents(factor, bases).items():
                    powers[base] = powers.get(base, Fraction(0)) + count * exponent
            else:
                atom = _known(factor, atoms)
                powers[atom] = powers.get(atom, Fraction(0)) + exponent
        whole_part = _ONE
        for factor, exponent in list(powers.items()):
            if isinstance(factor, int):
                whole_part *= _whole_power(factor, math.floor(exponent))
                powers[factor] = exponent - math.floor(exponent)
        key = frozenset((factor, exponent) for factor, exponent in powers.items() if exponent)
        sums[key] = sums.get(key, Fraction(0)) + times * whole_part
    return tuple((times, dict(key)) for key, times in sums.items() if times)


def _known(atom: Atom, atoms: list[Atom]) -> Atom:
    """Return the first of some atoms that is the same, which it may be itself."""
    for other in atoms:
        if atom.same(other):
            return other
    atoms.append(atom)
    return atom


def _whole_power(base: int, exponent: int) -> Fraction:
    if base.bit_length() * abs(exponent) > _MOST_BITS:
        raise NotClosedError("a power is too large")
    return Fraction(base) ** exponent


def _spread_out(terms: list[Term]) -> list[Term]:
    """Write logarithms of whole numbers by those of numbers without common divisors, and multiply out whole powers."""
    atoms = _atoms(terms)
    numbers = {atom.of for atom in atoms if isinstance(atom.of, int)}
    if any(atom.function == "log10" for atom in atoms):
        numbers |= {_TWO, _FIVE}
    bases = coprime_bases(numbers)
    done, waiting = list[Term](), list(terms)
    while waiting:
        times, factors = waiting.pop()
        inside_it = (factor for factor in factors if isinstance(factor, Atom))
        opened = next((atom for atom in inside_it if _opens(atom, factors[atom], bases)), None)
        if opened is None:
            done.append((times, factors))
        else:
            less = {**factors, opened: factors[opened] - 1}
            inside = opened.of.terms if isinstance(opened.of, ClosedForm) else _logarithms(opened, opened.of, bases)
            waiting += [_product((times, less), term) for term in inside]
        if len(done) + len(waiting) > _MOST_TERMS:
            raise NotClosedError("a sum has too many terms")
    return done


def _atoms(terms: Iterable[Term]) -> set[Atom]:
    """Return the atoms in terms, and in sums that are factors there."""
    atoms = {factor for _, factors in terms for factor in factors if isinstance(factor, Atom)}
    inside = [atom.of.terms for atom in atoms if atom.function == "sum" and isinstance(atom.of, ClosedForm)]
    return atoms.union(*map(_atoms, inside))


def _opens(atom: Atom, exponent: Fraction, bases: Sequence[int]) -> bool:
    """Return whether a factor is to be written as a sum."""
    if exponent.denominator != 1 or not 0 < exponent <= _MOST_POWER or atom is _E:
        return False
    if atom.function == "sum":
        return True
    return isinstance(atom.of, int) and (atom.of not in bases or (atom.function, atom.of) == ("log10", _TWO))


def _logarithms(atom: Atom, number: int, bases: Sequence[int]) -> list[Term]:
    """Return the logarithm of a whole number as the sum of those of its factors; that of 2 is 1 less that of 5."""
    if (atom.function, number) == ("log10", _TWO):
        return [(_ONE, {}), (-_ONE, {Atom("log10", _FIVE): _ONE})]
    counts = exponents(number, bases)
    return [(Fraction(count), {Atom(atom.function, base): _ONE}) for base, count in counts.items()]


def raised(base: Fraction | ClosedForm, exponent: Fraction) -> Any:
    """Return a number to a power; of one below 0 only a whole power.

    Raises
    ------
    NotClosedError
        It is not defined, or not to be kept in closed form.
    ZeroDivisionError
        It is 0 to a power below 0.
    """
    if exponent.denominator == 1 and (isinstance(base, Fraction) or 0 < exponent <= _MOST_POWER):
        return _whole_power_of(base, int(exponent))
    sign = sign_of(base)
    if sign > 0:
        return _sum([(_ONE, _powers(_factored(base), exponent))])
    if not sign:
        if exponent < 0:
            raise ZeroDivisionError
        return Fraction(0)
    if exponent.denominator > 1:
        raise NotClosedError("a root of a number below 0")
    size = raised(-base, exponent)
    return -size if exponent % 2 else size


def _whole_power_of(base: Fraction | ClosedForm, exponent: int) -> Any:
    if isinstance(base, Fraction):
        return base**exponent
    product: Any = _ONE
    for _ in range(exponent):
        product = base * product
    return product


def _factored(number: Fraction | ClosedForm) -> dict[Factor, Fraction]:
    """Return a number above 0 as a product of powers; of a sum its greatest term stands before the rest."""
    if isinstance(number, ClosedForm) and not _is_product(number.terms):
        with _digits_of(_TOLD):
            greatest = max(number.terms, key=lambda term: _enclosed_term(term, _TOLD)[0])
        if not _is_product([greatest]):
            return {Atom("sum", number): _ONE}
        rest = _sum([_product(term, _inverse(greatest)) for term in number.terms])
        return {**_factored(_sum([greatest])), **({Atom("sum", rest): _ONE} if isinstance(rest, ClosedForm) else {})}
    ((times, factors),) = _terms(number)
    whole: Factors = {
        each: exponent for each, exponent in ((times.numerator, _ONE), (times.denominator, -_ONE)) if each > 1
    }
    return dict(_product((_ONE, factors), (_ONE, whole))[1])


def _is_product(terms: Sequence[Term]) -> bool:
    """Return whether this is one term, of powers that are known to be above 0."""
    if len(terms) > 1:
        return False
    ((times, factors),) = terms
    return times > 0 and all(isinstance(factor, int) or factor.positive for factor in factors)


def _quotient(number: ClosedForm, divisor: ClosedForm) -> Fraction | ClosedForm:
    """Return a quotient; sums that both are products of do not stand in it."""
    factors, atoms = dict[Factor, Fraction](), list[Atom]()
    for whole, sign in ((number, 1), (divisor, -1)):
        for factor, exponent in _factored(abs(whole)).items():
            known = factor if isinstance(factor, int) else _known(factor, atoms)
            factors[known] = factors.get(known, Fraction(0)) + sign * exponent
    return _sum(
        [(Fraction(number.sign * divisor.sign), {each: exponent for each, exponent in factors.items() if exponent})]
    )


def _inverse(term: Term) -> Term:
    return 1 / term[0], {factor: -exponent for factor, exponent in term[1].items()}


def square_root(number: Fraction | ClosedForm) -> Any:
    """Return the square root of a number that is not below 0."""
    return raised(number, Fraction(1, 2))


def logarithm(number: Fraction | ClosedForm, function: str = "ln") -> Fraction | ClosedForm:
    """Return the natural logarithm of a number above 0, or by "log10" the decimal one."""
    if sign_of(number) <= 0:
        raise NotClosedError("a logarithm of a number that is not above 0")
    terms = list[Term]()
    for factor, exponent in _factored(number).items():
        if factor is _E and function == "ln":
            terms.append((exponent, {}))
        elif isinstance(factor, int):
            terms.append((exponent, {Atom(function, factor): _ONE}))
        else:
            inside = factor.of if factor.function == "sum" and isinstance(factor.of, ClosedForm) else None
            terms.append((exponent, {Atom(function, inside or ClosedForm(((_ONE, {factor: _ONE}),))): _ONE}))
    return _sum(terms)


def decimal_logarithm(number: Fraction | ClosedForm) -> Fraction | ClosedForm:
    """Return the decimal logarithm of a number above 0."""
    return logarithm(number, "log10")


def in_closed_form(
    of_decimals: Callable[[Decimal], Decimal], closed: Callable[[Any], Fraction | ClosedForm]
) -> Callable[[Any], Any]:
    """Return a function that takes decimals as they are worked out, and fractions in closed form."""

    def of_either(number: Any) -> Any:
        return closed(number) if isinstance(number, Fraction | ClosedForm) else of_decimals(number)

    return of_either


def closed_sign(number: Fraction | ClosedForm) -> tuple[int, bool]:
    """Return the sign of a number, and whether it is proved; what nothing tells from 0 counts as 0."""
    try:
        return sign_of(number), True
    except NotClosedError:
        return 0, False


def exponential(number: Fraction | ClosedForm) -> Fraction | ClosedForm:
    """Return e to the power of a number: of logarithms in it their powers."""
    factors, rest = dict[Factor, Fraction](), list[Term]()
    for times, inside in _terms(number):
        atom = next(iter(inside), None)
        if not inside:
            factors[_E] = times
        elif isinstance(atom, Atom) and atom.function == "ln" and inside == {atom: _ONE}:
            own: Factors = {atom.of: _ONE} if isinstance(atom.of, int) else _factored(atom.of)
            factors = dict(_product((_ONE, factors), (_ONE, _powers(own, times)))[1])
        else:
            rest.append((times, inside))
    if rest:
        factors[Atom("exp", ClosedForm(tuple(rest)))] = _ONE
    return _sum([(_ONE, factors)])


def _powers(factors: Factors, exponent: Fraction) -> dict[Factor, Fraction]:
    return {factor: each * exponent for factor, each in factors.items()}
