"""Any text in place of an expression gives a tree of our own or one fault at its place, and nothing of Python."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from parindex.definition.evaluation import evaluate
from parindex.definition.expressions import Expression, ExpressionError, Term as Tree, parse
from parindex.kernels.number import FLOAT, RATIONAL
from parindex.kernels.operations import FUNCTIONS, OPERATIONS

from .mutations import NUMBERS, TEXTS, edited, edits

FUZZ = settings.get_profile("fuzz")
KINDS = {"number", "name", *OPERATIONS}
PYTHON = [
    "__import__('os')", "().__class__", "a.b", "a[0]", "'text'", "lambda: 1", "a if b else c", "a**b",
    "9**9**9", "a//b", "a%b", "f(x)", "a^2", "a ^ -0.5", "2^3^2", "sqrt(a)",
    "round(a, 2)", "ln()", "exp(a, b)", "min", "max()", "min(a)", "max(a, b, c)", "abs(a)", "a := 1", "a and b",
    "not a", "[a for a in b]", "{}", "f'{a}'", "1_000", "0x10", "1e5", "1j", "1.", ".5", "a;b", "a\\\nb", "#",
    "[1.1.4]", "[ a ]", "[]", "[[a]]", "−", "×", "·", "÷", "/0",
]  # fmt: skip


def whole(tree):
    """Yield every node of a tree."""
    yield tree
    for part in tree.parts:
        yield from whole(part)


def parsed(text):
    try:
        return parse(text)
    except ExpressionError as error:
        return error


def held(text):
    expression = parsed(text)
    if isinstance(expression, ExpressionError):
        assert 1 <= expression.at <= len(text) + 1
        assert expression.message
        return
    assert type(expression) is Expression
    assert str(expression) == text
    nodes = list(whole(expression.tree))
    for node in nodes:
        assert type(node) is Tree
        assert node.kind in KINDS
        assert 1 <= node.at <= len(text)
        assert node.number is None or (type(node.number) is Fraction and node.number < 10**30)
    names = {name for name, _ in expression.tree.names()}
    for number in (FLOAT, RATIONAL):
        columns = {name: number.vector([number.of(Fraction(at)) for at in range(3)]) for name in names}
        found = evaluate(expression.tree, columns, number, 3)
        assert found.values.shape == (3,)
        lost = found.by_zero | found.undefined | found.unsure
        assert all(type(value) is float or type(value) is Fraction for value in found.values.tolist())
        assert np.isfinite(found.values[~lost].astype(float)).all()


EXPONENTS = ["2", "3", "-1", "0.5", "(1/3)", "-0.5", "100", "2^2", "0", "x"]


def sums(inner):
    pair = st.tuples(inner, st.sampled_from("+-*/−×·÷"), inner)
    called = st.tuples(st.sampled_from(["min", "max", "mean"]), st.lists(inner, min_size=1, max_size=3))
    of_one = st.tuples(st.sampled_from(FUNCTIONS), inner)
    powers = st.tuples(inner, st.sampled_from(["^", "**", " ^ "]), st.sampled_from(EXPONENTS))
    return (
        pair.map(" ".join)
        | pair.map("".join)
        | inner.map("({})".format)
        | inner.map("-{}".format)
        | of_one.map(lambda call: f"{call[0]}({call[1]}{', 2' if call[0] == 'round' else ''})")
        | powers.map("".join)
        | called.map(lambda call: f"{call[0]}({', '.join(call[1])})")
    )


ATOMS = st.sampled_from(["1", "0", "0.5", "x", "số", "[1.1.4]", "[a b]", "9" * 30, "0." + "0" * 29 + "1"])
EXPRESSIONS = st.recursive(ATOMS, sums, max_leaves=30)


@FUZZ
@given(text=EXPRESSIONS)
def test_an_expression_is_a_tree_of_its_own(text):
    held(text)


@FUZZ
@given(text=EXPRESSIONS, changes=edits(PYTHON))
def test_an_edited_expression_is_told_at_its_place_or_is_a_tree(text, changes):
    held(edited(text, changes))


@FUZZ
@given(text=st.text() | st.lists(st.sampled_from([*PYTHON, *NUMBERS, *TEXTS]), max_size=5).map("".join))
def test_any_text_is_told_at_its_place_or_is_a_tree(text):
    held(text)


@pytest.mark.parametrize(
    "text",
    ["__import__('os')", "().__class__", "a.b", "a[0]", "a**b", "9**9**9", "f(x)", "'a'", "lambda: 1", "a := 1", "1e9"],
)
def test_nothing_of_python_parses(text):
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize("depth", [30, 400, 100_000])
@pytest.mark.parametrize("inner", ["({})", "-{}", "1/{}", "min({}, 1)", "sqrt({})", "2^{}", "[{}]"])
def test_no_depth_is_too_deep_to_be_told(inner, depth):
    before, after = inner.split("{}")
    held(before * depth + "1" + after * depth)
