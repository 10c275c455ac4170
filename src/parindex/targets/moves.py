"""What one unit may change of its evidence, and what each change costs."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial

import attrs

from parindex.base import Message, say
from parindex.definition import Between, Checklist, Choice, Definition, Indicator, Node, Shares
from parindex.kernels import RATIONAL
from parindex.scoring import Scores, direction, lowest_nodes
from parindex.targets.curves import Curve, Piece, ValueGrid
from parindex.targets.evidence_grids import Written
from parindex.targets.leaf_scores import LeafScore, leaf_score

#: Why a node stays as it is that need not be told.
KEPT = say("it is to stay as it is")
NOTHING_BETTER = say("nothing better is left")
ONLY_WATCHED = say("it is only watched")


@attrs.frozen(eq=False, repr=False)
class Move:
    """One cell of evidence, or all items of a checklist that takes all or nothing, and where it may go.

    Attributes
    ----------
    node : int
        The node whose score follows, by its column.
    name : str
        By what a caller names it: the node, or an item or input of it.
    column : str
        The column of evidence.
    present : Fraction
        What the evidence is.
    sense : int
        1 where the total is the better the greater the score of the node, -1 where the less, 0 where either may be.
    pieces : tuple of Piece
        Where it may go.
    price : Fraction
        What a unit of evidence costs, or a point where there are no numbers to count.
    curve : Curve
        How the score follows.
    by_score : bool
        It is a choice or a tick: what is paid for are points.
    ahead : int
        1 or -1 where values further up, or down, also keep others down whom a rule holds against the unit; else 0.
    """

    node: int
    name: str
    column: str
    present: Fraction
    sense: int
    pieces: tuple[Piece, ...]
    price: Fraction
    curve: Curve
    by_score: bool = False
    ahead: int = 0
    cells: Callable[[Fraction], dict[str, Fraction]] = attrs.field(kw_only=True)

    @property
    def score(self) -> Fraction:
        """What the evidence adds to the score of the node as it is."""
        return self.curve.score_of(self.present)

    def gain(self, value: Fraction) -> Fraction:
        """Return what a value adds to the score of the node."""
        return self.curve.score_of(value) - self.score

    def rise(self, value: Fraction) -> Fraction:
        """Return how far a value brings the unit: what it adds for the better, or how far ahead it is."""
        return (value - self.present) * self.ahead if self.ahead else self.gain(value) * (self.sense or 1)

    def cost(self, value: Fraction) -> Fraction:
        """Return what it costs to have a value."""
        return self.price * (abs(self.gain(value)) if self.by_score else abs(value - self.present))

    @property
    def best(self) -> Fraction:
        """The nearest value that gives the most."""
        if self.ahead:
            return self.pieces[-1].last
        best = self.curve.furthest(self.pieces)
        return self.present if best is None else best


@attrs.frozen(eq=False, repr=False)
class Wishes:
    """What the caller asks of moves: prices and limits by node, item or input, and nodes that stay as they are."""

    costs: Mapping[str, Fraction]
    bounds: Mapping[str, Between]
    fixed: Collection[str]


@attrs.frozen(eq=False, repr=False)
class Moves:
    """The moves of a unit, and why other nodes stay as they are."""

    moves: tuple[Move, ...]
    immovable: Mapping[str, Message]


def moves_of(
    scores: Scores, row: int, wishes: Wishes, decimals: Callable[[str], int | None], *, against: bool = False
) -> Moves:
    """Return what a unit may change: for itself alone, or `against` others whom rules hold against it."""
    maker = _Maker(scores, row, wishes, Written(scores, decimals), against=against)
    moves: list[Move] = []
    immovable: dict[str, Message] = {}
    for at in lowest_nodes(scores):
        node = scores.definition.nodes[at]
        found = maker.of(at, node)
        if isinstance(found, Message):
            immovable[node.id] = found
        else:
            moves += found
    return Moves(tuple(moves), immovable | dict.fromkeys(_watched(scores.definition), ONLY_WATCHED))


def _watched(definition: Definition) -> list[str]:
    """Return the nodes that are only watched, and that ranks or groups of results hang on."""
    results = (*definition.bands, *(band for group in definition.group for band in group.bands))
    gates = [gate.node for band in results for gate in band.requires]
    asked = {*definition.rank.then, *gates, *(cap.node for cap in definition.caps)}
    return [node.id for node in definition.nodes[1:] if node.adds == "nothing" and node.id in asked]


@attrs.frozen(eq=False, repr=False)
class _Maker:
    """Makes the moves of one unit."""

    scores: Scores
    row: int
    wishes: Wishes
    written: Written
    against: bool = attrs.field(kw_only=True)

    def of(self, at: int, node: Node) -> list[Move] | Message:
        """Return the moves of a node, or why there are none."""
        if reason := self._held(at, node):
            return reason
        if isinstance(node, Indicator):
            return self._of_leaf(at, node)
        return self._one(at, node, leaf_score(self.scores, self.row, node))

    def _held(self, at: int, node: Node) -> Message | None:
        """Return why a node stays as it is, whatever its rule."""
        definition, evidence = self.scores.definition, self.scores.evidence
        names = {node.id, *(above.id for above in definition.ancestors(node))}
        if names & set(self.wishes.fixed):
            return KEPT
        if node.id not in evidence.columns:
            return say("the evidence does not hold it")
        if self.scores.left_out[self.row, at]:
            return say("it does not apply, or is left out")
        if math.isnan(evidence.values[self.row, evidence.columns.index(node.id)]):
            return say("it has no value to start from")
        if any(node.id in leaf.refers_to for leaf in definition.computed):
            return say("the values of other indicators are worked out from it")
        return None

    def _of_leaf(self, at: int, leaf: Indicator) -> list[Move] | Message:
        column = self.scores.evidence.columns.index(leaf.id)
        if isinstance(leaf.rule, Shares):
            return say("shares of answers move together, not one by one")
        if isinstance(leaf.rule, Checklist) and column in self.scores.evidence.computed:
            return self._of_items(at, leaf, leaf.rule)
        if isinstance(leaf.rule, Choice):
            return self._of_options(at, leaf, leaf.rule)
        return self._one(at, leaf, leaf_score(self.scores, self.row, leaf, self.wishes.bounds))

    def _one(self, at: int, node: Node, told: LeafScore | Message) -> list[Move] | Message:
        """Return the move of one number."""
        if isinstance(told, Message):
            return told
        if told.column in self.wishes.fixed:
            return KEPT
        sense = self._sense(node)
        grid = self.written.grid(told.column, node, told.grid)
        curve = Curve(told.score_of, grid, told.bends, sense, told.bowed, told.wobble)
        limits = self._limits(told, curve)
        asked = _both(limits, self.wishes.bounds.get(told.name, (None, None)))
        if asked[0] is None or asked[1] is None:
            return say("its values have no end: bounds are needed")
        ends = asked[0], asked[1]
        ahead = self._ahead(node, sense)
        if ahead:
            pieces = curve.all_ahead(told.present, ends[1 if ahead > 0 else 0])
        else:
            pieces = curve.pieces(told.present, ends)
        low, high = (end if end is not None else edge for end, edge in zip(limits, asked, strict=True))
        wide = pieces if low is None or high is None or asked == limits else curve.pieces(told.present, (low, high))
        if not pieces or not wide:
            return NOTHING_BETTER
        price = self._price(told.name, abs(curve.most(told.present, wide) - told.present))
        return [
            Move(
                at,
                told.name,
                told.column,
                told.present,
                sense,
                pieces,
                price,
                curve,
                ahead=ahead,
                cells=partial(_cells, (told.column,)),
            )
        ]

    def _ahead(self, node: Node, sense: int) -> int:
        """Return in which direction values also keep others down; 0 where they do not, or that does not matter."""
        if not (self.against and isinstance(node, Indicator) and node.rule.cohort):
            return 0
        return sense * (-1 if node.rule.directed and node.better == "lower" else 1)

    def _limits(self, told: LeafScore, curve: Curve) -> Between:
        """Return between what values it pays to look, None where there is no end."""
        low, high = told.limits
        if low is None:
            low = _end(told, curve.grid, -1)
        if high is None:
            high = _end(told, curve.grid, 1)
        return low, high

    def _sense(self, node: Node) -> int:
        """Return whether more of a node is better for the total, 0 where that is not known."""
        definition = self.scores.definition
        above = definition.ancestors(node)
        if any(one.combination.by_formula or (one.times or 1) <= 0 for one in above):
            return 0
        return definition.rank.sign * direction(definition, node)

    def _price(self, name: str, way: Fraction) -> Fraction:
        """Return what a unit of evidence costs: as told, else so that all of the way costs 1."""
        return self.wishes.costs[name] if name in self.wishes.costs else 1 / way

    def _of_options(self, at: int, leaf: Indicator, rule: Choice) -> list[Move] | Message:
        """Return the move from one option to another."""
        column = self.scores.evidence.columns.index(leaf.id)
        present = Fraction(self.scores.evidence.exact([self.row], column, RATIONAL)[0])
        points = rule.points.numbers()
        sense = self._sense(leaf)
        own = points[int(present)]
        curve = Curve(partial(_points_of, points), ValueGrid(Fraction(0), Fraction(1)), (), sense)
        better: dict[Fraction, Piece] = {}
        for place, score in enumerate(points):
            if (score - own) * sense > 0 or (not sense and score != own):
                better.setdefault(score, Piece(Fraction(place), Fraction(1), 1, score))
        if not better:
            return NOTHING_BETTER
        price = self._price(leaf.id, max(abs(score - own) for score in better))
        return [
            Move(
                at,
                leaf.id,
                leaf.id,
                present,
                sense,
                tuple(better.values()),
                price,
                curve,
                by_score=True,
                cells=partial(_cells, (leaf.id,)),
            )
        ]

    def _of_items(self, at: int, leaf: Indicator, rule: Checklist) -> list[Move] | Message:
        """Return the ticks of a checklist: each by itself, or all that are left together."""
        evidence, sense = self.scores.evidence, self._sense(leaf)
        names = [name for name in rule.points.names() if f"{leaf.id}.{name}" in evidence.columns]
        ticks = {
            name: Fraction(evidence.exact([self.row], evidence.columns.index(f"{leaf.id}.{name}"), RATIONAL)[0])
            for name in names
        }
        points = dict(rule.points.items)
        moves = list(self._together(at, leaf, points, ticks) if rule.all else self._apart(at, leaf, points, ticks))
        gains = [move.gain(move.pieces[0].first) for move in moves]
        moves = [move for move, gain in zip(moves, gains, strict=True) if (gain * sense > 0 if sense else gain)]
        if not moves:
            return NOTHING_BETTER
        whole = sum((abs(move.gain(move.pieces[0].first)) for move in moves), Fraction(0))
        return [attrs.evolve(move, price=self._price(move.name, whole)) for move in moves]

    def _apart(
        self, at: int, leaf: Indicator, points: Mapping[str, Fraction], ticks: Mapping[str, Fraction]
    ) -> Iterator[Move]:
        for name, tick in ticks.items():
            if f"{leaf.id}.{name}" not in self.wishes.fixed:
                yield self._tick(at, leaf, f"{leaf.id}.{name}", tick, points[name])

    def _together(
        self, at: int, leaf: Indicator, points: Mapping[str, Fraction], ticks: Mapping[str, Fraction]
    ) -> Iterator[Move]:
        whole = sum(points.values(), Fraction(0))
        every = min(ticks.values(), default=Fraction(0))
        kept = {name for name in ticks if f"{leaf.id}.{name}" in self.wishes.fixed}
        free = [name for name in ticks if name not in kept]
        if free and (every or all(ticks[name] for name in kept)):
            move = self._tick(at, leaf, leaf.id, every, whole)
            yield attrs.evolve(move, cells=partial(_cells, tuple(f"{leaf.id}.{name}" for name in free)))

    def _tick(self, at: int, leaf: Indicator, name: str, tick: Fraction, points: Fraction) -> Move:
        curve = Curve(partial(operator.mul, points), ValueGrid(Fraction(0), Fraction(1)), (), self._sense(leaf))
        other = Fraction(0) if tick else Fraction(1)
        piece = Piece(other, Fraction(1), 1, points * other)
        return Move(
            at,
            name,
            name,
            tick,
            self._sense(leaf),
            (piece,),
            Fraction(1),
            curve,
            by_score=True,
            cells=partial(_cells, (name,)),
        )


def _cells(columns: Sequence[str], value: Fraction) -> dict[str, Fraction]:
    """Return the cells of evidence that have a value."""
    return dict.fromkeys(columns, value)


def _points_of(points: Sequence[Fraction], option: Fraction) -> Fraction:
    """Return what an option gives."""
    return points[int(option)]


def _both(limits: Between, asked: Between) -> Between:
    """Return what lies between both pairs of limits."""
    lows, highs = ([end for end in ends if end is not None] for ends in zip(limits, asked, strict=True))
    return max(lows, default=None), min(highs, default=None)


def _end(told: LeafScore, grid: ValueGrid, sign: int) -> Fraction | None:
    """Return where values stop to matter in a direction in which they have no end; None where they never do."""
    edge = max(bend * sign for bend in (*told.bends, told.present)) * sign
    start = grid.beyond(edge, sign)
    far = start + 10**6 * grid.step * sign
    return start if told.score_of(start) == told.score_of(far) else None
