"""The weight of each node at which two units are level."""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import Figure, array, first_of, json_float, say
from parindex.definition import Definition
from parindex.kernels import Floats
from parindex.robustness.exact.bisected_weights import TieWeight, bisected_ties
from parindex.robustness.exact.joint_change import JointChange, joint_changes
from parindex.robustness.exact.pair_contrast import Contrast, Falls, Sign
from parindex.robustness.siblings import Siblings, part_maxima, refuse_fixed
from parindex.robustness.weight_perturbations import check_kinds
from parindex.scoring import AnalysisResult, Scores, records_of


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
        The threshold exactly, where it has a closed form in fractions, and where it is proved to be 0 or 1.
    outcome : tuple of str
        "swap": beyond the threshold the order is reversed. "touch": level there and nowhere reversed, as at a weight
        of 0 or 1. "none": no threshold, the unit ahead is ahead whatever this weight. "level": level whatever this
        weight.
    way : tuple of {"closed form", "bisection"}
        How it was found. Bisection overlooks what happens only between two neighbours of 257 weights; and where a
        total jumps, as a harmonic mean does with a figure of 0, the order may change without a tie.
    proved : tuple of bool
        Whether it is proved that the two are level where "touch" and "level" say so. False: their totals, with roots or
        logarithms, differ by less than 1e-40 there, and it is not proved that they do not at all.
    ahead_proved : bool
        The same of `ahead`, where it is None.
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
    proved: tuple[bool, ...]
    ahead_proved: bool
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
            "proved": self.proved,
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
        return (ahead, change, *self._unproved)

    @property
    def _unproved(self) -> tuple[str, ...]:
        """What is level as far as digits tell."""
        nodes = [node for node, proved in zip(self.nodes, self.proved, strict=True) if not proved]
        now = () if self.ahead_proved else (say("level now within 1e-40, which algebra does not prove"),)
        if not nodes:
            return now
        return (
            *now,
            say("level within 1e-40, which algebra does not prove: {nodes}", nodes=first_of(nodes)),
        )

    def overview(self) -> list[dict[str, Any]]:
        """Return the records without what is the same in all."""
        same = ("a", "b", "ahead", "exact", *(("proved",) if all(self.proved) else ()))
        return [{name: value for name, value in record.items() if name not in same} for record in self.to_records()]

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return who is ahead, and the smallest joint changes."""
        joint = [
            {"norm": change.norm, "size": change.size, "swaps": change.swaps, "records": change.to_records()}
            for change in self.joint
        ]
        return {"ahead": self.ahead, "ahead_proved": self.ahead_proved, "joint": joint}

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
    walked = bisected_ties(contrast, [column for column, tie in enumerate(closed) if tie is None])
    ties = [walked[column] if tie is None else tie for column, tie in enumerate(closed)]
    one, other = (scores.units[row] for row in contrast.rows)
    ahead = {1: one, 0: None, -1: other}[contrast.ahead.of * scores.definition.rank.sign]
    return Thresholds(
        scores,
        one,
        other,
        ahead,
        columns.names,
        columns.parents,
        tuple(tie.weight if tie.exact else None for tie in ties),
        tuple(tie.outcome for tie in ties),
        tuple("bisection" if tie is None else "closed form" for tie in closed),
        joint_changes(contrast),
        tuple(tie.proved for tie in ties),
        contrast.ahead.proved,
        columns.shares,
        np.array([np.nan if tie.weight is None else float(tie.weight) for tie in ties]),
        _wholes(scores.definition, columns.groups),
    )


_AHEAD_WHATEVER = TieWeight("none")
_ENDS = (Falls.at_none, Falls.at_all)


def _closed(contrast: Contrast, group: Siblings) -> list[TieWeight | None]:
    """Return the answer for each part of a group; None where it has no closed form.

    A weight that is all there is has no siblings to take it from.
    """
    shares, whole = group.whole_shares
    falls = contrast.falls(group)
    alone = _AHEAD_WHATEVER if contrast.ahead.of else TieWeight("level", proved=contrast.ahead.proved)
    return [
        alone if share == whole else None if falls is None else _between(contrast, group, falls, at)
        for at, share in enumerate(shares)
    ]


def _between(contrast: Contrast, group: Siblings, falls: Falls, at: int) -> TieWeight:
    """Return the answer by the leads with a weight of 0 and of 1, between which the lead lies on a straight line."""
    none, all_ = (contrast.told_sign(*end(falls, at)) for end in _ENDS)
    if none and all_:
        return _AHEAD_WHATEVER if none == all_ else TieWeight("swap", falls.level_at(at), contrast.rational)

    proved = all(_sign_at_end(contrast, group, end, at).proved for end in _ENDS)
    if none or all_:
        return TieWeight("touch", Fraction(0 if all_ else 1), proved, proved)
    return TieWeight("level", proved=proved)


def _sign_at_end(contrast: Contrast, group: Siblings, end: Callable[[Falls, int], tuple[Any, int]], at: int) -> Sign:
    """Return which of the two is ahead where a part has a weight of 0, or of 1."""

    def lead(pair: Contrast) -> tuple[Any, int]:
        if (falls := pair.falls(group)) is None:
            raise ArithmeticError
        return end(falls, at)

    number, parts = lead(contrast)
    return contrast.sign(number, lambda closed: lead(closed)[0], parts)


@lru_cache(maxsize=64)
def _wholes(definition: Definition, groups: tuple[Siblings, ...]) -> Floats:
    """Return what a share of 1 is in the terms of the definition, for each part of all groups."""
    return np.concatenate([_whole(definition, group) for group in groups])


def _whole(definition: Definition, group: Siblings) -> Floats:
    """Return what a share of 1 is in the terms of the definition, for each part."""
    parts = [definition[id_] for id_ in group.ids[1:]]
    component, *_ = definition.ancestors(definition[group.ids[1]])
    raw = [Fraction(1) if part.weight is None else part.weight for part in parts]
    if not component.combination.additive:
        return np.full(len(parts), float(sum(raw)))
    maxima = part_maxima(definition, component)
    whole = sum(weight * most for weight, most in zip(raw, maxima, strict=True))
    wholes = [whole if component.combine == "sum" else whole / most for most in maxima]
    return np.array(wholes, dtype=np.float64)
