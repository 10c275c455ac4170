"""Principal components of correlations: how much of the spread of all parts one direction holds."""

from __future__ import annotations

import attrs
import numpy as np

from parindex.kernels.number import Floats


@attrs.frozen(eq=False)
class PrincipalComponents:
    """The directions in which parts spread, the widest first.

    Attributes
    ----------
    eigenvalues : array (k,)
        The variance along each, of parts that are standardised: they add to k.
    vectors : array (k, k)
        What each part (row) counts in each (column); their loadings add to 0 or more.
    """

    eigenvalues: Floats
    vectors: Floats

    @property
    def shares(self) -> Floats:
        """The share of the variance along each (k,)."""
        return np.asarray(self.eigenvalues / self.eigenvalues.sum())

    @property
    def loadings(self) -> Floats:
        """The correlation of each part (row) with each component (column)."""
        return np.asarray(self.vectors * np.sqrt(np.maximum(self.eigenvalues, 0.0)))


def principal_components(correlations: Floats) -> PrincipalComponents | None:
    """Return the principal components of correlations (k, k); None where one of these is nan."""
    if not correlations.size or not np.isfinite(correlations).all():
        return None
    eigenvalues, vectors = np.linalg.eigh(correlations)
    eigenvalues, vectors = eigenvalues[::-1], vectors[:, ::-1]
    return PrincipalComponents(eigenvalues, np.where(vectors.sum(axis=0) < 0, -vectors, vectors))
