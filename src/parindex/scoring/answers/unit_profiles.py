"""Profiles of units: their scores at some nodes on one scale, and how far apart any two of them lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from parindex.base import say
from parindex.definition import shares_of_whole
from parindex.kernels import Floats, Indices, Integers, Mask

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: How differences at nodes become one distance, how nodes are brought to one scale, what each counts.
Distance = Literal["euclidean", "manhattan"]
ProfileScale = Literal["z", "range", "none"]
NodeWeights = Literal["share"] | Mapping[str, float] | None


@attrs.frozen(eq=False)
class Profiles:
    """The scores of all units at some nodes, each on a scale set by the units that are compared."""

    columns: Indices  # of the nodes that are used
    scaled: Floats  # (n_units, n_columns), nan where a unit has no score
    weights: Floats  # (n_columns,)
    flat: Indices  # columns of the nodes left out, where all units compared have the same score
    without_weight: Indices  # columns of the nodes left out, which count nothing

    @classmethod
    def of(
        cls, scores: Scores, compared: Indices, nodes: Sequence[int], scale: ProfileScale, weights: NodeWeights
    ) -> Profiles:
        """Return the profiles over some nodes, by their columns; the scale is set by the rows of the units compared."""
        columns = np.array(nodes, dtype=np.intp)
        counts = _counts(scores, columns, weights)
        flat = ~_differing(scores, compared, columns)
        used = ~flat & (counts > 0)
        return cls(
            columns=columns[used],
            scaled=_on_one_scale(scores.values[:, columns[used]], compared, scale),
            weights=counts[used],
            flat=columns[flat],
            without_weight=columns[~flat & ~(counts > 0)],
        )

    def where(self, kept: Mask) -> Profiles:
        """Return the profiles over some of the nodes used."""
        return attrs.evolve(self, columns=self.columns[kept], scaled=self.scaled[:, kept], weights=self.weights[kept])

    def ids(self, scores: Scores) -> tuple[str, ...]:
        """Return the ids of the nodes used."""
        return tuple(scores.nodes[at] for at in self.columns.tolist())

    def apart(self, row: int, others: Indices) -> Floats:
        """Return by how much others lie above a unit at each node, nan where one of the two has no score."""
        return np.asarray(self.scaled[others] - self.scaled[row])

    def distances(self, row: int, others: Indices, distance: Distance) -> tuple[Floats, Integers]:
        """Return how far others are from a unit over the nodes that both have, and how many these are.

        The distance is a mean, so that it stands for all nodes: nan where there is none in common.
        """
        apart = self.apart(row, others)
        shared = ~np.isnan(apart)
        counts = np.where(shared, self.weights, 0.0)
        sizes = np.where(shared, np.abs(apart), 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            if distance == "euclidean":
                far = np.sqrt((counts * sizes**2).sum(axis=1) / counts.sum(axis=1))
            else:
                far = (counts * sizes).sum(axis=1) / counts.sum(axis=1)
        return far, shared.sum(axis=1)


def _differing(scores: Scores, compared: Indices, columns: Indices) -> Mask:
    """Return at which nodes some units differ by more than binary numbers may stray."""
    values, errors = scores.values[np.ix_(compared, columns)], scores.exactness.error[columns]
    there = ~np.isnan(values)
    low = np.where(there, values, np.inf).min(axis=0, initial=np.inf)
    high = np.where(there, values, -np.inf).max(axis=0, initial=-np.inf)
    return np.asarray(high - low > 2 * np.where(np.isfinite(errors), errors, 0.0))


def _on_one_scale(values: Floats, compared: Indices, scale: ProfileScale) -> Floats:
    """Return scores less the mean by the standard deviation, or less the lowest by the range, of units compared."""
    if scale == "none":
        return values
    known = values[compared]
    if scale == "range":
        low = np.nanmin(known, axis=0, initial=np.inf)
        return np.asarray((values - low) / (np.nanmax(known, axis=0, initial=-np.inf) - low))
    with np.errstate(invalid="ignore"):
        return np.asarray((values - np.nanmean(known, axis=0)) / np.nanstd(known, axis=0))


def _counts(scores: Scores, columns: Indices, weights: NodeWeights) -> Floats:
    """Return what each node counts in the distance."""
    if weights is None:
        return np.ones(columns.size)
    ids = [scores.nodes[at] for at in columns.tolist()]
    if weights == "share":
        shares = shares_of_whole(scores.definition)
        return np.array([float(shares.get(node, 0)) for node in ids], dtype=np.float64)
    if not isinstance(weights, Mapping):
        raise TypeError(say("weights are None, 'share' or what each node counts, not {given!r}", given=weights))
    given = {scores.definition[node].id: float(count) for node, count in weights.items()}
    if not all(np.isfinite(count) and count >= 0 for count in given.values()):
        raise ValueError(say("what a node counts is a number from 0 up"))
    return np.array([given.get(node, 0.0) for node in ids], dtype=np.float64)
