"""Weights between limits: what varies by itself, what is admitted, what is nearest, and what is solved exactly."""

from fractions import Fraction
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from parindex.robustness.exact.admissible_weights import FreeParts, LinearConditions
from parindex.robustness.exact.attained_ranks import _solved, _tight_rows
from parindex.robustness.weight_perturbations import WeightLimits

F = Fraction
SHARES = np.array([0.4, 0.3, 0.2, 0.1])
ALL_FREE, LAST_TWO_TIED = np.zeros(4, dtype=bool), np.array([False, False, True, True])
LOW, HIGH = np.array([0.2, 0.1, 0.15, 0.05]), np.array([0.5, 0.6, 0.3, 0.25])


def free(tied, *, after, low=LOW, high=HIGH):
    return FreeParts.of(WeightLimits(low, high, after, tied), SHARES)


def admitted(weights, tied, *, after, low=LOW, high=HIGH):
    """Return whether shares lie within limits, by the definition: those before dividing for some scale."""
    together = SHARES[tied]
    if tied.any() and not np.allclose(weights[tied] * together.sum(), together * weights[tied].sum()):
        return False
    if after:
        return bool((low - 1e-12 <= weights).all() and (weights <= high + 1e-12).all())
    return any((low - 1e-9 <= weights * scale).all() and (weights * scale <= high + 1e-9).all() for scale in SCALES)


SCALES = np.arange(0.3, 2.5, 0.002)
GRID = [np.array(each) / 20 for each in product(range(21), repeat=4) if sum(each) == 20 and sum(map(bool, each)) > 1]


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("tied", [ALL_FREE, LAST_TWO_TIED], ids=["free", "tied"])
def test_shares_are_admitted_just_where_they_are_within_the_limits(tied, after):
    parts, some = free(tied, after=after), [*GRID[::7], SHARES]
    found = [parts.admits(shares, 1e-12) for shares in some]
    assert found == [admitted(shares, tied, after=after) for shares in some]
    assert 0 < sum(found) < len(found)


def test_what_keeps_its_proportions_varies_together_as_far_as_each_may():
    parts = free(LAST_TWO_TIED, after=True)
    assert parts.parts.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, pytest.approx(2 / 3), pytest.approx(1 / 3)]]
    assert parts.low.tolist() == pytest.approx([0.2, 0.1, 0.225])
    assert parts.high.tolist() == pytest.approx([0.5, 0.6, 0.45])
    endless = free(ALL_FREE, after=True, high=np.array([0.5, 3.0, 1.0, 0.2]))
    assert endless.high.tolist() == [0.5, 1, 1, 0.2]
    assert free(ALL_FREE, after=False, high=np.array([0.5, 3.0, 1.0, 0.2])).high.tolist() == [0.5, 3, 1, 0.2]


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("tied", [ALL_FREE, LAST_TWO_TIED], ids=["free", "tied"])
def test_the_nearest_weights_are_within_the_limits_and_admitted_ones_stay(tied, after):
    parts = free(tied, after=after)
    for shares in [*GRID[::11], SHARES, 3 * SHARES]:
        nearest = parts.nearest(shares)
        if parts.admits(shares / shares.sum(), 1e-12):
            assert nearest / nearest.sum() == pytest.approx(shares / shares.sum())
        if after:
            assert nearest.sum() == pytest.approx(1)
        assert (nearest >= LOW - 1e-12).all()
        assert (nearest <= HIGH + 1e-12).all()


@pytest.mark.parametrize("after", [True, False])
def test_the_greatest_mean_is_at_no_admitted_weights_exceeded(after):
    parts, values = free(LAST_TWO_TIED, after=after), np.array([[1.0, -2.0, 5.0, 3.0], [-1.0, 4.0, 0.5, 0.0]])
    means, weights = parts.greatest(values)
    for row, mean, best in zip(values, means, weights, strict=True):
        shares = best / best.sum()
        assert mean == pytest.approx(shares @ row)
        assert parts.admits(shares, 1e-9)
        assert all(mean >= own @ row - 1e-9 for own in GRID if admitted(own, LAST_TWO_TIED, after=after))


def test_limits_of_shares_stand_before_dividing_for_one_scale_alone_or_for_many():
    """Of 0.2 to 0.4 twice, 0.2 and 0.4 are at both ends: just twice as large as shares of 1/3 and 2/3 times 0.6."""
    parts = FreeParts.of(
        WeightLimits(np.full(2, 0.2), np.full(2, 0.4), after=False, tied=np.zeros(2, dtype=bool)), np.full(2, 0.5)
    )
    assert parts.scale(np.array([1 / 3, 2 / 3])) == pytest.approx(1 / 0.6)
    assert parts.scale(np.array([0.2, 0.4])) == pytest.approx(1)
    assert parts.scale(np.array([0.5, 0.5])) is None
    assert free(ALL_FREE, after=True).scale(np.array([0.5, 0.75])) == 1.25


