"""Float = exact: scoring in float64 agrees with fractions, and what is published and ranked is decided exactly."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import parindex

from .strategies import NEAR, WITH_FORMULAS, definitions, evidence, evidence_with_gaps, exact_scores, gaps, published


@given(st.data())
def test_values_agree_with_fractions_to_1e_9_and_rounded_always_equals(data):
    definition = data.draw(definitions(turned=True))
    table = data.draw(evidence(definition, numbers=NEAR))
    scores = parindex.score(definition, table)
    exact = exact_scores(definition, table)
    for unit in table:
        for node in scores.nodes:
            value, expected = scores.at(unit, node), exact[unit][node]
            if expected is None:
                assert np.isnan(value)
            else:
                # relative: a product of five factors of 2,000 has 1e16 whole units
                assert abs(value - float(expected)) <= 1e-9 * max(1.0, abs(float(expected)))
            assert scores.published(node)[scores.units.index(unit)] == published(definition, node, expected)


@given(st.data())
def test_ranks_are_those_of_the_exact_totals(data):
    definition = data.draw(definitions(turned=True))
    table = data.draw(evidence(definition, min_units=2, numbers=NEAR))
    scores = parindex.score(definition, table)
    totals = {unit: nodes[definition.id] for unit, nodes in exact_scores(definition, table).items()}
    for unit, total in totals.items():
        rank = scores.rank[scores.units.index(unit)]
        if total is None:
            assert np.isnan(rank)
        else:
            assert rank == 1 + sum(other is not None and other > total for other in totals.values())


@given(st.data())
def test_what_is_missing_left_out_or_longer_than_a_float_is_decided_exactly_too(data):
    definition = data.draw(gaps(data.draw(definitions(turned=True))))
    table = data.draw(evidence_with_gaps(definition))
    scores = parindex.score(definition, table)
    exact = exact_scores(definition, table)
    for node in scores.nodes:
        assert list(scores.published(node)) == [published(definition, node, exact[unit][node]) for unit in table]
    totals = [nodes[definition.id] for nodes in exact.values()]
    for rank, total in zip(scores.rank, totals, strict=True):
        assert (
            np.isnan(rank)
            if total is None
            else rank == 1 + sum(other is not None and other > total for other in totals)
        )


def scored_or_undefined(definition, table):
    """Return scores and exact scores, or neither where a formula is not defined."""
    try:
        exact = exact_scores(definition, table)
    except ZeroDivisionError:
        exact = None
    if exact is not None:
        return parindex.score(definition, table), exact
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.score(definition, table)
    assert {problem.code for problem in caught.value.problems} == {"undefined-value"}
    assert parindex.validate(definition, table) == caught.value.problems
    return None, None


@given(st.data())
def test_formulas_are_those_of_fractions_or_told_as_undefined(data):
    definition = data.draw(definitions(WITH_FORMULAS, turned=True))
    table = data.draw(evidence(definition))
    scores, exact = scored_or_undefined(definition, table)
    if scores is None:
        return
    for node in scores.nodes:
        expected = [exact[unit][node] for unit in table]
        assert list(scores.published(node)) == [published(definition, node, value) for value in expected]
        error = scores.exactness.error[scores.nodes.index(node)]
        for value, right in zip(scores[node], expected, strict=True):
            assert np.isnan(value) if right is None else abs(Fraction(float(value)) - right) <= float(error)


@given(st.data())
def test_formulas_and_alternatives_of_what_is_missing_or_left_out_are_those_of_fractions(data):
    definition = data.draw(gaps(data.draw(definitions(WITH_FORMULAS, turned=True))))
    table = data.draw(evidence_with_gaps(definition))
    scores, exact = scored_or_undefined(definition, table)
    if scores is None:
        return
    for node in scores.nodes:
        assert list(scores.published(node)) == [published(definition, node, exact[unit][node]) for unit in table]
