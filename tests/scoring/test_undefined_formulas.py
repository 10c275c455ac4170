"""Where a formula that is not defined is told: at the first column that its figures are read from."""

import pytest

import parindex

from ..sample import define, indicators

HEAD = '\n[[component]]\nid = "c"\ncombine = "formula"\nformula = "1 / (p - 2)"\n'
PART = '\n[[indicator]]\nid = "p"\nparent = "c"\nmax = 9\n{}\n'


def told(more, part, row):
    (problem,) = parindex.validate(define(HEAD + PART.format(part) + more), {"u": row})
    return problem.code, problem.path


@pytest.mark.parametrize(
    "more, part, row, column",
    [
        ("", "", {"p": 2}, "p"),
        ("", 'inputs = ["x", "y"]\nvalue = "x * y"', {"p.x": 1, "p.y": 2}, "p.x"),
        (indicators("a", "b", keys="max = 9"), 'value = "b / 2"', {"a": 2, "b": 4}, "b"),
        (
            indicators("a", keys="max = 9") + indicators("b", keys='max = 9\nvalue = "a - 1"'),
            'value = "b - 1"',
            {"a": 4},
            "a",
        ),
    ],
)
def test_it_is_told_at_the_first_column_below_however_far(more, part, row, column):
    assert told(more, part, row) == ("undefined-value", ("u", column))


def test_a_figure_from_outside_is_no_cell():
    more = indicators("a", keys="max = 9")
    text = define(HEAD + PART.format('value = "rate * a"') + more + '\n[[parameter]]\nid = "rate"\nvalue = 0.5\n')
    (problem,) = parindex.validate(text, {"u": {"a": 4}})
    assert (problem.code, problem.path) == ("undefined-value", ("u", "a"))
