"""What is missing and what is left out, node by node."""

import numpy as np
import pytest

import parindex

from ..sample import define

LEAF = '[[indicator]]\nid = "{}"\nmax = 10\nmissing = "{}"\nnot_applicable = "drop"\n{}\n'


def leaf(id_, missing="propagate", keys=""):
    return LEAF.format(id_, missing, keys)


def marks_of(definition, row):
    exactness = parindex.score(definition, {"u": row}).exactness
    marks = exactness.marks
    names = exactness.plan.ids
    return ({names[at] for at in np.flatnonzero(mask[0])} for mask in (marks.missing, marks.left_out, marks.reduced))


GROUP = '[[component]]\nid = "g"\ncombine = "{}"\n'


@pytest.mark.parametrize(
    "row, missing, left_out, reduced",
    [
        ({"a": 1, "b": 2, "c": 3, "p": 0}, set(), set(), set()),
        ({"a": None, "b": 2, "c": 3, "p": 0}, set(), {"a"}, {"a", "g", "sample"}),
        ({"a": None, "b": None, "c": 3, "p": 0}, {"b", "g", "sample"}, {"a"}, {"a", "g", "sample"}),
        ({"a": None, "b": "n/a", "c": 3, "p": 0}, set(), {"a", "b", "g"}, {"a", "b", "g", "sample"}),
        ({"a": None, "b": "n/a", "c": "n/a", "p": 0}, set(), {"a", "b", "c", "g", "sample"}, {*"abcg", "sample"}),
        # a penalty that is missing makes the total missing, not left out
        ({"a": None, "b": "n/a", "c": "n/a", "p": None}, {"p", "sample"}, {"a", "b", "c", "g"}, {*"abcg", "sample"}),
        ({"a": 1, "b": 2, "c": 3, "p": None}, {"p", "sample"}, set(), set()),
    ],
)
def test_what_is_missing_makes_all_above_missing_and_what_is_left_out_does_so_only_where_nothing_is_left(
    row, missing, left_out, reduced
):
    penalty = '[[indicator]]\nid = "p"\nadds = "penalty"\nrule = { kind = "count", each = 1, most = 3 }\n'
    parts = leaf("a", "redistribute", 'parent = "g"') + leaf("b", keys='parent = "g"') + leaf("c")
    assert tuple(marks_of(define(GROUP.format("sum") + parts + penalty), row)) == (missing, left_out, reduced)


@pytest.mark.parametrize("combine", ["weighted-mean", "weighted-sum"])
def test_a_part_without_weight_does_not_keep_a_component_alive(combine):
    """What is left of g is b alone, which counts for nothing: g is left out as if b was too."""
    parts = leaf("a", "redistribute", 'parent = "g"\nweight = 1') + leaf("b", keys='parent = "g"\nweight = 0')
    definition = define(GROUP.format(combine) + parts + leaf("c"))
    assert tuple(marks_of(definition, {"a": None, "b": 2, "c": 3})) == (set(), {"a", "g"}, {"a", "g", "sample"})


@pytest.mark.parametrize("count, missing", [(1, set()), (2, set()), (3, {"g", "sample"})])
def test_a_component_needs_so_many_scores(count, missing):
    parts = "".join(leaf(id_, "redistribute", 'parent = "g"') for id_ in "abd")
    definition = define(GROUP.format("sum") + f"needs = {count}\n" + parts + leaf("c"))
    assert next(marks_of(definition, {"a": 1, "b": None, "d": 4, "c": 3})) == missing


@pytest.mark.parametrize(
    "a, b, missing, left_out",
    [
        (1, None, set(), set()),
        (None, 2, {"a", "g", "sample"}, set()),
        ("n/a", 2, set(), {"a"}),
        ("n/a", "n/a", set(), {"a", "b", "g"}),
        ("n/a", None, {"b", "g", "sample"}, {"a"}),
    ],
)
def test_the_first_part_that_applies_gives_its_mark(a, b, missing, left_out):
    parts = leaf("a", keys='parent = "g"') + leaf("b", keys='parent = "g"')
    found = marks_of(define(GROUP.format("first") + parts + leaf("c")), {"a": a, "b": b, "c": 3})
    marked = next(found), next(found)
    assert marked[0] - {"b"} == missing - {"b"}
    assert marked[1] == left_out
