"""What share of the whole index each node is, by weights and maxima."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from parindex.definition.tree import Component, Node
from parindex.kernels import fraction_sum

if TYPE_CHECKING:
    from parindex.definition.tree import Definition


def shares_of_parts(definition: Definition, node: Node) -> list[Fraction]:
    """Return the share of each part of a node: by weights in a mean, by weights and maxima in a sum, else alike."""
    if not isinstance(node, Component):
        return []
    parts = definition.parts(node.id)
    amounts = list(definition.shares(node))
    if node.combination.weighted != "mean":
        maxima = [definition.maximum(part) for part in parts]
        if all(most is not None for most in maxima):
            amounts = [weight * (most or 0) for weight, most in zip(amounts, maxima, strict=True)]
    whole = fraction_sum(amounts)
    return [amount / whole if whole > 0 else Fraction(1, len(parts)) for amount in amounts]


def shares_of_whole(definition: Definition) -> dict[str, Fraction]:
    """Return the share of the whole of each node, by its id; what stands beside the tree has none.

    Examples
    --------
    >>> import parindex
    >>> from parindex.definition import shares_of_whole
    >>> shares_of_whole(parindex.load("pci-2013"))["support"]
    Fraction(1, 5)
    """
    shares = {definition.id: Fraction(1)}
    for node in definition.nodes:
        if node.id in shares:
            parts = definition.parts(node.id) if isinstance(node, Component) else ()
            of_parts = shares_of_parts(definition, node)
            shares |= {part.id: shares[node.id] * one for part, one in zip(parts, of_parts, strict=True)}
    return shares
