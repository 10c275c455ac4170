"""Whatever float64 says within its error, what is published, ranked and shown is what fractions say."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import parindex

from ..sample import define, half_up, indicators

F = Fraction
ERROR, EPS = 0.03, float(np.finfo(np.float64).eps)
#: Totals of two decimals, many of them level, and halves of what is published with one.
ROWS = [(F(at % 7, 20), F(at % 11, 20)) for at in range(60)]


def disturbed(rows=ROWS, *, root="decimals = 1", error=ERROR, by=1.0, keys="max = 2"):
    """Score rows of two points, and let float64 be off by as much as it may: to either side by chance, `by` of it."""
    definition = define(indicators("a", "b", keys=keys), "sum", root)
    table = {f"u{at:02}": dict(zip("ab", row, strict=True)) for at, row in enumerate(rows)}
    exactness = parindex.score(definition, table).exactness
    sides = np.random.default_rng(3).choice([-1, 1], exactness.values.shape)
    exactness.values = exactness.values + by * error * sides
    exactness.error = np.full(len(exactness.plan.ids), error)
    return exactness


def places(totals):
    """Return whole numbers from 0 that order totals, equal where these are."""
    ordered = sorted({total for total in totals if total is not None})
    return [-1 if total is None else ordered.index(total) for total in totals]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("by", [0.99, 0.5])
@pytest.mark.parametrize("on", ["unrounded", "rounded"])
def test_scores_are_ordered_as_the_exact_ones_are(sign, by, on):
    rows = [*ROWS, (None, F(1)), (F(0), F(0)), (F(2), F(2))]
    exactness = disturbed(rows, root=f'decimals = 1\nrank = {{ on = "{on}" }}', by=by)
    for node, totals in enumerate(([None if a is None else a + b for a, b in rows], *zip(*rows, strict=True))):
        shown = [half_up(total, 1) if on == "rounded" and total is not None else total for total in totals]
        assert exactness.ordered(node, sign).tolist() == places([None if one is None else sign * one for one in shown])


@pytest.mark.parametrize("sign", [1, -1])
def test_units_that_are_all_level_or_all_missing_are_in_one_place_or_none(sign):
    assert set(disturbed([(F(1), F(1))] * 4).ordered(0, sign)) == {0}
    assert set(disturbed([(None, F(1))] * 4).ordered(0, sign)) == {-1}


@pytest.mark.parametrize("best", ["highest", "lowest"])
def test_units_stand_by_totals_and_then_by_the_nodes_that_decide(best):
    root = f'decimals = 1\nrank = {{ best = "{best}", then = ["b", "a"] }}'
    exactness, sign = disturbed([*ROWS, (None, F(1))], root=root), 1 if best == "highest" else -1
    expected = places([*((sign * (a + b), sign * b, sign * a) for a, b in ROWS), None])
    assert exactness.standing().tolist() == expected


def test_what_is_published_is_the_exact_score_rounded_half_up():
    exactness = disturbed()
    totals = [a + b for a, b in ROWS]
    assert list(exactness.published(slice(None), 0)) == [half_up(total, 1) for total in totals]
    assert list(exactness.published(slice(None), 2)) == [half_up(b, 1) for _, b in ROWS]
    rows, nodes = np.arange(20), np.arange(20) % 3
    expected = [half_up((a + b, a, b)[node], 1) for (a, b), node in zip(ROWS, nodes.tolist(), strict=False)]
    assert list(exactness.published(rows, nodes)) == expected
    assert list(exactness.published(4, slice(None))) == [half_up(score, 1) for score in (sum(ROWS[4]), *ROWS[4])]


@pytest.mark.parametrize("most", [F(7), F(1, 2)])
@pytest.mark.parametrize("error", [ERROR, 3e-5, 0.0])
def test_shares_of_the_maxima_are_published_half_up_in_percent(error, most):
    """Halves of a hundredth of a percent, and what lies a little beside them."""
    halves = [F(2 * at + 1, 20_000) * most + F(miss, 10**17) for at, miss in product(range(40, 90, 3), (-1, 0, 1))]
    exactness = disturbed([(half, half / 3) for half in halves], error=error, keys=f"max = {float(most)}")
    for row, half in enumerate(halves):
        assert exactness.percentages(row) == tuple(
            half_up(score / most * 100) for score in (half * F(2, 3), half, half / 3)
        )


def test_shares_of_little_that_is_left_of_much_are_published_half_up():
    """Parts of 1e12 nearly cancel: what is left is a half of a hundredth of a percent of all, and float64 is off."""
    body = indicators("a", keys="max = 1e12") + indicators("b", keys='rule = { kind = "score", range = [-1e12, 0] }')
    halves = [F(10**8) * (2 * at + 1) / 2 for at in range(40)]
    rows = {
        f"u{at}": {"a": half + F(at, 7) * 10**10 + F(1, 3), "b": -F(at, 7) * 10**10 - F(1, 3)}
        for at, half in enumerate(halves)
    }
    scores = parindex.score(define(body), rows)
    assert [scores.exactness.percentages(row)[0] for row in range(40)] == [half_up(half / 10**10) for half in halves]


def test_what_can_give_no_points_is_in_no_percent():
    body = indicators("a", keys="max = 0.5") + indicators(
        "b", keys='rule = { kind = "choice", points = { no = 0, bad = -5 } }'
    )
    scores = parindex.score(define(body), {"u": {"a": "0.25", "b": "bad"}})
    assert scores.exactness.percentages(0) == (Decimal("-950.00"), Decimal("50.00"), None)


@pytest.mark.parametrize(
    "error, value, simulated, exact",
    [
        (0.00055, 5, False, True),
        (0.00045, 5, False, False),  # less than a twentieth of 0.01
        (0.001, 10**7, False, False),  # less than 1e-9 of it
        (0.02, 10**7, False, True),
        (np.inf, 5, False, True),
        (np.inf, 5, True, False),
        (0.001, 5, True, True),
    ],
)
def test_scores_are_made_exact_where_float64_has_lost_what_is_shown(error, value, simulated, exact):
    rows = [(F(value), F(value) / 4), (F(value) / 2, F(value) / 8)]
    exactness = disturbed(rows, root="decimals = 2", error=0.0, keys="max = 1e8")
    exactness.error, before = np.full(3, error), exactness.values + 1e-5
    exactness.values = before
    exactness.settle(exactness.floats.walked, np.zeros(2, dtype=bool), simulated=simulated)
    expected = np.array([[float(a + b), float(a), float(b)] for a, b in rows])
    lost = np.broadcast_to(error > 1e-9 * expected, (2, 3)).any(axis=1, keepdims=True) & exact
    assert exactness.values.tolist() == np.where(lost, expected, before).tolist()


def test_doubtful_units_are_made_exact_and_the_others_stay():
    exactness = disturbed([(F(1, 2), F(1, 4)), (F(1), F(1)), (F(3, 4), None)], error=1e-6)
    before = exactness.values
    exactness.settle(exactness.floats.walked, np.array([True, False, True]))
    assert exactness.values[0].tolist() == [0.75, 0.5, 0.25]
    assert exactness.values[1].tolist() == before[1].tolist()
    assert np.isnan(exactness.values[2]).tolist() == [True, False, True]
    assert exactness.values[2, 1] == 0.75
    small = disturbed([(F(1, 8), F(1, 4)), (F(1, 16), F(1, 32))], error=0.0)
    small.settle(small.floats.walked, np.array([True, True]))
    assert small.error.tolist() == [EPS * 0.375, EPS * 0.125, EPS * 0.25]
