"""Where a unit stands among the units of a cohort, against ranks by hand."""

import pytest

import parindex

from ..sample import define, indicators

BODY = indicators("a", keys="max = 9") + indicators("c", keys='adds = "nothing"\nmax = 9')
#: The totals of A and B are equal, and those of C and D, whom c tells apart; of F c is not known.
COHORT = {"A": (7, 1), "B": (7, 1), "C": (5, 3), "D": (5, 2), "E": (2, 0), "F": (2, None), "G": (None, 9)}


def standing(rank, unit, row):
    definition = define(BODY, "sum", f"rank = {rank}")
    given = {name: dict(zip("ac", own, strict=True)) for name, own in COHORT.items()}
    cohort = parindex.score(definition, given).cohort
    found = parindex.score_against(definition, {unit: dict(zip("ac", row, strict=True))}, cohort)
    (one,) = found.standings
    return one.rank, one.n_ranked, "".join(sorted(one.level))


@pytest.mark.parametrize(
    "ties, unit, row, expected",
    [
        ("min", "new", (6, 0), (3, 7, "")),
        ("min", "new", (5, 2), (4, 7, "D")),
        ("min", "new", (5, None), (5, 7, "")),
        ("min", "new", (2, None), (6, 7, "F")),
        ("min", "new", (None, 9), (None, 6, "")),
        ("min", "A", (1, 1), (6, 6, "")),  # its old row is not one of those before it
        ("min", "A", (5, 2), (3, 6, "D")),
        ("min", "A", (7, 1), (1, 6, "B")),
        ("min", "A", (8, 0), (1, 6, "")),
        ("min", "A", (None, 0), (None, 5, "")),
        ("min", "G", (2, 0), (5, 7, "E")),
        ("max", "new", (7, 1), (3, 7, "AB")),
        ("average", "new", (7, 1), (2, 7, "AB")),
        ("dense", "new", (6, 0), (2, 7, "")),
        ("dense", "A", (6, 0), (2, 6, "")),  # B is left where both were
        ("dense", "C", (4, 0), (3, 6, "")),  # nobody is left where it was
        ("dense", "C", (5, 2), (2, 6, "D")),
        ("dense", "E", (1, 0), (5, 6, "")),
        ("dense", "F", (2, 0), (4, 6, "E")),
    ],
)
def test_a_unit_stands_behind_whoever_is_better_but_its_old_row(ties, unit, row, expected):
    assert standing(f'{{ then = ["c"], ties = "{ties}" }}', unit, row) == expected


@pytest.mark.parametrize(
    "row, expected",
    [((7, 3), (5, 7, "AB")), ((3, 0), (3, 7, "")), ((1, 0), (1, 7, "")), ((5, 9), (3, 7, "CD"))],
)
def test_the_lowest_first_is_read_from_the_other_end(row, expected):
    assert standing('{ best = "lowest" }', "new", row) == expected


def test_what_is_published_alike_is_level():
    body, keys = indicators("a", keys="max = 9"), 'decimals = 1\nrank = { on = "rounded" }'
    definition = define(body, "sum", keys)
    cohort = parindex.score(definition, {"A": {"a": 3.04}, "B": {"a": 3.06}}).cohort
    found = parindex.score_against(definition, {"C": {"a": 2.96}, "D": {"a": 3.14}}, cohort)
    assert [one.level for one in found.standings] == [("A",), ("B",)]
    assert found.ranks == (2, 1)


def test_a_unit_that_is_listed_without_a_rank_has_none_in_a_cohort():
    units = '[[unit]]\nid = "A"\n[[unit]]\nid = "B"\nranked = false\n[[unit]]\nid = "C"\n'
    definition = define(indicators("a", keys="max = 9") + units)
    cohort = parindex.score(definition, {"A": {"a": 3}, "B": {"a": 9}, "C": {"a": 1}}).cohort
    found = parindex.score_against(definition, {"B": {"a": 2}, "C": {"a": 5}}, cohort)
    assert [(one.rank, one.n_ranked) for one in found.standings] == [(None, 2), (1, 2)]
