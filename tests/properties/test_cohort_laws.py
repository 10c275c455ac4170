"""One unit against the cohort that it is of has what it has among all, whatever the rules."""

import math
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given, strategies as st

import parindex
from parindex import Cohort
from parindex.definition import Unit, UnitGroup
from parindex.definition.checking.definition_checks import check_tree as check
from parindex.definition.rules.by_rank import Rank
from parindex.definition.rules.compared import PercentileRank, Relative, Standardise, Target
from parindex.definition.rules.linear import Rescale
from parindex.kernels import SHARE_WAYS

from . import test_answer_laws as answer_laws
from .strategies import COSTLY, ENDS, WITH_FORMULAS, definitions, evidence_with_gaps, gaps, percentiles, positive
from .test_rule_laws import ranks
from .test_standing import rankings

#: Every rule that compares units.
COMPARED = st.one_of(
    st.builds(Rescale, anchors=st.just("observed") | percentiles, to=ENDS, clip=st.booleans()),
    st.builds(Relative, st.sampled_from(["best", "mean", "u0"])),
    st.builds(Target, positive),
    st.just(Standardise(to=(Fraction(100), Fraction(15)))),
    st.builds(Rank, by=st.just("value"), points=ranks()),
    st.builds(PercentileRank, st.sampled_from([*SHARE_WAYS])),
)
COMBINE = (*WITH_FORMULAS, "geometric-mean")


@st.composite
def compared(draw, combine=COMBINE):
    """Draw an index of which most rules compare units, perhaps in groups, and a table."""
    definition = draw(gaps(draw(definitions(combine, turned=True))))
    leaves = tuple(
        attrs.evolve(leaf, rule=draw(COMPARED), max=Fraction(2000), better=draw(st.sampled_from(["higher", "lower"])))
        if draw(st.integers(0, 3))
        else leaf
        for leaf in definition.indicator
    )
    definition = attrs.evolve(definition, indicator=leaves, rank=draw(rankings(definition)))
    if draw(st.booleans()):
        units = tuple(Unit(f"u{at}", group="gh"[at % 3 > 1], ranked=at != 1) for at in range(4))
        definition = attrs.evolve(definition, unit=units, group=tuple(UnitGroup(id_) for id_ in "gh"))
    assume(not check(definition))
    table = draw(evidence_with_gaps(definition, min_units=2))
    try:
        return table, parindex.score(definition, table)
    except parindex.EvidenceError:
        assume(False)


def exact(scores, unit):
    row = scores.units.index(unit)
    figures = scores.exactness.exact([row])[row]
    without = scores.exactness.marks.without_score[row]
    return [None if gone else scores.exactness.figure(one) for gone, one in zip(without, figures, strict=True)]


def alike(one, other):
    """Return whether plain values are equal but for the last digits of floats: exact here, summed in float64 there."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)


@COSTLY
@given(compared())
def test_a_unit_against_its_cohort_has_what_it_has_among_all(drawn):
    table, scores = drawn
    assert parindex.StoredScores.from_dict(scores.to_dict()).to_dict() == scores.to_dict()
    cohort = Cohort.from_json(scores.cohort.to_json())
    assert cohort == scores.cohort
    for row, unit in enumerate(scores.units):
        found = parindex.score_against(scores.definition, {unit: table[unit]}, cohort)
        assert exact(found.scores, unit) == exact(scores, unit)
        assert found.scores.published_of(unit) == scores.published_of(unit)
        assert found.scores.band == (scores.band[row],)
        assert found.ranks == (None if math.isnan(scores.rank[row]) else scores.rank[row],)
        assert found.known == (True,)
        assert found.change(unit) in (None, 0)
        told, among = found.explain(unit), scores.explain(unit)
        assert alike(told.to_dict()["node"], among.to_dict()["node"])
        assert told.to_dict()["unit"] == among.to_dict()["unit"]


@COSTLY
@given(compared(), st.data())
def test_with_the_new_values_among_the_anchors_it_has_what_scoring_all_again_says(drawn, data):
    table, scores = drawn
    cohort, unit = scores.cohort, data.draw(st.sampled_from(scores.units))
    other = data.draw(st.sampled_from(scores.units))
    changed = {**table, unit: table[other]}
    try:
        again = parindex.score(scores.definition, changed)
    except parindex.EvidenceError:
        assume(False)
    found = parindex.score_against(scores.definition, {unit: changed[unit]}, cohort, anchors="with")
    assert exact(found.scores, unit) == exact(again, unit)
    assert found.explain(unit).to_dict()["node"]["how"] == again.explain(unit).to_dict()["node"]["how"]


@COSTLY
@given(st.one_of(compared(), answer_laws.scored(), answer_laws.scored((*WITH_FORMULAS, "geometric-mean"))), st.data())
def test_scores_with_another_unit_are_those_of_reading_and_scoring_all_again(drawn, data):
    *_, table, scores = drawn
    for _ in range(2):  # what is known of the others is kept from one to the next
        unit, other = (data.draw(st.sampled_from(scores.units)) for _ in range(2))
        columns = data.draw(st.sets(st.sampled_from(sorted(table[unit]))))
        changes = {name: table[other].get(name) for name in columns}
        table = {**table, unit: {**table[unit], **changes}}
        try:
            again = parindex.score(scores.definition, table)
        except parindex.EvidenceError:
            with pytest.raises(parindex.EvidenceError):
                scores.with_unit(unit, changes)
            return
        scores = scores.with_unit(unit, changes)
        assert scores == again
        assert scores.to_json() == again.to_json()
        assert [exact(scores, unit) for unit in scores.units] == [exact(again, unit) for unit in scores.units]
