"""Ranks that hold though others gain or weights vary: bounds and judgement agree, draw by draw."""

from fractions import Fraction

import numpy as np
import pytest

import parindex
from parindex.robustness import WeightDraws
from parindex.targets.choice_of_aim import aim_of
from parindex.targets.robust_aim import Gains, LikelyRankAim

from ..sample import define

LEAF = '\n[[indicator]]\nid = "{id}"\n{keys}\nrule = {{ kind = "score", range = [0, 10] }}\nmax = 10\n'
TREES = {
    "flat": define("".join(LEAF.format(id=id_, keys="weight = 1") for id_ in "xyz"), "weighted-mean", "decimals = 1"),
    "sum": define("".join(LEAF.format(id=id_, keys="") for id_ in "xyz"), "sum", 'rank = { on = "rounded" }'),
    "deep": define(
        '[[component]]\nid = "k"\ncombine = "weighted-mean"\nweight = 2\n'
        + "".join(
            LEAF.format(id=id_, keys=f"weight = {weight}" + ('\nparent = "k"' if id_ != "z" else ""))
            for id_, weight in zip("xyz", (1, 3, 1), strict=True)
        ),
        "weighted-mean",
        'rank = { ties = "average" }',
    ),
    "geometric": define(
        "".join(LEAF.format(id=id_, keys="weight = 1") for id_ in "xyz"), "geometric-mean", 'rank = { best = "lowest" }'
    ),
}
ROWS = {"a": (5, 6, 4), "b": (9, 2, 5), "c": (3, 8, 6), "d": (4, 4, 7), "e": (6, 5, 3)}


def scored(definition, **own):
    rows = {unit: dict(zip("xyz", map(Fraction, row), strict=True)) for unit, row in ROWS.items()}
    rows["a"] |= own
    return parindex.score(definition, rows)


def total_by(definition, weights, leaves):
    """Return the total of a unit by the weights of parts, worked out here from the bottom up."""
    scores = dict(leaves)

    def of(component):
        parts = definition.parts(component.id)
        below = [scores[part.id] if part.id in scores else of(part) for part in parts]
        pairs = list(zip(map(float, weights(component)), map(float, below), strict=True))
        if component.combine == "geometric-mean":
            return float(np.prod([score**weight for weight, score in pairs]))
        return sum(weight * score for weight, score in pairs)

    return of(definition.root)


@pytest.mark.parametrize("tree", TREES)
@pytest.mark.parametrize("rank", [1, 2, 4])
def test_cases_hold_in_as_many_draws_as_uncertainty_gives_the_rank(tree, rank):
    definition = TREES[tree]
    before = scored(definition)
    aim = LikelyRankAim.of(before, 0, rank, parindex.Uniform(0.4), draws=300, rng=7, share="0.6")
    cases = aim.cases(before, 0)
    assert (len(cases.cases), cases.need) == (300, 180)
    for own in ({}, {"x": Fraction(7)}, {"y": Fraction("3.5"), "z": Fraction(9)}, {"z": Fraction(1)}):
        after = scored(definition, **own)
        leaves = {node: after.at("a", node) for node in "xyz"}
        held = 0
        for case in cases.cases:
            total = Fraction(total_by(definition, case.weights, leaves))
            held += any(all(one.holds(total) for one in way) for way in case.ways)
        told = parindex.uncertainty(after, parindex.Uniform(0.4), draws=300, rng=7)
        assert held == round(float(told.p_top(rank)[0]) * 300)
        assert aim.reached(after, 0) == (held >= 180)


def test_draws_are_those_of_uncertainty():
    scores = scored(TREES["deep"])
    drawn = WeightDraws.of(scores, parindex.Dirichlet(20), 1500, 3)
    again = WeightDraws.of(scores, parindex.Dirichlet(20), 1100, 3)
    assert np.array_equal(drawn.weights[:1100], again.weights)
    told = parindex.uncertainty(scores, parindex.Dirichlet(20), draws=1500, rng=3)
    best = drawn.compared.argmax(axis=1)
    firsts = [np.count_nonzero(best == at) for at in range(5)]
    assert firsts == np.round(told.p_top(1) * 1500).tolist()


def test_what_others_gain_is_read_by_code_and_losses_are_none():
    scores = scored(TREES["flat"])
    gains = Gains.read(scores, 0, {"b": 0.5, "c": -1, "a": 3, "d": float("nan")})
    assert gains.of == {1: Fraction("0.5")}
    assert gains.untold == ("d", "e")
    assert gains.notes() == ("no gain is told of d, e: they stay as they are",)
    # Of 16/3, 17/3 and 5 the first gains half a point: 35/6, and is passed by nobody else.
    aim = aim_of(scores, 0, rank=1, gains=gains.of)
    assert aim.conditions(scores, 0)[0].edge == Fraction(35, 6)


@pytest.mark.parametrize(
    "asked, told",
    [
        ({"share": 0}, "share is 0, and it is above 0 and at most 1"),
        ({"share": 1.5}, "share is 1.5, and it is above 0"),
        ({"draws": 0}, "draws is 0, and not from 1 to"),
        ({"rank": 9}, "there is no rank 9: 5 units are ranked"),
    ],
)
def test_a_likely_rank_that_means_nothing_is_refused(asked, told):
    asked = {"rank": 2, **asked}
    with pytest.raises(ValueError, match=told):
        LikelyRankAim.of(scored(TREES["flat"]), 0, asked.pop("rank"), parindex.Uniform(0.2), **asked)


def test_gains_that_are_no_mapping_are_refused():
    with pytest.raises(TypeError, match="others must map units"):
        Gains.read(scored(TREES["flat"]), 0, [1, 2])
