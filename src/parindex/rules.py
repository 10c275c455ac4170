"""How an indicator's value becomes points: one small class a rule.

A new rule is a new class here and one entry in `RULES`; loading, checking, scoring, exact decisions and explanation
all go through the methods of `Rule`.
"""

from __future__ import annotations

import math
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar, cast

import attrs
import numpy as np

from parindex.kernels import points
from parindex.kernels.number import TRANSFORMS, Array, Number, transform
from parindex.problems import Path
from parindex.texts import fold

if TYPE_CHECKING:
    from parindex.definition import Indicator

MAX_BANDS = 200
Limits = tuple[Fraction | None, Fraction | None]
Anchors = Literal["observed"] | tuple[Fraction, Fraction]
#: What a static check yields: code, path below the rule's indicator, message, hint.
Finding = tuple[str, Path, str, str]
#: A compiled rule: values (n_units, n_indicators) and where they were observed -> points of the same shape.
Kernel = Callable[[Array, Array], Array]
#: The error of float64 points, from the least and the greatest value observed.
ErrorBound = Callable[[float, float], float]
_R = TypeVar("_R", bound="Rule")


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
        return str(number)
    text = f"{abs(number.numerator) * 10**digits // number.denominator:0{digits + 1}d}"
    sign = "-" if number < 0 else ""
    return sign + (f"{text[:-digits]}.{text[-digits:]}".rstrip("0").rstrip(".") if digits else text)


@attrs.frozen
class Rule(ABC):
    """The base of all rules.

    Attributes
    ----------
    kind : str
        Its name in a definition.
    directed : bool
        The rule takes `better` into account.
    filler : int
        A harmless value, computed on in place of one that is missing.
    """

    kind: ClassVar[str]
    directed: ClassVar[bool] = False
    filler: ClassVar[int] = 1

    @classmethod
    @abstractmethod
    def compile(cls, leaves: Sequence[Indicator], number: Number) -> Kernel:
        """Return one kernel for all `leaves`, which are of this rule, on one kind of number."""

    @abstractmethod
    def limits(self, leaf: Indicator) -> Limits:
        """Return the fewest and the most points the rule can give; None where there is no limit."""

    @abstractmethod
    def explain(self, leaf: Indicator, cohort: tuple[float, float] | None) -> str:
        """Say in one line how a value becomes points; `cohort` is the least and greatest value observed."""

    @property
    def cohort(self) -> bool:
        """Whether points depend on the other units scored together."""
        return False

    def options(self) -> tuple[str, ...] | None:
        """Return the names that evidence may hold, or None where it holds numbers; values are their positions."""
        return None

    def domain(self, leaf: Indicator) -> Limits:
        """Return the least and the greatest value of evidence that makes sense; None where there is no limit."""
        return leaf.allowed or (None, None)

    def undefined(self, values: Array) -> Array | None:
        """Return where the rule has no meaning for a value, or None where it always has one."""
        return None

    def findings(self, leaf: Indicator) -> Iterator[Finding]:
        """Yield what is wrong with the rule of this leaf."""
        return iter(())

    def rational(self) -> bool:
        """Return whether points are exact in fractions."""
        return True

    def error(self, leaf: Indicator) -> ErrorBound:
        """Return a function of the least and greatest value: how far float64 points may be from the exact ones."""
        bound = 4 * math.ulp(max((abs(float(limit)) for limit in self.limits(leaf) if limit is not None), default=1.0))
        return lambda low, high: bound


@attrs.frozen
class Score(Rule):
    """The evidence is the score already, in `range` (0 to the indicator's `max` unless given)."""

    kind: ClassVar[str] = "score"
    range: tuple[Fraction, Fraction] | None = None

    @classmethod
    def compile(cls, leaves: Sequence[Indicator], number: Number) -> Kernel:
        return lambda values, observed: values

    def domain(self, leaf: Indicator) -> Limits:
        return self.range or leaf.allowed or (Fraction(0), leaf.max)

    def limits(self, leaf: Indicator) -> Limits:
        return self.domain(leaf)[0], leaf.max if self.range is None or leaf.max is not None else self.range[1]

    def explain(self, leaf: Indicator, cohort: tuple[float, float] | None) -> str:
        return "given"

    def findings(self, leaf: Indicator) -> Iterator[Finding]:
        if self.range is not None and self.range[0] >= self.range[1]:
            yield "range-reversed", ("rule", "range"), f"{_interval(self.range)} is no range", "write [low, high]"
        most = self.domain(leaf)[1]
        if most is not None and leaf.max is not None and most > leaf.max:
            message = f"scores up to {plain(most)} are allowed, max is {plain(leaf.max)}"
            yield "over-maximum", ("max",), message, "correct the range or max"

    def error(self, leaf: Indicator) -> ErrorBound:
        return lambda low, high: math.ulp(max(abs(low), abs(high)))


