"""How far results may stray: never less than what is found by trying all that arguments may be, and not much more."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from parindex.kernels.closed_forms import NotClosedError
from parindex.kernels.number import DECIMAL
from parindex.kernels.operations import OPERATIONS, Argument, outside, undecided_domain

NONE = Fraction(0)
#: Values and how far they may be from the true ones; in exact numbers, so that nothing else is off.
UNSURE = [
    (Fraction(7), Fraction(1, 2)),
    (Fraction(-3), Fraction(1)),
    (Fraction(1, 2), Fraction(1, 8)),
    (Fraction(4), NONE),
]
SIGNS = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "mean": lambda x, y: (x + y) / 2,
}


def exact(value, error=NONE):
    return Argument(np.array([value], dtype=object), np.array([error], dtype=object))


def floats(value, error=0.0):
    return Argument(np.array([float(value)]), np.array([float(error)]))


def error_of(name, arguments, result, eps=NONE, constant=None):
    results = np.array([result], dtype=arguments[0].values.dtype)
    return OPERATIONS[name].error(arguments, results, eps, constant)[0]


@pytest.mark.parametrize("sign", SIGNS)
def test_the_error_of_two_arguments_is_the_most_that_theirs_can_make(sign):
    for (x, dx), (y, dy) in product(UNSURE, repeat=2):
        result = SIGNS[sign](x, y)
        corners = [SIGNS[sign](*corner) for corner in product((x - dx, x + dx), (y - dy, y + dy))]
        most = max(abs(corner - result) for corner in corners)
        assert error_of(sign, [exact(x, dx), exact(y, dy)], result) == most


@pytest.mark.parametrize("sign", ["+", "-", "*", "/"])
def test_the_rounding_of_a_result_is_added_to_its_error(sign):
    eps = Fraction(1, 1000)
    for (x, dx), (y, dy) in product(UNSURE, repeat=2):
        result, arguments = SIGNS[sign](x, y), [exact(x, dx), exact(y, dy)]
        assert error_of(sign, arguments, result, eps) == error_of(sign, arguments, result) + eps * abs(result)


@pytest.mark.parametrize("values", [(3, 5), (3, 5, 7), (-3, 5, 9, -2), (4,)])
def test_a_mean_rounds_at_each_sum_and_once_when_it_is_divided(values):
    eps, count = Fraction(1, 1000), len(values)
    sums = [sum(values[: number + 1]) for number in range(1, count)]
    result = Fraction(sum(values), count)
    most = eps * (Fraction(sum(map(abs, sums)), count) + abs(result))
    error = error_of("mean", [exact(Fraction(value)) for value in values], result, eps)
    assert most <= error <= eps * sum(map(abs, values))


@pytest.mark.parametrize("name", ["neg", "abs"])
def test_what_only_turns_a_value_hands_on_its_error(name):
    for value, error in UNSURE:
        assert error_of(name, [exact(value, error)], -value, Fraction(1, 10)) == error


@pytest.mark.parametrize("name, extreme", [("min", min), ("max", max)])
def test_the_least_and_the_greatest_hand_on_the_error_of_what_they_may_be(name, extreme):
    """An argument that is certainly another adds none: of 7 and -3, each off by no more than 1, one is the least."""
    near = [*UNSURE, (Fraction(3, 4), Fraction(1, 4)), (Fraction(15, 2), Fraction(2)), (Fraction(1, 4), Fraction(1, 9))]
    for pairs in product(near, repeat=2):
        (x, dx), (y, dy) = pairs
        result = extreme(x, y)
        corners = [extreme(corner) for corner in product((x - dx, x + dx), (y - dy, y + dy))]
        most = max(abs(corner - result) for corner in corners)
        assert error_of(name, [exact(*pair) for pair in pairs], result) == most


def test_of_what_is_infinite_the_least_has_the_error_that_it_has():
    for kind, endless in ((floats, math.inf), (exact, Decimal("inf"))):
        with np.errstate(invalid="ignore"), localcontext(traps=[]):
            assert error_of("min", [kind(endless, 2), kind(endless, 3)], endless) == 3
            assert error_of("min", [kind(4, 1), kind(endless, 3)], 4) == 1


def test_a_rounded_value_is_off_by_its_own_rounding():
    assert error_of("round", [exact(Fraction(7), Fraction(1))], Fraction(-8), Fraction(1, 16)) == Fraction(1, 2)


CURVES = {"sqrt": math.sqrt, "ln": math.log, "log10": math.log10, "exp": math.exp}


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("value", [0.25, 0.9, 2.0, 6.25, 40.0])
@pytest.mark.parametrize("part", [1e-5, 1e-3, 0.3])
def test_errors_of_curves_are_bounded_closely(name, value, part):
    """By no more than three times the most that can be made, whatever the size of the value."""
    if name == "exp":
        value /= 16
    change, result = value * part, CURVES[name](value)
    most = max(abs(CURVES[name](value + side) - result) for side in (-change, change))
    assert most * (1 - 1e-9) <= error_of(name, [floats(value, change)], result) <= (5 if name == "log10" else 3) * most


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_itself_is_off_by_a_few_roundings(name):
    for value in (0.001, 0.25, 1.0, 30.0):
        result = CURVES[name](value)
        own = error_of(name, [floats(value)], result, 1e-6)
        size = abs(result) + (1 if name in ("ln", "log10") else 0)
        assert 2e-6 * size <= own <= 8e-6 * size


def test_an_exponential_of_what_is_off_by_more_than_one_is_not_known():
    assert error_of("exp", [floats(2, 1)], math.exp(2)) == pytest.approx(2 * math.exp(2))
    assert error_of("exp", [floats(2, 1.001)], math.exp(2)) == math.inf
    known, unknown = (Argument(np.array([Decimal(2)]), np.array([Decimal(off)])) for off in ("1", "1.1"))
    assert error_of("exp", [known], Decimal(7), Decimal(0)) == 14
    assert error_of("exp", [unknown], Decimal(7), Decimal(0)) == Decimal("inf")


POWERS = [Fraction(power) for power in ("1/3", "1/2", "1", "2", "3", "-1", "-2", "-1/2")]


@pytest.mark.parametrize("exponent", POWERS, ids=str)
@pytest.mark.parametrize("part", [1e-9, 1e-3, 0.05])
def test_errors_of_powers_are_bounded(exponent, part):
    """By no more than five times the most that can be made."""
    for value in (0.04, 1.0, 25.0):
        result, change = value ** float(exponent), value * part
        most = max(abs((value + side) ** float(exponent) - result) for side in (-change, change))
        error = error_of("^", [floats(value, change)], result, 0.0, exponent)
        assert most <= error * (1 + 1e-6)
        assert error <= 5 * most


def test_a_power_below_nothing_of_what_may_nearly_be_nothing_is_not_known():
    assert error_of("^", [floats(0.6, 0.5)], 1 / 0.6, 0.0, Fraction(-1)) == math.inf


@pytest.mark.parametrize("exponent", [Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3)], ids=str)
@pytest.mark.parametrize("value, change", [(0.0, 0.5), (0.5, 0.5), (1.0, 0.75), (0.2, 0.9)])
def test_so_they_are_where_the_value_may_be_zero(exponent, value, change):
    """Twice the power of all that the value may be is enough, since both ends are no further from 0."""
    result, most = value ** float(exponent), (value + change) ** float(exponent)
    assert error_of("^", [floats(value, change)], result, 0.0, exponent) == pytest.approx(2 * most)


def test_a_power_rounds_by_more_the_further_the_logarithm_of_its_base_is_from_nothing():
    """A power is the exponential of the exponent times a logarithm: a rounding of the product counts as it is large."""
    for value, exponent in product((1e-40, 1e-3, 1.0, 1e3, 1e40), (Fraction(2), Fraction(1, 2), Fraction(-3))):
        result = value ** float(exponent)
        roundings = float(abs(exponent)) * abs(math.log(value)) + 2
        own = error_of("^", [floats(value)], result, 1e-6, exponent)
        assert 1e-6 * roundings * result <= own <= 5e-6 * roundings * result
        in_digits = [Argument(np.array([Decimal(repr(value))]), np.array([Decimal(0)]))]
        own = float(error_of("^", in_digits, Decimal(repr(result)), Decimal("1e-6"), exponent))
        assert 1e-6 * roundings * result <= own <= (30e-6 * roundings) * result


@pytest.mark.parametrize(
    "domain, within, beyond",
    [
        ("not 0", (-1, Fraction(1, 10**9)), (0,)),
        ("0 or more", (0, 3), (Fraction(-1, 10**9), -2)),
        ("above 0", (Fraction(1, 10**9), 3), (0, Fraction(-1, 2))),
        ("moderate", (-2_000_000, 2_000_000, 0), (2_000_001, -2_000_001)),
    ],
)
def test_a_domain_ends_where_it_says(domain, within, beyond):
    assert not outside(domain, np.array(within, dtype=object)).any()
    assert outside(domain, np.array(beyond, dtype=object)).all()


def test_whether_a_value_is_in_the_domain_is_open_where_its_error_reaches_the_end():
    values, errors = np.array([0.0, 0.5, 0.5, -0.5, 0.0]), np.array([0.1, 0.5, 0.4, 0.6, 0.0])
    assert undecided_domain("not 0", Argument(values, errors)).tolist() == [True, True, False, True, False]
    sizes = np.array([690.0, 690.5, -690.0, -691.0, math.nan])
    assert undecided_domain("moderate", Argument(sizes, np.zeros(5))).tolist() == [False, True, False, True, True]


@pytest.mark.parametrize(
    "exponent, domain",
    [
        ("1", "any"),
        ("3", "any"),
        ("-1", "not 0"),
        ("-2", "not 0"),
        ("1/2", "0 or more"),
        ("3/2", "0 or more"),
        ("-1/2", "above 0"),
    ],
)
def test_the_domain_of_a_power_is_that_of_its_exponent(exponent, domain):
    assert OPERATIONS["^"].domain(Fraction(exponent)) == domain
    assert OPERATIONS["^"].rational(Fraction(exponent)) is ("/" not in exponent)


SQUARE = Fraction(1, 4)


@pytest.mark.parametrize("beside", [Fraction(side, 10**41) for side in (-40, -15, -5, 5, 15, 40)], ids=str)
def test_a_root_rounds_to_a_side_of_a_half_that_its_digits_tell(beside):
    """sqrt(1/4 + d) is 1/2 + d, less d squared: nearer than 1e-40 to a half nobody knows."""
    with DECIMAL.context():
        (root,) = OPERATIONS["sqrt"].apply([np.array([SQUARE + beside], dtype=object)], None)
        values = [np.array([root], dtype=object)]
        if abs(beside) < Fraction(1, 10**40):
            with pytest.raises(NotClosedError):
                OPERATIONS["round"].apply(values, Fraction(0))
        else:
            assert OPERATIONS["round"].apply(values, Fraction(0)).tolist() == [1 if beside > 0 else 0]


@pytest.mark.parametrize(
    "name, ends, expected",
    [
        ("sqrt", (Fraction(1, 4), Fraction(9)), (Fraction(1, 2), 3)),
        ("sqrt", (Fraction(-1, 4), Fraction(9)), (0, 3)),
        ("ln", (Fraction(-1), Fraction(1)), (-math.inf, 0)),
        ("log10", (Fraction(1, 10), Fraction(100)), (-1, 2)),
        ("log10", (Fraction(0), math.inf), (-math.inf, math.inf)),
        ("exp", (Fraction(-691), Fraction(691)), (0, math.inf)),
        ("exp", (Fraction(0), Fraction(0)), (1, 1)),
    ],
)
def test_a_curve_that_rises_has_its_ends_at_the_ends(name, ends, expected):
    assert OPERATIONS[name].ends([ends], None) == expected


def test_exponentials_are_worked_out_as_far_as_float64_goes():
    low, high = OPERATIONS["exp"].ends([(Fraction(-690), Fraction(690))], None)
    assert 0 < low < Fraction(1, 10**299)
    assert low * high == pytest.approx(1)
    assert OPERATIONS["exp"].ends([(Fraction(700), Fraction(800))], None) == (high, math.inf)
    assert OPERATIONS["exp"].ends([(Fraction(-800), Fraction(-700))], None) == (0, low)
