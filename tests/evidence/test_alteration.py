"""Altered evidence is the evidence that would be read."""

from fractions import Fraction

import numpy as np
import pytest

import parindex
from parindex.evidence import NewCells, altered

from ..sample import define

BODY = """
[[indicator]]
id = "on_time"
max = 10
range = [0, 1]
inputs = ["done", "all"]
value = "done / all"
on_zero_denominator = "full"
[[indicator]]
id = "survey"
max = 10
not_applicable = "drop"
"""
DEFINITION = define(BODY)
BEFORE = {
    "A": {"on_time.done": 3, "on_time.all": 4, "survey": 7},
    "B": {"on_time.done": 1, "on_time.all": 3, "survey": "n/a"},
}
AFTER = {
    "C": {"on_time.done": 5, "on_time.all": 5, "survey": 1},
    "B": {"on_time.done": 0, "on_time.all": 0, "survey": 9},
    "A": {"on_time.done": 2, "on_time.all": 7, "survey": "0.12345678901234567891"},
}


def read(table):
    return parindex.read_evidence(DEFINITION, table)


def same(one, other):
    assert one.columns == other.columns
    assert np.array_equal(one.values, other.values, equal_nan=True)
    assert np.array_equal(one.not_applicable, other.not_applicable)
    assert one.long == other.long
    assert [one.is_settled(at).tolist() for at in range(3)] == [other.is_settled(at).tolist() for at in range(3)]


def test_new_numbers_are_those_that_reading_them_gives():
    cells = {
        "on_time.all": NewCells.of({0: Fraction(5)}),
        "survey": NewCells.of({0: Fraction(1, 4), 1: Fraction("0.12345678901234567891")}),
    }
    again = {
        "A": {"on_time.done": 3, "on_time.all": 5, "survey": "0.25"},
        "B": {**BEFORE["B"], "survey": "0.12345678901234567891"},
    }
    same(altered(read(BEFORE), cells).evidence, read(again))


def test_a_row_may_be_taken_many_times():
    cells = {"on_time.done": NewCells.of({1: Fraction(1), 2: None})}
    found = altered(read(BEFORE), cells, [0, 0, 0]).evidence
    on_time = found.values[:, found.columns.index("on_time")].tolist()
    assert on_time[:2] == [0.75, 0.25]
    assert np.isnan(on_time[2])


@pytest.mark.parametrize("columns", [["survey"], ["on_time.done", "on_time.all"], [*read(BEFORE).columns[:3]]])
def test_columns_of_some_units_may_be_those_of_another_year(columns):
    before, after = read(BEFORE), read(AFTER)
    places = {0: after.units.index("A"), 1: after.units.index("B")}
    mixed = altered(before, {name: NewCells.taken_from(after, name, places) for name in columns}).evidence
    same(mixed, read({unit: {**BEFORE[unit], **{name: AFTER[unit][name] for name in columns}} for unit in BEFORE}))


def test_a_fault_is_told_by_its_row():
    cells = {"on_time.done": NewCells.of({1: Fraction(9)})}
    found = altered(read(BEFORE), cells, [0, 0])
    assert found.faulty_rows.tolist() == [False, True]
    assert found.faulty["on_time"].tolist() == [False, True]
