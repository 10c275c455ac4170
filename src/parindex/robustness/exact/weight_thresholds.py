"""The weight of each node at which two units are level."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import Figure, array, json_float, say
from parindex.kernels import Floats, Indices
from parindex.robustness.exact.joint_change import JointChange, joint_changes
from parindex.robustness.exact.pair_contrast import Contrast
from parindex.robustness.siblings import Siblings, part_maxima, refuse_fixed
from parindex.robustness.weight_perturbations import check_kinds
from parindex.scoring import AnalysisResult, Scores, records_of

#: Where there is no closed form, so many weights from 0 to 1 are looked at first.
GRID = 257
_HALVINGS = 60
#: Totals nearer than this part of their size are level, where they are walked in float64.
_LEVEL = 1e-12


@attrs.frozen(repr=False)
class Thresholds(AnalysisResult):
    """The weights at which two units are level, each moved alone, and the smallest changes of all together.

    A weight is a share among siblings, from 0 to 1: of a mean the weight divided by the sum of the weights, of a sum
    the maximum divided by that of the sum. As one moves, its siblings keep their proportions and all still add to 1.

    Attributes
    ----------
    scores : Scores
        What was scored.
    a, b : str
        The two units, by their codes.
    ahead : str or None
        The one with the better total now; None where they are level.
    nodes, parents : tuple of str
        Every node with a weight among siblings, and what it is a part of.
    exact : tuple of (Fraction or None)
        The threshold exactly, where it has a closed form in fractions.
    outcome : tuple of str
        "swap": beyond the threshold the order is reversed. "touch": level there and nowhere reversed, as at a weight
        of 0 or 1. "none": no threshold, the unit ahead is ahead whatever this weight. "level": level whatever this
        weight.
    way : tuple of {"closed form", "bisection"}
        How it was found. Bisection overlooks what happens only between two neighbours of 257 weights; and where a
        total jumps, as a harmonic mean does with a figure of 0, the order may change without a tie.
    joint : tuple of JointChange
        The smallest change by the norms L1, L2 and Linf. Empty where the totals are not linear in effective weights,
        or no weights bring the two level.
    weight : array (n_nodes,)
        Its weight now.
    threshold : array (n_nodes,)
        The weight at which the two are level; the nearest where there are several; nan where there is none.
    """

    analysis: ClassVar[str] = "thresholds"
    heads: ClassVar[dict[str, str]] = {"parent": "parent_node"}
    shown: ClassVar[dict[str, int]] = dict.fromkeys(
        ("weight", "threshold", "change", "written_weight", "written_threshold"), 4
    )
    scores: Scores
    a: str
    b: str
    ahead: str | None
    nodes: tuple[str, ...]
    parents: tuple[str, ...]
    exact: tuple[Fraction | None, ...]
    outcome: tuple[str, ...]
    way: tuple[str, ...]
    joint: tuple[JointChange, ...]
    weight: Floats = array()
    threshold: Floats = array()
    _whole: Floats = array()

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for."""
        return {"a": self.a, "b": self.b}

    @property
    def change(self) -> Floats:
        """By how much each weight has to move (n_nodes,); nan where that brings no tie."""
        return np.asarray(self.threshold - self.weight)

    @property
    def written(self) -> Floats:
        """The threshold in the terms of the definition (n_nodes,).

        Of a mean the weight, with the sum of all weights of siblings as it is; of a sum the points that the part gives
        at most, with the points of all as they are.
        """
        return np.asarray(self.threshold * self._whole)

    @cached_property
    def nearest(self) -> str | None:
        """The node whose weight has to move least; None where no single weight brings a tie."""
        move = np.abs(self.change)
        return None if np.isnan(move).all() else self.nodes[int(np.nanargmin(move))]

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a node; what there is not is None."""
        columns = {
            "node": self.nodes,
            "parent": self.parents,
            "weight": self.weight.tolist(),
            "threshold": map(json_float, self.threshold),
            "change": map(json_float, self.change),
            "written_weight": (self.weight * self._whole).tolist(),
            "written_threshold": map(json_float, self.written),
            "exact": (None if exact is None else str(exact) for exact in self.exact),
            "outcome": self.outcome,
            "way": self.way,
        }
        return records_of(columns, a=self.a, b=self.b, ahead=self.ahead)

    @property
    def notes(self) -> tuple[str, ...]:
        """The smallest changes of all weights together, in words."""
        ahead = say("the two are level") if self.ahead is None else say("{unit} is ahead", unit=self.ahead)
        sizes = Figure("; ".join(f"{change.norm} {change.size:.4g}" for change in self.joint))
        change = say(
            "smallest change of all effective weights that makes them level: {sizes}", sizes=sizes or say("not known")
        )
        return (ahead, change)

    def overview(self) -> list[dict[str, Any]]:
        """Return the records without what is the same in all."""
        same = ("a", "b", "ahead", "exact")
        return [{name: value for name, value in record.items() if name not in same} for record in self.to_records()]

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return who is ahead, and the smallest joint changes."""
        joint = [
            {"norm": change.norm, "size": change.size, "swaps": change.swaps, "records": change.to_records()}
            for change in self.joint
        ]
        return {"ahead": self.ahead, "joint": joint}

    def __repr__(self) -> str:
        ties = int(np.count_nonzero(~np.isnan(self.threshold)))
        ahead = "level" if self.ahead is None else f"{self.ahead} ahead"
        return f"<Thresholds of {self.a!r} and {self.b!r}: {ahead}, {ties} of {len(self.nodes)} weights bring a tie>"


