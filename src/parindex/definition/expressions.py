"""A small arithmetic language: parsed to a tree of our own, evaluated on whole columns of any kind of number.

Numbers, names, ``+ - * /`` (also ``− × · ÷``), parentheses, ``min(…)`` and ``max(…)``; nothing else parses, and
nothing of Python is reachable from it. A name that is not a plain word, such as the id 1.1.4, stands in square
brackets: ``[1.1.4]``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.base import say
from parindex.kernels import Array, Floats, Mask, Number

MAX_LENGTH, MAX_DEPTH, MAX_TOKENS = 500, 24, 200
FUNCTIONS = ("min", "max")
_EPS = float(np.finfo(np.float64).eps)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,30}(?:\.[0-9]{1,30})?(?![0-9.]))|(?P<word>[^\W\d]\w*)|\[(?P<name>[^\[\]]{1,80})\]"
    r"|(?P<sign>[-+*/(),−×·÷]))"
)
_SIGNS = {"−": "-", "×": "*", "·": "*", "÷": "/"}


class ExpressionError(ValueError):
    """The text is no expression; `at` is the character, from 1."""

    def __init__(self, message: str, at: int, hint: str = "") -> None:
        super().__init__(message, at, hint)
        self.message, self.at, self.hint = message, at, hint


@attrs.frozen(weakref_slot=False)
class Term:
    """One node: a number, a name, or an operation (``+ - * / min max`` or ``neg``) on its parts."""

    kind: str
    number: Fraction | None = None
    name: str = ""
    parts: tuple[Term, ...] = ()
    at: int = 1

    def names(self) -> Iterator[tuple[str, int]]:
        """Yield every name with its place in the text."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.kind == "name":
                yield node.name, node.at
            waiting.extend(reversed(node.parts))

    def divisors(self) -> Iterator[Term]:
        """Yield every tree that something is divided by."""
        for part in self.parts:
            yield from part.divisors()
        if self.kind == "/":
            yield self.parts[1]

    def constant(self) -> Fraction | None:
        """Return the number it always is; None where names decide, or where it divides by zero."""
        if self.kind == "number":
            return self.number
        figures = [part.constant() for part in self.parts]
        constants = [figure for figure in figures if figure is not None]
        if not figures or len(constants) < len(figures) or (self.kind == "/" and constants[1] == 0):
            return None
        return Fraction(_OPERATIONS[self.kind](constants))


#: What each kind of operation does, on numbers or on arrays of them.
_OPERATIONS: dict[str, Callable[[list[Any]], Any]] = {
    "neg": lambda x: -x[0],
    "+": lambda x: x[0] + x[1],
    "-": lambda x: x[0] - x[1],
    "*": lambda x: x[0] * x[1],
    "/": lambda x: x[0] / x[1],
    "min": np.minimum.reduce,
    "max": np.maximum.reduce,
}


