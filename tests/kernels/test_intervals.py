"""Between what a formula lies: the least and the greatest of it, found by trying."""

import math
from fractions import Fraction
from itertools import product

import pytest

from parindex.kernels.operations import OPERATIONS

#: What stands for infinity, and for what is next to 0.
FAR, NEAR = Fraction(10) ** 40, Fraction(1, 10**40)
LARGE, SMALL = 10**15, Fraction(1, 10**15)
QUARTER, HALF = Fraction(1, 4), Fraction(1, 2)
INF = math.inf


def intervals(*ends):
    """Return all intervals between some ends and infinities."""
    figures = [Fraction(end) for end in ends]
    half = [*((-INF, end) for end in figures), *((end, INF) for end in figures), (-INF, INF)]
    return [*((low, high) for low in figures for high in figures if low <= high), *half]


def inside(ends):
    """Return points of an interval: its ends, 0, and what is next to 0; far and farther ones for an infinite end."""
    low, high = ends
    around = (Fraction(0), NEAR, -NEAR, FAR, -FAR, FAR**2, -(FAR**2))
    return {*filter(math.isfinite, ends), *(point for point in around if low <= point <= high)}


def read(value):
    """Return a result: very large ones are infinite, very small ones 0."""
    if abs(value) > LARGE:
        return INF if value > 0 else -INF
    return Fraction(0) if abs(value) < SMALL else value


def tried(function, ends):
    """Return the least and the greatest of a function over points of intervals, where it is defined."""
    results = [function(*points) for points in product(*map(inside, ends))]
    defined = [read(result) for result in results if result is not None]
    return (min(defined), max(defined)) if defined else None


def root(value):
    """Return the root of a square of fractions; none of what is below 0."""
    return None if value < 0 else Fraction(math.isqrt(value.numerator), math.isqrt(value.denominator))


def quotient(left, right):
    return left / right if right else None


def powers(exponent):
    return lambda value: None if value == 0 and exponent < 0 else value**exponent


@pytest.mark.parametrize(
    "sign, function",
    [
        ("+", lambda x, y: x + y),
        ("-", lambda x, y: x - y),
        ("*", lambda x, y: x * y),
        ("/", quotient),
        ("min", min),
        ("max", max),
        ("mean", lambda x, y: (x + y) / 2),
    ],
)
def test_two_arguments_give_no_less_and_no_more_than_what_is_found_by_trying(sign, function):
    for pair in product(intervals(-2, HALF, 0, 3), repeat=2):
        expected = tried(function, pair)
        assert expected is None or OPERATIONS[sign].ends(pair, None) == expected, pair


@pytest.mark.parametrize(
    "sign, constant, function",
    [
        ("neg", None, lambda x: -x),
        ("abs", None, abs),
        *(("^", Fraction(exponent), powers(exponent)) for exponent in (1, 2, 3, 4, -1, -2, -3)),
    ],
)
def test_one_argument_gives_no_less_and_no_more_than_what_is_found_by_trying(sign, constant, function):
    for ends in intervals(-3, -HALF, 0, HALF, 2):
        expected = tried(function, [ends])
        assert expected is None or OPERATIONS[sign].ends([ends], constant) == expected, ends


@pytest.mark.parametrize(
    "sign, constant, function",
    [
        ("sqrt", None, root),
        ("^", HALF, root),
        ("^", -HALF, lambda x: 1 / root(x) if x > 0 else None),
        ("^", 3 * HALF, lambda x: root(x) and root(x) ** 3),
    ],
)
def test_roots_lie_between_those_of_what_is_not_below_zero(sign, constant, function):
    for ends in intervals(-2, 0, QUARTER, 1, 9):
        expected = tried(function, [ends]) if ends[1] >= 0 else None
        assert expected is None or OPERATIONS[sign].ends([ends], constant) == expected, ends


def test_what_is_below_0_times_what_has_no_end_has_none_on_the_other_side():
    """Ends within one of 0 too; 0 times what has no end is 0."""
    assert OPERATIONS["*"].ends([(-HALF, -QUARTER), (1, INF)], None) == (-INF, -QUARTER)
    assert OPERATIONS["*"].ends([(QUARTER, HALF), (-INF, -1)], None) == (-INF, -QUARTER)
    assert OPERATIONS["*"].ends([(-HALF, 0), (-INF, QUARTER)], None) == (-HALF * QUARTER, INF)


@pytest.mark.parametrize(
    "ends, places, expected",
    [
        (("0.04", "0.05"), 1, ("0", "0.1")),
        (("-0.05", "-0.04"), 1, ("-0.1", "0")),
        (("2.4", "2.5"), 0, ("2", "3")),
        (("14", "15"), 0, ("14", "15")),
    ],
)
def test_rounded_ends_are_half_up_at_the_places_that_are_asked_for(ends, places, expected):
    given = tuple(map(Fraction, ends))
    assert OPERATIONS["round"].ends([given], Fraction(places)) == tuple(map(Fraction, expected))
    assert OPERATIONS["round"].ends([(-INF, INF)], Fraction(places)) == (-INF, INF)


@pytest.mark.parametrize(
    "name, ends, expected",
    [
        ("ln", (1, 10), (0, math.log(10))),
        ("ln", (0, HALF), (-INF, -math.log(2))),
        ("ln", (-1, 0), (-INF, -INF)),
        ("ln", (1, INF), (0, INF)),
        ("log10", (-INF, 1000), (-INF, 3)),
        ("log10", (Fraction(1, 100), 10), (-2, 1)),
        ("exp", (0, 1), (1, math.e)),
        ("exp", (-1, 2), (1 / math.e, math.e**2)),
        ("exp", (-INF, INF), (0, INF)),
        ("exp", (-690, 690), (0, math.exp(690))),
        ("exp", (-689, 691), (math.exp(-689), INF)),
        ("exp", (691, 800), (math.exp(690), INF)),
        ("exp", (-800, -691), (0, math.exp(-690))),
    ],
)
def test_logarithms_and_exponentials_rise_from_end_to_end(name, ends, expected):
    low, high = (end if math.isinf(end) else Fraction(end) for end in ends)
    assert [float(end) for end in OPERATIONS[name].ends([(low, high)], None)] == pytest.approx(expected, rel=1e-13)
