"""How many digits of a closed form are right, how far it is worked out, and where that ends."""

from decimal import Context, localcontext
from fractions import Fraction

import mpmath
import pytest

from parindex.kernels.closed_forms import (
    ClosedForm,
    NotClosedError,
    decimal_logarithm,
    exponential,
    logarithm,
    raised,
    sign_of,
    square_root,
)
from parindex.kernels.work import Allowance, allowed

F = Fraction
HALF = F(1, 2)


def root(number):
    return square_root(F(number))


#: Numbers, what they are, and in how many units of the tenth digit behind those asked for they may be off: of one for
#: each term, of one more than the exponent of each factor, doubled with what a factor is off itself.
ENCLOSED = {
    "a root": (lambda: 3 * root(2), lambda: 3 * mpmath.sqrt(2), 1 + 1.5),
    "below 0": (lambda: -root(2) / 7, lambda: -mpmath.sqrt(2) / 7, 1 + 1.5),
    "two roots": (lambda: root(2) * raised(F(3), F(1, 3)), lambda: mpmath.sqrt(2) * mpmath.cbrt(3), 1 + 1.5 + 4 / 3),
    "a logarithm": (lambda: logarithm(F(5)), lambda: mpmath.log(5), 1 + 2 * (2 + 1)),
    "a decimal one": (lambda: decimal_logarithm(F(3)), lambda: mpmath.log10(3), 1 + 2 * (2 + 1)),
    "by a logarithm": (lambda: 1 / logarithm(F(5)), lambda: 1 / mpmath.log(5), 1 + 2 * (2 + 1)),
    "a power of e": (lambda: exponential(F(7, 2)), lambda: mpmath.exp(3.5), 1 + 4.5 * (2 + 1)),
    # √2 is off by 2.5 √2, e to it by twice that and by 1
    "e to a root": (
        lambda: exponential(root(2)),
        lambda: mpmath.exp(mpmath.sqrt(2)),
        1 + 2 * (2 * (2 * 2.5 * 2**0.5 + 1) + 1),
    ),
    # 0.34657 of ln 2 and 0.53480 of 1 + 1/√2, which is off by 2.76777, its logarithm by twice that by 1.70711, and 1
    "a logarithm of a sum": (
        lambda: logarithm(1 + root(2)),
        lambda: mpmath.log(1 + mpmath.sqrt(2)),
        (0.3465736 * 7 + 0.5347999 * (1 + 2 * (2 * (2 * 2.7677670 / 1.7071068 / 0.5347999 + 1) + 1))) / 0.8813736,
    ),
    # of what is in it by its greatest term, √2 √(1 + 1/√2): 1 and half of √2 are off by 1 and 2.5 / √2
    "a root of a sum": (
        lambda: square_root(1 + root(2)),
        lambda: mpmath.sqrt(1 + mpmath.sqrt(2)),
        1 + 1.25 + 1.5 * (2 * (1 + 2.5 / 2**0.5) / (1 + 2**-0.5) + 1),
    ),
}


@pytest.mark.parametrize("digits", [60, 160])
@pytest.mark.parametrize("name", ENCLOSED)
def test_a_closed_form_is_off_by_no_more_than_its_bound_and_this_by_units_of_the_last_digits(name, digits):
    make, expected, units = ENCLOSED[name]
    with localcontext(Context(prec=digits + 30)), mpmath.workdps(digits + 60):
        value, bound = make().enclosed(digits)
        off = abs(mpmath.mpf(str(value)) - expected())
        assert 0 < off <= mpmath.mpf(str(bound))
        assert float((bound / abs(value)).scaleb(digits + 10)) == pytest.approx(units)


def test_terms_are_off_by_what_each_of_them_is():
    with localcontext(Context(prec=90)):
        value, bound = (10**6 * root(3) - root(2)).enclosed(60)
        assert float(bound.scaleb(70)) == pytest.approx(2.5 * (10**6 * 3**0.5 + 2**0.5))
    assert float(value) == pytest.approx(10**6 * 3**0.5 - 2**0.5)


def test_of_what_may_be_0_neither_a_logarithm_nor_a_power_is_enclosed():
    nothing = root(2) + root(3) - square_root(5 + 2 * root(6))
    with localcontext(Context(prec=90)):
        for number in (exponential(nothing), 1 + exponential(nothing)):
            assert abs(number.enclosed(60)[0]) <= 3
            assert number.enclosed(60)[1] < F(1, 10**60)
        assert exponential(1 / exponential(nothing)).enclosed(60)[1] < F(1, 10**60)


