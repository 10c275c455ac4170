"""Whole numbers as products of powers of a few that have no divisor in common, without looking for primes."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from parindex.kernels.work import OPERATION, bits_of, charge, pieces


def coprime_bases(numbers: Collection[int]) -> list[int]:
    """Return numbers above 1, no two with a common divisor and none a power, of which all others are products.

    So a product of their powers, with any fractions as exponents, is a fraction just where all exponents are whole.
    """
    waiting, bases = sorted({number for number in numbers if number > 1}, reverse=True), list[int]()
    while waiting:
        number = waiting.pop()
        charge((len(bases) + 1) * (OPERATION + pieces(bits_of([number])) ** 2))
        for at, base in enumerate(bases):
            if (common := math.gcd(number, base)) > 1:
                del bases[at]
                waiting += [part for part in (common, number // common, base // common) if part > 1]
                break
        else:
            bases.append(number)
    return sorted(map(least_root, bases))


def least_root(number: int) -> int:
    """Return the least whole number of which one above 1 is a power."""
    charge(number.bit_length() * (OPERATION + pieces(number.bit_length()) ** 2))
    degree = 2
    while 2**degree <= number:
        root = whole_root(number, degree)
        if root**degree == number:
            number = root
        else:
            degree += 1
    return number


def whole_root(number: int, degree: int) -> int:
    """Return the greatest whole number whose power is no more than a whole number, by Newton's steps from above."""
    root = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * root + number // root ** (degree - 1)) // degree
        if better >= root:
            return root
        root = better


def exponents(number: int, bases: Sequence[int]) -> dict[int, int]:
    """Return the exponents of the bases whose powers have a number as product.

    Raises `ArithmeticError` where none have.
    """
    counts = dict[int, int]()
    for base in bases:
        while number % base == 0:
            number //= base
            counts[base] = counts.get(base, 0) + 1
    if number != 1:
        raise ArithmeticError("a number is no product of these bases")
    return counts