@attrs.frozen
class Expression:
    """An expression as written, and its tree."""

    text: str
    tree: Term = attrs.field(eq=False, repr=False)

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> Expression:
    """Parse an expression.

    Raises
    ------
    ExpressionError
        With the place of the first fault.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(say("{count} characters, at most {most} are read", count=len(text), most=MAX_LENGTH), 1)
    parser = _Parser(text)
    tree = parser.sum(0)
    if parser.kind != "end":
        raise ExpressionError(say("{shown} is not expected here", shown=parser.shown()), parser.at, parser.hint())
    return Expression(text, tree)


class _Parser:
    """One token of lookahead; each method reads one level of precedence."""

    def __init__(self, text: str) -> None:
        self.text, self.end, self.count = text, 0, 0
        self.kind, self.value, self.at = "", "", 1
        self.step()

    def step(self) -> None:
        rest = self.text[self.end :]
        self.at = self.end + len(rest) - len(rest.lstrip()) + 1
        if not rest.strip():
            self.kind, self.value = "end", ""
            return
        match = _TOKEN.match(self.text, self.end)
        self.count += 1
        if match is None:
            self.kind, self.value = "other", self.text[self.at - 1]
            raise ExpressionError(say("{shown!r} is not expected here", shown=self.value), self.at, self.hint())
        if self.count > MAX_TOKENS:
            raise ExpressionError(say("more than {most} numbers, names and signs", most=MAX_TOKENS), self.at)
        self.kind, self.value, self.end = str(match.lastgroup), str(match[str(match.lastgroup)]), match.end()
        if self.kind == "sign":
            self.value = _SIGNS.get(self.value, self.value)

    def shown(self) -> str:
        return say("the end") if self.kind == "end" else repr(self.value[:40])

    def hint(self) -> str:
        if self.kind == "number":
            return say("decimals have a point, and signs stand between numbers")
        if self.value == ",":
            return say("decimals have a point")
        if self.value in ("^", "%", ":", "=", "<", ">", "."):
            return say(
                "known are + - * / ( ) min max, numbers and names; an id that is no word stands in square brackets"
            )
        return ""

    def sign(self, *signs: str) -> str:
        return self.value if self.kind == "sign" and self.value in signs else ""

    def deeper(self, depth: int) -> int:
        if depth >= MAX_DEPTH:
            raise ExpressionError(say("more than {most} levels deep", most=MAX_DEPTH), self.at)
        return depth + 1

    def sum(self, depth: int) -> Term:
        return self.chain(self.product, ("+", "-"), depth)

    def product(self, depth: int) -> Term:
        return self.chain(self.signed, ("*", "/"), depth)

    def chain(self, inner: Callable[[int], Term], signs: tuple[str, ...], depth: int) -> Term:
        left = inner(depth)
        while sign := self.sign(*signs):
            at = self.at
            self.step()
            left = Term(sign, parts=(left, inner(depth)), at=at)
        return left

    def signed(self, depth: int) -> Term:
        if sign := self.sign("-", "+"):
            at = self.at
            self.step()
            inner = self.signed(self.deeper(depth))
            return inner if sign == "+" else Term("neg", parts=(inner,), at=at)
        return self.primary(depth)

    def primary(self, depth: int) -> Term:
        kind, value, at = self.kind, self.value, self.at
        if kind == "number":
            self.step()
            return Term("number", number=Fraction(value), at=at)
        if kind == "name" or (kind == "word" and value not in FUNCTIONS):
            self.step()
            return Term("name", name=sys.intern(value.strip()), at=at)
        if kind == "word":
            self.step()
            if not self.sign("("):
                message = say("{name} needs parentheses", name=value)
                raise ExpressionError(message, at, say("write {name}(a, b)", name=value))
            return Term(value, parts=self.parenthesised(depth), at=at)
        if self.sign("("):
            parts = self.parenthesised(depth)
            if len(parts) > 1:
                message = say("a comma separates only what min and max take")
                raise ExpressionError(message, at, say("decimals have a point"))
            return parts[0]
        raise ExpressionError(say("{shown} is not expected here", shown=self.shown()), at, self.hint())

    def parenthesised(self, depth: int) -> tuple[Term, ...]:
        depth = self.deeper(depth)
        parts: list[Term] = []
        while not parts or self.sign(","):
            self.step()
            parts.append(self.sum(depth))
        if not self.sign(")"):
            raise ExpressionError(say("{shown} stands where ) is missing", shown=self.shown()), self.at, self.hint())
        self.step()
        return tuple(parts)


@attrs.frozen(eq=False, repr=False)
class Evaluated:
    """What an expression gives, arrays (n_units,)."""

    values: Array  # a harmless number where it divides by zero
    error: Floats  # how far float64 values may be from the exact ones; 0 for exact numbers
    by_zero: Mask  # where something is divided by zero
    unsure: Mask  # where float64 cannot tell whether it is


def evaluate(
    tree: Term, columns: Mapping[str, Array], number: Number, size: int, slack: Mapping[str, float] | None = None
) -> Evaluated:
    """Evaluate on `columns` (n_units,) by name, in one kind of number.

    A float64 of a column stands for its shortest decimal, so it carries an error of its own; one that was worked out
    itself has the `slack` of its column besides.
    """
    rough = number.dtype is np.float64
    no = np.zeros(size, dtype=bool)

    def walk(node: Term) -> Evaluated:
        if node.kind in ("number", "name"):
            figure = columns[node.name] if node.kind == "name" else number.of(node.number or Fraction(0))
            values = np.empty(size, dtype=number.dtype)
            values[:] = figure
            error = _EPS * np.abs(values) + (slack or {}).get(node.name, 0.0) if rough else np.zeros(size)
            return Evaluated(values, error, no, no)
        parts = [walk(part) for part in node.parts]
        by_zero = np.logical_or.reduce([part.by_zero for part in parts])
        unsure = np.logical_or.reduce([part.unsure for part in parts])
        right = parts[-1]
        if node.kind == "/":
            zero = np.asarray(right.values == 0, dtype=bool)
            near = (np.abs(right.values) <= right.error) & (right.error > 0) if rough else no
            by_zero, unsure = by_zero | (zero & ~near), unsure | near
            safe = np.where(zero | near, right.values * 0 + number.of(Fraction(1)), right.values)
            right = attrs.evolve(right, values=safe, error=np.where(zero | near, 0.0, right.error))
        parts[-1] = right
        values = np.asarray(_OPERATIONS[node.kind]([part.values for part in parts]))
        error = _ERROR[node.kind](parts, values) if rough else right.error
        return Evaluated(values, error, by_zero, unsure)

    return walk(tree)


def _added(parts: list[Evaluated], values: Array) -> Array:
    return parts[0].error + parts[1].error + _EPS * np.abs(values)


def _multiplied(parts: list[Evaluated], values: Array) -> Array:
    (x, dx), (y, dy) = ((np.abs(part.values), part.error) for part in parts)
    return x * dy + y * dx + dx * dy + _EPS * np.abs(values)


def _divided(parts: list[Evaluated], values: Array) -> Array:
    """Carry errors through a division; a divisor is more than twice its error, or the cell is unsure anyway."""
    left, right = parts
    size = np.abs(right.values) - right.error
    return (left.error + np.abs(values) * right.error) / np.where(size > 0, size, 1.0) + _EPS * np.abs(values)


def _greatest(parts: list[Evaluated], values: Array) -> Array:
    return np.asarray(np.maximum.reduce([part.error for part in parts]))


_ERROR: dict[str, Callable[[list[Evaluated], Array], Array]] = {
    "neg": _greatest,
    "+": _added,
    "-": _added,
    "*": _multiplied,
    "/": _divided,
    "min": _greatest,
    "max": _greatest,
}
