"""What every rule has: one small class turns an indicator's value into points."""

from __future__ import annotations

import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Literal, Protocol, Self, TypeVar, cast, get_args, get_type_hints

import attrs
import numpy as np

from parindex.base import Message, Name, Path, fold, in_digits, keys_of, say
from parindex.definition.expressions import Term
from parindex.kernels import DECIMAL, FLOAT, RATIONAL, Array, Floats, Indices, Number, as_float, at_decimals, kept

EPS = sys.float_info.epsilon
#: Of values that lie nearer together float64 loses the squares, and then the values themselves.
LEAST_GAP = 1e-140
Between = tuple[Fraction | None, Fraction | None]
#: What a static check yields: code, path below the rule's indicator, message, hint.
Finding = tuple[str, Path, str, str]
#: What a key of a rule may name in place of a number.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
#: A figure of a rule: a number, or the name of a parameter, which is a figure from outside.
Figure = Fraction | str
#: Whose values decide a unit's points: its own, those of its group, or those of all.
Cohort = Literal["", "group", "all"]
MAX_OPTIONS = 100
_R = TypeVar("_R", bound="Rule")


@attrs.frozen
class Spread:
    """One column of values in short: least, greatest and mean of those observed, how many, and their float64 error.

    `figures` are the least and the greatest of each figure from outside that these units are held against.
    """

    low: float
    high: float
    mean: float = 0.0
    count: int = 1
    slack: float = 0.0
    figures: Mapping[str, tuple[float, float]] = attrs.field(factory=dict, hash=False)
    ends: tuple[float, float] | None = None  # what values are compared with, where not the least and the greatest


@attrs.frozen(eq=False)
class Company:
    """The units whose values a kernel sees side by side, and what each is held against."""

    units: tuple[str, ...] = ()  # of each row
    figures: Mapping[str, Array] = attrs.field(factory=dict)  # (n_units,) by parameter, in the numbers of the kernel

    def rows(self, rows: slice | Indices) -> Company:
        """Return some of the units, each perhaps more than once."""
        if isinstance(rows, slice) and rows == slice(None):
            return self
        places = range(len(self.units))[rows] if isinstance(rows, slice) else rows.tolist()
        return Company(
            tuple(self.units[place] for place in places),
            {name: figures[rows] for name, figures in self.figures.items()},
        )

    def extremes(self, rows: slice | Indices) -> dict[str, tuple[float, float]]:
        """Return the least and the greatest of each figure that some of the units are held against."""
        of_rows = {name: figures[rows] for name, figures in self.figures.items()}
        return {name: (float(some.min()), float(some.max())) for name, some in of_rows.items() if some.size}


#: A compiled rule: values (n_units, n_indicators), where they were observed, and the units -> points of the same shape.
Kernel = Callable[[Array, Array, Company], Array]
#: How far float64 points may be from the exact ones, by the spread of the values.
ErrorBound = Callable[[Spread], float]


@attrs.frozen
class Options:
    """Numbers by name; read from a table of TOML, kept in its order."""

    items: tuple[tuple[str, Fraction], ...]

    def names(self) -> tuple[str, ...]:
        """Return the names."""
        return tuple(name for name, _ in self.items)

    def numbers(self) -> list[Fraction]:
        """Return the numbers."""
        return [number for _, number in self.items]

    def findings(self, key: str, example: str) -> Iterator[Finding]:
        """Yield what is wrong with the names under `key`."""
        if not 0 < len(self.items) <= MAX_OPTIONS:
            code = "too-large" if self.items else "missing-key"
            message = say("{count} entries", count=len(self.items))
            yield code, ("rule", key), message, say("from 1 to {most}, as {example}", most=MAX_OPTIONS, example=example)
        seen: set[str] = set()
        for name in self.names():
            if fold(name) in seen:
                message = say("option {name!r} stands there already", name=name)
                yield "duplicate-option", ("rule", key, name), message, ""
            seen.add(fold(name))


