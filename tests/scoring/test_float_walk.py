"""A walk with another row: to the last bit as if all units were walked again, or none where rows touch each other."""

import attrs
import numpy as np
import pytest

import parindex
from parindex.evidence import only_row
from parindex.scoring.empty_cells import arranged
from parindex.scoring.float_walk import FloatWalk

from ..sample import define, indicators

PARTS = [("a", "g", 12), ("b", "g", 10), ("c", "", 4), ("d", "", 6)]
ROWS = {
    "u": {"a": 7.3, "b": 2.55, "c": 1.1, "d": 0.45},
    "v": {"a": 1.15, "b": 9.9, "c": 0.3, "d": 5.05},
    "w": {"a": 0.05, "b": 0.1, "c": 0.2, "d": 0.15},
}
GAPS = ROWS | {
    "x": {"a": "n/a", "b": 3.15, "c": 2.2, "d": 1},
    "y": {"a": 2, "b": 3, "c": None, "d": 1},
    "z": {"a": 1.25, "b": "n/a", "c": "n/a", "d": 1},
}


def tree(combine="sum", group="sum", *, keys="", policy="drop", leaves="", beside=""):
    own, inner = ("weight = 2\n" if "mean" in way else "" for way in (combine, group))
    body = f'[[component]]\nid = "g"\ncombine = "{group}"\n{own}{keys}\n'
    for id_, parent, most in PARTS:
        weight = inner if parent else own
        body += indicators(id_, keys=f'max = {most}\nnot_applicable = "{policy}"\n{weight}{leaves}', parent=parent)
    return define(body + beside, combine)


def walked_again(definition, rows, unit, changes):
    """Return the walk of other evidence of one unit: with that row put in, and of all units anew."""
    scores = parindex.score(definition, rows)
    evidence = parindex.read_evidence(definition, rows | {unit: rows[unit] | changes})
    plan, row = scores.exactness.plan, scores.units.index(unit)
    one = arranged(plan, attrs.evolve(only_row(evidence, row), slack=evidence.slack))
    return scores.exactness.floats.with_row(row, one), FloatWalk.of(plan, arranged(plan, evidence))


def same(one, other):
    """Return whether two walks agree in every bit."""
    assert np.array_equal(one.values, other.values, equal_nan=True)
    for name in ("missing", "left_out", "reduced"):
        assert np.array_equal(getattr(one.marks, name), getattr(other.marks, name))
    for name in ("leaves", "observed", "full", "zero", "left_out", "slack"):
        assert np.array_equal(getattr(one.given, name), getattr(other.given, name))
    counts = ~one.marks.without_score
    for name in ("scores", "points", "most"):
        tables = (np.broadcast_to(getattr(walk.walked, name), counts.shape)[counts] for walk in (one, other))
        assert np.array_equal(*tables, equal_nan=True)
    assert one.walked.unrounded.keys() == other.walked.unrounded.keys()
    for at, tables in one.walked.unrounded.items():
        assert all(map(np.array_equal, tables, other.walked.unrounded[at]))
    assert np.array_equal(one.leaf_error, other.leaf_error)
    for name in ("leaves", "relied"):
        known, anew = getattr(one, name), getattr(other, name)
        assert np.array_equal(known.error, anew.error)
        assert np.array_equal(known.doubtful, anew.doubtful)
    return True


CHANGES = [
    {"a": 11.9},
    {"b": 0.35, "d": 6},
    {"c": 0.1, "a": 2.15},
    {"a": 7.25},
    {"a": 0.05, "b": 0.2},
    {},
]
TREES = {
    "sums": tree(),
    "means": tree("weighted-mean", "weighted-mean", keys="cap = 8"),
    "harmonic": tree("weighted-mean", "harmonic-mean"),
    "turned": tree(keys='better = "lower"'),
    "least": tree("min", "max"),
    "rounded leaves": tree(leaves="decimals = 1"),
    "rounded": tree(keys="decimals = 1\ntimes = 0.5"),
    "rounded both": tree("weighted-mean", "weighted-mean", keys="decimals = 1", leaves="decimals = 1"),
    "rescaled": tree(leaves='decimals = 0\nrule = { kind = "rescale", anchors = [0, 12], to = [0, 4] }'),
    "bonus": tree(beside='[[indicator]]\nid = "p"\nadds = "bonus"\nrule = { kind = "score", range = [0, 5] }\n'),
}


@pytest.mark.parametrize("unit", ["u", "w"])
@pytest.mark.parametrize("rows", [ROWS, GAPS], ids=["full", "gaps"])
@pytest.mark.parametrize("name", TREES)
def test_another_row_is_walked_as_if_all_were_walked_again(name, rows, unit):
    rows = {key: row | ({"p": at} if name == "bonus" else {}) for at, (key, row) in enumerate(rows.items())}
    for changes in CHANGES:
        assert same(*walked_again(TREES[name], rows, unit, changes))


@pytest.mark.parametrize("changes", [{"a": "n/a"}, {"a": 4}, {"a": "n/a", "b": "n/a"}, {"c": None, "d": 2}])
def test_so_is_one_of_which_parts_come_and_go_where_others_have_gaps(changes):
    for name in ("sums", "means", "turned", "rounded"):
        for unit in ("x", "u"):
            assert same(*walked_again(TREES[name], GAPS, unit, changes))


def test_a_great_value_makes_near_halves_of_others_doubtful():
    """Of a million the last digit is 1e-10: what is so near above a half may round either way from then on."""
    wide = 'decimals = 0\nrule = { kind = "rescale", anchors = [0, 1], to = [0, 1] }'
    definition = define(indicators("a", keys=wide))
    rows = {"u": {"a": 1}, "v": {"a": 2.50000000001}, "w": {"a": 3}}
    known, anew = walked_again(definition, rows, "u", {"a": 999_999})
    assert same(known, anew)
    assert known.relied.doubtful.tolist() == [False, True, False]
    assert not parindex.score(definition, rows).exactness.floats.relied.doubtful.any()


RESCALED = 'rule = { kind = "rescale", anchors = "observed", to = [0, 4] }\n'


@pytest.mark.parametrize(
    "definition, rows, changes",
    [
        (TREES["sums"], ROWS, {"a": "n/a"}),
        (TREES["sums"], ROWS | {"u": ROWS["u"] | {"a": "n/a"}}, {"a": 3}),
        (tree(leaves=RESCALED), ROWS, {"a": 3}),
        (tree("weighted-mean", "geometric-mean"), ROWS, {"a": 3}),
        (tree(group="formula", keys='formula = "a * b"\nmax = 120'), ROWS, {"a": 3}),
        (tree(policy="share"), GAPS, {"a": 3}),
        (tree(policy="share"), GAPS, {"b": "n/a"}),
    ],
    ids=["first gap", "last gap", "units compared", "roots", "formula", "shared before", "shared now"],
)
def test_where_rows_touch_each_other_or_float64_may_differ_all_is_walked_again(definition, rows, changes):
    known, anew = walked_again(definition, rows, "u", changes)
    assert known is None
    assert anew.walked.scores.shape == (len(rows), 6)