def test_a_part_that_may_be_nothing_is_admitted_without_weight_and_another_is_not():
    none = np.array([0.0, 0.1, 0.1, 0.1])
    parts = free(ALL_FREE, after=False, low=none, high=np.full(4, 0.5))
    assert parts.admits(np.array([0, 0.4, 0.3, 0.3]), 1e-12)
    assert not parts.admits(np.array([0.4, 0, 0.3, 0.3]), 1e-12)
    assert not parts.admits(np.array([0, 0.02, 0.49, 0.49]), 1e-12)


def test_rows_of_one_variable_are_its_bounds_and_rows_that_say_nothing_go():
    most = np.array(
        [[2.0, 0, 0], [4.0, 0, 0], [0, -2.0, 0], [0, -1.0, 0], [1.0, -1.0, 0], [-1.0, -1.0, 0], [0, -1.0, -1.0]]
    )
    limit = np.array([6.0, 20.0, -3.0, -1.0, 0.0, 0.0, -2.0])
    system = LinearConditions.of(most, limit, np.zeros((0, 3)), np.zeros(0))
    assert (system.low.tolist(), system.high.tolist()) == ([0, 1.5, 0], [3, np.inf, np.inf])
    assert system.most.tolist() == [[1, -1, 0], [0, -1, -1]]
    assert system.limit.tolist() == [0, -2]


@pytest.mark.parametrize("denominator", [None, 10, 1000])
def test_conditions_are_solved_exactly_near_weights(denominator):
    """Two thirds of all to the first, and the second as much as the third."""
    conditions = [
        ([F(1)] * 3, F(1)),
        ([F(1), F(0), F(0)], F(2, 3)),
        ([F(0), F(1), F(-1)], F(0)),
        ([F(0), F(2), F(-2)], F(0)),
    ]
    assert _solved(conditions, np.array([0.6667, 0.16667, 0.1666]), denominator) == [F(2, 3), F(1, 6), F(1, 6)]
    assert sum(_solved(conditions[:1], np.array([0.3, 0.5, 0.2]), denominator)) == 1
    (one, other, third) = _solved(conditions[:2], np.array([0.66, 0.14, 0.2]), denominator)
    assert (one, other + third) == (F(2, 3), F(1, 3))
    assert abs(third - F(1, 5)) < F(1, 15)
    for first in (2, F(3, 2)):
        too_much = [([F(1), F(0), F(0)], F(first)), conditions[0]]
        assert _solved(too_much, np.array([0.4, 0.3, 0.3]), denominator) is None
    repeated = [conditions[2], conditions[3], conditions[0], conditions[1]]
    assert _solved(repeated, np.array([0.66, 0.2, 0.14]), denominator) == [F(2, 3), F(1, 6), F(1, 6)]
    assert _solved(conditions[:1], np.array([0.5, 0.5, 0.0]), denominator)[2] == 0


ROWS = [[F(1), F(0), F(0), F(0)], [F(0), F(1), F(0), F(0)], [F(0), F(0), F(1), F(0)], [F(0), F(0), F(0), F(1)]]
GROUP = SimpleNamespace(exact=[(F(4, 10), None), (F(3, 10), None), (F(2, 10), None), (F(1, 10), None)])


def times(row, weights):
    return sum((own * F(weight) for own, weight in zip(row, weights, strict=True)), F(0))


def test_rows_of_limits_that_weights_are_at_add_to_nothing_there_and_elsewhere_do_not():
    at_low = [F(2, 10), F(45, 100), F(2, 10), F(15, 100)]
    rows = list(_tight_rows(GROUP, free(ALL_FREE, after=True), np.array(list(map(float, at_low))), ROWS))
    assert len(rows) == 1
    assert times(rows[0], at_low) == 0
    assert times(rows[0], [weight * 7 for weight in at_low]) == 0
    assert times(rows[0], [F(3, 10), F(3, 10), F(2, 10), F(2, 10)]) == F(1, 10)


def test_rows_of_what_is_tied_keep_its_proportions():
    weights = np.array([0.3, 0.3, 0.4 * 2 / 3, 0.4 / 3])
    rows = list(_tight_rows(GROUP, free(LAST_TWO_TIED, after=True), weights, ROWS))
    assert len(rows) == 2
    assert all(times(row, [F(5), F(1), F(2), F(1)]) == 0 for row in rows)
    assert all(times(row, [F(5), F(1), F(1), F(1)]) != 0 for row in rows)


def test_before_dividing_two_limits_are_in_proportion():
    low, high = np.full(4, 0.1), np.full(4, 0.3)
    parts = free(ALL_FREE, after=False, low=low, high=high)
    for size in (1, 0.9, 30):
        rows = list(_tight_rows(GROUP, parts, np.array([0.1, 0.3, 0.2, 0.3]) / size, ROWS))
        assert len(rows) == 2
        assert all(times(row, [F(1), F(3), F(2), F(3)]) == 0 for row in rows)
        assert {times(row, [F(1), F(1), F(1), F(1)]) != 0 for row in rows} == {True, False}
