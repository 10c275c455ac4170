"""Polynomials and their quotients against what they are worked out to, point by point."""

import math
from fractions import Fraction
from itertools import product

import pytest

from parindex.kernels.intervals import EVERYTHING
from parindex.kernels.polynomials import Polynomial, Quotient, TooManyTermsError

F = Fraction
HALF = F(1, 2)
X, Y, ONE = Polynomial.name("x"), Polynomial.name("y"), Polynomial.number(F(1))


def number(figure):
    return Polynomial.number(F(figure))


def worked_out(polynomial, **values):
    return sum(
        (
            figure * math.prod(values[name] ** power for name, power in monomial)
            for monomial, figure in polynomial.terms
        ),
        F(0),
    )


SOME = {
    "x": (lambda: X, lambda x, y: x),
    "xy": (lambda: X * Y, lambda x, y: x * y),
    "square": (lambda: (X - Y) * (X - Y), lambda x, y: (x - y) ** 2),
    "cubic": (lambda: X.to(3) - number(3) * X * Y + number("1/2"), lambda x, y: x**3 - 3 * x * y + F(1, 2)),
    "none": (lambda: X - X, lambda x, y: F(0)),
    "figure": (lambda: number(7), lambda x, y: F(7)),
    "high": (lambda: X.to(2) * Y.to(3) + X * Y, lambda x, y: x**2 * y**3 + x * y),
}


def some(name):
    """Return a polynomial, and the function that it is."""
    polynomial, function = SOME[name]
    return polynomial(), function


GRID = [F(-2), F(-1, 2), F(0), F(1), F(3)]
POINTS = list(product(GRID, repeat=2))


@pytest.mark.parametrize("name", SOME)
def test_a_polynomial_is_what_it_is_written_as(name):
    polynomial, function = some(name)
    for x, y in POINTS:
        assert worked_out(polynomial, x=x, y=y) == function(x, y)
        assert worked_out(polynomial.at("x", x), y=y) == function(x, y)
        assert worked_out(polynomial.shifted("x", F(3), -1), x=3 - x, y=y) == function(x, y)
        assert worked_out(polynomial.shifted("y", F(-1, 2), 1), x=x, y=y + F(1, 2)) == function(x, y)
    assert polynomial.names() == {letter for letter in "xy" if any(letter in dict(one) for one, _ in polynomial.terms)}


@pytest.mark.parametrize("one, other", list(product(SOME, repeat=2)))
def test_sums_and_products_are_worked_out_term_by_term(one, other):
    (left, f), (right, g) = some(one), some(other)
    for x, y in POINTS[::3]:
        assert worked_out(left + right, x=x, y=y) == f(x, y) + g(x, y)
        assert worked_out(left - right, x=x, y=y) == f(x, y) - g(x, y)
        assert worked_out(left * right, x=x, y=y) == f(x, y) * g(x, y)


def test_how_a_polynomial_grows_what_leads_it_and_what_divides_it():
    polynomial, _ = some("high")
    assert polynomial.along("x") == number(2) * X * Y.to(3) + Y
    assert polynomial.along("y") == number(3) * X.to(2) * Y.to(2) + X
    assert number(7).along("x") == Polynomial()
    assert polynomial.leading("y") == (3, X.to(2))
    assert some("cubic")[0].leading("y") == (1, number(-3) * X)
    assert Polynomial().leading("x") == (0, Polynomial())
    assert polynomial.lowest_powers() == {"x": 1, "y": 1}
    assert polynomial.divided({"x": 1, "y": 1}) == X * Y.to(2) + ONE
    assert (X.to(2) + X.to(3)).lowest_powers() == {"x": 2}
    assert (X + ONE).lowest_powers() == {"x": 0}
    assert X.to(0) == ONE


