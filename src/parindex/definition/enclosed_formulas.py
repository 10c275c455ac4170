"""Between what formulas lie, from what their names lie between, and where they may not be defined."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from fractions import Fraction
from itertools import product
from types import MappingProxyType

import attrs

from parindex.definition.evaluation import MOST, evaluate
from parindex.definition.expressions import Term
from parindex.kernels import (
    EVERY_NUMBER,
    EVERYTHING,
    MOST_EXPONENT,
    OPERATIONS,
    RATIONAL,
    Enclosure,
    End,
    Ends,
    Polynomial,
    Quotient,
    TooManyTermsError,
    bits_of,
    enclosed_result,
)

#: Ends of formulas, and those that powers are taken of, with more bits than these are rounded to steps of the inverse.
_LONGEST_END, _LONGEST_BASE, _FINE = 100_000, 4_000, 10**400
#: Names of few figures are tried with each; so many cases at most.
_MOST_CASES = 256
#: e to more than this is larger than any result may be.
_LARGE_EXPONENT = 690
#: What is looked at as a quotient of polynomials has no more names.
_MOST_NAMES = 6
_FIELD = ("number", "name", "neg", "+", "-", "*", "/", "mean")


class NeverDefinedError(ValueError):
    """A formula is defined for no numbers that its names can have; `term` is the operation that is not."""

    def __init__(self, term: Term, domain: str) -> None:
        super().__init__(term, domain)
        self.term: Term = term
        self.domain: str = domain


@attrs.frozen
class Enclosed:
    """What a formula can give, and the operations in it that may not be defined, with what they are applied to."""

    result: Enclosure
    doubts: tuple[tuple[Term, Enclosure], ...] = ()


def ends_of(tree: Term, ends: Mapping[str, Ends]) -> Ends:
    """Return between what a formula lies, by what its names lie between; a name without ends may be anything.

    Raises
    ------
    NeverDefinedError
        A part of it is defined for none of these numbers.
    """
    known = {name: Enclosure(*pair) for name, pair in ends.items()}
    return _Enclosing(known, {}, ()).of(tree).ends


def enclosed(tree: Term, known: Mapping[str, Enclosure], defined: Collection[Term] = ()) -> Enclosed:
    """Return what a formula can give where it is defined, by what its names can be, and where it may not be.

    Operations that are `defined`, as `without_places` gives them, are known to be so already. Ends are exact where
    each name stands once, or the formula, as a quotient of polynomials, rises or falls along every name; else what
    it gives lies between them.
    """
    enclosing = _Enclosing(known, {}, defined)
    try:
        result = enclosing.of(tree)
    except NeverDefinedError as error:
        return Enclosed(EVERY_NUMBER, ((error.term, EVERY_NUMBER),))
    if (enclosing.doubts or _repeats(tree)) and (cases := _each_case(tree, known)):
        return cases
    doubts = tuple(enclosing.doubts.values())
    too_large = any(isinstance(end, Fraction) and abs(end) > MOST for end in result.ends)
    return Enclosed(result, (*doubts, (tree, result)) if too_large else doubts)


def without_places(tree: Term, renamed: Mapping[str, str] = MappingProxyType({})) -> Term:
    """Return a formula without its places in the text, perhaps with other names."""
    parts = tuple(without_places(part, renamed) for part in tree.parts)
    return attrs.evolve(tree, at=0, name=renamed.get(tree.name, tree.name), parts=parts)


def operations_in(tree: Term) -> set[Term]:
    """Return every operation of a formula that is not defined for all numbers, without places."""
    inner = {term for part in tree.parts for term in operations_in(part)}
    return inner | {without_places(tree)} if _domain(tree) != "any" else inner


def _domain(term: Term) -> str:
    operation = OPERATIONS.get(term.kind)
    return "any" if operation is None else operation.domain(term.number)


@attrs.define
class _Enclosing:
    """What each part of a formula can be."""

    known: Mapping[str, Enclosure]
    doubts: dict[Term, tuple[Term, Enclosure]]
    defined: Collection[Term]
    seen: dict[int, Enclosure] = attrs.field(factory=dict)  # by the identity of parts, which the formula holds

    def of(self, tree: Term) -> Enclosure:
        if id(tree) not in self.seen:
            self.seen[id(tree)] = self._of(tree)
        return self.seen[id(tree)]

    def _of(self, tree: Term) -> Enclosure:
        if tree.kind == "name":
            return self.known.get(tree.name, EVERY_NUMBER)
        if tree.kind == "number":
            return Enclosure.at(tree.number or Fraction(0))
        parts = [self.of(part) for part in tree.parts]
        if not tree.rational and not any(tree.names()):
            found = evaluate(tree, {}, RATIONAL, 1)
            if not (found.by_zero[0] or found.undefined[0]):
                return Enclosure(found.values[0], found.values[0])
        domain = _domain(tree)
        if _never_within(domain, *parts[-1].ends):
            raise NeverDefinedError(tree, domain)
        self._doubt(tree, domain, parts[-1])
        if domain == "not 0":
            parts[-1] = parts[-1].but_zero()
        if tree.kind == "^":
            low, high = _shorter(parts[0].ends, _LONGEST_BASE)
            parts = [attrs.evolve(parts[0], low=low, high=high)]
        ends = OPERATIONS[tree.kind].ends([part.ends for part in parts], tree.number)
        result = enclosed_result(tree.kind, parts, tree.number, _shorter(ends, _LONGEST_END))
        return result.met(Enclosure(*self._as_quotient(tree))) if _repeats(tree) else result

    def _doubt(self, tree: Term, domain: str, argument: Enclosure) -> None:
        """Note an operation that may not be defined."""
        if domain != "any" and _may_leave(domain, argument):
            plain = without_places(tree)
            if plain not in self.defined:
                self.doubts[plain] = (tree, argument)

    def _as_quotient(self, tree: Term) -> Ends:
        """Return between what it lies as a quotient of polynomials, of names and of what is none."""
        atoms: dict[Term, tuple[str, Term]] = {}
        try:
            quotient = _quotient(tree, atoms)
            names = quotient.over.names() | quotient.under.names()
        except TooManyTermsError:
            return EVERYTHING
        if len(names) > _MOST_NAMES:
            return EVERYTHING
        box = {name: self.of(term).ends for name, term in atoms.values() if name in names}
        return _shorter(
            quotient.ends({name: self.known.get(name, EVERY_NUMBER).ends for name in names} | box), _LONGEST_END
        )


def _repeats(tree: Term) -> bool:
    """Return whether a name stands in two parts of an operation on polynomials."""
    if tree.kind not in _FIELD and not (tree.kind == "^" and tree.rational):
        return False
    names = [name for name, _ in tree.names()]
    return len(set(names)) < len(names)


def _quotient(tree: Term, atoms: dict[Term, tuple[str, Term]]) -> Quotient:
    """Return a formula as a quotient of polynomials; what is none in it gets a name of its own among `atoms`."""
    if tree.kind == "number":
        return Quotient(Polynomial.number(tree.number or Fraction(0)))
    if tree.kind == "name":
        return Quotient(Polynomial.name(tree.name))
    if tree.kind == "^" and tree.rational and tree.number is not None:
        return _quotient(tree.parts[0], atoms).to(int(tree.number))
    if tree.kind not in _FIELD:
        return Quotient(Polynomial.name(atoms.setdefault(without_places(tree), (f"\0{len(atoms)}", tree))[0]))
    first, *others = (_quotient(part, atoms) for part in tree.parts)
    for other in others:
        first = _joined(tree.kind, first, other)
    if tree.kind == "neg":
        return Quotient(Polynomial()) - first
    return first * Quotient(Polynomial.number(Fraction(1, len(tree.parts)))) if tree.kind == "mean" else first


def _joined(kind: str, left: Quotient, right: Quotient) -> Quotient:
    if kind in ("+", "mean"):
        return left + right
    return left - right if kind == "-" else left * right if kind == "*" else left / right


def _each_case(tree: Term, known: Mapping[str, Enclosure]) -> Enclosed | None:
    """Return what a formula gives where each name has few figures, all of which are tried; None where one has many."""
    names = sorted({name for name, _ in tree.names()})
    figures = [known.get(name, EVERY_NUMBER).figures(_MOST_CASES) for name in names]
    if math.prod(len(of_name or ()) for of_name in figures) > _MOST_CASES or not all(figures):
        return None
    cases = list(product(*(of_name or () for of_name in figures)))
    columns = {name: RATIONAL.vector([case[at] for case in cases]) for at, name in enumerate(names)}
    found = evaluate(tree, columns, RATIONAL, len(cases))
    undefined = found.by_zero | found.undefined
    values = [value for value, none in zip(found.values.tolist(), undefined.tolist(), strict=True) if not none]
    if undefined.any() or not values:
        return None
    return Enclosed(Enclosure(min(values), max(values)))


def _shorter(ends: Ends, most: int) -> Ends:
    """Return ends of too many bits a little further out: powers of powers would have more than can be held."""
    low, high = ends
    if not isinstance(low, float) and bits_of([low]) > most:
        low = -math.inf if low < -MOST else MOST if low > MOST else Fraction(math.floor(low * _FINE), _FINE)
    if not isinstance(high, float) and bits_of([high]) > most:
        high = math.inf if high > MOST else -MOST if high < -MOST else Fraction(math.ceil(high * _FINE), _FINE)
    return low, high


def _never_within(domain: str, low: End, high: End) -> bool:
    if domain == "moderate":
        return low > MOST_EXPONENT or high < -MOST_EXPONENT
    return {"any": False, "not 0": low == high == 0, "0 or more": high < 0, "above 0": high <= 0}[domain]


def _may_leave(domain: str, argument: Enclosure) -> bool:
    """Return whether what an operation is applied to may lie where it is not defined."""
    if domain == "moderate":
        return argument.low < -MOST_EXPONENT or argument.high > _LARGE_EXPONENT
    if domain == "not 0":
        return argument.holds(Fraction(0))
    return argument.low < 0 or (domain == "above 0" and argument.holds(Fraction(0)))
