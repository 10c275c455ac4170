"""Weights that are not certain: how they vary about those of a definition, and how they are drawn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

import attrs
import numpy as np

from parindex.base import near
from parindex.definition import Component, Definition
from parindex.kernels import Floats, Indices, Mask
from parindex.scoring import Scores

_WORD = 2.0**32


@attrs.frozen(eq=False, repr=False)
class Siblings:
    """Parts of one component whose weights vary.

    Attributes
    ----------
    parent : int
        The node they are parts of.
    parts : array (n_parts,)
        Their nodes.
    ids : tuple of str
        The names of the parent and of the parts.
    shares : array (n_parts,)
        Adding to 1: the weights of a mean; of a sum what each part can give, which is its weight.
    points : array (n_parts,)
        What a point of each part adds to the component, for each unit of its share.
    exact : tuple of (Fraction, Fraction)
        Share and points of each part, exactly.
    times : Fraction
        The factor that the component takes its result by; it is in the points.
    """

    parent: int
    parts: Indices
    ids: tuple[str, ...]
    shares: Floats
    points: Floats
    exact: tuple[tuple[Fraction, Fraction], ...]
    times: Fraction


@attrs.frozen(eq=False)
class WeightLimits:
    """Between what the weights of siblings lie.

    Attributes
    ----------
    low, high : array (n_parts,)
        The least and the greatest weight of each part.
    after : bool
        They hold of weights that add to 1; else of weights before they are divided by their sum.
    tied : array of bool (n_parts,)
        Parts that keep their proportions to each other.
    """

    low: Floats
    high: Floats
    after: bool
    tied: Mask


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
        if not any(group.parts.size > 1 for group in groups):
            raise ValueError("there are no weights that could vary")


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

    def draw(self, rng: np.random.Generator, groups: Sequence[Siblings], size: int) -> Floats:
        """Return draws of weights; see `Perturbation.draw`. Chance comes in steps of 2**-32."""
        shares = side_by_side(groups)
        count = size * shares.size
        words = rng.integers(0, 2**64, -(-count // 2), dtype=np.uint64).astype("<u8", copy=False).view("<u4")
        words = words[:count].reshape(size, shares.size)
        out = words * (shares * (2 * self.share / _WORD))
        out += shares * (1 - self.share + self.share / _WORD)
        return out

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

    concentration: float = attrs.field(validator=[attrs.validators.gt(0.0), attrs.validators.lt(np.inf)])

    def draw(self, rng: np.random.Generator, groups: Sequence[Siblings], size: int) -> Floats:
        """Return draws of weights; see `Perturbation.draw`."""
        shares = side_by_side(groups)
        shape = self.concentration * shares
        if (shape >= 1).all():
            return rng.standard_gamma(shape, (size, shares.size))
        # Small shapes give numbers below the least float64: their logarithms are drawn, and compared with the greatest.
        out = np.log(rng.standard_gamma(shape + 1, (size, shares.size)))
        with np.errstate(divide="ignore"):
            out += np.log(1 - rng.random(out.shape)) / np.where(shape > 0, shape, np.nan)
        out[:, shape == 0] = -np.inf
        starts = [columns.start for columns in slices(groups)]
        out -= np.repeat(np.maximum.reduceat(out, starts, axis=1), [group.parts.size for group in groups], axis=1)
        return np.exp(out)

    def limits(self, group: Siblings) -> WeightLimits:
        """Return between what the weights lie, any that add to 1; see `Perturbation.limits`."""
        none = np.zeros(group.shares.size)
        return WeightLimits(none, (group.shares > 0).astype(np.float64), after=True, tied=none.astype(bool))


def _pairs(shares: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    out = {}
    for part, ends in shares.items():
        try:
            low, high = map(float, ends)
        except (TypeError, ValueError):
            raise ValueError(f"the bounds of {part!r} are {ends!r}; write (low, high), as (0.05, 0.2)") from None
        out[part] = low, high
    return out


@attrs.frozen
class Bounds(Perturbation):
    """Weights evenly among all those between bounds that add to 1 with their siblings'.

    Bounds are shares among siblings, from 0 to 1: of a mean the weight divided by their sum, of a sum the maximum
    divided by that of the sum. Siblings that are not named share what is left in their proportions; components none of
    whose parts are named keep their weights.

    Drawn by hit-and-run, a chain of its own for each draw.

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
                raise ValueError(f"the bounds of {part!r} are {low:g} and {high:g}; shares lie between 0 and 1")

    def refuse(self, groups: Sequence[Siblings]) -> None:
        """Raise `ValueError` for a node whose weight cannot vary, and bounds that no weights satisfy."""
        super().refuse(groups)
        known = {part for group in groups for part in group.ids[1:] if group.parts.size > 1}
        if unknown := [part for part in self.shares if part not in known]:
            hint = near(unknown[0], known)
            raise ValueError(f"{unknown[0]!r} has no weight that could vary{f' ({hint})' if hint else ''}")
        if not self.shares:
            raise ValueError("no bounds are given")
        for group in groups:
            at, _, low, high = self._coordinates(group)
            if at and not low.sum() <= 1 + 1e-12 <= high.sum() + 2e-12:
                ends = f"the least add to {low.sum():g}, the greatest to {high.sum():g}"
                raise ValueError(f"no weights of the parts of {group.ids[0]!r} between the bounds add to 1: {ends}")

    def _coordinates(self, group: Siblings) -> tuple[list[int], list[int], Floats, Floats]:
        """Return the parts named, the others, and the bounds of the named ones and, if any, of the others together."""
        at = [place for place, part in enumerate(group.ids[1:]) if part in self.shares]
        rest = [place for place in range(group.parts.size) if place not in at]
        pairs = [self.shares[group.ids[1 + place]] for place in at]
        if group.shares[rest].sum() > 0:
            pairs.append((0.0, 1.0))
        low, high = np.array(pairs).reshape(-1, 2).T
        return at, rest, low, high

    def draw(self, rng: np.random.Generator, groups: Sequence[Siblings], size: int) -> Floats:
        """Return draws of weights; see `Perturbation.draw`."""
        out = np.tile(side_by_side(groups), (size, 1))
        for group, columns in zip(groups, slices(groups), strict=True):
            at, rest, low, high = self._coordinates(group)
            if at:
                drawn = _hit_and_run(rng, low, high, size)
                own = out[:, columns]
                own[:, at] = drawn[:, : len(at)]
                if drawn.shape[1] > len(at):
                    own[:, rest] *= drawn[:, -1:] / group.shares[rest].sum()
        return out

    def limits(self, group: Siblings) -> WeightLimits:
        """Return between what the weights lie; see `Perturbation.limits`."""
        at, *_ = self._coordinates(group)
        if not at:
            return WeightLimits(group.shares, group.shares, after=True, tied=np.zeros(group.parts.size, dtype=bool))
        tied = np.array([part not in self.shares for part in group.ids[1:]])
        named = [self.shares.get(part, (0.0, 1.0)) for part in group.ids[1:]]
        low, high = np.array(named).T
        return WeightLimits(low, np.where(tied & (group.shares == 0), 0.0, high), after=True, tied=tied)


