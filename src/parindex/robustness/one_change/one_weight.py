"""One weight at a time, down and up: what becomes of totals and ranks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import array, json_figure
from parindex.kernels import Floats, Indices
from parindex.robustness.node_coefficients import at_first
from parindex.robustness.one_change.case_ranks import CaseRanks, bounded, settled
from parindex.robustness.one_change.changed_weight import ChangedWeight
from parindex.robustness.one_change.rank_moves import RankMoves
from parindex.robustness.weight_model import WeightModel
from parindex.scoring import Scores

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
        return [
            record
            for at, node in enumerate(self.changed)
            for way, direction in enumerate(DIRECTIONS)
            for record in self._records(
                (at, way),
                node=node,
                direction=direction,
                weight=json_figure(self.weights[at, 0]),
                changed_weight=json_figure(self.weights[at, 1 + way]),
            )
        ]

    def __repr__(self) -> str:
        units = int(np.count_nonzero(~np.isnan(self.scores.rank)))
        weights = f"{len(self.changed)} weights by {self.change:g}"
        return f"<OneAtATime of {self.scores.definition.id!r}: {weights}, {units} units>"


def one_at_a_time(scores: Scores, change: float = 0.1) -> OneAtATime:
    """Lower and raise each weight by a share, its siblings rescaled so that all add to the same.

    Parameters
    ----------
    scores : Scores
        What is scored; units are ranked as there, among their group.
    change : float
        The share, above 0 and at most 1: with 0.1 a weight falls to 0.9 and rises to 1.1 times itself. In a sum the
        weight of a part is its maximum.

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
    >>> found = parindex.one_at_a_time(parindex.score(definition, table), 0.2)
    >>> found.total_shift[0].round(2)
    array([[-0.66, -0.99],
           [ 0.66,  0.99]])
    >>> found.rank_shift[0]
    array([[ 0.,  0.],
           [ 1., -1.]])
    """
    if not 0 < change <= 1:
        raise ValueError(f"change is {change}, and it is a share above 0 and at most 1")
    model = WeightModel.of(scores)
    if not model.rows.size:
        raise ValueError("no unit has a rank")
    counts = np.array([group.parts.size for group in model.groups], dtype=np.intp)
    columns = np.flatnonzero(np.repeat(counts, counts) > 1)
    if not columns.size:
        raise ValueError("there are no weights that could vary")
    shares, factors = model.shares[columns], np.array([1 - change, 1 + change])
    others = _others(model, model.shares)[columns][:, None]
    possible = (shares[:, None] * factors <= 1 + ROUNDING) & (others > 0)
    own = np.where(possible, factors, 1.0)
    rest = np.where(possible, np.maximum(1 - shares[:, None] * own, 0.0), 1.0) / np.where(possible, others, 1.0)
    slack = bounded(scores) * np.maximum(np.maximum(own, rest), 1.0).reshape(-1)
    before = scores.total[model.rows]
    shifts = (_added if model.linear else _walked)(scores, model, columns, own, rest).reshape(slack.size, -1)
    totals = settled(before, before + shifts, slack)
    totals[~possible.reshape(-1)] = np.nan
    cases = [(group, part) for group in model.groups if len(group.ids[1:]) > 1 for part in range(group.parts.size)]
    step, exactly = Fraction(repr(float(change))), ChangedWeight(scores, model)

    def exact(case: int, units: Indices) -> list[Fraction]:
        group, part = cases[case // 2]
        return exactly.totals(group, part, 1 + step * (1 if case % 2 else -1), model.rows[units])

    out = np.full((2, slack.size, len(scores.units)), np.nan)
    out[0][:, model.rows] = totals
    out[1][:, model.rows] = CaseRanks.of(scores, model.rows, exactly.ends).ranks(totals, slack, exact)
    total, rank = out.reshape(2, columns.size, 2, -1)
    written = np.column_stack([shares, np.where(possible, shares[:, None] * factors, np.nan)])
    names = tuple(group.ids[1 + part] for group, part in cases)
    notes = tuple(
        f"the weight of {name!r} is {row[0]:.6g} of its group: with {1 + change:g} times that it would be all and more"
        for name, row in zip(names, written.tolist(), strict=True)
        if np.isnan(row[2])
    )
    return OneAtATime(scores, names, notes, total, rank, written, change=float(change))


def _others(model: WeightModel, table: Floats) -> Floats:
    """Return for each weight (n_weights, …) the sum over its siblings, without what is lost by taking one from all."""
    out = np.zeros_like(table)
    for columns in model.slices:
        own = table[columns]
        out[columns][1:] += np.cumsum(own[:-1], axis=0)
        out[columns][:-1] += np.cumsum(own[:0:-1], axis=0)[::-1]
    return out


def _added(scores: Scores, model: WeightModel, columns: Indices, own: Floats, rest: Floats) -> Floats:
    """Return by how much totals change (n_changed, 2, n_ranked) where they are weighted sums."""
    coefficients = at_first(model.plan, model.plan.float_program, model.given.components)
    parts = np.concatenate([group.parts for group in model.groups])
    adds = (scores.values[np.ix_(model.rows, parts)] * coefficients[parts]).T
    others = _others(model, adds)[columns]
    return np.asarray((own - 1)[:, :, None] * adds[columns][:, None] + (rest - 1)[:, :, None] * others[:, None])


def _walked(scores: Scores, model: WeightModel, columns: Indices, own: Floats, rest: Floats) -> Floats:
    """Return by how much totals change (n_changed, 2, n_ranked), by scoring with each of the weights."""
    siblings = model.group_of[columns][:, None] == model.group_of
    weights = model.shares * np.where(siblings[:, None, :], rest[:, :, None], 1.0)
    weights[np.arange(columns.size), :, columns] = model.shares[columns][:, None] * own
    totals = model.totals(weights.reshape(-1, model.shares.size))
    return np.asarray(totals - scores.total[model.rows])
