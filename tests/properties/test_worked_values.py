"""Rules that look at others and values that are worked out: published figures are those of exact fractions."""

import re
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import assume, given, strategies as st
from mpmath import mp

import parindex
from parindex.definition.enclosed_formulas import ends_of
from parindex.definition.evaluation import evaluate
from parindex.definition.expressions import parse
from parindex.definition.reading.definition_text import load_text
from parindex.kernels.number import DECIMAL, FLOAT, RATIONAL

from .strategies import IN_FRACTIONS, half_up

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


#: A percentile rank of a value among n, of which some are worse and some alike, itself too; and its kind in scipy.
SHARES = {
    "at-or-below": (lambda n, worse, alike: Fraction(worse + alike, n), "weak"),
    "below": (lambda n, worse, alike: Fraction(worse, n), "strict"),
    "mid-rank": (lambda n, worse, alike: Fraction(2 * worse + alike, 2 * n), "mean"),
    "others-below": (lambda n, worse, alike: Fraction(worse, n - 1) if n > 1 else Fraction(0), None),
}


@given(columns, st.booleans(), st.sampled_from([*SHARES, None]))
def test_percentile_rank(values, lower, share):
    keys = "" if share is None else f', share = "{share}"'
    definition = leaf(f'{{ kind = "percentile-rank"{keys} }}', 'better = "lower"' if lower else "")
    counts = [
        (len(values), sum(other > own if lower else other < own for other in values), values.count(own))
        for own in values
    ]
    points = [SHARES[share or "at-or-below"][0](*count) for count in counts]
    assert told(definition, table(values)) == expected(points)


@pytest.mark.parametrize("share", SHARES)
def test_percentile_ranks_are_those_of_scipy_and_of_a_rank_less_one(share):
    stats = pytest.importorskip("scipy.stats")
    values, kind = [7, 3, 3, 9, 0, 3, 12, 9], SHARES[share][1]
    found = parindex.score(leaf(f'{{ kind = "percentile-rank", share = "{share}" }}', "max = 100"), table(values))["x"]
    if kind is None:  # as SQL's PERCENT_RANK and Excel's PERCENTRANK.INC
        assert found.tolist() == pytest.approx((100 * (stats.rankdata(values, "min") - 1) / 7).tolist(), abs=1e-12)
    else:
        assert found.tolist() == pytest.approx([stats.percentileofscore(values, own, kind) for own in values])


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
    high, middle, low = ((float(edge), *edge.as_integer_ratio()) for edge in EDGES)
    rows = [
        (a, b)
        for b in range(1, 400)
        for a in range(b + 1)
        if any((a / b * 100 >= near) != (100 * a * below >= edge * b) for near, edge, below in (high, low))
        or (a / b * 100 > middle[0]) != (100 * a * middle[2] > middle[1] * b)
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
    from mpmath import mpf, sqrt

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
    away, root = mean_and_deviation(values, less)
    with mp.workdps(60):
        points = [100 + 10 * distance / root for distance in away]
        found, _ = told(definition, table(values))
        for own, published in zip(points, found, strict=True):
            assert abs(own - mp.mpf(str(published))) <= mp.mpf("0.0005") + mp.mpf(10) ** -40


names = st.sampled_from(["a", "b", "c"])
ATOMS = names | st.sampled_from(["1", "0.1", "2.5", "3"])


def _sums(inner):
    return (
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner)
        | st.builds("{}({}, {})".format, st.sampled_from(["min", "max", "mean"]), inner, inner)
        | st.builds("(-{})".format, inner)
        | st.builds("abs({})".format, inner)
        | st.builds("round({}, {})".format, inner, st.sampled_from("012"))
        | st.builds("(({}) ^ {})".format, inner, st.sampled_from(["2", "3", "-1", "-2"]))
    )


def _roots(inner):
    return (
        _sums(inner)
        | st.builds("{}({})".format, st.sampled_from(["sqrt", "ln", "log10", "exp"]), inner)
        | st.builds("(({}) ^ {})".format, inner, st.sampled_from(["0.5", "(1/3)", "-0.5", "1.5"]))
    )


texts = st.recursive(ATOMS, _sums, max_leaves=8)
irrational_texts = st.recursive(ATOMS, _roots, max_leaves=6)


class UndefinedError(Exception):
    """What a formula is not defined for."""


def by_python(text, given_, number, functions):
    source = re.sub(
        r"log10|[0-9]+(?:\.[0-9]+)?", lambda figure: figure[0] if figure[0] == "log10" else number(figure[0]), text
    )
    return eval(source.replace("^", "**"), {**functions, **given_})  # noqa: S307 - our own text


def columns_of(given_, number):
    return {name: number.vector([number.of(value)]) for name, value in given_.items()}


@given(texts, figures, figures, figures)
def test_an_expression_is_what_python_makes_of_it_in_fractions(text, a, b, c):
    given_ = {"a": a, "b": b, "c": c}
    tree = parse(text).tree
    exact = evaluate(tree, columns_of(given_, RATIONAL), RATIONAL, 1)
    lost = exact.by_zero[0] or exact.undefined[0]
    rough = evaluate(tree, columns_of(given_, FLOAT), FLOAT, 1)
    try:
        value = by_python(text, given_, "Fraction('{}')".format, IN_FRACTIONS)
    except ZeroDivisionError:
        assert lost
        assert rough.by_zero[0] or rough.undefined[0] or rough.unsure[0]
        return
    assert not lost
    assert exact.values[0] == value
    ends = ends_of(tree, {"a": (Fraction(0), Fraction(400)), "b": (Fraction(0), Fraction(400)), "c": (c, c)})
    assert ends[0] <= value <= ends[1]
    if not rough.unsure[0]:
        assert not rough.by_zero[0]
        assert not rough.undefined[0]
        assert abs(Fraction(float(rough.values[0])) - value) <= Fraction(float(rough.error[0])) + Fraction(1, 10**300)
    with DECIMAL.context():
        near = evaluate(tree, columns_of(given_, DECIMAL), DECIMAL, 1)
    if not (near.by_zero[0] or near.undefined[0]) and "round" not in text:
        assert abs(Fraction(near.values[0]) - value) <= abs(value) / 10**40 + Fraction(1, 10**40)


