"""Laws of coherence: what units of measure, order and sign may not change, and brute force of other rankings."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from parindex.kernels import (
    alpha,
    borda,
    copeland,
    covariances,
    pearson,
    principal_components,
    sampling_adequacy,
    with_the_rest,
)

FIGURES = st.integers(-50, 50).map(float)
TABLES = arrays(np.float64, st.tuples(st.integers(4, 12), st.integers(2, 5)), elements=FIGURES)
SCALES = st.lists(st.sampled_from([0.01, 0.5, 3.0, 1000.0]), min_size=5, max_size=5)


def spread(table):
    """Return whether every column differs, and none follows from the others."""
    return (np.ptp(table, axis=0) > 0).all() and np.linalg.eigvalsh(pearson(table))[0] > 1e-6


@given(TABLES, SCALES)
def test_units_of_measure_change_neither_adequacy_nor_standardised_alpha(table, scales):
    if spread(table):
        scaled = table * scales[: table.shape[1]] + 7
        assert sampling_adequacy(pearson(scaled)) == pytest.approx(sampling_adequacy(pearson(table)), abs=1e-6)
        assert alpha(pearson(scaled)) == pytest.approx(alpha(pearson(table)), abs=1e-9, nan_ok=True)


@given(TABLES)
def test_principal_components_hold_all_of_the_correlations(table):
    if spread(table):
        eigenvalues, vectors = principal_components(pearson(table))
        assert eigenvalues.sum() == pytest.approx(table.shape[1])
        assert vectors * eigenvalues @ vectors.T == pytest.approx(pearson(table), abs=1e-9)
        assert (vectors.sum(axis=0) >= 0).all()
        assert (np.diff(eigenvalues) <= 0).all()


@given(TABLES)
def test_alpha_is_what_the_variances_of_parts_and_of_their_sum_say(table):
    parts, whole = table.var(axis=0, ddof=1), table.sum(axis=1).var(ddof=1)
    if whole > 0:
        count = table.shape[1]
        wanted = count / (count - 1) * (1 - parts.sum() / whole)
        assert alpha(covariances(table)) == pytest.approx(wanted, abs=1e-8)


@given(TABLES)
def test_a_part_goes_with_the_rest_as_with_the_sum_of_the_others(table):
    found = with_the_rest(covariances(table))
    for at in range(table.shape[1]):
        rest = np.delete(table, at, axis=1).sum(axis=1)
        if np.ptp(table[:, at]) > 0 and np.ptp(rest) > 0:
            assert found[at] == pytest.approx(np.corrcoef(table[:, at], rest)[0, 1], abs=1e-8)


@given(TABLES)
def test_borda_and_copeland_are_those_of_counting(table):
    units, parts = table.shape
    weights = np.arange(1.0, parts + 1) / sum(range(1, parts + 1))
    ranks = [
        [
            1 + np.sum(table[:, part] < table[unit, part]) + (np.sum(table[:, part] == table[unit, part]) - 1) / 2
            for part in range(parts)
        ]
        for unit in range(units)
    ]
    assert borda(table, weights) == pytest.approx(np.array(ranks) @ weights)
    wins = np.zeros(units)
    for one, other in product(range(units), range(units)):
        votes = [(part + 1) * np.sign(table[one, part] - table[other, part]) for part in range(parts)]
        wins[one] += np.sign(sum(votes))
    assert copeland(table, weights).tolist() == wins.tolist()
