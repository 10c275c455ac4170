"""Correlations with gaps and ties against scipy, which takes two columns at a time."""

import numpy as np
import pytest

from parindex.kernels import covariances, kendall, kendall_p, pearson, spearman, units_with_both, with_column

stats = pytest.importorskip("scipy.stats")
WAYS = {
    "pearson": (pearson, stats.pearsonr),
    "spearman": (spearman, stats.spearmanr),
    "kendall": (kendall, stats.kendalltau),
}


def tied(gaps, units=40, columns=5):
    """Return numbers of which many are equal, a share of them missing."""
    rng = np.random.default_rng(7)
    values = np.round(rng.normal(size=(units, columns)) + np.arange(units)[:, None] / 20, 1)
    values[rng.random(values.shape) < gaps] = np.nan
    return values


def both(values, one, other):
    there = ~np.isnan(values[:, [one, other]]).any(axis=1)
    return values[there, one], values[there, other]


def each_pair(values):
    return [(a, b) for a in range(values.shape[1]) for b in range(values.shape[1]) if a != b]


@pytest.mark.parametrize("gaps", [0.0, 0.3])
@pytest.mark.parametrize("way", WAYS)
def test_each_two_columns_go_together_as_scipy_has_it(way, gaps):
    ours, theirs = WAYS[way]
    values = tied(gaps)
    found = ours(values)
    assert np.array_equal(found, found.T)
    assert np.diag(found).tolist() == [1.0] * values.shape[1]
    for one, other in each_pair(values):
        assert found[one, other] == pytest.approx(theirs(*both(values, one, other))[0], abs=1e-12)


@pytest.mark.parametrize("gaps", [0.0, 0.3])
def test_the_chance_of_kendalls_tau_counts_ties(gaps):
    values = tied(gaps)
    found = kendall_p(values)
    for one, other in each_pair(values):
        wanted = stats.kendalltau(*both(values, one, other), method="asymptotic").pvalue
        assert found[one, other] == pytest.approx(wanted, abs=1e-12)


def test_covariances_and_counts_are_those_of_the_units_that_have_both():
    values = tied(0.3)
    for one, other in each_pair(values):
        pair = both(values, one, other)
        assert units_with_both(values)[one, other] == pair[0].size
        assert covariances(values)[one, other] == pytest.approx(np.cov(*pair)[0, 1], abs=1e-12)
    assert with_column(values, values[:, 0])[1:] == pytest.approx(pearson(values)[0, 1:])


@pytest.mark.parametrize("way", WAYS)
def test_what_is_constant_or_never_stands_together_has_no_correlation(way):
    values = np.array([[1.0, 7.1, 3.0, np.nan], [2.0, 7.1, np.nan, 4.0], [4.0, 7.1, 1.0, np.nan]])
    found = WAYS[way][0](values)
    assert np.isnan(found[1]).all()
    assert np.isnan(found[2, 3])
    assert (found[0, 0], found[0, 2]) == (1.0, -1.0)


def test_a_great_level_leaves_the_digits_of_differences():
    values = np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 2.0]])
    assert pearson(values + 1e9) == pytest.approx(pearson(values), abs=1e-9)
