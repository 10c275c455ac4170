"""How far a change of one key reaches: each function here decides for one sort of key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Literal, TypeVar

import attrs

from parindex.base import Message, fold
from parindex.comparison.matching import Matching
from parindex.definition import (
    REGISTRIES,
    Component,
    Definition,
    Indicator,
    Node,
    Score,
    Unit,
    registry,
)
from parindex.kernels import at_decimals

Level = Literal["loosening", "breaking", "restating", "extending", "editorial"]
#: Worst first.
LEVELS: tuple[Level, ...] = ("loosening", "breaking", "restating", "extending", "editorial")
_LAST_YEAR = 2300


@attrs.frozen(eq=False)
class Difference:
    """One key that differs: its value before and after, the tables and the nodes it stands in, the definitions."""

    matching: Matching
    nodes: tuple[Node, Node]
    tables: tuple[Any, Any]
    before: Any
    after: Any

    @property
    def sides(self) -> tuple[tuple[Definition, Node], tuple[Definition, Node]]:
        """Both definitions, each with its node."""
        return (self.matching.old, self.nodes[0]), (self.matching.new, self.nodes[1])


@attrs.frozen
class Because:
    """A level, and why the change reaches so far."""

    level: Level
    why: Message


#: How far a change reaches, perhaps with the reason.
Reached = Level | Because
Reach = Callable[[Difference], Reached]


def level_of(reached: Reached) -> Level:
    """Return the level alone."""
    return reached.level if isinstance(reached, Because) else reached


_R = TypeVar("_R", Level, Reached)


def worst(levels: Iterable[_R]) -> _R:
    """Return what reaches furthest, of several the first with a reason; editorial where there is none."""
    return min(levels, key=lambda one: (LEVELS.index(level_of(one)), not isinstance(one, Because)), default="editorial")


def breaking(difference: Difference) -> Level:
    """Return breaking."""
    return "breaking"


def restating(difference: Difference) -> Level:
    """Return restating."""
    return "restating"


def editorial(difference: Difference) -> Level:
    """Return editorial."""
    return "editorial"


def factor(difference: Difference) -> Level:
    """Return restating; editorial where 1 is written out."""
    return "editorial" if (difference.before or 1) == (difference.after or 1) else "restating"


def rounding(difference: Difference) -> Level:
    """Return restating; editorial where evidence is the score, in steps that rounding leaves as they are."""
    figures: list[Fraction] = []
    for node in difference.nodes:
        grid = node.rule.grid(node) if isinstance(node, Indicator) and isinstance(node.rule, Score) else None
        if grid is None:
            return "restating"
        figures += grid
    pairs = ((figure, decimals) for figure in figures for decimals in (difference.before, difference.after))
    return "editorial" if all(at_decimals(figure, decimals) == figure for figure, decimals in pairs) else "restating"


def years(difference: Difference) -> Level:
    """Return extending; breaking where years or units of the registry go; editorial from one edition to another."""
    periods = [_registries(definition) for definition in (difference.matching.old, difference.matching.new)]
    before, after = (set(_span(given)) for given in (difference.before, difference.after))
    if periods[0][:1] != periods[1][:1] or not set(periods[0]) <= set(periods[1]):
        return "breaking"
    if difference.matching.old.id != difference.matching.new.id:
        return "extending" if periods[0] != periods[1] else "editorial"
    return "breaking" if before - after else "extending"


def _span(given: Sequence[int]) -> range:
    return range(given[0], (given[1] if len(given) > 1 else _LAST_YEAR) + 1)


def _registries(definition: Definition) -> tuple[str, ...]:
    if definition.unit or definition.units not in REGISTRIES:
        return ()
    return tuple(dict.fromkeys(registry(definition.units, year).label for year in _span(definition.years)))


def weight(difference: Difference) -> Level:
    """Return restating; editorial where the share of the whole stays the same, as 0.2 of 1 and 20 of 100."""
    before, after = shares(difference)
    same = None not in (before, after) and before == after and difference.matching.same_parent(*difference.nodes)
    return "editorial" if same else "restating"


def shares(difference: Difference) -> tuple[Fraction | None, Fraction | None]:
    """Return the weight of a node as its parent takes it, before and after; None where it takes none."""
    taken: list[Fraction | None] = []
    kinds = set()
    for definition, node in difference.sides:
        parent = definition[node.parent or definition.id]
        parts = [part.id for part in definition.parts(parent.id)]
        if isinstance(parent, Component) and node.id in parts:
            kinds.add(parent.combination.weighted)
            taken.append(definition.shares(parent)[parts.index(node.id)])
        else:
            taken.append(None)
    return (taken[0], taken[1]) if len(kinds) == 1 else (None, None)


def direction(difference: Difference) -> Level:
    """Return restating; editorial where the rule takes no direction."""
    directed = (isinstance(node, Component) or node.rule.directed for node in difference.nodes)
    return "restating" if any(directed) else "editorial"


def self_scored(difference: Difference) -> Level:
    """Return breaking where units may no longer fill it in themselves, else extending."""
    return "extending" if difference.after else "breaking"


def documents(difference: Difference) -> Level:
    """Return breaking where documents are required now, else extending."""
    return "breaking" if difference.after else "extending"


def inputs(difference: Difference) -> Level:
    """Return breaking; editorial where only their order differs."""
    before, after = (set(map(str, given)) for given in (difference.before, difference.after))
    return "editorial" if before == after else "breaking"


def option(difference: Difference) -> Level:
    """Return restating; of a choice extending where one comes to it, breaking where one goes."""
    if difference.after is None:
        return "breaking"
    before, after = (definition.maximum(node) for definition, node in difference.sides)
    return "extending" if difference.before is None and before == after else "restating"


def item(difference: Difference) -> Level:
    """Return restating; breaking where an item or answer comes or goes, since each is a column of evidence."""
    return "breaking" if None in (difference.before, difference.after) else "restating"


def _found_by(unit: Unit) -> Iterable[str]:
    """Return the names by which a unit is found: with its parent too."""
    return (*unit.names(), *(f"{name}, {unit.parent}" for name in unit.names() if unit.parent))


def names(difference: Difference) -> Level:
    """Return editorial; breaking where a unit can no longer be found by a name, extending where by one more."""
    before, after = ({fold(name) for name in _found_by(unit)} if unit else set() for unit in difference.tables)
    return "breaking" if before - after else "extending" if after - before else "editorial"


def registry_named(difference: Difference) -> Level:
    """Return breaking; editorial where both list their units, here or in a file: what differs of them is told."""
    return "editorial" if difference.matching.old.unit and difference.matching.new.unit else "breaking"


def units_listed(difference: Difference) -> Level:
    """Return breaking where a unit goes, or a list where there was none; extending where a unit comes to it."""
    both_list = difference.matching.old.unit and difference.matching.new.unit
    return "extending" if difference.before is None and both_list else "breaking"


def groups_listed(difference: Difference) -> Level:
    """Return extending where a group comes to it, restating where one goes."""
    return "extending" if difference.before is None else "restating"


def bands_of_group(difference: Difference) -> Level:
    """Return restating; editorial where they are those of the definition."""
    old, new = difference.matching.old, difference.matching.new
    return "editorial" if (difference.before or old.bands) == (difference.after or new.bands) else "restating"


def figures_listed(difference: Difference) -> Level:
    """Return breaking where a figure from outside goes, or one comes that evidence must give; else extending."""
    after = difference.after
    asked = after is not None and after.id in difference.matching.new.named_outside
    lacking = asked and (after.value, after.values) == (None, None)
    return "breaking" if after is None or lacking else "extending"


def attributes_listed(difference: Difference) -> Level:
    """Return breaking where an attribute goes, since it is a column of evidence; else extending."""
    return "breaking" if difference.after is None else "extending"


def attributes(difference: Difference) -> Level:
    """Return breaking where evidence may say otherwise, restating where it cannot, editorial in another order."""
    before, after = dict(difference.before), dict(difference.after)
    known = difference.matching.old.outside.keys() & difference.matching.new.outside.keys()
    changed = {id_ for id_ in before.keys() | after.keys() if before.get(id_) != after.get(id_)}
    return "editorial" if not changed else "breaking" if changed & known else "restating"


def figures(difference: Difference) -> Level:
    """Return restating where a figure of some year is another; breaking where one goes, extending where one comes."""
    old, new = difference.tables
    named: list[int | None] = [
        int(year) for table in (old, new) for year in (table.values.names() if table.values else ())
    ]
    pairs = [(old.figure(year), new.figure(year)) for year in named or [None]]
    open_end = old.values is None and old.value is not None and new.values is not None  # other years had it
    if open_end or any(before is not None and after is None for before, after in pairs):
        return "breaking"
    changed = any(before not in (None, after) for before, after in pairs)
    return "restating" if changed else "extending"
