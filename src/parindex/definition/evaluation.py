"""Formulas on whole columns of any kind of number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.definition.expressions import Term
from parindex.kernels import (
    CLOSED,
    DECIMAL,
    FLOAT,
    OPERATION,
    OPERATIONS,
    ROOT,
    WORKING_DIGITS,
    Argument,
    Array,
    Mask,
    Number,
    bits_of,
    charge,
    elementwise,
    outside,
    pieces,
    undecided,
    undecided_domain,
)

_EPS, _TINY = float(np.finfo(np.float64).eps), 1e-300
_DECIMAL_EPS = Decimal(1).scaleb(1 - WORKING_DIGITS)
_ZERO: Any = Decimal(0)
_ONE: Any = Decimal(1)
#: Of the digits that errors leave of a root or logarithm so many are dropped.
_SPARED = 8
#: No result is larger, in any kind of number.
MOST = Fraction(10) ** 300
_MAY_VANISH = ("*", "/", "^", "exp")


@attrs.frozen(eq=False, repr=False)
class Evaluated:
    """What a formula gives, arrays (n_units,).

    Where it is not defined, or float64 cannot tell, the value is a harmless number.
    """

    values: Array
    error: Array  # how far they may be from the exact ones; 0 for exact numbers
    by_zero: Mask  # where something is divided by zero
    undefined: Mask  # where a root, logarithm or power is not defined, or the result too large
    unsure: Mask  # where float64 cannot tell one of these

    @property
    def argument(self) -> Argument:
        """What an operation on it sees."""
        return Argument(self.values, self.error)


def evaluate(
    tree: Term, columns: Mapping[str, Array], number: Number, size: int, slack: Mapping[str, Any] | None = None
) -> Evaluated:
    """Evaluate on `columns` (n_units,) by name, in one kind of number.

    A float64 of a column stands for its shortest decimal, so it carries an error of its own; one that was worked out
    itself has the `slack` of its column besides. Exact numbers with `slack`, and formulas with roots and logarithms,
    are worked out in decimals of 60 digits, and so many of these kept as their errors leave, some spared: so the
    product of a root with itself is what the root is taken of. Decimals themselves are kept, unless nothing is left.
    """
    rough = number is FLOAT
    if rough or number is CLOSED or (tree.rational and not slack):
        with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
            found = _Evaluation(columns, number, size, slack or {}, _EPS if rough else None).of(tree)
            too_large = np.asarray(~(np.abs(found.values) <= (1e300 if rough else MOST)), dtype=bool)
        if rough:
            return attrs.evolve(found, unsure=found.unsure | too_large)
        return attrs.evolve(found, undefined=found.undefined | too_large)
    with DECIMAL.context():
        found = _Evaluation(columns, number, size, slack or {}, _DECIMAL_EPS).of(tree)
        values = _in_decimals(found.values)
        too_large = np.asarray([not abs(value) <= MOST for value in values.tolist()], dtype=bool)
        values = np.where(too_large, _ONE, values)
        drop = _without_residue if number is DECIMAL else _without_last_digits
        values = np.asarray(drop(values, found.error), dtype=object)
    if number is not DECIMAL:
        values = elementwise(Fraction)(values)
    error = np.where(too_large, _ZERO, found.error)
    return attrs.evolve(found, values=values, error=error, undefined=found.undefined | too_large)


@attrs.frozen(eq=False, repr=False)
class _Evaluation:
    columns: Mapping[str, Array]
    number: Number
    size: int
    slack: Mapping[str, Any]
    eps: float | Decimal | None  # how far an operation rounds; None: not at all

    def of(self, node: Term) -> Evaluated:
        if node.kind in ("number", "name"):
            return self._figure(node)
        parts = [self.of(part) for part in node.parts]
        by_zero, undefined, unsure = (
            np.logical_or.reduce([getattr(part, name) for part in parts]) for name in ("by_zero", "undefined", "unsure")
        )
        marked = by_zero | undefined | unsure
        operation = OPERATIONS[node.kind]
        domain = operation.domain(node.number)
        arguments = [part.argument for part in parts]
        if domain != "any":
            arguments[-1], beyond, near = self._within(domain, arguments[-1])
            unsure = unsure | (near & ~marked)
            if domain == "not 0" and node.kind == "/":
                by_zero = by_zero | (beyond & ~marked)
            else:
                undefined = undefined | (beyond & ~marked)
        if node.kind == "round":
            arguments[-1], near = self._before_rounding(arguments[-1], int(node.number or 0))
            unsure = unsure | near
        exact = self.eps is None or isinstance(self.eps, Decimal)
        if isinstance(self.eps, Decimal) and not (operation.rational(node.number) and all(map(_is_exact, arguments))):
            exact, arguments = False, [_rounded_to_decimals(argument) for argument in arguments]
        if self.number is not FLOAT:
            _charge(node, arguments, self.size)
        values = np.asarray(operation.apply([argument.values for argument in arguments], node.number))
        if exact:
            return Evaluated(values, parts[0].error, by_zero, undefined, unsure)
        error = operation.error(arguments, values, self.eps, node.number)
        if self.number is FLOAT and node.kind in _MAY_VANISH:
            factors = arguments if node.kind == "*" else arguments[:1]
            vanished = np.logical_and.reduce([(part.values != 0) | (part.error > 0) for part in factors])
            error = error + np.where((np.abs(values) < _TINY) & vanished, _TINY, 0.0)
        elif isinstance(self.eps, Decimal):
            values, error, lost = _finite(values, error)
            undefined = undefined | lost
        return Evaluated(values, error, by_zero, undefined, unsure)

    def _figure(self, node: Term) -> Evaluated:
        no = np.zeros(self.size, dtype=bool)
        values = np.empty(self.size, dtype=self.number.dtype)
        values[:] = self.columns[node.name] if node.kind == "name" else self.number.of(node.number or Fraction(0))
        if self.eps is None:
            return Evaluated(values, np.zeros(self.size), no, no, no)
        error = np.zeros(self.size, dtype=self.number.dtype)
        error[:] = self.slack.get(node.name, 0.0 if self.number is FLOAT else Decimal(0))
        if self.number is FLOAT:
            error += _EPS * np.abs(values)
        elif node.name in self.slack:
            values = _in_decimals(values)
        return Evaluated(values, error, no, no, no)

    def _within(self, domain: str, argument: Argument) -> tuple[Argument, Mask, Mask]:
        """Return an argument with 1 where it lies outside of a domain, or may do so."""
        near = np.zeros(self.size, dtype=bool)
        if self.number is FLOAT:
            near = undecided_domain(domain, argument)
        elif self.eps is not None:
            argument = _with(argument, _without_residue)
        beyond = outside(domain, argument.values) & ~near
        if not (blank := beyond | near).any():
            return argument, beyond, near
        values, error = argument.values.copy(), argument.error.copy()
        values[blank] = self.number.of(Fraction(1)) if _is_exact(argument) else _ONE
        error[blank] = error[blank] * 0
        return Argument(values, error), beyond, near

    def _before_rounding(self, argument: Argument, places: int) -> tuple[Argument, Mask]:
        if self.number is FLOAT:
            return argument, undecided(argument.values, places, argument.error)
        argument = argument if self.eps is None else _with(argument, _without_last_digits)
        return argument, np.zeros(self.size, dtype=bool)


def _charge(node: Term, arguments: list[Argument], size: int) -> None:
    """Charge an operation on exact numbers: products and powers of fractions have the digits of all factors."""
    if not OPERATIONS[node.kind].rational(node.number):
        charge(size * ROOT)
        return
    bits = [bits_of(argument.values.flat) for argument in arguments]
    longest = bits[0] * abs(int(node.number or 1)) if node.kind == "^" else sum(bits)
    charge(size * (len(bits) * OPERATION + pieces(longest) ** 2))


def _is_exact(argument: Argument) -> bool:
    return argument.values.size == 0 or type(argument.values[0]) is not Decimal


def _with(argument: Argument, drop: Callable[[Array, Array], Any]) -> Argument:
    """Return an argument without the digits that its errors do not leave."""
    if _is_exact(argument):
        return argument
    values = np.asarray(drop(argument.values, argument.error), dtype=object)
    return Argument(values, np.where(np.asarray(values == 0, dtype=bool), _ZERO, argument.error))


def _settle(value: Decimal, error: Decimal) -> Decimal:
    value = _or_zero(value, error)
    return value.quantize(Decimal(1).scaleb(error.adjusted() + _SPARED)) if value and error else value


def _or_zero(value: Decimal, error: Decimal) -> Decimal:
    return value if not error or value.adjusted() >= error.adjusted() + _SPARED - 1 else Decimal(0)


_without_residue = np.frompyfunc(_or_zero, 2, 1)
_without_last_digits = np.frompyfunc(_settle, 2, 1)
_as_decimal = elementwise(lambda value: value if type(value) is Decimal else DECIMAL.of(value))


def _in_decimals(values: Array) -> Array:
    return np.asarray(_as_decimal(values), dtype=object)


def _rounded_to_decimals(argument: Argument) -> Argument:
    """Return an argument in decimals; what was a fraction is rounded then."""
    if not _is_exact(argument):
        return argument
    values = _in_decimals(argument.values)
    return Argument(values, argument.error + _DECIMAL_EPS * np.abs(values))


def _finite(values: Array, error: Array) -> tuple[Array, Array, Mask]:
    """Return values with 1 where they are beyond the range of decimals, or no digit of them is known."""
    pairs = zip(values.tolist(), error.tolist(), strict=True)
    lost = np.array([not (value.is_finite() and slack.is_finite()) for value, slack in pairs], dtype=bool)
    if not lost.any():
        return values, error, lost
    return np.where(lost, _ONE, values), np.where(lost, _ZERO, error), lost
