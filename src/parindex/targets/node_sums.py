"""The scores of all nodes of one unit as sums of what its moves bring: exact where that is linear, else bounded above.

Scores are turned so that more is better for the total: those of a penalty are counted below 0. What cannot be written
as a sum, a rounding to the nearest or a mean of roots, becomes a variable that is never less than it could be.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from parindex.definition import Component, Definition, Node
from parindex.kernels import Combination, as_float, half_up_exact, together
from parindex.scoring import Scores, direction
from parindex.targets.affine import Affine, Programme, total_of
from parindex.targets.aims import PartWeights


class UnknownEndError(Exception):
    """Nothing is known of how great the score of a node can be."""


@attrs.frozen(eq=False, repr=False)
class Bow:
    """A mean that bends down: never above the planes that touch it."""

    score: Affine
    parts: tuple[Affine, ...]
    weights: tuple[Fraction, ...]
    power: float  # that of the mean: 0 for the geometric, -1 for the harmonic one

    def touch(self, programme: Programme, at: Sequence[float]) -> None:
        """Keep the score below the plane that touches the mean where its parts have values."""
        size = max(*at, 1e-9)
        places = [max(value, size * 1e-6) / size for value in at]
        slopes = self._slopes(places)
        plane = total_of(
            part.times(Fraction(slope * (1 + 1e-12))) for part, slope in zip(self.parts, slopes, strict=True)
        )
        programme.need(plane.plus(self.score.times(Fraction(-1))))

    def above(self, at: Sequence[float], score: float) -> bool:
        """Return whether a score is above the mean of its parts."""
        mean = self._mean([max(value, 1e-12) for value in at], [as_float(weight) for weight in self.weights])
        return score > mean + 1e-9 * max(1.0, abs(mean))

    def _slopes(self, at: Sequence[float]) -> list[float]:
        weights = [as_float(weight) for weight in self.weights]
        mean = self._mean(at, weights)
        return [
            weight * (mean / value) ** (1 - self.power) if weight else 0.0
            for weight, value in zip(weights, at, strict=True)
        ]

    def _mean(self, at: Sequence[float], weights: Sequence[float]) -> float:
        mean = 1.0
        if not self.power:
            for weight, value in zip(weights, at, strict=True):
                mean *= value**weight
            return mean
        whole = sum(weight * value**self.power for weight, value in zip(weights, at, strict=True))
        return float(whole ** (1 / self.power))


@attrs.frozen(eq=False, repr=False)
class NodeScore:
    """The score of a node, and the points that stand behind it where something is left out below it."""

    score: Affine
    points: Affine


@attrs.define(eq=False, repr=False)
class NodeSums:
    """Writes down the scores of one unit; `gains` are what moves bring to lowest nodes, by their columns."""

    scores: Scores
    row: int
    gains: dict[int, Affine]
    programme: Programme
    shares: PartWeights
    drawn: bool = False  # whether weights are others than those of the definition: then every score is another
    bows: list[Bow] = attrs.field(factory=list)
    _known: dict[str, NodeScore] = attrs.field(factory=dict)
    _moving: frozenset[str] = frozenset()
    _unrounded: dict[int, Fraction] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Note which nodes move at all."""
        nodes = self.definition.nodes
        moving = {nodes[at].id for at in self.gains}
        moving |= {above.id for at in self.gains for above in self.definition.ancestors(nodes[at])}
        if self.drawn:
            given = self.scores.exactness.given.components
            moving |= {node.id for node in self.definition.component if self.scores.places[node.id] not in given}
        self._moving = frozenset(moving)
        self._unrounded = self.scores.exactness.unrounded(self.row)

    @property
    def definition(self) -> Definition:
        """What is scored."""
        return self.scores.definition

    def sense(self, node: Node) -> int:
        """Return 1 where a greater score of a node is better for the total, else -1."""
        return self.definition.rank.sign * direction(self.definition, node)

    def of(self, at: int) -> Affine:
        """Return the score of a node, by its column, turned so that more is better; of the index its total."""
        node = self.definition.nodes[at]
        own = self._of(node).score
        if at:
            return own
        beside = [part for part in self.definition.beside if not self._without(part)]
        return total_of([own, *(self._of(part).score for part in beside)])

    def _of(self, node: Node) -> NodeScore:
        if node.id not in self._known:
            self._known[node.id] = self._written(node)
        return self._known[node.id]

    def _written(self, node: Node) -> NodeScore:
        at = self.scores.places[node.id]
        if at in self.gains:
            own = self._rounded(node, self._present(node).plus(self.gains[at]))
            return NodeScore(own, own)
        if isinstance(node, Component) and (node.id in self._moving or not at):
            return self._combined(node)
        own = self._present(node)
        return NodeScore(own, own)

    def _present(self, node: Node) -> Affine:
        """Return the score of a node as it is, before it is rounded."""
        at = self.scores.places[node.id]
        exactness = self.scores.exactness
        figure = self._unrounded.get(at)
        return Affine.fixed((exactness.exact_score(self.row, at) if figure is None else figure) * self.sense(node))

    def _without(self, node: Node) -> bool:
        return bool(self.scores.exactness.marks.without_score[self.row, self.scores.places[node.id]])

    def _combined(self, node: Component) -> NodeScore:
        """Combine the parts of a component as far as they can be written."""
        own, below = self.sense(node), self.sense(node) * (-1 if node.better == "lower" else 1)
        parts = [part for part in self.definition.parts(node.id) if not self._without(part)]
        at = self.scores.places[node.id]
        reduced = bool(self.scores.exactness.marks.reduced[self.row, at])
        if reduced and node.better == "lower":
            raise UnknownEndError
        raw = self._raw(node, parts, below)
        points = self._turned(node, self._finished(node, raw, below), own)
        score = points
        if reduced and node.combination.additive:
            score = self._turned(node, self._finished(node, raw.times(self._grown(node, parts)), below), own)
        rounded = self._rounded(node, score)
        return NodeScore(rounded, rounded if points is score else self._rounded(node, points))

    def _raw(self, node: Component, parts: Sequence[Node], sense: int) -> Affine:
        kind = node.combination
        if kind.alternative:
            return self._of(parts[0]).score
        if kind.linear or (kind.powered and node.power in (None, 1)):
            weights = self._weights(node, parts)
            values = [self._of(part) for part in parts]
            each = [value.points if kind.additive else value.score for value in values]
            return total_of(value.times(weight) for value, weight in zip(each, weights, strict=True))
        scores = [self._of(part).score for part in parts]
        if kind.selects:
            least = (node.combine == "min") == (sense > 0)
            return self._least(scores) if least else self._greatest(scores)
        return self._bent(node, parts, scores, sense)

    def _weights(self, node: Component, parts: Sequence[Node]) -> list[Fraction]:
        """Return what the score of each part that counts is multiplied by."""
        own = dict(zip((part.id for part in self.definition.parts(node.id)), self.shares(node), strict=True))
        weights = [own[part.id] for part in parts]
        if node.combination.weighted == "mean":
            whole = sum(weights, Fraction(0)) or Fraction(1)
            return [weight / whole for weight in weights]
        return self._raised(node, parts, weights)

    def _raised(self, node: Component, parts: Sequence[Node], weights: list[Fraction]) -> list[Fraction]:
        """Return weights of a sum that shares out the points of what does not apply."""
        marked = self.scores.exactness.marks.shared
        if marked is None or not node.combination.additive:
            return weights
        own = dict(zip((part.id for part in self.definition.parts(node.id)), self.shares(node), strict=True))
        gone = [part for part in self.definition.parts(node.id) if marked[self.row, self.scores.places[part.id]]]
        points = sum((own[part.id] * self._maximum(part) for part in gone), Fraction(0))
        each = points / (len(parts) or 1)
        return [weight + each / (self._maximum(part) or 1) for weight, part in zip(weights, parts, strict=True)]

    def _maximum(self, node: Node) -> Fraction:
        maximum = self.definition.maximum(node)
        if maximum is None:
            raise UnknownEndError
        return maximum

    def _grown(self, node: Component, parts: Sequence[Node]) -> Fraction:
        """Return what the points of a sum are multiplied by where some of its parts are left out."""
        whole = self.definition.whole(node)
        most = [Fraction(repr(float(self.scores.max[self.row, self.scores.places[part.id]]))) for part in parts]
        weights = self._weights(node, parts)
        possible = sum((weight * each for weight, each in zip(weights, most, strict=True)), Fraction(0))
        if whole is None or not possible:
            raise UnknownEndError
        return whole / possible

    def _bent(self, node: Component, parts: Sequence[Node], scores: list[Affine], sense: int) -> Affine:
        """Return a variable for what is no sum: below what it is at its best, and below planes where it bends down."""
        if node.combination.by_formula:
            return self._by_formula(node, sense)
        weights = self._weights(node, parts)
        power = node.power or Fraction(1)
        now, best = (
            sense * together(node.combination, [sense * value for value in ends], weights, power)
            for ends in ([score.now for score in scores], [score.best for score in scores])
        )
        score = self._variable(now, best)
        bend = _power(node.combination, node.combine, power)
        if sense > 0 and bend is not None and all(part.now >= 0 for part in scores):
            bow = Bow(score, tuple(scores), tuple(weights), bend)
            self.bows.append(bow)
            for ends in ([part.now for part in scores], [part.best for part in scores]):
                bow.touch(self.programme, [as_float(end) for end in ends])
        return score

    def _by_formula(self, node: Component, sense: int) -> Affine:
        """Return a variable for a formula, of which only the ends are known."""
        end = self.definition.maximum(node) if sense > 0 else self.definition.domain(node)[0]
        if end is None or node.better == "lower" or node.times is not None:
            raise UnknownEndError
        now = self.scores.exactness.exact_score(self.row, self.scores.places[node.id]) * sense
        return self._variable(now, max(end * sense, now))

    def _variable(self, now: Fraction, best: Fraction) -> Affine:
        at = self.programme.variable(min(now, best), max(now, best))
        return Affine({at: Fraction(1)}, Fraction(0), now, best)

    def _finished(self, node: Component, raw: Affine, sense: int) -> Affine:
        """Apply times, floor and cap."""
        if node.times is not None and node.times <= 0:
            raise UnknownEndError
        score = raw if node.times is None else raw.times(node.times)
        for edge, lifts in ((node.floor, sense > 0), (node.cap, sense < 0)):
            if edge is not None:
                score = self._lifted(score, edge * sense) if lifts else self._capped(score, edge * sense)
        return score

    def _turned(self, node: Component, score: Affine, sense: int) -> Affine:
        turn = self.definition.turn(node)
        return score if turn is None else score.plus(Affine.fixed(turn * sense))

    def _capped(self, score: Affine, cap: Fraction) -> Affine:
        """Return the lesser of a score and a number."""
        if score.best <= cap:
            return score
        if score.now >= cap:
            return Affine.fixed(cap)
        return self.programme.below(score, min(score.now, cap), cap)

    def _lifted(self, score: Affine, floor: Fraction) -> Affine:
        """Return the greater of a score and a number."""
        if score.now >= floor:
            return score
        if score.best <= floor:
            return Affine.fixed(floor)
        return self._greatest([score, Affine.fixed(floor)])

    def _least(self, scores: Sequence[Affine]) -> Affine:
        now, best = min(score.now for score in scores), min(score.best for score in scores)
        least = self._variable(now, best)
        for score in scores:
            self.programme.need(score.plus(least.times(Fraction(-1))))
        return least

    def _greatest(self, scores: Sequence[Affine]) -> Affine:
        """Return a variable that is no greater than one of some scores, which the programme chooses."""
        now, best = max(score.now for score in scores), max(score.best for score in scores)
        greatest = self._variable(now, best)
        chosen = []
        for score in scores:
            at = self.programme.binary()
            spare = best - score.now
            free = Affine({at: -spare}, spare, spare, spare)
            self.programme.need(score.plus(free).plus(greatest.times(Fraction(-1))))
            chosen.append(Affine({at: Fraction(1)}, Fraction(0), Fraction(0), Fraction(1)))
        self.programme.need(total_of(chosen), Fraction(1))
        return greatest

    def _rounded(self, node: Node, score: Affine) -> Affine:
        """Return whole steps that are no more than a half above a score, where a node rounds."""
        if node.decimals is None or node.id == self.definition.id:
            return score
        if not score.terms:
            return _rounded_off(score, node.decimals)
        half = Fraction(1, 2 * 10**node.decimals)
        now, best = (Fraction(half_up_exact(end, node.decimals), 10**node.decimals) for end in (score.now, score.best))
        low, high = min(now, score.now), max(best, score.best + half)
        steps = self.programme.below(score.plus(Affine.fixed(half)), low, high, decimals=node.decimals)
        return attrs.evolve(steps, now=now, best=best)


def _rounded_off(score: Affine, decimals: int) -> Affine:
    return Affine.fixed(Fraction(half_up_exact(score.constant, decimals), 10**decimals))


def _power(kind: Combination, name: str, power: Fraction) -> float | None:
    """Return the power of a mean that bends down, None where it does not."""
    known = {"geometric-mean": 0.0, "harmonic-mean": -1.0}.get(name)
    if known is not None:
        return known
    return as_float(power) if kind.powered and power <= 1 else None
