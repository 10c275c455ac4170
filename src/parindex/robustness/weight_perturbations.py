"""How weights vary that are not certain: evenly, by a Dirichlet distribution, or between bounds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence

import attrs
import numpy as np

from parindex.base import hinted, near, say
from parindex.kernels import EvenWeights, Floats, Mask, bounded_weights, dirichlet_weights
from parindex.robustness.siblings import Siblings, WeightColumns, refuse_fixed
from parindex.scoring import Scores


@attrs.frozen(eq=False)
class WeightLimits:
    """Between what the weights of siblings lie."""

    low: Floats  # (n_parts,): the least weight of each part
    high: Floats  # (n_parts,): the greatest
    after: bool  # the limits are of weights that add to 1; else of weights before they are divided by their sum
    tied: Mask  # (n_parts,): parts that keep their proportions to each other


def above_zero(at_most: float = np.inf) -> Callable[[object, attrs.Attribute[float], float], None]:
    """Return a validator of a field that is a finite number above 0, and no more than so much."""

    def check(_: object, field: attrs.Attribute[float], value: float) -> None:
        if not 0 < value <= at_most or value == np.inf:
            told = {"name": field.name, "value": value}
            if at_most < np.inf:
                raise ValueError(say("{name} is {value}, and it is above 0 and at most {most:g}", most=at_most, **told))
            raise ValueError(say("{name} is {value}, and it is a finite number above 0", **told))

    return check


class Perturbation(ABC):
    """How the weights of siblings vary about those of the definition; they always add to the same."""

    @abstractmethod
    def draw(self, rng: np.random.Generator, groups: Sequence[Siblings], size: int) -> Floats:
        """Return `size` draws of weights in proportion within each group, the groups side by side."""

    @abstractmethod
    def limits(self, group: Siblings) -> WeightLimits:
        """Return between what the weights of a group lie."""

    def refuse(self, groups: Sequence[Siblings]) -> None:
        """Raise `ValueError` where these groups cannot vary like that."""
        refuse_fixed(groups)


@attrs.frozen
class Uniform(Perturbation):
    """Each weight times a number drawn evenly from 1 - `share` to 1 + `share`, then divided by their sum.

    Examples
    --------
    >>> import parindex
    >>> parindex.Uniform(0.2)
    Uniform(share=0.2)
    """

    share: float = attrs.field(validator=above_zero(at_most=1))

    def draw(self, rng: np.random.Generator, groups: Sequence[Siblings], size: int) -> Floats:
        """Return draws of weights; see `Perturbation.draw`."""
        return EvenWeights.about(WeightColumns(tuple(groups)).shares, self.share).weights(rng, size)

    def limits(self, group: Siblings) -> WeightLimits:
        """Return between what the weights lie; see `Perturbation.limits`."""
        low, high = (group.shares * (1 + sign * self.share) for sign in (-1, 1))
        return WeightLimits(low, high, after=False, tied=np.zeros(low.size, dtype=bool))


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

    concentration: float = attrs.field(validator=above_zero())

    def draw(self, rng: np.random.Generator, groups: Sequence[Siblings], size: int) -> Floats:
        """Return draws of weights; see `Perturbation.draw`."""
        columns = WeightColumns(tuple(groups))
        return dirichlet_weights(rng, self.concentration * columns.shares, columns.starts, size)

    def limits(self, group: Siblings) -> WeightLimits:
        """Return between what the weights lie, any that add to 1; see `Perturbation.limits`."""
        none = np.zeros(group.shares.size)
        return WeightLimits(none, (group.shares > 0).astype(np.float64), after=True, tied=none.astype(bool))


def _pairs(shares: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    pairs = {}
    for part, ends in shares.items():
        try:
            low, high = map(float, ends)
        except (TypeError, ValueError):
            raise ValueError(
                say("the bounds of {part!r} are {ends!r}; write (low, high), as (0.05, 0.2)", part=part, ends=ends)
            ) from None
        pairs[part] = low, high
    return pairs


@attrs.frozen
class Bounds(Perturbation):
    """Weights evenly among all those between bounds that add to 1 with their siblings'.

    Bounds are shares among siblings, from 0 to 1: of a mean the weight divided by their sum, of a sum the maximum
    divided by that of the sum. Siblings that are not named share what is left in their proportions; components none of
    whose parts are named keep their weights.

    Drawn by hit-and-run, a chain of its own for each draw; see `bounded_weights`.

    References
    ----------
    Smith (1984), Efficient Monte Carlo procedures for generating points uniformly distributed over bounded regions,
    Operations Research 32, 1296-1308, doi:10.1287/opre.32.6.1296.

    Examples
    --------
    >>> import parindex
    >>> parindex.Bounds({"appraised": (0.6, 0.75)})
    Bounds(shares={'appraised': (0.6, 0.75)})
    """

    shares: Mapping[str, tuple[float, float]] = attrs.field(converter=_pairs, hash=False)

    @shares.validator
    def _check(self, _: object, shares: dict[str, tuple[float, float]]) -> None:
        for part, (low, high) in shares.items():
            if not 0 <= low <= high <= 1:
                raise ValueError(
                    say(
                        "the bounds of {part!r} are {low:g} and {high:g}; shares lie between 0 and 1",
                        part=part,
                        low=low,
                        high=high,
                    )
                )

    def refuse(self, groups: Sequence[Siblings]) -> None:
        """Raise `ValueError` for a node whose weight cannot vary, and bounds that no weights satisfy."""
        super().refuse(groups)
        varying = {part for group in groups for part in group.ids[1:] if group.parts.size > 1}
        if fixed := [part for part in self.shares if part not in varying]:
            told = say("{name!r} has no weight that could vary", name=fixed[0])
            raise ValueError(hinted(told, near(fixed[0], varying)))
        if not self.shares:
            raise ValueError(say("no bounds are given"))
        for group in groups:
            named, _, low, high = self._coordinates(group)
            if named and not low.sum() <= 1 + 1e-12 <= high.sum() + 2e-12:
                ends = say(
                    "the least add to {low:g}, the greatest to {high:g}", low=float(low.sum()), high=float(high.sum())
                )
                raise ValueError(
                    say(
                        "no weights of the parts of {id!r} between the bounds add to 1: {ends}",
                        id=group.ids[0],
                        ends=ends,
                    )
                )

    def _coordinates(self, group: Siblings) -> tuple[list[int], list[int], Floats, Floats]:
        """Return the parts named, the others, and the bounds of the named ones and, if any, of the others together."""
        named = [place for place, part in enumerate(group.ids[1:]) if part in self.shares]
        rest = [place for place in range(group.parts.size) if place not in named]
        pairs = [self.shares[group.ids[1 + place]] for place in named]
        if group.shares[rest].sum() > 0:
            pairs.append((0.0, 1.0))
        low, high = np.array(pairs).reshape(-1, 2).T
        return named, rest, low, high

    def draw(self, rng: np.random.Generator, groups: Sequence[Siblings], size: int) -> Floats:
        """Return draws of weights; see `Perturbation.draw`."""
        columns = WeightColumns(tuple(groups))
        weights = np.tile(columns.shares, (size, 1))
        for group, of_group in zip(groups, columns.slices, strict=True):
            named, rest, low, high = self._coordinates(group)
            if named:
                drawn = bounded_weights(rng, low, high, size)
                varied = weights[:, of_group]
                varied[:, named] = drawn[:, : len(named)]
                if drawn.shape[1] > len(named):
                    varied[:, rest] *= drawn[:, -1:] / group.shares[rest].sum()
        return weights

    def limits(self, group: Siblings) -> WeightLimits:
        """Return between what the weights lie; see `Perturbation.limits`."""
        if not any(part in self.shares for part in group.ids[1:]):
            return WeightLimits(group.shares, group.shares, after=True, tied=np.zeros(group.parts.size, dtype=bool))
        tied = np.array([part not in self.shares for part in group.ids[1:]])
        low, high = np.array([self.shares.get(part, (0.0, 1.0)) for part in group.ids[1:]]).T
        return WeightLimits(low, np.where(tied & (group.shares == 0), 0.0, high), after=True, tied=tied)


def check_kinds(scores: object, weights: object = None, *, needed: bool = False) -> None:
    """Raise `TypeError` for scores, or weights that vary, that are something else."""
    if not isinstance(scores, Scores):
        raise TypeError(say("scores are what parindex.score returns, not {type}", type=type(scores).__name__))
    if not isinstance(weights, Perturbation) and (needed or weights is not None):
        raise TypeError(
            say("weights are Uniform(0.2), Dirichlet(100) or Bounds({{…}}), not {weights!r}", weights=weights)
        )
