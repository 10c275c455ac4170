"""Whole numbers as products of powers, against prime factors found by trying."""

import math
from itertools import combinations

import pytest

from parindex.kernels.coprime_bases import coprime_bases, exponents, least_root, whole_root

SETS = [{12, 18}, {4, 8}, {6, 10, 15}, {2, 3, 5}, {36}, {1, 7}, {2**10 * 3**5, 6**4, 48}, {1001, 77, 13}, set()]


@pytest.mark.parametrize("numbers", SETS, ids=str)
def test_numbers_are_products_of_powers_of_bases_that_share_no_divisor(numbers):
    bases = coprime_bases(numbers)
    assert all(math.gcd(one, other) == 1 for one, other in combinations(bases, 2))
    assert all(base > 1 and least_root(base) == base for base in bases)
    assert bases == sorted(bases)
    for number in numbers:
        counts = exponents(number, bases)
        assert math.prod(base**count for base, count in counts.items()) == number
        assert all(count > 0 for count in counts.values())


def test_bases_by_hand():
    assert coprime_bases({12, 18}) == [2, 3]
    assert coprime_bases({6, 36}) == [6]
    assert coprime_bases({6, 35, 210}) == [6, 35]
    assert coprime_bases({8, 27}) == [2, 3]
    with pytest.raises(ArithmeticError):
        exponents(10, [2, 3])


@pytest.mark.parametrize("degree", [2, 3, 4, 5, 7])
def test_the_whole_root_is_the_greatest_whose_power_is_no_more(degree):
    for number in (*range(1, 70), 10**20 - 1, 10**20, 10**20 + 1, 2**91 - 1, 2**91):
        root = whole_root(number, degree)
        assert root**degree <= number < (root + 1) ** degree


def test_the_least_root_is_found_by_trying():
    for number in range(2, 300):
        tried = next(root for root in range(2, number + 1) if any(root**power == number for power in range(1, 10)))
        assert least_root(number) == tried
