"""Edges of groups of results that no score, or every score, lies on one side of."""

import pytest

from parindex.definition.checking.advice import advise
from parindex.definition.reading.definition_text import parse_definition

from ..sample import HEAD, indicators

TWO = indicators("a", "b", keys="max = 10")


def idle(root, body=TWO):
    """Return the places of idle edges of an index of 0 to 20 points, whose indicators give 0 to 10."""
    text = f'{HEAD}combine = "sum"\n{root}\n{body}'
    _, problems = parse_definition(text, advise=advise)
    assert not [problem for problem in problems if problem.severity == "error"]
    return [problem.path for problem in problems if problem.code == "idle-edge"]


@pytest.mark.parametrize(
    "edge, decided",
    [
        ("at_least = 0", True),
        ("at_least = 0.01", False),
        ("at_least = 10", False),
        ("at_least = 10.01", True),
        ("above = 0", False),
        ("above = 9.99", False),
        ("above = 10", True),
        ("below = 0", True),
        ("below = 0.01", False),
        ("below = 10", False),
        ("below = 10.01", True),
        ("at_most = -0.01", True),
        ("at_most = 0", False),
        ("at_most = 9.99", False),
        ("at_most = 10", True),
    ],
)
def test_gates_and_caps_decide_where_scores_lie_on_both_sides(edge, decided):
    gated = f'bands = [{{ label = "A", requires = [{{ node = "a", {edge} }}] }}, {{ label = "B" }}]'
    key = edge.split()[0]
    assert idle(gated) == [("bands", 0, "requires", 0, key)] * decided
    capped = (
        f'bands = [{{ label = "A", at_least = 9 }}, {{ label = "B" }}]\ncaps = [{{ node = "a", {edge}, band = "B" }}]'
    )
    assert idle(capped) == [("caps", 0, key)] * decided


@pytest.mark.parametrize("edge, decided", [("20", False), ("20.01", True), ("0", False)])
def test_a_group_needs_a_total_that_reaches_it(edge, decided):
    bands = f'bands = [{{ label = "A", at_least = {edge} }}]'
    assert idle(bands) == [("bands", 0, "at_least")] * decided
    plus = TWO + indicators("plus", keys='adds = "bonus"\nmax = 5')
    assert idle(bands, plus) == []


def test_published_scores_are_compared_and_what_has_no_limit_decides():
    bands = 'bands = [{ label = "A", requires = [{ node = "a", at_least = 3.34 }] }, { label = "B" }]'
    assert idle(bands, indicators("a", "b", keys='max = "10/3"')) == [("bands", 0, "requires", 0, "at_least")]
    assert idle(bands.replace("3.34", "3.33"), indicators("a", "b", keys='max = "10/3"')) == []
    watched = indicators("a", keys='adds = "nothing"') + indicators("b", keys="max = 10")
    assert idle(bands.replace("3.34", "1"), watched) == []
