"""Least changes of weights, by hand, and by what they must be whatever the scale."""

from fractions import Fraction

import pytest

from parindex.kernels.nearest_weights import NORMS, value

F = Fraction
THREE = [F(1, 2), F(1, 4), F(1, 4)]
FIVE = [F(1, 2), F(1, 5), F(1, 10), F(1, 10), F(1, 10)]


@pytest.mark.parametrize("norm", NORMS)
def test_two_weights_have_one_way_to_go(norm):
    """0.1 (1/2 - d) = 0.01 (1/2 + d) at d = 9/22."""
    assert NORMS[norm]([F(1, 2)] * 2, [F(1, 10), F(-1, 100)]) == [F(1, 11), F(10, 11)]


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
    assert NORMS["L2"](THREE, slopes) == list(expected)


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
    assert NORMS["L1"](THREE, slopes) == list(expected)


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
    assert NORMS["Linf"](start, slopes) == list(expected)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("times", [F(1, 1000), F(1, 7), F(250)])
def test_what_is_nearest_does_not_hang_on_the_scale_of_the_function(norm, times):
    slopes = [F(3), F(2), F(-1), F(7), F(-4)]
    assert NORMS[norm](FIVE, [slope * times for slope in slopes]) == NORMS[norm](FIVE, slopes)