def thresholds(scores: Scores, a: str, b: str) -> Thresholds:
    """Find the weights at which two units are level.

    With one weight w moved to w', and those of its siblings times (1 - w') / (1 - w), the difference of two totals is
    linear in w' at any depth of a tree of means and sums: the weight at which it is 0 has a closed form. So it has for
    the parts of a geometric mean at the top, whose logarithms are compared. Elsewhere the ordinary walk looks for a
    change of sign.

    Parameters
    ----------
    scores : Scores
        What is scored.
    a, b : str
        Two units, each by its code or its name.

    Returns
    -------
    Thresholds

    Raises
    ------
    KeyError
        A unit is not known.
    ValueError
        A unit has no total or no rank, both are the same, or they are of different groups; no weight can move; or a
        sum has a part whose maximum is not known or not above 0.

    References
    ----------
    Triantaphyllou and Sánchez (1997), A sensitivity analysis approach for some deterministic multi-criteria
    decision-making methods, Decision Sciences 28, 151-194, doi:10.1111/j.1540-5915.1997.tb01306.x.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> table = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MONRE": {"appraised": 61.15, "survey": 25.85}}
    >>> ties = parindex.thresholds(parindex.score(definition, table), "MOHA", "MONRE")
    >>> ties
    <Thresholds of 'MOHA' and 'MONRE': MOHA ahead, 2 of 2 weights bring a tie>
    >>> ties.written.round(2)
    array([69.74, 30.26])
    """
    check_kinds(scores)
    contrast = Contrast.of(scores, a, b)
    columns = contrast.model.columns
    refuse_fixed(columns.groups)
    closed = [tie for group in columns.groups for tie in _closed(contrast, group)]
    walked = _walked(contrast, [column for column, tie in enumerate(closed) if tie is None])
    ties = [walked[column] if tie is None else tie for column, tie in enumerate(closed)]
    one, other = (scores.units[row] for row in contrast.rows)
    lead = contrast.lead * scores.definition.rank.sign
    return Thresholds(
        scores,
        one,
        other,
        None if lead == 0 else one if lead > 0 else other,
        columns.names,
        tuple(columns.groups[group].ids[0] for group in columns.group_of.tolist()),
        tuple(tie.weight if tie.exact else None for tie in ties),
        tuple(tie.outcome for tie in ties),
        tuple("bisection" if tie is None else "closed form" for tie in closed),
        joint_changes(contrast),
        columns.shares,
        np.array([np.nan if tie.weight is None else float(tie.weight) for tie in ties]),
        np.concatenate([_whole(scores, group) for group in columns.groups]),
    )


@attrs.frozen
class _TieWeight:
    """The weight at which two units are level, if there is one."""

    outcome: str
    weight: Fraction | None = None
    exact: bool = False


def _still(lead: Fraction) -> _TieWeight:
    return _TieWeight("none" if lead else "level")


