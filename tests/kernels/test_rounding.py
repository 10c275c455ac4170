"""Rounding half up, against the decimal module."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.kernels.rounding import half_up, half_up_exact, undecided

from ..sample import define, indicators


def quantized(text, decimals):
    return Decimal(text).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def published(values, decimals):
    definition = define(indicators("x"), root=f"decimals = {decimals}")
    return parindex.score(definition, {f"u{at}": {"x": value} for at, value in enumerate(values)}).rounded


HALVES = [
    "0.005",
    "2.675",
    "1.005",
    "0.015",
    "0.145",
    "8.835",
    "64.285",
    "0.285",
    "1.115",
    "10.075",
    "99.995",
    "89.995",
]


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("text", HALVES)
def test_a_half_goes_up_away_from_zero(text, sign):
    expected = quantized(sign + text, 2)
    assert published([f"{sign}{text}0", float(sign + text), Decimal(sign + text)], 2) == (expected,) * 3


@pytest.mark.parametrize("text", ["2.6749999999999999999999999999", "2.6750000000000000000000000001", "2.675"])
def test_digits_beyond_float64_decide_too(text):
    assert published([f"{text}0", Decimal(text)], 2) == (quantized(text, 2),) * 2


@pytest.mark.parametrize(
    "text, decimals",
    [
        ("1000000000000000.5", 0),
        ("999999999999999.5", 0),
        ("-1000000000000000.5", 0),
        ("1000000000000000.125", 2),
        ("1000000000000000.115", 2),
        ("4503599627370496.5", 0),
        ("9007199254740993", 0),
        ("123456789012345678", 2),
        ("0.5", 0),
        ("0.49999999999999994", 0),
        ("2.5", 0),
        ("0.0000000000005", 12),
        ("-0.001", 2),
    ],
)
def test_large_small_and_whole_numbers_round_exactly(text, decimals):
    assert published([Decimal(text)], decimals) == (quantized(text, decimals),)


@given(st.decimals(-(10**6), 10**6, places=4), st.integers(0, 4))
def test_what_is_published_is_what_the_decimal_module_rounds_to(value, decimals):
    assert published([value, str(value), float(value)], decimals) == (quantized(value, decimals),) * 3


@given(st.fractions(), st.integers(0, 6))
def test_an_exact_value_goes_to_the_nearer_step_and_a_half_away_from_zero(value, decimals):
    steps, step = half_up_exact(value, decimals), Fraction(1, 10**decimals)
    distance = abs(steps * step - value)
    assert distance <= step / 2
    if distance == step / 2:
        assert abs(steps * step) > abs(value)
    assert half_up_exact(-value, decimals) == -steps


@given(st.floats(-1e12, 1e12), st.integers(0, 3), st.floats(0, 1e-3))
def test_what_float64_decides_is_decided_right(value, decimals, error):
    values = np.array([value])
    if not undecided(values, decimals, error)[0]:
        expected = half_up_exact(Fraction(value), decimals)
        assert half_up(values, decimals)[0] == expected
        for other in (Fraction(value) - Fraction(error), Fraction(value) + Fraction(error)):
            assert half_up_exact(other, decimals) == expected


def test_a_negative_total_that_rounds_to_nothing_has_no_sign():
    assert [str(total) for total in published([-0.001, -0.0, 0], 2)] == ["0.00", "0.00", "0.00"]


def test_neither_the_caller_s_decimal_context_nor_numpy_s_error_state_changes_a_result():
    values = ["1234567.885", "0.005", None]
    expected = published(values, 2)
    assert expected == (Decimal("1234567.89"), Decimal("0.01"), None)
    with localcontext(prec=3, rounding=ROUND_DOWN), np.errstate(all="raise"):
        assert published(values, 2) == expected
