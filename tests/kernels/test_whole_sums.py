"""Sums in whole numbers are those of fractions, whichever kind of whole number holds them."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from parindex.kernels import WholeSum, decimals_of, in_places, whole_steps_of

WIDE = st.builds(Fraction, st.integers(-(10**30), 10**30), st.sampled_from([1, 3, 7, 10**20, 2**61 - 1]))
NARROW = st.builds(Fraction, st.integers(-500, 500), st.sampled_from([1, 2, 3, 7, 100]))


def columns_of(values):
    table = np.array(values)
    return len(table), lambda rows: table[rows], np.abs(table).max(axis=0)


@pytest.mark.parametrize(
    "values, decimals",
    [
        ([3.0, -4.0, 0.0], 0),
        ([0.1, 0.25, 7.0], 2),
        ([-0.001, 1e-15], 15),
        ([123456789012345.0, 1.0], 0),
        ([0.1 + 0.2], -1),  # 0.30000000000000004
        ([1e-16], -1),
        ([1e15], -1),
        ([np.inf], -1),
    ],
)
def test_decimals_are_those_of_the_shortest_text_of_each_value(values, decimals):
    assert decimals_of(*columns_of([[value] for value in values])).tolist() == [decimals]


@given(st.lists(st.floats(-1e16, 1e16) | st.integers(-(10**7), 10**7).map(lambda n: n / 1000), min_size=1))
def test_values_in_steps_are_the_decimals_that_they_are_written_as(values):
    (decimals,) = decimals_of(*columns_of([[value] for value in values])).tolist()
    shortest = [Fraction(repr(value)) for value in values]
    most = max(max(-Decimal(repr(value)).normalize().as_tuple().exponent, 0) for value in values)
    if most > 15 or max(map(abs, shortest)) * 10**most >= 10**15:
        assert decimals == -1
    else:
        assert decimals == most
        steps = whole_steps_of(np.array(values), np.array(decimals)).tolist()
        assert [Fraction(int(step), 10**decimals) for step in steps] == shortest


@given(st.data(), st.sampled_from([NARROW, WIDE]), st.integers(1, 5), st.integers(0, 60))
def test_sums_are_those_of_fractions(data, figures, n_columns, digits):
    rows = st.lists(st.integers(-(2**digits), 2**digits), min_size=n_columns, max_size=n_columns)
    table = np.array(data.draw(st.lists(rows, min_size=1, max_size=6)), dtype=object)
    factors = data.draw(st.lists(figures, min_size=n_columns, max_size=n_columns))
    constant = data.draw(figures)
    total = WholeSum.of(factors, constant)
    sums = total.numerators(len(table), lambda rows: table[rows], [2**digits] * n_columns)
    expected = [sum((f * int(v) for f, v in zip(factors, row, strict=True)), constant) for row in table.tolist()]
    assert [Fraction(int(one), total.denominator) for one in sums.tolist()] == expected
    places = in_places(sums)
    assert [[one < other for other in places.tolist()] for one in places.tolist()] == [
        [one < other for other in expected] for one in expected
    ]


@pytest.mark.parametrize("most", [2**53 - 1, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**63 + 1])
def test_sums_at_the_ends_of_what_is_held_are_exact(most):
    table = np.array([[most - 1, 1], [1, most - 1], [-most + 1, -1]], dtype=object)
    sums = WholeSum((1, 1), 0, 1).numerators(3, lambda rows: table[rows], [most - 1, most - 1])
    assert list(map(int, sums.tolist())) == [most, most, -most]
