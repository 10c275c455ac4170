"""What the formulas of components refer to: each of its parts, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from parindex.base import Hints, say
from parindex.definition.checking.hierarchy import SoundTree
from parindex.definition.checking.references import never_defined
from parindex.definition.checking.weights_and_maxima import ends_in
from parindex.definition.expressions import MAX_DEGREE
from parindex.definition.rules.rule import Finding
from parindex.definition.tree import Component, Definition, Node


def check_formulas(tree: SoundTree) -> Iterator[Finding]:
    """Check that formulas stand where they are taken, name every part and nothing else, and can be worked out."""
    for path, node in tree.places():
        if not isinstance(node, Component):
            continue
        by_formula = node.combination.by_formula
        if by_formula and node.formula is None and (*path, "formula") not in tree.touched:
            message = say("{id!r} combines by formula and has none", id=node.id)
            yield "missing-key", path, message, say('add formula = "…", worked out from the ids of its parts')
        elif not by_formula and node.formula is not None:
            message = say("{id!r} has a formula, but combines by {combine!r}", id=node.id, combine=node.combine)
            yield "wrong-value", (*path, "formula"), message, say('write combine = "formula", or remove it')
    hints = Hints()
    for path, component, parts in tree.components():
        if component.formula is not None and component.combination.by_formula:
            yield from _names(tree, component, parts, hints)
            ends = {part.id: ends_in(tree, part) for part in parts}
            yield from never_defined(component.formula, ends, component.id, (*path, "formula"))
    yield from _growing(tree)


def _names(tree: SoundTree, component: Component, parts: Sequence[Node], hints: Hints) -> Iterator[Finding]:
    named = dict(component.formula.tree.names()) if component.formula else {}
    ids, path = [part.id for part in parts], (*tree.paths[component.id], "formula")
    parameters = [one.id for one in tree.definition.parameter]
    for name, at in named.items() if ("parameter",) not in tree.touched else ():
        if name not in ids and name not in parameters:
            hint = hints.near(name, ids) or say("a formula names the parts of its component, and figures from outside")
            if name in tree.kinds or name in tree.definition.outside:
                hint = say('give it a part with value = "[{name}]", which reads that indicator again', name=name)
            message = say("{id}: {name!r} (character {at}) is no part of it", id=component.id, name=name, at=at)
            yield "unknown-name", path, message, hint
    for part in parts:
        if part.id not in named:
            message = say("{id}: the part {name!r} is not used by formula", id=component.id, name=part.id)
            yield "unused-input", path, message, say("use it, or move it elsewhere")


def _growing(tree: SoundTree) -> Iterator[Finding]:
    """Refuse powers of powers over several levels, of which no exact result could be written down."""
    definition: Definition = tree.definition

    @cache
    def degree(id_: str) -> int:
        node = tree.nodes[id_]
        inner = max((degree(part.id) for part in tree.parts.get(id_, ())), default=1)
        own = node.formula.tree.degree() if isinstance(node, Component) and node.formula is not None else 1
        return inner * own

    if any(node.formula is not None for node in (definition.root, *definition.component)):
        for id_, node in tree.nodes.items():
            formula = node.formula if isinstance(node, Component) else None
            if formula is not None and degree(id_) > MAX_DEGREE >= formula.tree.degree():
                message = say("{id}: powers multiply more than {most} numbers in all", id=id_, most=MAX_DEGREE)
                yield "too-large", (*tree.paths[id_], "formula"), message, say("a formula below it multiplies too")
                return
