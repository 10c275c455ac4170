from threading import Thread

import numpy as np
import pytest

from parindex.robustness.matrix_threads import OneThread

threadpoolctl = pytest.importorskip("threadpoolctl")


def threads():
    return {pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def several():
    np.ones((2, 2)) @ np.ones((2, 2))
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        if threads() == {1}:
            pytest.skip("this machine has one thread")
        yield


def test_products_take_one_thread_until_the_last_one_is_out():
    before, one = threads(), OneThread()
    for _ in range(2):
        with one:
            with one:
                assert threads() == {1}
            assert threads() == {1}
        assert threads() == before


def test_other_threads_leave_the_library_alone_and_see_what_the_main_one_has_set():
    one, seen = OneThread(), []

    def look():
        with one:
            seen.append(threads())

    def in_a_thread():
        thread = Thread(target=look)
        thread.start()
        thread.join()

    before = threads()
    in_a_thread()
    with one:
        in_a_thread()
    assert seen == [before, {1}]
    assert threads() == before


def test_without_the_library_nothing_changes(monkeypatch):
    monkeypatch.setattr("parindex.robustness.matrix_threads.find_spec", lambda name: None)
    before = threads()
    with OneThread():
        assert threads() == before
    assert threads() == before
