"""What a reviewer would ask about a definition that is sound: warnings and notes, which stop nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

import attrs

from parindex.base import (
    Collector,
    Path,
    Problem,
    Text,
    in_digits,
    plain,
    say,
    short,
    toml_value,
)
from parindex.definition.checking.hierarchy import SoundTree, check_shape
from parindex.definition.checking.idle_edges import idle_edges
from parindex.definition.checking.left_out_parts import needs_unused
from parindex.definition.checking.result_bands import strictness, tables_of_bands
from parindex.definition.edges import UPPER
from parindex.definition.ranks_and_bands import Group
from parindex.definition.rules.linear import Score
from parindex.definition.rules.piecewise import Piecewise
from parindex.definition.rules.rule import Finding
from parindex.definition.rules.steps import Band, Bands
from parindex.definition.tree import Definition, Indicator, Node
from parindex.kernels import fraction_sum

#: Weights that add to this near a round whole, and not to it, look mistyped.
WHOLES, NEAR = (Fraction(1), Fraction(100)), Fraction(1, 20)
#: Characters of a number that a definition can say: a fraction of 18 digits over 18, in quotes.
_LONGEST_FIGURE = 39


def advise(definition: Definition, touched: Iterable[Path] = ()) -> tuple[Problem, ...]:
    """Return warnings and notes as problems without a position.

    `touched` are the paths of nodes and keys at fault already: what would only follow from those is not told.
    """
    tree = SoundTree(definition, frozenset(touched))
    if any(code == "too-large" for code, *_ in check_shape(tree)):
        return ()
    problems = Collector()
    for rule in (
        _weights,
        needs_unused,
        idle_edges,
        _reach,
        _edges,
        _knots,
        _outside,
        _groups,
        _languages,
        _titles,
        _sources,
    ):
        for code, path, message, hint in rule(tree):
            if path[:1] not in tree.touched and path[:2] not in tree.touched:
                problems.append(Problem.of(code, message, hint, path))
    return tuple(problems)


def _weights(tree: SoundTree) -> Iterator[Finding]:
    """Where nothing says what weights add to, they add to a whole or are far from one."""
    for path, component, parts in tree.components():
        weights = [part.weight for part in parts if part.weight is not None]
        stated = any(above.weights_total is not None for above in tree.upward(component))
        if stated or len(weights) < len(parts) or component.combination.weighted == "no":
            continue
        total = fraction_sum(weights)
        for whole in WHOLES:
            if 0 < abs(total - whole) <= whole * NEAR:
                values = {"id": component.id, "sum": in_digits(total), "whole": in_digits(whole)}
                message = say("the weights of the parts of {id!r} add to {sum}, not quite to {whole}", **values)
                written = toml_value(total)
                hint = say("correct a weight, or say that it is meant: weights_total = {sum}", sum=written)
                if len(written) > _LONGEST_FIGURE:
                    hint = say("correct a weight")
                yield "weights-near-whole", path, message, hint


def _reach(tree: SoundTree) -> Iterator[Finding]:
    """See that a rule gives the maximum of its indicator for some evidence, and no more for any."""
    known = ((path, leaf) for path, node in tree.places() for leaf in _known(tree, node))
    for path, leaf in known:
        if leaf.max is None or any(leaf.rule.findings(leaf)):
            continue
        most = leaf.rule.reach(leaf)
        if most is None and not any(above.cap is not None for above in tree.upward(leaf)):
            message = say("{id}: nothing keeps the score at {max} or less", id=leaf.id, max=in_digits(leaf.max))
            yield "no-limit", (*path, "max"), message, say("add a range, or clip = true where the rule takes it")
        elif most is not None and most < leaf.max and not _printed(most, leaf.max):
            values = {"id": leaf.id, "most": short(most), "max": in_digits(leaf.max)}
            message = say("{id}: evidence can give {most} at most, max is {max}", **values)
            hint = say("correct a figure of the rule, the range or max")
            if isinstance(leaf.rule, Score):
                hint = say("correct the range or max")
            yield "short-of-maximum", (*path, "max"), message, hint


def _printed(number: Fraction, exact: Fraction) -> bool:
    """Return whether a number is how a fraction without a finite decimal is printed, as 3.33 for 10/3."""
    text = plain(number)
    return "/" in plain(exact) and "/" not in text and number == round(exact, len(text.partition(".")[2]))


def _outside(tree: SoundTree) -> Iterator[Finding]:
    """See that every figure from outside and every attribute is used."""
    definition = tree.definition
    used = definition.named_outside if definition.outside else frozenset()
    ids = {
        "parameter": [figure.id for figure in definition.parameter],
        "attributes": [figure.id for figure in definition.attributes],
    }
    for kind, at, id_ in ((kind, at, id_) for kind, names in ids.items() for at, id_ in enumerate(names)):
        if id_ not in used:
            message = say("{id!r} is used by no value, rule or condition", id=id_)
            yield "unused-figure", (kind, at), message, say("use it or remove it")


def _groups(tree: SoundTree) -> Iterator[Finding]:
    """See that groups of results have a label each, and that the lowest totals have a group."""
    definition = tree.definition
    for path, bands in tables_of_bands(definition):
        labels: set[str] = set()
        for at, band in enumerate(bands):
            if band.label in labels:
                message = say("there is a group {label!r} already", label=band.label)
                yield "duplicate-label", (*path, at), message, say("two groups with one label are one group")
            labels.add(band.label)
        if finding := _left_over(definition, bands):
            yield "no-lowest-group", (*path, len(bands) - 1), *finding


def _left_over(definition: Definition, bands: Sequence[Group]) -> tuple[str, str] | None:
    """Return which totals are in no group of results, if there can be some."""
    hint = say("end with {{ label = … }} where there is a group for them")
    if not bands or any(not band.edges() and not band.requires for band in bands):
        return None
    edges = [strictness(definition, band) for band in bands if band.edges() and not band.requires]
    known = [edge for edge in edges if edge is not None]
    if not known:
        return say("totals that pass none of the gates are in no group"), hint
    least, is_open = min(known)
    edge = plain(definition.rank.sign * least)
    if definition.rank.best == "lowest":
        words = say("totals of {edge} and more are in no group", edge=edge)
        if definition.max is not None and (-least > definition.max or (-least == definition.max and not is_open)):
            return None
        return words if is_open else say("totals above {edge} are in no group", edge=edge), hint
    if least < 0 or (least == 0 and not is_open):
        return None
    words = say("totals of {edge} and less are in no group", edge=edge)
    return words if is_open else say("totals below {edge} are in no group", edge=edge), hint


def _languages(tree: SoundTree) -> Iterator[Finding]:
    """See that a title given by language is given in both."""
    definition = tree.definition
    titled: list[tuple[Path, str, Text | None]] = [((), definition.id, definition.title)]
    titled += [(("group", at), group.id, group.title) for at, group in enumerate(definition.group)]
    titled += [(tree.paths[id_], id_, node.title) for id_, node in tree.kinds.items()]
    for path, id_, title in titled:
        if title is not None and not (title.vi and title.en):
            lacking = say("Vietnamese") if title.en else say("English")
            message = say("{id}: the title is not given in {language}", id=id_, language=lacking)
            yield "one-language", (*path, "title"), message, say("write title = {{ vi = …, en = … }}")


def _titles(tree: SoundTree) -> Iterator[Finding]:
    """Where some nodes have titles all have."""
    if any(node.title is not None for node in tree.kinds.values()):
        for path, node in tree.places():
            if node.title is None:
                message = say("{id} has no title, other nodes have", id=node.id)
                yield "no-title", path, message, say("add title = {{ vi = …, en = … }}")


#: Where nothing is claimed, nothing needs a source.
_MADE_UP = ("template", "assumed")


def _sources(tree: SoundTree) -> Iterator[Finding]:
    """Say of which figures nobody can look up where they come from."""
    definition = tree.definition
    named = {source.id for source in definition.sources}
    if ("sources",) in tree.touched or definition.status in _MADE_UP or len(named) == 1:
        return
    if not named:
        if definition.status not in ("published", "recovered", "derived"):  # there it is an error
            message = say("no source is named for the figures of this file")
            yield "no-source", (), message, say('add sources = [{{ id = "…", title = "…" }}], or status = "assumed"')
        return
    nodes = [(tree.paths[id_], node) for id_, node in tree.nodes.items() if node is not definition.root]
    if not any(node.source for _, node in nodes):
        message = say("no node says which of the {count} sources its figures are from", count=len(named))
        yield "no-source", ("sources",), message, say("add source = … to components or indicators")
        return
    reported: set[str] = set()
    for path, node in nodes:
        above = list(tree.upward(node))
        if reported.intersection(component.id for component in above):
            continue
        if _has_figures(node) and not any(holder.source or holder.status in _MADE_UP for holder in (node, *above)):
            reported.add(node.id)
            message = say("{id}: no source is named for its figures", id=node.id)
            yield "no-source", path, message, say("add source = …, here or to a component above")


def _has_figures(node: Node) -> bool:
    rule = isinstance(node, Indicator) and node.rule != Score() and any(attrs.astuple(node.rule))
    return rule or node.weight is not None or node.max is not None


def _edges(tree: SoundTree) -> Iterator[Finding]:
    """See that bands of a rule neither overlap nor leave gaps, and that points rise or fall along the value."""
    for path, leaf in tree.places():
        for known in _known(tree, leaf):
            if isinstance(known.rule, Bands) and not any(known.rule.named()):
                yield from _edges_of(known, path, known.rule.bands)


def _known(tree: SoundTree, node: Node) -> tuple[Indicator, ...]:
    """Return an indicator with the figures put in that its rule names, of each year that they are known of."""
    return tree.definition.as_known(node) if isinstance(node, Indicator) else ()


def _edges_of(leaf: Indicator, path: Path, bands: tuple[Band, ...]) -> Iterator[Finding]:
    if not bands or any(len(band.edges()) > 1 for band in bands):
        return  # told already
    place: Path = (*path, "rule", "bands")
    yield from _overlaps(leaf, place, bands)
    if any(leaf.rule.findings(leaf)):
        return
    gap = _gap(bands)
    if gap is not None and leaf.unit != "count":
        low, high = gap
        values = {"id": leaf.id, "low": in_digits(low), "high": in_digits(high)}
        message = say("{id}: values between {low} and {high} fall in the last band", **values)
        hint = say("let one of the two edges be open: below in place of at_most, or above in place of at_least")
        yield "gap-between-bands", (*place, len(bands) - 1), message, hint
    else:
        yield from _turns(leaf, place, bands if gap is None else bands[:-1])


def _overlaps(leaf: Indicator, place: Path, bands: Sequence[Band]) -> Iterator[Finding]:
    """Find bands that claim values which one of the other direction has taken."""
    widest: dict[bool, list[tuple[Band, str, Fraction]]] = {True: [], False: []}  # each reaches beyond those before it
    for at, band in enumerate(bands):
        for name, edge in _numbers(band):
            others = widest[name not in UPPER]
            other = next((taken for taken, side, end in others if _meet(leaf, {name: edge, side: end})), None)
            if other is not None:
                values = {"id": leaf.id, "band": str(band), "other": str(other)}
                message = say("{id}: some values that are {band} are taken by the band {other!r} before", **values)
                yield "bands-overlap", (*place, at), message, say("correct one of the two edges")
        for name, edge in _numbers(band):
            reached = widest[name in UPPER]
            if not reached or _reach_of(name, edge) > _reach_of(*reached[-1][1:]):
                reached.append((band, name, edge))


def _reach_of(name: str, edge: Fraction) -> tuple[Fraction, bool]:
    """Return how far a band reaches from its edge: one that is included reaches a little further."""
    return (edge if name in UPPER else -edge), name in ("at_least", "at_most")


def _numbers(band: Band) -> list[tuple[str, Fraction]]:
    return [(name, edge) for name, edge in band.edges() if isinstance(edge, Fraction)]


def _meet(leaf: Indicator, named: dict[str, Fraction]) -> bool:
    """Return whether a lower and an upper edge leave values between them that the evidence can have."""
    low = next(edge for name, edge in named.items() if name not in UPPER)
    high = next(edge for name, edge in named.items() if name in UPPER)
    least, most = leaf.rule.domain(leaf)
    within = (most is None or low <= most) and (least is None or high >= least)
    return within and (low < high or (low == high and "at_least" in named and "at_most" in named))


def _gap(bands: Sequence[Band]) -> tuple[Fraction, Fraction] | None:
    """Return two closed edges that were written as neighbours, 89 and 90, with only the last band between them."""
    named = [entry for band in bands for entry in _numbers(band)]
    lower, upper = ([edge for name, edge in named if name == side] for side in ("at_most", "at_least"))
    if not lower or not upper or bands[-1].edges():
        return None
    low, high = max(lower), min(upper)
    open_between = any(low <= edge <= high for name, edge in named if name in ("above", "below"))
    step = min(_step(low), _step(high))
    return (low, high) if 0 < high - low <= step and not open_between else None


def _step(number: Fraction) -> Fraction:
    """Return one unit of the last digit that a number is written with."""
    return Fraction(1, 10 ** len(plain(number).partition(".")[2]))


def _turns(leaf: Indicator, place: Path, bands: Sequence[Band]) -> Iterator[Finding]:
    """See that points rise along the value, or fall: where they do both, two figures may have changed places."""
    # Along the value: upper edges as they stand in the file, what is left, lower edges from the last to the first.
    lower = [at for at, band in enumerate(bands) if any(name in UPPER for name, _ in band.edges())]
    upper = [at for at, band in enumerate(bands) if any(name not in UPPER for name, _ in band.edges())]
    rest = [at for at, band in enumerate(bands) if not band.edges()]
    yield from _up_and_down(leaf, place, [(at, bands[at].points) for at in (*lower, *rest, *reversed(upper))])


def _knots(tree: SoundTree) -> Iterator[Finding]:
    """See that points rise from knot to knot, or fall."""
    for path, leaf in tree.places():
        if isinstance(leaf, Indicator) and isinstance(leaf.rule, Piecewise) and not any(leaf.rule.findings(leaf)):
            along = [(at, points) for at, (_, points) in enumerate(leaf.rule.knots)]
            yield from _up_and_down(leaf, (*path, "rule", "knots"), along)


def _up_and_down(leaf: Indicator, place: Path, along: Sequence[tuple[int, Fraction]]) -> Iterator[Finding]:
    """Find points, each with its place in the list, that rise along the value and elsewhere fall."""
    given = dict(along)
    steps = [(given[after] - given[before], before, after) for (before, _), (after, _) in pairwise(along)]
    rising = [step for step in steps if step[0] > 0]
    falling = [step for step in steps if step[0] < 0]
    if rising and falling:
        odd = min(rising, falling, key=len)[0]
        before, after = (plain(given[at]) for at in odd[1:])
        way = say("they fall") if odd[0] > 0 else say("they rise")
        values = {"id": leaf.id, "before": before, "after": after, "way": way}
        message = say("{id}: points go from {before} to {after} along the value, and elsewhere {way}", **values)
        yield "points-up-and-down", (*place, max(odd[1:])), message, say("are two figures swapped?")
