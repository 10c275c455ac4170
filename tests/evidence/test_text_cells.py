"""Columns of text kept in pieces say what a list of the same cells says, and plain numbers are those of `float`."""

import math
import re

import pytest
from hypothesis import given, strategies as st

from parindex.evidence.cells.table import Table
from parindex.evidence.cells.text_cells import TextCells

PLAIN = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
NUMBERS = st.from_regex(r"-?[0-9]{0,9}\.?[0-9]{0,9}", fullmatch=True)
ANY = st.one_of(NUMBERS, st.text("0123456789.,-e +\x1f", max_size=9), st.floats(-1e9, 1e9).map(repr))


def small(cells, size):
    parts = [cells[at : at + size] for at in range(0, len(cells), size)]
    return TextCells.joined(map(TextCells.of, parts))


@given(st.lists(st.text(max_size=3)), st.integers(1, 4), st.data())
def test_cells_in_pieces_are_those_of_a_list(cells, size, data):
    column = small(cells, size)
    assert (list(column), len(column), [column[at] for at in range(len(cells))]) == (cells, len(cells), cells)
    assert column[1:3] == cells[1:3]
    rows = data.draw(st.lists(st.integers(-1, len(cells) - 1)))
    assert list(column.take(rows)) == ["" if row < 0 else cells[row] for row in rows]


@given(st.lists(NUMBERS, min_size=1), st.integers(1, 4))
def test_plain_numbers_are_those_of_float(cells, size):
    plain = small(cells, size).plain
    if not all(PLAIN.fullmatch(cell) or not cell for cell in cells):
        assert plain is None
        return
    assert [at for at, cell in enumerate(cells) if len(cell) > 15] == list(plain.long)
    for at, cell in enumerate(cells):
        if len(cell) <= 15:
            value = float(cell or "nan")
            assert plain.values[at] == value or (math.isnan(value) and math.isnan(plain.values[at]))
    either = [bool(re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", cell)) for cell in cells]
    assert plain.either.tolist() == either
    assert plain.is_shown == any("." in cell and not doubted for cell, doubted in zip(cells, either, strict=True))


@given(st.lists(ANY, min_size=1, max_size=5))
def test_whatever_is_taken_for_plain_is_a_number(cells):
    plain = TextCells.of(cells).plain
    if plain is not None:
        assert all(re.fullmatch(r"-?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)", cell) for cell in cells if cell)


@pytest.mark.parametrize(
    "cell", ["1e5", "+1", "1-2", "--1", "1.2.3", ".", "-", "1,5;", "nan", "１", "1.5\x1f2", "-.", "1.234,5"]
)
def test_what_needs_a_look_is_not_plain(cell):
    assert TextCells.of(["1.5", cell]).plain is None


def test_decimal_commas_are_read_as_points_are():
    plain = TextCells.of(["87,5", "-0,25", "1,503", "", "4"]).plain
    assert plain.values[[0, 1, 2, 4]].tolist() == [87.5, -0.25, 1.503, 4]
    assert (plain.mark, plain.is_shown, plain.either.tolist()) == (",", True, [False, False, True, False, False])


@pytest.mark.parametrize(
    "cells", [["1", "", "2.5"], ["x", " ", ""], [None, 1.5, math.nan], ["12345678901234567", "", "1"]]
)
def test_blank_cells_are_told_in_columns_of_any_kind(cells):
    expected = [cell is None or not str(cell).strip() or str(cell) == "nan" for cell in cells]
    for column in (cells, *([TextCells.of(cells)] if isinstance(cells[0], str) else [])):
        assert Table("t", ("a",) * 3, ("",) * 3, {"x": column}, (1, 2, 3), {}).blank_cells("x").tolist() == expected
