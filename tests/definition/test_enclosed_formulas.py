"""Between what formulas lie, and where they may not be defined; ends worked out by hand."""

import math
from fractions import Fraction

import pytest

from parindex.definition.enclosed_formulas import enclosed, operations_in
from parindex.definition.expressions import parse
from parindex.kernels import Enclosure

WHOLE = (Fraction(0), Fraction(1))


def between(low, high, steps=None):
    return Enclosure.between(*(None if end is None else Fraction(end) for end in (low, high)), steps)


@pytest.mark.parametrize(
    "text, names, low, high",
    [
        ("100 - x", {"x": (0, 100)}, 0, 100),
        ("x - x", {"x": (0, 100)}, 0, 0),
        ("x / (x + y)", {"x": (0, 10), "y": (0, 10)}, 0, 1),
        ("100 * x / (x + y + z)", {"x": (0, None), "y": (0, None), "z": (0, None)}, 0, 100),
        ("(x - y) / (x + y)", {"x": (0, None), "y": (0, 5)}, -1, 1),
        ("x * (100 - x)", {"x": (0, 100)}, 0, 2500),
        ("x * y / (x * z)", {"x": (1, 2), "y": (1, 2), "z": (1, 2)}, Fraction(1, 2), 2),
        ("sqrt(x) - sqrt(x)", {"x": (0, 4)}, 0, 0),
        ("1 / (1 + x ^ 2)", {"x": (None, None)}, 0, 1),
        ("mean(x, x, y)", {"x": (0, 3), "y": (0, 6)}, 0, 4),
        ("x * 2 ^ 13 / (x + 1)", {"x": (0, 1)}, 0, 4096),
        ("100 * x / (x + y) * 1.1 ^ 20", {"x": (0, 1), "y": (1, 2)}, 0, 50 * Fraction(11, 10) ** 20),
        ("min(x, 100) - max(x, 100)", {"x": (0, 200)}, -200, 0),  # from -100 on; sound, not tight
    ],
)
def test_a_formula_lies_between_its_ends(text, names, low, high):
    known = {name: between(*ends) for name, ends in names.items()}
    assert enclosed(parse(text).tree, known).result.ends == (low, high)


@pytest.mark.parametrize(
    "text, names, doubted",
    [
        ("1 / x", {"x": between(0, 10)}, ["/"]),
        ("1 / (x - 1)", {"x": between(2, 10)}, []),
        ("1 / (x - 0.5)", {"x": between(0, 10, WHOLE)}, []),
        ("1 / (x + y)", {"x": between(0, None), "y": between(1, None)}, []),
        ("1 / (x - y)", {"x": between(1, 2, WHOLE), "y": between(1, 2, WHOLE)}, ["/"]),
        ("1 / (2 * x - y)", {"x": between(2, 3, WHOLE), "y": between(1, 5, (Fraction(1), Fraction(2)))}, []),
        ("ln(x)", {"x": between(0, 1)}, ["ln"]),
        ("ln(exp(x))", {"x": between(-5, 5)}, []),
        ("ln(1 / (1 + x))", {"x": between(0, None)}, []),
        ("sqrt(x / (x + 1) - 1)", {"x": between(0, 5)}, ["sqrt"]),
        ("sqrt(1 - x / (x + 1))", {"x": between(0, None)}, []),
        ("exp(x)", {"x": between(0, None)}, ["exp"]),
        ("x ^ 0.5 + x ^ -1", {"x": between(0, 1)}, ["^"]),
        ("sqrt(x - y)", {"x": between(0, 1, WHOLE), "y": between(-1, 0, WHOLE)}, []),
    ],
)
def test_operations_that_may_not_be_defined_are_doubted(text, names, doubted):
    found = enclosed(parse(text).tree, names)
    assert [term.kind for term, _ in found.doubts] == doubted


def test_what_is_known_to_be_defined_is_not_doubted():
    tree, again = parse("n / d").tree, parse("100 * n / d + 1/d").tree
    assert enclosed(again, {}).doubts
    assert [term.kind for term, _ in enclosed(again, {}, operations_in(tree)).doubts] == ["/"] * 2
    assert not enclosed(parse("2 + (n / d)").tree, {}, operations_in(tree)).doubts


@pytest.mark.parametrize(
    "text, steps",
    [
        ("x + y", (0, Fraction(1, 2))),
        ("2 * x - 3", (-3, 2)),
        ("x * y", (0, Fraction(1, 2))),
        ("round(x / 3, 1)", (0, Fraction(1, 10))),
        ("round(x, 1)", (0, 1)),
        ("x / 4", (0, Fraction(1, 4))),
        ("x / 3 + exp(y)", None),
    ],
)
def test_results_keep_the_steps_of_what_they_are_worked_out_from(text, steps):
    known = {"x": between(0, None, WHOLE), "y": between(0, None, (Fraction(0), Fraction(1, 2)))}
    assert enclosed(parse(text).tree, known).result.steps == steps


def test_ends_that_are_not_reached_are_known():
    below = enclosed(parse("1 / x").tree, {"x": between(1, None)}).result
    assert (below.low, below.low_open, below.high, below.high_open) == (0, True, 1, False)
    assert not below.holds(Fraction(0))
    assert below.holds(Fraction(1))
    grown = enclosed(parse("3 - exp(-x)").tree, {"x": between(0, None)}).result
    assert (grown.low, grown.high, grown.high_open) == (2, 3, True)
    assert math.isinf(enclosed(parse("ln(x)").tree, {"x": between(0, 1)}).result.low)
