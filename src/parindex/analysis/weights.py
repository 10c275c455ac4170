"""Weights that are not certain: how they are drawn, and what totals they give."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction

import attrs
import numpy as np
import numpy.typing as npt

from parindex.definition import Component, Definition
from parindex.kernels.combine import COMBINATIONS
from parindex.plan import Plan, Step
from parindex.scoring import Scores
from parindex.walk import Given, Marks, walk

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
#: So many cells are worked on at once where units are walked.
_CELLS = 1_000_000


class Perturbation(ABC):
    """How the weights of siblings vary about those of the definition; they always add to the same."""

    @abstractmethod
    def draw(self, rng: np.random.Generator, shares: Floats, size: int) -> Floats:
        """Return `size` draws (size, n_parts) of weights in proportion, about `shares` (n_parts,) adding to 1."""


@attrs.frozen
class Uniform(Perturbation):
    """Each weight times a number drawn evenly from 1 - `share` to 1 + `share`, then divided by their sum.

    Examples
    --------
    >>> import parindex
    >>> parindex.Uniform(0.2)
    Uniform(share=0.2)
    """

    share: float = attrs.field(validator=[attrs.validators.gt(0), attrs.validators.le(1)])

    def draw(self, rng: np.random.Generator, shares: Floats, size: int) -> Floats:
        """Return draws of weights; see `Perturbation.draw`."""
        out = rng.random((size, shares.size))
        out *= 2 * self.share * shares
        out += (1 - self.share) * shares
        return out


@attrs.frozen
class Dirichlet(Perturbation):
    """Weights of siblings from a Dirichlet distribution about those of the definition.

    The variance of a weight w is w (1 - w) / (`concentration` + 1).

    Examples
    --------
    >>> import parindex
    >>> parindex.Dirichlet(100)
    Dirichlet(concentration=100)
    """

    concentration: float = attrs.field(validator=attrs.validators.gt(0))

    def draw(self, rng: np.random.Generator, shares: Floats, size: int) -> Floats:
        """Return draws of weights; see `Perturbation.draw`."""
        return rng.standard_gamma(self.concentration * shares, (size, shares.size))


@attrs.frozen(eq=False, repr=False)
class Siblings:
    """Parts of one component whose weights vary.

    Attributes
    ----------
    parent : int
        The node they are parts of.
    parts : array (n_parts,)
        Their nodes.
    shares : array (n_parts,)
        Adding to 1: the weights of a mean; of a sum what each part can give, which is its weight.
    points : array (n_parts,)
        What a point of each part adds to the component, for each unit of its share.
    """

    parent: int
    parts: Indices
    shares: Floats
    points: Floats


def siblings(scores: Scores) -> tuple[Siblings, ...]:
    """Return the groups of siblings whose weights vary, each after the one above it; one part alone is a group too.

    Raises
    ------
    ValueError
        No weight can vary, or a sum has a part whose maximum is not known or not above 0.
    """
    definition, place = scores.definition, scores.places
    given = {node.id for node in definition.nodes if node.id in scores.evidence.columns}
    out = []
    for node in definition.nodes:
        above = {node.id, *(component.id for component in definition.ancestors(node))}
        if not isinstance(node, Component) or given & above or definition.branch(node).adds is not None:
            continue
        if not (node.combination.additive or node.combination.weighted == "mean"):
            continue
        parts, weights = definition.parts(node.id), definition.shares(node)
        shares = _points(definition, node, weights) if node.combination.additive else weights
        whole = sum(shares)
        points = [
            weight * whole / share if share else Fraction(0) for weight, share in zip(weights, shares, strict=True)
        ]
        times = node.times or Fraction(1)
        out.append(
            Siblings(
                place[node.id],
                np.array([place[part.id] for part in parts]),
                np.array([float(share / whole) for share in shares]),
                np.array([float(figure * times) for figure in points]),
            )
        )
    if not any(group.parts.size > 1 for group in out):
        raise ValueError(f"{definition.id!r} has no weights that could vary")
    return tuple(out)


def _points(definition: Definition, component: Component, weights: Sequence[Fraction]) -> Sequence[Fraction]:
    """Return what each part of a sum can give, which is its weight; as written where it is weighted and not known."""
    maxima = [definition.maximum(part) for part in definition.parts(component.id)]
    known = [maximum for maximum in maxima if maximum is not None and maximum > 0]
    if len(known) == len(maxima):
        return [weight * maximum for weight, maximum in zip(weights, known, strict=True)]
    if component.combine == "sum":
        raise ValueError(f"the maxima of its parts are the weights of the sum {component.id!r}; not all are above 0")
    return weights


@attrs.frozen(eq=False, repr=False)
class Model:
    """The totals of units as their weights vary.

    Attributes
    ----------
    plan : Plan
        The definition, compiled.
    rows : array (n_ranked,)
        The units that have a rank.
    groups : tuple of Siblings
        Whose weights vary, each after the group above it.
    scores : array (n_ranked, n_nodes)
        Scores of what is not made of parts: indicators, and components whose score is given.
    given, marks
        What the walk upward starts from, where the index is not linear.
    linear : bool
        Whether totals are sums of scores times effective weights.
    """

    plan: Plan
    rows: Indices
    groups: tuple[Siblings, ...]
    scores: Floats
    given: Given
    marks: Marks
    linear: bool

    @classmethod
    def of(cls, scores: Scores) -> Model:
        """Return the model of scores that units have already."""
        judge, plan = scores.judge, scores.judge.plan
        rows = np.flatnonzero(~np.isnan(scores.rank))
        given, marks = judge.given.rows(rows), judge.marks.rows(rows.tolist())
        steps = plan.float_program.steps
        plain = all(step.combination.linear and not (step.floor[0].size or step.cap[0].size) for step in steps)
        values = np.where(np.isnan(scores.values[rows]), 1.0, scores.values[rows])
        return cls(plan, rows, siblings(scores), values, given, marks, plain and not marks.reduced.any())

    def of_units(self, some: Indices) -> Model:
        """Return the model of some of the units, by their place."""
        given, marks = self.given.rows(some), self.marks.rows(some.tolist())
        return attrs.evolve(self, rows=self.rows[some], scores=self.scores[some], given=given, marks=marks)

    @property
    def slices(self) -> list[slice]:
        """The columns of each group in `draw`."""
        ends = np.cumsum([group.parts.size for group in self.groups]).tolist()
        return [slice(end - group.parts.size, end) for group, end in zip(self.groups, ends, strict=True)]

    def draw(self, rng: np.random.Generator, how: Perturbation, draws: int) -> Floats:
        """Draw the weights of all groups side by side (n_draws, n_weights), in proportion within each."""
        drawn = [how.draw(rng, group.shares, draws) for group in self.groups]
        return drawn[0] if len(drawn) == 1 else np.hstack(drawn)

    def totals(self, weights: Floats) -> Floats:
        """Return totals (n_draws, n_ranked) with weights as drawn (n_draws, n_weights)."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # numbers under a mark mean nothing
            return self._summed(weights) if self.linear else self._walked(weights)

    def _summed(self, weights: Floats) -> Floats:
        """Add up scores times effective weights: what a point of each cell adds to the total."""
        cells: list[Floats] = []
        points: list[Floats] = []
        above: dict[int, Floats] = {0: np.ones(1)}
        for group, columns in zip(self.groups, self.slices, strict=True):
            own = weights[:, columns]
            scale = above[group.parent] / own.sum(axis=1)
            inner = [at for at, part in enumerate(group.parts.tolist()) if part in self._parents]
            outer = [at for at in range(group.parts.size) if at not in inner]
            for at in inner:
                above[int(group.parts[at])] = own[:, at] * scale * group.points[at]
            if len(self.groups) == 1:  # the divisor of all is brought to the end
                found = own @ (self.scores[:, group.parts] * group.points).T
                return np.asarray(found * scale[:, None] + self._rest)
            cells.append(own[:, outer] * scale[:, None])
            points.append(self.scores[:, group.parts[outer]] * group.points[outer])
        return np.asarray(np.hstack(cells) @ np.hstack(points).T + self._rest)

    @property
    def _parents(self) -> set[int]:
        return {group.parent for group in self.groups}

    @property
    def _rest(self) -> Floats:
        """What stands beside the tree (n_ranked,)."""
        beside = [sign * self.scores[:, node] for node, sign in self.plan.beside]
        return np.sum(beside, axis=0) if beside else np.zeros(self.rows.size)

    def _walked(self, weights: Floats) -> Floats:
        """Walk every unit once a draw, with the weights of the draw."""
        units, draws = self.rows.size, weights.shape[0]
        factors = np.ones((draws, len(self.plan.ids)))
        for group, columns in zip(self.groups, self.slices, strict=True):
            own = weights[:, columns]
            shares = np.where(group.shares > 0, group.shares, 1.0)
            factors[:, group.parts] = own / own.sum(axis=1, keepdims=True) / shares
        out = np.empty((draws, units))
        some = max(1, _CELLS // max(1, units * len(self.plan.ids)))
        for start in range(0, draws, some):
            drawn = factors[start : start + some]
            tiled = np.tile(np.arange(units), drawn.shape[0])
            steps = (_weighted(step, np.repeat(drawn[:, step.parts], units, axis=0)) for step in self._steps)
            program = attrs.evolve(self.plan.float_program, steps=tuple(steps))
            rows = self.scores[tiled][:, self.plan.leaf_nodes]
            found = walk(self.plan, program, rows, self.given.rows(tiled), self.marks.rows(tiled.tolist()))
            out[start : start + some] = found.scores[:, 0].reshape(drawn.shape[0], units)
        return out

    @property
    def _steps(self) -> tuple[Step, ...]:
        return self.plan.float_program.steps


def _weighted(step: Step, factors: Floats) -> Step:
    """Return a step whose weights differ from row to row; a sum weighs its parts then."""
    kind = step.combination
    if kind.weighted == "no" and not kind.additive:
        return step
    kind = COMBINATIONS["weighted-sum"] if kind.additive else kind
    return attrs.evolve(step, combination=kind, weights=step.weights * factors)
