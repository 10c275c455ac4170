"""Intervals of Sobol' indices hold the index as often as they say: a sample of the table of docs/sobol.md."""

import numpy as np
import pytest

from . import interval_coverage as coverage


@pytest.mark.parametrize("level, least, most", [(0.95, 0.88, 0.99), (0.5, 0.38, 0.62)])
@pytest.mark.parametrize("function", [coverage.ishigami, coverage.product])
def test_an_interval_holds_what_is_known_as_often_as_it_says(function, level, least, most):
    """In 300 designs; four binomial standard errors are 0.05 and 0.12, and intervals of 256 rows are a little short."""
    known = function()
    share = np.mean([known.held(known.ends(256, seed, level)) for seed in range(300)], axis=0)
    assert (share >= least).all()
    assert (share <= most).all()


@pytest.mark.parametrize("kind, least", [("score", 0.93), ("rank", 0.92), ("rank-shift", 0.9)])
def test_of_an_index_they_hold_those_of_a_long_run(kind, least):
    """Some 1,260 indices, or 20 of the shift of ranks, in 20 designs; the long run has 64 times the rows."""
    known = coverage.pci(kind, rows=2**14)
    held = np.array([known.held(known.ends(256, seed)) for seed in range(20)])
    assert least < np.nanmean(held) < 0.985


def test_they_are_as_wide_as_those_of_rows_drawn_again():
    known = coverage.product()
    widths = [np.diff(ends(256, seed)) for seed in range(20) for ends in (known.ends, known.resampled_ends)]
    ours, theirs = np.mean(widths[::2], axis=0), np.mean(widths[1::2], axis=0)
    np.testing.assert_allclose(ours, theirs, rtol=0.06)
