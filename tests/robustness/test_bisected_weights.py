"""Weights at which two units are level where only the walk tells: by hand, and where float64 does not tell the two."""

from fractions import Fraction

import numpy as np
import pytest

import parindex

from ..sample import define, indicators

F = Fraction
NONE = pytest.approx(np.nan, nan_ok=True)


def told(definition, u, v):
    """Return what is told of each node: its outcome, its weight, that weight exactly, and whether that is proved."""
    found = parindex.thresholds(parindex.score(definition, {"u": u, "v": v}), "u", "v")
    rows = zip(found.nodes, found.outcome, found.threshold.tolist(), found.exact, found.proved, strict=True)
    return found, {node: tuple(rest) for node, *rest in rows}


def lower_of_two(weights, keys='combine = "weighted-mean"', combine="min"):
    """Return an index of the lower, or the greater, of an indicator h and a mean g of a and b."""
    body = f'\n[[component]]\nid = "g"\n{keys}\n' + indicators("h", keys="max = 10")
    for id_, weight in zip("ab", weights, strict=True):
        body += indicators(id_, keys=f"max = 10\nweight = {weight}", parent="g")
    return define(body, combine)


@pytest.mark.parametrize(
    "weights, tie, exact", [((1, 1), F(1, 4), F(1, 4)), ((3, 2), F(5, 6), None), ((1, 2), F(1, 4), F(1, 4))]
)
def test_of_two_ties_the_nearest_is_told(weights, tie, exact):
    """With a weight w of a the first has min(10 w, 6) and the second 1 + 6 w: level at 1/4 and at 5/6."""
    u, v = {"a": 10, "b": 0, "h": 6}, {"a": 7, "b": 1, "h": 10}
    for first, second in ((u, v), (v, u)):
        found, ties = told(lower_of_two(weights), first, second)
        assert ties["a"] == ("swap", pytest.approx(float(tie), abs=1e-15), exact, True)
        assert ties["b"] == ("swap", pytest.approx(1 - float(tie), abs=1e-15), exact and 1 - exact, True)
        assert found.ahead == ("u" if first is u else "v")
        assert set(found.way) == {"bisection"}


@pytest.mark.parametrize(
    "weights, keys, a",
    [
        ((1, 1), 'combine = "weighted-mean"', 10),
        ((1, 7), 'combine = "weighted-mean"', 10),
        ((1, 1), 'combine = "weighted-sum"\ntimes = 0.5', 10),
        ((1, 1), 'combine = "weighted-sum"\ntimes = 2', F(5, 2)),  # twice a sum of two is four times their mean
    ],
)
def test_a_weight_is_found_where_what_does_not_move_is_reached(weights, keys, a):
    """With a weight w of a the first has 10 w; the second stays at its h, 5/2."""
    _, ties = told(lower_of_two(weights, keys), {"a": a, "b": 0, "h": 9}, {"a": a, "b": a, "h": F(5, 2)})
    assert ties["a"] == ("swap", 0.25, F(1, 4), True)
    assert ties["b"] == ("swap", 0.75, F(3, 4), True)


@pytest.mark.parametrize("weight", [334, 332, 340, 320])
def test_a_weight_is_found_however_near_it_is(weight):
    """Level at 1/3: nearer to a weight of 0.334 or 0.332 than the next that is looked at first."""
    first, second = {"a": 10, "b": 0, "h": 9}, {"a": 9, "b": 9, "h": F(10, 3)}
    found, ties = told(lower_of_two((weight, 1000 - weight)), first, second)
    assert found.ahead == ("u" if weight > 333 else "v")
    assert ties["a"] == ("swap", pytest.approx(1 / 3, abs=1e-15), None, True)
    assert ties["b"] == ("swap", pytest.approx(2 / 3, abs=1e-15), None, True)


def test_two_that_are_level_change_places_or_touch_there():
    """4 w + 6 (1 - w) against 5 is level at a half, beyond it the order is reversed; against at most 5 it is not."""
    level = {"a": 5, "b": 5, "h": 9}
    found, ties = told(lower_of_two((1, 1)), {"a": 4, "b": 6, "h": 9}, level)
    assert found.ahead is None
    assert ties["a"] == ties["b"] == ("swap", 0.5, None, True)
    _, ties = told(lower_of_two((1, 1)), {"a": 4, "b": 6, "h": 5}, level)
    assert ties["a"] == ties["b"] == ("touch", 0.5, None, True)
    _, ties = told(lower_of_two((1, 1)), {"a": 6, "b": 4, "h": 5}, level)
    assert ties["a"] == ties["b"] == ("touch", 0.5, None, True)
    _, ties = told(lower_of_two((1, 1)), level, {"a": 6, "b": 4, "h": 5})
    assert ties["a"] == ties["b"] == ("touch", 0.5, None, True)
    _, ties = told(lower_of_two((1, 1)), level, level)
    assert [ties[node] for node in "ab"] == [("level", NONE, None, True)] * 2


