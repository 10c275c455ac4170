"""Which scores of nodes reach an aim, the rest of the unit and all other units as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from parindex.base import first_of, in_digits, say
from parindex.targets.given_nodes import GivenNodes, NodeScores, ScoreOf, ends_of, is_raising
from parindex.targets.least_scores import ScoreGrid

if TYPE_CHECKING:
    from parindex.scoring import Scores
    from parindex.targets.aims import Aim
    from parindex.targets.requirements import Requirement, WayToReach

#: The share of the way that all go together is looked for in so many steps.
SHARES = 10_000
_AT_ONCE = 16


@attrs.frozen(eq=False)
class Reaching:
    """One unit, some of its nodes, and the ways to an aim.

    `ways` ask of these nodes and of those above them; what an aim asks of other nodes stands in `besides`.
    """

    unit: GivenNodes
    nodes: tuple[int, ...]
    ways: tuple[WayToReach, ...]
    besides: WayToReach

    @classmethod
    def of(cls, scores: Scores, row: int, aim: Aim, nodes: Sequence[str] | None) -> Reaching:
        """Return that of some nodes, of the parts of the root unless named."""
        unit, places = GivenNodes(scores, row), _places(scores, nodes)
        upward = _upward(scores, places)
        ways, besides = _parted(unit, aim.ways(scores, row), upward)
        return cls(unit, places, ways, besides)

    @cached_property
    def grids(self) -> Mapping[int, ScoreGrid]:
        """The scores that each node can have as published."""
        return {node: _grid(self.unit.scores, node) for node in self.nodes}

    def enough(self, cases: Sequence[NodeScores]) -> list[bool]:
        """Return whether the aim is reached in each case, but for what is needed besides."""
        return [any(_fulfilled(way, score) for way in self.ways) for score in self.unit.scored(cases)]

    def alone(self, node: int, others: NodeScores | None = None) -> Fraction | None:
        """Return what a node must reach, all else as it is but perhaps some others; None where nothing is enough."""
        held = dict(others or {})
        grid, present = self.grids[node], self.unit.present(node)
        near = Fraction(0) if present is None else present
        return grid.least(lambda tried: self.enough([{**held, node: score} for score in tried]), near)

    def together(self) -> tuple[Fraction | None, dict[int, Fraction]]:
        """Return the least share of their way that all must go, and what each reaches then; None where not even all."""
        if any(grid.best is None or self.unit.present(node) is None for node, grid in self.grids.items()):
            return None, {}
        if self.enough([self._gone(Fraction(0))])[0]:
            return Fraction(0), self._gone(Fraction(0))
        if not self.enough([self._gone(Fraction(1))])[0]:
            return None, {}
        bad, good = 0, SHARES
        while good - bad > 1:
            steps = sorted({bad + (good - bad) * at // (_AT_ONCE + 1) for at in range(1, _AT_ONCE + 1)} - {bad})
            held = self.enough([self._gone(Fraction(step, SHARES)) for step in steps])
            first = next((at for at, holds in enumerate(held) if holds), len(steps))
            bad = steps[first - 1] if first else bad
            good = steps[first] if first < len(steps) else good
        return Fraction(good, SHARES), self._gone(Fraction(good, SHARES))

    def _gone(self, share: Fraction) -> dict[int, Fraction]:
        """Return the scores of all nodes when each has gone a share of its way to the best, rounded as published."""
        scores = {}
        for node, grid in self.grids.items():
            present = self.unit.present(node) or Fraction(0)
            best = present if grid.best is None else grid.best
            scores[node] = present if not share or present == best else grid.rounded(present + share * (best - present))
        return scores

    def lacking(self, node: int) -> Fraction | None:
        """Return by how much the total falls short with a node at its best; None where it does not, or has no end."""
        best = self.grids[node].best
        if best is None:
            return None
        total = self.unit.scored([{node: best}])[0](0)
        if total is None:
            return None
        short = [[abs(one.edge - total) for one in way if not one.node and not one.holds(total)] for way in self.ways]
        return min(map(max, short)) if short and all(short) else None


def _fulfilled(way: WayToReach, score: ScoreOf) -> bool:
    return all(one.holds(score(one.node)) for one in way)


def _places(scores: Scores, nodes: Sequence[str] | None) -> tuple[int, ...]:
    """Return the columns of nodes; refuses those that do not count, and one below another."""
    definition = scores.definition
    named = [part.id for part in definition.parts(definition.id)] if nodes is None else list(nodes)
    ids = list(dict.fromkeys(definition[node].id for node in named))
    if not ids:
        raise ValueError(say("no nodes are named"))
    given = {scores.nodes[node] for node in scores.exactness.given.components}
    for id_ in ids:
        above = {component.id for component in definition.ancestors(definition[id_])}
        if id_ == definition.id or definition.branch(definition[id_]).adds == "nothing" or above & given:
            raise ValueError(say("the score of {node!r} is no part of the total", node=id_))
        if within := above.intersection(ids):
            raise ValueError(say("{node!r} lies below {above!r}", node=id_, above=first_of(sorted(within))))
    return tuple(scores.places[id_] for id_ in ids)


def _upward(scores: Scores, nodes: Sequence[int]) -> frozenset[int]:
    """Return some nodes, all above them, and the root."""
    definition = scores.definition
    above = (scores.places[up.id] for node in nodes for up in definition.ancestors(definition.nodes[node]))
    return frozenset({0, *nodes, *above})


def _parted(
    unit: GivenNodes, ways: Sequence[WayToReach], upward: frozenset[int]
) -> tuple[tuple[WayToReach, ...], WayToReach]:
    """Return of ways what they ask of some nodes, and what of others is needed besides.

    Of ways that need something besides only the plainest is kept, and none where others need nothing.
    """
    split: list[tuple[WayToReach, WayToReach]] = []
    for way in ways:
        here = tuple(one for one in way if one.node in upward)
        split.append((here, tuple(one for one in way if one.node not in upward and not _holds(unit, one))))
    without = tuple(here for here, besides in split if not besides)
    if without or not split:
        return without, ()
    here, besides = split[0]
    return (here,), besides


def _holds(unit: GivenNodes, one: Requirement) -> bool:
    return one.holds(unit.present(one.node))


def _grid(scores: Scores, node: int) -> ScoreGrid:
    least, most = ends_of(scores, node)
    decimals = int(scores.exactness.plan.decimals[node])
    return ScoreGrid(decimals, least, most) if is_raising(scores, node) else ScoreGrid(decimals, most, least, -1)


def besides_in_words(reaching: Reaching) -> str:
    """Return what other nodes must be, as text."""
    nodes = reaching.unit.scores.nodes
    return first_of([f"{nodes[one.node]} {one.sign} {in_digits(one.edge)}" for one in reaching.besides])
