"""Points in place of values give the same totals, whichever units and indicators they are given of."""

from fractions import Fraction

from hypothesis import given, strategies as st

import parindex

from .strategies import definitions, evidence_with_gaps, exact_scores, gaps


@st.composite
def indices_with_points(draw):
    """Draw an index, a table of values, and the table with points by hand in place of some of them."""
    definition = draw(gaps(draw(definitions())))
    values = draw(evidence_with_gaps(definition))
    scores = exact_scores(definition, values)
    pointed = {unit: dict(row) for unit, row in values.items()}
    for leaf in definition.leaves:
        compared = draw(st.booleans())
        for unit, row in values.items():
            cell, points = row.get(leaf.id), scores[unit][leaf.id]
            if cell is None or cell == "n/a" or not isinstance(points, Fraction):
                continue
            if compared if leaf.rule.cohort else draw(st.booleans()):
                pointed[unit][leaf.id] = None
                pointed[unit][f"{leaf.id}.points"] = points
    return definition, values, pointed


@given(indices_with_points())
def test_points_in_place_of_values_give_the_same_totals_exactly(drawn):
    definition, values, pointed = drawn
    wanted = [scores[definition.id] for scores in exact_scores(definition, values).values()]
    scores = parindex.score(definition, pointed)
    exact = scores.exactness.exact(range(len(wanted)))
    missing = scores.exactness.marks.without_score[:, 0]
    found = [None if missing[row] else scores.exactness.figure(exact[row][0]) for row in range(len(wanted))]
    assert found == wanted
    assert [total is None for total in scores.rounded] == [total is None for total in wanted]


@given(indices_with_points())
def test_values_beside_the_points_that_they_give_change_nothing(drawn):
    definition, values, pointed = drawn
    both = {unit: {**row, **dict(values[unit].items())} for unit, row in pointed.items()}
    scores, plain = parindex.score(definition, both), parindex.score(definition, values)
    assert scores.definition == definition
    assert (scores.rounded, scores.rank.tolist().__repr__()) == (plain.rounded, plain.rank.tolist().__repr__())
