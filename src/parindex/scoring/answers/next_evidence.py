"""What one more unit of evidence is, for every indicator: a point more, a file more, the next answer, item or band."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from parindex.base import Message, say, short
from parindex.definition import (
    Bands,
    Checklist,
    Choice,
    Component,
    Definition,
    Increments,
    Indicator,
    Node,
    Piecewise,
    Rank,
    Shares,
    Term,
    points_at,
)
from parindex.kernels import RATIONAL
from parindex.scoring.answers.node_ranks import direction

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

_HUNDREDTH = Fraction(1, 100)
#: How far beyond an edge a value is taken that the edge itself does not belong to.
_BEYOND = Fraction(1, 10**9)


@attrs.frozen
class More:
    """One way to have more: a node by its column, the cells of evidence, and in words.

    One that is not `expected` to better anything is taken only if it does.
    """

    node: int
    cells: dict[str, Fraction]
    told: Message
    expected: bool = True


def ways_to_more(scores: Scores, row: int, at: int) -> Iterator[More]:
    """Yield what one more unit of evidence of a node may be, in either direction; which is better, scoring tells."""
    node, evidence = scores.definition[scores.nodes[at]], scores.evidence
    if node.id not in evidence.columns:
        return
    column = evidence.columns.index(node.id)
    if math.isnan(evidence.values[row, column]):
        return
    if isinstance(node, Indicator) and column in evidence.computed:
        yield from _inputs(scores, row, at, node)
        return
    value = evidence.exact([row], column, RATIONAL)[0]
    for target, told in _next_values(scores, row, node, Fraction(value)):
        yield More(at, {node.id: target}, told)


def _next_values(scores: Scores, row: int, node: Node, value: Fraction) -> Iterator[tuple[Fraction, Message]]:
    if isinstance(node, Component):
        yield from _stepped(
            value, step_of(node), scores.definition.domain(node), better_values(scores.definition, node)
        )
        return
    rule = node.rule
    if isinstance(rule, Choice):
        yield from _next_option(rule, int(value))
    elif isinstance(rule, Bands):
        figures = scores.evidence.company(RATIONAL, [row]).figures
        known = rule.at({name: Fraction(column[0]) for name, column in figures.items()})
        yield from _next_edges(attrs.evolve(node, rule=known), value)
    else:
        yield from _stepped(value, step_of(node), rule.domain(node), better_values(scores.definition, node))


def step_of(node: Node) -> Fraction:
    """Return what one more is: a step of the values allowed or of whole increments, a hundredth of a share, else 1."""
    if isinstance(node, Component):
        return Fraction(1)
    rule = node.rule
    if isinstance(rule, Increments) and rule.whole and isinstance(rule.from_, Fraction):
        return rule.per
    grid = node.rule.grid(node)
    if grid is not None:
        return grid[1]
    return _HUNDREDTH if node.unit == "share" else Fraction(1)


def better_values(definition: Definition, node: Node) -> int:
    """Return which values can only better the total: 1 for higher ones, -1 for lower ones, 0 where either may."""
    above = definition.ancestors(node)
    if any(one.combination.by_formula for one in above):
        return 0
    sense = definition.rank.sign * direction(definition, node)
    if isinstance(node, Component):
        return sense if node.better == "higher" else -sense
    if isinstance(node.rule, Piecewise):
        return 0
    by_rank = isinstance(node.rule, Rank) and node.rule.by == "given"
    lower = node.rule.directed and node.better == "lower"
    return -sense if lower or by_rank else sense


def _stepped(
    value: Fraction, step: Fraction, limits: tuple[Fraction | None, Fraction | None], better: int
) -> Iterator[tuple[Fraction, Message]]:
    """Yield a value a step up and one down, no further than is allowed, or the `better` of both."""
    low, high = limits
    up, down = value + step, value - step
    up, down = up if high is None else min(up, high), down if low is None else max(down, low)
    for target, sign in ((up, 1), (down, -1)):
        if (target - value) * sign > 0 and better in (0, sign):
            yield target, _moved(value, target)


def _moved(value: Fraction, target: Fraction) -> Message:
    return say("{before} → {after}", before=short(value), after=short(target))


def _next_option(rule: Choice, at: int) -> Iterator[tuple[Fraction, Message]]:
    """Yield the answers with the next more and the next fewer points."""
    items = rule.points.items
    own = items[at][1]
    above = sorted({points for _, points in items if points > own})[:1]
    below = sorted({points for _, points in items if points < own})[-1:]
    for points in (*above, *below):
        name = next(place for place, (_, other) in enumerate(items) if other == points)
        yield Fraction(name), say("{before} → {after}", before=items[at][0], after=items[name][0])


def _next_edges(leaf: Indicator, value: Fraction) -> Iterator[tuple[Fraction, Message]]:
    """Yield the nearest values of other points on both sides: at the next edges, or just beyond."""
    edges = sorted({edge for edge in leaf.rule.edges() if isinstance(edge, Fraction)})
    own = points_at(leaf, value)
    for sign in (1, -1):
        ahead = [edge for edge in edges[::sign] if (edge - value) * sign >= 0]
        targets = [(edge, edge + beyond * sign * _BEYOND) for edge in ahead for beyond in (0, 1)]
        for edge, target in targets:
            if points_at(leaf, target) != own:
                told = say("{before} → {after}", before=short(value), after=short(edge))
                if target > edge:
                    told = say("{before} → above {after}", before=short(value), after=short(edge))
                elif target < edge:
                    told = say("{before} → below {after}", before=short(value), after=short(edge))
                yield target, told
                break


def _inputs(scores: Scores, row: int, at: int, leaf: Indicator) -> Iterator[More]:
    """Yield what one more is of what a value is worked out from."""
    evidence = scores.evidence
    columns = {name: f"{leaf.id}.{name}" for name in leaf.reads if f"{leaf.id}.{name}" in evidence.columns}
    places = {name: evidence.columns.index(column) for name, column in columns.items()}
    have = {  # but for answers that nobody counted, since they do not count
        name: Fraction(evidence.exact([row], place, RATIONAL)[0])
        for name, place in places.items()
        if not math.isnan(evidence.values[row, place])
    }
    if isinstance(leaf.rule, Checklist):
        for name, value in have.items():
            told = say("{name}: {before} → {after}", name=name, before=_tick(value), after=_tick(1 - value))
            points = leaf.rule.points.numbers()[leaf.rule.points.names().index(name)]
            yield More(at, {columns[name]: 1 - value}, told, expected=(points > 0) == (value == 0))
    elif isinstance(leaf.rule, Shares):
        yield from _next_share(leaf, leaf.rule, at, columns, have)
    elif leaf.formula is not None:
        counted, better = set(_counted(leaf.formula)), better_values(scores.definition, leaf)
        for name, value in have.items():
            for target in (value + 1, value - 1) if name in counted else ():
                if target >= 0:
                    told = say(
                        "{name}: {before} → {after}",
                        name=_title(leaf, name),
                        before=short(value),
                        after=short(target),
                    )
                    yield More(at, {columns[name]: target}, told, expected=(target > value) == (better > 0))


def _next_share(
    leaf: Indicator, rule: Shares, at: int, columns: dict[str, str], have: dict[str, Fraction]
) -> Iterator[More]:
    """Yield one answer, or one hundredth of all, moved from the worst one that was given to the best."""
    step = _HUNDREDTH if rule.item_sum(leaf) == 1 else Fraction(1)
    weights = dict(rule.weights.items)
    given = [name for name in weights if have.get(name, 0) >= step]
    if not given:
        return
    worst, best = min(given, key=weights.__getitem__), max(weights, key=weights.__getitem__)
    if weights[worst] < weights[best] and best in have:
        told = say("{one} → {other}: {count}", one=worst, other=best, count=short(step))
        yield More(at, {columns[worst]: have[worst] - step, columns[best]: have[best] + step}, told)


def _counted(tree: Term) -> Iterator[str]:
    """Yield the names that stand in a formula otherwise than below a line of division alone."""
    if tree.kind == "name":
        yield tree.name
    parts = tree.parts[:1] if tree.kind == "/" else tree.parts
    for part in parts:
        yield from _counted(part)


def _tick(value: Fraction) -> Message:
    return say("yes") if value else say("no")


def _title(leaf: Indicator, name: str) -> object:
    """Return what an input counts, else its name."""
    return next((given.title for given in leaf.inputs if given.id == name and given.title), name)
