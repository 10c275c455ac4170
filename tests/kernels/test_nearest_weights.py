"""Least changes of weights, by hand, and by what they must be whatever the scale."""

import random
from fractions import Fraction
from itertools import permutations

import pytest

from parindex.kernels.nearest_weights import NORMS

from ..nearest_in_fractions import nearest, value

F = Fraction
THREE = [F(1, 2), F(1, 4), F(1, 4)]
FIVE = [F(1, 2), F(1, 5), F(1, 10), F(1, 10), F(1, 10)]


@pytest.mark.parametrize("norm", NORMS)
def test_two_weights_have_one_way_to_go(norm):
    """0.1 (1/2 - d) = 0.01 (1/2 + d) at d = 9/22."""
    assert nearest(norm, [F(1, 2)] * 2, [F(1, 10), F(-1, 100)]) == [F(1, 11), F(10, 11)]


@pytest.mark.parametrize(
    "slopes, expected",
    [
        # start - m (slope - mean of slopes) with m = 1, 1/2 and 30: the function falls by m times the squares
        ((F(1, 8), F(0), F(-1, 8)), (F(3, 8), F(1, 4), F(3, 8))),
        ((F(1, 4), F(0), F(-1, 4)), (F(3, 8), F(1, 4), F(3, 8))),
        ((F(1, 240), F(0), F(-1, 240)), (F(3, 8), F(1, 4), F(3, 8))),
        # m = 3/4 : 38/3
        ((F(1), F(3), F(-2)), (F(73, 152), F(17, 152), F(62, 152))),
        # the second one would be below 0: it goes, and the others are level by themselves
        ((F(1), F(3), F(-1, 2)), (F(1, 3), F(0), F(2, 3))),
    ],
)
def test_the_least_squares_by_hand(slopes, expected):
    assert value(expected, slopes) == 0
    assert nearest("L2", THREE, slopes) == list(expected)


@pytest.mark.parametrize(
    "slopes, expected",
    [
        # the steepest gives to the flattest until both are level: 1/2 - d = 1/4 + d
        ((F(1), F(0), F(-1)), (F(3, 8), F(1, 4), F(3, 8))),
        # all of the second is not enough, or only just
        ((F(1), F(3), F(-1)), (F(1, 2), F(0), F(1, 2))),
        ((F(1), F(3), F(-1, 2)), (F(1, 3), F(0), F(2, 3))),
    ],
)
def test_the_least_sum_by_hand(slopes, expected):
    assert value(expected, slopes) == 0
    assert nearest("L1", THREE, slopes) == list(expected)


@pytest.mark.parametrize(
    "start, slopes, expected",
    [
        (THREE, (F(1), F(0), F(-1)), (F(3, 8), F(1, 4), F(3, 8))),
        # what one gives the other takes, and the one between them stays: 1/2 = 4 t
        (THREE, (F(1), F(2), F(-2)), (F(1, 2), F(1, 8), F(3, 8))),
        # 2/5 goes to the first: a fifth and a tenth are gone before that
        (FIVE, (F(-1), F(9), F(9), F(9), F(9)), (F(9, 10), F(1, 10), F(0), F(0), F(0))),
    ],
)
def test_the_least_greatest_change_by_hand(start, slopes, expected):
    assert value(expected, slopes) == 0
    assert nearest("Linf", start, slopes) == list(expected)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("times", [F(1, 1000), F(1, 7), F(250)])
def test_what_is_nearest_does_not_hang_on_the_scale_of_the_function(norm, times):
    slopes = [F(3), F(2), F(-1), F(7), F(-4)]
    assert nearest(norm, FIVE, [slope * times for slope in slopes]) == nearest(norm, FIVE, slopes)


def drawn(count):
    """Draw weights, some of them 0 or alike, and slopes by which the function is above 0 and can come to 0."""
    draw, cases = random.Random(2026), []
    while len(cases) < count:
        size = draw.randint(3, 7)
        parts = [draw.choice([0, 1, 1, 2, 3, 5]) for _ in range(size)]
        slopes = [F(draw.randint(-4, 6), draw.choice([1, 1, 3])) for _ in range(size)]
        start = [F(part, max(sum(parts), 1)) for part in parts]
        if value(start, slopes) > 0 >= min(slopes):
            cases.append((start, slopes))
    return cases


def ways_to_go(weights, slopes):
    """Yield changes of two or three weights that keep the sum and the function, as far as weights are not below 0.

    All that can be done is a sum of such, none of which takes back what another one does.
    """
    for one, two, three in permutations(range(len(weights)), 3):
        step = [F(0)] * len(weights)
        step[one], step[two], step[three] = (
            slopes[two] - slopes[three],
            slopes[three] - slopes[one],
            slopes[one] - slopes[two],
        )
        if all(weight > 0 or change >= 0 for weight, change in zip(weights, step, strict=True)):
            yield step


def grown(norm, changes, step):
    """Return how fast the sum of changes, or of their squares, grows along a step."""
    pairs = list(zip(changes, step, strict=True))
    if norm == "L2":
        return sum(change * each for change, each in pairs)
    return sum(abs(each) if not change else each if change > 0 else -each for change, each in pairs)


@pytest.mark.parametrize("norm", NORMS)
def test_no_other_weights_that_bring_the_function_to_0_are_nearer(norm):
    for start, slopes in drawn(25):
        weights = nearest(norm, start, slopes)
        assert value(weights, slopes) == 0
        assert sum(weights) == sum(start)
        assert min(weights) >= 0
        changes = [new - old for new, old in zip(weights, start, strict=True)]
        if norm == "Linf":
            assert as_low_as_can_be(start, slopes, changes)
        else:
            assert all(grown(norm, changes, step) >= 0 for step in ways_to_go(weights, slopes))


def as_low_as_can_be(start, slopes, changes):
    """Return whether what is flatter than some slope takes the greatest change, and what is steeper gives that or all.

    So within the greatest change the function is as low as it can be: within less it is above 0.
    """
    most, rows = max(map(abs, changes)), list(zip(slopes, start, changes, strict=True))
    return any(
        all(
            change == (most if slope < pivot else -min(most, weight))
            for slope, weight, change in rows
            if slope != pivot
        )
        for pivot in slopes
    )
