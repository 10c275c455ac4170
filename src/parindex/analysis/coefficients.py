"""What a point of each node adds to the total where totals are sums: the walk upward, read from the top down."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from parindex.plan import Plan
from parindex.walk import Marks

Floats = npt.NDArray[np.float64]


def is_linear(plan: Plan) -> bool:
    """Return whether totals are sums of scores times coefficients, as long as nothing is missing."""
    steps = plan.float_program.steps
    return all(step.combination.linear and not (step.floor[0].size or step.cap[0].size) for step in steps)


def coefficients(plan: Plan, given: Collection[int], marked: Marks, most: Floats) -> Floats:
    """Return what a point of each node adds to the total in each case (n_cases, n_nodes).

    A case is what `marked` says is left out, with the `most` that can then be obtained, as of a walk. Nothing below a
    node whose score is `given` counts. Where something is left out, a sum counts the points of its parts, and brings
    them to its maximum just where it is itself counted by its score.
    """
    shape = marked.left_out.shape
    by_score, by_points = np.zeros(shape), np.zeros(shape)
    for node, sign in ((0, 1), *plan.beside):
        by_score[:, node] = np.where(marked.without_score[:, node], 0.0, sign)
    for step in reversed(plan.float_program.steps):
        kind, parents, parts = step.combination, step.parents, step.parts
        nothing_left = marked.left_out[:, parents]
        weights = np.where(marked.left_out[:, parts] & ~step.for_parts(nothing_left), 0.0, step.weights)
        if kind.weighted == "mean":
            left = np.add.reduceat(weights, step.starts, axis=1)
            weights = weights / step.for_parts(np.where(left == 0, 1.0, left))
        stops = np.isin(parents, list(given)) | nothing_left
        score, points = by_score[:, parents], by_points[:, parents]
        if kind.additive:
            reduced = marked.reduced[:, parents] & ~stops
            possible = np.add.reduceat(np.where(weights == 0, 0.0, most[:, parts]) * weights, step.starts, axis=1)
            score = score * np.where(reduced, step.whole, 1.0) / np.where(reduced, possible, 1.0)
        wanted = np.where(stops, 0.0, score + points) * (1.0 if step.times is None else step.times)
        (by_points if kind.additive else by_score)[:, parts] += step.for_parts(wanted) * weights
    return by_score + by_points
