"""The least that costly conditions cost together: against every set of them, one linear programme each."""

import sys
from itertools import combinations

import numpy as np
import pytest

import parindex
from parindex.robustness.exact import rank_programmes
from parindex.robustness.exact.rank_programmes import CostlyConditions, least_cost

from .test_admissible_weights import indicators, polyhedron

optimize = pytest.importorskip("scipy.optimize")
FLAT = "".join(indicators(name, keys=f"max = 10\nweight = {at}") for at, name in enumerate("abcd", start=1))
SHARES = np.array([0.1, 0.2, 0.3, 0.4])
#: Perturbations, with the least and the greatest of the four weights, and whether these limits hold before dividing.
WEIGHTS = {
    "all": (parindex.Dirichlet(5), np.zeros(4), np.ones(4), False),
    "before": (parindex.Uniform(0.9), 0.1 * SHARES, 1.9 * SHARES, True),
    "between": (parindex.Bounds(dict.fromkeys("abcd", (0.1, 0.6))), np.full(4, 0.1), np.full(4, 0.6), False),
}


def most_room(slopes, limit, low, high, scaled):
    """Return by how much conditions can be met at once at most, each as a part of what it can be at most."""
    count, scale = len(slopes), np.array([float(scaled)])
    rows = [
        np.column_stack([slopes, np.zeros(count), np.ones(count)]),
        np.column_stack([np.eye(4), -high * scale, np.zeros(4)]),
        np.column_stack([-np.eye(4), low * scale, np.zeros(4)]),
    ]
    most = [limit, high * (1 - scale), -low * (1 - scale)]
    done = optimize.linprog(
        np.r_[np.zeros(5), -1], A_ub=np.vstack(rows), b_ub=np.concatenate(most),
        A_eq=[np.r_[np.ones(4), 0, 0]], b_eq=[1], bounds=[(0, None)] * 5 + [(None, 1)],
    )  # fmt: skip
    return -done.fun


def conditions(slopes, limit, cost, admitted):
    """Return conditions, with the least and the greatest that each can be."""
    low, high = -admitted.greatest(-slopes)[0], admitted.greatest(slopes)[0]
    return CostlyConditions(slopes, low, high, limit, cost, slack=1e-10)


def least_of_all(costly, low, high, scaled):
    """Return the least cost of every set of conditions that can be met at once, and the most room it has."""
    size = np.maximum(abs(costly.low), abs(costly.high))
    slopes, limit, best = costly.slopes / size[:, None], costly.limit / size, (np.inf, 0.0)
    for count in range(len(slopes) + 1):
        for some in map(list, combinations(range(len(slopes)), count)):
            room = most_room(slopes[some], limit[some], low, high, scaled) if some else 1.0
            assert abs(room) > 1e-6
            if room > 0:
                best = min(best, (float(np.delete(costly.cost, some).sum()), -room))
    return best[0], -best[1]


@pytest.mark.parametrize("seed, size", [(0, 1), (1, 0.01), (2, 100)])
@pytest.mark.parametrize("kind", WEIGHTS)
def test_the_least_cost_is_that_of_the_cheapest_set_of_conditions(kind, seed, size):
    """From weights that meet few of the conditions the least cost is found, in any unit, and weights that have it."""
    weights, low, high, scaled = WEIGHTS[kind]
    admitted, _ = polyhedron(weights, FLAT)
    rng = np.random.default_rng(seed)
    slopes, cost = size * rng.normal(0.5, 3, (5, 4)), np.array([1, 2, 1, 3, 2]) / 2
    limit = np.zeros(5) if scaled else size * rng.normal(0, 0.3, 5)
    costly = conditions(slopes, limit, cost, admitted)
    worst = SHARES if scaled else admitted.greatest(slopes.mean(axis=0)[None])[1][0]
    found = least_cost(admitted, costly, worst[None])
    assert found.proved
    assert found.cost == least_of_all(costly, low, high, scaled)[0]
    effective = admitted.columns.effective(found.weights[None])
    assert costly.costs(effective).tolist() == [found.cost]
    assert admitted.free[0].admits(effective[0], 1e-9)


