"""A small arithmetic language, parsed to a tree of our own.

Numbers, names, ``+ - * /`` (also ``− × · ÷``), constant powers ``^`` (also ``**``), parentheses and a few functions;
nothing else parses, and nothing of Python is reachable from it. A name that is not a plain word, such as the id 1.1.4,
stands in square brackets: ``[1.1.4]``.
"""

from __future__ import annotations

import operator
import re
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property

import attrs

from parindex.base import near, plain, say
from parindex.kernels import FUNCTIONS, MAX_DECIMALS, OPERATIONS, bits_of

MAX_LENGTH, MAX_DEPTH, MAX_TOKENS = 500, 24, 200
#: Exponents, their denominators, the decimals of a rounding, and how often names may be multiplied in all.
MAX_POWER, MAX_ROOT, MAX_DEGREE = 100, 1000, 1000
#: A power within an exponent has no more bits: that which stands there is no larger than 100 in the end.
MAX_BITS = 10_000
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,30}(?:\.[0-9]{1,30})?(?![0-9.]))|(?P<word>[^\W\d]\w*)|\[(?P<name>[^\[\]]{1,80})\]"
    r"|(?P<sign>\*\*|[-+*/^(),−×·÷]))"
)
_SIGNS = {"−": "-", "×": "*", "·": "*", "÷": "/", "**": "^"}


class ExpressionError(ValueError):
    """The text is no expression; `at` is the character, from 1."""

    def __init__(self, message: str, at: int, hint: str = "") -> None:
        super().__init__(message, at, hint)
        self.message: str = message
        self.at: int = at
        self.hint: str = hint


@attrs.frozen(weakref_slot=False)
class Term:
    """One node: a number, a name, or an operation on its parts, by its name among `OPERATIONS`.

    The `number` of an operation is its constant: the exponent of a power, the decimals of a rounding.
    """

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
        yield from (quotient.parts[1] for quotient in self.quotients())

    def quotients(self) -> Iterator[Term]:
        """Yield every division."""
        for part in self.parts:
            yield from part.quotients()
        if self.kind == "/":
            yield self

    @cached_property
    def rational(self) -> bool:
        """Whether fractions give a fraction."""
        operation = OPERATIONS.get(self.kind)
        return (operation is None or operation.rational(self.number)) and all(part.rational for part in self.parts)

    def degree(self) -> int:
        """Return how often names are multiplied or divided: by about so much grow the digits of exact results."""
        degrees = [part.degree() for part in self.parts]
        if self.kind == "^" and self.number is not None and self.number.denominator == 1:
            return degrees[0] * abs(int(self.number))
        return sum(degrees) if self.kind in ("*", "/") else max(degrees, default=1)


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
    if tree.degree() > MAX_DEGREE:
        raise ExpressionError(say("powers multiply more than {most} numbers in all", most=MAX_DEGREE), 1)
    return Expression(text, tree)


class _Parser:
    """One token of lookahead; each method reads one level of precedence."""

    def __init__(self, text: str) -> None:
        self.text, self.end, self.count = text, 0, 0
        self.kind, self.value, self.at = "", "", 1
        self.before = ""
        self.step()

    def step(self) -> None:
        self.before = self.value if self.kind == "word" else ""
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
        if self.value == "(" and self.before:
            if self.before.lower() == "log":
                return say("write ln(a), or log10(a)")
            known = say("the functions are {names}", names=", ".join(FUNCTIONS))
            return near(self.before.lower(), FUNCTIONS) or known
        if self.value in ("%", ":", "=", "<", ">", "."):
            return say(
                "known are + - * / ^ ( ), functions, numbers and names; an id that is no word stands in square brackets"
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
        return self.power(depth)

    def power(self, depth: int) -> Term:
        base = self.primary(depth)
        if not self.sign("^"):
            return base
        at = self.at
        self.step()
        start = self.at
        exponent = _constant(self.signed(self.deeper(depth)))
        if exponent is None:
            raise ExpressionError(say("an exponent is a number, without names and functions"), start)
        if not 0 < abs(exponent) <= MAX_POWER or exponent.denominator > MAX_ROOT:
            values = {"most": MAX_POWER, "root": MAX_ROOT}
            hint = say("up to {most}, or below 0, not 0; a root up to the {root}th", **values)
            raise ExpressionError(say("the exponent is {exponent}", exponent=plain(exponent)[:40]), start, hint)
        return Term("^", number=exponent, parts=(base,), at=at)

    def primary(self, depth: int) -> Term:
        kind, value, at = self.kind, self.value, self.at
        if kind == "number":
            self.step()
            return Term("number", number=Fraction(value), at=at)
        if kind == "name" or (kind == "word" and value not in FUNCTIONS):
            self.step()
            return Term("name", name=sys.intern(value.strip()), at=at)
        if kind == "word":
            return self.function(depth)
        if self.sign("("):
            parts = self.parenthesised(depth)
            if len(parts) > 1:
                message = say("a comma separates only what a function takes")
                raise ExpressionError(message, at, say("decimals have a point"))
            return parts[0]
        raise ExpressionError(say("{shown} is not expected here", shown=self.shown()), at, self.hint())

    def function(self, depth: int) -> Term:
        name, at = self.value, self.at
        count = OPERATIONS[name].count
        example = {1: f"{name}(a)", 2: f"{name}(a, 2)"}.get(count or 0, f"{name}(a, b)")
        self.step()
        if not self.sign("("):
            hint = say("write {example}; a name that is a function stands in square brackets", example=example)
            raise ExpressionError(say("{name} needs parentheses", name=name), at, hint)
        parts = self.parenthesised(depth)
        if count is not None and len(parts) != count:
            message = say("{name} takes {count} numbers, here {given}", name=name, count=count, given=len(parts))
            raise ExpressionError(message, at, say("write {example}", example=example))
        if name != "round":
            return Term(name, parts=parts, at=at)
        constant = _constant(parts[1])
        if constant is None or constant.denominator > 1 or not 0 <= constant <= MAX_DECIMALS:
            hint = say("a whole number from 0 to {most}", most=MAX_DECIMALS)
            raise ExpressionError(say("{name} needs its decimals as a number", name=name), parts[1].at, hint)
        return Term(name, number=constant, parts=parts[:1], at=at)

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


def _constant(tree: Term) -> Fraction | None:
    """Return the number that a tree of numbers, signs and whole powers is; None where it is none."""
    if tree.kind == "number":
        return tree.number
    constants = [_constant(part) for part in tree.parts]
    figures = [constant for constant in constants if constant is not None]
    divides = tree.kind == "/" or (tree.kind == "^" and (tree.number or 0) < 0)
    if tree.kind not in _CONSTANT or len(figures) < len(constants) or (divides and figures[-1] == 0):
        return None
    if tree.kind == "^":
        exponent = int(tree.number or 0)
        short = bits_of(figures) * abs(exponent) <= MAX_BITS
        return figures[0] ** exponent if tree.rational and short else None
    return _CONSTANT[tree.kind](*figures)


_CONSTANT: dict[str, Callable[..., Fraction]] = {
    "neg": operator.neg,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}
