"""Roots and logarithms: what is published agrees with mpmath at 80 digits, an implementation of its own."""

from fractions import Fraction

import attrs
import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

import parindex
from parindex.definition.checking.definition_checks import check_tree as check
from parindex.definition.rules.linear import Rescale, Score

from ..sample import define, indicators
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


#: What is nothing where two means are equal, which a mean of the same parts in any order is.
NOTHING = {
    "a difference": ("formula", 'formula = "one - other"'),
    "a ratio less one": ("formula", 'formula = "1 - one / (1 + other) - 1 / (1 + one)"'),
    "in the manner of the GII": ("formula", 'formula = "1 - 2 / (1 / (1 + one) + 1 / (1 + other)) / (1 + one)"'),
    "a root": ("formula", 'formula = "sqrt(one - other) ^ 0.5"'),
    "a penalty": ("sum", None),
}


@given(st.data())
def test_units_of_equal_means_are_equal_whatever_roots_leave(data):
    kind, formula = NOTHING[data.draw(st.sampled_from(list(NOTHING)))]
    size, mean = data.draw(st.integers(2, 4)), data.draw(st.sampled_from(["geometric-mean", "power-mean"]))
    power = "power = 3\n" if mean == "power-mean" else ""
    beside = '\nadds = "penalty"' if formula is None else ""
    body = f'\n[[component]]\nid = "one"\ncombine = "{mean}"\n{power}'
    body += f'[[component]]\nid = "other"\ncombine = "{mean}"\n{power}{beside}\n'
    for parent in ("one", "other"):
        body += indicators(*(f"{parent}.{at}" for at in range(size)), parent=parent, keys="max = 20")
    definition = define(body, kind, f"{formula or ''}\nmax = 20\nrank.best = 'lowest'")
    rows = {}
    for unit in range(3):
        parts = data.draw(st.lists(st.integers(1, 2000), min_size=size, max_size=size))
        orders = [data.draw(st.permutations(parts)) for _ in range(2)]
        names = ("one", "other")
        rows[f"u{unit}"] = {
            f"{name}.{at}": Fraction(part, 100)
            for name, order in zip(names, orders, strict=True)
            for at, part in enumerate(order)
        }
    scores = parindex.score(definition, rows)
    assert scores.rank.tolist() == [1, 1, 1]
    assert set(scores.rounded) == {0}


@given(st.data())
def test_the_worst_that_is_turned_round_is_nothing(data):
    """A mean of greatest parts is the greatest: less it nothing is left, which roots above take and no divisor is."""
    size, weights = data.draw(st.integers(2, 7)), st.integers(1, 9)
    above = data.draw(st.sampled_from(["geometric-mean", "harmonic-mean", "product", "formula"]))
    body = '\n[[component]]\nid = "risk"\ncombine = "geometric-mean"\nbetter = "lower"\n'
    for at in range(size):
        body += indicators(f"r{at}", parent="risk", keys=f"max = 7\nweight = {data.draw(weights)}")
    body += indicators("strength", keys="max = 10")
    root = 'formula = "strength * sqrt(risk)"' if above == "formula" else ""
    worst = {f"r{at}": 7 for at in range(size)}
    scores = parindex.score(define(body, above, root), {"u": {**worst, "strength": 5}, "v": {**worst, "strength": 4}})
    assert scores.values.tolist() == [[0, 0, *[7] * size, 5], [0, 0, *[7] * size, 4]]
    assert scores.rank.tolist() == [1, 1]
    with pytest.raises(parindex.EvidenceError, match="not defined for risk 0, strength 5"):
        parindex.score(define(body, "formula", 'formula = "strength / risk"'), {"u": {**worst, "strength": 5}})
