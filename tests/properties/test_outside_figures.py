"""Figures from outside and attributes of units: the same as the numbers written in, unit by unit, on both sides."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.definition.reading.definition_text import load_text

HEAD = """id = "held-against"
index = "X"
version = "1"
title = "X"
years = [2025, 2025]
combine = "sum"
{outside}
"""
LEAVES = """
[[indicator]]
id = "b"
max = 10
rule = {{ kind = "bands", bands = [
    {{ above = {mean}, points = 10 }}, {{ at_least = {goal}, points = 4 }}, {{ points = 0 }} ] }}

[[indicator]]
id = "c"
max = 10
rule = {{ kind = "bands", bands = [
    {{ at_most = {goal}, points = 10 }}, {{ below = {mean}, points = 4 }}, {{ points = 0 }} ] }}

[[indicator]]
id = "p"
max = 10
rule = {{ kind = "proportional", cap = {mean} }}

[[indicator]]
id = "t"
max = 10
rule = {{ kind = "target", target = {goal} }}

[[indicator]]
id = "i"
max = 10
rule = {{ kind = "increments", from = {mean}, base = 1, per = 0.3, each = 0.7, nothing_before = {goal} }}

[[indicator]]
id = "w"
max = 10
better = "lower"
rule = {{ kind = "increments", from = {goal}, base = 1, per = 0.1, each = 1, nothing_before = {mean}, whole = true }}

