"""Anchors at percentiles: against numpy, against counting by hand, and in fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.kernels import PLACES, RATIONAL, of_sorted, percentiles_of

from ..sample import codes, define, half_up, indicators

WAYS = list(PLACES)
SHARES = st.integers(0, 1000).map(lambda mille: Fraction(mille, 1000))


@pytest.mark.parametrize("way", WAYS)
@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30),
    st.integers(0, 1000).map(lambda mille: Fraction(mille, 1000)),
)
def test_every_way_is_that_of_numpy(way, values, share):
    expected = np.quantile(values, float(share), method=way)
    place = share * (len(values) - 1)
    if way in ("lower", "higher") and place.denominator > 1 and abs(place - round(place)) < Fraction(1, 10**9):
        return  # which of two values it is, a float of the share does not tell
    line = RATIONAL.vector([Fraction(value) for value in sorted(values)])
    slack = 1e-12 * max(map(abs, values)) + 1e-300
    assert abs(float(of_sorted(line, share, way, Fraction)) - expected) <= slack
    assert abs(of_sorted(np.sort(values), share, way, float) - expected) <= slack


@pytest.mark.parametrize(
    "way, percent, expected",
    [
        # Of 15, 20, 35, 40, 50, by hand: the fortieth percentile.
        ("linear", 40, 29),  # place 1.6: 20 + 0.6 · 15
        ("weibull", 40, 26),  # place 1.4: 20 + 0.4 · 15
        ("median_unbiased", 40, 27),  # place 16/3 · 0.4 − 2/3 = 22/15: 20 + 7/15 · 15
        ("lower", 40, 20),
        ("lower", 99, 40),  # place 3.96
        ("higher", 40, 35),
        ("higher", 74, 40),  # place 2.96
        ("higher", 76, 50),
        ("weibull", 1, 15),  # before the first
        ("weibull", 99, 50),
        ("linear", 100, 50),
    ],
)
def test_percentiles_by_hand(way, percent, expected):
    line = RATIONAL.vector([Fraction(value) for value in (15, 20, 35, 40, 50)])
    assert of_sorted(line, Fraction(percent, 100), way, Fraction) == expected


def test_each_column_has_a_percentile_of_its_own_and_1_where_nothing_is_observed():
    values = np.array([[4.0, 9.0, 0.0], [2.0, 7.0, 0.0], [8.0, 0.0, 0.0]])
    observed = np.array([[True, True, False], [True, True, False], [True, False, False]])
    shares, ways = [Fraction(1, 2), Fraction(1), Fraction(1)], ["linear", "weibull", "higher"]
    assert percentiles_of(values, observed, shares, ways, float).tolist() == [4, 9, 1]


def rule(low, high, more=""):
    return f'rule = {{ kind = "rescale", anchors = {{ percentiles = [{low}, {high}] }}, to = [0, 10]{more} }}'


def scored(keys, values, root="decimals = 9"):
    table = {f"u{at}": {"x": value} for at, value in enumerate(values)}
    return parindex.score(define(indicators("x", keys=keys), root=root), table)


def test_values_are_rescaled_between_percentiles_of_those_that_are_there():
    values = [15, 20, None, 35, 40, 50]
    scores = parindex.score(
        define(indicators("x", keys=rule(40, 90)), root="decimals = 9"), {"unit": list("abcdef"), "x": values}
    )
    exact = [None if value is None else Fraction(value - 29, 46 - 29) * 10 for value in values]
    assert scores.rounded == tuple(None if figure is None else half_up(figure, 9) for figure in exact)
    exact = [None if figure is None else min(max(figure, 0), 10) for figure in exact]
    clipped = scored(rule(40, 90, ", clip = true"), values)
    assert clipped.rounded == tuple(None if figure is None else half_up(figure, 9) for figure in exact)
    assert "percentiles 40 to 90, 29 to 46, onto 0 to 10, clipped" in str(clipped.explain("u0"))


def test_the_transform_follows_the_percentile():
    keys = rule(50, 100, ', transform = "log10"')
    scores = parindex.score(
        define(indicators("x", keys=keys), root="decimals = 9"), {"unit": list("abcd"), "x": [1, 5, 15, 1000]}
    )
    assert scores.total[3] == pytest.approx(10)
    assert scores.total[0] == pytest.approx(10 * (0 - 1) / (3 - 1))  # the median is 10, of the logarithms it is not 1


@pytest.mark.parametrize("values", [[3], [3, 3, 3], [1, 3, 3, 3, 3, 9]])
def test_where_both_percentiles_are_equal_there_is_no_scale(values):
    scores = parindex.score(
        define(indicators("x", keys=rule(25, 75))), {f"u{at}": {"x": value} for at, value in enumerate(values)}
    )
    assert np.isnan(scores.total).all()
    assert [problem.code for problem in scores.problems] == ["no-spread"]


def test_a_difference_that_float64_does_not_hold_is_a_scale():
    values = [1, "1.00000000000000000001", "1.00000000000000000003", "1.00000000000000000004"]
    scores = parindex.score(
        define(indicators("x", keys=rule(0, 100))), {f"u{at}": {"x": value} for at, value in enumerate(values)}
    )
    assert [float(total) for total in scores.rounded] == [0, 2.5, 7.5, 10]


def test_groups_have_percentiles_of_their_own_and_lower_may_be_better():
    root = 'group = [{ id = "g" }, { id = "h" }]\nunit = ['
    root += ", ".join(f'{{ id = "u{at}", group = "{"gh"[at // 3]}" }}' for at in range(6)) + "]"
    scores = scored(rule(0, 50) + '\nbetter = "lower"', [0, 10, 30, 100, 104, 500], root)
    assert scores.total.tolist() == [10, 0, -20, 10, 0, -990]


@pytest.mark.parametrize(
    "anchors, expected",
    [
        ("{ percentiles = [1, 99] }", []),
        ('{ percentiles = ["1/3", 99.5], interpolation = "weibull" }', []),
        ("{ percentiles = [99, 1] }", ["range-reversed"]),
        ("{ percentiles = [5, 5] }", ["anchors-equal"]),
        ("{ percentiles = [-1, 99] }", ["wrong-value"]),
        ("{ percentiles = [1, 101] }", ["wrong-value"]),
        ("{ percentiles = [1] }", ["wrong-value"]),
        ('{ percentiles = [1, 99], interpolation = "nearest" }', ["wrong-value"]),
        ("{ percentile = [1, 99] }", ["unknown-key"]),
        ("{}", ["missing-key"]),
    ],
)
def test_percentiles_that_cannot_be_are_refused(anchors, expected):
    found = codes(indicators("x", keys=f'rule = {{ kind = "rescale", anchors = {anchors}, to = [0, 1] }}'))
    assert sorted(found) == expected
