"""What the value of an indicator is worked out from: the name of a column, and in words what stands in it."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from parindex.base import Text, Titled


@attrs.frozen(eq=False, repr=False)
class Input(Titled):
    """An input of an indicator; it is equal to its name, and to an input of that name and title.

    Parameters
    ----------
    id : str
        The name: that of its column behind the id of the indicator, and in `value`.
    title : Text or None
        What is counted.
    """

    id: str
    title: Text | None = None

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Input):
            return (self.id, self.title) == (other.id, other.title)
        return self.id == other if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return self.id

    def __repr__(self) -> str:
        return repr(self.id)


def inputs_of(given: Iterable[Input | str]) -> tuple[Input, ...]:
    """Return inputs, of which those without a title may be given as names."""
    return tuple(Input(name) if isinstance(name, str) else name for name in given)