class Leaf(Protocol):
    """What a rule sees of the indicator that it belongs to."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def max(self) -> Fraction | None:
        """Its official points."""

    @property
    def decimals(self) -> int | None:
        """To how many decimals its points are rounded."""

    @property
    def range(self) -> tuple[Fraction, Fraction] | None:
        """The evidence it takes, as the definition says."""

    @property
    def allowed(self) -> tuple[Fraction, Fraction] | None:
        """The evidence allowed: `range`, or what follows from its unit."""

    @property
    def better(self) -> Literal["higher", "lower"]:
        """Which values are better."""

    @property
    def unit(self) -> str | None:
        """What its values are measured in."""

    @property
    def rule(self) -> Rule:
        """Its rule."""


@attrs.frozen
class Rule(ABC):
    """The base of all rules.

    Attributes
    ----------
    kind : str
        Its name in a definition.
    words : str
        The same in words; "" where what it explains says it all.
    directed : bool
        The rule takes `better` into account.
    filler : int
        A harmless value, computed on in place of one that is missing.
    from_zero : bool
        Values below 0 have no meaning, unless the indicator's `range` allows them.
    """

    kind: ClassVar[str]
    words: ClassVar[str] = ""
    directed: ClassVar[bool] = False
    filler: ClassVar[int] = 1
    from_zero: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def compile(cls, leaves: Sequence[Leaf], number: Number) -> Kernel:
        """Return one kernel for all `leaves`, which are of this rule, on one kind of number."""

    @abstractmethod
    def limits(self, leaf: Leaf) -> Between:
        """Return the fewest and the most points the rule can give; None where there is no limit."""

    def reach(self, leaf: Leaf) -> Fraction | None:
        """Return the most points that evidence within the indicator's `range` gives; None where there is no limit."""
        return self.limits(leaf)[1]

    @abstractmethod
    def explain(self, leaf: Leaf, spread: Spread | None) -> Message:
        """Say in one line how a value becomes points; `spread` is that of the units scored together."""

    @property
    def cohort(self) -> Cohort:
        """Whose values decide a unit's points."""
        return ""

    @property
    def within(self) -> bool:
        """Whether values are compared with ends that lie between the least and the greatest of all."""
        return False

    @property
    def ordered(self) -> bool:
        """Whether the least difference between two values may decide points, wherever they lie."""
        return False

    @property
    def reference(self) -> str:
        """The unit that the others are compared with, or ""."""
        return ""

    def options(self) -> tuple[str, ...] | None:
        """Return the names that evidence may hold, or None where it holds numbers; values are their positions."""
        return None

    def items(self, leaf: Leaf) -> tuple[str, ...]:
        """Return the names of what it reads in place of one value, such as the items of a checklist."""
        return ()

    def formula(self, leaf: Leaf) -> Term | None:
        """Return how the value follows from the items."""
        return None

    def item_limits(self, leaf: Leaf) -> Between | None:
        """Return the least and greatest number of an item, or None where items are ticked."""
        return None

    def item_sum(self, leaf: Leaf) -> Fraction | None:
        """Return what the items of one unit must add to, or None."""
        return None

    def domain(self, leaf: Leaf) -> Between:
        """Return the least and the greatest value of evidence that makes sense; None where there is no limit."""
        return leaf.allowed or (Fraction(0) if self.from_zero else None, None)

    def grid(self, leaf: Leaf) -> tuple[Fraction, Fraction] | None:
        """Return the start and the step of the values allowed, or None where every number is."""
        return None

    def straight(self, leaf: Leaf) -> Between | None:
        """Return between which values points are linear in the value, or None where they are nowhere."""
        return None

    @property
    def straight_among(self) -> bool:
        """Whether points are linear in the value from the least to the greatest value of the units compared."""
        return False

    def edges(self) -> tuple[Figure, ...]:
        """Return the values at which points jump: there an exact value decides."""
        return ()

    def named(self) -> Iterator[tuple[Path, str]]:
        """Yield every figure from outside that a key names, with its place in the rule."""
        return _named(self, ())

    def at(self, figures: Mapping[str, Fraction]) -> Self:
        """Return the rule with figures put in where keys name them."""
        return cast("Self", _put_in(self, figures))

    def undefined(self, values: Array) -> Array | None:
        """Return where the rule has no meaning for a value, or None where it always has one."""
        return None

    def ends(self, values: Array, number: Number) -> tuple[Any, Any]:
        """Return the two ends that values scored together give a scale: the least and the greatest."""
        return values.min(), values.max()

    def spread(self, column: Floats, figures: Mapping[str, tuple[float, float]]) -> Spread | None:
        """Return the spread of the values of a column, None where it has none."""
        seen = column[~np.isnan(column)]
        if not seen.size:
            return None
        ends = self.ends(seen, FLOAT) if self.within else None
        return Spread(float(seen.min()), float(seen.max()), float(seen.mean()), seen.size, figures=figures, ends=ends)

    def scaleless(self, leaf: Leaf, low: float, high: float, reference: float) -> bool:
        """Return whether what values are compared with, their ends or a `reference` (nan: missing), gives no scale."""
        return False

    def findings(self, leaf: Leaf) -> Iterator[Finding]:
        """Yield what is wrong with the rule of this leaf."""
        return iter(())

    def rational(self) -> bool:
        """Return whether points are exact in fractions."""
        return True

    def denominator(self, leaf: Leaf, of_values: int, count: int) -> int:
        """Return a number of which points, times it, are whole for values that are times `of_values`; 0 if not known.

        So many units of a `count` have a value, where a rule compares them; `of_values` is 0 where it is not known.
        """
        return 0

    def error(self, leaf: Leaf) -> ErrorBound:
        """Return a function of the spread of values: how far float64 points may be from the exact ones."""
        bound = 4 * EPS * max(abs(as_float(limit)) for limit in self.limits(leaf) if limit is not None)
        return lambda spread: bound