def _hit_and_run(rng: np.random.Generator, low: Floats, high: Floats, size: int) -> Floats:
    """Return points (size, n) spread evenly over those between `low` and `high` that add to 1.

    In each round the coordinates are paired by chance, and each pair shares its sum out anew: evenly among all ways
    that its bounds allow. Steps along pairs are not held up by other coordinates that can hardly move.
    """
    width = high - low
    out = np.tile(low + width * ((1 - low.sum()) / (width.sum() or 1)), (size, 1))
    free = np.flatnonzero(width > 0)
    if free.size <= 1:
        return out
    at, low, high = out[:, free].T.copy(), low[free, None], high[free, None]
    half = free.size // 2
    for _ in range(32 + 6 * free.size):
        order = rng.permutation(free.size)
        one, other = order[:half], order[half : 2 * half]
        both = at[one] + at[other]
        least = np.maximum(low[one], both - high[other])
        most = np.minimum(high[one], both - low[other])
        at[one] = least + (most - least) * rng.random((half, size))
        at[other] = both - at[one]
    out[:, free] = np.clip(at, low, high).T
    return out


def check_kinds(scores: object, weights: object, *, needed: bool = False) -> None:
    """Raise `TypeError` for scores, or weights that vary, that are something else."""
    if not isinstance(scores, Scores):
        raise TypeError(f"scores are what parindex.score returns, not {type(scores).__name__}")
    if not isinstance(weights, Perturbation) and (needed or weights is not None):
        raise TypeError(f"weights are Uniform(0.2), Dirichlet(100) or Bounds({{…}}), not {weights!r}")


