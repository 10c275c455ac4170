"""Common denominators of scores: where one is known, a float64 score that is near enough names the exact one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

import attrs
import numpy as np

from parindex.definition import Component, Definition
from parindex.evidence import Evidence
from parindex.kernels import Floats, Integers, Mask, decimals_of, greatest_sizes
from parindex.scoring.missing_marks import Given
from parindex.scoring.plan import Plan

#: No greater denominator is of use: float64 counts to 2**53.
_MOST = 2**44
_DIGITS = 9
#: A score nearer to a whole number of parts than this is that.
_NEAR, _MOST_PARTS = 0.25, 2**49
#: Twice as much, and its sum with a denominator, is held by int64.
_HELD = 2.0**60
_EPS = float(np.finfo(np.float64).eps)
#: How many units of a group have a value, each number once.
Counts = tuple[int, ...]


@attrs.frozen(eq=False)
class Denominators:
    """Numbers that make all scores of a node whole (n_nodes,), 0 where none is known: of scores, and before rounding.

    Only of units of which everything that counts has a score.
    """

    scores: Floats
    before: Floats

    @classmethod
    def of_units(cls, plan: Plan, evidence: Evidence, given: Given, *, alone: bool) -> Denominators:
        """Return those for units; unless they are `alone`, rules compare them with others of whom nothing is known."""
        if given.put_in is not None:
            return cls(*(np.zeros(len(plan.ids)) for _ in range(2)))
        return cls.of(plan, (evidence,), counts_of(plan, given) if alone else [(0,)] * len(plan.leaf_nodes))

    @classmethod
    def of(cls, plan: Plan, evidences: Sequence[Evidence], counts: Sequence[Counts]) -> Denominators:
        """Return those for all values of some evidence; `counts` say of each leaf how many units have one, by group."""
        digits = _digits(evidences)
        leaves = tuple(
            (0 if digits.get(leaf.id, 0) < 0 else 10 ** digits.get(leaf.id, 0), of_groups)
            for leaf, of_groups in zip(plan.definition.leaves, counts, strict=True)
        )
        given = tuple((node.id, digits[node.id]) for node in plan.definition.component if node.id in digits)
        return cls(*(np.array(known, dtype=np.float64) for known in _of_nodes(plan, leaves, given)))


def counts_of(plan: Plan, given: Given) -> list[Counts]:
    """Return of each leaf how many units of each group have a value, if rules compare them; 0 if none of any has."""
    if not any(leaf.rule.cohort for leaf in plan.definition.leaves):
        return [(1,)] * len(plan.leaf_nodes)
    groups = np.array([given.observed[members].sum(axis=0) for members in given.groups])
    return [tuple(sorted({*column} - {0})) or (0,) for column in groups.T.tolist()]


def _digits(evidences: Sequence[Evidence]) -> dict[str, int]:
    """Return how many decimals the values of every column have at most, -1 where that is not known."""
    found: dict[str, int] = {}
    for evidence in evidences:
        unknown = {*evidence.computed, *(column for _, column in evidence.long)}
        for at, (name, digits) in enumerate(
            zip(evidence.columns, few_decimals_of(evidence.values).tolist(), strict=True)
        ):
            before = found.get(name, 0)
            found[name] = -1 if at in unknown or -1 in (digits, before) else max(digits, before)
    return found


def few_decimals_of(values: Floats) -> Integers:
    """Return how many decimals the numbers of each column have at most (n_columns,), -1 beyond nine; nan has none."""
    with np.errstate(over="ignore", invalid="ignore"):
        sizes = greatest_sizes(values, ~np.isnan(values))
        decimals = decimals_of(len(values), lambda rows: np.nan_to_num(values[rows], posinf=np.inf), sizes)
    return np.where(decimals > _DIGITS, -1, decimals)


@lru_cache(maxsize=64)
def _of_nodes(
    plan: Plan, leaves: tuple[tuple[int, Counts], ...], given: tuple[tuple[str, int], ...]
) -> tuple[list[int], list[int]]:
    """Return the denominators of nodes, and those before they round."""
    definition = plan.definition
    known: dict[str, int] = {}
    before: dict[str, int] = {}
    for leaf, (of_values, counts) in zip(definition.leaves, leaves, strict=True):
        of_points = math.lcm(*(leaf.rule.denominator(leaf, of_values, count) for count in counts))
        before[leaf.id] = _with(of_points, [leaf.max, definition.maximum(leaf)])
        known[leaf.id] = before[leaf.id] if leaf.decimals is None else 10**leaf.decimals
    scores = dict(given)
    for group in plan.float_program.lone_groups:
        node = definition.nodes[group.parent]
        if isinstance(node, Component):
            ends = [node.floor, node.cap, plan.turns.get(group.parent), _least(scores.get(node.id))]
            before[node.id] = _with(_combined(definition, node, known), ends)
            known[node.id] = before[node.id] if node.decimals is None else 10**node.decimals
    total = [known[definition.id], *(known[plan.ids[node]] for node, _ in plan.beside)]
    known[definition.id] = 0 if 0 in total else math.lcm(*total)
    every, raw = ([one[id_] if one[id_] <= _MOST else 0 for id_ in plan.ids] for one in (known, before))
    return every, raw


def _least(digits: int | None) -> Fraction | None:
    """Return the last decimal of scores that are given for a component, one too small for any use where not known."""
    return None if digits is None else Fraction(1, 10 * _MOST if digits < 0 else 10**digits)


def _with(known: int, figures: Sequence[Fraction | None]) -> int:
    """Return a denominator that is one of some figures as well."""
    return math.lcm(known, *(figure.denominator for figure in figures if figure is not None)) if known else 0


def _combined(definition: Definition, node: Component, known: Mapping[str, int]) -> int:
    """Return that of what the parts of a component give together, 0 where it is not known."""
    kind, parts = node.combination, definition.parts(node.id)
    below = [known[part.id] for part in parts]
    if kind.by_formula or not (kind.linear or kind.selects) or not all(0 < one <= _MOST for one in below):
        return 0
    weights = definition.shares(node) if kind.weighted != "no" else [Fraction(1)] * len(parts)
    times = Fraction(1) if node.times is None else node.times
    return math.lcm(*((weight * times / one).denominator for weight, one in zip(weights, below, strict=True)))


def whole_scores(values: Floats, error: Floats, denominators: Floats) -> tuple[Floats, Mask]:
    """Return of how many parts of a denominator scores exactly are, and where float64 tells it.

    Scores are known to within an `error`; denominators are broadcast with them, 0 where there is none.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = values * denominators
        whole = np.rint(scaled)
        sure = (
            (error * denominators + 4 * _EPS * np.abs(scaled) < _NEAR)
            & (denominators > 0)
            & (np.abs(whole) < _MOST_PARTS)
        )
    return whole, np.asarray(sure, dtype=bool)


def half_up_whole(whole: Floats, denominator: int, decimals: int) -> Floats | None:
    """Round numbers of parts of a denominator to whole steps of 10**-decimals, half away from zero; None if too large.

    nan stays nan.
    """
    there = np.isfinite(whole)
    parts = np.where(there, whole, 0.0)
    steps, held = half_up_parts(parts, np.array(float(denominator)), np.array(decimals))
    return np.where(there, np.copysign(steps.astype(np.float64), parts), np.nan) if held.all() else None


def half_up_parts(whole: Floats, denominators: Floats, decimals: Integers) -> tuple[Integers, Mask]:
    """Round likewise parts of denominators as whole numbers; also return where these are held.

    int64 must hold what it takes, and float64 the steps.
    """
    parts, of = np.abs(whole).astype(np.int64), denominators.astype(np.int64)
    quotients, rest = np.divmod(parts, of)
    held = (denominators * 10.0**decimals < _HELD) & ((quotients + 1.0) * 10.0**decimals < 2.0**53)
    scale = 10 ** np.where(held, decimals, 0)
    steps = quotients * scale + (2 * rest * scale + of) // (2 * of)
    return np.where(whole < 0, -steps, steps), held
