"""How far a change of one key reaches: each function here decides for one sort of key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Literal

import attrs

from parindex.base import fold
from parindex.comparison.matching import Matching
from parindex.definition import (
    REGISTRIES,
    Between,
    Component,
    Definition,
    Indicator,
    Node,
    Rescale,
    Score,
    Term,
    Unit,
    registry,
)
from parindex.evidence import columns_for
from parindex.kernels import OPERATIONS, at_decimals

Level = Literal["loosening", "breaking", "restating", "extending", "editorial"]
#: Worst first.
LEVELS: tuple[Level, ...] = ("loosening", "breaking", "restating", "extending", "editorial")
_LAST_YEAR = 2300
#: Transforms that are defined for fewer values have a greater number.
_DEFINED = {"none": 0, "sqrt": 1, "log": 2, "log10": 2}


@attrs.frozen(eq=False)
class Difference:
    """One key that differs: its value before and after, the tables and the nodes it stands in, the definitions."""

    matching: Matching
    nodes: tuple[Node, Node]
    tables: tuple[Any, Any]
    before: Any
    after: Any


Reach = Callable[[Difference], Level]


def worst(levels: Iterable[Level]) -> Level:
    """Return the level that reaches furthest; editorial where there is none."""
    return min(levels, key=LEVELS.index, default="editorial")


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


def beside(difference: Difference) -> Level:
    """Return restating; breaking where evidence can do without it no more, as it could while it was only watched."""
    return "breaking" if difference.before == "nothing" else "restating"


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
    for definition, node in _sides(difference):
        parent = definition[node.parent or definition.id]
        parts = [part.id for part in definition.parts(parent.id)]
        if isinstance(parent, Component) and node.id in parts:
            kinds.add(parent.combination.weighted)
            taken.append(definition.shares(parent)[parts.index(node.id)])
        else:
            taken.append(None)
    return (taken[0], taken[1]) if len(kinds) == 1 else (None, None)


def _sides(difference: Difference) -> tuple[tuple[Definition, Node], tuple[Definition, Node]]:
    return (difference.matching.old, difference.nodes[0]), (difference.matching.new, difference.nodes[1])


def maximum(difference: Difference) -> Level:
    """Return restating; breaking where evidence above it is refused now; editorial where parts or rule give it."""
    before, after = (definition.maximum(node) for definition, node in _sides(difference))
    if before == after:
        return "editorial"
    if isinstance(difference.nodes[1], Indicator):
        return worst(("restating", allowed(difference)))
    return limit(difference)


def allowed(difference: Difference) -> Level:
    """Return breaking where less evidence is allowed, extending where more is; restating where the maximum follows."""
    (old, before), (new, after) = _sides(difference)
    maxima: Level = "editorial" if old.maximum(before) == new.maximum(after) else "restating"
    limits: list[Between] = [
        node.rule.domain(node) if isinstance(node, Indicator) else definition.domain(node)
        for definition, node in _sides(difference)
    ]
    if _inside(limits[0], limits[1]) and _on_grid(before, after):
        same = _inside(limits[1], limits[0]) and _on_grid(after, before)
        return worst((maxima, "editorial" if same else "extending"))
    return "breaking"


def limit(difference: Difference) -> Level:
    """Return restating; breaking where it also makes less evidence allowed for the component as a whole."""
    if difference.nodes[1].id == difference.matching.new.id:
        return "restating"
    return worst(("restating", allowed(difference)))


def _inside(inner: Between, outer: Between) -> bool:
    """Return whether one interval lies within another; None is no limit."""
    low = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    return low and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


def _on_grid(inner: Node, outer: Node) -> bool:
    """Return whether the steps that one allows are steps of the other."""
    ours, theirs = (node.rule.grid(node) if isinstance(node, Indicator) else None for node in (inner, outer))
    if theirs is None:
        return True
    return ours is not None and not (ours[0] - theirs[0]) % theirs[1] and not ours[1] % theirs[1]


def unit(difference: Difference) -> Level:
    """Return breaking where one of the two is percent or share, or count in a rule of shares; else editorial."""
    answers = any(isinstance(node, Indicator) and node.rule.kind == "shares" for node in difference.nodes)
    measured = {"percent", "share"} | ({"count"} if answers else set())
    return "breaking" if measured & {difference.before, difference.after} else "editorial"


def direction(difference: Difference) -> Level:
    """Return restating; editorial where the rule takes no direction."""
    directed = (isinstance(node, Component) or node.rule.directed for node in difference.nodes)
    return "restating" if any(directed) else "editorial"


def policy(difference: Difference) -> Level:
    """Return restating; breaking where gaps are refused now, extending where no longer; editorial where inherited."""
    before, after = (definition.missing_policy(node) for definition, node in _sides(difference))
    if before == after:
        return "editorial"
    if after == "error":
        return "breaking"
    # What is worked out, or compared with others, may lack a score though nothing is missing in evidence.
    leaves = difference.matching.new.leaves_of(difference.nodes[1].id) or difference.nodes[1:]
    derived = any(isinstance(leaf, Indicator) and (leaf.formula or leaf.rule.cohort) for leaf in leaves)
    return "extending" if before == "error" and (after == "propagate" or not derived) else "restating"


def refusal(difference: Difference) -> Level:
    """Return restating; extending where evidence was refused before, breaking where it is refused now."""
    refused = (None, "refuse")
    after = difference.nodes[1]
    if difference.after == "not-applicable" and isinstance(after, Indicator) and after.not_applicable == "refuse":
        return "breaking" if difference.before not in refused else "editorial"
    if difference.before in refused:
        return "extending"
    return "breaking" if difference.after in refused else "restating"


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


def formula(difference: Difference) -> Level:
    """Return breaking where other columns are read or values may be refused; editorial where only the writing differs.

    Else it is restating.
    """
    before, after = difference.nodes
    if columns_for(before)[:1] == [before.id] or columns_for(after)[:1] == [after.id]:
        return "breaking"  # what was given is worked out now, or the other way round
    trees = [value and value.tree for value in (difference.before, difference.after)]
    same = None not in trees and _read(trees[0], difference.matching.renamed) == _read(trees[1], {})
    return "editorial" if same else "breaking" if _may_refuse(after) else "restating"


def combined_formula(difference: Difference) -> Level:
    """Return restating; breaking where evidence may be refused now; editorial where only the writing differs."""
    trees = [value and value.tree for value in (difference.before, difference.after)]
    if None not in trees and _read(trees[0], difference.matching.renamed) == _read(trees[1], {}):
        return "editorial"
    return "breaking" if trees[1] is not None and (_undefined(trees[1]) or any(trees[1].divisors())) else "restating"


def _may_refuse(node: Node) -> bool:
    """Return whether an indicator may refuse the value that is worked out for it."""
    if not isinstance(node, Indicator) or node.formula is None:
        return False
    refused = node.on_zero_denominator is None
    refused |= node.on_zero_denominator == "not-applicable" and node.not_applicable == "refuse"
    undefined = _undefined(node.formula) or (refused and any(node.formula.divisors()))
    return (
        undefined or node.documents is not None or node.rule.domain(node) != (None, None) or _transform(node) != "none"
    )


def _undefined(tree: Term) -> bool:
    """Return whether a formula has roots, logarithms or powers that are not defined for every number."""
    operation = OPERATIONS.get(tree.kind)
    own = operation is not None and tree.kind != "/" and operation.domain(tree.number) != "any"
    return own or any(map(_undefined, tree.parts))


def _transform(node: Node) -> str:
    rule = node.rule if isinstance(node, Indicator) else None
    return rule.transform if isinstance(rule, Rescale) else "none"


def _read(tree: Term, renamed: Any) -> Any:
    """Return an expression without its places in the text, with the new names of indicators."""
    return tree.kind, tree.number, renamed.get(tree.name, tree.name), [_read(part, renamed) for part in tree.parts]


def rule(difference: Difference) -> Level:
    """Return restating; breaking where evidence is of another kind, or less of it allowed."""
    before, after = difference.nodes
    if not (isinstance(before, Indicator) and isinstance(after, Indicator)):
        return "breaking"
    read = [(len(columns_for(node)), node.rule.items(node), node.rule.options()) for node in (before, after)]
    if read[0] != read[1] or _DEFINED[_transform(after)] > _DEFINED[_transform(before)]:
        return "breaking"
    return worst(("restating", allowed(difference)))


def option(difference: Difference) -> Level:
    """Return restating; of a choice extending where one comes to it, breaking where one goes."""
    if difference.after is None:
        return "breaking"
    before, after = (definition.maximum(node) for definition, node in _sides(difference))
    return "extending" if difference.before is None and before == after else "restating"


def item(difference: Difference) -> Level:
    """Return restating; breaking where an item or answer comes or goes, since each is a column of evidence."""
    return "breaking" if None in (difference.before, difference.after) else "restating"


def transform(difference: Difference) -> Level:
    """Return restating; breaking where it is not defined for values that had a score."""
    return "breaking" if _DEFINED[difference.after] > _DEFINED[difference.before] else "restating"


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


def condition(difference: Difference) -> Level:
    """Return breaking where what has a value may not apply now; restating where it applies to all."""
    return "restating" if difference.after is None else "breaking"


def figures_listed(difference: Difference) -> Level:
    """Return breaking where a figure from outside goes, or one comes that evidence must give; else extending."""
    after = difference.after
    return "breaking" if after is None or (after.value, after.values) == (None, None) else "extending"


def attributes_listed(difference: Difference) -> Level:
    """Return breaking where an attribute goes, since it is a column of evidence; else extending."""
    return "breaking" if difference.after is None else "extending"


def attributes(difference: Difference) -> Level:
    """Return restating; editorial where the same is said in another order."""
    return "editorial" if dict(difference.before) == dict(difference.after) else "restating"


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


def added(definition: Definition, node: Node) -> Level:
    """Return breaking where an indicator needs evidence, or may refuse what is worked out for it; else restating."""
    if not isinstance(node, Indicator):
        return "restating"
    if node in definition.watched:
        return "extending"
    hands_on = node.not_applicable == "refuse" and any(  # what is not applicable in another one is so here
        isinstance(other := definition[name], Indicator) and other.not_applicable != "refuse"
        for name, _ in (node.formula.names() if node.formula else ())
        if name in definition
    )
    return "breaking" if columns_for(node) or hands_on or _may_refuse(node) else "restating"
