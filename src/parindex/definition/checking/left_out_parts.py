"""What may be left out: maxima that must be known then, points that are shared, how many parts are needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parindex.base import plain, say, toml_value
from parindex.definition.checking.hierarchy import SoundTree
from parindex.definition.checking.weights_and_maxima import known_maximum
from parindex.definition.rules.rule import Finding
from parindex.definition.tree import Component, Indicator, Node


def check_drops(tree: SoundTree) -> Iterator[Finding]:
    """Where a part of a sum can be left out, the rest is brought to the maximum of all: every one must be known."""
    for _, component, parts in tree.components():
        for part in _brought(tree, component, parts) if component.combination.additive else ():
            maximum = known_maximum(tree, part)
            if part.id not in tree.doubtful and (maximum is None or maximum <= 0):
                lack = say("no max") if maximum is None else say("a max of {max}", max=plain(maximum))
                values = {"part": part.id, "lack": lack, "component": component.id}
                message = say("{part!r} has {lack}, and parts of {component!r} can be left out", **values)
                yield "missing-key", tree.paths[part.id], message, say("give a max above 0, or let nothing be left out")


def _brought(tree: SoundTree, component: Component, parts: Sequence[Node]) -> Iterator[Node]:
    """Yield the parts of which a sum may be brought to the maximum of all, and those of means among them likewise."""
    if not _may_drop_any(tree, component, parts):
        return
    for part in parts:
        yield part
        if isinstance(part, Component) and not (part.combination.by_formula or part.combination.alternative):
            yield from () if part.combination.additive else _counted(tree, part)


def _counted(tree: SoundTree, component: Component) -> Iterator[Node]:
    parts = tree.parts.get(component.id, ())
    if _may_drop_any(tree, component, parts):
        yield from filter(component.counts, parts)


def check_sharing(tree: SoundTree) -> Iterator[Finding]:
    """Points of what is not applicable are shared among the other parts of a sum: there must be some."""
    together = {part.id: (component, parts) for _, component, parts in tree.components() for part in parts}
    for path, leaf in tree.places():
        if not isinstance(leaf, Indicator) or leaf.not_applicable != "share":
            continue
        if (leaf.parent or tree.definition.id) in tree.doubtful and leaf.adds is None:
            continue
        component, parts = together.get(leaf.id, (None, ()))
        hint = say('write "drop", and the rest is brought to the maximum of all')
        if component is None or component.combine != "sum":
            message = say("{id}: its points can be shared among the parts of a sum only", id=leaf.id)
            yield "wrong-value", (*path, "not_applicable"), message, hint
        elif len(parts) == 1:
            message = say("{id}: there is no other part to share its points among", id=leaf.id)
            yield "wrong-value", (*path, "not_applicable"), message, hint


def check_needs(tree: SoundTree) -> Iterator[Finding]:
    """Check that as many parts can have a score as are needed."""
    for path, component, parts in tree.components():
        needs = component.needs
        if needs is None:
            continue
        if component.combination.by_formula or component.combination.alternative:
            written = {"id": component.id, "combine": component.combine, "needs": toml_value(needs.written)}
            message = say("{id!r} combines by {combine!r} and needs {needs}", **written)
            hint = say("a formula needs all parts, an alternative one: remove it")
            yield "wrong-value", (*path, "needs"), message, hint
            continue
        count = sum(component.counts(part) for part in parts)
        values = {"id": component.id, "needs": toml_value(needs.written), "count": count}
        if needs.share is not None and not 0 < needs.share <= 1:
            message = say("{id}: needs is {needs}", **values)
            yield "wrong-value", (*path, "needs"), message, say("a share is above 0 and at most 1")
        elif needs.parts is not None and needs.parts < 1:
            message = say("{id}: needs is {needs}", **values)
            yield "wrong-value", (*path, "needs"), message, say("a whole number of parts, or a share of them")
        elif needs.least(count) > count:
            message = say("{id} needs {needs} parts with a score, and {count} count", **values)
            yield "wrong-value", (*path, "needs"), message, say("{count} at most, or a share of them", **values)


def needs_unused(tree: SoundTree) -> Iterator[Finding]:
    """Tell where it is said how many parts are needed, and none is ever left out."""
    faulty = {path for _, path, *_ in check_needs(tree)}
    for path, component, parts in tree.components():
        if component.needs is None or (*path, "needs") in faulty:
            continue
        if not _may_drop_any(tree, component, parts):
            message = say("{id}: no part is ever left out, all are needed", id=component.id)
            hint = say('let parts be left out, by missing = "redistribute", or remove it')
            yield "needs-unused", (*path, "needs"), message, hint


def _may_drop_any(tree: SoundTree, component: Component, parts: Sequence[Node]) -> bool:
    policy = next((above.missing for above in tree.upward(component) if above.missing), "propagate")
    return any(_may_drop(tree, part, policy) for part in parts)


def _may_drop(tree: SoundTree, node: Node, inherited: str) -> bool:
    policy = node.missing or inherited
    if policy == "redistribute" or (isinstance(node, Indicator) and node.not_applicable in ("drop", "share")):
        return True
    return any(_may_drop(tree, part, policy) for part in tree.parts.get(node.id, ()))
