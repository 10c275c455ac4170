"""One definition and one evidence: scores, ranks and how they come about, exactly."""

from typing import TYPE_CHECKING

from parindex.later import handed_on_later
from parindex.scoring.exactness import Exactness
from parindex.scoring.explanation import Explanation, shown
from parindex.scoring.plan import Plan, Program, Step, plan_of
from parindex.scoring.provenance import evidence_of, head
from parindex.scoring.scores import Scores, result_schema, score, score_unranked, validate
from parindex.scoring.tree_walk import Given, Marks, Walk, error_bounds, leaf_scores, marks, walk

if TYPE_CHECKING:
    from parindex.scoring.analysis_result import (
        AnalysisResult,
        ByUnit,
        described,
        sensitivity_schema,
        unit_records,
        without_rank,
    )

__all__ = [
    "AnalysisResult",
    "ByUnit",
    "Exactness",
    "Explanation",
    "Given",
    "Marks",
    "Plan",
    "Program",
    "Scores",
    "Step",
    "Walk",
    "described",
    "error_bounds",
    "evidence_of",
    "head",
    "leaf_scores",
    "marks",
    "plan_of",
    "result_schema",
    "score",
    "score_unranked",
    "sensitivity_schema",
    "shown",
    "unit_records",
    "validate",
    "walk",
    "without_rank",
]

if not TYPE_CHECKING:
    __getattr__ = handed_on_later(
        __name__,
        {
            "analysis_result": (
                "AnalysisResult",
                "ByUnit",
                "described",
                "sensitivity_schema",
                "unit_records",
                "without_rank",
            ),
        },
    )
