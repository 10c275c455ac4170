"""What each rule says of its points, against the points it gives: ends, denominators, errors of floats."""

import math
from fractions import Fraction
from itertools import pairwise, product

import attrs
import numpy as np
import pytest

import parindex
from parindex import Indicator
from parindex.definition.rules.by_rank import Rank, RankBand
from parindex.definition.rules.compared import PercentileRank, Relative, Standardise, StandardiseAtHand, Target
from parindex.definition.rules.linear import Count, Percentiles, Proportional, Rescale, Score
from parindex.definition.rules.piecewise import Increments, Piecewise
from parindex.definition.rules.rule import Company, Options, Spread
from parindex.definition.rules.steps import Band, Bands, Shares
from parindex.kernels import DECIMAL, FLOAT, RATIONAL

from ..sample import define, indicators

F = Fraction
EPS = F(1, 2**52)
#: No two of them are equal, and most have no exact binary form.
VALUES = [F(13, 10), F(47, 10), F(11, 10), F(83, 10), F(29, 10)]


def leaf(rule, most=10, better="higher", between=None):
    return Indicator(id="x", rule=rule, max=None if most is None else F(most), better=better, range=between)


def points(node, values, number=RATIONAL):
    """Return the points of units with some values, in numbers of a kind."""
    if number is RATIONAL and not node.rule.rational():
        number = DECIMAL
    with number.context():
        column = number.array(values)[:, None]
        company = Company(tuple(f"u{at}" for at in range(len(values))))
        given = type(node.rule).compile([node], number)(column, np.ones(column.shape, dtype=bool), company)
        return [F(float(value)) if number is FLOAT else F(value) for value in given[:, 0]]


def spread_of(node, values, slack=0.0):
    column = np.array([float(value) for value in values])
    return attrs.evolve(node.rule.spread(column, {}), slack=slack)


