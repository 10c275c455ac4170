"""What operations give of figures in steps and between open ends, against all that can be tried."""

import math
from fractions import Fraction
from itertools import product

import pytest

from parindex.kernels.enclosures import EVERY_NUMBER, Enclosure, enclosed_result
from parindex.kernels.operations import OPERATIONS
from parindex.kernels.rounding import half_up_exact

F = Fraction
INF = math.inf
ZERO, HALF, NEAR = F(0), F(1, 2), F(1, 10**9)
TWO = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y if y else None,
    "mean": lambda x, y: (x + y) / 2,
    "min": min,
    "max": max,
}
ONE = {("neg", None): lambda x: -x, ("abs", None): abs}
ONE |= {("^", F(power)): lambda x, power=power: x**power if x or power > 0 else None for power in (1, 2, 3, -1, -2)}


def enclosed(kind, parts, constant=None):
    ends = OPERATIONS[kind].ends([part.ends for part in parts], constant)
    return enclosed_result(kind, parts, constant, ends)


def points(part):
    """Return figures of an enclosure without steps: its ends where they belong to it, and what is next to them."""
    low, high = (end if math.isfinite(end) else F(10**9) * (1 if end > 0 else -1) for end in part.ends)
    tried = {low, high, low + NEAR, high - NEAR, (low + high) / 2, ZERO, NEAR, -NEAR}
    return [figure for figure in tried if part.holds(figure)]


ENDS = [(F(-2), F(1)), (ZERO, F(2)), (HALF, F(3)), (ZERO, ZERO), (F(-3), F(-1)), (F(2), INF), (-INF, INF)]
BETWEEN = [
    Enclosure(low, high, *is_open)
    for low, high in ENDS
    for is_open in product((False, True), repeat=2)
    if low < high or not any(is_open)
    if not (is_open[0] and low == -INF) and not (is_open[1] and high == INF)
]


def check_ends(kind, parts, constant, results):
    """Assert that an end said to be open is not reached, and of what is not below 0 that one not open is."""
    given = enclosed(kind, parts, constant)
    assert all(given.holds(result) for result in results), (parts, given)
    if given.low_open:
        assert given.low not in results, (parts, given)
    if given.high_open:
        assert given.high not in results, (parts, given)
    if all(part.low >= 0 for part in parts) or kind in ("+", "-", "neg", "mean", "min", "max"):
        assert given.low_open or math.isinf(given.low) or given.low in results, (parts, given)
        assert given.high_open or math.isinf(given.high) or given.high in results, (parts, given)


@pytest.mark.parametrize("kind", TWO)
def test_an_end_is_open_where_no_two_figures_reach_it(kind):
    for parts in product(BETWEEN, repeat=2):
        tried = (TWO[kind](x, y) for x, y in product(*map(points, parts)))
        results = {result for result in tried if result is not None}
        finite = all(math.isfinite(end) for part in parts for end in part.ends)
        if results and (finite or kind in ("+", "-", "min", "max", "mean")):
            check_ends(kind, parts, None, results)


@pytest.mark.parametrize("kind, constant", ONE)
def test_an_end_is_open_where_no_figure_reaches_it(kind, constant):
    for part in BETWEEN:
        results = {result for figure in points(part) if (result := ONE[kind, constant](figure)) is not None}
        if results and (constant is None or math.isfinite(part.low + part.high)):
            check_ends(kind, [part], constant, results)


