"""Other ways to rank by the same parts: with equal weights, or without adding scores."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import attrs
import numpy as np

from parindex.base import Message, say
from parindex.kernels import Floats, borda, copeland, rank
from parindex.robustness.audits.benefit_of_the_doubt import best_mixes
from parindex.robustness.audits.part_weights import PartWeights
from parindex.robustness.weight_model import WeightModel
from parindex.scoring import Scores

#: Figures that agree to so many significant digits share a rank.
_DIGITS = 12


class OtherRanking(ABC):
    """Another way to rank units by what they scored."""

    name: ClassVar[str]

    @abstractmethod
    def totals(self, scores: Scores) -> Floats:
        """Return what units are ranked by (n_units,), nan for those without a rank."""

    def sign(self, scores: Scores) -> int:
        """Return 1 where more of it is better, else -1."""
        return 1

    def notes(self, scores: Scores) -> tuple[Message, ...]:
        """Return what a reader should know of how units are ranked."""
        return ()

    def ranks(self, scores: Scores, totals: Floats) -> Floats:
        """Return ranks by such totals (n_units,), each unit among those that it is ranked with."""
        ranked = np.full(len(scores.units), np.nan)
        for members in scores.exactness.given.groups:
            rows = np.arange(len(scores.units))[members]
            rows = rows[~np.isnan(totals[rows])]
            keys = np.unique(_to_digits(totals[rows] * self.sign(scores)), return_inverse=True)[1].reshape(-1)
            ranked[rows] = rank(keys, _shared(scores))
        return ranked


def _shared(scores: Scores) -> str:
    ties = scores.definition.rank.ties
    return "min" if ties == "authority" else ties


def _to_digits(figures: Floats) -> Floats:
    greatest = np.abs(figures).max(initial=0.0)
    step = 10.0 ** (np.floor(np.log10(greatest)) - _DIGITS) if greatest > 0 else 1.0
    return np.asarray(np.round(figures / step))


@attrs.frozen
class EqualWeights(OtherRanking):
    """All parts of each component count alike: of a sum, each by the share of its maximum that a unit has.

    Examples
    --------
    >>> import parindex
    >>> parindex.EqualWeights()
    EqualWeights()
    """

    name: ClassVar[str] = "equal-weights"

    def totals(self, scores: Scores) -> Floats:
        """Return totals; see `OtherRanking.totals`."""
        model = WeightModel.of(scores)
        totals = np.full(len(scores.units), np.nan)
        sizes = model.columns.sizes
        totals[model.rows] = model.totals(np.concatenate([np.full(size, 1 / size) for size in sizes])[None])[0]
        return totals

    def sign(self, scores: Scores) -> int:
        """Return 1 where more of it is better, else -1."""
        return scores.definition.rank.sign


class OfParts(OtherRanking):
    """A way to rank by the scores of the parts right below the index, and their weights."""

    @abstractmethod
    def figures(self, parts: Floats, weights: Floats) -> Floats:
        """Return what units are ranked by (n_units,), of parts (n_units, n_parts), and of their shares."""

    def notes(self, scores: Scores) -> tuple[Message, ...]:
        """Say where weights are taken to be equal, and where parts are missing."""
        root, columns = scores.definition.root, self._columns(scores)
        facts = (
            (
                bool(np.isnan(PartWeights(scores).of(root)[0]).any()),
                say("{id!r} has no weights: its parts count alike", id=root.id),
            ),
            (
                bool(np.isnan(scores.values[~np.isnan(scores.rank)][:, columns]).any()),
                say("units that lack a part are ranked by the parts that they have"),
            ),
        )
        return tuple(note for holds, note in facts if holds)

    @staticmethod
    def _columns(scores: Scores) -> list[int]:
        return [scores.places[part.id] for part in scores.definition.parts(scores.definition.id)]

    def totals(self, scores: Scores) -> Floats:
        """Return what units are ranked by, each group by itself; see `OtherRanking.totals`."""
        root = scores.definition.root
        if len(scores.definition.parts(root.id)) <= 1:
            raise ValueError(say("{id!r} has one part only: nothing can be put together otherwise", id=root.id))
        columns = self._columns(scores)
        better = scores.definition.rank.sign
        weights, totals = PartWeights(scores).or_equal(root), np.full(len(scores.units), np.nan)
        for members in scores.exactness.given.groups:
            rows = np.arange(len(scores.units))[members]
            rows = rows[~np.isnan(scores.rank[rows])]
            if rows.size:
                totals[rows] = self.figures(scores.values[rows][:, columns] * better, weights)
        return totals


@attrs.frozen
class Borda(OfParts):
    """Units ranked by the weighted mean of their ranks in the parts of the index (Borda count).

    Examples
    --------
    >>> import parindex
    >>> parindex.Borda()
    Borda()
    """

    name: ClassVar[str] = "borda"

    def figures(self, parts: Floats, weights: Floats) -> Floats:
        """Return mean ranks, the lowest score 1; see `OfParts.figures`."""
        return borda(parts, weights)


@attrs.frozen
class Copeland(OfParts):
    """Units ranked by how many others they beat less how many beat them, each by the weight of the parts.

    References
    ----------
    Munda and Nardo (2009), Noncompensatory/nonlinear composite indicators for ranking countries: a defensible setting,
    Applied Economics 41, 1513-1523, doi:10.1080/00036840601019364.

    Examples
    --------
    >>> import parindex
    >>> parindex.Copeland()
    Copeland()
    """

    name: ClassVar[str] = "copeland"

    def figures(self, parts: Floats, weights: Floats) -> Floats:
        """Return wins less losses; see `OfParts.figures`."""
        return copeland(parts, weights)


@attrs.frozen
class BenefitOfTheDoubt(OfParts):
    """Each unit scored by the weights that are best for it, the best unit by these scoring 1 (needs ``exact``).

    The share of each part lies between multiples of its own. Scores are 0 or more.

    Attributes
    ----------
    low, high : float
        Those multiples.

    References
    ----------
    Cherchye, Moesen, Rogge and Van Puyenbroeck (2007), An introduction to benefit of the doubt composite indicators,
    Social Indicators Research 82, 111-145, doi:10.1007/s11205-006-9029-7.

    Examples
    --------
    >>> import parindex
    >>> parindex.BenefitOfTheDoubt(low=0.8, high=1.2)
    BenefitOfTheDoubt(low=0.8, high=1.2)
    """

    name: ClassVar[str] = "benefit-of-the-doubt"
    low: float = 0.5
    high: float = 1.5

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.low <= 1 <= self.high < np.inf:
            raise ValueError(say("the bounds of weights are multiples around 1, such as 0.5 and 1.5"))

    def figures(self, parts: Floats, weights: Floats) -> Floats:
        """Return scores of at most 1; see `OfParts.figures`."""
        if np.isnan(parts).any() or (parts < 0).any():
            raise ValueError(say("benefit of the doubt needs a score of 0 or more for every part of every unit"))
        return best_mixes(parts, weights, (self.low, self.high))