def test_no_more_is_looked_at_than_80_terms_and_12_factors():
    assert X.to(12).terms == (((("x", 12),), F(1)),)
    with pytest.raises(TooManyTermsError):
        X.to(13)
    with pytest.raises(TooManyTermsError):
        X.to(12) * X
    names = [Polynomial.name(f"n{at}") for at in range(81)]
    assert len(sum(names[1:80], names[0]).terms) == 80
    with pytest.raises(TooManyTermsError):
        sum(names[1:], names[0])
    assert number(1).to(40) == ONE
    assert number(2).to(40) == number(2**40)
    assert Quotient(X, number(2)).to(-12) == Quotient(number(2**12), X.to(12))


BOXES = [
    {"x": (F(0), F(2)), "y": (F(0), F(3))},
    {"x": (F(1), F(2)), "y": (F(1, 2), F(3))},
    {"x": (F(-2), F(-1)), "y": (F(0), F(1))},
    {"x": (F(-1), F(2)), "y": (F(-3), F(1))},
    {"x": (F(4), F(6)), "y": (F(1), F(2))},
]


def inside(box, count=4):
    sides = [[low + (high - low) * at / count for at in range(count + 1)] for low, high in box.values()]
    return [dict(zip(box, values, strict=True)) for values in product(*sides)]


@pytest.mark.parametrize("box", BOXES, ids=range(len(BOXES)))
@pytest.mark.parametrize("name", SOME)
def test_ends_hold_all_that_is_worked_out_and_a_sign_is_right(name, box):
    polynomial, function = some(name)
    values = [function(**point) for point in inside(box)]
    low, high = polynomial.ends(box)
    assert low <= min(values)
    assert max(values) <= high
    sign = polynomial.sign(box)
    assert sign != 1 or min(values) >= 0
    assert sign != -1 or max(values) <= 0
    assert sign != 0 or set(values) == {0}
    if polynomial.vanishes_only_at_ends(box):
        assert min(values) >= 0 or max(values) <= 0


@pytest.mark.parametrize(
    "polynomial, box, sign, at_ends_only",
    [
        (X - Y, {"x": (F(4), F(6)), "y": (F(1), F(2))}, 1, True),
        (Y - X, {"x": (F(4), F(6)), "y": (F(1), F(2))}, -1, True),
        (X - Y, {"x": (F(2), F(6)), "y": (F(1), F(2))}, 1, False),
        (X - Y, {"x": (F(1), F(6)), "y": (F(1), F(2))}, None, False),
        (X * Y, {"x": (F(0), F(6)), "y": (F(0), F(2))}, 1, True),
        (X.to(2) - X, {"x": (F(1), F(6))}, 1, True),
        (number(9) - X.to(2), {"x": (F(0), F(3))}, 1, False),
        (X.to(2) + X, {"x": (F(0), math.inf)}, 1, True),
        (number(5) - X, {"x": (-math.inf, F(5))}, 1, True),
        (X.to(2) - number(5) * X + number(6), {"x": (F(0), F(2))}, 1, True),  # (2 - x) + (2 - x)²
        # from the end that there is of x, and from the lower or the upper one of y
        (X.to(2) + X + Y.to(2) - Y, {"x": (-math.inf, F(-1)), "y": (F(1), F(6))}, 1, True),
        (X.to(2) - X + (number(2) - Y) * (number(3) - Y), {"x": (F(1), math.inf), "y": (F(0), F(2))}, 1, True),
        # names without ends stay as they are, whatever the order
        (sum((Polynomial.name(name).to(2) for name in "abcdefgh"), Y.to(2) - Y), {"y": (F(1), F(6))}, 1, False),
        # 1 + u/2 - u² with u = x - 1 and u = 2 - x: from the other end nothing is known
        (number("5/2") * X - X.to(2) - number("1/2"), {"x": (F(1), F(2))}, 1, False),
        (number("7/2") * X - X.to(2) - number(2), {"x": (F(1), F(2))}, 1, False),
        (X.to(2), {"x": (F(-1), F(1))}, 1, False),
        (number("-1/2") * X.to(2), {"x": (F(-1), F(1))}, -1, False),
        (number("1/2") * X.to(2) + number("1/2"), {}, 1, True),
        (number("-1/2") * X.to(2) - number("1/2"), {}, -1, True),
        (X, {}, None, False),
        (Polynomial(), {}, 0, False),
    ],
)
def test_signs_are_found_from_the_lower_ends_and_from_the_upper_ones(polynomial, box, sign, at_ends_only):
    assert polynomial.sign(box) == sign
    assert polynomial.vanishes_only_at_ends(box) is at_ends_only


