"""How much of the spread of ranks and scores each uncertain input explains."""

from parindex.robustness.variance_based.indices import SobolIndices
from parindex.robustness.variance_based.simulation import ORDERS
from parindex.robustness.variance_based.sobol_of_functions import sobol_indices
from parindex.robustness.variance_based.sobol_of_scores import Sobol, sobol

__all__ = [
    "ORDERS",
    "Sobol",
    "SobolIndices",
    "sobol",
    "sobol_indices",
]
