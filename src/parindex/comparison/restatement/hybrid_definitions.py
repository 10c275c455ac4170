"""Definitions between two others: the structure of one, with the rules and the weights of either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import attrs

from parindex.base import Text
from parindex.definition import (
    Attribute,
    Bands,
    Checklist,
    Choice,
    Component,
    Count,
    Definition,
    Expression,
    Indicator,
    Node,
    Options,
    Ranking,
    Rescale,
    Rule,
    Score,
    Term,
    UnitGroup,
)

RestatementCause = Literal["weights", "rules", "structure"]
#: Why totals change, in the order in which parts are told; rounding comes last.
CAUSES: tuple[RestatementCause, ...] = ("weights", "rules", "structure")
#: Some causes that are already those of the new definition.
Coalition = frozenset[RestatementCause]
_RULES = ("unit", "range", "better", "rule", "inputs", "value", "on_zero_denominator")
_UNTOLD: dict[str, Any] = {"title": None, "source": None, "status": None, "note": None}
_NAME = re.compile(r"\[([^\[\]]+)\]|([^\W\d]\w*)(?!\s*\()\b")


@attrs.frozen(eq=False)
class Hybrids:
    """Two definitions in the words of the new one, and those between them.

    They come without what no total depends on, titles, sources, bands, ranking, and without decimals: what rounding
    does is told apart, that of nodes too.
    """

    old: Definition
    new: Definition
    _made: dict[Coalition, Definition] = attrs.field(factory=dict)

    @classmethod
    def of(cls, old: Definition, new: Definition, ids: Mapping[str, str]) -> Hybrids:
        """Return the two with the nodes of the old one under other ids; see `ids_in`."""
        return cls(bare(old, ids, new.id), bare(new, {node.id: node.id for node in new.nodes}, new.id))

    @cached_property
    def causes(self) -> tuple[RestatementCause, ...]:
        """What differs between the two."""
        every = frozenset(CAUSES)
        pairs = {cause: (frozenset[RestatementCause](), frozenset((cause,))) for cause in CAUSES}
        return tuple(
            cause
            for cause, (none, alone) in pairs.items()
            if self.between(alone) != self.between(none) or self.between(every) != self.between(every - alone)
        )

    def between(self, new: Coalition) -> Definition:
        """Return the definition with some causes as in the new one and the others as in the old one."""
        if new not in self._made:
            self._made[new] = self._between(new)
        return self._made[new]

    def _between(self, new: Coalition) -> Definition:
        weights, rules, structure = (self.new if cause in new else self.old for cause in CAUSES)
        return mixed(structure, rules, weights)


def mixed(structure: Definition, rules: Definition, weights: Definition) -> Definition:
    """Return the tree of one definition, with rules and weights from others where these have a node too."""
    ruled, weighed = ({node.id: node for node in side.nodes} for side in (rules, weights))
    nodes = list(_weighed(structure, [_node(node, ruled, weighed) for node in structure.nodes[1:]], weights))
    whole = attrs.evolve(holding(structure, nodes), max=weights.max)
    parameter = {one.id: one for side in (structure, rules) for one in side.parameter}
    attributes = {one.id: one for side in (structure, rules) for one in side.attributes}
    return attrs.evolve(whole, parameter=tuple(parameter.values()), attributes=tuple(attributes.values()))


def ids_in(old: Definition, new: Definition, renamed: Mapping[str, str]) -> dict[str, str]:
    """Return the id that every node of the old definition goes by in the new one, one of its own where it has none."""
    taken, ids = {*renamed.values(), new.id}, {old.id: new.id}
    for node in old.nodes[1:]:
        id_ = renamed.get(node.id, node.id)
        while node.id not in renamed and id_ in taken:
            id_ += "'"
        taken.add(id_)
        ids[node.id] = id_
    return ids


def without_maxima(definition: Definition) -> Definition:
    """Return a definition without the maxima of components, which then follow from those of their parts."""
    parts = tuple(attrs.evolve(node, max=None) for node in definition.component)
    return attrs.evolve(definition, max=None, component=parts)


def rounds(definition: Definition) -> bool:
    """Return whether a node is rounded before it goes up."""
    return any(node.decimals is not None for node in definition.nodes[1:])


def unrounded(definition: Definition) -> Definition:
    """Return a definition in which no node is rounded before it goes up."""
    components = tuple(attrs.evolve(node, decimals=None) for node in definition.component)
    leaves = tuple(attrs.evolve(node, decimals=None) for node in definition.indicator)
    return attrs.evolve(definition, component=components, indicator=leaves)


def in_words(definition: Definition, ids: Mapping[str, str], root: str) -> Definition:
    """Return a definition with its nodes under other ids, as far as scores and ranks depend on it."""

    def renamed(node: Node) -> Any:
        parent = None if node.parent in (None, definition.id) else ids[str(node.parent)]
        keys: dict[str, Any] = {**_UNTOLD, "id": ids[node.id], "parent": parent}
        if isinstance(node, Indicator):
            keys |= {"documents": None, "self_scored": True, "value": _renamed(node, ids)}
        else:
            keys |= {"formula": node.formula and _with_names(node.formula, ids), "weights_total": None}
        return attrs.evolve(node, **keys)

    blank: dict[str, Any] = {
        "status": None,
        "note": None,
        "sha256": None,
        "bands": (),
        "caps": (),
        "sources": (),
        "weights_total": None,
    }
    formula = None if definition.formula is None else _with_names(definition.formula, ids)
    ranking = attrs.evolve(definition.rank, then=tuple(ids[node] for node in definition.rank.then))
    named = attrs.evolve(definition, id=root, formula=formula, index="", version="1", title=Text(en="-"), rank=ranking)
    blank["group"] = tuple(UnitGroup(group.id) for group in definition.group)
    blank["parameter"] = tuple(attrs.evolve(one, **_UNTOLD) for one in definition.parameter)
    blank["attributes"] = tuple(Attribute(one.id) for one in definition.attributes)
    return attrs.evolve(holding(named, list(map(renamed, definition.nodes[1:]))), **blank)


def bare(definition: Definition, ids: Mapping[str, str], root: str) -> Definition:
    """Return a definition with its nodes under other ids, as far as totals depend on it if nothing is rounded."""
    return attrs.evolve(unrounded(in_words(definition, ids, root)), decimals=0, rank=Ranking())


def holding(definition: Definition, nodes: Sequence[Node]) -> Definition:
    """Return a definition of some nodes, in their order where the first that applies is taken."""
    components = tuple(node for node in nodes if isinstance(node, Component))
    indicators = tuple(node for node in nodes if isinstance(node, Indicator))
    kinds: tuple[Node, ...] = (*components, *indicators)
    place = {node.id: at for at, node in enumerate(kinds)}
    chosen = any(node.combination.alternative for node in (definition.root, *components))
    order = tuple(place[node.id] for node in nodes) if chosen else ()
    return attrs.evolve(definition, component=components, indicator=indicators, order=order)


def _renamed(leaf: Indicator, ids: Mapping[str, str]) -> Expression | None:
    """Return how the value of an indicator is worked out, with other indicators under their new ids."""
    if leaf.value is None:
        return None
    return _with_names(leaf.value, {name: id_ for name, id_ in ids.items() if name not in leaf.reads})


def _with_names(formula: Expression, ids: Mapping[str, str]) -> Expression:
    other = {name: ids[name] for name, _ in formula.tree.names() if name in ids}
    if all(name == id_ for name, id_ in other.items()):
        return formula

    def tree(node: Term) -> Term:
        return attrs.evolve(node, name=other.get(node.name, node.name), parts=tuple(map(tree, node.parts)))

    def word(match: re.Match[str]) -> str:
        name = match[1].strip() if match[1] else match[2]
        return f"[{other[name]}]" if name in other else match[0]

    return Expression(_NAME.sub(word, formula.text), tree(formula.tree))


def _node(node: Node, rules: Mapping[str, Node], weights: Mapping[str, Node]) -> Node:
    """Return a node of the structure with its rule and weight from elsewhere, where they have it too."""
    ruled, weighed = (side.get(node.id, node) for side in (rules, weights))
    if isinstance(node, Component):
        most = weighed.max if isinstance(weighed, Component) else node.max
        return attrs.evolve(node, weight=weighed.weight, max=most)
    ruled = ruled if isinstance(ruled, Indicator) else node
    most, keys = ruled.max, {key: getattr(ruled, key) for key in _RULES}
    if isinstance(weighed, Indicator) and weighed.max is not None and most is not None:
        if isinstance(ruled.rule, Score) and isinstance(weighed.rule, Score) and weighed.max != most:
            keys |= {"rule": weighed.rule, "range": weighed.range}  # what may be given goes up to the maximum
        elif most:
            keys["rule"] = scaled(ruled.rule, weighed.max / most)
        most = weighed.max
    return attrs.evolve(node, **keys, weight=weighed.weight, max=most)


def scaled(rule: Rule, factor: Fraction) -> Rule:
    """Return a rule that names points, for another maximum: every figure of points times a factor."""
    if factor == 1:
        return rule
    if isinstance(rule, Bands):
        return Bands(tuple(attrs.evolve(band, points=band.points * factor) for band in rule.bands))
    if isinstance(rule, (Choice, Checklist)):
        return attrs.evolve(rule, points=Options(tuple((name, points * factor) for name, points in rule.points.items)))
    if isinstance(rule, Count):
        most = None if rule.most is None else rule.most * factor
        return attrs.evolve(rule, each=rule.each * factor, most=most)
    if isinstance(rule, Rescale):
        low, high = rule.to
        return attrs.evolve(rule, to=(low * factor, high * factor))
    return rule


def _weighed(structure: Definition, nodes: Iterable[Node], weights: Definition) -> Iterator[Node]:
    """Yield nodes with weights only where their component takes them, and where not only what it adds has one."""
    families: dict[str, list[Node]] = {}
    for node in nodes:
        families.setdefault(node.parent or structure.id, []).append(node)
    for parent, parts in families.items():
        component = structure[parent]
        common = [node.weight for node in parts if node.id in weights]
        bare = isinstance(component, Component) and component.combination.weighted == "no"
        if bare or (common and all(weight is None for weight in common)):
            yield from (attrs.evolve(node, weight=None) for node in parts)
        else:
            yield from parts
