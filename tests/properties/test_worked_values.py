"""Rules that look at others and values that are worked out: published figures are those of exact fractions."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, strategies as st

import parindex
from parindex.definition.expressions import evaluate, parse
from parindex.definition.reading.definition_text import load_text
from parindex.kernels.number import DECIMAL, FLOAT, RATIONAL

from .strategies import half_up

HEAD = 'id = "w"\nindex = "W"\nversion = "1"\ntitle = "W"\nyears = [2024]\ncombine = "sum"\ndecimals = {}\n\n'
figures = st.builds(lambda whole, places: Fraction(whole, 10**places), st.integers(0, 400), st.integers(0, 3))
columns = st.lists(figures, min_size=1, max_size=6)


def leaf(rule, keys="", decimals=3):
    return load_text(HEAD.format(decimals) + f'[[indicator]]\nid = "x"\n{keys}\nrule = {rule}\n')


def told(definition, table):
    """Return published totals and ranks; float64 totals must agree with what is published."""
    scores = parindex.score(definition, table)
    for total, published in zip(scores.total, scores.rounded, strict=True):
        assert abs(total - float(published)) <= 0.5000001 * 10.0**-definition.decimals
    return list(scores.rounded), scores.rank.tolist()


def expected(points, decimals=3):
    ranks = [1.0 + sum(other > own for other in points) for own in points]
    return [half_up(own, decimals) for own in points], ranks


def table(values):
    return {f"u{at}": {"x": value} for at, value in enumerate(values)}


@given(columns, figures.filter(bool))
def test_relative_to_the_best(values, most):
    assume(max(values) > 0)
    definition = leaf(
        '{ kind = "relative", to = "best" }', f'max = "{most}"' if most.denominator > 1 else f"max = {most}"
    )
    assert told(definition, table(values)) == expected([most * value / max(values) for value in values])


@given(columns)
def test_relative_to_the_mean_where_lower_is_better(values):
    mean = sum(values) / len(values)
    definition = leaf('{ kind = "relative", to = "mean" }', 'max = 7\nbetter = "lower"')
    points = [Fraction(7) if value <= mean else 7 * mean / value for value in values]
    assert told(definition, table(values)) == expected(points)


@given(columns)
def test_relative_to_a_named_unit(values):
    assume(values[0] > 0)
    definition = leaf('{ kind = "relative", to = "u0" }', "max = 7")
    assert told(definition, table(values)) == expected([min(Fraction(7), 7 * value / values[0]) for value in values])


@given(columns, figures.filter(bool))
def test_target_and_leader(values, goal):
    written = f'"{goal}"' if goal.denominator > 1 else goal
    definition = leaf(f'{{ kind = "target", target = {written} }}', "max = 7")
    half, leader = Fraction(7, 2), max(values)
    points = [
        half * value / goal if value <= goal else half + half * (value - goal) / (leader - goal) for value in values
    ]
    assert told(definition, table(values)) == expected(points)


@given(columns, st.booleans())
def test_percentile_rank(values, lower):
    definition = leaf('{ kind = "percentile-rank" }', 'better = "lower"' if lower else "")
    points = [
        Fraction(sum(other >= value if lower else other <= value for other in values), len(values)) for value in values
    ]
    assert told(definition, table(values)) == expected(points)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), figures.filter(bool))
def test_count(values, each):
    written = f'"{each}"' if each.denominator > 1 else each
    definition = leaf(f'{{ kind = "count", each = {written} }}', "max = 20")
    assert told(definition, table(values)) == expected([min(Fraction(20), each * value) for value in values])


@given(st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=1, max_size=5))
def test_shares_of_answers_counted(rows):
    assume(all(sum(row[:3]) for row in rows))
    definition = leaf(
        '{ kind = "shares", weights = { A = 1, B = 0.6, C = 0.2 }, apart = ["E"] }', 'max = 7\nunit = "count"'
    )
    evidence = {f"u{at}": dict(zip(("x.A", "x.B", "x.C", "x.E"), row, strict=True)) for at, row in enumerate(rows)}
    weights = (Fraction(1), Fraction(3, 5), Fraction(1, 5))
    points = [7 * sum(w * n for w, n in zip(weights, row[:3], strict=True)) / sum(row[:3]) for row in rows]
    assert told(definition, evidence) == expected(points)


RATE = (
    HEAD.format(3) + '[[indicator]]\nid = "x"\nmax = 5\ninputs = ["a", "b", "c"]\nvalue = "(a - c) / b * 100"\n'
    'on_zero_denominator = "zero"\n'
)
EDGES = (Fraction(90), Fraction(70), Fraction(100, 3))
BANDS = (
    'rule = { kind = "bands", bands = [{ at_least = 90, points = 5 }, { above = 70, points = 2 }, '
    '{ at_least = "100/3", points = 1 }, { points = 0 }] }\n'
)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), figures), min_size=1, max_size=5))
def test_a_rate_that_lands_on_an_edge_is_decided_exactly(rows):
    definition = load_text(RATE + BANDS)
    evidence = {f"u{at}": {"x.a": a, "x.b": b, "x.c": c} for at, (a, b, c) in enumerate(rows)}

    def points(a, b, c):
        value = 100 * (a - c) / b if b else None
        if value is None:
            return Fraction(0)
        return Fraction(5 if value >= EDGES[0] else 2 if value > EDGES[1] else 1 if value >= EDGES[2] else 0)

    assert told(definition, evidence) == expected([points(*row) for row in rows])


def test_rates_on_an_edge_in_fractions_and_beside_it_in_float64_exist_and_are_decided():
    """Brute force finds rates such as a / b * 100 that float64 puts on the wrong side of 90 or 70."""
    definition = load_text(RATE + BANDS)
    rows = [
        (a, b)
        for b in range(1, 400)
        for a in range(b + 1)
        if any((a / b * 100 >= edge) != (Fraction(100 * a, b) >= edge) for edge in EDGES[:1] + EDGES[2:])
        or (a / b * 100 > EDGES[1]) != (Fraction(100 * a, b) > EDGES[1])
    ]
    assert rows
    evidence = {f"u{at}": {"x.a": a, "x.b": b, "x.c": 0} for at, (a, b) in enumerate(rows)}
    found = parindex.score(definition, evidence).total.tolist()
    rates = [Fraction(100 * a, b) for a, b in rows]
    assert found == [
        5 if rate >= EDGES[0] else 2 if rate > EDGES[1] else 1 if rate >= EDGES[2] else 0 for rate in rates
    ]


@given(st.lists(st.tuples(figures, figures.filter(bool)), min_size=2, max_size=6))
def test_a_value_worked_out_is_compared_with_others_exactly(rows):
    definition = load_text(
        HEAD.format(3)
        + '[[indicator]]\nid = "x"\ninputs = ["a", "b"]\nvalue = "a / b"\nrule = { kind = "percentile-rank" }\n'
    )
    evidence = {f"u{at}": {"x.a": a, "x.b": b} for at, (a, b) in enumerate(rows)}
    values = [a / b for a, b in rows]
    points = [Fraction(sum(other <= value for other in values), len(values)) for value in values]
    assert told(definition, evidence) == expected(points)


@given(st.lists(st.tuples(figures, figures.filter(bool)), min_size=2, max_size=6))
def test_observed_anchors_of_values_worked_out(rows):
    definition = load_text(
        HEAD.format(3) + '[[indicator]]\nid = "x"\ninputs = ["a", "b"]\nvalue = "a / b * 3"\n'
        'rule = { kind = "rescale", anchors = "observed", to = [1, 10] }\n'
    )
    values = [a / b for a, b in rows]
    evidence = {f"u{at}": {"x.a": a, "x.b": b} for at, (a, b) in enumerate(rows)}
    low, high = min(values), max(values)
    if low == high:
        scores = parindex.score(definition, evidence)
        assert scores.rounded == (None,) * len(rows)
        assert [problem.code for problem in scores.problems] == ["no-spread"]
    else:
        points = [1 + 9 * (value - low) / (high - low) for value in values]
        assert told(definition, evidence) == expected(points)


def mean_and_deviation(values, less):
    from mpmath import mp, mpf, sqrt

    with mp.workdps(60):
        mean = sum(values) / len(values)
        variance = sum((value - mean) ** 2 for value in values) / (len(values) - less)
        root = sqrt(mpf(variance.numerator) / mpf(variance.denominator))
        return [
            mpf(value.numerator) / value.denominator - mpf(mean.numerator) / mean.denominator for value in values
        ], root


@pytest.mark.parametrize("deviation, less", [("sample", 1), ("population", 0)])
@given(values=st.lists(figures, min_size=2, max_size=6))
def test_z_scores(deviation, less, values):
    assume(len(set(values)) > 1)
    definition = leaf(f'{{ kind = "standardise", to = [100, 10], deviation = "{deviation}" }}')
    from mpmath import mp

    away, root = mean_and_deviation(values, less)
    with mp.workdps(60):
        points = [100 + 10 * distance / root for distance in away]
        found, _ = told(definition, table(values))
        for own, published in zip(points, found, strict=True):
            assert abs(own - mp.mpf(str(published))) <= mp.mpf("0.0005") + mp.mpf(10) ** -40


names = st.sampled_from(["a", "b", "c"])
texts = st.recursive(
    names | st.sampled_from(["1", "0.1", "2.5", "3"]),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner)
        | st.builds("min({}, {})".format, inner, inner)
        | st.builds("max({}, {})".format, inner, inner)
        | st.builds("(-{})".format, inner)
    ),
    max_leaves=8,
)


@given(texts, figures, figures, figures)
def test_an_expression_is_what_python_makes_of_it_in_fractions(text, a, b, c):
    import re

    given_ = {"a": a, "b": b, "c": c}
    tree = parse(text).tree
    exact = evaluate(tree, {k: RATIONAL.vector([v]) for k, v in given_.items()}, RATIONAL, 1)
    source = re.sub(r"[0-9]+(?:\.[0-9]+)?", lambda number: f"Fraction('{number[0]}')", text)
    try:
        value = eval(source, {"Fraction": Fraction, "min": min, "max": max, **given_})  # noqa: S307 - our own text
    except ZeroDivisionError:
        assert exact.by_zero[0]
        return
    assert not exact.by_zero[0]
    assert exact.values[0] == value
    rough = evaluate(tree, {k: FLOAT.vector([float(v)]) for k, v in given_.items()}, FLOAT, 1)
    if not rough.unsure[0]:
        assert abs(Fraction(float(rough.values[0])) - value) <= Fraction(float(rough.error[0])) + Fraction(1, 10**300)
    with DECIMAL.context():
        near = evaluate(tree, {k: DECIMAL.vector([DECIMAL.of(v)]) for k, v in given_.items()}, DECIMAL, 1)
    if not near.by_zero[0]:
        assert abs(Fraction(near.values[0]) - value) <= abs(value) / 10**40 + Fraction(1, 10**40)
