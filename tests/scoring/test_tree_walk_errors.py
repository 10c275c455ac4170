"""How far scores may be off by what indicators are off: no less than is found by trying, and not many times as much."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import parindex
from parindex.scoring.tree_walk import EPS, Reliance, error_bounds, walk

from ..sample import define

PART = '\n[[indicator]]\nid = "{}"\nparent = "g"\nmax = {}\nmissing = "redistribute"\nnot_applicable = "{}"\n{}\n'
TABLE = {
    "u": {"a": 3, "b": 7, "c": 5, "d": 2},
    "v": {"a": 9, "b": 1, "c": 4, "d": 6},
    "w": {"a": 5, "b": 5, "c": 8, "d": 1},
}
GAPS = {**TABLE, "x": {"a": 4, "b": None, "c": 6, "d": 3}, "y": {"a": "n/a", "b": 2, "c": 6, "d": 3}}


def tree(top, group, weights=("", "", "", ""), *, applies="drop", keys="", root="", beside=""):
    """Define an index of a component of two parts, and of two more."""
    a, b, c, d = (f"weight = {weight}" if weight else "" for weight in weights)
    of_group = "weight = 2" if weights[2] else ""
    body = f'[[component]]\nid = "g"\ncombine = "{group}"\n{of_group}\n{keys}\n'
    parts = PART.format("a", 12, applies, a) + PART.format("b", 10, applies, b)
    own = PART.replace('parent = "g"\n', "")
    others = (own.format(id_, 15, applies, weight) for id_, weight in (("c", c), ("d", d)))
    return define(body + parts + "".join(others) + beside, top, root)


BESIDE = "".join(
    f'[[indicator]]\nid = "{id_}"\nadds = "{adds}"\nrule = {{ kind = "score", range = [0, 5] }}\n'
    for id_, adds in (("p", "penalty"), ("q", "bonus"))
)
MEAN = ("3", "1", "2", "3")
#: Trees, with how many times as large as need be the error of a total may be.
TREES = {
    "sums": (tree("sum", "sum"), 1),
    "weighted sums": (tree("weighted-sum", "weighted-sum", MEAN), 1),
    "means": (tree("weighted-mean", "weighted-mean", MEAN), 1),
    "times": (tree("sum", "weighted-mean", keys="times = 0.25"), 1),
    "least and greatest": (tree("max", "min"), 2),
    "geometric": (tree("weighted-mean", "geometric-mean", MEAN), 2.1),
    "harmonic": (tree("harmonic-mean", "weighted-mean", MEAN), 2.1),
    "powers": (tree("power-mean", "weighted-mean", MEAN, root="power = 3"), 2.1),
    "penalty": (tree("sum", "sum", beside=BESIDE), 1),
    "product": (tree("sum", "product"), 2.1),
    "turned": (tree("sum", "sum", keys='better = "lower"'), 1),
    "formula": (tree("sum", "formula", keys='formula = "a * b / 10 + sqrt(a)"'), 2),
}


def tried(scores, change):
    """Return the most that each node differs by where scores of indicators are off by `change` to either side."""
    exactness = scores.exactness
    plan, given, marks = exactness.plan, exactness.given, exactness.marks
    leaves = exactness.floats.walked.scores[:, plan.leaf_nodes]
    before, most = walk(plan, plan.float_program, leaves, given, marks).scores, np.zeros(len(plan.ids))
    for sides in product((-1, 1), repeat=leaves.shape[1]):
        moved = walk(plan, plan.float_program, leaves + change * np.array(sides), given, marks).scores
        most = np.maximum(most, np.where(marks.without_score, 0.0, np.abs(moved - before)).max(axis=0))
    return most


def bounds(scores, change):
    exactness = scores.exactness
    plan, walked, given, marks = exactness.plan, exactness.floats.walked, exactness.given, exactness.marks
    off = Reliance.of(np.full(plan.leaf_nodes.size, change), len(scores.units))
    return error_bounds(plan, walked, given, marks, off).error


def scored(definition, table):
    extra = {"p": 2, "q": 3} if "p" in {leaf.id for leaf in definition.leaves} else {}
    return parindex.score(definition, {unit: {**row, **extra} for unit, row in table.items()})


@pytest.mark.parametrize("name", TREES)
@pytest.mark.parametrize("change", [1e-3, 1e-6])
def test_every_node_is_off_by_no_less_than_is_found_by_trying_and_by_little_more(name, change):
    definition, times = TREES[name]
    scores = scored(definition, TABLE)
    most, error = tried(scores, change), bounds(scores, change)
    assert (most <= error * (1 + 1e-6)).all()
    assert (error <= times * most * (1 + 1e-2)).all()


#: Trees of which parts are left out: how they combine, and what is particular about the component.
LEFT_OUT = {
    "sums": ("sum", "sum", ""),
    "weighted sums": ("weighted-sum", "weighted-sum", ""),
    "means": ("weighted-mean", "weighted-mean", ""),
    "sums of means": ("sum", "weighted-mean", "times = 0.25"),
    "a small factor": ("sum", "sum", "times = 0.25"),
    "a great factor": ("sum", "sum", "times = 1000"),
    "a floor": ("sum", "sum", "floor = 4"),
    "a cap": ("sum", "sum", "cap = 12"),
    "least and greatest": ("max", "min", ""),
    "turned": ("sum", "sum", 'better = "lower"'),
}


@pytest.mark.parametrize(
    "name, applies", [*((name, "drop") for name in LEFT_OUT), ("sums", "share"), ("turned", "share")]
)
def test_so_it_is_where_parts_are_left_out(name, applies):
    """By no more than six times as much: what is left is brought to the maximum of all."""
    top, group, keys = LEFT_OUT[name]
    weights = MEAN if name in ("weighted sums", "means") else ("",) * 4
    scores = scored(tree(top, group, weights, applies=applies, keys=keys), GAPS)
    most, error = tried(scores, 1e-4), bounds(scores, 1e-4)
    assert (most <= error * (1 + 1e-6)).all()
    assert (error <= 6 * most).all()


@pytest.mark.parametrize("name", TREES)
def test_without_errors_of_indicators_a_few_roundings_are_left(name):
    scores = scored(TREES[name][0], TABLE)
    error, size = bounds(scores, 0.0), np.abs(scores.exactness.floats.walked.scores).max(axis=0)
    nodes = np.setdiff1d(np.arange(size.size), scores.exactness.plan.leaf_nodes)
    assert (error[nodes] >= 8 * EPS * size[nodes]).all()
    assert (error[nodes] <= 2000 * EPS * (size[nodes] + 20)).all()


def test_a_score_that_is_given_for_a_component_is_off_by_its_last_digit():
    definition = TREES["turned"][0]
    scores = parindex.score(definition, {"u": {"g": 9.3, "c": 4, "d": 6}, "v": {"g": 2.1, "c": 4, "d": 6}})
    node, error = scores.exactness.plan.ids.index("g"), bounds(scores, 1e-3)
    size = np.abs(scores["g"]).max()
    assert EPS * size <= error[node] <= EPS * (size + 4 * 22)
    assert error[0] == pytest.approx(2e-3, rel=1e-6)


@pytest.mark.parametrize("power", ["0.01", "-0.01", "0.02"])
def test_roots_of_a_high_degree_are_off_by_what_their_degree_makes_of_a_rounding(power):
    """The hundredth power of a mean is off by a hundred times what the mean is: exact roots tell by how much."""
    most = 'rule = { kind = "score", range = [0, 1e6] }\n'
    body = "".join(f'[[indicator]]\nid = "{id_}"\n{most}' for id_ in "abc")
    rows = {f"u{at}": {"a": 10**5 + at * 7919, "b": 9 * 10**5 - at * 104729 % 9**5, "c": 1 + at} for at in range(40)}
    exactness = parindex.score(define(body, "power-mean", f"power = {power}"), rows).exactness
    total, error = exactness.floats.walked.scores[:, 0], exactness.floats.relied.error[0]
    off = max(abs(float(exactness.exact_score(row) - Fraction(score))) for row, score in enumerate(total.tolist()))
    assert 20 * EPS * total.max() < off <= error <= 10**6 * EPS * total.max()
