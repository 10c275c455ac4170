"""What each part weighs and adds, where parts are left out, stand beside the tree, or a limit is near."""

import pytest

import parindex

from ..sample import define, indicators

GROUP = '\n[[component]]\nid = "c"\ncombine = "{}"\n{}\n'


def parts_of(definition, row):
    return parindex.score(definition, {"u": row}).explain("u").parts


def test_of_parts_that_are_all_left_out_none_has_a_weight():
    body = GROUP.format("weighted-mean", "weight = 1")
    body += indicators("x", "y", keys='max = 9\nweight = 2\nmissing = "redistribute"', parent="c")
    definition = define(body + indicators("z", keys="max = 9\nweight = 3"), "weighted-mean")
    group, other = parts_of(definition, {"x": None, "y": None, "z": 6})
    assert (group.weight, other.weight, other.contribution) == (0, 1, 6)
    assert [(part.weight, part.contribution) for part in group.parts] == [(0, None), (0, None)]
    group, other = parts_of(definition, {"x": 8, "y": None, "z": 6})
    assert [(part.weight, part.contribution) for part in group.parts] == [(1, 2), (0, None)]


def test_what_stands_beside_the_tree_adds_or_takes_its_points():
    body = indicators("x", keys="max = 9") + indicators("plus", keys='max = 3\nadds = "bonus"')
    body += indicators("late", keys='max = 4\nadds = "penalty"') + indicators("seen", keys='adds = "nothing"')
    parts = parts_of(define(body), {"x": 5, "plus": 2, "late": 3, "seen": 8})
    assert {part.id: part.contribution for part in parts} == {"x": 5, "plus": 2, "late": -3, "seen": None}


@pytest.mark.parametrize(
    "limit, reached", [("cap = 9.5", False), ("cap = 9", True), ("floor = 8.5", False), ("floor = 9", True)]
)
def test_parts_are_told_up_to_the_limit_and_no_further(limit, reached):
    parts = parts_of(define(indicators("x", "y", keys="max = 9"), "sum", limit), {"x": 5, "y": 4})
    assert [part.contribution for part in parts] == ([None, None] if reached else [5, 4])


@pytest.mark.parametrize("times, weights", [("", (1, 1)), ("times = 10\n", (1, 3)), ("times = 0.5\n", (2, 2))])
def test_what_parts_add_is_their_weight_of_the_total(times, weights):
    body = "".join(indicators(id_, keys=f"max = 9\nweight = {w}") for id_, w in zip("xy", weights, strict=True))
    factor = float(times.split("=")[1]) if times else 1
    x, y = parts_of(define(body, "weighted-mean", times), {"x": 6, "y": 8})
    share = weights[0] / sum(weights)
    assert (x.contribution, y.contribution) == pytest.approx((factor * share * 6, factor * (1 - share) * 8))
    x, y = parts_of(define(body, "weighted-sum", times), {"x": 6, "y": 8})
    assert (x.contribution, y.contribution) == (factor * weights[0] * 6, factor * weights[1] * 8)


def test_a_part_without_a_score_brings_what_it_may():
    """Of nothing obtained one point is one point; x of 9 is left out, so that y and z are brought from 8 to 17."""
    body = indicators("x", keys='max = 9\nmissing = "redistribute"') + indicators("y", "z", keys="max = 4")
    x, y, z = parts_of(define(body, "sum", "max = 17"), {"x": None, "y": 0, "z": 2})
    assert (x.contribution, y.contribution, z.contribution) == (None, 0, pytest.approx(2 * 17 / 8))


def test_parts_that_cancel_still_add_what_they_are():
    table = {"x": 2, "y": -2}
    assert [part.contribution for part in parts_of(define(indicators("x", "y")), table)] == [2, -2]
    definition = define(GROUP.format("sum", "") + indicators("x", "y", parent="c") + indicators("z"))
    group, other = parts_of(definition, {**table, "z": 5})
    assert (group.contribution, other.contribution) == (0, 5)
    assert [part.contribution for part in group.parts] == [2, -2]


@pytest.mark.parametrize("decimals, told", [("decimals = 0", None), ("", pytest.approx(1.7 * 27 / 18))])
def test_parts_of_a_sum_that_is_rounded_when_a_part_is_left_out_are_not_told(decimals, told):
    """What is left of 27 points are 18, which are brought to 27."""
    body = GROUP.format("sum", decimals) + indicators("x", "y", keys='max = 9\nmissing = "redistribute"', parent="c")
    definition = define(body + indicators("z", keys="max = 9"))
    for x, y in ((None, told), (2, 1.7)):
        group, _ = parts_of(definition, {"x": x, "y": 1.7, "z": 2})
        assert [part.contribution for part in group.parts] == [x, y]
