"""Work shared out over whatever has `submit`: the same result, bit for bit."""

import os
import subprocess
import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import numpy as np
import pytest

import parindex
from parindex.robustness.draws import uncertainty_analysis as engine
from parindex.robustness.shared_work import PickledOnce

from ..sample import define, indicators

TABLE = np.random.default_rng(3).random((9, 5))


@pytest.fixture(scope="module")
def scores():
    return parindex.score(define(indicators(*"abcde"), combine="weighted-mean"), TABLE)


def drawn(scores, **options):
    """Return a result with weights and everything else uncertain."""
    factors = [parindex.Noise(0.1), parindex.LeftOut()]
    return parindex.uncertainty(scores, parindex.Uniform(0.2), factors=factors, draws=5000, rng=11, **options)


@pytest.fixture(scope="module")
def alone(scores):
    return drawn(scores)


@pytest.fixture(autouse=True)
def small_tasks(monkeypatch):
    monkeypatch.setattr(engine, "TASK", 1)


def test_threads_and_processes(scores, alone):
    with ThreadPoolExecutor(3) as pool:
        assert drawn(scores, executor=pool) == alone
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert drawn(scores, executor=pool) == alone


def test_a_dask_cluster(scores, alone):
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        assert drawn(scores, executor=client.get_executor()) == alone


class Later:
    def __init__(self, pool, work):
        self._pool, self._work = pool, work

    def result(self):
        self._pool.waiting -= 1
        return self._work()


class Shaped:
    """What an MPI pool offers: `submit`, and a future that has its result when asked."""

    def __init__(self):
        self.waiting = self.most = 0

    def submit(self, work, *arguments):
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        return Later(self, lambda: work(*arguments))


def test_whatever_has_submit_and_no_more_results_wait_than_there_is_room_for(scores, alone, monkeypatch):
    pool = Shaped()
    assert drawn(scores, executor=pool) == alone
    assert pool.most == 5
    monkeypatch.setattr(engine, "IN_FLIGHT", 1)
    pool = Shaped()
    assert drawn(scores, executor=pool) == alone
    assert pool.most == 4


class Endless(Executor):
    """What does the first task and no other."""

    def __init__(self):
        self.futures = []

    def submit(self, work, *arguments):
        future = Future()
        if not self.futures:
            future.set_result(work(*arguments))
        self.futures.append(future)
        return future


class CarriedElsewhere(Executor):
    """What has every task pickled and read again, as for another process."""

    def __init__(self):
        self.carried = []

    def submit(self, work, *arguments):
        self.carried.append(bytes(ForkingPickler.dumps(work)))
        future = Future()
        future.set_result(ForkingPickler.loads(self.carried[-1])(*arguments))
        return future


def test_work_is_pickled_and_read_once_however_many_tasks_there_are(monkeypatch):
    scores, made = parindex.score(define(indicators(*"abcde"), combine="weighted-mean"), TABLE / 2), []
    monkeypatch.setattr(engine.UncertaintyWork, "__setstate__", counted(engine.UncertaintyWork.__setstate__, made))
    pool = CarriedElsewhere()
    assert drawn(scores, executor=pool) == drawn(scores)
    assert (len(pool.carried), len(set(pool.carried)), len(made)) == (5, 1, 1)


def counted(function, calls):
    def counting(*arguments):
        calls.append(arguments)
        return function(*arguments)

    return counting


def test_work_that_pickle_cannot_carry_is_left_to_the_executor():
    """As dask carries what was written in a notebook."""
    work = PickledOnce(lambda task: task + 1)
    assert work.__reduce__() == (PickledOnce, (work.work,))


def broken_off(*_):
    raise KeyboardInterrupt


ANALYSES = {
    "uncertainty": drawn,
    "rank_range": lambda scores, **options: parindex.rank_range(scores, parindex.Uniform(0.2), **options),
    "sobol": lambda scores, **options: parindex.sobol(scores, parindex.Uniform(0.2), n=64, output="rank", **options),
}


@pytest.mark.parametrize("analysis", ANALYSES)
def test_an_analysis_that_is_broken_off_leaves_nothing_waiting(scores, analysis):
    """Whoever leaves a pool by `with` waits for all that it still has."""
    pool = Endless()
    with pytest.raises(KeyboardInterrupt) as kept:  # with its frames, and what they hold
        ANALYSES[analysis](scores, executor=pool, progress=broken_off)
    assert kept.tb is not None
    assert [future.cancelled() for future in pool.futures] == [False] + [True] * (len(pool.futures) - 1)
    assert len(pool.futures) > 1


def test_progress_is_told_in_draws(scores, alone):
    seen = []
    assert drawn(scores, progress=lambda *done: seen.append(done)) == alone
    assert seen == [(1024, 5000), (2048, 5000), (3072, 5000), (4096, 5000), (5000, 5000)]


def test_any_split_gives_the_same(scores, alone, monkeypatch):
    for blocks in (2, 32):
        monkeypatch.setattr(engine, "TASK", blocks)
        assert drawn(scores) == alone


HASH = """
import hashlib, numpy as np, parindex
from tests.sample import define, indicators
table = np.random.default_rng(3).random((63, 40))
scores = parindex.score(define(indicators(*(f"i{at}" for at in range(40))), combine="weighted-mean"), table)
for options in ({}, {"factors": [parindex.Noise(0.1)]}):
    found = parindex.uncertainty(scores, parindex.Uniform(0.2), draws=5_000, rng=5, **options)
    figures = found.rank_quantiles(), found.score_quantiles(), found.mean_rank, found.mean_score
    print(hashlib.sha256(b"".join(map(np.ndarray.tobytes, (found.counts, *figures)))).hexdigest())
"""


@pytest.mark.many
def test_whatever_the_kernel_of_the_linear_algebra_library():
    root = Path(__file__).resolve().parents[2]
    found = {
        subprocess.run(
            [sys.executable, "-c", HASH],
            env=os.environ | {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": threads},
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for kernel, threads in (("Prescott", "1"), ("Nehalem", "2"), ("Sandybridge", "1"), ("Haswell", "2"))
    }
    assert len(found) == 1
    assert len(found.pop().split()) == 2
