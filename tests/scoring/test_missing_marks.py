"""Marks and scores put in, as tables of units that are joined, picked and measured."""

from fractions import Fraction

import attrs
import numpy as np
import pytest

import parindex
from parindex.scoring import Marks, PutIn, scored_with

from ..sample import define, indicators

FIRST = np.array([[True, False], [False, False]])
LAST = np.array([[False, True]])


def marks_of(table, shared=None):
    return Marks(table, ~table, table, shared)


@pytest.mark.parametrize(
    "first, last, expected",
    [
        (FIRST, LAST, [[True, False], [False, False], [False, True]]),
        (FIRST, None, [[True, False], [False, False], [False, False]]),
        (None, LAST, [[False, False], [False, False], [False, True]]),
    ],
)
def test_where_units_share_nothing_none_of_theirs_is_shared_beside_others(first, last, expected):
    both = marks_of(FIRST, first).beside(marks_of(LAST, last))
    assert both.shared.tolist() == expected
    assert both.missing.tolist() == [*FIRST.tolist(), *LAST.tolist()]
    assert both.left_out.tolist() == [*(~FIRST).tolist(), *(~LAST).tolist()]
    assert both.rows([2, 0]).shared.tolist() == [expected[2], expected[0]]


def test_where_nobody_shares_nothing_is_shared():
    both = marks_of(FIRST).beside(marks_of(LAST))
    assert both.shared is None
    assert both.rows([1]).shared is None
    assert not both.none
    assert Marks(*[np.zeros((2, 3), dtype=bool)] * 3).none


def test_scores_put_in_are_as_great_as_the_greatest_of_them():
    where = np.array([[True, True, False], [True, False, False]])
    which = np.array([[0, 2, 1], [1, 2, 1]])
    put = PutIn(where, which, (Fraction(3), Fraction(-7), Fraction(1, 4)))
    assert put.sizes(np.array([0, 1, 2])).tolist() == [7, 0.25, 0]
    assert put.sizes(np.array([1])).tolist() == [0.25]
    assert put.rows(np.array([0, 0])).sizes(np.array([0, 2])).tolist() == [3, 0]
    nothing = PutIn(np.zeros((2, 3), dtype=bool), np.zeros((2, 3), dtype=np.intp), ())
    assert nothing.sizes(np.array([0, 2])).tolist() == [0, 0]


def test_a_score_that_is_put_in_stands_for_parts_that_are_missing():
    parts = indicators("x", "y", keys="max = 9", parent="c") + indicators("z", keys="max = 9")
    definition = define('\n[[component]]\nid = "c"\ncombine = "sum"\n' + parts)
    table = {"u": {"x": None, "y": 1, "z": 2}, "v": {"x": 3, "y": 4, "z": 2}, "w": {"x": 3, "y": None, "z": 2}}

    def put_in(plan, given):
        where = np.zeros((3, len(plan.ids)), dtype=bool)
        where[:2, plan.ids.index("c")] = True
        return attrs.evolve(given, put_in=PutIn(where, np.zeros(where.shape, dtype=np.intp), (Fraction(7, 3),)))

    exactness = scored_with(parindex.read_evidence(definition, table), put_in)
    np.testing.assert_allclose(exactness.values[:, 0], [13 / 3, 13 / 3, np.nan], rtol=1e-15)
    assert exactness.exact_score(0) == exactness.exact_score(1) == Fraction(13, 3)
