"""Sums over one common denominator are what fractions added one after the other are."""

import operator
from decimal import Decimal, Inexact
from fractions import Fraction
from functools import reduce
from itertools import pairwise

import numpy as np
from hypothesis import given, strategies as st

from parindex.kernels import COMBINATIONS, DECIMAL, RATIONAL, Array, fraction_sum
from parindex.kernels.common_denominators import (
    adds_to,
    common_denominator,
    grouped_sums,
    is_fractional,
    near_sum,
    over_one,
    shares_of,
    weighted_sums,
)

PRIMES = (1, 2, 3, 5, 7, 11, 13, 10**6, 999_983, 2**61 - 1)
FRACTIONS = st.builds(Fraction, st.integers(-(10**20), 10**20), st.sampled_from(PRIMES))
POSITIVE = st.builds(Fraction, st.integers(0, 10**9), st.sampled_from(PRIMES))


@st.composite
def groups(draw: st.DrawFn, numbers: st.SearchStrategy[Fraction] = FRACTIONS) -> tuple[Array, Array, list[int]]:
    """Draw values (n_units, n_parts), weights (n_parts,) and where groups start and end."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
    ends = [0, *np.cumsum(sizes).tolist()]
    n_units, n_parts = draw(st.integers(1, 3)), ends[-1]
    values = draw(st.lists(numbers, min_size=n_units * n_parts, max_size=n_units * n_parts))
    weights = draw(st.lists(POSITIVE, min_size=n_parts, max_size=n_parts))
    return RATIONAL.vector(values).reshape(n_units, n_parts), RATIONAL.vector(weights), ends


def _one_after_the_other(terms: Array, ends: list[int]) -> list[list[Fraction]]:
    return [[reduce(operator.add, row[start:end]) for start, end in pairwise(ends)] for row in terms.tolist()]


@given(st.lists(FRACTIONS))
def test_a_sum_of_fractions_is_the_same(fractions: list[Fraction]) -> None:
    assert fraction_sum(fractions) == sum(fractions)


@given(groups())
def test_sums_of_groups_are_the_same(drawn: tuple[Array, Array, list[int]]) -> None:
    values, weights, ends = drawn
    starts = np.array(ends[:-1])
    assert grouped_sums(values, starts).tolist() == _one_after_the_other(values, ends)
    of_all, of_each = (weighted_sums(values, w, starts).tolist() for w in (weights, np.tile(weights, (len(values), 1))))
    assert of_all == of_each == _one_after_the_other(values * weights, ends)


@given(groups(POSITIVE))
def test_a_harmonic_mean_is_one_divided_by_the_mean_of_reciprocals(drawn: tuple[Array, Array, list[int]]) -> None:
    values, weights, ends = drawn
    means = COMBINATIONS["harmonic-mean"].apply(values, weights, np.array(ends[:-1]), weights)
    for row, of_groups in zip(values.tolist(), means.tolist(), strict=True):
        for (start, end), mean in zip(pairwise(ends), of_groups, strict=True):
            pairs = [
                (value, weight) for value, weight in zip(row[start:end], weights[start:end], strict=True) if weight
            ]
            if any(value == 0 for value, _ in pairs):
                assert mean == 0
            elif pairs:
                assert mean == 1 / sum(weight / value for value, weight in pairs)


@given(st.integers(-(10**40), 10**40), st.integers(2_000, 4_000), st.integers(1, 3**40), st.booleans())
def test_long_fractions_are_rounded_to_decimals_as_their_quotient_is(
    numerator: int, bits: int, divisor: int, above: bool
) -> None:
    value = Fraction(numerator << bits, divisor) if above else Fraction(numerator, divisor << bits)
    with DECIMAL.context() as context:
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        rounded = context.flags[Inexact]
        context.clear_flags()
        assert DECIMAL.of(value) == quotient
        assert context.flags[Inexact] == rounded


#: Their denominators have no common divisor, and more digits in all than are added exactly where floats are made.
LONG = [Fraction(1, 2**5000 + 1 + 2 * step) for step in range(5)]


@given(st.lists(st.sampled_from([1, 2, 3, 4, 5, 6, 8, 9, 10, 12]), min_size=1, max_size=12))
def test_the_common_denominator_is_the_least_that_all_divide(denominators: list[int]) -> None:
    common = common_denominator(denominators)
    assert common == next(number for number in range(1, common + 1) if all(number % each == 0 for each in denominators))


def test_nothing_is_over_one() -> None:
    assert over_one([]) == ([], 1)
    assert over_one([Fraction(5)]) == ([5], 1)
    assert over_one([Fraction(1, 4), Fraction(1, 6), Fraction(2)]) == ([3, 2, 24], 12)


def test_a_sum_is_exact_unless_its_denominators_are_very_long() -> None:
    short = [Fraction(1, 3), Fraction(1, 2**9000 + 1)]
    assert near_sum(short) == sum(short)
    near = near_sum([Fraction(1, 3), *LONG])
    assert 0 < abs(near - Fraction(1, 3) - sum(LONG)) < Fraction(1, 10**59)


def test_whether_fractions_add_to_a_whole_is_decided_exactly_however_long_they_are() -> None:
    whole = sum(LONG, Fraction(2, 3))
    for beside, expected in ((Fraction(0), True), (Fraction(1, 10**30), False), (LONG[0] / 10**9, False)):
        assert adds_to([Fraction(2, 3), *LONG], whole + beside) is expected
        assert adds_to([Fraction(1), Fraction(-1), *LONG, -whole], beside - Fraction(2, 3)) is expected


def test_rounded_sums_that_differ_in_their_last_digits_may_add_to_a_whole() -> None:
    """Five times nearly a third: each is rounded to 60 digits by itself, and their sum is."""
    thirds = [Fraction(2**5000 // 3 + step, 2**5000 + 1 + 2 * step) for step in range(5)]
    assert near_sum(thirds) != near_sum([sum(thirds)])
    assert adds_to(thirds, sum(thirds, Fraction(0))) is True
    assert adds_to(thirds, sum(thirds, Fraction(1, 10**55))) is False


def test_denominators_of_20000_bits_in_all_are_still_added_exactly() -> None:
    """Those of 2 to the 9,999th and of 3 to the 6,308th have 10,000 and 9,998 bits."""
    longest = [Fraction(1, 2**9999), Fraction(1, 3**6308)]
    assert [term.denominator.bit_length() for term in longest] == [10_000, 9_998]
    for more, exact in ((Fraction(1, 3), True), (Fraction(1, 5), False)):
        assert (near_sum([*longest, more]) == sum([*longest, more])) is exact


def test_shares_are_parts_of_the_sum() -> None:
    assert shares_of([Fraction(1, 2), Fraction(1, 3), Fraction(0)]) == [Fraction(3, 5), Fraction(2, 5), 0]


def test_fractions_are_told_from_decimals_and_floats() -> None:
    assert is_fractional(RATIONAL.vector([Fraction(1)]))
    assert is_fractional(np.empty((0, 3), dtype=object))
    assert not is_fractional(np.array([Decimal(1)]))
    assert not is_fractional(np.array([1.0]))


def test_one_that_is_not_known_makes_its_own_sums_unknown() -> None:
    """A nan of float64 stands among fractions: sums that it is not in are what they are."""
    values, weights = np.empty((2, 3), dtype=object), RATIONAL.vector([Fraction(1, 2), Fraction(1, 3), Fraction(5)])
    values[:] = [[Fraction(1), Fraction(2), Fraction(3)], [Fraction(4), np.nan, Fraction(6)]]
    for weighted, expected in (
        (grouped_sums(values, np.array([0, 2])), [[3, 3], [None, 6]]),
        (weighted_sums(values, weights, np.array([0, 2])), [[Fraction(7, 6), 15], [None, 30]]),
        (weighted_sums(values, np.tile(weights, (2, 1)), np.array([0, 2])), [[Fraction(7, 6), 15], [None, 30]]),
    ):
        assert [[each if each > 0 else None for each in row] for row in weighted.tolist()] == expected