KNOTS = ((F(0), F(1)), (F(2), F(5)), (F(3), F(4)), (F(8), F(10)))
STEPS = {"from_": F(2), "base": F(1), "per": F(3, 10), "each": F(1, 7)}
#: Rules whose points do not jump, with how many times as large as need be their error may be.
SMOOTH = {
    "score": (leaf(Score()), 1.1),
    "rescale": (leaf(Rescale(anchors=(F(1), F(9)), to=(F(0), F(10)))), 18),
    "rescale-far": (leaf(Rescale(anchors=(F(81, 10), F(9)), to=(F(3), F(10)))), 90),
    "rescale-high": (leaf(Rescale(anchors=(F(1), F(9)), to=(F(10**6), F(10**6 + 1)))), 18),
    "rescale-clipped": (leaf(Rescale(anchors=(F(1), F(9)), to=(F(0), F(10)), clip=True)), 8.5),
    "rescale-observed": (leaf(Rescale(anchors="observed", to=(F(0), F(10)))), 4.2),
    "rescale-lower": (leaf(Rescale(anchors="observed", to=(F(0), F(10))), better="lower"), 4.2),
    "rescale-percentiles": (leaf(Rescale(anchors=Percentiles((F(10), F(90))), to=(F(0), F(10)))), 10.5),
    "rescale-sqrt": (leaf(Rescale(anchors=(F(1), F(9)), to=(F(0), F(10)), transform="sqrt")), 25),
    "rescale-log": (leaf(Rescale(anchors=(F(1), F(9)), to=(F(0), F(10)), transform="log")), 21),
    "rescale-log-near": (leaf(Rescale(anchors=(F(1), F(101, 100)), to=(F(0), F(10)), transform="log")), 870),
    "proportional": (leaf(Proportional(cap=F(77, 10))), 2.1),
    "count": (leaf(Count(each=F(3, 7))), 2.1),
    "increments": (leaf(Increments(**STEPS, cap=F(9))), 2.1),
    "increments-lower": (leaf(Increments(**STEPS | {"from_": F(7)}, cap=F(9)), better="lower"), 2.1),
    "increments-far": (leaf(Increments(**STEPS | {"from_": F(1003)}, cap=F(9))), 2.1),
    "piecewise": (leaf(Piecewise(KNOTS)), 2.1),
    "piecewise-far": (leaf(Piecewise(tuple((1000 + value, points) for value, points in KNOTS))), 2.1),
    "relative-best": (leaf(Relative(to="best")), 13),
    "relative-mean": (leaf(Relative(to="mean")), 6.2),
    "relative-lower": (leaf(Relative(to="best"), better="lower"), 2.7),
    "target": (leaf(Target(target=F(5))), 14.5),
    "target-near": (leaf(Target(target=F(8))), 216),
    "standardise": (leaf(Standardise(to=(F(100), F(15)))), 23),
    "standardise-lower": (leaf(Standardise(deviation="population"), better="lower"), 20),
    "standardise-high": (leaf(Standardise(to=(F(10**6), F(1)))), 23),
}
#: Where others are more telling than VALUES.
OTHERS = {
    "increments-far": [1000 + value for value in VALUES],
    "piecewise-far": [1000 + value for value in VALUES],
    "rescale-log-near": [1 + value / 1000 for value in VALUES],
}


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize("edge", [F(1, 3), F(2, 3), F(1, 10), F(10, 7), F(89995, 1000)], ids=str)
def test_points_begin_at_the_same_float_as_at_the_decimal_that_it_reads_as(edge, better):
    """Of 1/3 no float64 is the same; 0.3333333333333333 lies below."""
    node = leaf(Increments(**STEPS | {"from_": edge}, nothing_before=edge), better=better)
    near = float(edge)
    values = [F(repr(value)) for value in (near, math.nextafter(near, 0), math.nextafter(near, 99))]
    begun = [value >= edge if better == "higher" else value <= edge for value in values]
    for number in (FLOAT, RATIONAL):
        assert [point >= 1 for point in points(node, values, number)] == begun


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("slack", [F(1, 10**6), F(1, 100)])
def test_the_error_of_points_is_no_less_than_what_errors_of_values_make_and_not_many_times_as_much(name, slack):
    (node, times), values = SMOOTH[name], OTHERS.get(name, VALUES)
    slack *= min(1, max(values) - min(values))
    exact, most = points(node, values), F(0)
    for sides in product((-1, 1), repeat=len(values)):
        moved = points(node, [value + side * slack for value, side in zip(values, sides, strict=True)])
        most = max(most, *(abs(one - other) for one, other in zip(exact, moved, strict=True)))
    error = node.rule.error(node)(spread_of(node, values, float(slack)))
    assert most <= error <= times * most


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("times", [F(1), F(1, 1000), F(37, 3)])
def test_float64_points_are_no_further_from_the_exact_ones_than_is_said(name, times):
    """And what is said is a matter of the last digits: it is small beside what the values and points are."""
    node, loose = SMOOTH[name]
    values = [value * times for value in OTHERS.get(name, VALUES)]
    exact, near = points(node, values), points(node, values, FLOAT)
    error = node.rule.error(node)(spread_of(node, values))
    assert max(abs(one - other) for one, other in zip(exact, near, strict=True)) <= error
    size = max(map(abs, exact)) + 10 + max(values)
    assert EPS * max(map(abs, exact)) / 4 <= error <= (1000 if name in OTHERS else 20) * F(loose) * EPS * size


