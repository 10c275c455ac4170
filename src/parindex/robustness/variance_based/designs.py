"""Designs of variance-based sensitivity: every factor drawn twice, and the outputs as single factors are exchanged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator

import attrs
import numpy as np

from parindex.kernels import Floats
from parindex.robustness.draws import BLOCK, InputDraws, UncertainInputs
from parindex.robustness.variance_based.draw_outputs import DrawOutput

#: Called with what is done and with all there is to do.
Progress = Callable[[int, int], None]


def stream(seed: int, *key: int) -> np.random.Generator:
    """Return a source of chance of its own for each key."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))


class DesignRows(ABC):
    """The outputs (n_rows, n_outputs) of some rows of a design: `a` by one draw of all factors, `b` by another."""

    a: Floats
    b: Floats

    @abstractmethod
    def ab(self, factor: int) -> Floats:
        """Return the outputs by the first draw with one factor of the second."""

    @abstractmethod
    def ba(self, factor: int) -> Floats:
        """Return the outputs by the second draw with one factor of the first."""


class Design(ABC):
    """What is drawn twice."""

    @property
    @abstractmethod
    def block(self) -> int:
        """DesignRows are drawn so many at a time."""

    @property
    @abstractmethod
    def outputs(self) -> int:
        """How many outputs there are."""

    def streams(self, n: int, seed: int) -> Iterator[tuple[np.random.Generator, int]]:
        """Yield a source of chance for each block of rows, of its own whoever does the work, and how many these are."""
        for block, start in enumerate(range(0, n, self.block)):
            yield stream(seed, block), min(self.block, n - start)

    @abstractmethod
    def rows(self, rng: np.random.Generator, size: int) -> DesignRows:
        """Draw some rows."""


@attrs.frozen(eq=False, repr=False)
class IndexDesign(Design):
    """What is not certain about an index, and what is asked of its totals."""

    inputs: UncertainInputs
    output: DrawOutput

    @property
    def block(self) -> int:
        """DesignRows are drawn so many at a time."""
        return self.inputs.size

    @property
    def outputs(self) -> int:
        """How many outputs there are."""
        return self.output.count


@attrs.frozen(eq=False, repr=False)
class InputsDesign(IndexDesign):
    """Whatever is not certain about an index; each factor is some inputs, by their names."""

    factors: tuple[frozenset[str], ...]

    def rows(self, rng: np.random.Generator, size: int) -> DesignRows:
        """Draw some rows; see `Design.rows`."""
        return InputsRows(self, self.inputs.draw(rng, size), self.inputs.draw(rng, size))


@attrs.define(eq=False, repr=False)
class InputsRows(DesignRows):
    """DesignRows of an `InputsDesign`; see `DesignRows`."""

    design: InputsDesign
    one: InputDraws
    other: InputDraws
    a: Floats = attrs.field(init=False)
    b: Floats = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.a, self.b = self._outputs(self.one), self._outputs(self.other)

    def _outputs(self, drawn: InputDraws) -> Floats:
        return self.design.output(self.design.inputs.totals(drawn))

    def ab(self, factor: int) -> Floats:
        """See `DesignRows.ab`."""
        return self._outputs(self.design.inputs.exchange(self.one, self.other, self.design.factors[factor]))

    def ba(self, factor: int) -> Floats:
        """See `DesignRows.ba`."""
        return self._outputs(self.design.inputs.exchange(self.other, self.one, self.design.factors[factor]))


@attrs.frozen(eq=False, repr=False)
class FunctionDesign(Design):
    """A function of numbers spread evenly between bounds; each factor is some of its arguments, by their places."""

    function: Callable[[Floats], object]
    low: Floats
    high: Floats
    factors: tuple[tuple[int, ...], ...]
    outputs: int
    block: int = BLOCK

    def rows(self, rng: np.random.Generator, size: int) -> DesignRows:
        """Draw some rows; see `Design.rows`."""
        one, other = (self.low + (self.high - self.low) * rng.random((size, self.low.size)) for _ in range(2))
        return FunctionRows(self, one, other)

    def call(self, arguments: Floats) -> Floats:
        """Return the outputs (n_rows, n_outputs) of the function, or raise `ValueError` where they are none."""
        return called(self.function, arguments, self.outputs)


def called(function: Callable[[Floats], object], arguments: Floats, outputs: int | None = None) -> Floats:
    """Call a function and return its outputs (n_rows, n_outputs), or raise `ValueError` where they are none."""
    rows = len(arguments)
    found = np.asarray(function(arguments.copy()), dtype=np.float64)
    table = found[:, None] if found.ndim == 1 else found
    if found.ndim not in (1, 2) or len(table) != rows or not table.shape[1] or outputs not in (None, table.shape[1]):
        wanted = f"({rows},) or ({rows}, n_outputs)" if outputs is None else f"{rows} rows of {outputs}"
        raise ValueError(f"the function returns an array of shape {found.shape} for {rows} rows; wanted is {wanted}")
    if not np.isfinite(table).all():
        row = int(np.flatnonzero(~np.isfinite(table).all(axis=1))[0])
        raise ValueError(f"the function returns a value that is not finite, for {arguments[row].tolist()}")
    return table


@attrs.define(eq=False, repr=False)
class FunctionRows(DesignRows):
    """DesignRows of a `FunctionDesign`; see `DesignRows`."""

    design: FunctionDesign
    one: Floats
    other: Floats
    a: Floats = attrs.field(init=False)
    b: Floats = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.a, self.b = self.design.call(self.one), self.design.call(self.other)

    def _exchanged(self, one: Floats, other: Floats, factor: int) -> Floats:
        columns = self.design.factors[factor]
        arguments = one.copy()
        arguments[:, columns] = other[:, columns]
        return self.design.call(arguments)

    def ab(self, factor: int) -> Floats:
        """See `DesignRows.ab`."""
        return self._exchanged(self.one, self.other, factor)

    def ba(self, factor: int) -> Floats:
        """See `DesignRows.ba`."""
        return self._exchanged(self.other, self.one, factor)
