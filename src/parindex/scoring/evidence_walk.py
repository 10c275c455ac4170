"""One walk over evidence, from cells that are empty up to scores that are exact where they have to be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from parindex.evidence import Evidence
from parindex.scoring.empty_cells import arranged, without_scale
from parindex.scoring.exactness import Exactness
from parindex.scoring.float_walk import FloatWalk
from parindex.scoring.missing_marks import Given
from parindex.scoring.plan import Plan, plan_of


def walked_evidence(
    evidence: Evidence, changed: Callable[[Plan, Given], Given] | None = None
) -> tuple[Exactness, FloatWalk, list[int]]:
    """Walk evidence in float64; also return the leaves that some units compared give no scale."""
    plan = plan_of(evidence.definition)  # where points are given, not quite the definition that it was read for
    start = arranged(plan, evidence)
    given, flat = without_scale(plan, evidence, start if changed is None else changed(plan, start))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        floats = FloatWalk.of(plan, given)
    return Exactness.of(evidence, floats), floats, flat


def scored_with(evidence: Evidence, changed: Callable[[Plan, Given], Given]) -> Exactness:
    """Return the scores of evidence with what the walk starts from changed, exactly; formulas need not be defined."""
    exactness, floats, _ = walked_evidence(evidence, changed)
    exactness.settle(floats.walked, floats.relied.doubtful)
    return exactness