LEAVES = {
    "score": leaf(Score(), between=(F(1), F(7))),
    "rescale": leaf(Rescale(anchors=(F(1), F(9)), to=(F(2), F(10))), between=(F(2), F(8))),
    "rescale-lower": leaf(Rescale(anchors=(F(1), F(9)), to=(F(2), F(10))), better="lower", between=(F(2), F(8))),
    "rescale-below": leaf(Rescale(anchors=(F(1), F(9)), to=(F(2), F(10))), between=(F(0), F(8))),
    "rescale-outside": leaf(Rescale(anchors=(F(1), F(9)), to=(F(2), F(10))), between=(F(0), F(12))),
    "rescale-sqrt": leaf(Rescale(anchors=(F(1), F(9)), to=(F(2), F(10)), transform="sqrt"), between=(F(1), F(4))),
    "rescale-thirds": leaf(Rescale(anchors=(F(1, 3), F(5)), to=(F(0), F(7))), between=(F(1), F(5))),
    "rescale-halves": leaf(Rescale(anchors=(F(1, 2), F(13, 2)), to=(F(0), F(3))), between=(F(1), F(6))),
    "rescale-down": leaf(Rescale(anchors=(F(9), F(1)), to=(F(2), F(10))), between=(F(2), F(8))),
    "proportional": leaf(Proportional(cap=F(8), floor=F(1)), between=(F(0), F(6))),
    "proportional-below": leaf(Proportional(cap=F(8)), between=(F(-2), F(6))),
    "proportional-none": leaf(Proportional(cap=F(8)), between=(F(-5), F(-2))),
    "proportional-little": leaf(Proportional(cap=F(3, 4)), between=(F(0), F(1, 2))),
    "proportional-beyond": leaf(Proportional(cap=F(8)), between=(F(0), F(9))),
    "count": leaf(Count(each=F(3, 2)), between=(F(0), F(4))),
    "count-none": leaf(Count(each=F(3, 2)), between=(F(0), F(1, 2))),
    "count-halves": leaf(Count(each=F(1), most=F(7, 2)), between=(F(0), F(9))),
    "count-beyond": leaf(Count(each=F(3, 2), most=F(7)), between=(F(0), F(9))),
    "increments": leaf(Increments(**STEPS), between=(F(0), F(5))),
    "increments-nothing": leaf(Increments(**STEPS, nothing_before=F(1)), between=(F(0), F(5))),
    "increments-lower": leaf(Increments(**STEPS | {"from_": F(4)}, cap=F(2)), better="lower", between=(F(0), F(9))),
    "piecewise": leaf(Piecewise(KNOTS), between=(F(1), F(4))),
    "piecewise-all": leaf(Piecewise(KNOTS)),
    "piecewise-down": leaf(Piecewise(((F(0), F(5)), (F(2), F(4)), (F(8), F(1))))),
    "bands": leaf(Bands((Band(points=F(3), at_least=F(5)), Band(points=F(7), above=F(2)), Band(points=F(1))))),
    "rank-given": leaf(Rank("given", (RankBand(F(9), 2), RankBand(F(4), 5), RankBand(F(1)))), between=(F(3), F(8))),
    "rank-given-best": leaf(Rank("given", (RankBand(F(9), 1), RankBand(F(4), 5))), between=(F(1), F(5))),
    "rank-given-only": leaf(Rank("given", (RankBand(F(9), 1), RankBand(F(4), 5))), between=(F(1), F(1))),
    "rank-given-last": leaf(Rank("given", (RankBand(F(1), 3), RankBand(F(6)))), between=(F(1), F(3))),
    "rank-given-part": leaf(Rank("given", (RankBand(F(9), 2), RankBand(F(4), 5))), between=(F(5, 2), F(11, 2))),
    "target": leaf(Target(target=F(8)), between=(F(-2), F(6))),
}


#: Rules that give more than the fewest points within the range.
FEWER = ("rescale", "rescale-lower", "rescale-thirds", "rescale-halves", "rescale-down", "rank-given-only")


def allowed_values(node):
    """Return values of evidence within the range, some at its ends, on the rule's grid where it has one."""
    low, high = node.range or (F(-1), F(12))
    start, step = node.rule.grid(node) or (low, F(1, 4))
    count = math.floor((high - start) / step)
    return [value for value in (start + at * step for at in range(count + 1)) if value >= low]


