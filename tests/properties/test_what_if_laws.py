"""What units would have with other cells, against exact arithmetic of its own: every unit and cell in one go."""

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

from parindex.evidence import NewCells
from parindex.scoring.answers.what_if.outcomes import outcomes

from .strategies import COSTLY, exact_scores, standing_keys
from .test_answer_laws import scored
from .test_reconciliation import rank


def half_up(value, decimals):
    steps = math.floor(abs(value) * 10**decimals + Fraction(1, 2))
    return steps if value >= 0 else -steps


@COSTLY
@given(scored(), st.integers(0, 2**32).map(random.Random))
def test_with_a_cell_of_another_unit_each_has_what_scoring_again_says(drawn, chance):
    definition, table, scores = drawn
    evidence = scores.evidence
    cases = [
        (row, column, other)
        for column in evidence.columns
        if evidence.gives(column)
        for row in range(len(scores.units))
        for other in [chance.randrange(len(scores.units))]
    ]
    assume(cases)
    cells = {
        column: NewCells.taken_from(
            evidence, column, {at: other for at, (_, name, other) in enumerate(cases) if name == column}
        )
        for column in dict.fromkeys(column for _, column, _ in cases)
    }
    rows = np.array([row for row, _, _ in cases])
    found = outcomes(scores, rows, cells)
    exactly = outcomes(scores, rows, cells, exactly=True)
    for name in ("steps", "ranks"):
        assert np.array_equal(getattr(found, name), getattr(exactly, name), equal_nan=True)
    before = exact_scores(definition, table)
    for at, (row, column, other) in enumerate(cases):
        unit = scores.units[row]
        again = {**table, unit: {**table[unit], column: table[scores.units[other]].get(column)}}
        try:
            after = exact_scores(definition, again)
        except ZeroDivisionError:
            assert math.isnan(found.totals[at])
            continue
        total, was = after[unit][definition.id], before[unit][definition.id]
        if total is None:
            assert math.isnan(found.totals[at])
            assert math.isnan(found.ranks[at])
            continue
        assert found.totals[at] == pytest.approx(float(total), abs=1e-9, rel=1e-9)
        assert found.steps[at] == half_up(total, definition.decimals)
        assert found.ranks[at] == rank(standing_keys(definition, after), unit, definition.rank.ties)
        if was is not None:
            assert (found.changes[at] == 0) == (total == was)
            near = any(leaf.rule.cohort for leaf in definition.leaves)  # scored again in float64, case by case
            assert exactly.changes[at] == (pytest.approx(float(total - was)) if near else float(total - was))
