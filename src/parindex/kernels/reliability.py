"""Whether parts measure one thing: alpha, each part against the others, principal components, adequacy, sphericity."""

from __future__ import annotations

import numpy as np

from parindex.kernels.number import Floats

#: Fewer parts have nothing to agree with.
LEAST_PARTS = 2


def alpha(covariances: Floats) -> float:
    """Return Cronbach's alpha of parts by their covariances (k, k); of their correlations, the standardised one."""
    parts = len(covariances)
    whole = covariances.sum()
    if parts < LEAST_PARTS or not whole > 0:
        return np.nan
    return float(parts / (parts - 1) * (1 - np.trace(covariances) / whole))


def alpha_without(covariances: Floats) -> Floats:
    """Return Cronbach's alpha of the others without each part (k,)."""
    parts = len(covariances)
    diagonal = np.diag(covariances)
    whole = covariances.sum() - 2 * covariances.sum(axis=0) + diagonal
    if parts <= LEAST_PARTS:
        return np.full(parts, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(whole > 0, (diagonal.sum() - diagonal) / whole, np.nan)
    return np.asarray((parts - 1) / (parts - 2) * (1 - shares))


def with_the_rest(covariances: Floats) -> Floats:
    """Return the correlation of each part with the sum of the others (k,): the corrected item-rest correlation."""
    own = np.diag(covariances)
    with_rest = covariances.sum(axis=0) - own
    rest = covariances.sum() - 2 * covariances.sum(axis=0) + own
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(with_rest / np.sqrt(own * np.where(rest > 0, rest, np.nan)))


def principal_components(correlations: Floats) -> tuple[Floats, Floats] | None:
    """Return the eigenvalues of correlations (k, k), greatest first, and the eigenvectors (k, k) as columns.

    The elements of each vector add to 0 or more. None where a correlation is nan.
    """
    if not correlations.size or not np.isfinite(correlations).all():
        return None
    eigenvalues, vectors = np.linalg.eigh(correlations)
    eigenvalues, vectors = eigenvalues[::-1], vectors[:, ::-1]
    return eigenvalues, np.where(vectors.sum(axis=0) < 0, -vectors, vectors)


def sampling_adequacy(correlations: Floats) -> float:
    """Return the measure of sampling adequacy of Kaiser, Meyer and Olkin; nan where parts follow from each other."""
    inverse = _inverse(correlations)
    if inverse is None:
        return np.nan
    sizes = np.sqrt(np.diag(inverse))
    partial = inverse / np.outer(sizes, sizes)
    apart = ~np.eye(len(correlations), dtype=bool)
    shared = (correlations[apart] ** 2).sum()
    return float(shared / (shared + (partial[apart] ** 2).sum()))


def sphericity(correlations: Floats, units: int) -> tuple[float, int]:
    """Return the chi-square and the degrees of freedom of Bartlett's test that parts are not correlated at all."""
    parts = len(correlations)
    freedom = parts * (parts - 1) // 2
    if _inverse(correlations) is None:
        return np.nan, freedom
    return float(-(units - 1 - (2 * parts + 5) / 6) * np.linalg.slogdet(correlations)[1]), freedom


def _inverse(correlations: Floats) -> Floats | None:
    """Return the inverse, None of fewer than two parts, of gaps, and of parts that follow from each other."""
    if len(correlations) < LEAST_PARTS or not np.isfinite(correlations).all():
        return None
    least = np.linalg.eigvalsh(correlations)[0]
    if least <= len(correlations) * np.finfo(np.float64).eps * len(correlations):
        return None
    return np.asarray(np.linalg.inv(correlations))
