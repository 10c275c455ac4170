"""Exact numbers as text: in full, short, or rounded half up."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction

from parindex.kernels import as_float, half_up_exact, in_decimals

_SHORT = 12
#: Bits of numbers that Python does not write, and of those that no message shows in full; the digits that it shows.
_LONG, _MANY, _FIRST = 14_000, 400, 30


class Figure(str):
    """A number as text, with a decimal point, which stands in a message: said in Vietnamese it has a comma."""

    __slots__ = ()


def local_number(number: str, lang: str) -> str:
    """Write a number in a language: with a decimal comma in Vietnamese, where people read it and no program does.

    Examples
    --------
    >>> from parindex.base import local_number
    >>> local_number("88.54", "vi"), local_number("88.54", "en")
    ('88,54', '88.54')
    """
    return number.replace(".", ",") if lang == "vi" else str(number)


def _whole(number: int) -> str:
    """Write a whole number; Python itself refuses to write one of more than 4,300 digits."""
    return str(number) if number.bit_length() < _LONG else f"{Decimal(number):f}"


def plain(number: Fraction | None) -> str:
    """Write an exact number as a decimal where it has one, else as ``a/b``."""
    if number is None:
        return ""
    denominator, digits = number.denominator, 0
    while denominator % 10 == 0:
        denominator //= 10
        digits += 1
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
            digits += 1
    if denominator != 1:
        return f"{_whole(number.numerator)}/{_whole(number.denominator)}"
    text = _whole(abs(number.numerator) * 10**digits // number.denominator).zfill(digits + 1)
    sign = "-" if number < 0 else ""
    return sign + (f"{text[:-digits]}.{text[-digits:]}".rstrip("0").rstrip(".") if digits else text)


def in_digits(number: Fraction | None) -> Figure:
    """Write an exact number as `plain` does, to stand in a message; one of very many digits by the first of them."""
    if number is None or max(number.numerator.bit_length(), number.denominator.bit_length()) < _MANY:
        return Figure(plain(number))
    with localcontext(prec=_FIRST):
        return Figure(f"{Decimal(number.numerator) / Decimal(number.denominator):f}…")


def rough(number: float, digits: int = 6) -> Figure:
    """Write a float for people: six significant digits, or all before the point, and never in powers of ten.

    Examples
    --------
    >>> from parindex.base import rough
    >>> rough(58.5377561), rough(1234567.89), rough(0.00001)
    ('58.5378', '1234568', '0.00001')
    """
    return Figure(f"{number:.0f}" if abs(number) >= 10**digits else f"{Decimal(f'{number:.{digits}g}'):f}")


def short(number: Fraction) -> Figure:
    """Write a number for a message: exactly where that is short, else to six significant digits."""
    exact = plain(number)
    return Figure(exact if len(exact) <= _SHORT and "/" not in exact else f"{as_float(number):.6g}")


def interval(ends: tuple[Fraction, Fraction]) -> str:
    """Write two numbers as an interval."""
    return f"[{plain(ends[0])}, {plain(ends[1])}]"


def decimal(value: Fraction | Decimal, decimals: int = 2) -> str:
    """Write a number rounded half up."""
    return str(in_decimals(half_up_exact(Fraction(value), decimals), decimals))


def half_up_text(number: float, decimals: int) -> Figure:
    """Write a float rounded half up, as the shortest decimal that reads as it; formatting rounds its binary digits.

    Examples
    --------
    >>> from parindex.base import half_up_text
    >>> half_up_text(1.005, 2), f"{1.005:.2f}"
    ('1.01', '1.00')
    """
    return Figure(decimal(Fraction(repr(float(number))), decimals) if math.isfinite(number) else number)


def decimal_text(figure: Decimal | None) -> str | None:
    """Return a published figure as text, None where there is none."""
    return None if figure is None else f"{figure:f}"


def letters(column: int) -> str:
    """Return the letters by which spreadsheets call a column, counted from 1."""
    name = ""
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(ord("A") + place) + name
    return name
