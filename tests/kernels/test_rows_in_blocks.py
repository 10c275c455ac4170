"""What is done to some rows at a time is what is done to all of them at once."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from parindex.kernels import all_of, column_ends, columns_at, greatest_sizes, in_blocks

SHAPES = [(1, 1), (63, 2), (64, 3), (65, 1), (1_000, 70), (33_000, 1), (5, 40_000)]


def table_of(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


@given(st.lists(st.integers(0, 9)))
def test_places_that_follow_each_other_are_a_slice(places):
    at = np.array(places, dtype=np.intp)
    columns = columns_at(at)
    assert np.arange(10)[columns].tolist() == places
    assert isinstance(columns, slice) == (bool(places) and places == list(range(places[0], places[0] + len(places))))


@pytest.mark.parametrize("shape", SHAPES)
def test_ends_of_columns_are_those_of_the_whole_table(shape):
    table = table_of(shape)
    counts = table_of(shape, 1) > 0
    least, greatest = column_ends(table)
    assert (least == table.min(axis=0)).all()
    assert (greatest == table.max(axis=0)).all()
    least, greatest = column_ends(table, counts)
    assert (least == np.where(counts, table, np.inf).min(axis=0)).all()
    assert (greatest == np.where(counts, table, -np.inf).max(axis=0)).all()
    assert (greatest_sizes(table, counts) == np.where(counts, np.abs(table), 0).max(axis=0)).all()


def test_columns_without_rows_have_no_ends_and_no_size():
    assert [ends.tolist() for ends in column_ends(np.empty((0, 2)))] == [[np.inf] * 2, [-np.inf] * 2]
    assert greatest_sizes(np.empty((0, 2))).tolist() == [0, 0]


@pytest.mark.parametrize("shape", SHAPES)
def test_sums_of_groups_are_the_same_to_the_last_bit(shape):
    """A reduction adds in the same order however many rows there are."""
    table = table_of(shape)
    for places in (np.arange(shape[1]), np.random.default_rng(2).permutation(shape[1])):
        starts = np.unique([0, shape[1] // 2, shape[1] // 3])
        sums = in_blocks(lambda part, at=starts: np.add.reduceat(part, at, axis=1), table, places, starts.size)
        assert (sums == np.add.reduceat(np.ascontiguousarray(table[:, places]), starts, axis=1)).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_test_of_all_cells_finds_the_one_that_fails(shape):
    table = table_of(shape)
    assert all_of(np.isfinite, table)
    table[-1, -1] = np.nan
    assert not all_of(np.isfinite, table)
