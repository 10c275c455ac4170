"""Arithmetic as formulas of a spreadsheet: exact figures, expressions of a definition, rounding half up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from parindex.base import plain
from parindex.definition import Term

#: Digits of a number that spreadsheets read, and those that binary arithmetic leaves sound.
_DIGITS, _SOUND = 15, 14
#: Where the size of a number is not known, so many decimals more than those it is rounded to.
_SPARED = 8
#: The signs of edges, as a spreadsheet writes them.
COMPARED = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<="}
#: How deep formulas nest in one another (Excel: 64).
_MOST_NESTED = 60
_SIGNS = ("neg", "+", "-", "*", "/")
_FUNCTIONS = {
    "min": "MIN",
    "max": "MAX",
    "mean": "AVERAGE",
    "abs": "ABS",
    "sqrt": "SQRT",
    "ln": "LN",
    "log10": "LOG10",
    "exp": "EXP",
}


class NoFormulaError(Exception):
    """What a formula of a spreadsheet cannot say: values are written in its place."""


def figure(number: Fraction | int) -> str:
    """Write an exact figure; one that is no short decimal as a fraction, in parentheses."""
    number = Fraction(number)
    text = plain(abs(number))
    if "/" in text or len(text.replace(".", "").strip("0")) > _DIGITS:
        digits = max(len(str(abs(part))) for part in (number.numerator, number.denominator))
        text = f"{number.numerator}/{number.denominator}" if digits <= _DIGITS else repr(float(number))
        return f"({text})"
    return f"(-{text})" if number < 0 else text


def nested(cases: Sequence[tuple[str, str]], otherwise: str) -> str:
    """Write the value of the first of several conditions that holds, else another.

    Raises
    ------
    NoFormulaError
        There are more than formulas nest.
    """
    if len(cases) > _MOST_NESTED:
        raise NoFormulaError
    text = otherwise
    for condition, value in reversed(cases):
        text = f"IF({condition},{value},{text})"
    return text


def either_of(conditions: Sequence[str]) -> str:
    """Write that one of some conditions holds."""
    return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"


def half_up(text: str, decimals: int, most: Fraction | None = None) -> str:
    """Write a number rounded half up; `most` is about how large it is.

    The inner rounding takes off what binary arithmetic leaves below a half: a sum of decimals that is 65.505 may come
    out as 65.50499999999999.
    """
    return f"ROUND({steady(text, decimals, most)},{decimals})"


def steady(text: str, decimals: int = 0, most: Fraction | None = None) -> str:
    """Write a number without the last digits, which binary arithmetic may have got wrong."""
    digits = decimals + _SPARED if most is None else max(_SOUND - len(str(int(abs(most)))), decimals + 2)
    return f"ROUND({text},{digits})"


def expression(term: Term, references: Mapping[str, str]) -> str:
    """Write an expression of a definition; `references` are the cells of its names.

    Raises
    ------
    NoFormulaError
        It has a function that spreadsheets have not.
    """
    if term.kind == "number":
        return figure(term.number or 0)
    if term.kind == "name":
        return references[term.name]
    parts = [expression(part, references) for part in term.parts]
    if term.kind in _FUNCTIONS:
        return f"{_FUNCTIONS[term.kind]}({','.join(parts)})"
    if term.kind == "round":
        return half_up(parts[0], int(term.number or 0))
    if term.kind == "^":
        return f"({parts[0]}^{figure(term.number or 1)})"
    if term.kind not in _SIGNS:
        raise NoFormulaError
    return f"(-{parts[0]})" if term.kind == "neg" else f"({parts[0]}{term.kind}{parts[1]})"