@pytest.mark.parametrize(
    "kind, parts, constant, expected",
    [
        # x y with -1/2 <= x < 1 and 0 < y <= 2: -1 is reached at x = -1/2, y = 2
        ("*", [Enclosure(-HALF, F(1), high_open=True), Enclosure(ZERO, F(2), low_open=True)], None, (False, False)),
        # x / y with 1 < x < 2 and -1/2 <= y < 1, or y below 0: nothing is said
        ("/", [Enclosure(F(1), F(2), True, True), Enclosure(-HALF, F(1), high_open=True)], None, (False, False)),
        ("/", [Enclosure(F(1), F(2), True, True), Enclosure(F(-3), F(-1), True, True)], None, (False, False)),
        # with 1 <= y < 4: the least, 1/4, is near the open end of y, the greatest, 2, near that of x
        ("/", [Enclosure(F(1), F(2), False, True), Enclosure(F(1), F(4), False, True)], None, (True, True)),
        ("/", [Enclosure(F(1), F(2)), Enclosure(F(1), F(4), True, False)], None, (False, True)),
        # 0 over what has no end is 0, more than 0 over it is not
        ("/", [Enclosure(ZERO, F(2)), Enclosure(F(1), INF)], None, (False, False)),
        ("/", [Enclosure(F(1), F(2)), Enclosure(F(1), INF)], None, (True, False)),
        # the root of 1 / x with 1 <= x < 4 is above 1/2
        ("^", [Enclosure(F(1), F(4), False, True)], -HALF, (True, False)),
        ("^", [Enclosure(F(1), F(4), False, True)], HALF, (False, True)),
        ("^", [Enclosure(F(-2), F(1), True, True)], F(2), (False, False)),
        ("abs", [Enclosure(-HALF, F(1), True, True)], None, (False, False)),
    ],
)
def test_open_ends_by_hand(kind, parts, constant, expected):
    given = enclosed(kind, parts, constant)
    assert (given.low_open, given.high_open) == expected


def test_what_exponentials_come_near_to_is_not_reached():
    below = enclosed("exp", [Enclosure(-INF, ZERO)])
    assert (below.low, below.low_open, below.high_open) == (0, True, False)
    assert not enclosed("exp", [Enclosure(ZERO, F(1))]).low_open
    assert enclosed("exp", [Enclosure(ZERO, F(1), low_open=True)]).low_open


def in_steps(start, step, count=5):
    return Enclosure(start, start + step * (count - 1), steps=(start, step))


STEPS = [
    in_steps(ZERO, F(1)),
    in_steps(HALF, F(3)),
    in_steps(F(-2), F(1, 4)),
    in_steps(F(1), F(2, 3)),
    Enclosure.at(F(5, 2)),
]


def common_step(results):
    """Return the greatest step on which all of some figures lie, from one of them on."""
    first, *others = sorted(results)
    under = math.lcm(*(result.denominator for result in results))
    return F(math.gcd(*(int((other - first) * under) for other in others)), under)


@pytest.mark.parametrize("kind", [kind for kind in TWO if kind != "mean"])
def test_two_arguments_in_steps_give_results_in_the_greatest_steps(kind):
    for parts in product(STEPS, repeat=2):
        figures = [part.figures(10) for part in parts]
        results = {result for x, y in product(*figures) if (result := TWO[kind](x, y)) is not None}
        given = enclosed(kind, parts)
        assert all(given.holds(result) for result in results)
        if kind in ("+", "-", "*") or (kind == "/" and len(figures[1]) == 1):
            assert given.steps[1] == common_step(results)
        if kind == "/" and len(figures[1]) > 1:
            assert given.steps is None
        assert enclosed(kind, [parts[0], Enclosure(ZERO, F(9))]).steps is None


@pytest.mark.parametrize("kind, constant", [*ONE, ("^", F(12)), ("round", F(1)), ("round", ZERO)])
def test_one_argument_in_steps_gives_results_in_steps(kind, constant):
    def rounded(figure):
        return F(half_up_exact(figure, int(constant)), 10 ** int(constant))

    function = rounded if kind == "round" else ONE.get((kind, constant)) or (lambda x: x**12)
    for part in STEPS:
        results = {result for figure in part.figures(10) if (result := function(figure)) is not None}
        given = enclosed(kind, [part], constant)
        assert all(given.holds(result) for result in results)
    assert enclosed("neg", [STEPS[1]]).steps == (-HALF, 3)
    assert enclosed("abs", [in_steps(F(-1), HALF)]).steps == (-1, HALF)
    assert enclosed("abs", [in_steps(F(-1, 2), F(1))]).steps == (-HALF, 1)
    assert enclosed("abs", [in_steps(F(-1, 3), F(1))]).steps is None
    assert enclosed("^", [in_steps(F(-4), F(2))], F(2)).steps == (0, 4)
    assert enclosed("^", [in_steps(F(1), F(2))], F(2)).steps is None
    assert enclosed("^", [in_steps(ZERO, F(2))], F(1)).steps == (0, 2)
    assert enclosed("^", [in_steps(ZERO, F(2))], F(12)).steps == (0, 4096)
    assert enclosed("^", [in_steps(ZERO, F(2))], F(13)).steps is None
    assert enclosed("^", [in_steps(ZERO, F(2))], F(-1)).steps is None
    assert enclosed("^", [in_steps(ZERO, F(2))], HALF).steps is None
    assert enclosed("round", [EVERY_NUMBER], F(2)).steps == (0, F(1, 100))


