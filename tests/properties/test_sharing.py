"""Points of what is not applicable, shared among the other parts: against an independent scorer, and by closed form."""

import math
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given, strategies as st

import parindex
from parindex import Component, Indicator
from parindex.definition.checking.definition_checks import check_tree as check

from .strategies import exact_scores, half_up, index, positive, published

POLICIES = st.sampled_from(["share", "share", "drop", "zero", "full"])


@st.composite
def forms(draw, combine=("sum", "sum", "weighted-mean", "max"), *, plain=False):
    """Draw an index of sums within a sum, or a mean of sums, whose criteria may not apply."""
    leaves, groups = [], []
    for at in range(draw(st.integers(1, 3))):
        cap = None if plain else draw(st.none() | positive)
        groups.append(Component(id=f"g{at}", combine="sum", cap=cap, times=draw(st.none() | st.just(Fraction(1, 2)))))
        for part in range(draw(st.integers(2, 4))):
            most = draw(positive)
            decimals = None if plain or most.denominator > 1 else draw(st.sampled_from([None, 0]))
            leaf = Indicator(id=f"g{at}.{part}", parent=f"g{at}", max=most, decimals=decimals)
            leaves.append(attrs.evolve(leaf, not_applicable=draw(POLICIES)))
    kind = draw(st.sampled_from(combine))
    lone = Indicator(id="lone", max=draw(positive), not_applicable="share" if kind == "sum" else "drop")
    made = index(combine=kind, decimals=6, component=tuple(groups), indicator=(*leaves, lone))
    assume(not check(made))
    return made


@st.composite
def filled(draw, definition):
    """Draw points of each criterion, or that it does not apply."""
    shares = st.integers(0, 20).map(lambda steps: Fraction(steps, 20))
    rows = st.fixed_dictionaries({leaf.id: st.one_of(shares, shares, st.none()) for leaf in definition.indicator})
    table = {f"u{at}": draw(rows) for at in range(draw(st.integers(1, 3)))}
    return {
        unit: {leaf.id: "n/a" if row[leaf.id] is None else row[leaf.id] * leaf.max for leaf in definition.indicator}
        for unit, row in table.items()
    }


@given(st.data())
def test_shared_points_are_those_of_an_independent_scorer(data):
    definition = data.draw(forms())
    table = data.draw(filled(definition))
    expected = exact_scores(definition, table)
    scores = parindex.score(definition, table)
    for node in definition.nodes:
        exact = [expected[unit][node.id] for unit in scores.units]
        assert list(scores.published(node.id)) == [published(definition, node.id, score) for score in exact]
        for score, figure in zip(scores[node.id].tolist(), exact, strict=True):
            assert math.isnan(score) if figure is None else score == pytest.approx(float(figure), rel=1e-9, abs=1e-9)


@given(st.data())
def test_contributions_add_up_to_the_total(data):
    definition = data.draw(forms(("sum",), plain=True))
    scores = parindex.score(definition, data.draw(filled(definition)))
    for unit, total in zip(scores.units, scores.total.tolist(), strict=True):
        ends = list(_ends(scores.explain(unit)))
        if not math.isnan(total):
            assert sum(node.contribution or 0.0 for node in ends) == pytest.approx(total, rel=1e-9, abs=1e-9)


def _ends(explanation):
    for part in explanation.parts:
        yield from _ends(part) if part.parts else (part,)


@given(st.lists(positive, min_size=2, max_size=5), st.data())
def test_the_whole_maximum_can_be_reached_and_equal_shares_stay_so(maxima, data):
    leaves = tuple(Indicator(id=f"i{at}", max=most, not_applicable="share") for at, most in enumerate(maxima))
    definition = index(combine="sum", decimals=6, indicator=leaves)
    gone = data.draw(st.sets(st.sampled_from(range(len(maxima))), min_size=1, max_size=len(maxima) - 1))
    share = data.draw(st.integers(0, 4).map(lambda steps: Fraction(steps, 4)))
    row = {leaf.id: "n/a" if at in gone else share * leaf.max for at, leaf in enumerate(leaves)}
    scores = parindex.score(definition, {"u": row})
    assert scores.rounded == (half_up(share * sum(maxima), 6),)
    assert scores.max[0, 0] == pytest.approx(float(sum(maxima)))


@given(positive, st.integers(2, 5), st.data())
def test_where_all_maxima_are_equal_it_is_what_dropping_is(most, count, data):
    row = {f"i{at}": data.draw(st.integers(0, 4)) * most / 4 for at in range(count)}
    for at in data.draw(st.sets(st.integers(0, count - 1), max_size=count - 1)):
        row[f"i{at}"] = "n/a"
    totals = []
    for policy in ("share", "drop"):
        leaves = tuple(Indicator(id=id_, max=most, not_applicable=policy) for id_ in row)
        totals.append(parindex.score(index(combine="sum", decimals=9, indicator=leaves), {"u": row}).rounded)
    assert totals[0] == totals[1]
