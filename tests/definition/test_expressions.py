"""The arithmetic of values: what is read, what is not, and that nothing of Python can be reached."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.definition.expressions import FUNCTIONS, MAX_DEPTH, MAX_LENGTH, ExpressionError, evaluate, parse
from parindex.kernels.number import FLOAT, RATIONAL

from ..sample import codes, define

KINDS = {"number", "name", "neg", "+", "-", "*", "/", *FUNCTIONS}


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
        "abs(1)",
        "exec(a)",
        "lambda: 1",
        "a if b else c",
        "'text'",
        '"text"',
        "f'{a}'",
        "a ** b",
        "9 ** 9 ** 9",
        "9 ^ 9",
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


def test_the_value_may_be_given_in_place_of_its_inputs_but_not_beside_them():
    definition = define(leaf("a / b"))
    assert parindex.score(definition, {"u": {"x": 7}}).total.tolist() == [7]
    assert [problem.code for problem in parindex.validate(definition, {"u": {"x": 7, "x.a": 1, "x.b": 1}})] == [
        "component-and-part",
        "component-and-part",
    ]