def _closed(contrast: Contrast, group: Siblings) -> list[_TieWeight | None]:
    """Return the answer for each part of a group; None where it has no closed form."""
    reach, lead = contrast.reach(group), contrast.lead
    more = [Fraction(0)] * group.parts.size if reach is None else contrast.differences(group)
    mean = sum((share * lead_of_part for lead_of_part, (share, _) in zip(more, group.exact, strict=True)), Fraction(0))
    logarithms = contrast.geometric and group.parent == 0
    if logarithms and lead:
        lead = mean
    exact = contrast.scores.exactness.plan.rational and not logarithms
    ties: list[_TieWeight | None] = []
    for lead_of_part, (share, _) in zip(more, group.exact, strict=True):
        if share == 1:
            ties.append(_still(lead))
        elif reach is None:
            ties.append(None)
        else:
            slope = reach * (lead_of_part - (mean - share * lead_of_part) / (1 - share))
            weight = share - lead / slope if slope else Fraction(-1)
            edge = "touch" if weight in (0, 1) else "swap"
            ties.append(_TieWeight(edge, weight, exact) if 0 <= weight <= 1 else _still(lead))
    return ties


def _walked(contrast: Contrast, columns: list[int]) -> dict[int, _TieWeight]:
    """Return the answers that only the walk can give, by column."""
    if not columns:
        return {}
    now = (contrast.lead > 0) - (contrast.lead < 0)
    grid = np.linspace(0, 1, GRID)
    signs = _signs(contrast, np.repeat(columns, GRID), np.tile(grid, len(columns))).reshape(-1, GRID)
    ties, brackets = {}, []
    for column, row in zip(columns, signs, strict=True):
        share = float(contrast.model.columns.shares[column])
        if now == 0:
            outcome = "swap" if row.min() < 0 < row.max() else "touch" if row.any() else "level"
            ties[column] = _TieWeight(outcome, None if outcome == "level" else Fraction(share))
            continue
        ties[column] = _TieWeight("none")
        for side, step in ((np.flatnonzero(grid < share)[::-1], 1), (np.flatnonzero(grid > share), -1)):
            other = side[row[side] != now]
            if other.size:
                first = int(other[0])
                inside = grid[first + step] if first != side[0] else share
                brackets.append((column, inside, grid[first], "swap" if (row[side] == -now).any() else "touch"))
    for column, weight, outcome in _bisected(contrast, brackets, now):
        share, before = contrast.model.columns.shares[column], ties[column].weight
        if before is None or abs(weight - share) < abs(float(before) - share):
            ties[column] = _TieWeight(outcome, Fraction(weight))
    return ties


def _bisected(
    contrast: Contrast, brackets: list[tuple[int, float, float, str]], now: int
) -> list[tuple[int, float, str]]:
    """Return the weight in each bracket (column, inside, outside, outcome) at which the order `now` ends."""
    if not brackets:
        return []
    columns, inside, outside = (np.array([bracket[at] for bracket in brackets]) for at in range(3))
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        same = _signs(contrast, columns, middle) == now
        inside, outside = np.where(same, middle, inside), np.where(same, outside, middle)
    return [(bracket[0], float(weight), bracket[3]) for bracket, weight in zip(brackets, outside, strict=True)]


def _signs(contrast: Contrast, columns: Indices, weights: Floats) -> Indices:
    """Return which of the two is ahead, 1 or -1, or 0, where one column has another weight."""
    shares, group_of = contrast.model.columns.shares, contrast.model.columns.group_of
    moved = np.tile(shares, (columns.size, 1))
    siblings = group_of[None, :] == group_of[columns][:, None]
    rest = (1 - weights) / (1 - shares[columns])
    moved = np.where(siblings, moved * rest[:, None], moved)
    moved[np.arange(columns.size), columns] = weights
    one, other = contrast.model.totals(moved).T
    level = np.abs(one - other) <= _LEVEL * np.maximum(np.abs(one), np.abs(other))
    now = float(contrast.lead > 0) - float(contrast.lead < 0)
    signs = np.where(np.isnan(one - other), now, np.sign(one - other))  # a unit without total then is not overtaken
    return np.where(level, 0, signs).astype(np.intp)


def _whole(scores: Scores, group: Siblings) -> Floats:
    """Return what a share of 1 is in the terms of the definition, for each part."""
    definition = scores.definition
    parts = [definition[id_] for id_ in group.ids[1:]]
    component = definition.ancestors(parts[0])[0]
    raw = [Fraction(1) if part.weight is None else part.weight for part in parts]
    if not component.combination.additive:
        return np.full(len(parts), float(sum(raw)))
    maxima = part_maxima(definition, component)
    whole = sum(weight * most for weight, most in zip(raw, maxima, strict=True))
    wholes = [whole if component.combine == "sum" else whole / most for most in maxima]
    return np.array(wholes, dtype=np.float64)
