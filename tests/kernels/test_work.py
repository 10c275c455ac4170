"""What exact arithmetic is charged: figures by hand, and what is left after it."""

import sys
from decimal import Decimal
from fractions import Fraction

import pytest

from parindex.kernels.closed_forms import square_root
from parindex.kernels.work import (
    CELL,
    OPERATION,
    ROOT,
    Allowance,
    TooMuchWorkError,
    allowed,
    bits_of,
    charge,
    charge_sum,
    pieces,
)

WORD = sys.int_info.bits_per_digit


def left_of(most, work):
    """Return what is left of an allowance after some work."""
    allowance = Allowance(most)
    with allowed(allowance):
        work()
    return allowance.left


def test_a_number_takes_the_pieces_that_python_holds_it_in():
    assert [pieces(bits) for bits in (0, WORD - 1, WORD, 2 * WORD - 1, 10 * WORD)] == [1, 1, 2, 2, 11]


def test_bits_are_those_of_the_longer_of_numerator_and_denominator():
    assert bits_of([Fraction(1, 1024), Fraction(7, 3)]) == 11
    assert bits_of([Fraction(-(2**40), 3), 5]) == 41
    assert bits_of([255]) == 8
    assert bits_of([0.1, Decimal("0.1")]) == bits_of([]) == 0
    assert bits_of([square_root(Fraction(2))]) == 64


def test_what_operations_roots_and_cells_take_is_about_nanoseconds():
    assert (OPERATION, ROOT, CELL) == (300, 150_000, 3_000)


def test_work_is_taken_from_what_is_left_until_none_is():
    assert left_of(10, lambda: charge(4)) == 6
    assert left_of(10, lambda: charge(10)) == 0
    with pytest.raises(TooMuchWorkError):
        left_of(10, lambda: charge(10.5))


def test_a_sum_takes_an_operation_and_its_pieces_a_term_and_the_square_of_them_for_its_division():
    assert left_of(10_000, lambda: charge_sum(4, 3 * WORD - 1)) == 10_000 - 4 * (300 + 3) - 3 * 3


def test_an_allowance_ends_with_what_is_done_inside():
    with pytest.raises(KeyError), allowed(1):
        raise KeyError
    charge(2)
