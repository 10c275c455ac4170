"""Ranks by weights drawn many times, against the bare random numbers, product, sort and counts, and against peers."""

import resource
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

import parindex
from parindex.robustness.matrix_threads import one_thread

from .conftest import of_clock
from .flat import LEAVES, UNITS, scores

UNIFORM = parindex.Uniform(0.2)
DRAWS, BLOCK = 200 * 1024, 1024
WHAT = "bare numpy"


def floor(weights, draws=DRAWS):
    """Return what nobody can do without, whatever it is made of: random words, one product, one sort, two counts."""
    words, size = np.random.SFC64(1), BLOCK
    chance = np.random.default_rng(0)
    cells, drawn = chance.random((weights + 1, UNITS + 1)), chance.random((size, weights + 1))
    totals = np.empty((size, UNITS + 1))
    keys = chance.integers(0, 2**60, (size, UNITS))
    ranks, bins = (chance.integers(0, UNITS * most, size * UNITS) for most in (UNITS, 512))

    def work():
        with one_thread:
            for _ in range(draws // size):
                words.random_raw(size * weights // 2)
                np.matmul(drawn, cells, out=totals)
                keys.copy().sort(axis=1)
                np.bincount(ranks, minlength=UNITS * UNITS)
                np.bincount(bins, minlength=UNITS * 512)

    return work


def whole_arrays(cells, draws):
    """Return what numpy is usually asked: all draws at once, ranks by argsort, quantiles of them."""
    chance = np.random.default_rng(1)
    shares = (np.arange(LEAVES) % 5 + 1) / 300

    def work():
        weights = shares * chance.uniform(0.8, 1.2, (draws, LEAVES))
        totals = weights / weights.sum(axis=1, keepdims=True) @ cells
        ranks = (-totals).argsort(axis=1).argsort(axis=1) + 1
        np.quantile(ranks, (0.05, 0.5, 0.95), axis=0)
        np.quantile(totals, (0.05, 0.5, 0.95), axis=0)
        [np.bincount(own, minlength=totals.shape[1] + 1) for own in ranks.T]

    return work


@pytest.mark.parametrize(
    "domains, criteria, weights, most", [(0, 0, 100, 1.6), (8, 30, 138, 2.0)], ids=["flat", "8 domains, 30 criteria"]
)
def test_rank_63_units_by_100_indicators(against, domains, criteria, weights, most):
    own = scores(domains=domains, criteria=criteria)
    found = against(lambda: parindex.uncertainty(own, UNIFORM, draws=DRAWS, rng=1), floor(weights), WHAT, most=most)
    assert found.counts.sum() == DRAWS * UNITS


def test_a_million_draws_by_two_processes(against, pool, draws):
    """The ratio of the control is what the machine allows."""
    own = scores()
    against(
        lambda: parindex.uncertainty(own, UNIFORM, draws=draws, rng=1, executor=pool),
        lambda: parindex.uncertainty(own, UNIFORM, draws=draws, rng=1),
        "one process",
        rounds=5,
        clock=of_clock,
        most=1 / 1.7,
    )


def test_bare_numpy_by_two_processes(against, pool, draws):
    against(
        lambda: list(pool.map(bare, [draws // 2] * 2)),
        lambda: bare(draws),
        "one process",
        rounds=5,
        clock=of_clock,
    )


def bare(draws):
    floor(LEAVES, draws)()


@pytest.fixture
def draws(quick):
    """Give a million, but some thousands where it is only tried whether the benchmark runs."""
    return DRAWS if quick else 5 * DRAWS


@pytest.fixture(scope="module")
def pool():
    """Two processes that have begun."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(bare, [BLOCK] * 4))
        yield pool


def test_rank_63_units_against_whole_arrays(against):
    own = scores()
    against(
        lambda: parindex.uncertainty(own, UNIFORM, draws=DRAWS, rng=1),
        whole_arrays(own.values[:, 1:].T, DRAWS),
        "numpy argsort, whole arrays",
        rounds=5,
    )


def test_rank_10_000_units_against_whole_arrays(against):
    own = scores(10_000)
    against(
        lambda: parindex.uncertainty(own, UNIFORM, draws=512, rng=1),
        whole_arrays(own.values[:, 1:].T, 512),
        "numpy argsort, whole arrays",
        rounds=5,
    )


def test_a_thousand_times_as_many_draws_as_pymcdm_makes(against):
    methods, helpers = (pytest.importorskip(f"pymcdm.{name}") for name in ("methods", "helpers"))
    own, chance = scores(), np.random.default_rng(1)
    cells, shares, types = own.values[:, 1:], (np.arange(LEAVES) % 5 + 1) / 300, np.ones(LEAVES)
    model = methods.WSM()

    def peer():
        for _ in range(100):
            weights = shares * chance.uniform(0.8, 1.2, LEAVES)
            helpers.rrankdata(model(cells, weights / weights.sum(), types))

    against(
        lambda: parindex.uncertainty(own, UNIFORM, draws=100 * 1000, rng=1),
        peer,
        "pymcdm, a thousandth of the draws",
        rounds=5,
    )


SCRIPT = """
import resource, sys
sys.path.insert(0, "benchmarks")
import parindex
from flat import scores
units, draws = map(int, sys.argv[1:])
if draws:
    parindex.uncertainty(scores(units), parindex.Uniform(0.2), draws=draws, rng=1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def memory(units, draws):
    """Return the most memory a run takes, in megabytes."""
    command = [sys.executable, "-c", SCRIPT, str(units), str(draws)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout) / 1024


@pytest.mark.skipif(not hasattr(resource, "RUSAGE_SELF"), reason="memory is told by Unix")
def test_memory_does_not_grow_with_draws(benchmark):
    bare, some, many, wide = memory(1, 0), memory(63, 100_000), memory(63, 4_000_000), memory(10_000, 512)
    benchmark.extra_info.update(bare=bare, some=some, many=many, wide=wide)
    benchmark(lambda: None)
    assert some - bare <= 64
    assert many <= 1.1 * some
    assert wide - bare <= 200
