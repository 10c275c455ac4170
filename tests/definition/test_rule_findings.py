"""What is wrong with a rule, and where in it; at the edge of being wrong nothing is."""

from fractions import Fraction

import attrs
import pytest

from parindex import Indicator
from parindex.definition.rules.by_rank import MOST_RANKS, Rank, RankBand
from parindex.definition.rules.compared import Relative, Standardise, Target
from parindex.definition.rules.linear import Count, Percentiles, Proportional, Rescale, Score
from parindex.definition.rules.piecewise import MOST_KNOTS, Increments, Piecewise
from parindex.definition.rules.rule import MAX_OPTIONS, Options
from parindex.definition.rules.steps import MAX_BANDS, Band, Bands, Choice, Shares

F = Fraction


def ranks(*ends):
    return tuple(RankBand(F(1), end) for end in ends)


def knots(*places):
    return tuple((F(place), F(1)) for place in places)


def options(*names):
    return Options(tuple((name, F(1, 2)) for name in names))


def scale(low, high, **keys):
    return Rescale(anchors=(F(low), F(high)), to=(F(0), F(10)), **keys)


def between(low, high):
    return Rescale(anchors=Percentiles((F(low), F(high))), to=(F(0), F(1)))


def steps(**keys):
    plain = {"from_": F(5), "base": F(1), "per": F(1), "each": F(1), "cap": F(9)}
    return Increments(**{**plain, **{key: F(figure) for key, figure in keys.items()}})


def bands(*edges):
    return Bands(tuple(Band(points=F(1), **{name: F(edge) for name, edge in own.items()}) for own in edges))