[[indicator]]
id = "v"
max = 10
inputs = ["x"]
value = "x / {mean_in} * 10"
on_zero_denominator = "missing"
rule = {{ kind = "bands", bands = [{{ above = {mean}, points = 10 }}, {{ points = 1 }}] }}
"""
COLUMNS = ("b", "c", "p", "t", "i", "w", "v.x")


def named(mean="", goal=""):
    outside = f'[[parameter]]\nid = "mean_of_all"\n{mean}\n\n[[parameter]]\nid = "goal"\n{goal}\n'
    leaves = LEAVES.format(mean='"mean_of_all"', goal='"goal"', mean_in="mean_of_all")
    return load_text(HEAD.format(outside=outside) + leaves)


def put_in(mean, goal):
    text = {"mean": toml(mean), "goal": toml(goal), "mean_in": f"({mean.numerator} / {mean.denominator})"}
    return load_text(HEAD.format(outside="") + LEAVES.format(**text))


def toml(figure):
    if figure.denominator % 3:
        return text(figure)
    return f'"{figure.numerator}/{figure.denominator}"'


def exact(scores):
    """Return the exact score of every node and unit, None where there is none."""
    rows = range(len(scores.units))
    figures = scores.exactness.exact(rows)
    missing = scores.exactness.marks.without_score
    return [
        [
            None if missing[row, node] else scores.exactness.figure(figures[row][node])
            for node in range(len(scores.nodes))
        ]
        for row in rows
    ]


def alike(one, other):
    assert exact(one) == exact(other)
    assert one.rounded == other.rounded
    assert one.rank.tolist() == other.rank.tolist()


#: Figures of few digits and of more than float64 holds, near each other so that values fall on both sides.
SHORT = st.integers(1, 40).map(lambda tenths: Fraction(tenths, 10))
LONG = st.tuples(SHORT, st.sampled_from([-1, 1])).map(lambda pair: pair[0] + Fraction(pair[1], 10**25))
THIRDS = st.integers(1, 9).map(lambda thirds: Fraction(thirds, 3))
FIGURES = SHORT | LONG | THIRDS
CELLS = st.lists(st.tuples(*[SHORT | LONG] * len(COLUMNS)), min_size=1, max_size=6)


def text(figure):
    """Return a decimal as text, digit by digit."""
    return format(Decimal(figure.numerator) / Decimal(figure.denominator), "f")


def table(cells, **more):
    columns = {name: [text(row[at]) for row in cells] for at, name in enumerate(COLUMNS)}
    return {"unit": [f"u{at}" for at in range(len(cells))], **columns, **more}


@given(CELLS, FIGURES, FIGURES)
def test_a_figure_from_outside_scores_as_the_number_put_in(cells, one, other):
    goal, mean = sorted((one, other + 5))
    written = put_in(mean, goal)
    expected = parindex.score(written, table(cells))
    by_year = named(f"values = {{ 2025 = {toml(mean)} }}", f"value = {toml(goal)}")
    alike(parindex.score(by_year, table(cells)), expected)
    told = {"mean_of_all": mean, "goal": f"{goal.numerator}/{goal.denominator}"}
    alike(parindex.score(named(), table(cells), parameters=told), expected)
    alike(parindex.score(named("value = 99", "value = 98"), table(cells), parameters=told), expected)


@given(CELLS, st.data())
def test_figures_of_units_score_as_a_definition_for_each(cells, data):
    means = [data.draw(SHORT | LONG, label="mean") + 5 for _ in cells]
    goals = [data.draw(SHORT | LONG, label="goal") for _ in cells]
    own = table(cells, mean_of_all=list(map(text, means)), goal=list(map(text, goals)))
    definition = named("value = 50", "value = 2")
    scores = exact(parindex.score(definition, own))
    order = [definition.nodes.index(definition[name.split(".")[0]]) for name in COLUMNS]
    for row in range(len(cells)):
        alone = exact(parindex.score(put_in(means[row], goals[row]), table(cells)))
        assert [scores[row][at] for at in order] == [alone[row][at] for at in order]


@pytest.mark.parametrize(
    "edge, points", [("above", (0, 0, 1)), ("at_least", (0, 1, 1)), ("below", (1, 0, 0)), ("at_most", (1, 1, 0))]
)
@pytest.mark.parametrize("place", ["definition", "column", "keyword"])
def test_a_figure_of_many_digits_divides_values_where_it_lies(edge, points, place):
    figure = "7.2000000000000000000000000001"
    near = [figure[:-1] + digit for digit in "012"]
    given_here = f"value = {figure}" if place == "definition" else ""
    definition = load_text(
        HEAD.format(outside=f'[[parameter]]\nid = "edge"\n{given_here}\n')
        + '[[indicator]]\nid = "a"\nmax = 1\n'
        + f'rule = {{ kind = "bands", bands = [{{ {edge} = "edge", points = 1 }}, {{ points = 0 }}] }}\n'
    )
    rows = {"unit": ["x", "y", "z"], "a": near}
    if place == "column":
        rows["edge"] = [figure] * 3
    reading = {"parameters": {"edge": figure}} if place == "keyword" else {}
    scores = parindex.score(definition, rows, **reading)
    assert tuple(scores.total.tolist()) == points


@pytest.mark.parametrize("edge, points", [("above", (0, 0, 1)), ("at_most", (1, 1, 0))])
def test_a_value_worked_out_meets_the_figure_of_its_unit(edge, points):
    definition = load_text(
        HEAD.format(outside='[[parameter]]\nid = "edge"\n')
        + '[[indicator]]\nid = "a"\nmax = 1\ninputs = ["x"]\nvalue = "x / 3 * 10"\n'
        + f'rule = {{ kind = "bands", bands = [{{ {edge} = "edge", points = 1 }}, {{ points = 0 }}] }}\n'
    )
    rows = {
        "unit": ["x", "y", "z"],
        "a.x": ["0.3", "0.6", "0.9"],
        "edge": ["1", "2.000000000000000000001", "2.9999999999999999999"],
    }
    assert tuple(parindex.score(definition, rows).total.tolist()) == points


CONDITIONAL = """
[[indicator]]
id = "a"
max = 4

[[indicator]]
id = "m"
max = 6
when = "{when}"
not_applicable = "{policy}"
"""


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.booleans()), min_size=1, max_size=6))
@pytest.mark.parametrize("policy", ["drop", "share", "full", "zero"])
@pytest.mark.parametrize("when", ["hilly", "not hilly"])
def test_what_does_not_apply_is_as_a_cell_that_says_so(when, policy, rows):
    outside = 'attributes = ["hilly"]'
    definition = load_text(HEAD.format(outside=outside) + CONDITIONAL.format(when=when, policy=policy))
    plain = load_text(
        HEAD.format(outside="") + CONDITIONAL.format(when=when, policy=policy).replace(f'when = "{when}"\n', "")
    )
    holds = [hilly == (when == "hilly") for *_, hilly in rows]
    units = [f"u{at}" for at in range(len(rows))]
    values = [str(m) if here else "" for (_, m, _), here in zip(rows, holds, strict=True)]
    said = [value or "n/a" for value in values]
    first = [str(a) for a, *_ in rows]
    table_of = {"unit": units, "a": first, "m": values, "hilly": [["không", "có"][hilly] for *_, hilly in rows]}
    alike(parindex.score(definition, table_of), parindex.score(plain, {"unit": units, "a": first, "m": said}))


def test_the_column_of_what_applies_to_nobody_may_be_absent():
    outside = 'attributes = ["hilly"]\n[[unit]]\nid = "x"\nattributes = { hilly = false }'
    definition = load_text(HEAD.format(outside=outside) + CONDITIONAL.format(when="hilly", policy="drop"))
    scores = parindex.score(definition, {"x": {"a": 2}})
    assert scores.total.tolist() == [5.0]  # 2 of the 4 points that apply, of 10


ALTERNATIVES = """
[[component]]
id = "either"
combine = "first"

