"""The arithmetic of values: what is read, what is not, and that nothing of Python can be reached."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.definition.evaluation import evaluate
from parindex.definition.expressions import MAX_DEPTH, MAX_LENGTH, ExpressionError, parse
from parindex.kernels.number import FLOAT, RATIONAL
from parindex.kernels.operations import OPERATIONS

from ..sample import codes, define

KINDS = {"number", "name", *OPERATIONS}


def exact(text, **names):
    columns = {name: RATIONAL.vector([Fraction(value)]) for name, value in names.items()}
    return evaluate(parse(text).tree, columns, RATIONAL, 1).values[0]


@pytest.mark.parametrize(
    "text, value",
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 - 3 - 4", -5),
        ("12 / 2 / 3", 2),
        ("-2 * -3", 6),
        ("--2", 2),
        ("+2", 2),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("min(3, 1, 2) + max(1)", 2),
        ("min(max(1, 2), 3)", 2),
        ("6 ÷ 2 × 3 − 1 · 2", 7),
        ("\t1\n+\u00a01", 2),
        ("90 / 100 * 100", 90),
        ("2 ^ 3 ^ 2", 512),
        ("-2 ^ 2", -4),
        ("2 ** -2 * 8", 2),
        ("(-2) ^ 3", -8),
        ("10 ^ (6 / 2)", 1000),
        ("mean(1, 2, 6)", 3),
        ("abs(2 - 5)", 3),
        ("round(2.5, 0) + round(-2.5, 0) + round(0.125, 2)", Fraction(13, 100)),
        ("round(2 / 3, 12)", Fraction(666666666667, 10**12)),
        ("sqrt(2) * sqrt(2)", 2),
        ("(1 / 8) ^ (1 / 3)", Fraction(1, 2)),
        ("sqrt(1 / 4) + 4 ^ 0.5 + 4 ^ -0.5", 3),
        ("ln(exp(3)) + log10(1000)", 6),
        ("exp(1000) / exp(1000)", 1),
        ("round(sqrt(0.25), 0)", 1),
        ("1 - sqrt(2) ^ 2 / 2", 0),
    ],
)
def test_arithmetic_is_that_of_school(text, value):
    assert exact(text) == value


@pytest.mark.parametrize(
    "text, names",
    [
        ("on_time / handled", ["on_time", "handled"]),
        ("[1.1.4] * 2", ["1.1.4"]),
        ("[ a ] + minimum", ["a", "minimum"]),
        ("tỷ_lệ", ["tỷ_lệ"]),
    ],
)
def test_names_are_words_or_stand_in_brackets(text, names):
    assert [name for name, _ in parse(text).tree.names()] == names


@pytest.mark.parametrize(
    "text, at",
    [
        ("", 1),
        ("1 +", 4),
        ("(1", 3),
        ("1)", 2),
        ("1 2", 3),
        ("1,5 + 2", 2),
        ("(1, 5)", 1),
        ("1.2.3", 1),
        (".5", 1),
        ("1.", 1),
        ("1e5", 2),
        ("min", 1),
        ("min()", 5),
        ("min(1,)", 7),
        ("a b", 3),
        ("[a", 1),
        ("[]", 1),
        ("a % b", 3),
        ("a = b", 3),
        ("a ^ b", 5),
        ("a ^ 0", 5),
        ("a ^ 101", 5),
        ("a ^ (1 / 1001)", 5),
        ("a ^ sqrt(4)", 5),
        ("sqrt(a, b)", 1),
        ("round(a)", 1),
        ("round(a, b)", 10),
        ("round(a, 13)", 10),
        ("round(a, 0.5)", 10),
        ("2 * mean", 5),
        ("log(a)", 4),
        ("(a ^ 100) ^ 100", 1),
        ("a ^", 4),
    ],
)
def test_what_is_no_expression_is_told_at_its_character(text, at):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.at == at


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "a.__class__",
        "a.real",
        "a[0]",
        "[a][0]",
        "f(a)",
        "eval(1)",
        "exec(a)",
        "lambda: 1",
        "a if b else c",
        "'text'",
        '"text"',
        "f'{a}'",
        "a ** b",
        "9 ** 9 ** 9",
        "9 ^ 9 ^ 9",
        "1 << 9",
        "a // b",
        "a @ b",
        "~a",
        "not(a)",
        "a := 1",
        "[x for x in [a]]",
        "{a}",
        "a; b",
        "a # b",
        "0x10",
        "1_000",
        "1j",
        "9" * 31,
        "1" * (MAX_LENGTH + 1),
        "(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1),
        "-" * (MAX_DEPTH + 1) + "1",
        "min(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1),
        "+".join("a" * 201),
        "\x00",
        "a\u202eb + \u202e",
    ],
)
def test_nothing_of_python_is_reachable_and_size_is_bounded(text):
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    "text, hint",
    [
        ("log(a)", "write ln(a), or log10(a)"),
        ("SQRT(a)", "did you mean 'sqrt'?"),
        ("f(a)", "the functions are min, max, mean, abs, round, sqrt, ln, log10, exp"),
        ("mean / 2", "write mean(a, b); a name that is a function stands in square brackets"),
    ],
)
def test_a_function_that_is_none_is_told_with_what_may_be_meant(text, hint):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.hint == hint


def test_a_name_that_is_a_function_stands_in_brackets():
    assert exact("[mean] * 2 + mean([mean], 1)", mean=3) == 8


@pytest.mark.parametrize("text", ["sqrt(a)", "ln(a)", "log10(a)", "a ^ 0.5", "a ^ -0.5", "exp(0 - a * 10 ^ 9)"])
def test_only_the_cells_that_are_outside_of_a_domain_are_marked(text):
    columns = [Fraction(-1), Fraction(0), Fraction(4)]
    undefined = [True, text not in ("sqrt(a)", "a ^ 0.5", "exp(0 - a * 10 ^ 9)"), text.startswith("exp")]
    found = evaluate(parse(text).tree, {"a": RATIONAL.vector(columns)}, RATIONAL, 3)
    assert found.undefined.tolist() == undefined
    rough = evaluate(parse(text).tree, {"a": np.array([-1.0, 0.0, 4.0])}, FLOAT, 3)
    assert (rough.undefined | rough.unsure).tolist() == undefined
    assert not found.by_zero.any()


def test_float64_says_where_it_cannot_tell_the_end_of_a_domain_or_a_half():
    columns = {"a": np.array([0.3, 0.4])}
    for text in ("sqrt(a - 0.1 - 0.2)", "ln(a - 0.1 - 0.2)", "(a - 0.1 - 0.2) ^ 1.5", "round(a * 5, 0)"):
        assert evaluate(parse(text).tree, columns, FLOAT, 2).unsure.tolist() == [True, False]


def parsed(text):
    try:
        return parse(text).tree, None
    except ExpressionError as error:
        return None, error


def nodes(tree):
    yield tree
    for part in tree.parts:
        yield from nodes(part)


@given(st.text(max_size=40) | st.text("ab1.+-*/()[], min", max_size=30))
def test_any_text_is_a_tree_of_the_known_kinds_or_a_fault_within_it(text):
    tree, fault = parsed(text)
    assert fault is None or 1 <= fault.at <= len(text) + 1
    assert tree is None or {node.kind for node in nodes(tree)} <= KINDS


def test_the_largest_numbers_that_can_be_written_stay_small():
    """Sixteen factors of 30 digits, the most that the length allows, make 480 digits: no tower of powers."""
    figure = "9" * 30
    text = "*".join([figure] * 16)
    assert exact(text) == Fraction(int(figure)) ** 16
    with np.errstate(over="ignore"):
        assert np.isinf(evaluate(parse(text + "*a").tree, {"a": np.ones(2)}, FLOAT, 2).values).all()


def test_only_the_cells_that_divide_by_zero_are_marked():
    tree = parse("a / (b - c)").tree
    columns = {
        name: RATIONAL.vector(list(map(Fraction, cells))) for name, cells in zip("abc", ("12", "33", "31"), strict=True)
    }
    found = evaluate(tree, columns, RATIONAL, 2)
    assert found.by_zero.tolist() == [True, False]
    assert found.values[1] == 1


def test_float64_says_where_it_cannot_tell_a_divisor_from_zero():
    columns = {"a": np.array([1.0, 1.0]), "b": np.array([0.3, 0.4])}
    found = evaluate(parse("a / (b - 0.1 - 0.2)").tree, columns, FLOAT, 2)
    assert found.unsure.tolist() == [True, False]


LEAF = '[[indicator]]\nid = "{id}"\nmax = 10\ninputs = {inputs}\nvalue = "{value}"\n'


def leaf(value, id_="x", inputs='["a", "b"]'):
    return LEAF.format(id=id_, inputs=inputs, value=value)


@pytest.mark.parametrize(
    "body, found",
    [
        (leaf("a / b"), []),
        (leaf("a"), ["unused-input"]),
        (leaf("a / c + b"), ["unknown-name"]),
        (leaf("a / (b"), ["value-syntax"]),
        (leaf("a * b / (2 - 2)"), ["zero-divisor"]),
        (leaf("a * b / min(0, 1)"), ["zero-divisor"]),
        (leaf("a * b / (sqrt(2) ^ 2 - 2)"), ["zero-divisor"]),
        (leaf("a * b * ln(1 - 2)"), ["never-defined"]),
        (leaf("a + b + sqrt(y - 11)") + leaf("a + b", "y"), ["never-defined"]),
        (leaf("a + b + sqrt(y - 10)") + leaf("a + b", "y"), []),
        (leaf("a + b + x"), ["value-cycle"]),
        (leaf("a + b + y") + leaf("a + b + x", "y"), ["value-cycle"] * 2),
        (leaf("a + b + y") + leaf("a + b", "y"), []),
    ],
)
def test_faults_of_a_definition_are_told(body, found):
    assert codes(body) == found


def test_references_are_worked_out_in_the_order_they_need():
    definition = define(
        leaf("[y.1] + 1", "x", "[]") + leaf("z * 2", "y.1", "[]") + leaf("a - b", "z"), root='missing = "propagate"'
    )
    scores = parindex.score(definition, {"u": {"z.a": 3, "z.b": 1}})
    assert [scores.at("u", node) for node in ("z", "y.1", "x")] == [2, 4, 5]


@pytest.mark.parametrize(
    "policy, total",
    [('"zero"', 4), ('"full"', 14), ('"missing"', None), ('"not-applicable"', 8)],
)
def test_what_a_division_by_zero_means_is_said_by_the_indicator(policy, total):
    keys = f'on_zero_denominator = {policy}\nnot_applicable = "drop"\n'
    definition = define(leaf("a / b") + keys + '[[indicator]]\nid = "rest"\nmax = 10\n')
    scores = parindex.score(definition, {"u": {"x.a": 3, "x.b": 0, "rest": 4}})
    assert [None if value is None else float(value) for value in scores.rounded] == [total]


def test_without_that_it_is_a_fault_of_the_cell():
    definition = define(leaf("a / b"))
    (problem,) = parindex.validate(definition, {"u": {"x.a": 3, "x.b": 0}})
    assert (problem.code, problem.path[0]) == ("division-by-zero", "u")


def test_a_value_that_is_not_defined_is_a_fault_of_the_cell():
    definition = define(leaf("sqrt(a) + ln(b)"))
    evidence = {"u": {"x.a": 4, "x.b": 1}, "v": {"x.a": -1, "x.b": 1}, "w": {"x.a": 1, "x.b": 0}}
    problems = parindex.validate(definition, evidence)
    assert [(problem.code, problem.path[0]) for problem in problems] == [
        ("undefined-value", "v"),
        ("undefined-value", "w"),
    ]
    assert parindex.score(definition, {"u": evidence["u"]}).total.tolist() == [2]


def test_a_result_beyond_what_float64_holds_is_a_fault_of_the_cell():
    definition = define(leaf("a ^ 100 * b ^ 100").replace("max = 10", "range = [0, 5]"))
    (problem,) = parindex.validate(definition, {"u": {"x.a": 100, "x.b": 1}, "v": {"x.a": 10**20, "x.b": 10**20}})[1:]
    assert (problem.code, problem.path[0]) == ("undefined-value", "v")


@pytest.mark.parametrize("value", ["sqrt(a) * sqrt(b)", "(a * b) ^ 0.5", "exp((ln(a) + ln(b)) / 2)"])
def test_a_root_on_an_edge_is_decided_by_its_digits(value):
    rule = 'rule = { kind = "bands", bands = [{ at_least = 6, points = 10 }, { points = 0 }] }\n'
    definition = define(leaf(value) + rule)
    pairs = [(2, 18), (3, 12), (5, "7.2"), (7, "5.14285714285714285714285714285"), (1, 36)]
    scores = parindex.score(definition, {f"u{at}": {"x.a": a, "x.b": b} for at, (a, b) in enumerate(pairs)})
    assert scores.total.tolist() == [10, 10, 10, 0, 10]
    assert not scores.exactness.plan.rational


def test_a_value_that_rests_on_one_with_a_root_keeps_its_digits():
    body = leaf("[y] ^ 2", "x", "[]") + leaf("sqrt(a)", "y", '["a"]')
    definition = define(body.replace("max = 10", "max = 10\nweight = 1"), combine="weighted-mean", root="decimals = 12")
    scores = parindex.score(definition, {f"u{a}": {"y.a": a} for a in (2, 3, 5, 7)})
    assert [int(value) for value in scores.published("x")] == [2, 3, 5, 7]


def test_the_value_may_be_given_in_place_of_its_inputs_but_not_beside_them():
    definition = define(leaf("a / b"))
    assert parindex.score(definition, {"u": {"x": 7}}).total.tolist() == [7]
    assert [problem.code for problem in parindex.validate(definition, {"u": {"x": 7, "x.a": 1, "x.b": 1}})] == [
        "component-and-part",
        "component-and-part",
    ]


def test_units_of_which_some_are_undefined_and_others_are_not_are_told_apart_by_decimals():
    tree = parse("ln(sqrt(x) - 1)").tree
    found = evaluate(tree, {"x": RATIONAL.vector([Fraction(4), Fraction(1, 4)])}, RATIONAL, 2)
    assert (found.values[0], found.undefined.tolist()) == (0, [False, True])


def test_the_least_of_two_is_as_exact_as_itself_whatever_the_other_one_is():
    found = evaluate(parse("min(sqrt(x), exp(100))").tree, {"x": RATIONAL.vector([Fraction(1, 5)])}, RATIONAL, 1)
    assert abs(found.values[0] ** 2 - Fraction(1, 5)) < Fraction(1, 10**40)
    far = evaluate(parse("max(-sqrt(x), -exp(100))").tree, {"x": RATIONAL.vector([Fraction(1, 5)])}, RATIONAL, 1)
    assert far.values[0] == -found.values[0]
