"""Which node of one definition is which of another: by id, and under another id where nothing else can be meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property

import attrs

from parindex.base import fold
from parindex.comparison.old_evidence import OldEvidence
from parindex.comparison.refusals import Refusals
from parindex.definition import Component, Definition, Indicator, Node, Score

_Key = Callable[[Node], Hashable]


@attrs.frozen(eq=False)
class Matching:
    """Two definitions and the nodes that they share.

    `counterpart` holds the new id of every node of the old definition that is still there, the root among them.
    """

    old: Definition
    new: Definition
    counterpart: Mapping[str, str]

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The nodes that go by another id, old to new; not the root, whose id is that of the definition."""
        return {old: new for old, new in self.counterpart.items() if new != old != self.old.id}

    @cached_property
    def pairs(self) -> tuple[tuple[Node, Node], ...]:
        """The nodes that both have, in the order of the new definition; the root left out."""
        back = {new: old for old, new in self.counterpart.items()}
        return tuple((self.old[back[node.id]], node) for node in self.new.nodes[1:] if node.id in back)

    @cached_property
    def removed(self) -> tuple[Node, ...]:
        """The nodes that only the old one has."""
        return tuple(node for node in self.old.nodes if node.id not in self.counterpart)

    @cached_property
    def added(self) -> tuple[Node, ...]:
        """The nodes that only the new one has."""
        counterparts = set(self.counterpart.values())
        return tuple(node for node in self.new.nodes if node.id not in counterparts)

    @cached_property
    def refusals(self) -> Refusals:
        """What of the new definition may refuse evidence that the old one scores."""
        origins = {new: old for old, new in self.counterpart.items()}
        return Refusals(OldEvidence(self.old, self.new, origins))

    def same_parent(self, before: Node, after: Node) -> bool:
        """Return whether two nodes hang from the same component, by whatever id."""
        return self.counterpart.get(before.parent or self.old.id) == (after.parent or self.new.id)


def match(old: Definition, new: Definition) -> Matching:
    """Match the nodes of two definitions, one to one.

    Nodes of one id and one kind are the same. Beyond that an indicator is recognised under another id by its source
    and rule, with its parent and its title; a component by its parts. Where two could be meant none is taken.

    Examples
    --------
    >>> import parindex
    >>> from parindex.comparison.matching import match
    >>> match(parindex.load("pci-2013"), parindex.load("pci-2022")).renamed
    {}
    """
    counterpart = {old.id: new.id}
    for node in old.nodes[1:]:
        if node.id in new and isinstance(new[node.id], type(node)) and node.id != new.id:
            counterpart[node.id] = node.id
    before = -1
    while len(counterpart) > before:  # a renamed parent helps to recognise its parts, and they help to recognise it
        before = len(counterpart)
        for cls, keys in ((Indicator, _INDICATOR), (Component, _COMPONENT)):
            for key in keys:
                _pair(old, new, cls, key, counterpart)
        _by_parts(old, new, counterpart)
    return Matching(old, new, counterpart)


def _rest(nodes: Iterable[Node], matched: Iterable[str], cls: type[Node]) -> list[Node]:
    taken = set(matched)
    return [node for node in nodes if isinstance(node, cls) and node.id not in taken]


def _pair(old: Definition, new: Definition, cls: type[Node], key: _Clue, counterpart: dict[str, str]) -> None:
    """Pair nodes whose clue no other node has, on either side."""
    before = _rest(old.nodes, counterpart, cls)
    after = _rest(new.nodes, counterpart.values(), cls) if before else []
    if not after:
        return
    theirs = _unique(after, lambda node: key(node, node.parent or new.id))
    ours = _unique(before, lambda node: key(node, counterpart.get(node.parent or old.id)))
    for clue, node in ours.items():
        if clue in theirs:
            counterpart[node.id] = theirs[clue].id


def _unique(nodes: Sequence[Node], key: _Key) -> dict[Hashable, Node]:
    by_clue: dict[Hashable, list[Node]] = {}
    for node in nodes:
        if (clue := key(node)) is not None:
            by_clue.setdefault(clue, []).append(node)
    return {clue: alike[0] for clue, alike in by_clue.items() if len(alike) == 1}


#: What a node and the new id of its parent (None where it has none) are recognised by; None where there is no clue.
_Clue = Callable[[Node, str | None], Hashable]


def _all_but_id(node: Node, parent: str | None) -> Hashable:
    return None if parent is None else attrs.evolve(node, id="", parent=parent)


def _titled(lang: str, *, below: bool) -> _Clue:
    def clue(node: Node, parent: str | None) -> Hashable:
        title = fold(getattr(node.title, lang) or "") if node.title else ""
        return (title, _core(node), below and parent) if title and (parent or not below) else None

    return clue


def _rule(node: Node, parent: str | None) -> Hashable:
    # That evidence is the score already says nothing of what is scored.
    plain = isinstance(node, Indicator) and node.rule == Score() and node.title
    return None if plain or parent is None else (_core(node), parent)


def _core(node: Node) -> Hashable:
    return (node.source, node.rule if isinstance(node, Indicator) else node.combine)


_TITLES = tuple(_titled(lang, below=below) for below in (True, False) for lang in ("vi", "en"))
_INDICATOR: tuple[_Clue, ...] = (_all_but_id, *_TITLES, _rule)
_COMPONENT: tuple[_Clue, ...] = _TITLES


def _by_parts(old: Definition, new: Definition, counterpart: dict[str, str]) -> None:
    """Pair components of which more than half of the parts are the same, on either side."""
    free = {node.id for node in _rest(new.nodes, counterpart.values(), Component)}
    for node in _rest(old.nodes, counterpart, Component):
        parts = [new[counterpart[part.id]] for part in old.children(node.id) if part.id in counterpart]
        for id_, count in Counter(part.parent for part in parts).most_common(1):
            if id_ in free and 2 * count > max(len(old.children(node.id)), len(new.children(id_ or ""))):
                counterpart[node.id] = id_ or ""


def resembling(matching: Matching) -> dict[str, tuple[str, ...]]:
    """Return the ids of indicators added that may be one removed, though it cannot be told which, by its id."""
    candidates: dict[str, dict[str, None]] = {}
    for clue_of in (_rule, *_TITLES):
        added: dict[Hashable, list[str]] = {}
        for node in _rest(matching.added, (), Indicator):
            if (clue := clue_of(node, node.parent or matching.new.id)) is not None:
                added.setdefault(clue, []).append(node.id)
        for node in _rest(matching.removed, (), Indicator):
            clue = clue_of(node, matching.counterpart.get(node.parent or matching.old.id))
            candidates.setdefault(node.id, {}).update(dict.fromkeys(added.get(clue, ())))
    return {id_: tuple(ids) for id_, ids in candidates.items()}
