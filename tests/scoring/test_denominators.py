"""Common denominators of scores, and rounding what they tell."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from parindex.kernels import half_up_exact
from parindex.scoring.denominators import few_decimals_of, half_up_parts, half_up_whole


def test_decimals_are_those_of_the_shortest_number_that_reads_as_a_value():
    values = np.array([[0.1, 5.472118, 1 / 3, 7, 1e16], [0.25, np.nan, 0.1, -3, 0]])
    assert few_decimals_of(values).tolist() == [2, 6, -1, 0, -1]


@pytest.mark.parametrize("whole, steps", [(5, 1), (-5, -1), (4, 0), (15, 2), (-14, -1), (10, 1)])
def test_halves_of_whole_parts_go_away_from_zero(whole, steps):
    assert half_up_whole(np.array([float(whole), np.nan]), 100, 1).tolist()[0] == steps
    assert half_up_whole(np.array([1e18]), 100, 1) is None


@pytest.mark.parametrize("row", [0, 1023, 1024, 2999])
def test_decimals_are_those_of_the_longest_value_wherever_it_stands(row):
    values = np.full((3000, 3), 0.5)
    values[row] = 0.125, 1 / 3, 12.0
    assert few_decimals_of(values).tolist() == [3, -1, 1]


@given(st.integers(-(2**49), 2**49), st.integers(1, 2**44), st.integers(0, 12))
def test_parts_round_as_their_fraction_or_are_not_held(whole, denominator, decimals):
    steps, held = half_up_parts(np.array([float(whole)]), np.array([float(denominator)]), np.array([decimals]))
    wanted = half_up_exact(Fraction(whole, denominator), decimals)
    assert not held[0] or steps[0] == wanted
    assert held[0] or denominator * 10**decimals >= 2**60 or abs(wanted) >= 2**53 - 10**decimals