@pytest.mark.parametrize("kind", WEIGHTS)
def test_weights_that_hardly_meet_conditions_give_way_to_those_that_meet_them_by_most(kind):
    """From weights at the very edge of two conditions weights are found that are as far from it as can be."""
    weights, low, high, scaled = WEIGHTS[kind]
    admitted, _ = polyhedron(weights, FLAT)
    slopes = np.array([[1.0, -1, 0, 0], [0, 1, -1, 0], [2.0, 2, 2, 1.5], [3, 2, 2, 2]])
    costly = conditions(slopes, np.array([0.0, 0.0, 1.0, 0.0]), np.ones(4), admitted)
    edge = np.array([1.0, 1, 1, 1]) / 4
    found = least_cost(admitted, costly, edge[None])
    assert found.cost == 2  # no weights meet the last two
    effective = admitted.columns.effective(found.weights[None])[0]
    some, size = slopes[:2], np.maximum(abs(costly.low), abs(costly.high))[:2]
    room = (-some @ effective / size).min()
    assert room == pytest.approx(most_room(some / size[:, None], np.zeros(2), low, high, scaled), abs=1e-7)


def test_weights_that_meet_conditions_by_far_stay_as_they_are():
    admitted, _ = polyhedron(parindex.Dirichlet(5), FLAT)
    costly = conditions(np.array([[1.0, -1, 0, 0]]), np.zeros(1), np.ones(1), admitted)
    known = np.array([[0.2, 0.3, 0.3, 0.2], [0.3, 0.2, 0.3, 0.2]])
    found = least_cost(admitted, costly, known)
    assert (found.cost, found.weights.tolist(), found.proved) == (0, known[0].tolist(), True)


@pytest.mark.parametrize("limit", [-0.5, 0.5])
def test_a_condition_may_be_missed_by_as_much_as_it_can_be(limit):
    """A weight of d of 0.999 costs 1, since it is above that of a then; less of it costs 2."""
    admitted, _ = polyhedron(parindex.Dirichlet(5), FLAT)
    costly = conditions(
        np.array([[0.0, 0, 0, -1], [-1, 0, 0, 1]]), np.array([-0.999, limit]), np.array([2.0, 1.0]), admitted
    )
    found = least_cost(admitted, costly, np.array([[1.0, 0, 0, 0]]))
    assert (found.cost, found.proved) == (1, True)


def test_so_it_may_where_weights_are_divided_afterwards():
    """Of weights of 0.01, 0.02 and 0.03 at least, and 0.76 of d at most, d has 76/82 at most, and 0.92 is less."""
    admitted, _ = polyhedron(parindex.Uniform(0.9), FLAT)
    slopes = np.array([[0.92, 0.92, 0.92, -0.08], [-1, 0, 0, 1]])
    costly = conditions(slopes, np.zeros(2), np.array([2.0, 1.0]), admitted)
    found = least_cost(admitted, costly, np.array([[0.19, 0.2, 0.3, 0.04]]))
    assert (found.cost, found.proved) == (1, True)


@pytest.mark.parametrize("kind", WEIGHTS)
def test_what_only_a_solver_that_rounds_meets_together_is_not_met(kind):
    """A above b and b above a by 1e-8, as c and d: of each pair one costs, and solvers allow for more than that."""
    admitted, _ = polyhedron(WEIGHTS[kind][0], FLAT)
    slopes = np.array([[1.0, -1, 0, 0], [-1, 1, 0, 0], [0, 0, 1, -1], [0, 0, -1, 1]])
    for cost, least in ((np.ones(4), 2), (np.array([1, 2, 4, 3]) / 2, 2), (np.array([2, 1, 1, 2]) / 2, 1)):
        costly = conditions(slopes, np.full(4, -1e-8), cost, admitted)
        found = least_cost(admitted, costly, np.full((1, 4), 0.25))
        assert (found.cost, found.proved) == (least, True)
        assert costly.costs(admitted.columns.effective(found.weights[None])).tolist() == [least]


def test_without_scipy_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(parindex.ExtraError, match=r"parindex\[exact\]"):
        rank_programmes.solver()


def test_without_rounds_what_is_known_stands_beside_a_bound_below_what_can_be(monkeypatch):
    """One of two conditions always costs, and the third as well: no programme is needed to know of the latter."""
    admitted, _ = polyhedron(parindex.Dirichlet(5), FLAT)
    slopes = np.array([[1.0, -1, 0, 0], [-1, 1, 0, 0], [2, 3, 2, 1]])
    costly = conditions(slopes, np.full(3, -0.1), np.full(3, 0.5), admitted)
    found = least_cost(admitted, costly, SHARES[None])
    assert (found.cost, found.bound, found.proved) == (1, 1, True)
    worse = np.array([[0.25, 0.25, 0.25, 0.25]])
    monkeypatch.setattr(rank_programmes, "MOST_CUTS", 0)
    found = least_cost(admitted, costly, worse)
    assert (found.cost, found.bound, found.proved) == (1.5, 0.5, False)
    assert costly.costs(admitted.columns.effective(worse)).tolist() == [1.5]
