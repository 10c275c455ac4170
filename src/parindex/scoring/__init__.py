"""One definition and one evidence: scores, ranks and how they come about, exactly."""

from typing import TYPE_CHECKING

from parindex.later import handed_on_later
from parindex.scoring.against_cohort import (
    CohortStanding as CohortStanding,
    ScoredAgainst as ScoredAgainst,
    score_against as score_against,
)
from parindex.scoring.against_cohort.compared_values import WhoseAnchors as WhoseAnchors
from parindex.scoring.against_cohort.scoring_against import WhichDefinition as WhichDefinition
from parindex.scoring.answers import (
    Answer as Answer,
    AnswerColumn as AnswerColumn,
    AsTable as AsTable,
    Distance as Distance,
    ExactTotals as ExactTotals,
    Losses as Losses,
    Peers as Peers,
    ProfileScale as ProfileScale,
    Ranks as Ranks,
    Summary as Summary,
    TwoUnits as TwoUnits,
    UnitDifference as UnitDifference,
    WhatIf as WhatIf,
    WhatIfEach as WhatIfEach,
    WhatIfs as WhatIfs,
    Within as Within,
    answers_schema as answers_schema,
    by_node as by_node,
    direction as direction,
    figure as figure,
    labels as labels,
    losses as losses,
    lowest_nodes as lowest_nodes,
    peers as peers,
    places as places,
    published_median as published_median,
    ranks_with as ranks_with,
    unit_label as unit_label,
    what_if as what_if,
    what_if_each as what_if_each,
)
from parindex.scoring.answers.difference_split import DifferenceCause as DifferenceCause
from parindex.scoring.answers.unit_profiles import NodeWeights as NodeWeights
from parindex.scoring.answers.what_if.values_in_words import ToldChange as ToldChange
from parindex.scoring.banding import Banded as Banded, gated_leaves as gated_leaves
from parindex.scoring.coverage import (
    Coverage as Coverage,
    Parts as Parts,
    ShortOfParts as ShortOfParts,
    short_of_parts as short_of_parts,
)
from parindex.scoring.evidence_walk import scored_with as scored_with
from parindex.scoring.exactness import Exactness as Exactness
from parindex.scoring.explained_nodes import ExplainedNodes as ExplainedNodes
from parindex.scoring.explanation import Explanation as Explanation, explanation_schema as explanation_schema
from parindex.scoring.explanation_text import value_and_how as value_and_how
from parindex.scoring.missing_marks import Given as Given, Marks as Marks, PutIn as PutIn, marks as marks
from parindex.scoring.plan import Plan as Plan, Program as Program, Step as Step, plan_of as plan_of
from parindex.scoring.provenance import (
    evidence_head as evidence_head,
    figures_used as figures_used,
    result_head as result_head,
    source_head as source_head,
)
from parindex.scoring.score_frames import FrameShape as FrameShape, NodeLabels as NodeLabels
from parindex.scoring.score_reasons import InputRead as InputRead, evidence_in_words as evidence_in_words
from parindex.scoring.scores import (
    Scores as Scores,
    result_schema as result_schema,
    score as score,
    score_unranked as score_unranked,
)
from parindex.scoring.standings import ScoringEdition as ScoringEdition, Standings as Standings
from parindex.scoring.stored_cohort import (
    Cohort as Cohort,
    ExactFigures as ExactFigures,
    cohort_schema as cohort_schema,
)
from parindex.scoring.tree_walk import (
    Reliance as Reliance,
    Walk as Walk,
    error_bounds as error_bounds,
    leaf_scores as leaf_scores,
    refuse_undefined as refuse_undefined,
    walk as walk,
)
from parindex.scoring.validation import validate as validate

if TYPE_CHECKING:
    from parindex.scoring.analysis_result import (
        AnalysisResult as AnalysisResult,
        ByUnit as ByUnit,
        best_first as best_first,
        described as described,
        records_of as records_of,
        sensitivity_schema as sensitivity_schema,
        ties_left as ties_left,
        unit_records as unit_records,
        without_rank as without_rank,
    )
    from parindex.scoring.answers.answer import Answer as Answer
    from parindex.scoring.stored_scores import StoredScores as StoredScores

if not TYPE_CHECKING:
    __getattr__ = handed_on_later(
        __name__,
        {
            "answers.answer": "Answer",
            "analysis_result": (
                "AnalysisResult ByUnit best_first described records_of sensitivity_schema ties_left unit_records "
                "without_rank"
            ),
            "stored_scores": "StoredScores",
        },
    )
