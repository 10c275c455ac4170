"""How much work exact arithmetic may take: charged before it is spent, about a nanosecond a unit.

Floats always take the same time; fractions take longer the more digits they have, and who writes the definition
chooses the digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

#: What one operation takes however few digits it has, what a root, power or logarithm of 60 digits does, and what
#: becomes of one value of evidence by a rule in exact numbers.
OPERATION, ROOT, CELL = 300, 150_000, 3_000
#: Bits that Python holds in one piece.
_WORD = 30


class TooMuchWorkError(ArithmeticError):
    """Exact arithmetic would take more work than is allowed; only what allowed it can say where."""


@attrs.define
class Allowance:
    """What exact arithmetic may still take."""

    left: float


_ALLOWANCE: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


@contextmanager
def allowed(most: float | Allowance) -> Iterator[None]:
    """Allow so much work, or what is left of it, to what is done inside; within an allowance that one holds on."""
    if _ALLOWANCE.get() is not None:
        yield
        return
    token = _ALLOWANCE.set(most if isinstance(most, Allowance) else Allowance(most))
    try:
        yield
    finally:
        _ALLOWANCE.reset(token)


def charge(work: float) -> None:
    """Take work from what is allowed, before it is done.

    Raises
    ------
    TooMuchWorkError
        It is more than is left.
    """
    allowance = _ALLOWANCE.get()
    if allowance is None:
        return
    if work > allowance.left:
        raise TooMuchWorkError
    allowance.left -= work


def pieces(bits: int) -> int:
    """Return how many pieces a whole number of so many bits takes; looking for divisors takes their square."""
    return bits // _WORD + 1


def bits_of(values: Iterable[Any]) -> int:
    """Return the most bits of numerators and denominators of fractions; other numbers have few."""
    return max((_bits(value) for value in values), default=0)


def _bits(value: Any) -> int:
    if isinstance(value, Fraction):
        return max(value.numerator.bit_length(), value.denominator.bit_length())
    return value.bit_length() if isinstance(value, int) else 0 if isinstance(value, (float, Decimal)) else 64


def charge_sum(count: int, bits: int) -> None:
    """Charge a sum of fractions over a denominator of so many bits, and its last division."""
    size = pieces(bits)
    charge(count * (OPERATION + size) + size * size)