@pytest.mark.parametrize(
    "a, b, outcome, tie",
    [
        ("3.00000000000003", "6.00000000000006", "none", None),  # the first is above in both
        ("3.00000000000003", "5.99999999999994", "swap", F(1, 3)),  # 1/9 w 3e-14 = 1/36 (1 - w) 6e-14
        ("3.00000000000003", "6", "touch", F(0)),  # only b counts, of which both have 6
        ("3", "6.00000000000003", "touch", F(1)),
    ],
)
def test_units_that_float64_hardly_tells_apart_are_compared_exactly(a, b, outcome, tie):
    """In all weights the totals are within some 1e-14 of each other."""
    definition = define(indicators("a", "b", keys="max = 10"), "harmonic-mean")
    found, ties = told(definition, {"a": a, "b": b}, {"a": 3, "b": 6})
    back, turned = told(definition, {"a": 3, "b": 6}, {"a": a, "b": b})
    assert (found.ahead, back.ahead) == ("u", "v")
    assert [turned[node][0] for node in "ab"] == [outcome, outcome]
    assert turned["a"][1] == ties["a"][1] or tie is None
    for node, weight in (("a", tie), ("b", None if tie is None else 1 - tie)):
        expected = NONE if weight is None else pytest.approx(float(weight), abs=1e-9)
        assert ties[node] == (outcome, expected, weight if outcome == "touch" else None, True)


def test_where_units_float64_hardly_tells_apart_begin_to_be_level_is_found():
    """The first has 5 and (1 - 16 w) 1e-13 up to a weight of 1/16 of a, then 5 as the second."""
    first = {"a": "4.9999999999985", "b": "5.0000000000001", "h": 5}
    found, ties = told(lower_of_two((1, 31), combine="max"), first, {"a": 5, "b": 5, "h": 5})
    assert found.ahead == "u"
    assert ties["a"] == ("touch", pytest.approx(1 / 16, abs=1e-15), None, True)
    assert ties["b"] == ("touch", pytest.approx(15 / 16, abs=1e-15), None, True)


def test_a_few_weights_at_which_units_are_level_are_told_from_the_others():
    """Level within 1e-12 up to a weight of 1/8 of a, exactly only at none: a is 3 and 1e-11 above 3, b is the same."""
    _, ties = told(
        define(indicators("a", "b", keys="max = 10"), "harmonic-mean"), {"a": "3.00000000001", "b": 6}, {"a": 3, "b": 6}
    )
    assert ties["a"] == ("touch", 0, 0, True)
    assert ties["b"] == ("touch", 1, 1, True)


LOW, HIGH = "4.9999999999999999999999999", "5.0000000000000000000000001"


def beside_a_root():
    """Return the harmonic mean of a and of the geometric mean g of b and c."""
    body = indicators("a", keys="max = 10") + '\n[[component]]\nid = "g"\ncombine = "geometric-mean"\n'
    return define(body + indicators("b", "c", keys="max = 10", parent="g"), "harmonic-mean")


def test_what_only_digits_find_level_is_not_said_to_be_proved():
    """The root of (5 - d)(5 + d) is below 5 by d²/10, 1e-51, whatever the weight of g but none."""
    found, ties = told(beside_a_root(), {"a": 3, "b": LOW, "c": HIGH}, {"a": 3, "b": 5, "c": 5})
    assert (found.ahead, found.ahead_proved) == (None, False)
    assert [ties[node] for node in "ag"] == [("level", NONE, None, False)] * 2
    found, ties = told(beside_a_root(), {"a": 3, "b": 2, "c": 8}, {"a": 3, "b": 4, "c": 4})
    assert (found.ahead, found.ahead_proved) == (None, True)
    assert [ties[node] for node in "ag"] == [("level", NONE, None, True)] * 2
    found, ties = told(beside_a_root(), {"a": 4, "b": LOW, "c": HIGH}, {"a": 3, "b": 5, "c": 5})
    assert (found.ahead, found.ahead_proved) == ("u", True)
    assert ties["a"] == ("touch", 0, None, False)
    assert ties["g"] == ("touch", 1, None, False)


def test_level_whatever_the_weight_is_proved_only_where_it_is_at_every_weight():
    """Without a weight g decides nothing, and the two are the same; with one it differs, by 1e-51."""
    body = indicators("a", keys="max = 10\nweight = 1") + '\n[[component]]\nid = "g"\ncombine = "geometric-mean"\n'
    definition = define(body + "weight = 0\n" + indicators("b", "c", keys="max = 10", parent="g"), "harmonic-mean")
    found, ties = told(definition, {"a": 3, "b": LOW, "c": HIGH}, {"a": 3, "b": 5, "c": 5})
    assert (found.ahead, found.ahead_proved) == (None, True)
    assert ties["g"] == ("level", NONE, None, False)


def test_a_total_that_is_not_there_without_a_weight_is_not_overtaken():
    """What is left out of a unit takes no part; where all the weight is on it there is no total to compare."""
    keys = 'max = 10\nweight = 1\nmissing = "redistribute"'
    definition = define(indicators("a", "b", "c", keys=keys), "harmonic-mean", 'missing = "redistribute"')
    _, ties = told(definition, {"a": 8, "b": 2, "c": None}, {"a": 4, "b": 3, "c": None})
    assert ties["c"] == ("none", NONE, None, True)
    same = {"a": 8, "b": 2, "c": None}
    found, ties = told(definition, same, same)
    assert set(found.outcome) == {"level"}
    assert set(found.proved) == {True}
