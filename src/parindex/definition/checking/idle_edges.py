"""Edges of groups of results that decide nothing, since no score lies on one side of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from parindex.base import Path, plain, say
from parindex.definition.checking.hierarchy import SoundTree
from parindex.definition.checking.result_bands import beyond_maximum, tables_of_bands
from parindex.definition.checking.weights_and_maxima import ends_in
from parindex.definition.ranks_and_bands import BandCap, Gate
from parindex.definition.rules.rule import Finding
from parindex.definition.tree import Component, Node
from parindex.kernels import EVERYTHING, Ends, at_decimals


def idle_edges(tree: SoundTree) -> Iterator[Finding]:
    """See that some total reaches each group, and that gates and caps are passed by some scores and not by all."""
    definition = tree.definition
    beside = any(node.adds in ("bonus", "penalty") for node in tree.kinds.values())
    for path, bands in tables_of_bands(definition):
        for at, band in enumerate(bands):
            ends = _published(tree, definition.root)
            told = beside or beyond_maximum(definition, band) is not None
            for name, edge in band.edges() if not told else ():
                if _decided(name, edge, ends) == "never":
                    values = {"label": band.label, "ends": _between(ends)}
                    message = say("no total reaches the group {label!r}: totals lie {ends}", **values)
                    yield "idle-edge", (*path, at, name), message, say("correct the edge, or a maximum")
            for place, gate in enumerate(band.requires):
                yield from _of_node(tree, (*path, at, "requires", place), gate)
    for at, cap in enumerate(definition.caps):
        yield from _of_node(tree, ("caps", at), cap)


def _of_node(tree: SoundTree, path: Path, holder: Gate | BandCap) -> Iterator[Finding]:
    ends = _published(tree, tree.kinds.get(str(holder.node)))
    for name, edge in holder.edges():
        if word := _decided(name, edge, ends):
            values = {"node": str(holder.node), "ends": _between(ends)}
            message = say("every score of {node!r} is on this side: they lie {ends}", **values)
            if word == "never":
                message = say("no score of {node!r} is on this side: they lie {ends}", **values)
            yield "idle-edge", (*path, name), message, say("correct the edge, or a maximum")


def _published(tree: SoundTree, node: Node | None) -> Ends:
    """Return between what published scores of a node lie, infinite where that is not known."""
    if node is None or node.id in tree.doubtful or (isinstance(node, Component) and node.range):
        return EVERYTHING
    low, high = ends_in(tree, node)
    decimals = tree.definition.published_decimals(node)
    return _rounded(low, decimals), _rounded(high, decimals)


def _rounded(end: Fraction | float, decimals: int) -> Fraction | float:
    return end if isinstance(end, float) else at_decimals(end, decimals) or Fraction(0)


def _decided(name: str, edge: Fraction, ends: Ends) -> Literal["always", "never", ""]:
    """Return whether all scores between two ends, or none, lie on the side of an edge."""
    low, high = ends
    if name in ("above", "at_least"):
        every, none = (low > edge, high <= edge) if name == "above" else (low >= edge, high < edge)
    else:
        every, none = (high < edge, low >= edge) if name == "below" else (high <= edge, low > edge)
    return "always" if every else "never" if none else ""


def _between(ends: Ends) -> str:
    low, high = (None if isinstance(end, float) else plain(end) for end in ends)
    if low is None or high is None:
        return say("at {high} or less", high=high) if low is None else say("at {low} or more", low=low)
    return say("from {low} to {high}", low=low, high=high)
