"""Groups of results and shared ranks: what decides where float64 does not tell, and where it is told."""

import pytest

import parindex

from ..sample import define, indicators

BANDS = 'bands = [{ label = "A", at_least = 0, requires = [{ above_zero = "all" }] }, { label = "B" }]'


@pytest.mark.parametrize(
    "value, band",
    [("0.1", "B"), ("0.10000000000000000001", "A"), ("0.15", "A"), ("0.09999999999999999999", "B"), ("0.05", "B")],
)
def test_points_above_zero_are_decided_by_the_exact_ones(value, band):
    """Of 0.1 to 1.1 go 0 to 10 points: float64 holds the first two values and the fourth equal."""
    keys = 'rule = { kind = "rescale", anchors = [0.1, 1.1], to = [0, 10] }'
    definition = define(indicators("a", keys=keys) + indicators("b", keys="max = 100"), "sum", BANDS)
    scores = parindex.score(definition, {"u": {"a": value, "b": 9}, "v": {"a": 1, "b": 0}})
    assert scores.band == (band, "B")


def test_points_that_only_float64_sees_are_none():
    """Three times 0.1 is 0.3 and no more."""
    keys = 'inputs = ["x"]\nvalue = "3 * x"\nrule = { kind = "rescale", anchors = [0.3, 1.3], to = [0, 10] }'
    definition = define(indicators("a", keys=keys), "sum", BANDS)
    assert parindex.score(definition, {"u": {"a.x": 0.1}, "v": {"a.x": 0.2}}).band == ("B", "A")


def test_an_indicator_that_is_left_out_needs_no_points():
    definition = define(indicators("a", "b", keys='max = 9\nmissing = "redistribute"'), "sum", BANDS)
    table = {"u": {"a": 3, "b": None}, "v": {"a": None, "b": 0}, "w": {"a": 2, "b": 1}}
    assert parindex.score(definition, table).band == ("A", "B", "A")


CAPS = 'caps = [{ node = "c", at_least = 1, band = "B" }]\nbands = [{ label = "A", at_least = 5 }, { label = "B" }]'


def test_whoever_lacks_a_score_that_caps_alone_ask_for_is_told_with_the_first_one():
    definition = define(indicators("a", keys="max = 9") + indicators("c", keys='adds = "nothing"'), "sum", CAPS)
    table = {"u": {"a": 6, "c": 0}, "v": {"a": 7, "c": None}, "w": {"a": 8, "c": 1}, "x": {"a": 9, "c": None}}
    scores = parindex.score(definition, table)
    assert scores.band == ("A", None, "B", None)
    (problem,) = scores.problems
    assert (problem.code, problem.path) == ("no-band", ("v",))
    assert "v (c), x (c)" in problem.message


THREE_CAPS = """
caps = [
    { node = "c", at_least = 1, band = "B" },
    { node = "d", at_least = 1, band = "B" },
    { node = "e", at_least = 1, band = "C" },
]
bands = [{ label = "A", at_least = 5 }, { label = "B", at_least = 3 }, { label = "C" }]
"""


@pytest.mark.parametrize(
    "row, band, reason",
    [
        ((1, 2, 0), "B", "c is 1.00: 'B' at most"),
        ((0, 2, 0), "B", "d is 2.00: 'B' at most"),
        ((1, 1, 1), "C", "e is 1.00: 'C' at most"),
    ],
)
def test_the_first_of_the_caps_that_leave_least_is_told(row, band, reason):
    watched = indicators("c", "d", "e", keys='adds = "nothing"')
    definition = define(indicators("a", keys="max = 9") + watched, "sum", THREE_CAPS)
    scores = parindex.score(definition, {"u": {"a": 6, **dict(zip("cde", row, strict=True))}})
    assert scores.band == (band,)
    assert str(scores.band_reasons[0][0]).partition("but ")[2] == reason


def test_units_that_share_a_rank_are_told_once_with_the_first_twenty():
    definition = define(indicators("a", keys="max = 9"), "sum", 'rank = { ties = "authority" }')
    table = {"first": {"a": 1}, **{f"u{at}": {"a": 5} for at in range(22)}, "none": {"a": None}, "no": {"a": None}}
    scores = parindex.score(definition, table)
    (problem,) = scores.problems
    assert (problem.code, problem.path) == ("tie-undecided", ("u0",))
    assert problem.message.endswith("u18, u19 …")
    assert [len(units) for units in scores.undecided] == [0, *[22] * 22, 0, 0]


@pytest.mark.parametrize("digits, told", [(30, False), (50, True)])
def test_roots_that_differ_behind_the_digits_that_decide_share_a_rank_and_are_told(digits, told):
    """The root of 4 + 4e-51 is beyond 2 by 1e-51."""
    definition = define(indicators("a", "b", keys='rule = { kind = "score", range = [1, 9] }'), "geometric-mean")
    table = {"w": {"a": 1, "b": 1}, "u": {"a": f"2.{'0' * digits}2", "b": 2}, "v": {"a": 4, "b": 1}}
    scores = parindex.score(definition, table)
    assert scores.rank.tolist() == ([3, 1, 1] if told else [3, 1, 2])
    assert [(problem.code, problem.path) for problem in scores.problems] == [("tie-of-roots", ("v",))] * told
    assert not told or scores.problems[0].message.startswith("the totals of v and u differ")
