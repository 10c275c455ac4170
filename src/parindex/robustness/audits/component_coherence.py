"""Whether the parts of one component belong together: every measure of it, worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial

import attrs
import numpy as np

from parindex.base import array
from parindex.kernels import (
    Floats,
    Indices,
    alpha,
    alpha_without,
    correlation_ratio,
    covariances,
    kendall,
    kendall_p,
    pearson,
    principal_components,
    sampling_adequacy,
    spearman,
    sphericity,
    units_with_both,
    with_the_rest,
)
from parindex.robustness.audits.coherence_thresholds import CoherenceThresholds
from parindex.robustness.audits.column_descriptions import Description

#: Ways to correlate, by their names.
CORRELATIONS: Mapping[str, Callable[[Floats], Floats]] = {"pearson": pearson, "spearman": spearman, "kendall": kendall}
_LEAST_FOR_P = 3


class WorkedOutLater(Mapping[str, Floats]):
    """Tables by their names, each worked out when it is first asked for."""

    def __init__(self, ways: Mapping[str, Callable[[], Floats]]) -> None:
        self._ways = ways
        self._known: dict[str, Floats] = {}

    def __getitem__(self, name: str) -> Floats:
        if name not in self._known:
            table = self._ways[name]()
            table.flags.writeable = False
            self._known[name] = table
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ways)

    def __len__(self) -> int:
        return len(self._ways)


def _with_last(way: Callable[[Floats], Floats], values: Floats) -> Floats:
    return np.array(way(values)[:-1, -1])


@attrs.frozen
class Alpha:
    """Cronbach's alpha of parts as they are, and as if all had the same spread; both also without each part (n_parts,).

    (Cronbach 1951, doi:10.1007/BF02310555.)
    """

    raw: float
    standardised: float
    raw_without: Floats = array()
    standardised_without: Floats = array()


@attrs.frozen(repr=False)
class PrincipalComponents:
    """The directions in which parts spread, the widest first.

    Attributes
    ----------
    eigenvalues : array (n_parts,)
        The variance along each, of parts that are standardised: they add to the number of parts.
    vectors : array (n_parts, n_parts)
        What each part (row) counts in each (column); those of one add to 0 or more.
    """

    eigenvalues: Floats = array()
    vectors: Floats = array()

    @property
    def shares(self) -> Floats:
        """The share of the variance along each (n_parts,)."""
        return np.asarray(self.eigenvalues / self.eigenvalues.sum())

    @property
    def loadings(self) -> Floats:
        """The correlation of each part (row) with each component (column)."""
        return np.asarray(self.vectors * np.sqrt(np.maximum(self.eigenvalues, 0.0)))


@attrs.frozen
class Bartlett:
    """Bartlett's test that parts are not correlated at all: chi-square, degrees of freedom, chance of as much or more.

    `p` is nan without scipy. (Bartlett 1950, doi:10.1111/j.2044-8317.1950.tb00285.x.)
    """

    chi_square: float
    degrees_of_freedom: int
    p: float


@attrs.frozen
class Importance:
    """How much each part matters for the total, against its weight (n_parts,).

    Attributes
    ----------
    weight : array
        Its share of the component by the definition; nan where it has none.
    correlation, r_squared : array
        With the score of the component, and squared: what it explains alone.
    share : array
        Of the squared correlations of all parts.
    ratio : array
        That share, as a multiple of the weight (Becker et al. 2017, doi:10.1016/j.ecolind.2017.03.056).
    """

    weight: Floats = array()
    correlation: Floats = array()
    r_squared: Floats = array()
    share: Floats = array()
    ratio: Floats = array()


@attrs.frozen
class AddedValue:
    """Whether a part ranks units otherwise than the component does (n_parts,).

    Attributes
    ----------
    share : array
        Of the units that both rank, those whose two ranks are so many places or more apart as the threshold says.
    mean : array
        How many places they are apart on average.
    spearman : array
        How the two rankings go together.
    """

    share: Floats = array()
    mean: Floats = array()
    spearman: Floats = array()


@attrs.frozen(repr=False, slots=False)
class ComponentCoherence:
    """How the parts of a component go together; each measure is worked out when it is first asked for.

    Attributes
    ----------
    component : str
        The component, the index itself by the id of the definition.
    parts : tuple of str
        Its parts, in the order of the file, without what stands beside them, such as a bonus.
    rows : array (n_rows,)
        The units looked at, by their rows in the scores.
    scores : array (n_rows, n_parts)
        The scores of the parts, nan where there is none.
    totals : array (n_rows,)
        The score of the component.
    weights : array (n_parts,)
        The shares of the parts by the definition, adding to 1; nan where there are none.
    points : array (n_parts,)
        What a point of each part adds to the component, as far as that is a sum.
    thresholds : CoherenceThresholds
        From where on figures are told.
    """

    component: str
    parts: tuple[str, ...]
    rows: Indices = array()
    scores: Floats = array()
    totals: Floats = array()
    weights: Floats = array()
    points: Floats = array()
    thresholds: CoherenceThresholds = attrs.field(kw_only=True)
    _ranks: Callable[[str], Floats] = attrs.field(eq=False, kw_only=True)

    @cached_property
    def availability(self) -> Floats:
        """The share of units with a score, of each part (n_parts,)."""
        return np.asarray((~np.isnan(self.scores)).mean(axis=0))

    @cached_property
    def describe(self) -> Description:
        """The scores of each part described; the last column is the component itself."""
        values = np.column_stack([self.scores, self.totals])
        return Description.of((*self.parts, self.component), values, self.thresholds)

    @cached_property
    def units(self) -> Floats:
        """How many units have a score for each two parts (n_parts, n_parts)."""
        return units_with_both(self.scores)

    @cached_property
    def correlations(self) -> Mapping[str, Floats]:
        """How each two parts go together (n_parts, n_parts), by "pearson", "spearman" and "kendall" (tau-b)."""
        return WorkedOutLater({name: partial(way, self.scores) for name, way in CORRELATIONS.items()})

    @cached_property
    def with_component(self) -> Mapping[str, Floats]:
        """How each part goes with the score of the component (n_parts,), by the names of `correlations`."""
        both = np.column_stack([self.scores, self.totals])
        return WorkedOutLater({name: partial(_with_last, way, both) for name, way in CORRELATIONS.items()})

    @cached_property
    def p_values(self) -> Mapping[str, Floats]:
        """How often chance alone brings a correlation so far from 0 (n_parts, n_parts), by the names of `correlations`.

        Of Pearson and Spearman by Student's t with two degrees of freedom less than units, of Kendall by the normal
        distribution; nan without scipy.
        """
        student = {name: partial(self._student_p, name) for name in ("pearson", "spearman")}
        return WorkedOutLater({**student, "kendall": partial(kendall_p, self.scores)})

    @cached_property
    def item_rest(self) -> Floats:
        """How each part goes with what all others add to the component (n_parts,): the corrected correlation."""
        return with_the_rest(self._covariances * np.outer(self.points, self.points))

    @cached_property
    def alpha(self) -> Alpha:
        """Cronbach's alpha, without what is the same in all units."""
        raw, standardised = self._covariances[self._spread], self._pearson[self._spread]
        without = [self._at_spread(alpha_without(matrix)) for matrix in (raw, standardised)]
        return Alpha(alpha(raw), alpha(standardised), *without)

    @cached_property
    def pca(self) -> PrincipalComponents | None:
        """The principal components of the correlations (Pearson); None where two parts have none."""
        found = principal_components(self._pearson)
        return None if found is None else PrincipalComponents(*found)

    @cached_property
    def kmo(self) -> float:
        """Sampling adequacy by Kaiser, Meyer and Olkin (Kaiser 1974, doi:10.1007/BF02291575)."""
        return sampling_adequacy(self._pearson)

    @cached_property
    def bartlett(self) -> Bartlett:
        """Bartlett's test that parts are not correlated at all; of as few units as any two parts have."""
        chi_square, degrees = sphericity(self._pearson, int(self.units.min(initial=len(self.scores))))
        return Bartlett(chi_square, degrees, _chi_square_p(chi_square, degrees))

    @cached_property
    def importance(self) -> Importance:
        """How much each part matters, against its weight."""
        correlation = self.with_component["pearson"]
        squared = np.where(np.isnan(correlation), 0.0, correlation) ** 2
        with np.errstate(invalid="ignore", divide="ignore"):
            share = squared / squared.sum()
            return Importance(self.weights, correlation, squared, share, share / self.weights)

    @cached_property
    def correlation_ratio(self) -> Floats:
        """The share of the variance of the component that follows from each part, along whatever line (n_parts,).

        (Paruolo, Saisana and Saltelli 2013, doi:10.1111/j.1467-985X.2012.01059.x.)
        """
        there = ~np.isnan(self.scores) & ~np.isnan(self.totals)[:, None]
        lines = (correlation_ratio(self.scores[of, at], self.totals[of]) for at, of in enumerate(there.T))
        return np.array([ratio for ratio, _ in lines])

    @cached_property
    def added_value(self) -> AddedValue:
        """Whether each part ranks units otherwise than the component."""
        ranks = np.column_stack([self._ranks(node)[self.rows] for node in (*self.parts, self.component)])
        apart = np.abs(ranks[:, :-1] - ranks[:, -1:])
        there = ~np.isnan(apart)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = ((apart >= self.thresholds.places) & there).sum(axis=0) / there.sum(axis=0)
            mean = np.where(there, apart, 0.0).sum(axis=0) / there.sum(axis=0)
        return AddedValue(share, mean, spearman(ranks)[:-1, -1])

    @cached_property
    def identical(self) -> tuple[tuple[str, str, float], ...]:
        """Each two parts that are the same in all units, or nearly so, with their correlation."""
        near = np.triu(np.abs(self._pearson) > self.thresholds.identical, 1)
        return tuple((self.parts[a], self.parts[b], float(self._pearson[a, b])) for a, b in np.argwhere(near).tolist())

    def _student_p(self, way: str) -> Floats:
        return student_p(self.correlations[way], self.units)

    @property
    def _pearson(self) -> Floats:
        return self.correlations["pearson"]

    @cached_property
    def _covariances(self) -> Floats:
        return covariances(self.scores)

    @cached_property
    def _spread(self) -> tuple[Floats, ...]:
        """The places of parts that are not the same in all units, as an index of rows and columns."""
        return np.ix_(*[np.flatnonzero(~np.isnan(np.diag(self._pearson)))] * 2)

    def _at_spread(self, figures: Floats) -> Floats:
        line = np.full(len(self.parts), np.nan)
        line[self._spread[0].ravel()] = figures
        return line

    def __repr__(self) -> str:
        return f"<ComponentCoherence of {self.component!r}: {len(self.parts)} parts, {self.rows.size} units>"


def student_p(correlations: Floats, units: Floats) -> Floats:
    """Return how often chance brings correlations so far from 0; nan without scipy, of a part with itself 0."""
    try:
        from scipy.special import stdtr
    except ImportError:
        return np.full(correlations.shape, np.nan)
    freedom = np.where(units >= _LEAST_FOR_P, units - 2, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = np.abs(correlations) * np.sqrt(freedom / (1 - correlations**2))
        return np.asarray(2 * stdtr(freedom, -distance))


def _chi_square_p(chi_square: float, degrees: int) -> float:
    try:
        from scipy.special import chdtrc
    except ImportError:
        return np.nan
    return float(chdtrc(degrees, chi_square)) if degrees and not np.isnan(chi_square) else np.nan
