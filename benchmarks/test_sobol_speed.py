"""Sobol' indices of 100 weights, 63 units and 1,024 rows, against peers, and as the work grows."""

import numpy as np
import pytest

import parindex

from .flat import LEAVES as WEIGHTS, UNITS, scores

N = 1024
UNIFORM = parindex.Uniform(0.2)


def ours(own, **options):
    return lambda: parindex.sobol(own, UNIFORM, rng=1, **{"n": N, "intervals": None, **options})


def shares(weights=WEIGHTS):
    share = np.arange(weights) % 5 + 1.0
    return share / share.sum()


def mean(weights, cells):
    return weights / weights.sum(axis=-1, keepdims=True) @ cells


def test_indices_of_100_weights_against_salib(against):
    analyze, sample = (pytest.importorskip(f"SALib.{name}.sobol") for name in ("analyze", "sample"))
    own = scores()
    cells, share = own.values[:, 1:].T, shares()
    bounds = np.stack([0.8 * share, 1.2 * share], axis=1)
    problem = {"num_vars": WEIGHTS, "names": [f"i{at}" for at in range(WEIGHTS)], "bounds": bounds}

    def peer():
        totals = mean(sample.sample(problem, N, calc_second_order=False, seed=1), cells)
        for unit in range(UNITS):  # it takes one output at a time, and always makes intervals
            analyze.analyze(problem, totals[:, unit], calc_second_order=False, num_resamples=2, seed=1)

    found = against(ours(own), peer, "SALib", rounds=3)
    assert found.total.shape == (WEIGHTS, UNITS)


def test_indices_of_100_weights_against_scipy(against):
    stats = pytest.importorskip("scipy.stats")
    own = scores()
    cells = own.values[:, 1:].T
    uniform = [stats.uniform(loc=0.8 * share, scale=0.4 * share) for share in shares()]

    def peer():
        stats.sobol_indices(func=lambda x: mean(x.T, cells).T, n=N, dists=uniform)

    against(ours(own), peer, "scipy.stats.sobol_indices", rounds=5)


def test_indices_of_100_weights_below_ten_domains(against):
    against(ours(scores(domains=10)), ours(scores()), "a flat index")


def test_indices_of_100_weights_against_bare_products(against):
    """The floor is random words for two draws, their totals, and five sums of products, into arrays at hand."""
    words, rng = np.random.SFC64(1), np.random.default_rng(1)
    drawn, cells, totals = rng.random((N, WEIGHTS)), rng.random((WEIGHTS, UNITS)), np.empty((N, UNITS))
    sums = np.empty((WEIGHTS, UNITS))

    def floor():
        words.random_raw(N * WEIGHTS)
        for _ in range(2):
            np.matmul(drawn, cells, out=totals)
        for _ in range(5):
            np.matmul(drawn.T, totals, out=sums)

    against(ours(scores()), floor, "bare numpy")


@pytest.mark.parametrize("domains", [0, 10])
@pytest.mark.parametrize("output", ["score", "rank"])
def test_intervals_of_indices(against, domains, output):
    own = scores(domains=domains)
    found = against(ours(own, output=output, intervals=0.95), ours(own, output=output), "no intervals", most=15)
    assert found.total_interval.shape == (WEIGHTS + domains, UNITS, 2)


def test_200_weights_against_50(against):
    against(ours(scores(leaves=200)), ours(scores(leaves=50)), "50 weights")


def test_16_384_rows_against_4_096(against):
    against(ours(scores(), n=16_384), ours(scores(), n=4096), "4,096 rows")


@pytest.mark.parametrize("output", ["rank", "rank-shift"])
def test_indices_of_ranks(against, output):
    """The floor is the sorting of as many totals as there are rank vectors."""
    totals = np.random.default_rng(1).random((N, UNITS))

    def floor():
        for _ in range(WEIGHTS + 2):
            totals.copy().sort(axis=1)

    against(ours(scores(), output=output), floor, f"sorting {N * (WEIGHTS + 2):,} rows", rounds=5)
