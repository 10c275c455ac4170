"""The definitions of two years in common words: what both have, what only one has, what is told by its score alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

import attrs

from parindex.comparison import bare, holding, in_words
from parindex.definition import Component, Definition, Indicator, Node, Score
from parindex.scoring import Scores
from parindex.years.change.node_matching import NodePairs

SIDES = (0, 1)


@attrs.frozen
class OneSidedBranch:
    """A part of the tree that only one year has, with all below it, under the id of its highest node."""

    node: str
    side: int  # 0 where the former year has it, 1 where the later one does
    nodes: tuple[str, ...]

    @property
    def own_cause(self) -> str:
        """What stands for it alone among causes; no cause is called so."""
        return f"+{self.node}"


@attrs.frozen(eq=False)
class ComparableDefinitions:
    """Two definitions, each with its nodes in common words: the ids of the later one, or ids of their own."""

    definitions: tuple[Definition, Definition]  # as they were scored by, in their own words
    ids: tuple[Mapping[str, str], Mapping[str, str]]  # the common id of each node, by its own
    by_score: tuple[frozenset[str], frozenset[str]]  # own ids of nodes that are told by their scores alone
    unlike: tuple[str, ...]  # own ids in the former of indicators whose values cannot be held against each other

    @cached_property
    def full(self) -> tuple[Definition, Definition]:
        """Both as ranks follow from them, in common words."""
        first, last = (
            in_words(_cut(definition, cut), ids, self.definitions[1].id)
            for definition, ids, cut in zip(self.definitions, self.ids, self.by_score, strict=True)
        )
        return first, last

    @cached_property
    def bare(self) -> tuple[Definition, Definition]:
        """Both as totals follow from them where nothing is rounded, in common words."""
        years = self.definitions[1].years  # the same for both, as no total depends on them
        first, last = (
            attrs.evolve(
                bare(full, {node.id: node.id for node in full.nodes}, full.id),
                years=years,
                units=None,
                unit=(),
                group=(),
            )
            for full in self.full
        )
        return first, last

    @cached_property
    def cut(self) -> frozenset[str]:
        """The common ids of nodes that are told by their scores alone."""
        return frozenset(self.ids[side][node] for side in SIDES for node in self.by_score[side])

    @cached_property
    def common(self) -> frozenset[str]:
        """The common ids of the nodes that both have, the root among them."""
        first, last = ({node.id for node in full.nodes} for full in self.full)
        return frozenset(first & last)

    @cached_property
    def branches(self) -> tuple[OneSidedBranch, ...]:
        """The parts of the tree that only one year has, and that the other could have at the same place."""
        return tuple(branch for side in SIDES for branch in self._branches(side))

    def _branches(self, side: int) -> Iterator[OneSidedBranch]:
        full, other = self.full[side], self.full[1 - side]
        inside: set[str] = set()
        for node in full.nodes[1:]:
            if node.id in inside or node.id in self.common:
                continue
            nodes = tuple(_below(full, node))
            parent = other.root.id if node.parent is None else node.parent
            if self.common.isdisjoint(nodes) and parent in other and isinstance(other[parent], Component):
                inside.update(nodes)
                yield OneSidedBranch(node.id, side, nodes)

    @cached_property
    def scales(self) -> dict[str, tuple[Fraction, Fraction]]:
        """The most that can be given before and after, where evidence is the score and that differs."""
        first, last = self.bare
        pairs = ((leaf, last[leaf.id]) for leaf in first.leaves if leaf.id in self.common)
        scales = {}
        for leaf, other in pairs:
            if isinstance(other, Indicator) and isinstance(leaf.rule, Score) and isinstance(other.rule, Score):
                most, later = leaf.obtainable, other.obtainable
                if most and later and most != later:
                    scales[leaf.id] = most, later
        return scales

    @cached_property
    def compared(self) -> bool:
        """Whether a rule holds units against each other."""
        return any(leaf.rule.cohort for full in self.full for leaf in full.leaves)


def _below(definition: Definition, node: Node) -> Iterator[str]:
    yield node.id
    for part in definition.children(node.id):
        yield from _below(definition, part)


def comparable(scores: tuple[Scores, Scores], pairs: NodePairs) -> ComparableDefinitions:
    """Return the definitions of two years in common words."""
    first, last = (one.definition for one in scores)
    later = dict(pairs.later)
    by_score = _by_score(scores, later)
    unlike = []
    for old, new in pairs.later.items():
        leaf, other = first[old], last[new]
        values = isinstance(leaf, Indicator) and isinstance(other, Indicator) and old not in by_score[0]
        if values and not _same_kind(leaf, other):
            unlike.append(old)
            del later[old]
    later = _with_common_leaves((first, last), by_score, later)
    ids = _common_ids(first, last, later)
    return ComparableDefinitions((first, last), ids, by_score, tuple(unlike))


def _by_score(scores: tuple[Scores, Scores], later: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the nodes told by their scores alone: components given, points given, what is of another kind."""
    first, last = (one.definition for one in scores)
    given = [_given(one) for one in scores]
    earlier = {new: old for old, new in later.items()}
    kinds = {old for old, new in later.items() if isinstance(first[old], Indicator) != isinstance(last[new], Indicator)}
    old = given[0] | {earlier[node] for node in given[1] if node in earlier} | kinds
    new = given[1] | {later[node] for node in given[0] if node in later} | {later[node] for node in kinds}
    return frozenset(old), frozenset(new)


