"""Definitions compiled into arrays: which steps there are, in which order, and what holds of all of them."""

from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest

import parindex
from parindex.kernels import CLOSED, DECIMAL, FLOAT, RATIONAL
from parindex.scoring.plan import plan_of

from ..sample import define, indicators

F = Fraction
GROUP = '\n[[component]]\nid = "{}"\ncombine = "{}"\n{}\n'
TEN = "max = 10\n"


def component(id_, combine, keys="", parent=""):
    return GROUP.format(id_, combine, keys + (f'\nparent = "{parent}"' if parent else ""))


def two(combine="sum", keys="", *, weight="", root="sum", more="", of_root=""):
    """Compile a component of two parts beside a part of the root."""
    body = component("g", combine, keys) + indicators("a", "b", keys=TEN + weight, parent="g")
    return plan_of(define(body + indicators("c", keys=TEN) + more, root, of_root))


def test_steps_go_from_the_deepest_components_up_and_join_those_that_combine_alike():
    body = component("g", "sum") + component("h", "min") + component("i", "sum") + component("k", "sum", parent="g")
    for parent in ("h", "i", "k"):
        body += indicators(f"{parent}1", f"{parent}2", keys=TEN, parent=parent)
    plan = plan_of(define(body))
    found = [[plan.ids[node] for node in step.parents] for step in plan.float_program.steps]
    assert found == [["k"], ["h"], ["g", "i"], ["sample"]]
    *_, sums, root = plan.float_program.steps
    assert [plan.ids[node] for node in sums.parts] == ["k", "i1", "i2"]
    assert (sums.starts.tolist(), root.starts.tolist()) == ([0, 1], [0])
    assert sums.for_parts(np.array([5, 7])).tolist() == [5, 7, 7]
    assert sums.for_parts(np.array([[5, 7], [1, 2]])).tolist() == [[5, 7, 7], [1, 2, 2]]


@pytest.mark.parametrize(
    "plan, linear, rational, by_formula",
    [
        (two(), True, True, False),
        (two("weighted-mean", weight="weight = 1\n"), True, True, False),
        (two(keys="times = 2"), True, True, False),
        (two(keys="cap = 15"), False, True, False),
        (two(keys="floor = 5"), False, True, False),
        (two(keys='better = "lower"'), False, True, False),
        (two(keys="decimals = 1"), False, True, False),
        (two("min"), False, True, False),
        (two("geometric-mean"), False, False, False),
        (two("formula", 'formula = "a * b"\nmax = 100'), False, True, True),
        (two("formula", 'formula = "sqrt(a * b)"\nmax = 10'), False, False, True),
    ],
)
def test_a_plan_knows_whether_totals_are_sums_fractions_or_results_of_formulas(plan, linear, rational, by_formula):
    assert (plan.linear, plan.rational, plan.by_formula) == (linear, rational, by_formula)


def test_rounded_indicators_and_roots_of_values_are_known_of_a_plan():
    rounded = plan_of(define(indicators("a", "b", keys=f"{TEN}decimals = 1")))
    assert rounded.rounded_inside is None
    assert rounded.float_program.rounding.nodes.tolist() == [0, 1]
    assert two(keys="decimals = 1").rounded_inside == "g"
    logarithm = 'rule = { kind = "rescale", anchors = [1, 10], to = [0, 10], transform = "log" }'
    assert not plan_of(define(indicators("a", keys=logarithm))).rational
    of_inputs = 'max = 10\nrange = [0, 10]\ninputs = ["x"]\nvalue = "{}"\n'
    assert [
        plan_of(define(indicators("a", keys=of_inputs.format(text)))).rational for text in ("x * 2", "sqrt(x)")
    ] == [
        True,
        False,
    ]


def test_each_component_has_the_factor_the_limits_and_the_need_that_is_its_own():
    body = component("g", "sum", "times = 3\nneeds = 2") + component("h", "sum", "cap = 7") + component("i", "sum")
    for parent in "ghi":
        body += indicators(f"{parent}1", f"{parent}2", keys=TEN, parent=parent)
    step, root = plan_of(define(body)).float_program.steps
    assert step.times.tolist() == [3, 1, 1]
    assert (step.cap.groups.tolist(), step.cap.figures.tolist()) == ([1], [7])
    assert step.floor.groups.size == step.turn.groups.size == 0
    assert step.needs.tolist() == [2, 0, 0]
    assert root.times is None
    assert root.needs is None
    assert step.limited
    assert not root.limited


def test_a_power_mean_takes_its_own_power():
    """By hand: the roots of (9 + 16) / 2 and of (1 + 49) / 2, and means."""
    body = component("g", "power-mean", "power = 2") + component("h", "power-mean", "power = 1")
    body += "".join(indicators(f"{parent}1", f"{parent}2", keys=TEN, parent=parent) for parent in "gh")
    rows = {"u": {"g1": 3, "g2": 4, "h1": 3, "h2": 4}, "v": {"g1": 1, "g2": 7, "h1": 1, "h2": 7}}
    scores = parindex.score(define(body), rows)
    assert scores["g"].tolist() == pytest.approx([12.5**0.5, 5])
    assert scores["h"].tolist() == pytest.approx([3.5, 4])


