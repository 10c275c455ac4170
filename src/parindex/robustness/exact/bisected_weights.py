"""The weight at which two units are level where only the walk tells: sought in float64, decided in exact numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.kernels import Array, Floats, Indices, Mask
from parindex.robustness.exact.pair_contrast import Contrast, Sign
from parindex.scoring import Given, Marks, Program, Step, marks, refuse_undefined, walk

#: So many weights from 0 to 1 are looked at first.
GRID = 257
_HALVINGS = 60
#: Totals nearer than this part of their size are not told apart in float64; of so many weights exact numbers do it.
_LEVEL, _MOST_DECIDED = 1e-12, 8
#: A weight found so near to one at which the two are level exactly is that.
_NEAR = 1e-9


@attrs.frozen
class TieWeight:
    """The weight at which two units are level, if there is one; `proved` is not what only digits tell."""

    outcome: str
    weight: Fraction | None = None
    exact: bool = False
    proved: bool = True


@attrs.frozen(eq=False, repr=False)
class _Bracket:
    """Between which weights of a column the order ends, and what it is at the outer one."""

    column: int
    inside: float
    outside: float
    outcome: str
    there: Sign | None  # which is ahead at the outer one, if it was decided exactly
    blind: bool  # at both float64 does not tell which is ahead


def bisected_ties(contrast: Contrast, columns: list[int]) -> dict[int, TieWeight]:
    """Return the answers that only the walk can give, by column."""
    if not columns:
        return {}
    grid = np.linspace(0, 1, GRID)
    signs = _signs(contrast, np.repeat(columns, GRID), np.tile(grid, len(columns)), _LEVEL).reshape(-1, GRID)
    ties, brackets = dict[int, TieWeight](), list[_Bracket]()
    for column, row in zip(columns, signs, strict=True):
        level = np.flatnonzero(row == 0)
        decided = _decided(contrast, column, level)
        row[list(decided)] = [sign.of for sign in decided.values()]
        ties[column] = _where_level_now(contrast, column, row, decided)
        if contrast.ahead.of:
            brackets += _brackets(contrast, column, row, level, decided)
    for bracket, weight in zip(brackets, _bisected(contrast, brackets), strict=True):
        share, before = contrast.model.columns.shares[bracket.column], ties[bracket.column].weight
        if before is None or abs(weight - share) < abs(float(before) - share):
            ties[bracket.column] = _tie(bracket, weight)
    return ties


def _tie(bracket: _Bracket, weight: float) -> TieWeight:
    there = bracket.there
    if there is None or there.of or abs(weight - bracket.outside) > _NEAR:
        return TieWeight(bracket.outcome, Fraction(weight))
    return TieWeight(bracket.outcome, Fraction(bracket.outside), there.proved, there.proved)


def _where_level_now(contrast: Contrast, column: int, row: Indices, decided: dict[int, Sign]) -> TieWeight:
    """Return the answer where the two are level with the weight as it is; of others that no weight is known yet."""
    if contrast.ahead.of:
        return TieWeight("none")
    if not row.any():
        return TieWeight("level", proved=contrast.ahead.proved and all(sign.proved for sign in decided.values()))
    outcome = "swap" if row.min() < 0 < row.max() else "touch"
    share = Fraction(float(contrast.model.columns.shares[column]))
    return TieWeight(outcome, share, proved=contrast.ahead.proved)


def _brackets(
    contrast: Contrast, column: int, row: Indices, level: Indices, decided: dict[int, Sign]
) -> list[_Bracket]:
    """Return between which weights the order now ends, below the weight as it is and above it."""
    now, grid, known = contrast.ahead.of, np.linspace(0, 1, GRID), _known(level, decided)
    share = float(contrast.model.columns.shares[column])
    brackets = []
    for side in (np.flatnonzero(known & (grid < share))[::-1], np.flatnonzero(known & (grid > share))):
        others = np.flatnonzero(row[side] != now).tolist()
        if others:
            place, first = others[0], int(side[others[0]])
            outcome = "swap" if (row[side] == -now).any() else "touch"
            inside = float(grid[side[place - 1]]) if place else share
            blind = bool(np.isin(side[max(place - 1, 0) : place + 1], level).all())
            brackets.append(_Bracket(column, inside, float(grid[first]), outcome, decided.get(first), blind))
    return brackets


def _known(level: Indices, decided: dict[int, Sign]) -> Mask:
    """Return at which weights of the grid it is known who is ahead.

    Where float64 does not tell, the two are taken to be level between weights at which they are so exactly.
    """
    known, places = np.ones(GRID, dtype=bool), np.array(list(decided), dtype=np.intp)
    apart = np.array([sign.of != 0 for sign in decided.values()], dtype=bool)
    if apart.any():
        after = np.searchsorted(places, level)
        known[level] = np.isin(level, places) | ~(apart[after - 1] | apart[after])
    return known


def _bisected(contrast: Contrast, brackets: list[_Bracket]) -> list[float]:
    """Return the weight in each bracket at which the order as it is now ends."""
    if not brackets:
        return []
    columns = np.array([bracket.column for bracket in brackets])
    blind = [(at, bracket.column) for at, bracket in enumerate(brackets) if bracket.blind]
    inside, outside = (np.array([getattr(bracket, end) for bracket in brackets]) for end in ("inside", "outside"))
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        same = _signs(contrast, columns, middle, 0.0) == contrast.ahead.of
        for at, column in blind:
            same[at] = _sign_at(contrast, column, Fraction(float(middle[at]))).of == contrast.ahead.of
        inside, outside = np.where(same, middle, inside), np.where(same, outside, middle)
    return [float(weight) for weight in outside]


def _signs(contrast: Contrast, columns: Indices, weights: Floats, level: float) -> Indices:
    """Return which of the two is ahead, 1 or -1, or 0, where one column has another weight, as float64 tells."""
    shares, group_of = contrast.model.columns.shares, contrast.model.columns.group_of
    moved = np.tile(shares, (columns.size, 1))
    siblings = group_of[None, :] == group_of[columns][:, None]
    rest = (1 - weights) / (1 - shares[columns])
    moved = np.where(siblings, moved * rest[:, None], moved)
    moved[np.arange(columns.size), columns] = weights
    one, other = contrast.model.totals(moved).T
    near = np.abs(one - other) <= level * np.maximum(np.abs(one), np.abs(other))
    now = float(contrast.ahead.of)
    signs = np.where(np.isnan(one - other), now, np.sign(one - other))  # a unit without total then is not overtaken
    return np.where(near, 0, signs).astype(np.intp)


def _decided(contrast: Contrast, column: int, level: Indices) -> dict[int, Sign]:
    """Return which of the two is ahead exactly at weights of the grid where float64 does not tell, at most at some."""
    if level.size > _MOST_DECIDED:
        level = level[np.linspace(0, level.size - 1, _MOST_DECIDED).astype(np.intp)]
    return {at: _sign_at(contrast, column, Fraction(at, GRID - 1)) for at in level.tolist()}


def _sign_at(contrast: Contrast, column: int, weight: Fraction) -> Sign:
    """Return which of the two is ahead where a column has another weight, its siblings in proportion."""
    exactness = contrast.scores.exactness

    def again(program: Program) -> tuple[Any, Any] | None:
        leaves, given = exactness.leaves(program, list(contrast.rows))
        program = _with_weight(contrast, column, weight, program)
        marked = exactness.marks.rows(list(contrast.rows))
        if marked.reduced.any():  # what is left may have no weight now
            marked = marks(contrast.model.plan, given, program)
        return _totals(contrast, program, leaves, given, marked)

    totals = exactness.exactly(again)
    if totals is None:
        return Sign(contrast.ahead.of, proved=True)  # a unit without total is not overtaken

    def of_closed(_: Contrast) -> Any:
        closed = exactness.closed(again)
        if closed is None:
            raise ArithmeticError
        return closed[0] - closed[1]

    return contrast.sign(Fraction(totals[0]) - Fraction(totals[1]), of_closed)


def _totals(contrast: Contrast, program: Program, leaves: Any, given: Given, marked: Marks) -> tuple[Any, Any] | None:
    walked = walk(contrast.model.plan, program, leaves, given, marked)
    refuse_undefined(contrast.model.plan, walked)
    if marked.without_score[:, 0].any():
        return None
    one, other = walked.scores[:, 0].tolist()
    return one, other


def _with_weight(contrast: Contrast, column: int, weight: Fraction, program: Program) -> Program:
    columns = contrast.model.columns
    at = int(columns.group_of[column])
    group, part = columns.groups[at], column - int(columns.starts[at])
    rest = (1 - weight) / (1 - group.exact[part][0])
    shares = [weight if place == part else share * rest for place, (share, _) in enumerate(group.exact)]
    figures = [share * points / group.times for share, (_, points) in zip(shares, group.exact, strict=True)]
    numbers = program.number.array(figures)
    return attrs.evolve(program, steps=tuple(_weighed(step, group.parent, numbers) for step in program.steps))


def _weighed(step: Step, parent: int, figures: Array) -> Step:
    """Return a step with other weights of the parts of one component."""
    if parent not in step.parents:
        return step
    (start,), weights = step.starts[step.parents == parent].tolist(), step.weights.copy()
    weights[start : start + len(figures)] = figures
    return step.with_weights(weights)
