"""What must be reached: bounds on exact scores are fulfilled exactly where scores, worked out again, reach the aim."""

from fractions import Fraction
from itertools import product

import pytest

import parindex
from parindex.targets.aims import TotalAim
from parindex.targets.choice_of_aim import aim_of

from ..sample import define, indicators

OTHERS = {"b": ("7.5", "1"), "c": ("7.5", "2"), "d": ("6.05", "3"), "e": ("3", "1")}
OWN = ["2.9", "3", "3.04", "3.05", "6.04", "6.05", "6.06", "7.44", "7.45", "7.5", "7.54", "7.55", "9"]


def scored(definition, total, then):
    """Score unit a with a total, and a figure that decides between equal totals, among the others."""
    rows = {"a": (total, then), **OTHERS}
    cells = {unit: {"x": Fraction(x), "z": Fraction(z)} for unit, (x, z) in rows.items()}
    return parindex.score(definition, cells)


def ranking(on="unrounded", ties="min", best="highest", then=()):
    root = f'decimals = 1\nrank = {{ on = "{on}", ties = "{ties}", best = "{best}", then = {list(then)} }}'
    watched = '\n[[indicator]]\nid = "z"\nadds = "nothing"\nrule = { kind = "score", range = [0, 10] }\n'
    return define(indicators("x") + watched, root=root.replace("'", '"'))


def fulfilled(ways, scores, row):
    """Return whether all bounds of any way are fulfilled by the exact scores of a unit."""
    exact = scores.exactness
    return any(
        all(
            one.holds(None if exact.marks.without_score[row, one.node] else exact.exact_score(row, one.node))
            for one in way
        )
        for way in ways
    )


@pytest.mark.parametrize("on", ["unrounded", "rounded"])
@pytest.mark.parametrize("best", ["highest", "lowest"])
@pytest.mark.parametrize("ties", ["min", "max", "average", "dense", "authority"])
@pytest.mark.parametrize("then", [(), ("z",)])
def test_bounds_for_a_rank_are_fulfilled_exactly_where_it_is_reached(on, best, ties, then):
    definition = ranking(on, ties, best, then)
    before = scored(definition, "5", "2")
    aims = [aim_of(before, 0, rank=rank) for rank in range(1, 6)]
    ways = [aim.ways(before, 0) for aim in aims]
    for total, figure in product(OWN, ("0", "1.5", "2", "3") if then else ("0",)):
        after = scored(definition, total, figure)
        surely = after.rank[0] + (len(after.undecided[0]) - 1 if after.undecided[0] else 0)
        for rank, aim, way in zip(range(1, 6), aims, ways, strict=True):
            assert aim.reached(after, 0) == (surely <= rank)
            assert fulfilled(way, after, 0) == (surely <= rank), (total, figure, rank, way)


def test_a_rounded_rank_asks_for_half_a_step_less():
    way = aim_of(scored(ranking("rounded"), "5", "0"), 0, rank=3).conditions(scored(ranking("rounded"), "5", "0"), 0)
    assert [(one.node, one.at_least, one.strict) for one in way] == [(0, Fraction("6.05"), False)]  # published as 6.1


@pytest.mark.parametrize("edge", ["-1.5", "-0.1", "0", "0.1", "2.5"])
@pytest.mark.parametrize("best", ["highest", "lowest"])
def test_bounds_for_a_total_are_fulfilled_exactly_where_it_is_published(edge, best):
    definition = ranking(best=best)
    before = scored(definition, "5", "0")
    aim = aim_of(before, 0, total=edge)
    for step in range(-320, 520, 1):
        total = Fraction(step, 200)
        if abs(total - Fraction(edge)) > Fraction(1, 5):
            continue
        after = scored(definition, total, "0")
        assert fulfilled(aim.ways(before, 0), after, 0) == aim.reached(after, 0)
        published = Fraction(after.rounded[0])
        assert aim.reached(after, 0) == (
            published >= Fraction(edge) if best == "highest" else published <= Fraction(edge)
        )


