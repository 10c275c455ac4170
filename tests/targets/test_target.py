"""Plans of least cost against closed forms and against every plan there is."""

import itertools
from fractions import Fraction

import pytest

import parindex
from parindex.definition import load_text
from parindex.targets import target

pytest.importorskip("scipy")

HEAD = 'id = "x"\nindex = "X"\nversion = "1"\ntitle = { en = "X" }\nyears = [2025]\ndecimals = 2\n'
THREE = """combine = "weighted-mean"
max = 10
[[indicator]]
id = "a"
weight = 0.5
max = 10
[[indicator]]
id = "b"
weight = 0.3
max = 10
[[indicator]]
id = "c"
weight = 0.2
max = 10
"""


def scored(text, evidence):
    return parindex.score(load_text(HEAD + text), evidence)


def every_plan(scores, unit, choices, costs, reached):
    """Return the least cost of all plans there are: every value of every indicator, scored again."""
    row = scores.evidence.row(unit)
    present = {name: Fraction(repr(float(scores.evidence.values[row, at]))) for at, name in enumerate(choices)}
    best = None
    for values in itertools.product(*choices.values()):
        plan = dict(zip(choices, values, strict=True))
        cost = sum(abs(Fraction(value) - present[name]) * costs[name] for name, value in plan.items())
        if best is None or cost < best:
            evidence = {
                code: dict(zip(scores.evidence.columns, map(float, values), strict=True))
                for code, values in zip(scores.units, scores.evidence.values, strict=True)
            }
            evidence[unit] = {name: float(value) for name, value in plan.items()}
            again = parindex.score(scores.definition, evidence)
            if reached(again, row):
                best = cost
    return best


def test_a_mean_is_raised_where_a_point_of_the_total_is_cheapest():
    # Costs of a point of the total: a 1/5/0.5 = 0.4, b 1/8/0.3 = 0.4166…, c 1/9/0.2 = 0.5555…: a first, then b.
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}})  # total 3.3
    plan = target(scores, "u", total=6, decimals=2)
    assert plan.changes == {"u": {"a": Fraction(10), "b": Fraction("2.65")}}  # 5.995 is published as 6.00
    assert plan.cost == 1 + Fraction("0.65") / 8
    assert plan.proved
    assert str(plan.after.rounded[0]) == "6.00"


def test_costs_that_are_given_decide_where():
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}})
    plan = target(scores, "u", total=4, costs={"a": 10, "b": 10, "c": 1}, decimals=2)
    assert plan.changes == {"u": {"c": Fraction("4.48")}}  # 3.996 is published as 4.00; 4.47 gives 3.994
    assert plan.cost == Fraction("3.48")


def test_what_is_fixed_or_bounded_stays_there():
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}})
    plan = target(scores, "u", total=4, fixed=["a"], bounds={"b": (None, 3)}, decimals=2)
    # 0.695 more is needed. b to 3 and c to 2.98 bring 0.696 and cost 1/8 + 1.98/9 = 0.345; a hundredth less of b and
    # one more of c bring just 0.695, at 0.99/8 + 1.99/9 = 0.34486.
    assert plan.changes == {"u": {"b": Fraction("2.99"), "c": Fraction("2.99")}}
    with pytest.raises(ValueError, match=r"out of reach: with all at its best the total is 4\.80"):
        target(scores, "u", total=5, fixed=["a", "c"], bounds={"b": (0, 7)})


def test_what_is_reached_needs_no_plan():
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}, "v": {"a": 4, "b": 2, "c": 1}})
    plan = target(scores, "u", rank=1)
    assert plan.changes == {}
    assert (plan.cost, plan.proved) == (0, True)


def test_a_rank_is_reached_on_the_grid_that_evidence_is_written_in():
    evidence = {"u": {"a": 5.1, "b": 2.2, "c": 1}, "v": {"a": 6.3, "b": 3.1, "c": 2}, "w": {"a": 9, "b": 1, "c": 1}}
    scores = scored(THREE, evidence)
    plan = target(scores, "u", rank=2)
    assert plan.after.rank[0] == 2
    grid = {name: [Fraction(tenth, 10) for tenth in range(101)] for name in "ab"} | {"c": [Fraction(1)]}
    costs = {"a": 1 / Fraction("4.9"), "b": 1 / Fraction("7.8"), "c": 1}
    grid = {name: [value for value in values if value >= scores.at("u", name) - 1e-9] for name, values in grid.items()}
    grid["a"], grid["b"] = grid["a"][:20], grid["b"][:30]
    assert plan.cost == every_plan(scores, "u", grid, costs, lambda again, row: again.rank[row] <= 2)
