"""Many draws of what is uncertain: how ranks and scores spread."""

from parindex.robustness.draws.factors import (
    Aggregation as Aggregation,
    Factor as Factor,
    Imputation as Imputation,
    LeftOut as LeftOut,
    Noise as Noise,
    Normalisation as Normalisation,
    StandardErrors as StandardErrors,
)
from parindex.robustness.draws.inputs import BLOCK as BLOCK, Drawn as Drawn, Inputs as Inputs, seed_of as seed_of
from parindex.robustness.draws.outputs import KINDS as KINDS, Kind as Kind, Output as Output
from parindex.robustness.draws.threads import one_thread as one_thread
from parindex.robustness.draws.uncertainty_analysis import Uncertainty as Uncertainty, uncertainty as uncertainty
