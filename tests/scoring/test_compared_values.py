"""What units are compared with where a cohort is not scored again: worked out by hand in fractions."""

import math
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest

import parindex

from ..sample import define, indicators

FILES = {"A": {"a": 20}, "B": {"a": 60}, "C": {"a": 100}}


def ruled(rule, more=""):
    return define(indicators("a", keys=f"max = 10\nrule = {rule}"), "sum", more)


def exact_of(definition, table, others=FILES, **keys):
    found = parindex.score_against(definition, table, parindex.score(definition, others).cohort, **keys)
    return [found.exact(unit) for unit in table]


@pytest.mark.parametrize(
    "anchors, table, points",
    [
        ("cohort", {"D": 10, "A": 40}, [5, 10]),  # of 20, which A had
        ("cohort", {"A": 15}, [Fraction(15, 2)]),
        ("with", {"A": 40, "D": 10}, [10, Fraction(5, 2)]),  # of 40, which it has now
        ("with", {"D": 5}, [Fraction(5, 2)]),
    ],
)
def test_units_are_held_against_a_named_one_as_it_was_or_as_it_is(anchors, table, points):
    definition = ruled('{ kind = "relative", to = "A" }')
    assert exact_of(definition, {unit: {"a": value} for unit, value in table.items()}, anchors=anchors) == points


@pytest.mark.parametrize("anchors, points", [("cohort", None), ("with", 10)])
def test_a_named_unit_without_a_value_gives_no_scale(anchors, points):
    definition = ruled('{ kind = "relative", to = "C" }')
    for lacking in (None, 0):
        assert exact_of(definition, {"C": {"a": 5}}, {**FILES, "C": {"a": lacking}}, anchors=anchors) == [points]


@pytest.mark.parametrize("of_cohort, own, told", [(2020, 2021, 1), (2020, 2020, 0), (None, 2020, 0), (2020, None, 0)])
def test_another_year_is_told_where_both_are_known(of_cohort, own, told):
    definition = attrs.evolve(ruled('{ kind = "proportional", cap = 100 }'), years=(2020, 2021))
    cohort = parindex.score(definition, FILES, year=of_cohort).cohort
    assert len(parindex.score_against(definition, {"A": {"a": 5}}, cohort, year=own).told) == told


def test_values_that_float64_holds_equal_still_give_a_scale():
    definition = ruled('{ kind = "rescale", anchors = "observed", to = [0, 10] }')
    low, high = "0.1", "0.10000000000000000004"
    table = {"D": {"a": low}, "E": {"a": high}, "F": {"a": "0.10000000000000000003"}}
    assert exact_of(definition, table, {"A": {"a": high}, "B": {"a": low}}) == [0, 10, Fraction(15, 2)]
    assert exact_of(definition, table, {"A": {"a": high}, "B": {"a": high}}) == [None] * 3


def test_what_a_deviation_makes_of_a_value_beyond_goes_on():
    """The mean is 70, and three times the square of the deviation 50² + 10² + 20² + 40²."""
    definition = ruled('{ kind = "standardise", to = [5, 1] }')
    cohort = parindex.score(definition, {f"u{value}": {"a": value} for value in (20, 60, 90, 110)}).cohort
    found = parindex.score_against(definition, {"D": {"a": 130}, "E": {"a": 10}, "F": {"a": 20}}, cohort)
    assert [str(told).rpartition(": ")[2] for told in found.told] == ["its points go on beyond them"] * 2
    of_ten = 10 / math.sqrt(4600 / 3)
    np.testing.assert_allclose(found.scores.total, [5 + 6 * of_ten, 5 - 6 * of_ten, 5 - 5 * of_ten], rtol=1e-15)


def test_a_value_beyond_on_either_side_counts_as_the_end_next_to_it():
    definition = ruled('{ kind = "rescale", anchors = "observed", to = [0, 10], clip = true }')
    cohort = parindex.score(definition, FILES).cohort
    found = parindex.score_against(definition, {"D": {"a": 10}, "E": {"a": 20}, "F": {"a": 130}}, cohort)
    assert [str(told).partition(" lies")[0] for told in found.told] == ["D, a: 10", "F, a: 130"]
    assert [str(told).rpartition(": ")[2] for told in found.told] == ["it counts as 20", "it counts as 100"]


def test_scores_against_a_cohort_hold_their_ranks_there_and_cannot_be_written_on():
    definition = ruled('{ kind = "proportional", cap = 100 }')
    cohort = parindex.score(definition, FILES).cohort
    found = parindex.score_against(definition, {"D": {"a": 60}, "E": {"a": None}, "C": {"a": 10}}, cohort)
    assert found.ranks == (2, None, 3)
    np.testing.assert_array_equal(found.scores.rank, [2, np.nan, 3])
    assert found.scores.rounded == (Decimal("6.00"), None, Decimal("1.00"))
    with pytest.raises(ValueError, match="read-only"):
        found.scores.rank[0] = 1
    assert [record["unit"] for record in found.of_units(["E", "D"])] == ["D", "E"]
    assert [record["unit"] for record in found.of_units([])] == ["D", "E", "C"]
    assert (found.exact("E"), found.change("E"), found.change("C")) == (None, None, -9)


def test_a_unit_with_some_of_its_figures_has_no_total():
    definition = define(indicators("a", "b", keys="max = 9"))
    cohort = parindex.score(definition, {"A": {"a": 1, "b": 2}}).cohort
    found = parindex.score_against(definition, {"A": {"a": 3, "b": None}, "B": {"a": 2, "b": 2}}, cohort)
    assert [found.exact(unit) for unit in "AB"] == [None, 4]
