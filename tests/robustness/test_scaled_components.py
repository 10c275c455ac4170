"""Exact analyses where a component is multiplied, limits hold, and what is beside the tree counts: by hand."""

from fractions import Fraction

import attrs
import numpy as np
import pytest

import parindex

from ..sample import define, indicators

F = Fraction
ROWS = {"u": {"a": 8, "b": 2, "c": 4}, "v": {"a": 2, "b": 9, "c": 5}}
BESIDE = '[[indicator]]\nid = "p"\nadds = "penalty"\nrule = { kind = "score", range = [0, 9] }\n'


def tree(combine="weighted-mean", times="0.5", root="", weights=(3, 1), beside=""):
    body = f'[[component]]\nid = "g"\ncombine = "weighted-mean"\nweight = 1\ntimes = {times}\n'
    for id_, weight in zip("ab", weights, strict=True):
        body += indicators(id_, keys=f"max = 10\nweight = {weight}", parent="g")
    return define(body + indicators("c", keys="max = 10\nweight = 1") + beside, combine, root)


def test_the_weight_at_which_two_are_level_below_a_component_that_is_multiplied():
    """(2 + 6 s) / 4 + 2 = (9 - 7 s) / 4 + 5 / 2 at s = 9 / 13."""
    found = parindex.thresholds(parindex.score(tree(), ROWS), "u", "v")
    exact = dict(zip(found.nodes, found.exact, strict=True))
    assert exact["a"] == F(9, 13)
    assert exact["b"] == F(4, 13)
    # g is 13/4 of the first and 15/8 of the second: 13/4 w + 4 (1 - w) = 15/8 w + 5 (1 - w)
    assert exact["g"] == F(8, 19)
    for joint in found.joint:
        a, b, c, g = (joint.shares[id_] for id_ in "abcg")
        assert g * (6 * a - 7 * b) / 2 - c == pytest.approx(0, abs=1e-9)
        assert (a + b, c + g) == pytest.approx((1, 1))


def test_points_beside_the_tree_are_added_to_what_is_compared():
    """With a penalty of 1 for the first the two are level at s where 13 s / 4 = 9 / 4 + 1."""
    rows = {"u": {**ROWS["u"], "p": 1}, "v": {**ROWS["v"], "p": 0}}
    found = parindex.thresholds(parindex.score(tree(beside=BESIDE), rows), "u", "v")
    assert dict(zip(found.nodes, found.exact, strict=True))["a"] == 1
    assert dict(zip(found.nodes, found.outcome, strict=True))["a"] == "touch"
    for joint in found.joint:
        a, b, c, g = (joint.shares[id_] for id_ in "abcg")
        assert g * (6 * a - 7 * b) / 2 - c - 1 == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("times", ["0.5", "3"])
def test_what_only_the_walk_finds_is_level_when_scored_again(times):
    found = parindex.thresholds(parindex.score(tree("power-mean", times, "power = 2"), ROWS), "u", "v")
    ties = dict(zip(found.nodes, found.threshold.tolist(), strict=True))
    assert set(found.way) == {"bisection"}
    for node in "ab":
        share = F(ties[node])
        weights = (share, 1 - share) if node == "a" else (1 - share, share)
        written = [f'"{weight.numerator}/{weight.denominator}"' for weight in weights]
        totals = parindex.score(tree("power-mean", times, "power = 2", written), ROWS).total
        assert totals[0] == pytest.approx(totals[1], rel=1e-9)


@pytest.mark.parametrize(
    "combine, weights, expected",
    [("weighted-mean", (2, 3, 5), (2, 3, 5)), ("weighted-sum", (2, 3, 5), (2, 3, 5)), ("sum", None, (10, 20, 30))],
)
def test_weights_are_told_as_they_are_written(combine, weights, expected):
    """Those of means and weighted sums as in the definition, those of sums as the points of the parts."""
    body = "".join(
        indicators(id_, keys=f"max = {most}\n" + (f"weight = {weights[at]}" if weights else ""))
        for at, (id_, most) in enumerate(zip("abc", (10, 20, 30), strict=True))
    )
    rows = {"u": {"a": 9, "b": 3, "c": 7}, "v": {"a": 1, "b": 8, "c": 6}}
    found = parindex.thresholds(parindex.score(define(body, combine), rows), "u", "v")
    assert [record["written_weight"] for record in found.to_records()] == pytest.approx(list(expected))


LEADS = [
    # how much u can be above v, and v above u: u is always above, never below, level, never above, always below
    ((3.0, -1.0), "above"),
    ((3.0, 0.0), "not below"),
    ((0.0, 0.0), "level"),
    ((0.0, 3.0), "not above"),
    ((-1.0, 3.0), "below"),
    ((2.0, 3.0), "either"),
    ((0.5, 0.5), "level"),
    ((0.5, -0.5), "level"),
    ((3.0, -0.5), "not below"),
    ((3.0, 0.5), "not below"),
    ((0.5, 3.0), "not above"),
    ((3.0, -0.51), "above"),
    ((-0.51, 3.0), "below"),
    ((0.51, 0.51), "either"),
]


@pytest.mark.parametrize("leads, word", LEADS)
def test_how_one_unit_stands_to_another_whatever_the_weights(leads, word):
    pytest.importorskip("scipy")
    scores = parindex.score(tree(), {**ROWS, "w": {"a": None, "b": 1, "c": 1}})
    ranges = parindex.rank_range(scores, parindex.Uniform(0.2))
    lead = np.full((3, 3), np.nan)
    lead[0, 1], lead[1, 0] = leads
    ranges = attrs.evolve(ranges, lead=lead, resolution=0.5)
    opposite = {"above": "below", "below": "above", "not below": "not above", "not above": "not below"}
    assert ranges.compare("u", "v") == word
    assert ranges.compare("v", "u") == opposite.get(word, word)
    assert ranges.compare("u", "u") == "level"
    assert bool(ranges.above[0, 1]) is (word == "above")
    assert bool(ranges.above[1, 0]) is (word == "below")
    assert bool(ranges.level[0, 1]) is bool(ranges.level[1, 0]) is (word == "level")
    assert ranges.pair("u", "v") == {"a": "u", "b": "v", "whatever_the_weights": word}
    assert ranges.pair("u", "w") == {}
    with pytest.raises(ValueError, match="not ranked together"):
        ranges.compare("u", "w")
    records = {record["unit"]: record for record in ranges.to_records()}
    assert records["u"]["always_above"] == (word == "below")
    assert records["u"]["always_below"] == (word == "above")
    assert ranges.details()["always_above"]["u"] == (["v"] if word == "above" else [])