BANDS = """
bands = [
    { label = "Nhóm A", at_least = 9, requires = [{ above_zero = "all" }] },
    { label = "Nhóm B", above = 7, requires = [{ node = "y", at_least = 2 }] },
    { label = "Nhóm C", at_least = 5 },
    { label = "Nhóm D" },
]
caps = [{ node = "z", at_least = 2, band = "Nhóm B" }, { node = "z", above = 5, band = "Nhóm C" }]
decimals = 1
"""


def banded(x, y, z):
    watched = '\n[[indicator]]\nid = "z"\nadds = "nothing"\nrule = { kind = "score", range = [0, 10] }\n'
    definition = define(indicators("x", "y") + watched, root=BANDS)
    return parindex.score(definition, {"a": {"x": Fraction(x), "y": Fraction(y), "z": Fraction(z)}})


def test_bounds_for_a_group_of_results_are_fulfilled_exactly_where_it_is_reached():
    before = banded("3", "1", "6")
    labels = ["Nhóm A", "Nhóm B", "Nhóm C", "Nhóm D"]
    aims = {label: aim_of(before, 0, band=label) for label in labels}
    ways = {label: aim.ways(before, 0) for label, aim in aims.items()}
    figures = ("0", "1.94", "1.95", "3.04", "5.04", "5.05", "7.1", "8.95")
    for x, y, z in product(figures, ("0", "1.94", "1.95", "2.1", "5"), ("0", "1.94", "1.95", "5.04", "5.05")):
        after = banded(x, y, z)
        for at, label in enumerate(labels):
            enough = after.band[0] in labels[: at + 1]
            assert aims[label].reached(after, 0) == enough
            assert fulfilled(ways[label], after, 0) == enough, (x, y, z, label)


@pytest.mark.parametrize("spelled", ["Nhóm A", "nhóm a", "A", "group A", "  Group   a "])
def test_a_group_of_results_is_found_as_people_say_it(spelled):
    assert aim_of(banded("3", "1", "6"), 0, band=spelled).label == "Nhóm A"


def test_the_next_group_is_one_better():
    assert aim_of(banded("3", "1", "0"), 0, band="next").label == "Nhóm C"
    assert aim_of(banded("6", "1", "0"), 0, band="next").label == "Nhóm B"
    with pytest.raises(ValueError, match="in the best group of results already: Nhóm A"):
        aim_of(banded("9", "1", "0"), 0, band="next")


def test_others_that_gain_are_passed_whatever_they_gain():
    before = scored(ranking(), "5", "0")
    gains = {3: Fraction(2), 4: Fraction(3)}  # d to 8.05, e to 6
    assert [aim_of(before, 0, rank=rank, gains=gains).conditions(before, 0)[0].edge for rank in (1, 3, 4)] == [
        Fraction("8.05"),
        Fraction("7.5"),
        Fraction("6"),
    ]


@pytest.mark.parametrize(
    "asked, told",
    [
        ({}, "give one of rank, total and band"),
        ({"rank": 1, "total": 3}, "give one of rank, total and band"),
        ({"rank": 0}, "there is no rank 0: 5 units are ranked"),
        ({"rank": 6}, "there is no rank 6: 5 units are ranked"),
        ({"total": "7.55"}, "the total 7.55 has more decimals than are published: 1"),
        ({"total": "much"}, "total must be a number, not 'much'"),
        ({"total": "1e99999999"}, "total must be a number, not '1e99999999'"),
        ({"band": "A"}, "sample has no groups of results"),
        ({"total": 7, "gains": {1: 2}}, "what others gain matters for a rank only"),
    ],
)
def test_an_aim_that_means_nothing_is_refused(asked, told):
    with pytest.raises(ValueError, match=told):
        aim_of(scored(ranking(), "5", "0"), 0, **asked)


@pytest.mark.parametrize("asked", [{"rank": True}, {"rank": 1.5}, {"rank": "first"}, {"total": [7]}])
def test_an_aim_that_is_no_number_is_refused(asked):
    with pytest.raises(TypeError, match="must be a"):
        aim_of(scored(ranking(), "5", "0"), 0, **asked)


def test_a_total_is_taken_as_it_is_written():
    assert aim_of(scored(ranking(), "5", "0"), 0, total=7.1) == TotalAim(Fraction("7.1"))
