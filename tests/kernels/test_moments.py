"""Moments against scipy, and values far out against steps by hand."""

import numpy as np
import pytest

from parindex.kernels import is_skewed, kurtosis, most_frequent, skewness, winsorised

stats = pytest.importorskip("scipy.stats")
LIMITS = (2.0, 3.5)


def test_skewness_and_kurtosis_are_the_adjusted_ones_without_gaps():
    rng = np.random.default_rng(3)
    values = rng.gamma(2.0, size=(30, 4))
    values[rng.random(values.shape) < 0.2] = np.nan
    for at, column in enumerate(values.T):
        line = column[~np.isnan(column)]
        assert skewness(values)[at] == pytest.approx(stats.skew(line, bias=False), abs=1e-12)
        assert kurtosis(values)[at] == pytest.approx(stats.kurtosis(line, bias=False), abs=1e-12)


def test_what_is_constant_or_too_few_has_none():
    values = np.array([[0.1, 1.0, np.nan], [0.1, 2.0, 1.0], [0.1, np.nan, 5.0], [0.1, np.nan, 3.5]])
    assert np.isnan(skewness(values)).tolist() == [True, True, False]
    assert np.isnan(kurtosis(values)).all()
    assert not is_skewed(values, *LIMITS).any()


def test_values_furthest_out_are_set_to_the_next_until_they_are_near_enough():
    line = np.array([*range(1, 11), 30.0, 100.0])
    treated, steps = winsorised(line, *LIMITS, 5)
    assert (treated.tolist(), steps) == ([*range(1, 11), 30.0, 30.0], 1)
    assert line[-1] == 100.0
    low, steps = winsorised(-line, *LIMITS, 5)
    assert (low.tolist(), steps) == ([-value for value in treated.tolist()], 1)


def test_all_that_are_level_are_set_in_one_step_and_too_many_steps_are_told():
    line = np.array([*[1.0, 2.0, 3.0] * 6, 50.0, 50.0])
    assert winsorised(line, *LIMITS, 5)[1] == 1
    apart = np.array([*[0.0] * 50, *10.0 ** np.arange(1, 9)])
    assert winsorised(apart, *LIMITS, 3)[1] is None
    assert winsorised(np.array([1.0, 2.0, 3.0]), *LIMITS, 0) == (pytest.approx([1.0, 2.0, 3.0]), 0)


def test_the_most_frequent_value_is_counted_without_gaps():
    assert most_frequent(np.array([1.0, 2.0, 2.0, np.nan, np.nan, np.nan])) == (2, 2)
    assert most_frequent(np.array([np.nan])) == (0, 0)