def test_a_sign_is_found_from_the_upper_ends_where_from_the_lower_ones_there_are_too_many_terms():
    """x³ y³ z³ (2 - w) (3 - w), with x, y and z from -1 to 0 and w from 1 to 2."""
    cubes = (X * Y * Polynomial.name("z")).to(3)
    w, box = Polynomial.name("w"), {"w": (F(1), F(2))} | dict.fromkeys("xyz", (F(-1), F(0)))
    assert (cubes * (number(2) - w) * (number(3) - w)).sign(box) == -1


def quotient(over, under=ONE):
    return Quotient(over, under)


QUOTIENTS = {
    "share": (lambda: quotient(X, X + Y), lambda x, y: x / (x + y)),
    "over its square": (lambda: quotient(X * Y, X * X), lambda x, y: y / x),
    "ratio of sums": (lambda: quotient(X + number(2) * Y, X + Y + ONE), lambda x, y: (x + 2 * y) / (x + y + 1)),
    "difference": (lambda: quotient(X - Y), lambda x, y: x - y),
    "itself by a figure": (lambda: quotient(number(3) * X + number(6), X + number(2)), lambda x, y: F(3)),
    "curve": (lambda: quotient(X.to(2) - number(3) * X + Y, Y + ONE), lambda x, y: (x**2 - 3 * x + y) / (y + 1)),
}
MADE = {
    "sum": (lambda: quotient(X, Y) + quotient(Y, X), lambda x, y: x / y + y / x),
    "of one": (lambda: quotient(X, Y) + quotient(ONE, Y), lambda x, y: (x + 1) / y),
    "less": (lambda: quotient(X, Y) - quotient(ONE, X), lambda x, y: x / y - 1 / x),
    "times": (lambda: quotient(X, Y) * quotient(Y + ONE, X), lambda x, y: (y + 1) / y),
    "by": (lambda: quotient(X, Y) / quotient(Y + ONE, X), lambda x, y: x * x / (y * (y + 1))),
    "to": (lambda: quotient(X, Y + ONE).to(2), lambda x, y: x**2 / (y + 1) ** 2),
    "to one": (lambda: quotient(X, Y + ONE).to(1), lambda x, y: x / (y + 1)),
    "to less": (lambda: quotient(X, Y + ONE).to(-2), lambda x, y: (y + 1) ** 2 / x**2),
}


@pytest.mark.parametrize("name", MADE)
def test_quotients_are_added_multiplied_and_raised(name):
    make, function = MADE[name]
    made = make()
    for part in (made, made.reduced()):
        for x, y in product([F(-3), F(1, 2), F(2)], [F(-1, 3), F(1), F(4)]):
            assert worked_out(part.over, x=x, y=y) / worked_out(part.under, x=x, y=y) == function(x, y)


def test_what_stands_over_and_under_alike_falls_away():
    assert QUOTIENTS["over its square"][0]().reduced() == quotient(Y, X)
    assert QUOTIENTS["itself by a figure"][0]().reduced() == quotient(number(3))
    assert quotient(X - X, Y).reduced() == quotient(Polynomial())
    with pytest.raises(TooManyTermsError):
        quotient(X, Y - Y).reduced()


ABOVE = [{"x": (F(1), F(2)), "y": (F(1, 2), F(3))}, {"x": (F(4), F(6)), "y": (F(1), F(2))}]


