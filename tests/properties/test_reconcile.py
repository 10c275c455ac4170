"""What each change of an appraisal does, against exact arithmetic with that one change made."""

import math

import attrs
from hypothesis import given
from hypothesis import strategies as st

import parindex
from parindex.definition import Ranking

from .strategies import definitions, evidence_with_gaps, exact_scores, gaps, half_up


@st.composite
def two_layers(draw):
    """Draw an index whose units do not look at each other, and two tables of the same columns."""
    definition = draw(gaps(draw(definitions().filter(lambda made: not any(leaf.rule.cohort for leaf in made.leaves)))))
    definition = attrs.evolve(definition, rank=Ranking(on=draw(st.sampled_from(["unrounded", "rounded"]))))
    before, other = draw(evidence_with_gaps(definition)), draw(evidence_with_gaps(definition))
    after = {
        unit: {
            node: other[unit][node] if node in other.get(unit, ()) and draw(st.booleans()) else cell
            for node, cell in row.items()
        }
        for unit, row in before.items()
    }
    return definition, before, after


@given(two_layers())
def test_each_change_is_found_and_does_what_it_does_alone(layers):
    definition, before, after = layers
    found = parindex.reconcile(definition, self_assessed=before, appraised=after)
    wanted = [(unit, node) for unit in before for node, cell in before[unit].items() if after[unit][node] != cell]
    assert sorted((change.unit, change.indicator) for change in found.changes) == sorted(wanted)

    published = definition.rank.on == "rounded"

    def total(table, unit):
        exact = exact_scores(definition, table)[unit][definition.id]
        return exact, None if exact is None else half_up(exact, definition.decimals) if published else exact

    standing = {unit: total(before, unit)[1] for unit in before}

    def above(unit, own):
        return sum(other is not None and other > own for name, other in standing.items() if name != unit)

    for change in found.changes:
        row = {**before[change.unit], change.indicator: after[change.unit][change.indicator]}
        (old, shown_old), (new, shown_new) = (
            total(table, change.unit) for table in (before, {**before, change.unit: row})
        )
        if old is None or new is None:
            assert math.isnan(change.total)
            assert math.isnan(change.rank)
            continue
        assert abs(change.total - float(new - old)) <= 1e-9 * max(1.0, abs(float(old)), abs(float(new)))
        assert change.rank == above(change.unit, shown_new) - above(change.unit, shown_old)


@given(two_layers())
def test_the_difference_of_every_node_is_that_of_the_two_layers_scored_apart(layers):
    definition, before, after = layers
    found = parindex.reconcile(definition, self_assessed=before, appraised=after)
    exact = [exact_scores(definition, table) for table in (before, after)]
    for unit, row in zip(found.before.units, found.difference, strict=True):
        for node, difference in zip(found.before.nodes, row, strict=True):
            then, now = (scores[unit][node] for scores in exact)
            if then is None or now is None:
                assert math.isnan(difference)
            else:
                assert abs(difference - float(now - then)) <= 1e-9 * max(1.0, abs(float(then)), abs(float(now)))
