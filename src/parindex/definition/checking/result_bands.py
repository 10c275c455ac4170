"""Groups of results: from the best down, none without its turn, and what their gates and caps name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from parindex.base import Hints, Path, plain, say
from parindex.definition.checking.hierarchy import SoundTree
from parindex.definition.edges import EDGES, LOWER, UPPER
from parindex.definition.ranks_and_bands import BandCap, Gate, Group
from parindex.definition.rules.rule import Finding
from parindex.definition.tree import Component, Definition

#: The word by which a gate asks for points of every indicator.
EVERY = "all"
#: The edges of groups where the highest total is the best, and where the lowest is.
TOWARDS = {"highest": LOWER, "lowest": UPPER}


def check_groups(tree: SoundTree) -> Iterator[Finding]:
    """Check the groups of results of the index and of its groups of units, their gates, and what caps them."""
    hints = Hints()
    directed = ("rank",) not in tree.touched  # else it is not known which way groups go
    for path, bands in tables_of_bands(tree.definition):
        if directed:
            yield from _edges(tree.definition, path, bands)
            yield from _reached(tree.definition, path, bands)
        for at, band in enumerate(bands):
            for place, gate in enumerate(band.requires):
                yield from _gate(tree, hints, (*path, at, "requires", place), gate)
    yield from _caps(tree, hints)


def tables_of_bands(definition: Definition) -> Iterator[tuple[Path, tuple[Group, ...]]]:
    """Yield the groups of results of the index and of each of its groups of units, with their place."""
    yield ("bands",), definition.bands
    for at, group in enumerate(definition.group):
        yield ("group", at, "bands"), group.bands


def _edges(definition: Definition, path: Path, bands: tuple[Group, ...]) -> Iterator[Finding]:
    """Every group has one edge at most, and the one of its direction."""
    towards = TOWARDS[definition.rank.best]
    for at, band in enumerate(bands):
        named = [name for name, _ in band.edges()]
        values = {
            "label": band.label,
            "names": ", ".join(named),
            "keys": say("{one} or {other}", one=towards[0], other=towards[1]),
        }
        if len(named) > 1:
            message = say("group {label!r} has more than one edge: {names}", **values)
            yield "wrong-value", (*path, at), message, say("keep {keys}; the groups before it take the rest", **values)
        elif named and named[0] not in towards:
            message = say("group {label!r}: {names} is an edge of groups that go the other way", **values)
            hint = say("groups go from the best down, here by {keys}", **values)
            yield "wrong-value", (*path, at, named[0]), message, hint


def strictness(definition: Definition, band: Group) -> tuple[Fraction, bool] | None:
    """Return what orders groups by their edges, greater for those that fewer totals reach; None without an edge."""
    edges = [(name, edge) for name, edge in band.edges() if name in TOWARDS[definition.rank.best]]
    if not edges:
        return None
    name, edge = edges[0]
    return definition.rank.sign * edge, name in ("above", "below")


def _reached(definition: Definition, path: Path, bands: tuple[Group, ...]) -> Iterator[Finding]:
    """Every group has totals that no earlier one takes."""
    lowest: tuple[Fraction, bool] | None = None
    gated = ended = False
    for at, band in enumerate(bands):
        edge = strictness(definition, band)
        beyond = lowest is not None and edge is not None and (edge > lowest or (edge == lowest and not gated))
        if ended or beyond:
            message = say("group {label!r} gets no total: an earlier one takes them all", label=band.label)
            hint = say("order groups from the highest down")
            if definition.rank.best == "lowest":
                hint = say("order groups from the lowest up")
            yield "unreachable-band", (*path, at), message, hint
        elif finding := beyond_maximum(definition, band):
            yield "unreachable-band", (*path, at), *finding
        ended = ended or (edge is None and not band.edges() and not band.requires)
        if edge is not None and not beyond:
            gated = bool(band.requires) and (gated or edge != lowest)
            lowest = edge


def beyond_maximum(definition: Definition, band: Group) -> tuple[str, str] | None:
    """Return what is wrong with a group that no total reaches, since it begins above the maximum."""
    if definition.max is None or definition.beside or definition.rank.best == "lowest":
        return None
    for name, edge in band.edges():
        if edge > definition.max or (edge == definition.max and name == "above"):
            values = {"label": band.label, "at_least": plain(edge), "max": plain(definition.max)}
            message = say("group {label!r} begins at {at_least}, max is {max}", **values)
            return message, say("no total reaches it")
    return None


def _gate(tree: SoundTree, hints: Hints, path: Path, gate: Gate) -> Iterator[Finding]:
    """Check that a gate asks one thing: points for all indicators of a component, or an edge of one node."""
    named = [name for name, _ in gate.edges()]
    if (gate.above_zero is None) == (gate.node is None):
        hint = say('write above_zero = "all", or node = "…" with at_least = …')
        yield "wrong-value", path, say("a gate names either above_zero or a node"), hint
    elif gate.above_zero is not None and named:
        message = say("above_zero takes no edge, found {names}", names=", ".join(named))
        yield "wrong-value", (*path, named[0]), message, say("remove it, or write node = …")
    elif gate.above_zero is not None:
        if gate.above_zero not in (EVERY, tree.definition.id):
            components = {id_: node for id_, node in tree.kinds.items() if isinstance(node, Component)}
            yield from _known(tree, hints, (*path, "above_zero"), gate.above_zero, components)
    else:
        yield from _one_edge(path, gate)
        yield from _known(tree, hints, (*path, "node"), str(gate.node), tree.kinds)


def _one_edge(path: Path, holder: Gate | BandCap) -> Iterator[Finding]:
    named = [name for name, _ in holder.edges()]
    if len(named) != 1:
        message = say("{node!r}: {count} edges, one is needed", node=holder.node, count=len(named))
        yield "wrong-value", path, message, say("one of {names}", names=", ".join(EDGES))


def _known(tree: SoundTree, hints: Hints, path: Path, id_: str, known: Mapping[str, object]) -> Iterator[Finding]:
    if id_ not in known:
        message = say("there is no node {id!r}", id=id_)
        if id_ in tree.kinds:
            message = say("{id!r} is an indicator", id=id_)
            yield "no-such-node", path, message, say("write node = {id!r}, above = 0", id=id_)
            return
        yield "no-such-node", path, message, hints.near(id_, known) or say("name nodes of this file")


def _caps(tree: SoundTree, hints: Hints) -> Iterator[Finding]:
    """Check that a cap names a node, one edge, and a group of results of every list of them."""
    tables = [table for table in tables_of_bands(tree.definition) if table[1]]
    for at, cap in enumerate(tree.definition.caps):
        path: Path = ("caps", at)
        yield from _one_edge(path, cap)
        yield from _known(tree, hints, (*path, "node"), cap.node, tree.kinds)
        if not tables and ("bands",) not in tree.touched:
            yield "wrong-value", path, say("there are caps and no groups of results"), say("add bands = …")
        for place, bands in tables:
            labels = [band.label for band in bands]
            if cap.band not in labels:
                message = say("there is no group of results {band!r}", band=cap.band)
                if len(place) > 1:
                    group = tree.definition.group[int(place[1])].id
                    message = say("{group!r} has no group of results {band!r}", band=cap.band, group=group)
                hint = hints.near(cap.band, labels) or say("one of {names}", names=", ".join(labels))
                yield "wrong-value", (*path, "band"), message, hint
                break
            if labels.index(cap.band) == 0:
                message = say("{band!r} is the best group of results: the cap changes nothing", band=cap.band)
                yield "wrong-value", (*path, "band"), message, say("name a lower one")
                break