@pytest.mark.parametrize("name", LEAVES)
def test_limits_and_reach_are_the_least_and_the_most_that_values_in_range_give(name):
    node = LEAVES[name]
    single = [points(node, [value])[0] for value in allowed_values(node)]
    low, high = node.rule.limits(node)
    assert low is None or (low < min(single) if name in FEWER else low == min(single))
    assert high is None or max(single) <= high
    if name not in ("target", "rescale-down"):  # of which the leader has the most, and which is refused elsewhere
        assert node.rule.reach(node) == max(single)


def test_the_most_of_a_target_that_nobody_can_reach_is_in_proportion_to_it():
    """Half of 10 in proportion up to 8: at 6 it is 3.75, at -2 as much below 0; from the target on all may be had."""
    node = LEAVES["target"]
    assert node.rule.limits(node) == (F(-5, 4), 10)
    assert node.rule.reach(node) == F(15, 4)
    for high, reach in ((F(8), F(5)), (F(9), F(10)), (F(-1), F(0))):
        beyond = attrs.evolve(node, range=(F(-2), high))
        assert beyond.rule.reach(beyond) == reach
    above = attrs.evolve(node, range=(F(2), F(6)))
    assert above.rule.limits(above) == (0, 10)
    near = leaf(Target(target=F(1, 2)), between=(F(-2), F(1, 4)))
    assert near.rule.limits(near) == (-20, 10)
    assert near.rule.reach(near) == F(5, 2)


def test_without_a_range_or_with_a_target_from_outside_all_may_be_had():
    for node in (leaf(Target(F(8))), leaf(Target("goal"), between=(F(0), F(6))), leaf(Target(F(8)), most=None)):
        assert node.rule.reach(node) == node.max
    assert leaf(Target("goal")).rule.limits(leaf(Target("goal"))) == (0, 10)
    below = leaf(Target("goal"), between=(F(-1), F(6)))
    assert below.rule.limits(below) == (None, 10)
    for rule in (Proportional(cap=F(8)), Proportional(cap="goal"), Increments(**STEPS), Count(each=F(3, 2))):
        assert rule.reach(leaf(rule)) == 10
    assert Proportional(cap="goal").reach(leaf(Proportional(cap="goal"), between=(F(0), F(6)))) == 10


def test_a_rule_that_is_refused_has_ends_nevertheless():
    """What else is wrong with its definition is told too."""
    for node in (leaf(Target(F(0)), between=(F(-2), F(0))), leaf(Proportional(cap=F(0)), between=(F(0), F(6)))):
        assert node.rule.limits(node) == (0, 10)
        assert node.rule.reach(node) == 10
    for rule in (Proportional(cap=F(8)), Target(F(8)), Shares(Options((("a", F(1)),))), Shares(Options(()))):
        assert rule.limits(leaf(rule, most=None, between=(F(-1), F(6))))[0] == 0
    assert Proportional(cap=F(8)).reach(leaf(Proportional(cap=F(8)), most=None, between=(F(0), F(6)))) == 0
    assert Count(each=F(3, 2)).reach(leaf(Count(each=F(3, 2)), between=(F(-5), F(-2)))) == 0
    assert Shares(Options(())).limits(leaf(Shares(Options(())))) == (0, 0)
    twice = Piecewise(((F(0), F(1)), (F(0), F(5))))
    assert twice.limits(leaf(twice)) == (None, None)
    for anchors, to, reach in (
        ((9, 1), (2, 10), None),
        ((9, 1), (10, 2), None),
        ((1, 9), (5, 5), None),
        ((5, 5), (2, 10), None),
    ):
        scale = Rescale(anchors=tuple(map(F, anchors)), to=tuple(map(F, to)))
        assert scale.reach(leaf(scale, between=(F(0), F(12)))) is reach


