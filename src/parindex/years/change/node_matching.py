"""Which node of the definition of one year is which of that of another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import attrs

from parindex.base import fold, say
from parindex.definition import Component, Definition, Node

_WORD = re.compile(r"[^\W\d_]{4,}")


@attrs.frozen
class NodePairs:
    """The nodes that two definitions share.

    `later` holds the id in the later definition of every node of the former that is there still, the root left out.
    """

    later: Mapping[str, str] = attrs.field(hash=False)
    by_title: tuple[str, ...] = ()  # nodes of the former that stand under another id, found by their titles
    by_id: tuple[str, ...] = ()  # taken for the same by their ids, though the titles differ
    apart: tuple[str, ...] = ()  # of one id, but with nothing in common in their titles: taken for two


def pairs_named(before: Definition, after: Definition, renamed: Mapping[str, str]) -> NodePairs:
    """Return the nodes of one id, and those that are said to go by another; "" says that one is there no more."""
    absent = [pair for pair in renamed.items() if pair[0] not in before or (pair[1] and pair[1] not in after)]
    if absent:
        raise ValueError(say("no such nodes to be renamed: {absent}", absent=absent))
    targets = [name for name in renamed.values() if name]
    if len(set(targets)) < len(targets):
        raise ValueError(say("two nodes are renamed to one"))
    later = {old: new for old, new in renamed.items() if new}
    for node in before.nodes[1:]:
        if node.id not in renamed and node.id not in targets and node.id in after and node.id != after.id:
            later[node.id] = node.id
    return NodePairs(later)


def pairs_recognised(before: Definition, after: Definition) -> NodePairs:
    """Return the nodes that are the same by id and title; by title where it moved; by id where titles are alike."""
    later = {node.id: node.id for node, other in _of_one_id(before, after) if _same_title(node, other)}
    moved = dict(_moved(before, after, later))
    later |= moved
    rest = [pair for pair in _of_one_id(before, after) if _free(pair[0].id, later)]
    alike = [node.id for node, other in rest if _alike(node, other) or _share_parts(before, after, node.id, later)]
    later |= {id_: id_ for id_ in alike}
    apart = tuple(node.id for node, _ in rest if node.id not in alike)
    return NodePairs(later, tuple(moved), tuple(alike), apart)


def _of_one_id(before: Definition, after: Definition) -> Iterator[tuple[Node, Node]]:
    for node in before.nodes[1:]:
        if node.id in after and node.id != after.id:
            yield node, after[node.id]


def _free(id_: str, later: Mapping[str, str]) -> bool:
    return id_ not in later and id_ not in later.values()


def _titles(node: Node) -> dict[str, str]:
    if node.title is None:
        return {}
    both = {"vi": node.title.vi, "en": node.title.en}
    return {lang: fold(title) for lang, title in both.items() if title}


def _same_title(node: Node, other: Node) -> bool:
    """Return whether nothing in the titles says that two nodes differ."""
    first, second = _titles(node), _titles(other)
    common = first.keys() & second.keys()
    return not common or any(first[lang] == second[lang] for lang in common)


def _moved(before: Definition, after: Definition, later: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield nodes with one and the same title under two ids, where no other node of either side has it."""
    old = [node for node in before.nodes[1:] if node.id not in later]
    new = [node for node in after.nodes[1:] if node.id not in later.values()]
    taken: set[str] = set()
    for lang in ("vi", "en"):
        counts = [Counter(_titles(node).get(lang) for node in side) for side in (old, new)]
        by_title = {_titles(node).get(lang): node for node in new}
        for node in old:
            title = _titles(node).get(lang)
            other = by_title.get(title) if title and counts[0][title] == counts[1][title] == 1 else None
            if other is not None and type(other) is type(node) and not {f"<{node.id}", other.id} & taken:
                taken |= {f"<{node.id}", other.id}
                yield node.id, other.id


def _alike(node: Node, other: Node) -> bool:
    """Return whether the id is a word, not a number, or two titles have a word in common, in English if they can."""
    if _WORD.search(node.id):
        return True
    first, second = _titles(node), _titles(other)
    lang = "en" if "en" in first.keys() & second.keys() else "vi"
    words = [set(_WORD.findall(titles.get(lang, ""))) for titles in (first, second)]
    return bool(words[0] & words[1])


def _share_parts(before: Definition, after: Definition, id_: str, later: Mapping[str, str]) -> bool:
    """Return whether two components of one id have an indicator in common."""
    if not (isinstance(before[id_], Component) and isinstance(after[id_], Component)):
        return False
    below = {leaf.id for leaf in after.leaves_of(id_)}
    return any(later.get(leaf.id) in below for leaf in before.leaves_of(id_))
