"""Laws that hold of every rule: within its limits, monotone where it should be, decided as in exact numbers."""

import itertools
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given, strategies as st

import parindex
from parindex import Indicator
from parindex.definition.checking.definition_checks import check_tree as check
from parindex.definition.reading.definition_text import dump, load_text
from parindex.definition.rules.by_rank import Rank, RankBand
from parindex.definition.rules.compared import PercentileRank, Relative, Standardise, Target
from parindex.definition.rules.kinds import RULES
from parindex.definition.rules.linear import Count, Percentiles, Proportional, Rescale, Score
from parindex.definition.rules.piecewise import Increments, Piecewise
from parindex.definition.rules.rule import Options
from parindex.definition.rules.steps import Checklist, Choice, Shares
from parindex.kernels import SHARE_WAYS

from .strategies import ENDS, bands, figures, half_up, index, knots, percentiles, positive

options = st.lists(figures, min_size=1, max_size=4).map(
    lambda points: Options(tuple((f"o{at}", value) for at, value in enumerate(points)))
)
shares = st.lists(st.builds(Fraction, st.integers(0, 20), st.just(20)), min_size=2, max_size=4).map(
    lambda points: Options(tuple((f"o{at}", value) for at, value in enumerate(points)))
)


@st.composite
def ranks(draw):
    """Draw points for every rank, fewer for a worse one."""
    last = sorted(draw(st.sets(st.integers(1, 6), max_size=3)))
    points = sorted(draw(st.lists(figures, min_size=len(last) + 1, max_size=len(last) + 1)), reverse=True)
    return tuple(itertools.starmap(RankBand, itertools.zip_longest(points, last)))


#: A rule of each kind.
KINDS = {
    "score": st.builds(Score, step=st.none() | st.just(Fraction(1, 2))),
    "rescale": st.builds(
        Rescale,
        anchors=ENDS | st.just("observed") | percentiles,
        to=ENDS,
        clip=st.booleans(),
        transform=st.sampled_from(["none", "sqrt"]),
    ),
    "bands": bands(),
    "choice": st.builds(Choice, options),
    "checklist": st.builds(Checklist, options, st.booleans()),
    "proportional": st.builds(Proportional, cap=positive, floor=st.none() | st.just(Fraction(1, 1000))),
    "count": st.builds(Count, each=positive, most=st.none() | positive),
    "increments": st.builds(
        Increments,
        from_=figures,
        base=figures,
        per=positive,
        each=positive,
        cap=st.none() | positive,
        nothing_before=st.none() | figures,
        whole=st.booleans(),
    ),
    "piecewise": knots().map(Piecewise),
    "shares": st.builds(Shares, shares),
    "relative": st.builds(Relative, st.sampled_from(["best", "mean", "u0"])),
    "target": st.builds(Target, positive),
    "standardise": st.builds(Standardise, to=st.just((Fraction(100), Fraction(15)))),
    "rank": st.builds(Rank, by=st.sampled_from(["value", "given"]), points=ranks()),
    "percentile-rank": st.builds(PercentileRank, st.sampled_from([*SHARE_WAYS])),
}


def test_every_rule_is_under_these_laws():
    assert set(KINDS) == set(RULES)


#: Kinds that no maximum may cut short.
MAXED = ("score", "bands", "choice", "checklist", "rescale", "increments", "piecewise", "rank")


@st.composite
def indices(draw, kind):
    """Draw an index of one indicator with a rule of this kind."""
    rule = draw(KINDS[kind])
    lower = rule.directed and getattr(rule, "by", "value") == "value" and draw(st.booleans())
    leaf = Indicator(
        id="x",
        rule=rule,
        max=Fraction(2000) if kind in MAXED else draw(positive),
        unit="count" if kind == "shares" else None,
        better="lower" if lower else "higher",
    )
    made = index(combine="sum", decimals=6, indicator=(leaf,))
    assume(not check(made))
    return made


@st.composite
def cells(draw, leaf):
    """Draw what evidence says of one unit."""
    items = leaf.rule.items(leaf)
    if items:
        said = st.sampled_from(["yes", "no"]) if leaf.rule.item_limits(leaf) is None else st.integers(0, 50)
        return {f"x.{item}": draw(said) for item in items}
    if (names := leaf.rule.options()) is not None:
        return {"x": draw(st.sampled_from(names))}
    grid = leaf.rule.grid(leaf)
    return {"x": draw(figures) if grid is None else grid[0] + grid[1] * draw(st.integers(0, 200))}


def tables(leaf):
    rows = st.lists(cells(leaf), min_size=1, max_size=5)
    return rows.map(lambda rows: {f"u{at}": row for at, row in enumerate(rows)})


def scored(definition, table):
    """Score a table; answers that nobody gave make no share."""
    evidence = parindex.read_evidence(definition, table)
    assume(not any(problem.code == "division-by-zero" for problem in evidence.problems))
    return parindex.score(definition, evidence)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_points_lie_within_the_limits_of_the_rule(kind, data):
    definition = data.draw(indices(kind))
    (leaf,) = definition.leaves
    scores = scored(definition, data.draw(tables(leaf)))
    low, high = leaf.rule.limits(leaf)
    for total, published in zip(scores.total.tolist(), scores.rounded, strict=True):
        if published is not None:  # the exact result, rounded half up
            assert low is None or published >= half_up(low, 6)
            assert high is None or published <= half_up(high, 6)
            slack = 1e-12 * max(1.0, abs(total))  # a few roundings of float64
            assert low is None or total >= float(low) - slack
            assert high is None or total <= float(high) + slack


#: Where more of the value cannot mean fewer points; bands, choices, lists and answers are what the table says.
MONOTONE = (
    "score",
    "rescale",
    "proportional",
    "count",
    "increments",
    "relative",
    "target",
    "standardise",
    "percentile-rank",
    "rank",
)


@pytest.mark.parametrize("kind", MONOTONE)
@given(data=st.data())
def test_a_better_value_never_gives_fewer_points(kind, data):
    """The others stay as they are; so do what is compared with, and who is the leader."""
    definition = data.draw(indices(kind))
    (leaf,) = definition.leaves
    assume(getattr(leaf.rule, "by", "value") == "value")  # of a rank that is given, less is better
    anchors, clip = getattr(leaf.rule, "anchors", None), getattr(leaf.rule, "clip", True)
    assume(clip or not isinstance(anchors, Percentiles))  # a value beyond them draws them apart
    table = data.draw(tables(leaf))
    own = data.draw(st.sampled_from(sorted(table)))
    better = data.draw(cells(leaf))["x"]
    assume(better <= table[own]["x"] if leaf.better == "lower" else better >= table[own]["x"])
    reference = leaf.rule.reference
    assume(own != reference)
    before, after = (scored(definition, rows) for rows in (table, {**table, own: {"x": better}}))
    row = before.units.index(own)
    if before.rounded[row] is not None and after.rounded[row] is not None:
        assert after.rounded[row] >= before.rounded[row]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_equal_values_give_equal_points_and_rank(kind, data):
    definition = data.draw(indices(kind))
    table = data.draw(tables(definition.leaves[0]))
    twin = {**table, "twin": table["u0"]}
    scores = scored(definition, twin)
    assert scores.rounded[0] == scores.rounded[-1]
    assert scores.rank[0] == scores.rank[-1] or scores.rounded[0] is None


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_rule_written_and_read_is_the_same(kind, data):
    definition = data.draw(indices(kind))
    again = load_text(dump(definition))
    assert again.leaves[0] == definition.leaves[0]
    assert attrs.evolve(again, order=()) == attrs.evolve(definition, order=())