WRONG, SHARES = "wrong-value", ("rule", "anchors", "percentiles")
CASES = [
    (Rank("given", ranks(1, 3, None)), {}, []),
    (Rank("given", ranks()), {}, [("missing-key", ("rule", "points"))]),
    (Rank("given", ranks(*range(1, MOST_RANKS), None)), {}, []),
    (Rank("given", ranks(*range(1, MOST_RANKS + 1), None)), {}, [("too-large", ("rule", "points"))]),
    (Rank("given", ranks(0, 3, None)), {}, [(WRONG, ("rule", "points", 0, "to"))]),
    (Rank("given", ranks(3, 3, None)), {}, [("unreachable-band", ("rule", "points", 1))]),
    (Rank("given", ranks(3, None, 5)), {}, [("unreachable-band", ("rule", "points", 2))]),
    (Rank("given", ranks(3, None, None)), {}, [("unreachable-band", ("rule", "points", 2))]),
    (Rank("given", ranks(2, 4)), {}, [("open-bands", ("rule", "points", 1))]),
    (Rank("given", ranks(None)), {"better": "lower"}, [("direction-unused", ("better",))]),
    (Rank("value", ranks(None)), {"better": "lower"}, []),
    (Relative("best"), {}, []),
    (Relative("best"), {"max": None}, [("missing-key", ())]),
    (Relative("best"), {"range": (F(-1), F(9))}, [(WRONG, ("range",))]),
    (Relative("best"), {"range": (F(-1, 2), F(9))}, [(WRONG, ("range",))]),
    (Relative("best"), {"range": (F(0), F(9))}, []),
    (Target(F(1, 2)), {}, []),
    (Target(F(0)), {}, [(WRONG, ("rule", "target"))]),
    (Target("goal"), {}, []),
    (Standardise(to=(F(0), F(1, 2))), {}, []),
    (Standardise(to=(F(5), F(0))), {}, [(WRONG, ("rule", "to", 1))]),
    (Piecewise(knots(1, 2)), {}, []),
    (Piecewise(knots(1)), {}, [(WRONG, ("rule", "knots"))]),
    (Piecewise(knots(*range(MOST_KNOTS))), {}, []),
    (Piecewise(knots(*range(MOST_KNOTS + 1))), {}, [("too-large", ("rule", "knots"))]),
    (Piecewise(knots(1, 1, 3)), {}, [(WRONG, ("rule", "knots", 1))]),
    (Piecewise(knots(1, 4, 3)), {}, [(WRONG, ("rule", "knots", 2))]),
    (steps(), {}, []),
    (steps(per=0), {}, [(WRONG, ("rule", "per"))]),
    (steps(each=0), {}, [(WRONG, ("rule", "each"))]),
    (steps(cap=0), {}, [(WRONG, ("rule", "cap"))]),
    (steps(base=-1), {}, [(WRONG, ("rule", "base"))]),
    (steps(base=0), {}, []),
    (steps(base=9), {}, [(WRONG, ("rule", "base"))]),
    (steps(base="1/2", cap="1/2"), {}, [(WRONG, ("rule", "base"))]),
    (attrs.evolve(steps(), nothing_before="goal"), {}, []),
    (attrs.evolve(steps(nothing_before=6), from_="goal"), {}, []),
    (steps(nothing_before=5), {}, []),
    (steps(nothing_before=6), {}, [(WRONG, ("rule", "nothing_before"))]),
    (steps(nothing_before=5), {"better": "lower"}, []),
    (steps(nothing_before=4), {"better": "lower"}, [(WRONG, ("rule", "nothing_before"))]),
    (Score(range=(F(1), F(2))), {}, []),
    (Score(range=(F(2), F(2))), {}, [("range-reversed", ("rule", "range"))]),
    (Score(step=F(1, 4)), {}, []),
    (Score(step=F(0)), {}, [(WRONG, ("rule", "step"))]),
    (Score(step=F(3)), {}, [("unreachable-band", ("rule", "step"))]),
    (Score(step=F(3), range=(F(1), F(10))), {}, []),
    (Score(range=(F(0), F(11))), {}, [("over-maximum", ("max",))]),
    (scale(0, 1), {}, []),
    (scale(1, 1), {}, [("anchors-equal", ("rule", "anchors"))]),
    (scale(2, 1), {}, [("range-reversed", ("rule", "anchors"))]),
    (Rescale(anchors="observed", to=(F(1), F(1))), {}, [("anchors-equal", ("rule", "to"))]),
    (Rescale(anchors="observed", to=(F(2), F(1))), {}, [("range-reversed", ("rule", "to"))]),
    (scale(0, 1, transform="log"), {}, [("transform-undefined", ("rule", "anchors"))]),
    (scale(0, 1, transform="sqrt"), {}, []),
    (scale("-1/2", 1, transform="sqrt"), {}, [("transform-undefined", ("rule", "anchors"))]),
    (scale("1/2", 1, transform="log10"), {}, []),
    (scale(0, 1), {"range": (F(0), F(2))}, [("over-maximum", ("max",))]),
    (scale(0, 1), {"range": (F(-2), F(1))}, []),
    (scale(0, 1), {"range": (F(0), F(2)), "max": None}, []),
    (scale(0, 1), {"range": (F(0), F(1)), "max": F(5)}, []),
    (Rescale(anchors=Percentiles((F(0), F(100))), to=(F(0), F(1))), {}, []),
    (
        Rescale(anchors=Percentiles((F(0), F(201, 2))), to=(F(0), F(1))),
        {},
        [(WRONG, ("rule", "anchors", "percentiles"))],
    ),
    (
        Rescale(anchors=Percentiles((F(5), F(5))), to=(F(0), F(1))),
        {},
        [("anchors-equal", ("rule", "anchors", "percentiles"))],
    ),
    (
        Rescale(anchors=Percentiles((F(6), F(5))), to=(F(0), F(1))),
        {},
        [("range-reversed", ("rule", "anchors", "percentiles"))],
    ),
    (Proportional(cap=F(5), floor=F(5)), {}, []),
    (Proportional(cap=F(5), floor=F(0)), {}, []),
    (Proportional(cap=F(0)), {}, [(WRONG, ("rule", "cap"))]),
    (Proportional(cap=F(5), floor=F(6)), {}, [(WRONG, ("rule", "floor"))]),
    (Proportional(cap=F(5), floor=F(-1, 2)), {}, [(WRONG, ("rule", "floor"))]),
    (Proportional(cap="goal", floor=F(6)), {}, []),
    (Count(each=F(1, 2)), {}, []),
    (Count(each=F(0)), {}, [(WRONG, ("rule", "each"))]),
    (Count(each=F(1), most=F(0)), {}, [(WRONG, ("rule", "most"))]),
    (Count(each=F(1), most=F(1)), {"max": None}, []),
    (Count(each=F(1)), {"max": None}, [("missing-key", ())]),
    (Count(each=F(1)), {"range": (F(-1, 2), F(9))}, [(WRONG, ("range",))]),
    (Count(each=F(1)), {"range": (F(0), F(9))}, []),
    (Count(each=F(1)), {"range": (F(1, 2), F(9))}, []),
    (bands({"at_least": 5}, {"at_least": 2}, {}), {}, []),
    (bands({"at_least": 5}, {"below": 5}), {}, []),
    (bands({"at_least": 5}, {"below": 4}), {}, [("open-bands", ("rule", "bands", 1))]),
    (bands({"above": 5}, {"below": 5}), {}, [("open-bands", ("rule", "bands", 1))]),
    (bands({"above": 5}, {"at_most": 5}), {}, []),
    (bands({"above": 5}, {"below": 5}, {}), {}, []),
    (bands({"at_most": 5}, {"above": 5}), {}, []),
    (bands({"below": 3}, {"above": 3}), {}, [("open-bands", ("rule", "bands", 1))]),
    (bands({"below": 3}, {"at_least": 3}), {}, []),
    (bands({"at_least": 5}, {"at_least": 5}, {}), {}, [("unreachable-band", ("rule", "bands", 1))]),
    (bands({"at_least": 5}, {"above": 5}, {}), {}, [("unreachable-band", ("rule", "bands", 1))]),
    (bands({"above": 5}, {"at_least": 5}, {}), {}, []),
    (bands({"at_most": 5}, {"below": 5}, {}), {}, [("unreachable-band", ("rule", "bands", 1))]),
    (bands({"below": 5}, {"at_most": 5}, {}), {}, []),
    (bands({}, {"at_least": 5}), {}, [("unreachable-band", ("rule", "bands", 1))]),
    (Choice(options("a", "b")), {}, []),
    (Choice(options()), {}, [("missing-key", ("rule", "points"))]),
    (Choice(options(*map(str, range(MAX_OPTIONS)))), {}, []),
    (Choice(options(*map(str, range(MAX_OPTIONS + 1)))), {}, [("too-large", ("rule", "points"))]),
    (Choice(options("a", "A")), {}, [("duplicate-option", ("rule", "points", "A"))]),
    (Shares(options("a", "b"), apart=("c",)), {}, []),
    (Shares(options("a", "b"), apart=("c", "a")), {}, [("duplicate-option", ("rule", "apart", 1))]),
    (Shares(Options((("a", F(0)), ("b", F(1))))), {}, []),
    (Shares(Options((("a", F(3, 2)), ("b", F(1))))), {}, [(WRONG, ("rule", "weights", "a"))]),
    (Shares(Options((("a", F(-1, 2)), ("b", F(1))))), {}, [(WRONG, ("rule", "weights", "a"))]),
]


@pytest.mark.parametrize("rule, keys, expected", CASES)
def test_what_is_wrong_is_told_with_its_place(rule, keys, expected):
    leaf = Indicator(**{"id": "x", "rule": rule, "max": F(10), **keys})
    assert [(code, path) for code, path, _, _ in rule.findings(leaf)] == expected


def test_as_many_bands_as_may_be():
    table = [{"at_least": edge} for edge in range(MAX_BANDS - 1, 0, -1)]
    for more, codes in (([{}], []), ([{"at_least": 0}, {}], ["too-large"])):
        rule = bands(*table, *more)
        assert [code for code, *_ in rule.findings(Indicator(id="x", rule=rule, max=F(10)))] == codes