def _interval(ends: tuple[Fraction, Fraction]) -> str:
    return f"[{plain(ends[0])}, {plain(ends[1])}]"


@attrs.frozen
class Rescale(Rule):
    """Linear between two anchors, which are numbers or the least and greatest value observed.

    The transform applies to values and anchors alike; `better = "lower"` reverses; `clip` keeps values beyond the
    anchors at the ends of `to`.
    """

    kind: ClassVar[str] = "rescale"
    directed: ClassVar[bool] = True
    anchors: Anchors
    to: tuple[Fraction, Fraction]
    transform: Literal["none", "log", "log10", "sqrt"] = "none"
    clip: bool = False

    @property
    def cohort(self) -> bool:
        return self.anchors == "observed"

    @classmethod
    def compile(cls, leaves: Sequence[Indicator], number: Number) -> Kernel:
        rules = [_of(leaf, cls) for leaf in leaves]
        ends = [rule.to[::-1] if leaf.better == "lower" else rule.to for leaf, rule in zip(leaves, rules, strict=True)]
        low, high = (number.array([end[side] for end in ends]) for side in (0, 1))
        bottom, top = np.minimum(low, high), np.maximum(low, high)
        clip = np.array([rule.clip for rule in rules])
        columns = {
            name: np.flatnonzero([rule.transform == name for rule in rules])
            for name in TRANSFORMS
            if any(rule.transform == name for rule in rules)
        }

        def transformed(values: Array) -> Array:
            values = values.copy() if columns else values
            for name, where in columns.items():
                values[..., where] = transform(name, values[..., where])
            return values

        fixed = [rule.anchors for rule in rules if not isinstance(rule.anchors, str)]
        anchors = [transformed(number.array([pair[side] for pair in fixed])) for side in (0, 1)] if fixed else []

        def kernel(values: Array, observed: Array) -> Array:
            values = transformed(values)
            start, end = anchors or points.spread(values, observed)
            out = points.rescale(values, start, end, low, high)
            return np.where(clip, np.minimum(np.maximum(out, bottom), top), out) if clip.any() else out

        return kernel

    def undefined(self, values: Array) -> Array | None:
        if self.transform == "none":
            return None
        return np.asarray(values < 0 if self.transform == "sqrt" else values <= 0)

    def limits(self, leaf: Indicator) -> Limits:
        low, high = min(self.to), max(self.to)
        if self.clip or isinstance(self.anchors, str):
            return low, high
        if leaf.allowed and min(self.anchors) <= leaf.allowed[0] and leaf.allowed[1] <= max(self.anchors):
            return low, high
        return None, None

    def explain(self, leaf: Indicator, cohort: tuple[float, float] | None) -> str:
        if isinstance(self.anchors, str):
            ends = "observed " + (" to ".join(f"{end:.6g}" for end in cohort) if cohort else "range")
        else:
            ends = " to ".join(plain(end) for end in self.anchors)
        scale = "" if self.transform == "none" else f", {self.transform}"
        lower = ", lower is better" if leaf.better == "lower" else ""
        clip = ", clipped" if self.clip else ""
        return f"{ends} onto {' to '.join(plain(end) for end in self.to)}{scale}{lower}{clip}"

    def findings(self, leaf: Indicator) -> Iterator[Finding]:
        if self.to[0] == self.to[1]:
            yield "anchors-equal", ("rule", "to"), f"{_interval(self.to)} has no length", "write [low, high]"
        elif self.to[0] > self.to[1]:
            hint = 'write [low, high] and better = "lower"'
            yield "range-reversed", ("rule", "to"), f"{_interval(self.to)} runs downwards", hint
        if isinstance(self.anchors, str):
            return
        if self.anchors[0] == self.anchors[1]:
            yield "anchors-equal", ("rule", "anchors"), f"both anchors are {plain(self.anchors[0])}", ""
        elif self.anchors[0] > self.anchors[1]:
            hint = 'write [low, high] and better = "lower"'
            yield "range-reversed", ("rule", "anchors"), f"{_interval(self.anchors)} runs downwards", hint
        least = min(self.anchors)
        if (self.transform in ("log", "log10") and least <= 0) or (self.transform == "sqrt" and least < 0):
            message = f"{self.transform} of the anchor {plain(least)} is not defined"
            yield "transform-undefined", ("rule", "anchors"), message, ""

    def rational(self) -> bool:
        return self.transform == "none"

    def error(self, leaf: Indicator) -> ErrorBound:
        anchors = None if isinstance(self.anchors, str) else (float(self.anchors[0]), float(self.anchors[1]))
        curves: dict[str, Callable[[float], float]] = {
            "none": float,
            "sqrt": math.sqrt,
            "log": math.log,
            "log10": math.log10,
        }
        curve, bent = curves[self.transform], self.transform != "none"
        bounded = self.limits(leaf) != (None, None)
        span, base = float(self.to[1] - self.to[0]), abs(float(self.to[0]))

        def bound(low: float, high: float) -> float:
            try:
                points = [curve(value) for value in (low, high, *(anchors or ()))]
            except ValueError:
                return math.inf
            gap, size = points[-1] - points[-2], max(map(abs, points)) + bent
            if not 0 < gap < math.inf:
                return math.inf
            reach = 1.0 if bounded else 1 + 2 * size / gap
            return 8 * sys.float_info.epsilon * (span * size / gap * (1 + reach) + base + span * reach)

        return bound


