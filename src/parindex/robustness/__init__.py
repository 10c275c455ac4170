"""How far ranks can be trusted: what weights, errors and choices of method do to them."""

from parindex.robustness.draws import (
    KINDS,
    Aggregation,
    Factor,
    Imputation,
    Kind,
    LeftOut,
    Noise,
    Normalisation,
    StandardErrors,
    Uncertainty,
    uncertainty,
)
from parindex.robustness.effective_weighting import EffectiveWeights, effective_weights
from parindex.robustness.exact import JointChange, RankRange, Thresholds, rank_range, thresholds
from parindex.robustness.one_change import LeaveOut, OneAtATime, leave_out, one_at_a_time
from parindex.robustness.variance_based import ORDERS, Sobol, SobolIndices, sobol, sobol_indices
from parindex.robustness.weights import Bounds, Dirichlet, Perturbation, Uniform

__all__ = [
    "KINDS",
    "ORDERS",
    "Aggregation",
    "Bounds",
    "Dirichlet",
    "EffectiveWeights",
    "Factor",
    "Imputation",
    "JointChange",
    "Kind",
    "LeaveOut",
    "LeftOut",
    "Noise",
    "Normalisation",
    "OneAtATime",
    "Perturbation",
    "RankRange",
    "Sobol",
    "SobolIndices",
    "StandardErrors",
    "Thresholds",
    "Uncertainty",
    "Uniform",
    "effective_weights",
    "leave_out",
    "one_at_a_time",
    "rank_range",
    "sobol",
    "sobol_indices",
    "thresholds",
    "uncertainty",
]