class Real:
    """A number of many digits that is refused where a formula is not defined for it; what is nearly 0 is 0."""

    def __init__(self, value):
        self.value = mp.mpf(value)
        if abs(self.value) < mp.mpf(10) ** -80:
            self.value = mp.mpf(0)
        if abs(self.value) > mp.mpf(10) ** 300:
            raise UndefinedError

    def __add__(self, other):
        return Real(self.value + other.value)

    def __sub__(self, other):
        return Real(self.value - other.value)

    def __mul__(self, other):
        return Real(self.value * other.value)

    def __truediv__(self, other):
        if other.value == 0:
            raise UndefinedError
        return Real(self.value / other.value)

    def __neg__(self):
        return Real(-self.value)

    def __abs__(self):
        return Real(abs(self.value))

    def __lt__(self, other):
        return self.value < other.value

    def __gt__(self, other):
        return self.value > other.value

    def __pow__(self, other):
        exponent = other.value
        whole = exponent == int(exponent)
        if (self.value < 0 and not whole) or (self.value == 0 and exponent < 0):
            raise UndefinedError
        return Real(self.value ** (int(exponent) if whole else exponent))


def within(apply, defined):
    def called(real):
        if not defined(real.value):
            raise UndefinedError
        return Real(apply(real.value))

    return called


def rounded_real(real, places):
    scale = mp.mpf(10) ** int(places.value)
    steps = mp.floor(abs(real.value) * scale + mp.mpf(1) / 2 + mp.mpf(10) ** -60)
    return Real(mp.sign(real.value) * steps / scale)


IN_MANY_DIGITS = {
    "Real": Real,
    "min": min,
    "max": max,
    "abs": abs,
    "mean": lambda left, right: Real((left.value + right.value) / 2),
    "round": rounded_real,
    "sqrt": within(mp.sqrt, lambda x: x >= 0),
    "ln": within(mp.log, lambda x: x > 0),
    "log10": within(mp.log10, lambda x: x > 0),
    "exp": within(mp.exp, lambda x: abs(x) < 600),
}


@given(irrational_texts, figures, figures, figures)
def test_roots_and_logarithms_are_those_of_a_library_of_many_digits(text, a, b, c):
    given_ = {"a": a, "b": b, "c": c}
    tree = parse(text).tree
    exact = evaluate(tree, columns_of(given_, RATIONAL), RATIONAL, 1)
    rough = evaluate(tree, columns_of(given_, FLOAT), FLOAT, 1)
    with mp.workdps(120):
        numbers = {name: Real(mp.mpf(value.numerator) / value.denominator) for name, value in given_.items()}
        try:
            value = by_python(text, numbers, "Real('{}')".format, IN_MANY_DIGITS).value
        except UndefinedError:
            assert exact.by_zero[0] or exact.undefined[0] or "exp" in text
            assert rough.by_zero[0] or rough.undefined[0] or rough.unsure[0]
            return
        assert not exact.by_zero[0]
        assert not exact.undefined[0]
        found = mp.mpf(exact.values[0].numerator) / exact.values[0].denominator
        assert abs(found - value) <= (abs(value) + 1) * mp.mpf(10) ** -25
        if not rough.unsure[0]:
            assert not rough.by_zero[0]
            assert not rough.undefined[0]
            assert abs(mp.mpf(float(rough.values[0])) - value) <= mp.mpf(float(rough.error[0])) + mp.mpf(10) ** -300


COMBINED = (
    HEAD.format(3).replace('combine = "sum"', 'combine = "formula"')
    + 'formula = "{} + 0 * (a + b + c)"\n'
    + "".join(f'[[indicator]]\nid = "{id_}"\nmax = 400\n' for id_ in "abc")
)


@given(irrational_texts, st.lists(st.tuples(figures, figures, figures), min_size=1, max_size=4))
def test_components_by_roots_and_logarithms_are_those_of_a_library_of_many_digits(text, rows):
    definition = None
    with suppress(parindex.DefinitionError):  # what is never defined
        definition = load_text(COMBINED.format(text))
    assume(definition is not None)
    table = {f"u{at}": dict(zip("abc", row, strict=True)) for at, row in enumerate(rows)}
    with mp.workdps(120):
        values = {}
        for unit, row in table.items():
            numbers = {name: Real(mp.mpf(value.numerator) / value.denominator) for name, value in row.items()}
            try:
                values[unit] = by_python(text, numbers, "Real('{}')".format, IN_MANY_DIGITS).value
            except UndefinedError:
                values[unit] = None
        problems = parindex.validate(definition, table)
        assert {problem.path[0] for problem in problems} >= {
            u for u in values if values[u] is None and "exp" not in text
        }
        assert all(values[problem.path[0]] is None for problem in problems)
        if problems or None in values.values():
            return
        scores = parindex.score(definition, table)
        for total, published, value in zip(scores.total, scores.rounded, values.values(), strict=True):
            assert abs(mp.mpf(str(published)) - value) <= mp.mpf("0.0005") + abs(value) * mp.mpf(10) ** -40
            assert abs(mp.mpf(float(total)) - value) <= mp.mpf(float(scores.exactness.error[0]))
