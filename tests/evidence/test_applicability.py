"""Indicators that apply to some units only, by the attributes of these."""

import pytest

import parindex
from parindex.evidence.applicability import where_nodes_apply

from ..sample import define

HILLS = """
[[attributes]]
id = "hills"

[[indicator]]
id = "forest"
max = 5
when = "hills"
not_applicable = "drop"
"""


def told(row):
    definition = define(HILLS)
    assert where_nodes_apply(definition, {}) == {}
    return [(problem.severity, problem.code) for problem in parindex.validate(definition, {"a": row})]


@pytest.mark.parametrize("hills", [{}, {"hills": None}])
def test_a_value_out_of_range_is_refused_where_nobody_knows_whether_it_applies(hills):
    unknown = ("warning", "missing-attribute")
    assert told({"forest": 5, **hills}) == [unknown]
    assert sorted(told({"forest": 7, **hills})) == [("error", "out-of-range"), unknown]
    assert told({"forest": "n/a", **hills}) == [unknown]


def test_a_value_of_what_does_not_apply_is_told_as_that():
    assert told({"forest": 7, "hills": "no"}) == [("error", "does-not-apply")]
    assert told({"forest": 7, "hills": "yes"}) == [("error", "out-of-range")]