def test_a_scale_has_limits_where_all_evidence_lies_between_its_anchors_or_is_clipped():
    for keys, between, limits in (
        ({}, (1, 9), (2, 10)),
        ({}, (0, 8), (None, None)),
        ({}, (2, 12), (None, None)),
        ({}, None, (None, None)),
        ({"clip": True}, (0, 12), (2, 10)),
    ):
        node = leaf(Rescale(anchors=(F(1), F(9)), to=(F(2), F(10)), **keys), between=between and tuple(map(F, between)))
        assert node.rule.limits(node) == limits
    logs = Rescale(anchors=(F(1), F(9)), to=(F(2), F(10)), transform="log", clip=True)
    assert logs.reach(leaf(logs, better="lower", between=(F(0), F(5)))) == 10  # of which 0 has no logarithm
    for rule in (Relative("best"), PercentileRank(), Proportional(cap=F(8)), Count(each=F(1))):
        assert rule.limits(leaf(rule)) == (0, 10)
    for most, limits in ((None, (1, 7)), (10, (1, 10))):  # of a score they are its range, unless it has a maximum
        assert Score(range=(F(1), F(7))).limits(leaf(Score(), most=most)) == limits


@pytest.mark.parametrize("name", {**LEAVES, "piecewise-two": ..., "count-whole": ...})
def test_points_are_straight_where_they_are_said_to_be(name):
    two = leaf(Piecewise(((F(1), F(2)), (F(5), F(7)))))
    node = {**LEAVES, "piecewise-two": two, "count-whole": leaf(Count(each=F(1, 2)))}[name]
    between = node.rule.straight(node)
    if between is not None:
        least = F(0) if node.rule.from_zero else F(-3)
        low, high = (end if end is not None else other for end, other in zip(between, (least, F(30)), strict=True))
        inside = [low + (high - low) * part / 8 for part in range(9)]
        given = [points(node, [value])[0] for value in inside]
        rises = {after - before for before, after in pairwise(given)}
        assert len(rises) == 1
        assert rises != {0}


@pytest.mark.parametrize(
    "rule, keys, between",
    [
        (Piecewise(((F(1), F(2)), (F(5), F(7)))), {}, (1, 5)),
        (Piecewise(KNOTS), {}, None),
        (Proportional(cap=F(8)), {"between": (F(-2), F(6))}, (0, 8)),
        (Proportional(cap=F(8), floor=F(3)), {}, (3, 8)),
        (Proportional(cap="goal"), {}, None),
        (Count(each=F(3, 2)), {}, (None, F(20, 3))),
        (Count(each=F(3, 2)), {"most": None}, None),
        (Increments(**STEPS), {}, (2, F(209, 10))),
        (Increments(**STEPS | {"from_": F(4)}, cap=F(2)), {"better": "lower"}, (F(19, 10), 4)),
        (Increments(**STEPS, whole=True), {}, None),
        (Increments(**STEPS | {"from_": "goal"}), {}, None),
        (Rescale(anchors=(F(1), F(9)), to=(F(0), F(10))), {}, (None, None)),
        (Rescale(anchors=(F(1), F(9)), to=(F(0), F(10)), clip=True), {}, (1, 9)),
        (Rescale(anchors=(F(1), F(9)), to=(F(0), F(10)), transform="log"), {}, None),
        (Rescale(anchors="observed", to=(F(0), F(10))), {}, None),
    ],
)
def test_points_are_straight_between_two_values(rule, keys, between):
    assert rule.straight(leaf(rule, **keys)) == between


@pytest.mark.parametrize("name", [name for name in LEAVES if name != "rescale-sqrt"])
@pytest.mark.parametrize("of_values", [1, 4, 9, 10])
def test_a_denominator_makes_points_whole_whatever_the_values_of_theirs(name, of_values):
    node = LEAVES[name]
    denominator = node.rule.denominator(node, of_values, 1)
    if denominator:
        low, high = node.range or (F(-1), F(12))
        steps = [value for at in range(200) if low <= (value := low + F(at, of_values)) <= high]
        values = allowed_values(node) if node.rule.grid(node) else steps
        given = [points(node, [value])[0] for value in values]
        assert all((point * denominator).denominator == 1 for point in given)
        assert denominator <= 10_000
    assert (denominator > 0) is isinstance(node.rule, Score | Rescale | Proportional | Count | Bands | Rank)
    assert node.rule.denominator(node, 0, 0) in (0, denominator)