def side_by_side(groups: Sequence[Siblings]) -> Floats:
    """Return the shares of all groups in a row."""
    return np.concatenate([np.empty(0), *(group.shares for group in groups)])


def slices(groups: Sequence[Siblings]) -> list[slice]:
    """Return the columns of each group where all stand side by side."""
    ends = np.cumsum([group.parts.size for group in groups]).tolist()
    return [slice(end - group.parts.size, end) for group, end in zip(groups, ends, strict=True)]


def siblings(scores: Scores) -> tuple[Siblings, ...]:
    """Return the groups of siblings whose weights vary, each after the one above it; one part alone is a group too.

    Raises
    ------
    ValueError
        A sum has a part whose maximum is not known or not above 0.
    """
    columns = set(scores.evidence.columns)
    return _siblings(scores.definition, frozenset(id_ for id_ in scores.nodes if id_ in columns))


@lru_cache(maxsize=64)
def _siblings(definition: Definition, given: frozenset[str]) -> tuple[Siblings, ...]:
    """Return the groups of siblings where the scores of some nodes are given; the last 64 are kept."""
    place = {node.id: at for at, node in enumerate(definition.nodes)}
    out = []
    for node in definition.nodes:
        above = {node.id, *(component.id for component in definition.ancestors(node))}
        if not isinstance(node, Component) or given & above or definition.branch(node).adds is not None:
            continue
        if not (node.combination.additive or node.combination.weighted == "mean"):
            continue
        parts, weights = definition.parts(node.id), definition.shares(node)
        each = full(definition, node)
        given_most = [weight * most for weight, most in zip(weights, each, strict=True)]
        whole, times = sum(given_most), node.times or Fraction(1)
        exact = tuple((most / whole, whole / own * times) for most, own in zip(given_most, each, strict=True))
        shares, points = (np.array(own, dtype=np.float64) for own in zip(*exact, strict=True))
        nodes = np.array([place[part.id] for part in parts])
        for figures in (shares, points, nodes):
            figures.flags.writeable = False
        out.append(
            Siblings(
                place[node.id],
                nodes,
                (node.id, *(part.id for part in parts)),
                shares,
                points,
                exact,
                times,
            )
        )
    return tuple(out)


def full(definition: Definition, component: Component) -> Sequence[Fraction]:
    """Return what each part gives at most for a weight of 1, where parts add up and that is known; else 1."""
    parts = definition.parts(component.id)
    maxima = [definition.maximum(part) for part in parts] if component.combination.additive else []
    known = [maximum for maximum in maxima if maximum is not None and maximum > 0]
    if len(known) == len(parts):
        return known
    if component.combine == "sum":
        odd = next(part.id for part, most in zip(parts, maxima, strict=True) if most is None or most <= 0)
        raise ValueError(
            f"the maxima of its parts are the weights of the sum {component.id!r}; that of {odd!r} is not known or not "
            "above 0: give it a max"
        )
    return [Fraction(1)] * len(parts)
