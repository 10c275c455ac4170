"""Many draws of what is uncertain: how ranks and scores spread."""

from parindex.robustness.draws.draw_ranks import DrawRanking as DrawRanking
from parindex.robustness.draws.factors import (
    Aggregation as Aggregation,
    ChoiceFactor as ChoiceFactor,
    Factor as Factor,
    FillPolicy as FillPolicy,
    Imputation as Imputation,
    LeftOut as LeftOut,
    Noise as Noise,
    Normalisation as Normalisation,
    StandardErrors as StandardErrors,
    Variant as Variant,
)
from parindex.robustness.draws.uncertain_inputs import (
    BLOCK as BLOCK,
    InputDraws as InputDraws,
    UncertainInputs as UncertainInputs,
)
from parindex.robustness.draws.uncertainty_analysis import (
    Uncertainty as Uncertainty,
    UncertaintyWork as UncertaintyWork,
    uncertainty as uncertainty,
)
from parindex.robustness.draws.units_at_hand import scored_at_hand as scored_at_hand
from parindex.robustness.draws.weight_draws import WeightDraws as WeightDraws