def test_the_denominator_of_a_share_of_units_is_that_of_their_count():
    node = leaf(PercentileRank(), most=None)
    assert [node.rule.denominator(node, 1, count) for count in (0, 1, 3, 10)] == [0, 1, 3, 10]
    assert leaf(PercentileRank()).rule.denominator(leaf(PercentileRank()), 1, 4) == 2
    for share, expected in (("below", [0, 1, 3, 10]), ("mid-rank", [0, 2, 6, 20]), ("others-below", [0, 1, 2, 9])):
        node = leaf(PercentileRank(share), most=None)
        assert [node.rule.denominator(node, 1, count) for count in (0, 1, 3, 10)] == expected


@pytest.mark.parametrize(
    "rule, better, high, reference, expected",
    [
        (Relative("u0"), "higher", 9, 0, True),
        (Relative("u0"), "higher", 9, -1, True),
        (Relative("u0"), "higher", 9, 0.5, False),
        (Relative("u0"), "higher", 0, math.nan, True),
        (Relative("u0"), "lower", 9, 0, False),
        (Relative("u0"), "lower", 9, -0.5, True),
        (Relative("u0"), "lower", 9, math.nan, True),
        (Relative("best"), "higher", 0, math.nan, True),
        (Relative("best"), "higher", 1, math.nan, False),
        (Relative("best"), "lower", 0, math.nan, False),
        (Relative("mean"), "higher", 0, math.nan, True),
        (Standardise(), "higher", 0, math.nan, True),
        (Standardise(), "higher", 2, math.nan, False),
        (Rescale(anchors="observed", to=(F(0), F(1))), "higher", 0, math.nan, True),
        (Rescale(anchors="observed", to=(F(0), F(1))), "higher", 2, math.nan, False),
        (Rescale(anchors=(F(0), F(2)), to=(F(0), F(1))), "higher", 0, math.nan, False),
    ],
)
def test_there_is_no_scale_where_there_is_nothing_to_divide_by(rule, better, high, reference, expected):
    assert rule.scaleless(leaf(rule, better=better), 0.0, float(high), float(reference)) is expected


def test_errors_that_cannot_be_bounded_are_all_that_points_can_be():
    """Where the reference may be nothing at all, points may be anything between none and the most."""
    lower, best, target = leaf(Relative("best"), better="lower"), leaf(Relative("best")), leaf(Target(F(5)))
    assert lower.rule.error(lower)(Spread(0.2, 9, 3, 4, slack=0.1)) == 10
    assert lower.rule.error(lower)(Spread(0.3, 9, 3, 4, slack=0.1)) == pytest.approx(10 * 4 / 3)
    assert best.rule.error(best)(Spread(0, 0, 0, 4, slack=0.1)) == 10
    assert best.rule.error(best)(Spread(0, 0.5, 0, 4, slack=0.1)) == pytest.approx(10 * 4 * 4 / 5)
    assert target.rule.error(target)(Spread(1, 5, 3, 4, slack=0.01)) == pytest.approx(10 * 0.002)
    near = leaf(Target(F(1, 2)))
    assert near.rule.error(near)(Spread(0, 3, 1, 4)) < 1e-13
    named = leaf(Target("goal"))
    assert named.rule.error(named)(Spread(1, 5, 3, 4, figures={"goal": (5.0, 5.0)})) < 1e-13
    assert named.rule.error(named)(Spread(1, 5, 3, 4, figures={"goal": (5.0, 6.0)})) == math.inf
    assert named.rule.error(named)(Spread(1, 5, 3, 4, figures={"goal": (0.0, 0.0)})) == math.inf
    alike = leaf(Standardise())
    assert alike.rule.error(alike)(Spread(3, 3, 3, 4)) == math.inf
    observed = leaf(Rescale(anchors="observed", to=(F(0), F(1))))
    assert observed.rule.error(observed)(Spread(3, 3, 3, 4)) == math.inf
    assert observed.rule.error(observed)(Spread(-1e308, 1e308, 0, 4)) == math.inf
    logs = leaf(Rescale(anchors="observed", to=(F(0), F(1)), transform="log"))
    assert logs.rule.error(logs)(Spread(0, 3, 3, 4)) == math.inf
    capped = leaf(Proportional("goal"))
    assert capped.rule.error(capped)(Spread(0, 3, 3, 4, figures={"goal": (0.0, 1.0)})) == math.inf
    assert capped.rule.error(capped)(Spread(0, 3, 3, 4, figures={"goal": (0.5, 1.0)})) < 1e-13


