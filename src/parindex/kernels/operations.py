"""What formulas are made of: signs and functions on arrays, where they are defined, and how far float64 strays."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, cast

import attrs
import numpy as np

from parindex.kernels.closed_forms import (
    ClosedForm,
    NotClosedError,
    decimal_logarithm,
    exponential,
    in_closed_form,
    logarithm,
    raised,
    square_root,
)
from parindex.kernels.intervals import (
    End,
    Ends,
    added_ends,
    divided_ends,
    greatest_ends,
    least_ends,
    mean_ends,
    multiplied_ends,
    negated_ends,
    power_ends,
    rising_ends,
    rounded_ends,
    size_ends,
    subtracted_ends,
)
from parindex.kernels.number import DECIMAL, Array, elementwise, kept, one_where
from parindex.kernels.rounding import half_up, half_up_exact

#: Beyond this exponent e to its power is not worked out: the result has a million digits.
MOST_EXPONENT = 2_000_000
#: Beyond this one float64 leaves it to exact numbers.
_FLOAT_EXPONENT = 690
#: So near to a half the digits of a root do not tell which way it rounds.
_NEAR = Fraction(1, 10**40)
#: A constant that belongs to an operation: the exponent of a power, the decimals of a rounding.
Constant = Fraction | None


@attrs.frozen(eq=False, repr=False)
class Argument:
    """What an operation is applied to: values (n_units,), and how far they may be from the true ones."""

    values: Array
    error: Array


@attrs.frozen
class Operation:
    """One sign or function.

    Attributes
    ----------
    apply : callable
        ``apply(values, constant)``: the arrays of the arguments -> the array of results.
    error : callable
        ``error(arguments, results, eps, constant)``: how far results may be from the true ones, where each operation
        rounds by no more than `eps` of its result.
    ends : callable
        ``ends(ends of the arguments, constant)``: between what results lie where they are defined.
    count : int or None
        How many arguments it takes, constants included; None: one or more.
    domain : callable
        ``domain(constant)``: of its last argument "any", "not 0", "0 or more", "above 0" or "moderate".
    rational : callable
        ``rational(constant)``: whether fractions give a fraction.
    function : bool
        Written by its name and parentheses.
    """

    apply: Callable[[Sequence[Array], Constant], Array]
    error: Callable[[Sequence[Argument], Array, Any, Constant], Any]
    ends: Callable[[Sequence[Ends], Constant], Ends]
    count: int | None = None
    domain: Callable[[Constant], str] = lambda constant: "any"
    rational: Callable[[Constant], bool] = lambda constant: True
    function: bool = True


def outside(domain: str, values: Array) -> Array:
    """Return where values lie outside a domain."""
    tests: dict[str, Callable[[Array], Array]] = {
        "not 0": lambda x: x == 0,
        "0 or more": lambda x: x < 0,
        "above 0": lambda x: x <= 0,
        "moderate": lambda x: abs(x) > MOST_EXPONENT,
    }
    return np.asarray(tests[domain](values), dtype=bool)


def undecided_domain(domain: str, argument: Argument) -> Array:
    """Return where float64 values may lie on either side of the end of a domain."""
    size = np.abs(argument.values)
    if domain == "moderate":
        return np.asarray(~(size <= _FLOAT_EXPONENT), dtype=bool)
    return np.asarray((size <= argument.error) & (argument.error > 0), dtype=bool)


def _of_last(floats: Callable[[Array], Array], decimals: Callable[[Decimal], Decimal]) -> Any:
    exact = elementwise(decimals)

    def of(value: Array) -> Array:
        return exact(value) if value.dtype == object else floats(value)

    return lambda values, constant: of(*values)


def _rounded(values: Sequence[Array], constant: Constant) -> Array:
    (value,), places = values, int(constant or 0)
    if value.dtype == object:
        return elementwise(lambda x: _half_up_alike(x, places))(value)
    return np.asarray(half_up(value, places) / 10.0**places)


def _half_up_alike(value: Any, places: int) -> Any:
    """Round a fraction or decimal, which stays one; of a root in closed form 60 digits tell which way."""
    if not isinstance(value, ClosedForm):
        return type(value)(half_up_exact(Fraction(value), places)) / 10**places
    below, above = (half_up_exact(Fraction(value.decimal) + sign * _NEAR, places) for sign in (-1, 1))
    if below != above:
        raise NotClosedError("which way a number rounds is not known")
    return Fraction(below, 10**places)


def _power(values: Sequence[Array], constant: Constant) -> Array:
    (base,), exponent = values, _exponent(constant)
    if base.dtype != object:
        return np.asarray(np.power(base, float(exponent)))
    if exponent.denominator == 1:
        return elementwise(lambda x: x ** int(exponent))(base)
    return elementwise(in_closed_form(partial(_root, exponent=exponent), partial(raised, exponent=exponent)))(base)


def _exponent(constant: Constant) -> Fraction:
    """Return the exponent of a power, which every power has."""
    return cast("Fraction", constant)


def _root(value: Decimal, exponent: Fraction) -> Decimal:
    return value ** (Decimal(exponent.numerator) / Decimal(exponent.denominator))


def _carried(arguments: Sequence[Argument], results: Array, eps: Any, constant: Constant) -> Any:
    """Hand on the greatest error."""
    return np.asarray(np.maximum.reduce([argument.error for argument in arguments]))


def _of_extreme(arguments: Sequence[Argument], results: Array, eps: Any, constant: Constant) -> Any:
    """Return by how much an argument may lie beyond the least, or the greatest, of all."""
    return np.asarray(np.maximum.reduce([_beyond(argument, results) for argument in arguments]))


def _beyond(argument: Argument, results: Array) -> Array:
    left = argument.error - np.abs(argument.values - results)
    return np.where(np.asarray(left < argument.error, dtype=bool), left, argument.error)  # nan where both are infinite


def _of_sum(arguments: Sequence[Argument], results: Array, eps: Any, constant: Constant) -> Any:
    return arguments[0].error + arguments[1].error + eps * np.abs(results)


def _of_product(arguments: Sequence[Argument], results: Array, eps: Any, constant: Constant) -> Any:
    (x, dx), (y, dy) = ((np.abs(argument.values), argument.error) for argument in arguments)
    return x * dy + y * dx + dx * dy + eps * np.abs(results)


def _of_quotient(arguments: Sequence[Argument], results: Array, eps: Any, constant: Constant) -> Any:
    left, right = arguments
    return (left.error + np.abs(results) * right.error) / _distance(right) + eps * np.abs(results)


def _of_mean(arguments: Sequence[Argument], results: Array, eps: Any, constant: Constant) -> Any:
    """Return the mean of the errors, and a rounding of the sum of all sizes for every argument."""
    size = np.add.reduce([np.abs(argument.values) for argument in arguments])
    return np.asarray(np.add.reduce([argument.error for argument in arguments]) / len(arguments) + eps * size)


def _of_root(arguments: Sequence[Argument], results: Array, eps: Any, constant: Constant) -> Any:
    (argument,) = arguments
    return argument.error / _positive(results) + 4 * eps * results


def _of_logarithm(arguments: Sequence[Argument], results: Array, eps: Any, constant: Constant) -> Any:
    (argument,) = arguments
    return argument.error / _distance(argument) + 4 * eps * (np.abs(results) + 1)


def _of_exponential(arguments: Sequence[Argument], results: Array, eps: Any, constant: Constant) -> Any:
    (argument,) = arguments
    return _grown(argument.error, results) + 4 * eps * results


def _of_power(arguments: Sequence[Argument], results: Array, eps: Any, constant: Constant) -> Any:
    (argument,), exponent = arguments, _exponent(constant)
    size, kind = np.abs(argument.values), type(eps)
    count = kind(abs(exponent.numerator)) / kind(exponent.denominator)
    error = _grown(2 * count * argument.error / _distance(argument), results)
    near = np.asarray(size <= 2 * argument.error, dtype=bool)
    if near.any() and exponent >= 1:
        error = np.where(near, 2 * _power([size + argument.error], constant), error)
    # A power's own rounding grows with the logarithm of its base.
    return error + (8 + 4 * count * _size_of_logarithm(size)) * eps * np.abs(results)


def _of_rounding(arguments: Sequence[Argument], results: Array, eps: Any, constant: Constant) -> Any:
    return eps * np.abs(results)


def _distance(argument: Argument) -> Any:
    """Return how far at least the true values are from 0; 1 where they may be 0, which is told elsewhere."""
    return _positive(np.abs(argument.values) - argument.error)


def _positive(values: Array) -> Array:
    return one_where(~np.asarray(values > 0, dtype=bool), values)


def _grown(relative: Array, results: Array) -> Array:
    """Return the error of results whose logarithm has one: e^x - 1 is at most 2x up to 1, and not known beyond."""
    beyond = np.asarray(relative > 1, dtype=bool)
    size = np.abs(results) * 2 * relative
    unknown: Any = math.inf if results.dtype != object else Decimal("inf")
    return np.where(beyond, unknown, size)


_digits = elementwise(lambda x: 3 * abs(Decimal(x).adjusted()) + 3)


def _size_of_logarithm(size: Array) -> Array:
    """Return at least how large the natural logarithm is, at most a few times that."""
    return _digits(_positive(size)) if size.dtype == object else np.abs(np.log(_positive(size)))


def _power_domain(constant: Constant) -> str:
    exponent = _exponent(constant)
    if exponent.denominator == 1:
        return "any" if exponent > 0 else "not 0"
    return "0 or more" if exponent > 0 else "above 0"


def _is_whole(constant: Constant) -> bool:
    return _exponent(constant).denominator == 1


def _never(constant: Constant) -> bool:
    return False


def _kept(function: Callable[[Decimal], Decimal]) -> Callable[[End], Fraction]:
    """Return a function of one end, of which the digits are kept that can be relied on."""

    def exactly(end: End) -> Fraction:
        with DECIMAL.context():
            return kept(function(DECIMAL.of(Fraction(end))))

    return exactly


def _rising(function: Callable[[Decimal], Decimal], at_zero: End) -> Callable[..., Ends]:
    return rising_ends(_kept(function), _ZERO, at_zero)


_ZERO = Fraction(0)
_exact_exponential = _kept(Decimal.exp)
_LARGE = Fraction(_FLOAT_EXPONENT)


def _power_ends(ends: Sequence[Ends], constant: Constant) -> Ends:
    return power_ends(ends, constant, _exact_power)


def _exact_power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1:
        return base ** int(exponent)
    with DECIMAL.context():
        return kept(DECIMAL.of(base) ** DECIMAL.of(exponent))


def _exponential_ends(ends: Sequence[Ends], constant: Constant) -> Ends:
    """Return the ends of e to a power; 0 and infinite where they would be very small and very large."""
    ((least, most),) = ends
    low = _ZERO if least < -_LARGE else _exact_exponential(min(least, _LARGE))
    return low, math.inf if most > _LARGE else _exact_exponential(max(most, -_LARGE))


_SIGN = partial(Operation, function=False, count=2)
_ONE, _ROOT = partial(Operation, count=1), partial(Operation, count=1, rational=_never)
_SQRT, _LN, _LOG10, _EXP = Decimal.sqrt, Decimal.ln, Decimal.log10, Decimal.exp

#: Every sign and function, by what it is called in a tree; each function has its own name.
OPERATIONS: Mapping[str, Operation] = {
    "neg": _SIGN(lambda x, _: np.negative(*x), _carried, negated_ends),
    "+": _SIGN(lambda x, _: x[0] + x[1], _of_sum, added_ends),
    "-": _SIGN(lambda x, _: x[0] - x[1], _of_sum, subtracted_ends),
    "*": _SIGN(lambda x, _: x[0] * x[1], _of_product, multiplied_ends),
    "/": _SIGN(lambda x, _: x[0] / x[1], _of_quotient, divided_ends, domain=lambda _: "not 0"),
    "^": _SIGN(_power, _of_power, _power_ends, domain=_power_domain, rational=_is_whole),
    "min": Operation(lambda x, _: np.minimum.reduce(x), _of_extreme, least_ends),
    "max": Operation(lambda x, _: np.maximum.reduce(x), _of_extreme, greatest_ends),
    "mean": Operation(lambda x, _: np.add.reduce(x) / len(x), _of_mean, mean_ends),
    "abs": _ONE(lambda x, _: np.abs(*x), _carried, size_ends),
    "round": Operation(_rounded, _of_rounding, rounded_ends, count=2),
    "sqrt": _ROOT(
        _of_last(np.sqrt, in_closed_form(_SQRT, square_root)),
        _of_root,
        _rising(_SQRT, _ZERO),
        domain=lambda _: "0 or more",
    ),
    "ln": _ROOT(
        _of_last(np.log, in_closed_form(_LN, logarithm)),
        _of_logarithm,
        _rising(_LN, -math.inf),
        domain=lambda _: "above 0",
    ),
    "log10": _ROOT(
        _of_last(np.log10, in_closed_form(_LOG10, decimal_logarithm)),
        _of_logarithm,
        _rising(_LOG10, -math.inf),
        domain=lambda _: "above 0",
    ),
    "exp": _ROOT(
        _of_last(np.exp, in_closed_form(_EXP, exponential)),
        _of_exponential,
        _exponential_ends,
        domain=lambda _: "moderate",
    ),
}
FUNCTIONS = tuple(name for name, operation in OPERATIONS.items() if operation.function)
