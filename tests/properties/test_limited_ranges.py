"""Ranges of ranks with a limit of time: bounds that hold, beside ranks that weights give."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from types import SimpleNamespace

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import parindex
from parindex.definition.ranks_and_bands import Ranking
from parindex.robustness.exact import rank_programmes, shared_time
from parindex.robustness.exact.shared_time import SharedTime

from .test_ranges import GROUPS, POINTS, SHARES, bounds, brute_ranks, flat, nested, rows_of, tables

pytest.importorskip("scipy.optimize")
LEAVES = 12
GENEROUS = 1e6


def scored(seed, units=20, leaves=LEAVES, **keys):
    return parindex.score(flat(leaves, **keys), np.random.default_rng(seed).random((units, leaves)))


def agree(found, best, worst):
    """Check that ranks and bounds enclose the best and the worst rank as they are."""
    assert (found.best_proved <= best).all()
    assert (best <= found.best).all()
    assert (found.best <= found.worst).all()
    assert (found.worst <= worst).all()
    assert (worst <= found.worst_proved).all()
    assert (found.proved == np.column_stack([found.best == found.best_proved, found.worst == found.worst_proved])).all()


def given_by_weights(found):
    """Return the ranks by the weights found, by floats: no two totals are level."""
    table = found.scores.values[:, -len(found.nodes) :]
    for shares in (found.best_weights, found.worst_weights):
        totals = shares @ table.T
        yield [1 + np.count_nonzero(row > row[unit]) for unit, row in enumerate(totals)]


@pytest.mark.parametrize("seconds", [0, 1e-9, 0.05, 0.3])
@pytest.mark.parametrize("ties", ["min", "max", "average"])
def test_bounds_hold_however_little_time_there_is(seconds, ties):
    scores = scored(4, rank=Ranking(ties=ties))
    found = parindex.rank_range(scores, parindex.Uniform(0.4), seconds=seconds)
    exact = parindex.rank_range(scores, parindex.Uniform(0.4))
    agree(found, exact.best, exact.worst)
    assert found.attained.all()
    for ranks, weighed in zip((found.best, found.worst), given_by_weights(found), strict=True):
        assert ranks.tolist() == weighed
    np.testing.assert_array_equal(found.lead, exact.lead)
    if seconds < 0.01:
        assert not found.proved.all()


@pytest.mark.parametrize("kind", ["before", "simplex"])
@pytest.mark.parametrize("shape", ["flat", "nested"])
@pytest.mark.parametrize("seconds", [0, 0.02])
@settings(deadline=None, max_examples=4)
@given(table=tables)
def test_the_best_pattern_of_who_is_above_is_within_the_bounds(kind, shape, seconds, table):
    shares = SHARES if shape == "nested" else ((0.1, 0.2, 0.3, 0.3, 0.1),)
    groups = GROUPS if shape == "nested" else (tuple((at,) for at in range(5)),)
    weights, limits = bounds(kind, shares)
    scores = parindex.score(nested() if shape == "nested" else flat(5, [1, 2, 3, 3, 1]), table)
    found = parindex.rank_range(scores, weights, seconds=seconds)
    cells = table * (POINTS if shape == "nested" else 1)
    agree(found, *brute_ranks(cells, rows_of(groups, limits, 5)))
    assert found.attained.all()


@settings(deadline=None, max_examples=8)
@given(
    st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=2, max_size=8), st.sampled_from(["min", "max", "average"])
)
def test_bounds_hold_where_totals_tie(table, ties):
    scores = parindex.score(flat(4, rank=Ranking(ties=ties)), np.array(table, dtype=float))
    exact = parindex.rank_range(scores, parindex.Dirichlet(2))
    found = parindex.rank_range(scores, parindex.Dirichlet(2), seconds=0)
    agree(found, exact.best, exact.worst)


@pytest.mark.parametrize("seed", [39, 55, 287])
@pytest.mark.parametrize("seconds", [0, 0.02])
def test_so_they_do_where_units_are_level_whatever_the_weights_and_rounded_weights_tell_them_apart(seed, seconds):
    """Whole scores of i0 and of the mean of all others, which keep their proportions."""
    rng = np.random.default_rng(seed)
    units, leaves = int(rng.integers(4, 26)), int(rng.integers(3, 14))
    definition = flat(
        leaves, rng.integers(1, 6, leaves).tolist(), rank=Ranking(ties=("min", "max", "average")[seed % 3])
    )
    scores = parindex.score(definition, np.floor(rng.random((units, leaves)) * 5))
    weights = parindex.Bounds({"i0": (0.05, 0.4)})
    exact = parindex.rank_range(scores, weights)
    agree(parindex.rank_range(scores, weights, seconds=seconds), exact.best, exact.worst)


@pytest.mark.parametrize("weights", [parindex.Uniform(0.4), parindex.Bounds({"i0": (0.05, 0.3)})])
def test_with_time_enough_ranks_and_weights_are_those_without_a_limit(weights):
    scores = scored(5, 12)
    free = parindex.rank_range(scores, weights)
    limited = parindex.rank_range(scores, weights, seconds=GENEROUS)
    for name in ("best", "worst", "best_proved", "worst_proved", "attained", "lead", "best_weights", "worst_weights"):
        np.testing.assert_array_equal(getattr(limited, name), getattr(free, name))
    assert limited.proved.all()
    assert limited.notes == free.notes == ()
    assert free.proved.all()
    assert free.seconds is None
    np.testing.assert_array_equal(free.best, free.best_proved)
    np.testing.assert_array_equal(free.worst, free.worst_proved)


def test_threads_and_processes_have_the_same_where_there_is_time_enough_and_bounds_where_not():
    scores = scored(6, 16)
    exact = parindex.rank_range(scores, parindex.Uniform(0.4))
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        for pool in (threads, processes):
            enough = parindex.rank_range(scores, parindex.Uniform(0.4), seconds=GENEROUS, executor=pool)
            assert (enough.best.tolist(), enough.worst.tolist()) == (exact.best.tolist(), exact.worst.tolist())
            assert enough.proved.all()
            for seconds in (0, 0.1):
                little = parindex.rank_range(scores, parindex.Uniform(0.4), seconds=seconds, executor=pool)
                agree(little, exact.best, exact.worst)


def test_what_is_not_proved_is_told():
    found = parindex.rank_range(scored(4), parindex.Uniform(0.4), seconds=0)
    units = [unit for unit, proved in zip(found.units, found.proved.all(axis=1), strict=True) if not proved]
    assert len(units) > 5
    (note,) = found.notes
    told = f"of {len(units)} of 20 units the range is not proved within 0 s, and may be as wide as its proved bounds: "
    assert note.startswith(told + ", ".join(units[:3]))
    assert f", {len(units)} not proved, Uniform" in repr(found)
    assert found.parameters["seconds"] == 0
    records = found.to_records()
    by_unit = {record["unit"]: record for record in records}
    assert [by_unit[unit]["best_proved"] for unit in found.units] == found.best_proved.tolist()
    assert [by_unit[unit]["worst_proved"] for unit in found.units] == found.worst_proved.tolist()
    jsonschema.validate(found.to_dict(), parindex.sensitivity_schema())
    exact = parindex.rank_range(scored(4, 5), parindex.Uniform(0.4))
    assert "best_proved" not in exact.to_records()[0]
    assert "seconds" not in exact.parameters


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf")])
def test_time_is_a_finite_number_from_0(seconds):
    with pytest.raises(ValueError, match=r"seconds is .*, and it is a finite number from 0"):
        parindex.rank_range(scored(1, 3, 2), parindex.Uniform(0.2), seconds=seconds)


@pytest.mark.parametrize("seconds", ["1", True, [1]])
def test_time_is_a_number(seconds):
    with pytest.raises(TypeError, match="seconds must be a number"):
        parindex.rank_range(scored(1, 3, 2), parindex.Uniform(0.2), seconds=seconds)


@pytest.mark.parametrize(
    "status, fun, dual, step, bound",
    [
        (0, 2.9999, 1.0, 1.0, 3.0),  # one that has ended is next to a whole cost
        (0, 1.50001, 0.0, 0.5, 1.5),
        (1, 9.0, 2.2, 1.0, 3.0),  # of one that was stopped, more than 2 is 3
        (1, 9.0, 2.000001, 1.0, 2.0),  # but not where it is the solver's error
        (1, 9.0, 2.02, 0.5, 2.5),
        (1, None, None, 1.0, 0.0),
        (1, None, -np.inf, 1.0, 0.0),
        (4, 9.0, 9.0, 1.0, 0.0),  # of any other end nothing is known
    ],
)
def test_what_a_programme_proves_is_rounded_to_the_safe_side(status, fun, dual, step, bound):
    programme = SimpleNamespace(conditions=SimpleNamespace(cost=np.array([step])))
    done = SimpleNamespace(status=status, fun=fun, mip_dual_bound=dual)
    assert rank_programmes._RankProgramme._bound(programme, done) == bound


class Clock:
    """Time that passes as it is told."""

    def __init__(self, monkeypatch):
        self.now = 100.0
        monkeypatch.setattr(shared_time, "perf_counter", lambda: self.now)


def started(seconds):
    time = SharedTime(seconds)
    time.start()
    return time


def rounds(clock, needs, time):
    """Pass the rounds of programmes that need some seconds each; returns those that end."""
    left = list(needs)
    while left and time.round(len(left)):
        still = []
        for count, need in zip(range(len(left), 0, -1), left, strict=True):
            share = time.share(count)
            clock.now += min(share, need)
            still += [need] if need > share else []
        left = still
    return sorted(need for need in needs if need not in left)


def test_what_ends_early_leaves_its_time_to_others_and_their_order_decides_nothing(monkeypatch):
    """Of 20 s nine programmes that need 0.1 to 0.9 s leave the tenth 6, more than an equal share."""
    clock, needs = Clock(monkeypatch), [at / 10 for at in range(1, 10)] + [6.0]
    for order in (needs, needs[::-1]):
        clock.now = 100.0
        assert rounds(clock, order, started(20.0)) == needs
        assert clock.now <= 120


def test_all_that_need_the_same_have_the_same(monkeypatch):
    """Ten of 3 s each do not end in 20 s, as none has more than the others."""
    clock = Clock(monkeypatch)
    assert rounds(clock, [3.0 + at / 1000 for at in range(10)], started(20.0)) == []
    assert 110 < clock.now <= 120


def test_time_is_for_as_many_at_once_as_are_seen_to_work(monkeypatch):
    clock = Clock(monkeypatch)
    time = started(20.0)
    alone = time.round(8)
    time.seen([1.0] * 8, 4.2)  # two were busy for nearly all of it
    assert time.workers == 2
    time.given = 0.0
    assert time.round(8) == pytest.approx(2 * alone)
    time.seen([1.0], 1.1)
    assert time.workers == 2
    clock.now = 120.1
    assert time.over
    assert time.round(8) == 0
