"""One unit, or a few, scored against a cohort: units that were scored before and are not scored again."""

from parindex.scoring.against_cohort.scored_against import ScoredAgainst as ScoredAgainst
from parindex.scoring.against_cohort.scoring_against import score_against as score_against
from parindex.scoring.against_cohort.standing_among import CohortStanding as CohortStanding