[[indicator]]
id = "hills"
parent = "either"
max = 6
when = "hilly"

[[indicator]]
id = "plain"
parent = "either"
max = 6
"""


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=6))
def test_the_first_alternative_that_applies_is_taken(rows):
    definition = load_text(HEAD.format(outside='attributes = ["hilly"]') + ALTERNATIVES)
    columns = {
        "unit": [f"u{at}" for at in range(len(rows))],
        "hills": [points if hilly else None for points, hilly in rows],
        "plain": [None if hilly else points for points, hilly in rows],
        "hilly": [int(hilly) for _, hilly in rows],
    }
    assert parindex.score(definition, columns).total.tolist() == [points for points, _ in rows]


def test_a_value_where_another_alternative_is_taken_is_refused():
    definition = load_text(HEAD.format(outside='attributes = ["hilly"]') + ALTERNATIVES)
    problems = parindex.validate(definition, {"x": {"hills": 5, "plain": 3, "hilly": "no"}})
    assert [(problem.code, problem.path) for problem in problems] == [("does-not-apply", ("x", "hills"))]


INCREMENTS = """
[[indicator]]
id = "i"
max = 3
rule = {{ kind = "increments", from = {edge}, base = 2, per = 5, each = 0.25 }}

[[indicator]]
id = "j"
max = 3
better = "lower"
rule = {{ kind = "increments", from = {edge}, base = 2, per = 0.5, each = 0.25 }}
"""


@given(st.lists(st.tuples(SHORT | LONG, SHORT | LONG, FIGURES), min_size=1, max_size=6))
def test_increments_begin_at_the_figure_of_each_unit(rows):
    definition = load_text(HEAD.format(outside='[[parameter]]\nid = "edge"\n') + INCREMENTS.format(edge='"edge"'))
    units = [f"u{at}" for at in range(len(rows))]
    columns = {"i": [text(i) for i, *_ in rows], "j": [text(j) for _, j, _ in rows]}
    one = {"edge": str(rows[0][2])}
    written = load_text(HEAD.format(outside="") + INCREMENTS.format(edge=toml(rows[0][2])))
    alike(
        parindex.score(definition, {"unit": units, **columns}, parameters=one),
        parindex.score(written, {"unit": units, **columns}),
    )
    for row, (i, j, edge) in enumerate(rows):
        own = {"i": text(i), "j": text(j), "edge": text(edge)} if edge.denominator % 3 else None
        if own:
            (scores,) = exact(parindex.score(definition, {units[row]: own}))
            up = min(Fraction(3), 2 + Fraction(1, 4) * max(Fraction(0), i - edge) / 5)
            down = min(Fraction(3), 2 + Fraction(1, 4) * max(Fraction(0), edge - j) / Fraction(1, 2))
            assert scores == [up + down, up, down]


@given(st.lists(st.tuples(SHORT | LONG, SHORT | LONG), min_size=1, max_size=6))
def test_whole_steps_are_counted_from_the_figure_of_each_unit(rows):
    definition = load_text(
        HEAD.format(outside='[[parameter]]\nid = "edge"\n')
        + '[[indicator]]\nid = "i"\nmax = 50\n'
        + 'rule = { kind = "increments", from = "edge", base = 0, per = 0.1, each = 1, whole = true }\n'
    )
    columns = {"i": [text(value) for value, _ in rows], "edge": [text(edge) for _, edge in rows]}
    scores = parindex.score(definition, {"unit": [f"u{at}" for at in range(len(rows))], **columns})
    assert scores.total.tolist() == [max((value - edge) // Fraction(1, 10), 0) for value, edge in rows]
