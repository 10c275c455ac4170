"""Numbers as offices write them: decimal comma or point, separators of thousands, and nothing guessed."""

import pytest

import parindex
from parindex.evidence.cell_numbers import decimal_mark, read_number

from ..sample import define, indicators


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
    "cells, mark",
    [
        (["87,5", "1.000"], ","),
        (["87.5", "1,000"], "."),
        (["1.234", "2,345"], ""),
        (["87,5", "87.5"], ""),
        (["1.234,5"], ","),
        (["1.234.567"], ","),
        (["97,5 %"], ","),
        (["có", 5.5, None, "1.2.3"], ""),
    ],
)
def test_a_table_shows_its_decimal_mark(cells, mark):
    assert decimal_mark(cells) == mark


XY = define(indicators("x", "y"))


@pytest.mark.parametrize("other, expected", [("87,5", 1000), ("87.5", 1), ("5", 1)])
def test_the_rest_of_the_table_tells_a_thousand_from_a_decimal(other, expected):
    evidence = parindex.read_evidence(XY, {"A": {"x": "1.000", "y": other}})
    assert evidence.values[0, 0] == expected
    assert [problem.code for problem in evidence.problems] == ["ambiguous-number"] * (other == "5")


def test_one_warning_a_column_is_enough():
    evidence = parindex.read_evidence(XY, {"unit": ["A", "B"], "x": ["1.000", "2.000"], "y": [1, 2]})
    assert [problem.code for problem in evidence.problems] == ["ambiguous-number"]
