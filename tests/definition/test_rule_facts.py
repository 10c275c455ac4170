"""What a rule says of itself: where points jump, whose values it compares, which values it takes, what it names."""

from fractions import Fraction

import attrs
import numpy as np
import pytest

from parindex import Indicator
from parindex.definition.rules.by_rank import Rank, RankBand
from parindex.definition.rules.compared import PercentileRank, Relative, Standardise, Target
from parindex.definition.rules.given import GivenPoints
from parindex.definition.rules.linear import Count, Percentiles, Proportional, Rescale, Score
from parindex.definition.rules.piecewise import Increments
from parindex.definition.rules.rule import Figure, Rule, Spread
from parindex.definition.rules.steps import Band, Bands, Checklist, Choice, Options, Shares

F = Fraction
ONE = F(1)
RANKS = (RankBand(F(3), 2), RankBand(F(1)))
TO = (F(0), F(10))
TWO = Options((("a", F(1)), ("b", F(2))))
ONE_OF_TWO = Options((("a", F(1, 2)), ("b", F(1))))
STEPS = {"from_": F(5), "base": F(1), "per": F(1), "each": F(1)}


def leaf(rule, **keys):
    return Indicator(**{"id": "x", "rule": rule, "max": F(10), **keys})


@pytest.mark.parametrize(
    "rule, cohort, ordered, within",
    [
        (Score(), "", False, False),
        (Rescale(anchors=(F(1), F(9)), to=TO), "", False, False),
        (Rescale(anchors="observed", to=TO), "group", False, False),
        (Rescale(anchors=Percentiles((F(5), F(95))), to=TO), "group", False, True),
        (Relative("best"), "group", False, False),
        (Relative("mean"), "group", False, False),
        (Relative("hanoi"), "all", False, False),
        (Target(F(5)), "group", False, False),
        (Standardise(), "group", False, False),
        (PercentileRank(), "group", True, False),
        (Rank("value", RANKS), "group", True, False),
        (Rank("given", RANKS), "", False, False),
        (Increments(**STEPS), "", False, False),
        (Increments(**STEPS, whole=True), "", True, False),
    ],
)
def test_whose_values_decide_and_whether_the_least_difference_may(rule, cohort, ordered, within):
    assert (rule.cohort, rule.ordered, rule.within) == (cohort, ordered, within)


@pytest.mark.parametrize(
    "rule, edges",
    [
        (Score(), ()),
        (Rescale(anchors=(F(1), F(9)), to=TO), ()),
        (Rescale(anchors=(F(1), F(9)), to=TO, transform="log"), (0,)),
        (Proportional(cap=F(8)), ()),
        (Proportional(cap=F(8), floor=F(3)), (3,)),
        (Increments(**STEPS), ()),
        (Increments(**STEPS, nothing_before=F(2)), (2,)),
        (Target(F(5)), (5,)),
        (Bands((Band(points=F(3), at_least=F(5)), Band(points=F(2), above="goal"), Band(points=F(1)))), (5, "goal")),
    ],
)
def test_points_jump_or_turn_at_the_edges(rule, edges):
    assert rule.edges() == edges


@pytest.mark.parametrize(
    "rule, keys, grid",
    [
        (Score(), {}, None),
        (Score(step=F(1, 2)), {}, (0, F(1, 2))),
        (Score(step=F(1, 2), range=(F(1), F(3))), {}, (1, F(1, 2))),
        (Score(step=F(1, 2)), {"range": (F(2), F(3))}, (2, F(1, 2))),
        (Count(each=F(2)), {}, (0, 1)),
        (Rank("given", RANKS), {}, (1, 1)),
        (Rank("value", RANKS), {}, None),
        (Checklist(TWO), {}, None),
        (Checklist(TWO, all=True), {}, (0, 3)),
        (Checklist(Options((("a", F(-1)),)), all=True), {}, (0, 1)),
        (Checklist(Options((("a", F(1)), ("b", F(-1)))), all=True), {}, None),
        (Rescale(anchors=(F(1), F(9)), to=TO), {}, None),
    ],
)
def test_values_lie_on_the_grid_of_a_rule_that_has_one(rule, keys, grid):
    assert rule.grid(leaf(rule, **keys)) == grid


@pytest.mark.parametrize(
    "rule, keys, domain",
    [
        (Score(), {}, (0, 10)),
        (Score(range=(F(1), F(3))), {"range": (F(0), F(9))}, (1, 3)),
        (Rank("given", RANKS), {}, (1, None)),
        (Rank("given", RANKS), {"range": (F(2), F(9))}, (2, 9)),
        (Rank("value", RANKS), {}, (None, None)),
        (Count(each=F(2)), {}, (0, None)),
        (Rescale(anchors=(F(1), F(9)), to=TO), {}, (None, None)),
        (Checklist(TWO), {}, (0, 3)),
        (Checklist(Options((("a", F(1)), ("b", F(-4))))), {}, (-4, 1)),
        (Checklist(Options((("a", F(1)), ("b", F(-4)))), all=True), {}, (-3, 0)),
        (Shares(ONE_OF_TWO), {}, (5, 10)),
    ],
)
def test_values_that_make_sense(rule, keys, domain):
    assert rule.domain(leaf(rule, **keys)) == domain


@pytest.mark.parametrize("unit, whole", [(None, 1), ("percent", 100), ("count", None)])
def test_shares_add_to_the_whole_and_numbers_of_answers_to_any(unit, whole):
    node = leaf(Shares(ONE_OF_TWO), unit=unit)
    assert node.rule.item_sum(node) == whole
    assert node.rule.item_limits(node) == (0, whole)