def rounded_limits(limits: Between, decimals: int | None) -> Between:
    """Return between what scores lie that may be rounded or not."""
    low, high = limits
    rounded_low, rounded_high = (at_decimals(limit, decimals) for limit in limits)
    lows, highs = ([end for end in ends if end is not None] for ends in ((low, rounded_low), (high, rounded_high)))
    return min(lows, default=None), max(highs, default=None)


def known(figure: Fraction | None) -> Fraction:
    """Return a figure that every definition has that was checked; 0 where it lacks it."""
    return figure or Fraction(0)


def rule_as(leaf: Leaf, cls: type[_R]) -> _R:
    """Return the rule of a leaf that is known to be of a class."""
    return cast("_R", leaf.rule)


def points_at(leaf: Leaf, value: Fraction) -> Fraction:
    """Return the points that a rule gives for one value, whatever the other units have."""
    number = RATIONAL if leaf.rule.rational() else DECIMAL
    with number.context():
        values = number.array([value])[None]
        points = type(leaf.rule).compile([leaf], number)(values, np.ones_like(values, dtype=bool), Company()).item()
        return kept(points) if isinstance(points, Decimal) else Fraction(points)


def needs_max(leaf: Leaf) -> Iterator[Finding]:
    """Yield the finding that the leaf of a rule lacks its max."""
    if leaf.max is None:
        message = say("the rule {kind!r} needs the indicator's max", kind=leaf.rule.kind)
        yield "missing-key", (), message, say("add max = …")


_KEYS_OF: dict[type[Any], frozenset[str]] = {}
_NAMES_OF: dict[type[Any], dict[str, str]] = {}


def _figure_keys(cls: type[Any]) -> frozenset[str]:
    """Return the keys of a class that hold a number or the name of one."""
    if cls not in _KEYS_OF:
        kinds = {name: {*get_args(kind)} for name, kind in get_type_hints(cls).items()}
        named = (name for name, kind in kinds.items() if {Fraction, str} <= kind <= {Fraction, str, type(None)})
        _KEYS_OF[cls] = frozenset(named)
    return _KEYS_OF[cls]


def _named(table: Any, path: Path) -> Iterator[tuple[Path, str]]:
    cls = type(table)
    if cls not in _NAMES_OF:
        _NAMES_OF[cls] = {key: field.name for key, field in keys_of(cls).items()}
    for key, name in _NAMES_OF[cls].items():
        value = getattr(table, name)
        if isinstance(value, str) and name in _figure_keys(cls):
            yield (*path, key), value
        elif isinstance(value, tuple) and value and attrs.has(type(value[0])):
            for at, entry in enumerate(value):
                yield from _named(entry, (*path, key, at))


def _put_in(table: Any, figures: Mapping[str, Fraction]) -> Any:
    keys, changed = _figure_keys(type(table)), dict[str, Any]()
    for field in attrs.fields(type(table)):
        value = getattr(table, field.name)
        if isinstance(value, str) and field.name in keys and value in figures:
            changed[field.name] = figures[value]
        elif isinstance(value, tuple) and value and attrs.has(type(value[0])):
            changed[field.name] = tuple(_put_in(entry, figures) for entry in value)
    return attrs.evolve(table, **changed)


def said(figure: Figure | None, spread: Spread | None = None) -> str:
    """Say a figure, or the name of one with what it is where all units are held against the same."""
    if not isinstance(figure, str):
        return in_digits(figure)
    values = {*spread.figures.get(figure, ())} if spread else set()
    return say("{name} {figure:.12g}", name=Name(figure), figure=values.pop()) if len(values) == 1 else Name(figure)


def least_of(figure: Figure, spread: Spread) -> float:
    """Return a figure as float64, of one that is named the least that units are held against."""
    return min(_held_against(figure, spread))


def greatest_of(figure: Figure, spread: Spread) -> float:
    """Return a figure as float64, of one that is named the greatest that units are held against."""
    return max(_held_against(figure, spread))


def _held_against(figure: Figure, spread: Spread) -> tuple[float, ...]:
    return (as_float(figure),) if isinstance(figure, Fraction) else spread.figures.get(figure, (0.0,))


def figures_of(
    figures: Sequence[Figure], number: Number, exactly: Sequence[Callable[[Fraction], Any]] = ()
) -> Callable[[Company], Array]:
    """Return what gives one figure an indicator: (n_indicators,), or (n_units, n_indicators) where one is named.

    `exactly` says how each becomes a number, where not as the nearest one.
    """
    makers = exactly or [number.of] * len(figures)
    plain_figures = [Fraction(1) if isinstance(figure, str) else figure for figure in figures]
    fixed = number.vector([make(figure) for make, figure in zip(makers, plain_figures, strict=True)])
    named = [(at, figure) for at, figure in enumerate(figures) if isinstance(figure, str)]

    def of_units(company: Company) -> Array:
        table = np.tile(fixed, (len(company.units), 1))
        for at, name in named:
            table[:, at] = company.figures[name]
        return table

    return of_units if named else lambda company: fixed
