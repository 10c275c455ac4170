"""The smallest change of all weights together that brings two units level."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.base import AsFrame, array
from parindex.kernels import NORMS, Floats
from parindex.robustness.exact.pair_contrast import Contrast
from parindex.scoring import records_of


@attrs.frozen(repr=False)
class JointChange(AsFrame):
    """The weights nearest to those of the definition, by one norm, at which two units are level.

    Attributes
    ----------
    norm : {"L1", "L2", "Linf"}
        What is least: the sum of the absolute changes of the effective weights, the root of the sum of their squares,
        or the greatest of them.
    size : float
        That norm of the change; 0 where the two are level already.
    nodes : tuple of str
        The indicators, and components whose score is given.
    exact : tuple of Fraction or None
        `after` exactly; None where roots or logarithms enter.
    shares : dict of str to float
        The share among siblings of every node that has one, which gives `after`.
    totals : tuple of float
        The totals of the two units, computed again with `shares`.
    swaps : bool
        Whether a little further the order is reversed; else the two can be level but not change places.
    before, after : array (n_nodes,)
        Their effective weights, the product of the shares on the way to the top; they add to 1.
    """

    norm: str
    size: float
    nodes: tuple[str, ...]
    exact: tuple[Fraction, ...] | None
    shares: Mapping[str, float] = attrs.field(hash=False)
    totals: tuple[float, float]
    swaps: bool
    before: Floats = array()
    after: Floats = array()

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a node: norm, node, before, after, change."""
        columns = {"before": self.before, "after": self.after, "change": self.after - self.before}
        figures = {name: values.tolist() for name, values in columns.items()}
        return records_of({"node": self.nodes, **figures}, norm=self.norm)

    def __repr__(self) -> str:
        return f"<JointChange by {self.norm}: {self.size:.6g}, {len(self.nodes)} weights>"


def joint_changes(contrast: Contrast) -> tuple[JointChange, ...]:
    """Return the smallest change by each norm; nothing where totals are not linear or no weights bring a tie."""
    if (ends := contrast.ends()) is None:
        return ()
    (weights, parts), (slopes, over) = ends
    sign = contrast.ahead.of or 1
    slopes = [sign * slope if contrast.told_sign(slope, over) else 0 for slope in slopes]
    if not min(slopes) <= 0 <= max(slopes):
        return ()
    columns, swaps = contrast.model.columns, min(slopes) < 0 < max(slopes)
    names, before = tuple(columns.names[at] for at in columns.ends.tolist()), _floats(weights, parts)
    moves = contrast.ahead.of and sum(map(operator.mul, weights, slopes)) > 0
    changes = []
    for norm, nearest in NORMS.items():
        after, of_one = nearest(weights, slopes) if moves else (weights, 1)
        size = _size(norm, [new - of_one * old for new, old in zip(after, weights, strict=True)], parts * of_one)
        shares = columns.shares_of(after, columns.shares.tolist())
        ((one, other),) = contrast.model.totals(np.array([shares])).tolist()
        exact = tuple(Fraction(new, parts * of_one) for new in after) if contrast.rational else None
        by_name = dict(zip(columns.names, shares, strict=True))
        after_floats = _floats(after, parts * of_one)
        changes.append(JointChange(norm, size, names, exact, by_name, (one, other), swaps, before, after_floats))
    return tuple(changes)


def _floats(numerators: Sequence[int], denominator: int) -> Floats:
    return np.array([numerator / denominator for numerator in numerators])


def _size(norm: str, changes: Sequence[int], parts: int) -> float:
    if norm == "L2":
        return math.sqrt(sum(change * change for change in changes) / parts**2)
    return (sum if norm == "L1" else max)(map(abs, changes)) / parts