@pytest.mark.parametrize(
    "transform, undefined",
    [("none", None), ("sqrt", [True, False, False]), ("log", [True, True, False]), ("log10", [True, True, False])],
)
def test_a_transform_has_no_meaning_below_zero_and_a_logarithm_none_at_it(transform, undefined):
    where = Rescale(anchors=(F(1), F(9)), to=TO, transform=transform).undefined(np.array([-0.5, 0.0, 0.5]))
    assert (where if where is None else where.tolist()) == undefined


def test_points_that_are_given_lie_where_those_of_the_rule_do():
    """Halves from 1/2 to 3 of an indicator that is rounded to whole points and has 2 at most."""
    node = leaf(Score(range=(F(1, 2), F(3)), step=F(1, 2)), max=F(2), decimals=0)
    given = GivenPoints.instead_of(node)
    assert given.limits(node) == given.domain(node) == (F(1, 2), 2)
    assert given.grid(node) == (F(1, 2), F(1, 2))
    assert GivenPoints.instead_of(leaf(Standardise(), max=None)).between == (None, None)
    assert given.straight(node) == (None, None)
    assert [given.denominator(node, of_values, 3) for of_values in (0, 7)] == [0, 7]


@pytest.mark.parametrize("rule", [Score(), GivenPoints(leaf(Score()), TO), Checklist(TWO)])
def test_points_that_are_taken_as_they_are_may_be_off_as_their_values_are(rule):
    bound = rule.error(leaf(rule))
    assert bound(Spread(-7, 5, slack=0.25)) == pytest.approx(0.25, rel=1e-14)
    if rule.kind != "checklist":
        assert 7 * 2.0**-53 <= bound(Spread(-7, 5)) <= 7 * 2.0**-52
        assert 9 * 2.0**-53 <= bound(Spread(-7, 9)) <= 9 * 2.0**-52


@attrs.frozen
class Between:
    """A table within a rule."""

    low: Figure
    high: Figure | None = None


def test_every_key_that_may_be_a_figure_from_outside_is_found_wherever_it_stands():
    @attrs.frozen
    class Own(Rule):
        start: Figure
        way: str
        end: Figure | None = None
        parts: tuple[Between, ...] = ()
        per: Fraction = ONE

        compile = limits = explain = None

    rule = Own("low", "up", "high", (Between(F(1)), Between("low", "top")))
    assert list(rule.named()) == [
        (("start",), "low"),
        (("end",), "high"),
        (("parts", 1, "low"), "low"),
        (("parts", 1, "high"), "top"),
    ]
    put_in = rule.at({"low": F(3), "high": F(5), "up": F(7)})
    assert put_in == Own(F(3), "up", F(5), (Between(F(1)), Between(F(3), "top")))
    assert list(Own(F(1), "up").named()) == []
    one = Own(F(1), "up", parts=(Between("low"),))
    assert list(one.named()) == [(("parts", 0, "low"), "low")]
    assert one.at({"low": F(3)}).parts == (Between(F(3)),)


def test_where_no_unit_is_held_against_a_figure_it_counts_as_nothing():
    """Nobody's points hang on it; what must be above nothing gives no bound."""
    named, plain = (leaf(Increments(**STEPS | {"from_": start}, cap=F(9))) for start in ("goal", F(0)))
    assert named.rule.error(named)(Spread(1, 9)) == plain.rule.error(plain)(Spread(1, 9))
    between = Spread(1, 9, figures={"goal": (-20.0, 3.0)})
    far = leaf(Increments(**STEPS | {"from_": F(20)}, cap=F(9)))
    assert named.rule.error(named)(between) == far.rule.error(far)(Spread(1, 9))


TELLING = Spread(2, 8, 5.0, 4, ends=(3.0, 7.5))


@pytest.mark.parametrize(
    "rule, better, alone, together",
    [
        (Relative("best"), "higher", "10 × value / the best, at most 10", "10 × value / the best 8, at most 10"),
        (Relative("best"), "lower", "10 × the best / value, at most 10", "10 × the best 2 / value, at most 10"),
        (Rescale(anchors="observed", to=TO), "higher", "observed range onto 0 to 10", "observed 2 to 8 onto 0 to 10"),
        (Relative("mean"), "higher", "10 × value / the mean, at most 10", "10 × value / the mean 5, at most 10"),
    ],
)
def test_what_values_are_compared_with_is_said(rule, better, alone, together):
    node = leaf(rule, better=better)
    assert [str(rule.explain(node, spread)) for spread in (None, TELLING)] == [alone, together]


def test_a_figure_from_outside_is_said_with_its_value_where_all_units_have_the_same():
    node = leaf(Proportional(cap="goal"))
    spreads = (None, Spread(0, 9), *(Spread(0, 9, figures={"goal": ends}) for ends in ((4.5, 4.5), (4.0, 4.5))))
    assert [str(node.rule.explain(node, spread)) for spread in spreads] == [
        "10 points from goal, in proportion before",
        "10 points from goal, in proportion before",
        "10 points from goal 4.5, in proportion before",
        "10 points from goal, in proportion before",
    ]


def test_a_band_of_several_edges_is_told_by_all_of_them():
    rule = Bands((Band(points=F(3), above=F(1), at_least=F(2), below=F(5)), Band(points=F(1))))
    ((_, path, message, _),) = rule.findings(leaf(rule))
    assert path == ("rule", "bands", 0)
    assert str(message) == "a band has one edge, here above, at_least and below"


def test_one_option_is_enough():
    rule = Choice(Options((("a", F(1)),)))
    assert list(rule.findings(leaf(rule))) == []
