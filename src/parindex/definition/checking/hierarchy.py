"""The shape of a definition: nodes with ids of their own that hang from the root, every component with parts."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from parindex.base import MAX_DEPTH, Hints, Path, say
from parindex.definition.rules.rule import Finding
from parindex.definition.tree import Component, Definition, Node

#: What follows the id of an indicator in the name of a column about its document.
PAPERS = ("document", "page", "note")
#: Words that tables of evidence and of results use for themselves.
_OF_EVIDENCE = ("row", "stt", "unit", "name", "layer", "indicator", "value")
_OF_RESULTS = ("group", "total", "published", "rank", "band")
RESERVED = frozenset((*_OF_EVIDENCE, *_OF_RESULTS, *PAPERS))
MAX_NODES = 10_000


@attrs.define
class SoundTree:
    """What of the tree is sound: nodes with an id of their own that hang from the root."""

    definition: Definition
    touched: frozenset[Path]
    kinds: dict[str, Node] = attrs.field(factory=dict)  # every node with an id of its own
    paths: dict[str, Path] = attrs.field(factory=dict)
    nodes: dict[str, Node] = attrs.field(factory=dict)
    parts: dict[str, list[Node]] = attrs.field(factory=dict)
    doubtful: set[str] = attrs.field(factory=set)  # components of which a part or a key is not known

    def places(self) -> Iterator[tuple[Path, Node]]:
        """Every node of an id of its own that has no other fault, and the root."""
        for id_, node in self.kinds.items():
            if self.paths[id_] not in self.touched:
                yield self.paths[id_], node
        yield (), self.definition.root

    def components(self) -> Iterator[tuple[Path, Component, list[Node]]]:
        """Every component of which all is known, with its parts."""
        for id_, node in self.nodes.items():
            if isinstance(node, Component) and id_ not in self.doubtful and self.parts.get(id_):
                yield self.paths[id_], node, self.parts[id_]

    def upward(self, node: Node) -> Iterator[Component]:
        """Yield the components from this one, or from that which holds it, up to the root."""
        root = self.definition.root
        while node.id in self.nodes and node is not root:
            if isinstance(node, Component):
                yield node
            node = self.nodes[node.parent] if node.parent is not None else root
        yield root


def check_shape(tree: SoundTree) -> Iterator[Finding]:
    """Every node has an id of its own, hangs from the root, and every component has parts."""
    definition = tree.definition
    by_kind: list[tuple[Path, Node]] = [
        *((("component", at), node) for at, node in enumerate(definition.component)),
        *((("indicator", at), node) for at, node in enumerate(definition.indicator)),
    ]
    places = [by_kind[at] for at in definition.order] if definition.order else by_kind
    if len(places) > MAX_NODES:
        message = say("{count} nodes, at most {most} are read", count=len(places), most=MAX_NODES)
        yield "too-large", (), message, say("split the index")
        return
    kinds = tree.kinds
    yield from _ids(tree, places)
    yield from _parents(tree)
    yield from _chains(tree)
    filled = {node.parent or definition.id for _, node in places if node.adds is None or node.parent}
    if definition.id not in filled:
        hint = say("add [[component]] or [[indicator]] without parent")
        yield "empty-component", (), say("nothing hangs from the root"), hint
    for id_, node in kinds.items():
        if isinstance(node, Component) and id_ not in filled:
            message = say("component {id!r} has no part", id=id_)
            yield "empty-component", (*tree.paths[id_], "id"), message, say("add parts or remove it")


def _ids(tree: SoundTree, places: list[tuple[Path, Node]]) -> Iterator[Finding]:
    kinds = tree.kinds
    for path, node in places:
        if node.id in RESERVED or node.id.rpartition(".")[2] in PAPERS:
            message = say("{id!r} is a word of the tables themselves", id=node.id)
            yield "wrong-value", (*path, "id"), message, say("choose another id")
        if node.id in kinds or node.id == tree.definition.id:
            message = say("the id {id!r} stands there already", id=node.id)
            yield "duplicate-id", (*path, "id"), message, say("choose another id")
            tree.doubtful.update((node.id, node.parent or tree.definition.id))
            continue
        kinds[node.id] = node
        tree.paths[node.id] = path
        if path in tree.touched:
            tree.doubtful.update((node.id, node.parent or tree.definition.id))


def _parents(tree: SoundTree) -> Iterator[Finding]:
    kinds, hints = tree.kinds, Hints()
    components = [node.id for node in kinds.values() if isinstance(node, Component)]
    for id_, node in kinds.items():
        parent = kinds.get(node.parent or "")
        if node.parent is None or isinstance(parent, Component):
            continue
        path = (*tree.paths[id_], "parent")
        if parent is None:
            message = say("parent {parent!r} of {id!r} is no component of this file", parent=node.parent, id=id_)
            hint = hints.near(node.parent, (other for other in components if other != id_))
            hint = hint or say("leave parent out for a child of the root")
            yield "unknown-parent", path, message, hint
        else:
            message = say("parent {parent!r} of {id!r} is an indicator", parent=node.parent, id=id_)
            yield "parent-is-indicator", path, message, say("make it a component")


def _chains(tree: SoundTree) -> Iterator[Finding]:
    """Follow each node upward: cycles are told once, at their first node; what reaches the root is sound."""
    kinds, reported = tree.kinds, set[str]()
    for id_, node in kinds.items():
        chain: list[str] = []
        above: Node | None = node
        while above is not None and above.id not in chain and len(chain) < MAX_DEPTH:
            chain.append(above.id)
            above = kinds.get(above.parent) if above.parent is not None else None
        if above is None:
            if kinds[chain[-1]].parent is None:  # else its parent is not known
                tree.nodes[id_] = node
                if node.adds is None:
                    tree.parts.setdefault(node.parent or tree.definition.id, []).append(node)
            continue
        if above.id not in chain:
            message = say("{id!r} lies more than {most} levels deep", id=id_, most=MAX_DEPTH)
            yield "too-large", tree.paths[id_], message, ""
            return
        if above.id == id_ and not reported.intersection(chain):
            reported.update(chain)
            message = say("{chain} leads back to itself", chain=" → ".join([*chain, id_]))
            yield "parent-cycle", (*tree.paths[id_], "parent"), message, ""
    root = tree.definition.root
    tree.nodes[root.id], tree.paths[root.id] = root, ()
    if any(path[:1] in tree.touched for path in (("combine",), ("power",), ("max",), ("times",), ("cap",), ("floor",))):
        tree.doubtful.add(root.id)
