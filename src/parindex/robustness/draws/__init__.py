"""Many draws of what is uncertain: how ranks and scores spread."""

from parindex.robustness.draws.factors import (
    Aggregation,
    Factor,
    Imputation,
    LeftOut,
    Noise,
    Normalisation,
    StandardErrors,
)
from parindex.robustness.draws.inputs import BLOCK, Drawn, Inputs, seed_of
from parindex.robustness.draws.outputs import KINDS, Kind, Output
from parindex.robustness.draws.threads import one_thread
from parindex.robustness.draws.uncertainty_analysis import Uncertainty, uncertainty

__all__ = [
    "BLOCK",
    "KINDS",
    "Aggregation",
    "Drawn",
    "Factor",
    "Imputation",
    "Inputs",
    "Kind",
    "LeftOut",
    "Noise",
    "Normalisation",
    "Output",
    "StandardErrors",
    "Uncertainty",
    "one_thread",
    "seed_of",
    "uncertainty",
]
