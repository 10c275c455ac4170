"""One weight at a time, down and up: what becomes of totals and ranks."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import ToldProgress, array, json_figure, say, told
from parindex.kernels import Array, Floats, Indices, Mask, as_float
from parindex.robustness.node_coefficients import coefficients_in_full, end_nodes
from parindex.robustness.one_change.case_ranks import CaseRanks, bounded, settled
from parindex.robustness.one_change.exact_sums import ExactTotals, walked_totals
from parindex.robustness.one_change.rank_moves import RankMoves
from parindex.robustness.siblings import Siblings, refuse_fixed
from parindex.robustness.weight_model import WeightModel
from parindex.robustness.weight_perturbations import check_kinds
from parindex.scoring import Given, Marks, Program, Scores, Step, ties_left

DIRECTIONS = ("down", "up")
#: A weight may be so much more than all that there is.
ROUNDING = 1e-12


@attrs.frozen(repr=False)
class OneAtATime(RankMoves):
    """Totals and ranks with one weight changed at a time.

    Attributes
    ----------
    scores : Scores
        What was scored.
    changed : tuple of str
        The nodes whose weight is changed: every one that shares the weight of a component with others.
    total, rank : array (n_changed, 2, n_units)
        Total and rank of each unit with the weight down and up; nan for units without a rank, and where a weight
        cannot rise so far.
    notes : tuple of str
        Which weights cannot.
    change : float
        The share by which weights fall and rise.
    weights : array (n_changed, 3)
        The weight of each node among its siblings, adding to 1 with theirs: as defined, down and up.
    """

    analysis: ClassVar[str] = "one-at-a-time"

    change: float = attrs.field(kw_only=True)
    weights: Floats = array()

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for, as plain JSON values."""
        return {"change": self.change}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record for each weight, direction and unit, best units first."""
        records = []
        for at, node in enumerate(self.changed):
            weight, *changed = map(json_figure, self.weights[at])
            for side, direction in enumerate(DIRECTIONS):
                head = {"node": node, "direction": direction, "weight": weight, "changed_weight": changed[side]}
                records += self._records((at, side), **head)
        return records

    def __repr__(self) -> str:
        weights = f"{len(self.changed)} weights by {self.change:g}"
        return f"<OneAtATime of {self.scores.definition.id!r}: {weights}, {self.scores.ranked.size} units>"


def one_at_a_time(scores: Scores, change: float = 0.1, *, progress: ToldProgress = None) -> OneAtATime:
    """Lower and raise each weight by a share, its siblings rescaled so that all add to the same.

    Parameters
    ----------
    scores : Scores
        What is scored; units are ranked as there, among their group.
    change : float
        The share, above 0 and at most 1: with 0.1 a weight falls to 0.9 and rises to 1.1 times itself. In a sum the
        weight of a part is its maximum.
    progress : callable or bool, optional
        Called with the cases done and all cases. True shows a bar, False nothing; without it notebooks show a bar.

    Returns
    -------
    OneAtATime

    Raises
    ------
    ValueError
        `change` is not such a share, no unit is ranked, no weight can vary, or a sum has a part whose maximum is not
        known.

    References
    ----------
    OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> table = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MONRE": {"appraised": 61.15, "survey": 25.85}}
    >>> moved = parindex.one_at_a_time(parindex.score(definition, table), 0.2)
    >>> moved.total_shift[0].round(2)
    array([[-0.66, -0.99],
           [ 0.66,  0.99]])
    >>> moved.rank_shift[0]
    array([[ 0.,  0.],
           [ 1., -1.]])
    """
    check_kinds(scores)
    if not 0 < change <= 1:
        raise ValueError(say("change is {change}, and it is a share above 0 and at most 1", change=change))
    model = WeightModel.of(scores)
    if not model.rows.size:
        raise ValueError(say("no unit has a rank"))
    refuse_fixed(model.columns.groups)
    groups = [group for group in model.columns.groups if group.parts.size > 1]
    cases = [(group, part) for group in groups for part in range(group.parts.size)]
    columns = np.flatnonzero(np.array(model.columns.sizes)[model.columns.group_of] > 1)
    shares, factors = model.columns.shares[columns], np.array([1 - change, 1 + change])
    beside = _others(model, model.columns.shares)[columns][:, None]
    possible = (shares[:, None] * factors <= 1 + ROUNDING) & (beside > 0)
    times = np.where(possible, factors, 1.0)
    rest = np.where(possible, np.maximum(1 - shares[:, None] * times, 0.0), 1.0) / np.where(possible, beside, 1.0)
    slack = bounded(scores) * np.maximum(np.maximum(times, rest), 1.0).reshape(-1)
    before = scores.total[model.rows]
    shifts, doubtful = (_added if model.linear else _walked)(scores, model, columns, times, rest)
    totals = settled(before, before + shifts.reshape(slack.size, -1), slack)
    totals[~possible.reshape(-1)] = np.nan
    step, changed = Fraction(repr(float(change))), ChangedWeight(scores, model)

    def exact(case: int, units: Indices) -> list[Fraction]:
        group, part = cases[case // 2]
        return changed.totals(group, part, 1 + step * (1 if case % 2 else -1), model.rows[units])

    open_ = doubtful.reshape(totals.shape) & ~np.isnan(totals)
    for case in np.flatnonzero(open_.any(axis=1)).tolist():
        totals[case, open_[case]] = [as_float(figure) for figure in exact(case, np.flatnonzero(open_[case]))]
    moved = np.full((2, slack.size, len(scores.units)), np.nan)
    moved[0][:, model.rows] = totals
    moved[1][:, model.rows] = CaseRanks.of(scores, model.rows, changed.ends).ranks(totals, slack, exact, told(progress))
    total, rank = moved.reshape(2, columns.size, 2, -1)
    written = np.column_stack([shares, np.where(possible, shares[:, None] * factors, np.nan)])
    names = tuple(group.ids[1 + part] for group, part in cases)
    notes = tuple(
        say(
            "the weight of {name!r} is {share:.6g} of its group: with {times:g} times that it would be all and more",
            name=name,
            share=row[0],
            times=1 + change,
        )
        for name, row in zip(names, written.tolist(), strict=True)
        if np.isnan(row[2])
    )
    return OneAtATime(scores, names, (*notes, *ties_left(scores)), total, rank, written, change=float(change))


def _others(model: WeightModel, table: Floats) -> Floats:
    """Return for each weight (n_weights, …) the sum over its siblings, without what is lost by taking one from all."""
    sums = np.zeros_like(table)
    for columns in model.columns.slices:
        group = table[columns]
        sums[columns][1:] += np.cumsum(group[:-1], axis=0)
        sums[columns][:-1] += np.cumsum(group[:0:-1], axis=0)[::-1]
    return sums


def _added(scores: Scores, model: WeightModel, columns: Indices, times: Floats, rest: Floats) -> tuple[Floats, Mask]:
    """Return by how much totals change (n_changed, 2, n_ranked) where they are weighted sums; none is doubtful."""
    coefficients = coefficients_in_full(model.plan, model.plan.float_program, model.given.components)
    nodes = model.columns.nodes
    adds = (scores.values[np.ix_(model.rows, nodes)] * coefficients[nodes]).T
    others = _others(model, adds)[columns]
    shifts = np.asarray((times - 1)[:, :, None] * adds[columns][:, None] + (rest - 1)[:, :, None] * others[:, None])
    return shifts, np.zeros(shifts.shape, dtype=bool)


def _walked(scores: Scores, model: WeightModel, columns: Indices, times: Floats, rest: Floats) -> tuple[Floats, Mask]:
    """Return by how much totals change, by scoring with each of the weights, and where that is doubtful."""
    shares, group_of = model.columns.shares, model.columns.group_of
    siblings = group_of[columns][:, None] == group_of
    weights = shares * np.where(siblings[:, None, :], rest[:, :, None], 1.0)
    weights[np.arange(columns.size), :, columns] = shares[columns][:, None] * times
    totals, doubtful = model.relied_totals(weights.reshape(-1, shares.size))
    return totals - scores.total[model.rows], doubtful


@attrs.frozen(eq=False, repr=False)
class ChangedWeight:
    """Tells the exact totals of units with one weight times a factor, its siblings rescaled."""

    scores: Scores
    model: WeightModel

    @cached_property
    def ends(self) -> Indices:
        """The nodes not made of parts; see `end_nodes`."""
        return end_nodes(self.scores)

    @cached_property
    def _sums(self) -> ExactTotals:
        return ExactTotals(self.scores.exactness, self.ends)

    @cached_property
    def _coefficients(self) -> list[Fraction]:
        """What a point of each end adds to the total with the weights as they are."""
        plan = self.model.plan
        of_nodes = coefficients_in_full(plan, plan.exact_programs[-1], self.model.given.components)
        return [of_nodes[node] for node in self.ends.tolist()]

    @cached_property
    def _above(self) -> list[set[str]]:
        """The ids of each end and of all components that it is a part of; what stands beside the tree has no part."""
        definition = self.scores.definition
        nodes = [definition.nodes[node] for node in self.ends.tolist()]
        above = [{node.id, *(component.id for component in definition.ancestors(node))} for node in nodes]
        roots = [{definition.id} if definition.branch(node).adds else set() for node in nodes]
        return [ids - root for ids, root in zip(above, roots, strict=True)]

    def totals(self, group: Siblings, part: int, factor: Fraction, rows: Indices) -> list[Fraction]:
        """Return the exact totals of some units."""
        share, _ = group.exact[part]
        rest = (1 - share * factor) / (1 - share)
        if self.model.linear and self.model.plan.rational:
            parent, changed = group.ids[0], group.ids[1 + part]
            times = (factor if changed in above else rest if parent in above else 1 for above in self._above)
            return self._sums.totals([each * more for each, more in zip(self._coefficients, times, strict=True)], rows)
        factors = [factor if at == part else rest for at in range(group.parts.size)]

        def varied(program: Program, given: Given) -> tuple[Program, Given, Marks]:
            steps = tuple(_times(step, group, program.number.array(factors)) for step in program.steps)
            marked = self.scores.exactness.marks.rows(rows.tolist())
            return attrs.evolve(program, steps=steps), given, marked

        return walked_totals(self.scores.exactness, rows, varied)


def _times(step: Step, group: Siblings, factors: Array) -> Step:
    """Return a step in which the weights of one group are multiplied."""
    at = np.flatnonzero(step.parents == group.parent)
    if not at.size:
        return step
    start, weights = int(step.starts[at[0]]), step.weights.copy()
    weights[start : start + len(factors)] *= factors
    return step.with_weights(weights)
