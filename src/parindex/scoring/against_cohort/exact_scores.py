"""A few units scored exactly, in the company of units that are not scored again."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from parindex.base import EvidenceError
from parindex.evidence import Evidence
from parindex.kernels import DECIMAL, RATIONAL
from parindex.scoring.against_cohort.compared_values import ComparedValues
from parindex.scoring.empty_cells import arranged, scaleless_warnings, without_points
from parindex.scoring.exactness import Exactness, exact_given
from parindex.scoring.missing_marks import Given, Marks, marks
from parindex.scoring.plan import Plan
from parindex.scoring.printed_totals import misprints
from parindex.scoring.scores import Scores, scores_of
from parindex.scoring.tree_walk import Walk
from parindex.scoring.undefined_formulas import undefined_formulas


def scored_exactly(evidence: Evidence, compared: ComparedValues) -> Scores:
    """Return the scores of units by exact arithmetic alone, not ranked; rules that compare units see a cohort's."""
    plan = compared.plan
    given = arranged(plan, evidence)
    flat = list(compared.flat(given))
    given = without_points(plan, given, flat)
    marked = marks(plan, given)
    exactness = _exactness(plan, evidence, given, marked, compared)
    walked = exactness.settle(_nothing_walked(plan, exactness), np.ones(len(evidence.units), dtype=bool))
    if faults := undefined_formulas(evidence, exactness):
        raise EvidenceError((*evidence.problems, *faults))
    ranks = np.full(len(evidence.units), np.nan)
    scores = scores_of(exactness, walked, ranks, scaleless_warnings(plan, evidence, _places(flat)))
    return attrs.evolve(scores, problems=(*scores.problems, *misprints(evidence, scores.total)))


def _places(flat: Sequence[tuple[int, object]]) -> list[int]:
    return sorted({place for place, _ in flat})


def _exactness(plan: Plan, evidence: Evidence, given: Given, marked: Marks, compared: ComparedValues) -> Exactness:
    """Return what scores the units exactly; nothing is known in floats."""
    values, error = np.full(marked.missing.shape, np.nan), np.zeros(len(plan.ids))
    cohorts = {}
    for number in (DECIMAL, RATIONAL) if compared.leaves and evidence.units else ():
        with number.context():
            own = exact_given(plan, evidence, given, number, range(len(evidence.units)))
            cohorts[number.name] = compared.given(own, number)
    return Exactness(plan, evidence, given, marked, values, error, cohorts=cohorts, seen=compared.floats)


def _nothing_walked(plan: Plan, exactness: Exactness) -> Walk:
    """Return a walk that is made exact in every row."""
    values = exactness.values
    most = np.broadcast_to(plan.float_program.full, values.shape)
    return Walk(values, values, most, {}, None)
