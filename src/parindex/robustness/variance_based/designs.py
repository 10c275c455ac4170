"""Designs of variance-based sensitivity: every factor drawn twice, and the outputs as single factors are exchanged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import numpy as np

from parindex.base import say
from parindex.kernels import Floats
from parindex.robustness.draws import BLOCK, InputDraws, UncertainInputs
from parindex.robustness.random_streams import stream
from parindex.robustness.variance_based.draw_outputs import DrawOutput


class Design(ABC):
    """What is drawn twice."""

    @property
    @abstractmethod
    def block(self) -> int:
        """Rows are drawn so many at a time."""

    @property
    @abstractmethod
    def outputs(self) -> int:
        """How many outputs there are."""

    @abstractmethod
    def draw(self, rng: np.random.Generator, size: int) -> Any:
        """Draw all factors for some rows, once."""

    @abstractmethod
    def evaluate(self, drawn: Any) -> Floats:
        """Return the outputs (n_rows, n_outputs) by one draw of all factors."""

    @abstractmethod
    def exchange(self, one: Any, other: Any, factor: int) -> Floats:
        """Return the outputs by one draw with one factor of another."""

    def streams(self, n: int, seed: int) -> Iterator[tuple[np.random.Generator, int]]:
        """Yield a source of chance for each block of rows, of its own whoever does the work, and how many these are."""
        for block, start in enumerate(range(0, n, self.block)):
            yield stream(seed, block), min(self.block, n - start)

    def rows(self, rng: np.random.Generator, size: int) -> DesignRows:
        """Draw some rows."""
        one, other = self.draw(rng, size), self.draw(rng, size)
        return DesignRows(self, one, other, self.evaluate(one), self.evaluate(other))


@attrs.frozen(eq=False, repr=False)
class DesignRows:
    """Some rows of a design, with the outputs (n_rows, n_outputs): `a` by one draw of all factors, `b` by another."""

    design: Design
    one: Any
    other: Any
    a: Floats
    b: Floats

    def ab(self, factor: int) -> Floats:
        """Return the outputs by the first draw with one factor of the second."""
        return self.design.exchange(self.one, self.other, factor)

    def ba(self, factor: int) -> Floats:
        """Return the outputs by the second draw with one factor of the first."""
        return self.design.exchange(self.other, self.one, factor)


@attrs.frozen(eq=False, repr=False)
class IndexDesign(Design):
    """What is not certain about an index, and what is asked of its totals."""

    inputs: UncertainInputs
    output: DrawOutput

    @property
    def block(self) -> int:
        """Rows are drawn so many at a time."""
        return self.inputs.size

    @property
    def outputs(self) -> int:
        """How many outputs there are."""
        return self.output.count


@attrs.frozen(eq=False, repr=False)
class InputsDesign(IndexDesign):
    """Whatever is not certain about an index; each factor is some inputs, by their names."""

    factors: tuple[frozenset[str], ...]

    def draw(self, rng: np.random.Generator, size: int) -> InputDraws:
        """Draw all inputs; see `Design.draw`."""
        return self.inputs.draw(rng, size)

    def evaluate(self, drawn: InputDraws) -> Floats:
        """Return the outputs; see `Design.evaluate`."""
        return self.output(self.inputs.totals(drawn))

    def exchange(self, one: InputDraws, other: InputDraws, factor: int) -> Floats:
        """Return the outputs with one factor exchanged; see `Design.exchange`."""
        return self.evaluate(self.inputs.exchange(one, other, self.factors[factor]))


@attrs.frozen(eq=False, repr=False)
class FunctionDesign(Design):
    """A function of numbers spread evenly between bounds; each factor is some of its arguments, by their places."""

    function: Callable[[Floats], object]
    low: Floats
    high: Floats
    factors: tuple[tuple[int, ...], ...]
    outputs: int
    block: int = BLOCK

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Draw all arguments; see `Design.draw`."""
        return np.asarray(self.low + (self.high - self.low) * rng.random((size, self.low.size)))

    def evaluate(self, drawn: Floats) -> Floats:
        """Return the outputs, or raise `ValueError` where they are none; see `Design.evaluate`."""
        return called(self.function, drawn, self.outputs)

    def exchange(self, one: Floats, other: Floats, factor: int) -> Floats:
        """Return the outputs with one factor exchanged; see `Design.exchange`."""
        columns = self.factors[factor]
        arguments = one.copy()
        arguments[:, columns] = other[:, columns]
        return self.evaluate(arguments)


def called(function: Callable[[Floats], object], arguments: Floats, outputs: int | None = None) -> Floats:
    """Call a function and return its outputs (n_rows, n_outputs), or raise `ValueError` where they are none."""
    rows = len(arguments)
    returned = np.asarray(function(arguments.copy()), dtype=np.float64)
    table = returned[:, None] if returned.ndim == 1 else returned
    if returned.ndim not in (1, 2) or len(table) != rows or not table.shape[1] or outputs not in (None, table.shape[1]):
        wanted = f"({rows},) or ({rows}, n_outputs)" if outputs is None else f"{rows} rows of {outputs}"
        raise ValueError(
            say(
                "the function returns an array of shape {shape} for {rows} rows; wanted is {wanted}",
                shape=returned.shape,
                rows=rows,
                wanted=wanted,
            )
        )
    if not np.isfinite(table).all():
        row = int(np.flatnonzero(~np.isfinite(table).all(axis=1))[0])
        raise ValueError(
            say("the function returns a value that is not finite, for {inputs}", inputs=arguments[row].tolist())
        )
    return table