@pytest.mark.parametrize("digits, told", [(70, True), (300, True), (310, False)])
def test_signs_are_looked_for_to_600_digits(digits, told):
    """The root of (5 - d)(5 + d) is below 5 by d²/10: 10 to the power of -601 where d is that of -300."""
    step = F(1, 10**digits)
    off = square_root((5 - step) * (5 + step)) - 5
    if told:
        assert (sign_of(off), sign_of(-off)) == (-1, 1)
    else:
        with pytest.raises(NotClosedError):
            sign_of(off)


def test_what_nearly_cancels_has_its_decimal_from_more_digits():
    for digits in (40, 70):
        step = F(1, 3 * 10**digits)
        off = 5 - square_root((5 - step) * (5 + step))  # d²/10 + d⁴/1000 …
        assert abs(F(off.decimal) / (step**2 / 10 + step**4 / 1000) - 1) < F(1, 10**59)


def test_a_sign_takes_the_work_of_a_root_for_each_term():
    allowance, number = Allowance(1_500_000), root(3) - root(2)
    with allowed(allowance):
        assert sign_of(number) == 1
    assert allowance.left == 1_200_000


def test_whole_powers_up_to_60_are_multiplied_out_without_asking_for_a_sign():
    nothing = root(2) + root(3) - square_root(5 + 2 * root(6))
    for power in (1, 2, 60):
        assert isinstance(raised(nothing, F(power)), ClosedForm)
    for power in (-1, 61):
        with pytest.raises(NotClosedError):
            raised(nothing, F(power))
    sum_of_two = 1 + root(2)
    assert raised(sum_of_two, F(17, 2)) * raised(sum_of_two, -HALF) == sum_of_two**8


def test_no_whole_number_in_a_power_has_more_than_6000_bits():
    assert float(raised(F(2), F(6001, 2)) / F(2) ** 3000) == pytest.approx(2**0.5)
    assert float(raised(F(2), F(-5999, 2)) * F(2) ** 3000) == pytest.approx(2**0.5)
    for base, exponent in ((2, F(6003, 2)), (2, F(-6001, 2)), (65537, F(707, 2))):  # 65537 has 17 bits: 17 · 353 = 6001
        with pytest.raises(NotClosedError, match="too large"):
            raised(F(base), exponent)
    assert raised(F(7), F(3000)) == 7**3000


def test_sums_have_400_terms_at_most():
    primes = [number for number in range(2, 180) if all(number % other for other in range(2, number))]
    roots = [root(prime) for prime in primes]
    whole = sum(roots[:20]) * sum(roots[20:40])
    assert len(whole.terms) == 400
    with pytest.raises(NotClosedError, match="too many terms"):
        whole + roots[0]


def test_powers_of_what_is_below_0_and_of_0():
    below = 1 - root(2)
    for power in (-1, -2, 61, 62):
        assert raised(below, F(power)) == (-1) ** power * raised(-below, F(power))
    assert raised(F(0), HALF) == 0
    with pytest.raises(ZeroDivisionError):
        raised(F(0), -HALF)
    for base in (F(-2), below):
        with pytest.raises(NotClosedError, match="root of a number below 0"):
            raised(base, HALF)


def test_a_product_of_two_numbers_below_0_has_a_root():
    one, other = logarithm(1 - 1 / root(2)), logarithm(1 - 1 / root(3))
    expected = mpmath.sqrt(mpmath.log(1 - 1 / mpmath.sqrt(2)) * mpmath.log(1 - 1 / mpmath.sqrt(3)))
    assert float(square_root(one * other)) == pytest.approx(float(expected))
    assert float(square_root(-one)) == pytest.approx(float(mpmath.sqrt(-mpmath.log(1 - 1 / mpmath.sqrt(2)))))


def test_functions_of_sums_are_the_same_just_where_the_sums_are():
    power, inverse = exponential(root(2)), exponential(-root(2))
    assert power / exponential(root(2)) == 1
    assert float(power / inverse) == pytest.approx(float(mpmath.exp(2 * mpmath.sqrt(2))))
    assert float(logarithm(F(5)) / logarithm(power)) == pytest.approx(float(mpmath.log(5) / mpmath.sqrt(2)))
    assert exponential(logarithm(1 + root(2))) == 1 + root(2)
    assert abs(below := 1 - root(2)) == -below
    assert abs(-below) == -below


def test_every_number_is_between_the_infinities():
    for number in (root(2), -root(2)):
        assert float("-inf") < number < float("inf")
        assert not number > float("inf")
        assert not number < float("-inf")