@pytest.mark.parametrize("power", [-320, -200, -160, -140, -20, 20])
def test_points_among_units_are_the_same_in_every_unit_of_measurement_however_small(power):
    """Of 1, 3 and 4 the mean is 8/3, the sum of squares 14/3: 1 is 5/3 below the mean, 7/3 the variance."""
    standard = [part / 3 / math.sqrt(7 / 3) for part in (-5, 1, 4)]
    for rule, points in ((Standardise(), standard), (Rescale(anchors="observed", to=(F(0), F(3))), [0, 2, 3])):
        definition = attrs.evolve(define(indicators("x"), root="decimals = 9"), indicator=(leaf(rule, most=None),))
        scores = parindex.score(definition, {f"u{at}": {"x": float(f"{at}e{power}")} for at in (1, 3, 4)})
        assert scores.total == pytest.approx(points, rel=1e-12)
        assert list(map(float, scores.rounded)) == pytest.approx(points, abs=0.6e-9)


def test_a_standard_score_of_which_none_is_below_nothing_is_held_there():
    held, plain = leaf(StandardiseAtHand()), leaf(Standardise())
    assert held.rule.limits(held) == (0, None)
    assert points(held, VALUES) == [max(score, 0) for score in points(plain, VALUES)]


def test_without_a_range_a_denominator_of_points_may_not_be_known():
    observed = Rescale(anchors="observed", to=(F(0), F(1)))
    for node in (leaf(Proportional(cap="goal")), leaf(Proportional(cap=F(8)), most=None), leaf(observed)):
        assert node.rule.denominator(node, 1, 1) == 0


@pytest.mark.parametrize(
    "unit, apart, answers, points",
    [
        ("percent", (), (50.3, 49.8, 0), 10),
        ("percent", (), (30, 10, 60), F(35, 10)),
        ("percent", ("c",), (30, 10, 60), F(35, 4)),
        (None, (), ("0.3", "0.1", "0.6"), F(35, 10)),
        ("count", (), (30, 10, 160), F(35, 20)),
        ("count", ("c",), (30, 10, 160), F(35, 4)),
    ],
)
def test_shares_of_answers_are_of_all_that_count_and_give_no_more_than_the_most(unit, apart, answers, points):
    """Weights are 1 for a, 1/2 for b, 0 for c unless it stands apart; for the first all have a weight of 1."""
    ones = answers[0] == 50.3
    weights = {"a": 1, "b": 1 if ones else F(1, 2), "c": 1 if ones else 0}
    items = Options(tuple((name, F(weight)) for name, weight in weights.items() if name not in apart))
    node = Indicator(id="x", rule=Shares(items, apart), max=F(10), unit=unit)
    definition = attrs.evolve(define(indicators("x")), indicator=(node,))
    row = {f"x.{name}": answer for name, answer in zip("abc", answers, strict=True)}
    assert parindex.score(definition, {"u": row}).exactness.exact_score(0) == points
