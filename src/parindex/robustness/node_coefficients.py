"""Which nodes count, and what a point of each adds to totals that are sums: the walk upward, read from the top down."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

import numpy as np

from parindex.definition import Indicator, Node
from parindex.kernels import Array, Indices, grouped_sums
from parindex.scoring import Marks, Plan, Program, Scores


def counted_nodes(scores: Scores) -> list[Node]:
    """Return the nodes whose scores count: all but those watched or below a component whose score is given."""
    given = {scores.nodes[node] for node in scores.exactness.given.components}
    definition = scores.definition
    counting = (node for node in definition.nodes if node.adds != "nothing")
    return [node for node in counting if given.isdisjoint(above.id for above in definition.ancestors(node))]


def end_nodes(scores: Scores) -> Indices:
    """Return the nodes not made of parts (n_ends,): indicators, then components whose score is given."""
    counted, given = counted_nodes(scores), scores.exactness.given.components
    places = [scores.places[node.id] for node in counted if isinstance(node, Indicator)]
    places += [place for node in counted if (place := scores.places[node.id]) in given]
    return np.array(places, dtype=np.intp)


def coefficients(plan: Plan, program: Program, given: Collection[int], marked: Marks, most: Array) -> Array:
    """Return what a point of each node adds to the total in each case (n_cases, n_nodes).

    A case is what `marked` says is left out, with the `most` that can then be obtained, as of a walk. Nothing below a
    node whose score is `given` counts. Where something is left out, a sum counts the points of its parts, and brings
    them to its maximum just where it is itself counted by its score.
    """
    none, one = (program.number.of(Fraction(figure)) for figure in (0, 1))
    by_score, by_points = (np.full(marked.left_out.shape, none, dtype=program.number.dtype) for _ in range(2))
    for node, sign in ((0, 1), *plan.beside):
        by_score[:, node] = np.where(marked.without_score[:, node], none, one * sign)
    for step in reversed(program.steps):
        kind, parents, parts = step.combination, step.parents, step.parts
        nothing_left = marked.without_score[:, parents]
        weights = np.where(marked.left_out[:, parts] & ~step.for_parts(nothing_left), none, step.weights)
        if kind.weighted == "mean":
            left = grouped_sums(weights, step.starts)
            weights = weights / step.for_parts(np.where(left == 0, one, left))
        stops = np.isin(parents, list(given)) | nothing_left
        score, points = by_score[:, parents], by_points[:, parents]
        if kind.additive and marked.reduced.any():
            reduced = marked.reduced[:, parents] & ~stops
            possible = grouped_sums(np.where(weights == 0, none, most[:, parts]) * weights, step.starts)
            score = score * np.where(reduced, step.whole, one) / np.where(reduced, possible, one)
        wanted = np.where(stops, none, score + points)
        if step.times is not None:
            wanted = wanted * step.times
        counted = by_points if kind.additive else by_score
        counted[:, parts] = counted[:, parts] + step.for_parts(wanted) * weights
    return np.asarray(by_score + by_points)


def coefficients_in_full(plan: Plan, program: Program, given: Collection[int]) -> Array:
    """Return the coefficients where nothing is missing or left out (n_nodes,)."""
    none = np.zeros((1, len(plan.ids)), dtype=bool)
    return np.asarray(coefficients(plan, program, given, Marks(none, none, none), none)[0])
