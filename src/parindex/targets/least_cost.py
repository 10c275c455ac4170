"""The programme of least cost of one unit: which value each move takes, so that what is asked of scores holds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

from parindex.definition import Component
from parindex.kernels import Floats, as_float
from parindex.scoring import Scores
from parindex.targets.affine import Affine, Programme, Solution
from parindex.targets.aims import AimCase, AimCases
from parindex.targets.curves import Piece
from parindex.targets.moves import Move
from parindex.targets.node_sums import Bow, NodeSums, UnknownEndError
from parindex.targets.requirements import Requirement
from parindex.targets.trials import Values

_NOTHING, _ALL = Fraction(0), Fraction(1)
#: So little more than a whole number of steps is that number.
_NEARLY = 1e-6


@attrs.frozen(eq=False, repr=False)
class Asked:
    """What a plan is asked for."""

    scores: Scores
    row: int
    moves: tuple[Move, ...]
    aim: AimCases


@attrs.define(eq=False, repr=False)
class Knowledge:
    """What a search has found out: pieces split up, plans that fail, planes that touch means, and plans set aside.

    Attributes
    ----------
    pieces : list of list of Piece
        Of each move.
    failing : list of Values
        Plans that do not reach; nor does any that has no more anywhere.
    touched : list of Floats
        Variables at which planes touch means that bend.
    aside : list of frozenset of int
        Sets of moves: one at least of each set is not made.
    """

    pieces: list[list[Piece]]
    failing: list[Values] = attrs.field(factory=list)
    touched: list[list[tuple[float, ...]]] = attrs.field(factory=list)
    aside: list[frozenset[int]] = attrs.field(factory=list)

    @classmethod
    def of(cls, moves: Sequence[Move]) -> Knowledge:
        """Return that of a search that begins."""
        return cls([list(move.pieces) for move in moves])

    def fail(self, moves: Sequence[Move], values: Values) -> None:
        """Note that a plan fails; pieces are split where they begin to bring more than its values do."""
        self.failing.append(values)
        for place, (move, value) in enumerate(zip(moves, values, strict=True)):
            rise = move.rise(value)
            self.pieces[place] = [part for piece in self.pieces[place] for part in split_above(move, piece, rise)]

    def refine(self, moves: Sequence[Move], values: Values) -> bool:
        """Split pieces that only bound the scores of a plan's values; returns whether there are any."""
        found = False
        for place, (move, value) in enumerate(zip(moves, values, strict=True)):
            pieces: list[Piece] = []
            for piece in self.pieces[place]:
                at = (value - piece.first) / piece.step
                if piece.exact or not (at.denominator == 1 and 0 <= at < piece.count):
                    pieces.append(piece)
                    continue
                pieces += move.curve.split(piece, int(at))
                found = True
            self.pieces[place] = pieces
        return found


