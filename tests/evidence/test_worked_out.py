"""Values worked out: how far float64 strays is carried on, and what a direct value may be."""

import pytest

import parindex

from ..sample import define

RESCALE = 'rule = { kind = "rescale", anchors = [0, 1], to = [0, 1] }'
PROPORTIONAL = 'rule = { kind = "proportional", cap = 100 }'
BANDS = "[{ at_least = 100, points = 5 }, { points = 0 }]"


def leaf(id_, value, inputs="[]", keys=""):
    return f'\n[[indicator]]\nid = "{id_}"\ninputs = {inputs}\nvalue = "{value}"\n{keys}\n'


def test_a_value_that_refers_to_one_worked_out_is_decided_exactly_on_an_edge():
    """0.1 × 1000 is 100 and takes 5 points; in float64 1000000.1 - 1000000.0 is a little less than 0.1."""
    definition = define(
        leaf("a", "x - y", '["x", "y"]', RESCALE)
        + leaf("b", "[a] * 1000", keys=f'max = 5\nrule = {{ kind = "bands", bands = {BANDS} }}')
    )
    scores = parindex.score(definition, {"u": {"a.x": "1000000.1", "a.y": "1000000.0"}})
    assert [float(total) for total in scores.rounded] == [5.1]


def test_a_divisor_worked_out_that_is_zero_is_known_to_be():
    """0.3 - 0.2 - 0.1 is 0, in float64 it is not."""
    definition = define(
        leaf("a", "x - y - z", '["x", "y", "z"]', 'rule = { kind = "rescale", anchors = [-5, 5], to = [0, 1] }')
        + leaf("b", "n / [a]", '["n"]', 'max = 5\nrule = { kind = "bands", bands = [{ points = 5 }] }')
    )
    found = parindex.validate(definition, {"u": {"a.x": 0.3, "a.y": 0.2, "a.z": 0.1, "b.n": 1}})
    assert [problem.code for problem in found] == ["division-by-zero"]


@pytest.mark.parametrize(
    "rule, keys, values",
    [
        ('{ kind = "checklist", points = { p = 1, q = 1 } }', "max = 2", {-0.5: True, 0: False, 1: False, 2.5: True}),
        (
            '{ kind = "checklist", all = true, points = { p = 1, q = 1 } }',
            "max = 2",
            {0: False, 1: True, 2: False, 99: True},
        ),
        ('{ kind = "shares", weights = { A = 1, B = 0.6 } }', "max = 5", {99: True, -5: True, 4: False}),
    ],
)
def test_points_given_in_place_of_items_lie_within_the_rule(rule, keys, values):
    definition = define(f'\n[[indicator]]\nid = "a"\n{keys}\nrule = {rule}\n')
    for value, refused in values.items():
        found = [problem.code for problem in parindex.validate(definition, {"u": {"a": value}})]
        assert found == ["out-of-range"] * refused


def test_shares_rounded_apart_give_no_more_than_the_maximum():
    definition = define(
        '\n[[indicator]]\nid = "a"\nmax = 10\nunit = "percent"\n'
        'rule = { kind = "shares", weights = { A = 1, B = 1, C = 0 } }\n'
    )
    scores = parindex.score(
        definition, {"u": {"a.A": 50.7, "a.B": 49.4, "a.C": 0}, "v": {"a.A": 50.5, "a.B": 30, "a.C": 19.5}}
    )
    assert [str(total) for total in scores.rounded] == ["10.00", "8.05"]


@pytest.mark.parametrize("policy", ["zero", "full", "missing"])
@pytest.mark.parametrize("value", ["x / y * 100", "100 * ((x + z) / (y - z))"])
def test_what_is_not_zero_divided_by_zero_is_doubted(policy, value):
    """0 of 0 is what the key is for; 5 of 0 is a slip."""
    names = '["x", "y", "z"]' if "z" in value else '["x", "y"]'
    body = leaf("a", value, names, f'on_zero_denominator = "{policy}"\nmax = 3\nrange = [0, 100]\n{PROPORTIONAL}')
    rows = {"u": {"a.x": 0, "a.y": 0}, "v": {"a.x": 5, "a.y": 0}, "w": {"a.x": 5, "a.y": 9}}
    for row in rows.values() if "z" in value else ():
        row["a.z"] = 0
    (problem,) = [found for found in parindex.validate(define(body), rows) if found.code == "division-by-zero"]
    assert problem.severity == "warning"
    assert problem.message.startswith("v, a: what is divided by 0 is not 0, worked out from x 5, ")
