"""One walk over evidence, from cells that are empty up to scores that are exact where they have to be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from parindex.evidence import Evidence
from parindex.scoring.empty_cells import arranged, without_scale
from parindex.scoring.exactness import Exactness
from parindex.scoring.missing_marks import Given, marks
from parindex.scoring.plan import Plan, plan_of
from parindex.scoring.tree_walk import Walk, error_bounds, relied_leaf_scores, walk


def walked_evidence(
    evidence: Evidence, changed: Callable[[Plan, Given], Given] | None = None
) -> tuple[Exactness, Walk, list[int]]:
    """Walk evidence; also return the leaves that some units compared give no scale."""
    definition = evidence.definition  # where points are given, not quite the one that it was read for
    plan = plan_of(definition)
    start = arranged(plan, evidence)
    given, flat = without_scale(plan, evidence, start if changed is None else changed(plan, start))
    marked = marks(plan, given)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        leaves, relied = relied_leaf_scores(plan, given)
        walked = walk(plan, plan.float_program, leaves, given, marked)
        relied = error_bounds(plan, walked, given, marked, relied)
    values = walked.scores if marked.none else np.where(marked.without_score, np.nan, walked.scores)
    exactness = Exactness(plan, evidence, given, marked, values, relied.error)
    return exactness, exactness.settle(walked, relied.doubtful), flat


def scored_with(evidence: Evidence, changed: Callable[[Plan, Given], Given]) -> Exactness:
    """Return the scores of evidence with what the walk starts from changed, exactly; formulas need not be defined."""
    return walked_evidence(evidence, changed)[0]
