"""Roots and logarithms: what is published agrees with mpmath at 80 digits, an implementation of its own."""

from fractions import Fraction

import attrs
import mpmath
import numpy as np
from hypothesis import assume, given, strategies as st

import parindex
from parindex.definition.checking.definition_checks import check_tree as check
from parindex.definition.rules.linear import Rescale, Score

from .strategies import figures, half_up, index, weights

DIGITS = 80
positive = figures.filter(bool)


def real(number):
    return mpmath.mpf(number.numerator) / number.denominator


@st.composite
def means(draw):
    """Draw one mean of two to four indicators, some of them on a curved scale."""
    kind = draw(st.sampled_from(["geometric-mean", "power-mean"]))
    leaves = []
    for at in range(draw(st.integers(2, 4))):
        rule = Score()
        if draw(st.booleans()):
            transform = draw(st.sampled_from(["log", "log10", "sqrt"]))
            anchors = draw(st.tuples(positive, positive).filter(lambda pair: pair[0] < pair[1]))
            rule = Rescale(anchors=anchors, to=(Fraction(0), Fraction(100)), transform=transform, clip=True)
        leaves.append(parindex.Indicator(id=f"n{at}", weight=draw(weights), rule=rule))
    made = index(
        combine=kind,
        power=draw(st.sampled_from([-2, 2, 3, Fraction(1, 2)]).map(Fraction)) if kind == "power-mean" else None,
        decimals=draw(st.integers(0, 12)),
        indicator=tuple(leaves),
    )
    assume(not check(made))
    return made


def total(definition, row):
    values = [leaf(definition[id_], value) for id_, value in row.items()]
    raw = [real(definition[id_].weight) for id_ in row]
    share = [weight / sum(raw) for weight in raw]
    if definition.combine == "geometric-mean":
        return mpmath.fprod(value**weight for value, weight in zip(values, share, strict=True))
    power = real(definition.power)
    if power < 0 and 0 in values:
        return mpmath.mpf(0)
    return sum(weight * value**power for value, weight in zip(values, share, strict=True)) ** (1 / power)


def leaf(node, value):
    if isinstance(node.rule, Score):
        return real(value)
    curve = {"log": mpmath.log, "log10": mpmath.log10, "sqrt": mpmath.sqrt}[node.rule.transform]
    low, high = (curve(real(end)) for end in node.rule.anchors)
    return min(max((curve(real(value)) - low) / (high - low), 0), 1) * 100


@given(st.data())
def test_published_totals_are_right_to_the_last_digit(data):
    definition = data.draw(means())
    row = {node.id: data.draw(positive) for node in definition.leaves}
    with mpmath.workdps(DIGITS):
        expected = total(definition, row)
        # what 45 digits cannot tell from a half is taken as the half it nearly always is
        expected = Fraction(mpmath.nstr(expected, 45, strip_zeros=False, min_fixed=-mpmath.inf, max_fixed=mpmath.inf))
    scores = parindex.score(definition, {"u": row})
    assert scores.rounded == (half_up(expected, definition.decimals),)


@given(positive)
def test_the_mean_of_equal_values_is_that_value_exactly(value):
    leaves = tuple(parindex.Indicator(id=f"n{at}") for at in range(3))
    for kind, power in (("geometric-mean", None), ("power-mean", Fraction(3))):
        definition = index(
            combine=kind,
            power=power,
            indicator=leaves,
        )
        scores = parindex.score(definition, {"u": {node.id: value for node in leaves}})
        assert scores.rounded == (half_up(value, 2),)


def test_a_cube_root_that_is_exactly_a_half_rounds_up():
    definition = index(
        combine="geometric-mean",
        decimals=0,
        rank=attrs.evolve(parindex.load("pci-2013").rank, on="rounded"),
        indicator=tuple(parindex.Indicator(id=name) for name in "abc"),
    )
    scores = parindex.score(definition, {"half": dict.fromkeys("abc", 0.5), "product": {"a": 0.25, "b": 0.5, "c": 1}})
    assert [str(total) for total in scores.rounded] == ["1", "1"]
    np.testing.assert_array_equal(scores.rank, [1, 1])
