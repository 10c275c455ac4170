"""Definitions that somebody made to cost much are refused, or cost what their size does."""

import math
import unicodedata
from fractions import Fraction

import pytest

import parindex
from parindex.base.texts import normal
from parindex.definition.enclosed_formulas import ends_of
from parindex.definition.expressions import parse
from parindex.kernels.intervals import added_ends, mean_ends, multiplied_ends, subtracted_ends

HEAD = 'id = "x"\nindex = "X"\nversion = "1"\ntitle = "X"\nyears = [2025]\ncombine = "sum"\n'
LEAF = '[[indicator]]\nid = "i"\nmax = 10\n'
SERVER = parindex.Limits.server()


def refused(text, limits=SERVER):
    with pytest.raises(parindex.DefinitionError) as caught:
        parindex.loads(text, limits=limits)
    assert parindex.check(text, name="x", limits=limits)
    return caught.value.problems[0]


@pytest.mark.parametrize("key", ["indicator", "component"])
def test_nodes_in_one_line_are_counted_as_those_with_headers_are(key):
    nodes = ", ".join(f'{{ id = "n{at}" }}' for at in range(30))
    problem = refused(f"{HEAD}{key} = [{nodes}]\n", parindex.Limits(max_nodes=20))
    assert problem.code == "too-large"
    assert "30 components and indicators" in problem.message


@pytest.mark.parametrize("more", ["\n", "1,", "a=1\n"], ids=["lines", "values", "keys"])
def test_a_file_of_nothing_but_lines_or_values_is_refused_before_it_is_parsed(more):
    problem = refused(f"{HEAD}note = [{more * 400_001}]\n{LEAF}")
    assert problem.code == "too-large"
    assert "400,000" in problem.message


def test_marks_heaped_on_a_letter_take_no_square_of_their_number():
    heap = "a" + "\u0301\u0323" * 200_000
    definition = parindex.loads(f'{HEAD}{LEAF}title = "{heap}"\n', limits=SERVER)
    assert len(definition["i"].title.vi) > 300_000
    assert normal("NFC", "Đánh giá " * 40) == unicodedata.normalize("NFC", "Đánh giá " * 40)
    assert normal("NFC", unicodedata.normalize("NFD", "ầ" * 1000)) == "ầ" * 1000


def test_powers_within_an_exponent_are_not_worked_out_without_end():
    problem = refused(f'{HEAD}{LEAF}value = "y ^ ((((9 ^ 100) ^ 100) ^ 100) ^ 100)"\ninputs = ["y"]\n')
    assert problem.code == "value-syntax"


def test_ends_of_formulas_may_be_larger_than_floats_are():
    large, free = (Fraction(-1), Fraction(10) ** 400), (Fraction(0), math.inf)
    assert added_ends([large, free], None) == (-1, math.inf)
    assert subtracted_ends([large, free], None) == (-math.inf, Fraction(10) ** 400)
    assert multiplied_ends([large, free], None) == (-math.inf, math.inf)
    assert mean_ends([large, free], None) == (Fraction(-1, 2), math.inf)


def test_ends_of_powers_of_powers_are_rounded_outward_and_lie_beyond_no_result():
    tree = parse("x ^ 100").tree
    ends = Fraction(1, 3), Fraction(5, 3)
    for _ in range(4):
        ends = ends_of(tree, {"x": ends})
    assert ends == (0, math.inf)
    once = ends_of(tree, {"x": (Fraction(1, 3), Fraction(5, 3))})
    assert once == (Fraction(1, 3**100), Fraction(5**100, 3**100))


def test_formulas_are_bounded_by_their_characters_in_all():
    text = HEAD + "".join(
        LEAF.replace('"i"', f'"i{at}"') + f'value = "{"y + " * 100}y"\ninputs = ["y"]\n' for at in range(20)
    )
    problem = refused(text, parindex.Limits(max_work=12_000 * 5_000))
    assert (problem.code, "8,020 characters" in problem.message) == ("too-large", True)


def test_bands_that_overlap_are_found_as_plain_comparison_finds_them():
    edges = [("at_least", 9), ("below", 2), ("at_most", 5), ("above", 4), ("at_least", 5), ("at_most", 9)]
    bands = ", ".join(f"{{ {name} = {edge}, points = 1 }}" for name, edge in edges)
    leaf = f'range = [0, 10]\nrule = {{ kind = "bands", bands = [{bands}, {{ points = 0 }}] }}'
    overlaps = {
        problem.path[-1]: problem.message
        for problem in parindex.check(f"{HEAD}{LEAF}{leaf}\n", name="x")
        if problem.code == "bands-overlap"
    }

    def meet(one, other):
        lower, upper = sorted((one, other), key=lambda edge: edge[0] in ("below", "at_most"))
        both = lower[0] == "at_least" and upper[0] == "at_most"
        return lower[1] < upper[1] or (lower[1] == upper[1] and both)

    is_upper = [name in ("below", "at_most") for name, _ in edges]
    expected = {
        at
        for at, edge in enumerate(edges)
        if any(is_upper[before] != is_upper[at] and meet(edges[before], edge) for before in range(at))
    }
    assert overlaps.keys() == expected
