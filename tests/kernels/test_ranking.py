"""Ranks against counting by hand."""

import math

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

import parindex
from parindex.kernels.ranking import placed, rank, rank_behind

from ..sample import define, indicators


def counted(values, ties):
    """Rank by counting, for every value, those above it and those beside it."""
    ranks = []
    for value in values:
        above, beside = sum(other > value for other in values), values.count(value)
        ranks.append(
            {
                "min": above + 1,
                "max": above + beside,
                "dense": len({other for other in values if other > value}) + 1,
                "average": above + (beside + 1) / 2,
            }[ties]
        )
    return ranks


@pytest.mark.parametrize("ties", ["min", "max", "dense", "average"])
@given(values=st.lists(st.integers(-3, 3) | st.integers(-(2**62), 2**62), max_size=12))
def test_ranks_are_those_found_by_counting(ties, values):
    assert rank(np.array(values, dtype=np.int64), ties).tolist() == counted(values, ties)


@pytest.mark.parametrize("ties", ["min", "max", "dense", "average"])
@given(values=st.lists(st.integers(-3, 3), min_size=1, max_size=12))
def test_the_rank_behind_some_is_that_found_by_counting(ties, values):
    own, others = values[0], values[1:]
    ahead = [other for other in others if other > own]
    above = len(set(ahead)) if ties == "dense" else len(ahead)
    assert rank_behind(above, others.count(own), ties) == counted(values, ties)[0]


@pytest.mark.parametrize(
    "ties, expected",
    [("min", [2, 1, 2, 4]), ("max", [3, 1, 3, 4]), ("dense", [2, 1, 2, 3]), ("average", [2.5, 1, 2.5, 4])],
)
def test_units_without_a_total_have_no_rank_and_take_no_place(ties, expected):
    definition = define(indicators("x"), root=f'rank = {{ ties = "{ties}" }}')
    evidence = {"a": {"x": 5}, "b": {"x": 9}, "c": {"x": None}, "d": {"x": 5}, "e": {"x": -7}, "f": {"x": None}}
    ranks = parindex.score(definition, evidence).rank.tolist()
    assert [ranks[at] for at in (0, 1, 3, 4)] == expected
    assert math.isnan(ranks[2])
    assert math.isnan(ranks[5])


def test_without_any_total_nobody_is_ranked():
    scores = parindex.score(define(indicators("x")), {"a": {"x": None}, "b": {"x": None}})
    assert np.isnan(scores.rank).all()
    assert scores.rounded == (None, None)


@given(st.lists(st.integers(-5000, 5000).map(lambda cents: cents / 1000) | st.none(), min_size=1, max_size=9))
def test_ranks_of_a_score_are_those_of_its_totals(values):
    definition = define(indicators("x"))
    scores = parindex.score(definition, {f"u{at}": {"x": value} for at, value in enumerate(values)})
    known = [value for value in values if value is not None]
    places = iter(counted(known, "min"))
    np.testing.assert_array_equal(scores.rank, [math.nan if value is None else next(places) for value in values])


@pytest.mark.parametrize("totals", [[-0.0, 0.0, -1.0], [0.0, -0.0, -1.0], [-0.0, -0.0, -1.0]])
def test_zero_is_level_with_zero_whatever_its_sign(totals):
    units, twice = placed(np.array([totals]), "min")
    assert sorted(units[0, :2].tolist()) == [0, 1]
    assert twice.tolist() == [[0, 0, 4]]


@pytest.mark.parametrize("ties", ["min", "max", "dense", "average"])
@given(totals=st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=1, max_size=4))
@example(totals=[[5, 1, 2, 5], [1, 2, 3, 4]])
@example(totals=[[4, 1, 2, 3]])
def test_the_places_of_draws_are_those_found_by_counting(ties, totals):
    """Whatever stands in the draw before: of the highest total of one and the lowest of another too."""
    units, doubled = placed(np.array(totals, dtype=np.float64), ties)
    for draw, order, places in zip(totals, units.tolist(), np.broadcast_to(doubled, units.shape).tolist(), strict=True):
        expected = counted(draw, ties)
        assert [draw[unit] for unit in order] == sorted(draw, reverse=True)
        assert [place / 2 + 1 for place in places] == [expected[unit] for unit in order]


@pytest.mark.parametrize("count, digits", [(3, 50), (4, 50), (5, 49), (8, 49), (9, 48)])
def test_units_are_told_apart_by_the_digits_that_do_not_number_them(count, digits):
    """Distances to the highest are 1 and a little more; of 52 digits two number four units, three eight."""
    for more, told_apart in ((2.0**-digits, True), (2.0 ** -(digits + 1), False)):
        totals = np.array([[3.0] * (count - 2) + [2.0, 2.0 - more]])
        units, doubled = placed(totals, "min")
        assert units[0, -2:].tolist() == [count - 2, count - 1]
        assert (doubled[0, -1] > doubled[0, -2]) == told_apart