def test_points_beside_the_tree_are_added_or_taken_where_they_and_the_total_are_known():
    """By hand; 3 of 10 points that are left are 6 of 20."""
    drop = f'{TEN}not_applicable = "drop"\n'
    beside = "".join(
        f'[[indicator]]\nid = "{id_}"\nadds = "{adds}"\nrule = {{ kind = "score", range = [0, 5] }}\n'
        f'not_applicable = "drop"\n'
        for id_, adds in (("p", "penalty"), ("q", "bonus"))
    )
    definition = define(indicators("a", "b", keys=drop) + beside)
    rows = {
        "u": {"a": 4, "b": 3, "p": 0.5, "q": 2},
        "v": {"a": "n/a", "b": 3, "p": 0.5, "q": 4},
        "w": {"a": 4, "b": 3, "p": "n/a", "q": 2},
        "x": {"a": "n/a", "b": 3, "p": 1, "q": "n/a"},
        "y": {"a": None, "b": 3, "p": 1, "q": 1},
    }
    scores = parindex.score(definition, rows)
    assert scores.total.tolist()[:4] == [8.5, 9.5, 9, 5]
    assert np.isnan(scores.total[4])
    assert scores.points[:4, 0].tolist() == [8.5, 6.5, 9, 2]
    assert [scores.exactness.exact_score(row) for row in range(4)] == [F("8.5"), F("9.5"), 9, 5]


@pytest.mark.parametrize("number", [FLOAT, DECIMAL, RATIONAL, CLOSED], ids=lambda number: number.name)
def test_what_is_left_of_what_a_turned_score_is_taken_from_is_as_exact_as_the_numbers(number):
    """Scores of 20 - 20 (1 - 1e-20) are 2e-19 in fractions and decimals; for float64 that is nothing."""
    plan = two(keys='better = "lower"')
    programs = {program.number.name: program for program in (*plan.exact_programs, plan.closed_program)}
    step = programs.get(number.name, plan.float_program).steps[0]
    whole = 20 * (1 - 2.0**-52) if number is FLOAT else number.of(20 - F(2, 10**19))
    (left,), far = step.turned(np.array([[whole]])), step.turned(np.array([[number.of(F(5))]]))
    assert F(left[0]) == (0 if number is FLOAT else F(2, 10**19))
    assert F(far[0, 0]) == 15


def test_equal_roots_that_decimals_tell_apart_leave_nothing_of_a_turned_score():
    plan = two("geometric-mean", 'better = "lower"')
    (program,) = plan.exact_programs
    with program.number.context():
        left = program.steps[0].turned(np.array([[Decimal(10) - Decimal("1e-55")], [Decimal(10) - Decimal("1e-35")]]))
    assert left[:, 0].tolist() == [0, Decimal("1e-35")]


def test_figures_are_exact_in_fractions_and_the_digits_that_can_be_relied_on_of_roots():
    digits = Decimal("1." + "1" * 50)
    assert two().figure(digits) == F("1." + "1" * 50)
    assert two("geometric-mean").figure(digits) == F("1." + "1" * 40)
    assert two("geometric-mean").figure(F(1, 3)) == F(1, 3)
    of_root = parindex.score(define(indicators("a", "b", keys=TEN), "geometric-mean"), {"u": {"a": 2, "b": 3}})
    assert abs(of_root.exactness.exact_score(0) ** 2 - 6) < F(1, 10**38)


def test_a_definition_is_compiled_once_and_a_faulty_one_not_at_all():
    definition = define(indicators("a", "b", keys="max = 10\nweight = 50"), "weighted-mean", "weights_total = 100")
    assert plan_of(definition) is plan_of(definition)
    others = tuple(attrs.evolve(leaf, weight=F(7)) for leaf in definition.indicator)
    scores = parindex.score(attrs.evolve(definition, indicator=others), {"u": {"a": 1, "b": 2}})
    assert scores.total.tolist() == [1.5]
    nobody = tuple(attrs.evolve(leaf, parent="nobody") for leaf in definition.indicator)
    with pytest.raises(parindex.DefinitionError):
        plan_of(attrs.evolve(definition, indicator=nobody))


def test_exact_arithmetic_is_on_decimals_and_fractions_where_no_decimal_holds_the_definition():
    assert [program.number.name for program in two().exact_programs] == ["decimal", "rational"]
    assert [program.number.name for program in two(keys='times = "1/3"').exact_programs] == ["rational"]
    assert [program.number.name for program in two("geometric-mean").exact_programs] == ["decimal"]