def test_what_is_on_steps_and_within_ends():
    part = in_steps(HALF, F(3), 4)
    assert part.figures(4) == (HALF, F(7, 2), F(13, 2), F(19, 2))
    assert part.figures(3) is None
    assert Enclosure(F(1), F(3), steps=(ZERO, HALF)).figures(5) == (1, F(3, 2), 2, F(5, 2), 3)
    assert Enclosure(HALF, F(19, 2), True, True, (HALF, F(3))).figures(4) == (F(7, 2), F(13, 2))
    assert Enclosure(ZERO, F(1)).figures(9) is None
    assert Enclosure(ZERO, INF, steps=(ZERO, F(1))).figures(9) is None
    assert Enclosure.at(HALF).figures(1) == (HALF,)
    assert [part.is_on(steps) for steps in (None, (HALF, F(3)), (ZERO, HALF), (HALF, F(2)), (ZERO, F(3)))] == [
        *(True, True, True, False, False),
    ]
    assert Enclosure(F(4), F(4)).is_on((ZERO, F(2)))
    assert not Enclosure(F(4), F(4)).is_on((ZERO, F(3)))
    assert not Enclosure(ZERO, F(4)).is_on((ZERO, F(2)))
    assert part.is_within(HALF, F(19, 2))
    assert part.is_within(None, None)
    assert not part.is_within(F(1), None)
    assert not part.is_within(None, F(9))
    assert Enclosure.between(None, F(3)).ends == (-INF, 3)
    assert Enclosure.between(F(3), None).ends == (3, INF)
    assert Enclosure.of([F(1), F(4), F(10)]).steps == (1, 3)


@pytest.mark.parametrize(
    "one, other, met, joined",
    [
        (Enclosure(ZERO, F(4)), Enclosure(F(1), F(6)), (1, 4, False, False), (0, 6, False, False)),
        (Enclosure(ZERO, F(4), True), Enclosure(ZERO, F(4), False, True), (0, 4, True, True), (0, 4, False, False)),
        (Enclosure(ZERO, F(4), True, True), Enclosure(ZERO, F(4), True, True), (0, 4, True, True), (0, 4, True, True)),
        (Enclosure(ZERO, F(1)), Enclosure(F(2), F(3)), (0, 1, False, False), (0, 3, False, False)),
        (Enclosure(ZERO, F(1)), Enclosure(F(1), F(3), True), (1, 1, True, False), (0, 3, False, False)),
    ],
)
def test_what_is_in_both_and_what_is_in_either(one, other, met, joined):
    for left, right in ((one, other), (other, one)):
        both, either = left.met(right), left.joined(right)
        if met != (0, 1, False, False):  # where nothing is in both, it is the first
            assert (*both.ends, both.low_open, both.high_open) == met
        assert (*either.ends, either.low_open, either.high_open) == joined
    assert one.met(in_steps(ZERO, F(1))).steps == (0, 1)


def test_zero_is_left_out_where_steps_end_there():
    assert in_steps(ZERO, F(1, 4)).but_zero().ends == (F(1, 4), 1)
    assert in_steps(F(-1), F(1, 4)).but_zero().ends == (-1, F(-1, 4))
    inside, beside, without = in_steps(F(-1), HALF), in_steps(F(-1, 3), F(1)), Enclosure(ZERO, F(4))
    alone, on_steps = Enclosure.at(ZERO), Enclosure(ZERO, ZERO, steps=(ZERO, F(1)))
    above = Enclosure(ZERO, F(4), low_open=True, steps=(ZERO, F(1)))
    for enclosure in (inside, beside, without, alone, on_steps, above):
        assert enclosure.but_zero() == enclosure
