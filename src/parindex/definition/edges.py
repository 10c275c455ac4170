"""Edges: where what is compared begins or ends, itself included or not."""

from __future__ import annotations

from fractions import Fraction
from typing import Generic, TypeVar

#: Keys of an edge that values lie above, and of one that they lie below.
LOWER, UPPER = ("above", "at_least"), ("below", "at_most")
EDGES = LOWER + UPPER
#: Those that belong to what they are an edge of.
CLOSED = ("at_least", "at_most")
#: The same as signs.
SIGNS = dict(zip(EDGES, ">≥<≤", strict=True))
_Edge = TypeVar("_Edge")


class Edged(Generic[_Edge]):
    """What holds on one side of an edge, the edge itself included or not; without one of any number."""

    __slots__ = ()

    def edges(self) -> tuple[tuple[str, _Edge], ...]:
        """Return the edges given, by their keys; one at most where a definition is sound."""
        pairs = ((name, getattr(self, name)) for name in EDGES)
        return tuple((name, edge) for name, edge in pairs if edge is not None)

    def holds(self: Edged[Fraction], number: Fraction) -> bool:
        """Return whether a number lies on its side of every edge."""
        kept = {"above": number.__gt__, "at_least": number.__ge__, "below": number.__lt__, "at_most": number.__le__}
        return all(kept[name](edge) for name, edge in self.edges())
