"""Numbers as offices write them: decimal comma or point, separators of thousands, and nothing guessed."""

from decimal import Context, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from parindex.evidence.cells.cell_numbers import BinaryDecimal, Percent, exact_number, read_number


@pytest.mark.parametrize(
    "text, mark, expected",
    [
        ("87,5", "", "87.5"),
        ("87.5", "", "87.5"),
        ("1.234.567", "", "1234567"),
        ("1,234,567", "", "1234567"),
        ("1.234,5", "", "1234.5"),
        ("1,234.5", "", "1234.5"),
        ("1 234,5", "", "1234.5"),
        ("12 345 678", "", "12345678"),
        ("1.234", ",", "1234"),
        ("1,234", ".", "1234"),
        ("1.234", ".", "1.234"),
        ("1,234", ",", "1.234"),
        ("0.123", ",", "0.123"),
        ("−3,5", "", "-3.5"),
        ("+2.5e-1", "", "+2.5e-1"),
        ("1234.567", ",", "1234.567"),
    ],
)
def test_a_number_is_read(text, mark, expected):
    read = read_number(text, mark)
    assert (read.text, read.doubtful) == (expected, False)


@pytest.mark.parametrize("text", ["1.234", "-12,345", "999.000"])
def test_three_digits_behind_one_mark_are_doubtful_where_nothing_tells(text):
    read = read_number(text, "")
    assert (read.text, read.doubtful) == (text.replace(",", "."), True)


@pytest.mark.parametrize("text", ["1.23.4", "1,2,3", "12.34,5", "1 23", "1.234 567", "1.234,567.8", "1 234.567,8", "٣"])
def test_groups_that_are_not_of_three_are_no_number(text):
    assert read_number(text, "").text == ""


def test_a_date_is_told_as_one():
    assert read_number("05/12/2025", "").hint == "that is a date"


@pytest.mark.parametrize(
    "text, expected",
    [
        ("0.41428000000000004", "0.41428"),
        ("69.35499999999999", "69.355"),
        ("0,30000000000000004", "0.3"),
        ("1e-30", "1e-30"),
        ("0.30000000000000005", "0.30000000000000005"),  # no program writes a float64 so
        ("0.300000000000000000001", "0.300000000000000000001"),
        ("9007199254740993", "9007199254740993"),
        ("1234567890123456789", "1234567890123456789"),
    ],
)
def test_text_is_exact_but_for_what_a_program_writes(text, expected):
    assert Fraction(read_number(text, "").text) == Fraction(expected)


@given(st.floats(1e-9, 1e15, exclude_max=True).filter(lambda value: value % 1))
def test_every_float_that_a_program_writes_out_is_read_at_fifteen_digits(value):
    written = f"{Decimal(repr(value)):f}"
    expected = Context(prec=15).plus(Decimal(value))
    assert float(read_number(written, "").text) == float(expected)


@pytest.mark.parametrize("text", ["87,5¹", "87,5 ²", "80,2(1)", "80,2*", "80,2 [1]", "80,2 a)", "80,2 (a)", "*80,2"])
def test_a_footnote_mark_on_a_figure_is_told_as_one(text):
    read = read_number(text, "")
    figure = "87,5" if "87" in text else "80,2"
    assert (read.text, str(read.hint)) == (
        "",
        f"the figure has a footnote mark: write {figure}, the note elsewhere",
    )


@pytest.mark.parametrize("text", ["QĐ 12.3.4", "về 1.2.3", "abc(1)", "(1)", "12 %%"])
def test_a_hint_is_about_the_value_found(text):
    assert read_number(text, "").hint == ""


@pytest.mark.parametrize(
    "cell, expected",
    [
        (0.1 + 0.2, "0.3"),
        (np.float64(0.7) + 0.2, "0.9"),
        (np.float32(0.1), "0.1"),
        (Percent(0.7 + 0.2), "0.9"),
        (BinaryDecimal("0.41428000000000004"), "0.41428"),
        (BinaryDecimal("1e-400"), "1e-400"),
        (Decimal("0.41428000000000004"), "0.41428000000000004"),
        (Fraction(1, 3), "1/3"),
        (2**53 + 1, "9007199254740993"),
        (float(2**53), "9007199254740992"),
        (9007199254740991.0, "9007199254740991"),
    ],
)
def test_numbers_of_programs_lose_their_noise_and_others_nothing(cell, expected):
    assert exact_number(cell) == Fraction(expected)
