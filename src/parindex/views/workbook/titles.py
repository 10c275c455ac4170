"""How deep nodes stand, what they weigh and can give, and how wide their columns are."""

from __future__ import annotations

import math

from parindex.definition import Component, Definition, Node
from parindex.scoring import Scores, plan_of


def width_of(title: str) -> float:
    """Return how wide a column of figures is below its title, in letters."""
    return min(max(len(title) / 4 + 4, 10.0), 18.0)


def depth_of(definition: Definition, node: Node) -> int:
    """Return how deep a node stands below the index."""
    return len(definition.ancestors(node))


def weight_of(definition: Definition, node: Node) -> float | None:
    """Return the weight of a part of a component that weighs its parts, 1 where none is written; else None."""
    parent = definition.root if node.parent is None else definition[node.parent]
    weighs = isinstance(parent, Component) and parent.combination.weighted != "no"
    if node is definition.root or node.adds or not weighs:
        return None
    return float(1 if node.weight is None else node.weight)


def greatest_points(scores: Scores, node: Node) -> float | None:
    """Return the most points that a node can give, None where that is not known."""
    column = scores.places[node.id]
    most = float(plan_of(scores.definition).float_program.full[column])
    return None if math.isnan(most) else most