@attrs.define(eq=False, repr=False)
class CostProgramme:
    """The programme, written down once for what is known."""

    asked: Asked
    known: Knowledge
    relaxed: bool = False  # whether steps, and lines of them, need not be whole: a bound found sooner, nearly a plan
    programme: Programme = attrs.field(factory=Programme)
    bows: list[Bow] = attrs.field(factory=list)
    _chosen: list[list[int]] = attrs.field(factory=list)  # the variable of each piece of each move
    _steps: list[list[int | None]] = attrs.field(factory=list)  # and that of the steps within it
    _brings: list[Mapping[int, Fraction]] = attrs.field(factory=list)  # what the variables of each move bring

    @classmethod
    def of(
        cls, asked: Asked, known: Knowledge, *, relaxed: bool = False, most: Fraction | None = None
    ) -> CostProgramme:
        """Write it down, perhaps for plans that cost so much at most."""
        self = cls(asked, known, relaxed)
        gains: dict[int, Affine] = {}
        for move, pieces in zip(asked.moves, known.pieces, strict=True):
            gain = self._move(move, pieces)
            gains[move.node] = gains[move.node].plus(gain) if move.node in gains else gain
        self._ask(gains)
        for bow, places in zip(self.bows, known.touched, strict=False):
            for place in places:
                bow.touch(self.programme, place)
        self._exclude()
        if most is not None:
            costs = {at: -cost for at, cost in enumerate(self.programme.cost) if cost}
            self.programme.need(Affine(costs, _NOTHING, _NOTHING, _NOTHING), -most)
        return self

    def solve(self, seconds: float | None = None) -> Solution:
        """Minimise the cost."""
        return self.programme.solve(seconds)

    def _move(self, move: Move, pieces: Sequence[Piece]) -> Affine:
        """Add the variables of a move; returns what it brings, turned so that more is better."""
        programme, sense = self.programme, move.sense or 1
        terms: dict[int, Fraction] = {}
        chosen: list[int] = []
        steps: list[int | None] = []
        for piece in pieces:
            if self.relaxed and _from_present(move, piece):
                at = programme.variable(0, 1, cost=move.cost(piece.last))
                terms[at] = (piece.end - move.score) * sense
                chosen.append(at)
                steps.append(None)
                continue
            at = programme.variable(0, 1, whole=not self.relaxed or piece.count == 1, cost=move.cost(piece.first))
            terms[at] = (piece.score - move.score) * sense
            chosen.append(at)
            steps.append(self._within(move, piece, at, terms) if piece.count > 1 else None)
        if chosen:
            programme.need(Affine(dict.fromkeys(chosen, -_ALL), _ALL, _ALL, _ALL))
        self._chosen.append(chosen)
        self._steps.append(steps)
        self._brings.append(terms)
        return Affine(terms, _NOTHING, _NOTHING, max(move.gain(move.best) * sense, _NOTHING))

    def _within(self, move: Move, piece: Piece, chosen: int, terms: dict[int, Fraction]) -> int:
        """Add the steps within a piece."""
        most = Fraction(piece.count - 1)
        at = self.programme.variable(
            0, most, whole=not self.relaxed, cost=move.cost(piece.value(1)) - move.cost(piece.first)
        )
        terms[at] = piece.slope * (move.sense or 1)
        self.programme.need(Affine({chosen: most, at: -_ALL}, _NOTHING, _NOTHING, most))
        return at

    def _ask(self, gains: dict[int, Affine]) -> None:
        """Ask for one of the ways of as many cases as are needed."""
        held = []
        for case in self.asked.aim.cases:
            weights, drawn = case.weights or self._own_shares, case.weights is not None
            sums = NodeSums(self.asked.scores, self.asked.row, gains, self.programme, weights, drawn)
            at = self.programme.binary()
            self._ways(case, sums, at)
            self.bows += sums.bows
            held.append(at)
        self.programme.need(Affine(dict.fromkeys(held, _ALL), _NOTHING, _NOTHING, _ALL), Fraction(self.asked.aim.need))

    def _own_shares(self, component: Component) -> Sequence[Fraction]:
        return self.asked.scores.definition.shares(component)

    def _ways(self, case: AimCase, sums: NodeSums, held: int) -> None:
        """Let a case hold only where one of its ways does."""
        taken = []
        for way in case.ways:
            at = self.programme.binary() if len(case.ways) > 1 else held
            for requirement in way:
                self._require(requirement, sums, at)
            taken.append(at)
        if taken != [held]:
            terms = dict.fromkeys(taken, _ALL) | {held: -_ALL}
            self.programme.need(Affine(terms, _NOTHING, _NOTHING, _ALL))

    def _require(self, requirement: Requirement, sums: NodeSums, taken: int) -> None:
        """Let a way be taken only where a requirement holds, as far as scores are known to be summed up."""
        node = self.asked.scores.definition.nodes[requirement.node]
        sense = sums.sense(node) if requirement.node else self.asked.scores.definition.rank.sign
        try:
            score = sums.of(requirement.node)
        except UnknownEndError:
            return
        edge, chosen = requirement.edge * sense, Affine({taken: -_ALL}, _ALL, _NOTHING, _NOTHING)
        if (sense > 0) == requirement.upward and score.now < edge:
            self.programme.need(score.plus(chosen.times(edge - score.now)), edge)
        elif (sense > 0) != requirement.upward and score.best > edge:
            self.programme.need(score.times(-_ALL).plus(chosen.times(score.best - edge)), -edge)

    def _exclude(self) -> None:
        """Leave out plans that are known to fail, and those that are set aside."""
        for values in self.known.failing:
            more = [at for place, value in enumerate(values) for at in self._beyond(place, value)]
            self.programme.need(Affine(dict.fromkeys(more, _ALL), _NOTHING, _NOTHING, _ALL), _ALL)
        for moves in self.known.aside:
            made = [at for place in moves for at in self._chosen[place]]
            left = Fraction(len(moves) - 1)
            self.programme.need(Affine(dict.fromkeys(made, -_ALL), _NOTHING, _NOTHING, _ALL), -left)

    def _beyond(self, place: int, value: Fraction) -> list[int]:
        """Return the variables of the pieces of a move that bring more than a value does."""
        move = self.asked.moves[place]
        rise = move.rise(value)
        pairs = zip(self._chosen[place], self.known.pieces[place], strict=True)
        return [at for at, piece in pairs if move.rise(piece.last) > rise]

    def values(self, solution: Floats) -> Values:
        """Return the value of each move."""
        return tuple(self._value(place, solution) for place in range(len(self.asked.moves)))

    def _value(self, place: int, solution: Floats) -> Fraction:
        if self.relaxed:
            return self._rounded_up(place, solution)
        for at, step, piece in zip(self._chosen[place], self._steps[place], self.known.pieces[place], strict=True):
            if round(float(solution[at])):
                return piece.value(0 if step is None else min(round(float(solution[step])), piece.count - 1))
        return self.asked.moves[place].present

    def _rounded_up(self, place: int, solution: Floats) -> Fraction:
        """Return the cheapest value of a move that brings as much as its variables do."""
        move, sense = self.asked.moves[place], self.asked.moves[place].sense or 1
        brought = sum(as_float(weight) * float(solution[at]) for at, weight in self._brings[place].items())
        if brought <= _NEARLY:
            return move.present
        values = []
        for piece in self.known.pieces[place]:
            start, slope = as_float(piece.score - move.score) * sense, as_float(piece.slope) * sense
            steps = 0 if start >= brought else piece.count
            steps = math.ceil((brought - start) / slope - _NEARLY) if steps and slope > 0 else steps
            values += [piece.value(steps)] if steps < piece.count else []
        return min(values, key=move.cost, default=move.best)

    def touch(self, solution: Floats) -> bool:
        """Note where means that bend are taken for more than they are; returns whether any is."""
        self.known.touched = self.known.touched or [[] for _ in self.bows]
        found = False
        for bow, places in zip(self.bows, self.known.touched, strict=True):
            at = tuple(part.at(solution) for part in bow.parts)
            if bow.above(at, bow.score.at(solution)):
                places.append(at)
                found = True
        return found


def _from_present(move: Move, piece: Piece) -> bool:
    """Return whether a piece is many values on a line through where the evidence is."""
    first, step = piece.score - move.score, move.cost(piece.value(1)) - move.cost(piece.first)
    return piece.count > 1 and first * step == piece.slope * move.cost(piece.first)


def split_above(move: Move, piece: Piece, rise: Fraction) -> list[Piece]:
    """Return a piece in two: values that bring no more than so much, and those that do."""

    def brings(at: int) -> bool:
        return move.rise(piece.value(at)) > rise

    if piece.count == 1 or brings(0) or not brings(piece.count - 1):
        return [piece]
    low, high = 0, piece.count - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if brings(middle) else (middle, high)
    if piece.exact:
        return [piece.part(0, high), piece.part(high, piece.count)]
    return [
        move.curve.piece(piece.first, piece.step, high),
        move.curve.piece(piece.value(high), piece.step, piece.count - high),
    ]
