"""Workbooks that do not tell percentages: a number of at most 1 is read where the range leaves one reading."""

import math

import pytest

import parindex
from parindex.evidence.cells.cell_numbers import Percent
from parindex.evidence.files.grid import Grid
from parindex.evidence.layouts.grid_tables import table_below_header
from parindex.evidence.layouts.heads import KnownHeads

from ..sample import define, indicators


def read(cells, keys, *, known=False):
    rows = [["unit", "x"], *([f"u{at}", cell] for at, cell in enumerate(cells))]
    definition = define(indicators("x", keys=f'unit = "percent"\n{keys}'))
    grid = Grid("book.xls", rows, range(1, len(rows) + 1), percentages_known=known)
    evidence = parindex.read_evidence(definition, table_below_header(grid, KnownHeads(definition)))
    return evidence.values.ravel().tolist(), [(each.severity, each.code, each.line) for each in evidence.problems]


@pytest.mark.parametrize(
    "cells, keys, expected",
    [
        ([0.8118, 0.5], "range = [5, 100]", [81.18, 50]),  # a percentage only
        ([0.8118, 0.5], "range = [0, 1]", [0.8118, 0.5]),  # as it stands only
        ([81.18, 50, 0], "range = [0, 100]", [81.18, 50, 0]),
        ([0.07, None], "range = [5, 100]", [7, None]),
    ],
)
def test_the_range_settles_what_a_number_is(cells, keys, expected):
    values, problems = read(cells, keys)
    assert ([None if math.isnan(value) else value for value in values], problems) == (expected, [])


@pytest.mark.parametrize("keys", ["range = [0, 100]", 'rule = { kind = "proportional", cap = 100 }\nmax = 3'])
def test_what_may_be_either_is_refused_once_a_column(keys):
    values, problems = read([85.2, 0.9, 0.8999999999999999, "0.7", "85 %"], keys)
    assert problems[:1] == [("error", "share-or-percent", 3)]
    assert [each for each in problems if each[0] == "error"] == problems[:1]
    assert [value for value in values if not math.isnan(value)] == [85.2, 0.7, 85]


def test_where_percentages_are_told_apart_nothing_is_refused():
    assert read([85.2, Percent(0.9), 0.8118], "range = [0, 100]", known=True)[0] == [85.2, 90, 0.8118]


def test_a_share_is_the_same_either_way():
    rows = [["unit", "x"], ["u", 0.5]]
    definition = define(indicators("x", keys='unit = "share"\nrange = [0, 1]'))
    grid = Grid("book.xls", rows, [1, 2], percentages_known=False)
    evidence = parindex.read_evidence(definition, table_below_header(grid, KnownHeads(definition)))
    assert (evidence.values.tolist(), evidence.problems) == ([[0.5]], ())
