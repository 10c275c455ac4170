"""Values that look like points are doubted; others are not."""

from pathlib import Path

import pytest

import parindex

from ..sample import define

CASE = Path(__file__).parents[3] / "shared" / "cases" / "office-workbook"
RATES = define(
    "".join(
        f'[[indicator]]\nid = "{id_}"\nunit = "percent"\nrange = [0, 100]\nmax = {most}\nrule = {rule}\n'
        for id_, most, rule in [
            ("a", 5, '{ kind = "proportional", cap = 100, floor = 50 }'),
            ("b", 4, '{ kind = "rescale", anchors = [0, 100], to = [0, 4] }'),
            ("c", 6, '{ kind = "bands", bands = [{ at_least = 80, points = 6 }, { points = 0 }] }'),
            ("d", 4, '{ kind = "relative", to = "best" }'),
            ("rare", 5, '{ kind = "proportional", cap = 4 }'),
            ("half", 50, '{ kind = "proportional", cap = 100 }'),
        ]
    )
)
USUAL = {"a": 88, "b": 92, "c": 85, "d": 98, "rare": 3, "half": 40}


def doubted(rows):
    problems = parindex.validate(RATES, {f"u{at}": row for at, row in enumerate(rows)})
    assert all(problem.severity == "warning" for problem in problems)
    return [problem.path for problem in problems if problem.code == "points-as-values"]


def test_points_of_one_unit_among_values_are_doubted():
    assert doubted([USUAL, USUAL | {"a": 5, "b": 4, "c": 6}, USUAL]) == [("u1", "a")]
    assert doubted([USUAL | {"a": 5, "b": 4, "c": 6, "d": 4}]) == [("u0", "a")]


def test_a_column_of_points_is_doubted():
    assert doubted([USUAL | {"a": points} for points in (5, 4, 0, 3.5, 5, 5)]) == [("u0", "a")]
    assert doubted([USUAL | {"a": points, "b": points} for points in (4, 2, 3)]) == [("u0", "a"), ("u0", "b")]


def test_a_column_of_points_that_are_compared_is_doubted_with_another_one():
    rows = [USUAL | {"a": points, "d": points} for points in (4, 2, 3, 4)]
    assert doubted(rows) == [("u0", "a"), ("u0", "d")]
    assert doubted([USUAL | {"d": points} for points in (4, 2, 3, 4, 4)]) == []


@pytest.mark.parametrize(
    "rows",
    [
        [USUAL] * 6,
        [USUAL | {"a": 5}] * 3 + [USUAL],  # one larger value
        [USUAL | {"a": 5}] * 3,  # few units, one indicator
        [USUAL | {"a": 1.5}] * 6,  # nobody near the maximum
        [USUAL | {"a": 0, "b": 0, "c": 0}] * 6,  # zero is a value as it is points
        [USUAL | {"a": 5, "b": 4}, USUAL],  # two of a unit
        [USUAL | {"half": 5, "rare": 4}] * 6,  # a maximum near the range; a rule that gives much for little
    ],
)
def test_what_is_likely_otherwise_is_not_doubted(rows):
    assert doubted(rows) == []


def test_points_in_their_own_columns_are_not_doubted():
    rows = [USUAL | {"a": None, "a.points": points} for points in (5, 4, 0, 3.5, 5, 5)]
    assert doubted(rows) == []


def test_the_table_of_an_office_with_points_among_values_is_warned_of():
    if not CASE.is_dir():
        pytest.skip("../shared/cases is absent")
    definition = parindex.load(CASE / "so-2025.toml")
    problems = parindex.validate(definition, CASE / "points-as-values.csv")
    (problem,) = [problem for problem in problems if problem.code == "points-as-values"]
    assert (problem.severity, problem.path) == ("warning", ("snv", "2.1"))
    assert "2.1: 5, 3.3: 4, 5.1: 6, 6.1: 4" in problem.message