@attrs.frozen
class Band:
    """One band: at most one edge, and the points of values on its side."""

    points: Fraction
    above: Fraction | None = None
    at_least: Fraction | None = None
    below: Fraction | None = None
    at_most: Fraction | None = None

    def edges(self) -> list[tuple[str, Fraction]]:
        """Return the edges given, by name."""
        named = ((name, getattr(self, name)) for name in ("above", "at_least", "below", "at_most"))
        return [(name, value) for name, value in named if value is not None]

    def __str__(self) -> str:
        return " and ".join(f"{name.replace('_', ' ')} {plain(value)}" for name, value in self.edges()) or "otherwise"


@attrs.frozen
class Bands(Rule):
    """The points of the first band that holds; each edge says itself whether it belongs to the band."""

    kind: ClassVar[str] = "bands"
    bands: tuple[Band, ...]

    @classmethod
    def compile(cls, leaves: Sequence[Indicator], number: Number) -> Kernel:
        tables = [_of(leaf, cls).bands for leaf in leaves]
        count = max(len(table) for table in tables)
        # Shorter tables are filled up with their last band, which gives the same points at any later turn.
        rows = [[table[min(level, len(table) - 1)] for table in tables] for level in range(count)]
        edge = [[(band.edges() or [("", Fraction(0))])[0] for band in row] for row in rows]
        cut = {"above": number.above, "at_most": number.above, "at_least": number.below, "below": number.below}
        edges = np.array([number.vector([cut.get(name, number.of)(value) for name, value in row]) for row in edge])
        upper = np.array([[name in ("below", "at_most") for name, _ in row] for row in edge])
        closed = np.array([[name in ("at_least", "at_most") for name, _ in row] for row in edge])
        given = np.array([number.array([band.points for band in row]) for row in rows])
        return lambda values, observed: points.bands(values, edges, upper, closed, given)

    def limits(self, leaf: Indicator) -> Limits:
        given = [band.points for band in self.bands]
        return min(given, default=None), max(given, default=None)

    def explain(self, leaf: Indicator, cohort: tuple[float, float] | None) -> str:
        return ", ".join(f"{band} → {plain(band.points)}" for band in self.bands)

    def findings(self, leaf: Indicator) -> Iterator[Finding]:
        if not 0 < len(self.bands) <= MAX_BANDS:
            code = "too-large" if self.bands else "missing-key"
            yield (
                code,
                ("rule", "bands"),
                f"{len(self.bands)} bands",
                f"from 1 to {MAX_BANDS}; end with {{ points = … }}",
            )
            return
        low, high = self.domain(leaf)
        # What no band has taken yet is an interval; an end is (value, side): side tells open from closed.
        left = (-math.inf if low is None else low, 0), (math.inf if high is None else high, 0)
        for place, band in enumerate(self.bands):
            path: Path = ("rule", "bands", place)
            edges = band.edges()
            if len(edges) > 1:
                message = f"a band has one edge, here {' and '.join(name for name, _ in edges)}"
                yield "wrong-value", path, message, "use two bands; the first that holds wins"
                return
            after = _without(left, *edges[0]) if edges else _NOTHING
            if left[0] > left[1] or after == left:
                yield (
                    "unreachable-band",
                    path,
                    f"no value is left for the band {str(band)!r}",
                    "the first that holds wins: order edges from the highest down",
                )
            left = after
        if left[0] <= left[1]:
            yield (
                "open-bands",
                ("rule", "bands", len(self.bands) - 1),
                "some values fall in no band",
                ("end with { points = … }"),
            )