@pytest.mark.parametrize("box", ABOVE, ids=["near", "far"])
@pytest.mark.parametrize("name", QUOTIENTS)
def test_ends_of_quotients_are_those_at_corners_where_they_rise_or_fall(name, box):
    make, function = QUOTIENTS[name]
    values = [function(**point) for point in inside(box, 8)]
    low, high = make().ends(box)
    assert low <= min(values)
    assert max(values) <= high
    if name != "curve":
        assert (low, high) == (min(values), max(values))
    else:  # it turns at x = 1.5: the box is halved until it hardly matters
        assert high - low <= (max(values) - min(values)) * F(5, 4)


@pytest.mark.parametrize(
    "made, box, expected",
    [
        (quotient(X, X + ONE), {"x": (F(0), math.inf)}, (0, 1)),
        (quotient(ONE, X + ONE), {"x": (F(0), math.inf)}, (0, 1)),
        (quotient(X * X, X + ONE), {"x": (F(0), math.inf)}, (0, math.inf)),
        (quotient(number(5)), {}, (5, 5)),
        (quotient(X, Y - Y), {"x": (F(0), F(1))}, EVERYTHING),
        (quotient(ONE, X), {"x": (F(0), F(2))}, (F(1, 2), math.inf)),
        (quotient(ONE, X), {"x": (F(-2), F(0))}, (-math.inf, F(-1, 2))),
        (quotient(ONE, X), {"x": (F(-1), F(1))}, EVERYTHING),
        (quotient(X), {}, EVERYTHING),
    ],
)
def test_ends_by_hand(made, box, expected):
    assert made.ends(box) == expected


@pytest.mark.parametrize(
    "made, box, expected",
    [
        # x² - x lies from -5 to 35 term by term, and is not below 0 from 1 on
        (quotient(ONE, X.to(2) - X), {"x": (F(1), F(6))}, (F(1, 35), math.inf)),
        (quotient(ONE, X - X.to(2)), {"x": (F(1), F(6))}, (-math.inf, F(-1, 35))),
        (quotient(ONE, X.to(2) - X), {"x": (F(1), F(9, 8))}, (F(64, 17), math.inf)),
        (quotient(ONE, X.to(2) - X), {"x": (F(0), F(2))}, EVERYTHING),
        (quotient(ONE, X), {"x": (HALF, F(3))}, (F(1, 3), 2)),
        (quotient(X, X + ONE), {"x": (F(1), F(3))}, (F(1, 4), F(3, 2))),
    ],
)
def test_ends_of_what_stands_over_and_under_by_hand(made, box, expected):
    assert made.ends_apart(box) == expected


def test_where_a_quotient_turns_the_box_is_halved_five_times():
    """x² - 4x/3 turns at 2/3, between 21/32 and 22/32; term by term it is not below (21/32)² - 4/3 · 22/32 there."""
    made = Quotient(X.to(2) - number("4/3") * X)
    for others in ({}, {"z": (F(0), math.inf)}, {"z": (-math.inf, F(0))}, {"z": EVERYTHING}):
        assert made.ends({"x": (F(0), F(1)), **others}) == (F(21, 32) ** 2 - F(4, 3) * F(22, 32), 0)
    assert Quotient(X + ONE).ends({"x": (F(0), F(1))}) == (1, 2)


def test_the_widest_side_of_a_box_is_halved_first():
    """x² - 62x/3 turns at 31/3, and y as above: of sides of 1 the first is halved three times, the second twice."""
    made = Quotient(X.to(2) - number("62/3") * X + Y.to(2) - number("4/3") * Y)
    low, _ = made.ends({"x": (F(10), F(11)), "y": (F(0), F(1))})
    assert low == (F(82, 8) ** 2 - F(62, 3) * F(83, 8)) + (F(2, 4) ** 2 - F(4, 3) * F(3, 4))