def _given(scores: Scores) -> set[str]:
    """Return the components whose scores evidence gives, and the indicators of which it gives points."""
    columns = set(scores.evidence.columns)
    components = {node.id for node in scores.definition.nodes[1:] if isinstance(node, Component)}
    return (components & columns) | scores.definition.pointed


def _same_kind(leaf: Node, other: Node) -> bool:
    """Return whether values of two indicators mean the same."""
    if not (isinstance(leaf, Indicator) and isinstance(other, Indicator)):
        return False
    return (
        leaf.unit == other.unit
        and isinstance(leaf.rule, Score) == isinstance(other.rule, Score)
        and leaf.rule.options() == other.rule.options()
        and set(leaf.reads) == set(other.reads)
        and (leaf.formula is None) == (other.formula is None)
    )


def _with_common_leaves(
    definitions: tuple[Definition, Definition], by_score: tuple[Collection[str], Collection[str]], later: dict[str, str]
) -> dict[str, str]:
    """Return the pairs without components that have no indicator in common."""
    cut = [_cut(definition, nodes) for definition, nodes in zip(definitions, by_score, strict=True)]
    kept = {old: new for old, new in later.items() if old in cut[0] and new in cut[1]}
    for old, new in list(kept.items()):
        if isinstance(cut[0][old], Component) and isinstance(cut[1][new], Component):
            below = {leaf.id for leaf in cut[1].leaves_of(new)}
            if not any(kept.get(leaf.id) in below for leaf in cut[0].leaves_of(old)):
                del kept[old]
    return kept


def _common_ids(first: Definition, last: Definition, later: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the common id of every node: that in the later definition, or one of its own."""
    new = {node.id: node.id for node in last.nodes}
    taken, old = set(new), {first.id: last.id, **later}
    for node in first.nodes[1:]:
        if node.id not in old:
            id_ = node.id
            while id_ in taken:
                id_ += "'"
            taken.add(id_)
            old[node.id] = id_
    return old, new


def _cut(definition: Definition, nodes: Collection[str]) -> Definition:
    """Return a definition with some nodes as indicators whose scores are given, and nothing below them."""
    if not nodes:
        return definition
    kept = list(_kept(definition, definition.children(definition.id), nodes))
    ids = {node.id for node in kept} | {definition.id}
    ranking = attrs.evolve(definition.rank, then=tuple(node for node in definition.rank.then if node in ids))
    return attrs.evolve(holding(definition, kept), rank=ranking)


def _kept(definition: Definition, nodes: Sequence[Node], cut: Collection[str]) -> Iterator[Node]:
    for node in nodes:
        if node.id in cut:
            yield _told_by_score(definition, node)
        else:
            yield node
            yield from _kept(definition, definition.children(node.id), cut)


def _told_by_score(definition: Definition, node: Node) -> Indicator:
    most = definition.maximum(node)
    known = most is not None and most > 0
    return Indicator(
        node.id,
        parent=node.parent,
        weight=node.weight,
        unit="points",
        max=most if known else None,
        rule=Score(),
        adds=node.adds,
        when=node.when,
        missing="propagate",
        not_applicable="drop" if known else "refuse",
    )