_End = tuple[Fraction | float, int]
_NOTHING: tuple[_End, _End] = (math.inf, 0), (-math.inf, 0)


def _without(left: tuple[_End, _End], name: str, edge: Fraction) -> tuple[_End, _End]:
    low, high = left
    if name in ("above", "at_least"):
        return low, min(high, (edge, 0 if name == "above" else -1))
    return max(low, (edge, 0 if name == "below" else 1)), high


@attrs.frozen
class Options:
    """Points by option; read from a table of TOML, kept in its order."""

    items: tuple[tuple[str, Fraction], ...]


@attrs.frozen
class Choice(Rule):
    """One of several named options, each with its points."""

    kind: ClassVar[str] = "choice"
    filler: ClassVar[int] = 0
    points: Options

    def options(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.points.items)

    @classmethod
    def compile(cls, leaves: Sequence[Indicator], number: Number) -> Kernel:
        tables = [number.array([given for _, given in _of(leaf, cls).points.items]) for leaf in leaves]
        return lambda values, observed: points.choice(values, tables)

    def limits(self, leaf: Indicator) -> Limits:
        given = [value for _, value in self.points.items]
        return min(given, default=None), max(given, default=None)

    def explain(self, leaf: Indicator, cohort: tuple[float, float] | None) -> str:
        return ", ".join(f"{name} → {plain(given)}" for name, given in self.points.items)

    def findings(self, leaf: Indicator) -> Iterator[Finding]:
        if not self.points.items:
            yield (
                "missing-key",
                ("rule", "points"),
                "there is no option",
                'write points = { "on time" = 1, late = 0.5 }',
            )
        seen: set[str] = set()
        for name, _ in self.points.items:
            if fold(name) in seen:
                yield "duplicate-option", ("rule", "points", name), f"option {name!r} stands there already", ""
            seen.add(fold(name))


@attrs.frozen
class Proportional(Rule):
    """The indicator's `max` times value / `cap`, never more than `max`; nothing below `floor`."""

    kind: ClassVar[str] = "proportional"
    cap: Fraction
    floor: Fraction | None = None

    @classmethod
    def compile(cls, leaves: Sequence[Indicator], number: Number) -> Kernel:
        rules = [_of(leaf, cls) for leaf in leaves]
        cap = number.array([rule.cap for rule in rules])
        floor = number.vector([number.below(rule.floor or Fraction(0)) for rule in rules])
        most = number.array([leaf.max or Fraction(0) for leaf in leaves])
        return lambda values, observed: points.proportional(values, cap, floor, most)

    def domain(self, leaf: Indicator) -> Limits:
        return leaf.allowed or (Fraction(0), None)

    def limits(self, leaf: Indicator) -> Limits:
        return Fraction(0), leaf.max

    def explain(self, leaf: Indicator, cohort: tuple[float, float] | None) -> str:
        floor = "" if self.floor is None else f", nothing below {plain(self.floor)}"
        return f"{plain(leaf.max)} points from {plain(self.cap)}, in proportion before{floor}"

    def findings(self, leaf: Indicator) -> Iterator[Finding]:
        if leaf.max is None:
            yield "missing-key", (), "the rule 'proportional' needs the indicator's max", "add max = …"
        if self.cap <= 0:
            yield "wrong-value", ("rule", "cap"), f"cap is {plain(self.cap)}", "the cap must be above 0"
        if self.floor is not None and not 0 <= self.floor <= self.cap:
            yield "wrong-value", ("rule", "floor"), f"floor {plain(self.floor)} is not between 0 and the cap", ""


def _of(leaf: Indicator, cls: type[_R]) -> _R:
    return cast("_R", leaf.rule)


#: Every rule by its name in a definition.
RULES: Mapping[str, type[Rule]] = {cls.kind: cls for cls in (Score, Rescale, Bands, Choice, Proportional)}
