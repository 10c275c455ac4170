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
from parindex.kernels import Floats, Integers, Mask
from parindex.scoring.plan import Plan

#: No greater denominator is of use: float64 counts to 2**53.
_MOST = 2**44
_DIGITS = 9
#: Below it only one decimal reads as a float64; a score nearer to a whole number of parts than this is that.
_ONE_DECIMAL, _NEAR, _MOST_PARTS = 1e15, 0.25, 2**49
_EPS = float(np.finfo(np.float64).eps)


@attrs.frozen(eq=False)
class Denominators:
    """Numbers that make all scores of a node whole (n_nodes,), 0 where none is known: of scores, and before rounding.

    Only of units of which everything that counts has a score.
    """

    scores: Floats
    before: Floats

    @classmethod
    def of(cls, plan: Plan, evidences: Sequence[Evidence], counts: Sequence[int]) -> Denominators:
        """Return those for all values of some evidence; `counts` say of each leaf how many units have one."""
        digits = _digits(evidences)
        leaves = tuple(
            (0 if digits.get(leaf.id, 0) < 0 else 10 ** digits.get(leaf.id, 0), int(count))
            for leaf, count in zip(plan.definition.leaves, counts, strict=True)
        )
        given = tuple((node.id, digits[node.id]) for node in plan.definition.component if node.id in digits)
        return cls(*(np.array(known, dtype=np.float64) for known in _of_nodes(plan, leaves, given)))


def _digits(evidences: Sequence[Evidence]) -> dict[str, int]:
    """Return how many decimals the values of every column have at most, -1 where that is not known."""
    found: dict[str, int] = {}
    for evidence in evidences:
        unknown = {*evidence.computed, *(column for _, column in evidence.long)}
        for at, (name, digits) in enumerate(zip(evidence.columns, decimals_of(evidence.values).tolist(), strict=True)):
            before = found.get(name, 0)
            found[name] = -1 if at in unknown or -1 in (digits, before) else max(digits, before)
    return found


def decimals_of(values: Floats) -> Integers:
    """Return how many decimals the numbers of each column have at most (n_columns,), -1 beyond nine; nan has none.

    A float64 stands for the shortest decimal that reads as it: there is only one of 15 digits or fewer.
    """
    digits = np.full(values.shape[1], -1, dtype=np.int64)
    open_ = np.arange(values.shape[1])
    values = np.where(np.isnan(values), 0.0, values)
    for count in range(_DIGITS + 1):
        scale = 10.0**count
        with np.errstate(over="ignore", invalid="ignore"):
            whole = np.rint(values[:, open_] * scale)
            fits = ((whole / scale == values[:, open_]) & (np.abs(whole) < _ONE_DECIMAL)).all(axis=0)
        digits[open_[fits]] = count
        open_ = open_[~fits]
        if not open_.size:
            break
    return digits


@lru_cache(maxsize=64)
def _of_nodes(
    plan: Plan, leaves: tuple[tuple[int, int], ...], given: tuple[tuple[str, int], ...]
) -> tuple[list[int], list[int]]:
    """Return the denominators of nodes, and those before they round."""
    definition = plan.definition
    known: dict[str, int] = {}
    before: dict[str, int] = {}
    for leaf, (of_values, count) in zip(definition.leaves, leaves, strict=True):
        before[leaf.id] = _with(leaf.rule.denominator(leaf, of_values, count), [leaf.max, definition.maximum(leaf)])
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
    parts = np.abs(np.where(there, whole, 0.0)).astype(np.int64)
    if 2 * int(parts.max(initial=0)) * 10**decimals + denominator >= 2**62:
        return None
    steps = (2 * parts * 10**decimals + denominator) // (2 * denominator)
    return np.where(there, np.copysign(steps.astype(np.float64), np.where(there, whole, 0.0)), np.nan)
